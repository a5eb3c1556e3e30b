"""The words that come in: presets, `lesson.yaml` and `series.yaml`. The only reader of YAML.

Values are text, typed by the records of the model; every complaint names file, line and field and proposes what was
probably meant.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from lessontool import records
from lessontool.curriculum import suggest
from lessontool.errors import InputError, LessonToolError, PresetError
from lessontool.model import (
    AccessRules,
    AiringRules,
    Brand,
    CaptionStyle,
    Channel,
    DeliverySpec,
    Destination,
    Lesson,
    PackSpec,
    Ranking,
    SchoolCalendar,
    Series,
    StationProfile,
)
from lessontool.presets import (
    _access_rules,
    _airing_rules,
    _brand_rules,
    _caption_rules,
    _delivery_rules,
    _lesson_rules,
    _pack_rules,
    _ranking_rules,
    _station_rules,
    _yaml,
)
from lessontool.presets._fields import Complaint, Reading, read_record
from lessontool.presets._lesson_rules import is_preset_name as is_preset_name
from lessontool.presets._redrafting import Redraft as Redraft
from lessontool.presets._redrafting import redraft

LESSON_FILE: Final = "lesson.yaml"
SERIES_FILE: Final = "series.yaml"
DEFAULT_BRAND: Final = "province"

_STYLES: Final = "captions"
"""The folder of the caption styles, beside the delivery presets."""

_BRANDS: Final = "brands"
"""The folder of the brands, and of the files that they use."""

STATIONS: Final = "stations"
"""The folder of the station profiles, beside the delivery presets."""

PACKS: Final = "packs"
"""The folder of the pack presets, beside the delivery presets."""

ACCESS: Final = "access"
"""The folder of the rules by which the needs of schools are counted."""

DEFAULT_ACCESS: Final = "minimum"

CHANNELS: Final = "channels"
AIRING: Final = "airing"
CALENDARS: Final = "calendars"
RANKINGS: Final = "rankings"
"""The folders of the channels, of what must be shown on them, of the school years, and of what makes a lesson good."""

DEFAULT_AIRING: Final = "two-a-day"
DEFAULT_RANKING: Final = "best-lessons"

NEVER_WAIVED: Final = _station_rules.NEVER_WAIVED
"""Items that no station can take as they are."""

LIMIT_RANGES: Final = _station_rules.LIMIT_RANGES
"""Least and most of each of a station's limits, and why."""

_STATION_FOR: Final[Mapping[Destination, str]] = {"tv": "province", "online": "web", "radio": "province"}
"""Who judges what goes to a destination, where nobody names a station."""

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
    return _read(kind, path, check)[0]


def _read(kind: type[_T], path: Path, check: Callable[[_T, str, Reading], None]) -> tuple[_T, Reading]:
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
    return read, reading


def preset_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List every preset that `load_preset` reads: delivery presets by name, others as `captions/NAME` …"""
    styles = (f"{_STYLES}/{name}" for name in caption_style_names(folder=folder))
    brands = (f"{_BRANDS}/{name}" for name in brand_names(folder))
    stations = (f"{STATIONS}/{name}" for name in station_names(folder=folder))
    packs = (f"{PACKS}/{name}" for name in pack_names(folder=folder))
    others = (f"{room}/{name}" for room in _OTHERS for name in _names(_places(folder, room)))
    return (*delivery_names(folder=folder), *styles, *brands, *stations, *packs, *others)


AnyPreset = (
    DeliverySpec
    | CaptionStyle
    | Brand
    | StationProfile
    | PackSpec
    | AccessRules
    | Channel
    | AiringRules
    | SchoolCalendar
    | Ranking
)


def load_preset(name: str, *, folder: Path | None = None) -> AnyPreset:
    """Read any preset: a delivery preset by its name, a caption style as `captions/grade-1-2`, brand and station alike.

    Raises PresetError as `load_delivery` does.
    """
    kind, _, inner = name.rpartition("/")
    if kind == _STYLES:
        return load_caption_style(inner, folder=folder)
    if kind == _BRANDS:
        return load_brand(inner, folder)
    if kind == STATIONS:
        return load_station(inner, folder=folder)
    if kind == PACKS:
        return load_pack(inner, folder=folder)
    if kind in _OTHERS:
        return _OTHERS[kind](inner, folder=folder)
    return load_delivery(name, folder=folder)


def explain(name: str, *, folder: Path | None = None) -> str:
    """Show a preset as its author wrote it, every value with its reason. Raises PresetError as `load_delivery` does."""
    preset = load_preset(name, folder=folder)
    text = _find(preset.name, _places(folder, name.rpartition("/")[0])).read_text(encoding="utf-8-sig")
    return f"# {preset.summary_vi}\n# {preset.summary_en}\n\n{text}"


def redrafted(name: str, changes: Mapping[str, Redraft], *, folder: Path | None = None) -> str:
    """Write a delivery preset's or a station's text (`stations/NAME`) with other values, each with its reason.

    Fields are named as complaints name them: `renditions[1].bit_rate_kbps`. Raises PresetError as `load_preset` does.
    """
    kind, _, inner = name.rpartition("/")
    path = _find(inner, _places(folder, kind))
    reading = Reading()
    read_record(StationProfile if kind == STATIONS else DeliverySpec, _yaml.read(path), reading)
    return redraft(path.read_text(encoding="utf-8-sig"), reading.lines, changes)


def _find(name: str, places: Sequence[Path], code: str = "preset-unknown") -> Path:
    """Find a preset's file by its name. Raises PresetError, with what was probably meant."""
    if _NAME.fullmatch(name):
        for place in places:
            path = place / f"{name}.yaml"
            if path.is_file():
                return path
    known = _names(places)
    near = suggest(name, known)
    detail = f"{name[:100]}: no such preset" + (f"; did you mean {near}?" if near else "")
    raise PresetError(code, detail=detail, preset=name[:100], suggestion=near or ", ".join(known))


