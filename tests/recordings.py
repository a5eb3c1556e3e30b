"""Where the real recordings are: beside the checkout, never in it."""

from __future__ import annotations

from pathlib import Path

RECORDINGS = Path(__file__).resolve().parents[2] / "shared" / "recordings"
