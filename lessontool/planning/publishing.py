"""What is pasted into the forms of YouTube, Facebook and Zalo: title, description, chapters and tags that fit.

A platform that is given too much cuts it off in the middle of a word, or takes nothing at all and says little. So
everything is counted here first, and what was shortened, replaced or left out is told.

Characters are counted as JavaScript does, in units of UTF-16: where a platform counts whole characters instead, ours is
never the smaller number. Vietnamese is the same in both; only emoji and rare signs count two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool.curriculum import series, subject
from lessontool.messages import say
from lessontool.model import Finding, Lesson, Mark, PlatformSpec
from lessontool.timing import PROGRAMME_RATE

Unit = Literal["characters", "bytes"]

MOST_CHAPTER_CHARACTERS: Final = 100
"""Of a chapter's title (YouTube)."""

_LOOKALIKES: Final = {"<": "‹", ">": "›", "&": "＆", '"': "”", "#": "♯", "@": "＠"}
"""What stands for a sign that a platform refuses, so that a reader still sees what was meant."""

_OTHER_SERIES: Final = "KHAC"

_ELLIPSIS: Final = "…"
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*(?=\s|$)|(?=\n)")
_WORD_END: Final = re.compile(r"(?<=\S)(?=\s)")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_TAG_SEPARATORS: Final = re.compile(r'[,"\s]+')


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a limit a text uses. `limit` 0: none is known."""

    unit: Unit
    used: int
    limit: int

    @property
    def left(self) -> int:
        """What may still be written."""
        return self.limit - self.used


@dataclass(frozen=True, slots=True)
class Counted:
    """A text that fits, with the room that it leaves."""

    text: str
    rooms: tuple[Room, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it keeps to every limit."""
        return all(room.left >= 0 for room in self.rooms if room.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Everything that is pasted into one platform's form."""

    platform: PlatformSpec
    title: Counted
    description: Counted
    tags: tuple[str, ...]
    tags_line: Counted
    """The tags as they are pasted, with commas between them."""
    chapters: tuple[tuple[int, str], ...]
    """Start in whole seconds and title of every chapter that the description has for the platform to read."""
    findings: tuple[Finding, ...]


def compose(lesson: Lesson, marks: Sequence[Mark], frames: int, platform: PlatformSpec) -> Post:
    """Write a lesson's texts for one platform, as full as its limits allow.

    `frames` is the programme's length, of 25 a second. The findings tell what was shortened, replaced or left out.
    """
    found: list[Finding] = []

    def clean(text: str) -> str:
        return replaced(text, platform.forbidden)

    title = _title(lesson, platform, clean, found)
    chapters = _chapters(marks, frames, platform, clean, found)
    description = _description(lesson, marks, chapters, platform, clean, found)
    tags = _tags(lesson, platform, clean, found)
    lost = _refused(lesson, marks, platform.forbidden)
    if lost:
        found.insert(0, _note("kit-characters-replaced", platform, characters=" ".join(lost)))
    line = ", ".join(tags)
    rooms = (Room("characters", tags_length(tags), platform.tags_characters),) if platform.tags_characters else ()
    return Post(
        platform=platform,
        title=title,
        description=description,
        tags=tags,
        tags_line=Counted(line, rooms),
        chapters=chapters,
        findings=tuple(found),
    )


# ── counting and shortening ───────────────────────────────────────────────────────────────────────────────────────


def length(text: str) -> int:
    """Count the characters of a text as platforms do that are written in JavaScript: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def tags_length(tags: Sequence[str]) -> int:
    """Count tags as YouTube does: the commas between them count, and two quotes for each tag that has a space."""
    return sum(length(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)


def replaced(text: str, forbidden: str) -> str:
    """Write a text in composed letters (NFC), without invisible signs, and with lookalikes for what is refused."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn")
    )
    for sign in forbidden:
        kept = kept.replace(sign, _LOOKALIKES.get(sign, "-") if _LOOKALIKES.get(sign, "-") not in forbidden else "")
    return kept


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Cut a text so that it fits: after a sentence, else after a word, and `…` says so. Empty: not even a word fits.

    An address is kept whole or left out.
    """
    text = text.strip()
    if fits(text):
        return text
    for ends in (_SENTENCE_END, _WORD_END):
        best = ""
        for end in (each.end() for each in ends.finditer(text)):
            short = _with_ellipsis(text[:end], after_sentence=ends is _SENTENCE_END)
            if end < len(text) and fits(short):
                best = short
        if best:
            return best
    return _cut(text, fits)


def _with_ellipsis(text: str, *, after_sentence: bool) -> str:
    text = text.rstrip()
    if after_sentence or _ADDRESS.search(text):
        return f"{text} {_ELLIPSIS}"
    return text.rstrip(" ,;:–-") + _ELLIPSIS


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    """Cut inside the first word, never inside an address nor between a letter and its marks."""
    word = next(iter(text.split(maxsplit=1)), "")
    if _ADDRESS.search(word):
        return ""
    for end in range(len(word) - 1, 0, -1):
        joined = unicodedata.combining(word[end]) or word[end] in "\u200d\ufe0f" or word[end - 1] == "\u200d"
        if not joined and fits(word[:end] + _ELLIPSIS):
            return word[:end] + _ELLIPSIS
    return ""


def _within(*limits: tuple[Unit, int]) -> Callable[[str], bool]:
    return lambda text: all(room.left >= 0 for room in _rooms(text, *limits))


def _rooms(text: str, *limits: tuple[Unit, int]) -> tuple[Room, ...]:
    counts: Mapping[Unit, Callable[[str], int]] = {"characters": length, "bytes": lambda each: len(each.encode())}
    return tuple(Room(unit, counts[unit](text), limit) for unit, limit in limits if limit)


def _refused(lesson: Lesson, marks: Sequence[Mark], forbidden: str) -> list[str]:
    texts = "".join([lesson.title, lesson.description, *lesson.keywords, *lesson.teachers, lesson.school])
    texts += "".join(mark.title for mark in marks)
    return [sign for sign in forbidden if sign in texts]


def _note(code: str, platform: PlatformSpec, **values: str | int) -> Finding:
    return Finding(code=code, severity="note", values={"platform": platform.name, **values})


def _warn(code: str, platform: PlatformSpec, **values: str | int) -> Finding:
    return Finding(code=code, severity="warning", values={"platform": platform.name, **values})


# ── the title ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _title(lesson: Lesson, platform: PlatformSpec, clean: Callable[[str], str], found: list[Finding]) -> Counted:
    """Say first where in the curriculum the lesson is: that is what pupils type to find it."""
    limits: tuple[Unit, int] = ("characters", platform.title_characters)
    fits = _within(limits)
    name = " ".join(clean(lesson.title).split())
    book = f" – {_book(lesson)}" if _book(lesson) else ""
    number = say("kit-text-lesson", {"number": lesson.lesson_number}, "vi") if lesson.lesson_number is not None else ""
    part = say("kit-text-part", {"part": lesson.part}, "vi") if lesson.part is not None else ""
    heads = [f"{_class_of(lesson)}, {number.lower()} ({part.lower()}): "] if number and part else []
    heads += [f"{_class_of(lesson)}, {number.lower()}: "] if number else []
    heads += [f"{_class_of(lesson)}: ", ""]
    wishes = [f"{heads[0]}{name}{book}", *(f"{head}{name}" for head in heads)]
    for wish in wishes:
        if fits(wish):
            if wish != wishes[0]:
                found.append(_note("kit-title-shorter", platform, limit=platform.title_characters))
            return Counted(wish, _rooms(wish, limits))
    short = shortened(name, fits)
    found.append(_warn("kit-title-shortened", platform, limit=platform.title_characters, title=short))
    return Counted(short, _rooms(short, limits))


def _class_of(lesson: Lesson) -> str:
    return f"{subject(lesson.subject).name_vi} {lesson.grade}"


def _book(lesson: Lesson) -> str:
    """The textbook series' name; nothing where it is none of the known ones."""
    return "" if lesson.series == _OTHER_SERIES else series(lesson.series).name_vi


