"""How the best lessons are found: what counts, how much, and what the panel is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from lessontool.model._record import record

Criterion = Literal[
    "qc",
    "sound-faults",
    "picture-faults",
    "source-lines",
    "speech-to-noise",
    "pace",
    "speech-share",
    "caption-speed",
    "caption-origin",
    "caption-languages",
    "chapters",
    "worksheets",
    "description",
    "rights",
    "sign-language",
    "destinations",
    "panel",
]
"""Everything by which a lesson can be compared with another of its place."""

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)

CriterionGroup = Literal["technical", "clarity", "legibility", "captions", "completeness", "panel"]

GROUPS: Final[Mapping[CriterionGroup, tuple[Criterion, ...]]] = {
    "technical": ("qc", "sound-faults", "picture-faults", "source-lines"),
    "clarity": ("speech-to-noise", "pace", "speech-share"),
    "legibility": ("caption-speed",),
    "captions": ("caption-origin", "caption-languages"),
    "completeness": ("chapters", "worksheets", "description", "rights", "sign-language", "destinations"),
    "panel": ("panel",),
}
"""As people speak of them; every criterion stands in one group."""

SoundFault = Literal["too-quiet", "quiet", "one-channel", "out-of-phase", "hum", "overdriven", "sound-offset"]
PictureFault = Literal[
    "portrait", "four-by-three", "rotated", "varying-rate", "full-range", "illegal-colours", "too-dark", "black-picture"
]
"""What was found in a recording before any work, by the codes of the message table (`analysis.advice`)."""

QCFault = Literal["error", "warning", "note"]
"""What a station makes of a fault that quality control found."""

CaptionSource = Literal["subtitle", "script", "speech"]
"""A subtitle file of the teacher's, the lesson's script, or speech recognition."""


@record
class Ramp:
    """Between two values points rise from none to all; the first may be the larger one, then less is better."""

    none: float
    """Here and beyond there are no points …"""
    all: float
    """… and here and beyond all of them."""


@record
class Band:
    """All points between two values, and fewer the farther a value lies outside."""

    none_below: float
    all_from: float
    all_to: float
    none_above: float


@record
class GradePace:
    """How fast teachers of some grades should speak, in syllables a second of voice."""

    grades: tuple[int, ...]
    none_below: float
    all_from: float
    all_to: float
    none_above: float


@record
class RubricQuestion:
    """Something that the panel is asked about every lesson."""

    name: str
    """Short, as it is typed: `noi-dung`."""
    title_vi: str
    title_en: str
    about_vi: str
    """What earns the most points, in a sentence."""
    about_en: str
    weight: int
    """Beside the other questions."""


@record
class Rubric:
    """What a review panel is asked, and how its marks become one figure."""

    name: str
    """Marks are kept by it: another set of questions has another name."""
    least_points: int
    most_points: int
    """Of every question; the most is the best."""
    least_reviewers: int
    """With fewer, the panel's marks do not count yet: one person's taste is no panel."""
    disagreement_points: float
    """Where the highest and the lowest mark of a question lie so far apart, somebody should talk about it."""
    balanced: bool
    """Take out how harsh each reviewer is with the lessons that others have marked too."""
    shrinking: int
    """How harsh a reviewer is, is believed by half once so many of his marks can be compared with others'."""
    questions: tuple[RubricQuestion, ...]


@record
class Ranking:
    """What makes a lesson better than another for the same place in the curriculum."""

    name: str
    """As its file is called."""
    summary_vi: str
    summary_en: str
    series_apart: bool
    """Lessons after different textbooks are for different places."""
    weeks_apart: bool
    """Lessons of different weeks are for different places, although they have the same number."""
    weights: Mapping[Criterion, int]
    """How much each criterion counts, all together 100; 0: not at all."""
    qc_points: Mapping[QCFault, int]
    """Percent of the points that each fault costs."""
    waived_percent: int
    """So much of it remains where somebody took the fault as it is."""
    sound_points: Mapping[SoundFault, int]
    picture_points: Mapping[PictureFault, int]
    """Percent of the points that each of them costs."""
    source_lines: Ramp
    """Lines of the recording's picture."""
    speech_to_noise_db: Ramp
    speech_share: Band
    """Share of the time in which somebody speaks, 0–1."""
    pace: tuple[GradePace, ...]
    caption_speed: Ramp
    """Reading speed of the captions, as a multiple of what the grade can read."""
    caption_origin: Mapping[CaptionSource, int]
    """Percent of the points by where the words come from."""
    caption_languages: int
    """So many languages earn all points."""
    chapters: int
    """So many chapters earn all points."""
    destinations: tuple[str, ...]
    """Where a complete lesson has packages for."""
    least_measured_percent: int
    """With less of all weight measured a score is only provisional."""
    unlike_percent: int
    """Lessons of a place whose scores stand on shares of the weight that differ by more are compared with care."""
    rubric: Rubric
