"""What each picture operation is in ffmpeg's words: one function for each, every option with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from typing import Any, Final

from lessontool.essence import layers
from lessontool.essence.reading import recording_input
from lessontool.model import (
    BurnCaptions,
    Cadence,
    Crop,
    Deinterlace,
    Hold,
    Inset,
    Interlace,
    LinesAbove,
    MarkFields,
    MediaFile,
    NarrowChroma,
    Overlay,
    PictureOperation,
    Place,
    RenditionSpec,
    RepairGamut,
    Shrink,
    StandardDefinition,
    Turn,
    WidenChroma,
)
from lessontool.timing import decimal_seconds, seconds_of

Stream = Any
"""A node of ffmpeg-python's graph; the library has no types."""

_SWS: Final = "bicubic"
"""Scaling: sharp enough for writing. Exact rounding (`accurate_rnd`) costs half as much again for one code value."""


_SWS_MATRICES: Final = {"bt470bg": "bt470", "bt2020nc": "bt2020", "bt2020c": "bt2020"}
"""Colour matrices whose name in the scaler differs from the name in files."""


_FIELDS: Final = {"top": "tff", "bottom": "bff"}

_COLOURS: Final = {
    "bt709": {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"},
    # 625 lines: EBU primaries, the transfer of BT.601 (the same curve as BT.709's), its matrix
    "bt601": {"color_primaries": "bt470bg", "color_trc": "smpte170m", "colorspace": "bt470bg"},
}
"""How colours are named in files."""

_WIDE_PIXEL: Final = "64/45"
"""720 pixels are as wide as 1024 square ones beside 576 lines: 16:9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Props:
    """Everything besides the picture itself that a chunk needs, and where it lies."""

    captions: Callable[[BurnCaptions], str]
    """The file with captions that are burnt in."""
    fonts: str
    """The folder with their font."""
    graphic: Callable[[str], str]
    """The file of a drawn graphic, by its name in the plan."""
    recording: Callable[[str], tuple[str, MediaFile]]
    """Another recording and what is known of it, by its SHA-256."""
    uses: Iterator[int] = field(default_factory=count)
    """Numbers each use of a graphic: to ffmpeg-python equal filters for two renditions would be one."""


def apply(operation: PictureOperation, stream: Stream, start: int, props: Props) -> Stream:
    """Put one operation behind a stream; `start` is the frame of its segment with which the chunk begins."""
    match operation:
        case Deinterlace():
            return _deinterlaced(stream, operation)
        case Crop():
            return _cropped(stream, operation)
        case Turn():
            return _turned(stream, operation.degrees)
        case Cadence():
            return _on_grid(stream, operation, seconds_of(start))
        case Hold():
            return _held(stream, operation)
        case Place():
            return _placed(stream, operation)
        case Shrink():
            return _scaled(stream, operation.width_px, operation.height_px, "yuv420p")
        case RepairGamut():
            return _legal(stream)
        case WidenChroma():
            return _scaled(stream, "iw", "ih", "yuv422p")
        case NarrowChroma():
            return _scaled(stream, "iw", "ih", "yuv420p")
        case StandardDefinition():
            return _standard_definition(stream, operation)
        case LinesAbove():
            return stream.filter("pad", "iw", f"ih+{operation.lines}", 0, operation.lines, color="black")
        case Interlace():
            # complex low-pass keeps the sharpness that the plain one loses
            softened = "complex" if operation.soften else "off"
            return stream.filter("interlace", scan=_FIELDS[operation.first_field], lowpass=softened)
        case MarkFields():
            return stream.filter("setfield", _FIELDS[operation.first_field])
        case Overlay():
            return _overlaid(stream, operation, props)
        case Inset():
            return _inset(stream, operation, start, props)
        case BurnCaptions():
            # our own clean text in our own font; the letters are shaped as Vietnamese needs it
            return stream.filter("ass", props.captions(operation), fontsdir=props.fonts, shaping="complex")


def finished(stream: Stream, rendition: RenditionSpec) -> Stream:
    """Name the colours and the field order: encoders copy them into the file, plain output options are not stored."""
    if rendition.bit_depth == 10:
        # same size, same chroma: no line of one field touches the other's
        same = {"in_range": "limited", "out_range": "limited"}
        stream = stream.filter("scale", flags=_SWS, **same).filter("format", "yuv422p10le")
    return stream.filter(
        "setparams",
        range="limited",
        **_COLOURS[rendition.colour],
        field_mode=_FIELDS[rendition.first_field] if rendition.interlaced else "prog",
    )


def _deinterlaced(stream: Stream, operation: Deinterlace) -> Stream:
    # the flag may lie: say which field is first, then treat every frame as interlaced
    marked = stream.filter("setfield", operation.order)
    return marked.filter("bwdif", mode="send_field", parity=operation.order, deint="all")


def _cropped(stream: Stream, crop: Crop) -> Stream:
    return stream.filter("crop", crop.width_px, crop.height_px, crop.x_px, crop.y_px, exact=1)


def _turned(stream: Stream, degrees: int) -> Stream:
    if degrees == 180:
        return stream.filter("hflip").filter("vflip")
    return stream.filter("transpose", "clock" if degrees == 90 else "cclock")


def _on_grid(stream: Stream, operation: Cadence, start: Fraction) -> Stream:
    gridded = stream.filter(
        "fps",
        fps=operation.pictures_per_second,
        # the grid starts at the chunk: nothing before it is produced, and the picture that is on show then is kept
        start_time=decimal_seconds(start),
        round="near",
    )
    # the last picture stays on show for as long as the sound goes on; the frame count of the output ends it
    return gridded.filter("tpad", stop=-1, stop_mode="clone")


def _held(stream: Stream, hold: Hold) -> Stream:
    # the one decoded and scaled picture is repeated, not decoded again for every frame
    repeated = stream.filter("loop", loop=-1, size=1, start=0)
    return repeated.filter("settb", f"1/{hold.pictures_per_second}").filter("setpts", "N")


def _placed(stream: Stream, place: Place) -> Stream:
    pixels = "yuv422p" if place.full_chroma else "yuv420p"
    picture = (_tone_mapped if place.hdr else _standard)(stream, place)
    picture = picture.filter("format", pixels).filter("setsar", "1")
    canvas = (place.canvas_width_px, place.canvas_height_px)
    if (place.content_width_px, place.content_height_px) == canvas:
        return picture
    if place.fill == "black":
        left = "(ow-iw)/4*2" if place.content_x_px is None else place.content_x_px
        top = "(oh-ih)/4*2" if place.content_y_px is None else place.content_y_px
        return picture.filter("pad", *canvas, left, top, color="black")
    return _on_blur(picture, place, pixels)


def _standard(stream: Stream, place: Place) -> Stream:
    colour = place.colour
    given: dict[str, Any] = {}
    if colour.matrix != "gbr":
        given = {
            "in_color_matrix": _SWS_MATRICES.get(colour.matrix, colour.matrix),
            "in_range": "full" if colour.full_range else "limited",
        }
    return stream.filter(
        "scale",
        place.content_width_px,
        place.content_height_px,
        flags=_SWS,
        out_color_matrix="bt709",
        out_range="limited",
        **given,
    )


def _tone_mapped(stream: Stream, place: Place) -> Stream:
    """HDR to SDR on linear light; shrunk first, because every pixel costs here."""
    colour = place.colour
    source = {
        "tin": colour.transfer,
        "min": colour.matrix,
        "pin": colour.primaries,
        "rin": "full" if colour.full_range else "limited",
    }
    size = (place.content_width_px, place.content_height_px)
    small = stream.filter("zscale", *size, filter="bicubic", **source).filter("format", "yuv420p10le")
    # npl: diffuse white, 203 cd/m² (ITU-R BT.2408)
    linear = small.filter("zscale", t="linear", npl=203, **source).filter("format", "gbrpf32le")
    narrow = linear.filter("zscale", p="bt709", pin=colour.primaries, tin="linear", min="gbr", t="linear", m="gbr")
    # mobius leaves faces and slides alone and bends only the highlights; desat=0 keeps their colour
    mapped = narrow.filter("tonemap", tonemap="mobius", param=0.3, desat=0)
    return mapped.filter("zscale", t="bt709", m="bt709", p="bt709", r="limited", tin="linear", pin="bt709", min="gbr")


def _on_blur(picture: Stream, place: Place, pixels: str) -> Stream:
    """Put a blurred, darker enlargement of the picture on both sides of it: only the sides are ever made."""
    sharp, soft = _two(picture)
    small_width, small_height = _eighth(place)
    ground = (
        # cover the canvas at an eighth of its size: nobody sees the detail of a blur …
        soft.filter("scale", *_cover(place), flags="area")
        .filter("crop", small_width, small_height)
        .filter("gblur", sigma=6)
        # … darker and greyer, so that the lesson stands out
        .filter("lutyuv", y="16+(val-16)*0.55", u="128+(val-128)*0.7", v="128+(val-128)*0.7")
    )
    beside = place.content_width_px < place.canvas_width_px
    whole, content = (
        (place.canvas_width_px, place.content_width_px) if beside else (place.canvas_height_px, place.content_height_px)
    )
    first = (whole - content) // 4 * 2
    sides = []
    for stream, at_end, length in zip(_two(ground), (False, True), (first, whole - content - first), strict=True):
        small = max(2, length // 16 * 2)
        if beside:
            cut = stream.filter("crop", small, small_height, small_width - small if at_end else 0, 0)
            side = cut.filter("scale", length, place.canvas_height_px, flags="bicubic")
        else:
            cut = stream.filter("crop", small_width, small, 0, small_height - small if at_end else 0)
            side = cut.filter("scale", place.canvas_width_px, length, flags="bicubic")
        sides.append(side.filter("format", pixels).filter("setsar", "1"))
    return _stacked([sides[0], sharp, sides[1]], "hstack" if beside else "vstack")


def _two(stream: Stream) -> tuple[Stream, Stream]:
    node = stream.filter_multi_output("split", 2)
    return node.stream(0), node.stream(1)


def _stacked(streams: list[Stream], how: str) -> Stream:
    import ffmpeg as graphs

    return graphs.filter(streams, how, inputs=len(streams))


def _eighth(place: Place) -> tuple[int, int]:
    return place.canvas_width_px // 16 * 2, place.canvas_height_px // 16 * 2


def _cover(place: Place) -> tuple[int, int]:
    """Smallest even size with the content's shape that covers an eighth of the canvas, in pixels."""
    width, height = _eighth(place)
    scale = max(Fraction(width, place.content_width_px), Fraction(height, place.content_height_px))
    return _even_above(scale * place.content_width_px), _even_above(scale * place.content_height_px)


def _even_above(length: Fraction) -> int:
    return -(-length // 2) * 2


def _scaled(stream: Stream, width: int | str, height: int | str, pixels: str) -> Stream:
    same = {"in_color_matrix": "bt709", "out_color_matrix": "bt709", "in_range": "limited", "out_range": "limited"}
    return stream.filter("scale", width, height, flags=_SWS, **same).filter("format", pixels)


def _standard_definition(stream: Stream, operation: StandardDefinition) -> Stream:
    """Shrink whole pictures, never fields, and turn the colours' matrix; primaries differ too little to be seen."""
    matrices = {"in_color_matrix": "bt709", "out_color_matrix": "bt601", "in_range": "limited", "out_range": "limited"}
    small = stream.filter("scale", operation.width_px, operation.height_px, flags=_SWS, **matrices)
    pixels = "yuv422p" if operation.full_chroma else "yuv420p"
    return small.filter("format", pixels).filter("setsar", _WIDE_PIXEL)


def _legal(stream: Stream) -> Stream:
    """Clip in RGB, where illegal colours are seen; clipping luma and chroma alone does not repair them."""
    television = {"min": "bt709", "pin": "bt709", "tin": "bt709", "rin": "limited"}
    rgb = stream.filter("zscale", m="gbr", p="bt709", t="bt709", r="full", **television).filter("format", "gbrp")
    screen = {"min": "gbr", "pin": "bt709", "tin": "bt709", "rin": "full"}
    return rgb.filter("zscale", m="bt709", p="bt709", t="bt709", r="limited", **screen).filter("format", "yuv422p")


def _overlaid(stream: Stream, overlay: Overlay, props: Props) -> Stream:
    return layers.graphic_over(stream, overlay, props.graphic(overlay.graphic), use=next(props.uses))


def _inset(stream: Stream, inset: Inset, start: int, props: Props) -> Stream:
    path, media = props.recording(inset.source.media)
    first = layers.shown_from(inset, media, start)
    small = recording_input(inset.source, media, path, first, use=next(props.uses))
    for operation in inset.chain:
        small = apply(operation, small, first, props)
    return layers.recording_over(stream, small, inset, first, start)
