"""Words for a plan or log that is no table: what reads files speaks of captions and scripts, and so would mislead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lessontool.errors import InputError

_CALLED: Final = {
    "text-file-missing": "check-plan-file-missing",
    "text-file-not-regular": "check-plan-file-folder",
    "text-file-too-big": "check-plan-file-big",
    "text-not-text": "check-plan-not-table",
    "text-encoding-unsure": "check-plan-encoding-unsure",
}


@contextmanager
def as_table() -> Iterator[None]:
    """Say of a table what is wrong with it as a file. Raises InputError: check-plan-… in place of some text-…."""
    try:
        yield
    except InputError as error:
        if error.code not in _CALLED:
            raise
        raise InputError(_CALLED[error.code], detail=error.detail, **error.values) from error
