"""Where the voice is in a recording's sound and how it is repaired: pure functions of what was measured, no tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from lessontool.model import AudioTrack, Decision, DeliverySpec, RenditionSpec, SoundMeasurements, SoundSpec

Channels = Literal["mono", "left", "right", "stereo", "mix", "difference", "surround"]

_ONE_SIDED_DB: Final = 20.0
"""A channel so much quieter than the other carries no voice of its own, only crosstalk or hiss."""

_SIMILAR_DB: Final = 6.0
"""Channels whose levels differ by less come from one signal, or from microphones of equal rank."""

_OUT_OF_PHASE: Final = -0.5
"""Correlation below this: one channel is the other turned upside down, and both together would cancel out."""

_UNRELATED: Final = 0.2
"""Correlation below this: two microphones that hear different people."""

_SAME: Final = 0.98
"""Correlation above this: one microphone on both channels."""

_SILENT_DBFS: Final = -85.0
"""A channel below this has nothing but the recorder's own noise."""

_HUM_HEARD_DB: Final = 15.0
_MAINS_HZ: Final = 50
"""Mains frequency of Vietnam."""

_NOISY_BELOW_DB: Final = 25.0
"""With less between voice and room the noise is in the way of understanding."""

_NOISE_REDUCTION_DB: Final = 18
"""Pushed down by so much at most: enough to hear every word, little enough that the room still sounds like a room."""

_DC_HEARD: Final = 0.01
"""A mean above 1 % of full scale wastes headroom and clicks at every join."""

_DC_BLOCK_HZ: Final = 20
"""Lowest frequency that anybody hears (ISO 389-7): filtering below removes DC and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTreatment:
    """How the voice is taken out of a recording and repaired: the decided fields of `TakeSound`."""

    channels: Channels
    high_pass_hz: int
    hum_hz: int
    noise_reduction_db: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSound:
    """How the sound beside a rendition is coded; renditions that agree in it share one."""

    codec: Literal["aac", "mp2", "opus"]
    kbps: int
    output: str
    """Name of the step's output in the plan: `sound/<preset>/<codec>-<kbps>`."""

    @property
    def suffix(self) -> str:
        """How its file ends."""
        return {"aac": ".m4a", "mp2": ".mp2", "opus": ".mp4"}[self.codec]


def coded_sound(spec: DeliverySpec, rendition: RenditionSpec) -> CodedSound | None:
    """Say how the sound beside a rendition is coded; None where it is delivered as plain samples."""
    codec = spec.sound_codec_of(rendition)
    if codec == "aac" or codec == "mp2" or codec == "opus":
        kbps = rendition.sound_kbps or 0
        return CodedSound(codec=codec, kbps=kbps, output=f"sound/{spec.name}/{codec}-{kbps}")
    return None


def plan_sound(
    track: AudioTrack, measured: SoundMeasurements, spec: SoundSpec
) -> tuple[SoundTreatment, tuple[Decision, ...]]:
    """Decide how everybody will hear the teacher's voice from both loudspeakers, and say why.

    Levels are in dBFS, differences in dB. Raises nothing: a silent track is treated as it is.
    """
    channels, why_channels = _channels(track, measured)
    high_pass_hz, why_high_pass = _high_pass(measured, spec)
    hum_hz, why_hum = _hum(measured)
    noise_reduction_db, why_noise = _noise(measured, spec)
    treatment = SoundTreatment(
        channels=channels, high_pass_hz=high_pass_hz, hum_hz=hum_hz, noise_reduction_db=noise_reduction_db
    )
    return treatment, (
        Decision(subject="channels", choice=_NAMES[channels], reason=why_channels),
        Decision(
            subject="high_pass", choice=f"below {high_pass_hz} Hz" if high_pass_hz else "none", reason=why_high_pass
        ),
        Decision(subject="hum", choice=f"{hum_hz} Hz and harmonics removed" if hum_hz else "left", reason=why_hum),
        Decision(
            subject="noise",
            choice=f"reduced by up to {noise_reduction_db} dB" if noise_reduction_db else "left",
            reason=why_noise,
        ),
    )


