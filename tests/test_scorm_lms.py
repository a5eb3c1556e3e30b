"""Packages for learning systems before a learning system: scorm-again, with Chromium as the pupil."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.shelves import HELL, small_shelf
from tests.test_scorm import EDITIONS, JUDGES, built, missing, xapi

pytestmark = pytest.mark.proof
SHORT = {"1.2": "12", "2004-4": "2004"}


def unpacked(folder: Path, edition: str) -> Path:
    """A package of a lesson of four seconds, as a learning system unpacks it."""
    _, archive = built(small_shelf(folder, title=HELL), folder / "made", edition)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder / "unpacked")
    return folder / "unpacked"


def judged(package: Path, edition: str) -> Any:
    """Let a pupil watch half, leave, come back and watch the rest (tests/judges_node/scorm.cjs)."""
    if not shutil.which("chromium") or not (JUDGES / "node_modules/scorm-again").is_dir():
        missing("chromium or scorm-again", ".ci/judges.sh")
    command: list[str | Path] = ["node", JUDGES / "scorm.cjs", package, SHORT[edition]]
    said = subprocess.run(command, check=False, capture_output=True, timeout=180)
    assert said.returncode in (0, 1), said.stderr.decode()
    answer = json.loads(said.stdout)
    assert said.returncode == bool(answer["errors"])
    return answer


@pytest.mark.parametrize("edition", EDITIONS)
def test_learning_system_keeps_place_and_completion_of_a_pupil_who_comes_back(tmp_path: Path, edition: str) -> None:
    answer = judged(unpacked(tmp_path, edition), edition)
    assert answer["errors"] == []
    first, second = answer["visits"]
    assert (first["status"], first["exit"]) == ("incomplete", "suspend")
    assert 45 <= first["percent"] <= 75
    assert second["back"] == pytest.approx(float(first["place"]), abs=0.3)
    assert (second["status"], second["percent"]) == ("completed", 100)
    assert second["success"] == ("" if edition == "1.2" else "passed")
    assert all(each["commits"] >= 2 for each in answer["visits"])
    assert xapi(answer["statements"], tmp_path) == []
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in answer["statements"]]
    assert verbs[:4] == ["initialized", "played", "paused", "terminated"]
    assert verbs.count("completed") == 1


@pytest.mark.parametrize(
    ("edition", "right", "wrong", "said"),
    [
        ("1.2", 'api: "API"', 'api: "NOBODY"', "first visit: 0 × LMSInitialize"),
        ("1.2", 'link.set(dialect.status, "incomplete")', 'link.set(dialect.status, "finished")', "405"),
        ("2004-4", 'link.set(dialect.exit, ', 'link.set("cmi.exits", ', "401"),
        ("2004-4", "      open = false;\n", "", "× Terminate"),
    ],
)  # fmt: skip
def test_package_that_speaks_wrongly_is_refused(
    tmp_path: Path, edition: str, right: str, wrong: str, said: str
) -> None:
    package = unpacked(tmp_path, edition)
    script = package / "player/scorm.js"
    text = script.read_text(encoding="utf-8")
    assert text.count(right) == 1
    if said == "× Terminate":  # twice, as with a guard that does not hold
        text = text.replace('window.addEventListener("pagehide", leave)', 'window.addEventListener("pagehide", '
                            "function () { leave(); left = false; leave(); })")  # fmt: skip
    script.write_text(text.replace(right, wrong), encoding="utf-8")
    errors = judged(package, edition)["errors"]
    assert any(said in error for error in errors), errors
