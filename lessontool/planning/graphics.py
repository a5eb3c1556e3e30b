"""What a brand lays over the lesson, where and when: decided so that nothing ever covers another thing.

In the picture's order: the ground around a lesson that makes room for the interpreter, logo and grade label, the
interpreter, the names that come and go, and last the transitions from opening and to closing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Final

from lessontool.model import (
    Box,
    Brand,
    BrandUse,
    BurnLook,
    Captions,
    Clip,
    Colours,
    Corner,
    Decision,
    DeliverySpec,
    DrawGraphic,
    GraphicKind,
    KeepClear,
    Look,
    Output,
    Overlay,
    Presentation,
)
from lessontool.planning import words
from lessontool.planning.ground import Draft, Ground
from lessontool.planning.picture import laid_size, upright_size, wanted_renditions
from lessontool.planning.signing import SignLayout, sign_layout
from lessontool.planning.tracks import choose_video
from lessontool.timing import FrameSpan, frames_at

SAFE_PERCENT: Final = 5
"""Graphics stay inside this margin of each edge (EBU R 95)."""

NEUTRAL: Final = Look(
    template="calm",
    colours=Colours(
        ground="#1C2026",
        ground_end="#14171C",
        accent="#F5B335",
        accent_second="#8A97A8",
        text="#EBEBEB",
        text_on_accent="#14171C",
    ),
)
"""How a slate looks where no brand says otherwise."""

_MARGIN: Final = Fraction(6, 100)
"""From the edges to names, labels and logo: a little more than R 95 asks for."""

_LABEL_HEIGHT: Final = Fraction(6, 100)
_LABEL_WIDTH: Final = Fraction(14, 100)
_LOGO_WIDTH: Final = Fraction(16, 100)
"""A logo is fitted into a box of so much of the picture's width, and of the height that its brand gives it."""

_NAME_WIDTH: Final = Fraction(56, 100)
_NAME_HEIGHT: Final = Fraction(16, 100)
_CHAPTER_HEIGHT: Final = Fraction(12, 100)
_GAP: Final = Fraction(1, 100)
"""Between two things that stand above one another, as a share of the picture's height."""

_HIGHEST: Final = Fraction(45, 100)
"""Names stay in the lower part of the picture: above this share of it they would cover faces and the board."""

_CAPTION_ROW: Final = Fraction(3, 2)
_CAPTION_ROWS: Final = 2
_CAPTION_PADDING: Final = Fraction(1, 2)
"""Of a caption with its box, in ems of its letters: rather more than it takes."""

_COMING_PICTURES: Final = 25
_GOING_PICTURES: Final = 20
"""Names take half a second to come in and a little less to go, at 50 pictures a second."""

_FIRST_NAME_FRAMES: Final = 50
"""Where nobody knows when the first word is said, the name comes after 2 s."""

_AFTER_TRANSITION_FRAMES: Final = 12

_LEAST_FRAMES: Final = 50
"""A name that could not stay for 2 s is not shown at all."""

_TWICE: Final = 2
"""Pictures for each frame of 25 a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressing:
    """What is laid over the lesson for one preset, in pixels of its largest raster."""

    stills: tuple[Overlay, ...] = ()
    moving: tuple[Overlay, ...] = ()
    """In time, each at its own."""
    layout: SignLayout | None = None
    """Where lesson and interpreter stand; None: the lesson has the whole picture."""
    sign: Clip | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """A preset's picture and everything that is known of who uses it."""

    ground: Ground
    spec: DeliverySpec
    brand: Brand
    use: BrandUse
    look: Look
    width: int
    height: int
    layout: SignLayout | None

    def margin(self) -> tuple[int, int]:
        return _even(self.width * _MARGIN), _even(self.height * _MARGIN)


def look_of(presentation: Presentation, brand: Brand) -> Look:
    """Gather what of a brand decides how its graphics look."""
    files = presentation.files.get(brand.name, {})
    return Look(
        template=brand.template,
        colours=brand.colours,
        title_font=files.get(brand.fonts.title, ""),
        text_font=files.get(brand.fonts.text, ""),
        logo=files.get(brand.logo, ""),
    )


def use_of(brand: Brand, spec: DeliverySpec) -> BrandUse:
    """Say what of a brand a preset's destination gets."""
    return {"tv": brand.tv, "online": brand.online}[spec.destination]


