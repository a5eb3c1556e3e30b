"""Whether container and coded picture say the same: stations' software believes the one, decoders the other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lessontool.model import Finding, Outcome
from lessontool.qc.file import pictures
from lessontool.qc.file.evidence import Evidence, aspect_words, megabits, outcome, rate_words, unmeasured
from lessontool.qc.file.groups import group_timecode
from lessontool.qc.file.picture import D10_BLANKING_LINES, colour_words

_SAME_SHAPE: Final = Fraction(1, 100)


def agreement(seen: Evidence) -> Outcome:
    """Compare what the container says of raster, shape, scan, rates, colour, timecode and length with the picture."""
    compared = list(_compared(seen))
    if not compared:
        return unmeasured("agreement", "qc-nothing-to-compare")
    faults = [fault for _, fault in compared]
    good = sum(fault is None for fault in faults)
    return outcome("agreement", f"{good}/{len(faults)}", f"{len(faults)}/{len(faults)}", faults)


Compared = Iterator[tuple[str, Finding | None]]


def _compared(seen: Evidence) -> Compared:
    yield from _size(seen)
    yield from _shape(seen)
    yield from _scanning(seen)
    yield from _rates(seen)
    yield from _colours(seen)
    yield from _times(seen)
    yield from _lengths(seen)
    yield from _steady(seen)


def _size(seen: Evidence) -> Compared:
    said, around = seen.headline or seen.subject.video, _container_size(seen)
    if said is None or not all(around):
        return
    inside = said.width_px, said.height_px
    blanking = inside[1] - around[1] == D10_BLANKING_LINES and inside[0] == around[0] and inside[1] == 608
    fault = None
    if inside != around and not blanking:
        fault = seen.fault("qc-differs-raster", f"{around[0]}×{around[1]}", f"{inside[0]}×{inside[1]}")
    yield "raster", fault


def _container_size(seen: Evidence) -> tuple[int, int]:
    if seen.mxf is not None:
        return seen.mxf.width_px, seen.mxf.height_px
    track = next((track for track in seen.mp4.tracks if track.kind == "vide"), None) if seen.mp4 else None
    return (track.width_px, track.height_px) if track else (0, 0)


def _shape(seen: Evidence) -> Compared:
    inside = seen.headline.aspect if seen.headline else None
    around = seen.mxf.aspect if seen.mxf is not None else None
    track = next((track for track in seen.mp4.tracks if track.kind == "vide"), None) if seen.mp4 else None
    if track is not None and track.pixel_shape and track.height_px:
        around = track.pixel_shape * track.width_px / track.height_px
    if inside is None or around is None:
        return
    same = abs(inside - around) <= _SAME_SHAPE
    yield "aspect", None if same else seen.fault("qc-differs-aspect", aspect_words(around), aspect_words(inside))


def _scanning(seen: Evidence) -> Compared:
    around = seen.mxf.interlaced if seen.mxf is not None else None
    said = seen.headline
    if around is None or said is None or said.interlaced is None or seen.pictures is None:
        return
    inside = said.interlaced
    if inside and not around:  # pictures of an interlaced sequence may all be whole ones
        inside = not all(flags & pictures.PROGRESSIVE for flags in set(seen.pictures.flags))
    names = {True: "Interlaced", False: "Progressive"}
    yield "scan", None if inside == around else seen.fault("qc-differs-scan", names[around], names[inside])


def _rates(seen: Evidence) -> Compared:
    said = seen.headline
    track = seen.subject.video
    around = seen.mxf.rate if seen.mxf is not None else track.frame_rate if track else None
    steady = track is not None and not track.variable_rate
    if said is not None and said.rate and around and steady:
        same = abs(said.rate - around) <= said.rate / 500
        in_fields = seen.pictures is not None and any(flags & pictures.FIELDS for flags in set(seen.pictures.flags))
        same = same or (in_fields and abs(2 * said.rate - around) <= said.rate / 250)
        yield "rate", None if same else seen.fault("qc-differs-rate", rate_words(around), rate_words(said.rate))
    bits = seen.mxf.bit_rate_bps if seen.mxf is not None else 0
    if said is not None and bits and said.bit_rate_bps:
        same = abs(bits - said.bit_rate_bps) <= said.bit_rate_bps / 500
        fault = None if same else seen.fault("qc-differs-bit-rate", megabits(bits), megabits(said.bit_rate_bps))
        yield "bit-rate", fault


def _colours(seen: Evidence) -> Compared:
    said = seen.headline
    track = next((track for track in seen.mp4.tracks if track.kind == "vide"), None) if seen.mp4 else None
    around = seen.mxf or track
    if said is None or around is None:
        return
    inside = (said.primaries, said.transfer, said.matrix)
    outside = (around.primaries, around.transfer, around.matrix)
    pairs = [(one, other) for one, other in zip(inside, outside, strict=True) if one and other]
    if not pairs:
        return
    same = all(one == other or {one, other} <= {"BT.601", "BT.709"} for one, other in pairs[1:2]) and all(
        one == other for one, other in (pairs[0], *pairs[2:])
    )
    yield "colour", None if same else seen.fault("qc-differs-colour", "/".join(outside), colour_words(said))


def _times(seen: Evidence) -> Compared:
    around, inside = (
        seen.mxf.material_start if seen.mxf is not None else seen.subject.media.timecode,
        group_timecode(seen),
    )
    kept = seen.pictures
    if not around or not inside or kept is None or not any(said > 0 for said in kept.group_timecodes):
        return
    yield "timecode", None if around == inside else seen.fault("qc-differs-timecode", around, inside)


def _lengths(seen: Evidence) -> Compared:
    """More pictures than announced, or tracks of the container that announce different lengths."""
    announced = seen.mxf.lengths if seen.mxf is not None else ()
    if not announced:
        return
    bad = len(announced) > 1 or announced[0] < seen.frames
    said = "/".join(map(str, announced[:4]))
    yield "duration", seen.fault("qc-differs-length", said, seen.frames) if bad else None


def _steady(seen: Evidence) -> Compared:
    """One headline from beginning to end: a picture that changes its raster halfway is refused by servers."""
    kept = seen.pictures
    if kept is None:
        return
    changes = [at for at, _ in kept.headlines[1:]]
    yield "steady", seen.fault("qc-headers-change", len(changes), 0, pictures=changes) if changes else None
