"""What a teacher gives as text becomes clean Unicode: recognised, converted, and never guessed in silence.

Vietnamese text comes in many clothes: UTF-8, UTF-16, the old code pages, and the old fonts TCVN3 and VNI, whose text
looks like `c¸c b¹n` or `caùc baïn` even when it was saved as UTF-8. The judge of a reading is the language itself:
in the right one nearly every accented word has the shape of a Vietnamese syllable, in a wrong one few have.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from lessontool.errors import InputError
from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.subtitles.reading.letters import (
    LOST,
    from_tcvn3,
    from_viscii,
    from_vni,
    is_vietnamese_syllable,
    look_of,
)
from lessontool.subtitles.reading.old_fonts import (
    CONVINCING,
    LEAD,
    MOST_JUDGED_LINES,
    SIGN_IN_WORD,
    accented,
    eaten_letters,
    from_old_fonts,
    share,
)

__all__ = [
    "ENCODINGS",
    "Readable",
    "about_letters",
    "convert_text",
    "eaten_letters",
    "file_bytes",
    "hidden_signs",
    "is_vietnamese_syllable",
    "known_encoding",
    "open_plain",
    "read_text",
    "refuse_eaten",
    "tidy",
]

ENCODINGS: Final = ("utf-8", "utf-16", "tcvn3", "vni", "windows-1258", "viscii", "windows-1252")
"""What a teacher can name where a file leaves it open."""

_ALSO_CALLED: Final[Mapping[str, str]] = {
    **{"utf8": "utf-8", "unicode": "utf-8", "utf16": "utf-16", "abc": "tcvn3", "tcvn": "tcvn3", "vni-windows": "vni"},
    **{"cp1258": "windows-1258", "cp1252": "windows-1252", "latin-1": "windows-1252", "iso-8859-1": "windows-1252"},
}


@record
class Readable:
    """A text file as Unicode (NFC, one line end), with what its letters were and how sure that is."""

    text: str
    encoding: str
    """One of ENCODINGS; with `+tcvn3` and the like where lines of Unicode were typed with an old font."""
    confidence: float
    """1 for Unicode and for what a teacher named; else the lead over the next best reading, 0–1."""
    note: str = ""
    """In English, with figures; empty when there is nothing to say."""


def read_text(data: bytes, *, name: str, encoding: str | None = None) -> Readable:
    """Turn the bytes of a text file into clean Unicode, from whichever letters it was typed with.

    `encoding` forces one of ENCODINGS. Raises InputError: text-encoding-unknown, text-encoding-wrong,
    text-encoding-unsure, text-not-text, text-damaged, text-letters-eaten.
    """
    if encoding is not None:
        return _forced(data, name, known_encoding(encoding))
    _refuse_other_kinds(data, name)
    unicode = _as_unicode(data, name)
    if unicode is None:
        return _from_old_code_page(data, name)
    text, clothes = unicode
    converted, fonts = from_old_fonts(text)
    if "tcvn3" in fonts:
        refuse_eaten(converted, name)
    note = f"lines typed with old fonts: {', '.join(fonts)}" if fonts else ""
    return Readable(text=_one_line_end(converted), encoding="+".join([clothes, *fonts]), confidence=1.0, note=note)


def convert_text(text: str) -> str:
    """Turn text out of a document into clean Unicode if lines of it were typed with the old fonts TCVN3 or VNI.

    Text in Unicode stays as it is, in whatever language. A line that has become Unicode already stays so too.
    """
    return unicodedata.normalize("NFC", from_old_fonts(text)[0])


def known_encoding(encoding: str) -> str:
    """Bring the name of an encoding to its one spelling, as in ENCODINGS. Raises InputError text-encoding-unknown."""
    wanted = encoding.strip().lower().replace("_", "-")
    wanted = _ALSO_CALLED.get(wanted, wanted)
    if wanted not in ENCODINGS:
        raise InputError("text-encoding-unknown", encoding=encoding, choices=", ".join(ENCODINGS))
    return wanted


def _one_line_end(text: str) -> str:
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))


_LINE_ENDS: Final = re.compile("(?<!\r)\r++\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""`\r\r\n` is what is left when CRLF was written as text a second time."""


def about_letters(read: Readable, name: str) -> tuple[Finding, ...]:
    """Say to the teacher that a text was converted, or that letters of it are gone."""
    lost = read.text.count(LOST)
    converted = "+" in read.encoding or read.encoding not in {"utf-8", "utf-16"}
    said: list[Finding] = []
    if converted:
        said.append(Finding(code="text-converted", severity="note", values={"file": name, "encoding": read.encoding}))
    if lost:
        said.append(Finding(code="text-letters-lost", severity="warning", values={"file": name, "count": lost}))
    return tuple(said)


# ── what is no text ───────────────────────────────────────────────────────────────────────────────────────────────

