// Watches lessons in a running Kolibri as a pupil does, in Chromium: node kolibri.cjs ADDRESS VISITS [PICTURE FOLDER].
// VISITS is JSON: [{"topic": id}, {"node": id, "kind": "video" | "audio" | "document", "caption": text}, …].
// A video or sound is played until 8 s, left, opened again and must go on from there. Prints what was seen as JSON;
// status 1 where nothing plays, no caption is shown, or the place was lost.
const path = require("path");
const { chrome } = require("./chrome.cjs");

const [address, visits, pictures] = process.argv.slice(2);
const ENOUGH_S = 8;
const PATIENCE_MS = 60000;
const failed = [];

const need = (truth, said) => { if (!truth) failed.push(said); };
const shot = async (page, name) => { if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) }); };

async function signIn(page) {
  await page.goto(`${address}/vi/auth/`, { waitUntil: "domcontentloaded" });
  return page.evaluate(async () => {
    const facility = (await (await fetch("/api/auth/facility/")).json())[0].id;
    const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
    const answer = await fetch("/api/auth/session/", { method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ username: "admin", password: "admin123", facility }) });
    return answer.status;
  });
}

const showing = () => {
  const media = document.querySelector("video, audio");
  const text = document.querySelector(".vjs-text-track-display");
  return media && { at: media.currentTime, length: media.duration, width: media.videoWidth, height: media.videoHeight,
    stopped: media.paused, error: media.error && media.error.code, caption: text ? text.innerText.trim() : "" };
};

async function open(page, node) {
  // a page of its own each time, as after a break: the application keeps nothing in memory
  await page.goto("about:blank");
  await page.goto(`${address}/vi/learn/#/topics/c/${node}`, { waitUntil: "domcontentloaded" });
  await page.waitForSelector("video, audio", { state: "attached", timeout: PATIENCE_MS });
  await page.waitForFunction(() => document.querySelector("video, audio").readyState >= 2, null, { timeout: PATIENCE_MS });
}

async function play(page, visit, number) {
  await open(page, visit.node);
  const before = await page.evaluate(showing);
  const media = page.locator("video, audio").first();
  await media.evaluate((one) => one.play());
  const captions = new Set();
  const until = Date.now() + PATIENCE_MS;
  let seen = before;
  while (Date.now() < until && seen.at < ENOUGH_S) {
    seen = await page.evaluate(showing);
    const fresh = seen.caption && !captions.has(seen.caption);
    if (fresh) captions.add(seen.caption);
    if (fresh && captions.size === 1) await shot(page, `${number}-playing`);
    await page.waitForTimeout(200);
  }
  await media.evaluate((one) => one.pause());
  await page.waitForTimeout(2500); // what was watched is handed to the server
  await open(page, visit.node);
  await page.waitForTimeout(1500);
  const again = await page.evaluate(showing);
  await shot(page, `${number}-again`);
  need(seen.at >= ENOUGH_S && !seen.error, `${visit.node} does not play`);
  need(!visit.caption || [...captions].some((each) => each.includes(visit.caption)), `${visit.node}: no caption ${visit.caption}`);
  need(again.at > ENOUGH_S - 3, `${visit.node}: opened again at ${again.at}`);
  need(visit.kind !== "video" || seen.width > 0, `${visit.node}: no picture`);
  return { ...seen, captions: [...captions], resumed: again.at };
}

async function read(page, visit, number) {
  await page.goto("about:blank");
  await page.goto(`${address}/vi/learn/#/topics/c/${visit.node}`, { waitUntil: "domcontentloaded" });
  await page.waitForSelector("canvas", { state: "attached", timeout: PATIENCE_MS });
  await page.waitForTimeout(2000);
  await shot(page, `${number}-document`);
  return { pages: await page.locator("canvas").count() };
}

async function topic(page, visit, number) {
  await page.goto(`${address}/vi/learn/#/topics/t/${visit.topic}/folders`, { waitUntil: "domcontentloaded" });
  await page.waitForFunction((text) => document.body.innerText.includes(text), visit.text, { timeout: PATIENCE_MS });
  await page.waitForTimeout(2000);
  await shot(page, `${number}-topic`);
  return { text: await page.evaluate(() => document.body.innerText) };
}

(async () => {
  const browser = await chrome();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("dialog", (dialog) => { failed.push(`a window opened: ${dialog.message()}`); dialog.dismiss(); });
    const login = await signIn(page);
    need(login === 200, `login: ${login}`);
    const told = [];
    for (const [number, visit] of JSON.parse(visits).entries()) {
      const work = visit.topic ? topic : visit.kind === "document" ? read : play;
      try { told.push(await work(page, visit, number)); } catch (error) {
        await shot(page, `${number}-failed`);
        failed.push(`${visit.node || visit.topic}: ${error.message.split("\n")[0]}`);
      }
    }
    console.log(JSON.stringify({ login, told, failed }));
  } finally { await browser.close(); }
  process.exitCode = failed.length ? 1 : 0;
})();
