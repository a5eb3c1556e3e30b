"""AVC-Intra in MXF OP1a, written by bmx (through mxfuse), the EBU's own MXF library.

ffmpeg writes such a file too, but describes its picture as MPEG-2 of a profile that does not exist; MediaInfo then says
"Spatially Scalable@6", and a station's check refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lessontool.errors import ToolError
from lessontool.model import WrapProgramme
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ, Timecode
from lessontool.tools import wav
from lessontool.tools.process import Cancel

PICTURE_BYTES: Final = 568_832
"""Every picture of class 100 at 1080i50 has so many."""

_SAMPLE_BYTES: Final = 3
_VOICE_TRACKS: Final = 2

_CONTAINER: Final = "060e2b340401010a0d01030102106001"
"""AVC byte stream, frame wrapped (ST 381-3)."""
_CODING: Final = "060e2b340401010a0401020201323102"
"""AVC-Intra 100, 1080i50 (RP 2027)."""
_BT709: Final = {
    "color_primaries": "060e2b34040101060401010103030000",
    "transfer_characteristic": "060e2b34040101010401010101020000",
    "coding_equations": "060e2b34040101010401010102020000",
}
"""Labels of SMPTE's registry, as bmx reads them from ffmpeg's own file."""


def wrap(
    step: WrapProgramme,
    chunks: Sequence[Path],
    sound: Path,
    target: Path,
    title: str,
    makers: tuple[str, str],
    *,
    created: str,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Put a programme's pictures and its sound, voice on tracks 1 and 2, into one MXF, picture by picture.

    `makers` are the company and the product that the file names; `created` is UTC, `2026-11-22T10:00:00Z`. Raises
    ToolError when a picture is missing, over or of another size; Interrupted when `cancel` is thrown.
    """
    import mxfuse

    silence = bytes(SAMPLES_PER_FRAME * _SAMPLE_BYTES)
    silent = [silence] * (step.sound_tracks - _VOICE_TRACKS)
    written = 0
    with target.open("w+b") as file:
        writer = mxfuse.write_mxf(file, _clip(step, title, makers, created))
        try:
            for picture, voice in zip(_pictures(chunks), _voice(sound, step.frames), strict=False):
                cancel.raise_if_thrown()
                writer.write_unit(picture, *voice, *silent)
                written += 1
                progress(written / step.frames)
        except BaseException:
            writer.close()
            raise
        if written == step.frames:
            writer.finish()
        else:
            writer.close()
    there = sum(chunk.stat().st_size for chunk in chunks)
    if written != step.frames or there != step.frames * PICTURE_BYTES:
        found = f"{there / PICTURE_BYTES:g} pictures, {written} written, {step.frames} wanted"
        raise ToolError("tool-failed", program="mxfuse", detail=f"{target.name}: {found}")


def _clip(step: WrapProgramme, title: str, makers: tuple[str, str], created: str) -> Any:
    import mxfuse

    picture = mxfuse.TrackSpec(
        # bmx' own description of AVC-Intra, field by field: mxfuse has no name for it
        essence_type=mxfuse.EssenceType.OPAQUE_PICTURE,
        essence_container_ul=_CONTAINER,
        coding_ul=_CODING,
        element_type=5,
        descriptor=mxfuse.DescriptorKind.CDCI,
        # separate fields of 540 lines each, in the lines of ST 274
        stored_width=1920,
        stored_height=540,
        frame_layout=1,
        video_line_map=(21, 584),
        aspect_ratio=(16, 9),
        component_depth=10,
        subsampling=(2, 1),
        **_BT709,
    )
    track = mxfuse.TrackSpec(
        essence_type=mxfuse.EssenceType.WAVE_PCM,
        sampling_rate=SOUND_RATE_HZ,
        channel_count=1,
        quantization_bits=8 * _SAMPLE_BYTES,
    )
    moment = datetime.fromisoformat(created)
    date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, 0)
    return mxfuse.ClipSpec(
        edit_rate=(int(PROGRAMME_RATE), 1),
        tracks=[picture, *[track] * step.sound_tracks],
        duration=step.frames,
        start_timecode=_start(step.timecode_start),
        timecode_track=bool(step.timecode_start),
        clip_name=title,
        identity=mxfuse.Identity(
            company_name=makers[0], product_name=makers[1], version_string="1", creation_date=date
        ),
    )


def _start(timecode: str) -> Any:
    import mxfuse

    if not timecode:
        return None
    Timecode.parse(timecode)
    hour, minute, second, frame = map(int, timecode.split(":"))
    return mxfuse.Timecode(hour=hour, minute=minute, second=second, frame=frame)


def _pictures(chunks: Sequence[Path]) -> Iterator[bytes]:
    for chunk in chunks:
        with chunk.open("rb") as file:
            while picture := file.read(PICTURE_BYTES):
                if len(picture) != PICTURE_BYTES:
                    raise ToolError("tool-failed", program="mxfuse", detail=f"{chunk.name}: a picture cut short")
                yield picture


def _voice(sound: Path, frames: int) -> Iterator[tuple[bytes, bytes]]:
    """Left and right of each frame, 24 bit."""
    form = wav.read_format(sound)
    block = SAMPLES_PER_FRAME * 2 * _SAMPLE_BYTES
    with sound.open("rb") as file:
        file.seek(form.data_offset)
        for _ in range(frames):
            both = file.read(block)
            left, right = bytearray(block // 2), bytearray(block // 2)
            for byte in range(_SAMPLE_BYTES):
                left[byte::_SAMPLE_BYTES] = both[byte :: 2 * _SAMPLE_BYTES]
                right[byte::_SAMPLE_BYTES] = both[_SAMPLE_BYTES + byte :: 2 * _SAMPLE_BYTES]
            yield bytes(left), bytes(right)
