"""What a Kolibri channel says of its lessons: the tree of grades and subjects, titles, labels, licences.

Kolibri shows a lesson also outside its folder (search, bookmarks, lists of a coach), so each title stands alone. The
labels are those of Learning Equality's vocabulary (le-utils), by which Kolibri's library is filtered.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lessontool import curriculum
from lessontool.delivery.metadata import plain_text
from lessontool.delivery.packs.kolibri_tables import SCHEMA
from lessontool.delivery.shelf import NAMESPACE
from lessontool.messages import say
from lessontool.model import Lesson
from lessontool.planning.publishing import shortened
from lessontool.subtitles.languages import shown_name

MOST_TITLE: Final = 200
"""Characters (content schema 5), as of an author and an owner of rights."""

MOST_DESCRIPTION: Final = 400
"""Characters (content schema 5, of a channel): Kolibri cuts what is longer on its cards."""

WATCH: Final = "UD5UGM0z"
LISTEN: Final = "mkA1R3NU"
READ: Final = "wA01urpi"
LESSON: Final = "xgFjFhrA"
CAPTIONS: Final = "WnIhbgkY"
SIGN_LANGUAGE: Final = "Dr4cVXkc"

_GRADES: Final = ((3, "wnarlxKo"), (5, "BkGYi3lD"), (9, "eLt0Mbu4"), (12, "ZEjiwvOb"))
"""Up to which grade a label reaches: lower and upper primary, lower and upper secondary."""

_SCHOOL: Final = "d&WXdXWF"
_SUBJECTS: Final = {
    "TV": f"{_SCHOOL}.kHKJ&PbV",
    "NV": f"{_SCHOOL}.kHKJ&PbV.DJLBbaEk",
    "TO": f"{_SCHOOL}.qs0Xlaxq",
    "TA": f"{_SCHOOL}.JDUfJNXc",
    "NN2": f"{_SCHOOL}.JDUfJNXc",
    "TDT": f"{_SCHOOL}.JDUfJNXc",
    "DD": f"{_SCHOOL}.K80UMYnW.F863vKiF",
    "GDCD": f"{_SCHOOL}.K80UMYnW.F863vKiF",
    "GDKTPL": f"{_SCHOOL}.K80UMYnW",
    "TNXH": f"{_SCHOOL}.i1IdaNwr,{_SCHOOL}.K80UMYnW",
    "KH": f"{_SCHOOL}.i1IdaNwr",
    "KHTN": f"{_SCHOOL}.i1IdaNwr",
    "LSDL": f"{_SCHOOL}.zWtcJ&F2,{_SCHOOL}.K80UMYnW",
    "LS": f"{_SCHOOL}.zWtcJ&F2",
    "DL": f"{_SCHOOL}.K80UMYnW",
    "VL": f"{_SCHOOL}.i1IdaNwr.r#wbt#jF",
    "HH": f"{_SCHOOL}.i1IdaNwr.#r5ocgid",
    "SH": f"{_SCHOOL}.i1IdaNwr.uErN4PdS",
    "TH": f"{_SCHOOL}.e#RTW9E#",
    "CN": f"{_SCHOOL}",
    "THCN": f"{_SCHOOL}.e#RTW9E#",
    "AN": f"{_SCHOOL}.5QAjgfv7.u0aKjT4i",
    "MT": f"{_SCHOOL}.5QAjgfv7.4LskOFXj",
    "NT": f"{_SCHOOL}.5QAjgfv7",
    "TC": f"{_SCHOOL}.5QAjgfv7",
    "HDTN": "PbGoe2MV",
    "HDTNHN": "PbGoe2MV,l7DsPDlm",
    "TD": "PbGoe2MV.kivAZaeX",
    "GDTC": "PbGoe2MV.kivAZaeX",
}
"""Kolibri's categories by our subjects; for all others the school in general."""

_OWN_NAMES: Final = {
    "vi": "Tiếng Việt",
    "en": "English",
    "fr": "Français, langue française",
    "zh": "中文",
    "km": "ភាសាខ្មែរ",
    "lo": "ພາສາລາວ",
    "th": "ไทย",
}
"""As Kolibri itself calls them: a channel's languages replace those that the device knows by the same tag."""

