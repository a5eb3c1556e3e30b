// Serves a folder as a web server does, WITH ranges (without them no browser can seek): serve(folder) gives
// {port, address, asked, close}; asked lists every path that was asked for. Alone: node serve.cjs FOLDER [PORT].
const fs = require("fs");
const http = require("http");
const path = require("path");

const TYPES = {
  ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".m3u8": "application/vnd.apple.mpegurl",
  ".m4a": "audio/mp4", ".m4s": "video/iso.segment", ".mp3": "audio/mpeg", ".mp4": "video/mp4",
  ".mpd": "application/dash+xml", ".pdf": "application/pdf", ".png": "image/png", ".srt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".vtt": "text/vtt; charset=utf-8",
  ".wav": "audio/wav", ".xml": "application/xml", ".xsd": "application/xml",
};

function range(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header || "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const first = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] !== "" && match[2] !== "" ? Math.min(Number(match[2]), size - 1) : size - 1;
  return { first, last, fits: first <= last && first < size };
}

function answer(folder, asked, request, response) {
  const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  asked.push(name);
  let file = path.join(folder, path.normalize(name));
  if (file !== folder && !file.startsWith(folder + path.sep)) { response.writeHead(403).end(); return; }
  if (fs.existsSync(file) && fs.statSync(file).isDirectory()) file = path.join(file, "index.html");
  if (!fs.existsSync(file)) { response.writeHead(404, { "Content-Type": "text/plain" }).end("not here"); return; }
  const size = fs.statSync(file).size;
  const headers = { "Content-Type": TYPES[path.extname(file).toLowerCase()] || "application/octet-stream",
    "Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" };
  const part = range(request.headers.range, size);
  if (part && !part.fits) { response.writeHead(416, { "Content-Range": `bytes */${size}` }).end(); return; }
  const { first, last } = part || { first: 0, last: size - 1 };
  headers["Content-Length"] = last - first + 1;
  if (part) headers["Content-Range"] = `bytes ${first}-${last}/${size}`;
  response.writeHead(part ? 206 : 200, headers);
  if (request.method === "HEAD" || size === 0) { response.end(); return; }
  const stream = fs.createReadStream(file, { start: first, end: last });
  stream.on("error", () => response.destroy());
  response.on("close", () => stream.destroy());
  stream.pipe(response);
}

function serve(folder, port = 0) {
  const root = path.resolve(folder);
  const asked = [];
  const server = http.createServer((request, response) => answer(root, asked, request, response));
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => {
    const taken = server.address().port;
    const close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
    resolve({ port: taken, address: `http://127.0.0.1:${taken}/`, asked, close });
  }));
}

module.exports = { serve };
if (require.main === module) {
  serve(process.argv[2] || ".", Number(process.argv[3] || 0)).then((server) => console.log(server.address));
}
