"""The steps of a plan: what each makes, of what, and everything that it must know; a step never decides."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.model.brand import Box, GraphicKind, Look
from lessontool.model.lesson import Lesson
from lessontool.model.operations import RecordingSource, RenditionRecipe
from lessontool.model.output import Output
from lessontool.model.package import Mark
from lessontool.model.preset import (
    Container,
    DeliverySpec,
    RenditionSpec,
    SegmentKind,
    SidecarForm,
    SoundCodec,
    TranscriptForm,
)
from lessontool.model.qc import Expected
from lessontool.model.station import QCLimits
from lessontool.model.text import Subtitles
from lessontool.timing import FrameSpan

# ── sources and outputs ───────────────────────────────────────────────────────────────────────────────────────────


@record
class GraphicSource:
    """A drawn picture or animation: the output of a `DrawGraphic` step."""

    kind: Literal["graphic"] = "graphic"
    graphic: str
    moving: bool


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@record
class TakeSound:
    """Bring the lesson's voice out of the recording: 48 kHz PCM, exactly as long as the lesson's pictures."""

    step: Literal["take_sound"] = "take_sound"
    name: str
    output: Output
    media: str = ""
    """SHA-256 of the recording, one of the plan's `others`; empty: the lesson's own."""
    track_index: int
    channels: Literal["mono", "left", "right", "stereo", "mix", "difference", "surround"]
    """Where the voice is: the only channel, left or right only, both as stereo, both mixed to one, left minus right
    (out of phase), or a 5.1 fold-down."""
    zero: Fraction
    """Time on the recording's clock that is the lesson's first sample, in seconds."""
    frames: int
    """Length, in frames of 1 920 samples; what the recording does not cover is silence."""
    fade_out_frames: int = 0
    """Fade over so many of its last frames: a sound that goes on behind its end is not cut off; 0: not at all."""
    high_pass_hz: int
    hum_hz: int
    """Mains hum and its harmonics to notch out: 50, or 0 for none."""
    noise_reduction_db: int
    """How far noise is pushed down at most; 0: not at all."""


@record
class Listen:
    """Find out where somebody speaks and, with a model, what is said."""

    step: Literal["listen"] = "listen"
    name: str
    output: Output
    source: str
    """The lesson's sound."""
    language: str
    """BCP 47 tag of what is spoken."""
    backend: Literal["faster-whisper", "openai-whisper"]
    model: str
    """Name of the speech model; empty: only where somebody speaks is found out."""
    model_sha256: str


@record
class AlignScript:
    """Find out when each sentence of the script is said."""

    step: Literal["align_script"] = "align_script"
    name: str
    output: Output
    source: str
    """The lesson's sound."""
    transcript: str
    sentences: tuple[str, ...]
    language: str


@record
class FindSlideChanges:
    """Look through the whole picture for moments at which a slide gives way to the next."""

    step: Literal["find_slide_changes"] = "find_slide_changes"
    name: str
    output: Output
    source: RecordingSource
    frames: int


@record
class PlayMelody:
    """Play the brand's melody on soft bells."""

    step: Literal["play_melody"] = "play_melody"
    name: str
    output: Output
    notes: tuple[str, ...]
    """`C5`, `G#4`, `-` for a rest, played once, the last one ringing on."""
    notes_per_minute: int
    frames: int
    """Length, in frames of 1 920 samples."""


@record
class SoundSegment:
    """A part of a programme's sound: a step's output, or silence (line-up: tone) where `source` is empty."""

    segment: SegmentKind
    source: str
    frames: int
    """How long the segment is in the programme."""
    before_frames: int = 0
    """So much of its source is heard before the segment begins, coming in from nothing under the end of the one before
    (at most as long as that one) …"""
    after_frames: int = 0
    """… and so much after it has ended, going to nothing under the beginning of the next. The source is longer by both.
    Only bumpers reach out; the lesson is never faded."""
    below_speech_lu: float | None = None
    """It is a bumper: bring it to so much less than the lesson's loudness first; None: it is the lesson."""


