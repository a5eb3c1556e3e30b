"""The proof in words and as tables: one sentence with its figures, a line for each day, a line for each week."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.curriculum import subject_name, vietnamese_order
from lessontool.errors import EngineError, InputError
from lessontool.messages import Language, hint, say
from lessontool.model import Channel
from lessontool.planning.timetable.weeks import weekday_of
from lessontool.schedule.checking import Checked, PairDay
from lessontool.schedule.picture import as_png
from lessontool.subtitles.reading.encodings import tidy
from lessontool.timing import broadcast_clock
from lessontool.tools import excel, own_files
from lessontool.tools.process import Cancel

SCHEMA_VERSION: Final = 1
_MOST_NAMED: Final = 5
_ALIKE: Final = 3


def sentence(checked: Checked, language: Language) -> str:
    """Say in one sentence whether it is proved, with its figures: how many subjects of each grade have all showings."""
    grades = "; ".join(
        say(
            "check-plan-of-grade",
            {"grade": grade, "met": checked.met(grade), "count": len(checked.of(grade))},
            language,
        )
        for grade in checked.grades()
    )
    source = say("check-plan-by-log" if checked.aired is not None else "check-plan-by-plan", {}, language)
    values = {"grades": grades, "source": source, "rules": checked.rules, "week": checked.week}
    if not checked.asked:
        return say("check-plan-unasked", values, language)
    if checked.proved:
        return say("check-plan-proved", {**values, "count": sum(each.wanted for each in checked.pairs)}, language)
    short = [each for each in checked.pairs if each.verdict not in ("met", "free")]
    if not short:
        return say("check-plan-impossible", {**values, "count": len(checked.errors)}, language)
    missing = {"missing": sum(_missing(each) for each in short), "wanted": sum(each.wanted for each in checked.pairs)}
    return say("check-plan-refuted", {**values, **missing, "named": _named(short, language)}, language)


def _missing(each: PairDay) -> int:
    return max(0, each.wanted - each.apart)


def _named(short: Sequence[PairDay], language: Language) -> str:
    """The subjects that lack most, each with its days: `Toán 1 (T3 1/2, T4 0/2)`."""
    pairs: dict[tuple[int, str], list[PairDay]] = {}
    for each in short:
        pairs.setdefault((each.grade, each.subject), []).append(each)
    worst = sorted(pairs, key=lambda pair: (-sum(map(_missing, pairs[pair])), pair[0], _order(pair[1])))
    said = [
        f"{subject_name(subject, language)} {grade} ({_days(pairs[grade, subject], language)})"
        for grade, subject in worst[:_MOST_NAMED]
    ]
    left = len(worst) - len(said)
    return "; ".join(said) + (f"; … (+{left})" if left else "")


def _order(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return vietnamese_order(subject_name(code, "vi"))


def _days(short: Sequence[PairDay], language: Language) -> str:
    """The days of a subject that lack something: `T3 1/2, T4 0/2`; where all are alike `6 ngày 0/2`."""
    shares = {f"{each.apart}/{each.wanted}" for each in short}
    if len(shares) == 1 and len(short) >= _ALIKE:
        return say("check-plan-days-alike", {"count": len(short), "share": shares.pop()}, language)
    return ", ".join(f"{day_name(each.date)} {each.apart}/{each.wanted}" for each in short)


def day_name(date: str) -> str:
    """Name a day of the week in short: `T2`."""
    return weekday_of(datetime.date.fromisoformat(date))


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────

_DAY_HEADS: Final = (
    *("grade", "subject", "weekday", "date", "wanted", "planned", "aired", "apart", "times", "verdict", "rota"),
)
_WEEK_HEADS: Final = ("grade", "subject", "wanted", "planned", "aired", "apart", "days", "met", "verdict")


def days_csv(checked: Checked, *, language: Language, delimiter: str = ";") -> bytes:
    """Write a line for each subject, grade and day: wanted, planned, aired, and what follows."""
    rows: list[list[str | int]] = []
    for each in checked.pairs:
        date = datetime.date.fromisoformat(each.date)
        times = ", ".join(map(broadcast_clock, each.starts_s))
        told: list[str | int] = [
            each.grade,
            subject_name(each.subject, language),
            day_name(each.date),
            f"{date:%d/%m/%Y}",
        ]
        told += [each.wanted, each.planned, "" if each.aired is None else each.aired, each.apart, times]
        rows.append([*told, say(f"check-plan-{each.verdict}", {}, language), "x" if each.rota else ""])
    return _csv([say(f"check-plan-head-{head}", {}, language) for head in _DAY_HEADS], rows, delimiter)


def week_csv(checked: Checked, *, language: Language, delimiter: str = ";") -> bytes:
    """Write a line for each subject and grade: the whole week."""
    rows: list[list[str | int]] = []
    for grade in checked.grades():
        for subject, days in checked.of(grade).items():
            asked = [each for each in days if each.wanted]
            met = sum(each.verdict == "met" for each in asked)
            aired = "" if checked.aired is None else sum(each.aired or 0 for each in days)
            told: list[str | int] = [grade, subject_name(subject, language), sum(each.wanted for each in days)]
            told += [sum(each.planned for each in days), aired, sum(min(each.apart, each.wanted) for each in days)]
            verdict = say("check-plan-met" if met == len(asked) else "check-plan-short", {}, language)
            rows.append([*told, len(asked), met, verdict])
    return _csv([say(f"check-plan-head-{head}", {}, language) for head in _WEEK_HEADS], rows, delimiter)


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str | int]], delimiter: str) -> bytes:
    tidied = ([tidy(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return excel.csv_bytes(heads, tidied, delimiter=delimiter)


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def as_data(checked: Checked) -> dict[str, Any]:
    """Give the proof to programs: the sentence in both languages, every pair and day, the week's sums, the findings."""
    week = [
        {
            "grade": grade,
            "subject": subject,
            "wanted": sum(each.wanted for each in days),
            "planned": sum(each.planned for each in days),
            "aired": None if checked.aired is None else sum(each.aired or 0 for each in days),
            "met": all(each.verdict in ("met", "free") for each in days),
        }
        for grade in checked.grades()
        for subject, days in checked.of(grade).items()
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "proved": checked.proved,
        "sentence": {"vi": sentence(checked, "vi"), "en": sentence(checked, "en")},
        "week": checked.week,
        "rules": checked.rules,
        "channels": list(checked.channels),
        "days": [records.plain(each) for each in checked.pairs],
        "weeks": week,
        "findings": [
            {
                **records.plain(each),
                "message": say(each.code, each.values, "vi"),
                "hint": hint(each.code, each.values, "vi"),
            }
            for each in checked.findings
        ],
        "aired": None if checked.aired is None else [records.plain(each.log) for each in checked.aired],
    }


