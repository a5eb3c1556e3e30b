"""Faults that are seen."""

from __future__ import annotations

from typing import Any, Final

from lessontool.model import ItemName
from tests.faults import scene
from tests.faults.copies import CHUNK, Workshop
from tests.faults.declared import Degree, Fault
from tests.faults.scene import Edit, at, brighter, patch, pattern, whole

_BLACK: Final = whole(16)
_RED: Final = whole(63, 102, 240)
_GREY: Final = whole(63)
_ILLEGAL: Final[tuple[int, int, int]] = (126, 235, 230)
"""Legal in Y, Cb and Cr alone, impossible in R, G and B."""


def _lit(share: float) -> dict[str, Edit]:
    return {"B": brighter(85, share), "D": brighter(-40, share)}


def _drawn(
    name: str,
    degree: Degree,
    items: tuple[ItemName, ...],
    *where: tuple[int, int],
    also: tuple[ItemName, ...] = (),
    online: bool = False,
    exact: bool = True,
    **changes: Any,
) -> Fault:
    """A fault that is drawn into the clean picture."""

    def make(shop: Workshop, path: Any) -> Any:
        if online:
            return shop.online(path, shop.small_shot(**changes))
        return shop.tv(path, shop.shot(**changes))

    return Fault(
        name=name,
        items=items,
        degree=degree,
        part="picture",
        where=where,
        also=also,
        online=online,
        exact=exact,
        make=make,
    )


def _same_flag_other_order(shop: Workshop, path: Any) -> Any:
    """The picture is shot top field first and says that it is bottom field first."""
    return shop.coded(path, 2 * CHUNK, field_flag="bff")


def _scaled_with_its_fields(shop: Workshop, path: Any) -> Any:
    """Interlaced pictures made smaller as if they had no fields, and back: the fields are blended."""
    return shop.coded(path, 2 * CHUNK, shop.shot(edits={-1: (_blended,)}))


def _blended(planes: scene.Planes) -> None:
    for plane in planes:
        mean = (plane[::2].astype("u2") + plane[1::2] + 1) // 2
        plane[::2] = mean
        plane[1::2] = mean


def all_of_them(online: bool = False) -> tuple[Fault, ...]:
    """Every declared fault of the decoded picture, in the station's file or in the web site's."""
    return (*_moments(online), *_areas(online), *(() if online else _fields()))


def _moments(online: bool) -> tuple[Fault, ...]:
    """What happens at a time. Colours that are made much lighter or darker may become impossible ones."""
    flashes: tuple[ItemName, ...] = ("flashes",)
    red: tuple[ItemName, ...] = ("red-flashes",)

    def one(*words: Any, also: tuple[ItemName, ...] = (), **changes: Any) -> Fault:
        return _drawn(*words, also=(*also, "gamut", "video-levels"), online=online, **changes)

    return (
        one("black for 3 frames", "little", ("black",), (100, 103), edits=at(100, 103, _BLACK)),
        one("black for 2 s", "much", ("black",), (70, 120), also=("freeze",), edits=at(70, 120, _BLACK)),
        one("black for 2 frames", "legal", ("black",), edits=at(100, 102, _BLACK)),
        one("black for 1 s at the end", "legal", ("black", "freeze"), edits=at(215, 240, _BLACK)),
        one("dark scene for 2 s", "legal", ("black", "freeze"), edits=at(70, 120, _dim)),
        one("frozen for 12 frames", "little", ("freeze",), (129, 142), shown=scene.frozen(130, 142)),
        one("frozen for 3 s", "much", ("freeze",), (84, 160), shown=scene.frozen(85, 160)),
        one("frozen for 6 frames", "legal", ("freeze",), shown=scene.frozen(130, 136)),
        one(
            "4 flashes a second", "little", flashes, (120, 162), exact=False, edits=pattern(120, 162, "BBBDDD", _lit(1))
        ),
        one("10 flashes a second", "much", flashes, (90, 140), exact=False, edits=pattern(90, 140, "BDBDD", _lit(1))),
        one(
            "6 flashes a second on 35 %",
            "little",
            flashes,
            (120, 168),
            exact=False,
            edits=pattern(120, 168, "BBDD", _lit(0.35)),
        ),
        one("2 flashes a second", "legal", flashes, edits=pattern(100, 152, "B" * 6 + "D" * 7, _lit(1))),
        one("6 flashes a second on 15 %", "legal", flashes, edits=pattern(100, 148, "BBDD", _lit(0.15))),
        one("3 cuts a second for 1 s", "legal", flashes, edits=pattern(100, 124, "B" * 8 + "." * 8, _lit(1))),
        one(
            "red flashes, 4 a second",
            "little",
            red,
            (120, 162),
            also=flashes,
            exact=False,
            edits=pattern(120, 162, "RRRGGG", {"R": _RED, "G": _GREY}),
        ),
        one(
            "red flashes, 10 a second",
            "much",
            red,
            (90, 140),
            also=flashes,
            exact=False,
            edits=pattern(90, 140, "RGRGG", {"R": _RED, "G": _GREY}),
        ),
        one(
            "red flashes, 2 a second",
            "legal",
            red,
            also=("flashes",),
            edits=pattern(100, 152, "R" * 6 + "G" * 7, {"R": _RED, "G": _GREY}),
        ),
    )


