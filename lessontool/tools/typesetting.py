"""Typst, which sets pages as PDF, in a child process of its own: bounded, without network and with our font only.

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
_LARGEST_PDF_BYTES: Final = 64 << 20

_CHILD: Final = """
import sys, typst
folder, fonts, moment = sys.argv[1], sys.argv[2], int(sys.argv[3])
pdf = typst.compile(
    folder + "/main.typ", root=folder, font_paths=[fonts], ignore_system_fonts=True, format="pdf",
    pdf_standards=["ua-1"], timestamp=moment, package_path=folder + "/none", package_cache_path=folder + "/none",
)
sys.stdout.buffer.write(pdf)
"""


def pdf(folder: Path, *, fonts: Path, moment_s: int = 0, cancel: Cancel | None = None) -> bytes:
    """Set the page in a folder as a PDF that screen readers can read aloud (PDF/UA-1), with the fonts of one folder.

    The same folder and moment (seconds since 1970, UTC) give the same bytes. Raises ToolError when Typst is missing,
    cannot set the page, or needs more than 120 s or 4 GiB; Interrupted when `cancel` is thrown.
    """
    command = [sys.executable, "-I", "-c", _CHILD, str(folder.resolve()), str(fonts.resolve()), str(moment_s)]
    finished = process.run(command, limits=_LIMITS, cancel=cancel, stdout_limit_bytes=_LARGEST_PDF_BYTES)
    process.check(command, finished)
    if not finished.stdout.startswith(b"%PDF-"):
        raise ToolError("tool-failed", program="Typst", detail="no PDF")
    return finished.stdout
