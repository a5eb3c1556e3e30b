"""How well a recording can be understood, in figures that travel with its packages: voice, pace, picture, captions.

Everything here was measured before a plan was made; it is only brought into a few numbers by which lessons of many
schools can be compared. What was not measured has no number: nothing is ever filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from lessontool.model import CaptionStyle, Subtitles
from lessontool.planning.ground import Ground
from lessontool.planning.tracks import is_silent
from lessontool.timing import TimeSpan, seconds_of

Figure = Literal[
    "recording_lufs",
    "recording_range_lu",
    "speech_level_dbfs",
    "noise_floor_dbfs",
    "speech_to_noise_db",
    "speech_share",
    "silence_s",
    "clip_index",
    "hum_db",
    "source_lines",
    "source_pictures_per_second",
    "motion_share",
    "mean_luma_percent",
    "syllables",
    "spoken_s",
    "syllables_per_second",
    "captions",
    "caption_cps_p95",
    "caption_cps_limit",
    "captions_too_fast_share",
]
"""Names of the figures, with their units. speech_to_noise_db: voice above the noise of the pauses · source_lines: the
shorter side of what is picture, upright · spoken_s: seconds of voice under the words that were counted ·
caption_cps_p95: nineteen of twenty captions are no faster."""

_LEAST_SPEECH: Final = 0.05
"""With less voice than this the loudest third of a recording is no voice, and its level says nothing."""

_LEAST_SYLLABLES: Final = 40
_LEAST_SPOKEN_S: Final = 10
"""A pace that was counted in less is chance."""


def recording_figures(ground: Ground) -> dict[str, float]:
    """Bring what was measured of a recording's picture and sound into figures, by the names of `Figure`."""
    return {**_sound(ground), **_picture(ground)}


def _sound(ground: Ground) -> dict[str, float]:
    heard = next((each for each in ground.measurements.sound if each.track_index == _index(ground)), None)
    if heard is None or is_silent(heard):
        return {}
    known: dict[Figure, float] = {
        "recording_lufs": heard.loudness.integrated_lufs,
        "recording_range_lu": heard.loudness.range_lu,
        "speech_share": heard.speech_share,
        "silence_s": float(sum((span.seconds for span in heard.silences), Fraction(0))),
        "hum_db": heard.hum_db,
    }
    if heard.speech_share >= _LEAST_SPEECH:
        known |= {
            "speech_level_dbfs": heard.speech_level_dbfs,
            "noise_floor_dbfs": heard.noise_floor_dbfs,
            "speech_to_noise_db": heard.speech_level_dbfs - heard.noise_floor_dbfs,
            "clip_index": heard.clip_index,
        }
    return {name: round(value, 3) for name, value in known.items()}


def _index(ground: Ground) -> int:
    return -1 if ground.audio is None else ground.audio.index


def _picture(ground: Ground) -> dict[str, float]:
    track = ground.seen
    if track is None:
        return {}
    active = ground.picture.active
    width = active.width_px * float(track.sample_aspect)
    known: dict[Figure, float] = {
        "source_lines": float(round(min(width, active.height_px))),
        "motion_share": ground.picture.motion_share,
        "mean_luma_percent": ground.picture.mean_luma,
    }
    if track.frame_rate is not None:
        known["source_pictures_per_second"] = float(track.frame_rate)
    return {name: round(value, 3) for name, value in known.items()}


def speaking_figures(said: Sequence[tuple[int, TimeSpan]], speech: Sequence[TimeSpan]) -> dict[str, float]:
    """Say how fast somebody speaks: `said` are sentences as syllables and time, `speech` is when there is a voice.

    Pauses between words do not count: children need them, and no teacher is called slow for leaving some. Empty where
    too little was said to tell.
    """
    voiced = float(_common(_joined([span for _, span in said]), _joined(speech)))
    syllables = sum(count for count, _ in said)
    if syllables < _LEAST_SYLLABLES or voiced < _LEAST_SPOKEN_S:
        return {}
    return {
        "syllables": float(syllables),
        "spoken_s": round(voiced, 3),
        "syllables_per_second": round(syllables / voiced, 3),
    }


def _joined(spans: Sequence[TimeSpan]) -> list[TimeSpan]:
    """The same stretches, none of them over another."""
    joined: list[TimeSpan] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = TimeSpan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _common(some: Sequence[TimeSpan], others: Sequence[TimeSpan]) -> Fraction:
    """How many seconds lie in both; each rising and apart."""
    total, at = Fraction(0), 0
    for span in some:
        while at < len(others) and others[at].end <= span.start:
            at += 1
        inside = at
        while inside < len(others) and others[inside].start < span.end:
            total += min(span.end, others[inside].end) - max(span.start, others[inside].start)
            inside += 1
    return total


def reading_figures(subtitles: Subtitles, style: CaptionStyle) -> dict[str, float]:
    """Say how fast captions must be read, and how fast the pupils of their style can read."""
    speeds = sorted(
        len(cue.text) / float(seconds_of(cue.span.end - cue.span.start))
        for cue in subtitles.cues
        if cue.span.end > cue.span.start
    )
    if not speeds:
        return {}
    nineteen = -(-len(speeds) * 19 // 20) - 1
    too_fast = sum(speed > style.max_cps + _ROUNDING_CPS for speed in speeds)
    return {
        "captions": float(len(speeds)),
        "caption_cps_p95": round(speeds[nineteen], 3),
        "caption_cps_limit": float(style.max_cps),
        "captions_too_fast_share": round(too_fast / len(speeds), 3),
    }


_ROUNDING_CPS: Final = 0.05
"""Captions stand on whole frames."""


def merged(*figures: Mapping[str, float]) -> dict[str, float]:
    """Put figures together, sorted by name: the same in every manifest."""
    return dict(sorted({name: value for each in figures for name, value in each.items()}.items()))
