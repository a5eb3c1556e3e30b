"""The headers of an H.264 picture (ITU-T H.264), read once from beginning to end without decoding anything."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.qc.file import pictures
from lessontool.qc.file.bits import Bits
from lessontool.qc.file.pictures import MATRICES, PRIMARIES, TRANSFERS, Headline, Pictures

_START: Final = b"\x00\x00\x01"
_SLICE, _IDR, _SEI, _SEQUENCE, _PICTURE_SET, _DELIMITER = 1, 5, 6, 7, 8, 9
_LOOK_BYTES: Final = 1024
"""A sequence parameter set with every scaling list is shorter."""
_BLOCK_BYTES: Final = 1 << 20
_PICTURE_TIMING: Final = 1
"""payloadType of a picture timing SEI message (D.1.3)."""
_SHAPES: Final = {
    1: Fraction(1),
    2: Fraction(12, 11),
    3: Fraction(10, 11),
    4: Fraction(16, 11),
    5: Fraction(40, 33),
    6: Fraction(24, 11),
    7: Fraction(20, 11),
    8: Fraction(32, 11),
    9: Fraction(80, 33),
    10: Fraction(18, 11),
    11: Fraction(15, 11),
    12: Fraction(64, 33),
    13: Fraction(160, 99),
    14: Fraction(4, 3),
    15: Fraction(3, 2),
    16: Fraction(2),
}
"""Table E-1."""
_EXTENDED_SHAPE: Final = 255
_CHROMA: Final = ("4:0:0", "4:2:0", "4:2:2", "4:4:4")
_WITH_CHROMA: Final = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_PROFILES: Final = {66: "Baseline", 77: "Main", 88: "Extended", 100: "High", 110: "High 10", 122: "High 4:2:2"}
_KINDS: Final = {0: pictures.FORWARD, 1: pictures.BOTH, 2: pictures.INTRA, 3: pictures.FORWARD, 4: pictures.INTRA}


@dataclass(frozen=True, slots=True)
class Sequence:
    """What of a sequence parameter set the slices and messages behind it need."""

    headline: Headline
    frames_only: bool
    frame_number_bits: int
    separate_planes: bool
    delay_bits: int
    """Of both delays in a picture timing message together; 0: it has none."""
    timing_says_structure: bool


class H264Reader:
    """Takes the bytes of an Annex B stream as they come and keeps what its pictures say."""

    def __init__(self) -> None:
        self.pictures = Pictures()
        self._held = bytearray()
        self._offset = 0
        self._sequence: Sequence | None = None
        self._unit_start: int | None = None
        self._in_slices = False
        self._structure: int | None = None
        self._pending: tuple[int, int, int, bool] | None = None
        self._last_frame_number = -1
        self._announced = False

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        self._held += block
        if len(self._held) >= _BLOCK_BYTES:
            self._walk(len(self._held) - _LOOK_BYTES)

    def finish(self) -> Pictures:
        """Say what all pictures were."""
        self._walk(len(self._held))
        self._close(self._offset + len(self._held))
        return self.pictures

    def _walk(self, until: int) -> None:
        data = self._held
        at = data.find(_START)
        while 0 <= at < until:
            if at + 3 < len(data):
                begins = at - 1 if at and data[at - 1] == 0 else at  # the zero byte before it belongs to it (B.1.2)
                self._unit(data[at + 3], data, at + 4, self._offset + begins)
            at = data.find(_START, at + 3)
        kept = max(at - 1, 0) if at >= 0 else max(len(data) - 3, 0)
        self._offset += kept
        del self._held[:kept]

    def _unit(self, header: int, data: bytearray, inside: int, at: int) -> None:
        kind = header & 31
        if kind in (_SLICE, _IDR):
            self._slice(kind == _IDR, bytes(data[inside : inside + 32]), at)
            return
        if kind not in (_SEI, _SEQUENCE, _PICTURE_SET, _DELIMITER):
            return
        if self._in_slices:
            self._close(at)
        if self._unit_start is None:
            self._unit_start = at
        try:
            if kind == _SEQUENCE:
                self._sequence = read_sequence(bytes(data[inside : inside + _LOOK_BYTES]))
                self._announced = True
            elif kind == _SEI and self._sequence is not None:
                self._message(bytes(data[inside : inside + _LOOK_BYTES]), self._sequence)
        except (ValueError, ZeroDivisionError):
            return  # a damaged header says nothing; the decoder will complain

    def _slice(self, idr: bool, content: bytes, at: int) -> None:
        bits = Bits(_unescaped(content))
        try:
            first, kind = bits.golomb(), bits.golomb() % 5
            if first and self._in_slices:
                return
            if self._in_slices:
                self._close(at)
            number, fields = self._frame_number(bits)
        except ValueError:
            return
        if self._unit_start is None:
            self._unit_start = at
        self._in_slices = True
        self._pending = (_KINDS[kind], fields, number, idr)

    def _frame_number(self, bits: Bits) -> tuple[int, int]:
        """Read a slice header up to its field flags (7.3.3): frame number; 0 frame, 1 top field, 2 bottom field."""
        bits.golomb()
        sequence = self._sequence
        if sequence is None:
            return -1, 0
        if sequence.separate_planes:
            bits.take(2)
        number = bits.take(sequence.frame_number_bits)
        if sequence.frames_only or not bits.flag():
            return number, 0
        return number, 1 + bits.take(1)

    def _message(self, content: bytes, sequence: Sequence) -> None:
        """Read how the fields of the next picture follow one another, where a timing message says it (D.1.3)."""
        content = _unescaped(content)
        at = 0
        while at + 2 < len(content) and content[at] != 0x80:
            kind, at = _extended(content, at)
            size, at = _extended(content, at)
            if kind == _PICTURE_TIMING and sequence.timing_says_structure:
                bits = Bits(content[at : at + size])
                bits.take(sequence.delay_bits)
                self._structure = bits.take(4)
                return
            at += size

    def _close(self, at: int) -> None:
        """Count the picture that ends here."""
        pending, start, structure = self._pending, self._unit_start, self._structure
        announced = self._announced
        self._pending, self._unit_start, self._structure, self._in_slices = None, None, None, False
        self._announced = False
        if pending is None or start is None:
            return
        kind, fields, number, idr = pending
        kept, size = self.pictures, min(max(at - start, 0), 0xFFFF_FFFF)
        waits = bool(kept.flags) and bool(kept.flags[-1] & pictures.LACKS_A_FIELD)
        if fields and waits and number == self._last_frame_number:
            kept.flags[-1] &= ~pictures.LACKS_A_FIELD
            kept.sizes[-1] = min(kept.sizes[-1] + size, 0xFFFF_FFFF)
            return
        self._last_frame_number = number
        if idr or (kind == pictures.INTRA and (announced or self._intra_only())):
            kept.groups.append(len(kept))
            kept.group_timecodes.append(-1)
            kept.group_closed.append(1 if idr or self._intra_only() else 0)
        if self._sequence is not None:
            kept.note_headline(self._sequence.headline)
        kept.kinds.append(kind)
        kept.references.append(0)
        kept.flags.append(self._flags(fields, structure))
        kept.sizes.append(size)

    def _intra_only(self) -> bool:
        return self._sequence is not None and "Intra" in self._sequence.headline.profile

    def _flags(self, fields: int, structure: int | None) -> int:
        if fields:
            return pictures.FIELDS | pictures.LACKS_A_FIELD | (pictures.TOP_FIRST if fields == 1 else 0)
        if self._sequence is not None and self._sequence.frames_only:
            return pictures.PROGRESSIVE
        if structure == 0:
            return pictures.PROGRESSIVE
        if structure in (3, 5):
            return pictures.TOP_FIRST
        return 0 if structure in (4, 6) else pictures.UNTOLD


def read_sequence(content: bytes) -> Sequence:
    """Read a sequence parameter set (7.3.2.1.1), without its first byte. Raises ValueError for a damaged one."""
    bits = Bits(_unescaped(content))
    profile, limits, level = bits.take(8), bits.take(8), bits.take(8)
    bits.golomb()
    chroma, depth, separate = 1, 8, False
    if profile in _WITH_CHROMA:
        chroma = bits.golomb()
        separate = chroma == 3 and bits.flag()
        depth = 8 + bits.golomb()
        bits.golomb()
        bits.take(1)
        if bits.flag():
            _skip_scaling(bits, 12 if chroma == 3 else 8)
    number_bits = bits.golomb() + 4
    _skip_order(bits)
    bits.golomb()
    bits.take(1)
    across, down = bits.golomb() + 1, bits.golomb() + 1
    frames_only = bits.flag()
    if not frames_only:
        bits.take(1)
    bits.take(1)
    left, right, top, bottom = [bits.golomb() for _ in range(4)] if bits.flag() else [0] * 4
    lines = 1 if frames_only else 2
    unit_x = 2 if chroma in (1, 2) else 1
    unit_y = (2 if chroma == 1 else 1) * lines
    width = 16 * across - unit_x * (left + right)
    height = 16 * down * lines - unit_y * (top + bottom)
    if not 0 < width <= 16_384 or not 0 < height <= 16_384 or number_bits > 16 or chroma > 3:
        raise ValueError("no sequence parameter set")
    said = _usability(bits) if bits.flag() else _Usability()
    headline = Headline(
        format="AVC",
        profile=_profile(profile, limits, level),
        width_px=width,
        height_px=height,
        aspect=said.shape * Fraction(width, height) if said.shape else None,
        rate=said.rate,
        interlaced=not frames_only,
        chroma=_CHROMA[chroma],
        bit_depth=depth,
        primaries=PRIMARIES.get(said.colours[0], ""),
        transfer=TRANSFERS.get(said.colours[1], ""),
        matrix=MATRICES.get(said.colours[2], ""),
        full_range=said.full_range,
        bit_rate_bps=said.bit_rate_bps,
        buffer_bits=said.buffer_bits,
        constant_rate=said.constant_rate,
    )
    return Sequence(
        headline=headline,
        frames_only=frames_only,
        frame_number_bits=number_bits,
        separate_planes=separate,
        delay_bits=said.delay_bits,
        timing_says_structure=said.structure,
    )


@dataclass(slots=True)
class _Usability:
    """What the video usability information says (annex E)."""

    shape: Fraction | None = None
    full_range: bool | None = None
    colours: tuple[int, int, int] = (0, 0, 0)
    rate: Fraction | None = None
    bit_rate_bps: int = 0
    buffer_bits: int = 0
    constant_rate: bool | None = None
    delay_bits: int = 0
    structure: bool = False


def _usability(bits: Bits) -> _Usability:
    said = _Usability()
    if bits.flag():
        code = bits.take(8)
        across, down = (bits.take(16), bits.take(16)) if code == _EXTENDED_SHAPE else (0, 0)
        said.shape = Fraction(across, down) if across and down else _SHAPES.get(code)
    if bits.flag():
        bits.take(1)
    if bits.flag():
        bits.take(3)
        said.full_range = bits.flag()
        if bits.flag():
            said.colours = bits.take(8), bits.take(8), bits.take(8)
    if bits.flag():
        bits.golomb()
        bits.golomb()
    if bits.flag():
        tick, scale = bits.take(32), bits.take(32)
        bits.take(1)
        said.rate = Fraction(scale, 2 * tick) if tick and scale else None  # two ticks a frame (E.2.1)
    for _ in range(2):
        if bits.flag():
            _buffer(bits, said)
    if said.delay_bits:
        bits.take(1)
    said.structure = bits.flag()
    return said


def _buffer(bits: Bits, said: _Usability) -> None:
    """Read the hypothetical reference decoder's parameters (E.1.2); the first of several schedules counts."""
    count = bits.golomb() + 1
    rate_scale, buffer_scale = bits.take(4), bits.take(4)
    if count > 32:
        raise ValueError("no HRD parameters")
    for number in range(count):
        rate, buffer, constant = bits.golomb() + 1, bits.golomb() + 1, bits.flag()
        if number == 0 and not said.bit_rate_bps:
            said.bit_rate_bps, said.buffer_bits = rate << (6 + rate_scale), buffer << (4 + buffer_scale)
            said.constant_rate = constant
    bits.take(5)
    said.delay_bits = bits.take(5) + 1 + bits.take(5) + 1
    bits.take(5)


def _skip_scaling(bits: Bits, lists: int) -> None:
    for number in range(lists):
        if not bits.flag():
            continue
        last, following = 8, 8
        for _ in range(16 if number < 6 else 64):
            if following:
                following = (last + bits.signed_golomb()) % 256
            last = following or last


def _skip_order(bits: Bits) -> None:
    """Read over how pictures are ordered."""
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(min(bits.golomb(), 255)):
            bits.golomb()


def _profile(profile: int, limits: int, level: int) -> str:
    name = _PROFILES.get(profile, "")
    intra = " Intra" if profile in (110, 122) and limits & 0x10 else ""
    return f"{name}{intra}@L{level / 10:g}" if name else ""


def _extended(content: bytes, at: int) -> tuple[int, int]:
    """Read a number of SEI messages: 255 as often as it fits, then the rest (7.3.2.3.1)."""
    value = 0
    while at < len(content) and content[at] == 0xFF:
        value, at = value + 255, at + 1
    if at >= len(content):
        raise ValueError("the message ends too early")
    return value + content[at], at + 1


def _unescaped(content: bytes) -> bytes:
    """Take out the bytes that only keep start codes apart (7.4.1)."""
    return content.replace(b"\x00\x00\x03", b"\x00\x00")
