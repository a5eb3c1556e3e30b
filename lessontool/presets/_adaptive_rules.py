"""What must be true of a delivery preset for adaptive players."""

from __future__ import annotations

from typing import Final

from lessontool.model import DeliverySpec
from lessontool.presets._fields import Reading

_LONGEST_S: Final = 20
"""Longer, a weak connection waits so long before anything plays, and after each jump."""

_PLAYED: Final = ("h264", "av1")
"""Codings for which players have names, and which can be put into pieces here."""


def check(spec: DeliverySpec, reading: Reading) -> None:
    """Note every law that a preset breaks whose renditions are played in pieces."""
    wanted = spec.adaptive
    if wanted is None:
        return
    if spec.container != "mp4":
        reading.wrong("adaptive", "players take pieces of mp4 only", value=spec.container)
        return
    if not (wanted.hls or wanted.dash):
        reading.wrong("adaptive.hls", "neither hls nor dash: leave the whole block out")
    if not 1 <= wanted.fragment_s <= _LONGEST_S:
        reading.wrong("adaptive.fragment_s", f"must be 1 to {_LONGEST_S} s")
    gops = {rendition.name: rendition.gop_frames / rendition.pictures_per_second for rendition in spec.renditions}
    if len(set(gops.values())) > 1:
        listed = ", ".join(f"{name} {length:g} s" for name, length in gops.items())
        reading.wrong("renditions", f"players change between sizes at keyframes, so all need the same GOP: {listed}")
        return
    for number, rendition in enumerate(spec.renditions, start=1):
        if rendition.codec not in _PLAYED:
            reading.wrong(f"renditions[{number}].codec", f"adaptive players take {' or '.join(_PLAYED)}")
        if wanted.fragment_s * rendition.pictures_per_second % max(rendition.gop_frames, 1):
            gop = f"{rendition.gop_frames} frames, {rendition.pictures_per_second} a second"
            reading.wrong("adaptive.fragment_s", f"must be a whole number of GOPs: {rendition.name} has {gop}")
            return
