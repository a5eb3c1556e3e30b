"""One file on the table: opened safely, its facts known, beside what it is meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lessontool.analysis import intake
from lessontool.analysis.probe import probe, said_of
from lessontool.model import AudioTrack, DeliverySpec, Expected, MediaFile, QCLimits, RenditionSpec, VideoTrack
from lessontool.timing import PROGRAMME_RATE, frames_at
from lessontool.tools.process import Cancel

_UNSEEN: Final = RenditionSpec(
    name="sound",
    codec="h264",
    width_px=0,
    height_px=0,
    pictures_per_second=25,
    interlaced=False,
    chroma="4:2:0",
    gop_frames=1,
    b_frames=0,
)
"""Stands for the picture of a programme that has none: only its 25 a second count, in which lengths are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file that is judged, and everything that items need to know before they look."""

    path: Path
    media: MediaFile
    """What its container says, by our own reading and its first pictures."""
    said: tuple[Mapping[str, Any], ...]
    """What MediaInfo says, in MediaInfo's words; empty where it could not read the file."""
    spec: DeliverySpec
    rendition: RenditionSpec
    """The version of the preset that the file is judged as."""
    expected: Expected
    limits: QCLimits

    @property
    def video(self) -> VideoTrack | None:
        """Its first picture track."""
        return self.media.video[0] if self.media.video else None

    @property
    def unseen(self) -> bool:
        """Whether it is meant for the ears alone."""
        return not self.spec.renditions

    @property
    def audio(self) -> tuple[AudioTrack, ...]:
        """Its sound tracks in order."""
        return self.media.audio

    @property
    def frames(self) -> int:
        """Its length at 25 pictures a second, as its pictures (else its sound) say."""
        tracks: list[VideoTrack | AudioTrack] = [*self.media.video[:1], *self.media.audio[:1]]
        return frames_at(tracks[0].end - tracks[0].start, PROGRAMME_RATE) if tracks else 0

    @property
    def voice_pair(self) -> bool:
        """Whether tracks 1 and 2 are left and right of one programme, each with one channel."""
        return len(self.audio) >= 2 and self.audio[0].channels == self.audio[1].channels == 1


def opened(path: Path, spec: DeliverySpec, expected: Expected, limits: QCLimits, *, cancel: Cancel) -> Subject:
    """Open a file for judging; it is let in like a recording: ordinary file, known first bytes, forced reader.

    Raises InputError for what is no film or cannot be opened at all, ToolError, Interrupted.
    """
    accepted = intake.accept(path.parent.resolve(), path.name)
    said = said_of(accepted, cancel)
    media = probe(accepted, known=said, identified=False, cancel=cancel)
    spec, rendition = _heard(spec, media) if not spec.renditions else (spec, _rendition(spec, media))
    return Subject(
        path=accepted.path,
        media=media,
        said=tuple(said),
        spec=spec,
        rendition=rendition,
        expected=expected,
        limits=limits,
    )


def _rendition(spec: DeliverySpec, media: MediaFile) -> RenditionSpec:
    """The version of a preset that a file is nearest to: by its height, of two alike by how it is coded."""
    height, codec = (media.video[0].height_px, media.video[0].codec) if media.video else (0, "")
    return min(spec.renditions, key=lambda each: (abs(each.height_px - height), each.codec != codec))


def _heard(spec: DeliverySpec, media: MediaFile) -> tuple[DeliverySpec, RenditionSpec]:
    """What a radio preset wants of a file: of an MP3 something else than of the WAV file beside which it lies."""
    if media.demuxer != "mp3" or spec.radio is None or not spec.radio.mp3_kbps:
        return spec, _UNSEEN
    sound = replace(spec.sound, codec="mp3", tracks=1, channels_per_track=spec.radio.mp3_channels)
    return replace(spec, sound=sound), replace(_UNSEEN, sound_kbps=spec.radio.mp3_kbps)
