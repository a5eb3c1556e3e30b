"""One file on the table: opened safely, its facts known, beside what it is meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessontool.analysis import intake
from lessontool.analysis.probe import probe, said_of
from lessontool.model import AudioTrack, DeliverySpec, Expected, MediaFile, QCLimits, RenditionSpec, VideoTrack
from lessontool.timing import PROGRAMME_RATE, frames_at
from lessontool.tools.process import Cancel


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
    return Subject(
        path=accepted.path,
        media=media,
        said=tuple(said),
        spec=spec,
        rendition=_rendition(spec, media),
        expected=expected,
        limits=limits,
    )


def _rendition(spec: DeliverySpec, media: MediaFile) -> RenditionSpec:
    """The version of a preset that a file is nearest to: by its height."""
    height = media.video[0].height_px if media.video else 0
    return min(spec.renditions, key=lambda rendition: abs(rendition.height_px - height))
