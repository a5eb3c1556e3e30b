"""Slide changes are found where they are, and nowhere in a talk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import probe
from lessontool.analysis.slides import find_slide_changes
from lessontool.model import FindSlideChanges, Output, RecordingSource
from lessontool.planning.chunks import read_until
from lessontool.tools.process import Cancel
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.tools

SAMPLE = Path(__file__).parents[1] / "samples" / "phep-cong-lop-1" / "recording.mp4"


def changes(recording: Path, target: Path) -> list[float]:
    """Seconds at which another slide comes."""
    media = probe(accept(recording.parent, recording.name))
    track = media.video[0]
    source = RecordingSource(
        track_index=track.index, zero=track.start, seek=None, read_until=read_until(track, track.end)
    )
    frames = int((track.end - track.start) * 25)
    step = FindSlideChanges(name="", output=Output(name="slides", suffix=".json"), source=source, frames=frames)
    find_slide_changes(step, recording, media, target, cancel=Cancel(), progress=lambda _: None)
    return [frame / 25 for frame in json.loads(target.read_text())]


def test_the_slides_of_the_sample_lesson_are_found(tmp_path: Path) -> None:
    found = changes(SAMPLE, tmp_path / "slides.json")
    assert 5 <= len(found) <= 12
    assert found == sorted(found)


@pytest.mark.parametrize("name", ["talk_timecode_burnin_silences.mp4"])
def test_a_picture_that_merely_moves_has_no_slide_changes(name: str, tmp_path: Path) -> None:
    assert changes(RECORDINGS / name, tmp_path / "slides.json") == []