def dress(ground: Ground, spec: DeliverySpec, presentation: Presentation, captions: Captions, draft: Draft) -> Dressing:
    """Decide what a preset's brand lays over the lesson, and add the steps that draw it."""
    stage = _stage(ground, spec, presentation)
    if stage is None:
        return Dressing()
    reasons: list[Decision] = list(_sign_decisions(stage))
    taken = dict(_corners(stage))
    stills = [*_surround(stage, draft), *_stills(stage, taken, draft)]
    moving = [
        *_names(stage, presentation, captions, tuple(taken.values()), draft, reasons),
        *_transitions(stage, draft),
    ]
    sign = presentation.sign.clip if presentation.sign and stage.layout else None
    return Dressing(
        stills=tuple(stills), moving=tuple(moving), layout=stage.layout, sign=sign, decisions=tuple(reasons)
    )


def raster_of(ground: Ground, spec: DeliverySpec) -> tuple[int, int]:
    """Say in which raster a preset's graphics are laid out: that of the largest rendition that is made."""
    top = wanted_renditions(ground.video, ground.picture, spec)[0]
    return top.canvas_px


def keep_clear(ground: Ground, spec: DeliverySpec, presentation: Presentation) -> tuple[KeepClear, ...]:
    """Say which parts of a preset's picture captions must never touch: logo, label, interpreter."""
    stage = _stage(ground, spec, presentation)
    if stage is None:
        return ()
    boxes: list[tuple[str, Box]] = list(_corners(stage))
    if stage.layout:
        boxes.append(("interpreter", stage.layout.sign))
    return tuple(
        KeepClear(
            name=name,
            left_percent=100 * box.x_px / stage.width,
            top_percent=100 * box.y_px / stage.height,
            width_percent=100 * box.width_px / stage.width,
            height_percent=100 * box.height_px / stage.height,
        )
        for name, box in boxes
    )


def under_lesson(ground: Ground, spec: DeliverySpec, presentation: Presentation, look: BurnLook) -> BurnLook:
    """Move captions to the middle below a lesson that makes room for the interpreter; else they stay where they are."""
    stage = _stage(ground, spec, presentation)
    band = stage.layout.captions if stage and stage.layout else None
    width = look.right_px - look.left_px
    if stage is None or band is None or width > band.width_px:
        return look
    left = band.x_px + (band.width_px - width) // 2
    moved = replace(look, left_px=left, right_px=left + width)
    taken = any(caption_box(moved).overlaps(box) for _, box in _corners(stage))
    return look if taken else moved


def _stage(ground: Ground, spec: DeliverySpec, presentation: Presentation) -> _Stage | None:
    brand = presentation.brands.get(spec.name)
    if brand is None:
        return None
    use = use_of(brand, spec)
    raster = raster_of(ground, spec)
    return _Stage(
        ground=ground,
        spec=spec,
        brand=brand,
        use=use,
        look=look_of(presentation, brand),
        width=raster[0],
        height=raster[1],
        layout=_layout(ground, spec, presentation, use, raster),
    )


def _layout(
    ground: Ground, spec: DeliverySpec, presentation: Presentation, use: BrandUse, raster: tuple[int, int]
) -> SignLayout | None:
    if presentation.sign is None or not use.sign_language:
        return None
    clip = presentation.sign.clip
    track = choose_video(clip.media, None)
    if track is None:
        return None
    content = laid_size(ground.video, ground.picture, spec, raster)
    lesson = Box(
        x_px=_even(Fraction(raster[0] - content[0], 2)),
        y_px=_even(Fraction(raster[1] - content[1], 2)),
        width_px=content[0],
        height_px=content[1],
    )
    return sign_layout(raster, lesson, upright_size(track), use.sign_width_percent, SAFE_PERCENT)


def _sign_decisions(stage: _Stage) -> Iterator[Decision]:
    if stage.layout:
        lesson, sign = stage.layout.lesson, stage.layout.sign
        yield Decision(
            subject="sign language",
            choice=f"{sign.width_px}x{sign.height_px} at {sign.x_px},{sign.y_px}",
            reason=f"beside the lesson ({lesson.width_px}x{lesson.height_px}), so that nothing of it is covered",
        )


# ── what stands all the time ──────────────────────────────────────────────────────────────────────────────────────


def _surround(stage: _Stage, draft: Draft) -> Iterator[Overlay]:
    if stage.layout is None or not stage.layout.surround:
        return
    lesson, sign = stage.layout.lesson, stage.layout.sign
    everything = Box(x_px=0, y_px=0, width_px=stage.width, height_px=stage.height)
    said = words.opening_words(stage.ground.lesson, stage.brand)
    # captions that are burnt in want the free room for themselves
    fields = () if stage.spec.captions.burn_in else ("title", "subject", "grade")
    drawn = _drawing(stage, "surround", everything, {name: said[name] for name in fields if name in said})
    yield _laid(draft.once(replace(drawn, box=None, holes=(lesson, sign))), everything, None)


