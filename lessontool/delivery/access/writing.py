"""The plan of who gets what, as a table for Excel, as pages to print and sign, and as JSON for programs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.delivery.access.reading import HEADS, Column
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.errors import EngineError, InputError
from lessontool.messages import Language, say
from lessontool.planning.access import NEEDS, AccessPlan, LessonSizes, SchoolNeeds, Totals
from lessontool.planning.budget import in_clusters
from lessontool.subtitles.showing.lettering import font_folder, writable
from lessontool.timing import moment_s
from lessontool.tools import excel, own_files, typesetting
from lessontool.tools.process import Cancel

TEMPLATE: Final = Path(__file__).with_name("sheet.typ")
SCHEMA_VERSION: Final = 1
KINDS: Final = ("csv", "pdf", "json")

_CLUSTER_BYTES: Final = 32 * 1024
"""Of a stick with FAT32 from 16 to 32 GB as it is sold; smaller ones have smaller clusters (Microsoft KB 140365)."""

_WEB_PX: Final = 480
"""What a pupil's telephone or old computer plays of the web's ladder."""


def sizes_of(lessons: Sequence[ShelvedLesson], *, tallest_px: int, smallest_px: int) -> tuple[LessonSizes, ...]:
    """Say what finished lessons take in each package; the heights are those of the pictures on a stick."""
    return tuple(
        LessonSizes(
            grade=lesson.lesson.grade,
            web=_bytes(lesson.video_up_to(_WEB_PX)),
            lite=_bytes(*lesson.lite[:1]),
            radio=_bytes(*lesson.sounds[:1]),
            stick=_on_stick(lesson, tallest_px),
            smallest_stick=_on_stick(lesson, smallest_px),
        )
        for lesson in lessons
    )


def _bytes(*files: ShelvedFile | None) -> int:
    return sum(each.file.size_bytes for each in files if each is not None)


def _on_stick(lesson: ShelvedLesson, px: int) -> int:
    main = lesson.video_up_to(px) or next(iter(lesson.sounds), None)
    files = [main, lesson.poster, *lesson.captions, *lesson.attachments, *lesson.documents]
    return sum(in_clusters(each.file.size_bytes, _CLUSTER_BYTES) for each in files if each is not None)


def write_plan(
    plan: AccessPlan,
    folder: Path,
    stem: str,
    *,
    source: str,
    created: str,
    delimiter: str,
    language: Language,
    cancel: Cancel,
) -> tuple[Path, ...]:
    """Write `STEM.csv`, `STEM.pdf` and `STEM.json` into a folder, each whole or not at all; gives their paths.

    `source` is the name of the list of schools, `created` UTC. What an earlier run wrote is replaced, unless somebody
    changed it since. Raises InputError access-output-changed, EngineError access-unwritable, ToolError where the pages
    cannot be set, Interrupted.
    """
    paths = {kind: folder / f"{stem}.{kind}" for kind in KINDS}
    files = {
        paths["csv"].name: as_csv(plan, delimiter=delimiter, language=language),
        paths["pdf"].name: as_pdf(plan, source=source, created=created, cancel=cancel),
    }
    try:
        own_files.write_files(paths["json"], as_data(plan, source=source, created=created), files)
    except own_files.NotOursError as error:
        raise InputError("access-output-changed", path=str(error.path)) from error
    except OSError as error:
        raise EngineError("access-unwritable", folder=str(folder), detail=str(error)) from error
    return tuple(paths[kind] for kind in KINDS)


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def as_data(plan: AccessPlan, *, source: str, created: str) -> dict[str, Any]:
    """Give the plan to programs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "created": created,
        "source": source,
        "rules": records.plain(plan.rules),
        "lessons": plan.lessons,
        "totals": records.plain(plan.totals),
        "districts": [
            {
                "name": district.name,
                "totals": records.plain(district.totals),
                "schools": [_school_data(each) for each in district.schools],
            }
            for district in plan.districts
        ],
    }


def _school_data(needs: SchoolNeeds) -> dict[str, Any]:
    data = records.plain(needs)
    return {**data.pop("school"), **data}


# ── for Excel ─────────────────────────────────────────────────────────────────────────────────────────────────────


def as_csv(plan: AccessPlan, *, delimiter: str, language: Language) -> bytes:
    """Write the plan as Excel opens it: UTF-8 with its mark, and with no cell that could be taken for a formula."""
    rows = [*(_cells(each, language) for each in plan.schools), _sums(plan.totals, language)]
    return excel.csv_bytes(_heads(language), rows, delimiter=delimiter)


_ENGLISH: Final = ("District", "School", "Grade", "Pupils", "TV", "Internet", "Phone", "Nothing")
_OUT: Final[tuple[Column, ...]] = ("district", "school", "grade", "pupils", "tv", "internet", "phone", "nothing")
_COUNTED: Final = ("sticks", "size", "loudspeakers", "printed", "pages")


def _heads(language: Language) -> list[str]:
    heads = [HEADS[name] for name in _OUT] if language == "vi" else list(_ENGLISH)
    wanted = [f"{say('access-cell-wanted', {}, language)} {say(f'access-need-{need}', {}, language)}" for need in NEEDS]
    counted = [say(f"access-sheet-{name}", {}, language) for name in _COUNTED]
    return [*heads, say("access-sheet-offline", {}, language), *wanted, *counted]


