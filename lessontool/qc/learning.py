"""Drafting a station's wishes from one file that it accepts: what the sample has, the station takes.

The sample is measured as every file is. Limits that it breaks are widened just so far that it passes, and what no limit
can pardon becomes a note; everything else stays as a shipped station has it, and says so. Where no shipped delivery
preset fits, the nearest is redrafted with the sample's own values, as far as lessontool can make such files.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from lessontool import presets
from lessontool.curriculum import fold
from lessontool.errors import EngineError, InputError, PresetError
from lessontool.model import AdaptiveSpec, DeliverySpec, Expected, ItemName, Observed, Outcome, QCLimits, StationProfile
from lessontool.presets import LIMIT_RANGES, NEVER_WAIVED, STATIONS, Redraft, is_preset_name
from lessontool.qc.judging import judged
from lessontool.qc.recognising import Portrait, nearest, portrait
from lessontool.qc.subject import opened
from lessontool.tools.process import Cancel

Observe = Callable[..., Observed]

_FORMAT_ITEMS: Final[frozenset[ItemName]] = frozenset(
    {
        "container",
        "picture-format",
        "raster",
        "scan",
        "frame-rate",
        "chroma",
        "colour",
        "bit-rate",
        "gop",
        "timecode",
        "sound-layout",
    }
)
"""What a delivery preset says, and no limit."""

_NUMBER: Final = re.compile(r"[-−+]?\d+(?:\.\d+)?")
_LOWEST_TARGET_LUFS: Final = -40.0
_WIDEST_TOLERANCE_LU: Final = 2.0
_MOST_TRIES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing to tell whoever asked: a code of the message table and its values."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was learnt, for programs."""

    name: str
    sample: str
    spec: str
    """The delivery preset that the sample is, or the one that was drafted for it."""
    nearest: str
    """The shipped one that it is nearest to."""
    differences: tuple[str, ...]
    """Fields in which the drafted preset differs from the nearest."""
    widened: tuple[str, ...]
    """Limits that were widened."""
    taken: tuple[str, ...]
    """Items whose faults the station takes."""
    unexpressed: tuple[str, ...]
    """What the sample has and no preset of ours can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A station profile, and where it needs one a delivery preset, not written yet."""

    summary: Summary
    station_text: str
    spec_text: str
    """Empty: a shipped preset fits."""
    said: tuple[Said, ...]


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Limit:
    """How a limit follows from what an item measured."""

    item: ItemName
    field: str
    unit: str
    """Pattern of what follows the figure in `measured`; another unit is another figure."""
    step: float
    """The limit moves by whole steps, to the next one beyond the figure."""
    widest: float
    """Wider than this it would be none: such a fault the station takes as it is."""
    up: bool = True
    per_s: int = 1
    """Units of the limit for one of the figure's."""


_LIMITS: Final = (
    _Limit("black", "black_frames", "s", 1, 50, per_s=25),
    _Limit("freeze", "freeze_frames", "s", 1, 250, per_s=25),
    _Limit("gamut", "gamut_area_percent", "%", 0.1, 10),
    _Limit("flashes", "flashes_per_second", "Hz", 1, 5),
    _Limit("red-flashes", "flashes_per_second", "Hz", 1, 5),
    _Limit("letterbox", "letterbox_percent", "%", 0.5, 26),
    _Limit("loudness-range", "loudness_range_lu", "LU", 0.5, 30),
    _Limit("phase", "phase_correlation", "", 0.05, -0.9, up=False),
    _Limit("silence", "silence_s", "s", 0.5, 60),
    _Limit("dropout", "dropout_ms", "ms", 1, 50),
    _Limit("clipping", "clipping_ms", "ms/s", 0.5, 50),
    _Limit("hum", "hum_db", "dB", 0.5, 40),
    _Limit("lip-sync", "lip_sync_ms", "ms", 5, 200),
)
_LOUDEST_LU: Final = 15.0
"""Above the target: louder moments are no limit any more."""


