// Opens an unpacked SCORM package as a learning system does, in a frame beside a menu, with scorm-again as the system
// and Chromium as the pupil: node scorm.cjs FOLDER EDITION [PICTURE FOLDER]. EDITION is 12 or 2004.
// A pupil watches the first half, leaves, comes back, is at the same place and watches the rest. Prints what the system
// holds after each visit as JSON; status 1 where the package never spoke with the system, spoke wrongly, lost the
// place, did not complete, or asked for anything that is not in its folder.
const fs = require("fs");
const path = require("path");
const { chrome } = require("./chrome.cjs");
const { serve } = require("./serve.cjs");

const [folder, edition, pictures] = process.argv.slice(2);
const old = edition === "12";
const library = fs.readFileSync(path.join(__dirname, "node_modules/scorm-again/dist", old ? "scorm12.js" : "scorm2004.js"), "utf8");
const VERBS = old
  ? ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit"]
  : ["Initialize", "Terminate", "GetValue", "SetValue", "Commit"];
const HALF = 0.5;

// What runs in the system's own window: its API, with a list of every call and of what came of it.
function system(old, verbs, held, commitUrl) {
  const settings = { lmsCommitUrl: commitUrl, logLevel: 4, autocommit: false, alwaysSendTotalTime: true };
  const api = old ? new window.Scorm12API(settings) : new window.Scorm2004API(settings);
  if (held) api.loadFromJSON(held, "");
  window.judged = [];
  for (const verb of verbs) {
    const work = api[verb].bind(api);
    api[verb] = (...given) => {
      const answer = work(...given);
      window.judged.push([verb, ...given, String(answer), String(api[old ? "LMSGetLastError" : "GetLastError"]())]);
      return answer;
    };
  }
  window[old ? "API" : "API_1484_11"] = api;
  window.holds = () => JSON.parse(JSON.stringify(api.cmi));
}

const HOST = (script) => `<!DOCTYPE html><meta charset="utf-8"><title>LMS</title>
<style>body{margin:0;display:grid;grid-template:48px 1fr/180px 1fr;height:100vh;font:14px sans-serif}
header{grid-column:1/3;background:#334;color:#fff;padding:14px}nav{background:#eee;padding:12px}
iframe{border:0;width:100%;height:100%}@media(max-width:600px){nav{display:none}iframe{grid-column:1/3}}</style>
<header>Hệ thống học trực tuyến</header><nav>Bài 1<br>Bài 2</nav><iframe id="sco"></iframe><script>${script}</script>`;

async function visit(browser, server, held, size, work) {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
  const seen = { posts: [], foreign: [], console: [], missing: [], statements: [] };
  await page.route("**/*", async (route) => {
    const url = route.request().url();
    const json = { contentType: "application/json", headers: { "Access-Control-Allow-Origin": "*" } };
    if (url === `${server.address}host.html`) return route.fulfill({ contentType: "text/html", body: HOST(library) });
    if (url === `${server.address}commit`) {
      seen.posts.push(route.request().postData());
      return route.fulfill({ ...json, body: '{"result":true,"errorCode":0}' });
    }
    if (url === `${server.address}store/statements`) {
      seen.statements.push(JSON.parse(route.request().postData()));
      return route.fulfill({ ...json, body: "[]" });
    }
    if (!url.startsWith(server.address) && !url.startsWith("data:")) { seen.foreign.push(url); return route.abort(); }
    return route.continue();
  });
  page.on("console", (message) => { if (message.type() === "error") seen.console.push(message.text()); });
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("response", (response) => { if (response.status() >= 400) seen.missing.push(response.url()); });
  await page.goto(`${server.address}host.html`);
  await page.evaluate(`(${system})(${old}, ${JSON.stringify(VERBS)}, ${JSON.stringify(held)}, "/commit")`);
  const actor = JSON.stringify({ name: "Em A", account: { homePage: "https://lms.example", name: "a" } });
  const query = new URLSearchParams({ endpoint: `${server.address}store/`, auth: "Basic eDp5", actor,
    registration: "0b1c7e5e-2f1f-4c52-9d3a-6d1d2c9e4b11" });
  await page.evaluate((address) => { document.getElementById("sco").src = address; }, `index.html?${query}`);
  const frame = await (await page.waitForSelector("#sco")).contentFrame();
  await frame.waitForSelector("video,audio", { state: "attached", timeout: 10000 });
  await frame.waitForFunction(() => document.querySelector("video,audio").readyState >= 2, null, { timeout: 15000 });
  const found = await work(page, frame);
  // only the frame goes; the system's window stays, as in every learning system
  await page.evaluate(() => { document.getElementById("sco").src = "about:blank"; });
  await page.waitForTimeout(300);
  const calls = await page.evaluate("window.judged");
  const holds = await page.evaluate("window.holds()");
  await page.close();
  return { ...seen, ...found, calls, holds };
}

