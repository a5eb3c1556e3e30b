"""`lessontool brand` as a station uses it: which brands there are, how one looks, and what is said when it is wrong."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from pymediainfo import MediaInfo

from lessontool import preview
from lessontool.branding.posters import sheet
from lessontool.cli.main import main
from lessontool.model import Look
from lessontool.presets import load_brand
from tests import tiny
from tests.sources import PRESETS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Run a command in this process: exit code, what it said, what it complained about."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("logs")))
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    # what Ctrl-C does belongs to the process, not to a test
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lessontool", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        heard = capfd.readouterr()
        return int(ended.value.code or 0), heard.out, heard.err

    return command


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw previews at a sixteenth of their size."""
    monkeypatch.setattr(preview, "_WIDTH_PX", 320)
    monkeypatch.setattr(preview, "_HEIGHT_PX", 180)


def own(folder: Path, **changed: str) -> Path:
    """Make a preset folder with a brand of short bumpers, parts of its text exchanged."""
    shutil.copytree(PRESETS / "brands", folder / "brands")
    text = (PRESETS / "brands" / "province.yaml").read_text(encoding="utf-8").replace("name: province", "name: ours")
    short = {"opening_s: 8": "opening_s: 2", "closing_s: 10": "closing_s: 2"}
    for old, new in {**short, **changed}.items():
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "brands" / "ours.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_brands_are_listed_with_what_they_are_for(run: Run, tmp_path: Path) -> None:
    code, said, _ = run("brand", "list")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == ["province", "pupils-1-2"]
    _, said, _ = run("brand", "list", "--json", "--lang", "en", "--preset-folder", own(tmp_path))
    assert list(json.loads(said)) == ["ours", "province", "pupils-1-2"]
    assert "grades 1–2" in json.loads(said)["pupils-1-2"]


def test_a_brand_is_shown_and_explained_as_every_preset(run: Run) -> None:
    assert "brands/province" in run("presets", "list")[1]
    assert json.loads(run("presets", "show", "brands/province", "--json")[1])["template"] == "calm"
    assert "# deep water blue" in run("presets", "explain", "brands/province")[1]


@pytest.mark.proof
@pytest.mark.tools
def test_a_preview_is_a_sheet_and_a_film_to_look_at(run: Run, small: None, tmp_path: Path) -> None:
    folder, target = own(tmp_path / "own"), tmp_path / "xem thử"
    words = ("brand", "preview", "ours", "--preset-folder", folder, "--to", target)
    code, said, complaint = run(*words, "--json")
    assert (code, complaint) == (0, ""), said
    told: dict[str, Any] = json.loads(said)
    assert told == {
        "brand": "ours",
        "sheet": str(target / "ours-sheet.png"),
        "clip": str(target / "ours-preview.mp4"),
    }
    assert sorted(path.name for path in target.iterdir()) == ["ours-preview.mp4", "ours-sheet.png"]
    with Image.open(told["sheet"]) as sheet:
        assert sheet.width > 1900
        assert len(sheet.convert("RGB").resize((64, 64)).getcolors(64 * 64) or ()) > 200
    general, picture, sound = MediaInfo.parse(told["clip"]).tracks
    assert (picture.format, picture.width, picture.height, picture.frame_rate) == ("AVC", 320, 180, "50.000")
    # bumpers of 2 s and a lesson of 6 s, as whole GOPs of 12 frames: 60, 156 and 60
    assert picture.duration == 276 * 40
    assert abs(picture.duration - sound.duration) < 60
    assert sound.format == "AAC"
    assert general.comment == preview.MARK

    strange = target / "ours-sheet.png"
    strange.write_bytes(b"my own picture")
    code, _, complaint = run(*words)
    assert code == 2
    assert "ours-sheet.png" in complaint
    assert "--force" in complaint
    assert strange.read_bytes() == b"my own picture"


def test_a_file_that_is_not_ours_is_kept_unless_forced(tmp_path: Path) -> None:
    mine = tmp_path / "a.png"
    preview._require_free(mine, overwrite=False)
    mine.write_bytes(f"...{preview.MARK}...".encode())
    preview._require_free(mine, overwrite=False)
    mine.write_bytes(b"theirs")
    preview._require_free(mine, overwrite=True)
    with pytest.raises(preview.InputError):
        preview._require_free(mine, overwrite=False)
    mine.unlink()
    mine.symlink_to(tmp_path / "nowhere")
    with pytest.raises(preview.InputError):
        preview._require_free(mine, overwrite=False)


