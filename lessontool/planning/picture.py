"""What happens to the picture, decided once from what was measured: pure functions, no tool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from lessontool.model import (
    Box,
    Cadence,
    Colour,
    Crop,
    Decision,
    Deinterlace,
    DeliverySpec,
    Hold,
    Interlace,
    LinesAbove,
    MarkFields,
    NarrowChroma,
    PictureMeasurements,
    PictureOperation,
    Place,
    RenditionRecipe,
    RenditionSpec,
    RepairGamut,
    Shrink,
    StandardDefinition,
    Turn,
    VideoTrack,
    WidenChroma,
)
from lessontool.planning.signing import sign_crop

_SAME_SHAPE: Final = Fraction(1, 100)
"""A picture whose shape differs from the canvas by less is stretched: nobody sees 1 %, everybody sees thin bars."""

_NOT_ABOVE: Final = Fraction(102, 100)
"""A rung may enlarge the source by rounding only."""

_MOVES: Final = 0.15
"""Above this share of moving pictures a recording is more than slides, and 50 fields show it better than 25 frames."""

_FEW_PICTURES: Final = Fraction(51, 2)
"""Up to 25.5 pictures a second fit into 25 frames."""

_REAL_FIELDS: Final = Fraction(40)
"""From so many pictures a second on, fields have motion of their own. 30 pictures shown in 50 fields have not: there
the encoder's search between fields doubles its work and gains 0.6 dB at 51 dB (wild handheld 480p; 0 on a talk)."""

_NO_FINE_LINES: Final = Fraction(13, 10)
"""A picture enlarged by so much has nothing near the line frequency left to filter out."""

_ILLEGAL: Final = 0.005
"""EBU R 103 tolerates 1 % of the picture; samples miss the worst moment, so repair starts at half of that."""

_SD_LINES: Final = 576
"""Active lines of standard definition (ITU-R BT.601, 625 lines); what IMX has more comes above them."""

_SD_CANVAS: Final = (1024, _SD_LINES)
"""Standard definition's 16:9 picture in square pixels."""

_CHUNK_SUFFIXES: Final = {"mpeg2": ".m2v", "h264": ".mp4", "av1": ".mp4", "avc_intra": ".h264", "dv": ".dv"}

_HDR_TRANSFERS: Final = ("arib-std-b67", "smpte2084")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The recording's picture as planning sees it: facts with every doubt decided."""

    track: VideoTrack
    measured: PictureMeasurements
    colour: Colour
    crop: Crop | None
    width: Fraction
    height: Fraction
    """Upright size in square pixels."""
    rate: Fraction
    """Pictures a second that reach the scaler: fields for interlaced recordings."""

    @property
    def interlaced(self) -> bool:
        return self.measured.scan != "progressive"

    @property
    def hdr(self) -> bool:
        return self.colour.transfer in _HDR_TRANSFERS

    @property
    def half_chroma(self) -> bool:
        return "420" in self.track.pixel_format or self.track.pixel_format.startswith(("nv12", "p010"))

    def enlargement(self, width_px: int, height_px: int) -> Fraction:
        """How much bigger the picture becomes on a canvas; above 1 it is blown up."""
        return min(width_px / self.width, height_px / self.height)


def plan_picture(
    track: VideoTrack,
    measured: PictureMeasurements,
    spec: DeliverySpec,
    *,
    at: Box | None = None,
    renditions: tuple[RenditionSpec, ...] = (),
) -> tuple[tuple[RenditionRecipe, ...], tuple[Decision, ...]]:
    """Decide how a recording's picture becomes each rendition of a preset, with the reason for every choice.

    `at` is where it stands in the largest rendition, None: it is as large as fits. `renditions` are those that are
    wanted whatever the recording's size, because the rest of the programme has them; none: as many as show something.
    """
    source = _source(track, measured, spec)
    renditions = renditions or _wanted(spec, source)
    recipes = tuple(_recipe(spec, rendition, renditions, source, at) for rendition in renditions)
    return recipes, tuple(_decisions(spec, renditions, recipes, source))


def wanted_renditions(
    track: VideoTrack, measured: PictureMeasurements, spec: DeliverySpec
) -> tuple[RenditionSpec, ...]:
    """Say which renditions of a preset are made of a recording: those above its size are not; the largest first."""
    return _wanted(spec, _source(track, measured, spec))


