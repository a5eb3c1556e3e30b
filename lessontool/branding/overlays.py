"""What stands over the lesson: who teaches, a chapter's title, logo, grade label, and the picture around the lesson.

Each is drawn in the size of its box, straight RGBA. Layers are drawn once; while a band comes in or goes, only their
places and transparencies change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from lessontool.branding.drawing import logos, setting, shapes
from lessontool.branding.drawing.setting import Style
from lessontool.model import DrawGraphic, Look
from lessontool.tools.process import Cancel

if TYPE_CHECKING:
    from PIL import Image

_PLATE_ALPHA: Final = {"calm": 0.93, "playful": 1.0}
"""Nearly solid: what is read on it must not depend on what lies under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """A drawn part and where its top left corner stands in the box."""

    picture: Any
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A painted text."""

    picture: Any
    middle: float
    """From its top to half the height of its capitals: what the eye takes for its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """A band with text, as it stands at rest."""

    look: Look
    size: tuple[int, int]
    plate: _Layer
    """With its shadow: as large as the box."""
    lead: _Layer
    """What comes first: a bar, a disc, or the chapter's number."""
    rows: tuple[_Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pose:
    """How far each part of a band has come: 0 not there, 1 at rest; a little over 1 where it swings."""

    lead: float
    plate: float
    rows: float


_REST: Final = _Pose(lead=1.0, plate=1.0, rows=1.0)


def draw(
    step: DrawGraphic,
    target: Path,
    *,
    files: Mapping[str, Path],
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw one graphic that stands over the lesson and write it to `target`: a PNG, or an animation without loss.

    Raises ToolError when a font is missing or a program fails, PresetError for a logo that cannot be drawn,
    Interrupted when `cancel` is thrown.
    """
    if step.graphic in ("lower_third", "chapter"):
        from lessontool.branding.drawing import animation

        width, height = _size(step)
        animation.write_clear(
            pictures(step, files),
            target,
            width_px=width,
            height_px=height,
            count=step.pictures,
            cancel=cancel,
            progress=progress,
        )
        return
    still(step, files).save(target, format="PNG")
    progress(1.0)


def still(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Draw logo, grade label or surround, in the size of its box; a band as it stands at rest."""
    match step.graphic:
        case "logo":
            return _logo(step, files)
        case "grade_label":
            return _grade_label(step, files)
        case "surround":
            from lessontool.branding import surrounds

            return surrounds.surround(step, files)
        case _:
            return _posed(_band(step, files), _REST)


def pictures(step: DrawGraphic, files: Mapping[str, Path]) -> Iterator[Image.Image]:
    """Draw a band coming in, standing and going, picture by picture, as RGBA; first and last are empty.

    While it stands, the same picture comes again and again.
    """
    band = _band(step, files)
    rest = _posed(band, _REST)
    for pose in _poses(step):
        yield rest if pose == _REST else _posed(band, pose)


# ── bands: lower third and chapter ────────────────────────────────────────────────────────────────────────────────


def _band(step: DrawGraphic, files: Mapping[str, Path]) -> _Band:
    """Lay a band out: its text as large as the box allows, its plate no wider than its text needs."""
    width, height = _size(step)
    # shadow and swing need some room: nothing ever touches the box's edge
    margin = _margin(height)
    room_x, room_y = width - 2 * margin, height - 2 * margin
    # a playful band ends round, with dots where no text comes
    pad, end = round(height * 0.16), round(height * (0.18 if step.look.template == "calm" else 0.42))
    lead_width = _lead_width(step, room_y, room_x)
    texts = _texts(step, files, max(1, room_x - lead_width - pad - end), max(1, room_y - round(height * 0.06)))
    text_width = max((text.picture.width for text in texts), default=0)
    text_height = sum(text.picture.height for text in texts)
    plate_width = min(room_x, lead_width + text_width + pad + end)
    plate_height = min(room_y, max(text_height + round(height * 0.06), round(height * 0.55)))
    left, top = _aligned(step, (plate_width, plate_height), margin)
    box = (left, top, plate_width, plate_height)
    y = top + (plate_height - text_height) // 2
    if len(texts) == 1:
        y = _centred(texts[0], top, plate_height)
    rows = []
    for text in texts:
        rows.append(_Layer(picture=text.picture, x=left + lead_width + pad, y=y))
        y += text.picture.height
    return _Band(
        look=step.look,
        size=(width, height),
        plate=_plate(step.look, (width, height), box),
        lead=_lead(step, files, box, lead_width),
        rows=tuple(rows),
    )


def _texts(step: DrawGraphic, files: Mapping[str, Path], width: int, height: int) -> list[_Text]:
    """Set a band's rows: the main one large, what goes with it small below."""
    full = _size(step)[1]
    colours = step.look.colours
    if step.graphic == "chapter":
        main, beside, size = step.lines.get("title", ""), "", 0.42
    else:
        main, size = step.lines.get("teacher", ""), 0.34
        beside = " · ".join(filter(None, (step.lines.get("role", ""), step.lines.get("school", ""))))
    if not main:
        main, beside = beside, ""
    set_texts: list[_Text] = []
    if beside:
        style = _style(step, files, "text", "Medium", full * 0.2, full * 0.165, rows=1)
        soft = shapes.blend(colours.text, colours.ground, 0.12)
        set_texts.append(_written(beside, style, soft, width, round(height * 0.56)))
        height -= set_texts[0].picture.height
    if main:
        style = _style(step, files, "title", "Bold", full * size, full * (0.25 if beside else 0.3), rows=1)
        set_texts.insert(0, _written(main, style, shapes.rgb(colours.text), width, height))
    return set_texts


def _lead_width(step: DrawGraphic, room_y: int, room_x: int) -> int:
    if step.graphic == "chapter" and step.lines.get("number"):
        wide = len(step.lines["number"]) > 2
        return min(round(room_y * (1.5 if wide else 0.95)), room_x // 4)
    return max(2, round(room_y * (0.07 if step.look.template == "calm" else 0.9)))


def _lead(step: DrawGraphic, files: Mapping[str, Path], box: tuple[int, int, int, int], width: int) -> _Layer:
    """Draw what stands at the head of a band: an accent bar, a disc with a star, or the chapter's number."""
    left, top, _, height = box
    number = step.lines.get("number", "") if step.graphic == "chapter" else ""
    colours = step.look.colours
    if step.look.template == "calm":
        # the plate's own corners at its left, none at its right
        radius = _radius(step.look, height)
        face = shapes.filled(
            colours.accent, shapes.rounded((width + radius, height), radius).crop((0, 0, width, height))
        )
        picture, inset = face, 0
    else:
        # on a ring of the band's colour, so that the band comes out from behind it unseen
        inset = max(1, round(height * 0.09))
        tall = max(1, height - 2 * inset)
        size = (max(tall, width - inset) if number else tall, tall)
        face = shapes.filled(colours.accent, shapes.rounded(size, tall // 2))
        picture = shapes.filled(colours.ground, shapes.rounded((size[0] + 2 * inset, height), height // 2))
        if not number:
            shapes.stamp_star(face, colours.text_on_accent)
    if number:
        style = _style(step, files, "title", "ExtraBold", height * 0.56, height * 0.2, rows=1, align="centre")
        room = (max(1, round(face.width * 0.8)), max(1, round(face.height * 0.95)))
        text = _written(number, style, shapes.rgb(colours.text_on_accent), *room)
        _put_into_middle(face, text)
    if face is not picture:
        picture.alpha_composite(face, (inset, inset))
    return _Layer(picture=picture, x=left, y=top)


def _plate(look: Look, size: tuple[int, int], box: tuple[int, int, int, int]) -> _Layer:
    """Draw the band itself with a soft shadow, so that it stands off a white slide too."""
    from PIL import Image

    left, top, width, height = box
    shape = Image.new("L", size, 0)
    shape.paste(shapes.rounded((width, height), _radius(look, height)), (left, top))
    picture = shapes.shadow(shape, blur=_margin(size[1]) / 3, strength=0.5)
    body = shapes.gradient(look, (width, height), across=True).convert("RGBA")
    alpha = round(255 * _PLATE_ALPHA[look.template])
    body.putalpha(shape.crop((left, top, left + width, top + height)).point(lambda grey: grey * alpha // 255))
    # the shadow must not darken the plate through its own transparency
    picture.paste((0, 0, 0, 0), (left, top), shape.crop((left, top, left + width, top + height)))
    picture.alpha_composite(body, (left, top))
    if look.template == "playful":
        _confetti(picture, look, box)
    return _Layer(picture=picture, x=0, y=0)


def _confetti(picture: Any, look: Look, box: tuple[int, int, int, int]) -> None:
    """A few dots at the far end of a playful band, where no text comes."""
    left, top, width, height = box
    for across, down, size, colour in (
        (0.20, 0.30, 0.11, look.colours.accent),
        (0.25, 0.66, 0.09, look.colours.accent_second),
        (0.13, 0.55, 0.05, look.colours.text),
    ):
        side = max(2, round(size * height))
        dot = shapes.filled(colour, shapes.rounded((side, side), side // 2))
        picture.alpha_composite(dot, (round(left + width - across * height) - side // 2, round(top + down * height)))


# ── how a band moves ──────────────────────────────────────────────────────────────────────────────────────────────


def _poses(step: DrawGraphic) -> Iterator[_Pose]:
    """Say for each picture how far the parts have come; coming and going are shortened where both do not fit."""
    coming, going = max(1, step.in_pictures), max(1, step.out_pictures)
    if coming + going > step.pictures:
        coming = max(1, step.pictures * coming // (coming + going))
        going = max(1, step.pictures - coming)
    for number in range(step.pictures):
        left = step.pictures - 1 - number
        if left < going:
            yield _going(left / going)
        elif number < coming:
            yield _coming(number / coming, step.look)
        else:
            yield _REST


def _coming(time: float, look: Look) -> _Pose:
    swing = _swung if look.template == "playful" else _slowing
    return _Pose(lead=swing(_part(time, 0.0, 0.45)), plate=_slowing(_part(time, 0.2, 0.8)), rows=_part(time, 0.45, 1.0))


def _going(left: float) -> _Pose:
    """`left` is the share of the going that is still to come: the same parts in the opposite order, without swing."""
    return _Pose(lead=_eased(_part(left, 0.0, 0.35)), plate=_eased(_part(left, 0.3, 0.9)), rows=_part(left, 0.6, 1.0))


def _part(time: float, begin: float, end: float) -> float:
    return min(1.0, max(0.0, (time - begin) / (end - begin)))


def _slowing(time: float) -> float:
    return 1 - (1 - time) ** 3


def _eased(time: float) -> float:
    return time * time * (3 - 2 * time)


def _swung(time: float) -> float:
    """Beyond its end by a twentieth, and back."""
    return 1 + 2.2 * (time - 1) ** 3 + 1.2 * (time - 1) ** 2 if time > 0 else 0.0


def _posed(band: _Band, pose: _Pose) -> Image.Image:
    """Compose a band in a pose."""
    from PIL import Image, ImageChops

    picture = Image.new("RGBA", band.size, (0, 0, 0, 0))
    if pose.plate >= 1:
        picture.alpha_composite(band.plate.picture)
    elif pose.plate > 0:
        # it slides out from behind its own head
        plate = Image.new("RGBA", band.size, (0, 0, 0, 0))
        box = band.plate.picture.getbbox()
        way = box[2] - box[0] - band.lead.picture.width
        plate.paste(band.plate.picture, (-round((1 - pose.plate) * way), 0))
        plate.putalpha(ImageChops.darker(plate.getchannel("A"), band.plate.picture.getchannel("A")))
        picture.alpha_composite(plate)
    shown = picture.getchannel("A").point(lambda grey: min(255, round(grey / 0.9)))
    for number, row in enumerate(band.rows):
        share = _slowing(_part(pose.rows, 0.2 * number, 1 - 0.2 * (len(band.rows) - 1 - number)))
        if share > 0:
            picture.alpha_composite(_row(band, row, share, shown))
    _put_lead(picture, band, pose.lead)
    return picture


def _row(band: _Band, row: _Layer, share: float, shown: Any) -> Any:
    """Draw a row on its way: calm ones come from the left, playful ones from below; never beyond the plate."""
    from PIL import Image, ImageChops

    layer = Image.new("RGBA", band.size, (0, 0, 0, 0))
    if share >= 1:
        layer.paste(row.picture, (row.x, row.y))
        return layer
    way = round((1 - share) * band.size[1] * 0.2)
    dx, dy = (-way, 0) if band.look.template == "calm" else (0, way)
    layer.paste(row.picture, (row.x + dx, row.y + dy))
    layer.putalpha(ImageChops.darker(layer.getchannel("A"), shown).point(lambda grey: round(grey * share)))
    return layer


def _put_lead(picture: Any, band: _Band, share: float) -> None:
    """Put the head of a band in: a calm one grows from its middle, a playful one swells."""
    lead = band.lead.picture
    if share <= 0:
        return
    if band.look.template == "calm":
        tall = min(lead.height, max(1, round(lead.height * share)))
        cut = (lead.height - tall) // 2
        picture.alpha_composite(lead.crop((0, cut, lead.width, cut + tall)), (band.lead.x, band.lead.y + cut))
        return
    if share != 1:
        size = (max(1, round(lead.width * share)), max(1, round(lead.height * share)))
        lead = lead.resize(size)
    x = band.lead.x - (lead.width - band.lead.picture.width) // 2
    y = band.lead.y - (lead.height - band.lead.picture.height) // 2
    picture.alpha_composite(lead, (max(0, x), max(0, y)))


# ── stills ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _logo(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Draw the logo, at its opacity, in a soft dark halo: a white logo is seen on a white slide too."""
    width, height = _size(step)
    margin = _margin(height)
    drawn = logos.logo_picture(
        files[step.look.logo], height_px=max(1, height - 2 * margin), width_px=max(1, width - 2 * margin)
    )
    return _haloed(step, drawn, margin, strength=0.65)


def _grade_label(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Draw a small badge with the grade."""
    width, height = _size(step)
    margin = _margin(height)
    room = (max(1, width - 2 * margin), max(1, height - 2 * margin))
    pad = round(room[1] * 0.32)
    style = _style(step, files, "title", "Bold", room[1] * 0.56, room[1] * 0.3, rows=1, align="centre")
    colours = step.look.colours
    inner = (max(1, room[0] - 2 * pad), max(1, round(room[1] * 0.86)))
    text = _written(step.lines.get("grade", ""), style, shapes.rgb(colours.text_on_accent), *inner)
    size = (min(room[0], max(room[1], text.picture.width + 2 * pad)), room[1])
    radius = size[1] // 2 if step.look.template == "playful" else round(size[1] * 0.22)
    badge = shapes.filled(colours.accent, shapes.rounded(size, radius))
    _put_into_middle(badge, text)
    return _haloed(step, badge, margin, strength=0.5)


def _haloed(step: DrawGraphic, drawn: Any, margin: int, *, strength: float) -> Image.Image:
    """Put a picture at its side of the box, at its opacity, with a dark halo behind it."""
    from PIL import Image

    opacity = min(1.0, max(0.0, float(step.lines.get("opacity_percent", "100")) / 100))
    place = _aligned(step, drawn.size, margin)
    shape = Image.new("L", _size(step), 0)
    shape.paste(drawn.getchannel("A"), place)
    picture = shapes.shadow(shape, blur=margin / 3, strength=strength)
    picture.alpha_composite(drawn, place)
    picture.putalpha(picture.getchannel("A").point(lambda grey: round(grey * opacity)))
    return cast("Image.Image", picture)


def _margin(height: int) -> int:
    """Room on each side of what is drawn, for its shadow, which ends there."""
    return max(3, round(height * 0.06))


# ── shapes and letters ────────────────────────────────────────────────────────────────────────────────────────────


def _size(step: DrawGraphic) -> tuple[int, int]:
    return (step.box.width_px, step.box.height_px) if step.box else (step.width_px, step.height_px)


def _aligned(step: DrawGraphic, size: tuple[int, int], margin: int) -> tuple[int, int]:
    """Put something into the box at that side where the nearer edge of the raster is."""
    width, height = _size(step)
    x, y = (step.box.x_px, step.box.y_px) if step.box else (0, 0)
    to_right = x + width / 2 > step.width_px / 2
    to_bottom = y + height / 2 > step.height_px / 2
    return (
        width - margin - size[0] if to_right else margin,
        height - margin - size[1] if to_bottom else margin,
    )


def _style(
    step: DrawGraphic,
    files: Mapping[str, Path],
    role: Any,
    weight: Any,
    size: float,
    least: float,
    *,
    rows: int,
    align: Any = "left",
) -> Style:
    font = setting.font_of(step.look, role, weight, files)
    return Style(font=font, size_px=max(1, round(size)), least_px=max(1, round(least)), rows=rows, align=align)


def _written(text: str, style: Style, colour: tuple[int, int, int], width: int, height: int) -> _Text:
    """Set and paint a text, without the room above that its capitals do not need."""
    block = setting.set_text(text, style, width_px=width, height_px=height)
    picture = setting.paint(block, "#{:02x}{:02x}{:02x}".format(*colour))
    ink = picture.getchannel("A").getbbox() or (0, 0, 1, 1)
    top = max(0, min(ink[1], block.baseline_px - block.size_px))
    middle = block.baseline_px - 0.36 * block.size_px if len(block.rows) == 1 else (ink[1] + ink[3]) / 2
    return _Text(picture=picture.crop((0, top, picture.width, picture.height)), middle=middle - top)


def _centred(text: _Text, top: int, height: int) -> int:
    """Say where a text begins whose middle stands in the middle of something, without leaving it."""
    lowest: int = max(0, height - text.picture.height)
    return top + min(max(0, round(height / 2 - text.middle)), lowest)


def _put_into_middle(picture: Any, text: _Text) -> None:
    x = (picture.width - text.picture.width) // 2
    picture.alpha_composite(text.picture, (x, _centred(text, 0, picture.height)))


def _radius(look: Look, height: int) -> int:
    return round(height * 0.05) if look.template == "calm" else height // 2
