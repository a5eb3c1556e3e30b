// Starts browsers as judges want them: without a window, allowed to play at once, with a fresh profile.
// chrome() gives a playwright browser, firefox() a puppeteer one: playwright cannot drive a Firefox from Debian.
const fs = require("fs");
const os = require("os");
const path = require("path");

const found = (names) => names.flatMap((name) => (process.env.PATH || "").split(":").map((folder) => path.join(folder, name)))
  .find((file) => fs.existsSync(file));
const CHROMIUM = process.env.CHROMIUM || found(["chromium", "chromium-browser", "google-chrome"]);
const FIREFOX = process.env.FIREFOX || found(["firefox-esr", "firefox"]);

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
  "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
];
// puppeteer switches the first one off, and then file:// is judged too kindly
const PREFERENCES = {
  "security.fileuri.strict_origin_policy": true,
  "media.autoplay.default": 0,
  "media.volume_scale": "0.0",
  "app.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
};

async function chrome(options = {}) {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, headless: true, ...options, args: [...FLAGS, ...(options.args || [])] });
}

async function firefox(options = {}) {
  const puppeteer = require("puppeteer-core");
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "judge-firefox-"));
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true,
    userDataDir: profile, ...options, extraPrefsFirefox: { ...PREFERENCES, ...(options.extraPrefsFirefox || {}) } });
  const close = browser.close.bind(browser);
  browser.close = async () => { await close(); fs.rmSync(profile, { recursive: true, force: true }); };
  return browser;
}

module.exports = { CHROMIUM, FIREFOX, FLAGS, PREFERENCES, chrome, firefox };
