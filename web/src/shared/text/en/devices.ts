import type { DeviceKind, FailureKind } from "../../devices/failure.ts";
import type { Platform } from "../../devices/platform.ts";
import type { ItemName } from "../../devices/test-state.ts";

/** Words of the device test, and the help for each failure by browser and system (D4). */
export interface Help {
  what: string;
  steps: readonly string[];
}

interface Place {
  platform: Platform;
  /** "your camera", "your microphone" */
  device: string;
  /** As settings call it: "Camera", "Microphone". */
  Device: string;
  /** "Tap" or "Press". */
  Tap: string;
  tap: string;
  /** What its user calls the browser. */
  browser: string;
}

const titles: Record<ItemName, string> = {
  browser: "Browser",
  operating_system: "Operating system",
  camera: "Camera",
  microphone: "Microphone",
};

export const devices = {
  list: "Device test",
  titles,
  passed: "passed",
  failed: "failed",
  testing: "testing…",
  notTested: "not tested yet",
  testAgain: "Test again",
  testingAgain: "Testing…",
  soundOnly: "Go on with sound only",
  heading: {
    running: "Testing your device",
    runningHint: "Allow the camera and the microphone if your browser asks.",
    speakNow: "We hear nothing yet. Say a few words.",
    passed: "Everything works",
    failed: (count: number): string => (count === 1 ? "One thing to fix" : `${count} things to fix`),
  },
  checklist: {
    help: "Help",
    title: "When it still does not work",
    items: [
      "Close other programs and tabs that may use the camera or the microphone: Zoom, Teams, Skype, another visit.",
      "Take the cover off the lens, and look for a switch on the camera, the headset or the keyboard.",
      "Plug the camera or headset in again, straight into the computer: a USB hub can be too weak, and dirt in a port is enough.",
      "A computer without a built-in camera needs one that is plugged in. Is it chosen in the browser's settings for this site?",
      "Try another program that uses the camera. Where it works there, the browser is not allowed to; where it does not, look at the drivers.",
      "Update the browser, or use Chrome, Edge, Firefox or Safari in its newest version.",
      "An antivirus program or a firewall can hold the camera or the network back: allow the browser in it.",
      "Use a cable, or go nearer to the router; stop downloads and films that others watch on the same line.",
      "Restart the device, then test again.",
    ],
  },
  ownPicture: "Your own picture",
  soundLevel: "Sound level",
  help,
};

function help(item: ItemName, failure: FailureKind, platform: Platform): Help {
  const place = placeOf(item, platform);
  switch (failure) {
    case "denied_in_browser":
      return { what: `${place.browser} is not allowed to use ${place.device}. These steps allow it:`, steps: allowInBrowser(place) };
    case "denied_by_system":
      return {
        what: `${platform.systemTitle || "The system"} does not let ${place.browser} use ${place.device}. These steps allow it:`,
        steps: allowInSystem(place),
      };
    case "in_use":
      return {
        what: `Another program is using ${place.device}.`,
        steps: [
          `Close Zoom, Teams, Skype and every other program that may use ${place.device}, other browser tabs too.`,
          `${place.Tap} **Test again**.`,
          `Does it still fail? Restart the device, then open the link again.`,
        ],
      };
    case "none_found":
      return noneFound(place);
    case "unplugged":
      return {
        what: `${upper(place.device)} was unplugged.`,
        steps: ["Plug it in again, straight into the computer and not through a hub.", `${place.Tap} **Test again**.`],
      };
    case "silent":
      return {
        what: "We hear nothing. Is the microphone switched off on your headset?",
        steps: [
          "Look for a switch or a button on the headset, its cable or the microphone, and switch it on.",
          platform.touch ? "Take off a case that covers the microphone." : "Turn the microphone up in the system's sound settings.",
          `${place.Tap} **Test again** and say a few words.`,
        ],
      };
    case "black":
      return {
        what: "The picture is black. Is the lens covered?",
        steps: [
          "Open the cover of the lens, or take off what sticks on it. Some keyboards have a key that switches the camera off.",
          "Switch on a light in the room.",
          `${place.Tap} **Test again**.`,
        ],
      };
    case "frozen":
      return {
        what: "The camera's picture stands still.",
        steps: [
          platform.touch ? "Close other apps that use the camera." : "Unplug the camera and plug it in again, or close other programs that use it.",
          `${place.Tap} **Test again**.`,
          "Does it still fail? Restart the device, then open the link again.",
        ],
      };
    case "browser_too_old":
      return { what: "This browser is too old for a video visit.", steps: newerBrowser(place) };
    case "system_too_old":
      return {
        what: `${platform.systemTitle || "The system"} is too old for a video visit.`,
        steps: ["Update the system in its settings; the browser comes with it.", "Or open the link on another phone or computer."],
      };
    case "in_app":
      return inApp(place);
    case "blocked":
      return {
        what: "This browser does not allow video visits.",
        steps: [
          "If an add-on or a privacy setting blocks WebRTC or the camera, switch it off for this page.",
          `Or open the link in ${anotherBrowser(platform)}.`,
        ],
      };
    case "insecure":
      return {
        what: "The page was opened without encryption, so the browser keeps the camera away from it.",
        steps: ["Open the link from the practice's message again. Its address begins with **https**."],
      };
    case "needs_browser":
      return { what: "It can be tested as soon as the browser fits.", steps: [] };
    case "no_answer":
      return {
        what: `${upper(place.device)} does not answer.`,
        steps: [
          "Close other programs and browser tabs that may use it.",
          `${place.Tap} **Test again**.`,
          "Does it still fail? Restart the device, then open the link again.",
        ],
      };
  }
}

