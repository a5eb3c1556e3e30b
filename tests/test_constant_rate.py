"""MPEG-2 keeps its constant rate and its buffer over chunks that were encoded apart, however busy the picture is."""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import probe
from lessontool.errors import ToolError
from lessontool.essence import picture
from lessontool.essence.constant_rate import budget, settle
from lessontool.model import RecordingSource, RenderChunk
from lessontool.model.steps import Output
from lessontool.planning.picture import plan_picture
from lessontool.timing import FrameSpan
from lessontool.tools.ffmpeg import executable
from lessontool.tools.process import Cancel
from tests import judges
from tests.sources import preset, seen

TV = preset("tv-xdcam-hd422")
XDCAM = TV.renditions[0]
BUFFER_BITS = 17_825_792
FRAME_BITS = 2_000_000


@pytest.mark.parametrize("frames", [12, 24, 48, 300, 1500])
def test_a_chunk_can_never_take_more_than_its_share(frames: int) -> None:
    given = budget(XDCAM, frames)
    most = given.rate_bps * Fraction(frames, 25) + given.buffer_bits
    assert most <= FRAME_BITS * frames
    assert given.buffer_bits * 2 == BUFFER_BITS
    assert most > FRAME_BITS * frames * 0.999, "and hardly less"


@pytest.mark.tools
def test_busy_and_still_chunks_in_any_order_keep_rate_and_buffer(tmp_path: Path) -> None:
    busy = rendered("noise=alls=60:allf=t,format=yuv420p", 36, tmp_path)
    still = rendered("null", 24, tmp_path)
    assert (len(busy), len(still)) == (36 * FRAME_BITS // 8, 24 * FRAME_BITS // 8)
    stream = busy + still + busy + busy + still
    (tmp_path / "all.m2v").write_bytes(stream)
    fullness, lowest = BUFFER_BITS / 2, float(BUFFER_BITS)
    for size in picture_sizes(stream):
        assert fullness <= BUFFER_BITS + FRAME_BITS
        fullness = min(fullness, BUFFER_BITS) - size * 8
        lowest = min(lowest, fullness)
        fullness += FRAME_BITS
    assert lowest >= 0
    assert lowest < BUFFER_BITS / 3, "the busy chunks are busy"
    assert fullness == BUFFER_BITS / 2
    assert judges.mediainfo(tmp_path / "all.m2v", "Video", "BitRate_Mode") == "CBR"
    assert judges.mediainfo(tmp_path / "all.m2v", "Video", "BufferSize") == str(BUFFER_BITS // 8)


def test_a_chunk_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chunk.m2v").write_bytes(bytes(12 * FRAME_BITS // 8 + 1))
    with pytest.raises(ToolError, match="rate-missed"):
        settle(tmp_path / "chunk.m2v", XDCAM, 12)


def rendered(filters: str, frames: int, folder: Path) -> bytes:
    """Encode a chunk of a recording that shows this."""
    source = f"testsrc2=s=1920x1080:r=25:d={frames / 25},{filters}"
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-y", str(folder / "clip.mp4")]
    subprocess.run([executable(), "-v", "error", "-f", "lavfi", "-i", source, *coding], check=True)
    media = probe(accept(folder, "clip.mp4"))
    track = media.video[0]
    recipes, _ = plan_picture(track, seen(track), TV)
    step = RenderChunk(
        name="chunk",
        outputs=(Output(name="xdcam", suffix=".m2v"),),
        segment="lesson",
        span=FrameSpan(0, frames),
        source=RecordingSource(track_index=track.index, zero=track.start, seek=None, read_until=track.end),
        recipes=recipes,
        timecodes=("10:00:00:00",),
    )
    target = folder / "chunk.m2v"
    picture.render_chunk(
        step,
        folder / "clip.mp4",
        {0: target},
        media=media,
        accept_damage=False,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    return target.read_bytes()


def picture_sizes(stream: bytes) -> list[int]:
    """Bytes of each coded picture, with the headers before it and the stuffing behind it."""
    starts = [match.start() for match in re.finditer(b"\x00\x00\x01\x00", stream)]
    ends = [*(header_before(stream, start) for start in starts[1:]), len(stream)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def header_before(stream: bytes, picture: int) -> int:
    """Where what belongs to a picture begins: its sequence and group headers, else itself."""
    header = stream.rfind(b"\x00\x00\x01\xb3", picture - 300, picture)
    return header if header >= 0 else picture
