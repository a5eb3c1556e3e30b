"""The words of Word and PowerPoint files, without their pictures, macros, links and the tricks of their fonts.

Such a file is an archive from a stranger. What it declares is added up before anything is unpacked, only its XML is
taken out, and only that reaches python-docx and python-pptx. Text typed in TCVN3 or VNI fonts says so by its font.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from lessontool.errors import InputError
from lessontool.model.finding import Finding
from lessontool.subtitles.reading.letters import from_tcvn3, from_vni
from lessontool.subtitles.reading.old_fonts import ONLY_UNICODE, accented, share

_MOST_MEMBERS: Final = 5_000
_MOST_XML_BYTES: Final = 64 << 20
"""A script of two megabytes has some thirty of markup; a bomb declares gigabytes."""


@dataclass(slots=True)
class Document:
    """What a document says, paragraph by paragraph."""

    paragraphs: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Headings, text boxes and the like, which are not spoken."""
    silent_slides: list[int] = field(default_factory=list)
    """Numbers of the slides without notes."""
    converted: bool = False
    """Whether some of it was typed with an old font."""
    letters: tuple[Finding, ...] = ()
    """What is to be said about its letters otherwise."""

    def read(self, pieces: list[tuple[str, str]], encoding: str | None) -> str:
        """Join the pieces of a paragraph, each with its font's name; old fonts give their pieces other letters."""
        text = _read_as_font_says(pieces, encoding)
        self.converted = self.converted or text != "".join(piece for piece, _ in pieces)
        return text


def read_document(file: BinaryIO, name: str, *, encoding: str | None = None) -> Document:
    """Read a Word file's paragraphs and tables, or the notes of slides, in order.

    Raises InputError: script-damaged, script-unsafe, script-encrypted, script-wrong-kind, script-no-notes.
    """
    content, kind = _slim(file, name)
    try:
        found = _from_slides(content, encoding) if kind == "pptx" else _Word(content, encoding).read()
    except Exception as error:  # the libraries raise whatever a broken part makes of them
        raise InputError("script-damaged", file=name, detail=f"{type(error).__name__}: {error}") from error
    if kind == "pptx" and not any(text.strip() for text in found.paragraphs):
        raise InputError("script-no-notes", file=name)
    return found


# ── the archive ───────────────────────────────────────────────────────────────────────────────────────────────────

_MAIN_PARTS: Final = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_OTHER_PARTS: Final = {"xl/workbook.xml": "Excel", "content.xml": "OpenDocument", "index.apxl": "Keynote"}
_ORDINARY: Final = {
    b"application/vnd.ms-word.document.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": (
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    ),
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    ),
}
"""Files with macros, templates and slide shows hold the same words; the libraries know the ordinary kinds only."""


