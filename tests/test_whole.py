"""One lesson through the whole pipeline, judged by programs that we did not write: sync, rate, loudness, format.

The recording is made so that everything can be measured: white flashes and beeps at the same moments, pictures that
come irregularly, a clock that does not start at 0, B-frames.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.door import Processed, process_lesson
from lessontool.tools.ffmpeg import executable
from tests import judges
from tests.sources import PRESETS

pytestmark = pytest.mark.whole

SECONDS = 40
FLASH_EVERY_S = 4
FIELD_S = 0.02
OPENING_FRAMES = {"tv": 60 + 60, "online": 60}
"""Slate and opening, in whole GOPs of 12 frames."""
CLOSING_FRAMES = 60

LESSON = """\
recording: máy quay 1.ts
title: Đồng bộ tiếng và hình
subject: TO
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
teachers: [Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
rights: {holder: Trường Tiểu học Bản Mây}
brand: province
"""


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Processed:
    folder = tmp_path_factory.mktemp("bài học")
    flashing(folder / "máy quay 1.ts")
    (folder / "lesson.yaml").write_text(LESSON, encoding="utf-8")
    presets = shortened(tmp_path_factory.mktemp("presets"))
    return process_lesson(folder, created="2021-10-04T01:00:00Z", captions=None, preset_folder=presets)


def shortened(folder: Path) -> Path:
    """The shipped presets and brand with a short slate, opening and closing."""
    shutil.copytree(PRESETS / "brands", folder / "brands")
    brand = folder / "brands" / "province.yaml"
    brand.write_text(re.sub(r"(opening_s|closing_s): \d+", r"\1: 2.4", brand.read_text("utf-8")), encoding="utf-8")
    for name in ("tv-xdcam-hd422", "online-web"):
        text = (PRESETS / f"{name}.yaml").read_text("utf-8").replace("slate_s: 10", "slate_s: 2")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def flashing(target: Path, seconds: int = SECONDS) -> None:
    """Record flashes and beeps every four seconds from second 2 on, with pictures missing at random."""
    at = f"mod(t-2,{FLASH_EVERY_S})"
    flash = f"lt({at},0.1)*gte(t,1.99)"
    beep = f"0.6*sin(2*PI*1000*t)*lt({at},0.1)*gte(t,2)+0.06*sin(2*PI*220*t)*(1+sin(2*PI*4*t))"
    graph = (
        f"color=gray:s=640x360:r=30:d={seconds},drawbox=c=white:t=fill:enable='{flash}',"
        # every picture of a flash stays; of the others a third goes, at random
        f"select='{flash}+gt(random(1),0.33)'[v];aevalsrc='{beep}':s=44100:d={seconds}[a]"
    )
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "250", "-c:a", "mp2", "-b:a", "192k"]
    command = [executable(), "-v", "error", "-filter_complex", graph, "-map", "[v]", "-map", "[a]"]
    # a clock that starts at 26 minutes
    place = ["-fps_mode", "vfr", "-output_ts_offset", "1560", "-f", "mpegts", str(target)]
    subprocess.run([*command, *coding, *place], check=True)


def programme(processed: Processed, destination: str) -> Path:
    for folder, manifest in processed.packages:
        if manifest.destination == destination:
            return folder / manifest.files[0].name
    raise AssertionError(destination)


@pytest.mark.parametrize("destination", ["tv", "online"])
def test_sound_and_picture_are_within_a_field_from_start_to_end(processed: Processed, destination: str) -> None:
    path = programme(processed, destination)
    rate, grid_s = (50, FIELD_S) if destination == "tv" else (25, 2 * FIELD_S)
    before, after = OPENING_FRAMES[destination] / 25, OPENING_FRAMES[destination] / 25 + SECONDS
    seen, heard = (
        [at for at in onsets(values, grid) if before < at < after]  # bells ring before and after it
        for values, grid in ((light(path, fields=destination == "tv"), rate), (sound(path), 1000))
    )
    assert len(seen) == SECONDS // FLASH_EVERY_S
    assert seen == pytest.approx(heard, abs=grid_s)
    # the recording's first picture, up to two frames after its first sound, is the lesson's first frame
    assert heard[0] == pytest.approx(OPENING_FRAMES[destination] / 25 + 2, abs=0.07)


def light(path: Path, *, fields: bool) -> NDArray[np.float64]:
    """How bright each field (or frame) is."""
    graph = ("separatefields," if fields else "") + "scale=16:16:flags=area,format=gray"
    command = [executable(), "-v", "error", "-i", str(path), "-an", "-vf", graph, "-f", "rawvideo", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, 256).mean(axis=1) / 255


def sound(path: Path) -> NDArray[np.float64]:
    """How loud each millisecond is near 1 kHz."""
    command = [executable(), "-v", "error", "-i", str(path), "-map", "0:a:0", "-ac", "1", "-ar", "48000"]
    raw = subprocess.run(
        [*command, "-af", "bandpass=f=1000:width_type=h:w=400", "-f", "s16le", "-"], check=True, capture_output=True
    ).stdout
    samples = np.abs(np.frombuffer(raw, np.int16).astype(np.float64))
    return samples[: len(samples) // 48 * 48].reshape(-1, 48).max(axis=1) / 32768


def onsets(values: NDArray[np.float64], rate: int) -> list[float]:
    """Moments, in seconds, at which something becomes bright or loud after at least a second of rest."""
    high = values > 0.55 * values.max()
    high[: rate // 2] = False
    starts = np.flatnonzero(high & ~np.roll(high, 1))
    kept = [start for number, start in enumerate(starts) if number == 0 or start - starts[number - 1] > rate]
    return [float(start) / rate for start in kept]


def test_station_takes_the_master(processed: Processed) -> None:
    path = programme(processed, "tv")
    failed, ran = judges.failed_rules(path)
    assert failed == set()
    assert ran > 30
    assert judges.mediainfo(path, "General", "Format_Commercial_IfAny") == "XDCAM HD422"
    reading = judges.read_every_unit(path)
    assert reading.units == reading.declared == processed.packages[0][1].files[0].duration_frames


def test_loudness_is_right_for_another_meter(processed: Processed, tmp_path: Path) -> None:
    for destination, target, tolerance in (("tv", -23.0, 0.2), ("online", -16.0, 0.5)):
        pair = "[0:a:0][0:a:1]join=inputs=2:channel_layout=stereo" if destination == "tv" else "[0:a:0]anull"
        wav = tmp_path / f"{destination}.wav"
        command = [executable(), "-v", "error", "-i", str(programme(processed, destination)), "-filter_complex", pair]
        subprocess.run([*command, "-c:a", "pcm_s24le", str(wav)], check=True)
        assert judges.loudness_lufs(wav) == pytest.approx(target, abs=tolerance + 0.1)


def test_rate_buffer_neither_overflows_nor_runs_dry(processed: Processed) -> None:
    """ISO/IEC 13818-2 annex C: pictures leave a buffer of 17.8 Mbit that fills at 50 Mb/s."""
    path = programme(processed, "tv")
    log = subprocess.run(
        [executable(), "-v", "error", "-i", str(path), "-map", "0:v", "-c", "copy", "-f", "framecrc", "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    sizes = [int(line.split(",")[4]) * 8 for line in log.splitlines() if line and line[0] != "#"]
    # half full when the first picture leaves, as each chunk was encoded
    buffer, full, lowest = 17_825_792 / 2, 17_825_792, 17_825_792.0
    for size in sizes:
        buffer -= size
        lowest = min(lowest, buffer)
        buffer += 2_000_000
        assert buffer <= full + 2_000_000
        buffer = min(buffer, full)
    assert lowest >= 0
    assert sum(sizes) == 2_000_000 * len(sizes)


def test_no_frame_is_black_doubled_or_lost_where_segments_meet(processed: Processed) -> None:
    values = light(programme(processed, "online"), fields=False)
    lesson = values[OPENING_FRAMES["online"] : OPENING_FRAMES["online"] + SECONDS * 25]
    assert (
        len(values) == OPENING_FRAMES["online"] + 1008 + CLOSING_FRAMES
    )  # 1000 frames of lesson, in whole GOPs; the closing
    # grey from its first frame on; the brand's dark blue gives way to it, and comes back, in half a second
    assert lesson[12:-20].min() > 0.4
    assert values.min() > 0.1


def test_checksums_are_right_for_sha256sum(processed: Processed) -> None:
    for folder, _ in processed.packages:
        subprocess.run(["sha256sum", "--quiet", "-c", "checksums.sha256"], cwd=folder, check=True)
