"""Logos: what is drawn fills its box, and a stranger's file reads nothing, fetches nothing and exhausts nothing."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool.branding.drawing import logos
from lessontool.errors import PresetError

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
NESTED = "".join(
    f'<g id="a{level}">' + f'<use xlink:href="#a{level - 1}"/>' * 10 + "</g>" if level else '<g id="a0"><rect/></g>'
    for level in range(12)
)


def png(size: tuple[int, int], ink: tuple[int, int, int, int], mode: str = "RGBA") -> bytes:
    """A picture with a rectangle of ink on nothing (or on white, where there is no transparency)."""
    picture = Image.new(mode, size, (255, 255, 255, 0)[: len(mode)])
    picture.paste(Image.new(mode, (ink[2] - ink[0], ink[3] - ink[1]), (192, 0, 0, 255)[: len(mode)]), ink)
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def logo(folder: Path, content: bytes | str, name: str = "logo") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def drawing(inside: str, sheet: str = 'width="200" height="200"') -> str:
    return f"<svg {SVG} {sheet}>{inside}</svg>"


def refused(path: Path) -> str:
    """Why a file is no logo."""
    with pytest.raises(PresetError) as error:
        logos.require_usable(path, "logo.svg")
    assert error.value.code == "brand-logo-unusable"
    assert error.value.values == {"file": "logo.svg"}
    return error.value.detail


def test_an_svg_fills_its_box_with_its_ink_and_not_with_its_sheet(tmp_path: Path) -> None:
    path = logo(tmp_path, drawing('<rect x="50" y="80" width="80" height="40" fill="#c00000"/>'))
    picture = logos.logo_picture(path, height_px=86, width_px=300)
    assert picture.mode == "RGBA"
    assert picture.height == 86
    assert abs(picture.width - 172) <= 2
    assert picture.getpixel((80, 40)) == (192, 0, 0, 255)


def test_letters_in_an_svg_are_drawn_on_every_machine(tmp_path: Path) -> None:
    path = logo(tmp_path, drawing('<text x="10" y="90" font-family="Nobody Has This" font-size="60">Việt</text>'))
    assert logos.logo_picture(path, height_px=40, width_px=200).width > 60


def test_a_sheet_of_which_the_doctype_is_written_out_is_drawn(tmp_path: Path) -> None:
    head = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    path = logo(tmp_path, head + drawing('<circle cx="100" cy="100" r="100"/>'))
    assert logos.logo_picture(path, height_px=30, width_px=300).size == (30, 30)


def test_a_picture_inside_an_svg_is_drawn(tmp_path: Path) -> None:
    inside = base64.b64encode(png((8, 8), (0, 0, 8, 8))).decode()
    path = logo(tmp_path, drawing(f'<image href="data:image/png;base64,{inside}" width="50" height="50"/>'))
    assert logos.logo_picture(path, height_px=20, width_px=20).getpixel((10, 10)) == (192, 0, 0, 255)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<image xlink:href="{secret}" width="20" height="20"/>', "refers to another file"),
        ('<image href="file://{secret}" width="20" height="20"/>', "refers to another file"),
        ('<image href="http://127.0.0.1/x.png" width="20" height="20"/>', "refers to another file"),
        ('<image href="data:image/svg+xml;base64,AAAA" width="20" height="20"/>', "refers to another file"),
        ('<use xlink:href="other.svg#a"/>', "refers to another file"),
        ('<rect width="9" height="9" fill="url(http://127.0.0.1/x.svg#a)"/>', "refers to another file"),
        ('<rect width="9" height="9" style="filter: url( \'x.svg#a\' )"/>', "refers to another file"),
        ('<style>@import "http://127.0.0.1/x.css";</style><rect width="9" height="9"/>', "a style refers"),
        ('<image href="data:image/png;base64,AAAA" width="20" height="20"/>', "an embedded picture"),
        (f'<defs>{NESTED}</defs><use xlink:href="#a11"/>', "cannot be drawn"),
        ("<g>" * 30_000 + "</g>" * 30_000, "no SVG"),
        ("", "nothing is to be seen"),
    ],
)
def test_a_hostile_drawing_is_refused(tmp_path: Path, inside: str, reason: str) -> None:
    secret = logo(tmp_path, png((8, 8), (0, 0, 8, 8)), "secret.png")
    assert reason in refused(logo(tmp_path, drawing(inside.replace("{secret}", str(secret)))))


def test_an_entity_is_never_read(tmp_path: Path) -> None:
    secret = logo(tmp_path, "secret", "secret.txt")
    head = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{secret}">]>'
    assert "entities" in refused(logo(tmp_path, head + drawing('<text y="20">&x;</text>')))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html/>",
        b"\x89PNG\r\n\x1a\n",
        drawing("<rect").encode()[:80],
        (drawing("") + " " * (2 << 20)).encode(),
        png((40, 40), (10, 10, 30, 30))[:90],
        png((40, 40), (0, 0, 0, 0)),
        # a bomb: its head says 100 000 x 100 000 pixels
        png((8, 8), (0, 0, 8, 8))[:16] + (100_000).to_bytes(4, "big") * 2 + png((8, 8), (0, 0, 8, 8))[24:],
    ],
    ids=["empty", "gif", "html", "head only", "cut svg", "too large", "cut png", "no ink", "bomb"],
)
def test_a_file_that_is_no_logo_is_refused(tmp_path: Path, content: bytes) -> None:
    refused(logo(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nothing.svg")


def test_a_png_loses_its_transparent_borders_and_keeps_its_shape(tmp_path: Path) -> None:
    path = logo(tmp_path, png((400, 300), (100, 100, 300, 200)))
    picture = logos.logo_picture(path, height_px=40, width_px=300)
    assert picture.size == (80, 40)
    assert picture.getpixel((40, 20)) == (192, 0, 0, 255)


def test_a_png_without_transparency_is_used_as_it_is(tmp_path: Path) -> None:
    path = logo(tmp_path, png((400, 200), (100, 100, 300, 200), "RGB"))
    assert logos.logo_picture(path, height_px=40, width_px=300).size == (80, 40)


def test_a_small_png_is_not_blown_up(tmp_path: Path) -> None:
    path = logo(tmp_path, png((10, 10), (0, 0, 10, 10)))
    assert logos.logo_picture(path, height_px=200, width_px=200).size == (20, 20)


@settings(max_examples=15, deadline=None)
@given(
    sheet=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    room=st.tuples(st.integers(1, 120), st.integers(1, 120)),
)
def test_a_logo_is_never_larger_than_its_box(
    tmp_path_factory: pytest.TempPathFactory, sheet: tuple[int, int], room: tuple[int, int]
) -> None:
    path = logo(tmp_path_factory.mktemp("logo"), png(sheet, (0, 0, *sheet)))
    picture = logos.logo_picture(path, height_px=room[1], width_px=room[0])
    assert picture.width <= room[0]
    assert picture.height <= room[1]
