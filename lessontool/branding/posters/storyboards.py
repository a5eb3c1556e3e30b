"""Storyboards: small pictures of the whole programme on a few sheets, which players show over their time bar.

Only keyframes are decoded: a rendition has one every four seconds, and that is near enough for finding a place.
"""

from __future__ import annotations

import io
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from lessontool.model import DrawStoryboard
from lessontool.timing import decimal_seconds, seconds_of
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES: Final = 300_000
"""Of a sheet: a player on a weak connection loads it while somebody moves along the time bar."""

_QUALITIES: Final = (80, 70, 60, 50, 40, 30)

_NEAR_S: Final = Fraction(2)
"""Half of the four seconds between keyframes: one so little after the wanted moment is nearer than the one before."""


def draw(
    step: DrawStoryboard,
    source: Path,
    targets: Mapping[int, Path],
    *,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw the sheets and write the WebVTT file: each target by the number of its output; what has none is left out.

    `progress` is told the share that is done. Raises ToolError when the programme's pictures cannot be read,
    Interrupted when `cancel` is thrown.
    """
    if len(step.outputs) != sheet_count(step) + 1:
        raise ValueError(f"{step.name}: {len(step.outputs)} outputs for {sheet_count(step)} sheets and their list")
    if any(number < len(step.outputs) - 1 for number in targets):
        _draw_sheets(step, source, targets, cancel, progress)
    if len(step.outputs) - 1 in targets:
        targets[len(step.outputs) - 1].write_text(web_vtt(step), encoding="utf-8", newline="\n")
    progress(1.0)


def picture_count(step: DrawStoryboard) -> int:
    """Count the small pictures: one for every `every_s` that has begun."""
    return -(-seconds_of(step.frames) // step.every_s)


def sheet_count(step: DrawStoryboard) -> int:
    """Count the sheets that they fill."""
    return -(-picture_count(step) // (step.columns * step.rows))


def storyboard_command(step: DrawStoryboard, source: str) -> list[str]:
    """Write the command line that gives exactly `picture_count` small RGB pictures, one after another.

    Each is the last keyframe that comes at most two seconds after the middle of the time for which it stands, so with
    four seconds between keyframes it is never further from it than that.
    """
    earlier = Fraction(step.every_s, 2) + _NEAR_S
    count = picture_count(step)
    return [
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file"),
        *("-f", "mov"),
        # keyframes alone: a fiftieth of the work
        *("-skip_frame", "nokey"),
        # one picture at a time: threads would keep one each
        *("-threads", "1"),
        *("-i", f"file:{source}"),
        *("-map", "0:v:0"),
        "-vf",
        ",".join(
            (
                # a keyframe counts from the first picture whose moment is not before it; until the next it stays
                f"setpts=PTS-{decimal_seconds(earlier)}/TB",
                # what comes last must be seen to last, or it is dropped
                f"tpad=stop_mode=clone:stop_duration={2 * step.every_s}",
                f"fps=1/{step.every_s}:round=up:start_time=0",
                f"tpad=stop_mode=clone:stop={count}",
                f"trim=end_frame={count}",
                f"scale={step.width_px}:{step.height_px}:flags=area:in_color_matrix=bt709:in_range=limited:out_range=full",
                "format=rgb24",
            )
        ),
        *("-f", "rawvideo", "-"),
    ]


def web_vtt(step: DrawStoryboard) -> str:
    """Write which part of which sheet shows which time, as players read it: WebVTT with media fragments."""
    names = [PurePosixPath(output.package_path).name for output in step.outputs[:-1]]
    end = seconds_of(step.frames)
    cues = []
    for number in range(picture_count(step)):
        sheet, x, y = _place(step, number)
        start = Fraction(number * step.every_s)
        span = f"{_clock(start)} --> {_clock(min(start + step.every_s, end))}"
        cues.append(f"{span}\n{urllib.parse.quote(names[sheet])}#xywh={x},{y},{step.width_px},{step.height_px}\n")
    return "\n".join(["WEBVTT\n", *cues])


def _place(step: DrawStoryboard, number: int) -> tuple[int, int, int]:
    """Number of the sheet on which a picture stands, and its left and top edge there, in pixels."""
    sheet, rest = divmod(number, step.columns * step.rows)
    row, column = divmod(rest, step.columns)
    return sheet, column * step.width_px, row * step.height_px


def _clock(seconds: Fraction) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def _draw_sheets(
    step: DrawStoryboard, source: Path, targets: Mapping[int, Path], cancel: Cancel, progress: Callable[[float], None]
) -> None:
    cancel.raise_if_thrown()
    command = storyboard_command(step, str(source.resolve()))
    sheets = _Sheets(step, targets, progress)
    # three hours have 2 700 keyframes: half a minute's work
    ended = process.run(command, limits=Limits(wall_s=1800), cancel=cancel, on_output=sheets.take)
    process.check(command, ended)
    if sheets.taken != picture_count(step):
        raise process.failure(command, ended, f"{sheets.taken} of {picture_count(step)} pictures")


@dataclass(slots=True)
class _Sheets:
    """Lays pictures on sheets as they come; keeps one sheet at a time."""

    step: DrawStoryboard
    targets: Mapping[int, Path]
    progress: Callable[[float], None]
    taken: int = 0
    waiting: bytearray = field(default_factory=bytearray)
    sheet: Any = None

    def take(self, block: bytes) -> None:
        """Take bytes as they come out of the decoder."""
        self.waiting += block
        size = self.step.width_px * self.step.height_px * 3
        while len(self.waiting) >= size:
            self._lay(bytes(self.waiting[:size]))
            del self.waiting[:size]

    def _lay(self, pixels: bytes) -> None:
        from PIL import Image

        step, total = self.step, picture_count(self.step)
        number, x, y = _place(step, self.taken)
        if self.sheet is None:
            left = min(total - self.taken, step.columns * step.rows)
            rows = -(-left // step.columns)
            self.sheet = Image.new("RGB", (step.columns * step.width_px, rows * step.height_px))
        self.sheet.paste(Image.frombytes("RGB", (step.width_px, step.height_px), pixels), (x, y))
        self.taken += 1
        self.progress(self.taken / total)
        if self.taken == total or self.taken % (step.columns * step.rows) == 0:
            if number in self.targets:
                self.targets[number].write_bytes(_jpeg(self.sheet))
            self.sheet = None


def _jpeg(sheet: Image.Image) -> bytes:
    for quality in _QUALITIES:
        written = io.BytesIO()
        sheet.save(written, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    # the coarsest is still better than none: no player refuses a larger one
    return written.getvalue()