# ── chapters ──────────────────────────────────────────────────────────────────────────────────────────────────────


def clock(seconds: int) -> str:
    """Write a moment as platforms read it in a description: `0:00`, `12:05`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def chapters_that_hold(
    marks: Sequence[Mark], frames: int, *, shortest_s: int, beginning: str
) -> tuple[tuple[tuple[int, str], ...], tuple[str, ...]]:
    """Make a list of chapters that keeps the platform's rules: the first at 0:00, each long enough, also the last.

    A chapter that is too short becomes part of the one before it; at the start, of the one after it. A lesson whose
    first chapter comes later gets one called `beginning`, where that is long enough. Gives the chapters and the titles
    that are gone. Times are whole seconds, rounded down: a chapter never starts after its first picture.
    """
    starts = sorted((int(mark.start_frames / PROGRAMME_RATE), number) for number, mark in enumerate(marks))
    listed = [(start, marks[number].title) for start, number in starts]
    if listed and listed[0][0] > 0:
        listed = [(0, beginning), *listed] if listed[0][0] >= shortest_s else [(0, listed[0][1]), *listed[1:]]
    kept: list[tuple[int, str]] = []
    gone: list[str] = []
    for start, title in listed:
        if kept and start - kept[-1][0] < max(1, shortest_s):
            before, lost = kept.pop()
            gone.append(lost)
            kept.append((start if kept else before, title))
        else:
            kept.append((start, title))
    length_s = int(frames / PROGRAMME_RATE)
    while len(kept) > 1 and length_s - kept[-1][0] < shortest_s:
        gone.append(kept.pop()[1])
    return tuple(kept), tuple(gone)


def _chapters(
    marks: Sequence[Mark], frames: int, platform: PlatformSpec, clean: Callable[[str], str], found: list[Finding]
) -> tuple[tuple[int, str], ...]:
    if not platform.chapters:
        return ()
    if not marks:
        found.append(_note("kit-chapters-none", platform))
        return ()
    kept, gone = chapters_that_hold(
        marks, frames, shortest_s=platform.shortest_chapter_s, beginning=say("kit-text-beginning", {}, "vi")
    )
    if len(kept) < max(1, platform.least_chapters):
        least, shortest = platform.least_chapters, platform.shortest_chapter_s
        found.append(_note("kit-chapters-left-out", platform, count=len(kept), least=least, seconds=shortest))
        return ()
    if gone:
        titles = "; ".join(" ".join(clean(title).split()) for title in gone)
        found.append(_note("kit-chapters-joined", platform, titles=titles, seconds=platform.shortest_chapter_s))
    fits = _within(("characters", MOST_CHAPTER_CHARACTERS))
    return tuple((start, shortened(" ".join(clean(title).split()), fits)) for start, title in kept)


# ── the description ───────────────────────────────────────────────────────────────────────────────────────────────

_ORDER: Final = ("about", "materials", "place", "people", "broadcasts", "chapters", "contents", "rights", "hashtags")
"""As they stand below each other. Only the first lines are seen before somebody opens the rest: the lesson and its
worksheets."""

_LOST_FIRST: Final = ("broadcasts", "hashtags", "contents")
"""Left out before the teacher's own words are shortened."""

