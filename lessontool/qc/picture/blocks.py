"""Means of blocks: a picture as 18 rows of 32 figures."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.qc.picture.seen import Plane

ACROSS: Final = 32
DOWN: Final = 18

Means = NDArray[np.float32]


def block_means(plane: Plane) -> Means:
    """Average a plane over 18 × 32 equal blocks; lines and columns that are left over are left out."""
    tall, wide = max(1, plane.shape[0] // DOWN), max(1, plane.shape[1] // ACROSS)
    part = plane[: tall * DOWN, : wide * ACROSS]
    # lines first: bytes are added in long runs, which is several times faster than block by block
    rows = np.add.reduce(part.reshape(-1, tall, part.shape[1]), axis=1, dtype=np.uint32)
    sums = rows.reshape(len(rows), -1, wide).sum(axis=2)
    return np.asarray(sums / np.float32(tall * wide), np.float32)
