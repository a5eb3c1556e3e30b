"""Captions that go with a programme: there, readable, in their language, slow enough, inside the picture, and true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.errors import InputError
from lessontool.model import (
    CaptionStyle,
    DeliverySpec,
    Finding,
    ItemName,
    Manifest,
    Outcome,
    PackagedFile,
    StationProfile,
    Word,
)
from lessontool.qc.package import regions
from lessontool.qc.package.checksums import inside, told
from lessontool.qc.package.letters import other_language
from lessontool.subtitles import doubts
from lessontool.subtitles.reading import GivenCue, GivenSubtitles, read_subtitles
from lessontool.timing import PROGRAMME_RATE, TimeSpan, seconds_of
from lessontool.tools.whisper import Heard

_MOST_SPANS: Final = 50
_SAME_TIME_S: Final = Fraction(1, 25)
"""Forms write times with different exactness; a frame apart is the same time."""

_MOSTLY: Final = Fraction(1, 2)
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "srt": (".srt",),
    "webvtt": (".vtt",),
    "imsc": (".ttml",),
    "ebu_tt_d": (".xml", ".ttml"),
}
"""Endings of each form of caption file."""

_CAPTION_ITEMS: Final[tuple[ItemName, ...]] = (
    "caption-language",
    "reading-speed",
    "caption-area",
    "caption-silence",
    "caption-phantoms",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """One caption file as it can be read."""

    file: PackagedFile
    path: Path
    given: GivenSubtitles


def look_at_captions(
    folder: Path,
    manifest: Manifest,
    profile: StationProfile,
    *,
    spec: DeliverySpec | None,
    style: CaptionStyle | None,
    silences: Sequence[TimeSpan] | None,
) -> tuple[Outcome, ...]:
    """Measure the six items of captions; times are those of the programme's file."""
    listed = [file for file in manifest.files if file.role == "captions"]
    shown, faults = _read(folder, listed)
    frames = [file.duration_frames for file in manifest.files if file.duration_frames]
    end = seconds_of(min(frames)) if frames else None
    faults += [*_missing(listed, profile, spec), *_outside(shown, end), *_disagreeing(shown)]
    wanted = ", ".join(profile.caption_languages)
    there = Outcome(
        item="captions",
        measured=f"{len(listed)} ({', '.join(sorted({file.language for file in listed}))})" if listed else "0",
        limit=wanted,
        faults=tuple(faults),
    )
    if not shown:
        return (there, *(Outcome(item=item, unmeasured="qc-no-captions") for item in _CAPTION_ITEMS))
    first = list({each.file.language: each for each in reversed(shown)}.values())[::-1]
    return (
        there,
        _language(shown, profile),
        _reading_speed(first, style),
        _area(shown, style),
        _silence(first, manifest, silences, profile.limits.caption_overlap_percent),
        _phantoms(first, silences, end),
    )


def _finding(
    code: str, spans: Sequence[TimeSpan] = (), measured: str = "", limit: str = "", **values: str | int
) -> Finding:
    """A fault with where it is; more than fifty places are counted and not listed."""
    told_values: dict[str, str | int | float] = {**values, "count": values.get("count", len(spans))}
    if spans:
        told_values["at"] = str(spans[0])
        told_values["more"] = max(0, len(spans) - _MOST_SPANS)
    return Finding(
        code=code,
        severity="error",
        values=told_values,
        spans=tuple(spans[:_MOST_SPANS]),
        measured=measured,
        limit=limit,
    )


def _span(cue: GivenCue) -> TimeSpan:
    return TimeSpan(cue.start, cue.end)


# ── there and readable ────────────────────────────────────────────────────────────────────────────────────────────


