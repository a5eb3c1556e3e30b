"""Databases for the catalogue's tests: files, and a real PostgreSQL server that lives as long as its test."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_USER = "postgres"
"""initdb refuses to work for root."""


def programs() -> Path:
    """Where PostgreSQL's own programs are; without them fail in CI and skip elsewhere."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found and shutil.which("runuser"):
        return found[-1].parent
    if os.environ.get("CI") == "true":
        pytest.fail("postgresql is missing: .ci/judges.sh")
    pytest.skip("postgresql is missing: .ci/judges.sh")


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Path]:
    """Start a PostgreSQL server that listens on a socket in a folder, and stop it afterwards."""
    tools = programs()
    data = folder / "data"
    folder.mkdir(parents=True)
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", _USER, "--"]
        shutil.chown(folder, _USER)
    _run([*as_user, str(tools / "initdb"), "-D", str(data), "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"])
    ask = [*as_user, str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    _run([*ask, "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start"])
    try:
        yield folder
    finally:
        _run([*ask, "-m", "immediate", "stop"])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", timeout=120)
    assert done.returncode == 0, done.stdout


def new_database(socket: Path, name: str, *, encoding: str = "UTF8") -> str:
    """Make an empty database on a server; gives its address."""
    import psycopg

    with psycopg.connect(host=str(socket), user=_user(), dbname="postgres", autocommit=True) as connection:
        locale = "LC_COLLATE 'C' LC_CTYPE 'C'" if encoding != "UTF8" else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' {locale}".encode())
    return f"postgresql://{_user()}@/{name}?host={socket}"


def _user() -> str:
    if os.geteuid() == 0:
        return _USER
    import getpass

    return getpass.getuser()


def run_sql(address: str, *statements: str) -> None:
    """Change a database as its owner, past lessontool."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextlib.contextmanager
def locked(address: str) -> Iterator[None]:
    """Hold the catalogue's lock, as another lessontool does while it writes."""
    import psycopg

    from lessontool.catalogue.opening import LOCK

    with psycopg.connect(address) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