_LOST_LAST: Final = ("chapters", "rights", "place", "people", "materials")
"""Left out only where not even one sentence fits beside them."""


def _description(
    lesson: Lesson,
    marks: Sequence[Mark],
    chapters: Sequence[tuple[int, str]],
    platform: PlatformSpec,
    clean: Callable[[str], str],
    found: list[Finding],
) -> Counted:
    limits: tuple[tuple[Unit, int], ...] = (
        ("bytes", platform.description_bytes),
        ("characters", platform.description_characters),
    )
    fits = _within(*limits)
    blocks = _blocks(lesson, marks, chapters, platform, clean)
    about = blocks.get("about", "")
    lost: list[str] = []
    for name in (*_LOST_FIRST, "", *_LOST_LAST):
        if fits(_joined(blocks)):
            break
        if name:
            lost += [name] if blocks.pop(name, "") else []
        if name not in _LOST_FIRST:
            blocks["about"] = shortened(about, lambda words: fits(_joined({**blocks, "about": words})))
            if blocks["about"]:
                break
    if about and blocks["about"] != about:
        found.append(_warn("kit-description-shortened", platform))
    if lost:
        names = ", ".join(_both(f"kit-block-{name}") for name in lost)
        found.append(_note("kit-description-left-out", platform, parts=names))
    text = _joined(blocks)
    return Counted(text, _rooms(text, *limits))


