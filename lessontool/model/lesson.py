"""The lesson as its teacher describes it: what `lesson.yaml` says."""

from __future__ import annotations

from fractions import Fraction

from lessontool.model._record import record


@record
class Chapter:
    """A named part of a lesson: where it starts in the recording, in seconds, and what pupils read in the list."""

    start_s: Fraction
    title: str


@record
class Rights:
    """Who owns the lesson and on what terms it may be shown."""

    holder: str
    licence: str = ""
    expires: str = ""
    """Last day of use, `YYYY-MM-DD`; empty: no end."""


@record
class Consent:
    """Whether pupils are seen or heard, and who agreed. Names of pupils are never stored."""

    pupils_visible: bool = False
    given: bool = False
    """Parents, and each child from 7 years on, agreed in writing (Decree 13/2023/ND-CP art. 20)."""
    scope: tuple[str, ...] = ()
    """Destinations that the consent covers, such as tv and online."""
    date: str = ""


@record
class Translation:
    """What the lesson says in another language: a subtitle file, or a script with the same lines as the main one."""

    language: str
    """BCP 47 tag, such as `en` or `hmn`."""
    file: str
    """Name of the file, relative to the lesson folder."""


@record
class SignLanguage:
    """The lesson in sign language: a recording of the interpreter."""

    file: str
    """Name of the recording, relative to the lesson folder."""
    starts_s: Fraction | None = None
    """Moment of the lesson's recording at which this one begins, in seconds (below 0: it began earlier); None: found
    out from the sound of both."""


@record
class Lesson:
    """One lesson of the curriculum, with everything that people wrote about it. No path in it leaves its folder."""

    recording: str
    """Name of the recording, relative to the lesson folder."""
    title: str
    subject: str
    """Code from the curriculum, such as TV, TO, TNXH."""
    grade: int
    series: str
    """Code of the textbook series, such as CD, KNTT, CTST."""
    school_year: str
    """`2021-2022`."""
    week: int
    lesson_number: int | None = None
    """"Bài n" in the textbook."""
    part: int | None = None
    """"Tiết k" of this lesson."""
    parts: int | None = None
    """"... of m"."""
    teachers: tuple[str, ...]
    school: str
    language: str = "vi"
    """BCP 47 tag of the spoken language."""
    rights: Rights
    consent: Consent = Consent()
    destinations: tuple[str, ...] = ("tv", "online")
    presets: tuple[str, ...] = ()
    """Names of delivery presets; empty: each destination's default."""
    script: str | None = None
    """Name of the file with what is said, relative to the lesson folder."""
    captions: str | None = None
    """Name of a subtitle file in the spoken language; it comes before the script and before speech recognition."""
    translations: tuple[Translation, ...] = ()
    caption_style: str = ""
    """Name of a caption style; empty: the one of the lesson's grade."""
    text_encoding: str = ""
    """How script and subtitle files are encoded, where that cannot be found out: `tcvn3`, `vni`, `viscii` …"""
    chapters: tuple[Chapter, ...] = ()
    brand: str = ""
    """Name of a brand, for a lesson that differs from its series; empty: that of its series, station or grade."""
    sign_language: SignLanguage | None = None
    broadcasts: tuple[str, ...] = ()
    """When it is shown next, as viewers read it at the end: "Thứ Hai 6/9, 8:00, kênh LTV1"."""
    attachments: tuple[str, ...] = ()
    """Worksheets and other files for pupils, relative to the lesson folder: PDF, Word, PowerPoint, pictures, sound."""
    radio_opening: str | None = None
    """Name of a recording that is heard before the lesson on the radio, relative to the lesson folder."""
    materials_url: str = ""
    """Where pupils find worksheets; stands at the end as a QR code."""
    description: str = ""
    keywords: tuple[str, ...] = ()
    external_id: str = ""
    duration_minutes: int | None = None
    """How long the lesson should be; `check` compares."""
    start_s: Fraction | None = None
    """Use the recording only from here, in seconds."""
    end_s: Fraction | None = None
    """Use the recording only up to here, in seconds."""
    video_track: int | None = None
    """Which picture to take where a recording has several, from 1; None: lessontool chooses."""
    audio_track: int | None = None
    """Which sound track to take, from 1; None: lessontool chooses the voice."""
    poster_s: Fraction | None = None
    """Moment of the recording for the poster, in seconds; None: lessontool chooses."""


@record
class Series:
    """What holds for all lessons of a series: `series.yaml` in the folder above theirs."""

    brand: str = ""
    """Name of the series' brand; empty: that of the station or the grade."""
