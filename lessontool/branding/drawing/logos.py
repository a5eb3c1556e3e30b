"""A brand's logo, SVG or PNG, made a picture: its ink fills its box, and a stranger's SVG reads nothing but itself.

A drawing is looked through before anything draws it: no other file, no address, no entity. It is then drawn by a
program of its own with limits on time and memory, since a short drawing can ask for endless work.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lessontool.branding.drawing import setting
from lessontool.errors import PresetError, ToolError
from lessontool.model import Colours, Look
from lessontool.tools import process
from lessontool.tools.process import Limits

if TYPE_CHECKING:
    from PIL import Image

_MOST_BYTES: Final = 2 << 20
_MOST_PIXELS: Final = 24_000_000
"""Of a PNG: a sheet of paper at 500 dots an inch; the largest is decoded in some 100 MB."""

_MOST_SIDE_PX: Final = 4096
"""Of what a drawing is drawn at: a logo that fills only a corner of its sheet is drawn large and trimmed."""

_FIRST_LOOK_PX: Final = 800

_ENLARGED: Final = 2.0
"""A PNG may become so much larger; beyond that it only becomes blurred."""

_INK: Final = 4
"""Fainter than this, of 255, is not seen: it is cut away as transparent."""

_LIMITS: Final = Limits(wall_s=20, memory_bytes=1 << 30, output_bytes=0)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?\s*(?!#|['\"]|\s)|@import|@font-face", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"data:image/(png|jpe?g);base64,", re.IGNORECASE)

_CHILD: Final = """
import sys
import resvg_py
width, height, *fonts = sys.argv[1:]
family = "Be Vietnam Pro"
sys.stdout.buffer.write(resvg_py.svg_to_bytes(
    svg_string=sys.stdin.buffer.read().decode("utf-8"), width=int(width), height=int(height),
    skip_system_fonts=True, font_files=fonts, font_family=family, serif_family=family, sans_serif_family=family,
))
"""


def logo_picture(path: Path, *, height_px: int, width_px: int) -> Image.Image:
    """Draw a logo as large as it fits into a box, its transparent borders cut away: RGBA, no larger than the box.

    A PNG becomes at most twice as large as it is. Raises PresetError `brand-logo-unusable` for what is no logo.
    """
    try:
        return _picture(path, max(1, width_px), max(1, height_px))
    except _UnusableError as reason:
        raise PresetError("brand-logo-unusable", file=path.name, detail=f"{path}: {reason}") from reason


def require_usable(path: Path, name: str) -> None:
    """Draw a logo once, to see whether it can be drawn; `name` is what its owner calls the file.

    Raises PresetError `brand-logo-unusable`, with the reason in its detail.
    """
    try:
        _picture(path, 64, 64)
    except _UnusableError as reason:
        raise PresetError("brand-logo-unusable", file=name, detail=f"{path}: {reason}") from reason


def trimmed(picture: Image.Image) -> Image.Image:
    """Cut a picture's transparent borders away; one without any ink becomes a single transparent pixel."""
    ink = picture.getchannel("A").point(lambda alpha: 255 if alpha >= _INK else 0).getbbox()
    return picture.crop(ink or (0, 0, 1, 1))


class _UnusableError(Exception):
    """Why a file is no logo."""


def _picture(path: Path, width: int, height: int) -> Image.Image:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _UnusableError(f"{path.stat().st_size} bytes; at most {_MOST_BYTES}")
        content = path.read_bytes()
    except OSError as error:
        raise _UnusableError(str(error)) from error
    drawn = _of_png(content, width, height) if content.startswith(_PNG) else _of_svg(content, width, height)
    if not drawn.getchannel("A").getbbox():
        raise _UnusableError("nothing is to be seen")
    return drawn


