"""The headers of an MPEG-2 picture (ISO/IEC 13818-2), read once from beginning to end without decoding anything."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from lessontool.qc.file import pictures
from lessontool.qc.file.bits import Bits
from lessontool.qc.file.pictures import MATRICES, PRIMARIES, TRANSFERS, Headline, Pictures

_START: Final = b"\x00\x00\x01"
_PICTURE, _USER_DATA, _SEQUENCE, _EXTENSION, _END, _GROUP = 0x00, 0xB2, 0xB3, 0xB5, 0xB7, 0xB8
_LAST_SLICE: Final = 0xAF
_SEQUENCE_EXTENSION, _DISPLAY_EXTENSION, _PICTURE_EXTENSION = 1, 2, 8
_KINDS: Final = {1: pictures.INTRA, 2: pictures.FORWARD, 3: pictures.BOTH}
_FRAME: Final = 3
"""picture_structure (table 6-14)."""
_LOOK_BYTES: Final = 256
"""No header that is read here is longer."""
_BLOCK_BYTES: Final = 1 << 20
_RATES: Final = {
    1: Fraction(24000, 1001),
    2: Fraction(24),
    3: Fraction(25),
    4: Fraction(30000, 1001),
    5: Fraction(30),
    6: Fraction(50),
    7: Fraction(60000, 1001),
    8: Fraction(60),
}
_ASPECTS: Final = {2: Fraction(4, 3), 3: Fraction(16, 9), 4: Fraction(221, 100)}
_PROFILES: Final = {1: "High", 2: "Spatially Scalable", 3: "SNR Scalable", 4: "Main", 5: "Simple"}
_LEVELS: Final = {4: "High", 6: "High 1440", 8: "Main", 10: "Low"}
_ESCAPED: Final = {0x82: "4:2:2@High", 0x85: "4:2:2@Main"}
"""profile_and_level_indication with its escape bit (table 8-5)."""
_CHROMA: Final = {1: "4:2:0", 2: "4:2:2", 3: "4:4:4"}
_RATE_UNIT_BPS: Final = 400
_BUFFER_UNIT_BITS: Final = 16_384
_UNLIMITED_RATE: Final = 0x3FFFF
_AFD_MARK: Final = b"DTG1"
"""ETSI TS 101 154 annex B: user data that carry an Active Format Description."""


class Mpeg2Reader:
    """Takes the bytes of an elementary stream as they come and keeps what its pictures say."""

    def __init__(self) -> None:
        self.pictures = Pictures()
        self._held = bytearray()
        self._offset = 0
        self._unit_start: int | None = None
        self._in_slices = True
        self._slice = 0
        self._sequence = b""
        self._extensions: dict[int, bytes] = {}
        self._timecode = -1
        self._closed = 2
        self._group_waits = False
        self._pending: list[int] | None = None

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
            code = data[at + 3] if at + 3 < len(data) else _END
            if 0 < code <= _LAST_SLICE:
                self._in_slices, self._slice = True, code
            else:
                self._header(code, bytes(data[at + 4 : at + _LOOK_BYTES]), self._offset + at)
            at = data.find(_START, at + 3)
        kept = at if at >= 0 else max(len(data) - 2, 0)
        self._offset += kept
        del self._held[:kept]

    def _header(self, code: int, content: bytes, at: int) -> None:
        if code in (_SEQUENCE, _GROUP, _PICTURE) and self._in_slices:
            self._close(at)
            self._unit_start, self._in_slices = at, False
        if code == _SEQUENCE:
            self._sequence, self._extensions, self._group_waits = content[:8], {}, True
        elif code == _GROUP and len(content) >= 4:
            self._group(content)
        elif code == _PICTURE and len(content) >= 4:
            self._picture(content)
        elif code == _EXTENSION and content:
            self._extension(content)
        elif code == _USER_DATA:
            self._user_data(content)

    def _group(self, content: bytes) -> None:
        bits = Bits(content[:4])
        bits.take(1)  # drop frames: never at 25 a second
        hours, minutes = bits.take(5), bits.take(6)
        bits.take(1)
        seconds, frames = bits.take(6), bits.take(6)
        self._timecode = ((hours * 60 + minutes) * 60 + seconds) * 25 + frames
        self._closed = bits.take(1)
        self._group_waits = True

    def _picture(self, content: bytes) -> None:
        word = int.from_bytes(content[:2], "big")
        kind = _KINDS.get(word >> 3 & 7, pictures.INTRA)
        self._pending = [kind, word >> 6, 0]
        # a group begins at its header; where there is none, at an I picture behind a sequence header
        if self._group_waits and (self._timecode >= 0 or kind == pictures.INTRA):
            self.pictures.groups.append(len(self.pictures))
            self.pictures.group_timecodes.append(self._timecode)
            self.pictures.group_closed.append(self._closed)
            self._group_waits, self._timecode, self._closed = False, -1, 2

    def _extension(self, content: bytes) -> None:
        kind = content[0] >> 4
        if kind in (_SEQUENCE_EXTENSION, _DISPLAY_EXTENSION):
            self._extensions[kind] = content[:12]
        elif kind == _PICTURE_EXTENSION and self._pending is not None and len(content) >= 5:
            structure, top_first = content[2] & 3, content[3] >> 7
            progressive = content[4] >> 7
            flags = pictures.TOP_FIRST * top_first | pictures.PROGRESSIVE * progressive
            if structure != _FRAME:
                flags = pictures.FIELDS | pictures.LACKS_A_FIELD | (pictures.TOP_FIRST if structure == 1 else 0)
            self._pending[2] = flags

    def _user_data(self, content: bytes) -> None:
        at = content.find(_AFD_MARK)
        if at < 0 or at + 6 > len(content) or not content[at + 4] & 0x40:
            return
        code, seen = content[at + 5] & 15, self.pictures.active_formats
        if not seen or (seen[-1][1] != code and len(seen) < 100):
            seen.append((len(self.pictures), code))

    def _close(self, at: int) -> None:
        """Count the picture that ends here."""
        pending, self._pending = self._pending, None
        if pending is None or self._unit_start is None:
            return
        kept, size = self.pictures, min(at - self._unit_start, 0xFFFF_FFFF)
        kind, reference, flags = pending
        if flags & pictures.LACKS_A_FIELD and kept.flags and kept.flags[-1] & pictures.LACKS_A_FIELD:
            kept.flags[-1] &= ~pictures.LACKS_A_FIELD  # the second field of the frame before
            kept.sizes[-1] = min(kept.sizes[-1] + size, 0xFFFF_FFFF)
            return
        if headline := read_headline(self._sequence, self._extensions):
            kept.note_headline(headline)
        kept.kinds.append(kind)
        kept.references.append(reference)
        kept.flags.append(flags)
        kept.sizes.append(size)
        kept.whole_end = self._is_whole(headline)

    def _is_whole(self, headline: Headline | None) -> bool:
        """Whether the last slice of a frame picture stands where the picture ends (6.3.16)."""
        if headline is None or not 0 < headline.height_px <= 2800 or self.pictures.flags[-1] & pictures.FIELDS:
            return True
        rows = 2 * -(-headline.height_px // 32) if headline.interlaced else -(-headline.height_px // 16)
        return self._slice >= rows


def read_headline(sequence: bytes, extensions: dict[int, bytes]) -> Headline | None:
    """Read a sequence header with its extensions (6.2.2); None where there is none."""
    if len(sequence) < 8:
        return None
    bits = Bits(sequence)
    width, height, shape, rate = bits.take(12), bits.take(12), bits.take(4), bits.take(4)
    bit_rate, _, buffer = bits.take(18), bits.take(1), bits.take(10)
    extension = Bits(extensions.get(_SEQUENCE_EXTENSION, b""))
    if extension.left < 48:
        return Headline(format="MPEG-1", width_px=width, height_px=height, rate=_RATES.get(rate))
    extension.take(4)
    level = extension.take(8)
    progressive, chroma = extension.flag(), extension.take(2)
    width |= extension.take(2) << 12
    height |= extension.take(2) << 12
    bit_rate |= extension.take(12) << 18
    extension.take(1)
    buffer |= extension.take(8) << 10
    extension.take(1)
    times, under = extension.take(2) + 1, extension.take(5) + 1
    primaries, transfer, matrix = _display_colour(extensions.get(_DISPLAY_EXTENSION, b""))
    shown = _RATES.get(rate)
    return Headline(
        format="MPEG-2",
        profile=_profile(level),
        width_px=width,
        height_px=height,
        aspect=Fraction(width, height) if shape == 1 and height else _ASPECTS.get(shape),
        rate=shown * times / under if shown else None,
        interlaced=not progressive,
        chroma=_CHROMA.get(chroma, ""),
        bit_depth=8,
        primaries=PRIMARIES.get(primaries, ""),
        transfer=TRANSFERS.get(transfer, ""),
        matrix=MATRICES.get(matrix, ""),
        bit_rate_bps=0 if bit_rate == _UNLIMITED_RATE else bit_rate * _RATE_UNIT_BPS,
        buffer_bits=buffer * _BUFFER_UNIT_BITS,
    )


def _profile(code: int) -> str:
    if code & 0x80:
        return _ESCAPED.get(code, "")
    profile, level = _PROFILES.get(code >> 4 & 7, ""), _LEVELS.get(code & 15, "")
    return f"{profile}@{level}" if profile and level else ""


def _display_colour(content: bytes) -> tuple[int, int, int]:
    """Read primaries, transfer and matrix of a sequence display extension (6.2.2.4); 0: not said."""
    if len(content) < 4 or not content[0] & 1:
        return 0, 0, 0
    return content[1], content[2], content[3]
