"""What is this file? Our own look at a stranger's recording, before any library may see it.

A file name says nothing: an MPD, M3U or SMIL text named `lesson.mp4` makes libraries read other files and call other
machines. So the first bytes must have the structure of a container that we accept, and its reader is then forced.
"""

from __future__ import annotations

import difflib
import errno
import os
import stat
import struct
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool.errors import InputError
from lessontool.model._record import record

_HEAD_BYTES: Final = 1 << 16
_MOST_EXTENTS: Final = 1_000
_HOLLOW_FROM_BYTES: Final = 256 << 20


@record
class Accepted:
    """A recording that may be opened, and with which reader."""

    path: Path
    """Absolute; no part of it below the lesson folder is a symbolic link."""
    demuxer: str
    """The one ffmpeg reader that may open it."""
    kind: str
    """What the container is called, for people."""


def accept(folder: Path, name: str) -> Accepted:
    """Check that a lesson's recording is a real film or sound file inside its folder, and say of which kind.

    `name` is relative to `folder` and never taken for an address. Raises InputError: recording-missing,
    recording-missing-nearest, recording-outside-folder, recording-not-regular, recording-no-access, recording-empty,
    recording-not-all-here, recording-is-playlist, -is-archive, -is-document, -is-picture, recording-unknown-kind.
    """
    path = _inside(folder.resolve(), name)
    fd = _open_regular(path, name)
    try:
        source = _Source(fd)
        if source.size == 0:
            raise InputError("recording-empty", name=name)
        _refuse_hollow(source, name)
        for demuxer, kind, looks_like in _KINDS:
            if looks_like(source):
                return Accepted(path=path, demuxer=demuxer, kind=kind)
        raise InputError(_other_kind(source), name=name, detail=f"first bytes: {source.head[:16].hex(' ')}")
    finally:
        os.close(fd)


def accept_text(folder: Path, name: str) -> Path:
    """Check that a script or subtitle file is an ordinary file inside the lesson folder; its content is judged later.

    Raises InputError: text-file-missing, text-file-missing-nearest, text-file-not-ordinary.
    """
    try:
        path = _inside(folder.resolve(), name)
        os.close(_open_regular(path, name))
    except InputError as reason:
        code = _TEXT_CODES.get(reason.code, "text-file-not-ordinary")
        nearest = str(reason.values.get("nearest", ""))
        raise InputError(code, file=name, nearest=nearest, detail=str(reason)) from reason
    return path


_MOST_ATTACHMENT_BYTES: Final = 200_000_000


