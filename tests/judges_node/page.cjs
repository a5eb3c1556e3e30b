// Opens a lesson's page as a pupil does and says what is wrong: node page.cjs BROWSER PLACE FOLDER TASK
//   BROWSER chromium | firefox    PLACE http | file
//   TASK    play      captions, chapters, transcript, size, what counts as watched, going on after a reload
//           fallback  plays although the first file cannot be opened
//           hooks     what the player tells whoever opened it (Chromium only)
//           look      names, sizes, contrast, width; in light and dark, on a small phone and a desk
// Prints {faults, seen} as JSON; status 1 where there is a fault. Whatever a page asks for outside its folder, and
// whatever its own rules forbid, is a fault in every task.
const path = require("path");
const url = require("url");
const { chrome, firefox } = require("./chrome.cjs");
const { serve } = require("./serve.cjs");

const [browserName, place, folder, task] = process.argv.slice(2);
const faults = [];
const seen = {};
const wrong = (text) => faults.push(text);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const ALLOWED = 1.2; // seconds between a wish and where the picture is

// runs before anything of the page
const WATCH = () => {
  window.judgeSaid = [];
  document.addEventListener("securitypolicyviolation", (event) => window.judgeSaid.push(
    `policy: ${event.violatedDirective} ${event.blockedURI}`));
  window.addEventListener("error", (event) => window.judgeSaid.push(`error: ${event.message || event.target.src || ""}`));
};

async function open(browser, address, root, view) {
  let page;
  if (browserName === "firefox") {
    page = await browser.newPage();
    await page.setViewport(view);
    await page.evaluateOnNewDocument(WATCH);
  } else {
    page = await (await browser.newContext({ viewport: view, colorScheme: view.dark ? "dark" : "light" })).newPage();
    await page.addInitScript(WATCH);
  }
  page.on("request", (request) => {
    const asked = request.url();
    if (!/^(data|blob|about):/.test(asked) && !asked.startsWith(root)) wrong(`asks for ${asked}`);
  });
  page.on("console", (message) => {
    const text = message.text();
    if (/Content.Security.Policy|Refused to/i.test(text)) wrong(`policy: ${text.slice(0, 200)}`);
  });
  page.on("pageerror", (error) => wrong(`script: ${error.message}`));
  await page.goto(address, { waitUntil: "load" });
  return page;
}

const until = async (page, what, test, argument) => {
  // a page that is refused already need not be waited for
  for (let tries = faults.length ? 85 : 0; tries < 100; tries += 1) {
    const value = await page.evaluate(test, argument);
    if (value) return value;
    await pause(100);
  }
  wrong(`never: ${what}`);
  return null;
};
const press = (page, selector, number = 0) => page.evaluate(([css, index]) => {
  const found = document.querySelectorAll(css)[index];
  if (!found) return false;
  found.click();
  return true;
}, [selector, number]);
const media = (page) => page.evaluate(() => {
  const element = document.querySelector(".lp-media");
  return { at: element.currentTime, source: element.currentSrc, paused: element.paused, rate: element.playbackRate };
});
const quiet = (page) => page.evaluate(() => { document.querySelector(".lp-media").muted = true; });

async function begin(page) {
  const data = await page.evaluate(() => JSON.parse(document.getElementById("lesson-data").textContent));
  const title = await page.evaluate(() => (document.querySelector("h1") || {}).textContent);
  if (title !== data.title) wrong(`title: ${title}`);
  if (!(await page.evaluate(() => document.querySelector(".lp-media") !== null))) {
    wrong("there is no player");
    return null;
  }
  await quiet(page);
  return data;
}

const cueText = () => {
  const shown = Array.from(document.querySelector(".lp-media").textTracks).filter((track) => track.mode !== "disabled");
  return shown.length === 1 && shown[0].activeCues && shown[0].activeCues.length ? shown[0].activeCues[0].text : "";
};

async function captions(page, data) {
  const last = data.captions[0].cues[data.captions[0].cues.length - 1];
  await page.evaluate((start) => { const m = document.querySelector(".lp-media"); m.currentTime = start; return m.play(); }, last[0]);
  seen.caption = await until(page, "a caption", cueText);
  if (seen.caption !== last[2]) wrong(`caption: ${seen.caption}`);
  if (data.captions.length > 1) {
    await page.evaluate(() => document.querySelector(".lp-media").pause());
    await press(page, '[data-key="' + data.captions[1].lang + '"].lp-chip');
    await page.evaluate((start) => { document.querySelector(".lp-media").currentTime = start + 0.1; }, last[0]);
    const other = data.captions[1].cues[data.captions[1].cues.length - 1][2];
    await until(page, `the caption ${other}`, (text) => {
      const shown = Array.from(document.querySelector(".lp-media").textTracks).filter((track) => track.mode !== "disabled");
      return shown.length === 1 && shown[0].activeCues.length === 1 && shown[0].activeCues[0].text === text;
    }, other);
    await press(page, '[data-key="' + data.captions[0].lang + '"].lp-chip');
  }
}

