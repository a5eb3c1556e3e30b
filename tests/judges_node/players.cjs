// Plays a package in Chromium as a pupil's browser would, and says what came of it as JSON:
//   node players.cjs FOLDER hls|dash|shaka|native PLAYLIST SEEK_S [LOOK_AT,LOOK_AT… [SCREENSHOT.png]]
// It loads, plays, jumps to SEEK_S, shows captions in one language after the other, and asks for the small picture of
// that moment; then it stands still at each LOOK_AT and measures how bright the picture is there (0 to 255).
// What is to be thought of it the caller decides; the exit status is 0 unless the judge itself failed.
const fs = require("fs");
const path = require("path");
const { chrome } = require("./chrome.cjs");
const { serve } = require("./serve.cjs");

const LIBRARIES = {
  hls: "hls.js/dist/hls.min.js",
  dash: "dashjs/dist/modern/umd/dash.all.min.js",
  shaka: "shaka-player/dist/shaka-player.compiled.js",
};
const JUDGE = "/__judge__/";
const PATIENCE_MS = Number(process.env.PATIENCE_MS || 15000);

// everything below runs in the page
function inPage(patience) {
  const video = document.querySelector("video");
  const state = { faults: [], shown: [], thumbnail: null, texts: [], levels: [], chapters: [] };
  window.state = state;
  const fault = (what) => state.faults.push(String(what));
  video.addEventListener("error", () => fault(`video ${video.error && video.error.message}`));
  const buffers = []; // what a player hands to the browser, and by how much it moves it
  const add = MediaSource.prototype.addSourceBuffer;
  MediaSource.prototype.addSourceBuffer = function (kind) {
    const buffer = add.call(this, kind);
    buffers.push([kind, buffer]);
    return buffer;
  };
  const ranges = (found) => [...Array(found.length)].map((_, n) => [found.start(n), found.end(n)]);
  const nativeTexts = () => [...video.textTracks].filter((track) => /subtitles|captions/.test(track.kind));
  const players = {
    async hls(address) {
      const player = new Hls({ enableWorker: false });
      player.on(Hls.Events.ERROR, (_, data) => { if (data.fatal) fault(`${data.type} ${data.details} ${data.reason || ""}`); });
      player.on(Hls.Events.MANIFEST_PARSED, () => {
        state.levels = player.levels.map((level) => ({ height: level.height, codecs: level.codecSet, bitrate: level.bitrate }));
        state.sounds = player.allAudioTracks.map((track) => ({ name: track.name, lang: track.lang, group: track.groupId }));
        state.texts = player.allSubtitleTracks.map((track) => ({ name: track.name, lang: track.lang }));
      });
      player.loadSource(address);
      player.attachMedia(video);
      return {
        captions(number) { player.subtitleTrack = number; player.subtitleDisplay = true; },
        thumbnail: async () => null,
      };
    },
    async dash(address) {
      const player = dashjs.MediaPlayer().create();
      player.updateSettings({ debug: { logLevel: 0 } }); // text stays enabled: cues that come while it is not are lost
      player.on("error", (event) => fault(JSON.stringify(event.error && event.error.message || event.error || event)));
      player.on("streamInitialized", () => {
        state.levels = player.getRepresentationsByType("video")
          .map((each) => ({ height: each.height, codecs: each.codecs, bitrate: Math.round(each.bandwidth || each.bitrateInKbit * 1000) }));
        state.sounds = player.getTracksFor("audio").map((each) => ({ lang: each.lang }));
        state.texts = player.getTracksFor("text").map((each) => ({ name: each.labels[0] && each.labels[0].text, lang: each.lang }));
      });
      player.initialize(video, address, true);
      return {
        captions(number) { player.setTextTrack(number); },
        thumbnail: (at) => new Promise((resolve) => {
          setTimeout(() => resolve(null), 5000);
          player.provideThumbnail(at, (found) => resolve(found && { url: found.url, x: found.x, y: found.y, width: found.width, height: found.height }));
        }),
      };
    },
    async shaka(address) {
      shaka.polyfill.installAll();
      const player = new shaka.Player();
      await player.attach(video);
      player.addEventListener("error", (event) => fault(`shaka ${event.detail.code} ${event.detail.message || ""}`));
      player.load(address).then(async () => {
        state.levels = player.getVariantTracks().map((each) => ({ height: each.height, codecs: each.codecs, bitrate: each.bandwidth }));
        state.sounds = player.getAudioTracks().map((each) => ({ lang: each.language, name: each.label }));
        state.texts = player.getTextTracks().map((each) => ({ lang: each.language, name: each.label }));
        const languages = player.getChaptersTracks().map((each) => each.language);
        if (languages.length) state.chapters = (await player.getChaptersAsync(languages[0])).map((each) => [each.startTime, each.title]);
        video.play();
      }, (error) => fault(`shaka load ${error.code} ${JSON.stringify(error.data)}`));
      return {
        captions(number) { player.selectTextTrack(player.getTextTracks()[number]); },
        async thumbnail(at) {
          const [images] = player.getImageTracks();
          const found = images && await player.getThumbnails(images.id, at);
          return found && { url: found.uris[0], x: found.positionX, y: found.positionY, width: found.width, height: found.height };
        },
      };
    },
    async native(address) {
      video.src = address;
      return { captions() {}, thumbnail: async () => null };
    },
  };
  const until = (true_, ms) => new Promise((resolve) => {
    const began = performance.now();
    const look = () => true_() || state.faults.length || performance.now() - began > ms ? resolve(Boolean(true_())) : setTimeout(look, 50);
    look();
  });
  const cues = () => nativeTexts().filter((track) => track.mode === "showing")
    .flatMap((track) => [...(track.activeCues || [])].map((cue) => cue.text));
  const captions = async (before) => {
    if (!state.texts.length) return "";
    const said = () => cues().join("\n");
    await until(() => said() && said() !== before, 3000);
    return said();
  };
  const brightness = async (at) => {
    const there = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    video.currentTime = at;
    await Promise.race([there, new Promise((resolve) => setTimeout(resolve, patience))]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 9 });
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(video, 0, 0, 16, 9);
    const values = paper.getImageData(0, 0, 16, 9).data.filter((_, n) => n % 4 < 3);
    return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  };
  window.judge = async (player, address, seekTo, looks) => {
    const control = await players[player](address);
    video.play().catch(() => {});
    state.begun = await until(() => video.currentTime > 0.4 && video.videoWidth > 0, patience);
    if (!state.begun) return;
    if (state.texts.length) control.captions(0);
    video.currentTime = seekTo;
    state.jumped = await until(() => !video.seeking && video.currentTime > seekTo + 0.3, patience);
    if (!state.jumped) return;
    const first = await captions();
    state.shown = [first];
    for (let number = 1; number < state.texts.length; number++) {
      control.captions(number);
      state.shown.push(await captions(first));
    }
    state.thumbnail = await control.thumbnail(seekTo);
    state.brightness = [];
    video.pause();
    for (const at of looks) state.brightness.push(await brightness(at));
    const quality = video.getVideoPlaybackQuality();
    Object.assign(state, { at: video.currentTime, length: video.duration, width: video.videoWidth, height: video.videoHeight,
      frames: quality.totalVideoFrames, silentBytes: video.webkitAudioDecodedByteCount === 0,
      buffered: ranges(video.buffered),
      moved: buffers.map(([kind, buffer]) => [kind, buffer.timestampOffset, ranges(buffer.buffered)]) });
  };
}

