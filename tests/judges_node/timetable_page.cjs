// Opens a timetable's page as a family does and says what is wrong: node timetable_page.cjs BROWSER PLACE FOLDER NOW GRADE
//   BROWSER chromium | firefox    PLACE http | file    NOW the time on the telephone, UTC, such as 2021-10-04T01:05:00Z
//   GRADE   the grade that is chosen, as in the page's data-grade
// The telephone stands in New York: what is on today must not depend on it. Prints {faults, seen} as JSON; status 1
// where there is a fault. Whatever the page asks for beside itself, and whatever its own rules forbid, is a fault.
const path = require("path");
const url = require("url");
process.env.TZ = "America/New_York";
const { chrome, firefox } = require("./chrome.cjs");
const { serve } = require("./serve.cjs");

const [browserName, place, folder, now, grade] = process.argv.slice(2);
const faults = [];
const seen = { counts: {}, plain: {} };
const wrong = (text) => faults.push(text);
const LEAST = 44; // pixels of a button, WCAG 2.2 criterion 2.5.5

// runs before anything of the page
const WATCH = (at) => {
  window.judgeSaid = [];
  document.addEventListener("securitypolicyviolation", (event) => window.judgeSaid.push(
    `policy: ${event.violatedDirective} ${event.blockedURI}`));
  window.addEventListener("error", (event) => window.judgeSaid.push(`error: ${event.message}`));
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(at); }
    static now() { return at; }
  };
};

function listen(page, root) {
  page.on("request", (request) => {
    const asked = request.url();
    if (!/^(data|about):/.test(asked) && asked !== root && asked !== `${root}index.html`) wrong(`asks for ${asked}`);
  });
  page.on("console", (message) => {
    if (["error", "warning", "warn"].includes(message.type())) wrong(`console: ${message.text().slice(0, 200)}`);
  });
  page.on("pageerror", (error) => wrong(`script: ${error.message}`));
}

async function open(browser, address, root, view) {
  let page;
  if (browserName === "firefox") {
    page = await browser.newPage();
    await page.setViewport({ width: view.width, height: view.height });
    await page.evaluateOnNewDocument(WATCH, new Date(now).getTime());
  } else {
    const context = await browser.newContext({ viewport: { width: view.width, height: view.height },
      colorScheme: view.dark ? "dark" : "light", timezoneId: "America/New_York", javaScriptEnabled: !view.plain });
    page = await context.newPage();
    await page.addInitScript(WATCH, new Date(now).getTime());
  }
  listen(page, root);
  await page.goto(address, { waitUntil: "load" });
  return page;
}

// in the page: how many lessons each grade has on each day, and what is written
const COUNT = () => Object.fromEntries(Array.from(document.querySelectorAll("[data-grade]")).map((section) => [
  section.dataset.grade,
  Object.fromEntries(Array.from(section.querySelectorAll("[data-day]")).map((day) => [
    day.dataset.day, day.querySelectorAll("tbody tr").length])),
]));
const ROWS = (wanted) => Array.from(document.querySelectorAll(`[data-grade="${wanted}"] tbody tr`)).map((row) => [
  row.closest("[data-day]").dataset.day, row.querySelector("time").textContent,
  row.querySelector(".subject").textContent, (row.querySelector(".title") || { textContent: "" }).textContent]);
const TODAY = () => ({
  hidden: document.getElementById("today").hidden,
  note: document.getElementById("today-note").hidden ? "" : document.getElementById("today-note").textContent,
  items: Array.from(document.querySelectorAll("#today-list > li")).map((each) => [
    each.querySelector("time").textContent, each.querySelector(".subject").textContent,
    (each.querySelector(".state") || { textContent: "" }).textContent]),
  shown: Array.from(document.querySelectorAll("[data-grade]")).filter((each) => each.getClientRects().length).map((each) => each.dataset.grade),
  current: Array.from(document.querySelectorAll("[data-choose][aria-current]")).map((each) => each.dataset.choose),
  marked: Array.from(document.querySelectorAll(".is-today")).map((each) => each.dataset.day),
});

