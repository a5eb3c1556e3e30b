"""The tables of a Kolibri channel: content schema 5, as Kolibri 0.16 and newer read it.

A channel is one SQLite file with the tree of topics and lessons, and with the MD5 of every file that they need. The
names of tables and columns are Kolibri's; what stands in them is ours.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

SCHEMA: Final = "5"

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""What stands in each table, in the order of its columns."""

_NODE: Final = "content_contentnode"
_ID: Final = "CHAR(32) NOT NULL PRIMARY KEY"
_COUNTED: Final = "INTEGER NOT NULL PRIMARY KEY"
_TO_NODE: Final = f"CHAR(32) NOT NULL REFERENCES {_NODE} (id)"
_LANGUAGE: Final = "VARCHAR(14) REFERENCES content_language (id)"

TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "content_contenttag": {"id": _ID, "tag_name": "VARCHAR(30) NOT NULL"},
    "content_language": {
        "id": "VARCHAR(14) NOT NULL PRIMARY KEY",
        "lang_code": "VARCHAR(3) NOT NULL",
        "lang_subcode": "VARCHAR(10)",
        "lang_name": "VARCHAR(100)",
        "lang_direction": "VARCHAR(3) NOT NULL",
    },
    "content_localfile": {
        "id": "VARCHAR(32) NOT NULL PRIMARY KEY",
        "extension": "VARCHAR(40) NOT NULL",
        "available": "BOOLEAN NOT NULL",
        "file_size": "INTEGER",
    },
    _NODE: {
        "id": _ID,
        "license_name": "VARCHAR(50)",
        "license_description": "TEXT",
        "title": "VARCHAR(200) NOT NULL",
        "coach_content": "BOOLEAN NOT NULL",
        "content_id": "CHAR(32) NOT NULL",
        "channel_id": "CHAR(32) NOT NULL",
        "description": "TEXT",
        "sort_order": "FLOAT",
        "license_owner": "VARCHAR(200) NOT NULL",
        "author": "VARCHAR(200) NOT NULL",
        "kind": "VARCHAR(200) NOT NULL",
        "available": "BOOLEAN NOT NULL",
        "options": "TEXT",
        "grade_levels": "TEXT",
        "resource_types": "TEXT",
        "learning_activities": "TEXT",
        "accessibility_labels": "TEXT",
        "categories": "TEXT",
        "learner_needs": "TEXT",
        "duration": "INTEGER",
        "lft": "INTEGER NOT NULL",
        "rght": "INTEGER NOT NULL",
        "tree_id": "INTEGER NOT NULL",
        "level": "INTEGER NOT NULL",
        "lang_id": _LANGUAGE,
        "parent_id": f"CHAR(32) REFERENCES {_NODE} (id)",
    },
    "content_assessmentmetadata": {
        "id": _ID,
        "assessment_item_ids": "TEXT NOT NULL",
        "number_of_assessments": "INTEGER NOT NULL",
        "mastery_model": "TEXT NOT NULL",
        "randomize": "BOOLEAN NOT NULL",
        "is_manipulable": "BOOLEAN NOT NULL",
        "contentnode_id": _TO_NODE,
    },
    "content_channelmetadata": {
        "id": _ID,
        "name": "VARCHAR(200) NOT NULL",
        "description": "VARCHAR(400) NOT NULL",
        "tagline": "VARCHAR(150)",
        "author": "VARCHAR(400) NOT NULL",
        "version": "INTEGER NOT NULL",
        "thumbnail": "TEXT NOT NULL",
        "last_updated": "VARCHAR",
        "min_schema_version": "VARCHAR(50) NOT NULL",
        "root_id": _TO_NODE,
    },
    "content_contentnode_has_prerequisite": {
        "id": _COUNTED,
        "from_contentnode_id": _TO_NODE,
        "to_contentnode_id": _TO_NODE,
    },
    "content_contentnode_related": {
        "id": _COUNTED,
        "from_contentnode_id": _TO_NODE,
        "to_contentnode_id": _TO_NODE,
    },
    "content_contentnode_tags": {
        "id": _COUNTED,
        "contentnode_id": _TO_NODE,
        "contenttag_id": "CHAR(32) NOT NULL REFERENCES content_contenttag (id)",
    },
    "content_file": {
        "id": _ID,
        "preset": "VARCHAR(150) NOT NULL",
        "supplementary": "BOOLEAN NOT NULL",
        "thumbnail": "BOOLEAN NOT NULL",
        "priority": "INTEGER",
        "contentnode_id": _TO_NODE,
        "lang_id": _LANGUAGE,
        "local_file_id": "VARCHAR(32) NOT NULL REFERENCES content_localfile (id)",
    },
}
"""Every table with its columns, those too that stay empty: Kolibri knows a schema by all of its tables."""

