"""What will be done: a closed family of steps whose order proves that nothing waits for itself.

Picture work is a chain of operations for each rendition. Chains that begin alike are done once: sharing is found by
comparing them, so nothing needs to say who shares with whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.model.lesson import Lesson
from lessontool.model.media import Colour, MediaFile, Scan
from lessontool.model.package import Decision, Finding
from lessontool.model.preset import DeliverySpec, Destination, RenditionSpec, SegmentKind, SidecarForm, TranscriptForm
from lessontool.model.text import BurnLook, Subtitles
from lessontool.timing import FrameSpan

# ── picture operations ────────────────────────────────────────────────────────────────────────────────────────────


@record
class Deinterlace:
    """Make one upright picture out of each field: 25 interlaced frames become 50 pictures a second."""

    op: Literal["deinterlace"] = "deinterlace"
    order: Scan


@record
class Crop:
    """Keep only the active picture (coded pixels, before turning)."""

    op: Literal["crop"] = "crop"
    x_px: int
    y_px: int
    width_px: int
    height_px: int


@record
class Turn:
    """Turn the picture clockwise until it is upright: 90, 180 or 270 degrees."""

    op: Literal["turn"] = "turn"
    degrees: int


@record
class Cadence:
    """Bring the pictures onto an exact grid, repeating or leaving out whole pictures, never blending."""

    op: Literal["cadence"] = "cadence"
    pictures_per_second: int


@record
class Hold:
    """Keep a still picture on show."""

    op: Literal["hold"] = "hold"
    pictures_per_second: int


@record
class Place:
    """Scale the upright picture, make it BT.709 limited range SDR, and lay it on the canvas."""

    op: Literal["place"] = "place"
    content_width_px: int
    content_height_px: int
    canvas_width_px: int
    canvas_height_px: int
    fill: Literal["blurred", "black"]
    colour: Colour
    """Of the source, with everything unknown decided."""
    hdr: bool
    """The source's transfer is HLG or PQ and is tone-mapped."""
    bit_depth: int
    full_chroma: bool
    """True: 4:2:2 from here on; False: 4:2:0."""


@record
class Shrink:
    """Scale a finished canvas down to the next rung of the ladder."""

    op: Literal["shrink"] = "shrink"
    width_px: int
    height_px: int


@record
class RepairGamut:
    """Bring colours that no television can show back to legal ones (EBU R 103)."""

    op: Literal["repair_gamut"] = "repair_gamut"


@record
class WidenChroma:
    """From 4:2:0 to the 4:2:2 of the TV master, while the picture is still progressive."""

    op: Literal["widen_chroma"] = "widen_chroma"


@record
class Interlace:
    """Weave 50 pictures into 25 frames, top field first."""

    op: Literal["interlace"] = "interlace"
    soften: bool
    """Filter vertically against line flicker; False where the lines are a camera's own fields."""


@record
class MarkFields:
    """Call progressive pictures top field first: PsF, as broadcast carries 25 pictures a second."""

    op: Literal["mark_fields"] = "mark_fields"


@record
class Fade:
    """Fade a card in from and out to black, in frames of 25 a second."""

    op: Literal["fade"] = "fade"
    frames: int
    fade_frames: int


@record
class ShownCaption:
    """A caption as it is burnt in: its lines, on these frames of the lesson (25 a second)."""

    span: FrameSpan
    lines: tuple[str, ...]


@record
class BurnCaptions:
    """Write captions into the picture, in the packaged font."""

    op: Literal["burn_captions"] = "burn_captions"
    captions: tuple[ShownCaption, ...]
    language: str
    look: BurnLook


PictureOperation = (
    Deinterlace
    | Crop
    | Turn
    | Cadence
    | Hold
    | Place
    | Shrink
    | RepairGamut
    | WidenChroma
    | Interlace
    | MarkFields
    | Fade
    | BurnCaptions
)


@record
class RenditionRecipe:
    """How one rendition's picture is made from a source, from decoder to encoder."""

    preset: str
    rendition: RenditionSpec
    chain: tuple[PictureOperation, ...]
    field_motion: bool
    """Search for motion between fields too: twice the work, needed only where fields really move."""

    @property
    def key(self) -> str:
        """Its name in a plan: `tv-xdcam-hd422/xdcam`."""
        return f"{self.preset}/{self.rendition.name}"


# ── sources and outputs ───────────────────────────────────────────────────────────────────────────────────────────


@record
class RecordingSource:
    """The stretch of the recording that a chunk decodes."""

    kind: Literal["recording"] = "recording"
    track_index: int
    zero: Fraction
    """Time on the recording's clock that is frame 0 of the lesson, in seconds."""
    seek: Fraction | None
    """Keyframe to start decoding at, in seconds on the recording's clock; None: from the beginning."""
    read_until: Fraction
    """Nothing later than this is read, in seconds on the recording's clock."""


