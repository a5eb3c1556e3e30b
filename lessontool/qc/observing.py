"""Measuring one file in three ways at once: what it says of itself, its pictures, its sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

from lessontool.model import DeliverySpec, Expected, ItemName, Observed, Outcome, QCLimits
from lessontool.qc.file import FileLook, look_at_file, readable
from lessontool.qc.lip_sync import MouthWatcher, lip_sync
from lessontool.qc.picture import Looked, look_at_picture
from lessontool.qc.picture.damage import damaged
from lessontool.qc.sound import Heard, listen
from lessontool.qc.subject import Subject, opened
from lessontool.tools.process import Cancel

_PICTURE: Final[tuple[ItemName, ...]] = (
    "video-levels",
    "gamut",
    "black",
    "freeze",
    "flashes",
    "red-flashes",
    "field-order",
    "letterbox",
    "dead-pixels",
    "lip-sync",
)
"""What is known only when pictures are decoded."""

_SHARES: Final = {"file": 0.1, "picture": 0.75, "sound": 0.15}


def observe(
    path: Path,
    spec: DeliverySpec,
    expected: Expected,
    limits: QCLimits,
    *,
    cancel: Cancel,
    progress: Callable[[float], None] = lambda _: None,
) -> Observed:
    """Measure everything in one file that its destination or a station could ask for; nobody judges here.

    Pictures and sound are each decoded once, side by side. `progress` hears shares of 1. Raises InputError for what is
    no film or cannot be opened at all, ToolError when a program fails, Interrupted when `cancel` is thrown.
    """
    subject = opened(path, spec, expected, limits, cancel=cancel)
    seen, heard, mouth, look = _measured(subject, cancel, _Shares(progress))
    outcomes = [*look.outcomes, *seen.outcomes, *heard.outcomes]
    if subject.unseen:
        outcomes += [Outcome(item=item, unmeasured="qc-sound-only") for item in _PICTURE]
        outcomes.append(readable((), heard.errors, 0, subject))
    elif expected.pictures_judged_in:
        outcomes += [Outcome(item=item, unmeasured="qc-seen-elsewhere") for item in _PICTURE]
    else:
        outcomes.append(lip_sync(mouth, heard, limits))
        places = damaged(subject, subject.video, cancel=cancel) if seen.errors and subject.video else ()
        outcomes.append(readable(seen.errors, heard.errors, seen.frames, subject, places))
    return Observed(
        file=path.name,
        size_bytes=subject.media.size_bytes,
        spec=spec.name,
        frames=subject.frames,
        facts=look.facts,
        outcomes=_in_order(outcomes),
        loudness=heard.curve,
        integrated_lufs=heard.integrated_lufs,
        range_lu=heard.range_lu,
        true_peak_dbtp=heard.true_peak_dbtp,
        pictures=seen.pictures,
    )


def _measured(subject: Subject, cancel: Cancel, shares: _Shares) -> tuple[Looked, Heard, MouthWatcher, FileLook]:
    """Look and listen side by side; the first that fails stops the other."""
    mouth = MouthWatcher(subject)

    def look() -> Looked:
        if subject.unseen or subject.expected.pictures_judged_in or subject.video is None:
            return Looked()
        return look_at_picture(subject, extra=(mouth,), cancel=cancel, progress=shares.of("picture"))

    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="qc") as pool:
        pictures = pool.submit(look)
        try:
            heard = listen(subject, cancel=cancel, progress=shares.of("sound"))
            file = look_at_file(subject, cancel=cancel, progress=shares.of("file"))
            return pictures.result(), heard, mouth, file
        except BaseException:
            cancel.throw()
            raise


def _in_order(outcomes: list[Outcome]) -> tuple[Outcome, ...]:
    """Bring outcomes into the order in which people read them."""
    order = {name: number for number, name in enumerate(get_args(ItemName))}
    return tuple(sorted(outcomes, key=lambda outcome: order[outcome.item]))


@dataclass(slots=True)
class _Shares:
    """Adds up how far the three are."""

    progress: Callable[[float], None]
    done: dict[str, float] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def of(self, part: str) -> Callable[[float], None]:
        def tell(share: float) -> None:
            with self.guard:
                self.done[part] = share
                total = sum(_SHARES[name] * each for name, each in self.done.items())
            self.progress(min(1.0, total))

        return tell
