"""Showing what a check found, in plain words."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import click

from lessontool import messages, records
from lessontool.cli.asking import Voice, echo, existing_place
from lessontool.door import Checked, check_lesson
from lessontool.errors import InputError
from lessontool.lesson_form import possible_recordings
from lessontool.model import Finding, Severity
from lessontool.presets import LESSON_FILE
from lessontool.timing import seconds_text

_MARKS: dict[Severity, tuple[str, str]] = {
    "ok": ("✔", "green"),
    "note": ("·", "cyan"),
    "repaired": ("⚙", "cyan"),
    "warning": ("!", "yellow"),
    "error": ("✘", "red"),
}

_MANY_SPANS = 5
_LOGGED = "[error]"
"""What a program logged is for engineers: it stands in the JSON and the manifest."""


def check_place(voice: Voice, place: Path) -> Checked:
    """Check a lesson folder, or a recording alone where nobody has written a lesson.yaml yet."""
    existing_place(place)
    folder = place if place.is_dir() else place.parent
    name = None
    if not place.is_dir():
        name = place.name
    elif not (place / LESSON_FILE).exists():
        name = _only_recording(place)
    cancel = voice.stoppable()
    with telling(voice) as tell:
        checked = check_lesson(folder, recording=name, day=today(), cancel=cancel, report=tell)
    cancel.raise_if_thrown()
    return checked


def today() -> str:
    """Say on which day rights are judged: `YYYY-MM-DD`, as everywhere in files UTC."""
    return datetime.now(UTC).date().isoformat()


def _only_recording(folder: Path) -> str:
    found = possible_recordings(folder)
    if not found:
        raise InputError("folder-without-recording", folder=str(folder))
    if len(found) > 1:
        raise InputError("folder-several-recordings", folder=str(folder), names=", ".join(found))
    return found[0]


@contextlib.contextmanager
def telling(voice: Voice) -> Iterator[Callable[[str], None]]:
    """Say on a terminal what is being done; erase it afterwards."""
    live = not voice.json and sys.stderr.isatty()
    words = {
        "probe": voice.pick("Đang đọc bản ghi …", "Reading the recording …"),
        "measure": voice.pick("Đang xem và nghe thử …", "Watching and listening …"),
        "trial": voice.pick("Đang nén thử vài đoạn của bài học …", "Trying a few pieces of the lesson …"),
    }
    erase = "\r\033[K"

    def tell(what: str) -> None:
        if live:
            echo(f"{erase}{words.get(what, what)}", nl=False, err=True)

    try:
        yield tell
    finally:
        if live:
            echo(erase, nl=False, err=True)


def show(voice: Voice, checked: Checked) -> None:
    """Show the findings, worst first, each with its times and what to do."""
    if voice.json:
        voice.print_json(
            {
                "usable": not any(finding.severity == "error" for finding in checked.findings),
                "recording": checked.media.name,
                "findings": [as_data(voice, finding) for finding in checked.findings],
                "media": records.plain(checked.media),
                "measurements": records.plain(checked.measurements),
            }
        )
        return
    echo(f"{voice.pick('Bản ghi', 'Recording')}: {click.style(checked.media.name, bold=True)}{_facts(checked)}")
    for finding in worst_first(checked.findings):
        show_finding(voice, finding)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings as people want to read them."""
    order: list[Severity] = ["error", "warning", "repaired", "note", "ok"]
    return sorted(findings, key=lambda each: order.index(each.severity))


def _facts(checked: Checked) -> str:
    """How long and how large the recording is, in a few words."""
    lengths = [track.end - track.start for track in checked.media.video]
    lengths += [track.end - track.start for track in checked.media.audio]
    length = max(lengths, default=Fraction(0))
    sizes = [(track.width_px, track.height_px, track.rotation_deg) for track in checked.media.video[:1]]
    upright = [f"{h}×{w}" if turned in (90, 270) else f"{w}×{h}" for w, h, turned in sizes]
    return f"  ({', '.join([seconds_text(length), *upright])})"


def show_finding(voice: Voice, finding: Finding, *, accepted: bool = False) -> None:
    """Show one finding: a mark, the sentence, where and, unless it was accepted, what to do."""
    mark, colour = _MARKS[finding.severity]
    echo(f" {click.style(mark, fg=colour)} {messages.say(finding.code, finding.values, voice.language)}")
    if finding.spans:
        shown = ", ".join(map(str, finding.spans[:_MANY_SPANS]))
        more = len(finding.spans) - _MANY_SPANS
        echo(f"     {voice.pick('tại', 'at')} {shown}{f' … (+{more})' if more > 0 else ''}")
    if finding.measured and _LOGGED not in finding.measured:
        limit = f"; {voice.pick('giới hạn', 'limit')} {finding.limit}" if finding.limit else ""
        echo(click.style(f"     ({voice.pick('đo được', 'measured')} {finding.measured}{limit})", dim=True))
    hint = messages.hint(finding.code, finding.values, voice.language)
    if hint and not accepted:
        echo(f"     → {hint}")


def as_data(voice: Voice, finding: Finding) -> dict[str, object]:
    """Give a finding to programs: its record and its words."""
    return {
        **records.plain(finding),
        "message": messages.say(finding.code, finding.values, voice.language),
        "hint": messages.hint(finding.code, finding.values, voice.language),
    }