function placeOf(item: ItemName, platform: Platform): Place {
  const kind: DeviceKind = item === "microphone" ? "microphone" : "camera";
  return {
    platform,
    device: `your ${kind}`,
    Device: kind === "camera" ? "Camera" : "Microphone",
    Tap: platform.touch ? "Tap" : "Press",
    tap: platform.touch ? "tap" : "press",
    browser: platform.browserTitle || "The browser",
  };
}

function allowInBrowser({ platform, Device, Tap, tap, browser }: Place): string[] {
  const back = platform.touch ? `Come back here and ${tap} **Test again**.` : `${Tap} **Test again**.`;
  if (platform.system === "ios" && platform.browser === "safari") {
    return [
      "Tap **aA** beside the web address.",
      `Tap **Website Settings**, then **${Device}**, then **Allow**.`,
      "Come back here and tap **Test again**.",
    ];
  }
  if (platform.system === "ios") {
    return [`Open the **Settings** app and choose **${browser}**.`, `Switch **${Device}** on.`, back];
  }
  if (platform.browser === "safari") {
    return [
      "In the menu **Safari**, choose **Settings for This Website**.",
      `Beside **${Device}**, choose **Allow**.`,
      back,
    ];
  }
  if (platform.browser === "firefox" && platform.system === "android") {
    return ["Tap the symbol before the web address.", `Tap **${Device}** until it says **Allowed**.`, back];
  }
  if (platform.browser === "firefox") {
    return [
      "Click the crossed-out symbol before the web address.",
      `Beside **${Device}**, remove **Blocked**.`,
      `${Tap} **Test again** and choose **Allow**.`,
    ];
  }
  if (platform.system === "android") {
    return ["Tap the symbol before the web address.", `Tap **Permissions**, then switch **${Device}** on.`, back];
  }
  return ["Click the symbol before the web address.", `Switch **${Device}** on.`, back];
}

function allowInSystem({ platform, Device, Tap, tap, browser }: Place): string[] {
  switch (platform.system) {
    case "macos":
      return [
        `Open **System Settings**, then **Privacy & Security**, then **${Device}**.`,
        `Switch **${browser}** on. Quit and open it again if the Mac asks for it.`,
        `${Tap} **Test again**.`,
      ];
    case "windows":
      return [
        `Open **Settings**, then **Privacy & security**, then **${Device}**.`,
        `Switch on **${Device} access** and **Let desktop apps access your ${Device.toLowerCase()}**.`,
        `${Tap} **Test again**.`,
      ];
    case "ios":
      return [
        `Open the **Settings** app and choose **${browser}**.`,
        `Let **${Device}** be allowed.`,
        `Come back here and ${tap} **Test again**.`,
      ];
    case "android":
      return [
        `Open **Settings**, then **Apps**, then **${browser}**.`,
        `Tap **Permissions**, then **${Device}**, then **Allow**.`,
        `Come back here and ${tap} **Test again**.`,
      ];
    default:
      return [
        `Allow ${browser} to use the ${Device.toLowerCase()} in the system's privacy settings.`,
        `${Tap} **Test again**.`,
      ];
  }
}

function noneFound({ platform, device, Device, Tap }: Place): Help {
  const thing = Device.toLowerCase();
  return {
    what: `No ${thing} was found.`,
    steps: platform.touch
      ? [`Close other apps that use ${device}.`, "Restart the device, then open the link again."]
      : [
          `Plug in a ${thing}, or switch the built-in one on. A USB hub can be the reason: try another port.`,
          `${Tap} **Test again**.`,
          "Or open the link on a phone: it has both.",
        ],
  };
}

function newerBrowser({ platform }: Place): string[] {
  if (platform.system === "ios") return ["Open **Settings**, then **General**, then **Software Update**: the browser comes with it.", "Then open the link again."];
  return [`Update the browser, or open the link in ${anotherBrowser(platform)}.`];
}

function inApp({ platform, Tap }: Place): Help {
  const other = platform.system === "ios" ? "Safari" : "Chrome";
  return {
    what: platform.inApp
      ? `This page is open inside ${platform.inApp}, where the camera does not work.`
      : "This page is open inside another app, where the camera does not work.",
    steps: [
      `${Tap} the menu of the app, often three dots in a corner.`,
      `Choose **Open in ${other}** or **Open in browser**.`,
      `No such entry? Copy the link from the message and open it in **${other}**.`,
    ],
  };
}

/** A browser to use, by system; the practice's guests should never have to guess. */
export function anotherBrowser(platform: Platform): string {
  switch (platform.system) {
    case "ios":
      return "a current **Safari**";
    case "macos":
      return "a current **Safari**, **Chrome** or **Firefox**";
    case "windows":
      return "a current **Edge**, **Chrome** or **Firefox**";
    default:
      return "a current **Chrome** or **Firefox**";
  }
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