def _read(folder: Path, listed: Sequence[PackagedFile]) -> tuple[list[_Shown], list[Finding]]:
    shown, faults = [], []
    for file in listed:
        path = folder / file.name
        if not inside(file.name) or not path.is_file() or path.is_symlink():
            faults.append(_finding("qc-captions-file-missing", file=file.name))
            continue
        try:
            given = read_subtitles(path)
        except (InputError, OSError) as error:
            measured = error.code if isinstance(error, InputError) else type(error).__name__
            faults.append(_finding("qc-captions-unreadable", measured=measured, file=file.name))
            continue
        shown.append(_Shown(file=file, path=path, given=given))
        if given.repairs:
            count = len(given.repairs)
            faults.append(_finding("qc-captions-faulty", measured=str(count), limit="0", file=file.name, count=count))
    return shown, faults


def _missing(listed: Sequence[PackagedFile], profile: StationProfile, spec: DeliverySpec | None) -> Iterator[Finding]:
    """What the station wants, and the forms that the preset promises of every language that is there."""
    languages = {_primary(file.language) for file in listed}
    gone = [tag for tag in profile.caption_languages if _primary(tag) not in languages]
    if gone:
        yield _finding(
            "qc-captions-missing", measured=str(len(listed)), limit=", ".join(gone), languages=", ".join(gone)
        )
    for form in spec.captions.sidecars if spec is not None else ():
        for language in sorted({file.language for file in listed}):
            mine = [file.name for file in listed if file.language == language]
            if not any(name.endswith(_FORMS[form]) for name in mine):
                yield _finding("qc-captions-form-missing", form=form, language=language)


def _primary(tag: str) -> str:
    return tag.lower().partition("-")[0]


def _outside(shown: Sequence[_Shown], end: Fraction | None) -> Iterator[Finding]:
    for each in shown:
        late = [_span(cue) for cue in each.given.cues if end is not None and cue.end > end]
        if late and end is not None:
            measured, limit = f"{float(late[-1].end):.2f} s", f"{float(end):.2f} s"
            yield _finding("qc-captions-outside", late, measured, limit, file=each.file.name)


def _disagreeing(shown: Sequence[_Shown]) -> Iterator[Finding]:
    """Forms of one language must say the same at the same time: somebody may have corrected only one of them."""
    by_language: dict[str, list[_Shown]] = {}
    for each in shown:
        by_language.setdefault(each.file.language, []).append(each)
    for group in by_language.values():
        for other in group[1:]:
            spans = _differences(group[0].given.cues, other.given.cues)
            if spans:
                yield _finding("qc-captions-disagree", spans, file=group[0].file.name, other=other.file.name)


def _differences(one: Sequence[GivenCue], other: Sequence[GivenCue]) -> list[TimeSpan]:
    if len(one) != len(other):
        longer = max(one, other, key=len)
        return [_span(cue) for cue in longer[min(len(one), len(other)) :]]
    return [_span(a) for a, b in zip(one, other, strict=True) if not _alike(a, b)]


def _alike(one: GivenCue, other: GivenCue) -> bool:
    times = abs(one.start - other.start) <= _SAME_TIME_S and abs(one.end - other.end) <= _SAME_TIME_S
    texts = ["".join("".join(cue.lines).split()) for cue in (one, other)]
    return times and texts[0] == texts[1]


# ── language ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _language(shown: Sequence[_Shown], profile: StationProfile) -> Outcome:
    faults, judged = [], []
    for each in shown:
        tag, said = each.file.language, each.given.language
        if not tag:
            faults.append(_finding("qc-caption-language-unsaid", file=each.file.name))
        elif said and _primary(said) != _primary(tag):
            faults.append(_finding("qc-caption-language-disagrees", measured=said, limit=tag, file=each.file.name))
        judged.append(text := other_language(tag, (line for cue in each.given.cues for line in cue.lines)))
        if text.other:
            faults.append(_finding("qc-caption-language-other", measured=text.measured, limit=tag, file=each.file.name))
    shares = [
        f"{each.file.language}: {text.measured}" for each, text in zip(shown, judged, strict=True) if text.measured
    ]
    return Outcome(
        item="caption-language",
        measured=", ".join(dict.fromkeys(shares)) or ", ".join(dict.fromkeys(each.file.language for each in shown)),
        limit=", ".join(profile.caption_languages),
        faults=tuple(faults),
    )


