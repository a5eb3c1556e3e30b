"""A lesson's page in real browsers, from a server and from a disk: it plays, and a broken page is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessontool.delivery.pages import beside, web_page
from lessontool.delivery.shelf import read_shelf
from tests.shelves import HELL, STEM, small_package

pytestmark = pytest.mark.proof

JUDGE = Path(__file__).parent / "judges_node" / "page.cjs"
SECONDS = 20
"""Long enough to stop in the middle and to come back."""

BROWSERS = {"chromium": ("chromium",), "firefox": ("firefox-esr", "firefox")}


def browser(name: str) -> str:
    """Say that a browser is there; without it fail in CI and skip elsewhere."""
    if any(shutil.which(program) for program in BROWSERS[name]) and (JUDGE.parent / "node_modules").is_dir():
        return name
    said = f"{name} or node_modules is missing: .ci/judges.sh"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def judged(name: str, place: str, folder: Path, task: str) -> dict[str, Any]:
    """Let a browser judge a page: what is wrong with it, and what was seen."""
    command = ["node", str(JUDGE), browser(name), place, str(folder), task]
    said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert said.stdout, said.stderr
    verdict: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    assert (said.returncode == 0) == (verdict["faults"] == []), said.stderr
    return verdict


def with_page(folder: Path, change: Callable[[str], str] = str, **changes: Any) -> Path:
    """A finished lesson with its page in a folder, the page changed as wished."""
    small_package(folder, **changes)
    (lesson,) = read_shelf([folder])
    page = web_page(lesson, address=beside(folder)).decode()
    (folder / "index.html").write_text(change(page), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_page(tmp_path_factory.mktemp("page"), seconds=SECONDS)


@pytest.mark.parametrize("place", ["http", "file"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_lesson_plays_with_captions_chapters_sizes_and_goes_on_where_it_stopped(
    site: Path, name: str, place: str
) -> None:
    verdict = judged(name, place, site, "play")
    assert verdict["faults"] == []
    assert verdict["seen"]["caption"] == "Ba < năm & năm > ba."
    assert sorted(verdict["seen"]["sizes"]) == ["180p.mp4", "360p.mp4"]


def test_whoever_opens_the_player_is_told_what_was_really_watched(tmp_path: Path) -> None:
    assert judged("chromium", "file", with_page(tmp_path / "page"), "hooks")["faults"] == []


def test_page_with_names_from_hell_can_be_read_by_everybody_on_every_screen(tmp_path: Path) -> None:
    name = HELL.replace("/", "")
    folder = with_page(tmp_path / "page", title=HELL, school=HELL * 2, teachers=(HELL,), attachments=(f"{name}.pdf",))
    assert judged("chromium", "http", folder, "look")["faults"] == []


def test_page_of_a_lesson_without_picture_can_be_read_by_everybody(tmp_path: Path) -> None:
    assert judged("chromium", "file", with_page(tmp_path / "page", heights=()), "look")["faults"] == []


def test_page_says_in_plain_words_that_another_size_is_used(tmp_path: Path) -> None:
    folder = with_page(tmp_path / "page")
    (folder / f"{STEM}_360p.mp4").write_bytes(b"no film")
    verdict = judged("chromium", "file", folder, "fallback")
    assert verdict["faults"] == []
    assert verdict["seen"]["note"] == "Máy này không mở được cỡ 360p, nên đang dùng cỡ 180p."


def test_page_plays_a_whole_file_where_the_playlist_leads_nowhere(tmp_path: Path) -> None:
    def change(page: str) -> str:
        assert '"playlist":{' in page
        return page

    (tmp_path / "page").mkdir()
    (tmp_path / "page" / f"{STEM}.m3u8").write_text("#EXTM3U\nnowhere.m4s\n", encoding="utf-8")
    folder = with_page(tmp_path / "page", change, seconds=SECONDS)
    verdict = judged("chromium", "http", folder, "play")
    assert verdict["faults"] == []
    assert "m3u8" not in verdict["seen"]["sizes"][0]


def foreign_script(page: str) -> str:
    return page.replace("<title>", '<script src="http://cdn.example.org/player.js"></script><title>')


def foreign_picture_without_rules(page: str) -> str:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return page.replace("</main>", '</main><img alt="" src="http://cdn.example.org/logo.png">')


def changed_script(page: str) -> str:
    return page.replace("LessonPlayer.open(document", "/* changed */ LessonPlayer.open(document")


BROKEN: dict[Callable[[str], str], str] = {
    foreign_script: "cdn.example.org|policy",
    foreign_picture_without_rules: "asks for http://cdn.example.org/logo.png",
    changed_script: "there is no player",
}


@pytest.mark.parametrize("change", BROKEN, ids=lambda change: change.__name__)
def test_judge_refuses_a_broken_page(tmp_path: Path, change: Callable[[str], str]) -> None:
    folder = with_page(tmp_path / "page", change)
    faults = judged("chromium", "file", folder, "look")["faults"]
    assert any(re.search(BROKEN[change], fault) for fault in faults), faults


def test_judge_refuses_a_page_without_captions_and_with_small_buttons(tmp_path: Path) -> None:
    def change(page: str) -> str:
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        return page.replace("track.addCue(", "(").replace("min-height: 44px", "min-height: 20px")

    folder = with_page(tmp_path / "page", change, seconds=SECONDS)
    assert "never: a caption" in judged("chromium", "file", folder, "play")["faults"]
    assert any(fault.startswith("320: small: ") for fault in judged("chromium", "file", folder, "look")["faults"])
