/* The site on a stick: finds, plays and prints the lessons of window.CATALOG. A classic script for file://, where a page
 * may load scripts, pictures and media beside it and nothing else. What is shown stands in the address behind #, so
 * that the browser's Back works; words of lessons are only ever put in as text. */
(function () {
  "use strict";

  var CATALOG = window.CATALOG;
  if (!CATALOG || !window.LessonPlayer) return; // then the plain list stays

  var MOST_GOING = 12;
  var WATCHED_SHARE = 0.9;
  var root = document.documentElement;
  var wishes = kept("lesson-player") || {};
  var language = wishes.language === "en" ? "en" : "vi";
  var filters = { q: "", grade: "", subject: "" };
  var parts = {};
  var player = null;
  var shown = "";

  function kept(name) {
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (refused) { return null; }
  }
  function keep(name, value) {
    try { window.localStorage.setItem(name, JSON.stringify(value)); } catch (refused) { /* then not */ }
  }
  function find(id) { return document.getElementById(id); }
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
  function each(list, action) { Array.prototype.forEach.call(list, action); }
  function say(name, values) {
    var text = CATALOG.words[language][name] || name;
    return text.replace(/\{(\w+)\}/g, function (gap, key) { return values && key in values ? values[key] : gap; });
  }
  function clock(seconds) {
    var whole = Math.floor(seconds);
    var pair = function (number) { return (number < 10 ? "0" : "") + number; };
    var hours = Math.floor(whole / 3600);
    return (hours ? hours + ":" : "") + pair(Math.floor((whole % 3600) / 60)) + ":" + pair(whole % 60);
  }

  // ── searching without tones: "phep nhan" finds "Phép nhân" ──────────────────────────────────────────────────────

  function fold(text) {
    var bare = String(text).toLowerCase();
    if (bare.normalize) bare = bare.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return bare.replace(/[đð]/g, "d").replace(/[^a-z0-9]+/g, " ").trim();
  }
  CATALOG.lessons.forEach(function (lesson, place) {
    lesson.place = place;
    lesson.folded = " " + fold([lesson.title, lesson.subtitle, lesson.subtitle_en, lesson.teachers.join(" "), lesson.school,
      lesson.search].join(" ")) + " ";
    lesson.foldedTitle = " " + fold(lesson.title) + " ";
  });
  function fits(lesson, words) {
    return words.every(function (word) {
      // a number is meant whole: "bài 1" is not "bài 12"
      if (/^\d+$/.test(word)) return lesson.folded.indexOf(" " + word + " ") >= 0;
      return lesson.folded.indexOf((word.length < 3 ? " " : "") + word) >= 0;
    });
  }
  function rank(lesson, phrase) {
    if (!phrase) return 0;
    if (lesson.foldedTitle.indexOf(" " + phrase) >= 0) return 0;
    return lesson.folded.indexOf(" " + phrase) >= 0 ? 1 : 2;
  }
  function found() {
    var phrase = fold(filters.q);
    var words = phrase ? phrase.split(" ") : [];
    return CATALOG.lessons.filter(function (lesson) {
      return (!filters.grade || String(lesson.grade) === filters.grade)
        && (!filters.subject || lesson.subject_code === filters.subject) && fits(lesson, words);
    }).sort(function (a, b) { return rank(a, phrase) - rank(b, phrase) || a.place - b.place; });
  }

  // ── the address ─────────────────────────────────────────────────────────────────────────────────────────────────

  function address() {
    var more = [];
    [["q", filters.q], ["lop", filters.grade], ["mon", filters.subject]].forEach(function (pair) {
      if (pair[1]) more.push(pair[0] + "=" + encodeURIComponent(pair[1]));
    });
    return "#/" + (more.length ? "?" + more.join("&") : "");
  }
  function read(hash) {
    var match = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash) || ["", "", ""];
    var values = {};
    (match[2] || "").split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      try { if (at > 0) values[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (odd) { /* not ours */ }
    });
    return { path: match[1] || "", values: values };
  }
  function rewrite() {
    // typing fills no history
    var hash = address();
    if (hash === window.location.hash || (hash === "#/" && !window.location.hash)) return;
    try { window.history.replaceState(null, "", hash); } catch (refused) { window.location.replace(hash); }
  }

  // ── the list of lessons ─────────────────────────────────────────────────────────────────────────────────────────

  function memory(lesson) {
    var found = window.LessonPlayer.remembered(lesson.id);
    return found && found.duration > 0 ? found : null;
  }
  function card(lesson, going, brief) {
    var where = language === "vi" ? lesson.subtitle : lesson.subtitle_en;
    if (brief) where = where.split(" · ").slice(2).join(" · "); // subject and grade stand above

    var link = make("a", "st-card");
    link.href = "#/bai/" + lesson.id;
    var picture = make("span", "st-picture" + (lesson.kind === "audio" ? " st-heard" : ""));
    if (lesson.poster) {
      var image = make("img");
      image.loading = "lazy";
      image.decoding = "async";
      image.alt = "";
      image.src = lesson.poster;
      image.addEventListener("error", function () { image.remove(); });
      add(picture, image);
    } else add(picture, make("span", "st-cover", lesson.kind === "audio" ? "♪" : "▶"));
    add(picture, make("span", "st-length", clock(lesson.duration_s)));
    var seen = memory(lesson);
    if (seen && seen.share >= WATCHED_SHARE) add(picture, make("span", "st-done", "✓ " + say("watched")));
    else if (seen && (seen.position > 0 || seen.share > 0.02)) {
      var bar = make("span", "st-bar");
      var fill = make("span");
      fill.style.width = Math.max(3, Math.round(100 * Math.max(seen.position / seen.duration, going ? 0 : seen.share))) + "%";
      add(picture, add(bar, fill));
    }
    var title = make("span", "st-name", lesson.title);
    title.lang = lesson.language;
    add(link, picture, add(make("span", "st-words"), title,
      make("span", "st-where", where),
      going ? make("span", "st-from", say("from", { time: clock(seen.position) }))
        : lesson.teachers.length ? make("span", "st-who", lesson.teachers.join(", ")) : null,
      marks(lesson)));
    return add(make("li"), link);
  }
  function marks(lesson) {
    var box = make("span", "st-marks");
    if (lesson.kind === "audio") add(box, make("span", "st-tag", say("sound-only")));
    if (lesson.captions.length) add(box, make("span", "st-tag", say("captions") + " " + lesson.captions.join(", ").toUpperCase()));
    if (lesson.worksheets) add(box, make("span", "st-tag", say("worksheets")));
    return box.firstChild ? box : null;
  }
  function going() {
    return CATALOG.lessons.map(function (lesson) { return { lesson: lesson, seen: memory(lesson) }; })
      .filter(function (one) { return one.seen && one.seen.position > 1; })
      .sort(function (a, b) { return (b.seen.at || 0) - (a.seen.at || 0); }).slice(0, MOST_GOING);
  }
  function chip(text, value, current, action, hidden) {
    var made = make("button", "st-chip", text);
    made.type = "button";
    made.setAttribute("data-value", value);
    made.setAttribute("aria-pressed", value === current ? "true" : "false");
    made.addEventListener("click", function () { action(value); });
    if (hidden) made.hidden = true;
    return made;
  }
  function unique(list, key) {
    var seen = {};
    return list.filter(function (one) {
      var value = one[key];
      if (seen[value]) return false;
      seen[value] = true;
      return true;
    });
  }
  function chips(name, entries, current, action) {
    if (entries.length < 2) return null;
    var box = make("div", "st-chips");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", say(name));
    add(box, make("span", "st-chips-name", say(name)), chip(say("all"), "", current, action));
    entries.forEach(function (entry) { add(box, chip(entry[1], entry[0], current, action)); });
    return box;
  }
  function pressed(key) {
    return function (value) {
      filters[key] = filters[key] === value ? "" : value;
      if (key === "grade" && filters.subject && !subjects().some(function (one) { return one[0] === filters.subject; })) {
        filters.subject = "";
      }
      window.location.hash = address();
    };
  }
  function subjects() {
    var those = CATALOG.lessons.filter(function (one) { return !filters.grade || String(one.grade) === filters.grade; });
    return unique(those, "subject_code").map(function (one) {
      return [one.subject_code, language === "vi" ? one.subject : one.subject_en];
    }).sort(function (a, b) { return CATALOG.subjects.indexOf(a[0]) - CATALOG.subjects.indexOf(b[0]); });
  }
  function home() {
    var page = find("st-home");
    page.textContent = "";
    page.className = "st-page" + (CATALOG.lessons.length < 4 ? " st-few" : "");
    var grades = unique(CATALOG.lessons, "grade").map(function (one) { return one.grade; }).sort(function (a, b) { return a - b; });
    var box = make("div", "st-search");
    parts.search = make("input");
    parts.search.type = "search";
    parts.search.id = "st-q";
    parts.search.autocomplete = "off";
    parts.search.value = filters.q;
    parts.search.placeholder = say("search-help");
    parts.search.setAttribute("aria-label", say("search"));
    parts.search.addEventListener("input", function () { filters.q = parts.search.value; rewrite(); results(); });
    parts.tools = add(make("div", "st-find"), CATALOG.lessons.length > 1 ? add(box, parts.search) : null,
      chips("grade", grades.map(function (one) { return [String(one), say("grade") + " " + one]; }), filters.grade, pressed("grade")),
      chips("subject", subjects(), filters.subject, pressed("subject")));
    parts.going = make("div", "st-going");
    parts.results = make("div", "st-results");
    parts.told = make("p", "st-told");
    parts.told.setAttribute("role", "status");
    add(page, parts.tools, parts.going, parts.told, parts.results);
    results();
  }
  function results() {
    var some = Boolean(filters.q || filters.grade || filters.subject);
    var list = found();
    parts.going.textContent = "";
    var open = some ? [] : going();
    if (open.length) {
      var row = make("ul", "st-cards st-row");
      open.forEach(function (one) { add(row, card(one.lesson, true)); });
      var forget = make("button", "st-quiet", say("forget"));
      forget.type = "button";
      forget.addEventListener("click", function () {
        open.forEach(function (one) { keep("lesson:" + one.lesson.id, null); });
        results();
      });
      add(parts.going, add(make("div", "st-going-head"), make("h2", "", say("go-on")), forget), row);
    }
    parts.told.textContent = some ? say(list.length === 1 ? "found-one" : "found", { count: list.length }) : "";
    parts.results.textContent = "";
    if (!list.length) {
      var clear = make("button", "st-button", say("clear"));
      clear.type = "button";
      clear.addEventListener("click", function () {
        filters = { q: "", grade: "", subject: "" };
        rewrite();
        home();
        if (parts.search) parts.search.focus();
      });
      add(parts.results, add(make("div", "st-none"), make("p", "", say("none")), clear));
      return;
    }
    if (filters.q) {
      var flat = make("ul", "st-cards");
      list.forEach(function (lesson) { add(flat, card(lesson, false)); });
      add(parts.results, flat);
      return;
    }
    groups(list).forEach(function (group) {
      var cards = make("ul", "st-cards");
      group.lessons.forEach(function (lesson) { add(cards, card(lesson, false, true)); });
      var head = group.grade ? make("h2", "st-grade", say("grade") + " " + group.grade) : null;
      add(parts.results, head, add(make("section", "st-group"), make("h3", "", group.subject), cards));
    });
  }
  function groups(list) {
    var out = [];
    var grade = null;
    list.forEach(function (lesson) {
      var last = out[out.length - 1];
      if (!last || last.of !== lesson.grade + " " + lesson.subject_code) {
        last = { of: lesson.grade + " " + lesson.subject_code, grade: lesson.grade === grade ? null : lesson.grade,
          subject: language === "vi" ? lesson.subject : lesson.subject_en, lessons: [] };
        grade = lesson.grade;
        out.push(last);
      }
      last.lessons.push(lesson);
    });
    return out;
  }

  // ── one lesson ──────────────────────────────────────────────────────────────────────────────────────────────────

  function open(id) {
    var lesson = CATALOG.lessons.filter(function (one) { return one.id === id; })[0];
    var page = find("st-lesson");
    page.textContent = "";
    if (!lesson) {
      add(page, add(make("div", "st-none"), make("p", "", say("gone")), back()));
      return;
    }
    document.title = lesson.title + " – " + CATALOG.title;
    var place = make("div", "st-player");
    add(page, add(make("p", "st-back"), back()), place, next(lesson));
    load(lesson, function (data) {
      if (shown !== "bai/" + id) return;
      if (!data) {
        add(place, add(make("div", "st-none"), make("p", "", say("broken"))));
        return;
      }
      player = window.LessonPlayer.open(place, data, { language: language, labels: labels() });
      window.STICK_PLAYER = player;
    });
  }
  function labels() {
    // nothing is fetched from a network here
    var out = {};
    ["vi", "en"].forEach(function (tongue) {
      out[tongue] = Object.assign({}, window.LessonPlayer.labels[tongue], {
        "downloads": CATALOG.words[tongue].copies, "downloads-help": CATALOG.words[tongue]["copies-help"]
      });
    });
    return out;
  }
  function back() {
    var link = make("a", "st-button", "‹ " + say("all-lessons"));
    link.href = address();
    return link;
  }
  function next(lesson) {
    var those = CATALOG.lessons.filter(function (one) {
      return one.grade === lesson.grade && one.subject_code === lesson.subject_code;
    });
    var after = those[those.indexOf(lesson) + 1];
    if (!after) return null;
    return add(make("section", "st-next"), make("h2", "", say("next")), add(make("ul", "st-cards"), card(after, false)));
  }
  function load(lesson, then) {
    // a script of its own for each lesson: a stick with hundreds of them opens at once
    if (window.LESSONS && window.LESSONS[lesson.id]) { then(window.LESSONS[lesson.id]); return; }
    var script = make("script");
    script.src = lesson.script;
    script.onload = function () { then((window.LESSONS || {})[lesson.id]); };
    script.onerror = function () { then(null); };
    document.head.appendChild(script);
  }

  // ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────

  function show() {
    var to = read(window.location.hash);
    var kind = to.path.indexOf("bai/") === 0 ? "lesson" : { "danh-sach": "list", "gioi-thieu": "about" }[to.path] || "home";
    if (player) { player.destroy(); player = null; window.STICK_PLAYER = null; }
    var chosen = (kept("lesson-player") || {}).language; // it may have been changed beside the player
    if ((chosen === "vi" || chosen === "en") && chosen !== language) speak(chosen);
    document.title = CATALOG.title;
    if (kind === "home") {
      filters = { q: to.values.q || "", grade: to.values.lop || "", subject: to.values.mon || "" };
    }
    var same = shown === to.path;
    shown = to.path;
    ["home", "lesson", "list", "about"].forEach(function (name) { find("st-" + name).hidden = name !== kind; });
    root.setAttribute("data-page", kind);
    each(document.querySelectorAll("[data-route]"), function (link) {
      if (link.getAttribute("data-route") === kind) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (kind === "home") {
      var typing = document.activeElement === parts.search;
      home();
      if (typing) parts.search.focus();
    } else find("st-home").textContent = "";
    if (kind === "lesson") open(to.path.slice(4));
    else find("st-lesson").textContent = "";
    if (!same) window.scrollTo(0, kind === "home" ? scrolled : 0);
  }
  var scrolled = 0;
  window.addEventListener("scroll", function () {
    if (root.getAttribute("data-page") === "home") scrolled = window.pageYOffset;
  }, { passive: true });

  function speak(wanted) {
    language = wanted;
    root.lang = wanted;
    each(document.querySelectorAll("[data-say]"), function (element) { element.textContent = say(element.getAttribute("data-say")); });
    each(document.querySelectorAll("[data-label]"), function (element) {
      element.setAttribute("aria-label", say(element.getAttribute("data-label")));
    });
    each(parts.tongues.children, function (button) {
      button.setAttribute("aria-pressed", button.lang === wanted ? "true" : "false");
    });
  }
  function tongues() {
    parts.tongues = find("st-tongues");
    [["vi", "VI", "Tiếng Việt"], ["en", "EN", "English"]].forEach(function (one) {
      var made = make("button", "st-tongue", one[1]);
      made.type = "button";
      made.lang = one[0];
      made.setAttribute("aria-label", one[2]);
      made.addEventListener("click", function () {
        wishes = kept("lesson-player") || {};
        wishes.language = one[0];
        keep("lesson-player", wishes);
        speak(one[0]);
        show();
      });
      add(parts.tongues, made);
    });
  }

  root.className += " st-js";
  tongues();
  var print = make("button", "st-button", "");
  print.type = "button";
  print.setAttribute("data-say", "print");
  print.addEventListener("click", function () { window.print(); });
  document.querySelector("#st-list .st-tools").appendChild(print);
  each(document.querySelectorAll(".st-skip"), function (link) {
    link.addEventListener("click", function (event) { event.preventDefault(); find("st-main").focus(); });
  });
  speak(language);
  window.addEventListener("hashchange", show);
  show();
})();
