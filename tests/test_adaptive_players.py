"""Players play a lesson in pieces: hls.js, dash.js, Shaka Player and Chromium by itself, and refuse broken ones."""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import adaptive_packages as made
from tests.adaptive_packages import AV1_LADDER, CUES, FLASH, Packed

pytestmark = pytest.mark.proof

JUDGE = Path(__file__).parent / "judges_node" / "players.cjs"
SEEK_S = 10.2
"""Inside the second caption, in a piece that was not there from the start."""

LOOKS_S = tuple((FLASH + each + 0.5) / 25 for each in (-1, 0, 1))
"""The middle of the frame before the flash, of the flash, and of the one after it."""

HELL = """Bài "1" & <x> 100% $Number$ #a?b='c'"""
PLAYERS = (("hls", ".m3u8"), ("dash", ".mpd"), ("shaka", ".mpd"), ("shaka", ".m3u8"), ("native", ".m3u8"))


def played(folder: Path, player: str, playlist: str, *, patience_s: int = 15) -> dict[str, Any]:
    """Let a player play a package, and say what came of it."""
    if not (shutil.which("chromium") and shutil.which("node") and (JUDGE.parent / "node_modules").is_dir()):
        said = "chromium or node_modules is missing: .ci/judges.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    looks = ",".join(f"{each:.2f}" for each in LOOKS_S)
    command = ["node", str(JUDGE), str(folder), player, playlist, str(SEEK_S), looks]
    patience = {**os.environ, "PATIENCE_MS": str(1000 * patience_s)}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env=patience)
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def complaints(player: str, playlist: str, said: dict[str, Any]) -> list[str]:
    """Everything that is not as it should be; empty where the lesson was played as it is."""
    found = [*said["faults"], *said["missing"]]
    if not (said.get("begun") and said.get("jumped")):
        return [*found, "does not play"]
    if not 14.3 < said["length"] < 14.5:
        found.append(f"{said['length']} s long")
    before, flash, after = said["brightness"]
    if not before < 200 < 240 < flash or after > 200:
        found.append(f"the flash is not where it was: {said['brightness']}")
    for kind, offset, ranges in said["moved"]:
        if abs(offset) > 0.005 or (ranges and ranges[-1][1] < 14.3):
            found.append(f"{kind} moved by {offset} s: {ranges}")
    if player != "native":
        wanted = [cues[1][2] for cues in CUES.values()]
        if [html.unescape(text) for text in said["shown"]] != wanted:
            found.append(f"captions {said['shown']}")
        if [text["lang"] for text in said["texts"]] != list(CUES):
            found.append(f"languages {said['texts']}")
    tile = said["thumbnail"] or {"url": "", "x": -1}
    if player in ("dash", "shaka") and not (tile["url"].endswith("_storyboard_2.jpg") and tile["x"] == 0):
        found.append(f"small picture {tile}")
    marks = [[mark.start_frames / 25, mark.title] for mark in made.MARKS]
    if (player, playlist) == ("shaka", ".m3u8") and said["chapters"] != marks:
        found.append(f"chapters {said['chapters']}")
    return found


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    return made.packed(tmp_path_factory.mktemp("online"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """H.264 with AAC, and AV1 with Opus."""
    return made.packed(tmp_path_factory.mktemp("both"), AV1_LADDER)


@pytest.mark.parametrize(("player", "ending"), PLAYERS)
def test_player_plays_with_captions_small_pictures_and_jumps(online: Packed, player: str, ending: str) -> None:
    said = played(online.folder, player, f"{made.STEM}{ending}")
    assert complaints(player, ending, said) == []
    assert any("_track.mp4" in name for name in said["asked"])


@pytest.mark.parametrize(("player", "ending"), [("hls", ".av1.m3u8"), ("native", ".av1.m3u8"), ("dash", ".mpd")])
def test_player_plays_av1_and_opus(both: Packed, player: str, ending: str) -> None:
    said = played(both.folder, player, f"{made.STEM}{ending}")
    assert complaints(player, ending, said) == []
    assert any("180p-av1_track.mp4" in name for name in said["asked"])


@pytest.mark.parametrize(("player", "ending"), [("hls", ".m3u8"), ("dash", ".mpd"), ("native", ".m3u8")])
def test_player_plays_without_captions_and_storyboard_and_with_names_from_hell(
    tmp_path: Path, player: str, ending: str
) -> None:
    rungs = ((180, 64, "h264", "aac"),)
    package = made.packed(tmp_path, rungs, captions=(), board=False, marks=(), stem=HELL)
    said = played(package.folder, player, f"{HELL}{ending}")
    assert complaints("native", ending, said) == []


def _without_pictures(folder: Path) -> None:
    for path in folder.glob("*p_track.mp4"):
        path.unlink()


def _cut_short(folder: Path) -> None:
    for path in folder.glob("*p_track.mp4"):
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 3)


def _nonsense(folder: Path) -> None:
    for path in (*folder.glob("*.m3u8"), *folder.glob("*.mpd")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("avc1.", "abc9.").replace("mp4a.40", "mp9z.41"), encoding="utf-8")


def _broken(folder: Path) -> None:
    for path in (*folder.glob("*.m3u8"), *folder.glob("*.mpd")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[len(text) // 3 : len(text) // 2], encoding="utf-8")


@pytest.mark.parametrize("breaking", [_without_pictures, _cut_short, _nonsense, _broken])
@pytest.mark.parametrize(("player", "ending"), PLAYERS)
def test_player_refuses_a_broken_package(
    online: Packed, tmp_path: Path, player: str, ending: str, breaking: Callable[[Path], None]
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(online.folder, folder)
    breaking(folder)
    said = played(folder, player, f"{made.STEM}{ending}", patience_s=6)
    assert complaints(player, ending, said)
    assert said["faults"] or said["missing"] or not said.get("jumped")