def _slim(file: BinaryIO, name: str) -> tuple[io.BytesIO, str]:
    """Copy an archive with its XML only; pictures, films, fonts and macros become empty."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            kind = _kind_of({member.filename for member in members}, name)
            _refuse_bombs(members, name)
            slim = io.BytesIO()
            with zipfile.ZipFile(slim, "w") as copy:
                for member in members:
                    copy.writestr(member.filename, _part(archive, member, name))
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, ValueError, OSError) as error:
        raise InputError("script-damaged", file=name, detail=f"{type(error).__name__}: {error}") from error
    slim.seek(0)
    return slim, kind


def _kind_of(names: set[str], name: str) -> str:
    for part, kind in _MAIN_PARTS.items():
        if part in names:
            return kind
    other = next((kind for part, kind in _OTHER_PARTS.items() if part in names), "ZIP")
    raise InputError("script-wrong-kind", file=name, kind=other)


def _refuse_bombs(members: list[zipfile.ZipInfo], name: str) -> None:
    declared = sum(member.file_size for member in members if _is_xml(member.filename))
    twice = len({member.filename for member in members}) < len(members)
    if len(members) > _MOST_MEMBERS or declared > _MOST_XML_BYTES or twice:
        detail = f"{len(members)} members, {declared} bytes of XML, names twice: {twice}"
        raise InputError("script-unsafe", file=name, detail=detail)
    if any(member.flag_bits & 1 for member in members):
        raise InputError("script-encrypted", file=name)


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels"))


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if not _is_xml(member.filename):
        return b""
    content = archive.read(member)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise InputError("script-unsafe", file=name, detail=f"{member.filename} declares entities or is no UTF-8")
    if member.filename == "[Content_Types].xml":
        for special, ordinary in _ORDINARY.items():
            content = content.replace(special, ordinary)
    return content


# ── the fonts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_as_font_says(pieces: list[tuple[str, str]], encoding: str | None) -> str:
    whole = "".join(text for text, _ in pieces)
    if encoding in {"utf-8", "utf-16"} or ONLY_UNICODE.search(whole):
        return whole
    joined: list[tuple[str, str]] = []
    for text, font in pieces:
        old = encoding or _old_font(font)
        if joined and joined[-1][1] == old:
            joined[-1] = (joined[-1][0] + text, old)  # a letter and its accent may be two pieces
        else:
            joined.append((text, old))
    return "".join(_convert(text, old) for text, old in joined)


def _old_font(font: str) -> str:
    if font.startswith((".Vn", ".vn", ".VN")):
        return "tcvn3-capitals" if font.endswith("H") else "tcvn3"
    return "vni" if font[:4].upper() in {"VNI-", "VNI "} else ""


def _convert(text: str, old: str) -> str:
    if old == "tcvn3-capitals":
        return from_tcvn3(text, capitals=True)
    reading = {"tcvn3": from_tcvn3, "vni": from_vni}.get(old, str)(text)
    # Unicode that somebody pasted keeps the old font's name: then it is Vietnamese as it stands.
    return text if share(accented(text)) > share(accented(reading)) else reading


# ── Word ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_SKIPPED: Final = frozenset(
    {"del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "drawing", "pict", "object", "AlternateContent"}
)
"""Deleted and moved text, field codes, ruby and pictures."""

_IN_TEXT: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\xad"}
_SYMBOLS: Final = {
    **{0xF0B4: "×", 0xF0B8: "÷", 0xF0B0: "°", 0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B9: "≠"},
    **{0xF0AE: "→", 0xF0DE: "⇒", 0xF0BB: "≈", 0xF0D0: "∠", 0xF044: "Δ", 0xF070: "π"},
}
"""Signs of lessons that Word writes with its Symbol font."""

_NOT_SPOKEN: Final = re.compile(r"heading \d|title|subtitle|caption|header|footer|toc.*|table of .*", re.IGNORECASE)
_SPOKEN_COLUMN: Final = re.compile(
    r"lời|lời (?:bình|dẫn|giảng|thoại|nói|đọc|thuyết minh).{0,20}|thuyết minh|thoại|narration|speech|voice.?over|audio",
    re.IGNORECASE,
)
"""Heads of the column with the words, in a script for television: picture on the left, words on the right."""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Any, *path: str, attribute: str = "val") -> str | None:
    """An attribute of a descendant by local names; None where one of them is missing."""
    for step in path:
        element = next((child for child in element if _local(child) == step), None)
        if element is None:
            return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute), "")


class _Word:
    """One Word file while its words are read."""

    def __init__(self, content: io.BytesIO, encoding: str | None) -> None:
        import docx

        document = docx.Document(content)
        self._encoding = encoding
        self._body = document.element.body
        self._styles = {_value(style, attribute="styleId"): style for style in document.styles.element}
        self._default = next((name for name, style in self._styles.items() if _is_default(style)), None)
        self._found = Document()

    def read(self) -> Document:
        """Take paragraphs and table cells in the order of the document."""
        for paragraph, spoken in self._paragraphs(self._body, spoken=True):
            text = self._text(paragraph)
            if text.strip():
                (self._found.paragraphs if spoken else self._found.left_out).append(text)
        return self._found

    def _paragraphs(self, container: Any, *, spoken: bool) -> Iterator[tuple[Any, bool]]:
        for child in container:
            kind = _local(child)
            if kind == "p":
                yield child, spoken and not self._is_heading(child)
            elif kind == "tbl":
                yield from self._cells(child, spoken=spoken)
            elif kind not in _SKIPPED:
                yield from self._paragraphs(child, spoken=spoken)

    def _cells(self, table: Any, *, spoken: bool) -> Iterator[tuple[Any, bool]]:
        """Cells row by row; where one column is headed as the words to be spoken, the others are not."""
        rows = [list(_columns(row)) for row in _within(table, "tr")]
        heads = [(column, self._said_in(cell)) for column, cell in rows[0]] if rows else []
        words = next((column for column, text in heads if _SPOKEN_COLUMN.fullmatch(text)), None)
        for number, row in enumerate(rows):
            for column, cell in row:
                is_words = words is None or (column == words and number > 0)
                yield from self._paragraphs(cell, spoken=spoken and is_words)

    def _said_in(self, cell: Any) -> str:
        return " ".join(self._text(paragraph) for paragraph, _ in self._paragraphs(cell, spoken=True)).strip(" :")

    def _is_heading(self, paragraph: Any) -> bool:
        own = _value(paragraph, "pPr", "outlineLvl")
        levels = [own, *(_value(style, "pPr", "outlineLvl") for style in self._styles_of(paragraph))]
        names = [_value(style, "name") or "" for style in self._styles_of(paragraph)]
        level = next((level for level in levels if level is not None), "9")
        return level != "9" or any(_NOT_SPOKEN.fullmatch(name) for name in names)

    def _styles_of(self, paragraph: Any) -> Iterator[Any]:
        """Its style and those that it is based on."""
        name = _value(paragraph, "pPr", "pStyle") or self._default
        seen: set[str | None] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "basedOn")

    def _text(self, paragraph: Any) -> str:
        inherited = next((font for style in self._styles_of(paragraph) if (font := _font(style))), "")
        return self._found.read(list(self._pieces(paragraph, inherited)), self._encoding)

    def _pieces(self, element: Any, font: str) -> Iterator[tuple[str, str]]:
        for child in element:
            kind = _local(child)
            if kind == "r":
                if _value(child, "rPr", "vanish") is None:
                    yield from self._pieces(child, _font(child) or font)
            elif kind == "t":
                yield child.text or "", font
            elif kind in _IN_TEXT:
                yield _IN_TEXT[kind], font
            elif kind == "sym":
                yield _SYMBOLS.get(int(_value(child, attribute="char") or "0", 16), " "), ""
            elif kind == "f":  # a fraction of a formula: 1/2, not 12
                yield from self._pieces([part for part in child if _local(part) == "num"], font)
                yield "/", font
                yield from self._pieces([part for part in child if _local(part) == "den"], font)
            elif kind not in _SKIPPED:
                yield from self._pieces(child, font)
            else:
                self._note_text_box(child)

    def _note_text_box(self, element: Any) -> None:
        """Text boxes stand beside the text, often twice in the file: they are named, not taken."""
        boxes = [box for box in element.iter() if _local(box) == "txbxContent"]
        words = "".join(part.text or "" for box in boxes[:1] for part in box.iter() if _local(part) == "t")
        if words.strip():
            self._found.left_out.append(words)


def _is_default(style: Any) -> bool:
    return _value(style, attribute="default") in {"1", "true"} and _value(style, attribute="type") == "paragraph"


def _font(element: Any) -> str:
    return _value(element, "rPr", "rFonts", attribute="ascii") or ""


def _columns(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a row with the column in which each begins."""
    column = 0
    for cell in _within(row, "tc"):
        yield column, cell
        column += int(_value(cell, "tcPr", "gridSpan") or 1)


def _within(element: Any, kind: str) -> Iterator[Any]:
    """Rows or cells, also those inside content controls and tracked insertions."""
    for child in element:
        if _local(child) == kind:
            yield child
        elif _local(child) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _within(child, kind)


# ── PowerPoint ────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_slides(content: io.BytesIO, encoding: str | None) -> Document:
    """The notes of all slides that are shown, in order."""
    from pptx import Presentation

    found = Document()
    for number, slide in enumerate(Presentation(content).slides, start=1):
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        texts = [found.read(_slide_pieces(paragraph._p), encoding) for paragraph in frame.paragraphs] if frame else []
        said = [text for text in texts if text.strip()]
        if slide.element.get("show") in {"0", "false"}:
            found.left_out += said
            continue
        found.paragraphs += said
        if not said:
            found.silent_slides.append(number)
    return found


def _slide_pieces(paragraph: Any) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for child in paragraph:
        kind = _local(child)
        if kind == "br":
            pieces.append(("\n", ""))
        elif kind in {"r", "fld"}:
            words = "".join(part.text or "" for part in child if _local(part) == "t")
            pieces.append((words, _value(child, "rPr", "latin", attribute="typeface") or ""))
    return pieces
