"""The house rules that concern the whole tree: no machine's paths, a small sample, a README that says what is true."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

import click
import pytest

from lessontool.cli.main import commands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "samples" / "phep-cong-lop-1"
SAMPLE_MOST_BYTES = 3 * 1024 * 1024
MACHINE_PATH = re.compile(r"""(?:^|[\s"'=:(`])/(?:root|work|home/\w+)/""", re.MULTILINE)
COMMAND = re.compile(r"(?:\$ )?lessontool ((?:presets )?[a-z]+)")


def files_of_the_tree() -> list[Path]:
    """Every file that git holds or would take up."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def code_in(text: str) -> list[str]:
    """The lines inside fenced code, and inline code."""
    fenced = [
        line.strip() for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S) for line in block.splitlines()
    ]
    return fenced + re.findall(r"`([^`\n]+)`", re.sub(r"^```\w*\n.*?^```", "", text, flags=re.M | re.S))


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    files = files_of_the_tree()
    assert len(files) >= 30
    found = []
    for path in files:
        data = path.read_bytes()
        if b"\0" not in data and MACHINE_PATH.search(data.decode("utf-8")):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []


@pytest.mark.parametrize("line", ["cd /" + "root/x", 'open("/' + 'work/main")', "/" + "home/lan/lesson"])
def test_a_machines_folder_is_recognised(line: str) -> None:
    assert MACHINE_PATH.search(line)
    assert not MACHINE_PATH.search("the folder .lessontool/work/ and {lesson}/root/x")


def test_every_lessontool_command_in_the_readme_exists() -> None:
    told = {tuple(match[1].split()) for line in code_in(README) if (match := COMMAND.match(line))}
    assert {("process",), ("check",), ("presets", "show")} <= told
    unknown = []
    for words in told:
        known: click.Command | None = commands
        for word in words:
            known = known.commands.get(word) if isinstance(known, click.Group) else None
        if known is None:
            unknown.append(" ".join(words))
    assert unknown == []


def test_every_make_command_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {match[1] for line in code_in(README) if (match := re.match(r"(?:\$ )?make ([a-z]+)", line))}
    assert {"demo", "test"} <= told
    assert told - targets == set()


def test_every_file_and_folder_on_the_map_of_the_code_exists() -> None:
    map_of_code = README.partition("## Map of the code")[2].partition("\n## ")[0]
    places = re.findall(r"^\| `([\w./-]+)`", map_of_code, re.MULTILINE)
    assert len(places) >= 12
    assert [
        place for place in places if not (ROOT / place).exists() and not (ROOT / "lessontool" / place).exists()
    ] == []


def test_the_sample_is_small_and_its_script_is_composed_text() -> None:
    sizes = [path.stat().st_size for path in SAMPLE.iterdir() if path.is_file()]
    assert {"recording.mp4", "script.txt", "lesson.yaml"} <= {path.name for path in SAMPLE.iterdir()}
    assert sum(sizes) <= SAMPLE_MOST_BYTES
    script = (SAMPLE / "script.txt").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", script)
    assert all(line.endswith((".", "!", "?")) for line in script.splitlines())
