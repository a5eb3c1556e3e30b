"""Notices of what moved after a timetable was published: to print and read out, grade by grade, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lessontool.messages import Language, say
from lessontool.model import Channel, Timetable
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.families import sms
from lessontool.schedule.families.moved import Moved, elsewhere
from lessontool.schedule.families.told import (
    Told,
    channel_title,
    clock,
    day_name,
    grade_name,
    short_day,
    subject_names,
    told,
)


def notice(
    changes: Sequence[Moved],
    timetable: Timetable,
    channels: Mapping[str, Channel],
    *,
    grades: Sequence[int],
    language: Language,
) -> str:
    """Write a notice to hang up: what moved for each grade. Empty where nothing did."""
    blocks = [
        "\n".join(
            [grade_name(grade, language), *(f"  • {line}" for line in sentences(mine, timetable, channels, language))]
        )
        for grade in grades
        if (mine := [each for each in changes if grade in each.grades])
    ]
    if not blocks:
        return ""
    days = week_days(timetable.week)
    values = {"first": short_day(days[0]), "last": f"{short_day(days[-1])}/{days[-1].year}"}
    head = say("families-notice-head", {**values, "revision": timetable.revision}, language)
    return "\n\n".join([head, *blocks, say("families-notice-rest", {}, language)]) + "\n"


def sentences(
    changes: Sequence[Moved], timetable: Timetable, channels: Mapping[str, Channel], language: Language
) -> tuple[str, ...]:
    """Say each change in a sentence; `timetable` is the new one, where what was cancelled may still be shown."""
    names = {item.channel for each in changes for item in (each.before, each.after) if item}
    now = told(timetable)
    return tuple(_sentence(each, now, channels, language, many=len(names) > 1) for each in changes)


def for_all(
    changes: Sequence[Moved], timetable: Timetable, channels: Mapping[str, Channel], language: Language
) -> tuple[str, ...]:
    """Say each change in a sentence that begins with the grades whom it concerns, grade by grade."""
    changes = sorted(changes, key=lambda each: each.grades)
    said = sentences(changes, timetable, channels, language)
    return tuple(
        say("families-concerns", {"grades": ", ".join(map(str, each.grades)), "text": text}, language)
        for each, text in zip(changes, said, strict=True)
    )


def _sentence(
    change: Moved, now: Sequence[Told], channels: Mapping[str, Channel], language: Language, *, many: bool
) -> str:
    before, after = change.before, change.after
    values = {
        "old": _lesson(before, language),
        "new": _lesson(after, language),
        "before": _moment(before, channels, language, many=many),
        "after": _moment(after, channels, language, many=many),
        "channel": channel_title(channels, after.channel) if after else "",
    }
    code = f"families-notice-{change.change}"
    if before and after and change.change == "moved" and before.day == after.day and before.channel == after.channel:
        code += "-day"
        values |= {"day": day_name(after.day, language), "date": short_day(after.day)}
        values |= {"old_time": clock(before), "new_time": clock(after)}
    if before and not after:
        still = [clock(item) for item in now if (item.what, item.day) == (before.what, before.day) and item.lesson_id]
        code += "-still" if still else ""
        values["times"] = ", ".join(still)
    said = say(code, values, language)
    return said[:1].upper() + said[1:]


def _lesson(item: Told | None, language: Language) -> str:
    if item is None:
        return ""
    name = subject_names(item.subjects, language)
    return f"{name} ({item.text})" if item.text else name


def _moment(item: Told | None, channels: Mapping[str, Channel], language: Language, *, many: bool) -> str:
    if item is None:
        return ""
    values = {"time": clock(item), "day": day_name(item.day, language), "date": short_day(item.day)}
    said = say("families-moment", values, language)
    return f"{said} ({channel_title(channels, item.channel)})" if many else said


def sms_of(
    changes: Sequence[Moved], channels: Mapping[str, Channel], *, grade: int, language: Language
) -> tuple[str, ...]:
    """Write what moved for a grade as SMS; a lesson that only takes another's place alters no time and is left out."""
    return sms.moved_texts(elsewhere([each for each in changes if grade in each.grades]), channels, grade=grade,
                           language=language)  # fmt: skip


def as_data(
    changes: Sequence[Moved],
    timetable: Timetable,
    channels: Mapping[str, Channel],
    *,
    grades: Sequence[int],
    language: Language,
) -> dict[str, Any]:
    """Give what moved to programs: each change with its sentence, and the SMS of each grade."""
    said = sentences(changes, timetable, channels, language)
    return {
        "schema_version": 1,
        "week": timetable.week,
        "revision": timetable.revision,
        "changes": [
            {
                "change": each.change,
                "grades": list(each.grades),
                "before": _showing(each.before),
                "after": _showing(each.after),
                "text": text,
            }
            for each, text in zip(changes, said, strict=True)
        ],
        "sms": {str(grade): list(sms_of(changes, channels, grade=grade, language=language)) for grade in grades},
    }


def _showing(item: Told | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "channel": item.channel,
        "date": item.day.isoformat(),
        "time": clock(item),
        "minutes": item.length_s // 60,
        "subjects": list(item.subjects),
        "lesson_id": item.lesson_id,
        "lesson": item.text,
        "source": item.source,
    }
