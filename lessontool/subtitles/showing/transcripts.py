"""The lesson to read: everything that is said as plain text, as a page for phones and paper, and as a Word file.

Some pupils read instead of watching: the connection is too weak, the hearing too poor, or revision is quicker so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from lessontool import curriculum
from lessontool.model import Chapter, Cue, Lesson, Subtitles
from lessontool.subtitles.showing.writing import clean_line, clean_lines
from lessontool.timing import frames_at, seconds_of, seconds_text

_PAUSE_FRAMES: Final = 50
"""Two seconds of silence begin a new paragraph: the teacher has taken a breath, or shown something."""

_LONG_PARAGRAPH: Final = 420
"""After so many characters the next sentence begins a new paragraph: about seven lines on a phone."""

_SENTENCE_ENDS: Final = (".", "!", "?", "…", ":", ".”", "!”", "?”", '."', '!"', '?"')

_SPEAKER_MARKS: Final = ("- ", "– ", "— ")
"""Begin what another person says."""

_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every Word file, so that equal words give equal bytes."""


@dataclass(slots=True)
class _Paragraph:
    """Sentences that belong together, and when the first of them is said (frames of the lesson)."""

    start: int
    speaker: int = 0
    """Which of those who speak in one caption, from 0."""
    pieces: list[str] = field(default_factory=list)
    heading: str = ""
    """Name of the chapter that begins here."""

    @property
    def text(self) -> str:
        return " ".join(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What stands above the text."""

    title: str
    subject: str
    facts: tuple[str, ...]
    """Teacher, school, textbook: a line each."""
    note: str
    """Where the times come from, a line below the text."""


# ── what is said, in paragraphs ───────────────────────────────────────────────────────────────────────────────────


def _paragraphs(subtitles: Subtitles, lesson: Lesson) -> list[_Paragraph]:
    """Join captions to paragraphs: a new one after a pause, a long stretch, or with another speaker or chapter."""
    found: list[_Paragraph] = []
    chapters = _chapters(lesson)
    end = 0
    for cue in subtitles.cues:
        heading = ""
        while chapters and frames_at(chapters[0].start_s) <= (cue.span.start + cue.span.end) // 2:
            heading = clean_line(chapters.pop(0).title)
        for number, piece in enumerate(_pieces(cue)):
            begins = number > 0 or bool(heading) or cue.span.start - end >= _PAUSE_FRAMES
            if not found or begins or piece.startswith(_SPEAKER_MARKS) or _is_full(found[-1]):
                found.append(_Paragraph(start=cue.span.start, speaker=number, heading=heading))
                heading = ""
            found[-1].pieces.append(piece)
        end = cue.span.end
    return found


def _chapters(lesson: Lesson) -> list[Chapter]:
    """Chapters on the lesson's own clock: the recording's begins earlier where its first seconds are not used."""
    begin = lesson.start_s or 0
    return sorted(
        (Chapter(start_s=max(seconds_of(0), each.start_s - begin), title=each.title) for each in lesson.chapters),
        key=lambda each: each.start_s,
    )


def _pieces(cue: Cue) -> Iterator[str]:
    """What one caption says, by speaker."""
    said: list[str] = []
    for line in clean_lines(cue.lines):
        if said and line.startswith(_SPEAKER_MARKS):
            yield " ".join(said)
            said = []
        said.append(line)
    if said:
        yield " ".join(said)


def _is_full(paragraph: _Paragraph) -> bool:
    return len(paragraph.text) >= _LONG_PARAGRAPH and paragraph.text.endswith(_SENTENCE_ENDS)


def _time(paragraph: _Paragraph, offset_frames: int) -> str:
    return seconds_text(seconds_of(paragraph.start + offset_frames))


def _head(subtitles: Subtitles, lesson: Lesson) -> _Head:
    vietnamese = subtitles.language.partition("-")[0] == "vi"
    subject = curriculum.subject(lesson.subject)
    series = curriculum.series(lesson.series)
    teachers = ", ".join(lesson.teachers)
    place = [f"Tuần {lesson.week}" if vietnamese else f"Week {lesson.week}"]
    if lesson.lesson_number is not None:
        place.append(f"Bài {lesson.lesson_number}" if vietnamese else f"Lesson {lesson.lesson_number}")
    if lesson.part is not None:
        part = f"{lesson.part}/{lesson.parts}" if lesson.parts else str(lesson.part)
        place.append(f"Tiết {part}" if vietnamese else f"Part {part}")
    names = (
        (subject.name_vi, "Lớp", "Giáo viên", "Sách", series.name_vi)
        if vietnamese
        else (subject.name_en, "Grade", "Teacher", "Textbook", series.name_en)
    )
    facts = (f"{names[2]}: {teachers}" if teachers else "", lesson.school, f"{names[3]}: {names[4]}")
    return _Head(
        title=clean_line(lesson.title),
        subject=" · ".join((names[0], f"{names[1]} {lesson.grade}", *place)),
        facts=tuple(cleaned for fact in facts if (cleaned := clean_line(fact))),
        note="Số ở đầu đoạn là phút và giây trong video." if vietnamese else "Figures are minutes and seconds.",
    )


# ── plain text ────────────────────────────────────────────────────────────────────────────────────────────────────


def transcript_text(subtitles: Subtitles, lesson: Lesson, *, offset_frames: int = 0) -> str:
    """Write everything that is said as plain text, a paragraph a line. `offset_frames` is what comes before."""
    head = _head(subtitles, lesson)
    blocks = ["\n".join((head.title, head.subject, *head.facts))]
    for paragraph in _paragraphs(subtitles, lesson):
        if paragraph.heading:
            blocks.append(f"{paragraph.heading}\n{'-' * len(paragraph.heading)}")
        blocks.append(f"[{_time(paragraph, offset_frames)}] {paragraph.text}")
    return "\r\n".join("\n\n".join(blocks).split("\n")) + "\r\n"


# ── a page ────────────────────────────────────────────────────────────────────────────────────────────────────────

_LOOK: Final = """\
:root { color-scheme: light dark; --ink: #1c2328; --faint: #6a747b; --rule: #d9dee1; --ground: #fff; --mark: #0a5c7d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaec; --faint: #98a3aa; --rule: #38424a; --ground: #14191d; --mark: #7cc7e8; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1.125rem/1.65 "Be Vietnam Pro", "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1.15rem 3rem; }
header { border-bottom: 3px solid var(--mark); margin-bottom: 1.5rem; padding-bottom: 1rem; }
.subject { margin: 0; color: var(--mark); font-weight: 600; font-size: .95rem; }
h1 { margin: .2rem 0 .6rem; font-size: 1.8rem; line-height: 1.3; overflow-wrap: break-word; }
.fact { margin: 0; color: var(--faint); font-size: .95rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; line-height: 1.35; }
.said { margin: 0 0 1.05rem; overflow-wrap: break-word; scroll-margin-top: 1rem; }
.said:target { background: color-mix(in srgb, var(--mark) 14%, transparent); }
.at { display: block; color: var(--faint); font-size: .8rem; line-height: 1.5; text-decoration: none;
  font-variant-numeric: tabular-nums; }
.at:hover, .at:focus { color: var(--mark); text-decoration: underline; }
footer { margin-top: 2rem; padding-top: .8rem; border-top: 1px solid var(--rule); color: var(--faint);
  font-size: .85rem; }
footer p { margin: 0; }
@media (min-width: 48rem) {
  .said, .made { position: relative; }
  .at { position: absolute; left: -5.2rem; width: 4.4rem; text-align: right; line-height: 2.35; }
}
@media print {
  :root { --ink: #000; --faint: #555; --rule: #bbb; --ground: #fff; --mark: #000; }
  @page { size: A4; margin: 20mm 18mm 20mm 24mm; }
  body { font-size: 12pt; line-height: 1.5; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; }
  h2 { break-after: avoid; }
  .said { orphans: 2; widows: 2; }
  .at { position: static; display: inline; margin-right: .5em; }
}
"""


def transcript_html(subtitles: Subtitles, lesson: Lesson, *, offset_frames: int = 0) -> str:
    """Write everything that is said as one page for phones and paper, which needs no network.

    `offset_frames` is what comes before the lesson. Each paragraph's time is a link that can be passed on.
    """
    head = _head(subtitles, lesson)
    language = escape(clean_line(subtitles.language))
    facts = "".join(f'<p class="fact">{escape(fact)}</p>\n' for fact in head.facts)
    said = "".join(_block(paragraph, offset_frames) for paragraph in _paragraphs(subtitles, lesson))
    return f"""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(head.title)}</title>
<style>
{_LOOK}</style>
</head>
<body>
<main>
<header>
<p class="subject">{escape(head.subject)}</p>
<h1>{escape(head.title)}</h1>
{facts}</header>
<article>
{said}</article>
<footer><p>{escape(head.note)}</p></footer>
</main>
</body>
</html>
"""


def _block(paragraph: _Paragraph, offset_frames: int) -> str:
    heading = f"<h2>{escape(paragraph.heading)}</h2>\n" if paragraph.heading else ""
    # frames, not seconds: two paragraphs may begin in one second
    anchor = f"t{paragraph.start + offset_frames}" + (f"-{paragraph.speaker + 1}" if paragraph.speaker else "")
    at = f'<a class="at" href="#{anchor}">{_time(paragraph, offset_frames)}</a>'
    return f'{heading}<p class="said" id="{anchor}">{at} {escape(paragraph.text)}</p>\n'


# ── Word ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def transcript_docx(subtitles: Subtitles, lesson: Lesson, *, offset_frames: int = 0) -> bytes:
    """Write everything that is said as a Word file on A4; equal words give equal bytes."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    head = _head(subtitles, lesson)
    document = Document()
    _set_up(document, head, subtitles.language, lesson)
    subject = document.add_paragraph()
    run = subject.add_run(head.subject)
    run.bold, run.font.color.rgb = True, RGBColor(0x0A, 0x5C, 0x7D)
    document.add_heading(head.title, level=1)
    for fact in head.facts:
        document.add_paragraph(fact).paragraph_format.space_after = Pt(0)
    document.add_paragraph()
    for paragraph in _paragraphs(subtitles, lesson):
        if paragraph.heading:
            document.add_heading(paragraph.heading, level=2)
        block = document.add_paragraph()
        at = block.add_run(f"{_time(paragraph, offset_frames)}  ")
        at.font.size, at.font.color.rgb = Pt(9), RGBColor(0x80, 0x80, 0x80)
        block.add_run(paragraph.text)
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _set_up(document: Any, head: _Head, language: str, lesson: Lesson) -> None:
    """A4, letters that every Word has with all Vietnamese marks, and the language that its spelling check needs."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size_pt in (("Normal", 13), ("Heading 1", 20), ("Heading 2", 15)):
        style = document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size_pt)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # a heading's theme font would win over the name
        for theme in [key for key in fonts.attrib if "heme" in key]:
            del fonts.attrib[theme]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), "Times New Roman")
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1C, 0x23, 0x28)
    normal = document.styles["Normal"]
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.3, Pt(8)
    tag = document.styles.element.makeelement(qn("w:lang"), {qn("w:val"): _word_language(language)})
    normal.element.get_or_add_rPr().append(tag)
    properties = document.core_properties
    properties.title, properties.subject = head.title, head.subject
    properties.author = properties.last_modified_by = ", ".join(lesson.teachers)
    properties.language, properties.comments, properties.revision = language, "", 1
    properties.created = properties.modified = _NO_DATE


def _word_language(language: str) -> str:
    """Word knows languages by country."""
    return {"vi": "vi-VN", "en": "en-GB", "fr": "fr-FR"}.get(language, language)


def _undated(document: bytes) -> bytes:
    """Pack a Word file again without the time of day that its packer put in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            after.writestr(entry, before.read(part))
    return packed.getvalue()
