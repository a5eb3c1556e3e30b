"""Storyboards: each moment has its picture, each picture its place, and players can read where."""

from __future__ import annotations

import dataclasses
import itertools
import re
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool.branding.posters import storyboards
from lessontool.errors import Interrupted, ToolError
from lessontool.model import DrawStoryboard, Output
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests import caption_judges as judges

FRAMES = 25 * 31 + 10
"""A programme of 31.4 s whose brightness rises by 6 every second."""
FRAGMENT = re.compile(r"(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)")


def step(frames: int = FRAMES, every_s: int = 5, columns: int = 3, rows: int = 2) -> DrawStoryboard:
    """A storyboard of a programme, with as many sheets as it needs."""
    shown = -(-frames // (25 * every_s))
    sheets = -(-shown // (columns * rows))
    names = [f"storyboard_{number + 1}.jpg" for number in range(sheets)] + ["storyboard.vtt"]
    return DrawStoryboard(
        name="draw storyboard",
        outputs=tuple(
            Output(name=name, suffix=Path(name).suffix, package_path=f"packages/online/TO1_{name}") for name in names
        ),
        source="rendition",
        frames=frames,
        every_s=every_s,
        width_px=64,
        height_px=36,
        columns=columns,
        rows=rows,
    )


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lessontool makes: H.264 in MP4 with B frames, a keyframe every four seconds and where a segment begins."""
    path = tmp_path_factory.mktemp("programme") / "programme.mp4"
    seconds = Fraction(FRAMES, 25)
    source = f"color=black:size=128x72:rate=25:duration={float(seconds)},format=yuv420p"
    source += ",geq=lum='16+6*floor(T)':cb=128:cr=128"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-crf", "10"]
    command += ["-g", "100", "-keyint_min", "100", "-sc_threshold", "0", "-force_key_frames", "2"]
    subprocess.run([*command, "-bf", "2", "-colorspace", "bt709", str(path)], check=True)
    return path


def drawn(programme: Path, folder: Path, wanted: DrawStoryboard) -> dict[int, Path]:
    targets = {number: folder / f"{number}{output.suffix}" for number, output in enumerate(wanted.outputs)}
    told: list[float] = []
    storyboards.draw(wanted, programme, targets, cancel=Cancel(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    return targets


def second_shown(sheet: Path, x: int, y: int) -> float:
    """Which second of the programme a small picture shows, by its brightness."""
    with Image.open(sheet) as picture:
        middle = np.asarray(picture.convert("L"))[y + 12 : y + 24, x + 20 : x + 44]
    # full range, as JPEG is
    return float(middle.mean()) * 219 / 255 / 6


@pytest.mark.tools
@pytest.mark.parametrize("every_s", [1, 2, 5, 10])
def test_every_moment_has_a_picture_from_near_it(programme: Path, tmp_path: Path, every_s: int) -> None:
    wanted = step(every_s=every_s)
    targets = drawn(programme, tmp_path, wanted)
    number = 0
    for start, sheet, x, y, _, _ in places(storyboards.web_vtt(wanted)):
        middle = (start + min(start + every_s, FRAMES / 25)) / 2
        # brightness tells the second, in which a keyframe is the first picture; they are four seconds apart
        assert abs(second_shown(targets[sheet], x, y) - middle) <= 2.1, start
        number += 1
    assert number == -(-FRAMES // (25 * every_s))


def places(vtt: str) -> list[tuple[float, int, int, int, int, int]]:
    """Start of each cue in seconds, its sheet, and the place there."""
    found = []
    for block in vtt.strip().split("\n\n")[1:]:
        span, fragment = block.split("\n")
        hours, minutes, seconds = span.split(" --> ")[0].split(":")
        match = FRAGMENT.fullmatch(fragment)
        assert match, fragment
        name, *place = match.groups()
        sheet = int(name.removeprefix("TO1_storyboard_").removesuffix(".jpg")) - 1
        x, y, width, height = map(int, place)
        found.append((int(hours) * 3600 + int(minutes) * 60 + float(seconds), sheet, x, y, width, height))
    return found


@pytest.mark.tools
def test_sheets_are_plain_jpegs_and_the_last_has_only_the_rows_it_needs(programme: Path, tmp_path: Path) -> None:
    wanted = step()
    targets = drawn(programme, tmp_path, wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.jpg", "1.jpg", "2.vtt"]
    with Image.open(targets[0]) as first, Image.open(targets[1]) as last:
        assert (first.format, first.mode, first.size) == ("JPEG", "RGB", (3 * 64, 2 * 36))
        assert last.size == (3 * 64, 36)
        for _, sheet, x, y, width, height in places(targets[2].read_text("utf-8")):
            assert x + width <= (first, last)[sheet].width
            assert y + height <= (first, last)[sheet].height
    assert all(targets[number].stat().st_size <= storyboards.MOST_BYTES for number in (0, 1))


def test_the_parser_of_the_w3c_reads_the_list(tmp_path: Path) -> None:
    wanted = step(frames=25 * 5400 + 1, every_s=10, columns=10, rows=10)
    path = tmp_path / "storyboard.vtt"
    path.write_text(storyboards.web_vtt(wanted), encoding="utf-8")
    verdict = judges.webvtt(path)
    assert verdict.complaints == []
    assert len(verdict.cues) == 541
    assert verdict.cues[0] == (0, 10_000, ("TO1_storyboard_1.jpg#xywh=0,0,64,36",))
    assert verdict.cues[-1] == (5_400_000, 5_400_040, ("TO1_storyboard_6.jpg#xywh=0,144,64,36",))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40_000), st.integers(1, 20), st.integers(1, 6), st.integers(1, 6))
def test_cues_follow_one_another_to_the_very_end(frames: int, every_s: int, columns: int, rows: int) -> None:
    wanted = step(frames, every_s, columns, rows)
    text = storyboards.web_vtt(wanted)
    spans = re.findall(r"^(\S+) --> (\S+)$", text, re.MULTILINE)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(spans))
    hours, minutes, seconds = spans[-1][1].split(":")
    assert round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000) == frames * 40
    found = places(text)
    assert len({place[1:] for place in found}) == len(found) == storyboards.picture_count(wanted)
    assert max(sheet for _, sheet, *_ in found) == storyboards.sheet_count(wanted) - 1


@pytest.mark.tools
def test_only_what_is_missing_is_drawn(programme: Path, tmp_path: Path) -> None:
    wanted = step()
    for number in (1, 2):
        target = {number: tmp_path / str(number)}
        storyboards.draw(wanted, programme, target, cancel=Cancel(), progress=lambda _: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]


@pytest.mark.tools
def test_a_file_that_is_no_programme_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "programme.mp4").write_bytes(b"nothing")
    with pytest.raises(ToolError, match="tool-failed"):
        drawn(tmp_path / "programme.mp4", tmp_path, step())


@pytest.mark.tools
def test_drawing_can_be_interrupted(programme: Path, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        storyboards.draw(step(), programme, {0: tmp_path / "0"}, cancel=cancel, progress=lambda _: None)


def test_a_plan_with_too_few_sheets_is_a_bug(tmp_path: Path) -> None:
    wanted = step()
    with pytest.raises(ValueError, match="2 sheets"):
        storyboards.draw(
            dataclasses.replace(wanted, outputs=wanted.outputs[1:]),
            tmp_path,
            {},
            cancel=Cancel(),
            progress=lambda _: None,
        )
