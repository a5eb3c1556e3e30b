"""What is done to pictures: a closed family of operations, chained for each rendition.

Chains that begin alike are done once: sharing is found by comparing them, so nothing needs to say who shares with whom.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.model.media import Colour, Scan
from lessontool.model.preset import RenditionSpec
from lessontool.model.text import BurnLook
from lessontool.timing import FrameSpan


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
    content_x_px: int | None = None
    content_y_px: int | None = None
    """Of its left upper corner on the canvas; None: in the middle."""
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
class NarrowChroma:
    """From 4:2:2 to 4:2:0, while the picture is still progressive."""

    op: Literal["narrow_chroma"] = "narrow_chroma"


@record
class StandardDefinition:
    """Shrink a finished HD canvas to the 576 lines of standard definition: 16:9 anamorphic, BT.601 colours."""

    op: Literal["standard_definition"] = "standard_definition"
    width_px: int
    height_px: int
    full_chroma: bool
    """True: 4:2:2 from here on; False: 4:2:0."""


@record
class LinesAbove:
    """Add black lines above the picture: those of the vertical blanking interval that IMX carries."""

    op: Literal["lines_above"] = "lines_above"
    lines: int
    """An even number: fields keep their places."""


@record
class Interlace:
    """Weave 50 pictures into 25 frames."""

    op: Literal["interlace"] = "interlace"
    first_field: Literal["top", "bottom"] = "top"
    soften: bool
    """Filter vertically against line flicker; False where the lines are a camera's own fields."""


@record
class MarkFields:
    """Call progressive pictures interlaced: PsF, as broadcast carries 25 pictures a second."""

    op: Literal["mark_fields"] = "mark_fields"
    first_field: Literal["top", "bottom"] = "top"


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


@record
class Overlay:
    """Lay a drawn graphic over the picture: a still, or a moving one from its own first picture on."""

    op: Literal["overlay"] = "overlay"
    graphic: str
    """Output of a `DrawGraphic` step."""
    x_px: int
    y_px: int
    span: FrameSpan | None
    """Frames of the lesson on which it is seen; None: all."""
    moving: bool
    full_chroma: bool
    """The picture under it is 4:2:2; else 4:2:0."""


@record
class RecordingSource:
    """The stretch of the recording that a chunk decodes."""

    kind: Literal["recording"] = "recording"
    media: str = ""
    """SHA-256 of the recording, one of the plan's `others`; empty: the lesson's own."""
    track_index: int
    zero: Fraction
    """Time on the recording's clock that is frame 0 of the lesson, in seconds."""
    seek: Fraction | None
    """Keyframe to start decoding at, in seconds on the recording's clock; None: from the beginning."""
    read_until: Fraction
    """Nothing later than this is read, in seconds on the recording's clock."""


@record
class Inset:
    """Lay another recording over the picture: the sign-language interpreter."""

    op: Literal["inset"] = "inset"
    source: RecordingSource
    chain: tuple[Deinterlace | Crop | Turn | Place | Cadence, ...]
    """From its decoder to the size in which it is shown, on an exact grid."""
    x_px: int
    y_px: int


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
    | NarrowChroma
    | StandardDefinition
    | LinesAbove
    | Interlace
    | MarkFields
    | Overlay
    | Inset
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
