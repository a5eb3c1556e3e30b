"""Our channels in the real Kolibri: found on the drive, imported, watched in Chromium, updated; broken ones refused."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lessontool.delivery.packs import kolibri_tree
from lessontool.delivery.packs.kolibri import DATA, build
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.presets import load_pack
from lessontool.tools.process import Cancel
from tests.shelves import CREATED, HELL, small_shelf

pytestmark = pytest.mark.proof

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".judges/kolibri"
JUDGE = ROOT / "tests/judges_node/kolibri.cjs"
SECONDS = 14
VTT = "WEBVTT - Language: vi\n\n" + "\n".join(
    f"00:00:{2 * number:02}.100 --> 00:00:{2 * number + 2:02}.000\nCâu {number}: hai con\nchim &lt;nữa&gt;.\n"
    for number in range(SECONDS // 2)
)
LATER = "2026-12-01T08:30:00Z"
_FOUND = """
import json, sys
from kolibri.utils.main import initialize
initialize()
from kolibri.core.content.utils.channels import get_channels_for_data_folder
from kolibri.core.discovery.utils.filesystem import get_kolibri_data_dir_path
print(json.dumps(get_channels_for_data_folder(get_kolibri_data_dir_path(sys.argv[1]))))
"""


@dataclass(frozen=True)
class Kolibri:
    """A Kolibri with a home of its own."""

    home: Path

    def run(self, *arguments: str | Path, program: str = "kolibri") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PLACE / "bin" / program, *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def manage(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run("manage", *arguments)

    def environment(self, **more: str) -> dict[str, str]:
        own = {
            "KOLIBRI_HOME": str(self.home),
            "KOLIBRI_LISTEN_ADDRESS": "127.0.0.1",  # else it listens to everybody
        }
        return {**os.environ, **own, **more}

    def twin(self, home: Path) -> Kolibri:
        """Another one that knows the same."""
        shutil.copytree(self.home, home)
        return Kolibri(home)

    def ask(self, question: str) -> list[dict[str, Any]]:
        with contextlib.closing(sqlite3.connect(self.home / "db.sqlite3")) as opened:
            opened.row_factory = sqlite3.Row
            return [dict(row) for row in opened.execute(question)]

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Serve until the work is done; gives the address."""
        port, other = _free_ports(2)
        server = subprocess.Popen(
            [PLACE / "bin/kolibri", "start", "--foreground", "--port", str(port)],
            env=self.environment(KOLIBRI_ZIP_CONTENT_PORT=str(other)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/public/info/", server)
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert server.poll() is None, "Kolibri did not start"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310  # this machine
            return
        time.sleep(0.5)
    pytest.fail("Kolibri does not answer")


@pytest.fixture(scope="module")
def kolibri(tmp_path_factory: pytest.TempPathFactory) -> Kolibri:
    """A Kolibri that was set up, with an administrator and no channel."""
    if not (PLACE / ".installed").is_file():
        _missing("Kolibri is not installed: .ci/kolibri.sh puts it into .judges/kolibri")
    made = Kolibri(tmp_path_factory.mktemp("kolibri") / "home")
    done = made.manage(
        *("provisiondevice", "--facility", "Trường Bản Mây", "--superusername", "admin"),
        *("--superuserpassword", "admin123", "--preset", "informal", "--language_id", "vi", "--noinput"),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return made


def _missing(said: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def worksheet(path: Path) -> None:
    """A page that a PDF viewer opens."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).rectangle((100, 100, 700, 300), fill="navy")
    picture.save(path, "PDF")


def shelved(tmp_path: Path) -> list[ShelvedLesson]:
    """A lesson with a name from hell and a worksheet, one for the ears, and one with nothing beside its picture."""
    lessons = [
        small_shelf(tmp_path, seconds=SECONDS, texts=(("vi", VTT),), title=f"{HELL} Phép trừ", school=HELL),
        small_shelf(
            tmp_path,
            heights=(),
            seconds=SECONDS,
            texts=(("vi", VTT),),
            attachments=(),
            title="Tấm Cám",
            subject="TV",
            lesson_number=7,
        ),
        small_shelf(
            tmp_path,
            heights=(180,),
            captions=(),
            attachments=(),
            poster=False,
            grade=4,
            lesson_number=1,
            title="Đo góc",
        ),
    ]
    (sheet,) = lessons[0].attachments
    worksheet(sheet.path)
    data = sheet.path.read_bytes()
    file = replace(sheet.file, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    lessons[0] = replace(lessons[0], attachments=(replace(sheet, file=file),))
    return lessons


def pack(folder: Path, lessons: Sequence[ShelvedLesson], created: str = CREATED) -> str:
    """Put a channel on a disk with the preset that is shipped; gives its id."""
    folder.mkdir(exist_ok=True)
    spec = load_pack("kolibri")
    build(lessons, spec, folder, created=created, cancel=Cancel(), progress=lambda _: None)  # type: ignore[arg-type]
    return kolibri_tree.channel_id(spec.channel).hex  # type: ignore[union-attr]


def watch(address: str, visits: Sequence[dict[str, str]], pictures: Path) -> dict[str, Any]:
    done = subprocess.run(
        ["node", JUDGE, address, json.dumps(visits), pictures],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 0, said["failed"]
    return said


def test_a_channel_is_found_imported_watched_and_updated(kolibri: Kolibri, tmp_path: Path) -> None:
    if not (shutil.which("chromium") and shutil.which("node") and (JUDGE.parent / "node_modules").is_dir()):
        _missing("Chromium, Node.js or its packages are missing: .ci/judges.sh")
    lessons, disk, device = shelved(tmp_path), tmp_path / "disk", kolibri.twin(tmp_path / "home")
    channel = pack(disk, lessons)

    found = device.run("-c", _FOUND, disk, program="python")
    (listed,) = json.loads(found.stdout.splitlines()[-1])
    assert (listed["id"], listed["version"]) == (channel, 2026112210)

    for command in (["importchannel"], ["importcontent", "--fail-on-error"]):
        done = device.manage(*command, "disk", channel, disk / DATA)
        assert done.returncode == 0, done.stderr[-2000:]
    nodes = device.ask("SELECT * FROM content_contentnode ORDER BY lft")
    assert [(each["kind"], each["title"], each["available"]) for each in nodes] == [
        ("topic", "Bài học trên truyền hình", 1),
        ("topic", "Lớp 1", 1),
        ("topic", "Toán", 1),
        ("video", f"Bài 12: {HELL} Phép trừ (tiết 1)", 1),
        ("document", f"phieu-bai-tap – Bài 12: {HELL} Phép trừ (tiết 1)", 1),
        ("topic", "Tiếng Việt", 1),
        ("audio", "Bài 7: Tấm Cám (tiết 1)", 1),
        ("topic", "Lớp 4", 1),
        ("topic", "Toán", 1),
        ("video", "Bài 1: Đo góc (tiết 1)", 1),
    ]
    places = {each["kind"]: each["id"] for each in reversed(nodes)}
    visits = [
        {"topic": nodes[2]["id"], "text": "Phép trừ"},
        {"node": nodes[3]["id"], "kind": "video", "caption": "Câu 1: hai con\nchim <nữa>."},
        {"node": places["audio"], "kind": "audio", "caption": "Câu 1"},
        {"node": places["document"], "kind": "document"},
    ]
    with device.running() as address:
        topic, video, _, document = watch(address, visits, tmp_path)["told"]
    assert f"Bài 12: {HELL} Phép trừ" in topic["text"]
    assert (video["width"], video["height"]) == (320, 180), "the larger one needs more than 3 300 kB a minute"
    assert video["length"] == pytest.approx(SECONDS, abs=0.2)
    assert document["pages"] == 1

    lessons[0] = replace(lessons[0], lesson=replace(lessons[0].lesson, title="Phép trừ (đã sửa)"))
    pack(disk, lessons, LATER)
    for command in (["importchannel"], ["importcontent", "--fail-on-error"]):
        done = device.manage(*command, "disk", channel, disk / DATA)
        assert done.returncode == 0, done.stderr[-2000:]
    (renewed,) = device.ask(f"SELECT * FROM content_contentnode WHERE id = '{nodes[3]['id']}'")  # noqa: S608  # ours
    assert (renewed["title"], renewed["available"]) == ("Bài 12: Phép trừ (đã sửa) (tiết 1)", 1)
    kept = device.ask("SELECT content_id FROM logger_contentsummarylog WHERE progress > 0 OR time_spent > 0")
    assert renewed["content_id"] in {each["content_id"] for each in kept}, "the pupil's place is lost"


def _without_video(data: Path) -> None:
    for each in (data / "content/storage").rglob("*.mp4"):
        each.unlink()


def _another_video(data: Path) -> None:
    for each in (data / "content/storage").rglob("*.mp4"):
        content = bytearray(each.read_bytes())
        content[len(content) // 2] ^= 1
        each.write_bytes(content)


def _without_files(data: Path) -> None:
    (database,) = (data / "content/databases").glob("*.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as opened:
        opened.execute("DROP TABLE content_localfile")
        opened.commit()


@pytest.fixture(scope="module")
def imported(kolibri: Kolibri, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kolibri, Path, str]:
    """A Kolibri that knows what is in a channel, and has none of its files yet."""
    folder = tmp_path_factory.mktemp("imported")
    device, disk = kolibri.twin(folder / "home"), folder / "disk"
    channel = pack(disk, [small_shelf(folder, attachments=())])
    done = device.manage("importchannel", "disk", channel, disk / DATA)
    assert done.returncode == 0, done.stderr[-2000:]
    return device, disk, channel


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_without_video, "No such file"), (_another_video, "checksums did not match")],
)
def test_kolibri_refuses_a_channel_whose_files_are_broken(
    imported: tuple[Kolibri, Path, str], tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    device, disk, channel = imported
    data = shutil.copytree(disk / DATA, tmp_path / DATA)
    spoil(data)
    done = device.twin(tmp_path / "home").manage("importcontent", "--fail-on-error", "disk", channel, data)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_kolibri_refuses_a_channel_without_all_tables(imported: tuple[Kolibri, Path, str], tmp_path: Path) -> None:
    device, disk, channel = imported
    data = shutil.copytree(disk / DATA, tmp_path / DATA)
    _without_files(data)
    done = device.twin(tmp_path / "home").manage("importchannel", "disk", channel, data)
    assert done.returncode != 0
    assert "SchemaNotFoundError" in done.stderr
