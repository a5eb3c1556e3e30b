// Reads an MP4 with mp4box.js to its end: node mp4box.cjs FILE gives each track's kind, coding, samples and pieces as JSON.
const fs = require("fs");
const { createFile, MP4BoxBuffer } = require("./node_modules/mp4box/dist/mp4box.all.cjs");

const file = createFile();
const errors = [];
let told = null;
file.onError = (...error) => errors.push(error.join(" "));
file.onReady = (information) => { told = information; };
const bytes = fs.readFileSync(process.argv[2]);
file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), 0));
file.flush();
const last = file.boxes[file.boxes.length - 1];
if (!told) errors.push("no track");
if (last && last.start + last.size > bytes.length) errors.push(`${last.type} ends behind the file`);
const tracks = (told ? told.tracks : []).map((track) => {
  const samples = file.getTrackSamplesInfo(track.id);
  return { kind: track.type, codec: track.codec, language: track.language, samples: samples.length,
    keyframes: samples.filter((sample) => sample.is_sync).length, fragmented: told.isFragmented };
});
console.log(JSON.stringify({ tracks, errors }));
process.exit(errors.length ? 1 : 0);
