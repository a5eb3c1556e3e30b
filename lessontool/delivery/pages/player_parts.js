/* LessonParts: what the player is put together from, and what can be said without it: what this device remembers, what
 * was watched, which file suits, where sentences end. A classic script that runs on old phones.
 */
var LessonParts = (function () {
  "use strict";

  var SMALL_SCREEN_PX = 600;
  var PHONE_HEIGHT = 480;
  var DESK_HEIGHT = 720;
  var JOIN_S = 0.6; // watched parts with a smaller gap are one: browsers tell the time only four times a second
  var SENTENCE_GAP_S = 1.5;
  var LONGEST_SENTENCE = 220;

  // ── what this device remembers; a page on file:// may be refused all of it ──────────────────────────────────────

  function kept(name) {
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (refused) { return null; }
  }

  function keep(name, value) {
    try { window.localStorage.setItem(name, JSON.stringify(value)); } catch (refused) { /* then not */ }
  }

  function remembered(id) {
    var found = kept("lesson:" + id);
    return found && typeof found.position === "number" ? found : null;
  }

  // ── small things ────────────────────────────────────────────────────────────────────────────────────────────────

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  function add(parent) {
    for (var i = 1; i < arguments.length; i += 1) if (arguments[i]) parent.appendChild(arguments[i]);
    return parent;
  }

  function button(name, text, action) {
    var made = make("button", name, text);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function clock(seconds) {
    var whole = Math.max(0, Math.floor(seconds));
    var hours = Math.floor(whole / 3600);
    var minutes = Math.floor((whole % 3600) / 60);
    var pair = function (number) { return (number < 10 ? "0" : "") + number; };
    return (hours ? hours + ":" : "") + pair(minutes) + ":" + pair(whole % 60);
  }

  function size(bytes, language) {
    var megabytes = bytes / 1e6;
    if (megabytes < 0.1) return Math.max(1, Math.round(bytes / 1e3)) + " KB";
    var text = megabytes < 9.95 ? megabytes.toFixed(1) : String(Math.round(megabytes));
    return (language === "vi" ? text.replace(".", ",") : text) + " MB";
  }

  function saver() {
    var connection = navigator.connection || {};
    return connection.saveData === true || /(^|-)2g$/.test(connection.effectiveType || "");
  }

  function small() {
    return Math.min(window.screen.width, window.screen.height) < SMALL_SCREEN_PX;
  }

  function still() {
    return Boolean(window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  // ── what was watched: only what really played, in order and without overlap ──────────────────────────────────────

  function merged(ranges) {
    var out = [];
    ranges.slice().sort(function (a, b) { return a[0] - b[0]; }).forEach(function (range) {
      var last = out[out.length - 1];
      if (last && range[0] <= last[1] + JOIN_S) last[1] = Math.max(last[1], range[1]);
      else if (range[1] > range[0]) out.push([range[0], range[1]]);
    });
    return out;
  }

  function Watch(media, before) {
    var ranges = merged((before || []).filter(function (range) {
      return Array.isArray(range) && range[0] >= 0 && range[1] > range[0];
    }));
    var from = -1;
    var last = 0;
    var jumping = false;

    function close() {
      if (from >= 0 && last > from) ranges = merged(ranges.concat([[from, last]]));
      from = -1;
    }
    function reach() {
      if (jumping || media.seeking || from < 0) return;
      last = Math.max(last, media.currentTime);
    }
    function begin() {
      if (jumping || media.seeking || media.paused) return;
      if (from < 0) { from = media.currentTime; last = from; }
    }
    return {
      listeners: {
        playing: begin,
        timeupdate: function () { begin(); reach(); },
        // what lies between the last known place and a jump was not watched
        seeking: function () { close(); jumping = true; },
        seeked: function () { jumping = false; begin(); },
        pause: function () { reach(); close(); },
        ended: function () { reach(); close(); },
        emptied: function () { close(); jumping = false; }
      },
      ranges: function () {
        reach();
        return from >= 0 && last > from ? merged(ranges.concat([[from, last]])) : merged(ranges);
      }
    };
  }

  function share(ranges, duration) {
    var seconds = ranges.reduce(function (sum, range) { return sum + Math.min(range[1], duration) - range[0]; }, 0);
    return duration > 0 ? Math.max(0, Math.min(1, seconds / duration)) : 0;
  }

  // ── what can be played: one choice for each size, with several files for browsers of different age ──────────────

  function choices(lesson, media, tried) {
    var list = [];
    var byName = {};
    function offer(key, source, facts) {
      if (tried.indexOf(source.src) >= 0 || !media.canPlayType(source.type)) return;
      if (!byName[key]) {
        byName[key] = { key: key, label: source.label, height: source.height, bytes: source.bytes,
          light: Boolean(source.light), automatic: Boolean(facts.automatic), sources: [] };
        list.push(byName[key]);
      }
      byName[key].sources.push(source);
    }
    if (lesson.playlist && /^http/.test(window.location.protocol)) {
      offer("auto", lesson.playlist, { automatic: true });
    }
    lesson.sources.forEach(function (source) {
      offer(source.light ? "light" : source.label, source, {});
    });
    return list;
  }

  function first(list, wanted) {
    var same = list.filter(function (each) { return each.key === wanted; })[0];
    if (same) return same;
    if (saver()) return list.slice().sort(function (a, b) { return (a.bytes || 1e15) - (b.bytes || 1e15); })[0];
    var light = list.filter(function (each) { return each.light; })[0];
    if (light && small()) return light;
    var automatic = list.filter(function (each) { return each.automatic; })[0];
    if (automatic) return automatic;
    var most = small() ? PHONE_HEIGHT : DESK_HEIGHT;
    var whole = list.filter(function (each) { return !each.light; });
    return whole.filter(function (each) { return each.height <= most; })[0] || whole[whole.length - 1] || list[0];
  }

  // ── sentences of the transcript: captions put together until somebody draws breath ──────────────────────────────

  function sentences(cues, chapters) {
    var out = [];
    var marks = chapters.map(function (chapter) { return chapter.start; });
    cues.forEach(function (cue, index) {
      var before = cues[index - 1];
      var open = out[out.length - 1];
      var text = cue[2].replace(/\s+/g, " ").trim();
      var chapter = marks.some(function (mark) { return before && before[0] < mark && cue[0] >= mark; });
      var ended = !before || /[.!?…:;”"]$/.test(before[2].trim()) || cue[0] - before[1] > SENTENCE_GAP_S;
      if (open && !ended && !chapter && !/^[-–]/.test(text) && open.text.length + text.length < LONGEST_SENTENCE) {
        open.text += " " + text;
        open.end = cue[1];
      } else if (text) out.push({ start: cue[0], end: cue[1], text: text });
    });
    return out;
  }

  function at(list, position) {
    var found = -1;
    for (var i = 0; i < list.length && list[i].start <= position + 0.05; i += 1) found = i;
    return found;
  }

  return {
    kept: kept, keep: keep, remembered: remembered,
    make: make, add: add, button: button, clock: clock, size: size,
    saver: saver, small: small, still: still,
    Watch: Watch, share: share, choices: choices, first: first, sentences: sentences, at: at
  };
})();
