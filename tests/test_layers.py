"""The rooms of the house: who may import whom (down only), and the one door each to programs and to YAML."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lessontool"

FRONT_DOOR = "__init__"
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"cli", "lesson_form"}),
    frozenset({FRONT_DOOR}),
    frozenset({"schedule"}),
    frozenset({"catalogue"}),
    frozenset({"running"}),
    frozenset({"delivery"}),
    frozenset({"qc"}),
    frozenset({"reports", "branding", "analysis", "essence"}),
    frozenset({"subtitles"}),
    frozenset({"tools"}),
    frozenset({"planning"}),
    frozenset({"presets"}),
    frozenset({"records"}),
    frozenset({"model"}),
    frozenset({"timing", "errors", "curriculum", "messages", "version"}),
)
NEIGHBOURS = {("cli", "lesson_form")}
"""Who may call a room on its own floor."""
ONLY: dict[str, frozenset[str]] = {
    "lesson_form": frozenset({"presets", "curriculum", "messages", "model", "errors", "timing"}),
}
"""Rooms that may call less than everything below them."""
BACK_ROOMS = {
    "__main__": "cli",
    "door": FRONT_DOOR,
    "captioning": FRONT_DOOR,
    "presentation": FRONT_DOOR,
    "signing": FRONT_DOOR,
    "preview": FRONT_DOOR,
    "judging": FRONT_DOOR,
    "trying": FRONT_DOOR,
    "packing": FRONT_DOOR,
}
"""Files that are part of another file's room."""
SOLE_IMPORTERS = {
    "subprocess": frozenset({"tools/process.py"}),
    "yaml": frozenset({"presets.py", "_yaml.py", "presets/_yaml.py"}),
}
VAGUE_NAMES = frozenset({"utils", "util", "common", "helpers", "helper", "manager", "base", "misc"})
MOST_LINES = 600


def room_of(module: Path, root: Path) -> str:
    """Name the room of a file: its first folder, or its own name, or whose back room it is."""
    first = module.relative_to(root).parts[0].removesuffix(".py")
    return BACK_ROOMS.get(first, first)


def imported(module: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Every import in a file, as line and absolute dotted name (`from a import b` gives `a.b`), wherever it stands."""
    package = (root.name, *module.relative_to(root).parent.parts)
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"), str(module))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def called_room(name: str, root: Path) -> str | None:
    """Which room an imported name is in; None for what is not ours."""
    ours, _, rest = name.partition(".")
    if ours != root.name:
        return None
    first = rest.partition(".")[0]
    is_module = (root / f"{first}.py").is_file() or (root / first).is_dir()
    if not first or not is_module:
        return FRONT_DOOR
    return BACK_ROOMS.get(first, first)


def violations(root: Path) -> list[str]:
    """Everything in a package that breaks the order of its rooms, as sentences."""
    floor = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
    found: list[str] = []
    for module in sorted(root.rglob("*.py")):
        place = module.relative_to(root).as_posix()
        room = room_of(module, root)
        if room not in floor:
            found.append(f"{place}: room {room} has no floor; give it one in FLOORS")
            continue
        for line, name in imported(module, root):
            library = name.partition(".")[0]
            if library in SOLE_IMPORTERS and place not in SOLE_IMPORTERS[library]:
                found.append(f"{place}:{line}: only {', '.join(sorted(SOLE_IMPORTERS[library]))} may import {library}")
            called = called_room(name, root)
            if called is None or called == room:
                continue
            if called not in floor:
                found.append(f"{place}:{line}: room {called} has no floor; give it one in FLOORS")
            elif called not in ONLY.get(room, floor):
                found.append(f"{place}:{line}: {room} may not call {called}")
            elif floor[called] <= floor[room] and (room, called) not in NEIGHBOURS:
                found.append(f"{place}:{line}: {room} may not call {called}: imports go down only")
        if module.stem in VAGUE_NAMES:
            found.append(f"{place}: a name that says nothing")
    return found


def test_imports_go_down_only_and_each_outside_world_has_one_door() -> None:
    assert violations(PACKAGE) == []
    assert len(list(PACKAGE.rglob("*.py"))) >= 20


def test_no_file_is_longer_than_one_room() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert len(lines) >= 20
    assert {path.relative_to(PACKAGE).as_posix(): n for path, n in lines.items() if n > MOST_LINES} == {}


@pytest.mark.parametrize(
    ("place", "source", "complaint"),
    [
        ("timing.py", "from lessontool.model import Lesson", "timing may not call model"),
        ("planning/sound.py", "def f():\n    from lessontool.tools import ffmpeg", "planning may not call tools"),
        ("essence/names.py", "import lessontool.analysis.probe", "essence may not call analysis"),
        ("essence/names.py", "from ..analysis import probe", "essence may not call analysis"),
        ("essence/names.py", "from lessontool import analysis", "essence may not call analysis"),
        ("records.py", "from lessontool import __version__", "records may not call __init__"),
        ("essence/sound.py", "import subprocess", "only tools/process.py may import subprocess"),
        ("cli.py", "from yaml import safe_load", "may import yaml"),
        ("lesson_form.py", "from lessontool.tools import ffmpeg", "lesson_form may not call tools"),
        ("kitchen.py", "", "room kitchen has no floor"),
        ("tools/utils.py", "", "a name that says nothing"),
    ],
)
def test_a_call_upwards_is_found(tmp_path: Path, place: str, source: str, complaint: str) -> None:
    root = tmp_path / "lessontool"
    for room in ("tools", "planning", "essence", "analysis"):
        (root / room).mkdir(parents=True)
    (root / "model.py").touch()
    (root / place).write_text(source, encoding="utf-8")
    found = violations(root)
    assert len(found) == 1
    assert complaint in found[0]


def test_calls_downwards_and_inside_a_room_are_allowed(tmp_path: Path) -> None:
    root = tmp_path / "lessontool"
    (root / "tools").mkdir(parents=True)
    (root / "lesson_form.py").touch()
    (root / "errors.py").touch()
    (root / "cli.py").write_text("from lessontool import lesson_form, process\nimport os", encoding="utf-8")
    (root / "tools/process.py").write_text("import subprocess\nfrom lessontool import errors", encoding="utf-8")
    (root / "tools/ffmpeg.py").write_text(
        "from lessontool.tools import process\nfrom . import process", encoding="utf-8"
    )
    (root / "presets.py").write_text("import yaml", encoding="utf-8")
    assert violations(root) == []
