"""What was said and what is shown: words with their times, and the captions that pupils read.

Times of words are exact seconds on the lesson's clock (0 is the lesson's first frame); captions stand on its frames,
25 a second. All text is NFC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.model.package import Decision
from lessontool.timing import FrameSpan, TimeSpan

TextOrigin = Literal["subtitle", "script", "speech"]
"""Where a text comes from: a subtitle file that the teacher gave, the lesson's script, or speech recognition."""


@record
class Word:
    """One written word (in Vietnamese: one syllable) with the punctuation that belongs to it, and when it was said."""

    text: str
    start: Fraction
    end: Fraction
    confidence: float
    """How sure its recogniser was, 0–1; 1 for a word that a person wrote."""


@record
class Doubt:
    """A stretch of recognised text that is probably not what was said, and was left out or marked."""

    kind: Literal["phantom", "loop", "no_speech", "low_confidence"]
    """A phrase that Whisper is known to invent; the same again and again; nobody speaks there; hardly heard."""
    span: TimeSpan
    text: str
    removed: bool
    reason: str
    """In English, with the figures that made it so."""


@record
class Transcript:
    """What speech recognition heard in a lesson: kept, so that changed captions need no new recognition."""

    language: str
    """BCP 47 tag that the recogniser was told."""
    backend: str
    """`faster-whisper` or `openai-whisper`; empty where nothing was recognised and `words` is empty."""
    model: str
    """Name of the model, such as `base`."""
    model_sha256: str
    """Of the model's weights."""
    seconds: Fraction
    """Length of the sound that was listened to."""
    speech: tuple[TimeSpan, ...]
    """Where somebody speaks (voice activity), rising and apart."""
    words: tuple[Word, ...]
    """Rising in time; none lies outside speech."""
    doubts: tuple[Doubt, ...] = ()


@record
class Passage:
    """A sentence or line of text with the times of its words: what captions are cut from."""

    text: str
    """As it is to be read, with punctuation."""
    words: tuple[Word, ...]
    """Its words in order; joined by spaces they are `text`."""
    origin: TextOrigin
    confidence: float
    """How sure the times and, for speech, the words are, 0–1."""
    marks: tuple[Literal["ad_lib", "low_confidence", "estimated_times"], ...] = ()
    """Said but not in the script; doubtful; times are shared out over the speech, not found in the sound."""


@record
class Alignment:
    """A script laid over the sound: its sentences with times, and where script and speech differ."""

    passages: tuple[Passage, ...]
    """Spoken sentences of the script and what was said besides (`ad_lib`), rising in time."""
    unspoken: tuple[str, ...]
    """Lines of the script that nobody says."""
    match: float
    """Share of the script's sentences that were found in the sound, 0–1; below 0.3 it is probably another lesson's."""
    findings: tuple[Finding, ...] = ()


@record
class Change:
    """Something that was changed by itself about a caption, and why, in English with figures."""

    kind: str
    """`timing`, `split`, `merge`, `break`, `snap`, `stretch`, `overlap`, `clean` …"""
    reason: str


@record
class Cue:
    """One caption: its lines and the frames of the lesson on which it is shown (half open)."""

    span: FrameSpan
    lines: tuple[str, ...]
    """One or two lines, NFC, without markup."""
    origin: TextOrigin
    confidence: float
    doubtful: tuple[str, ...] = ()
    """Words of it that a person should look at."""
    changes: tuple[Change, ...] = ()

    @property
    def text(self) -> str:
        """Everything it says, on one line."""
        return " ".join(self.lines)


@record
class Subtitles:
    """The captions of a lesson in one language, rising in time and never overlapping."""

    language: str
    """BCP 47 tag."""
    style: str
    """Name of the caption style that they fit."""
    origin: TextOrigin
    cues: tuple[Cue, ...]
    findings: tuple[Finding, ...] = ()
    """What a person should know: too fast, unspoken lines, doubtful words …"""


@record
class CaptionStyle:
    """How fast and how wide readers of some grades can read: a file in `presets/captions/`."""

    name: str
    """As its file is called: `grade-1-2`."""
    summary_vi: str
    summary_en: str
    grades: tuple[int, ...] = ()
    """Grades that get this style by themselves; empty: only where it is named."""
    max_line_characters: int
    """Counted in NFC, spaces included."""
    max_lines: int
    max_cps: float
    """Reading speed, in characters a second, counted in NFC with spaces, line break as one."""
    min_s: Fraction
    """No caption stands for less, in seconds."""
    max_s: Fraction
    """None stands for longer, in seconds."""
    min_gap_frames: int
    """Black between two captions that follow one another closely."""
    close_gap_frames: int
    """Gaps shorter than this are closed down to `min_gap_frames`: a short flicker of nothing disturbs."""
    lead_out_frames: int
    """A caption may stay so long after its last word where there is a pause."""
    snap_frames: int
    """In and out times within so many frames of a slide change move onto it."""


@record
class BurnLook:
    """How captions look in the picture, in pixels of the programme's largest raster."""

    raster_width_px: int
    raster_height_px: int
    font_px: int
    outline_px: int
    left_px: int
    right_px: int
    """Captions stay between these two edges, centred."""
    bottom_px: int
    """Lower edge of the last line, counted from the top."""


@record
class Captions:
    """Everything that a lesson has to read, decided: the spoken language first, then translations."""

    subtitles: tuple[Subtitles, ...] = ()
    looks: Mapping[str, BurnLook] = field(default_factory=dict)
    """By delivery preset, for those that burn captions in."""
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)
    """How fast is spoken, and how fast must be read; names and units as `planning.clarity.Figure` has them."""
