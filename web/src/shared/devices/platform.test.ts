import assert from "node:assert/strict";
import { test } from "node:test";
import { browserTooOld, detectPlatform, systemTooOld } from "./platform.ts";

const CHROME_WIN = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

// Browser, system and their versions, told from what the browser says.
const KNOWN: readonly [name: string, userAgent: string, browser: string, version: number, system: string][] = [
  ["Chrome on Windows", CHROME_WIN, "chrome", 131, "windows"],
  ["Edge on Windows", `${CHROME_WIN} Edg/131.0.2903.70`, "edge", 131, "windows"],
  ["Chrome on Android", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36", "chrome", 130, "android"],
  ["Samsung Internet", "Mozilla/5.0 (Linux; Android 13; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "samsung", 27, "android"],
  ["Opera on Windows", `${CHROME_WIN} OPR/115.0.0.0`, "opera", 115, "windows"],
  ["headless Chromium", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36", "chrome", 140, "linux"],
  ["Chrome on ChromeOS", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "chrome", 131, "chromeos"],
  ["Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox", 140, "linux"],
  ["Firefox on Android", "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "firefox", 140, "android"],
  ["Safari on macOS", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "safari", 17.5, "macos"],
  ["Safari on iPhone", `${IPHONE} Version/17.4 Mobile/15E148 Safari/604.1`, "safari", 17.4, "ios"],
  ["Chrome on iPhone", `${IPHONE} CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1`, "chrome", 130, "ios"],
  ["Firefox on iPhone", `${IPHONE} FxiOS/132.0 Mobile/15E148 Safari/605.1.15`, "firefox", 132, "ios"],
  ["Edge on iPhone", `${IPHONE} Version/17.0 EdgiOS/130.0.2849.68 Mobile/15E148 Safari/604.1`, "edge", 130, "ios"],
];
for (const [name, userAgent, browser, version, system] of KNOWN) {
  test(`D1: ${name} is recognised and new enough`, () => {
    const platform = detectPlatform({ userAgent });
    assert.deepEqual([platform.browser, platform.browserVersion, platform.system], [browser, version, system]);
    assert.equal(platform.inApp, null);
    assert.equal(browserTooOld(platform) || systemTooOld(platform), false);
  });
}

test("D1: an iPad that says it is a Mac is told by its touch screen", () => {
  const userAgent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";
  const platform = detectPlatform({ userAgent, platform: "MacIntel", maxTouchPoints: 5 });
  assert.deepEqual([platform.system, platform.systemVersion, platform.touch], ["ios", 17.5, true]);
  assert.equal(detectPlatform({ userAgent, platform: "MacIntel", maxTouchPoints: 0 }).system, "macos");
});

// Another app's browser, and the app's name where it says so.
const IN_APP: readonly [userAgent: string, app: string][] = [
  [`${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/440.0]`, "Facebook"],
  [`${IPHONE} Mobile/15E148 Instagram 312.0.0.19`, "Instagram"],
  [`${IPHONE} Mobile/15E148`, ""],
  ["Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36", ""],
  ["Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Line/14.1", "LINE"],
];
for (const [userAgent, app] of IN_APP) {
  test(`D4: the browser inside ${app || "an unnamed app"} is recognised`, () => {
    assert.equal(detectPlatform({ userAgent }).inApp, app);
  });
}

// The oldest that the client library serves, and the one before it.
const AGES: readonly [userAgent: string, tooOld: boolean][] = [
  [CHROME_WIN.replace("131", "74"), false],
  [CHROME_WIN.replace("131", "73"), true],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", false],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:119.0) Gecko/20100101 Firefox/119.0", true],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Safari/605.1.15", false],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.0 Safari/605.1.15", true],
];
for (const [userAgent, tooOld] of AGES) {
  test(`D5: ${userAgent.split(" ").slice(-2).join(" ")} is ${tooOld ? "too old" : "new enough"}`, () => {
    assert.equal(browserTooOld(detectPlatform({ userAgent })), tooOld);
  });
}

// On an iPhone the system decides; other browsers than Safari got the camera later.
const SYSTEMS: readonly [userAgent: string, tooOld: boolean][] = [
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Mobile/15E148 Safari/604.1", false],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) AppleWebKit/605.1.15 Version/12.0 Mobile/15E148 Safari/604.1", true],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 14_2 like Mac OS X) AppleWebKit/605.1.15 CriOS/90.0 Mobile/15E148 Safari/604.1", true],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 14_3 like Mac OS X) AppleWebKit/605.1.15 CriOS/90.0 Mobile/15E148 Safari/604.1", false],
  ["Mozilla/5.0 (Linux; Android 5.1; Nexus 5) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36", true],
];
for (const [userAgent, tooOld] of SYSTEMS) {
  test(`D5: the system of ${userAgent.slice(13, 60)} is ${tooOld ? "too old" : "new enough"}`, () => {
    assert.equal(systemTooOld(detectPlatform({ userAgent })), tooOld);
  });
}