def _names(places: Sequence[Path]) -> tuple[str, ...]:
    return tuple(sorted({path.stem for place in places for path in place.glob("*.yaml")}))


def _places(folder: Path | None, inner: str = "") -> list[Path]:
    """Where presets of a kind lie, somebody's own before the shipped ones."""
    shipped = next((place for place in _PRESET_FOLDERS if place.is_dir()), None)
    return [place / inner for place in (folder, shipped) if place is not None]


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
    return _names(_places(folder, _STYLES))


def load_caption_style(name: str, *, folder: Path | None = None) -> CaptionStyle:
    """Read how fast and how wide some readers can read, such as `grade-1-2`; an extra folder's `captions/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(CaptionStyle, _find(name, _places(folder, _STYLES)), _caption_rules.check)


def caption_style_for(grade: int) -> CaptionStyle:
    """Choose the shipped caption style that a grade's pupils can read. Raises PresetError where no style has it."""
    styles = [load_caption_style(name) for name in caption_style_names()]
    for style in styles:
        if grade in style.grades:
            return style
    names = ", ".join(style.name for style in styles)
    raise PresetError("preset-unknown", detail=f"grade {grade}: no style", preset=f"grade-{grade}", suggestion=names)


# ── brands ────────────────────────────────────────────────────────────────────────────────────────────────────────


def brand_names(folder: Path | None = None) -> tuple[str, ...]:
    """List the brands that one can name: the shipped ones and those of an extra folder's `brands/`, sorted."""
    return _names(_places(folder, _BRANDS))


