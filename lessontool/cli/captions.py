"""Captions as people see them: what was heard, where it is doubtful, and how it is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from lessontool import records
from lessontool.captioning import style_of
from lessontool.cli.asking import Voice, echo, existing_place, lesson_folder, preset_folder
from lessontool.cli.checking import as_data, show_finding, worst_first
from lessontool.cli.working import bars, caption_wish
from lessontool.door import Captioned, caption_lesson
from lessontool.errors import InputError
from lessontool.model import Captions, Finding, Subtitles
from lessontool.planning.ground import lesson_frames
from lessontool.running.correcting import correction_file, offer, taken_back
from lessontool.running.workshop import Workshop
from lessontool.timing import seconds_text

_FORMS: Final = {".srt": "srt", ".vtt": "webvtt", ".ttml": "imsc", ".xml": "ebu_tt_d", ".txt": "txt"}
"""What captions can be converted into, by the suffix of the file."""

_SHOWN_DOUBTS: Final = 20


def transcribe(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """Recognise what is said and show it. Raises the reason where words cannot be recognised."""
    made = _captioned(voice, folder, wishes)
    _require_words(made)
    assert made.heard is not None  # noqa: S101  # words were recognised
    transcript = made.heard.transcript
    if voice.json:
        voice.print_json(records.plain(transcript))
        return
    from lessontool.subtitles.listening import words_to_passages

    for passage in words_to_passages(transcript):
        echo(f"{click.style(seconds_text(passage.words[0].start), dim=True)}  {passage.text}")
    # what was left out is worth more than what is merely doubtful
    for doubt in sorted(transcript.doubts, key=lambda each: not each.removed)[:_SHOWN_DOUBTS]:
        what = voice.pick("đã bỏ", "left out") if doubt.removed else voice.pick("chưa chắc", "doubtful")
        echo(click.style(f"  {what} {doubt.span}: {doubt.text}", fg="yellow"))


def align(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """Lay the script over the sound and show when each sentence is said."""
    made = _captioned(voice, folder, wishes)
    if made.heard is None or made.heard.alignment is None:
        raise InputError("captions-no-script")
    alignment = made.heard.alignment
    if voice.json:
        voice.print_json(records.plain(alignment))
        return
    for passage in alignment.passages:
        added = voice.pick("  [nói thêm]", "  [added]") if "ad_lib" in passage.marks else ""
        doubtful = voice.pick("  [chưa chắc]", "  [doubtful]") if "low_confidence" in passage.marks else ""
        begin = click.style(seconds_text(passage.words[0].start), dim=True)
        echo(f"{begin}  {passage.text}{click.style(added + doubtful, fg='yellow')}")
    for line in alignment.unspoken:
        echo(click.style(f"{voice.pick('không nói', 'not said')}: {line}", fg="yellow"))
    _show_findings(voice, alignment.findings)


def check(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> bool:
    """Say what is right and wrong with a lesson's captions; False where something must be mended."""
    made = _captioned(voice, folder, wishes)
    findings = (*made.unheard, *made.captions.findings)
    usable = not any(finding.severity == "error" for finding in findings)
    if voice.json:
        voice.print_json(
            {
                "usable": usable,
                "findings": [as_data(voice, finding) for finding in findings],
                "captions": records.plain(made.captions),
            }
        )
        return usable
    for subtitles in made.captions.subtitles:
        echo(f"{click.style(subtitles.language, bold=True)}: {_summary(voice, subtitles)}")
    _show_findings(voice, findings)
    return usable