def _widened(station: StationProfile, outcomes: Sequence[Outcome], spec: DeliverySpec) -> dict[str, tuple[float, str]]:
    """Say how far limits must go for a file to pass, and by what it measured; only as far as they stay limits."""
    found: dict[str, tuple[float, str]] = {}
    broken = {each.item: each for each in outcomes if each.faults and station.importance[each.item] != "off"}

    def widen(field: str, value: float, widest: float, shown: str) -> None:
        down = field in ("phase_correlation", "level_low_8bit")
        now = found[field][0] if field in found else getattr(station.limits, field)
        least, most, _ = LIMIT_RANGES[field]
        if least <= value <= most and (widest <= value < now if down else now < value <= widest):
            found[field] = (value, shown)

    for rule in _LIMITS:
        if rule.item in broken:
            shown = _measured(broken[rule.item])
            figures = [abs(each) if rule.item == "lip-sync" else each for each in _figures(shown, rule.unit)]
            if figures:
                widen(rule.field, _beyond(max(figures) if rule.up else min(figures), rule), rule.widest, shown)
    if "short-term" in broken:
        shown = _measured(broken["short-term"])
        for figure in _figures(shown, "LUFS"):
            widen("short_term_lu", _up(figure - spec.sound.target_lufs, 0.5), _LOUDEST_LU, shown)
    if "video-levels" in broken:
        shown = _measured(broken["video-levels"])
        if levels := re.search(r"Y (\d+)–(\d+)", shown):
            widen("level_low_8bit", float(levels[1]), 0, shown)
            widen("level_high_8bit", float(levels[2]), 255, shown)
    return found


def _measured(outcome: Outcome) -> str:
    """All figures of an item: its own and those of its findings."""
    return " · ".join(
        dict.fromkeys([outcome.measured, *(fault.measured for fault in outcome.faults if fault.measured)])
    )


def _figures(shown: str, unit: str) -> list[float]:
    """The figures that stand before a unit."""
    ends = r"(?![\w/])" if unit else r"(?=\s*(?:·|$))"
    found = re.finditer(rf"({_NUMBER.pattern})\s?{unit}{ends}", shown)
    return [float(each[1].replace("−", "-")) for each in found]


def _beyond(figure: float, rule: _Limit) -> float:
    """The first whole step beyond a figure, which was rounded when it was written, and may be a fault itself."""
    scaled = figure * rule.per_s
    if not rule.up:
        return round((math.floor(round(scaled / rule.step, 6)) - 1) * rule.step, 6)
    return round((math.floor(round(scaled / rule.step, 6)) + 1) * rule.step, 6)


def _up(figure: float, step: float) -> float:
    return round(math.ceil(round(figure / step, 6)) * step, 6)


# ── the delivery preset ───────────────────────────────────────────────────────────────────────────────────────────


def _loudness_changes(observed: Observed, spec: DeliverySpec) -> dict[str, tuple[str, str]]:
    """What the sample's loudness and peaks ask of the preset: new value, and why."""
    broken = {each.item for each in observed.outcomes if each.faults}
    changes: dict[str, tuple[str, str]] = {}
    heard, sound = observed.integrated_lufs, spec.sound
    if "loudness" in broken and heard >= _LOWEST_TARGET_LUFS:
        off, why = abs(heard - sound.target_lufs), f"learned: the sample has {_signed(heard)} LUFS"
        if off <= _WIDEST_TOLERANCE_LU:
            changes["sound.tolerance_lu"] = (f"{_up(off, 0.1):g}", f"{why} ({spec.name}: {sound.tolerance_lu:g})")
        else:
            changes["sound.target_lufs"] = (f"{round(heard, 1):.1f}", f"{why} ({spec.name}: {sound.target_lufs:g})")
    peak = observed.true_peak_dbtp
    if "true-peak" in broken and peak <= 0:
        why = f"learned: the sample has {_signed(peak)} dBTP ({spec.name}: {sound.max_true_peak_dbtp:g})"
        changes["sound.max_true_peak_dbtp"] = (f"{_up(peak, 0.1):.1f}", why)
    return changes


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f'"{value}"' if isinstance(value, str) and (not value or ":" in value) else str(value)