def _dim(planes: scene.Planes) -> None:
    """An evening: little light, but a picture."""
    for plane, still in zip(planes, (16, 128, 128), strict=True):
        plane[:] = still + (plane.astype("i2") - still) // 6


def _areas(online: bool) -> tuple[Fault, ...]:
    """What lies somewhere in the picture."""

    def one(*words: Any, **changes: Any) -> Fault:
        return _drawn(*words, online=online, **changes)

    gamut = tuple(
        one(f"impossible colour on {share} %", degree, ("gamut",), *where, edits=at(100, 140, patch(part, *_ILLEGAL)))
        for share, part, degree, where in (
            ("1.5", 0.015, "little", ((100, 140),)),
            ("8", 0.08, "much", ((100, 140),)),
            ("0.5", 0.005, "legal", ()),
        )
    )
    levels = tuple(
        one(name, degree, ("video-levels",), *where, also=("gamut",), edits=at(100, 140, patch(part, level, 128, 128)))
        for name, part, level, degree, where in (
            ("luma 250 on 2 %", 0.02, 250, "little", ((100, 140),)),
            ("luma 254 on 20 %", 0.2, 254, "much", ((100, 140),)),
            ("luma 2 on 3 %", 0.03, 2, "little", ((100, 140),)),
            ("luma 235 on 20 %", 0.2, 235, "legal", ()),
        )
    )
    still = (
        one("borders of 6 % above and below", "little", ("letterbox",), edits={-1: (scene.borders(0.06),)}),
        one("borders of 12 % above and below", "much", ("letterbox",), edits={-1: (scene.borders(0.12),)}),
        one("borders of 25 % at the sides", "much", ("letterbox",), edits={-1: (scene.borders(0.25, True),)}),
        one("borders of 2 %", "legal", ("letterbox",), edits={-1: (scene.borders(0.02),)}),
        one("one dead pixel, 2×2", "little", ("dead-pixels",), edits={-1: (scene.stuck(2, 235),)}),
        one("a stuck block, 16×16", "much", ("dead-pixels",), edits={-1: (scene.stuck(16, 18),)}),
    )
    return (*(() if online else (*gamut, *levels)), *still)


def _fields() -> tuple[Fault, ...]:
    """What only interlaced pictures have."""
    return (
        _drawn("fields swapped", "much", ("field-order",), swapped=True),
        Fault(
            name="field flag wrong, picture right",
            items=("field-order",),
            degree="much",
            part="both",
            # half of a sound that was levelled as a whole is a little louder
            also=("scan", "agreement", "picture-format", "loudness"),
            frames=2 * CHUNK,
            make=_same_flag_other_order,
        ),
        Fault(
            name="fields blended (25 moments a second)",
            items=("field-order",),
            degree="legal",
            part="picture",
            frames=2 * CHUNK,
            make=_scaled_with_its_fields,
        ),
    )
