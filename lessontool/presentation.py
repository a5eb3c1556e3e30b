"""What surrounds a lesson, found out before it is planned: its brand, that brand's files, the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessontool import records
from lessontool.errors import InputError, PresetError
from lessontool.model import (
    Brand,
    BrandUse,
    Clip,
    Decision,
    DeliverySpec,
    Finding,
    Lesson,
    Measurements,
    MediaFile,
    Presentation,
    SignClip,
    Transcript,
)
from lessontool.presets import brand_files, choose_brand, load_series
from lessontool.running.examining import examine
from lessontool.tools.process import Cancel


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A lesson's presentation, and where the files lie that it uses."""

    presentation: Presentation = field(default_factory=Presentation)
    assets: Mapping[str, Path] = field(default_factory=dict)
    """By SHA-256."""

    def heard(self, transcript: Transcript | None) -> Presentation:
        """The presentation, now that it is known where somebody speaks; None: nobody has listened."""
        return replace(self.presentation, speech=transcript.speech) if transcript else self.presentation


def surroundings_of(
    folder: Path,
    lesson: Lesson,
    presets: Sequence[DeliverySpec],
    media: MediaFile,
    measurements: Measurements,
    *,
    preset_folder: Path | None = None,
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> Surroundings:
    """Find out what surrounds a lesson for some delivery presets.

    Raises PresetError for a brand that cannot be used, InputError for an interpreter's recording or an opening for the
    radio that cannot.
    """
    series = load_series(folder)
    # nothing surrounds what is only heard, but its opening
    seen = [spec for spec in presets if spec.destination != "radio"]
    chosen = {spec.name: choose_brand(lesson, spec, series, preset_folder) for spec in seen}
    brands = {name: brand for name, (brand, _) in chosen.items()}
    found = {brand.name: brand_files(brand, preset_folder) for brand in brands.values()}
    sums = {name: {file: records.checksum(path) for file, path in files.items()} for name, files in found.items()}
    assets = {sums[name][file]: path for name, files in found.items() for file, path in files.items()}
    clips: dict[str, Clip] = {}
    for brand in {each.name: each for each in brands.values()}.values():
        _require_usable(brand, found[brand.name])
        for file in _recordings(brand):
            clips[sums[brand.name][file]] = _examined(folder, found[brand.name][file], cancel, report)
    sign: SignClip | None = None
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Decision, ...] = ()
    if lesson.sign_language and seen:
        from lessontool.signing import sign_of

        sign, findings, reasons = sign_of(folder, lesson, media, measurements, cancel=cancel, report=report)
        if sign:
            assets[sign.clip.media.sha256] = folder / lesson.sign_language.file
    opening: Clip | None = None
    if lesson.radio_opening and any(spec.radio and spec.radio.opening == "file" for spec in presets):
        accepted, heard, levels = examine(folder, lesson.radio_opening, cancel=cancel, report=report)
        opening = Clip(media=heard, measurements=levels)
        assets[heard.sha256] = accepted.path
    decisions = dict.fromkeys(
        Decision(subject="brand", choice=brand.name, reason=why) for brand, why in chosen.values()
    )
    presentation = Presentation(
        brands=brands,
        files=sums,
        clips=clips,
        radio_opening=opening,
        sign=sign,
        decisions=(*decisions, *reasons),
        findings=findings,
    )
    return Surroundings(presentation=presentation, assets=assets)


def _recordings(brand: Brand) -> tuple[str, ...]:
    """Name the brand's own films and sounds."""
    uses: tuple[BrandUse, ...] = (brand.tv, brand.online, brand.offline)
    films = [word for use in uses for word in (use.opening, use.closing) if word not in ("animated", "none")]
    sounds = [name for name in (brand.sound.opening, brand.sound.closing) if name]
    return tuple(dict.fromkeys((*films, *sounds)))


def _require_usable(brand: Brand, files: Mapping[str, Path]) -> None:
    """Refuse a logo or a font that cannot be drawn before any work is done."""
    from lessontool.branding.drawing.fonts import require_vietnamese
    from lessontool.branding.drawing.logos import require_usable

    if brand.logo:
        require_usable(files[brand.logo], brand.logo)
    for font in {brand.fonts.title, brand.fonts.text} - {""}:
        require_vietnamese(files[font], font)


def _examined(folder: Path, path: Path, cancel: Cancel | None, report: Callable[[str], None] | None) -> Clip:
    """Probe and measure a brand's film or sound as a recording; the facts are kept with the lesson."""
    try:
        _, media, measurements = examine(path.parent, path.name, kept_in=folder, cancel=cancel, report=report)
    except InputError as error:
        raise PresetError("brand-clip-unusable", name=path.name, detail=str(error)) from error
    return Clip(media=media, measurements=measurements)