_OTHER_KINDS: Final = (
    *(b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b"),
    *(b"7z\xbc\xaf", b"Rar!", b"\x1aE\xdf\xa3"),
)
"""Archives, documents, pictures and films: told apart before their bytes are taken for letters."""

_CONTROLS: Final = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f]")
_FEW_CONTROLS: Final = 3
_MOST_CONTROLS: Final = 0.01


def _refuse_other_kinds(data: bytes, name: str) -> None:
    if not data.strip():
        raise InputError("text-file-empty", file=name)
    if data.startswith(_OTHER_KINDS) or data[4:8] == b"ftyp":
        raise InputError("text-not-text", file=name, detail=f"first bytes: {data[:16].hex(' ')}")


def _refuse_controls(text: str, name: str) -> None:
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or controls > max(_FEW_CONTROLS, len(text) * _MOST_CONTROLS):
        raise InputError("text-not-text", file=name, detail=f"{controls} of {len(text)} signs are control characters")


def open_plain(path: Path) -> BinaryIO:
    """Open a teacher's file: ordinary files only, never a shortcut, a device or something endless.

    Raises InputError: text-file-missing, text-file-not-regular, text-file-no-access, text-file-empty.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise InputError("text-file-not-regular", file=path.name)
        number = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("text-file-missing", file=path.name) from error
    except OSError as error:
        raise InputError("text-file-no-access", file=path.name, detail=str(error.strerror)) from error
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode) or about.st_size == 0:
        os.close(number)
        plain = stat.S_ISREG(about.st_mode)
        raise InputError("text-file-empty" if plain else "text-file-not-regular", file=path.name)
    return os.fdopen(number, "rb")


def file_bytes(path: Path, *, most_bytes: int) -> bytes:
    """Read a small file of a teacher's whole. Raises InputError: those of `open_plain`, and text-file-too-big."""
    with open_plain(path) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise InputError("text-file-too-big", file=path.name, megabytes=most_bytes >> 20)
    return data


# ── Unicode ───────────────────────────────────────────────────────────────────────────────────────────────────────

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_ZEROS: Final = 0.02
"""Even Khmer has spaces and line ends."""

_DAMAGED_SHARE: Final = 0.1
"""A text of which fewer letters than this are broken was UTF-8 once."""


def _as_unicode(data: bytes, name: str) -> tuple[str, str] | None:
    """Read UTF-8, or UTF-16 with or without its mark; None where it is neither."""
    for mark, clothes in _MARKS:
        if data.startswith(mark):
            return _strict(data, clothes, name), "utf-16"
    if b"\0" in data:
        return _strict(data, _byte_order(data, name), name), "utf-16"
    _refuse_controls(data.decode("latin-1"), name)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_damaged(data, name, error)
        return None


def _strict(data: bytes, clothes: str, name: str) -> str:
    try:
        text = data.decode(clothes)
    except UnicodeDecodeError as error:
        raise _damaged(data[: error.start].decode(clothes, "ignore"), name, error) from error
    _refuse_controls(text, name)
    return text.lstrip("\ufeff")


def _byte_order(data: bytes, name: str) -> str:
    """In UTF-16 one byte of each space, digit and plain letter is zero: first or second, that is the order."""
    zeros = {"utf-16-be": data[::2].count(0), "utf-16-le": data[1::2].count(0)}
    order = max(zeros, key=lambda order: zeros[order])
    if zeros[order] < len(data) * _LEAST_ZEROS or min(zeros.values()) * 20 > zeros[order]:
        raise InputError("text-not-text", file=name, detail=f"NUL bytes, but no UTF-16: {zeros} of {len(data)}")
    return order


