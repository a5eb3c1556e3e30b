"""The library: a catalogue of lessons, packages, reviews, choices and showings, which can always be made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue


def open_catalogue(url_or_path: str | Path | None = None) -> Catalogue:
    """Open the catalogue at a path, `sqlite:///…` or `postgresql://…`; None: the user's own.

    Raises InputError: catalogue-address, catalogue-is-folder.
    """
    # SQLAlchemy is heavy; whoever only wants to read manifests does without it
    from lessontool.catalogue.library import open_catalogue as opened

    return opened(url_or_path)
