// Reads WebVTT with the W3C's parser: node webvtt.cjs FILE. Prints what it read as JSON; status 1 where it has errors.
const fs = require("fs");
const { WebVTTParser } = require("webvtt-parser");

const entities = require("webvtt-parser/html-entities.json");
const { cues, errors } = new WebVTTParser(entities).parse(fs.readFileSync(process.argv[2], "utf8"), "subtitles/captions");

const text = (node) => (node.type === "text" ? node.value : (node.children || []).map(text).join(""));
const said = cues.map((cue) => ({
  start: Math.round(cue.startTime * 1000),
  end: Math.round(cue.endTime * 1000),
  lines: cue.tree.children.map(text).join("").split("\n"),
}));
console.log(JSON.stringify({ cues: said, errors: errors.map((error) => `line ${error.line}: ${error.message}`) }));
process.exit(errors.length === 0 ? 0 : 1);
