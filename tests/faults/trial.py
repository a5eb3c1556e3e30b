"""A fault before the judge: made, measured, thrown away; and what the judge said of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lessontool.model import DeliverySpec, Expected, ItemName, Outcome, QCLimits
from lessontool.qc.subject import opened
from lessontool.timing import TimeSpan, seconds_of
from lessontool.tools.process import Cancel
from tests.faults import copies
from tests.faults.copies import Workshop
from tests.faults.declared import Fault, Part
from tests.station import LIMITS

NEAR_FRAMES: Final = 2
"""A fault is found at its time when both ends lie so close."""
ABOUT_FRAMES: Final = 25
"""Where the method has a window of its own (a second of flashes, a group of pictures), what is found lies so close."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What the judge said of one fault."""

    fault: Fault
    outcomes: tuple[Outcome, ...]

    @property
    def found_by(self) -> tuple[ItemName, ...]:
        """Which of the items that are asked for found something."""
        asked = (one for one in self.outcomes if one.item in self.fault.items)
        return tuple(one.item for one in asked if one.faults or (self.fault.note and self.fault.note in one.notes))

    @property
    def beside(self) -> tuple[ItemName, ...]:
        """Items that found something that is not there."""
        right = (*self.fault.items, *self.fault.also) if self.fault.degree != "legal" else self.fault.also
        return tuple(one.item for one in self.outcomes if one.faults and one.item not in right)

    @property
    def at_its_time(self) -> bool:
        """Whether every stretch of the fault was met, and nothing far from it named."""
        spans = [
            span
            for one in self.outcomes
            if one.item in self.found_by
            for finding in one.faults
            for span in finding.spans
        ]
        return all(_met(where, spans, self.fault.exact) for where in self.fault.where)

    @property
    def right(self) -> bool:
        """Whether the judge said what is true of the fault itself."""
        if self.fault.degree == "legal":
            return not self.found_by
        return bool(self.found_by) and self.at_its_time

    def told(self) -> str:
        """Everything that was found, for an engineer who wonders."""
        return "\n".join(described(self.outcomes)) or "nothing found"


def described(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Write every fault on a line: item, code, figures, where in frames."""
    for one in outcomes:
        for finding in one.faults:
            where = ", ".join(f"{float(span.start) * 25:.1f}–{float(span.end) * 25:.1f}" for span in finding.spans[:8])
            yield f"{one.item}: {finding.code} {finding.measured} ({finding.limit}) frames [{where}]"


def _met(where: tuple[int, int], spans: Sequence[TimeSpan], exact: bool) -> bool:
    first, end = (float(seconds_of(frame)) * 25 for frame in where)
    for span in spans:
        start, stop = float(span.start) * 25, float(span.end) * 25
        if exact and abs(start - first) <= NEAR_FRAMES and abs(stop - end) <= NEAR_FRAMES:
            return True
        if not exact and start < end + NEAR_FRAMES and stop > first - NEAR_FRAMES:
            return start >= first - ABOUT_FRAMES
    return False


def spec_of(fault: Fault) -> DeliverySpec:
    """The delivery that a fault's programme is judged by."""
    return copies.online() if fault.online else copies.tv()


def measured(path: Path, spec: DeliverySpec, expected: Expected, part: Part, limits: QCLimits) -> tuple[Outcome, ...]:
    """Measure one part of a programme, or all of it."""
    cancel = Cancel()
    if part == "both":
        from lessontool.qc.observing import observe

        return observe(path, spec, expected, limits, cancel=cancel).outcomes
    from lessontool.qc.file import look_at_file
    from lessontool.qc.picture import look_at_picture
    from lessontool.qc.sound import listen

    subject = opened(path, spec, expected, limits, cancel=cancel)
    if part == "file":
        return look_at_file(subject, cancel=cancel, progress=lambda _: None).outcomes
    if part == "picture":
        return look_at_picture(subject, cancel=cancel, progress=lambda _: None).outcomes
    return listen(subject, cancel=cancel, progress=lambda _: None).outcomes


def tried(fault: Fault, shop: Workshop) -> Trial:
    """Make a fault's programme, let it be judged, and throw it away."""
    path = shop.folder / f"fault{fault.suffix}"
    path.unlink(missing_ok=True)
    try:
        fault.make(shop, path)
        outcomes = measured(path, spec_of(fault), fault.expected, fault.part, LIMITS)
    finally:
        path.unlink(missing_ok=True)
    return Trial(fault=fault, outcomes=outcomes)


@contextmanager
def workshop(*, small: bool = False) -> Iterator[Workshop]:
    """A workshop in a folder that goes when the work is done."""
    folder = Path(tempfile.mkdtemp(prefix="lessontool-faults-"))
    try:
        yield Workshop(folder, small=small)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