def upright_size(track: VideoTrack) -> tuple[int, int]:
    """Say how large a recording's picture is as people see it, in square pixels: width, height."""
    width = Fraction(track.width_px) * (track.sample_aspect or 1)
    height = Fraction(track.height_px)
    return (round(height), round(width)) if track.rotation_deg in (90, 270) else (round(width), round(height))


def laid_size(
    track: VideoTrack, measured: PictureMeasurements, spec: DeliverySpec, raster: tuple[int, int]
) -> tuple[int, int]:
    """Say how large a recording's picture is where it fills as much of a raster as it can: width, height in pixels."""
    return _content(*raster, _source(track, measured, spec))


def plan_inset(
    track: VideoTrack,
    measured: PictureMeasurements,
    spec: DeliverySpec,
    box: Box,
    cadence: Cadence,
    *,
    full_chroma: bool,
) -> tuple[Deinterlace | Crop | Turn | Place | Cadence, ...]:
    """Decide how the interpreter's recording fills a box, on the grid of the picture that it is laid over."""
    source = replace(_source(track, measured, spec), crop=sign_crop(track, box))
    whole = replace(box, x_px=0, y_px=0)
    return (
        *_upright(source),
        _place(spec, (box.width_px, box.height_px), source, whole, full_chroma=full_chroma),
        cadence,
    )


def chunk_suffix(rendition: RenditionSpec) -> str:
    """Say how files end that hold one chunk of a rendition's picture."""
    return _CHUNK_SUFFIXES[rendition.codec]


def plan_still(spec: DeliverySpec, rendition: RenditionSpec) -> RenditionRecipe:
    """Decide how a drawn still becomes one rendition: held, in the programme's raster."""
    width, height = rendition.canvas_px
    chain: list[PictureOperation] = [
        Place(
            content_width_px=width,
            content_height_px=height,
            canvas_width_px=width,
            canvas_height_px=height,
            fill="black",
            colour=Colour(full_range=True, matrix="gbr"),
            hdr=False,
            bit_depth=8,
            full_chroma=rendition.chroma == "4:2:2",
        ),
        *_to_raster(rendition, full_chroma=rendition.chroma == "4:2:2"),
        Hold(pictures_per_second=rendition.pictures_per_second),
    ]
    if rendition.interlaced:
        chain += [MarkFields(first_field=rendition.first_field), *_above(rendition)]
    return RenditionRecipe(preset=spec.name, rendition=rendition, chain=tuple(chain), field_motion=False)


def plan_animation(spec: DeliverySpec, rendition: RenditionSpec, raster: tuple[int, int]) -> RenditionRecipe:
    """Decide how a drawn animation (50 pictures a second, 4:2:2) becomes one rendition: real fields for television."""
    chain: list[PictureOperation] = []
    if not rendition.interlaced:
        chain.append(Cadence(pictures_per_second=rendition.pictures_per_second))
    if rendition.colour == "bt601":
        chain += _to_raster(rendition, full_chroma=True)
    elif raster != (rendition.width_px, rendition.height_px) or rendition.chroma == "4:2:0":
        chain.append(Shrink(width_px=rendition.width_px, height_px=rendition.height_px))
    if rendition.interlaced:
        # letters have edges as fine as a line: without the filter they flicker
        chain += [Interlace(first_field=rendition.first_field, soften=True), *_above(rendition)]
    return RenditionRecipe(preset=spec.name, rendition=rendition, chain=tuple(chain), field_motion=rendition.interlaced)


# ── the source ────────────────────────────────────────────────────────────────────────────────────────────────────


def _source(track: VideoTrack, measured: PictureMeasurements, spec: DeliverySpec) -> _Source:
    crop = _crop(track, measured) if spec.picture.crop_black_borders else None
    width = Fraction(crop.width_px if crop else track.width_px) * (track.sample_aspect or 1)
    height = Fraction(crop.height_px if crop else track.height_px)
    if track.rotation_deg in (90, 270):
        width, height = height, width
    return _Source(
        track=track,
        measured=measured,
        colour=_colour(track, measured),
        crop=crop,
        width=width,
        height=height,
        rate=_rate(track) * (1 if measured.scan == "progressive" else 2),
    )


