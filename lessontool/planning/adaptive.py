"""How adaptive players get a programme: each rendition's tracks in pieces, and the playlists that name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lessontool.model import (
    AdaptiveSpec,
    CutTrack,
    DeliverySpec,
    DrawStoryboard,
    Mark,
    Output,
    PlayedText,
    PlayedTrack,
    Playlist,
    RenditionSpec,
    SideFile,
    Step,
    WrapProgramme,
    WritePlaylists,
    WriteText,
)
from lessontool.model.adaptive import PlaylistForm
from lessontool.timing import PROGRAMME_RATE

_EVERYWHERE: Final = ("h264", "aac")
"""What every phone and browser decodes."""


def adaptive(
    spec: DeliverySpec, wrapped: Sequence[WrapProgramme], beside: Sequence[Step], *, marks: Sequence[Mark], path: str
) -> Iterator[tuple[Step, list[SideFile]]]:
    """Plan tracks and playlists of a package whose preset wants them; nothing for any other.

    `wrapped` are its programmes, `beside` the steps that were planned for the same package so far: captions and
    storyboard are found among them. `marks` are the chapters, `path` is what the names of its files begin with.
    Renditions that are sent with the same sound share one sound track.
    """
    if spec.adaptive is None or not wrapped:
        return
    pictures: list[PlayedTrack] = []
    kinds: dict[tuple[str, str], list[str]] = {}
    sounds: dict[str, PlayedTrack] = {}
    for programme in sorted(wrapped, key=lambda step: -step.rendition.height_px * step.rendition.width_px):
        if programme.sound not in sounds:
            name = f"{programme.sound_codec}-{programme.rendition.sound_kbps}"
            cut = _cut(spec, spec.adaptive, programme, name, path, picture=False)
            sounds[programme.sound] = PlayedTrack(output=cut.output.name, name=name)
            yield cut, [SideFile(output=cut.output.name, role="track")]
        name, sound = programme.rendition.name, sounds[programme.sound]
        cut = _cut(spec, spec.adaptive, programme, name, path, picture=True)
        pictures.append(PlayedTrack(output=cut.output.name, name=name, sound=sound.output))
        kinds.setdefault((programme.rendition.codec, programme.sound_codec), []).append(cut.output.name)
        yield cut, [SideFile(output=cut.output.name, role="track")]
    step = _playlists(spec, spec.adaptive, wrapped[0], pictures, list(sounds.values()), kinds, beside, marks, path)
    yield (
        step,
        [SideFile(output=each.output.name, role="playlist", language=_about(each, step)) for each in step.playlists],
    )


def gop_length(rendition: RenditionSpec) -> int:
    """Say how far keyframes are apart, in frames of 25 a second."""
    return rendition.gop_frames * int(PROGRAMME_RATE) // rendition.pictures_per_second


def _cut(
    spec: DeliverySpec, wanted: AdaptiveSpec, programme: WrapProgramme, name: str, path: str, *, picture: bool
) -> CutTrack:
    longest = wanted.fragment_s * int(PROGRAMME_RATE)
    return CutTrack(
        name=f"cut {name} of {spec.name} into pieces",
        output=Output(name=f"track/{spec.name}/{name}", suffix=".mp4", package_path=f"{path}_{name}_track.mp4"),
        source=programme.output.name,
        kind="picture" if picture else "sound",
        language=programme.language,
        fragment_frames=longest,
        # a GOP that is no longer than usual still fits behind one frame less
        least_frames=longest - gop_length(programme.rendition) + 1 if picture else 0,
    )


def _playlists(
    spec: DeliverySpec,
    wanted: AdaptiveSpec,
    programme: WrapProgramme,
    pictures: Sequence[PlayedTrack],
    sounds: Sequence[PlayedTrack],
    kinds: Mapping[tuple[str, str], Sequence[str]],
    beside: Sequence[Step],
    marks: Sequence[Mark],
    path: str,
) -> WritePlaylists:
    texts = [step for step in beside if isinstance(step, WriteText) and step.form == "webvtt"]
    board = next((step for step in beside if isinstance(step, DrawStoryboard)), None)
    captions = [PlayedText(output=step.output.name, language=step.subtitles.language) for step in texts]
    forms: list[Playlist] = []
    if wanted.hls:
        forms += _main_playlists(spec, kinds, path)
        for track in (*pictures, *sounds):
            forms.append(_playlist(spec, "hls_track", track.name, f"{path}_{track.name}.m3u8", track.output))
        for text in captions:
            language = text.language.lower()
            forms.append(_playlist(spec, "hls_captions", language, f"{path}.{language}.m3u8", text.output))
        if board:
            forms.append(_playlist(spec, "hls_storyboard", "storyboard", f"{path}_storyboard.m3u8"))
        if marks:
            forms.append(_playlist(spec, "hls_chapters", "chapters", f"{path}.chapters.json"))
    if wanted.dash:
        forms.append(_playlist(spec, "dash", "dash", f"{path}.mpd"))
    return WritePlaylists(
        name=f"write playlists for {spec.name}",
        playlists=tuple(forms),
        pictures=tuple(pictures),
        sounds=tuple(sounds),
        captions=tuple(captions),
        sheets=tuple(output.name for output in board.outputs[:-1]) if board else (),
        board=spec.storyboard if board else None,
        board_height_px=board.height_px if board else 0,
        chapters=tuple(marks),
        language=programme.language,
        frames=programme.frames,
        fragment_frames=wanted.fragment_s * int(PROGRAMME_RATE),
    )


def _main_playlists(
    spec: DeliverySpec, kinds: Mapping[tuple[str, str], Sequence[str]], path: str
) -> Iterator[Playlist]:
    """One main playlist for each way of coding: a browser's own player stops where the coding changes (Chromium).

    What every device decodes has the plain name.
    """
    used: list[str] = []
    for picture, sound in sorted(kinds, key=lambda kind: kind != _EVERYWHERE):
        name = "" if not used else picture if picture not in used else f"{picture}-{sound}"
        used.append(picture)
        playlist = _playlist(spec, "hls", name or "main", f"{path}{'.' if name else ''}{name}.m3u8")
        yield replace(playlist, pictures=tuple(kinds[picture, sound]))


def _playlist(spec: DeliverySpec, form: PlaylistForm, name: str, package_path: str, of: str = "") -> Playlist:
    suffix = package_path[package_path.rindex(".") :]
    output = Output(
        name=f"playlist/{spec.name}/{form.replace('_', '-')}/{name}", suffix=suffix, package_path=package_path
    )
    return Playlist(form=form, output=output, of=of)


def _about(playlist: Playlist, step: WritePlaylists) -> str:
    return next((text.language for text in step.captions if text.output == playlist.of), "")