def write_proof(
    checked: Checked,
    folder: Path,
    *,
    channels: Sequence[Channel],
    source: str,
    created: str,
    language: Language,
    cancel: Cancel | None = None,
) -> tuple[Path, ...]:
    """Write `WEEK.check.csv`, `WEEK.check-week.csv`, `WEEK.check.png` and `WEEK.check.json`, each whole or not at all.

    `source` is the plan's file, `created` UTC. What an earlier run wrote is replaced, unless somebody changed it since.
    Raises InputError check-plan-output-changed, EngineError check-plan-unwritable, ToolError, Interrupted.
    """
    listing = folder / f"{checked.week}.check.json"
    drawn = as_png(checked, channels, language=language, created=created, sentence=sentence(checked, language),
                   cancel=cancel)  # fmt: skip
    made = {
        f"{checked.week}.check.csv": days_csv(checked, language=language),
        f"{checked.week}.check-week.csv": week_csv(checked, language=language),
        f"{checked.week}.check.png": drawn,
    }
    told = {**as_data(checked), "source": source, "created": created}
    try:
        written = own_files.write_files(listing, told, made)
    except own_files.NotOursError as error:
        raise InputError("check-plan-output-changed", path=str(error.path)) from error
    except OSError as error:
        raise EngineError("check-plan-unwritable", folder=str(folder), detail=str(error)) from error
    return (*written, listing)