@record
class LevelSound:
    """Join a programme's sound and bring the whole to its loudness with one gain and a true-peak limiter."""

    step: Literal["level_sound"] = "level_sound"
    name: str
    output: Output
    segments: tuple[SoundSegment, ...]
    """Line-up (1 kHz at −18 dBFS, EBU R 68), clock and black come first, without a source; they are neither measured
    nor raised (EBU R 128 is about programmes)."""
    target_lufs: float
    tolerance_lu: float
    max_true_peak_dbtp: float
    channels: Literal[1, 2] = 2
    """1: left and right are mixed first, so that what is levelled is what one channel will carry."""


@record
class EncodeSound:
    """Encode a programme's sound once for all renditions that share its bit rate."""

    step: Literal["encode_sound"] = "encode_sound"
    name: str
    output: Output
    source: str
    bit_rate_kbps: int
    codec: Literal["aac", "mp2", "opus"] = "aac"
    """mp2: MPEG-1 Layer II, for programme and transport streams · opus: RFC 6716, for phones on a small budget."""
    channels: Literal[1, 2] = 2


@record
class DrawGraphic:
    """Draw one of a brand's graphics: a still as PNG, or an animation without loss, 50 pictures a second.

    Whole pictures are opaque, in the programme's colours (BT.709, limited range); graphics that stand over the lesson
    are RGB with straight transparency.
    """

    step: Literal["draw_graphic"] = "draw_graphic"
    name: str
    output: Output
    graphic: GraphicKind
    width_px: int
    height_px: int
    """Of the programme's raster."""
    box: Box | None = None
    """Where in the raster it stands, and the size in which it is drawn; None: the whole raster."""
    holes: tuple[Box, ...] = ()
    """Parts that stay transparent: where lesson and interpreter are seen through a `surround`."""
    pictures: int = 0
    """Length of an animation, in pictures of 50 a second; 0: a still."""
    in_pictures: int = 0
    """Of these, so many for coming in …"""
    out_pictures: int = 0
    """… and so many for going."""
    transition: Literal["wipe", "dissolve", "cut"] = "cut"
    lines: Mapping[str, str]
    """What stands on it, by field: title, subject, grade …"""
    look: Look


@record
class RenderChunk:
    """Decode one stretch of a segment once and encode it in every rendition."""

    step: Literal["render_chunk"] = "render_chunk"
    name: str
    outputs: tuple[Output, ...]
    """One for each recipe, in the same order."""
    segment: SegmentKind
    span: FrameSpan
    """Frames of the segment."""
    source: RecordingSource | GraphicSource
    recipes: tuple[RenditionRecipe, ...]
    timecodes: tuple[str, ...]
    """First timecode of the chunk in each recipe's programme; empty where the programme has none."""


@record
class WrapProgramme:
    """Join a programme's chunks by stream copy and put picture and sound into the container that is delivered."""

    step: Literal["wrap_programme"] = "wrap_programme"
    name: str
    output: Output
    container: Container
    rendition: RenditionSpec
    chunks: tuple[str, ...]
    sound: str
    frames: int
    timecode_start: str
    sound_tracks: int
    title: str
    """Programme title that the container carries."""
    language: str
    sound_codec: SoundCodec = "pcm_s24le"
    """PCM is written by the container's own writer; all else is copied as it is."""
    channels_per_track: Literal[1, 2, 4] = 1
    mux_rate_kbps: int | None = None
    """Constant rate of a whole transport stream, or what a programme stream says of itself."""
    service_name: str = ""


@record
class WriteText:
    """Write captions or a transcript into one file of a package."""

    step: Literal["write_text"] = "write_text"
    name: str
    output: Output
    form: SidecarForm | TranscriptForm
    subtitles: Subtitles
    offset_frames: int
    """Length of what comes before the lesson in the programme: all times move by so much."""
    lesson: Lesson
    """What stands at the head of a transcript."""


