/* LessonPlayer: plays a lesson on old phones and from file:// alike. A classic script; it asks for nothing but the
 * lesson's own files and never turns words into markup.
 *
 *   LessonPlayer.open(root, lesson, hooks) -> {play, pause, seek, state, destroy}
 *     lesson  what lesson_data() wrote
 *     hooks   startAt (s): where to begin; without it the place is remembered on this device
 *             watched ([[a, b], …]): what was watched before
 *             remember (false): keep nothing on this device
 *             labels ({vi, en}): other words; language ("vi" or "en")
 *             onReady(player), onTime(state), onPause(state), onEnded(state)
 *     state   {position, duration, watched: [[a, b], …], share: 0 … 1}, in seconds
 *   LessonPlayer.remembered(id) -> {position, duration, share, at} or null, for "continue watching" lists; at is a date
 */
var LessonPlayer = (function () {
  "use strict";

  var SPEEDS = [[0.75, "speed-slow"], [1, "speed-plain"], [1.25, "speed-quick"]];
  var STEP_S = 5;
  var SAVE_EVERY_S = 5;
  var NEAR_END_S = 10; // so near the end nobody goes on: next time it begins again
  var WORTH_RESUMING_S = 5;
  var PATIENCE_S = 12;
  var NETWORK = 2; // MediaError.MEDIA_ERR_NETWORK

  var kept = LessonParts.kept;
  var keep = LessonParts.keep;
  var remembered = LessonParts.remembered;
  var make = LessonParts.make;
  var add = LessonParts.add;
  var button = LessonParts.button;
  var clock = LessonParts.clock;
  var size = LessonParts.size;
  var saver = LessonParts.saver;
  var small = LessonParts.small;
  var still = LessonParts.still;
  var Watch = LessonParts.Watch;
  var share = LessonParts.share;
  var choices = LessonParts.choices;
  var first = LessonParts.first;
  var sentences = LessonParts.sentences;
  var at = LessonParts.at;

  // ── the player ──────────────────────────────────────────────────────────────────────────────────────────────────

  function open(root, lesson, hooks) {
    hooks = hooks || {};
    var audio = lesson.kind === "audio";
    var remembers = hooks.remember !== false;
    var wishes = (remembers && kept("lesson-player")) || {};
    var language = hooks.language || wishes.language || "vi";
    var before = remembers ? remembered(lesson.id) : null;
    var parts = {};
    var texts = []; // [element, function that says its text], told again when the language changes
    var undo = [];
    var tracks = [];
    var tried = [];
    var current = null;
    var playing = null;
    var speaking = { language: "", rows: [], now: -1, follow: true };
    var chapterNow = -1;
    var savedAt = 0;
    var gone = false;

    function say(name, values) {
      var words = (hooks.labels || LessonPlayer.labels || {})[language] || {};
      return String(words[name] || name).replace(/\{(\w+)\}/g, function (gap, key) {
        return values && key in values ? values[key] : gap;
      });
    }
    function words(element, tell) {
      texts.push([element, tell]);
      element.textContent = tell();
      return element;
    }
    function named(element, tell) {
      texts.push([element, tell, "aria-label"]);
      element.setAttribute("aria-label", tell());
      return element;
    }
    function on(target, name, action, options) {
      target.addEventListener(name, action, options);
      undo.push(function () { target.removeEventListener(name, action, options); });
    }
    function wish(name, value) {
      wishes[name] = value;
      if (remembers) keep("lesson-player", wishes);
    }

    var media = make(audio ? "audio" : "video", "lp-media");
    media.controls = true;
    media.preload = saver() ? "none" : "metadata";
    if (!audio) {
      media.setAttribute("playsinline", "");
      if (lesson.poster) media.poster = lesson.poster;
    }
    named(media, function () { return lesson.title; });

    var watch = Watch(media, hooks.watched || (before && before.watched));
    Object.keys(watch.listeners).forEach(function (name) { on(media, name, watch.listeners[name]); });

    function duration() {
      return isFinite(media.duration) && media.duration > 0 ? media.duration : lesson.duration_s;
    }
    function position() {
      return current && current.pending !== null ? current.pending : media.currentTime;
    }
    function state() {
      var ranges = watch.ranges();
      return { position: position(), duration: duration(), watched: ranges, share: share(ranges, duration()) };
    }

    // ── playing ──

    function load(choice, place, andPlay) {
      var source = choice.sources[0];
      current = { choice: choice, source: source, pending: place > 0 ? place : null };
      media.src = source.src;
      media.playbackRate = media.defaultPlaybackRate = wishes.speed || 1;
      mark(parts.sizes, choice.key);
      if (andPlay) play();
    }
    function arrive() {
      if (!current || current.pending === null) return;
      var place = Math.min(current.pending, Math.max(0, duration() - 0.1));
      current.pending = null;
      media.currentTime = place;
    }
    function play() {
      hide(parts.resume);
      var promise = media.play();
      if (promise && promise.catch) promise.catch(function () { /* the browser waits for a press */ });
      return promise;
    }
    function seek(seconds) {
      var place = Math.max(0, Math.min(seconds, duration()));
      if (current && media.readyState === 0) current.pending = place;
      else media.currentTime = place;
      show(place);
    }
    function go(seconds) {
      speaking.follow = true;
      seek(seconds);
      play();
    }

    function failed(late) {
      if (gone || !current || (!media.error && late !== true)) return;
      var place = position();
      var ran = playing;
      var unplugged = navigator.onLine === false && /^http/.test(window.location.protocol);
      if (media.error && (media.error.code === NETWORK || unplugged)) {
        note(say("fault-network"), say("retry"), function () { load(current.choice, place, true); });
        return;
      }
      tried.push(current.source.src);
      var name = title(current.choice);
      var was = current.choice;
      var list = choices(lesson, media, tried);
      var same = list.filter(function (each) { return each.key === was.key; })[0];
      var lower = list.filter(function (each) { return each.height <= was.height || was.automatic; });
      var next = same || (was.automatic ? first(list, "") : lower[0]) || list[0];
      sizes(list);
      if (!next) { note(say("fault-all")); return; }
      if (!same && !was.automatic) note(say("fault-size", { name: name, other: title(next) }));
      load(next, place, ran);
    }

    on(media, "loadedmetadata", arrive);
    on(media, "error", failed);
    on(media, "play", function () {
      playing = true;
      hide(parts.resume);
      // some browsers say that they know playlists, and then neither play nor complain
      var waited = current && current.choice.automatic ? current : null;
      if (waited) {
        window.setTimeout(function () {
          if (waited === current && media.readyState < 2 && navigator.onLine !== false) failed(true);
        }, PATIENCE_S * 1000);
      }
    });
    on(media, "playing", function () { if (current && !parts.note.lpKeep) hide(parts.note); });
    on(media, "pause", function () { if (!media.error) playing = false; });
    on(media, "ratechange", function () { mark(parts.speeds, String(media.playbackRate)); });

    // ── telling and remembering ──

    function save() {
      if (!remembers) return;
      var now = state();
      var near = now.duration - now.position < NEAR_END_S && now.share > 0.5;
      keep("lesson:" + lesson.id, { position: near || media.ended ? 0 : now.position, duration: now.duration,
        share: now.share, watched: now.watched, at: Date.now() });
      savedAt = now.position;
    }
    function tell(name) {
      if (hooks[name]) hooks[name](state());
    }
    on(media, "timeupdate", function () {
      show(media.currentTime);
      if (media.paused && !media.ended) return;
      if (Math.abs(media.currentTime - savedAt) >= SAVE_EVERY_S) save();
      tell("onTime");
    });
    on(media, "seeked", function () { show(media.currentTime); });
    on(media, "pause", function () { if (media.currentTime > 0) save(); tell("onPause"); progress(); });
    on(media, "ended", function () { save(); tell("onEnded"); progress(); });
    on(window, "pagehide", function () { if (media.currentTime > 0) save(); });
    on(document, "visibilitychange", function () {
      if (document.visibilityState === "hidden" && media.currentTime > 0) save();
    });

    function show(place) {
      var chapter = at(lesson.chapters, place);
      if (chapter !== chapterNow) {
        chapterNow = chapter;
        (parts.chapters || []).forEach(function (each, index) {
          if (index === chapter) each.setAttribute("aria-current", "true"); else each.removeAttribute("aria-current");
        });
      }
      speak(place);
      progress();
    }
    function progress() {
      if (!parts.seen) return;
      var percent = Math.round(state().share * 100);
      if (parts.seen.lpPercent === percent) return;
      parts.seen.lpPercent = percent;
      parts.bar.style.width = percent + "%";
      parts.seen.hidden = percent === 0;
      parts.seenText.textContent = seenText();
    }
    function seenText() {
      return say(audio ? "heard" : "seen", { percent: Math.round(state().share * 100) });
    }

    // ── notes ──

    function hide(element) { if (element) element.hidden = true; }
    function note(text, press, action) {
      parts.note.textContent = "";
      add(parts.note, make("p", "", text));
      if (press) {
        add(parts.note, button("lp-button", press, function () { parts.note.hidden = true; action(); }));
      }
      // what to do stays; that another size is used may go
      parts.note.lpKeep = !press;
      parts.note.hidden = false;
    }
    function mark(group, key) {
      if (!group) return;
      Array.prototype.forEach.call(group.querySelectorAll("[data-key]"), function (each) {
        each.setAttribute("aria-pressed", each.getAttribute("data-key") === key ? "true" : "false");
      });
    }
    function group(name, made) {
      var box = make("div", "lp-group");
      box.setAttribute("role", "group");
      named(box, function () { return say(name); });
      var head = words(make("span", "lp-group-name"), function () { return say(name); });
      head.setAttribute("aria-hidden", "true");
      return add(box, head, made);
    }
    function chip(key, tell, action, more) {
      var made = button("lp-chip", "", action);
      made.setAttribute("data-key", key);
      made.setAttribute("aria-pressed", "false");
      add(made, words(make("span"), tell));
      if (more) add(made, words(make("small"), more));
      return made;
    }

    // ── captions: cues that are in the page, since a page on file:// may not read a caption file ──

    function addCaptions() {
      lesson.captions.forEach(function (each) {
        var track = media.addTextTrack("captions", each.label, each.lang);
        track.mode = "hidden";
        each.cues.forEach(function (cue) { track.addCue(new VTTCue(cue[0], cue[1], cue[2])); });
        track.mode = "disabled";
        tracks.push(track);
      });
      if (media.textTracks && media.textTracks.addEventListener) on(media.textTracks, "change", follow);
    }
    function captionWish() {
      if (wishes.captions === "off") return "off";
      var known = lesson.captions.map(function (each) { return each.lang; });
      return known.indexOf(wishes.captions) >= 0 ? wishes.captions : known[0] || "off";
    }
    function caption(wanted) {
      tracks.forEach(function (track, index) {
        var mode = lesson.captions[index].lang === wanted ? (audio ? "hidden" : "showing") : "disabled";
        if (track.mode !== mode) track.mode = mode;
      });
      parts.caption = wanted;
      mark(parts.captions, wanted);
      if (wanted !== "off") { parts.captionLast = wanted; transcript(wanted); }
      line(position());
    }
    function follow() {
      // somebody used the browser's own captions menu
      var shown = tracks.filter(function (track) { return track.mode === "showing"; })[0];
      var now = shown ? lesson.captions[tracks.indexOf(shown)].lang : "off";
      if (audio || now === parts.caption) return;
      wish("captions", now);
      caption(now);
    }
    function toggleCaptions() {
      var next = parts.caption === "off" ? parts.captionLast || (lesson.captions[0] || {}).lang || "off" : "off";
      wish("captions", next);
      caption(next);
    }
    function line(place) {
      // a lesson without picture: what is being said stands large where the picture would be
      if (!parts.line) return;
      var list = lesson.captions.filter(function (each) { return each.lang === parts.caption; })[0];
      var cue = list && list.cues.filter(function (each) { return each[0] <= place && place < each[1]; })[0];
      var text = cue ? cue[2] : "";
      if (parts.line.textContent !== text) parts.line.textContent = text;
    }

    // ── transcript ──

    function transcript(wanted) {
      var list = lesson.captions.filter(function (each) { return each.lang === wanted; })[0] || lesson.captions[0];
      if (!list || !parts.transcript || speaking.language === list.lang) return;
      speaking = { language: list.lang, rows: sentences(list.cues, lesson.chapters), now: -1, follow: speaking.follow };
      parts.transcript.textContent = "";
      parts.transcript.lang = list.lang;
      var chapter = -1;
      speaking.rows.forEach(function (row, index) {
        var within = at(lesson.chapters, row.start);
        if (within !== chapter && within >= 0) {
          var head = make("h3", "lp-said-chapter", lesson.chapters[within].title);
          head.lang = lesson.language;
          add(parts.transcript, head);
        }
        chapter = within;
        row.element = button("lp-said", "", function () { go(row.start); });
        row.element.tabIndex = index === 0 ? 0 : -1;
        add(row.element, make("span", "lp-time", clock(row.start)), make("span", "lp-words", row.text));
        add(parts.transcript, row.element);
      });
      speak(position());
    }
    function speak(place) {
      line(place);
      var now = at(speaking.rows, place);
      if (now === speaking.now) return;
      var old = speaking.rows[speaking.now];
      var row = speaking.rows[now];
      if (old) old.element.removeAttribute("aria-current");
      speaking.now = now;
      if (!row) return;
      row.element.setAttribute("aria-current", "true");
      if (!parts.transcript.contains(document.activeElement)) rove(row.element);
      if (speaking.follow) centre(row.element, true);
    }
    function rove(element) {
      speaking.rows.forEach(function (row) { row.element.tabIndex = row.element === element ? 0 : -1; });
    }
    function centre(element, gently) {
      var box = parts.transcript;
      var above = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      var top = box.scrollTop + above - (box.clientHeight - element.offsetHeight) / 2;
      if (box.scrollTo && gently && !still()) box.scrollTo({ top: top, behavior: "smooth" });
      else box.scrollTop = top;
    }
    function leave() {
      if (!speaking.follow || media.paused) return;
      speaking.follow = false;
      parts.follow.hidden = false;
    }
    function comeBack() {
      speaking.follow = true;
      parts.follow.hidden = true;
      if (speaking.rows[speaking.now]) centre(speaking.rows[speaking.now].element, true);
    }
    function walk(event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      var here = speaking.rows.map(function (row) { return row.element; }).indexOf(event.target);
      var next = step && speaking.rows[here + step];
      if (here < 0 || !next) return;
      event.preventDefault();
      leave();
      rove(next.element);
      next.element.focus();
    }

    // ── what stands on the page ──

    function head() {
      var top = make("header", "lp-head");
      var line = add(make("div", "lp-head-line"),
        words(make("p", "lp-subject"), function () { return language === "vi" ? lesson.subtitle : lesson.subtitle_en; }),
        tongues());
      var facts = [
        function () { return lesson.teachers.length ? say("teacher", { names: lesson.teachers.join(", ") }) : ""; },
        function () { return lesson.school; }
      ];
      var name = make("h1", "lp-title", lesson.title);
      name.lang = lesson.language;
      var about = make("p", "lp-facts");
      facts.forEach(function (fact) { if (fact()) add(about, words(make("span", "lp-fact"), fact)); });
      return add(top, line, name, about);
    }
    function tongues() {
      var box = named(make("div", "lp-tongues"), function () { return say("language"); });
      box.setAttribute("role", "group");
      [["vi", "VI", "Tiếng Việt"], ["en", "EN", "English"]].forEach(function (each) {
        var made = button("lp-tongue", each[1], function () { wish("language", each[0]); speakIn(each[0]); });
        made.setAttribute("data-key", each[0]);
        made.setAttribute("aria-label", each[2]);
        made.lang = each[0];
        add(box, made);
      });
      parts.tongues = box;
      return box;
    }
    function speakIn(wanted) {
      language = wanted;
      root.lang = wanted;
      mark(parts.tongues, wanted);
      texts.forEach(function (each) {
        if (each[2]) each[0].setAttribute(each[2], each[1]()); else each[0].textContent = each[1]();
      });
    }
    function stage() {
      var box = named(make("div", audio ? "lp-stage lp-sound" : "lp-stage"), function () { return say("player"); });
      box.setAttribute("role", "group");
      if (audio) {
        var picture = make("div", "lp-cover");
        if (lesson.poster) {
          var image = make("img");
          image.src = lesson.poster;
          image.alt = "";
          add(picture, image);
        }
        parts.line = make("p", "lp-line");
        parts.line.setAttribute("aria-hidden", "true");
        add(box, picture, lesson.captions.length ? parts.line : null, media);
      } else add(box, add(make("div", "lp-frame"), media));
      return box;
    }
    function resume() {
      var box = make("div", "lp-resume");
      box.hidden = true;
      parts.resume = box;
      if (typeof hooks.startAt === "number" || !before || before.position < WORTH_RESUMING_S) return box;
      var place = before.position;
      add(box,
        words(button("lp-button lp-main", "", function () { play(); }), function () {
          return say(audio ? "go-on-listening" : "go-on", { time: clock(place) });
        }),
        words(button("lp-button", "", function () { go(0); }), function () {
          return say(audio ? "from-start-listening" : "from-start");
        }));
      box.hidden = false;
      return box;
    }
    function title(choice) {
      if (choice.automatic) return say("size-automatic");
      return choice.light ? say("size-light") : choice.label;
    }
    function sizes(list) {
      var box = parts.sizes;
      if (!box) return;
      box.textContent = "";
      list.forEach(function (choice) {
        add(box, chip(choice.key, function () { return title(choice); }, function () {
          if (current && current.choice.key === choice.key) return;
          wish("size", choice.key);
          hide(parts.note);
          load(choice, position(), !media.paused);
        }, choice.bytes ? function () {
          return (choice.light ? choice.label + " · " : "") + size(choice.bytes, language);
        } : null));
      });
      if (box.parentNode) box.parentNode.hidden = list.length < 2;
      if (current) mark(box, current.choice.key);
    }
    function settings(list) {
      var box = make("div", "lp-settings");
      if (lesson.captions.length) {
        parts.captions = make("div", "lp-chips");
        var off = chip("off", function () { return say("captions-off"); }, function () {
          wish("captions", "off");
          caption("off");
        });
        add(parts.captions, off);
        lesson.captions.forEach(function (each) {
          add(parts.captions, chip(each.lang, function () { return language === "vi" ? each.label : each.label_en; },
            function () { wish("captions", each.lang); caption(each.lang); }));
        });
        add(box, group("captions", parts.captions));
      }
      parts.speeds = make("div", "lp-chips");
      SPEEDS.forEach(function (each) {
        add(parts.speeds, chip(String(each[0]), function () { return say(each[1]); }, function () {
          media.playbackRate = media.defaultPlaybackRate = each[0];
          wish("speed", each[0]);
        }, function () { return (language === "vi" ? String(each[0]).replace(".", ",") : each[0]) + "×"; }));
      });
      add(box, group("speed", parts.speeds));
      parts.sizes = make("div", "lp-chips");
      if (!audio) add(box, group("size", parts.sizes));
      sizes(list);
      return box;
    }
    function seen() {
      parts.seen = make("div", "lp-seen");
      parts.bar = make("span", "lp-bar-fill");
      parts.seenText = words(make("span", "lp-seen-text"), seenText);
      parts.seen.hidden = true;
      return add(parts.seen, add(make("span", "lp-bar"), parts.bar), parts.seenText);
    }
    function section(name, label) {
      var box = make("section", "lp-card " + name);
      named(box, function () { return say(label); });
      return add(box, words(make("h2", "lp-card-title"), function () { return say(label); }));
    }
    function chapterList() {
      if (lesson.chapters.length < 2) return null;
      var list = make("ol", "lp-chapters");
      parts.chapters = lesson.chapters.map(function (chapter, index) {
        var press = button("lp-chapter", "", function () { go(chapter.start); });
        var end = (lesson.chapters[index + 1] || { start: lesson.duration_s }).start;
        var name = add(make("span", "lp-chapter-words"), make("span", "lp-chapter-title", chapter.title),
          make("span", "lp-time", clock(chapter.start)));
        name.firstChild.lang = lesson.language;
        add(press, thumbnail((chapter.start + Math.min(end, chapter.start + 12)) / 2), name);
        add(list, add(make("li"), press));
        return press;
      });
      return add(section("lp-card-chapters", "chapters"), list);
    }
    function thumbnail(moment) {
      var board = lesson.storyboard;
      if (!board || !board.tiles.length || saver()) return null;
      var tile = board.tiles[Math.max(0, at(board.tiles.map(function (each) { return { start: each[0] }; }), moment))];
      var box = make("span", "lp-thumb");
      var picture = make("span", "lp-thumb-picture");
      var address = board.sheets[tile[1]].replace(/["\\\n]/g, encodeURIComponent);
      picture.style.width = board.width + "px";
      picture.style.height = board.height + "px";
      picture.style.backgroundImage = 'url("' + address + '")';
      picture.style.backgroundPosition = -tile[2] + "px " + -tile[3] + "px";
      picture.style.transform = "scale(" + 96 / board.width + ")";
      box.style.height = Math.round(96 * board.height / board.width) + "px";
      box.setAttribute("aria-hidden", "true");
      return add(box, picture);
    }
    function transcriptCard() {
      if (!lesson.captions.length) return null;
      var box = section("lp-card-transcript", "transcript");
      add(box, words(make("p", "lp-help"), function () { return say("transcript-help"); }));
      parts.transcript = make("div", "lp-transcript");
      ["wheel", "touchmove"].forEach(function (name) { on(parts.transcript, name, leave, { passive: true }); });
      on(parts.transcript, "keydown", walk);
      parts.follow = words(button("lp-button lp-follow", "", comeBack), function () { return say("follow"); });
      parts.follow.hidden = true;
      var tools = add(make("div", "lp-tools"), words(button("lp-button", "", function () { window.print(); }),
        function () { return say("print"); }), parts.follow);
      return add(box, parts.transcript, tools);
    }
    function link(file, tell, more) {
      var made = make("a", "lp-file");
      made.href = file.href || file.src;
      made.setAttribute("download", "");
      add(made, words(make("span", "lp-file-name"), tell), words(make("span", "lp-file-size"), more));
      return add(make("li"), made);
    }
    function bytes(file) {
      return function () { return size(file.bytes, language); };
    }
    function attachments() {
      if (!lesson.attachments.length) return null;
      var list = make("ul", "lp-files");
      lesson.attachments.forEach(function (file) { add(list, link(file, function () { return file.name; }, bytes(file))); });
      return add(section("lp-card-attachments", "attachments"), list);
    }
    function downloads() {
      var list = make("ul", "lp-files");
      lesson.sources.forEach(function (file) {
        add(list, link(file, function () {
          var codec = /av01/.test(file.type) ? " (AV1)" : "";
          return (file.light ? say("size-light") + " " : "") + file.label + codec;
        }, bytes(file)));
      });
      lesson.sounds.forEach(function (file) {
        add(list, link(file, function () { return say("sound-only", { name: file.label }); }, bytes(file)));
      });
      lesson.documents.forEach(function (file) {
        var kind = file.name.replace(/^.*\./, "").toLowerCase();
        var each = lesson.captions.filter(function (caption) { return caption.lang === file.lang; })[0];
        add(list, link(file, function () {
          var tongue = lesson.captions.length > 1 && each ? (language === "vi" ? each.label : each.label_en) : "";
          return say("document-" + kind) + (tongue ? " (" + tongue + ")" : "");
        }, bytes(file)));
      });
      if (!list.firstChild) return null;
      var box = section("lp-card-downloads", "downloads");
      return add(box, words(make("p", "lp-help"), function () { return say("downloads-help"); }), list);
    }
    function foot() {
      var box = make("footer", "lp-foot");
      [
        function () { return lesson.description; },
        function () { return say("book", { name: lesson.series }); },
        function () { return say("length", { time: clock(lesson.duration_s) }); },
        function () { return lesson.holder ? "© " + lesson.holder : ""; },
        function () { return lesson.licence ? say("licence", { name: lesson.licence }) : ""; }
      ].forEach(function (tell) { if (tell()) add(box, words(make("p"), tell)); });
      var keys = make("details", "lp-keys");
      add(keys, words(make("summary"), function () { return say("keys"); }));
      var list = make("dl");
      [[function () { return say("key-space"); }, "key-play"], [function () { return "← →"; }, "key-seek"],
        [function () { return "C"; }, "key-captions"], [function () { return "F"; }, "key-full"]].forEach(function (each) {
        add(list, add(make("div"), add(make("dt"), words(make("kbd"), each[0])),
          words(make("dd"), function () { return say(each[1]); })));
      });
      return add(box, add(keys, list));
    }

    // ── keys ──

    function full() {
      var leaving = document.fullscreenElement || document.webkitFullscreenElement;
      var act = leaving ? document.exitFullscreen || document.webkitExitFullscreen
        : media.requestFullscreen || media.webkitRequestFullscreen || media.webkitEnterFullscreen;
      if (act) act.call(leaving ? document : media);
    }
    function keys(event) {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      var tag = (event.target && event.target.tagName) || "";
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(tag) || (event.target && event.target.isContentEditable)) return;
      var key = event.key.toLowerCase();
      if (key === "c") { if (tracks.length) toggleCaptions(); }
      else if (key === "f") { if (!audio) full(); }
      // the browser's own controls know these themselves
      else if (event.target === media) return;
      else if (key === "arrowleft") seek(position() - STEP_S);
      else if (key === "arrowright") seek(position() + STEP_S);
      else if (key === " " && !/^(BUTTON|A|SUMMARY)$/.test(tag)) { if (media.paused) play(); else media.pause(); }
      else return;
      event.preventDefault();
    }

    // ── putting it together ──

    var list = choices(lesson, media, tried);
    root.textContent = "";
    root.classList.add("lesson-player");
    root.lang = language;
    parts.note = make("div", "lp-note");
    parts.note.setAttribute("role", "alert");
    parts.note.hidden = true;
    var main = add(make("div", "lp-main-column"), stage(), parts.note, resume(), settings(list), seen());
    var side = add(make("div", "lp-side-column"), chapterList(), transcriptCard());
    var more = add(make("div", "lp-more"), attachments(), downloads());
    if (!side.firstChild) root.classList.add("lp-plain"); else root.classList.remove("lp-plain");
    add(root, head(), add(make("div", "lp-columns"), main, side, more), foot());
    mark(parts.tongues, language);
    mark(parts.speeds, String(wishes.speed || 1));
    addCaptions();
    transcript(captionWish() === "off" ? "" : captionWish());
    caption(captionWish());
    on(document, "keydown", keys);
    var place = typeof hooks.startAt === "number" ? hooks.startAt : (before && before.position) || 0;
    if (list.length) load(first(list, wishes.size), place, false);
    else note(say("fault-all"));
    show(place);
    session();

    function session() {
      // what a locked phone shows
      if (!("mediaSession" in navigator) || typeof window.MediaMetadata !== "function") return;
      try {
        navigator.mediaSession.metadata = new window.MediaMetadata({ title: lesson.title, artist: lesson.school,
          album: lesson.subtitle });
      } catch (unknown) { /* then not */ }
    }

    var player = {
      play: play,
      pause: function () { media.pause(); },
      seek: seek,
      state: state,
      destroy: function () {
        if (gone) return;
        if (media.currentTime > 0) save();
        gone = true;
        undo.forEach(function (action) { action(); });
        media.pause();
        media.removeAttribute("src");
        media.load();
        root.textContent = "";
        root.classList.remove("lesson-player", "lp-plain");
      }
    };
    if (hooks.onReady) hooks.onReady(player);
    return player;
  }

  return { open: open, remembered: remembered, labels: { vi: {}, en: {} } };
})();
