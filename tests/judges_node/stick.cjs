// Opens a stick's index.html from the file, as a school does, and uses it: node stick.cjs chrome|firefox FOLDER [WORDS].
// WORDS is JSON: {search, title, at}. Prints what it saw as JSON; status 1 where a lesson is
// not found, does not play, or anything at all is asked of a network.
const path = require("path");
const { pathToFileURL } = require("url");
const { chrome, firefox } = require("./chrome.cjs");

const [kind, folder, words] = process.argv.slice(2);
const wish = { search: "", title: "", at: 3, ...JSON.parse(words || "{}") };
const address = pathToFileURL(path.resolve(folder, "index.html")).href;
const seen = { browser: kind, requests: [], errors: [] };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(page, what, condition, ...given) {
  for (let tries = 0; tries < 150; tries += 1) {
    const value = await page.evaluate(condition, ...given).catch(() => null);
    if (value) return value;
    await pause(100);
  }
  throw new Error(`waited in vain: ${what}`);
}

async function opened() {
  const browser = kind === "firefox" ? await firefox() : await chrome();
  const page = kind === "firefox" ? await browser.newPage() : await (await browser.newContext()).newPage();
  page.on("request", (request) => {
    if (!/^(file|data|blob|about):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error.message || error)));
  page.on("console", (message) => {
    // browsers say here that the rules against strangers held something back
    if (message.type() === "error") seen.errors.push(message.text());
  });
  return { browser, page };
}

async function type(page, text) {
  await page.evaluate((value) => {
    const box = document.getElementById("st-q");
    if (!box) return; // a single lesson needs no search
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}
const names = (page) => page.evaluate(() => Array.from(document.querySelectorAll(".st-results .st-name"), (one) => one.textContent));

async function use(page) {
  await page.goto(address);
  await until(page, "the list of lessons", () => document.querySelectorAll(".st-results .st-card").length);
  seen.all = await names(page);
  seen.foreign = await page.evaluate(() => document.querySelectorAll("#st-main script, #st-main b.hell").length);
  await type(page, wish.search);
  seen.found = await names(page);
  await type(page, "không có bài nào như thế");
  seen.none = await names(page);
  await type(page, "");
  seen.filtered = {};
  for (const group of await page.evaluate(() => document.querySelectorAll(".st-chips").length).then((n) => [...Array(n).keys()])) {
    const chip = await page.evaluate((at) => {
      const one = document.querySelectorAll(".st-chips")[at].querySelectorAll(".st-chip")[1];
      one.click();
      return one.textContent;
    }, group);
    await pause(200);
    seen.filtered[chip] = await names(page);
    await page.evaluate((at) => document.querySelectorAll(".st-chips")[at].querySelectorAll(".st-chip")[0].click(), group);
    await pause(200);
  }
  await type(page, wish.search);
  await page.evaluate((title) => Array.from(document.querySelectorAll(".st-results .st-card"))
    .find((card) => card.querySelector(".st-name").textContent === title).click(), wish.title);
  await until(page, "the player", () => Boolean(window.STICK_PLAYER && document.querySelector(".lp-media")));
  seen.chapters = await page.evaluate(() => Array.from(document.querySelectorAll(".lp-chapter-title"), (one) => one.textContent));
  seen.attachments = await page.evaluate(() => Array.from(document.querySelectorAll(".lp-card-attachments .lp-file-name"), (one) => one.textContent));
  await page.evaluate((at) => { window.STICK_PLAYER.seek(at); window.STICK_PLAYER.play(); }, wish.at);
  await until(page, "playing on from there", (at) => {
    const media = document.querySelector(".lp-media");
    return !media.error && media.readyState >= 2 && media.currentTime > at + 0.15;
  }, wish.at);
  await page.evaluate(() => window.STICK_PLAYER.pause());
  seen.caption = await page.evaluate(() => {
    const media = document.querySelector(".lp-media");
    const track = Array.from(media.textTracks).find((one) => one.mode !== "disabled");
    return track ? Array.from(track.activeCues || [], (cue) => cue.text).join("\n") : "";
  });
  seen.position = await page.evaluate(() => window.STICK_PLAYER.state().position);
  seen.pictureWidth = await page.evaluate(() => document.querySelector(".lp-media").videoWidth || 0);
  await page.evaluate(() => window.STICK_PLAYER.destroy());
  // as somebody who comes back tomorrow
  await page.evaluate(() => {
    const key = Object.keys(window.localStorage).find((one) => one.startsWith("lesson:"));
    const kept = JSON.parse(window.localStorage.getItem(key));
    kept.position = Math.max(kept.position, 2);
    window.localStorage.setItem(key, JSON.stringify(kept));
  });
  await page.goto("about:blank");
  await page.goto(address);
  await until(page, "continue watching", () => document.querySelectorAll(".st-going .st-card").length);
  seen.going = await page.evaluate(() => Array.from(document.querySelectorAll(".st-going .st-name"), (one) => one.textContent));
  await page.evaluate(() => { window.location.hash = "#/danh-sach"; });
  await pause(300);
  seen.listed = await page.evaluate(() => {
    const list = document.getElementById("st-list");
    return list.hidden ? 0 : list.querySelectorAll("tbody tr").length;
  });
}

(async () => {
  const { browser, page } = await opened();
  try { await use(page); } catch (error) { seen.errors.push(String(error.message || error)); }
  await browser.close();
  console.log(JSON.stringify(seen));
  process.exit(seen.errors.length || seen.requests.length ? 1 : 0);
})();
