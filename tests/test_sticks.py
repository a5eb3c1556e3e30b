"""Filling sticks: only what changed is copied, nothing else is ever touched, and whatever happens, the old works."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lessontool import records
from lessontool.delivery import stick_ledger, sticks
from lessontool.delivery.places import Place, place_of
from lessontool.delivery.stick_limits import MOST_FILE_BYTES, require_fitting
from lessontool.delivery.sticks import Refreshed, refresh
from lessontool.errors import EngineError, InputError, Interrupted, LessonToolError
from lessontool.tools.process import Cancel

LEDGER = ".lessontool-stick.json"


def fill(folder: Path, wanted: Mapping[str, Path | bytes], **more: Any) -> Refreshed:
    given: dict[str, Any] = {"owner": "stick", "last": ("index.html",), "filesystem": "fat32", "cancel": Cancel()}
    return refresh(folder, wanted, **({**given, "progress": lambda _: None} | more))


def there(folder: Path) -> dict[str, bytes]:
    """Everything on a stick but our own list."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".lessontool"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(folder: Path, wanted: Mapping[str, Path | bytes], **more: Any) -> LessonToolError:
    before = there(folder) if folder.is_dir() else {}
    with pytest.raises(LessonToolError) as caught:
        fill(folder, wanted, **more)
    assert (there(folder) if folder.is_dir() else {}) == before
    return caught.value


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(range(256)) * 20_000)
    return path


OLD: Mapping[str, bytes] = {"index.html": b"old", "lessons/a/film.1.mp4": b"film 1", "lessons/a/words.txt": b"said"}


# ── filling again ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_stick_gets_what_is_wanted_and_the_second_time_nothing_is_written(stick: Path, film: Path) -> None:
    wanted: Mapping[str, Path | bytes] = {"index.html": b"page", "lessons/a/film.mp4": film}
    told: list[float] = []
    first = fill(stick, wanted, progress=told.append)
    assert set(first.written) == set(wanted)
    assert there(stick) == {"index.html": b"page", "lessons/a/film.mp4": film.read_bytes()}
    assert told == sorted(told)
    assert told[-1] == 1.0
    before = {path: path.stat().st_mtime_ns for path in stick.rglob("*")}
    second = fill(stick, wanted)
    assert (second.written, second.removed, second.written_bytes) == ((), (), 0)
    assert set(second.kept) == set(wanted)
    assert second.total_bytes == first.total_bytes == film.stat().st_size + 4
    assert {path: path.stat().st_mtime_ns for path in stick.rglob("*")} == before


def test_only_the_difference_is_copied_and_what_is_outdated_goes(stick: Path) -> None:
    fill(stick, OLD)
    done = fill(stick, {"index.html": b"new", "lessons/a/words.txt": b"said", "lessons/b/film.2.mp4": b"film 2"})
    assert done.written == ("lessons/b/film.2.mp4", "index.html")
    assert done.kept == ("lessons/a/words.txt",)
    assert done.removed == ("lessons/a/film.1.mp4",)
    assert there(stick) == {"index.html": b"new", "lessons/a/words.txt": b"said", "lessons/b/film.2.mp4": b"film 2"}


def test_folders_that_became_empty_go_with_their_last_file(stick: Path) -> None:
    fill(stick, OLD)
    (stick / "photos").mkdir()
    fill(stick, {"index.html": b"old"})
    assert {path.name for path in stick.iterdir()} == {LEDGER, "index.html", "photos"}


def test_pages_are_replaced_when_everything_else_is_there_and_nothing_is_removed_before(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stick, OLD)
    seen: list[tuple[str, bool]] = []
    replace = Path.replace

    def watch(self: Path, target: Path) -> Path:
        if not target.name.startswith(".lessontool"):
            seen.append((target.name, (stick / "lessons/a/film.1.mp4").exists()))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watch)
    fill(stick, {"index.html": b"new", "z.txt": b"z", "a.txt": b"a"})
    assert seen == [("a.txt", True), ("z.txt", True), ("index.html", True)]
    assert not (stick / "lessons").exists()


