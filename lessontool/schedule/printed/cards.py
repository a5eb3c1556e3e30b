"""What the templates of sheets and pictures read: lessons as cards, their signs, and what pupils lay ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lessontool import curriculum
from lessontool.messages import TABLE, Language, say
from lessontool.schedule.printed.week import Day, Entry, Week, shown, subject_name
from lessontool.subtitles.showing.lettering import writable

_COLOURS: Final = {
    "language": "#1d5fa8",
    "mathematics": "#c2410c",
    "foreign": "#0f766e",
    "civics": "#6d28d9",
    "science": "#15803d",
    "society": "#92400e",
    "technology": "#475569",
    "arts": "#be185d",
    "sport": "#4d7c0f",
    "experience": "#a16207",
}
"""By the subject's family; they only please: everything is said in words too."""
_OTHER_COLOUR: Final = "#475569"

_SHORT_PX: Final = 1350
_TALL_PX: Final = 1920
"""Telephones stand upright: a picture of 1080 × 1350 pixels or, with many lessons, 1080 × 1920."""
_MOST_ON_A_SHORT_ONE: Final = 8
_LONGEST_WHOLE_WORD: Final = 20
"""Signs of a word that is never broken."""

_LABELS: Final = (
    *("time", "where", "school", "none-hint", "legend", "prepare", "letters-signed", "letters-captions", "none-day"),
)


def sheet_data(week: Week, school: str, language: Language) -> dict[str, Any]:
    """Give what every template reads: the head, the days, the lessons by time and by part of the day, the legend."""
    signs = _Signs(week, language)
    words = {word for each in week.entries for word in writable(each.subject).split()}
    return {
        "language": language,
        "title": say("printed-title-radio" if week.radio else "printed-title", {}, language),
        "name": week.name,
        "dates": week.dates,
        "school": writable(shown(school)),
        "revision": say("printed-revision", {"n": week.revision}, language) if week.revision > 1 else "",
        "places": [
            {"mark": each.mark, "name": writable(each.name), "where": writable(each.where)} for each in week.places
        ],
        "several": week.several_channels,
        "words": sorted(word for word in words if len(word) <= _LONGEST_WHOLE_WORD),
        "days": [_day(day, language) for day in week.days],
        "empty": not week.entries,
        "none": say("printed-none-week-radio" if week.radio else "printed-none-week", {}, language),
        "rows": _rows(week, signs),
        "parts": _parts(week, signs),
        "legend": signs.legend(),
        "prepare": prepare(week, language),
        "labels": {name: say(f"printed-{name}", {}, language) for name in _LABELS}
        | ({"where": say("printed-where-radio", {}, language)} if week.radio else {}),
    }


def day_picture(week: Week, day: Day, language: Language) -> dict[str, Any]:
    """Give what the picture of one day shows."""
    signs = _Signs(week, language)
    return {
        "kind": "day",
        "name": f"{day.name} {day.short}",
        "dates": week.dates,
        "height": _TALL_PX if len(day.entries) > _MOST_ON_A_SHORT_ONE else _SHORT_PX,
        "empty": False,
        "entries": [signs.card(each) for each in day.entries],
    }


def overview_row(week: Week, whole: Week, language: Language) -> dict[str, Any]:
    """Give the lessons of one grade for the sheet of the whole school, whose signs are the same for all grades."""
    signs = _Signs(whole, language)
    by_date = {day.date: day.entries for day in week.days}
    cells = [
        [signs.card(each) | {"source": writable(each.relay)} for each in by_date.get(day.date, ())]
        for day in whole.days
    ]
    return {"name": week.name, "cells": cells}


def week_picture(week: Week, language: Language) -> dict[str, Any]:
    """Give what the picture of a whole week shows: times and subjects."""
    signs = _Signs(week, language)
    none = say("printed-none-week-radio" if week.radio else "printed-none-week", {}, language)
    offs = dict.fromkeys(_day(day, language)["off"] for day in week.days if day.off)
    return {
        "kind": "week",
        "name": say("printed-page-week", {}, language),
        "dates": week.dates,
        "height": _TALL_PX if week.entries else _SHORT_PX,
        "empty": not week.entries,
        "none": none,
        "off": "; ".join(offs),
        "days": [
            _day(day, language)
            | {"entries": [signs.card(each) | {"source": writable(each.relay)} for each in day.entries]}
            for day in week.days
        ],
    }


def _day(day: Day, language: Language) -> dict[str, str]:
    off = say("printed-off", {"title": writable(day.off)}, language) if day.off else ""
    return {"name": day.name, "short": day.short, "off": off}


