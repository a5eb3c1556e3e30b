// Reads IMSC or EBU-TT-D with imsc.js: node imsc.cjs FILE. Prints what is shown, and when, as JSON; status 1 where it
// complains about anything at all.
const fs = require("fs");
const doc = require("imsc/src/main/js/doc.js");
const isd = require("imsc/src/main/js/isd.js");

const complaints = [];
const complain = (message) => {
  complaints.push(String(message));
};
const listener = { info: () => {}, warn: complain, error: complain, fatal: complain };

const shown = [];
const lines = (content) => {
  if (content.kind === "span" && content.text !== undefined) return content.text;
  if (content.kind === "br") return "\n";
  return (content.contents || []).map(lines).join("");
};
try {
  const document = doc.fromXML(fs.readFileSync(process.argv[2], "utf8"), listener);
  const times = document ? document.getMediaTimeEvents() : [];
  for (const [number, start] of times.entries()) {
    const scene = isd.generateISD(document, start, listener);
    const text = scene.contents.map(lines).join("");
    if (text) shown.push({ start: Math.round(start * 1000), end: Math.round(times[number + 1] * 1000), lines: text.split("\n") });
  }
} catch (error) {
  complain(error);
}
console.log(JSON.stringify({ cues: shown, errors: complaints }));
process.exit(complaints.length === 0 ? 0 : 1);