def test_two_owners_share_a_stick_without_touching_each_other(stick: Path) -> None:
    fill(stick, OLD)
    fill(stick, {"content/databases/x.sqlite3": b"channel"}, owner="kolibri", last=())
    fill(stick, {"index.html": b"new"})
    assert there(stick) == {"index.html": b"new", "content/databases/x.sqlite3": b"channel"}
    assert refused(stick, {"index.html": b"theirs"}, owner="kolibri").code == "stick-not-ours"


def test_file_whose_checksum_is_known_is_not_read_where_the_stick_has_it(stick: Path, film: Path) -> None:
    import hashlib

    sha256 = hashlib.sha256(film.read_bytes()).hexdigest()
    fill(stick, {"film.mp4": film}, expected={"film.mp4": sha256})
    size = film.stat().st_size
    film.write_bytes(b"")
    os.truncate(film, size)
    film.chmod(0)
    assert fill(stick, {"film.mp4": film}, expected={"film.mp4": sha256}).kept == ("film.mp4",)


def test_source_that_is_not_what_its_list_says_is_never_handed_on(stick: Path, film: Path) -> None:
    fill(stick, OLD)
    with pytest.raises(InputError) as caught:
        fill(stick, {"index.html": b"new", "film.mp4": film}, expected={"film.mp4": "0" * 64})
    assert caught.value.code == "shelf-file-changed"
    assert there(stick) == OLD


# ── other people's files ──────────────────────────────────────────────────────────────────────────────────────────


def test_files_of_other_people_are_left_alone(stick: Path) -> None:
    (stick / "lessons" / "a").mkdir(parents=True)
    (stick / "lessons/a/holiday.jpg").write_bytes(b"mine")
    fill(stick, OLD)
    fill(stick, {"index.html": b"new"})
    assert there(stick) == {"index.html": b"new", "lessons/a/holiday.jpg": b"mine"}


def test_somebody_elses_file_of_the_same_name_is_refused_before_anything_is_written(stick: Path) -> None:
    (stick / "index.html").write_bytes(b"my own page")
    error = refused(stick, OLD)
    assert (error.code, error.exit_code) == ("stick-not-ours", 2)
    assert "index.html" in str(error.values["files"])
    assert not (stick / LEDGER).exists()


def test_file_that_somebody_changed_is_neither_replaced_nor_deleted(stick: Path) -> None:
    fill(stick, OLD)
    for name in ("index.html", "lessons/a/words.txt"):
        (stick / name).write_bytes(b"corrected by hand")
        os.utime(stick / name, (1e9, 1e9))
    assert refused(stick, {"index.html": b"new"}).code == "stick-not-ours"
    (stick / "index.html").write_bytes(b"old")
    done = fill(stick, {"index.html": b"new"})
    assert done.left == ("lessons/a/words.txt",)
    assert there(stick) == {"index.html": b"new", "lessons/a/words.txt": b"corrected by hand"}
    assert fill(stick, {"index.html": b"newer"}).left == ()  # nobody asks about it again


def test_same_file_that_somebody_else_put_there_is_used_but_never_removed(stick: Path) -> None:
    (stick / "song.mp3").write_bytes(b"song")
    assert fill(stick, {"song.mp3": b"song"}).kept == ("song.mp3",)
    fill(stick, {"index.html": b"page"})
    assert (stick / "song.mp3").read_bytes() == b"song"


def test_list_on_a_strangers_stick_cannot_lead_out_of_it(stick: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_bytes(b"precious")
    stolen = stick_ledger.note("x", records.checksum(victim), victim)
    written = stick_ledger.Written(
        name="../victim.txt", size_bytes=8, sha256=stolen.sha256, glance=stolen.glance, mtime_s=stolen.mtime_s
    )
    stick_ledger.write_ledger(stick, "stick", [written])
    assert refused(stick, OLD).code == "stick-ledger-broken"
    (stick / LEDGER).unlink()
    (stick / "lessons").symlink_to(tmp_path)
    assert refused(stick, {"lessons/victim.txt": b"new"}).code == "stick-not-ours"
    inside = stick_ledger.Written(name="lessons/victim.txt", size_bytes=8, sha256=stolen.sha256, glance=stolen.glance)
    stick_ledger.write_ledger(stick, "stick", [inside])
    fill(stick, {"index.html": b"page"})
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 9, "owner": "stick", "files": []}'])
def test_list_that_cannot_be_read_is_said_so_and_nothing_is_touched(stick: Path, text: str) -> None:
    (stick / LEDGER).write_text(text)
    assert refused(stick, OLD).code == "stick-ledger-broken"