SideRole = Literal[
    "poster",
    "thumbnail",
    "storyboard",
    "captions",
    "transcript",
    "chapters",
    "track",
    "playlist",
    "attachment",
    "cut_list",
]


@record
class SideFile:
    """A file that goes with a package's programmes."""

    output: str
    role: SideRole
    language: str = ""


@record
class WriteChapters:
    """Write the parts of a lesson as a WebVTT file that players show in their time bar."""

    step: Literal["write_chapters"] = "write_chapters"
    name: str
    output: Output
    marks: tuple[Mark, ...]
    frames: int
    """Length of the programme."""


@record
class Attach:
    """Put a file of the lesson's folder beside its programmes: a worksheet, the script."""

    step: Literal["attach"] = "attach"
    name: str
    output: Output
    sha256: str
    """Of the file, one of the run's assets."""


@record
class SpeakText:
    """Say a sentence with a computer voice."""

    step: Literal["speak_text"] = "speak_text"
    name: str
    output: Output
    text: str
    language: str
    frames: int
    """Length, in frames of 1 920 samples; the voice is made to fit and ends in silence."""


@record
class ShortenPauses:
    """Leave long silences out of a sound, without a click."""

    step: Literal["shorten_pauses"] = "shorten_pauses"
    name: str
    output: Output
    source: str
    cuts: tuple[FrameSpan, ...]
    """What is left out, in frames of the source."""


@record
class WrapSound:
    """Put a finished sound into the file that a radio station or a loudspeaker takes."""

    step: Literal["wrap_sound"] = "wrap_sound"
    name: str
    output: Output
    source: str
    form: Literal["wav", "mp3"]
    """wav: Broadcast Wave (EBU Tech 3285), 48 kHz · mp3: MPEG-1 Layer III with ID3v2 tags."""
    channels: Literal[1, 2]
    sample_bits: Literal[16, 24] = 24
    """Of WAV; MP3 has none."""
    bit_rate_kbps: int = 0
    """Of MP3; WAV has none to choose."""
    frames: int
    """Length of the programme, in frames of 1 920 samples."""
    tags: Mapping[str, str]
    """title, artist, album, language, genre, comment …"""
    chapters: tuple[Mark, ...] = ()


@record
class WriteCutList:
    """Write down what a radio programme leaves out, as a table."""

    step: Literal["write_cut_list"] = "write_cut_list"
    name: str
    output: Output
    cuts: tuple[FrameSpan, ...]
    starts_at: Fraction
    """Time in the recording, as a player shows it, that is frame 0 of the cuts, in seconds."""
    before_frames: int = 0
    """Length of what the programme has before the lesson."""


@record
class TakeStill:
    """Take the best of some pictures out of a finished rendition: sharp, neither black nor empty, with a face or
    the board."""

    step: Literal["take_still"] = "take_still"
    name: str
    output: Output
    source: str
    candidates: tuple[Fraction, ...]
    """Times in the programme, in seconds; one alone is taken as it is."""


@record
class DrawPoster:
    """Draw a poster from a still and the brand's template, no larger than a web site takes."""

    step: Literal["draw_poster"] = "draw_poster"
    name: str
    output: Output
    still: str
    width_px: int
    height_px: int
    max_bytes: int
    lines: Mapping[str, str]
    look: Look


@record
class DrawStoryboard:
    """Put small pictures of the whole programme onto sheets, and write down which part shows which time."""

    step: Literal["draw_storyboard"] = "draw_storyboard"
    name: str
    outputs: tuple[Output, ...]
    """The sheets in order, then the WebVTT file that points into them."""
    source: str
    frames: int
    """Length of the programme."""
    every_s: int
    width_px: int
    height_px: int
    """Of one small picture."""
    columns: int
    rows: int


@record
class JudgeProgramme:
    """Measure a finished programme again, as a station's quality control would, and keep what was found."""

    step: Literal["judge_programme"] = "judge_programme"
    name: str
    output: Output
    source: str
    preset: DeliverySpec
    expected: Expected
    limits: QCLimits
