// Plays through a scenario with a SCORM package's own scripts, without a browser: node scorm_page.cjs FOLDER < SCENARIO.
// The window, the player and the learning system are small stand-ins that do what they are told, and time stands still
// until the scenario moves it. Prints every call, what is stored in the end, what is shown and what went to a record store.
//   {where: "parent" | "opener" | "nowhere" | "foreign", store: {element: value}, refuse: {element: code}, throws: bool,
//    initialize: error code, address: "?endpoint=…", duration: s,
//    steps: [["play", at] | ["time", at, watched] | ["pause"] | ["ended"] | ["clock", s] | ["hide"] | ["leave"]]}
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const folder = process.argv[2];
const scenario = JSON.parse(fs.readFileSync(0, "utf8"));
const page = fs.readFileSync(path.join(folder, "index.html"), "utf8");
const inside = (id) => new RegExp(`id="${id}">(.*?)</script>`, "s").exec(page)[1];
const lesson = JSON.parse(inside("lesson"));
const settings = JSON.parse(inside("tracking"));
if (scenario.duration) lesson.duration_s = scenario.duration;
Object.assign(settings, scenario.settings || {});

// ── the learning system ──
const calls = [];
const stored = { ...scenario.store };
const commits = [];
let code = "0";
const refuse = scenario.refuse || {};
const prefix = settings.edition === "1.2" ? "LMS" : "";
const act = (name, work) => (...given) => {
  if (name !== "GetLastError") calls.push([name, ...given]);
  if (scenario.throws) throw new Error("a learning system that fails");
  return work(...given);
};
const methods = {
  Initialize: () => { code = scenario.initialize || "0"; return code === "0" ? "true" : "false"; },
  GetValue: (element) => { code = element in stored || prefix ? "0" : "403"; return element in stored ? stored[element] : ""; },
  SetValue: (element, value) => {
    code = refuse[element] || "0";
    if (code !== "0") return "false";
    stored[element] = value;
    return "true";
  },
  Commit: () => { code = refuse.Commit || "0"; commits.push({ ...stored }); return code === "0" ? "true" : "false"; },
  GetLastError: () => code,
  [prefix ? "Finish" : "Terminate"]: () => { code = "0"; return "true"; },
};
const api = {};
for (const [name, work] of Object.entries(methods)) api[prefix + name] = act(name, work);

// ── the window ──
let clock = 1_700_000_000_000;
const listeners = {};
const listen = (name, action) => (listeners[name] = listeners[name] || []).push(action);
const fire = (name, event) => (listeners[name] || []).forEach((action) => action(event || {}));
const elements = { lesson: { textContent: JSON.stringify(lesson) }, tracking: { textContent: JSON.stringify(settings) },
  goal: { textContent: "", className: "" }, player: { addEventListener: listen } };
const document = { hidden: false, getElementById: (id) => elements[id], addEventListener: listen };
const warnings = [];
const posts = [];
class XMLHttpRequest {
  open(method, address) { Object.assign(this, { method, address, headers: {} }); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  send(body) { posts.push({ address: this.address, headers: this.headers, statement: JSON.parse(body) }); }
}
let hooks = null;
let state = { position: 0, duration: lesson.duration_s, watched: [], share: 0 };
const window = { document, addEventListener: listen, console: { warn: (...said) => warnings.push(said.join(" ")) },
  crypto: require("crypto").webcrypto, location: { search: scenario.address || "" }, XMLHttpRequest,
  fetch: (address, { headers, body }) => {
    posts.push({ address, headers, statement: JSON.parse(body) });
    return Promise.reject(new Error("nobody there"));
  },
  LessonPlayer: { open: (root, data, given) => {
    hooks = given;
    state.position = given.startAt || 0;
    state.watched = given.watched || [];
    return { state: () => state };
  } } };
const name = settings.edition === "1.2" ? "API" : "API_1484_11";
const foreign = new Proxy({}, { get: (target, key) => {
  if (key === "parent") return top;
  if (key === "opener" || key === "top") return null;
  throw new Error("SecurityError");
} });
const top = { opener: null };
top.parent = top;
window.top = top;
window.opener = null;
const places = {
  parent: () => { window.parent = { parent: top }; top[name] = api; },
  foreign: () => { window.parent = foreign; top[name] = api; },
  opener: () => { window.parent = top; const other = { [name]: api }; other.parent = other; top.opener = other; },
  nowhere: () => { window.parent = top; },
};
window[name] = { name }; // a frame of that name, as some systems have
places[scenario.where || "parent"]();
class When extends Date {
  constructor(...given) { super(...(given.length ? given : [clock])); }
  static now() { return clock; }
}
vm.runInNewContext(fs.readFileSync(path.join(folder, "player/scorm.js"), "utf8"),
  { window, document, console: window.console, XMLHttpRequest, Date: When });

const told = (name) => hooks[name](state);
const shown = [elements.goal.textContent];
for (const [step, ...given] of scenario.steps || []) {
  if (step === "clock") clock += given[0] * 1000;
  else if (step === "play") { state = { ...state, position: given[0] }; fire("play", { target: { currentTime: given[0] } }); }
  else if (step === "time") { state = { ...state, position: given[0], watched: given[1] }; told("onTime"); }
  else if (step === "pause") told("onPause");
  else if (step === "ended") told("onEnded");
  else if (step === "hide") { document.hidden = true; fire("visibilitychange"); document.hidden = false; }
  else if (step === "leave") fire("pagehide");
  shown.push(elements.goal.textContent);
}
const opened = { startAt: hooks.startAt, watched: hooks.watched, remember: hooks.remember };
console.log(JSON.stringify({ calls, commits, stored, warnings, posts, opened, shown }));