# ── reading speed ─────────────────────────────────────────────────────────────────────────────────────────────────


def _reading_speed(shown: Sequence[_Shown], style: CaptionStyle | None) -> Outcome:
    """How fast captions go, in characters a second with spaces, line break as one: as they were cut."""
    if style is None:
        return Outcome(item="reading-speed", unmeasured="qc-caption-style-unknown")
    faults = [fault for each in shown for fault in _pace(each, style)]
    worst = max(_cps(cue) for each in shown for cue in each.given.cues)
    return Outcome(
        item="reading-speed",
        measured=f"{float(worst):.1f} cps",
        limit=f"≤ {style.max_cps:g} cps, {float(style.min_s):g}–{float(style.max_s):g} s",
        faults=tuple(faults),
    )


def _cps(cue: GivenCue) -> Fraction:
    return len("\n".join(cue.lines)) / (cue.end - cue.start)


def _pace(each: _Shown, style: CaptionStyle) -> Iterator[Finding]:
    cues, name = each.given.cues, each.file.name
    total = len(cues)
    most, least, longest = Fraction(str(style.max_cps)), style.min_s - _SAME_TIME_S, style.max_s + _SAME_TIME_S
    fast = [cue for cue in cues if _cps(cue) > most]
    if fast:
        measured = f"{float(max(map(_cps, fast))):.1f} cps"
        spans = [_span(cue) for cue in fast]
        yield _finding("qc-caption-too-fast", spans, measured, f"{style.max_cps:g} cps", file=name, total=total)
    short = [_span(cue) for cue in cues if cue.end - cue.start < least and cue not in fast]
    if short:
        measured = f"{float(min(span.seconds for span in short)):.2f} s"
        yield _finding("qc-caption-too-short", short, measured, f"{float(style.min_s):g} s", file=name, total=total)
    long = [_span(cue) for cue in cues if cue.end - cue.start > longest]
    if long:
        measured = f"{float(max(span.seconds for span in long)):.2f} s"
        yield _finding("qc-caption-too-long", long, measured, f"{float(style.max_s):g} s", file=name, total=total)
    least_gap = Fraction(style.min_gap_frames) / PROGRAMME_RATE
    pairs = itertools.pairwise(cues)
    close = [TimeSpan(a.start, b.end) for a, b in pairs if b.start - a.end < least_gap]
    if close:
        limit = f"{style.min_gap_frames} / 25 s"
        yield _finding("qc-caption-gap", close, limit=limit, file=name, frames=style.min_gap_frames)


# ── where they stand ──────────────────────────────────────────────────────────────────────────────────────────────


def _area(shown: Sequence[_Shown], style: CaptionStyle | None) -> Outcome:
    faults: list[Finding] = []
    lines, width = 0, 0
    for each in shown:
        cues = each.given.cues
        lines = max(lines, *(len(cue.lines) for cue in cues))
        width = max(width, *(len(line) for cue in cues for line in cue.lines))
        if style is not None:
            faults += _too_large(each, style)
        beyond = regions.outside(each.path, each.given.format)
        if beyond:
            measured, limit = told(beyond), f"{regions.SAFE_PERCENT}–{100 - regions.SAFE_PERCENT} %"
            count = len(beyond)
            faults.append(
                _finding("qc-caption-unsafe", measured=measured, limit=limit, file=each.file.name, count=count)
            )
    limit = f"{style.max_lines} × {style.max_line_characters}" if style is not None else ""
    return Outcome(
        item="caption-area",
        measured=f"{lines} × {width}",
        limit=", ".join(filter(None, [limit, f"{regions.SAFE_PERCENT} %"])),
        faults=tuple(faults),
    )


