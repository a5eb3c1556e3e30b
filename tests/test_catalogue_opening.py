"""Where the catalogue lies, and what is said when it cannot be opened, read or written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lessontool.catalogue import open_catalogue
from lessontool.catalogue.library import open_catalogue as patient
from lessontool.catalogue.opening import default_file
from lessontool.catalogue.programmes import read_programmes
from lessontool.errors import EngineError, InputError, LessonToolError
from lessontool.messages import Language, hint, say
from tests import databases
from tests.libraries import tv_package

SECRET = "s3cr%65t"  # noqa: S105  # of nobody
NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    tv_package(tmp_path / "lessons")
    tv_package(tmp_path / "lessons", number=13)
    return tmp_path / "lessons"


LANGUAGES: tuple[Language, ...] = ("vi", "en")


def refused(error: LessonToolError) -> str:
    """The code of an error, after both its sentences could be said."""
    for language in LANGUAGES:
        assert say(error.code, error.values, language)
        assert hint(error.code, error.values, language)
    return error.code


# ── where ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_users_own_catalogue_is_made_by_the_first_add(
    tmp_path: Path, lessons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_file() == tmp_path / "data" / "lessontool" / "library.sqlite"
    with pytest.raises(InputError) as error, open_catalogue(None) as catalogue:
        catalogue.entries()
    assert refused(error.value) == "catalogue-missing"
    assert not (tmp_path / "data").exists()
    open_catalogue(None).add([lessons])
    assert len(open_catalogue("").entries()) == 2
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_file() == Path.home() / ".local" / "share" / "lessontool" / "library.sqlite"


@pytest.mark.parametrize("write", ["{}", "sqlite:///{}"])
def test_a_path_and_an_address_are_the_same_place(lessons: Path, tmp_path: Path, write: str) -> None:
    file = tmp_path / "kho 100% 'bài' #1?.sqlite"
    open_catalogue(file).add([lessons])
    if write == "{}":
        assert len(open_catalogue(write.format(file)).entries()) == 2
    else:
        plain = tmp_path / "plain.sqlite"
        file.rename(plain)
        assert len(open_catalogue(write.format(plain)).entries()) == 2


@pytest.mark.parametrize(
    "address", ["mysql://u:s3cret@host/x", "sqlite://", "sqlite:///:memory:", "postgresql://u:s3cret@host:port:1/x"]
)
def test_other_addresses_are_refused_without_telling_the_password(address: str) -> None:
    with pytest.raises(InputError) as error:
        open_catalogue(address)
    assert refused(error.value) == "catalogue-address"
    assert "s3cret" not in str(error.value)


def test_a_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        open_catalogue(tmp_path)
    assert refused(error.value) == "catalogue-is-folder"


# ── files that are none of ours ───────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_no_database_is_left_as_it_is(file: Path, lessons: Path) -> None:
    file.write_bytes(b"a letter to the school " * 100)
    for act in (lambda: open_catalogue(file).entries(), lambda: open_catalogue(file).add([lessons])):
        with pytest.raises(EngineError) as error:
            act()
        assert refused(error.value) == "catalogue-foreign"
    assert file.read_bytes() == b"a letter to the school " * 100


def test_somebody_elses_database_is_left_as_it_is(file: Path, lessons: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = file.read_bytes()
    with pytest.raises(EngineError, match="catalogue-foreign"):
        open_catalogue(file).add([lessons])
    assert file.read_bytes() == before


def test_a_catalogue_of_a_newer_lessontool_is_refused(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    change(file, "UPDATE lessontool_catalogue SET version = 2")
    with pytest.raises(EngineError) as error:
        open_catalogue(file).entries()
    assert refused(error.value) == "catalogue-newer-tables"
    change(file, "DELETE FROM lessontool_catalogue")
    with pytest.raises(EngineError, match="catalogue-newer-tables"):
        open_catalogue(file).entries()


def test_a_table_that_is_missing_is_made_by_the_next_change(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    change(file, "DROP TABLE showings")
    open_catalogue(file).add([lessons])
    assert open_catalogue(file).showings() == ()


def test_a_damaged_file_is_told(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(EngineError) as error:
        open_catalogue(file).entries()
    assert refused(error.value) == "catalogue-damaged"


def change(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


# ── two at once, full, read-only, killed ──────────────────────────────────────────────────────────────────────────


def test_a_catalogue_that_stays_locked_is_told_after_waiting(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        for act in (patient(file, patience_s=0.1).entries, lambda: patient(file, patience_s=0.1).add([lessons])):
            with pytest.raises(EngineError) as error:
                act()
            assert refused(error.value) == "catalogue-locked"
    finally:
        other.close()


def test_two_that_add_at_once_wait_for_each_other(file: Path, lessons: Path) -> None:
    add_at_once(str(file), lessons)


@pytest.mark.proof
def test_two_that_add_at_once_wait_for_each_other_on_the_server(socket: Path, lessons: Path) -> None:
    add_at_once(databases.new_database(socket, "at_once"), lessons)


def add_at_once(place: str, lessons: Path) -> None:
    told: list[object] = []

    def add() -> None:
        try:
            told.append(len(open_catalogue(place).add([lessons]).new))
        except LessonToolError as error:
            told.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == ["0", "0", "0", "2"]
    assert len(open_catalogue(place).entries()) == 2


def test_a_full_disk_leaves_the_catalogue_as_it_was(file: Path, lessons: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_catalogue(file).add([lessons])
    real = sqlite3.connect

    def small(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **kwargs)
        connection.execute("PRAGMA max_page_count = 40")
        return connection

    for number in range(20, 40):
        tv_package(lessons, number=number)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", small)
        with pytest.raises(EngineError) as error:
            open_catalogue(file).add([lessons])
    assert refused(error.value) == "catalogue-full"
    assert len(open_catalogue(file).entries()) == 2


def let_everybody_in(folder: Path) -> None:
    """Let others into a folder of the tests: pytest keeps all of its folders to their owner."""
    for each in (folder, *folder.parents):
        if each.is_relative_to(tempfile.gettempdir()) and each != Path(tempfile.gettempdir()):
            each.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes somebody else, which only root may")
def test_a_catalogue_that_may_only_be_read_can_be_read(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    let_everybody_in(file.parent)
    os.seteuid(NOBODY)
    try:
        assert len(open_catalogue(file).entries()) == 2
        with pytest.raises(EngineError) as error:
            open_catalogue(file).add([lessons])
        with pytest.raises(EngineError) as no_folder:
            open_catalogue(file.parent / "new" / "library.sqlite").add([lessons])
    finally:
        os.seteuid(0)
    assert refused(error.value) == "catalogue-read-only"
    assert refused(no_folder.value) == "catalogue-read-only"


def test_a_place_where_nothing_can_be_made_is_told(lessons: Path) -> None:
    with pytest.raises(EngineError) as error:
        open_catalogue("/proc/library.sqlite").add([lessons])
    assert refused(error.value) == "catalogue-unopened"


KILLED = """
import os, signal, sys
from pathlib import Path
from lessontool.catalogue import open_catalogue
from lessontool.catalogue import adding
real = adding.finish
def die(work):
    real(work)
    work.connection.exec_driver_sql("PRAGMA cache_spill = 1")
    os.kill(os.getpid(), signal.SIGKILL)
