"""Writing an animation without loss: pictures go straight into ffmpeg, none is ever kept.

Most of an animation stands still. Whole pictures are turned into television's colours here and not by ffmpeg, because
only we know which part of them is new: that takes a good third off what writing costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_PICTURES_PER_SECOND: Final = 50

_SLOWEST_PICTURE_S: Final = 4.0
"""On a loaded machine: beyond this the program is stuck, not slow."""

_MOST_BYTES_A_PIXEL: Final = 6
"""More than without any compression at all."""

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
"""How much each colour adds to the brightness (ITU-R BT.709, 3.2)."""

_BLACK, _GREY, _LUMA, _CHROMA = 16, 128, 219 / 255, 224 / 255
"""Limited range (ITU-R BT.709, 4): black, no colour, and the share of the code values that is used."""

_APART_PX: Final = 32
"""Changes that are nearer to one another are brought up to date together."""

Picture = Any
"""Height x width x 3 (or 4) numbers from 0 to 255: a numpy array, a Pillow image, or their bytes."""

_NAMED_COLOURS: Final = "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=prog"


def write_opaque(
    pictures: Iterable[Picture],
    target: Path,
    *,
    width_px: int,
    height_px: int,
    count: int,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Write RGB pictures as 4:2:2 in television's colours (BT.709, limited range), 50 a second, in Matroska.

    Width is even. A picture that is the same object as the one before is not looked at again: none may be changed after
    it was handed over. Raises ToolError unless exactly `count` pictures came and were written, Interrupted when
    `cancel` is thrown.
    """
    screen = _Screen(width_px, height_px)
    encoder = [
        *("-vf", _NAMED_COLOURS),
        # without loss; what stands still costs next to nothing, to write as to read
        *("-c:v", "libx264"),
        *("-preset", "ultrafast"),
        *("-qp", "0"),
        # it can be read from every second on
        *("-g", str(_PICTURES_PER_SECOND)),
        # a sixth less work than with more; drawing goes on beside it
        *("-threads", "1"),
    ]
    blocks = (screen.shown(_array(picture, width_px, height_px, 3), same) for picture, same in _marked(pictures))
    _write(blocks, "yuv422p", encoder, target, (width_px, height_px), count, cancel, progress)


