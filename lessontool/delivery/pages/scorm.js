// A lesson inside a learning system: what a pupil has seen and where, told to SCORM 1.2 or 2004, and to xAPI if wanted.
//
// Nothing that a learning system answers ever stops the lesson: a refused value is noted and the film goes on. Without
// any learning system the page is a plain one, and the player keeps the place on this device. Inside one it keeps
// nothing there, since pupils share computers.
(function () {
  "use strict";

  var MOST_WINDOWS = 64; // ADL asks for a bounded search; nobody nests frames deeper
  var MOST_PACKED = 4000; // characters; SCORM 1.2 stores 4096 of suspend_data, early 2004 systems 4000
  var LEAST_CELL_MS = 500; // one bit of what was seen; longer lessons get longer cells, so that it always fits
  var END_S = 2; // who stopped this near the end starts again at the beginning
  var SLACK_S = 1; // players report the place a few times a second only: no pupil misses completion for that
  var NOT_THERE = { "401": 1, "402": 1, "404": 1 }; // the system does not know the value: asked once, never again
  var UNSET = { "0": 1, "301": 1, "403": 1 }; // reading what nobody has stored yet is no fault

  var DIALECTS = {
    "1.2": {
      api: "API", prefix: "LMS", end: "LMSFinish", start: "LMSInitialize", running: "101",
      mode: "cmi.core.lesson_mode", status: "cmi.core.lesson_status", location: "cmi.core.lesson_location",
      time: "cmi.core.session_time", exit: "cmi.core.exit", score: "cmi.core.score.", percent: "cmi.core.score.raw",
      scale: 1, mastery: "cmi.student_data.mastery_score", leave: "", timespan: clock
    },
    "2004-4": {
      api: "API_1484_11", prefix: "", end: "Terminate", start: "Initialize", running: "103",
      mode: "cmi.mode", status: "cmi.completion_status", location: "cmi.location",
      time: "cmi.session_time", exit: "cmi.exit", score: "cmi.score.", percent: "cmi.progress_measure",
      scale: 100, mastery: "cmi.scaled_passing_score", leave: "normal", timespan: period
    }
  };

  // ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────

  function round(value, decimals) {
    var by = Math.pow(10, decimals);
    return Math.round(value * by) / by;
  }

  function two(value) {
    return (value < 10 ? "0" : "") + value;
  }

  // HH:MM:SS.SS, SCORM 1.2's CMITimespan
  function clock(seconds) {
    var hundredths = Math.round(seconds * 100);
    var whole = Math.floor(hundredths / 100);
    var hours = Math.min(9999, Math.floor(whole / 3600));
    return two(hours) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60) + "." + two(hundredths % 100);
  }

  // PT1H2M3.45S, ISO 8601: SCORM 2004 and xAPI
  function period(seconds) {
    var rest = round(seconds, 2);
    var hours = Math.floor(rest / 3600);
    var minutes = Math.floor((rest - hours * 3600) / 60);
    return "PT" + hours + "H" + minutes + "M" + round(rest - hours * 3600 - minutes * 60, 2) + "S";
  }

  function now() {
    return Date.now() / 1000;
  }

  // ── what was seen: spans in seconds, [[from, to], …], in order and apart ───────────────────────────────────────────

  function union(spans, duration) {
    var joined = [];
    spans
      .map(function (span) {
        return [Math.max(0, Number(span[0])), Math.min(duration, Number(span[1]))];
      })
      .filter(function (span) {
        return span[1] > span[0];
      })
      .sort(function (one, other) {
        return one[0] - other[0];
      })
      .forEach(function (span) {
        var last = joined[joined.length - 1];
        if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
        else joined.push([span[0], span[1]]);
      });
    return joined;
  }

  function percentOf(spans, duration) {
    var seen = spans.reduce(function (sum, span) {
      return sum + span[1] - span[0];
    }, 0);
    if (!(duration > 0) || seen <= 0) return 0;
    return Math.min(100, Math.floor((100 * (seen + Math.min(SLACK_S, duration / 50))) / duration));
  }

  // Letters that no learning system changes on the way (no + / = & <); six bits each.
  var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // "1.LENGTH.CELL.PLACE.BITS": milliseconds to base 36, and a bit for each cell of which half or more was seen
  function pack(spans, duration, position) {
    var length = Math.round(duration * 1000);
    var cell = Math.max(LEAST_CELL_MS, Math.ceil(length / ((MOST_PACKED - 40) * 6)));
    var covered = [];
    spans.forEach(function (span) {
      var from = span[0] * 1000;
      var to = Math.min(span[1] * 1000, length);
      for (var at = Math.floor(from / cell); at * cell < to; at += 1) {
        covered[at] = (covered[at] || 0) + Math.min(to, (at + 1) * cell) - Math.max(from, at * cell);
      }
    });
    var text = "";
    for (var group = 0; group < covered.length; group += 6) {
      var bits = 0;
      for (var bit = 0; bit < 6; bit += 1) {
        var whole = Math.min(cell, length - (group + bit) * cell);
        if (covered[group + bit] > 0 && covered[group + bit] * 2 >= whole) bits |= 1 << bit;
      }
      text += LETTERS.charAt(bits);
    }
    var place = Math.max(0, Math.round(position * 1000));
    return ["1", length.toString(36), cell.toString(36), place.toString(36), text.replace(/A+$/, "")].join(".");
  }

  // What `pack` wrote, or null; anybody's text can stand in a learning system.
  function unpack(text) {
    var parts = /^1\.([0-9a-z]{1,8})\.([0-9a-z]{1,6})\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{0,4096})$/.exec(text || "");
    if (!parts) return null;
    var length = parseInt(parts[1], 36);
    var cell = parseInt(parts[2], 36);
    if (!(length > 0) || !(cell > 0)) return null;
    var spans = [];
    for (var at = 0; at < parts[4].length * 6; at += 1) {
      if (LETTERS.indexOf(parts[4].charAt(Math.floor(at / 6))) & (1 << at % 6)) {
        spans.push([(at * cell) / 1000, Math.min(length, (at + 1) * cell) / 1000]);
      }
    }
    return { position: parseInt(parts[3], 36) / 1000, spans: union(spans, length / 1000) };
  }

  // ── the learning system ────────────────────────────────────────────────────────────────────────────────────────────

  function findApi(dialect) {
    var name = dialect.api;

    function upwards(start) {
      var view = start;
      for (var count = 0; view && count < MOST_WINDOWS; count += 1) {
        try {
          // a frame may be called so, too: only what can be spoken to counts
          if (view[name] && view[name][dialect.start]) return view[name];
        } catch (error) {
          // a frame of another site: it has nothing for us, one further up may
        }
        if (view.parent === view) return null;
        view = view.parent;
      }
      return null;
    }
    var found = upwards(window);
    var view = window;
    for (var count = 0; !found && count < MOST_WINDOWS; count += 1) {
      var opener = null;
      try {
        opener = view.top.opener || view.opener;
      } catch (error) {
        opener = view.opener;
      }
      if (!opener || opener === view) return null;
      found = upwards(opener);
      view = opener;
    }
    return found;
  }

  // The conversation with a learning system; null where there is none or it will not talk.
  function connect(dialect) {
    var api = findApi(dialect);
    var said = {}; // what it holds already, and what it will never take
    var open = false;
    var changed = false;

    function call(method, first, second) {
      try {
        return String(second === undefined ? api[method](first) : api[method](first, second));
      } catch (error) {
        return "false"; // its own scripts can fail; ours go on
      }
    }

    function errorCode() {
      return call(dialect.prefix + "GetLastError");
    }

    function note(method, element) {
      var code = errorCode();
      if (window.console && console.warn) console.warn("SCORM", method, element || "", code);
      return code;
    }

    function get(element) {
      var value = call(dialect.prefix + "GetValue", element);
      if (value === "false" || value === "null" || value === "undefined") value = "";
      if (value === "" && !UNSET[errorCode()]) note("GetValue", element);
      return value;
    }

    function set(element, value, silently) {
      var text = String(value);
      if (!open || said[element] === text || said[element] === null) return;
      if (call(dialect.prefix + "SetValue", element, text) === "true") {
        said[element] = text;
        changed = changed || !silently;
      } else if (NOT_THERE[note("SetValue", element)]) said[element] = null;
    }

    function commit() {
      if (!open || !changed) return;
      if (call(dialect.prefix + "Commit", "") === "true") changed = false; // else it is tried again with the next one
      else note("Commit");
    }

    function terminate() {
      if (!open) return;
      open = false;
      if (call(dialect.end, "") !== "true") note("Terminate");
    }

    if (!api) return null;
    open = call(dialect.start, "") === "true" || note("Initialize") === dialect.running;
    return open ? { get: get, set: set, commit: commit, terminate: terminate } : null;
  }

  // Keep the place in a learning system: what the rest of the page asks of it, in both editions.
  function learningSystem(settings) {
    var dialect = DIALECTS[settings.edition];
    var link = connect(dialect);
    if (!link) return null;
    var started = now();
    var mode = link.get(dialect.mode);
    var silent = mode === "browse" || mode === "review"; // looking in must not change anybody's marks
    var status = link.get(dialect.status);
    var done = status === "completed" || status === "passed";
    var judged = link.get(dialect.mastery) !== ""; // somebody set a mark to reach: no mark is told before it is reached
    var before = unpack(link.get("cmi.suspend_data")) || { position: 0, spans: [] };
    var place = parseFloat(link.get(dialect.location));
    if (place >= 0) before.position = place;
    before.done = done;
    var percent = Math.round(parseFloat(link.get(dialect.percent)) * dialect.scale);
    before.percent = percent > 0 ? Math.min(percent, 100) : 0;
    if (!silent && !done) link.set(dialect.status, "incomplete");

    function score(percent, enough) {
      if (settings.edition !== "1.2") link.set("cmi.progress_measure", percent / 100);
      if (judged && !enough) return;
      link.set(dialect.score + "min", 0);
      link.set(dialect.score + "max", 100);
      link.set(dialect.score + "raw", percent);
      if (settings.edition !== "1.2") link.set("cmi.score.scaled", percent / 100);
    }

    function store(record) {
      if (silent) return;
      link.set(dialect.location, round(record.position, 1));
      link.set("cmi.suspend_data", record.packed);
      score(record.percent, record.done);
      if (record.done) {
        // 1.2: "completed" and no mastery score in the manifest, for a learning system with a mastery score says
        // "failed" of everybody who only stops for today. 2004 keeps the two apart, so success is told as well.
        if (!done) link.set(dialect.status, "completed");
        if (settings.edition !== "1.2") link.set("cmi.success_status", "passed");
      }
      link.set(dialect.exit, record.done && record.ended ? dialect.leave : "suspend");
      link.set(dialect.time, dialect.timespan(now() - started), true);
      link.commit();
    }

    return { before: before, store: store, leave: link.terminate };
  }

  // ── xAPI ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  var VIDEO = "https://w3id.org/xapi/video";
  var VERBS = {
    initialized: "http://adlnet.gov/expapi/verbs/initialized",
    played: VIDEO + "/verbs/played",
    paused: VIDEO + "/verbs/paused",
    completed: "http://adlnet.gov/expapi/verbs/completed",
    terminated: "http://adlnet.gov/expapi/verbs/terminated"
  };
  var UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

  function launched() {
    var given = {};
    window.location.search.slice(1).split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      if (at < 1) return;
      try {
        given[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1).replace(/\+/g, " "));
      } catch (error) {
        // a broken address: as if it were not there
      }
    });
    return given;
  }

  // Who learns. Launchers before xAPI 1.0 wrap everything into lists and call people "Person".
  function actorOf(text) {
    function first(value) {
      return Array.isArray(value) ? value[0] : value;
    }
    try {
      var given = JSON.parse(text);
      var actor = { objectType: "Agent" };
      ["name", "mbox", "mbox_sha1sum", "openid", "account"].forEach(function (field) {
        if (given[field]) actor[field] = first(given[field]);
      });
      var account = actor.account;
      if (account && account.accountName) {
        actor.account = { homePage: account.accountServiceHomePage, name: account.accountName };
      }
      return actor.mbox || actor.mbox_sha1sum || actor.openid || actor.account ? actor : null;
    } catch (error) {
      return null;
    }
  }

  function uuid() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) {
      return (byte < 16 ? "0" : "") + byte.toString(16);
    });
    return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
      .map(function (part) {
        return part.join("");
      })
      .join("-");
  }

  // Tells a learning record store what happens; null where the page was opened without one.
  function recordStore(settings, lesson) {
    var launch = settings.xapi ? launched() : {};
    var actor = actorOf(launch.actor);
    var completed = false;
    if (!/^https?:\/\//.test(launch.endpoint || "") || !actor) return null;
    var address = launch.endpoint.replace(/\/*$/, "/statements");
    var session = uuid();
    var started = now();
    var language = settings.language || "vi";

    function send(statement, leaving) {
      var headers = { "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3" };
      if (launch.auth) headers.Authorization = launch.auth;
      var body = JSON.stringify(statement);
      if (leaving && window.fetch) {
        // the only kind of request that outlives its page and may carry the key
        window.fetch(address, { method: "POST", headers: headers, body: body, keepalive: true }).catch(function () {});
        return;
      }
      var request = new XMLHttpRequest();
      request.open("POST", address, true);
      Object.keys(headers).forEach(function (name) {
        request.setRequestHeader(name, headers[name]);
      });
      request.send(body);
    }

    function result(verb, record) {
      if (verb === "initialized") return undefined;
      var extensions = {};
      extensions[VIDEO + "/extensions/time"] = round(record.position, 3);
      if (verb !== "played") {
        extensions[VIDEO + "/extensions/progress"] = record.percent / 100;
        extensions[VIDEO + "/extensions/played-segments"] = record.spans
          .map(function (span) {
            return round(span[0], 3) + "[.]" + round(span[1], 3);
          })
          .join("[,]");
      }
      var given = { extensions: extensions };
      if (verb === "completed") given.completion = true;
      if (verb === "completed" || verb === "terminated") given.duration = period(now() - started);
      return given;
    }

    function context(record) {
      var extensions = {};
      extensions[VIDEO + "/extensions/session-id"] = session;
      extensions[VIDEO + "/extensions/length"] = round(record.duration, 3);
      extensions[VIDEO + "/extensions/completion-threshold"] = settings.completed_percent / 100;
      var given = { contextActivities: { category: [{ id: VIDEO }] }, extensions: extensions, language: language };
      if (UUID.test(launch.registration || "")) given.registration = launch.registration;
      return given;
    }

    return function tell(verb, record, leaving) {
      if (verb === "completed" && completed) return;
      completed = completed || verb === "completed";
      try {
        var name = {};
        name[language] = lesson.title;
        send({
          id: uuid(),
          actor: actor,
          verb: { id: VERBS[verb], display: { en: verb } },
          object: {
            objectType: "Activity",
            id: launch.activity_id || "urn:uuid:" + settings.id,
            definition: { type: VIDEO + "/activity-type/video", name: name }
          },
          result: result(verb, record),
          context: context(record),
          timestamp: new Date().toISOString()
        }, leaving);
      } catch (error) {
        // no record store ever stops a lesson
      }
    };
  }

  // ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  function begin() {
    var lesson = read("lesson");
    var settings = read("tracking");
    var system = learningSystem(settings);
    var recorder = recordStore(settings, lesson);
    var tell = recorder || function () {};
    var before = system ? system.before : { position: 0, spans: [], percent: 0, done: false };
    var latest = { position: before.position, duration: lesson.duration_s, watched: before.spans };
    var stored = now();
    var done = before.done;
    var ended = false;
    var playing = false;
    var left = false;
    var line = document.getElementById("goal");

    function figures() {
      var length = latest.duration > 0 ? latest.duration : lesson.duration_s;
      var spans = union(latest.watched.concat(before.spans), length);
      var percent = Math.max(before.percent, percentOf(spans, length));
      var enough = done || percent >= settings.completed_percent;
      return {
        position: latest.position, duration: length, spans: spans, percent: percent, done: enough, ended: ended
      };
    }

    function show(made) {
      var said = settings.labels[!system && !recorder ? "alone" : made.done ? "done" : "needed"];
      if (line.textContent !== said) line.textContent = said;
      line.className = made.done ? "goal reached" : "goal";
    }

    function keep(verb) {
      var made = figures();
      made.packed = pack(made.spans, made.duration, made.position);
      stored = now();
      if (system) system.store(made);
      show(made);
      if (verb) tell(verb, made);
      if (made.done && !done) tell("completed", made);
      done = made.done;
      return made;
    }

    function leave() {
      if (left) return;
      var made = keep();
      left = true;
      if (system) system.leave();
      tell("terminated", made, true);
    }

    var hooks = {
      onTime: function (state) {
        latest = state;
        if (left) return;
        var made = figures();
        show(made);
        if (now() - stored >= settings.commit_every_s || (made.done && !done)) keep();
      },
      onPause: function (state) {
        latest = state;
        if (!left) keep(playing ? "paused" : "");
        playing = false;
      },
      onEnded: function (state) {
        latest = state;
        ended = true;
        playing = false;
        if (!left) keep();
      }
    };
    if (system) {
      hooks.remember = false;
      hooks.watched = before.spans;
      var end = lesson.duration_s - Math.min(END_S, lesson.duration_s / 20);
      hooks.startAt = before.position < end ? before.position : 0;
    }
    var root = document.getElementById("player");
    var player = window.LessonPlayer.open(root, lesson, hooks);
    if (!system) latest = player.state();
    root.addEventListener("play", function () {
      ended = false;
      if (left || playing) return;
      playing = true;
      latest = player.state();
      tell("played", figures());
    }, true);
    document.addEventListener("visibilitychange", function () {
      if (document.hidden && !left) keep();
    });
    window.addEventListener("pagehide", leave);
    keep("initialized");
  }

  begin();
})();
