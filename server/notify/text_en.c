#include "notify/text.h"

const char *const TEXT_EN[TEXT_KEY_COUNT] = {
    [TEXT_INVITE_SUBJECT] = "Your video visit",
    [TEXT_INVITE_WAITING_ROOM] =
        "Hello,\n"
        "\n"
        "{host} ({practice}) invites you to a video visit.\n"
        "\n"
        "When you are ready, open this link on a phone, tablet or computer with a camera:\n"
        "\n"
        "{link}\n"
        "\n"
        "It works until {until} and is meant for you alone. You do not need to install anything.\n"
        "\n"
        "If you cannot join, call us: {telephone}\n",
    [TEXT_INVITE_CONNECT_NOW] =
        "Hello,\n"
        "\n"
        "{host} ({practice}) is ready for your video visit now.\n"
        "\n"
        "Open this link on a phone, tablet or computer with a camera:\n"
        "\n"
        "{link}\n"
        "\n"
        "It works until {until} and is meant for you alone. You do not need to install anything.\n"
        "\n"
        "If you cannot join, call us: {telephone}\n",
    [TEXT_SMS_WAITING_ROOM] =
        "{practice}: your video visit with {host}. Open this link when you are"
        " ready: {link} It works until {until}. Questions? {telephone}",
    [TEXT_SMS_CONNECT_NOW] = "{practice}: {host} is ready for your video visit now: {link} The link"
                             " works until {until}. Questions? {telephone}",
    [TEXT_ALERT_SUBJECT] = "Your waiting room",
    [TEXT_ALERT] = "A guest has arrived in your waiting room.\n"
                   "\n"
                   "Sign in to see who is waiting:\n"
                   "\n"
                   "{link}\n"
                   "\n"
                   "You chose this message in Settings, and can turn it off there.\n",
    [TEXT_ALERT_OTHER] = "A guest has arrived in a waiting room that you look after.\n"
                         "\n"
                         "Sign in to see who is waiting:\n"
                         "\n"
                         "{link}\n"
                         "\n"
                         "You chose this message in Settings, and can turn it off there.\n",
    [TEXT_ALERT_TEST] = "This is a test: nobody has arrived.\n"
                        "\n"
                        "When a guest arrives in your waiting room you get a message like this"
                        " one.\n"
                        "\n"
                        "{link}\n",
    [TEXT_SMS_ALERT] = "{practice}: a guest has arrived in your waiting room. {link}",
    [TEXT_SMS_ALERT_OTHER] = "{practice}: a guest has arrived in a waiting room that you look"
                             " after. {link}",
    [TEXT_SMS_ALERT_TEST] = "{practice}: this is a test, nobody has arrived. {link}",
    [TEXT_CODE_SUBJECT] = "Your code for signing in",
    [TEXT_CODE] = "Hello,\n"
                  "\n"
                  "this is your code for your appointments with {practice}:\n"
                  "\n"
                  "{code}\n"
                  "\n"
                  "It works for ten minutes, on the device where you asked for it, and nowhere"
                  " else. Nobody from the practice will ever ask you for it.\n"
                  "\n"
                  "You did not ask for a code? Then somebody mistyped an address, and you need not"
                  " do anything.\n"
                  "\n"
                  "Questions? Call us: {telephone}\n",
    [TEXT_SMS_CODE] = "{code} is your code for your appointments with {practice}. It works for ten"
                      " minutes, on the device where you asked for it.\n\n@{site} #{code}",
    [TEXT_APPOINTMENT_CREATED_SUBJECT] = "Your appointment",
    [TEXT_APPOINTMENT_MOVED_SUBJECT] = "Your appointment has a new time",
    [TEXT_APPOINTMENT_CANCELLED_SUBJECT] = "Your appointment was cancelled",
    [TEXT_APPOINTMENT_CREATED] =
        "Hello,\n"
        "\n"
        "you have an appointment for a video visit with {host} ({practice}):\n"
        "\n"
        "{time}\n"
        "\n"
        "When it is time, open this link on a phone, tablet or computer with a camera:\n"
        "\n"
        "{link}\n"
        "\n"
        "All your appointments are here, and whoever is signed in here can always join:\n"
        "\n"
        "{portal}\n"
        "\n"
        "You do not need to install anything. If you cannot come, call us: {telephone}\n",
    [TEXT_APPOINTMENT_MOVED] =
        "Hello,\n"
        "\n"
        "your appointment for a video visit with {host} ({practice}) has a new time:\n"
        "\n"
        "{time}\n"
        "\n"
        "The link is the same as before:\n"
        "\n"
        "{link}\n"
        "\n"
        "All your appointments are here, and whoever is signed in here can always join:\n"
        "\n"
        "{portal}\n"
        "\n"
        "If you cannot come, call us: {telephone}\n",
    [TEXT_APPOINTMENT_CANCELLED] =
        "Hello,\n"
        "\n"
        "your appointment for a video visit with {host} ({practice}) was cancelled. It would have"
        " been at this time:\n"
        "\n"
        "{time}\n"
        "\n"
        "Questions, or a new time? Call us: {telephone}\n",
    [TEXT_SMS_APPOINTMENT_CREATED] =
        "{practice}: your video visit with {host} is on {time}. When it"
        " is time, open {link} Questions? {telephone}",
    [TEXT_SMS_APPOINTMENT_MOVED] =
        "{practice}: your video visit with {host} has a new time: {time}."
        " The link is the same: {link} Questions? {telephone}",
    [TEXT_SMS_APPOINTMENT_CANCELLED] = "{practice}: your video visit with {host} on {time} was"
                                       " cancelled. Questions? {telephone}",
    [TEXT_TIME] = "{weekday}, {day} {month} {year}, {clock} ({zone})",
    [TEXT_ZONE] = "{city} time",
};

const char *const TEXT_EN_WEEKDAYS[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday"};

const char *const TEXT_EN_MONTHS[12] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