@dataclass(slots=True)
class _NewSpec:
    """A delivery preset that is being drafted: changes that the rules of presets accept."""

    name: str
    base: DeliverySpec
    station: str
    sample: str
    preset_folder: Path | None
    changes: dict[str, tuple[str, str]]
    refused: list[str]

    def text(self) -> str:
        """Write it with the changes that are left."""
        changes: dict[str, Redraft] = {
            "name": Redraft(self.name, "as this file is called"),
            "summary_vi": Redraft(f"Bản nháp theo tệp mẫu, gần với {self.base.name}", ""),
            "summary_en": Redraft(f"Draft after a sample, near to {self.base.name}", ""),
            "station": Redraft(self.station, "the profile that was drafted with it"),
            "destination": Redraft(None, f"a lesson asks for it by `presets: [{self.name}]`"),
        }
        changes |= {path: Redraft(value, why) for path, (value, why) in self.changes.items()}
        if self.base.adaptive and any(path.endswith((".gop_frames", ".pictures_per_second")) for path in self.changes):
            # one file says nothing of the other sizes, and players need the same GOP in all of them
            gone = ("adaptive", *(f"adaptive.{each.name}" for each in fields(AdaptiveSpec)))
            changes |= {path: Redraft(None, "", absent=True) for path in gone}
        text = presets.redrafted(self.base.name, changes, folder=self.preset_folder)
        return _headed(
            text,
            f"Draft of a delivery preset after the sample {self.sample}: near to {self.base.name}.",
            "Where it says learned, the sample has another value; everything else is as it was there. Read it through.",
            *(f"NOT EXPRESSED: {each}" for each in self.refused),
        )

    def settled(self) -> tuple[str, DeliverySpec]:
        """Leave out what the rules refuse, until the rest is a preset. Raises PresetError when nothing helps."""
        for _ in range(_MOST_TRIES):
            text = self.text()
            try:
                return text, _loaded_spec(self.name, text)
            except PresetError as error:
                wrong = [path for path in self.changes if f": {path}: " in error.detail]
                wrong = wrong or [path for path in self.changes if path.rpartition(".")[2] in error.detail]
                if not wrong:
                    raise
                for path in wrong:
                    value, _ = self.changes.pop(path)
                    self.refused.append(f"{path}: {value}")
        raise RuntimeError(f"{self.name}: no change of {list(self.changes)} makes a preset")


def _loaded_spec(name: str, text: str) -> DeliverySpec:
    with tempfile.TemporaryDirectory(prefix="lessontool-learn-") as folder:
        (Path(folder) / f"{name}.yaml").write_text(text, encoding="utf-8")
        return presets.load_delivery(name, folder=Path(folder))


def _loaded_station(name: str, text: str, spec_name: str, spec_text: str) -> StationProfile:
    with tempfile.TemporaryDirectory(prefix="lessontool-learn-") as folder:
        place = Path(folder)
        (place / STATIONS).mkdir()
        (place / STATIONS / f"{name}.yaml").write_text(text, encoding="utf-8")
        if spec_text:
            (place / f"{spec_name}.yaml").write_text(spec_text, encoding="utf-8")
        return presets.load_station(name, folder=place)


def _headed(text: str, *lines: str) -> str:
    """Give a preset's text another heading: the comment lines before the first value."""
    rows = text.splitlines()
    first = next(at for at, row in enumerate(rows) if row and not row.startswith("#"))
    about = next((at for at, row in enumerate(rows[:first]) if row.startswith("# Every value")), first)
    units = [row for row in rows[about:first] if row]
    plain = [" ".join("".join(sign if sign.isprintable() else " " for sign in line).split()) for line in lines]
    return "\n".join([*(f"# {line}" for line in plain), *units, "", *rows[first:]]) + "\n"