def accept_attachment(folder: Path, name: str) -> Path:
    """Check that a worksheet is an ordinary file inside the lesson folder, and small enough to hand out.

    It is never opened: it goes to pupils as it is. Raises InputError: text-file-missing, text-file-missing-nearest,
    text-file-not-ordinary, attachment-too-large.
    """
    path = accept_text(folder, name)
    size = path.stat().st_size
    if size > _MOST_ATTACHMENT_BYTES:
        raise InputError("attachment-too-large", file=name, size_mb=size // 1_000_000, most_mb=200)
    return path


_TEXT_CODES: Final = {
    "recording-missing": "text-file-missing",
    "recording-missing-nearest": "text-file-missing-nearest",
}


# ── where it is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _inside(folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or "\0" in name:
        raise InputError("recording-missing", name=name)
    if name.startswith("/") or ".." in parts:
        raise InputError("recording-outside-folder", name=name)
    here = folder
    for number, part in enumerate(parts):
        here = _entry(here, part, name)
        if number < len(parts) - 1 and not stat.S_ISDIR(_kind_of(here, name)):
            raise InputError("recording-outside-folder", name=name, detail=f"{here} is no plain folder")
    return here


def _entry(folder: Path, part: str, name: str) -> Path:
    """Find one entry of a folder; names that look the same (macOS writes diacritics apart) are the same."""
    wanted = folder / part
    try:
        if os.path.lexists(wanted):
            return wanted
        names = os.listdir(folder)  # noqa: PTH208  # bare names are wanted
    except (OSError, ValueError) as error:
        raise InputError("recording-missing", name=name, detail=str(error)) from error
    same = [other for other in names if unicodedata.normalize("NFC", other) == unicodedata.normalize("NFC", part)]
    if len(same) == 1:
        return folder / same[0]
    nearest = difflib.get_close_matches(part, [other for other in names if not other.startswith(".")], n=1)
    if nearest:
        raise InputError("recording-missing-nearest", name=name, nearest=nearest[0])
    raise InputError("recording-missing", name=name)


def _kind_of(path: Path, name: str) -> int:
    try:
        return path.lstat().st_mode
    except OSError as error:
        raise InputError("recording-missing", name=name, detail=str(error)) from error


def _open_regular(path: Path, name: str) -> int:
    if not stat.S_ISREG(_kind_of(path, name)):
        raise InputError("recording-not-regular", name=name)
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        code = "recording-not-regular" if error.errno == errno.ELOOP else "recording-no-access"
        raise InputError(code, name=name, detail=str(error)) from error
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise InputError("recording-not-regular", name=name)
    return fd


class _Source:
    """An open file: its size, its first bytes, and any other few bytes on request."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.size = os.fstat(fd).st_size
        self.head = os.pread(fd, _HEAD_BYTES, 0)

    def at(self, offset: int, length: int) -> bytes:
        if offset + length <= len(self.head):
            return self.head[offset : offset + length]
        return os.pread(self.fd, length, offset) if 0 <= offset < self.size else b""


def _refuse_hollow(source: _Source, name: str) -> None:
    """A file of holes or zeros was promised by a copy or a cloud folder, but its content never came.

    Some holes are honest: a copy may leave out the zeros with which a camera fills up its bit rate.
    """
    hollow = source.size > _HOLLOW_FROM_BYTES and _hole_bytes(source) > source.size // 16 * 15
    if hollow or not any(source.head):
        raise InputError("recording-not-all-here", name=name)


def _hole_bytes(source: _Source) -> int:
    holes = at = 0
    try:
        for _ in range(_MOST_EXTENTS):
            data = os.lseek(source.fd, at, os.SEEK_DATA)
            holes += data - at
            at = os.lseek(source.fd, data, os.SEEK_HOLE)
            if at >= source.size:
                return holes
    except OSError as error:
        if error.errno == errno.ENXIO:  # no data after `at`
            return holes + source.size - at
    return holes


# ── what it is: one small look for each container ────────────────────────────────────────────────────────────────

_BOXES: Final = frozenset(
    b"ftyp moov mdat free skip wide pnot PICT uuid styp sidx ssix moof mfra emsg prft pdin udta meta junk".split()
)
_IMAGE_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx "})


def _is_bmff(source: _Source) -> bool:
    """ISO 14496-12 §4.2: a row of boxes, each with a 32 or 64 bit size and a known four-letter name."""
    at, seen = 0, set[bytes]()
    while at < source.size and len(seen) < 4:
        header = source.at(at, 16)
        if len(header) < 8:
            break
        size, name = struct.unpack(">I4s", header[:8])
        if size == 1 and len(header) == 16:
            size = struct.unpack(">Q", header[8:])[0]
        elif size == 0:
            size = source.size - at
        if name not in _BOXES or size < 8 or (name == b"ftyp" and not 16 <= size <= 4096):
            # behind the first boxes anything may follow in a damaged film, but the first must be right
            return bool(seen & {b"ftyp", b"moov"}) and not _is_image(source)
        seen.add(name)
        at += size
    return bool(seen & {b"ftyp", b"moov", b"mdat", b"moof"}) and not _is_image(source)


def _is_image(source: _Source) -> bool:
    return source.head[4:8] == b"ftyp" and source.head[8:12] in _IMAGE_BRANDS


def _vint(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """Read an EBML number: its value (-1 unknown) and where it ends. Raises IndexError at the end of the data."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), at + length


def _is_matroska(source: _Source) -> bool:
    """RFC 8794: an EBML head whose DocType is matroska or webm, then a Segment."""
    data = source.head[:4096]
    if not data.startswith(b"\x1a\x45\xdf\xa3"):
        return False
    try:
        size, at = _vint(data, 4, keep_marker=False)
        end, doc_type = at + size, b""
        while at < end:
            ident, at = _vint(data, at, keep_marker=True)
            size, at = _vint(data, at, keep_marker=False)
            if ident == 0x4282:
                doc_type = data[at : at + size].rstrip(b"\0")
            at += size
        ident, at = _vint(data, end, keep_marker=True)
        while ident == 0xEC:  # Void
            size, at = _vint(data, at, keep_marker=False)
            ident, at = _vint(data, at + size, keep_marker=True)
    except IndexError:
        return False
    return doc_type in (b"matroska", b"webm") and ident == 0x18538067


def _is_ts(source: _Source) -> bool:
    """ISO 13818-1 §2.4.3: sync bytes every 188 bytes (192 with a time stamp before each, 204 with parity)."""
    if _is_text(source.head):
        return False
    return any(
        _packets_from(source.head, first, stride) for stride in (188, 192, 204) for first in range(min(stride, 256))
    )


def _packets_from(head: bytes, first: int, stride: int) -> bool:
    starts = range(first, min(len(head) - 3, first + stride * 12), stride)
    if len(starts) < 3 or head[first] != 0x47:
        return False
    # sync byte, no error bit, and a payload or an adaptation field
    return all(head[at] == 0x47 and not head[at + 1] & 0x80 and head[at + 3] & 0x30 for at in starts)


def _without_stuffing(head: bytes) -> bytes:
    """Zeros before the first start code are allowed (ISO 13818-2 §5.2.3 next_start_code)."""
    return b"\0\0" + head.lstrip(b"\0") if head.startswith(b"\0\0") else head


def _is_ps(source: _Source) -> bool:
    """ISO 13818-1 §2.5.3 / 11172-1: a pack header, then another start code of a system stream."""
    head = _without_stuffing(source.head)
    if not head.startswith(b"\0\0\1\xba") or len(head) < 18:
        return False
    if head[4] & 0xC4 == 0x44:
        after = 14 + (head[13] & 7)
    elif head[4] & 0xF1 == 0x21:
        after = 12
    else:
        return False
    return head[after : after + 3] == b"\0\0\1" and len(head) > after + 3 and head[after + 3] >= 0xB9


def _is_mpeg_video(source: _Source) -> bool:
    """ISO 13818-2 §6.2.2: a sequence header with a size, a shape and a rate, then a group or picture."""
    head = _without_stuffing(source.head)
    if not head.startswith(b"\0\0\1\xb3") or len(head) < 16:
        return False
    size = int.from_bytes(head[4:7], "big")
    good = size >> 12 and size & 0xFFF and 1 <= head[7] >> 4 <= 14 and 1 <= head[7] & 15 <= 8 and head[10] & 0x20
    return bool(good) and any(head.find(b"\0\0\1" + code, 12, 4096) > 0 for code in (b"\xb5", b"\xb8", b"\0"))


def _is_avi(source: _Source) -> bool:
    head = source.head
    return head[:4] == b"RIFF" and head[8:16] == b"AVI LIST" and head[20:24] == b"hdrl"


def _is_wave(source: _Source) -> bool:
    """RIFF/RF64/BW64 WAVE whose first few chunks have a `fmt ` of a sane length."""
    head = source.head
    if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:12] != b"WAVE":
        return False
    at = 12
    for _ in range(16):
        header = source.at(at, 8)
        if len(header) < 8:
            return False
        name, size = struct.unpack("<4sI", header)
        if name == b"fmt ":
            return bool(14 <= size <= 4096)
        at += 8 + size + (size & 1)
    return False