function page(player) {
  const library = LIBRARIES[player] ? `<script src="${JUDGE}library.js"></script>` : "";
  return `<!doctype html><meta charset="utf-8"><title>${player}</title><body style="margin:0;background:#222">
    <video muted playsinline style="width:960px;height:540px;background:#000"></video>${library}
    <script>(${inPage})(${PATIENCE_MS})</script></body>`;
}

async function main(folder, player, playlist, seekTo, looks, screenshot) {
  const server = await serve(folder);
  const browser = await chrome({ args: ["--enable-features=BuiltinHls"] });
  const missing = [];
  try {
    const tab = await (await browser.newContext({ viewport: { width: 960, height: 540 } })).newPage();
    await tab.route(`**${JUDGE}*`, (route) => route.request().url().endsWith("library.js")
      ? route.fulfill({ contentType: "text/javascript", path: path.join(__dirname, "node_modules", LIBRARIES[player]) })
      : route.fulfill({ contentType: "text/html; charset=utf-8", body: page(player) }));
    tab.on("response", (response) => {
      if (response.status() >= 400 && !response.url().endsWith("favicon.ico")) missing.push(`${response.status()} ${response.url()}`);
    });
    tab.on("pageerror", (error) => missing.push(`page ${error.message}`));
    await tab.goto(`${server.address}${JUDGE.slice(1)}page.html`);
    await tab.evaluate(([name, address, at, looks]) => window.judge(name, address, at, looks),
      [player, server.address + encodeURIComponent(playlist), seekTo, looks]);
    if (screenshot) await tab.screenshot({ path: screenshot });
    const said = await tab.evaluate(() => window.state);
    console.log(JSON.stringify({ ...said, missing, asked: [...new Set(server.asked)].filter((name) => !name.includes("__judge__")) }));
  } finally {
    await browser.close();
    await server.close();
  }
}

const [folder, player, playlist, seekTo, looks, screenshot] = process.argv.slice(2);
if (!folder || !fs.existsSync(folder) || !seekTo) { console.error("FOLDER PLAYER PLAYLIST SEEK_S [LOOKS [SCREENSHOT]]"); process.exit(2); }
main(folder, player, playlist, Number(seekTo), looks ? looks.split(",").map(Number) : [], screenshot).catch((error) => { console.error(error); process.exit(1); });