class _Signs:
    """How the lessons of one week are marked: what all of them have is said once, below, and not on each."""

    def __init__(self, week: Week, language: Language) -> None:
        self._language: Language = language
        self._several_grades = len(week.grades) > 1
        self._several_channels = week.several_channels
        self._marks = {each.name: each.mark for each in week.places}
        self._entries = [each for each in week.entries if not each.pending]
        own = [each for each in self._entries if not each.relay and not each.heard]
        self._all_signed = bool(own) and all(each.signed for each in own)
        self._all_captions = bool(own) and all(each.captions for each in own)

    def card(self, each: Entry) -> dict[str, Any]:
        """Give what a template shows of a lesson, in signs that the font has."""
        own = not each.relay
        grade = say("printed-grade", {"grade": ", ".join(map(str, each.grades))}, self._language)
        return {
            "start": each.start,
            "end": each.end,
            "subject": writable(each.subject),
            "title": "" if each.title == each.subject else writable(each.title),
            "pending": each.pending,
            "colour": colour_of(each.codes),
            "showing": each.showing if own and not each.pending else 0,
            "repeat": each.repeat,
            "relay": self.say("relay", source=writable(each.relay)) if each.relay else "",
            "grade": grade if self._several_grades else "",
            "channel": self._marks.get(each.channel, "") if self._several_channels else "",
            "signed": each.signed and not self._all_signed,
            "captions": each.captions and not self._all_captions,
            "note": self.say("night") if each.after_midnight else "",
        }

    def legend(self) -> list[dict[str, str]]:
        """Explain the signs that this week uses, and no others."""
        own = [each for each in self._entries if not each.relay]
        told = [
            ("first", "sign-first", any(not each.repeat for each in own)),
            ("repeat", "sign-repeat", any(each.repeat for each in own)),
            ("", "sign-number", bool(own)),
            ("relay", "sign-relay", len(own) < len(self._entries)),
            ("signed", "sign-signed", not self._all_signed and any(each.signed for each in self._entries)),
            ("captions", "sign-captions", not self._all_captions and any(each.captions for each in self._entries)),
        ]
        told += [("", "all-signed", self._all_signed), ("", "all-captions", self._all_captions)]
        return [{"kind": kind, "text": self.say(code)} for kind, code, used in told if used]

    def say(self, name: str, **values: object) -> str:
        """Say a message of printed timetables in the sheet's language."""
        return say(f"printed-{name}", values, self._language)


def _rows(week: Week, signs: _Signs) -> list[dict[str, Any]]:
    """Put lessons that begin at one time into one row, a cell for each day."""
    starts = sorted({each.start_s for each in week.entries})
    rows: list[dict[str, Any]] = []
    part = -1
    for start in starts:
        there = [each for each in week.entries if each.start_s == start]
        ends = {each.end for each in there}
        named = _part_names(signs)[there[0].part] if there[0].part != part else ""
        part = there[0].part
        rows.append(
            {
                "part": named,
                "start": there[0].start,
                "end": ends.pop() if len(ends) == 1 else "",
                "cells": [[signs.card(each) for each in day.entries if each.start_s == start] for day in week.days],
            }
        )
    return rows


def _parts(week: Week, signs: _Signs) -> list[dict[str, Any]]:
    """Put the lessons of each part of the day into one cell for each day."""
    used = sorted({each.part for each in week.entries})
    return [
        {
            "name": _part_names(signs)[part],
            "cells": [[signs.card(each) for each in day.entries if each.part == part] for day in week.days],
        }
        for part in used
    ]


def _part_names(signs: _Signs) -> list[str]:
    return [signs.say(f"part-{number}") for number in (1, 2, 3)]


def prepare(week: Week, language: Language) -> list[str]:
    """Say what pupils lay ready, for every lesson and for some subjects of the week."""
    codes = dict.fromkeys(code for each in week.entries for code in each.codes)
    ordered = sorted(codes, key=lambda code: curriculum.vietnamese_order(subject_name(code, language)))
    told = [say("printed-prepare-radio" if week.radio else "printed-prepare-all", {}, language)]
    for code in ordered:
        message = f"printed-prepare-{code.lower()}"
        if message in TABLE:
            told.append(say(message, {"subject": subject_name(code, language)}, language))
    return told


def colour_of(codes: Sequence[str]) -> str:
    """Give the colour of a lesson, the same on paper, in pictures and on the web: its subject's family has one."""
    return _COLOURS.get(family_of(codes), _OTHER_COLOUR)


def family_of(codes: Sequence[str]) -> str:
    """Name the family of a lesson's first subject, by which it is coloured; `other` where it has none."""
    return curriculum.subject(codes[0]).family if codes else "other"