def _too_large(each: _Shown, style: CaptionStyle) -> Iterator[Finding]:
    cues, name = each.given.cues, each.file.name
    tall = [cue for cue in cues if len(cue.lines) > style.max_lines]
    if tall:
        measured = str(max(len(cue.lines) for cue in tall))
        yield _finding("qc-caption-too-many-lines", list(map(_span, tall)), measured, str(style.max_lines), file=name)
    wide = [cue for cue in cues if any(len(line) > style.max_line_characters for line in cue.lines)]
    if wide:
        measured = str(max(len(line) for cue in wide for line in cue.lines))
        spans = list(map(_span, wide))
        yield _finding("qc-caption-too-wide", spans, measured, str(style.max_line_characters), file=name)


# ── whether they are true ─────────────────────────────────────────────────────────────────────────────────────────


def _overlap(span: TimeSpan, silences: Sequence[TimeSpan]) -> Fraction:
    """How long a stretch is silent."""
    shares = (min(span.end, each.end) - max(span.start, each.start) for each in silences)
    return sum((share for share in shares if share > 0), Fraction(0))


def _silence(
    shown: Sequence[_Shown], manifest: Manifest, silences: Sequence[TimeSpan] | None, most_percent: float
) -> Outcome:
    """How much of all captions stands where nothing is heard; those of the spoken language are looked at."""
    if silences is None:
        return Outcome(item="caption-silence", unmeasured="qc-silence-unknown")
    spoken = _primary(str(manifest.lesson.get("language", "")))
    each = next((each for each in shown if _primary(each.file.language) == spoken), shown[0])
    spans = [_span(cue) for cue in each.given.cues]
    whole = sum((span.seconds for span in spans), Fraction(0))
    quiet = [(span, _overlap(span, silences)) for span in spans]
    percent = float(sum((share for _, share in quiet), Fraction(0)) / whole * 100)
    measured, limit = f"{percent:.1f} %", f"≤ {most_percent:g} %"
    faults = []
    if percent > most_percent:
        where = [span for span, share in quiet if share >= span.seconds * _MOSTLY] or [span for span, s in quiet if s]
        faults.append(_finding("qc-caption-over-silence", where, measured, f"{most_percent:g} %", file=each.file.name))
    return Outcome(item="caption-silence", measured=measured, limit=limit, faults=tuple(faults))


def _phantoms(shown: Sequence[_Shown], silences: Sequence[TimeSpan] | None, end: Fraction | None) -> Outcome:
    """Phrases that speech recognition is known to invent: certain where nobody can say them, else to be listened to."""
    faults = []
    count = 0
    for each in shown:
        words = tuple(word for cue in each.given.cues for word in _words(cue))
        last = max(end or Fraction(0), words[-1].end) if words else Fraction(0)
        heard = Heard(words=words, mean_log_probability=0.0, no_speech_probability=0.0, compression_ratio=1.0)
        sifted = doubts.sift([heard], _sounding(silences or (), last))
        for removed, code in ((True, "qc-caption-phantom"), (False, "qc-caption-phantom-perhaps")):
            found = [doubt for doubt in sifted.doubts if doubt.kind == "phantom" and doubt.removed is removed]
            count += len(found)
            if found:
                text = "; ".join(f"“{doubt.text[:60]}”" for doubt in found[:5])
                spans = [doubt.span for doubt in found]
                faults.append(_finding(code, spans, str(len(found)), "0", file=each.file.name, text=text))
    return Outcome(item="caption-phantoms", measured=str(count), limit="0", faults=tuple(faults))


def _words(cue: GivenCue) -> Iterator[Word]:
    """Its words, each with an equal share of its time."""
    texts = " ".join(cue.lines).split()
    step = (cue.end - cue.start) / max(1, len(texts))
    for number, text in enumerate(texts):
        start = cue.start + number * step
        yield Word(text=text, start=start, end=start + step, confidence=1.0)


def _sounding(silences: Sequence[TimeSpan], end: Fraction) -> list[TimeSpan]:
    """Where something is heard: everything that is no silence."""
    found, at = [], Fraction(0)
    for span in sorted(silences, key=lambda each: each.start):
        if span.start > at:
            found.append(TimeSpan(at, min(span.start, end)))
        at = max(at, span.end)
    if at < end:
        found.append(TimeSpan(at, end))
    return [span for span in found if span.end > span.start]
