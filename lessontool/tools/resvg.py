"""resvg, which draws SVG as PNG, in a child process of its own: bounded, without network and with our fonts only.

Only drawings of our own come here; a stranger's logo is looked through first (`branding.drawing.logos`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

_LIMITS: Final = Limits(wall_s=60, memory_bytes=2 << 30, output_bytes=0)
_LARGEST_PNG_BYTES: Final = 64 << 20
_FAMILY: Final = "Be Vietnam Pro"

_CHILD: Final = """
import sys, resvg_py
width, height, family, *fonts = sys.argv[1:]
sys.stdout.buffer.write(resvg_py.svg_to_bytes(
    svg_string=sys.stdin.buffer.read().decode("utf-8"), width=int(width), height=int(height),
    skip_system_fonts=True, font_files=fonts, font_family=family, serif_family=family, sans_serif_family=family,
))
"""


def png(svg: bytes, *, width_px: int, height_px: int, fonts: Path, cancel: Cancel | None = None) -> bytes:
    """Draw an SVG as a PNG of so many pixels, with the fonts of one folder (their Regular and Bold).

    The same drawing gives the same bytes. Raises ToolError when resvg is missing, cannot draw it, or needs more than
    60 s or 2 GiB; Interrupted when `cancel` is thrown.
    """
    files = [str(path) for path in sorted(fonts.glob("*-Regular.ttf")) + sorted(fonts.glob("*-Bold.ttf"))]
    command = [sys.executable, "-I", "-c", _CHILD, str(width_px), str(height_px), _FAMILY, *files]
    finished = process.run(
        command, limits=_LIMITS, stdin=_blocks(svg), cancel=cancel, stdout_limit_bytes=_LARGEST_PNG_BYTES
    )
    process.check(command, finished)
    if not finished.stdout.startswith(b"\x89PNG"):
        raise ToolError("tool-failed", program="resvg", detail="no PNG")
    return finished.stdout


def _blocks(content: bytes) -> Iterator[bytes]:
    yield content
