"""What must be true of a delivery preset for radio, and of none other."""

from __future__ import annotations

from typing import Final

from lessontool.model import DeliverySpec, RadioSpec
from lessontool.presets._fields import Reading

_MP3_KBPS: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Bit rates of MPEG-1 Layer III (ISO/IEC 11172-3)."""

_LEAST_KEPT_S: Final = 0.5
"""Shorter, two sentences run into one another."""

_LONGEST_S: Final = 60


def check(spec: DeliverySpec, reading: Reading) -> None:
    """Note every law that a preset for radio breaks, and what belongs to radio elsewhere."""
    if spec.destination != "radio":
        _check_elsewhere(spec, reading)
        return
    if spec.container != "wav":
        reading.wrong("container", "radio takes wav", value=spec.container, suggestion="wav")
    if spec.renditions:
        reading.wrong("renditions", "a programme for the ears has no picture: renditions: []")
    if spec.sound.codec not in ("pcm_s24le", "pcm_s16le"):
        reading.wrong("sound.codec", "wav takes pcm_s24le or pcm_s16le", suggestion="pcm_s24le")
    if spec.sound.tracks != 1 or spec.sound.channels_per_track not in (1, 2):
        reading.wrong("sound.tracks", "wav has one track of 1 or 2 channels")
    if not set(spec.running_order.segments) <= {"opening", "lesson"}:
        reading.wrong("running_order.segments", "radio has opening and lesson only", example="[opening, lesson]")
    if spec.metadata != "ebucore":
        reading.wrong("metadata", "radio stations read ebucore", suggestion="ebucore")
    for field, there in (
        ("posters", spec.posters),
        ("storyboard", spec.storyboard),
        ("adaptive", spec.adaptive),
        ("page", spec.page),
        ("timecode_start", spec.timecode_start),
        ("captions.burn_in", spec.captions.burn_in),
    ):
        if there:
            reading.wrong(field, "a programme for the ears has no picture")
    if spec.radio is None:
        reading.wrong("radio", "destination radio needs this block")
    else:
        _check_radio(spec.radio, reading)


def _check_elsewhere(spec: DeliverySpec, reading: Reading) -> None:
    if spec.radio is not None:
        reading.wrong("radio", "only destination radio has this block")
    if spec.container == "wav":
        reading.wrong("container", "wav has no picture: only destination radio takes it")
    if not spec.renditions:
        reading.wrong("renditions", "at least one is needed")


def _check_radio(radio: RadioSpec, reading: Reading) -> None:
    if radio.mp3_kbps and radio.mp3_kbps not in _MP3_KBPS:
        reading.wrong("radio.mp3_kbps", f"0 or one of {', '.join(map(str, _MP3_KBPS))}", value=radio.mp3_kbps)
    if not _LEAST_KEPT_S <= radio.kept_pause_s <= _LONGEST_S:
        reading.wrong("radio.kept_pause_s", f"must be {_LEAST_KEPT_S:g} to {_LONGEST_S} s", value=radio.kept_pause_s)
    if radio.longest_pause_s and not radio.kept_pause_s < radio.longest_pause_s <= _LONGEST_S:
        reason = f"0 (never), or longer than kept_pause_s and at most {_LONGEST_S} s"
        reading.wrong("radio.longest_pause_s", reason, value=radio.longest_pause_s)