@record
class CardSource:
    """A drawn card: the output of a `DrawCard` step."""

    kind: Literal["card"] = "card"
    card: str


@record
class Output:
    """One file that a step makes.

    Work files live in the lesson's hidden work folder under their identity; package files have the path given here,
    relative to the lesson folder.
    """

    name: str
    suffix: str
    package_path: str = ""


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@record
class TakeSound:
    """Bring the lesson's voice out of the recording: 48 kHz PCM, exactly as long as the lesson's pictures."""

    step: Literal["take_sound"] = "take_sound"
    name: str
    output: Output
    track_index: int
    channels: Literal["mono", "left", "right", "stereo", "mix", "difference", "surround"]
    """Where the voice is: the only channel, left or right only, both as stereo, both mixed to one, left minus right
    (out of phase), or a 5.1 fold-down."""
    zero: Fraction
    """Time on the recording's clock that is the lesson's first sample, in seconds."""
    frames: int
    """Length, in frames of 1 920 samples."""
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
class SoundSegment:
    """A part of a programme's sound: a step's output, or silence where `source` is empty."""

    segment: SegmentKind
    source: str
    frames: int


@record
class LevelSound:
    """Join a programme's sound and bring the whole to its loudness with one gain and a true-peak limiter."""

    step: Literal["level_sound"] = "level_sound"
    name: str
    output: Output
    segments: tuple[SoundSegment, ...]
    target_lufs: float
    tolerance_lu: float
    max_true_peak_dbtp: float


@record
class EncodeSound:
    """Encode a programme's sound once for all renditions that share its bit rate."""

    step: Literal["encode_sound"] = "encode_sound"
    name: str
    output: Output
    source: str
    bit_rate_kbps: int


@record
class DrawCard:
    """Draw a slate, title card or closing card as one still picture."""

    step: Literal["draw_card"] = "draw_card"
    name: str
    output: Output
    card: SegmentKind
    width_px: int
    height_px: int
    lines: Mapping[str, str]
    """What stands on it, by field: title, subject, grade …"""


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
    source: RecordingSource | CardSource
    recipes: tuple[RenditionRecipe, ...]
    timecodes: tuple[str, ...]
    """First timecode of the chunk in each recipe's programme; empty where the programme has none."""


@record
class WrapProgramme:
    """Join a programme's chunks by stream copy and put picture and sound into the container that is delivered."""

    step: Literal["wrap_programme"] = "wrap_programme"
    name: str
    output: Output
    container: Literal["mxf", "mp4"]
    rendition: RenditionSpec
    chunks: tuple[str, ...]
    sound: str
    frames: int
    timecode_start: str
    sound_tracks: int
    title: str
    """Programme title that the container carries."""
    language: str


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


SideRole = Literal["poster", "captions", "transcript"]


@record
class SideFile:
    """A file that goes with a package's programmes."""

    output: str
    role: SideRole
    language: str = ""


@record
class TakePoster:
    """Take one picture out of a finished rendition."""

    step: Literal["take_poster"] = "take_poster"
    name: str
    output: Output
    source: str
    at: Fraction
    """Time in the programme, in seconds."""


@record
class Package:
    """Prove the finished files against the preset and list them with their checksums and every decision."""

    step: Literal["package"] = "package"
    name: str
    output: Output
    preset: DeliverySpec
    lesson: Lesson
    folder: str
    """Package folder, relative to the lesson folder."""
    stem: str
    """What the names of its files begin with."""
    programmes: tuple[str, ...]
    """Outputs that are programmes, to be proved, in the order of `renditions`."""
    renditions: tuple[RenditionSpec, ...]
    others: tuple[SideFile, ...]
    frames: int
    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Everything that is said, by language: for search, in the manifest."""
    silent: bool = False
    """Nothing is to be heard: the recording was silent, and that was accepted."""
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    """What was known about the recording before any work."""


Step = (
    TakeSound
    | Listen
    | AlignScript
    | FindSlideChanges
    | LevelSound
    | EncodeSound
    | DrawCard
    | RenderChunk
    | WrapProgramme
    | TakePoster
    | WriteText
    | Package
)


@record
class Plan:
    """Everything that will be done to a lesson, and why. Every name that a step needs is an earlier step's output."""

    lesson: Lesson
    media: MediaFile
    destinations: tuple[Destination, ...]
    presets: tuple[DeliverySpec, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    """What is known about the recording before any work: goes into each manifest."""
    wanted: tuple[str, ...] = ()
    """Outputs that are wanted for themselves, besides all package files."""
