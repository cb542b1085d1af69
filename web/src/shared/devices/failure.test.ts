import assert from "node:assert/strict";
import { test } from "node:test";
import { devices } from "../text/en/devices.ts";
import { classifyCapture, judgeBrowser, judgeSystem, type CaptureContext, type FailureKind } from "./failure.ts";
import { detectPlatform } from "./platform.ts";

const PLATFORMS = {
  chromeWin: detectPlatform({ userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36" }),
  chromeAndroid: detectPlatform({ userAgent: "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36" }),
  firefoxMac: detectPlatform({ userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0" }),
  firefoxAndroid: detectPlatform({ userAgent: "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0" }),
  firefoxLinux: detectPlatform({ userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }),
  safariMac: detectPlatform({ userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15" }),
  safariIos: detectPlatform({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1" }),
  chromeIos: detectPlatform({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/130.0 Mobile/15E148 Safari/604.1" }),
  facebook: detectPlatform({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS]" }),
  oldChrome: detectPlatform({ userAgent: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/60.0.0.0 Safari/537.36" }),
  oldIphone: detectPlatform({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 11_4 like Mac OS X) AppleWebKit/605.1.15 Version/11.0 Mobile/15E148 Safari/604.1" }),
};

const NOTHING_KNOWN: CaptureContext = { platform: PLATFORMS.chromeWin, permission: "unknown", listed: true };

// What browsers reject getUserMedia with, and what it means to a person.
const CAPTURE: readonly [name: string, message: string, context: Partial<CaptureContext>, expected: FailureKind][] = [
  ["NotAllowedError", "Permission denied", { permission: "denied" }, "denied_in_browser"],
  ["NotAllowedError", "Permission dismissed", { permission: "prompt" }, "denied_in_browser"],
  ["NotAllowedError", "Permission denied by system", { permission: "granted" }, "denied_by_system"],
  ["NotAllowedError", "Permission denied", { permission: "granted", platform: PLATFORMS.safariMac }, "denied_by_system"],
  ["NotAllowedError", "The request is not allowed by the user agent", { platform: PLATFORMS.safariIos }, "denied_in_browser"],
  ["PermissionDeniedError", "", {}, "denied_in_browser"],
  ["NotFoundError", "Requested device not found", { listed: false }, "none_found"],
  ["NotFoundError", "The object can not be found here.", { platform: PLATFORMS.firefoxMac, listed: true }, "denied_by_system"],
  ["NotFoundError", "The object can not be found here.", { platform: PLATFORMS.firefoxLinux, listed: true }, "none_found"],
  ["NotReadableError", "Could not start video source", {}, "in_use"],
  ["NotReadableError", "Failed to allocate videosource", { platform: PLATFORMS.firefoxLinux }, "in_use"],
  ["NotReadableError", "Could not start video source", { listed: false }, "none_found"],
  ["OverconstrainedError", "", { listed: false }, "none_found"],
  ["AbortError", "Starting videoinput failed", { platform: PLATFORMS.firefoxLinux }, "no_answer"],
  ["AbortError", "Timeout starting video source", {}, "no_answer"],
  ["TypeError", "no media devices", {}, "blocked"],
];
for (const [name, message, context, expected] of CAPTURE) {
  test(`D4: ${name} "${message}" means ${expected}`, () => {
    assert.equal(classifyCapture({ name, message }, { ...NOTHING_KNOWN, ...context }), expected);
  });
}

test("D4: another app's browser, an old one and one without WebRTC are told apart", () => {
  const able = { webrtc: true, mediaDevices: true, secure: true };
  assert.equal(judgeBrowser(PLATFORMS.chromeWin, able), null);
  assert.equal(judgeBrowser(PLATFORMS.facebook, able), "in_app");
  assert.equal(judgeBrowser(PLATFORMS.oldChrome, able), "browser_too_old");
  assert.equal(judgeBrowser(PLATFORMS.safariMac, { ...able, webrtc: false }), "blocked");
  assert.equal(judgeBrowser(PLATFORMS.chromeWin, { ...able, mediaDevices: false }), "blocked");
  assert.equal(judgeBrowser(PLATFORMS.chromeWin, { webrtc: true, mediaDevices: false, secure: false }), "insecure");
  assert.equal(judgeSystem(PLATFORMS.oldIphone), "system_too_old");
  assert.equal(judgeSystem(PLATFORMS.safariIos), null);
});

const KINDS: readonly FailureKind[] = [
  "denied_in_browser", "denied_by_system", "in_use", "none_found", "unplugged", "silent", "black", "frozen",
  "browser_too_old", "system_too_old", "in_app", "blocked", "insecure", "no_answer",
];

test("D4: every failure has words and steps in every browser, and the steps of two browsers differ", () => {
  for (const kind of KINDS) {
    for (const [name, platform] of Object.entries(PLATFORMS)) {
      const help = devices.help("camera", kind, platform);
      assert.ok(help.what.length > 10 && help.steps.length > 0, `${kind} on ${name}`);
      for (const text of [help.what, ...help.steps]) {
        assert.equal((text.match(/\*\*/g) ?? []).length % 2, 0, text);
        assert.doesNotMatch(text, /undefined|!|\s{2}/);
      }
    }
  }
  const steps = (platform: keyof typeof PLATFORMS): string =>
    devices.help("camera", "denied_in_browser", PLATFORMS[platform]).steps.join();
  const all = (["chromeWin", "chromeAndroid", "firefoxLinux", "firefoxAndroid", "safariMac", "safariIos", "chromeIos"] as const).map(steps);
  assert.equal(new Set(all).size, all.length);
});
