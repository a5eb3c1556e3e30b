// The page that somebody publishes a lesson with: copies texts, counts what room is left, remembers what was done.
(function () {
  "use strict";
  var words = JSON.parse(document.body.dataset.words);

  // Counted as in planning/publishing.py.
  var count = {
    characters: function (text) { return text.length; },
    bytes: function (text) { return new TextEncoder().encode(text).length; },
    tags: function (text) {
      var tags = text.split(",").map(function (tag) { return tag.trim(); }).filter(Boolean);
      return tags.reduce(function (sum, tag) { return sum + tag.length + (tag.indexOf(" ") < 0 ? 0 : 2); }, Math.max(0, tags.length - 1));
    },
  };

  function put(parent, word, value) {
    var english = document.createElement("span");
    english.lang = "en";
    english.className = "en";
    english.textContent = " " + word.en.replace("{n}", value);
    parent.append(parent.childNodes.length ? " · " : "", word.vi.replace("{n}", value), english);
  }

  function measure(box) {
    var room = box.parentNode.querySelector(".room");
    var over = false, tight = false;
    room.textContent = "";
    box.dataset.limits.trim().split(" ").filter(Boolean).forEach(function (each) {
      var unit = each.split(":")[0], limit = Number(each.split(":")[1]);
      var used = box.dataset.kind === "tags" ? count.tags(box.value) : count[unit](box.value);
      var left = limit - used;
      over = over || left < 0;
      tight = tight || left < limit / 20;
      put(room, words[(left < 0 ? "over-" : "left-") + unit], String(Math.abs(left)));
    });
    Array.from(box.dataset.forbidden).forEach(function (sign) {
      if (box.value.indexOf(sign) >= 0) { over = true; put(room, words.refused, sign); }
    });
    room.className = "room" + (over ? " over" : tight ? " tight" : "");
  }

  function grow(box) {
    box.style.height = "auto";
    box.style.height = box.scrollHeight + 4 + "px";
  }

  document.querySelectorAll("textarea").forEach(function (box) {
    var change = function () { measure(box); grow(box); };
    box.addEventListener("input", change);
    window.addEventListener("resize", function () { grow(box); });
    change();
  });

  function tell(button, worked) {
    var before = button.dataset.label || button.textContent;
    button.dataset.label = before;
    button.textContent = worked ? button.dataset.done : button.dataset.undone;
    button.classList.add(worked ? "done" : "undone");
    setTimeout(function () {
      button.textContent = before;
      button.classList.remove("done", "undone");
    }, 2500);
  }

  // Older browsers, and those that keep the clipboard from pages on the disk: what is selected can still be copied.
  function copySelected(box) {
    box.focus();
    box.select();
    try { return document.execCommand("copy"); } catch (error) { return false; }
  }

  document.querySelectorAll("button.copy").forEach(function (button) {
    button.addEventListener("click", function () {
      var box = document.getElementById(button.dataset.copy);
      if (!navigator.clipboard || !navigator.clipboard.writeText) {
        tell(button, copySelected(box));
        return;
      }
      navigator.clipboard.writeText(box.value).then(
        function () { tell(button, true); },
        function () { tell(button, copySelected(box)); }
      );
    });
  });

  var video = document.querySelector("video");
  if (video) {
    var missing = function () { document.querySelector(".missing").hidden = false; };
    video.addEventListener("error", missing);
    if (video.error) { missing(); }
  }

  // Some browsers remember nothing for pages on the disk; the list works all the same.
  document.querySelectorAll("input[data-step]").forEach(function (box) {
    var key = "lessontool-kit-" + document.body.dataset.id + "-" + box.dataset.step;
    try { box.checked = localStorage.getItem(key) === "1"; } catch (error) { return; }
    box.addEventListener("change", function () {
      try { localStorage.setItem(key, box.checked ? "1" : "0"); } catch (error) { /* not remembered */ }
    });
  });
})();
