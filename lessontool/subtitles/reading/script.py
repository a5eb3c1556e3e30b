"""The script of a lesson: what the teacher says, sentence by sentence, out of a text, Word or PowerPoint file.

Taken as spoken is everything but headings (by their Word style), directions in [brackets], lines that stand wholly in
(parentheses), and the names of speakers at the start of a line. What is left out is always said: a teacher who reads
a heading aloud can turn it into an ordinary sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from lessontool.errors import InputError
from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.subtitles.reading.documents import Document, read_document
from lessontool.subtitles.reading.encodings import (
    about_letters,
    convert_text,
    file_bytes,
    known_encoding,
    open_plain,
    read_text,
    refuse_eaten,
    tidy,
)
from lessontool.subtitles.reading.sentences import split_sentences, spoken_part, unwrapped, without_marks

__all__ = ["MOST_BYTES", "MOST_SENTENCES", "MOST_SENTENCE_SIGNS", "Script", "read_script"]

MOST_BYTES: Final = 2 << 20
"""A lesson of 45 minutes has about 40 kilobytes of words."""

MOST_SENTENCES: Final = 5_000
MOST_SENTENCE_SIGNS: Final = 2_000


@record
class Script:
    """What is to be said in a lesson."""

    sentences: tuple[str, ...]
    """In order, NFC, each with its punctuation."""
    lines: tuple[int, ...]
    """For each sentence, which of the spoken lines of the file it stands in, from 0: a translation has as many."""
    source: str
    """Name of the file."""
    findings: tuple[Finding, ...] = ()
    """Converted letters, slides without notes, and what was not taken as spoken."""


def read_script(path: Path, *, encoding: str | None = None) -> Script:
    """Read a lesson's script from a .txt, .docx or .pptx file (speaker notes), whatever the file is called.

    `encoding` forces the letters (see `encodings.ENCODINGS`; in documents `tcvn3`, `vni` and `utf-8` count). Raises
    InputError: those of `encodings.open_plain`, `encodings.read_text` and `reading_documents.read_document`, and
    script-wrong-kind, script-encrypted, script-empty, script-too-big, script-sentence-too-long, script-is-subtitles.
    """
    name = path.name
    with open_plain(path) as file:
        head = file.read(_HEAD_BYTES)
        _refuse_other_kinds(head, name)
        document = _from_archive(file, name, encoding) if head.startswith(b"PK\x03\x04") else None
    if document is None:
        document = _from_text(path, encoding)
    left_out = list(document.left_out)
    said = tuple(_sentences(document.paragraphs, left_out, name))
    if not said:
        raise InputError("script-empty", file=name)
    numbers = {line: number for number, line in enumerate(dict.fromkeys(line for line, _ in said))}
    findings = (*_about(document, name), *_about_left_out(left_out, name))
    return Script(
        sentences=tuple(sentence for _, sentence in said),
        lines=tuple(numbers[line] for line, _ in said),
        source=name,
        findings=findings,
    )


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEAD_BYTES: Final = 4 << 20
"""In an old Office file the names of its parts, which tell what it is, may stand some way in."""

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_OLD_PARTS: Final = (
    ("EncryptedPackage", ""),
    ("WordDocument", "Word 97-2003 (.doc)"),
    ("PowerPoint Document", "PowerPoint 97-2003 (.ppt)"),
    ("Workbook", "Excel 97-2003 (.xls)"),
)
_PAGE: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


def _refuse_other_kinds(head: bytes, name: str) -> None:
    if head.startswith(_OLD_OFFICE):
        kind = next((kind for part, kind in _OLD_PARTS if part.encode("utf-16-le") in head), "Office 97-2003")
        if not kind:
            raise InputError("script-encrypted", file=name)
        raise InputError("script-wrong-kind", file=name, kind=kind)
    for start, kind in ((b"%PDF", "PDF"), (b"{\\rtf", "RTF")):
        if head.startswith(start):
            raise InputError("script-wrong-kind", file=name, kind=kind)
    if _PAGE.match(head[:200]):
        raise InputError("script-wrong-kind", file=name, kind="HTML/XML")


def _from_archive(file: BinaryIO, name: str, encoding: str | None) -> Document:
    forced = known_encoding(encoding) if encoding else None
    document = read_document(file, name, encoding=forced)
    text = "\n\n".join(document.paragraphs)
    if len(text) > MOST_BYTES:
        raise _too_big(name)
    if forced is None:
        converted = convert_text(text)
        document.converted = document.converted or converted != unicodedata.normalize("NFC", text)
        if document.converted:
            refuse_eaten(converted, name)
        text = converted
    document.paragraphs = text.split("\n")
    return document


def _from_text(path: Path, encoding: str | None) -> Document:
    read = read_text(file_bytes(path, most_bytes=MOST_BYTES), name=path.name, encoding=encoding)
    if len(_TIMES.findall(read.text)) >= _FEW_TIMES:
        raise InputError("script-is-subtitles", file=path.name)
    return Document(paragraphs=unwrapped(read.text.split("\n")), letters=about_letters(read, path.name))


_TIMES: Final = re.compile(r"\d\d:\d\d[.,]\d{3} --> ")
_FEW_TIMES: Final = 2


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _sentences(lines: list[str], left_out: list[str], name: str) -> Iterator[tuple[int, str]]:
    """Every spoken sentence with the number of its line."""
    number = 0
    for at, line in enumerate(without_marks([tidy(line) for line in lines])):
        text, dropped = spoken_part(line)
        left_out += dropped
        for sentence in split_sentences(text):
            number += 1
            if number > MOST_SENTENCES:
                raise _too_big(name)
            if len(sentence) > MOST_SENTENCE_SIGNS:
                start = sentence[:_SHOWN]
                raise InputError("script-sentence-too-long", file=name, limit=MOST_SENTENCE_SIGNS, text=start)
            yield at, sentence


_SHOWN: Final = 60


def _too_big(name: str) -> InputError:
    return InputError("script-too-big", file=name, limit=MOST_SENTENCES, megabytes=MOST_BYTES >> 20)


def _about(document: Document, name: str) -> Iterator[Finding]:
    yield from document.letters
    if document.converted:
        yield Finding(code="text-converted", severity="note", values={"file": name, "encoding": "TCVN3/VNI"})
    if document.silent_slides:
        slides = ", ".join(map(str, document.silent_slides))
        values: dict[str, str | int | float] = {"file": name, "count": len(document.silent_slides), "slides": slides}
        yield Finding(code="script-slides-without-notes", severity="note", values=values)


def _about_left_out(left_out: list[str], name: str) -> Iterator[Finding]:
    if left_out:
        example = tidy(left_out[0].replace("\n", " "))[:_SHOWN]
        values: dict[str, str | int | float] = {"file": name, "count": len(left_out), "example": example}
        yield Finding(code="script-left-out", severity="note", values=values)