async function chapters(page, data) {
  const wanted = data.chapters[1];
  await press(page, ".lp-chapter", 1);
  await until(page, "the second chapter", (start) => Math.abs(document.querySelector(".lp-media").currentTime - start) < 1.2
    && document.querySelectorAll(".lp-chapter")[1].getAttribute("aria-current") === "true"
    && document.querySelectorAll("[aria-current].lp-chapter").length === 1, wanted.start);
  await press(page, ".lp-said", 1);
  await until(page, "the second sentence", () => document.querySelectorAll(".lp-said")[1].hasAttribute("aria-current"));
}

async function sizes(page) {
  const before = await media(page);
  const chips = await page.evaluate(() => document.querySelectorAll(".lp-settings .lp-group:last-child .lp-chip").length);
  if (chips < 2) return;
  await page.evaluate(() => { document.querySelector(".lp-media").currentTime = 7; return document.querySelector(".lp-media").play(); });
  await pause(400);
  await page.evaluate(() => document.querySelector('.lp-settings .lp-group:last-child .lp-chip[aria-pressed="false"]').click());
  await until(page, "another size at the same place", ([source, far]) => {
    const element = document.querySelector(".lp-media");
    return element.currentSrc !== source && element.readyState > 1 && Math.abs(element.currentTime - 7.4) < far && !element.paused;
  }, [before.source, ALLOWED]);
  seen.sizes = [before.source, (await media(page)).source].map((each) => each.replace(/^.*_/, ""));
}

async function share(page, data) {
  // a jump over most of the lesson is not watching it; a busy machine may take its time to play a second and to say so
  await page.evaluate(() => document.querySelector(".lp-media").play());
  const from = (await media(page)).at;
  await until(page, "a second that plays", (start) => document.querySelector(".lp-media").currentTime > start + 1, from);
  await page.evaluate(() => document.querySelector(".lp-media").pause());
  const state = await until(page, "the share watched", () => {
    const text = document.querySelector(".lp-seen-text").textContent;
    return /[1-9]/.test(text) && text;
  });
  seen.share = state;
  const percent = Number((/(\d+)%/.exec(state) || [0, 0])[1]);
  if (!(percent > 0 && percent < 70)) wrong(`watched: ${state}`);
  if (data.duration_s < 15) wrong("the judge wants a lesson of 15 seconds or more");
}

async function resume(page) {
  await page.evaluate(() => { document.querySelector(".lp-media").currentTime = 8.5; return document.querySelector(".lp-media").play(); });
  await pause(700);
  await page.evaluate(() => document.querySelector(".lp-media").pause());
  await pause(300);
  await page.reload({ waitUntil: "load" });
  await quiet(page);
  seen.resume = await until(page, "an offer to go on", () => (document.querySelector(".lp-resume:not([hidden]) .lp-main") || {}).textContent);
  if (seen.resume && !/00:(08|09|10)/.test(seen.resume)) wrong(`goes on at: ${seen.resume}`);
  await press(page, ".lp-resume .lp-main");
  await until(page, "going on", () => !document.querySelector(".lp-media").paused && document.querySelector(".lp-media").currentTime > 8.4
    && document.querySelector(".lp-media").currentTime < 12 && document.querySelector(".lp-resume").hidden);
}

async function keys(page) {
  await page.evaluate(() => { document.activeElement.blur(); document.querySelector(".lp-media").pause(); });
  const at = (await media(page)).at;
  await page.keyboard.press("ArrowLeft");
  await until(page, "five seconds back", (before) => Math.abs(document.querySelector(".lp-media").currentTime - (before - 5)) < 0.6, at);
  await page.keyboard.press("c");
  await until(page, "captions off", () => document.querySelector('[data-key="off"].lp-chip').getAttribute("aria-pressed") === "true"
    && Array.from(document.querySelector(".lp-media").textTracks).every((track) => track.mode === "disabled"));
  await page.keyboard.press("c");
  await page.keyboard.press(" ");
  await until(page, "playing by the space bar", () => !document.querySelector(".lp-media").paused);
}

async function play(page) {
  const data = await begin(page);
  if (!data) return;
  await until(page, "the length", () => document.querySelector(".lp-media").duration > 1);
  if (data.captions.length) await captions(page, data);
  if (data.chapters.length > 1 && data.captions.length) await chapters(page, data);
  await sizes(page);
  await share(page, data);
  await resume(page);
  if (data.captions.length) await keys(page);
  await press(page, ".lp-tongue", 1);
  await until(page, "English", () => document.querySelector(".lesson-player").lang === "en" && /Speed/.test(document.querySelector(".lp-settings").textContent));
}

async function fallback(page) {
  if (!(await begin(page))) return;
  seen.note = await until(page, "a sentence about it", () => {
    const note = document.querySelector(".lp-note");
    return note && !note.hidden ? note.textContent : "";
  });
  await page.evaluate(() => document.querySelector(".lp-media").play());
  await until(page, "playing the other file", () => document.querySelector(".lp-media").currentTime > 0.5);
}

