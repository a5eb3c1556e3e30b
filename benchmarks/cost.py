"""What work costs: seconds of the processor, by ourselves and by every program that we started, and of the clock."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and of the clock."""

    user_s: float
    wall_s: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.user_s + other.user_s, self.wall_s + other.wall_s)

    def __mul__(self, times: float) -> Cost:
        return Cost(self.user_s * times, self.wall_s * times)


FREE = Cost(0, 0)


def measured(work: Callable[[], object]) -> Cost:
    """Do some work and say what it and the programs that it started cost."""
    before, start = processor_s(), time.monotonic()
    work()
    return Cost(processor_s() - before, time.monotonic() - start)


def processor_s() -> float:
    """Processor seconds so far, ours and those of programs that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