def _crop(track: VideoTrack, measured: PictureMeasurements) -> Crop | None:
    active = measured.active
    if (active.width_px, active.height_px) == (track.width_px, track.height_px):
        return None
    # even edges keep chroma in place; multiples of four keep the fields in place
    x, y = active.x_px // 2 * 2, active.y_px // 4 * 4
    return Crop(x_px=x, y_px=y, width_px=active.width_px // 2 * 2, height_px=active.height_px // 4 * 4)


def _rate(track: VideoTrack) -> Fraction:
    seconds = track.end - track.start
    mean = track.frames / seconds if seconds > 0 else Fraction(25)
    # a phone's 30p has gaps: the nominal rate says how fast pictures can follow one another
    return max(mean, min(track.frame_rate or mean, Fraction(60)))


def _colour(track: VideoTrack, measured: PictureMeasurements) -> Colour:
    given = track.colour
    if track.pixel_format.startswith(("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "pal8")):
        return Colour(full_range=True, matrix="gbr")
    full = given.full_range if given.full_range is not None else track.pixel_format.startswith("yuvj")
    # cameras overshoot white (up to 255), but nothing goes below black unless the range is full
    full = full or (measured.luma_low <= 4 and measured.luma_high >= 250)
    # standard definition is BT.601 unless the file says otherwise
    matrix = given.matrix or ("smpte170m" if max(track.width_px, track.height_px) <= 1024 else "bt709")
    hdr = given.transfer in _HDR_TRANSFERS
    return Colour(
        full_range=full,
        primaries=given.primaries or ("bt2020" if hdr else "bt709"),
        transfer=given.transfer or "bt709",
        matrix="bt2020nc" if hdr and not given.matrix else matrix,
    )


# ── renditions ────────────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(spec: DeliverySpec, source: _Source) -> tuple[RenditionSpec, ...]:
    """Leave out rungs above the source: they cost the most and show nothing more. The smallest is always made."""
    if spec.destination == "tv":
        return spec.renditions
    ladder = sorted(spec.renditions, key=lambda rung: -rung.height_px)
    kept = [rung for rung in ladder if source.enlargement(rung.width_px, rung.height_px) <= _NOT_ABOVE]
    return tuple(kept or (rung for rung in ladder if rung.height_px == ladder[-1].height_px))


def _recipe(
    spec: DeliverySpec,
    rendition: RenditionSpec,
    renditions: tuple[RenditionSpec, ...],
    source: _Source,
    at: Box | None,
) -> RenditionRecipe:
    if rendition.interlaced:
        return _interlaced_recipe(spec, rendition, source, at)
    top = renditions[0]
    above = [rung for rung in renditions[1:] if rung.height_px > rendition.height_px]
    same = (rendition.width_px, rendition.height_px) == (top.width_px, top.height_px)
    steps = [*above, rendition] if not same else []
    shrinks = [Shrink(width_px=rung.width_px, height_px=rung.height_px) for rung in steps]
    cadence = Cadence(pictures_per_second=rendition.pictures_per_second)
    place = _place(spec, (top.width_px, top.height_px), source, at, full_chroma=False)
    # leave pictures out early, repeat them late; but a full-size scale is shared with the TV master, which wants them
    chain: list[PictureOperation] = list(_upright(source))
    if source.rate <= rendition.pictures_per_second:
        chain += [place, *shrinks, cadence]
    elif _shares_scale(place, source):
        chain += [place, cadence, *shrinks]
    else:
        chain += [cadence, place, *shrinks]
    return RenditionRecipe(preset=spec.name, rendition=rendition, chain=tuple(chain), field_motion=False)


def _interlaced_recipe(
    spec: DeliverySpec, rendition: RenditionSpec, source: _Source, at: Box | None
) -> RenditionRecipe:
    fields = _has_field_motion(source)
    rate = 50 if fields else 25
    cadence = Cadence(pictures_per_second=rate)
    place = _place(spec, rendition.canvas_px, source, at, full_chroma=False)
    shared = rendition.chroma == "4:2:0" or _shares_scale(place, source)
    laid: list[PictureOperation] = [place if shared else replace(place, full_chroma=True)]
    if rendition.chroma == "4:2:2" and shared:
        laid.append(WidenChroma())
    if spec.picture.repair_gamut and source.measured.illegal_share > _ILLEGAL:
        laid.append(RepairGamut())
    early = source.rate > rate and not (shared and rendition.chroma == "4:2:2")
    chain = [*_upright(source), cadence, *laid] if early else [*_upright(source), *laid, cadence]
    full = any(isinstance(each, (WidenChroma, RepairGamut)) or getattr(each, "full_chroma", False) for each in laid)
    chain += _to_raster(rendition, full_chroma=full)
    first = rendition.first_field
    soften = _may_flicker(rendition, place, source)
    chain += [Interlace(first_field=first, soften=soften) if fields else MarkFields(first_field=first)]
    chain += _above(rendition)
    own_motion = fields and source.rate >= _REAL_FIELDS
    return RenditionRecipe(preset=spec.name, rendition=rendition, chain=tuple(chain), field_motion=own_motion)


def _to_raster(rendition: RenditionSpec, *, full_chroma: bool) -> Iterator[PictureOperation]:
    """What makes a finished canvas, which has 4:2:2 or not, into the raster that a station gets."""
    full = rendition.chroma == "4:2:2"
    if rendition.colour == "bt601":
        yield StandardDefinition(width_px=rendition.width_px, height_px=_SD_LINES, full_chroma=full)
    elif full_chroma and not full:
        yield NarrowChroma()


def _above(rendition: RenditionSpec) -> Iterator[PictureOperation]:
    """IMX also stores lines that nobody sees."""
    if rendition.colour == "bt601" and rendition.height_px > _SD_LINES:
        yield LinesAbove(lines=rendition.height_px - _SD_LINES)


def _has_field_motion(source: _Source) -> bool:
    return source.interlaced or (source.rate > _FEW_PICTURES and source.measured.motion_share > _MOVES)


def _may_flicker(rendition: RenditionSpec, place: Place, source: _Source) -> bool:
    """Fine lines flicker when fields take turns; a camera's own fields and enlarged pictures have none to lose."""
    standard = rendition.colour == "bt601"
    size = _SD_CANVAS if standard else (rendition.width_px, rendition.height_px)
    enlarged = source.enlargement(*size) >= _NO_FINE_LINES
    return not (enlarged or (_own_fields(place, source) and not standard))


def _own_fields(place: Place, source: _Source) -> bool:
    """The camera's lines arrive unscaled, so its own fields can go on air as they are."""
    return source.interlaced and source.track.height_px == place.content_height_px and source.crop is None


def _shares_scale(place: Place, source: _Source) -> bool:
    """A full HD 4:2:0 recording is scaled (or just converted) once, for TV and for the online ladder's top."""
    size = (place.canvas_width_px, place.canvas_height_px)
    return source.half_chroma and size == (1920, 1080) and source.enlargement(*size) <= _NOT_ABOVE


def _upright(source: _Source) -> Iterator[Deinterlace | Crop | Turn]:
    if source.interlaced:
        yield Deinterlace(order=source.measured.scan)
    if source.crop:
        yield source.crop
    if source.track.rotation_deg:
        yield Turn(degrees=source.track.rotation_deg)


def _place(spec: DeliverySpec, canvas: tuple[int, int], source: _Source, at: Box | None, *, full_chroma: bool) -> Place:
    width, height = (at.width_px, at.height_px) if at else _content(*canvas, source)
    return Place(
        content_width_px=width,
        content_height_px=height,
        content_x_px=at.x_px if at else None,
        content_y_px=at.y_px if at else None,
        canvas_width_px=canvas[0],
        canvas_height_px=canvas[1],
        fill="black" if at else spec.picture.fill,
        colour=source.colour,
        hdr=source.hdr,
        bit_depth=source.track.bit_depth,
        full_chroma=full_chroma,
    )


def _content(canvas_width: int, canvas_height: int, source: _Source) -> tuple[int, int]:
    """Size of the upright picture on the canvas: as large as fits, even, and the whole canvas where shapes agree."""
    shape = (source.width / source.height) / Fraction(canvas_width, canvas_height)
    if abs(shape - 1) <= _SAME_SHAPE:
        return canvas_width, canvas_height
    scale = source.enlargement(canvas_width, canvas_height)
    width = max(2, round(source.width * scale / 2) * 2)
    height = max(2, round(source.height * scale / 2) * 2)
    return min(width, canvas_width), min(height, canvas_height)


# ── the reasons ───────────────────────────────────────────────────────────────────────────────────────────────────


def _decisions(
    spec: DeliverySpec, renditions: tuple[RenditionSpec, ...], recipes: tuple[RenditionRecipe, ...], source: _Source
) -> Iterator[Decision]:
    yield from _shape_decisions(renditions[0], recipes[0], source)
    yield from _colour_decisions(recipes[0], source)
    yield from _time_decisions(recipes[0], source)
    left_out = [rung.name for rung in spec.renditions if rung not in renditions]
    if left_out:
        yield Decision(
            subject="ladder",
            choice=f"without {', '.join(left_out)}",
            reason=f"the recording is {int(source.width)}x{int(source.height)}: a larger rung would show nothing more",
        )


def _shape_decisions(top: RenditionSpec, recipe: RenditionRecipe, source: _Source) -> Iterator[Decision]:
    place = next(operation for operation in recipe.chain if isinstance(operation, Place))
    size = f"{place.content_width_px}x{place.content_height_px}"
    canvas = "{}x{}".format(*top.canvas_px)
    reason = f"upright picture is {float(source.width):.0f}x{float(source.height):.0f} in square pixels"
    if size == canvas:
        yield Decision(subject="canvas", choice=f"fills {canvas}", reason=reason)
    else:
        yield Decision(subject="canvas", choice=f"{size} on {place.fill} {canvas}", reason=reason)
    if top.colour == "bt601":
        shrunk = f"{top.width_px}x{top.height_px}, 16:9, BT.601"
        yield Decision(subject="raster", choice=shrunk, reason=f"the preset asks for it; composed on {canvas}")
    if source.track.rotation_deg:
        turned = f"turned {source.track.rotation_deg}° clockwise"
        yield Decision(subject="rotation", choice=turned, reason="the phone recorded how it was held")
    if source.crop:
        crop = source.crop
        yield Decision(
            subject="crop",
            choice=f"{crop.width_px}x{crop.height_px}+{crop.x_px}+{crop.y_px}",
            reason="the preset asks for black borders to be cut off",
        )


def _colour_decisions(recipe: RenditionRecipe, source: _Source) -> Iterator[Decision]:
    colour = source.colour
    if source.hdr:
        yield Decision(
            subject="colour", choice="HDR to BT.709 by tone mapping (mobius)", reason=f"transfer is {colour.transfer}"
        )
    elif colour.matrix not in ("bt709", "gbr"):
        said = source.track.colour.matrix
        why = f"the file says {said}" if said else "the file does not say and the picture is standard definition"
        yield Decision(subject="colour", choice=f"{colour.matrix} to BT.709", reason=why)
    if colour.full_range and colour.matrix != "gbr":
        flagged = source.track.colour.full_range or source.track.pixel_format.startswith("yuvj")
        low, high = source.measured.luma_low, source.measured.luma_high
        why = "the file says so" if flagged else f"luma reaches from {low} to {high}, whatever the file says"
        yield Decision(subject="range", choice="full to limited", reason=why)
    if any(isinstance(operation, RepairGamut) for operation in recipe.chain):
        share = source.measured.illegal_share * 100
        yield Decision(
            subject="gamut", choice="repaired", reason=f"{share:.1f} % of a picture outside EBU R 103 (1 % is allowed)"
        )


def _time_decisions(recipe: RenditionRecipe, source: _Source) -> Iterator[Decision]:
    track, measured = source.track, source.measured
    if measured.scan != track.scan_flag:
        yield Decision(
            subject="scan",
            choice=f"treated as {measured.scan}",
            reason=f"the file says {track.scan_flag}, the pictures say {measured.scan}",
        )
    elif source.interlaced:
        yield Decision(subject="scan", choice=f"treated as {measured.scan}", reason="flag and pictures agree")
    rate = f"{float(source.rate):.2f} pictures a second"
    moving = f"{measured.motion_share * 100:.0f} % of them move"
    if recipe.rendition.interlaced:
        choice = "25 pictures a second as PsF"
        if any(isinstance(operation, Interlace) for operation in recipe.chain):
            choice = "50 fields with their own motion" if recipe.field_motion else "50 fields, each picture in its turn"
        yield Decision(subject="cadence", choice=choice, reason=f"{rate}, {moving}")
    else:
        choice = f"{recipe.rendition.pictures_per_second} pictures a second"
        yield Decision(subject="cadence", choice=choice, reason=rate)
    if track.variable_rate:
        shortest, longest = float(track.shortest_frame_s) * 1000, float(track.longest_frame_s) * 1000
        yield Decision(
            subject="variable rate",
            choice="every picture at its own time on an exact grid",
            reason=f"pictures stand between {shortest:.0f} and {longest:.0f} ms",
        )
