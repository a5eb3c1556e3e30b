"""The words that come in: delivery presets and `lesson.yaml`. The only reader of YAML.

Values are text, typed by the records of the model; every complaint names file, line and field and proposes what was
probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from lessontool import records
from lessontool.curriculum import suggest
from lessontool.errors import InputError, LessonToolError, PresetError
from lessontool.model import CaptionStyle, DeliverySpec, Lesson
from lessontool.presets import _caption_rules, _delivery_rules, _lesson_rules, _yaml
from lessontool.presets._fields import Complaint, Reading, read_record

LESSON_FILE: Final = "lesson.yaml"

_STYLES: Final = "captions"
"""The folder of the caption styles, beside the delivery presets."""

_HERE: Final = Path(__file__).resolve().parents[1]
_PRESET_FOLDERS: Final = (_HERE / "data" / "presets", _HERE.parent / "presets")
"""Where a wheel has them, and where a source checkout has them."""

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_FAULT_ORDER: Final = ("unknown", "wrong", "missing")
"""What is said first: a misspelt name also looks like a missing one."""

_FILE_CODES: Final[dict[_yaml.Kind, str]] = {
    "missing": "lesson-file-missing",
    "not-a-file": "lesson-file-unreadable",
    "too-big": "lesson-file-too-big",
    "not-text": "lesson-file-not-unicode",
    "hidden-character": "lesson-file-hidden-character",
    "syntax": "lesson-file-not-understood",
    "feature": "lesson-file-not-accepted",
    "twice": "lesson-field-twice",
}


# ── delivery presets ──────────────────────────────────────────────────────────────────────────────────────────────


def delivery_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the delivery presets that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder))


def preset_path(name: str, *, folder: Path | None = None) -> Path:
    """Find the file of a delivery preset; an extra folder comes first. Raises PresetError when there is none."""
    return _find(name, _places(folder))


def load_delivery(name: str, *, folder: Path | None = None) -> DeliverySpec:
    """Read what one destination wants to be true of what it gets, such as `tv-xdcam-hd422`.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(DeliverySpec, preset_path(name, folder=folder), _delivery_rules.check)


_T = TypeVar("_T")


def _load(kind: type[_T], path: Path, check: Callable[[_T, str, Reading], None]) -> _T:
    """Read a preset's file into its record and hold it against its rules."""
    try:
        node = _yaml.read(path)
    except _yaml.UnreadableYamlError as problem:
        _refuse_preset(path, [_from_problem(problem)], problem)
    reading = Reading()
    data = read_record(kind, node, reading)
    if reading.complaints:
        _refuse_preset(path, reading.complaints)
    read = records.parse(kind, data)
    check(read, path.stem, reading)
    if reading.complaints:
        _refuse_preset(path, reading.complaints)
    return read


def preset_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List every preset that `load_preset` reads: delivery presets, then caption styles as `captions/NAME`."""
    styles = (f"{_STYLES}/{name}" for name in caption_style_names(folder=folder))
    return (*delivery_names(folder=folder), *styles)


def load_preset(name: str, *, folder: Path | None = None) -> DeliverySpec | CaptionStyle:
    """Read any preset: a delivery preset by its name, a caption style as `captions/grade-1-2`.

    Raises PresetError as `load_delivery` does.
    """
    kind, _, style = name.rpartition("/")
    return load_caption_style(style, folder=folder) if kind == _STYLES else load_delivery(name, folder=folder)


def explain(name: str, *, folder: Path | None = None) -> str:
    """Show a preset as its author wrote it, every value with its reason. Raises PresetError as `load_delivery` does."""
    preset = load_preset(name, folder=folder)
    places = _caption_places(folder) if isinstance(preset, CaptionStyle) else _places(folder)
    text = _find(preset.name, places).read_text(encoding="utf-8-sig")
    return f"# {preset.summary_vi}\n# {preset.summary_en}\n\n{text}"


def _find(name: str, places: Sequence[Path]) -> Path:
    """Find a preset's file by its name. Raises PresetError, with what was probably meant."""
    if _NAME.fullmatch(name):
        for place in places:
            path = place / f"{name}.yaml"
            if path.is_file():
                return path
    known = _names(places)
    near = suggest(name, known)
    detail = f"{name[:100]}: no such preset" + (f"; did you mean {near}?" if near else "")
    raise PresetError("preset-unknown", detail=detail, preset=name[:100], suggestion=near or ", ".join(known))


