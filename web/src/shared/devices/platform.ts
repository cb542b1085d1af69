/**
 * Which browser on which system a page runs in, told from what the browser says of itself, and whether a visit works
 * there. Pure: the page hands in what `navigator` has.
 */
export type BrowserName = "chrome" | "edge" | "firefox" | "safari" | "samsung" | "opera" | "other";
export type SystemName = "windows" | "macos" | "ios" | "android" | "chromeos" | "linux" | "other";
export type Engine = "chromium" | "gecko" | "webkit" | "other";

export interface Platform {
  browser: BrowserName;
  /** What its user calls it ("Chrome", "Samsung Internet"). */
  browserTitle: string;
  browserVersion: number;
  engine: Engine;
  engineVersion: number;
  system: SystemName;
  systemTitle: string;
  /** Major and minor as one number (12.2); 0 where the browser does not say. */
  systemVersion: number;
  touch: boolean;
  /** The app whose built-in browser this is; "" for one that we do not know by name; null for a browser of its own. */
  inApp: string | null;
}

/** What `navigator` says; the fields that not every browser has may be absent. */
export interface PlatformHints {
  userAgent: string;
  platform?: string | undefined;
  maxTouchPoints?: number | undefined;
}

/**
 * The oldest versions that the client library can serve: Chromium 74, Firefox 120, Safari 12.1 (it needs
 * queueMicrotask). On iOS every other browser got the camera with iOS 14.3 only.
 */
export const OLDEST = { chromium: 74, gecko: 120, safari: 12.1, ios: 12.2, iosOtherBrowsers: 14.3, android: 6 } as const;

const IN_APP: readonly [RegExp, string][] = [
  [/\bFB(?:AN|AV|_IAB)\b/, "Facebook"],
  [/\bInstagram\b/, "Instagram"],
  [/\bLine\//, "LINE"],
  [/\bMicroMessenger\//, "WeChat"],
  [/\bSnapchat\b/, "Snapchat"],
  [/\bTwitter(?:Android| for)\b/, "X"],
  [/\bLinkedInApp\b/, "LinkedIn"],
  [/\b(?:musical_ly|BytedanceWebview|TikTok)\b/i, "TikTok"],
  [/\bPinterest\//, "Pinterest"],
  [/\bTelegram/i, "Telegram"],
];

/** In this order: each of them also says the names below it. */
const BROWSERS: readonly [RegExp, BrowserName, string][] = [
  [/\b(?:Edg|EdgA|EdgiOS)\/(\d+(?:\.\d+)?)/, "edge", "Edge"],
  [/\bSamsungBrowser\/(\d+(?:\.\d+)?)/, "samsung", "Samsung Internet"],
  [/\b(?:OPR|OPT|OPiOS)\/(\d+(?:\.\d+)?)/, "opera", "Opera"],
  [/\b(?:Firefox|FxiOS)\/(\d+(?:\.\d+)?)/, "firefox", "Firefox"],
  [/\b(?:CriOS|Chromium)\/(\d+(?:\.\d+)?)/, "chrome", "Chrome"],
  [/(?:\b|Headless)Chrome\/(\d+(?:\.\d+)?)/, "chrome", "Chrome"],
  [/\bVersion\/(\d+(?:\.\d+)?).*\bSafari\//, "safari", "Safari"],
];

const SYSTEM_TITLES: Record<SystemName, string> = {
  windows: "Windows",
  macos: "macOS",
  ios: "iOS",
  android: "Android",
  chromeos: "ChromeOS",
  linux: "Linux",
  other: "",
};

export function detectPlatform(hints: PlatformHints): Platform {
  const ua = hints.userAgent;
  const system = systemOf(hints);
  const found = BROWSERS.find(([pattern]) => pattern.test(ua));
  const [engine, engineVersion] = engineOf(ua, system);
  return {
    browser: found ? found[1] : "other",
    browserTitle: found ? found[2] : "",
    browserVersion: found ? versionIn(ua, found[0]) : 0,
    engine,
    engineVersion,
    system,
    systemTitle: SYSTEM_TITLES[system],
    systemVersion: systemVersionOf(ua, system),
    touch: system === "ios" || system === "android",
    inApp: inAppOf(ua, system),
  };
}

function systemOf(hints: PlatformHints): SystemName {
  const ua = hints.userAgent;
  if (/\b(?:iPhone|iPad|iPod)\b/.test(ua)) return "ios";
  // An iPad says that it is a Mac; no Mac has a touch screen.
  if (hints.platform === "MacIntel" && (hints.maxTouchPoints ?? 0) > 1) return "ios";
  if (/\bAndroid\b/.test(ua)) return "android";
  if (/\bWindows\b/.test(ua)) return "windows";
  if (/\bMac OS X\b|\bMacintosh\b/.test(ua)) return "macos";
  if (/\bCrOS\b/.test(ua)) return "chromeos";
  if (/\bLinux\b|\bX11\b/.test(ua)) return "linux";
  return "other";
}

function systemVersionOf(ua: string, system: SystemName): number {
  switch (system) {
    case "ios":
      return versionIn(ua.replace(/_/g, "."), /\bOS (\d+(?:\.\d+)?)/) || versionIn(ua, /\bVersion\/(\d+(?:\.\d+)?)/);
    case "android":
      return versionIn(ua, /\bAndroid (\d+(?:\.\d+)?)/);
    case "macos":
      return versionIn(ua.replace(/_/g, "."), /\bMac OS X (\d+(?:\.\d+)?)/);
    case "windows":
      return versionIn(ua, /\bWindows NT (\d+(?:\.\d+)?)/);
    default:
      return 0;
  }
}

function engineOf(ua: string, system: SystemName): [Engine, number] {
  if (system !== "ios") {
    if (/\bFirefox\//.test(ua)) return ["gecko", versionIn(ua, /\bFirefox\/(\d+)/)];
    const chromium = versionIn(ua, /(?:\bChromium|\bChrome|HeadlessChrome)\/(\d+)/);
    if (chromium > 0) return ["chromium", chromium];
  }
  if (/\bAppleWebKit\//.test(ua)) return ["webkit", versionIn(ua, /\bVersion\/(\d+(?:\.\d+)?)/)];
  return ["other", 0];
}

function inAppOf(ua: string, system: SystemName): string | null {
  const known = IN_APP.find(([pattern]) => pattern.test(ua));
  if (known) return known[1];
  if (system === "android" && /;\s*wv\)/.test(ua)) return "";
  if (system === "ios" && /\bAppleWebKit\//.test(ua) && !/\bSafari\//.test(ua)) return "";
  return null;
}

/** The first number that `pattern` captures; 0 where it does not match. */
function versionIn(text: string, pattern: RegExp): number {
  const match = pattern.exec(text);
  return match ? Number(match[1]) : 0;
}

/** Whether the browser is new enough; one that we do not know is judged by what it can do, not here. */
export function browserTooOld(platform: Platform): boolean {
  switch (platform.engine) {
    case "chromium":
      return platform.engineVersion < OLDEST.chromium;
    case "gecko":
      return platform.engineVersion < OLDEST.gecko;
    case "webkit":
      return platform.browser === "safari" && platform.engineVersion > 0 && platform.engineVersion < OLDEST.safari;
    case "other":
      return false;
  }
}

export function systemTooOld(platform: Platform): boolean {
  const { system, systemVersion } = platform;
  if (systemVersion === 0) return false;
  if (system === "ios") return systemVersion < (platform.browser === "safari" ? OLDEST.ios : OLDEST.iosOtherBrowsers);
  return system === "android" && systemVersion < OLDEST.android;
}