def _is_w64(source: _Source) -> bool:
    head = source.head
    return (
        head.startswith(b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0")
        and head[24:40] == b"wave\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
    )


def _is_asf(source: _Source) -> bool:
    head = source.head
    if not head.startswith(bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")) or len(head) < 30:
        return False
    size, objects = struct.unpack("<QI", head[16:28])
    return 30 <= size < 1 << 32 and 0 < objects < 256 and head[28:30] == b"\1\2"


def _is_flv(source: _Source) -> bool:
    head = source.head
    return (
        head[:4] == b"FLV\1"
        and len(head) >= 14
        and head[4] & 0xFA == 0
        and head[5:13] == b"\0\0\0\x09\0\0\0\0"
        and head[13] & 0x1F in (8, 9, 18)
    )


def _is_mxf(source: _Source) -> bool:
    """SMPTE ST 377-1 §7.1: the key of a header partition pack, open or closed, complete or not."""
    return source.head.startswith(bytes.fromhex("060e2b34020501010d01020101")) and source.head[13:15] in (
        b"\2\1",
        b"\2\2",
        b"\2\3",
        b"\2\4",
    )


def _is_dv(source: _Source) -> bool:
    """IEC 61834-2: a DIF sequence of 80 byte blocks: header, 2 subcode, 3 auxiliary, sound, picture."""
    head = source.head
    kinds = (0x00, 0x20, 0x20, 0x40, 0x40, 0x40, 0x60, 0x80)
    return (
        len(head) >= 12_000
        and head[:3] == b"\x1f\x07\0"
        and all(head[80 * number] & 0xE0 == kind for number, kind in enumerate(kinds))
    )


def _is_ogg(source: _Source) -> bool:
    """RFC 3533: a first page, and another page where it ends."""
    head = source.head
    if head[:5] != b"OggS\0" or len(head) < 28 or not head[5] & 2:
        return False
    segments = head[26]
    after = 27 + segments + sum(head[27 : 27 + segments])
    return after >= source.size or source.at(after, 4) == b"OggS"


def _is_flac(source: _Source) -> bool:
    return source.head[:8] == b"fLaC\0\0\0\x22" or source.head[:8] == b"fLaC\x80\0\0\x22"


_MP3_KBPS: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_HZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _is_mp3(source: _Source) -> bool:
    """Three frames of MPEG sound layer III in a row, behind an ID3 tag if there is one."""
    at = 0
    while source.at(at, 3) == b"ID3" and at < 64 << 20:
        tag = source.at(at, 10)
        if len(tag) < 10 or any(byte & 0x80 for byte in tag[6:]):
            return False
        at += 10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]) + (10 if tag[5] & 0x10 else 0)
    for _ in range(3):
        length = _mp3_frame_bytes(source.at(at, 4))
        if not length:
            return False
        at += length
        if at >= source.size:
            break
    return True


