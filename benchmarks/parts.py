"""Process a lesson one step after the other, and say what each part of the work costs in processor seconds.

A program of its own, started by `benchmarks.speed`: `python -m benchmarks.parts LESSON_FOLDER [--branded]`. It writes
JSON.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.cost import processor_s
from lessontool import running
from lessontool.model import RenderChunk, Step
from lessontool.running import examining

PARTS: Final = {
    "DrawGraphic": "graphics, drawn",
    "TakeSound": "sound: taken and levelled",
    "LevelSound": "sound: taken and levelled",
    "EncodeSound": "sound: AAC",
    "WrapProgramme": "wrapping",
    "TakeStill": "poster, texts",
    "DrawPoster": "poster, texts",
    "DrawStoryboard": "poster, texts",
    "PlayMelody": "sound",
    "WriteText": "poster, texts",
    "Package": "proof and checksums",
}
EXAMINE: Final = "examining the recording"
REST: Final = "start, planning, bookkeeping"

_costs: defaultdict[str, float] = defaultdict(float)


def part_of(step: Step) -> str:
    """Name the part of the work that a step belongs to."""
    if isinstance(step, RenderChunk):
        return "pictures of the lesson" if step.segment == "lesson" else "pictures of the cards"
    return PARTS.get(type(step).__name__, type(step).__name__)


def counted(work: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
    """Do the same and note what it cost."""

    def do(*words: Any, **wishes: Any) -> Any:
        before = processor_s()
        try:
            return work(*words, **wishes)
        finally:
            _costs[name(*words)] += processor_s() - before

    return do


def main() -> None:
    """Process, and write what it cost: parts in CPU seconds, and where each output lies."""
    # one step at a time, so that what is spent meanwhile is the step's
    steps = vars(running)
    steps["do"] = counted(steps["do"], lambda step, *_: part_of(step))
    vars(examining)["examine"] = counted(examining.examine, lambda *_: EXAMINE)
    from lessontool.door import process_lesson

    done = process_lesson(
        Path(sys.argv[1]), created="2021-10-04T10:00:00Z", captions=None, branded="--branded" in sys.argv, jobs=1
    )
    assert done.passed
    _costs[REST] = processor_s() - sum(_costs.values())
    files = {name: str(path) for name, path in done.done.files.items()}
    json.dump({"costs": _costs, "files": files}, sys.stdout)


if __name__ == "__main__":
    main()
