"""Faults that are heard."""

from __future__ import annotations

from typing import Any

from lessontool.model import ItemName
from tests.faults import voice
from tests.faults.copies import Workshop
from tests.faults.declared import Degree, Fault
from tests.faults.voice import Change


def _heard(
    name: str,
    degree: Degree,
    items: tuple[ItemName, ...],
    *where: tuple[int, int],
    change: Change,
    also: tuple[ItemName, ...] = (),
    level: float | None = -23.0,
    frames: int = 240,
    exact: bool = True,
    note: str = "",
) -> Fault:
    """A fault in the clean sound, brought to the station's loudness afterwards unless the level is the fault."""

    def make(shop: Workshop, path: Any) -> Any:
        sound = change(shop.spoken if frames == 240 else voice.levelled(voice.clean(frames)))
        return shop.carried(
            path, sound if level is None else voice.levelled(sound, level), sound_tracks=8 if frames == 240 else 2
        )

    return Fault(
        name=name,
        items=items,
        degree=degree,
        part="sound",
        where=where,
        also=also,
        frames=frames,
        make=make,
        exact=exact,
        note=note,
    )


def all_of_them() -> tuple[Fault, ...]:
    """Every declared fault of the decoded sound."""
    return (*_levels(), *_moments(), *_sides(), *_rooms(), *_lips())


def _levels() -> tuple[Fault, ...]:
    loud: tuple[ItemName, ...] = ("loudness",)
    peak: tuple[ItemName, ...] = ("true-peak",)
    beside: tuple[ItemName, ...] = ("clicks", "clipping")
    return (
        _heard("−24.2 LUFS", "little", loud, change=_same, level=-24.2),
        _heard("−21.8 LUFS", "little", loud, change=_same, level=-21.8),
        _heard("−30 LUFS", "much", loud, change=_same, level=-30.0),
        _heard("−22.9 LUFS", "legal", loud, change=_same, level=-22.9),
        _heard("peak of −0.5 dBTP", "little", peak, (120, 121), also=beside, change=voice.peak(120, -0.5), level=None),
        _heard("peak of +1 dBTP", "much", peak, (120, 121), also=beside, change=voice.peak(120, 1.0), level=None),
        _heard("peak of −1.5 dBTP", "legal", peak, also=beside, change=voice.peak(120, -1.5), level=None),
        _heard(
            "loudness range of 20 LU",
            "little",
            ("loudness-range",),
            change=voice.uneven(21, 130),
            also=("short-term", "true-peak"),
            frames=1600,
        ),
        _heard(
            "loudness range of 25 LU",
            "much",
            ("loudness-range",),
            change=voice.uneven(26, 130),
            also=("short-term", "true-peak"),
            frames=1600,
        ),
        _heard(
            "a passage 10 LU above the rest",
            "little",
            ("short-term",),
            (400, 500),
            change=voice.raised(400, 100, 17),
            also=("loudness-range", "true-peak"),
            frames=1600,
            exact=False,
        ),
    )


def _moments() -> tuple[Fault, ...]:
    clip: tuple[ItemName, ...] = ("clipping",)
    hole: tuple[ItemName, ...] = ("dropout",)
    also: tuple[ItemName, ...] = ("true-peak",)
    return (
        _heard("clipped for 0.1 s", "little", clip, (120, 123), also=also, change=voice.clipped(120, 0.1)),
        _heard("clipped for 1 s", "much", clip, (161, 186), also=(*also, "short-term"), change=voice.clipped(161, 1)),
        _heard("a hole of 6 ms", "little", hole, (_LOUD, _LOUD + 1), change=voice.hole(_LOUD, 6)),
        _heard("a hole of 80 ms", "much", hole, (_LOUD, _LOUD + 2), change=voice.hole(_LOUD, 80)),
        _heard("a hole of 1 ms", "legal", hole, change=voice.hole(_LOUD, 1), also=("clicks",)),
        _heard("one click", "little", ("clicks",), (80, 81), change=voice.clicks(80)),
        _heard("ten clicks", "much", ("clicks",), *((f, f + 1) for f in _TEN), change=voice.clicks(*_TEN)),
        _heard("silence for 6 s", "little", ("silence",), (40, 190), change=voice.silent(40, 150)),
        _heard(
            "nothing at all for 6 s", "much", ("silence",), (40, 190), also=hole, change=voice.silent(40, 150, -200)
        ),
        _heard("silence for 3 s", "legal", ("silence",), change=voice.silent(40, 75)),
    )


_LOUD = 95
"""A frame in which somebody speaks."""
_TEN = tuple(range(60, 210, 15))


def _sides() -> tuple[Fault, ...]:
    phase: tuple[ItemName, ...] = ("phase",)
    side: tuple[ItemName, ...] = ("one-sided",)
    return (
        _heard("right turned against left", "much", phase, change=voice.opposed(0, 240)),
        _heard(
            "right turned against left for 1.5 s",
            "little",
            phase,
            (100, 138),
            change=voice.opposed(100, 38, 0.8),
            exact=False,
        ),
        _heard("left on both sides", "much", ("dual-mono",), change=voice.both_the_same, note="qc-dual-mono"),
        _heard("nothing on the right", "much", side, change=voice.one_sided(-300), also=phase),
        _heard("only noise on the right", "little", side, change=voice.one_sided(-66), also=phase),
        Fault(
            name="the voice on track 1, silence on track 2",
            items=side,
            degree="much",
            part="sound",
            also=("loudness", "phase"),
            make=lambda shop, path: shop.carried(path, shop.spoken, swaps=_MIXED_UP),
        ),
    )


_MIXED_UP: dict[str, str] = {"[a2]": "[a3]", "[a3]": "[a2]"}


def _rooms() -> tuple[Fault, ...]:
    hum: tuple[ItemName, ...] = ("hum",)
    return (
        _heard("hum of −52 dBFS", "little", hum, change=voice.hum(-52)),
        _heard("hum of −36 dBFS", "much", hum, change=voice.hum(-36)),
    )


def _lips() -> tuple[Fault, ...]:
    """Sound beside the lips of the teacher who says it."""

    def one(name: str, degree: Degree, milliseconds: float) -> Fault:
        return Fault(
            name=name,
            items=("lip-sync",),
            degree=degree,
            part="both",
            also=("dropout", "clicks"),
            make=lambda shop, path: shop.tv(path, sound=voice.shifted(milliseconds)(shop.spoken)),
        )

    return (
        one("sound 60 ms early", "little", -60),
        one("sound 100 ms late", "little", 100),
        one("sound 200 ms early", "much", -200),
        one("sound 200 ms late", "much", 200),
        one("sound 20 ms early", "legal", -20),
        one("sound 20 ms late", "legal", 20),
    )


def _same(sound: voice.Sound) -> voice.Sound:
    return sound
