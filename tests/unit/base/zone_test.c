#include "base/zone.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t civil(const char *date, const char *clock) {
    int64_t days = 0;
    int minutes = 0;
    assert_int_equal(zone_read_date(date, &days), ERR_OK);
    assert_int_equal(zone_read_time(clock, &minutes), ERR_OK);
    return days * 86400 + minutes * 60;
}

static struct zone load(const char *name) {
    struct zone zone;
    enum err err = zone_load(name, &zone);
    if (err != ERR_OK) {
        fail_msg("%s: %s (is tzdata installed?)", name, err_name(err));
    }
    return zone;
}

static void A1_a_civil_time_has_its_instant(void **state) {
    (void)state;
    static const struct {
        const char *zone, *date, *clock;
        enum zone_fit fit;
        const char *utc_date, *utc_clock;
    } CASES[] = {
        {"Europe/Berlin", "2026-01-15", "09:00", ZONE_ONCE, "2026-01-15", "08:00"},
        {"Europe/Berlin", "2026-07-15", "09:00", ZONE_ONCE, "2026-07-15", "07:00"},
        {"Europe/Berlin", "2026-03-29", "01:59", ZONE_ONCE, "2026-03-29", "00:59"},
        {"Europe/Berlin", "2026-03-29", "02:00", ZONE_SKIPPED, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-03-29", "02:30", ZONE_SKIPPED, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-03-29", "03:00", ZONE_ONCE, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-10-25", "01:59", ZONE_ONCE, "2026-10-24", "23:59"},
        {"Europe/Berlin", "2026-10-25", "02:00", ZONE_TWICE, "2026-10-25", "00:00"},
        {"Europe/Berlin", "2026-10-25", "02:59", ZONE_TWICE, "2026-10-25", "00:59"},
        {"Europe/Berlin", "2026-10-25", "03:00", ZONE_ONCE, "2026-10-25", "02:00"},
        {"Europe/Berlin", "2060-07-15", "09:00", ZONE_ONCE, "2060-07-15", "07:00"},
        {"Europe/Berlin", "2060-03-28", "02:30", ZONE_SKIPPED, "2060-03-28", "01:00"},
        {"America/New_York", "2026-03-08", "02:30", ZONE_SKIPPED, "2026-03-08", "07:00"},
        {"America/New_York", "2026-11-01", "01:30", ZONE_TWICE, "2026-11-01", "05:30"},
        {"America/New_York", "2026-12-31", "23:00", ZONE_ONCE, "2027-01-01", "04:00"},
        {"Asia/Kolkata", "2026-06-01", "00:15", ZONE_ONCE, "2026-05-31", "18:45"},
        {"Australia/Sydney", "2055-01-10", "08:00", ZONE_ONCE, "2055-01-09", "21:00"},
        {"Australia/Lord_Howe", "2026-04-05", "01:45", ZONE_TWICE, "2026-04-04", "14:45"},
        {"Asia/Tehran", "2026-07-01", "12:00", ZONE_ONCE, "2026-07-01", "08:30"},
        {"UTC", "2026-07-01", "12:00", ZONE_ONCE, "2026-07-01", "12:00"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct zone zone = load(CASES[i].zone);
        int64_t utc_s = 0;
        print_message("%s %s %s\n", CASES[i].zone, CASES[i].date, CASES[i].clock);
        assert_int_equal(zone_find_s(&zone, civil(CASES[i].date, CASES[i].clock), &utc_s),
                         CASES[i].fit);
        assert_int_equal(utc_s, civil(CASES[i].utc_date, CASES[i].utc_clock));
        zone_free(&zone);
    }
}

/* The C library knows the same files: every sixth hour agrees, from 1970 to the last change that the files list, in
 * 2037. */
static void the_clocks_are_those_of_the_c_library(void **state) {
    (void)state;
    static const char *const ZONES[] = {"Europe/London",    "America/Sao_Paulo", "Asia/Tokyo",
                                        "Pacific/Auckland", "Africa/Casablanca", "America/St_Johns",
                                        "Europe/Dublin"};
    for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
        struct zone zone = load(ZONES[i]);
        assert_int_equal(setenv("TZ", ZONES[i], 1), 0);
        tzset();
        for (time_t at = 0; at < 2140000000; at += 6 * 3600) {
            struct tm local;
            assert_non_null(localtime_r(&at, &local));
            assert_int_equal(zone_offset_s(&zone, at), local.tm_gmtoff);
        }
        zone_free(&zone);
    }
}

static void names_that_are_no_zone_are_not_found(void **state) {
    (void)state;
    static const char *const NAMES[] = {"",
                                        "Europe/Nowhere",
                                        "../../../etc/passwd",
                                        "/etc/passwd",
                                        "Europe/Ber\nlin",
                                        "Europe/../Europe/Berlin",
                                        "+01:00",
                                        "CET-1CEST,M3.5.0,M10.5.0/3",
                                        "Europe"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct zone zone;
        assert_int_equal(zone_load(NAMES[i], &zone), ERR_NOT_FOUND);
    }
}

static void dates_and_times_are_read(void **state) {
    (void)state;
    static const char *const BAD_DATES[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1",
                                            "26-01-01",   "2026-01-32", "2026/01/01", "1969-12-31"};
    static const char *const BAD_TIMES[] = {"24:00", "12:60", "9:00", "12-00", "12:00:00", ""};
    int64_t days = 0;
    int minutes = 0;
    for (size_t i = 0; i < sizeof BAD_DATES / sizeof BAD_DATES[0]; i++) {
        assert_int_equal(zone_read_date(BAD_DATES[i], &days), ERR_INVALID);
    }
    for (size_t i = 0; i < sizeof BAD_TIMES / sizeof BAD_TIMES[0]; i++) {
        assert_int_equal(zone_read_time(BAD_TIMES[i], &minutes), ERR_INVALID);
    }
    assert_int_equal(zone_read_date("2028-02-29", &days), ERR_OK);
    for (int64_t day = 0; day < 800000; day += 11) {
        int year, month, date;
        char text[16];
        zone_date(day, &year, &month, &date);
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, date);
        assert_int_equal(zone_read_date(text, &days), ERR_OK);
        assert_int_equal(days, day);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A1_a_civil_time_has_its_instant),
        cmocka_unit_test(the_clocks_are_those_of_the_c_library),
        cmocka_unit_test(names_that_are_no_zone_are_not_found),
        cmocka_unit_test(dates_and_times_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
