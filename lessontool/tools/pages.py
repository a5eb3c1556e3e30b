"""Web pages from templates: every word that is put into one is escaped, and none may be missing."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@functools.cache
def templates(folder: Path) -> Environment:
    """Prepare the templates of a folder; those that end in `.txt.j2` are plain text, so nothing in them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=lambda name: not (name or "").endswith(".txt.j2"),  # noqa: S701  # a leaflet is no page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@functools.cache
def asset(folder: Path, name: str) -> str:
    """Read a style sheet or script that goes into pages as it is."""
    return (folder / name).read_text(encoding="utf-8")


def fingerprint(text: str) -> str:
    """Name a script or style sheet by what it is, as Content Security Policies do: `sha256-…`."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