_CREATIVE_COMMONS: Final = re.compile(r"(CC BY(?:-NC)?(?:-SA|-ND)?)(?: [0-9.]+)?(?: [A-Z]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file in Kolibri's storage, which knows it by its MD5."""

    md5: str
    extension: str
    size_bytes: int

    @property
    def place(self) -> str:
        """Where it lies below `storage/`."""
        return f"{self.md5[0]}/{self.md5[1]}/{self.md5}.{self.extension}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a file is for in a lesson: `preset` is Kolibri's word."""

    stored: Stored
    preset: str
    language: str = ""
    beside: bool = False
    """Not the thing itself: a subtitle or a picture."""
    thumbnail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A topic, or something to watch, hear or read."""

    key: str
    """Stays the same in every version of the channel, so that nobody's progress is lost."""
    kind: str
    title: str
    shared: bool = True
    """Whether the same thing in another channel counts as seen too."""
    description: str = ""
    author: str = ""
    licence: tuple[str, str] = ("", "")
    """Kolibri's name of the licence, and its terms where they are its own."""
    holder: str = ""
    language: str = ""
    seconds: int | None = None
    grade: str = ""
    categories: str = ""
    activity: str = ""
    resource: str = ""
    access: str = ""
    files: tuple[Use, ...] = ()
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A whole channel."""

    id: uuid.UUID
    name: str
    description: str
    language: str
    thumbnail: str
    """A `data:` address; may be empty."""
    topics: tuple[Node, ...]


def channel_id(name: str) -> uuid.UUID:
    """Give a channel its lasting identity: its name. A renamed channel is another one."""
    return uuid.uuid5(NAMESPACE, f"kolibri:{unicodedata.normalize('NFC', name)}")


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def lesson_title(lesson: Lesson, more: str = "") -> str:
    """Name a lesson so that its title stands alone: “Bài 10: Phép cộng (tiết 1)”, at most 200 characters.

    `more` tells it from another one of the same name: a school, a textbook series.
    """
    title = plain_text(lesson.title)
    lead = tail = ""
    if lesson.lesson_number is not None:
        number = say("kolibri-text-lesson", {"number": lesson.lesson_number}, "vi")
        if not re.match(rf"{re.escape(number)}\b", title, re.IGNORECASE):
            lead = f"{number}: "
    if lesson.part is not None:
        part = say("kolibri-text-part", {"part": lesson.part}, "vi")
        tail = "" if part.casefold() in title.casefold() else f" ({part})"
    tail += f" – {within(plain_text(more), MOST_TITLE // 2)}" if more else ""
    return lead + within(title, MOST_TITLE - len(lead) - len(tail)) + tail


def described(lesson: Lesson) -> str:
    """Say what a lesson is about and where it belongs, in at most 400 characters; what it is about is cut first."""
    grade = say("kolibri-text-grade", {"grade": lesson.grade}, "vi").lower()
    place = ", ".join(
        [
            f"{curriculum.subject(lesson.subject).name_vi} {grade}",
            curriculum.series(lesson.series).name_vi,
            say("kolibri-text-week", {"week": lesson.week, "year": lesson.school_year}, "vi"),
        ]
    )
    about = within(plain_text(lesson.description), MOST_DESCRIPTION - len(place) - 3)
    if about and about[-1] not in ".!?…":
        about += "."
    return " ".join(filter(None, (about, f"{place}.")))


def author(lesson: Lesson) -> str:
    """Name teachers and school, in at most 200 characters."""
    teachers = ", ".join(plain_text(each) for each in lesson.teachers)
    school = plain_text(lesson.school)
    return within(f"{teachers} ({school})" if teachers and school else teachers or school, MOST_TITLE)


def licence(lesson: Lesson) -> tuple[str, str]:
    """Say under which of Kolibri's licences a lesson is, and its own terms where it is none of them."""
    said = plain_text(lesson.rights.licence)
    known = " ".join(said.upper().replace("CC-BY", "CC BY").split())
    if found := _CREATIVE_COMMONS.fullmatch(known):
        return found[1], ""
    if known in ("CC0", "CC0 1.0", "PUBLIC DOMAIN"):
        return "Public Domain", ""
    return ("Special Permissions", said) if said else ("All Rights Reserved", "")


def grade_label(grade: int) -> str:
    """Say which of Kolibri's levels a grade belongs to; empty: none."""
    return next((label for last, label in _GRADES if grade <= last), "")


def categories(subject: str) -> str:
    """Say which of Kolibri's categories a subject belongs to, with commas between them."""
    return _SUBJECTS.get(subject, _SCHOOL)


def within(text: str, most: int) -> str:
    """Cut a text to so many characters, after a sentence or a word."""
    return shortened(text, lambda short: len(short) <= most)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Rows:
    channel: Channel
    nodes: list[tuple[Any, ...]] = field(default_factory=list)
    files: list[tuple[Any, ...]] = field(default_factory=list)
    stored: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    languages: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    edge: int = 0
    """The last number of the nested sets: each node lies between its two numbers, and all that is in it too."""


def rows(channel: Channel, *, version: int, updated: str) -> dict[str, list[tuple[Any, ...]]]:
    """Write a channel as the rows of its tables. `updated` is UTC, as Django reads it: `2026-11-22 10:00:00`."""
    made = _Rows(channel)
    root = Node(
        key="",
        kind="topic",
        title=channel.name,
        description=channel.description,
        language=channel.language,
        children=channel.topics,
    )
    _add(made, root, None, 0, 1.0)
    found = (
        channel.id.hex,
        channel.name,
        channel.description,
        "",
        "",
        version,
        channel.thumbnail,
        updated,
        SCHEMA,
        channel.id.hex,
    )
    return {
        "content_language": sorted(made.languages.values()),
        "content_localfile": sorted(made.stored.values()),
        "content_contentnode": made.nodes,
        "content_channelmetadata": [found],
        "content_file": made.files,
    }


def _add(made: _Rows, node: Node, parent: uuid.UUID | None, level: int, order: float) -> None:
    channel = made.channel.id
    here = uuid.uuid5(channel, node.key) if node.key else channel
    lasting = uuid.uuid5(NAMESPACE, f"kolibri:{node.key}") if node.shared and node.key else here
    made.edge += 1
    left, place = made.edge, len(made.nodes)
    made.nodes.append(())
    for number, child in enumerate(node.children, start=1):
        _add(made, child, here, level + 1, float(number))
    made.edge += 1
    name, terms = node.licence
    made.nodes[place] = (
        here.hex,
        name or None,
        terms or None,
        node.title,
        0,
        lasting.hex,
        channel.hex,
        node.description,
        order,
        node.holder,
        node.author,
        node.kind,
        0,
        "{}",
        node.grade or None,
        node.resource or None,
        node.activity or None,
        node.access or None,
        node.categories or None,
        None,
        node.seconds,
        left,
        made.edge,
        1,
        level,
        _language(made, node.language),
        parent.hex if parent else None,
    )
    for number, use in enumerate(node.files, start=1):
        made.stored[use.stored.md5] = (use.stored.md5, use.stored.extension, 0, use.stored.size_bytes)
        row = uuid.uuid5(here, f"{use.preset}:{use.language}:{use.stored.md5}").hex
        spoken = _language(made, use.language)
        made.files.append(
            (row, use.preset, int(use.beside), int(use.thumbnail), number, here.hex, spoken, use.stored.md5)
        )


def _language(made: _Rows, tag: str) -> str | None:
    """Note a language and give its tag as Kolibri writes it: `vi`, `zh-Hant`; at most 14 characters."""
    if not tag:
        return None
    parts = tag.strip().replace("_", "-").split("-")
    primary = parts[0].lower()[:3]
    subcode = "-".join(list(_fitting(parts[1:], 10)))
    written = f"{primary}-{subcode}" if subcode else primary
    made.languages[written] = (written, primary, subcode or None, _OWN_NAMES.get(written, shown_name(tag)[:100]), "ltr")
    return written


def _fitting(parts: Sequence[str], most: int) -> Iterator[str]:
    used = -1
    for part in parts:
        used += 1 + len(part)
        if used > most:
            return
        yield part