def _corners(stage: _Stage) -> Iterator[tuple[str, Box]]:
    """Logo and grade label in their corners; the label under or above the logo where both want the same one."""
    logo = None
    if stage.use.logo != "none" and stage.look.logo:
        height = _even(stage.height * Fraction(str(stage.use.logo_height_percent)) / 100)
        logo = _in_corner(stage, stage.use.logo, _even(stage.width * _LOGO_WIDTH), height)
        if not _on_sign(stage, logo):
            yield "logo", logo
        else:
            logo = None
    if stage.use.grade_label != "none":
        label = _in_corner(
            stage, stage.use.grade_label, _even(stage.width * _LABEL_WIDTH), _even(stage.height * _LABEL_HEIGHT)
        )
        if logo and label.overlaps(logo):
            label = _next_to(stage, label, logo)
        if not _on_sign(stage, label):
            yield "grade_label", label


def _on_sign(stage: _Stage, box: Box) -> bool:
    return stage.layout is not None and box.overlaps(stage.layout.sign)


def _in_corner(stage: _Stage, corner: Corner, width: int, height: int) -> Box:
    across, down = stage.margin()
    x = across if corner.endswith("left") else stage.width - across - width
    y = down if corner.startswith("top") else stage.height - down - height
    return Box(x_px=_even(Fraction(x)), y_px=_even(Fraction(y)), width_px=width, height_px=height)


def _next_to(stage: _Stage, label: Box, logo: Box) -> Box:
    gap = _even(stage.height * _GAP)
    below = logo.y_px < stage.height // 2
    return replace(label, y_px=logo.bottom_px + gap if below else logo.y_px - gap - label.height_px)


def _stills(stage: _Stage, taken: Mapping[str, Box], draft: Draft) -> Iterator[Overlay]:
    if "logo" in taken:
        opacity = {"opacity_percent": f"{stage.use.logo_opacity_percent:g}"}
        # it has its own colours: a brand that changes its own makes no picture of the lesson anew for it
        logo = replace(_drawing(stage, "logo", taken["logo"], opacity), look=replace(NEUTRAL, logo=stage.look.logo))
        yield _laid(draft.once(logo), taken["logo"], None)
    if "grade_label" in taken:
        said = words.grade_words(stage.ground.lesson)
        drawn = draft.once(_drawing(stage, "grade_label", taken["grade_label"], said))
        yield _laid(drawn, taken["grade_label"], None)


# ── what comes and goes ───────────────────────────────────────────────────────────────────────────────────────────


def _names(
    stage: _Stage,
    presentation: Presentation,
    captions: Captions,
    taken: Sequence[Box],
    draft: Draft,
    reasons: list[Decision],
) -> Iterator[Overlay]:
    """The teacher's name at the first words, then the titles of chapters: one after another, in the same place."""
    free_from = _transition_frames(stage) + _AFTER_TRANSITION_FRAMES
    end = stage.ground.frames - _transition_frames(stage) - _AFTER_TRANSITION_FRAMES
    for kind, wished, latest, frames, said in _wished(stage, presentation):
        start = max(wished, free_from)
        if start > latest or min(start + frames, end) - start < _LEAST_FRAMES:
            continue
        span = FrameSpan(start, min(start + frames, end))
        box = _place_for(stage, kind, span, captions, taken)
        if box is None:
            reasons.append(Decision(subject=kind, choice="left out", reason="captions and logo leave no room for it"))
            continue
        drawn = replace(
            _drawing(stage, kind, box, said),
            pictures=span.frames * _TWICE,
            in_pictures=_COMING_PICTURES,
            out_pictures=_GOING_PICTURES,
        )
        yield _laid(draft.once(drawn), box, span)
        free_from = span.end + _AFTER_TRANSITION_FRAMES


def _wished(
    stage: _Stage, presentation: Presentation
) -> Iterator[tuple[GraphicKind, int, int, int, Mapping[str, str]]]:
    """What is to be shown, when it would best begin, when at the latest, for how long, and what it says."""
    lesson = stage.ground.lesson
    if stage.use.lower_third_s and lesson.teachers:
        spoken = presentation.speech
        first = frames_at(spoken[0].start) if spoken else _FIRST_NAME_FRAMES
        said = words.lower_third_words(lesson)
        yield "lower_third", first, stage.ground.frames, frames_at(stage.use.lower_third_s), said
    if stage.use.chapter_titles_s:
        before = stage.ground.video.start - stage.ground.zero
        starts = [frames_at(before + chapter.start_s) for chapter in lesson.chapters]
        for number, chapter in enumerate(lesson.chapters):
            following = starts[number + 1] if number + 1 < len(starts) else stage.ground.frames
            if starts[number] < stage.ground.frames and following > 0:
                # the title of a chapter that is half over says nothing any more
                latest = (max(0, starts[number]) + following) // 2
                said = words.chapter_words(number + 1, chapter.title)
                yield "chapter", max(0, starts[number]), latest, frames_at(stage.use.chapter_titles_s), said