def load_brand(name: str, folder: Path | None = None) -> Brand:
    """Read how the programmes of a station or series look and sound; an extra folder's `brands/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(Brand, _brand_path(name, folder), _brand_rules.check)


def brand_for(grade: int, folder: Path | None = None) -> Brand:
    """Choose the brand of a grade where nobody names one: one that has it, somebody's own first, else `province`.

    Raises PresetError as `load_brand` does.
    """
    for place in _places(folder, _BRANDS):
        for name in _names([place]):
            brand = load_brand(name, folder)
            if grade in brand.grades:
                return brand
    return load_brand(DEFAULT_BRAND, folder)


def brand_file(brand_name: str, file_name: str, folder: Path | None = None) -> Path:
    """Find a file that a brand uses: beside the brand or in a folder there, never outside.

    Raises PresetError: no such brand, no such file, a file that is none or lies elsewhere.
    """
    place = _brand_path(brand_name, folder).parent
    path = _own_file(place, file_name)
    if isinstance(path, Path):
        return path
    detail = f"{place / file_name[:200]}: {path}"
    raise PresetError("brand-file-missing", detail=detail, brand=brand_name, file=file_name[:200])


def brand_files(brand: Brand, folder: Path | None = None) -> Mapping[str, Path]:
    """Find every file that a brand names (fonts, logo, sounds, clips), by the name that it uses.

    Raises PresetError for each that is not there, with the line of its field.
    """
    path = _brand_path(brand.name, folder)
    found = {name: _own_file(path.parent, name) for _, name, _ in _brand_rules.files_of(brand)}
    missing = {name: reason for name, reason in found.items() if isinstance(reason, str)}
    if not missing:
        return {name: place for name, place in found.items() if isinstance(place, Path)}
    reading = _read(Brand, path, _brand_rules.check)[1]
    complaints = [
        Complaint("wrong", reading.line(field), field, f"{missing[name]}: {name}")
        for field, name, _ in _brand_rules.files_of(brand)
        if name in missing
    ]
    detail = "\n".join(complaint.text(str(path)) for complaint in complaints)
    raise PresetError("brand-file-missing", detail=detail, brand=brand.name, file=next(iter(missing)))


def choose_brand(lesson: Lesson, spec: DeliverySpec, series: Series | None, folder: Path | None) -> tuple[Brand, str]:
    """Choose a programme's brand, and say why: the lesson's own, the station's, the series', the grade's, `province`.

    Raises PresetError for a name that no brand has, and as `load_brand` does.
    """
    for name, reason in (
        (lesson.brand, f"named in {LESSON_FILE}"),
        (spec.brand, f"the brand of {spec.name}"),
        (series.brand if series else "", f"named in {SERIES_FILE}, for the whole series"),
    ):
        if name:
            return load_brand(name, folder), reason
    brand = brand_for(lesson.grade, folder)
    if lesson.grade in brand.grades:
        return brand, f"the lesson is for grade {lesson.grade}"
    return brand, f"nobody names a brand, and none is for grade {lesson.grade}"


def _brand_path(name: str, folder: Path | None) -> Path:
    return _find(name, _places(folder, _BRANDS), "brand-unknown")


def _own_file(place: Path, name: str) -> Path | str:
    """A brand's file, or the reason why there is none."""
    if _lesson_rules.leaves_folder(name):
        return "must lie beside the brand, or in a folder there"
    path = place / _lesson_rules.as_on_disk(place, name)
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "no such file"
    if not real.is_relative_to(place.resolve()):
        return "a link that leads away from the brand's folder"
    return real if real.is_file() else "not an ordinary file"


# ── stations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def station_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the station profiles that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, STATIONS))


def load_station(name: str, *, folder: Path | None = None) -> StationProfile:
    """Read what a station looks at and how strict it is, such as `province`; an extra folder's `stations/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """

    def check(profile: StationProfile, stem: str, reading: Reading) -> None:
        _station_rules.check(profile, stem, reading, delivery_names(folder=folder))

    return _load(StationProfile, _find(name, _places(folder, STATIONS), "station-unknown"), check)


def station_for(destination: Destination, *, folder: Path | None = None) -> StationProfile:
    """Choose who judges what goes to a destination where no preset names a station: `province` for tv, `web` online.

    Raises PresetError as `load_station` does.
    """
    return load_station(_STATION_FOR.get(destination, "web"), folder=folder)


def station_of(spec: DeliverySpec, *, folder: Path | None = None) -> StationProfile:
    """Choose who judges what a delivery preset makes: the station that it names, else that of its destination.

    Raises PresetError as `load_station` does.
    """
    return load_station(spec.station, folder=folder) if spec.station else station_for(spec.destination, folder=folder)


# ── packs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def pack_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the pack presets that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, PACKS))


def load_pack(name: str, *, folder: Path | None = None) -> PackSpec:
    """Read what a pack of finished lessons is like, such as `usb-stick`; an extra folder's `packs/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    path = _find(name, _places(folder, PACKS), "pack-unknown")
    try:
        said = _yaml.read(path).fields.get("kind")
    except _yaml.UnreadableYamlError as problem:
        _refuse_preset(path, [_from_problem(problem)], problem)
    word = said.value if isinstance(said, _yaml.Text) else ""
    if word not in _pack_rules.KINDS:
        known = ", ".join(_pack_rules.KINDS)
        _refuse_preset(path, [Complaint("wrong", said.line if said else 1, "kind", f"must be one of {known}")])
    kind: type[PackSpec] = _pack_rules.KINDS[word]
    return _load(kind, path, _pack_rules.check)


def access_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the rules by which the needs of schools can be counted: the shipped ones and those of an extra folder."""
    return _names(_places(folder, ACCESS))


