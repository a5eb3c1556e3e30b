"""What is made of finished lessons for learning systems, sticks, Kolibri and platforms: the pack presets."""

from __future__ import annotations

from typing import Literal

from lessontool.model._record import record


@record
class ScormPack:
    """A lesson as a learning system's package: one zip file that remembers how far a pupil has watched."""

    kind: Literal["scorm"] = "scorm"
    name: str
    summary_vi: str
    summary_en: str
    edition: Literal["1.2", "2004-4"]
    """SCORM 1.2, or SCORM 2004 4th edition."""
    tallest_px: int
    """The tallest picture that goes in."""
    completed_percent: int
    """A pupil who has seen so much of the lesson has completed it."""
    commit_every_s: int
    """How often the place in the lesson is handed to the learning system while it plays."""
    xapi: bool
    """Also send xAPI statements, where the page is opened with an endpoint."""


@record
class KolibriPack:
    """Lessons as a Kolibri channel, on a disk or stick from which Kolibri imports."""

    kind: Literal["kolibri"] = "kolibri"
    name: str
    summary_vi: str
    summary_en: str
    channel: str
    """Name of the channel, as pupils and teachers read it."""
    description: str
    tallest_px: int
    most_kb_per_minute: int
    """A lesson that needs more gets a smaller picture, where there is one; in units of 1 000 bytes."""


@record
class StickPack:
    """Lessons as a web site on a stick or memory card, which works from the file with no network at all."""

    kind: Literal["stick"] = "stick"
    name: str
    summary_vi: str
    summary_en: str
    title: str
    """What stands above the list of lessons."""
    tallest_px: int
    smallest_px: int
    """With a budget, pictures get smaller down to this before a lesson is left out."""
    filesystem: Literal["fat32", "exfat"]
    """Which file system's limits hold: FAT32 takes no file of 4 GiB."""
    transcripts: bool
    attachments: bool


@record
class KitPack:
    """A lesson as somebody publishes it by hand on YouTube, Facebook and Zalo: the file, and every text to paste."""

    kind: Literal["kit"] = "kit"
    name: str
    summary_vi: str
    summary_en: str
    tallest_px: int
    platforms: tuple[PlatformSpec, ...]


@record
class PlatformSpec:
    """What a platform takes. 0: no limit is known."""

    name: str
    """As people call it: YouTube, Facebook, Zalo."""
    title_characters: int
    description_bytes: int
    description_characters: int
    tags_characters: int
    """All tags together, with the commas between them; 0: it knows no tags."""
    forbidden: str = ""
    """Characters that it refuses in texts."""
    chapters: bool
    """It reads chapters out of the description."""
    least_chapters: int
    shortest_chapter_s: int
    thumbnail: str = ""
    """Which of the lesson's pictures it shows: `poster`, `wide`, `square`; empty: none."""
    thumbnail_kb: int = 0
    captions: Literal["", "srt", "webvtt"] = ""
    """Which caption file it takes; empty: none."""
    captions_by_country: bool = False
    """It wants the caption file's name to end in language and country, such as `.vi_VN.srt`."""
    hashtags: int = 0
    """How many words with # stand below the description."""


PackSpec = ScormPack | KolibriPack | StickPack | KitPack


@record
class Access:
    """What a school's pupils have at home, in numbers of pupils; no pupil is ever named."""

    school: str
    district: str = ""
    grade: str = ""
    """`1`, or `1-2`; empty: all."""
    pupils: int
    tv: int
    internet: int
    phone: int
    nothing: int


@record
class AccessRules:
    """How the needs of schools are counted: how many share a stick, a loudspeaker, a phone."""

    name: str
    summary_vi: str
    summary_en: str
    pupils_per_stick: int
    """So many pupils without anything at home share one stick, at school or at a neighbour's."""
    spare_sticks: int
    """For every school that gets any: sticks get lost and break."""
    stick_gb: int
    """As sticks are sold: units of 1 000 000 000 bytes."""
    stick_usable_percent: int
    """What of that can be filled: the file system and other files need the rest."""
    pupils_per_loudspeaker: int
    """So many pupils without anything listen to one radio or loudspeaker together."""
    shared_phone_percent: int
    """Of the pupils with a phone at home, so many cannot have it in lesson time; they get worksheets on paper too."""
    pages_per_lesson: int
    """Of the worksheets that are printed for one pupil."""