const media = (frame, work, given) => frame.$eval("video,audio", work, given);
const until = (frame, share) => frame.waitForFunction((part) => {
  const player = document.querySelector("video,audio");
  return player.ended || player.currentTime >= player.duration * part;
}, share, { timeout: 30000, polling: 20 });

async function watch(frame, share) {
  await media(frame, (player) => player.play());
  await until(frame, share);
  await media(frame, (player) => player.pause());
  await frame.waitForTimeout(200);
}

const kept = (holds) => old
  ? { place: holds.core.lesson_location, status: holds.core.lesson_status, success: "", percent: Number(holds.core.score.raw),
      exit: holds.core.exit, packed: holds.suspend_data, most: 4096, time: holds.core.session_time }
  : { place: holds.location, status: holds.completion_status, success: holds.success_status,
      percent: Number(holds.progress_measure) * 100, exit: holds.exit, packed: holds.suspend_data, most: 64000,
      time: holds.session_time };

function complaints(visits) {
  const wrong = [];
  const names = ["first", "second"];
  visits.forEach(({ calls, foreign, console: said, missing }, index) => {
    const name = names[index];
    const count = (verb) => calls.filter((call) => call[0] === verb).length;
    if (count(VERBS[0]) !== 1) wrong.push(`${name} visit: ${count(VERBS[0])} × ${VERBS[0]}`);
    if (count(VERBS[1]) !== 1) wrong.push(`${name} visit: ${count(VERBS[1])} × ${VERBS[1]}`);
    for (const call of calls) {
      const code = call[call.length - 1];
      const unset = call[0].endsWith("GetValue") && code === "403";
      if (code !== "0" && !unset) wrong.push(`${name} visit: ${call.join(" ")}`);
    }
    for (const each of [...foreign, ...missing, ...said]) wrong.push(`${name} visit: ${each}`);
  });
  return wrong;
}

(async () => {
  const server = await serve(folder);
  const browser = await chrome();
  const errors = [];
  let visits = [];
  try {
    const first = await visit(browser, server, null, { width: 1024, height: 600 }, async (page, frame) => {
      if (pictures) await page.screenshot({ path: path.join(pictures, `${edition}-desk.png`) });
      await watch(frame, HALF);
      if (pictures) await page.screenshot({ path: path.join(pictures, `${edition}-half.png`) });
      return { at: await media(frame, (player) => player.currentTime), length: await media(frame, (player) => player.duration) };
    });
    const then = kept(first.holds);
    visits = [first];
    if (complaints(visits).length) throw new Error("nobody comes back to a package that speaks wrongly");
    if (then.status !== "incomplete" || then.exit !== "suspend") errors.push(`after half: ${JSON.stringify(then)}`);
    if (Math.abs(Number(then.place) - first.at) > 0.3) errors.push(`place ${then.place}, was at ${first.at}`);
    const held = old
      ? { core: { entry: "resume", lesson_status: then.status, lesson_location: then.place, score: { raw: String(then.percent) } },
          suspend_data: then.packed }
      : { entry: "resume", completion_status: then.status, location: then.place, suspend_data: then.packed,
          progress_measure: String(then.percent / 100), completion_threshold: "0.9" };
    const second = await visit(browser, server, held, { width: 390, height: 844 }, async (page, frame) => {
      await frame.waitForFunction(() => document.querySelector("video,audio").currentTime > 0, null, { timeout: 5000 }).catch(() => {});
      const back = await media(frame, (player) => player.currentTime);
      if (pictures) await page.screenshot({ path: path.join(pictures, `${edition}-phone.png`) });
      await watch(frame, 1);
      if (pictures) await page.screenshot({ path: path.join(pictures, `${edition}-done.png`) });
      return { back };
    });
    visits.push(second);
    const now = kept(second.holds);
    if (Math.abs(second.back - Number(then.place)) > 0.3) errors.push(`came back at ${second.back}, not ${then.place}`);
    if (now.status !== "completed" || now.percent < 90) errors.push(`in the end: ${JSON.stringify(now)}`);
    if (!old && now.success !== "passed") errors.push(`success ${now.success}`);
    if (!now.packed || now.packed.length > now.most) errors.push(`suspend data: ${(now.packed || "").length} characters`);
  } catch (error) {
    errors.push(String(error));
  }
  await browser.close();
  await server.close();
  errors.push(...complaints(visits));
  const said = visits.map((each) => ({ ...kept(each.holds), calls: each.calls.length, back: each.back, at: each.at,
    commits: each.calls.filter((call) => call[0] === VERBS[4]).length, posts: each.posts.length }));
  console.log(JSON.stringify({ visits: said, statements: visits.flatMap((each) => each.statements), errors }));
  process.exit(errors.length === 0 ? 0 : 1);
})();
