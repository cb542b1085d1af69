// Chromium and Firefox through one driver, with fake cameras and microphones.
import puppeteer from "puppeteer-core";
import { SLOW, slowDown } from "./slow.mjs";

/** On a loaded machine. */
const START_LIMIT_MS = 180_000;

/** Cameras for a test with many people in which pictures are not the point: two cores draw and encode them all. */
export const CALM = "fps=10";

const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--autoplay-policy=no-user-gesture-required",
  "--ignore-certificate-errors",
];

const FIREFOX_PREFS = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.autoplay.block-webaudio": false,
  "permissions.default.desktop-notification": 2,
  "dom.events.testing.asyncClipboard": true,
};

// Runs in every page before its own code: keeps the peer connections, so that their statistics can be read.
function keepPeerConnections() {
  const Original = window.RTCPeerConnection;
  if (!Original) return;
  window.peerConnectionsOfThisPage = [];
  window.RTCPeerConnection = class RTCPeerConnection extends Original {
    constructor(...args) {
      super(...args);
      window.peerConnectionsOfThisPage.push(this);
    }
  };
}

/**
 * `asks`: permission for camera and microphone is not given without a word (Chromium; a test then sets it). `devices`: what
 * follows --use-fake-device-for-media-stream= (Chromium), "device-count=0" for none.
 */
export async function launch(kind, { devices = "fps=30", asks = false, args = [], wrapper, pipe = false } = {}) {
  const chromium = kind === "chromium";
  const media = [`--use-fake-device-for-media-stream=${devices}`, ...(asks ? [] : ["--use-fake-ui-for-media-stream"])];
  const browser = await puppeteer.launch({
    browser: chromium ? "chrome" : "firefox",
    pipe,
    executablePath: wrapper ?? (chromium ? "/usr/bin/chromium" : "/usr/bin/firefox-esr"),
    headless: true,
    acceptInsecureCerts: true,
    args: chromium ? [...CHROMIUM_ARGS, ...media, ...args] : args,
    extraPrefsFirefox: chromium ? undefined : FIREFOX_PREFS,
    timeout: START_LIMIT_MS,
    protocolTimeout: START_LIMIT_MS,
  });
  return { kind, browser, close: () => browser.close() };
}

/** A person's browser profile: cookies of its own. */
export async function newProfile({ kind, browser }) {
  const context = await browser.createBrowserContext();
  return { kind, context };
}

export async function newPage({ kind, context }, { width = 1280, height = 800 } = {}) {
  // A window of its own: a tab behind another one draws nothing.
  const page = await context.newPage({ type: "window" });
  page.setDefaultTimeout(START_LIMIT_MS);
  await page.setViewport({ width, height });
  await page.evaluateOnNewDocument(keepPeerConnections);
  if (SLOW) await slowDown(kind, page);
  return page;
}