def _of_png(content: bytes, width: int, height: int) -> Image.Image:
    from PIL import Image

    if len(content) < 24:
        raise _UnusableError("broken off")
    across, down = struct.unpack(">II", content[16:24])
    if not 0 < across * down <= _MOST_PIXELS:
        raise _UnusableError(f"{across}x{down} pixels; at most {_MOST_PIXELS} together")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as opened:
            picture = trimmed(opened.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # Pillow raises any of these for a broken PNG
        raise _UnusableError(str(error)) from error
    scale = min(width / picture.width, height / picture.height, _ENLARGED)
    size = (max(1, int(picture.width * scale + 1e-6)), max(1, int(picture.height * scale + 1e-6)))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def _of_svg(content: bytes, width: int, height: int) -> Image.Image:
    """Draw it once to find its ink on its sheet, then once more so large that the ink fills the box."""
    drawing = _checked(content)
    sheet = _drawn(drawing, _FIRST_LOOK_PX, _FIRST_LOOK_PX)
    found = trimmed(sheet)
    if not found.getchannel("A").getbbox():
        raise _UnusableError("nothing is to be seen")
    scale = min(width / found.width, height / found.height, _MOST_SIDE_PX / max(sheet.size))
    picture = trimmed(_drawn(drawing, max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))))
    if picture.width > width or picture.height > height:
        # a curve's edge may reach into one pixel more at another size
        picture.thumbnail((width, height))
    return picture


def _checked(content: bytes) -> bytes:
    """Look a drawing through, and write it anew without what only a text editor needs."""
    from xml.etree.ElementTree import ParseError, tostring

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content)
        if root.tag != "{http://www.w3.org/2000/svg}svg":
            raise _UnusableError("neither PNG nor SVG")
        for element in root.iter():
            for name, value in element.attrib.items():
                _require_inside(name.rpartition("}")[2], value)
            if _OUTSIDE.search(f"{element.text} {element.tail}"):
                raise _UnusableError("a style refers to another file")
        return bytes(tostring(root, encoding="utf-8"))
    except DefusedXmlException as error:
        raise _UnusableError(f"entities are not read: {error!r}") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise _UnusableError(f"no SVG: {error}") from error


def _require_inside(name: str, value: str) -> None:
    """Raise unless what an attribute refers to stands in the drawing itself."""
    if _OUTSIDE.search(value):
        raise _UnusableError(f"{name} refers to another file: {value[:100]}")
    reference = value.strip()
    if name != "href" or not reference or reference.startswith("#"):
        return
    embedded = _EMBEDDED.match(reference)
    if embedded is None:
        raise _UnusableError(f"refers to another file: {reference[:100]}")
    _require_small(reference[embedded.end() :])


def _require_small(text: str) -> None:
    """Raise unless an embedded picture is one, and of a size that can be decoded."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(text)), formats=["PNG", "JPEG"]) as picture:
            pixels = picture.width * picture.height
    except (OSError, ValueError, SyntaxError, binascii.Error, Image.DecompressionBombError) as error:
        raise _UnusableError(f"an embedded picture cannot be read: {error}") from error
    except Image.DecompressionBombWarning as error:  # where warnings are errors
        raise _UnusableError(str(error)) from error
    if pixels > _MOST_PIXELS:
        raise _UnusableError(f"an embedded picture has {pixels} pixels")


def _drawn(drawing: bytes, width: int, height: int) -> Image.Image:
    from PIL import Image

    command = [sys.executable, "-I", "-c", _CHILD, str(width), str(height), *map(str, _fonts())]
    try:
        finished = process.run(command, limits=_LIMITS, stdin=_blocks(drawing), stdout_limit_bytes=128 << 20)
    except ToolError as error:
        raise _UnusableError(f"cannot be drawn within its limits: {error.detail[:200]}") from error
    if finished.status != 0:
        raise _UnusableError(f"cannot be drawn: {finished.log[-1] if finished.log else finished.status}")
    with Image.open(io.BytesIO(finished.stdout), formats=["PNG"]) as opened:
        picture: Image.Image = opened.convert("RGBA")
    return picture


def _blocks(drawing: bytes) -> Iterator[bytes]:
    yield drawing


def _fonts() -> list[Path]:
    """Letters in a drawing are set in the packaged font, so that it looks the same on every machine."""
    nothing = "#000000"
    colours = Colours(
        ground=nothing, ground_end=nothing, accent=nothing, accent_second=nothing, text=nothing, text_on_accent=nothing
    )
    look = Look(template="calm", colours=colours)
    return [setting.font_of(look, "text", weight, {}) for weight in ("Regular", "Bold")]
