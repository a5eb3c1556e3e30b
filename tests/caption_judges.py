"""Judges of captions that are not ours: the W3C's WebVTT parser, imsc.js, ttconv, imschrm, and tesseract's eyes.

The Node ones are installed by `.ci/judges.sh` into `tests/judges_node/node_modules`. They must be there when CI is
true; elsewhere a test that needs a missing one is skipped and says so.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import pytest

from lessontool.model import Cue, Subtitles
from lessontool.timing import FrameSpan

NODE_JUDGES = Path(__file__).parent / "judges_node"
TTML = "{http://www.w3.org/ns/ttml}"

ShownCue = tuple[int, int, tuple[str, ...]]
"""First millisecond, the one after the last, and the lines."""


@dataclass(frozen=True)
class Verdict:
    """What a judge read, and what it complains about."""

    cues: list[ShownCue]
    complaints: list[str]


def _missing(what: str, remedy: str) -> NoReturn:
    said = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def _node(script: str, path: Path) -> Verdict:
    if not shutil.which("node") or not (NODE_JUDGES / "node_modules").is_dir():
        _missing("a judge of caption files", ".ci/judges.sh")
    command = ["node", NODE_JUDGES / script, path]
    said = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert said.returncode in (0, 1), said.stderr.decode()
    answer = json.loads(said.stdout)
    assert said.returncode == bool(answer["errors"])
    return Verdict([(cue["start"], cue["end"], tuple(cue["lines"])) for cue in answer["cues"]], answer["errors"])


def webvtt(path: Path) -> Verdict:
    """Ask the W3C's WebVTT parser."""
    return _node("webvtt.cjs", path)


def imsc(path: Path) -> Verdict:
    """Ask imsc.js, which players in browsers use."""
    return _node("imsc.cjs", path)


def ttconv(path: Path) -> Verdict:
    """Ask ttconv: it always ends well, so what it logs above INFO is its verdict."""
    from ttconv.imsc import reader
    from ttconv.isd import ISD

    complaints: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("ttconv")
    logger.addHandler(handler)
    try:
        document = reader.to_model(ET.parse(path))  # noqa: S314  # our own file
        assert document is not None
        times = [Fraction(time) for time in ISD.significant_times(document)]
        scenes = [(time, ISD.from_model(document, time)) for time in times]
    finally:
        logger.removeHandler(handler)
    cues = []
    for (start, scene), end in zip(scenes, times[1:], strict=False):
        lines = "".join(_text(region) for region in scene.iter_regions()) if scene else ""
        if lines:
            cues.append((int(start * 1000), int(end * 1000), tuple(lines.split("\n"))))
    return Verdict(cues, complaints)


def _text(element: object) -> str:
    from ttconv.model import Br, Text

    if isinstance(element, Text):
        return str(element.get_text())
    if isinstance(element, Br):
        return "\n"
    return "".join(_text(child) for child in element)  # type: ignore[attr-defined]


def render_model(path: Path) -> bool:
    """Ask imschrm whether a television can draw the captions in time (IMSC Hypothetical Render Model)."""
    try:
        import imschrm  # noqa: F401
    except ImportError:
        _missing("imschrm", "pip install imschrm")
    said = subprocess.run([sys.executable, "-m", "imschrm.cli", path], check=False, capture_output=True, timeout=60)
    assert said.returncode in (0, 1), said.stderr.decode()
    return said.returncode == 0


def read_picture(path: Path) -> str:
    """Let tesseract read the Vietnamese in a picture."""
    if not shutil.which("tesseract"):
        _missing("tesseract", "apt-get install tesseract-ocr tesseract-ocr-vie")
    command = ["tesseract", path, "-", "-l", "vie", "--psm", "6"]
    said = subprocess.run(
        command, check=True, capture_output=True, timeout=60, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    return " ".join(said.stdout.decode().split())


def cue(start: int, end: int, *lines: str, doubtful: tuple[str, ...] = ()) -> Cue:
    """A caption of a script."""
    return Cue(
        span=FrameSpan(start, end), lines=lines, origin="script", confidence=0.5 if doubtful else 1.0, doubtful=doubtful
    )


def captions(*cues: Cue, language: str = "vi") -> Subtitles:
    """Captions of a lesson in the speech of its script."""
    return Subtitles(language=language, style="grade-1-2", origin="script", cues=cues)
