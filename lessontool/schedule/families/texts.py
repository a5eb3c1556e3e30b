"""All texts of a week as files: SMS, what loudspeakers read, crawls, and rows for Zalo."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from lessontool.messages import Language, say
from lessontool.model import Channel, Finding, Timetable
from lessontool.planning.names import slug
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.families import crawl, loudspeaker, sms, zns
from lessontool.schedule.families.gsm import measured
from lessontool.schedule.families.told import Told, day_name, grade_name, short_day, told

_MANY_SMS: Final = 2
"""For one day of one grade: beyond that people should know what it costs."""


def texts(
    timetable: Timetable, channels: Mapping[str, Channel], *, grades: Sequence[int], language: Language
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Write every text of a week, by path below the folder, and say what is long."""
    items = told(timetable)
    days = sorted({*week_days(timetable.week), *(item.day for item in items)})
    messages = _sms(items, channels, grades, days, list(week_days(timetable.week)), language)
    files: dict[str, bytes] = {}
    for grade in grades:
        mine = [each for each in messages if each["grades"] == [grade]]
        files[f"lop_{grade}/{timetable.week}/tin_nhan.txt"] = _listed(mine)
    if len(grades) > 1:
        files[f"tin_nhan/{timetable.week}.txt"] = _listed([each for each in messages if len(each["grades"]) > 1])
    files[f"tin_nhan/{timetable.week}.json"] = _json({"week": timetable.week, "sms": messages})
    files[f"zalo/{timetable.week}.json"] = _json(
        {"week": timetable.week, "messages": _zalo(items, channels, grades, days, language)}
    )
    findings = [
        _many(each)
        for each in messages
        if len(each["messages"]) > _MANY_SMS and each["date"] and len(each["grades"]) == 1
    ]
    for day in days:
        spoken = loudspeaker.script(items, channels, grades=grades, day=day)
        if spoken is not None:
            files[f"loa/{day.isoformat()}.txt"] = spoken.text().encode()
            findings += [_long(each, day) for each in spoken.readings if each.too_long]
        for name in sorted(channels):
            if channels[name].kind == "tv":
                parts = crawl.lines(items, channels[name], grades=grades, day=day, language=language)
                for part, lines in parts.items():
                    path = f"chu_chay/{slug(name)}/{day.isoformat()}-{crawl.FILES[part]}.txt"
                    files[path] = "".join(f"{line}\n" for line in lines).encode()
    return files, tuple(findings)


def _many(message: Mapping[str, Any]) -> Finding:
    values = {"grade": message["grades"][0], "date": message["date"], "count": len(message["messages"])}
    return Finding(code="publish-sms-parts", severity="note", values=values)


def _long(reading: loudspeaker.Reading, day: date) -> Finding:
    values: dict[str, str | int | float] = {
        "grade": reading.grade,
        "date": short_day(day),
        "seconds": reading.seconds,
    }
    return Finding(code="publish-loud-long", severity="warning", values=values)


def _sms(
    items: Sequence[Told],
    channels: Mapping[str, Channel],
    grades: Sequence[int],
    days: Sequence[date],
    week: Sequence[date],
    language: Language,
) -> list[dict[str, Any]]:
    """Write every SMS: for each grade the week and its days, and each day of all grades together."""
    made: list[dict[str, Any]] = []
    for grade in grades:
        whole = sms.week_texts(items, channels, grade=grade, days=week, language=language)
        title = f"{grade_name(grade, language)} – {short_day(week[0])}–{short_day(week[-1])}"
        made += _message([grade], "", title, whole)
        for day in days:
            lines = sms.day_texts(items, channels, grades=[grade], day=day, language=language)
            made += _message([grade], day.isoformat(), _title([grade], day, language), lines)
    if len(grades) > 1:
        for day in days:
            lines = sms.day_texts(items, channels, grades=grades, day=day, language=language)
            made += _message(list(grades), day.isoformat(), _title(grades, day, language), lines)
    return made


def _title(grades: Sequence[int], day: date, language: Language) -> str:
    names = ", ".join(grade_name(grade, language) for grade in grades)
    return f"{names} – {day_name(day, language)} {short_day(day)}"


def _message(grades: list[int], day: str, title: str, lines: Sequence[str]) -> list[dict[str, Any]]:
    if not lines:
        return []
    counted = [{"text": line, "septets": measured(line).units, "parts": measured(line).parts} for line in lines]
    return [{"grades": grades, "date": day, "title": title, "messages": counted}]


def _listed(messages: Sequence[Mapping[str, Any]]) -> bytes:
    """Write SMS to copy: a line that says what it is, then one line for each message."""
    blocks = []
    for each in messages:
        size = ", ".join(str(line["septets"]) for line in each["messages"])
        head = f"# {each['title']} ({len(each['messages'])} SMS: {size})"
        blocks.append("\n".join([head, *(line["text"] for line in each["messages"])]))
    return ("\n\n".join(blocks) + "\n").encode()


def _zalo(
    items: Sequence[Told],
    channels: Mapping[str, Channel],
    grades: Sequence[int],
    days: Sequence[date],
    language: Language,
) -> list[dict[str, Any]]:
    return [
        {"grade": grade, "date": day.isoformat(), **message}
        for grade in grades
        for day in days
        for message in zns.messages(items, channels, grade=grade, day=day, language=language)
    ]


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps({"schema_version": 1, **data}, ensure_ascii=False, indent=2) + "\n").encode()


def notice_sms(lines: Mapping[int, Sequence[str]], language: Language) -> bytes:
    """Write the SMS of what moved to copy, grade by grade."""
    messages = [
        each
        for grade, texts_of in lines.items()
        for each in _message([grade], "", f"{grade_name(grade, language)} – {say('families-sms-moved', {}, language)}",
                             texts_of)
    ]  # fmt: skip
    return _listed(messages)
