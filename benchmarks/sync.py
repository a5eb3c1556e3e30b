"""How far sound and picture are apart at the start, in the middle and at the end of a long lesson: at most 20 ms.

The recording has flashes and beeps at the same moments, a third of its pictures missing at random, B-frames and a clock
that starts late (`tests/test_whole.py` makes it). It is processed for the smallest online rung, 25 pictures a second: a
flash is seen at most half a picture away from its time.
Run: `python -m benchmarks.sync [--minutes 60]`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.memory import smallest
from lessontool.door import process_lesson
from tests.test_whole import FLASH_EVERY_S, LESSON, flashing, light, onsets, programme, sound


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    minutes = parser.parse_args().minutes
    folder = Path(tempfile.mkdtemp(prefix="lessontool-sync-"))
    try:
        flashing(folder / "máy quay 1.ts", minutes * 60)
        (folder / "lesson.yaml").write_text(LESSON, encoding="utf-8")
        done = process_lesson(
            folder,
            created="2021-10-04T01:00:00Z",
            destinations=["online"],
            preset_folder=smallest(folder),
            captions=None,
            branded=False,
        )
        path = programme(done, "online")
        seen, heard = onsets(light(path, fields=False), 25), onsets(sound(path), 1000)
        assert len(seen) == len(heard) == minutes * 60 // FLASH_EVERY_S, (len(seen), len(heard))
        apart = (np.array(heard) - np.array(seen)) * 1000
        for name, part in zip(("start", "middle", "end"), np.array_split(apart, 3), strict=True):
            print(
                f"{name:<7} sound after picture {part.min():+6.1f} … {part.max():+6.1f} ms, mean {part.mean():+5.1f} ms"
            )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