def _cells(needs: SchoolNeeds, language: Language) -> list[str | int]:
    school = needs.school
    told: list[str | int] = [school.district, school.school, _as_text(school.grade)]
    told += [school.pupils, school.tv, school.internet, school.phone, school.nothing, needs.offline]
    told += ["x" if need in needs.needs else "" for need in NEEDS]
    size = size_text(needs.stick_bytes, language) if needs.stick_bytes else ""
    return [*told, needs.sticks, size, needs.loudspeakers, needs.printed, needs.pages]


def _as_text(grade: str) -> str:
    """Excel makes a date of `1-2`; with this sign it does not, and we read it just the same."""
    return grade.replace("-", "–")


def _sums(totals: Totals, language: Language) -> list[str | int]:
    counts = [totals.pupils, totals.tv, totals.internet, totals.phone, totals.nothing, totals.offline]
    blank: list[str | int] = [""] * len(NEEDS)
    end: list[str | int] = [totals.sticks, "", totals.loudspeakers, totals.printed, totals.pages]
    return [say("access-cell-total", {}, language), "", "", *counts, *blank, *end]


def size_text(size_bytes: int, language: Language) -> str:
    """Write a size as people read it: `1,2 GB`, in English `1.2 GB`; 1 GB is 1 000 000 000 bytes."""
    value, unit = (size_bytes / 10**9, "GB") if size_bytes >= 10**9 else (size_bytes / 10**6, "MB")
    text = f"{value:.1f}" if unit == "GB" or value < 10 else f"{value:.0f}"
    return f"{text.replace('.', ',') if language == 'vi' else text} {unit}"


# ── on paper ──────────────────────────────────────────────────────────────────────────────────────────────────────

_LABELS: Final = (
    *("title", "lead", "total", "number", "school", "schools", "pupils", "tv", "internet", "phone", "nothing"),
    *("offline", "needs", "sticks", "size", "loudspeakers", "printed", "pages", "signed", "rules", "made", "checked"),
    *("handed", "sign", "no-names", "all"),
)


def as_pdf(plan: AccessPlan, *, source: str, created: str, cancel: Cancel | None = None) -> bytes:
    """Set the plan as pages of A4 to print and sign, a table for each district; Vietnamese with English second.

    Raises ToolError when Typst fails, Interrupted when `cancel` is thrown.
    """
    with tempfile.TemporaryDirectory(prefix="lessontool-access-") as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        data = _laid_out(plan, source, created)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return typesetting.pdf(folder, fonts=font_folder(), moment_s=moment_s(created), cancel=cancel)


def _laid_out(plan: AccessPlan, source: str, created: str) -> dict[str, Any]:
    rules = plan.rules
    told = [
        _both("access-sheet-rule-stick", n=rules.pupils_per_stick, size=rules.stick_gb, spare=rules.spare_sticks),
        _both("access-sheet-rule-loudspeaker", n=rules.pupils_per_loudspeaker),
        _both("access-sheet-rule-phone", n=rules.shared_phone_percent),
        _both("access-sheet-rule-nothing"),
    ]
    return {
        "labels": {name: _both(f"access-sheet-{name}") for name in _LABELS},
        "needs": {need: _both(f"access-need-{need}") for need in NEEDS},
        "tells": [{"need": need, "text": _both(f"access-tells-{need}")} for need in NEEDS],
        "rules": told,
        "source": writable(source),
        "created": "/".join(reversed(created[:10].split("-"))),
        "lessons": _both("access-sheet-lessons", count=plan.lessons) if plan.lessons else None,
        "with_pages": plan.lessons > 0,
        "totals": _numbers(plan.totals),
        "districts": [
            {
                "name": writable(district.name),
                "totals": _numbers(district.totals),
                "schools": [_row(number, each) for number, each in enumerate(district.schools, start=1)],
            }
            for district in plan.districts
        ],
    }


def _row(number: int, needs: SchoolNeeds) -> dict[str, Any]:
    school = needs.school
    return {
        "number": str(number),
        "name": writable(school.school),
        "grade": _both("access-sheet-grade", grade=_as_text(school.grade)) if school.grade else None,
        "needs": list(needs.needs),
        "lessons": _both("access-sheet-lessons", count=needs.lessons) if needs.lessons else None,
        "uncounted": _both("access-sheet-uncounted", n=needs.uncounted) if needs.uncounted else None,
        "web": _both_sizes("access-sheet-each-web", needs.web_bytes),
        "lite": _both_sizes("access-sheet-each-lite", needs.lite_bytes),
        "size": size_text(needs.stick_bytes, "vi") if needs.stick_bytes else "",
        **{name: _number(getattr(school, name)) for name in ("pupils", "tv", "internet", "phone", "nothing")},
        **{name: _number(getattr(needs, name)) for name in ("offline", "sticks", "loudspeakers", "printed", "pages")},
    }


def _both_sizes(code: str, size_bytes: int) -> dict[str, str] | None:
    if not size_bytes:
        return None
    return {"vi": say(code, {"size": size_text(size_bytes, "vi")}, "vi"),
            "en": say(code, {"size": size_text(size_bytes, "en")}, "en")}  # fmt: skip


def _numbers(totals: Totals) -> dict[str, str]:
    return {name: _number(value) for name, value in records.plain(totals).items()}


def _number(value: int) -> str:
    """Write a number as people in Vietnam do: 1.234."""
    return f"{value:,}".replace(",", ".")


def _both(code: str, **values: object) -> dict[str, str]:
    return {"vi": say(code, values, "vi"), "en": say(code, values, "en")}
