"""How many bits the picture takes: constant where that is wanted, and never more than a decoder's buffer can give."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.model import Finding, Outcome
from lessontool.qc.file.evidence import Evidence, megabits, number, outcome, text, unmeasured

_BUFFER_ROUNDING: Final = Fraction(1, 100)
"""Buffers are named in units of 16 384 bits, in presets in whole kilobits."""
_RATE_ROUNDING: Final = Fraction(1, 500)
_FRAME_RATE_TOLERANCE: Final = Fraction(1, 5)
"""DV and AVC-Intra are known by their frames' size; their nominal rates are told with and without what goes along."""
_FEW: Final = 5
"""Where a buffer breaks at more places, the rate as a whole is not what it should be."""
_MUX_TOLERANCE: Final = 0.02


def bit_rate(seen: Evidence) -> Outcome:
    """Judge the bit rate: what is announced, the whole, each second of it, and the decoder's buffer."""
    if seen.subject.video is None:
        return unmeasured("bit-rate", "qc-no-picture")
    sizes = _sizes(seen)
    if not sizes:
        return unmeasured("bit-rate", "qc-pictures-unread")
    spec = seen.rendition
    if spec.codec in ("dv", "avc_intra"):
        judged = _equal_frames(seen, sizes)
    elif spec.bit_rate_kbps is not None:
        judged = _constant(seen, sizes, spec.bit_rate_kbps * 1000)
    else:
        judged = _ceiling(seen, sizes)
    mean = _mean(sizes, seen.rate)
    low, high = seconds_range(sizes, seen.rate)
    measured = f"{megabits(mean)} (1 s: {float(low) / 1e6:.2f}–{megabits(high)})"
    faults = [*judged.faults, _mux(seen)]
    return outcome("bit-rate", measured, judged.limit, faults)


@dataclass(frozen=True, slots=True)
class _Judged:
    limit: str
    faults: Sequence[Finding | None]


def _sizes(seen: Evidence) -> array[int]:
    if seen.pictures is not None and len(seen.pictures):
        return seen.pictures.sizes
    return seen.arrivals.sizes


def _mean(sizes: Sequence[int], rate: Fraction) -> Fraction:
    return 8 * sum(sizes) * rate / len(sizes)


def seconds_range(sizes: Sequence[int], rate: Fraction) -> tuple[Fraction, Fraction]:
    """Find the lowest and the highest bit rate within any second (a shorter file counts as one)."""
    window = max(1, round(rate))
    if len(sizes) < window:
        mean = _mean(sizes, rate)
        return mean, mean
    held = low = high = sum(sizes[:window])
    for at in range(window, len(sizes)):
        held += sizes[at] - sizes[at - window]
        low, high = min(low, held), max(high, held)
    return 8 * low * rate / window, 8 * high * rate / window


