"""Judges that are not ours: MediaConch, MediaInfo's own program, bmx (through mxfuse), xmllint.

The Debian ones must be there when CI is true; elsewhere a test that needs a missing one is skipped and says so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mxfuse
import pytest

POLICIES = Path(__file__).parent / "policies"
XDCAM_POLICY = POLICIES / "xdcam-hd422-1080i50.xml"
_CONCH = "{https://mediaarea.net/mediaconch}"
_PACKAGE_OF = {
    "ebur128": "ebumeter",
    "mediaconch": "mediaconch",
    "mediainfo": "mediainfo",
    "pdffonts": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdftotext": "poppler-utils",
    "xmllint": "libxml2-utils",
    "zbarimg": "zbar-tools",
}


def need(program: str) -> str:
    """Find a Debian judge; without it fail in CI and skip elsewhere."""
    found = shutil.which(program)
    if found:
        return found
    said = f"{program} is missing: apt-get install {_PACKAGE_OF[program]}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def loudness_lufs(path: Path) -> float:
    """Ask Debian's meter for the integrated loudness of a WAV file (EBU R 128)."""
    said = subprocess.run([need("ebur128"), "--lufs", path], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Integrated loudness:\s*(\S+) LUFS", said)
    assert found, said
    return float(found[1])


def failed_rules(path: Path, policy: Path = XDCAM_POLICY) -> tuple[set[str], int]:
    """Ask MediaConch about ONE file: names of the rules that failed, and how many ran.

    Its exit code is always 0, and a second file in the same call takes over verdicts of the first.
    """
    said = subprocess.run([need("mediaconch"), "-fx", "-p", policy, path], check=True, capture_output=True, timeout=60)
    (verdict,) = ET.fromstring(said.stdout).iter(f"{_CONCH}policy")  # noqa: S314  # MediaConch's own answer
    rules = list(verdict.iter(f"{_CONCH}rule"))
    failed = {rule.attrib["name"] for rule in rules if rule.attrib["outcome"] != "pass"}
    assert verdict.attrib["outcome"] == ("fail" if failed else "pass")
    return failed, len(rules)


def mediainfo(path: Path, kind: str, *fields: str) -> str:
    """Ask Debian's MediaInfo for some fields of the first track of a kind, parted by `|`."""
    wanted = f"{kind};{'|'.join(f'%{field}%' for field in fields)}"
    said = subprocess.run([need("mediainfo"), f"--Output={wanted}", path], check=True, capture_output=True, timeout=60)
    return said.stdout.decode().strip()


def relaxng_faults(path: Path, schema: Path) -> str:
    """Let xmllint compare a file with a RelaxNG schema; empty when it is valid."""
    command = [need("xmllint"), "--nonet", "--noout", "--relaxng", schema, path]
    said = subprocess.run(command, check=False, capture_output=True, timeout=60)
    return "" if said.returncode == 0 else said.stderr.decode()


@dataclass(frozen=True)
class MxfReading:
    """What bmx read: every edit unit, to the last."""

    units: int
    declared: int
    start: str
    name: str
    picture_kind: str
    payloads: tuple[bytes, ...]
    """Each track's essence, joined; the first is the picture."""


def read_every_unit(path: Path) -> MxfReading:
    """Read an MXF to its end with bmx (mxfuse). Raises RuntimeError for an incomplete file."""
    with path.open("rb") as file, mxfuse.open_mxf(file) as clip:
        tracks = clip.tracks
        parts: list[list[bytes]] = [[] for _ in tracks]
        units = 0
        for _ in range(clip.duration):
            for package in clip.read(count=1):
                units += 1
                for frame in package.frames:
                    parts[frame.track_index].append(frame.data)
        picture = next(track for track in tracks if track.kind is mxfuse.TrackKind.PICTURE)
        order = sorted(range(len(tracks)), key=lambda index: index != picture.index)
        return MxfReading(
            units=units,
            declared=clip.duration,
            start=_timecode(clip.start_timecode),
            name=clip.name or "",
            picture_kind=picture.essence_type,
            payloads=tuple(b"".join(parts[index]) for index in order),
        )


def _timecode(start: Any) -> str:
    return f"{start.hour:02}:{start.minute:02}:{start.second:02}:{start.frame:02}" if start else ""
