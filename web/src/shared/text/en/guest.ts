import { LOCALE } from "../locale.ts";
import { zoneTitle } from "../time.ts";

/** Words of the guest's pages: the link, the test, the wait, and the ends. Times are the practice's, with their zone. */
export const guest = {
  tab: {
    plain: "Video visit",
    ring: "The visit starts now",
    waiting: "Waiting for the visit",
    begun: "The visit has begun",
  },
  call: (telephone: string): string => `Call ${telephone}`,
  callThePractice: "Call the practice",
  questions: "Questions? Call the practice",
  whatToDo: "What to do now",
  loading: "The page is loading",
  tryingAgain: {
    heading: "The practice cannot be reached",
    what: "Check your connection to the internet. This page tries again by itself; your invitation stays as it is.",
    pressHeld: "You keep your place. What you pressed is done as soon as it can be: there is no need to press again.",
  },
  refused: "This did not work. Press the button again.",
  crowded: "The waiting room takes nobody else at the moment. Press the button again in a few minutes, or call the practice.",
  before: {
    heading: "Your video visit",
    withHost: (host: string): string => `With **${host}**.`,
    what: "First we test your camera and microphone. It takes a few seconds. Your browser asks you to allow them.",
    nobody: "Nobody sees or hears you during the test.",
    until: (time: string): string => `This invitation can be used until ${time}.`,
    elsewhere: "Another device has this visit open. When you go on here, it moves to this device.",
    nameHint: "So that the practice knows who you are.",
    firstName: "First name",
    lastName: "Last name",
    nameMissing: "Type your name",
    test: "Test my camera and microphone",
    testing: "One moment…",
  },
  wrongBrowser: {
    heading: "Open the link in another browser",
    title: "This is how",
  },
  test: {
    sending: "Everything works. The page goes on by itself.",
    needHelp: "I need help",
    helpAsked: "The practice knows that you need help",
    helpAskedWhat: "Keep this page open. You can go on trying, or call.",
    failedNotice: "Your connection is lost. The result is sent as soon as it is back.",
  },
  waiting: {
    heading: "You are checked in",
    onHold: "You are on hold",
    onHoldPlease: "Please wait: the host will take you back in",
    onHoldWhat: "Keep this page open. There is nothing to press. Until then nobody sees or hears you.",
    please: "Please wait for the host to start this visit",
    what: "The practice knows that you are here. The visit will start soon. Keep this page open: it rings when the visit starts.",
    ready: "The host is ready for you",
    readyWhat: "Press **Join now** to go into the visit.",
    join: "Join now",
    joining: "Joining…",
    cameraWorks: "Camera works",
    microphoneWorks: "Microphone works",
    cameraOpening: "Camera starts…",
    microphoneOpening: "Microphone starts…",
    cameraOff: "No picture: sound only",
    microphoneOff: "The microphone does not work",
    unseen: "Nobody sees or hears you yet.",
    silent: "This page cannot ring yet",
    silentWhat: "Your browser keeps it silent until you press something here.",
    letRing: "Let it ring",
    connected: "**Connected.** If the line drops, you keep your place.",
    connecting: "**Connecting…** You keep your place.",
    lost: "**Your connection is lost.** You keep your place; we are connecting again.",
  },
  appointmentAt: (time: string): string => `Your appointment: ${time}.`,
  door: {
    notices: "Notifications",
    begun: "The visit has begun",
    ask: "Ask to join",
    asking: "Asking…",
    askWhat: "Press **Ask to join**. The host then lets you in, or tells you that it does not suit now.",
    asked: "The host has been asked",
    askedWhat: "Keep this page open. It tells you as soon as the host answers.",
    notAdmitted: "The host did not let you in",
    deniedWhat: "You keep your place. Keep this page open, or call the practice.",
    againIn: (left: string): string => `You can ask again in ${left}.`,
    blockedWhat: "You cannot ask again. Call the practice for another time.",
    answer: { admitted: "You were admitted", denied: "You were not admitted" },
  },
  full: {
    heading: "This visit is full",
    what: "Nobody else can come in at the moment. You keep your place: press the button again in a little while, or call the practice.",
  },
  moved: {
    heading: "You continued on another device",
    what: "Your place is there now. You can close this page, or take the visit back to this device.",
    use: "Use this device",
    busy: "One moment…",
  },
  left: {
    heading: "You left the visit",
    what: "It still runs. As long as it does, you can go in again on this device.",
  },
  leaving: {
    what: "Your camera and microphone are off.",
    tryingAgain: "This page tells the practice that you left as soon as it can. There is nothing for you to press.",
  },
  again: {
    heading: "The host has started the visit again",
    what: "You can go back in on this device. Press **Join now**. Nobody sees or hears you until then.",
  },
  ended: {
    heading: "The visit has ended",
    what: "You can close this page. Your camera and microphone are off.",
    hostLost: "The host's connection was lost and did not come back. Your camera and microphone are off.",
    doNow: "If something is left to say, call the practice.",
  },
  cancelled: {
    heading: "This invitation was cancelled",
    what: "The practice cancelled this invitation.",
    whatAt: (time: string): string => `The practice cancelled this invitation on ${time}.`,
    doNow: "Call us for a new time.",
  },
  removed: {
    heading: "You were removed from the visit",
    what: "The host took you out of the visit. Your camera and microphone are off. This link does not lead back.",
    doNow: "If you think that it was a mistake, or something is left to say, call the practice.",
  },
  expired: {
    heading: "This invitation has expired",
    what: (time: string): string =>
      `It could be used until ${time}. Your device is fine, and you have done nothing wrong.`,
    doNow: "Call the practice and ask for a new invitation.",
  },
  used: {
    heading: "This visit has already begun",
    what: "This visit is open on another device, and only there.",
    doNow: "Go on there, or call the practice.",
  },
  unknown: {
    heading: "This link is not valid",
    what: "Perhaps a part of it is missing. Open the link in the message again, or copy the whole of it.",
    doNow: "If it does not work then, call the practice.",
  },
  newerMessage: "If you have a newer message from the practice, open the link in that one.",
};

/** "**Tuesday, 3 March, 10:30** (London time)": a guest may be in another zone than the practice. */
export function guestTime(timeMs: number, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone }).format(timeMs);
  const day = `${part({ weekday: "long" })}, ${part({ day: "numeric", month: "long" })}`;
  return `**${day}, ${part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}** (${zoneTitle(zone)})`;
}
