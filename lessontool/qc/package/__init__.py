"""What goes with a programme: captions, description, names and checksums, held against what was promised.

Everything here is small and is read whole. Whatever is wrong, missing or hostile is a finding and never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lessontool import presets
from lessontool.errors import PresetError
from lessontool.model import CaptionStyle, DeliverySpec, Manifest, Outcome, StationProfile
from lessontool.qc.package.captions import look_at_captions
from lessontool.qc.package.checksums import look_at_checksums
from lessontool.qc.package.description import look_at_description
from lessontool.qc.package.file_names import look_at_names
from lessontool.timing import TimeSpan
from lessontool.tools.process import Cancel

__all__ = ["look_at_package"]


def look_at_package(
    folder: Path,
    manifest: Manifest,
    profile: StationProfile,
    *,
    silences: Sequence[TimeSpan] | None = None,
    spec: DeliverySpec | None = None,
    style: CaptionStyle | None = None,
    closed: bool = True,
    cancel: Cancel,
) -> tuple[Outcome, ...]:
    """Measure everything that goes along in a package: nine items, in the order of `ItemName`.

    `silences` are the stretches of the first programme in which nothing is heard; None: nobody measured it. Without
    `spec` and `style` they are those that the manifest names, as far as they are shipped. `closed=False`: lists and
    manifest are not written yet. Raises Interrupted only.
    """
    spec = spec or _spec_of(manifest)
    style = style or _style_of(manifest)
    return (
        *look_at_captions(folder, manifest, profile, spec=spec, style=style, silences=silences),
        look_at_description(folder, manifest, profile),
        look_at_names(manifest, profile),
        look_at_checksums(folder, manifest, profile.checksums, closed=closed, cancel=cancel),
    )


def _spec_of(manifest: Manifest) -> DeliverySpec | None:
    """The delivery preset, where it is a shipped one; a caller with a folder of its own hands its preset in."""
    try:
        return presets.load_delivery(manifest.preset)
    except PresetError:
        return None


def _style_of(manifest: Manifest) -> CaptionStyle | None:
    """How fast the pupils of this lesson read."""
    name, grade = manifest.lesson.get("caption_style"), manifest.lesson.get("grade")
    try:
        if isinstance(name, str) and name:
            return presets.load_caption_style(name)
        return presets.caption_style_for(grade) if isinstance(grade, int) else None
    except PresetError:
        return None
