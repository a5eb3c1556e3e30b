"""Typst, which sets pages as PDF or pictures, in a child process: bounded, without network and with our font only.

A page is a folder: `main.typ`, which is ours, and what it reads. Words of strangers belong into a data file that it
reads (`json("data.json")`), never into `main.typ`: then nothing that they write can be taken for a command.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

_LIMITS: Final = Limits(wall_s=120, memory_bytes=4 << 30, output_bytes=0)
_LARGEST_OUTPUT_BYTES: Final = 64 << 20

_CHILD: Final = """
import sys, typst
folder, fonts, moment, ppi = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
where = dict(
    root=folder, font_paths=[fonts], ignore_system_fonts=True, timestamp=moment,
    package_path=folder + "/none", package_cache_path=folder + "/none",
)
if ppi:
    pages = typst.compile(folder + "/main.typ", format="png", ppi=ppi, **where)
    for page in [pages] if isinstance(pages, bytes) else pages:
        sys.stdout.buffer.write(len(page).to_bytes(8, "big") + page)
else:
    sys.stdout.buffer.write(typst.compile(folder + "/main.typ", format="pdf", pdf_standards=["ua-1"], **where))
"""


def pdf(folder: Path, *, fonts: Path, moment_s: int = 0, cancel: Cancel | None = None) -> bytes:
    """Set the page in a folder as a PDF that screen readers can read aloud (PDF/UA-1), with the fonts of one folder.

    The same folder and moment (seconds since 1970, UTC) give the same bytes. Raises ToolError when Typst is missing,
    cannot set the page, or needs more than 120 s or 4 GiB; Interrupted when `cancel` is thrown.
    """
    made = _compiled(folder, fonts, moment_s=moment_s, ppi=0, cancel=cancel)
    if not made.startswith(b"%PDF-"):
        raise ToolError("tool-failed", program="Typst", detail="no PDF")
    return made


def pngs(folder: Path, *, fonts: Path, ppi: int = 72, cancel: Cancel | None = None) -> tuple[bytes, ...]:
    """Set the page in a folder as pictures (PNG), one for each page; with 72 pixels an inch 1pt is a pixel.

    The same folder gives the same bytes. Raises as `pdf` does.
    """
    made = _compiled(folder, fonts, moment_s=0, ppi=ppi, cancel=cancel)
    pages: list[bytes] = []
    while made:
        size, made = int.from_bytes(made[:8], "big"), made[8:]
        page, made = made[:size], made[size:]
        if not page.startswith(b"\x89PNG") or len(page) < size:
            raise ToolError("tool-failed", program="Typst", detail="no PNG")
        pages.append(page)
    return tuple(pages)


def _compiled(folder: Path, fonts: Path, *, moment_s: int, ppi: int, cancel: Cancel | None) -> bytes:
    words = [str(folder.resolve()), str(fonts.resolve()), str(moment_s), str(ppi)]
    command = [sys.executable, "-I", "-c", _CHILD, *words]
    finished = process.run(command, limits=_LIMITS, cancel=cancel, stdout_limit_bytes=_LARGEST_OUTPUT_BYTES)
    process.check(command, finished)
    return finished.stdout