def edit(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """Write the captions out to be corrected, or take back what was corrected and show the difference."""
    made = _captioned(voice, folder, wishes)
    spoken = _spoken(made)
    path = correction_file(folder, spoken.language)
    frames = lesson_frames(made.request.lesson, made.request.media, made.request.measurements)
    workshop = Workshop(folder)
    with workshop.locked():
        edited = taken_back(workshop, spoken, style_of(made.request), frames)
        if edited is None:
            written = not path.exists()
            offer(workshop, spoken)
            doubtful = sum(len(cue.doubtful) for cue in spoken.cues)
            voice.answer(
                {"path": str(path), "doubtful": doubtful, "written": written},
                "correction-written" if written else "correction-none",
                path=path,
                doubtful=doubtful,
            )
            return
    if voice.json:
        voice.print_json({"path": str(path), "changes": records.plain(edited.diff)})
        return
    for change in edited.diff:
        echo(change.say(voice.language))
    _show_findings(voice, edited.findings)
    echo(voice.say("correction-taken", path=path, count=len(edited.diff)))


def convert(voice: Voice, place: Path, target: Path, wishes: Mapping[str, Any]) -> None:
    """Write a lesson's captions, or a subtitle file, as another kind of file. Nothing is overwritten."""
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise InputError("convert-unknown", suffix=target.suffix or target.name, known=", ".join(_FORMS))
    existing_place(place)
    captions = _captioned(voice, place, wishes).captions if place.is_dir() else _read_alone(place, wishes)
    if not captions.subtitles:
        raise InputError("captions-not-yet")
    content = _written(captions.subtitles[0], form)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise InputError("convert-exists", path=str(target)) from error
    except OSError as error:
        raise InputError("folder-not-writable", path=str(target.parent), detail=str(error)) from error
    if not voice.json:
        _show_findings(voice, captions.findings)
    voice.answer({"path": str(target)}, "converted", path=target)


def _read_alone(file: Path, wishes: Mapping[str, Any]) -> Captions:
    """Read a subtitle file that belongs to no lesson."""
    from lessontool.presets import load_caption_style
    from lessontool.subtitles.cutting import fit_given
    from lessontool.subtitles.reading import read_subtitles

    given = read_subtitles(file, encoding=wishes["encoding"])
    style = load_caption_style(wishes["style"] or "adult", folder=preset_folder(wishes["preset_folder"]))
    frames = max(int(cue.end * 25) + 25 for cue in given.cues)
    shown = fit_given(given.cues, style=style, frames=frames, language=given.language or "vi", slide_changes=())
    return Captions(subtitles=(shown,), findings=(*given.findings, *shown.findings))


def _written(subtitles: Subtitles, form: str) -> bytes:
    from lessontool.subtitles.showing import writing

    if form == "txt":
        return "".join(f"{cue.text}\n" for cue in subtitles.cues).encode()
    writer = {"srt": writing.srt, "webvtt": writing.webvtt, "imsc": writing.imsc, "ebu_tt_d": writing.ebu_tt_d}[form]
    return writer(subtitles, offset_frames=0).encode()


def _captioned(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> Captioned:
    with bars(voice) as (report_check, report):
        return caption_lesson(
            lesson_folder(folder),
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            wish=caption_wish(wishes),
            preset_folder=preset_folder(wishes["preset_folder"]),
            jobs=wishes["jobs"],
            cancel=voice.stoppable(),
            report_check=report_check,
            report=report,
        )


def _require_words(made: Captioned) -> None:
    """Refuse to show nothing: say why no words could be recognised."""
    reasons = (*made.unheard, *made.captions.findings)
    if made.unheard or made.heard is None:
        raise _reason(reasons[0])


def _spoken(made: Captioned) -> Subtitles:
    if made.captions.subtitles:
        return made.captions.subtitles[0]
    reasons = [*made.unheard, *made.captions.findings, Finding(code="captions-no-speech", severity="note")]
    raise _reason(reasons[0])


def _reason(finding: Finding) -> InputError:
    """Why there is nothing to show, as the error that somebody who asked for it gets."""
    values: dict[str, Any] = dict(finding.values)
    return InputError(finding.code, **values)


def _summary(voice: Voice, subtitles: Subtitles) -> str:
    doubtful = sum(len(cue.doubtful) for cue in subtitles.cues)
    words = voice.pick("phụ đề, kiểu", "captions, style")
    doubts = voice.pick("từ chưa chắc", "doubtful words")
    return f"{len(subtitles.cues)} {words} {subtitles.style}, {doubtful} {doubts}"


def _show_findings(voice: Voice, findings: tuple[Finding, ...]) -> None:
    for finding in worst_first(findings):
        show_finding(voice, finding)