def _equal_frames(seen: Evidence, sizes: Sequence[int]) -> _Judged:
    usual = sorted(sizes)[len(sizes) // 2]
    found = 8 * usual * seen.rate
    odd = [at for at, size in enumerate(sizes) if abs(size - usual) > usual // 100]  # the first may carry headers
    faults: list[Finding | None] = []
    if len(odd) > 1:
        faults.append(seen.fault("qc-frame-sizes", len(odd), 0, pictures=odd))
    wanted = Fraction((seen.rendition.bit_rate_kbps or 0) * 1000)
    if wanted and abs(found - wanted) > wanted * _FRAME_RATE_TOLERANCE:
        faults.append(seen.fault("qc-bit-rate", megabits(found), megabits(wanted)))
    return _Judged(megabits(wanted) if wanted else megabits(found), faults)


def _constant(seen: Evidence, sizes: Sequence[int], wanted: int) -> _Judged:
    headline, rate = seen.headline, seen.rate
    faults: list[Finding | None] = []
    told = headline.bit_rate_bps if headline else 0
    if told and abs(told - wanted) > wanted * _RATE_ROUNDING:
        faults.append(seen.fault("qc-bit-rate", megabits(told), megabits(wanted)))
    buffer = Fraction((seen.rendition.buffer_kbit or 0) * 1000) or Fraction(headline.buffer_bits if headline else 0)
    buffer = buffer or Fraction(wanted)
    exact = headline is not None and headline.format == "MPEG-2"
    whole, due = Fraction(8 * sum(sizes)), Fraction(wanted) * len(sizes) / rate
    slack = buffer + due * (_RATE_ROUNDING if exact else _BUFFER_ROUNDING)
    if faults:
        return _Judged(_limit(wanted, buffer), faults)
    places = _buffer_faults(seen, sizes, wanted, buffer) if exact else []
    odd = sum(len(fault.spans) for fault in places)
    if abs(whole - due) > slack and not 0 < odd <= _FEW:
        faults.append(seen.fault("qc-bit-rate-mean", megabits(_mean(sizes, rate)), megabits(wanted)))
    elif exact:
        faults += places
    else:
        dry = dry_pictures(sizes, Fraction(wanted) / rate, buffer)
        faults.append(_dry(seen, dry, buffer) if dry else None)
    return _Judged(_limit(wanted, buffer), faults)


def _limit(wanted: int, buffer: Fraction) -> str:
    return f"{megabits(wanted)} CBR, VBV {float(buffer) / 1e6:.2f} Mbit"


def _buffer_faults(seen: Evidence, sizes: Sequence[int], wanted: int, buffer: Fraction) -> list[Finding]:
    dry, over = constant_rate_breaks(sizes, Fraction(wanted) / seen.rate, buffer * (1 + _BUFFER_ROUNDING))
    faults = [_dry(seen, dry, buffer)] if dry else []
    return [*faults, seen.fault("qc-buffer-over", len(over), 0, pictures=over)] if over else faults


def _dry(seen: Evidence, pictures: Sequence[int], buffer: Fraction) -> Finding:
    return seen.fault("qc-buffer-dry", len(pictures), 0, pictures=pictures, buffer=f"{float(buffer) / 1e6:.2f} Mbit")


def constant_rate_breaks(sizes: Sequence[int], supply: Fraction, buffer: Fraction) -> tuple[list[int], list[int]]:
    """Find pictures at which a decoder's buffer must run dry or overflow at constant rate (ISO/IEC 13818-2 annex C).

    `supply` bits come in for each picture. How full the buffer is when the first picture is taken out the file need not
    say truly (chunks are joined), so every beginning is allowed under which it works; where none is left, it breaks.
    """
    dry: list[int] = []
    over: list[int] = []
    lowest, highest, moved = Fraction(0), buffer, Fraction(0)
    for at, size in enumerate(sizes):
        bits = 8 * size
        highest = min(highest, buffer - moved)
        if lowest > highest:
            over.append(at)
            lowest, highest, moved = Fraction(0), buffer, Fraction(0)
        lowest = max(lowest, bits - moved)
        if lowest > highest:
            dry.append(at)
            lowest, highest, moved = Fraction(0), buffer, Fraction(0)
            continue
        moved += supply - bits
    return dry, over


def dry_pictures(sizes: Sequence[int], supply: Fraction, buffer: Fraction) -> list[int]:
    """Find pictures that come before a decoder's buffer holds them, when it begins full and may stay full."""
    fullness, dry = buffer, []
    for at, size in enumerate(sizes):
        fullness -= 8 * size
        if fullness < 0:
            dry.append(at)
            fullness = Fraction(0)
        fullness = min(buffer, fullness + supply)
    return dry


def _ceiling(seen: Evidence, sizes: Sequence[int]) -> _Judged:
    """Judge constant quality: no more than the ceiling, over what the buffer evens out.

    Chunks are encoded apart, each for a buffer that is full at its beginning: where two meet, it may be asked twice.
    """
    most = (seen.rendition.max_bit_rate_kbps or 0) * 1000
    if not most:
        return _Judged("", [])
    buffer = Fraction((seen.rendition.buffer_kbit or seen.rendition.max_bit_rate_kbps or 0) * 1000)
    dry = dry_pictures(sizes, Fraction(most) / seen.rate, 2 * buffer)
    fault = seen.fault("qc-bit-rate-ceiling", len(dry), 0, pictures=dry, most=megabits(most)) if dry else None
    return _Judged(f"≤ {megabits(most)}", [fault])


def _mux(seen: Evidence) -> Finding | None:
    """Judge the rate of a whole transport stream as it is, of a programme stream as it says."""
    wanted = (seen.spec.mux_rate_kbps or 0) * 1000
    if seen.subject.media.demuxer == "mpeg":
        with seen.subject.path.open("rb") as file:
            found: float | None = programme_rate(file.read(14))
    else:
        found = number(text(seen.general, "OverallBitRate"))
    if not wanted or found is None or abs(found - wanted) <= wanted * _MUX_TOLERANCE:
        return None
    return seen.fault("qc-mux-rate", megabits(found), megabits(wanted))


def programme_rate(pack: bytes) -> int | None:
    """Read program_mux_rate of an MPEG-2 pack header in bits a second (ISO/IEC 13818-1, 2.5.3.4); None: it is none."""
    if len(pack) < 13 or pack[:4] != b"\x00\x00\x01\xba" or pack[4] >> 6 != 1:
        return None
    return (pack[10] << 14 | pack[11] << 6 | pack[12] >> 2) * 400
