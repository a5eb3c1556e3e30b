"""A brand: how the programmes of a station or a series look and sound around the lesson.

A brand belongs to a series or a station, not to a lesson: it is written once, in `presets/brands/`, and used by all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.model.media import Measurements, MediaFile
from lessontool.model.package import Decision
from lessontool.timing import TimeSpan

Template = Literal["calm", "playful"]
"""The design that graphics are drawn by: for everybody, and for pupils of grades 1 and 2."""

Corner = Literal["none", "top-left", "top-right", "bottom-left", "bottom-right"]

GraphicKind = Literal[
    "slate",
    "lineup",
    "clock",
    "black",
    "opening",
    "closing",
    "reveal",
    "cover",
    "lower_third",
    "chapter",
    "logo",
    "grade_label",
    "surround",
]
"""What is drawn. Whole pictures: slate, line-up (colour bars), clock (counts down to the programme), black, opening,
closing. Over the lesson, with transparency: reveal (the opening gives way to the lesson), cover (the closing comes over
it), lower_third (who teaches), chapter (its title), logo, grade_label, surround (what fills the picture around a lesson
that makes room for the sign-language interpreter)."""


@record
class Colours:
    """A brand's colours, each as `#RRGGBB`."""

    ground: str
    """Behind everything, at its top left …"""
    ground_end: str
    """… and what it passes into, at its bottom right."""
    accent: str
    accent_second: str
    text: str
    """On the ground: not brighter than #EBEBEB, which blooms on old sets."""
    text_on_accent: str


@record
class Fonts:
    """The letters: font files beside the brand (TTF or OTF); empty: the packaged Be Vietnam Pro."""

    title: str = ""
    text: str = ""


@record
class BrandSound:
    """What is heard with openings and closings: a file beside the brand, else a melody, else nothing."""

    opening: str = ""
    """Sound file for openings."""
    closing: str = ""
    opening_melody: tuple[str, ...] = ()
    """Notes such as C5, G#4 or `-` (a rest), played one after another by soft bells."""
    closing_melody: tuple[str, ...] = ()
    notes_per_minute: int = 150
    below_speech_lu: float = 0.0
    """How much softer than the lesson, in LU."""
    tail_s: Fraction = Fraction(3, 2)
    """It may ring for so long into the lesson, in seconds, but never into a word."""


@record
class BrandUse:
    """What of a brand one destination gets."""

    opening: str
    """`animated`, `none`, or a clip beside the brand: ours to conform, picture and loudness."""
    opening_s: Fraction = Fraction(0)
    """Length of an animated opening, in seconds (rounded up to whole GOPs)."""
    closing: str
    closing_s: Fraction = Fraction(0)
    transition: Literal["wipe", "dissolve", "cut"] = "cut"
    """How the opening gives way to the lesson, and the lesson to the closing."""
    transition_frames: int = 0
    """Its length, in frames of 25 a second."""
    logo: Corner = "none"
    """Where the logo stands over the lesson."""
    logo_height_percent: float = 8.0
    logo_opacity_percent: float = 80.0
    grade_label: Corner = "none"
    lower_third_s: Fraction = Fraction(0)
    """How long the teacher's name stands at the first words, in seconds; 0: not at all."""
    chapter_titles_s: Fraction = Fraction(0)
    """How long the title of a new chapter stands, in seconds; 0: not at all."""
    sign_language: bool = False
    """Show the interpreter, where the lesson has one."""
    sign_width_percent: float = 24.0
    """Width of the interpreter's picture, in percent of the programme's."""


@record
class Brand:
    """A brand preset: everything that makes programmes recognisable."""

    name: str
    """As its file is called: `province`."""
    summary_vi: str
    summary_en: str
    grades: tuple[int, ...] = ()
    """Grades that get this brand where nobody names one; empty: only where it is named."""
    organisation: str = ""
    """Who stands behind the programmes, as viewers read it; empty: nobody is named."""
    series_title: str = ""
    """What the programmes are called, such as "Dạy học trên truyền hình"."""
    template: Template
    colours: Colours
    fonts: Fonts = Fonts()
    logo: str = ""
    """SVG, or PNG with transparency, beside the brand; empty: none."""
    sound: BrandSound = BrandSound()
    tv: BrandUse
    online: BrandUse
    offline: BrandUse


@record
class Look:
    """All of a brand that decides what a drawn graphic looks like; files by their SHA-256."""

    template: Template
    colours: Colours
    title_font: str = ""
    """Empty: the packaged one."""
    text_font: str = ""
    logo: str = ""
    """Empty: none."""


@record
class Box:
    """A part of a picture, in pixels of the programme's raster."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int

    @property
    def right_px(self) -> int:
        """The first column behind it."""
        return self.x_px + self.width_px

    @property
    def bottom_px(self) -> int:
        """The first line below it."""
        return self.y_px + self.height_px

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes share a pixel."""
        across = self.x_px < other.right_px and other.x_px < self.right_px
        return across and self.y_px < other.bottom_px and other.y_px < self.bottom_px


@record
class Clip:
    """A recording besides the lesson's own: a brand's opening or sound, the sign-language interpreter."""

    media: MediaFile
    measurements: Measurements


@record
class SignClip:
    """The sign-language interpreter's recording, laid beside the lesson."""

    clip: Clip
    starts_at: Fraction
    """Moment of the lesson's clock (0 is its first frame) at which this recording begins, in seconds."""


@record
class Presentation:
    """Everything around the lesson, decided before the plan: which brand, its files, who speaks when."""

    brands: Mapping[str, Brand] = field(default_factory=dict)
    """By delivery preset; a preset without one gets no graphics at all."""
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By brand: SHA-256 of each of its files, by the name that the brand uses."""
    clips: Mapping[str, Clip] = field(default_factory=dict)
    """By SHA-256: what openings, closings and sounds that are files hold."""
    radio_opening: Clip | None = None
    """What the lesson has to be heard first on the radio."""
    speech: tuple[TimeSpan, ...] | None = None
    """Where somebody speaks, on the lesson's clock; None: nobody has listened."""
    sign: SignClip | None = None
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