def load_access(name: str = DEFAULT_ACCESS, *, folder: Path | None = None) -> AccessRules:
    """Read how many pupils share a stick, a loudspeaker, a phone; an extra folder's `access/` comes first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(AccessRules, _find(name, _places(folder, ACCESS)), _access_rules.check)


# ── timetables and the library ─────────────────────────────────────────────────────────────────────────────────────


def channel_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the channels that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, CHANNELS))


def load_channel(name: str, *, folder: Path | None = None) -> Channel:
    """Read a channel with its fixed programmes and relays, such as `lai-chau`; an extra folder's `channels/` first.

    Raises PresetError for an unknown name, and for a file that breaks a rule (`path:line: field: reason`).
    """
    return _load(Channel, _find(name, _places(folder, CHANNELS), "channel-unknown"), _airing_rules.check_channel)


def airing_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the airing rules that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, AIRING))


def load_airing(name: str = DEFAULT_AIRING, *, folder: Path | None = None) -> AiringRules:
    """Read what must be shown to whom and when, such as `two-a-day`. Raises PresetError as `load_channel` does."""
    return _load(AiringRules, _find(name, _places(folder, AIRING), "airing-unknown"), _airing_rules.check_airing)


def calendar_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the school calendars that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, CALENDARS))


def load_calendar(name: str, *, folder: Path | None = None) -> SchoolCalendar:
    """Read a school year's weeks and days off, such as `2021-2022`. Raises PresetError as `load_channel` does."""
    place = _find(name, _places(folder, CALENDARS), "calendar-unknown")
    return _load(SchoolCalendar, place, _airing_rules.check_calendar)


def ranking_names(*, folder: Path | None = None) -> tuple[str, ...]:
    """List the rankings that one can name: the shipped ones and those of an extra folder, sorted."""
    return _names(_places(folder, RANKINGS))


def load_ranking(name: str = DEFAULT_RANKING, *, folder: Path | None = None) -> Ranking:
    """Read what makes a lesson better than another, such as `best-lessons`. Raises PresetError as `load_channel`."""
    return _load(Ranking, _find(name, _places(folder, RANKINGS)), _ranking_rules.check)


# ── the lesson ────────────────────────────────────────────────────────────────────────────────────────────────────


def load_lesson(folder: Path) -> Lesson:
    """Read what a teacher wrote about a lesson in `folder/lesson.yaml`.

    Raises InputError: no such file, not readable, an unknown or missing field, a wrong value, a subject or textbook
    series that the grade does not have. `detail` has one line `lesson.yaml:LINE: field: reason` for each complaint.
    """
    node = _read_beside(folder, LESSON_FILE)
    reading = Reading()
    data = read_record(Lesson, node, reading)
    _lesson_rules.complete(data, reading, folder)
    if reading.complaints:
        raise _lesson_error(LESSON_FILE, reading.complaints)
    return records.parse(Lesson, data)


def load_series(folder: Path) -> Series | None:
    """Read what holds for a whole series: `series.yaml` in the folder above a lesson's; None: there is no such file.

    Raises InputError as `load_lesson` does.
    """
    above = folder.resolve().parent
    if not os.path.lexists(above / SERIES_FILE):
        return None
    node = _read_beside(above, SERIES_FILE)
    reading = Reading()
    data = read_record(Series, node, reading)
    if data.get("brand") and not _lesson_rules.is_preset_name(data["brand"]):
        reading.wrong("brand", "not a name of a brand", value=data["brand"], example=DEFAULT_BRAND)
    if reading.complaints:
        raise _lesson_error(SERIES_FILE, reading.complaints)
    return records.parse(Series, data)


def _read_beside(folder: Path, file: str) -> _yaml.Fields:
    try:
        return _yaml.read(folder / file)
    except _yaml.UnreadableYamlError as problem:
        raise InputError(
            _FILE_CODES[problem.kind],
            detail=_from_problem(problem).text(file),
            file=file,
            folder=folder.name or str(folder),
            line=problem.line,
            field=problem.field[:100],
        ) from problem


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda complaint: _FAULT_ORDER.index(complaint.fault))


def _lesson_error(file: str, complaints: list[Complaint]) -> LessonToolError:
    complaints = _sorted(complaints)
    first = complaints[0]
    values: dict[str, Any] = {"file": file, "line": first.line, "field": first.field}
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
    return InputError(code, detail="\n".join(complaint.text(file) for complaint in complaints), **values)


_OTHERS: Final[Mapping[str, Callable[..., AnyPreset]]] = {
    ACCESS: load_access,
    CHANNELS: load_channel,
    AIRING: load_airing,
    CALENDARS: load_calendar,
    RANKINGS: load_ranking,
}
"""Kinds of presets that need nothing but their name."""
