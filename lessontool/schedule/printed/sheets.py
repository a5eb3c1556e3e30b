"""Timetables on paper and as pictures, set by Typst in Be Vietnam Pro: for walls, refrigerators and groups on Zalo."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from lessontool.messages import Language, say
from lessontool.model import AiringRules, Channel, SchoolCalendar, Timetable
from lessontool.schedule.printed.cards import day_picture, overview_row, sheet_data, week_picture
from lessontool.schedule.printed.week import Grades, Week, weeks_of
from lessontool.subtitles.showing.lettering import font_folder
from lessontool.timing import moment_s
from lessontool.tools import typesetting
from lessontool.tools.process import Cancel

Paper = Literal["a4", "a3"]

_FOLDER: Final = Path(__file__).parent

_COLOURS_OF_A_PICTURE: Final = 128


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
    made: dict[str, bytes] = {}
    for week in weeks:
        data = sheet_data(week, school, language) | {"paper": paper}
        made[f"lich_lop_{week.key}_{paper}.pdf"] = _pdf("sheet.typ", data, timetable.created, cancel)
    return made


def overview(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    grades: Grades = (),
    school: str = "",
    language: Language = "vi",
    paper: Paper = "a3",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    cancel: Cancel | None = None,
) -> dict[str, bytes]:
    """Set the lessons of all grades on one page of PDF for the school's wall, `lich_toan_truong_a3.pdf`.

    The rest is as for `sheets`; nothing is made for a timetable without grades.
    """
    weeks = weeks_of(timetable, channels, grades=grades, language=language, calendar=calendar, rules=rules)
    if not weeks:
        return {}
    every = all_grades(weeks)
    (whole,) = weeks_of(timetable, channels, grades=[every], language=language, calendar=calendar, rules=rules)
    # the school's number of the week only where it is the same for all grades
    (plain,) = weeks_of(timetable, channels, grades=[every], language=language)
    data = sheet_data(whole, school, language) | {
        "paper": paper,
        "title": say("printed-title-all", {}, language),
        "dates": weeks[0].dates if len({week.dates for week in weeks}) == 1 else plain.dates,
        "grades": [overview_row(week, whole, language) for week in weeks],
        "legend": say("printed-overview-legend", {}, language),
    }
    return {f"lich_toan_truong_{paper}.pdf": _pdf("overview.typ", data, timetable.created, cancel)}


def slips(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    grades: Grades = (),
    school: str = "",
    language: Language = "vi",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    cancel: Cancel | None = None,
) -> dict[str, bytes]:
    """Set four slips of A6 for each grade on a page of A4, to be cut and taken home: `lich_lop_1_a6.pdf`.

    The rest is as for `sheets`.
    """
    weeks = weeks_of(timetable, channels, grades=grades, language=language, calendar=calendar, rules=rules)
    made: dict[str, bytes] = {}
    for week in weeks:
        repeats = any(each.repeat for each in week.entries)
        data = sheet_data(week, school, language) | {
            "days": week_picture(week, language)["days"],
            "legend": say("printed-slip-legend", {}, language) if repeats else "",
        }
        made[f"lich_lop_{week.key}_a6.pdf"] = _pdf("slip.typ", data, timetable.created, cancel)
    return made


def all_grades(weeks: Sequence[Week]) -> tuple[int, ...]:
    """List all grades of some weeks, each once."""
    return tuple(sorted({grade for week in weeks for grade in week.grades}))


def pictures(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    grades: Grades = (),
    school: str = "",
    language: Language = "vi",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    cancel: Cancel | None = None,
) -> dict[str, bytes]:
    """Draw the lessons of each grade for telephones: one PNG a day, and one for the week; by name of file.

    `lich_lop_1_2021-10-04.png` is 1080 × 1350 pixels, or 1080 × 1920 on a day with many lessons, as is
    `lich_lop_1_tuan.png`; days without lessons have none. The rest is as for `sheets`.
    """
    weeks = weeks_of(timetable, channels, grades=grades, language=language, calendar=calendar, rules=rules)
    made: dict[str, bytes] = {}
    for week in weeks:
        pages = [day_picture(week, day, language) for day in week.days if day.entries]
        data = sheet_data(week, school, language) | {"pages": [week_picture(week, language), *pages]}
        names = ["tuan", *(day.date.isoformat() for day in week.days if day.entries)]
        with tempfile.TemporaryDirectory(prefix="lessontool-timetable-") as name:
            drawn = typesetting.pngs(_filled(Path(name), "picture.typ", data), fonts=font_folder(), cancel=cancel)
        made |= {f"lich_lop_{week.key}_{name}.png": _light(png) for name, png in zip(names, drawn, strict=True)}
    return made


# ── setting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _pdf(template: str, data: dict[str, Any], created: str, cancel: Cancel | None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lessontool-timetable-") as name:
        folder = _filled(Path(name), template, data)
        return typesetting.pdf(folder, fonts=font_folder(), moment_s=moment_s(created), cancel=cancel)


def _filled(folder: Path, template: str, data: dict[str, Any]) -> Path:
    (folder / "main.typ").write_bytes((_FOLDER / template).read_bytes())
    (folder / "marks.typ").write_bytes((_FOLDER / "marks.typ").read_bytes())
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder


def _light(png: bytes) -> bytes:
    """Write a picture with a palette: a third of the bytes, and families in the mountains pay for each."""
    from PIL import Image

    light = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB").quantize(_COLOURS_OF_A_PICTURE, dither=Image.Dither.NONE)
        flat.save(light, "PNG", optimize=True)
    return light.getvalue()