def _place_for(
    stage: _Stage, kind: GraphicKind, span: FrameSpan, captions: Captions, taken: Sequence[Box]
) -> Box | None:
    """At the bottom left of the lesson's picture; above captions that are shown meanwhile, above a logo there."""
    across, down = stage.margin()
    area = stage.layout.lesson if stage.layout else Box(x_px=0, y_px=0, width_px=stage.width, height_px=stage.height)
    left = max(across, area.x_px + across // 2)
    right = min(stage.width - across, area.right_px - across // 2)
    height = _even(stage.height * (_NAME_HEIGHT if kind == "lower_third" else _CHAPTER_HEIGHT))
    bottom = min(stage.height - down, area.bottom_px - down // 2)
    box = Box(
        x_px=_even(Fraction(left)),
        y_px=_even(Fraction(bottom - height)),
        width_px=_even(min(stage.width * _NAME_WIDTH, Fraction(right - left))),
        height_px=height,
    )
    obstacles = [*taken, *_shown_captions(stage, span, captions)]
    while hit := next((each for each in obstacles if each.overlaps(box)), None):
        box = replace(box, y_px=_even(hit.y_px - stage.height * _GAP) - height)
        if box.y_px < stage.height * _HIGHEST:
            return None
    return box


def _shown_captions(stage: _Stage, span: FrameSpan, captions: Captions) -> Iterator[Box]:
    look = captions.looks.get(stage.spec.name)
    if look is None or not captions.subtitles:
        return
    cues = captions.subtitles[0].cues
    if any(cue.span.start < span.end and span.start < cue.span.end for cue in cues):
        yield caption_box(look)


def caption_box(look: BurnLook) -> Box:
    """Where burnt-in captions may stand, in pixels of the largest raster."""
    height = ceil(look.font_px * (_CAPTION_ROWS * _CAPTION_ROW + _CAPTION_PADDING))
    top = max(0, look.bottom_px - height)
    return Box(x_px=look.left_px, y_px=top, width_px=look.right_px - look.left_px, height_px=look.bottom_px - top)


def _transition_frames(stage: _Stage) -> int:
    return stage.use.transition_frames if stage.use.transition != "cut" else 0


def _transitions(stage: _Stage, draft: Draft) -> Iterator[Overlay]:
    """The opening gives way to the running lesson, and the closing comes over it: no frame is black, none stands."""
    length = _transition_frames(stage)
    frames = stage.ground.frames
    if not length or frames < 4 * length:
        return
    whole = Box(x_px=0, y_px=0, width_px=stage.width, height_px=stage.height)
    lesson, brand = stage.ground.lesson, stage.brand
    kinds: list[tuple[str, GraphicKind, FrameSpan, Mapping[str, str]]] = [
        (stage.use.opening, "reveal", FrameSpan(0, length), words.opening_words(lesson, brand)),
        (stage.use.closing, "cover", FrameSpan(frames - length, frames), words.closing_words(lesson, brand)),
    ]
    bumpers = {"reveal": "opening", "cover": "closing"}
    for wish, kind, span, said in kinds:
        if wish != "animated" or bumpers[kind] not in stage.spec.running_order.segments:
            continue
        drawn = replace(
            _drawing(stage, kind, whole, said),
            box=None,
            pictures=length * _TWICE,
            transition=stage.use.transition,
        )
        yield _laid(draft.once(drawn), whole, span)


# ── steps and operations ──────────────────────────────────────────────────────────────────────────────────────────


def _drawing(stage: _Stage, kind: GraphicKind, box: Box, said: Mapping[str, str]) -> DrawGraphic:
    return DrawGraphic(
        name=f"draw {kind.replace('_', ' ')}",
        output=Output(name=f"graphic/{kind}", suffix=".mkv" if kind in _MOVING else ".png"),
        graphic=kind,
        width_px=stage.width,
        height_px=stage.height,
        box=box,
        lines=said,
        look=stage.look,
    )


_MOVING: Final[frozenset[GraphicKind]] = frozenset({"lower_third", "chapter", "reveal", "cover"})


def _laid(graphic: str, box: Box, span: FrameSpan | None) -> Overlay:
    return Overlay(
        graphic=graphic,
        x_px=box.x_px,
        y_px=box.y_px,
        span=span,
        moving=span is not None,
        # decided where it is put into a recipe
        full_chroma=False,
    )


def _even(length: Fraction | int) -> int:
    """Whole pixels, even: chroma and fields stay in place."""
    return int(length) // 2 * 2
