"""Timetables on paper and as pictures, set by Typst in Be Vietnam Pro: for walls, refrigerators and groups on Zalo."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from lessontool import curriculum
from lessontool.messages import TABLE, Language, say
from lessontool.model import AiringRules, Channel, SchoolCalendar, Timetable
from lessontool.schedule.printed.week import Day, Entry, Grades, Week, shown, subject_name, weeks_of
from lessontool.subtitles.showing.lettering import font_folder, writable
from lessontool.tools import typesetting
from lessontool.tools.process import Cancel

Paper = Literal["a4", "a3"]

_FOLDER: Final = Path(__file__).parent

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

_LABELS: Final = ("time", "where", "school", "none-hint", "legend", "prepare", "letters-signed", "letters-captions")


def sheets(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    grades: Grades = (),
    school: str = "",
    language: Language = "vi",
    paper: Paper = "a4",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    cancel: Cancel | None = None,
) -> dict[str, bytes]:
    """Set a timetable for the wall for each grade, one page of PDF each, by name of file: `lich_lop_1_a4.pdf`.

    `grades` as `weeks_of` takes them: a grade without lessons gets a sheet that says so; without `school` there is a
    line to write its name on. With a `calendar` the school's number of the week and its days off are told. The same
    input gives the same bytes. Raises ToolError when Typst fails, Interrupted when `cancel` is thrown.
    """
    weeks = weeks_of(timetable, channels, grades=grades, language=language, calendar=calendar, rules=rules)
    made = {}
    for week in weeks:
        data = _sheet(week, school, language) | {"paper": paper}
        made[f"lich_lop_{week.key}_{paper}.pdf"] = _pdf("sheet.typ", data, timetable.created, cancel)
    return made


# ── what the templates read ───────────────────────────────────────────────────────────────────────────────────────


def _sheet(week: Week, school: str, language: Language) -> dict[str, Any]:
    signs = _Signs(week, language)
    return {
        "language": language,
        "title": say("printed-title-radio" if week.radio else "printed-title", {}, language),
        "name": week.name,
        "dates": week.dates,
        "school": writable(shown(school)),
        "revision": say("printed-revision", {"n": week.revision}, language) if week.revision > 1 else "",
        "places": [{"name": writable(each.name), "where": writable(each.where)} for each in week.places],
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


def _day(day: Day, language: Language) -> dict[str, str]:
    off = say("printed-off", {"title": writable(day.off)}, language) if day.off else ""
    return {"name": day.name, "short": day.short, "off": off}


class _Signs:
    """How the lessons of one week are marked: what all of them have is said once, below, and not on each."""

    def __init__(self, week: Week, language: Language) -> None:
        self._language: Language = language
        self._several_grades = len(week.grades) > 1
        self._several_channels = week.several_channels
        self._entries = [each for each in week.entries if not each.pending]
        own = [each for each in self._entries if not each.relay]
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
            "relay": self._say("relay", source=writable(each.relay)) if each.relay else "",
            "grade": grade if self._several_grades else "",
            "channel": writable(each.channel) if self._several_channels else "",
            "signed": each.signed and not self._all_signed,
            "captions": each.captions and not self._all_captions,
            "note": self._say("night") if each.after_midnight else "",
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
        return [{"kind": kind, "text": self._say(code).rstrip(".")} for kind, code, used in told if used]

    def _say(self, name: str, **values: object) -> str:
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
    return [signs._say(f"part-{number}") for number in (1, 2, 3)]


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
    return _COLOURS.get(curriculum.subject(codes[0]).family, _OTHER_COLOUR) if codes else _OTHER_COLOUR


# ── setting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _pdf(template: str, data: dict[str, Any], created: str, cancel: Cancel | None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lessontool-timetable-") as name:
        folder = _filled(Path(name), template, data)
        return typesetting.pdf(folder, fonts=font_folder(), moment_s=_moment(created), cancel=cancel)


def _filled(folder: Path, template: str, data: dict[str, Any]) -> Path:
    (folder / "main.typ").write_bytes((_FOLDER / template).read_bytes())
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder


def _moment(utc: str) -> int:
    """Give a moment in UTC as seconds since 1970; 0 for what is no moment."""
    try:
        return max(0, int(datetime.fromisoformat(utc).timestamp()))
    except (ValueError, OverflowError):
        return 0