def test_the_sheet_shows_the_safe_area_on_dark_and_on_light() -> None:
    bare = sheet.neutral_picture(400, 200)
    lined = sheet.with_safe_area(bare)
    assert bare.getpixel((20, 100)) != lined.getpixel((20, 100))  # 5 % of 400
    assert bare.getpixel((100, 10)) != lined.getpixel((100, 10))  # 5 % of 200
    changed = ImageChops.difference(bare, lined).getbbox()
    assert changed == (20, 10, 380, 190)
    darks = {bare.getpixel((x, 100)) for x in range(400)}
    assert max(darks)[0] - min(darks)[0] > 100


def test_the_sheet_puts_every_picture_with_its_words_and_cuts_none() -> None:
    look = Look(template="calm", colours=load_brand("province").colours)
    red = Image.new("RGB", (300, 150), (200, 0, 0))
    tile = sheet.Tile(picture=red, caption="Một dòng chữ rất dài, dài hơn bức ảnh ở phía trên nó nhiều lắm")
    made = sheet.compose("Bộ nhận diện", [[tile, tile], [], [tile]], look)
    counted = {colour: count for count, colour in made.getcolors(1 << 20)}
    assert counted[(200, 0, 0)] == 3 * 300 * 150
    assert made.width < 2 * 300 + 100


WRONG = [
    ({'"#EBEBEB"': '"#8FA0A8"'}, "colours.text: contrast with ground is 3.57 : 1"),
    ({"logo: province/logo.svg": "logo: cua-toi.svg"}, "logo: no such file: cua-toi.svg"),
    ({"template: calm": "template: clam"}, "template: not one of calm / playful; did you mean calm?"),
]


@pytest.mark.parametrize(("changed", "reason"), WRONG)
def test_a_wrong_brand_is_told_to_its_author(run: Run, tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    folder = own(tmp_path / "own", **changed)
    code, said, complaint = run("brand", "preview", "ours", "--preset-folder", folder, "--to", tmp_path / "out")
    assert (code, said) == (3, "")
    assert f"ours.yaml:{complaint.partition('ours.yaml:')[2].partition(':')[0]}: {reason}" in complaint
    assert not (tmp_path / "out").exists()


def test_a_font_without_vietnamese_is_told_to_its_author(run: Run, tmp_path: Path) -> None:
    from tests.test_brands import without

    folder = own(tmp_path / "own", **{'title: ""': "title: chu.ttf"})
    without("ăỡ", folder / "brands" / "chu.ttf")
    code, _, complaint = run("brand", "preview", "ours", "--preset-folder", folder, "--to", tmp_path)
    assert code == 3
    assert "thiếu 2 chữ: ă ỡ" in complaint


def test_a_misspelt_brand_is_told_with_the_nearest_name(run: Run, tmp_path: Path) -> None:
    code, _, complaint = run("brand", "preview", "provinz", "--to", tmp_path)
    assert code == 3
    assert "“provinz”" in complaint
    assert "Có thể là: province." in complaint
    code, said, _ = run("brand", "preview", "../x", "--json", "--lang", "en")
    assert (code, json.loads(said)["error"]) == (3, "brand-unknown")


def test_a_lesson_that_is_none_is_told_to_its_teacher(run: Run, tmp_path: Path) -> None:
    code, _, complaint = run("brand", "preview", "province", tmp_path, "--to", tmp_path / "out")
    assert code == 2
    assert "lesson.yaml" in complaint
    assert run("brand", "preview", "province", tmp_path / "nowhere")[0] == 2


def test_a_place_where_nothing_can_be_written_is_told_before_any_drawing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    code, _, complaint = run("brand", "preview", "province", "--to", tmp_path / "out")
    assert code == 2
    assert "--to" in complaint


def test_a_lessons_own_words_are_used(tmp_path: Path) -> None:
    from lessontool.presets import load_lesson

    lesson = load_lesson(tiny.lesson(tmp_path / "bai-10"))
    shown = preview._shortened(lesson, "province")
    assert (shown.title, shown.teachers, shown.brand) == (lesson.title, lesson.teachers, "province")
    assert shown.chapters


@pytest.mark.parametrize("name", ["brand", "brand list", "brand preview"])
def test_every_command_explains_itself_in_both_languages(run: Run, name: str) -> None:
    assert not run("--lang", "vi", *name.split(), "--help")[1].isascii()
    assert run("--lang", "en", *name.split(), "--help")[1].isascii()