def test_list_whose_replacing_was_cut_off_is_read_from_its_other_half(stick: Path) -> None:
    fill(stick, OLD)
    (stick / LEDGER).rename(stick / f"{LEDGER}.part")
    (stick / LEDGER).write_bytes(b"")
    assert fill(stick, OLD).written == ()
    fill(stick, {"index.html": b"new"})
    assert there(stick) == {"index.html": b"new"}


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_place_that_is_no_stick_is_refused(stick: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere", OLD).code == "stick-missing"
    (tmp_path / "link").symlink_to(stick)
    assert refused(tmp_path / "link", OLD).code == "stick-is-link"
    (tmp_path / "lesson.yaml").write_text("title: x\n")
    assert refused(stick, OLD).code == "stick-in-lesson"


@pytest.mark.parametrize(
    "name",
    ["a<b", "a:b", 'a"b', "a|b", "a?b", "a*b", "a\\b", "a\x01b", "a.", "a ", " a", "x/CON", "nul.txt", "COM1.mp4",
     "LPT³", "../x", "x/../y", "/x", "x//y", "./x", "", "x/", ".lessontool-stick.json", ".LESSONTOOL-x.part",
     "half\ud83d"],
)  # fmt: skip
def test_name_that_sticks_or_windows_refuse_is_refused_before_anything_is_written(stick: Path, name: str) -> None:
    assert refused(stick, {"index.html": b"page", name: b"x"}).code == "stick-name-forbidden"
    assert list(stick.iterdir()) == []


def test_names_that_are_one_to_a_stick_are_refused(stick: Path) -> None:
    assert refused(stick, {"Bai.mp4": b"1", "bai.mp4": b"2"}).code == "stick-names-alike"
    assert refused(stick, {"Đọc/x": b"1", "đọc/y": b"2"}).code == "stick-names-alike"
    assert refused(stick, {"lessons": b"1", "Lessons/x": b"2"}).code == "stick-names-alike"
    assert refused(stick, {"a\u0302.txt": b"1", "\u00e2.txt": b"2"}).code == "stick-names-alike"


def test_long_paths_are_refused(stick: Path) -> None:
    fill(stick, {"x" * 100 + "/" + "y" * 139: b"240"})
    assert refused(stick, {"x" * 100 + "/" + "y" * 140: b"241"}).code == "stick-path-long"
    assert refused(stick, {"😀" * 121: b"242 units"}).code == "stick-path-long"


def test_file_of_four_gib_goes_on_exfat_but_not_on_fat32(stick: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.mp4"
    large.touch()
    os.truncate(large, 4 << 30)
    error = refused(stick, {"large.mp4": large}, expected={"large.mp4": "0" * 64})
    assert (error.code, error.values["size_mb"]) == ("stick-file-too-big", 4295)
    require_fitting({"large.mp4": MOST_FILE_BYTES["fat32"]}, "fat32")
    require_fitting({"large.mp4": 4 << 30}, "exfat")


def test_folder_with_more_entries_than_fat32_holds_is_refused() -> None:
    files = {f"x/{number:05}.mp4": 1 for number in range(32_767)}  # two entries each
    require_fitting(files, "fat32")
    with pytest.raises(InputError) as caught:
        require_fitting({**files, "x/one-more.mp4": 1}, "fat32")
    assert (caught.value.code, caught.value.values["folder"]) == ("stick-folder-full", "x")
    require_fitting({**files, "x/one-more.mp4": 1}, "exfat")


def test_two_commands_do_not_fill_one_stick_at_once(stick: Path) -> None:
    fill(stick, OLD)
    with sticks._alone(stick):
        assert refused(stick, {"index.html": b"new"}).code == "stick-busy"


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────


def damage(path: Path, offset: int) -> None:
    """Change a byte as a failing stick does: nobody wrote, so the time stays."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_damaged_file_is_copied_again(stick: Path, film: Path) -> None:
    fill(stick, {"film.mp4": film})
    damage(stick / "film.mp4", 10)
    done = fill(stick, {"film.mp4": film})
    assert (done.written, done.repaired) == (("film.mp4",), ("film.mp4",))
    os.truncate(stick / "film.mp4", 100)
    os.utime(stick / "film.mp4", ns=(0, film.stat().st_mtime_ns))
    mtime = next(each.mtime_s for each in stick_ledger.read_ledger(stick, "stick"))
    os.utime(stick / "film.mp4", (mtime - 7 * 3600, mtime - 7 * 3600))  # seen from another time zone
    assert fill(stick, {"film.mp4": film}).repaired == ("film.mp4",)
    assert there(stick) == {"film.mp4": film.read_bytes()}


def test_damage_between_the_glances_is_found_by_reading_everything(stick: Path, film: Path) -> None:
    fill(stick, {"film.mp4": film})
    size = film.stat().st_size
    pieces = list(stick_ledger._pieces(size))
    hole = sum(pieces[1])
    assert not any(start <= hole + 20_000 < start + length for start, length in pieces)
    damage(stick / "film.mp4", hole + 20_000)
    assert fill(stick, {"film.mp4": film}).repaired == ()
    assert fill(stick, {"film.mp4": film}, verify=True).repaired == ("film.mp4",)
    assert there(stick) == {"film.mp4": film.read_bytes()}


def test_stick_that_reads_back_something_else_is_refused_and_the_old_stays(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stick, OLD)
    blocks = type(place_of(str(stick))).blocks

    def bad(self: Place, name: str) -> Iterator[bytes]:
        yield from (bytes([block[0] ^ 1]) + block[1:] for block in blocks(self, name))

    monkeypatch.setattr(type(place_of(str(stick))), "blocks", bad)
    error = refused(stick, {"index.html": b"new"})
    assert (error.code, error.exit_code) == ("stick-copy-differs", 4)


def test_copy_that_differs_once_is_made_again(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(place_of(str(stick)))
    blocks, tries = kind.blocks, []

    def once(self: Place, name: str) -> Iterator[bytes]:
        tries.append(name)
        yield from (block[: -1 if len(tries) == 1 else None] for block in blocks(self, name))

    monkeypatch.setattr(kind, "blocks", once)
    assert fill(stick, {"index.html": b"new"}).written == ("index.html",)
    assert len(tries) == 2


# ── whatever happens on the way ───────────────────────────────────────────────────────────────────────────────────

NEW: Mapping[str, bytes] = {
    "index.html": b"new",
    "lessons/b/film.2.mp4": b"film 2",
    "lessons/b/poster.jpg": b"picture",
    "lessons/a/words.txt": b"said",
}


def broken_at(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> Callable[[], int]:
    """Let the n-th writing, reading back, naming or removing on the stick fail; gives how many there were."""
    count = 0

    def counted(action: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                raise error
            return action(*given, **named)

        return run

    kind = sticks._Errand
    for name in ("_send", "_read_back", "_name", "_save"):
        monkeypatch.setattr(kind, name, counted(getattr(kind, name)))
    monkeypatch.setattr(sticks, "_sync", counted(sticks._sync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    return lambda: count


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "stick-filled"),
        (OSError(errno.EIO, "pulled"), "stick-gone"),
        (OSError(errno.EROFS, "locked"), "stick-read-only"),
        (OSError(errno.EFBIG, "too large"), "stick-file-refused"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_at_whatever_moment_it_breaks_off_old_or_new_is_whole_and_the_next_time_finishes(
    tmp_path: Path, error: BaseException, code: str
) -> None:
    moments = 0
    for number in range(1, 100):
        stick = tmp_path / f"stick-{number}"
        stick.mkdir()
        (stick / "mine.txt").write_bytes(b"mine")
        fill(stick, OLD)
        with pytest.MonkeyPatch.context() as patch:
            counted = broken_at(patch, number, error)
            try:
                fill(stick, NEW)
            except (LessonToolError, KeyboardInterrupt) as caught:
                said = caught.code if isinstance(caught, LessonToolError) else "KeyboardInterrupt"
                assert said == code
            if counted() < number:
                break
        moments += 1
        held = there(stick)
        complete = OLD if held["index.html"] == b"old" else NEW
        assert complete.items() <= held.items(), number
        fill(stick, NEW)
        assert there(stick) == {**NEW, "mine.txt": b"mine"}, number
        assert not (stick / ".lessontool-stick.part").exists()
        shutil.rmtree(stick)
    assert 20 <= moments < 99


def test_ctrl_c_stops_between_two_blocks_and_the_old_stays(stick: Path, film: Path) -> None:
    fill(stick, OLD)
    cancel = Cancel()
    with pytest.raises(Interrupted):
        fill(stick, {"index.html": b"new", "film.mp4": film}, cancel=cancel, progress=lambda _: cancel.throw())
    assert there(stick) == OLD
    done = fill(stick, {"index.html": b"new", "film.mp4": film})
    assert set(done.written) == {"film.mp4", "index.html"}


def test_file_that_somebody_puts_there_meanwhile_is_not_overwritten(stick: Path, film: Path) -> None:
    fill(stick, OLD)

    def meanwhile(_: float) -> None:
        (stick / "film.mp4").write_bytes(b"mine")

    with pytest.raises(InputError) as caught:
        fill(stick, {"index.html": b"new", "film.mp4": film}, progress=meanwhile)
    assert caught.value.code == "stick-not-ours"
    assert there(stick) == {**OLD, "film.mp4": b"mine"}


# ── real file systems ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk in memory; skips where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        said = subprocess.run(command, capture_output=True, check=False)
        if said.returncode:
            pytest.skip(f"mounting is not permitted here: {said.stderr.decode().strip()}")
        return place

    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def test_stick_that_is_too_small_is_refused_with_figures(disk: Callable[[str], Path], film: Path) -> None:
    stick = disk("size=8m")
    fill(stick, {"index.html": b"old", "1.mp4": film})
    error = refused(stick, {"index.html": b"new", "1.mp4": film, "2.mp4": film})
    assert (error.code, error.exit_code) == ("stick-full", 4)
    assert error.values["needed_mb"] == 6
    assert error.values["free_mb"] == 3


def test_many_small_files_are_counted_in_whole_clusters(disk: Callable[[str], Path]) -> None:
    stick = disk("size=1m,nr_inodes=1000")
    wanted = {f"{number}.txt": b"x" for number in range(250)}
    assert refused(stick, wanted).code == "stick-full"
    fill(stick, dict(list(wanted.items())[:200]))


def test_stick_that_somebody_else_fills_meanwhile_keeps_its_old_content(
    disk: Callable[[str], Path], film: Path
) -> None:
    stick = disk("size=12m")
    fill(stick, OLD)

    def hog(share: float) -> None:
        if share > 0.6 and not (stick / "hog").exists():
            with contextlib.suppress(OSError), (stick / "hog").open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))

    with pytest.raises(EngineError) as caught:
        fill(stick, {"index.html": b"new", "1.mp4": film, "2.mp4": film.read_bytes()[:1_000_000]}, progress=hog)
    assert caught.value.code == "stick-filled"
    (stick / "hog").unlink()
    assert OLD.items() <= there(stick).items()
    done = fill(stick, {"index.html": b"new", "1.mp4": film})
    assert "1.mp4" in done.kept  # what was copied is not copied again
    assert there(stick) == {"index.html": b"new", "1.mp4": film.read_bytes()}


def test_where_old_and_new_do_not_fit_together_the_outdated_goes_first_and_pages_lead_to_what_stays(
    disk: Callable[[str], Path], film: Path
) -> None:
    stick = disk("size=12m")
    fill(stick, {"index.html": b"1 2", "1.mp4": film, "2.mp4": film.read_bytes()[::-1]})
    wanted: Mapping[str, Path | bytes] = {"index.html": b"1 3", "1.mp4": film, "3.mp4": film.read_bytes()[1:]}
    assert refused(stick, wanted).code == "stick-full"
    asked: list[frozenset[str]] = []
    held: list[set[str]] = []

    def pages(kept: frozenset[str]) -> Mapping[str, bytes]:
        asked.append(kept)
        return {"index.html": b"1", "site/catalog.between.js": b"1"}

    def look(share: float) -> None:
        if share > 0:
            held.append({*there(stick), f"page {(stick / 'index.html').read_text()}"})

    done = fill(stick, wanted, meanwhile=pages, progress=look)
    assert asked == [frozenset({"1.mp4"})]
    assert held[0] == {"index.html", "1.mp4", "site/catalog.between.js", "page 1"}
    assert (done.written, done.kept, done.removed) == (("3.mp4", "index.html"), ("1.mp4",), ("2.mp4",))
    assert there(stick).keys() == wanted.keys()
    too_much = {"index.html": b"3", "4.mp4": film.read_bytes() * 3}
    assert refused(stick, too_much, meanwhile=pages).code == "stick-full"


def test_stick_that_is_locked_is_said_to_be_so(disk: Callable[[str], Path]) -> None:
    stick = disk("size=1m")
    fill(stick, OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
    assert refused(stick, {"index.html": b"new"}).code == "stick-read-only"
    assert fill(stick, OLD).written == ()  # nothing is to be done, so nothing is refused


def test_folder_below_a_stick_that_was_pulled_out_is_never_filled(disk: Callable[[str], Path], film: Path) -> None:
    stick = disk("size=20m")
    fill(stick, OLD)

    def pull(share: float) -> None:
        if share > 0.3:
            subprocess.run(["umount", "-l", str(stick)], capture_output=True, check=False)

    with pytest.raises(EngineError) as caught:
        fill(stick, {"index.html": b"new", "1.mp4": film, "2.mp4": film}, progress=pull)
    assert caught.value.code == "stick-gone"
    assert list(stick.iterdir()) == []


@pytest.fixture
def exfat(tmp_path: Path) -> Iterator[Path]:
    """A real exFAT stick of 32 MB; skips where the machine has no such thing."""
    tools = [shutil.which(name) for name in ("mkfs.exfat", "mount.exfat-fuse", "losetup")]
    if None in tools:
        pytest.skip("no exFAT here")
    image, place = tmp_path / "exfat.img", tmp_path / "exfat"
    image.touch()
    os.truncate(image, 32 << 20)
    place.mkdir()
    loop = ""
    try:
        subprocess.run(["mkfs.exfat", str(image)], check=True, capture_output=True)
        said = subprocess.run(["losetup", "-f", "--show", str(image)], capture_output=True, text=True, check=False)
        loop = said.stdout.strip()
        done = subprocess.run(["mount.exfat-fuse", loop or "none", str(place)], capture_output=True, check=False)
        if not loop or done.returncode or not os.path.ismount(place):
            pytest.skip("mounting is not permitted here")
        yield place
    finally:
        subprocess.run(["umount", str(place)], capture_output=True, check=False)
        if loop:
            subprocess.run(["losetup", "-d", loop], capture_output=True, check=False)


def test_real_exfat_stick_is_filled_and_filled_again(exfat: Path, film: Path) -> None:
    name = "lessons/Toan_1/Phép cộng trong phạm vi 10.mp4"
    fill(exfat, {"index.html": b"old", name: film, "lessons/x.txt": b"x"}, filesystem="exfat")
    assert fill(exfat, {"index.html": b"old", name: film, "lessons/x.txt": b"x"}, filesystem="exfat").written == ()
    done = fill(exfat, {"index.html": b"new", name: film}, filesystem="exfat", verify=True)
    assert (done.written, done.removed) == (("index.html",), ("lessons/x.txt",))
    # capitals make no difference there
    again = fill(exfat, {"INDEX.html": b"new", name.upper(): film}, filesystem="exfat", last=("INDEX.html",))
    assert (again.written, again.removed) == ((), ())
    assert len(there(exfat)) == 2
    (exfat / "Mine.txt").write_bytes(b"mine")
    assert refused(exfat, {"mine.TXT": b"ours"}, filesystem="exfat").code == "stick-not-ours"
    assert refused(exfat, {"large": film.read_bytes() * 6}, filesystem="exfat").code == "stick-full"
