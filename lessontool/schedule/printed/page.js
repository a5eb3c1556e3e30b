
(function () {
  "use strict";
  var KEY = "lessontool-grade";
  var words = JSON.parse(document.getElementById("words").textContent);
  var offset = Number(document.body.getAttribute("data-offset")) * 60000;
  var all = function (css, root) { return Array.prototype.slice.call((root || document).querySelectorAll(css)); };
  var chips = all("[data-choose]");
  var sections = all("[data-grade]");
  var today = document.getElementById("today");
  var list = document.getElementById("today-list");
  var note = document.getElementById("today-note");
  var chosen = "";

  // a page from a disk, or a browser that keeps nothing, may refuse
  function remembered() { try { return localStorage.getItem(KEY) || ""; } catch (refused) { return ""; } }
  function remember(grade) { try { localStorage.setItem(KEY, grade); } catch (refused) { return; } }
  function known(grade) { return sections.some(function (each) { return each.getAttribute("data-grade") === grade; }); }

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }

  function item(row, section, state, several) {
    var made = element("li", row.className + " " + state);
    var when = element("span", "when");
    all("th > *", row).forEach(function (part) { when.appendChild(part.cloneNode(true)); });
    var what = element("div", "what");
    if (state === "now") what.appendChild(element("span", "state", words.now));
    if (state === "next") what.appendChild(element("span", "state", words.next));
    if (state === "over") what.appendChild(element("span", "state quiet", words.over));
    if (several) what.appendChild(element("span", "which", section.querySelector("h2").textContent));
    all("td:not(.channel) > *", row).forEach(function (part) { what.appendChild(part.cloneNode(true)); });
    var channel = row.querySelector(".channel");
    if (channel) what.appendChild(element("span", "which", channel.textContent));
    made.appendChild(when);
    made.appendChild(what);
    return made;
  }

  function state(row, now, coming) {
    if (Number(row.getAttribute("data-until")) <= now) return "over";
    if (Number(row.getAttribute("data-from")) <= now) return "now";
    return Number(row.getAttribute("data-from")) === coming ? "next" : "later";
  }

  function lessons(now, day) {
    var found = [];
    sections.filter(function (each) { return !each.hidden; }).forEach(function (section) {
      all("tr[data-from]", section).forEach(function (row) {
        var from = Number(row.getAttribute("data-from"));
        var until = Number(row.getAttribute("data-until"));
        // what began before midnight belongs to the day before, and is still on air
        var on = from <= now && now < until;
        row.classList.toggle("now", on);
        if (on || row.closest("[data-day]").getAttribute("data-day") === day) found.push({ row: row, section: section, from: from });
      });
    });
    return found.sort(function (one, other) { return one.from - other.from; });
  }

  function say(text) { note.textContent = text; note.hidden = !text; }

  function show() {
    var now = Date.now() / 1000;
    var day = new Date(Date.now() + offset).toISOString().slice(0, 10);
    var days = all("[data-day]").map(function (each) { return each.getAttribute("data-day"); }).sort();
    var found = lessons(now, day);
    var coming = found.filter(function (each) { return each.from > now; }).map(function (each) { return each.from; })[0];
    var several = sections.filter(function (each) { return !each.hidden; }).length > 1;
    list.textContent = "";
    // what is on air stands first, what is over last
    [false, true].forEach(function (past) {
      found.forEach(function (each) {
        var is = state(each.row, now, coming);
        if ((is === "over") === past) list.appendChild(item(each.row, each.section, is, several));
      });
    });
    all(".day").forEach(function (each) { each.classList.toggle("is-today", each.getAttribute("data-day") === day); });
    var over = found.length && found.every(function (each) { return Number(each.row.getAttribute("data-until")) <= now; });
    if (!days.length || day > days[days.length - 1] && !found.length) say(words.after);
    else if (day < days[0]) say(words.before);
    else say(!found.length ? words["today-none"] : over ? words["today-done"] : "");
    today.hidden = false;
  }

  function choose(grade) {
    chosen = known(grade) ? grade : "";
    sections.forEach(function (each) { each.hidden = chosen !== "" && each.getAttribute("data-grade") !== chosen; });
    chips.forEach(function (each) {
      if (each.getAttribute("data-choose") === chosen) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    });
    show();
  }

  chips.forEach(function (each) {
    each.addEventListener("click", function (event) {
      event.preventDefault();
      remember(each.getAttribute("data-choose"));
      choose(each.getAttribute("data-choose"));
    });
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) show(); });
  setInterval(show, 30000);
  var asked = /^#lop-([\d-]+)$/.exec(location.hash);
  // today's lessons of that grade first, not its week
  if (asked) window.addEventListener("load", function () { setTimeout(function () { window.scrollTo(0, 0); }, 60); });
  choose(asked ? asked[1] : remembered() || (sections.length === 1 ? sections[0].getAttribute("data-grade") : ""));
})();
