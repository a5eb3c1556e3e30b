"""What people install is whole: the wheel carries the presets and the curriculum, and works without our tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from lessontool import presets

pytestmark = pytest.mark.tools

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from its tree as a release would be."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_has_every_preset_and_every_curriculum_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {f"lessontool/data/presets/{p.relative_to(ROOT / 'presets').as_posix()}" for p in _files(ROOT / "presets")}
    wanted |= {p.relative_to(ROOT).as_posix() for p in _files(ROOT / "lessontool")}
    assert sum(name.startswith("lessontool/data/presets/") for name in wanted) >= 1
    assert sum(name.startswith("lessontool/curriculum/") for name in wanted) >= 3
    assert wanted - packed == set()


def test_installed_wheel_finds_its_presets_without_our_tree(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    (site,) = home.glob("lib/python3*/site-packages")
    # The libraries are borrowed from this environment; our own editable install is not, as a .pth in there is not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    ask = (
        "import json, lessontool, lessontool.presets as p; print(json.dumps([lessontool.__file__, p.delivery_names()]))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    said = subprocess.run(
        [str(python), "-c", ask], check=True, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    where, names = json.loads(said.stdout)
    assert Path(where).is_relative_to(home)
    assert names == list(presets.delivery_names())
    assert names


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