def _mp3_frame_bytes(header: bytes) -> int:
    """Length of the frame that a header announces (ISO 11172-3 §2.4.2.3), 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    kbps = _MP3_KBPS[3 if version == 3 else 2][rate]
    return (144 if version == 3 else 72) * kbps * 1000 // _MP3_HZ[version][sampling] + (header[2] >> 1 & 1)


_KINDS: Final[tuple[tuple[str, str, Callable[[_Source], bool]], ...]] = (
    ("mov", "MP4/QuickTime", _is_bmff),
    ("matroska", "Matroska/WebM", _is_matroska),
    ("mpegts", "MPEG-TS", _is_ts),
    ("mpeg", "MPEG-PS", _is_ps),
    ("mpegvideo", "MPEG video", _is_mpeg_video),
    ("avi", "AVI", _is_avi),
    ("wav", "WAV", _is_wave),
    ("w64", "Wave64", _is_w64),
    ("asf", "Windows Media", _is_asf),
    ("flv", "Flash Video", _is_flv),
    ("mxf", "MXF", _is_mxf),
    ("dv", "DV", _is_dv),
    ("ogg", "Ogg", _is_ogg),
    ("flac", "FLAC", _is_flac),
    ("mp3", "MP3", _is_mp3),
)


# ── what else it may be, so that the teacher hears what went wrong ───────────────────────────────────────────────

_PLAYLISTS: Final = (
    *("#extm3u", "#ext-x", "ffconcat", "<mpd", "<smil", "<asx", "<?xml", "<playlist", "<html", "[playlist]"),
    *("[reference]", "rtsptext", "http://", "https://", "file://", "file '", "rtsp://"),
)
_ARCHIVES: Final = (b"PK\3\4", b"PK\5\6", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_DOCUMENTS: Final = (b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def _is_text(head: bytes) -> bool:
    """Whether the first bytes are nothing but words: UTF-8 (cut anywhere) or UTF-16."""
    return bool(_text(head[:4096]))


def _text(head: bytes) -> str:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return ""
        text = head[: error.start].decode(encoding)
    plain = all(letter.isprintable() or letter.isspace() for letter in text)
    return text if plain else ""


def _other_kind(source: _Source) -> str:
    head, text = source.head, _text(source.head[:4096]).lower()
    if any(mark in text for mark in _PLAYLISTS):
        return "recording-is-playlist"
    office = head.startswith(b"PK\3\4") and (b"[Content_Types].xml" in head[:4096] or b"mimetype" in head[:64])
    if office or head.startswith(_DOCUMENTS):
        return "recording-is-document"
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return "recording-is-archive"
    if head.startswith(_PICTURES) or _is_image(source) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "recording-is-picture"
    return "recording-unknown-kind"
