"""Steps that make a lesson playable for adaptive players: tracks in pieces, and the playlists that name them."""

from __future__ import annotations

from typing import Literal

from lessontool.model._record import record
from lessontool.model.output import Output
from lessontool.model.package import Mark
from lessontool.model.preset import StoryboardSpec


@record
class CutTrack:
    """Put the picture or the sound of a finished rendition into pieces (CMAF, ISO/IEC 23000-19) in one file."""

    step: Literal["cut_track"] = "cut_track"
    name: str
    output: Output
    source: str
    kind: Literal["picture", "sound"]
    language: str
    """What is spoken, as a language tag."""
    fragment_frames: int
    """Longest piece, in frames of 25 a second."""
    least_frames: int
    """A piece of picture ends at the first keyframe after so many frames: with less than a GOP to go, all pieces are
    whole GOPs and none is longer than `fragment_frames`. 0 for sound."""


@record
class PlayedTrack:
    """A track as playlists name it."""

    output: str
    """Of a `CutTrack` step."""
    name: str
    """What people call it: `720p`, `aac-128`."""
    sound: str = ""
    """Of a picture: the sound track that goes with it."""


@record
class PlayedText:
    """Captions as playlists name them."""

    output: str
    language: str


PlaylistForm = Literal["hls", "hls_track", "hls_captions", "hls_storyboard", "hls_chapters", "dash"]
"""hls: a main playlist, which names the others · hls_track, hls_captions, hls_storyboard: a track's, a caption
file's, the small pictures' · hls_chapters: the chapters as JSON · dash: everything in one file."""


@record
class Playlist:
    """One file that adaptive players read."""

    form: PlaylistForm
    output: Output
    of: str = ""
    """The track or the captions that it is about."""
    pictures: tuple[str, ...] = ()
    """Of a main playlist: the picture tracks that it names, all coded alike."""


@record
class WritePlaylists:
    """Write what adaptive players read first: which tracks, captions and small pictures there are, and where."""

    step: Literal["write_playlists"] = "write_playlists"
    name: str
    playlists: tuple[Playlist, ...]
    pictures: tuple[PlayedTrack, ...]
    """The largest first."""
    sounds: tuple[PlayedTrack, ...]
    captions: tuple[PlayedText, ...]
    sheets: tuple[str, ...] = ()
    """Outputs of a `DrawStoryboard` step that are pictures; none: no storyboard."""
    board: StoryboardSpec | None = None
    board_height_px: int = 0
    """Of one small picture."""
    chapters: tuple[Mark, ...] = ()
    language: str
    """What is spoken."""
    frames: int
    fragment_frames: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What it makes, in the order of `playlists`."""
        return tuple(each.output for each in self.playlists)
