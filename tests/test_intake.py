"""What is accepted as a recording, and what is refused before any library sees it."""

from __future__ import annotations

import os
import socket
import struct
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.errors import InputError
from lessontool.messages import TABLE, hint, say

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
with_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the real recordings are not on this machine")

FTYP = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0x200, b"isom")
MP4 = FTYP + struct.pack(">I4s", 8, b"free") + struct.pack(">I4s", 400, b"mdat") + bytes(range(1, 197)) * 2

DEMUXERS = {
    ".avi": "avi",
    ".flac": "flac",
    ".flv": "flv",
    ".mkv": "matroska",
    ".mov": "mov",
    ".mp4": "mov",
    ".mpg": "mpegvideo",
    ".mts": "mpegts",
    ".wav": "wav",
    ".webm": "matroska",
    ".wmv": "asf",
}


def refusal(folder: Path, name: str) -> str:
    """Code with which a file is refused; both languages must have a sentence and a hint for it."""
    with pytest.raises(InputError) as caught:
        accept(folder, name)
    for language in ("vi", "en"):
        assert say(caught.value.code, caught.value.values, language)
        assert hint(caught.value.code, caught.value.values, language)
    return caught.value.code


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A machine that nobody may call."""
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen()
        waiting.setblocking(False)
        yield waiting
        with pytest.raises(BlockingIOError):
            waiting.accept()


@with_recordings
def test_every_real_recording_is_accepted_with_its_own_reader() -> None:
    files = [path for path in sorted(RECORDINGS.iterdir()) if path.name != "INDEX.tsv"]
    assert len(files) == 37
    for path in files:
        accepted = accept(RECORDINGS, path.name)
        assert (path.name, accepted.demuxer) == (path.name, DEMUXERS[path.suffix])
        assert accepted.path == path.resolve()
    assert refusal(RECORDINGS, "INDEX.tsv") == "recording-unknown-kind"


TEXTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
    "m3u": "#EXTM3U\n../canary.mp4\n",
    "dash": '<?xml version="1.0"?>\n<MPD><BaseURL>http://127.0.0.1:{port}/x.mp4</BaseURL></MPD>\n',
    "bare-mpd": '\n\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "smil": '<smil><body><video src="http://127.0.0.1:{port}/a.mp4"/></body></smil>',
    "concat": "ffconcat version 1.0\nfile '../canary.mp4'\n",
    "concat-bare": "file '../canary.mp4'\n",
    "asx": '<asx version="3.0"><ref href="http://127.0.0.1:{port}/a"/></asx>',
    "reference": "[Reference]\nRef1=http://127.0.0.1:{port}/a\n",
    "utf-16": "\ufeff#EXTM3U\nhttp://127.0.0.1:{port}/a.ts\n",
}


@pytest.mark.parametrize("sort", TEXTS)
def test_a_text_that_points_elsewhere_is_refused_whatever_its_name(
    tmp_path: Path, listener: socket.socket, sort: str
) -> None:
    text = TEXTS[sort].replace("{port}", str(listener.getsockname()[1]))
    (tmp_path / "lesson.mp4").write_bytes(text.encode("utf-16-le" if sort == "utf-16" else "utf-8"))
    assert refusal(tmp_path, "lesson.mp4") == "recording-is-playlist"


def test_text_with_sync_bytes_at_the_right_places_is_no_transport_stream(tmp_path: Path) -> None:
    (tmp_path / "lesson.ts").write_text(("G@10" + "x" * 184) * 40)
    assert refusal(tmp_path, "lesson.ts") == "recording-unknown-kind"


def test_other_kinds_of_files_are_called_what_they_are(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "zip.mp4", "w") as archive:
        archive.writestr("film.mp4", MP4)
    with zipfile.ZipFile(tmp_path / "slides.mp4", "w") as slides:
        slides.writestr("[Content_Types].xml", "<Types/>")
    (tmp_path / "pdf.mp4").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (tmp_path / "photo.mp4").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100))
    (tmp_path / "heic.mp4").write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + bytes(200))
    (tmp_path / "noise.mp4").write_bytes(bytes(range(128, 256)) * 64)
    (tmp_path / "magic-only.mp4").write_bytes(b"\x1a\x45\xdf\xa3" + b"\xff" * 100)
    (tmp_path / "short-ts.ts").write_bytes(b"\x47\x40\0\x10" + b"\xff" * 300)
    codes = {path.name: refusal(tmp_path, path.name) for path in sorted(tmp_path.iterdir())}
    assert codes == {
        "heic.mp4": "recording-is-picture",
        "magic-only.mp4": "recording-unknown-kind",
        "noise.mp4": "recording-unknown-kind",
        "pdf.mp4": "recording-is-document",
        "photo.mp4": "recording-is-picture",
        "short-ts.ts": "recording-unknown-kind",
        "slides.mp4": "recording-is-document",
        "zip.mp4": "recording-is-archive",
    }


@pytest.mark.parametrize(
    ("demuxer", "head"),
    [
        ("mov", MP4),
        ("mov", struct.pack(">I4s", 8, b"wide") + struct.pack(">I4sQ", 1, b"mdat", 1 << 33) + bytes(9) + b"x"),
        ("mpegts", (b"\x47\x40\0\x10" + b"\xff" * 184) * 20),
        ("mpegts", (b"\0\1\2\3\x47\x40\0\x10" + b"\xff" * 184) * 20),
        ("mpeg", b"\0\0\1\xba\x44\0\4\0\4\1\0\0\3\xf8\0\0\1\xbb" + bytes(30)),
        ("mpeg", b"\0\0\1\xba\x21\0\1\0\1\x80\0\1\0\0\1\xbb" + bytes(30)),
        ("w64", b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0" + bytes(8) + bytes.fromhex(
            "77617665f3acd3118cd100c04f8edb8a") + bytes(40)),
        ("wav", b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", 28) + bytes(28) + b"fmt \x10\0\0\0" + bytes(40)),
        ("mxf", bytes.fromhex("060e2b34020501010d01020101020400") + bytes(200)),
        ("dv", b"".join(bytes([kind, 7, 0, 0xBF]) + b"\xff" * 76 for kind in (
            0x1F, 0x3F, 0x3F, 0x5F, 0x5F, 0x5F, 0x7F, 0x9F)) + b"\x9f" * 12_000),
        ("ogg", b"OggS\0\2" + bytes(20) + b"\1\x1e" + bytes(30) + b"OggS\0\0" + bytes(60)),
        ("mp3", b"ID3\4\0\0\0\0\0\x0a" + bytes(10) + (b"\xff\xfb\x90\0" + bytes(413)) * 5),
        ("mp3", (b"\xff\xfb\x90\0" + bytes(413)) * 5),
    ],
)  # fmt: skip
def test_containers_are_recognised_by_structure(tmp_path: Path, demuxer: str, head: bytes) -> None:
    (tmp_path / "x.bin").write_bytes(head)
    assert accept(tmp_path, "x.bin").demuxer == demuxer


def test_only_a_regular_file_is_read_and_a_pipe_does_not_block(tmp_path: Path) -> None:
    began = time.monotonic()
    (tmp_path / "real.mp4").write_bytes(MP4)
    (tmp_path / "link.mp4").symlink_to("real.mp4")
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    assert accept(tmp_path, "real.mp4").demuxer == "mov"
    for name in ("link.mp4", "folder.mp4", "pipe.mp4"):
        assert refusal(tmp_path, name) == "recording-not-regular"
    assert refusal(Path("/dev"), "null") == "recording-not-regular"
    assert time.monotonic() - began < 5


def test_nothing_outside_the_lesson_folder_is_read(tmp_path: Path) -> None:
    lesson, other = tmp_path / "lesson", tmp_path / "other"
    (lesson / "video").mkdir(parents=True)
    other.mkdir()
    for place in (lesson / "video", other):
        (place / "a.mp4").write_bytes(MP4)
    (lesson / "away").symlink_to(other)
    assert accept(lesson, "video/a.mp4").path == (lesson / "video" / "a.mp4").resolve()
    outside = ("../other/a.mp4", "video/../../other/a.mp4", str(other / "a.mp4"), "away/a.mp4", "/dev/zero")
    assert {refusal(lesson, name) for name in outside} == {"recording-outside-folder"}
    assert {refusal(lesson, name) for name in ("", ".", "a\0b", "x" * 300)} == {"recording-missing"}


def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "bai-12.mp4").write_bytes(MP4)
    assert refusal(tmp_path, "bai-21.mp4") == "recording-missing-nearest"
    assert refusal(tmp_path, "hoàn toàn khác") == "recording-missing"


def test_a_name_with_diacritics_is_found_however_the_machine_writes_them(tmp_path: Path) -> None:
    name = "Phép cộng – Bài 5.mp4"
    (tmp_path / unicodedata.normalize("NFD", name)).write_bytes(MP4)
    assert accept(tmp_path, unicodedata.normalize("NFC", name)).demuxer == "mov"


def test_empty_and_hollow_files_are_refused_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    (tmp_path / "empty.mp4").touch()
    for name, head in (("zeros.mp4", b""), ("hollow.mp4", MP4)):
        (tmp_path / name).write_bytes(head)
        os.truncate(tmp_path / name, 4 << 30)
    (tmp_path / "short-zeros.mp4").write_bytes(bytes(5000))
    assert refusal(tmp_path, "empty.mp4") == "recording-empty"
    for name in ("zeros.mp4", "hollow.mp4", "short-zeros.mp4"):
        assert refusal(tmp_path, name) == "recording-not-all-here"
    assert time.monotonic() - began < 5


def test_a_file_without_permission_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(MP4)
    (tmp_path / "a.mp4").chmod(0)
    if os.access(tmp_path / "a.mp4", os.R_OK):
        pytest.skip("this user may read everything")
    assert refusal(tmp_path, "a.mp4") == "recording-no-access"


ODD_NAMES = (
    *('it\'s "it".mp4', "a:b.mp4", "a\nb.mp4", "%03d.mp4", "[x];,.mp4", "🎬 bài.mp4", "á" * 123 + ".mp4", "-i", " a "),
    *("http:127.0.0.1:9", "concat:a|b", "subfile,,start,0,end,9,,:a.mp4", "a\\b.mp4", "\x1b[31m.mp4", "~", "$(id).mp4"),
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MP4)
    assert accept(tmp_path, name).path == tmp_path.resolve() / name


def test_every_refusal_has_a_sentence_and_a_hint_in_both_languages() -> None:
    codes = [code for code in TABLE if code.startswith(("recording-", "picture-too"))]
    assert len(codes) >= 18
    assert all(TABLE[code].hint_vi and TABLE[code].hint_en for code in codes if code.startswith("recording-is-"))
