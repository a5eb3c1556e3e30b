"""The page that families open: it shows the week of today, and lists every week that was published."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from lessontool.messages import Language, say
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.families.told import short_day, shown
from lessontool.tools.pages import fingerprint

_CHOOSE: Final = """
(function () {
  var now = new Date();
  var two = function (n) { return (n < 10 ? "0" : "") + n; };
  var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  var links = Array.prototype.slice.call(document.querySelectorAll("a[data-last]"));
  // newest first: the last one that is not over is today's week, or the next one
  var open = links.filter(function (link) { return link.getAttribute("data-last") >= today; });
  var wanted = open.length ? open[open.length - 1] : links[0];
  if (wanted && location.hash !== "#all") location.replace(wanted.getAttribute("href"));
})();
"""
"""On a telephone without scripts the list is there to choose from."""

_STYLE: Final = (
    "body{font:1.25rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "a{display:block;padding:.75rem 1rem;margin:.5rem 0;border:2px solid #1d5fa8;border-radius:.5rem;color:#1d5fa8}"
)


def start_page(weeks: Iterable[str], *, language: Language, school: str = "") -> bytes:
    """Write `index.html` for published weeks (`2021-W40`), each of which has a page of its own beside it."""
    rows = []
    for week in sorted(set(weeks), reverse=True):
        days = week_days(week)
        values = {"first": short_day(days[0]), "last": f"{short_day(days[-1])}/{days[-1].year}"}
        text = escape(say("families-page-week", values, language))
        rows.append(f'<a href="{page_name(week)}" data-last="{days[-1].isoformat()}">{text}</a>')
    title = escape(say("families-page-title", {}, language))
    below = f"<p>{escape(shown(school))}</p>" if school else ""
    policy = f"default-src 'none'; style-src '{fingerprint(_STYLE)}'; script-src '{fingerprint(_CHOOSE)}'"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            below,
            *rows,
            f"<script>{_CHOOSE}</script>",
            "</body>",
            "</html>",
            "",
        ]
    ).encode()


def page_name(week: str) -> str:
    """Name the page of a week."""
    return f"{week}.html"