# ── learning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def name_for(sample: Path) -> str:
    """Propose a profile's name after a sample's: `Đài mẫu.mxf` becomes `dai-mau`."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(sample.stem)).strip("-")
    return words[:40].strip("-") or "station"


def learn(
    sample: Path,
    *,
    name: str,
    preset_folder: Path | None = None,
    observe: Observe | None = None,
    cancel: Cancel,
    progress: Callable[[float], None] = lambda _: None,
) -> Draft:
    """Draft what a station wants from a file that it accepts; the file passes what was drafted.

    The sample is measured against the nearest shipped preset, and once more against the draft where that differs.
    Raises InputError for what is no film, a damaged one, or a name that is none; PresetError, ToolError, Interrupted.
    """
    if not is_preset_name(name):
        raise InputError("learn-name-wrong", name=name[:100])
    if observe is None:
        from lessontool.qc.observing import observe as measured
    else:
        measured = observe
    specs = [presets.load_delivery(each, folder=preset_folder) for each in presets.delivery_names(folder=preset_folder)]
    start = presets.station_for("tv", folder=preset_folder)
    subject = opened(sample, specs[0], Expected(), start.limits, cancel=cancel)
    picture = portrait(subject.media, subject.said)
    spec, rendition = nearest(picture, specs)
    station = presets.station_of(spec, folder=preset_folder)

    def look(against: DeliverySpec, limits: QCLimits, part: int) -> Observed:
        return measured(
            sample,
            against,
            Expected(),
            limits,
            cancel=cancel,
            progress=lambda share: progress((part + share) / 2),
        )

    seen = look(spec, station.limits, 0)
    _require_whole(sample, seen)
    new = _new_spec(name, sample.name, spec, picture, picture.differences(spec, rendition), seen, preset_folder)
    spec_text, wanted = new.settled() if new else ("", spec)
    widened = _widened(station, seen.outcomes, wanted)
    if new or widened:
        wider: dict[str, Any] = {field: _typed(field, value) for field, (value, _) in widened.items()}
        seen = look(wanted, replace(station.limits, **wider), 1)
    progress(1.0)
    learnt = _Learnt(
        name=name,
        sample=sample.name,
        station=station,
        shipped=spec,
        wanted=wanted,
        new=new,
        spec_text=spec_text,
        seen=seen,
        widened=widened,
        unexpressed=tuple(dict.fromkeys((*picture.foreign, *(new.refused if new else ())))),
        preset_folder=preset_folder,
    )
    return learnt.draft()


def _typed(field: str, value: float) -> float:
    kinds = {each.name: each.type for each in fields(QCLimits)}
    return int(value) if kinds[field] in (int, "int") else float(value)


def _require_whole(sample: Path, seen: Observed) -> None:
    for outcome in seen.outcomes:
        if outcome.item in NEVER_WAIVED and outcome.faults:
            raise InputError("learn-sample-broken", sample=sample.name, what=f"{outcome.item} {outcome.measured}")


def _new_spec(
    name: str,
    sample: str,
    spec: DeliverySpec,
    picture: Portrait,
    differences: Mapping[str, tuple[Any, Any]],
    seen: Observed,
    preset_folder: Path | None,
) -> _NewSpec | None:
    """Begin a delivery preset where the nearest does not fit; None: it does."""
    changes = _loudness_changes(seen, spec)
    if any(each.item in _FORMAT_ITEMS and each.faults for each in seen.outcomes):
        for path, (wanted, value) in differences.items():
            changes[path] = (_yaml(value), f"learned: the sample has {value} ({spec.name}: {wanted})")
    if not changes:
        return None
    kind = spec.destination if spec.destination == "tv" else "online"
    return _NewSpec(f"{kind}-{name}", spec, name, sample, preset_folder, changes, list(picture.foreign))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learnt:
    """Everything that was found out, to be written down."""

    name: str
    sample: str
    station: StationProfile
    """The shipped one that the draft is built on."""
    shipped: DeliverySpec
    wanted: DeliverySpec
    new: _NewSpec | None
    spec_text: str
    seen: Observed
    widened: Mapping[str, tuple[float, str]]
    unexpressed: tuple[str, ...]
    preset_folder: Path | None

    @property
    def taken(self) -> tuple[Outcome, ...]:
        """Faults that no limit pardons, and that the station cares about."""
        cares = ("error", "warning")
        return tuple(each for each in self.seen.outcomes if each.faults and self.station.importance[each.item] in cares)

    def draft(self) -> Draft:
        """Write it all down, and prove that the sample passes it."""
        text = self._station_text()
        profile = _loaded_station(self.name, text, self.wanted.name, self.spec_text)
        left = [each.item for each in judged(self.seen, profile).items if each.verdict in ("failed", "warning")]
        if left:
            raise RuntimeError(f"{self.name}: the sample does not pass what was learnt from it: {left}")
        differences = tuple(self.new.changes) if self.new else ()
        summary = Summary(
            name=self.name,
            sample=self.sample,
            spec=self.wanted.name,
            nearest=self.shipped.name,
            differences=differences,
            widened=tuple(self.widened),
            taken=tuple(each.item for each in self.taken),
            unexpressed=self.unexpressed,
        )
        return Draft(summary=summary, station_text=text, spec_text=self.spec_text, said=self._said(differences))

    def _said(self, differences: Sequence[str]) -> tuple[Said, ...]:
        fits = {"spec": self.wanted.name}
        values = {**fits, "nearest": self.shipped.name, "differences": ", ".join(differences) or "–"}
        first = Said(code="learn-new-spec", values=values) if self.new else Said(code="learn-fits", values=fits)
        return (
            first,
            *(Said(code="learn-cannot-express", values={"what": each}) for each in self.unexpressed),
            *(Said(code="learn-taken", values={"item": e.item, "measured": _measured(e) or "–"}) for e in self.taken),
        )

    def _station_text(self) -> str:
        """Write the profile: what was learnt with what was measured, and all else as the default that it is."""
        default = f"default ({self.station.name}): {{was}}"
        built_on = self.station.name
        changes: dict[str, Redraft] = {
            "name": Redraft(self.name, "as this file is called"),
            "summary_vi": Redraft(f"Bản nháp theo một tệp mà nơi nhận đã chấp nhận (dựa trên {built_on})", ""),
            "summary_en": Redraft(f"Draft after a file that the station accepts (built on {built_on})", ""),
            "formats": Redraft(f"[{self.wanted.name}]", "learned: what the sample is"),
        }
        changes |= self._importance(default)
        for field in (each.name for each in fields(QCLimits)):
            if field in self.widened:
                value, shown = self.widened[field]
                was = f"{built_on}: {getattr(self.station.limits, field):g}"
                changes[f"limits.{field}"] = Redraft(f"{value:g}", f"learned: the sample has {_words(shown)} ({was})")
            else:
                changes[f"limits.{field}"] = Redraft(None, default)
        changes |= {field: Redraft(None, default) for field in _CUSTOMS}
        changes |= self._names()
        text = presets.redrafted(f"{STATIONS}/{built_on}", changes, folder=self.preset_folder)
        return _headed(
            text,
            f"Draft of a station's wishes after the sample {self.sample}, built on {built_on}.",
            "learned: measured in the sample, set so that it passes · default: nobody has said what the station wants.",
            "One sample shows what a station takes, never what it refuses: read it through with somebody who knows.",
            *(f"NOT EXPRESSED: {each}" for each in self.unexpressed),
        )

    def _importance(self, default: str) -> dict[str, Redraft]:
        outcomes = {each.item: each for each in self.seen.outcomes}
        taken = {each.item for each in self.taken}
        changes: dict[str, Redraft] = {}
        for item in get_args(ItemName):
            outcome = outcomes.get(item)
            told = _words(_measured(outcome)) if outcome and not outcome.unmeasured else ""
            why = f"{default}{f'; the sample: {told}' if told and self.station.importance[item] != 'off' else ''}"
            if item in taken:
                why = f"learned: the sample has this fault, {told or 'all the same'}"
            changes[f"importance.{item}"] = Redraft("note" if item in taken else None, why)
        return changes

    def _names(self) -> dict[str, Redraft]:
        """The sample's own name is one that the station takes."""
        changes: dict[str, Redraft] = {}
        pattern, longest = self.station.file_name_pattern, self.station.longest_name
        if pattern and not re.fullmatch(pattern, Path(self.sample).stem):
            changes["file_name_pattern"] = Redraft('""', f"learned: any name, such as {_words(self.sample)}")
        if longest and len(self.sample) > longest:
            changes["longest_name"] = Redraft(str(min(255, len(self.sample))), "learned: so long is the sample's name")
        return changes


_CUSTOMS: Final = (
    "file_name_pattern",
    "longest_name",
    "metadata_fields",
    "caption_languages",
    "checksums",
    "delivery_folder",
    "marker",
)
"""What a film does not show."""


def _words(text: str) -> str:
    return text[:120]


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def write(draft: Draft, folder: Path) -> tuple[Path, ...]:
    """Write a draft as a preset folder: `stations/NAME.yaml`, and the delivery preset beside it.

    Raises InputError where one of the files is there already, EngineError where nothing can be written.
    """
    texts = {folder / STATIONS / f"{draft.summary.name}.yaml": draft.station_text}
    if draft.spec_text:
        texts[folder / f"{draft.summary.spec}.yaml"] = draft.spec_text
    for path in texts:
        if path.exists() or path.is_symlink():
            raise InputError("learn-exists", path=str(path))
    written: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise EngineError("learn-unwritable", folder=str(folder), detail=str(error)) from error
    return tuple(texts)