_NAMES: Final[dict[Channels, str]] = {
    "mono": "the only channel, to both loudspeakers",
    "left": "left channel only, to both loudspeakers",
    "right": "right channel only, to both loudspeakers",
    "stereo": "stereo as recorded",
    "mix": "both channels mixed, to both loudspeakers",
    "difference": "left minus right, to both loudspeakers",
    "surround": "folded down to stereo, centre first",
}


def _channels(track: AudioTrack, measured: SoundMeasurements) -> tuple[Channels, str]:
    levels = tuple(channel.rms_dbfs for channel in measured.channels)
    if track.channels <= 1 or len(levels) <= 1:
        return "mono", "the recording has one channel"
    heard = frozenset(index for index, level in enumerate(levels) if _is_heard(level, levels))
    if any(index > 1 for index in heard):
        return "surround", f"{track.channels} channels, sound on {len(heard)} of them"
    return _pair(levels[0], levels[1], measured.correlation)


def _is_heard(level: float, levels: tuple[float, ...]) -> bool:
    return level > _SILENT_DBFS and level > max(levels) - _ONE_SIDED_DB


def _pair(left: float, right: float, correlation: float) -> tuple[Channels, str]:
    said = f"left {left:.1f} dBFS, right {right:.1f} dBFS, correlation {correlation:.2f}"
    louder: Channels = "left" if left >= right else "right"
    if max(left, right) <= _SILENT_DBFS:
        return "stereo", f"{said}: no sound on either side"
    if abs(left - right) >= _ONE_SIDED_DB:
        return louder, f"{said}: the other side is {abs(left - right):.0f} dB quieter"
    if correlation < _OUT_OF_PHASE:
        if abs(left - right) <= _SIMILAR_DB:
            return "difference", f"{said}: out of phase, together they would cancel out"
        return louder, f"{said}: out of phase, and this side is louder"
    if correlation < _UNRELATED:
        return "mix", f"{said}: two microphones, and both are to be heard everywhere"
    if correlation > _SAME:
        return "mix", f"{said}: both sides are the same (dual mono), mixing them loses nothing"
    return "stereo", f"{said}: a true stereo recording"


def _high_pass(measured: SoundMeasurements, spec: SoundSpec) -> tuple[int, str]:
    offset = max((abs(channel.dc_offset) for channel in measured.channels), default=0.0)
    if spec.high_pass_hz:
        return spec.high_pass_hz, "the preset asks for rumble to be removed"
    if offset > _DC_HEARD:
        return _DC_BLOCK_HZ, f"a constant offset of {offset * 100:.1f} % of full scale"
    return 0, f"the preset asks for none, and the constant offset is {offset * 100:.1f} %"


def _hum(measured: SoundMeasurements) -> tuple[int, str]:
    said = f"hum stands {measured.hum_db:.0f} dB above its neighbours"
    if measured.hum_db > _HUM_HEARD_DB:
        return _MAINS_HZ, f"{said}, more than {_HUM_HEARD_DB:.0f} dB is heard"
    return 0, f"{said}, up to {_HUM_HEARD_DB:.0f} dB is not heard"


def _noise(measured: SoundMeasurements, spec: SoundSpec) -> tuple[int, str]:
    apart = measured.speech_level_dbfs - measured.noise_floor_dbfs
    said = (
        f"voice {measured.speech_level_dbfs:.1f} dBFS, noise {measured.noise_floor_dbfs:.1f} dBFS, {apart:.0f} dB apart"
    )
    if spec.noise_reduction == "off":
        return 0, f"{said}; the preset switches it off"
    if measured.speech_level_dbfs <= _SILENT_DBFS:
        return 0, f"{said}: nothing to hear"
    if spec.noise_reduction == "always":
        return _NOISE_REDUCTION_DB, f"{said}; the preset always wants it"
    if apart < _NOISY_BELOW_DB:
        return _NOISE_REDUCTION_DB, f"{said}: less than {_NOISY_BELOW_DB:.0f} dB is tiring to listen to"
    return 0, f"{said}: clear enough from {_NOISY_BELOW_DB:.0f} dB"