adding.finish = die
open_catalogue(sys.argv[1]).add([Path(sys.argv[2])])
"""


@pytest.mark.proof
def test_a_killed_add_leaves_the_old_state(file: Path, lessons: Path) -> None:
    open_catalogue(file).add([lessons])
    # more than SQLite keeps in memory, so that the file itself was being changed
    for number in range(20, 40):
        tv_package(lessons, number=number, transcripts={"vi": f"{number} " + "lời giảng rất dài " * 20_000})
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file), str(lessons)], check=False)
    assert killed.returncode == -9
    assert Path(f"{file}-journal").exists()
    assert len(open_catalogue(file).entries()) == 2
    assert len(open_catalogue(file).add([lessons]).new) == 20


# ── servers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = Path("/tmp") / f"lessontool-pg-opening-{tmp_path_factory.getbasetemp().name}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with databases.server(folder) as socket:
            yield socket
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_server_that_does_not_answer_is_told_without_the_password(lessons: Path) -> None:
    catalogue = open_catalogue(f"postgres://teacher:{SECRET}@127.0.0.1:9/library?sslmode=disable")
    assert catalogue.place == "postgresql://teacher@127.0.0.1:9/library"
    with pytest.raises(EngineError) as error:
        catalogue.add([lessons])
    assert refused(error.value) == "catalogue-unreachable"
    for secret in (SECRET, "s3cret"):
        assert secret not in str(error.value)


def test_a_missing_driver_is_told_with_what_to_install(lessons: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(EngineError) as error:
        open_catalogue("postgresql://teacher@127.0.0.1:9/library").entries()
    assert refused(error.value) == "catalogue-no-driver"
    assert "lessontool[postgresql]" in hint(error.value.code, error.value.values, "vi")


@pytest.mark.proof
def test_a_server_says_what_is_wrong(socket: Path, lessons: Path) -> None:
    address = databases.new_database(socket, "ours")
    with pytest.raises(InputError, match="catalogue-missing"):
        open_catalogue(address).entries()
    with pytest.raises(EngineError, match="catalogue-unreachable"):
        open_catalogue(address.replace("/ours", "/nowhere")).entries()
    latin = databases.new_database(socket, "latin", encoding="LATIN1")
    with pytest.raises(EngineError) as error:
        open_catalogue(latin).add([lessons])
    assert refused(error.value) == "catalogue-encoding"
    databases.run_sql(address, "CREATE TABLE lessons (x int)")
    with pytest.raises(EngineError, match="catalogue-foreign"):
        open_catalogue(address).add([lessons])


@pytest.mark.proof
def test_a_server_whose_catalogue_stays_locked_is_told_after_waiting(socket: Path, lessons: Path) -> None:
    address = databases.new_database(socket, "locked")
    open_catalogue(address).add([lessons])
    with databases.locked(address), pytest.raises(EngineError, match="catalogue-locked"):
        patient(address, patience_s=0.2).add([lessons])
    with databases.locked(address):
        assert len(patient(address, patience_s=0.2).entries()) == 2


@pytest.mark.proof
def test_somebody_who_may_only_read_can_read_on_the_server(socket: Path, lessons: Path) -> None:
    address = databases.new_database(socket, "reading")
    open_catalogue(address).add([lessons])
    databases.run_sql(address, "CREATE ROLE reader LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    reader = open_catalogue(address.replace("://postgres@", "://reader@").replace("://root@", "://reader@"))
    assert len(reader.entries()) == 2
    with pytest.raises(EngineError, match="catalogue-read-only"):
        reader.forget([lessons])


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes somebody else, which only root may")
def test_a_folder_that_nobody_may_look_into_is_told_and_its_packages_stay(tmp_path: Path, lessons: Path) -> None:
    file = tmp_path / "open" / "library.sqlite"
    open_catalogue(file).add([lessons])
    let_everybody_in(tmp_path)
    for path in (file.parent, file):
        os.chown(path, NOBODY, NOBODY)
    first = sorted(lessons.iterdir())[0]
    first.chmod(0)
    os.seteuid(NOBODY)
    try:
        added = open_catalogue(file).add([lessons])
        with pytest.raises(InputError, match="catalogue-folder-closed"):
            read_programmes([lessons], "tv-xdcam-hd422")
    finally:
        os.seteuid(0)
        first.chmod(0o755)
    assert [(each.code, each.values["path"]) for each in added.findings] == [("catalogue-folder-closed", str(first))]
    assert (added.same, added.gone) == (1, ())
    assert len(open_catalogue(file).entries()) == 2
