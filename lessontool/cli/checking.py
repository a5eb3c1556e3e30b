"""Showing what a check found, in plain words."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from lessontool import messages, records
from lessontool.cli.asking import Voice
from lessontool.door import Checked, check_lesson
from lessontool.lesson_form import guess_recording
from lessontool.model import Finding, Severity

_MARKS: dict[Severity, tuple[str, str]] = {
    "ok": ("✔", "green"),
    "note": ("·", "cyan"),
    "repaired": ("⚙", "cyan"),
    "warning": ("!", "yellow"),
    "error": ("✘", "red"),
}

_MANY_SPANS = 5


def check_place(voice: Voice, place: Path) -> Checked:
    """Check a lesson folder, or a recording alone where nobody has written a lesson.yaml yet."""
    with telling(voice) as tell:
        if place.is_dir() and (place / "lesson.yaml").exists():
            return check_lesson(place, report=tell)
        if place.is_dir():
            name = guess_recording(place)
            return check_lesson(place, recording=name, report=tell)
        return check_lesson(place.parent, recording=place.name, report=tell)


@contextlib.contextmanager
def telling(voice: Voice) -> Iterator[Callable[[str], None]]:
    """Say on a terminal what is being done; erase it afterwards."""
    live = not voice.json and sys.stderr.isatty()
    words = {
        "probe": voice.pick("Đang đọc bản ghi …", "Reading the recording …"),
        "measure": voice.pick("Đang xem và nghe thử …", "Watching and listening …"),
    }
    erase = "\r\033[K"

    def tell(what: str) -> None:
        if live:
            click.echo(f"{erase}{words.get(what, what)}", nl=False, err=True)

    try:
        yield tell
    finally:
        if live:
            click.echo(erase, nl=False, err=True)


def show(voice: Voice, checked: Checked) -> None:
    """Show the findings, worst first, each with its times and what to do."""
    if voice.json:
        voice.print_json(
            {
                "recording": checked.media.name,
                "findings": [_as_data(voice, finding) for finding in checked.findings],
                "media": records.plain(checked.media),
                "measurements": records.plain(checked.measurements),
            }
        )
        return
    click.echo(f"{voice.pick('Bản ghi', 'Recording')}: {checked.media.name}")
    order: list[Severity] = ["error", "warning", "repaired", "note", "ok"]
    for finding in sorted(checked.findings, key=lambda each: order.index(each.severity)):
        show_finding(voice, finding)


def show_finding(voice: Voice, finding: Finding) -> None:
    """Show one finding: a mark, the sentence, where, what to do."""
    mark, colour = _MARKS[finding.severity]
    click.echo(f" {click.style(mark, fg=colour)} {messages.say(finding.code, finding.values, voice.language)}")
    if finding.spans:
        shown = ", ".join(map(str, finding.spans[:_MANY_SPANS]))
        more = len(finding.spans) - _MANY_SPANS
        click.echo(f"     {voice.pick('tại', 'at')} {shown}{f' … (+{more})' if more > 0 else ''}")
    if finding.measured:
        limit = f"; {voice.pick('giới hạn', 'limit')} {finding.limit}" if finding.limit else ""
        click.echo(click.style(f"     ({voice.pick('đo được', 'measured')} {finding.measured}{limit})", dim=True))
    hint = messages.hint(finding.code, finding.values, voice.language)
    if hint:
        click.echo(f"     → {hint}")


def _as_data(voice: Voice, finding: Finding) -> dict[str, object]:
    return {
        **records.plain(finding),
        "message": messages.say(finding.code, finding.values, voice.language),
        "hint": messages.hint(finding.code, finding.values, voice.language),
    }
