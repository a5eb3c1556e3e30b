"""Finished lessons on the shelf, so small that they are made in a moment: for everything that packs are made of."""

from __future__ import annotations

import atexit
import functools
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME, SCHEMA_VERSION
from lessontool.delivery.shelf import ShelvedLesson, read_shelf
from lessontool.model import Lesson, Manifest, Mark, PackagedFile
from lessontool.tools import ffmpeg
from tests.sources import LESSON

STEM = "TO1_KNTT_T05_B12_P1_Phep_cong_trong_pham_vi_10"
CREATED = "2026-11-22T10:00:00Z"
SECONDS = 4
FRAMES = SECONDS * 25
HELL = "\"<script>alert('x')</script>&amp;'"
"""A name that wants to be markup."""

VI = """\
WEBVTT - Language: vi

1
00:00:00.200 --> 00:00:01.400
Thầy chào các em!

2
00:00:01.600 --> 00:00:02.600
Hai con chim nữa
bay đến.

3
00:00:02.800 --> 00:00:03.800
Ba &lt; năm &amp; năm &gt; ba.
"""
EN = """\
WEBVTT - Language: en

1
00:00:00.200 --> 00:00:01.400
Hello, children!

2
00:00:01.600 --> 00:00:02.600
Two more birds
fly in.

3
00:00:02.800 --> 00:00:03.800
Three &lt; five &amp; five &gt; three.
"""
CHAPTERS = (Mark(start_frames=0, title="Khởi động"), Mark(start_frames=50, title="Luyện tập & củng cố"))


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lessontool-shelf-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def tiny_mp4(height_px: int = 180, seconds: int = SECONDS) -> Path:
    """A test picture with a tone as H.264 and AAC, its index in front; made once for each size."""
    path = _folder() / f"{height_px}-{seconds}.mp4"
    width_px = height_px * 16 // 9 // 2 * 2
    graph = f"testsrc2=size={width_px}x{height_px}:rate=25:duration={seconds}"
    tone = f"sine=frequency=300:duration={seconds}:sample_rate=48000"
    picture = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "36", "-pix_fmt", "yuv420p", "-g", "25"]
    sound = ["-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"]
    _make(["-f", "lavfi", "-i", graph, "-f", "lavfi", "-i", tone, *picture, *sound, str(path)])
    return path


@functools.cache
def tiny_mp3(seconds: int = SECONDS) -> Path:
    """A tone as MP3; made once."""
    path = _folder() / f"{seconds}.mp3"
    _make(["-f", "lavfi", "-i", f"sine=frequency=300:duration={seconds}:sample_rate=48000", "-b:a", "64k", str(path)])
    return path


@functools.cache
def tiny_jpeg(width_px: int, height_px: int) -> Path:
    """A test picture as JPEG; made once for each size."""
    path = _folder() / f"{width_px}x{height_px}.jpg"
    _make(["-f", "lavfi", "-i", f"testsrc2=size={width_px}x{height_px}", "-frames:v", "1", str(path)])
    return path


def _make(arguments: Sequence[str]) -> None:
    subprocess.run([ffmpeg.executable(), "-v", "error", "-y", "-bitexact", *arguments], check=True)


def storyboard(stem: str = STEM) -> str:
    """A listing of one picture for each second of the lesson, on one sheet."""
    cues = (
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n{stem}_storyboard_1.jpg#xywh={160 * at},0,160,90\n"
        for at in range(SECONDS)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def small_package(
    folder: Path,
    *,
    heights: Sequence[int] = (360, 180),
    captions: Sequence[str] = ("vi", "en"),
    chapters: Sequence[Mark] = CHAPTERS,
    attachments: Sequence[str] = ("phieu-bai-tap.pdf",),
    poster: bool = True,
    stem: str = STEM,
    texts: Sequence[tuple[str, str]] = (),
    created: str = CREATED,
    seconds: int = SECONDS,
    **lesson: Any,
) -> Path:
    """Write a finished online package into a folder, as `process` would: files and manifest. Gives the folder.

    No heights: a lesson without picture, as a radio programme. `texts` replaces caption files by language; whatever
    else is named changes the lesson (`title=…`, `school=…`, `language=…`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    described = replace(LESSON, **lesson)
    files = [_put(folder, f"{stem}_{each}p.mp4", tiny_mp4(each, seconds), role="rendition", rendition=f"{each}p",
                  height_px=each, width_px=each * 16 // 9 // 2 * 2, codec="h264", duration_frames=seconds * 25)
             for each in heights]  # fmt: skip
    if not heights:
        files.append(_put(folder, f"{stem}.mp3", tiny_mp3(seconds), role="programme", duration_frames=seconds * 25))
    written = {"vi": VI, "en": EN} | dict(texts)
    for language in captions:
        vtt = written.get(language, EN)
        srt = vtt.partition("\n\n")[2].replace(".", ",").encode()
        files.append(_put(folder, f"{stem}.{language}.vtt", vtt.encode(), role="captions", language=language))
        files.append(_put(folder, f"{stem}.{language}.srt", srt, role="captions", language=language))
        files.append(_put(folder, f"{stem}.{language}.txt", b"Said.\n", role="transcript", language=language))
    if poster:
        files.append(_put(folder, f"{stem}_poster.jpg", tiny_jpeg(640, 360), role="poster"))
        files.append(_put(folder, f"{stem}_wide.jpg", tiny_jpeg(600, 315), role="thumbnail"))
        files.append(_put(folder, f"{stem}_square.jpg", tiny_jpeg(300, 300), role="thumbnail"))
        files.append(_put(folder, f"{stem}_storyboard_1.jpg", tiny_jpeg(640, 90), role="storyboard"))
        files.append(_put(folder, f"{stem}_storyboard.vtt", storyboard(stem).encode(), role="storyboard"))
    for name in attachments:
        files.append(_put(folder, f"attachments/{name}", b"%PDF-1.4 worksheet\n" + name.encode(), role="attachment"))
    files.append(_put(folder, f"{stem}.json", b"{}\n", role="metadata"))
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        destination="online" if heights else "radio",
        preset="online-web" if heights else "radio-fm",
        lesson=records.plain(described),
        recording_name=described.recording,
        recording_sha256="10" * 32,
        created=created,
        files=tuple(files),
        decisions=(),
        findings=(),
        measured={},
        tools={},
        transcripts=dict.fromkeys(captions, "Thầy chào các em! Hai con chim nữa bay đến. Ba < năm & năm > ba."),
        chapters=tuple(chapters),
    )
    (folder / MANIFEST_NAME).write_text(records.pretty(manifest), encoding="utf-8")
    return folder


def small_shelf(tmp_path: Path, **changes: Any) -> ShelvedLesson:
    """A finished lesson of four seconds on a shelf of its own below `tmp_path`.

    `changes` as in `small_package`; each call makes another folder, so that several lessons can stand side by side.
    """
    number = 1 + sum(1 for each in tmp_path.iterdir() if each.name.startswith("shelved-"))
    folder = small_package(tmp_path / f"shelved-{number}" / "packages" / "online", **changes)
    (lesson,) = read_shelf([folder])
    return lesson


def plain_lesson(**changes: Any) -> Lesson:
    """The lesson that stands on the shelf, changed as wished."""
    return replace(LESSON, **changes)


def _put(folder: Path, name: str, content: bytes | Path, **facts: Any) -> PackagedFile:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    data = content if isinstance(content, bytes) else content.read_bytes()
    path.write_bytes(data)
    return PackagedFile(name=name, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), **facts)