_INDEXED: Final[Mapping[str, tuple[str, ...]]] = {
    "content_language": ("lang_code", "lang_subcode"),
    _NODE: ("content_id", "channel_id", "lft", "rght", "tree_id", "level", "lang_id", "parent_id"),
    "content_assessmentmetadata": ("contentnode_id",),
    "content_channelmetadata": ("root_id",),
    "content_contentnode_has_prerequisite": ("from_contentnode_id", "to_contentnode_id"),
    "content_contentnode_related": ("from_contentnode_id", "to_contentnode_id"),
    "content_contentnode_tags": ("contentnode_id", "contenttag_id"),
    "content_file": ("priority", "contentnode_id", "lang_id", "local_file_id"),
}

_MOST_BYTES: Final = 1 << 30
"""A channel of 100 000 lessons is smaller; what is larger was not made by us."""

_MOST_STEPS: Final = 500
"""Of 100 000 instructions each, for a database that somebody else may have written."""

_STORED: Final = re.compile(r"[0-9a-f]{32}")
_EXTENSION: Final = re.compile(r"[0-9a-z]{1,40}")


def write_tables(path: Path, rows: Rows) -> None:
    """Write a channel's database; the same rows give the same bytes. Raises OSError or sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        # no journal: the file lies in a folder of its own until it is whole
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "page_size = 4096", "encoding = 'UTF-8'"):
            database.execute(f"PRAGMA {pragma}")
        for table, columns in TABLES.items():
            said = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            database.execute(f"CREATE TABLE {table} ({said})")
        for table, columns in TABLES.items():
            places = ", ".join("?" * len(columns))
            database.executemany(f"INSERT INTO {table} VALUES ({places})", rows.get(table, ()))  # noqa: S608  # ours
        for table, names in _INDEXED.items():
            for name in names:
                database.execute(f"CREATE INDEX ix_{table}_{name} ON {table} ({name})")
        database.commit()
        if found := database.execute("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"rows that lead nowhere: {found[:3]}")


def read_tables(path: Path) -> dict[str, list[tuple[Any, ...]]] | None:
    """Read everything that stands in a channel's database; None where it is none, or of another schema."""
    with _opened(path) as database:
        if database is None:
            return None
        try:
            return {
                table: database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
                for table, columns in TABLES.items()
            }
        except sqlite3.Error:
            return None


def used_files(path: Path) -> tuple[str, ...] | None:
    """List the names of the files that a channel uses, whoever made it; None: it cannot be read."""
    with _opened(path) as database:
        if database is None:
            return None
        try:
            found = database.execute("SELECT id, extension FROM content_localfile").fetchall()
        except sqlite3.Error:
            return None
    return tuple(
        f"{stored}.{extension}"
        for stored, extension in found
        if isinstance(stored, str)
        and isinstance(extension, str)
        and _STORED.fullmatch(stored)
        and _EXTENSION.fullmatch(extension)
    )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open a database that may come from anywhere: only to read, without its own functions, and not for ever."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        yield None
        return
    # immutable: nothing is ever written beside it, not even a lock or a journal
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        left = iter(range(_MOST_STEPS))
        database.set_progress_handler(lambda: next(left, None) is None, 100_000)
        database.execute("PRAGMA trusted_schema = OFF")
        yield database
