// Uses a publishing kit as people do, from the disk: node kit.cjs KIT.HTML (chromium|firefox) [without-clipboard].
// Prints what every copy button put into the clipboard, the rooms that are told, and everything that went wrong.
const path = require("path");
const { pathToFileURL } = require("url");
const browsers = require("./chrome.cjs");

const [, , file, which, clipboard] = process.argv;
const address = pathToFileURL(path.resolve(file)).href;

(async () => {
  const browser = await browsers[which === "firefox" ? "firefox" : "chrome"]();
  const wrong = [];
  const asked = [];
  let page;
  if (which === "firefox") {
    page = await browser.newPage();
  } else {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    page.on("request", (request) => asked.push(request.url()));
    if (clipboard) await context.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  }
  page.on("console", (said) => { if (said.type() === "error") wrong.push(said.text()); });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => { wrong.push("dialog: " + dialog.message()); dialog.dismiss(); });
  await page.goto(address);
  await new Promise((done) => setTimeout(done, 500));
  const copied = {};
  const boxes = await page.$$eval("button.copy", (buttons) => buttons.map((button) => button.dataset.copy));
  for (const box of boxes) {
    await page.click(`button[data-copy="${box}"]`);
    await page.waitForSelector(`button[data-copy="${box}"].done`, { timeout: 5000 });
    // pasted where the page has no say: what arrives is what the clipboard has
    await page.evaluate(() => {
      const place = document.createElement("textarea");
      place.id = "pasted";
      document.body.append(place);
      place.focus();
    });
    await page.keyboard.down("Control");
    await page.keyboard.press("KeyV");
    await page.keyboard.up("Control");
    copied[box] = await page.$eval("#pasted", (place) => { const text = place.value; place.remove(); return text; });
  }
  const rooms = await page.$$eval(".room", (all) => all.map((room) => room.textContent));
  const title = await page.$("textarea");
  await title.focus();
  await page.keyboard.type(" <" + "x".repeat(300));
  const over = await page.$eval(".room", (room) => [room.className, room.textContent]);
  const missing = await page.$eval(".missing", (said) => !said.hidden).catch(() => null);
  const heading = await page.$eval("h1", (h1) => h1.textContent);
  const scripts = await page.$$eval("script", (all) => all.length);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  await browser.close();
  console.log(JSON.stringify({ copied, rooms, over, missing, heading, scripts, wide, wrong, asked }));
})().catch((error) => { console.error(error); process.exit(2); });