def _joined(blocks: Mapping[str, str]) -> str:
    return "\n\n".join(blocks[name] for name in _ORDER if blocks.get(name))


def _both(code: str) -> str:
    return f"{say(code, {}, 'vi')} ({say(code, {}, 'en')})"


def _blocks(
    lesson: Lesson,
    marks: Sequence[Mark],
    chapters: Sequence[tuple[int, str]],
    platform: PlatformSpec,
    clean: Callable[[str], str],
) -> dict[str, str]:
    listed = "\n".join(f"{clock(start)} {title}" for start, title in chapters)
    titles = " · ".join(" ".join(mark.title.split()) for mark in marks)
    made = {
        "about": lesson.description.strip(),
        "materials": _line("materials", lesson.materials_url),
        "place": _place(lesson),
        "people": " – ".join(filter(None, [_line("teachers", ", ".join(lesson.teachers)), lesson.school])),
        "broadcasts": _line("broadcasts", "; ".join(lesson.broadcasts)),
        "chapters": f"{say('kit-text-chapters', {}, 'vi')}:\n{listed}" if listed else "",
        "contents": "" if listed else _line("chapters", titles),
        "rights": _rights(lesson),
        "hashtags": " ".join(hashtags(lesson)[: platform.hashtags]),
    }
    # the sign of a hashtag is what makes it one: it is never replaced
    return {name: text if name == "hashtags" else clean(text) for name, text in made.items() if text}


def _line(name: str, value: str) -> str:
    return f"{say(f'kit-text-{name}', {}, 'vi')}: {value}" if value else ""


def _place(lesson: Lesson) -> str:
    said = [f"{subject(lesson.subject).name_vi} {say('kit-text-grade', {'grade': lesson.grade}, 'vi')}"]
    said += [_book(lesson)] if _book(lesson) else []
    said.append(say("kit-text-week", {"week": lesson.week, "year": lesson.school_year}, "vi"))
    if lesson.lesson_number is not None:
        said.append(say("kit-text-lesson", {"number": lesson.lesson_number}, "vi"))
    if lesson.part is not None:
        part = f"{lesson.part}/{lesson.parts}" if lesson.parts else str(lesson.part)
        said.append(say("kit-text-part", {"part": part}, "vi"))
    return " – ".join(said)


def _rights(lesson: Lesson) -> str:
    return "\n".join(filter(None, [f"© {lesson.rights.holder}", _line("licence", lesson.rights.licence)]))


# ── tags ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def words_of(lesson: Lesson) -> tuple[str, ...]:
    """List what people look for to find a lesson, the most telling first, each once."""
    name, book = subject(lesson.subject).name_vi, _book(lesson)
    words = [f"{name} {lesson.grade}", *lesson.keywords, say("kit-text-grade", {"grade": lesson.grade}, "vi"), name]
    words += [book, f"{name} {lesson.grade} {book}".strip(), say("kit-text-tag", {}, "vi")]
    words = [" ".join(unicodedata.normalize("NFC", word).split()) for word in words]
    once = {word.casefold(): word for word in reversed(words) if word}
    return tuple(dict.fromkeys(once[word.casefold()] for word in words if word))


def hashtags(lesson: Lesson) -> tuple[str, ...]:
    """Write those words as hashtags: one word each, letters and digits only, and never digits alone."""
    made = []
    for words in words_of(lesson):
        parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", words))
        joined = "".join(part[:1].upper() + part[1:] for part in parts)
        if joined and not joined.isdigit():
            made.append(f"#{joined}")
    return tuple(dict.fromkeys(made))


def _tags(lesson: Lesson, platform: PlatformSpec, clean: Callable[[str], str], found: list[Finding]) -> tuple[str, ...]:
    if not platform.tags_characters:
        return ()
    kept: list[str] = []
    lost: list[str] = []
    for word in words_of(lesson):
        tag = _TAG_SEPARATORS.sub(" ", clean(word)).strip()
        if not tag or tag in kept:
            continue
        fits = tags_length([*kept, tag]) <= platform.tags_characters
        (kept if fits else lost).append(tag)
    if lost:
        found.append(_note("kit-tags-left-out", platform, tags=", ".join(lost), limit=platform.tags_characters))
    return tuple(kept)