def write_clear(
    pictures: Iterable[Picture],
    target: Path,
    *,
    width_px: int,
    height_px: int,
    count: int,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Write RGBA pictures with straight transparency as they are, 50 a second, in Matroska.

    Raises ToolError unless exactly `count` pictures came and were written, Interrupted when `cancel` is thrown.
    """
    encoder = [
        # planes of green, blue, red and transparency: the same numbers in another order
        *("-vf", "scale,format=gbrap"),
        # without loss, every picture for itself; a third of FFV1's work, and a tenth of it to read (measured)
        *("-c:v", "utvideo"),
        *("-pred", "left"),
    ]
    blocks = (_array(picture, width_px, height_px, 4).tobytes() for picture in pictures)
    _write(blocks, "rgba", encoder, target, (width_px, height_px), count, cancel, progress)


def _marked(pictures: Iterable[Picture]) -> Iterator[tuple[Picture, bool]]:
    """Say of each picture whether it is the very one that came before."""
    before: Picture = None
    for picture in pictures:
        yield picture, picture is before
        before = picture


def _array(picture: Picture, width: int, height: int, values: int) -> Any:
    import numpy

    if isinstance(picture, (bytes, bytearray, memoryview)):
        return numpy.frombuffer(picture, dtype=numpy.uint8).reshape(height, width, values)
    array = numpy.ascontiguousarray(picture, dtype=numpy.uint8)
    if array.shape != (height, width, values):
        raise ValueError(f"a picture of {array.shape} instead of {(height, width, values)}")
    return array


def _write(
    blocks: Iterator[bytes],
    pixels: str,
    encoder: list[str],
    target: Path,
    size: tuple[int, int],
    count: int,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    command = [
        *ffmpeg.base_command(),
        *("-progress", "pipe:1"),
        # what comes through the pipe is one picture after the other, nothing else
        *("-f", "rawvideo"),
        *("-pixel_format", pixels),
        *("-video_size", f"{size[0]}x{size[1]}"),
        *("-framerate", str(_PICTURES_PER_SECOND)),
        *("-i", "pipe:0"),
        # every conversion is spelt out
        "-noauto_conversion_filters",
        *encoder,
        # the same bytes on every run
        *("-fflags", "+bitexact"),
        *("-flags:v", "+bitexact"),
        *("-f", "matroska"),
        "-y",
        f"file:{target.absolute()}",
    ]
    limits = Limits(
        wall_s=60 + count * _SLOWEST_PICTURE_S,
        output_bytes=(64 << 20) + count * size[0] * size[1] * _MOST_BYTES_A_PIXEL,
    )
    came, written = _Counter(), _Counter()

    def note(line: str) -> None:
        if line.startswith("frame="):
            written.number = int(line.removeprefix("frame="))
            progress(min(1.0, written.number / max(1, count)))

    finished = process.run(
        command,
        limits=limits,
        cancel=cancel,
        stdin=came.counted(blocks, count),
        on_output_line=note,
        environment=ffmpeg.environment(),
    )
    process.check(command, finished)
    if ffmpeg.error_lines(finished.log) or not came.number == written.number == count:
        said = f"{came.number} pictures came and {written.number} were written instead of {count}"
        raise process.failure(command, finished, said)


class _Counter:
    """Counts what comes past."""

    def __init__(self) -> None:
        self.number = 0

    def counted(self, blocks: Iterator[bytes], most: int) -> Iterator[bytes]:
        """Hand blocks on, none after one too many."""
        for block in blocks:
            self.number += 1
            if self.number > most:
                return
            yield block


class _Screen:
    """The picture as television has it, of which only that is made anew which has changed."""

    def __init__(self, width: int, height: int) -> None:
        import numpy

        if width % 2:
            raise ValueError(f"4:2:2 needs an even width, not {width}")
        self.width, self.height = width, height
        # one piece of memory, in the order in which ffmpeg reads the three planes
        self.bytes = numpy.zeros(width * height * 2, dtype=numpy.uint8)
        middle, end = width * height, width * height * 3 // 2
        self.y = self.bytes[:middle].reshape(height, width)
        self.u = self.bytes[middle:end].reshape(height, width // 2)
        self.v = self.bytes[end:].reshape(height, width // 2)
        self.before: Any = None
        self.block = b""

    def shown(self, picture: Any, same: bool) -> bytes:
        """Give the bytes of a picture."""
        if same and self.block:
            return self.block
        if self.before is None:
            self._convert(picture, slice(0, self.height), 0, self.width)
        else:
            for rows, left, right in _changes(self.before, picture):
                self._convert(picture, rows, left, right)
        self.before = picture
        self.block = self.bytes.tobytes()
        return self.block

    def _convert(self, picture: Any, rows: slice, left: int, right: int) -> None:
        """Bring a part up to date: even columns, and one pair more on each side, whose colour looks across the edge."""
        import numpy

        left, right = max(0, left // 2 * 2 - 2), min(self.width, (right + 1) // 2 * 2 + 2)
        # one column more to the left for the same reason; the picture's own edge is repeated
        columns = picture[rows, max(0, left - 1) : right]
        if left == 0:
            columns = numpy.concatenate([columns[:, :1], columns], axis=1)
        red, green, blue = (columns[..., number].astype(numpy.float32) for number in range(3))
        bright = red[:, 1:] * (_RED * _LUMA) + green[:, 1:] * (_GREEN * _LUMA) + blue[:, 1:] * (_BLUE * _LUMA)
        self.y[rows, left:right] = bright + (_BLACK + 0.5)
        red, green, blue = _halved(red), _halved(green), _halved(blue)
        halved = red * _RED + green * _GREEN + blue * _BLUE
        pairs = slice(left // 2, right // 2)
        self.u[rows, pairs] = (blue - halved) * (_CHROMA / (2 - 2 * _BLUE)) + (_GREY + 0.5)
        self.v[rows, pairs] = (red - halved) * (_CHROMA / (2 - 2 * _RED)) + (_GREY + 0.5)


def _halved(values: Any) -> Any:
    """Half as many columns: of each pair the first, where 4:2:2 has its colours, with a share of its neighbours."""
    return values[:, 1::2] * 0.5 + (values[:, :-1:2] + values[:, 2::2]) * 0.25


def _changes(before: Any, picture: Any) -> Iterator[tuple[slice, int, int]]:
    """Find the parts of a picture that are not as before: rows, and columns from and to."""
    height, width = picture.shape[:2]
    # eight bytes at once where rows allow it
    word = "<u8" if width * 3 % 8 == 0 else "<u2"
    differs = before.reshape(height, -1).view(word) != picture.reshape(height, -1).view(word)
    for top, bottom in _runs(differs.any(axis=1)):
        words = differs[top:bottom].any(axis=0)
        size = width * 3 // len(words)
        for first, last in _runs(words, _APART_PX * 3 // size):
            yield slice(top, bottom), first * size // 3, min(width, -(-last * size // 3))


def _runs(flags: Any, apart: int = _APART_PX) -> list[tuple[int, int]]:
    """Find where flags are set: from and to of each run, with those that are near to one another as one."""
    import numpy

    found = numpy.flatnonzero(flags)
    if not len(found):
        return []
    breaks = numpy.flatnonzero(numpy.diff(found) > apart)
    starts = found[numpy.concatenate([[0], breaks + 1])]
    ends = found[numpy.concatenate([breaks, [len(found) - 1]])] + 1
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