def _names(places: Sequence[Path]) -> tuple[str, ...]:
    return tuple(sorted({path.stem for place in places for path in place.glob("*.yaml")}))


def _places(folder: Path | None) -> list[Path]:
    shipped = next((place for place in _PRESET_FOLDERS if place.is_dir()), None)
    return [place for place in (folder, shipped) if place is not None]


def _from_problem(problem: _yaml.UnreadableYamlError) -> Complaint:
    return Complaint("wrong", problem.line, problem.field or "file", problem.reason)


def _refuse_preset(path: Path, complaints: list[Complaint], cause: Exception | None = None) -> NoReturn:
    complaints = _sorted(complaints)
    first = complaints[0]
    raise PresetError(
        "preset-wrong",
        detail="\n".join(complaint.text(str(path)) for complaint in complaints),
        file=path.name,
        line=first.line,
        field=first.field,
    ) from cause


# ── caption styles ────────────────────────────────────────────────────────────────────────────────────────────────


def caption_style_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the caption styles that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_caption_places(folder))


def load_caption_style(name: str, *, folder: Path | None = None) -> CaptionStyle:
    """Read how fast and how wide some readers can read, such as `grade-1-2`; an extra folder's `captions/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(CaptionStyle, _find(name, _caption_places(folder)), _caption_rules.check)


def caption_style_for(grade: int) -> CaptionStyle:
    """Choose the shipped caption style that a grade's pupils can read. Raises PresetError where no style has it."""
    styles = [load_caption_style(name) for name in caption_style_names()]
    for style in styles:
        if grade in style.grades:
            return style
    names = ", ".join(style.name for style in styles)
    raise PresetError("preset-unknown", detail=f"grade {grade}: no style", preset=f"grade-{grade}", suggestion=names)


def _caption_places(folder: Path | None) -> list[Path]:
    return [place / _STYLES for place in _places(folder)]


# ── the lesson ────────────────────────────────────────────────────────────────────────────────────────────────────


def load_lesson(folder: Path) -> Lesson:
    """Read what a teacher wrote about a lesson in `folder/lesson.yaml`.

    Raises InputError: no such file, not readable, an unknown or missing field, a wrong value, a subject or textbook
    series that the grade does not have. `detail` has one line `lesson.yaml:LINE: field: reason` for each complaint.
    """
    try:
        node = _yaml.read(folder / LESSON_FILE)
    except _yaml.UnreadableYamlError as problem:
        raise InputError(
            _FILE_CODES[problem.kind],
            detail=_from_problem(problem).text(LESSON_FILE),
            file=LESSON_FILE,
            folder=folder.name or str(folder),
            line=problem.line,
            field=problem.field[:100],
        ) from problem
    reading = Reading()
    data = read_record(Lesson, node, reading)
    _lesson_rules.complete(data, reading, folder)
    if reading.complaints:
        raise _lesson_error(reading.complaints)
    return records.parse(Lesson, data)


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda complaint: _FAULT_ORDER.index(complaint.fault))


def _lesson_error(complaints: list[Complaint]) -> LessonToolError:
    complaints = _sorted(complaints)
    first = complaints[0]
    values: dict[str, Any] = {"file": LESSON_FILE, "line": first.line, "field": first.field}
    if first.code:
        code = first.code
        values |= first.values
    elif first.fault == "unknown":
        code = "lesson-unknown-field"
        values["suggestion"] = first.suggestion or first.example
    elif first.fault == "missing":
        code = "lesson-field-missing"
        values["fields"] = ", ".join(complaint.field for complaint in complaints if complaint.fault == "missing")
    else:
        code = "lesson-field-wrong"
        values |= {"value": first.value, "example": first.suggestion or first.example}
    return InputError(code, detail="\n".join(complaint.text(LESSON_FILE) for complaint in complaints), **values)
