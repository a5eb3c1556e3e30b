"""Where a catalogue lies and how it is opened: a file (SQLite) or a server (PostgreSQL), and what can go wrong there.

A password in an address is used and never told: no message, log or error has it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from lessontool.catalogue.schema import TABLES, VERSION, about
from lessontool.errors import EngineError, InputError

PATIENCE_S: Final = 20.0
"""How long a catalogue that somebody else is writing to is waited for."""

_CONNECT_S: Final = 4
"""A name may have two addresses (IPv4 and IPv6), and each is tried so long: an answer comes within 10 s."""

_MOST_DETAIL: Final = 280
"""What an engineer is told at once; longer texts would go to a file."""

LOCK: Final = 0x1E550
"""One writer at a time: the number of our advisory lock in PostgreSQL (any, but always the same)."""

_ADDRESS: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.]*://")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalogue is: a file, or a server's address."""

    file: Path | None
    url: URL

    @property
    def shown(self) -> str:
        """How it is told to people: never with a password."""
        if self.file is not None:
            return str(self.file)
        bare = URL.create("postgresql", self.url.username, None, self.url.host, self.url.port, self.url.database)
        return bare.render_as_string(hide_password=True)


def default_file() -> Path:
    """Say where a user's own catalogue is: below XDG_DATA_HOME, else below `~/.local/share`."""
    said = os.environ.get("XDG_DATA_HOME", "")
    data = Path(said) if said and Path(said).is_absolute() else Path.home() / ".local" / "share"
    return data / "lessontool" / "library.sqlite"


def place_of(said: str | Path | None) -> Place:
    """Understand a path, `sqlite:///…` or `postgresql://…`; None: the user's own catalogue.

    Raises InputError: catalogue-address for another kind of address, catalogue-is-folder.
    """
    if said is None or not str(said):
        return _file(default_file())
    if isinstance(said, Path) or not _ADDRESS.match(said):
        return _file(Path(said).expanduser())
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        # the error repeats the address, with its password
        raise InputError("catalogue-address", kind=said.partition("://")[0]) from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return _file(Path(url.database))
    if kind in ("postgresql", "postgres"):
        return Place(None, url.set(drivername="postgresql+psycopg"))
    raise InputError("catalogue-address", kind=kind)


def _file(path: Path) -> Place:
    path = path.absolute()
    if path.is_dir():
        raise InputError("catalogue-is-folder", place=str(path))
    return Place(path, URL.create("sqlite", database=str(path)))


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────


def reading(place: Place, patience_s: float) -> contextlib.AbstractContextManager[Connection]:
    """Open a catalogue to read in it, all of it as it was at one moment.

    Raises InputError catalogue-missing where there is none yet, EngineError as `told` says.
    """
    return _connected(place, patience_s, writing=False)


def writing(place: Place, patience_s: float) -> contextlib.AbstractContextManager[Connection]:
    """Open a catalogue to change it, whole or not at all; it is made where there is none yet.

    Raises EngineError as `told` says.
    """
    return _connected(place, patience_s, writing=True)


@contextlib.contextmanager
def _connected(place: Place, patience_s: float, *, writing: bool) -> Iterator[Connection]:
    with told(place):
        engine = _engine(place, patience_s, writing=writing)
        with engine.connect() as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                _begin_on_server(connection, patience_s, writing=writing)
            _prepare(connection, place, writing=writing)
            yield connection


def _begin_on_server(connection: Connection, patience_s: float, *, writing: bool) -> None:
    if not writing:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        return
    connection.execute(text("SELECT set_config('lock_timeout', :ms, true)"), {"ms": f"{round(patience_s * 1000)}ms"})
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _engine(place: Place, patience_s: float, *, writing: bool) -> Engine:
    if place.file is None:
        try:
            return create_engine(place.url, poolclass=NullPool, connect_args={"connect_timeout": _CONNECT_S})
        except ImportError as error:
            raise EngineError("catalogue-no-driver", detail=str(error)) from error
    if writing:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc"
    else:
        if not place.file.exists():
            raise InputError("catalogue-missing", place=place.shown)
        # what a killed writer left is put right by the next who may write, also by one who only reads
        mode = "rw" if os.access(place.file, os.W_OK) and os.access(place.file.parent, os.W_OK) else "ro"
    return _sqlite(place.file, mode, patience_s, writing=writing)