// in the page: everything that can be told from the outside about names, sizes and colours
const LOOK = (least) => {
  const out = [];
  const visible = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
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
  document.querySelectorAll("[aria-labelledby]").forEach((each) => {
    if (!document.getElementById(each.getAttribute("aria-labelledby"))) out.push(`named by nothing: ${each.outerHTML.slice(0, 60)}`);
  });
  if (!document.documentElement.lang || !document.title) out.push("no language or title");
  if (document.documentElement.scrollWidth > window.innerWidth) out.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  const heads = Array.from(document.querySelectorAll("h1, h2, h3")).filter(visible).map((each) => Number(each.tagName[1]));
  heads.forEach((level, index) => { if (level > (heads[index - 1] || 0) + 1) out.push(`heading ${level} after ${heads[index - 1] || 0}`); });
  document.querySelectorAll("button, a[href]").forEach((each) => {
    if (!visible(each)) return;
    const box = each.getBoundingClientRect();
    if (!each.textContent.trim()) out.push("a link without a name");
    if (box.height < least || box.width < least) out.push(`small: ${each.textContent.trim()} ${Math.round(box.width)}x${Math.round(box.height)}`);
  });
  document.querySelectorAll("table").forEach((table) => {
    if (!table.hasAttribute("aria-labelledby") && !table.caption) out.push("a table without a name");
    table.querySelectorAll("th").forEach((each) => {
      if (!/^(col|row)$/.test(each.getAttribute("scope"))) out.push("a head of a table without its scope");
    });
    const widths = new Set(Array.from(table.rows).map((row) => row.cells.length));
    if (widths.size !== 1) out.push("rows of different lengths");
  });
  let texts = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !visible(element) || element.closest("script, style")) continue;
    const pair = [light(numbers(getComputedStyle(element).color).slice(0, 3)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    texts += 1;
    if (ratio < 4.5) out.push(`contrast ${ratio.toFixed(1)}: ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  if (texts < 8) out.push(`only ${texts} texts`);
  return out;
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

async function judge(page, view) {
  const mark = `${view.width}${view.dark ? " dark" : ""}`;
  if (view.first) {
    seen.first = await page.evaluate(TODAY);
    await page.evaluate((wanted) => document.querySelector(`[data-choose="${wanted}"]`).click(), grade);
    seen.today = await page.evaluate(TODAY);
    await page.reload({ waitUntil: "load" });
    const again = await page.evaluate(TODAY);
    // Firefox keeps nothing for a page from a disk that stands alone; a server's page must be remembered everywhere
    if (place === "http" && !same(again, seen.today)) wrong(`forgets the grade: ${JSON.stringify(again.shown)}`);
    seen.counts = await page.evaluate(COUNT);
    seen.rows = await page.evaluate(ROWS, grade);
    if (await page.evaluate(() => window.hacked || document.querySelectorAll("script").length !== 2)) wrong("a foreign script");
  }
  (await page.evaluate(LOOK, LEAST)).forEach((each) => wrong(`${mark}: ${each}`));
  await page.evaluate(() => document.querySelector('[data-choose=""]').click());
  (await page.evaluate(LOOK, LEAST)).forEach((each) => wrong(`${mark}, all: ${each}`));
  (await page.evaluate(() => window.judgeSaid || [])).forEach(wrong);
}

// Without scripts everything must be readable (Chromium only: Debian's Firefox cannot be told to run none)
async function plain(browser, address, root) {
  const page = await open(browser, address, root, { width: 360, height: 740, plain: true });
  seen.plain = await page.evaluate(COUNT);
  if (!same(Object.keys(seen.plain), Object.keys(seen.counts)) || !same(seen.plain, seen.counts)) wrong("without scripts lessons are missing");
  if (await page.evaluate(() => document.getElementById("today").getClientRects().length)) wrong("without scripts there is an empty today");
  const hidden = await page.evaluate(() => Array.from(document.querySelectorAll("tbody tr")).filter((row) => !row.getClientRects().length).length);
  if (hidden) wrong(`without scripts ${hidden} lessons cannot be seen`);
  await page.close();
}

const VIEWS = [{ width: 320, height: 640, first: true }, { width: 360, height: 740, dark: true }, { width: 1366, height: 768 }];

(async () => {
  const root = path.resolve(folder);
  const server = place === "http" ? await serve(root) : null;
  const base = server ? server.address : `${url.pathToFileURL(root).href}/`;
  const address = server ? base : `${base}index.html`;
  const browser = await (browserName === "firefox" ? firefox() : chrome());
  try {
    for (const view of VIEWS) {
      const page = await open(browser, address, base, view);
      await judge(page, view);
      await page.close();
    }
    if (browserName === "chromium") await plain(browser, address, base);
  } finally {
    await browser.close();
  }
  if (server) {
    server.asked.filter((each) => each !== "/").forEach((each) => wrong(`asks the server for ${each}`));
    await server.close();
  }
  console.log(JSON.stringify({ faults: [...new Set(faults)], seen }));
  process.exit(faults.length ? 1 : 0);
})().catch((error) => { console.log(JSON.stringify({ faults: [...new Set([`judge: ${error.message}`, ...faults])], seen })); process.exit(1); });