// the lesson opened anew by somebody who listens, from its second second to its end
const HOOKS = () => new Promise((done) => {
  const data = JSON.parse(document.getElementById("lesson-data").textContent);
  const root = document.createElement("div");
  document.body.appendChild(root);
  const told = { onTime: 0, onPause: 0, onEnded: 0 };
  const count = (name) => () => { told[name] += 1; };
  const finish = (state) => { told.onEnded += 1; setTimeout(() => {
    told.state = state;
    told.kept = LessonPlayer.remembered("by-hooks");
    told.player.destroy();
    delete told.player;
    told.left = root.childNodes.length + root.className.length;
    done(told);
  }, 300); };
  LessonPlayer.open(root, Object.assign({}, data, { id: "by-hooks" }), { startAt: 1, watched: [[0, 0.2]], remember: false,
    onTime: count("onTime"), onPause: count("onPause"), onEnded: finish,
    onReady: (player) => { told.player = player; told.first = player.state(); root.querySelector(".lp-media").muted = true; player.play(); } });
});

async function hooks(page) {
  if (!(await begin(page))) return;
  const told = await page.evaluate(HOOKS);
  Object.assign(seen, told);
  if (told.first.position !== 1 || told.first.watched.length !== 1) wrong(`begins at ${JSON.stringify(told.first)}`);
  if (told.onTime < 3 || told.onEnded !== 1) wrong(`told: ${JSON.stringify(told)}`);
  const [before, played] = told.state.watched;
  if (!played || before[1] !== 0.2 || Math.abs(played[0] - 1) > 0.1 || Math.abs(played[1] - told.state.duration) > 0.1) wrong("watched");
  if (Math.abs(told.state.share - (told.state.duration - 0.8) / told.state.duration) > 0.03) wrong(`share ${told.state.share}`);
  if (told.kept !== null) wrong("kept what it should not keep");
  if (told.left !== 0) wrong("something is left of it");
}

// in the page: everything that can be told from the outside about names, sizes and colours
const LOOK = (least) => {
  const out = [];
  const visible = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const name = (element) => (element.getAttribute("aria-label") || element.textContent || element.alt || "").trim();
  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(each).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ids = Array.from(document.querySelectorAll("[id]")).map((each) => each.id);
  if (new Set(ids).size !== ids.length) out.push("an id stands twice");
  if (!document.documentElement.lang || !document.title) out.push("no language or title");
  if (document.documentElement.scrollWidth > window.innerWidth) out.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  const heads = Array.from(document.querySelectorAll("h1, h2, h3")).filter(visible).map((each) => Number(each.tagName[1]));
  heads.forEach((level, index) => { if (level > (heads[index - 1] || 0) + 1) out.push(`heading ${level} after ${heads[index - 1] || 0}`); });
  document.querySelectorAll("button, a[href], summary").forEach((each) => {
    if (!visible(each)) return;
    const box = each.getBoundingClientRect();
    if (!name(each)) out.push(`no name: ${each.outerHTML.slice(0, 80)}`);
    if (box.height < least || box.width < least) out.push(`small: ${name(each)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  });
  document.querySelectorAll("img").forEach((each) => { if (!each.hasAttribute("alt")) out.push("a picture without alt"); });
  let texts = 0;
  const walk = document.createTreeWalker(document.querySelector(".lesson-player"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !visible(element) || element.closest("video, audio, noscript")) continue;
    const pair = [light(numbers(getComputedStyle(element).color).slice(0, 3)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    texts += 1;
    if (ratio < 4.5) out.push(`contrast ${ratio.toFixed(1)}: ${walk.currentNode.data.slice(0, 40)}`);
  }
  if (texts < 8) out.push(`only ${texts} texts`);
  return out;
};

async function look(page, view) {
  if (!(await begin(page))) return;
  await pause(200);
  (await page.evaluate(LOOK, 44)).forEach((each) => wrong(`${view.width}${view.dark ? " dark" : ""}: ${each}`));
}

const TASKS = { play, fallback, hooks, look };
const VIEWS = task === "look"
  ? [{ width: 320, height: 640 }, { width: 360, height: 740, dark: true }, { width: 1366, height: 768 }]
  : [{ width: 1280, height: 800 }];

(async () => {
  const root = path.resolve(folder);
  const server = place === "http" ? await serve(root) : null;
  const base = server ? server.address : url.pathToFileURL(root).href;
  const browser = await (browserName === "firefox" ? firefox() : chrome());
  try {
    for (const view of VIEWS) {
      const page = await open(browser, server ? base : `${base}/index.html`, base, view);
      await TASKS[task](page, view);
      (await page.evaluate(() => window.judgeSaid || [])).forEach(wrong);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  if (server) await server.close();
  console.log(JSON.stringify({ faults: [...new Set(faults)], seen }));
  process.exit(faults.length ? 1 : 0);
})().catch((error) => { console.log(JSON.stringify({ faults: [`judge: ${error.message}`, ...faults], seen })); process.exit(1); });