def _sqlite(file: Path, mode: str, patience_s: float, *, writing: bool) -> Engine:
    def connect() -> Any:
        import sqlite3

        # our own BEGIN below says when a transaction begins: Python's sqlite3 begins one only before the first change
        connection = sqlite3.connect(f"{file.as_uri()}?mode={mode}", uri=True, timeout=patience_s, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _prepare(connection: Connection, place: Place, *, writing: bool) -> None:
    """See that the tables are ours and of our version, and make those that are missing."""
    there = set(inspect(connection).get_table_names())
    if about.name in there:
        version = connection.execute(select(about.c.version)).scalar()
        if version is None or version > VERSION:
            raise EngineError("catalogue-newer-tables", place=place.shown, version=version, known=VERSION)
    elif there & set(TABLES.tables) or (there and place.file is not None):
        raise EngineError("catalogue-foreign", place=place.shown)
    elif not writing:
        raise InputError("catalogue-missing", place=place.shown)
    else:
        _require_unicode(connection, place)
    if writing and not set(TABLES.tables) <= there:
        TABLES.create_all(connection)
        if about.name not in there:
            connection.execute(about.insert().values(version=VERSION))


def _require_unicode(connection: Connection, place: Place) -> None:
    if connection.dialect.name == "postgresql":
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise EngineError("catalogue-encoding", place=place.shown, encoding=encoding)


# ── what went wrong ───────────────────────────────────────────────────────────────────────────────────────────────

_SAID: Final = (
    ("locked", "catalogue-locked"),
    ("not a database", "catalogue-foreign"),
    ("malformed", "catalogue-damaged"),
    ("is full", "catalogue-full"),
    ("readonly", "catalogue-read-only"),
    ("unable to open", "catalogue-unopened"),
)
"""What SQLite says (its result codes in words, sqlite.org/rescode.html), and what we say."""

_STATES: Final = {
    "55P03": "catalogue-locked",
    "40P01": "catalogue-locked",
    "53100": "catalogue-full",
    "42501": "catalogue-read-only",
    "25006": "catalogue-read-only",
}
"""SQLSTATE (PostgreSQL, appendix A) and what we say."""


@contextlib.contextmanager
def told(place: Place) -> Iterator[None]:
    """Say in our words what a database or disk complains of.

    Raises EngineError: catalogue-locked, catalogue-foreign, catalogue-damaged, catalogue-full, catalogue-read-only,
    catalogue-unopened, catalogue-unreachable (a server), catalogue-failed (all else).
    """
    try:
        yield
    except DBAPIError as error:
        raise EngineError(_code(place, error), place=place.shown, detail=_detail(place, str(error.orig))) from None
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        code = "catalogue-full" if full else "catalogue-read-only" if denied else "catalogue-unopened"
        raise EngineError(code, place=place.shown, detail=_detail(place, str(error))) from error


def _code(place: Place, error: DBAPIError) -> str:
    state = getattr(error.orig, "sqlstate", None)
    if place.file is None:
        known = _STATES.get(state or "")
        return known or ("catalogue-failed" if state and state[:2] not in ("08", "57") else "catalogue-unreachable")
    said = str(error.orig)
    return next((code for words, code in _SAID if words in said), "catalogue-failed")


def _detail(place: Place, said: str) -> str:
    """The engineer's part: neither the password nor the texts that were being written."""
    password = str(place.url.password or "")
    return " ".join((said.replace(password, "***") if password else said).split())[:_MOST_DETAIL]
