"""What will be done: a closed family of steps whose order proves that nothing waits for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lessontool.model._record import record
from lessontool.model.adaptive import CutTrack, WritePlaylists
from lessontool.model.finding import Finding
from lessontool.model.lesson import Lesson
from lessontool.model.media import MediaFile
from lessontool.model.output import Output
from lessontool.model.package import Decision, Mark
from lessontool.model.preset import (
    DeliverySpec,
    Destination,
    RenditionSpec,
)
from lessontool.model.station import StationProfile
from lessontool.model.steps import (
    AlignScript,
    Attach,
    DrawGraphic,
    DrawPoster,
    DrawStoryboard,
    EncodeSound,
    FindSlideChanges,
    JudgeProgramme,
    LevelSound,
    Listen,
    PlayMelody,
    RenderChunk,
    ShortenPauses,
    SideFile,
    SpeakText,
    TakeSound,
    TakeStill,
    WrapProgramme,
    WrapSound,
    WriteChapters,
    WriteCutList,
    WriteText,
)


@record
class Package:
    """Prove the finished files against the preset and list them with their checksums and every decision."""

    step: Literal["package"] = "package"
    name: str
    output: Output
    preset: DeliverySpec
    lesson: Lesson
    folder: str
    """Package folder, relative to the lesson folder."""
    stem: str
    """What the names of its files begin with."""
    programmes: tuple[str, ...]
    """Outputs that are programmes, to be proved, in the order of `renditions`."""
    renditions: tuple[RenditionSpec, ...]
    judged: tuple[str, ...]
    """What was measured in each of them: outputs of `JudgeProgramme` steps."""
    station: StationProfile
    """Who judges."""
    others: tuple[SideFile, ...]
    frames: int
    before_frames: int = 0
    """Line-up, clock and black before the programme: no part of its loudness."""
    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Everything that is said, by language: for search, in the manifest."""
    chapters: tuple[Mark, ...] = ()
    silent: bool = False
    """Nothing is to be heard: the recording was silent, and that was accepted."""
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    """What was known about the recording before any work."""
    recording_measured: Mapping[str, float] = field(default_factory=dict)
    """What was measured in the recording, as far as lessons are compared by it: `planning.clarity.Figure`."""


Step = (
    TakeSound
    | Listen
    | AlignScript
    | FindSlideChanges
    | LevelSound
    | EncodeSound
    | PlayMelody
    | DrawGraphic
    | RenderChunk
    | WrapProgramme
    | TakeStill
    | DrawPoster
    | DrawStoryboard
    | WriteText
    | WriteChapters
    | Attach
    | CutTrack
    | WritePlaylists
    | SpeakText
    | ShortenPauses
    | WrapSound
    | WriteCutList
    | JudgeProgramme
    | Package
)


@record
class Plan:
    """Everything that will be done to a lesson, and why. Every name that a step needs is an earlier step's output."""

    lesson: Lesson
    media: MediaFile
    others: tuple[MediaFile, ...] = ()
    """Recordings that are used besides the lesson's own."""
    destinations: tuple[Destination, ...]
    presets: tuple[DeliverySpec, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    """What is known about the recording before any work: goes into each manifest."""
    wanted: tuple[str, ...] = ()
    """Outputs that are wanted for themselves, besides all package files."""

    def recording(self, sha256: str = "") -> MediaFile:
        """Say what is known of a recording that is used: the lesson's own where none is named."""
        return next((media for media in self.others if sha256 and media.sha256 == sha256), self.media)