def _refuse_damaged(data: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Tell UTF-8 with a few broken letters from text that never was UTF-8: it is refused with the line."""
    text = data.decode("utf-8", "replace")
    broken = text.count(LOST)
    letters = len(text) - len(text.encode("ascii", "ignore"))
    if data.startswith(codecs.BOM_UTF8) or broken <= letters * _DAMAGED_SHARE:
        raise _damaged(data[: error.start].decode("utf-8", "replace"), name, error) from error


def _damaged(before: str, name: str, error: UnicodeDecodeError) -> InputError:
    line = _one_line_end(before).count("\n") + 1
    return InputError("text-damaged", file=name, line=line, detail=str(error))


def _forced(data: bytes, name: str, encoding: str) -> Readable:
    """Read as a teacher says. The old fonts' signs may lie in Unicode as well as in plain bytes."""
    try:
        text = _READERS[encoding](data)
    except UnicodeDecodeError as error:
        raise InputError("text-encoding-wrong", file=name, encoding=encoding, detail=str(error)) from error
    lost = text.count(LOST)
    note = f"{lost} signs have no letter in {encoding}" if lost else ""
    return Readable(text=_one_line_end(text.lstrip("\ufeff")), encoding=encoding, confidence=1.0, note=note)


def _look(data: bytes) -> str:
    """Text with an old font's signs, out of Unicode or out of plain bytes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return look_of(data)


def _utf_16(data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if marked or data[::2].count(0) <= data[1::2].count(0) else "utf-16-be")


_READERS: Final[Mapping[str, Callable[[bytes], str]]] = {
    "utf-8": lambda data: data.decode("utf-8-sig"),
    "utf-16": _utf_16,
    "tcvn3": lambda data: from_tcvn3(_look(data)),
    "vni": lambda data: from_vni(_look(data)),
    "windows-1258": lambda data: data.decode("cp1258"),
    "viscii": from_viscii,
    "windows-1252": lambda data: data.decode("cp1252"),
}


# ── which reading is Vietnamese ───────────────────────────────────────────────────────────────────────────────────

_MOST_JUDGED_BYTES: Final = 10_000
"""Of one line."""

_MOST_BY_CHANCE: Final = 0.4
"""In French and the like so many accented words look like a Vietnamese syllable: à, là, où."""

_FRENCH_AND_OTHERS: Final = frozenset("àâäáãåæçéèêëíìîïñóòôöõœúùûüÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕŒÚÙÛÜŸ’‘“”–—…«»°·•€£©®½")


def _from_old_code_page(data: bytes, name: str) -> Readable:
    """Choose between the old code pages and fonts. Asks the teacher where two readings are nearly as good."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    sample = b"\n".join(line[:_MOST_JUDGED_BYTES] for line in lines[:MOST_JUDGED_LINES])
    readings = {
        "tcvn3": from_tcvn3(look_of(sample)),
        "vni": from_vni(look_of(sample)),
        "windows-1258": unicodedata.normalize("NFC", sample.decode("cp1258", "replace")),
        "viscii": from_viscii(sample),
    }
    shares = {encoding: share(accented(text)) for encoding, text in readings.items()}
    best, *others = sorted(shares, key=lambda encoding: -shares[encoding])
    if shares[best] < CONVINCING:
        return _western(data, sample, name, shares)
    rivals = [other for other in others if readings[other] != readings[best]]
    lead = shares[best] - max((shares[other] for other in rivals), default=0.0)
    if lead < LEAD:
        close = [other for other in rivals if shares[best] - shares[other] < LEAD]
        raise _unsure(name, [best, *close], shares)
    text = data.decode("cp1258", "replace") if best == "windows-1258" else _READERS[best](data)
    if best == "tcvn3":
        refuse_eaten(text, name)
    lost = text.count(LOST)
    note = f"{lost} signs have no letter in {best}" if lost else ""
    return Readable(text=_one_line_end(text), encoding=best, confidence=round(min(lead, 1.0), 2), note=note)


def _western(data: bytes, sample: bytes, name: str, shares: Mapping[str, float]) -> Readable:
    """English with curly quotes, French, German …: Windows-1252, where every sign is one that these languages use."""
    text = look_of(sample)
    strange = {sign for sign in text if not sign.isascii()} - _FRENCH_AND_OTHERS
    if strange or _CONTROLS.search(text) or SIGN_IN_WORD.search(text) or max(shares.values()) > _MOST_BY_CHANCE:
        raise _unsure(name, ENCODINGS, shares)
    note = "no Vietnamese letters: read as a Western European text"
    return Readable(text=_one_line_end(look_of(data)), encoding="windows-1252", confidence=0.5, note=note)


def _unsure(name: str, choices: Iterable[str], shares: Mapping[str, float]) -> InputError:
    said = ", ".join(f"{encoding} {share:.2f}" for encoding, share in shares.items())
    detail = f"share of accented words that are Vietnamese syllables: {said}"
    return InputError("text-encoding-unsure", file=name, choices=", ".join(choices), detail=detail)


def refuse_eaten(text: str, name: str) -> None:
    """Raise InputError text-letters-eaten for text out of TCVN3 from which the ư has gone."""
    eaten = eaten_letters(text)
    if eaten:
        raise InputError("text-letters-eaten", file=name, examples=", ".join(eaten[:3]), detail=f"{len(eaten)} words")


# ── signs that nobody sees ────────────────────────────────────────────────────────────────────────────────────────

_HIDDEN: Final = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\uf000-\uf0ff"
    "\U000e0000-\U000e007f]"
)
"""Controls, writing directions, soft hyphens, marks of byte order, bullets of old symbol fonts."""

_JOINERS: Final = re.compile("[\u200b-\u200d]")
_NEEDS_JOINERS: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uaa80-\uaadf]")
"""Thai, Lao, Burmese, Khmer and Tai Viet are written without spaces: there a zero-width space ends a word."""

_SPACES: Final = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def hidden_signs(text: str) -> int:
    """Count the signs in a text that nobody sees and that disturb: controls, writing directions and the like."""
    return len(_HIDDEN.findall(text)) + (0 if _NEEDS_JOINERS.search(text) else len(_JOINERS.findall(text)))


def tidy(line: str) -> str:
    """Clean one line of text: NFC, single plain spaces, no signs that nobody sees."""
    line = _HIDDEN.sub("", line)
    if not _NEEDS_JOINERS.search(line):
        line = _JOINERS.sub("", line)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", line)).strip()
