"""Measure the finished tracks of a package and write what players read about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from lessontool import records
from lessontool.errors import ToolError
from lessontool.essence.adaptive import dash, hls
from lessontool.essence.adaptive.offer import Board, Offer, Sound, Text, Variant, address
from lessontool.essence.adaptive.pieces import Track, read_track
from lessontool.model import Playlist, WritePlaylists
from lessontool.subtitles.languages import shown_name
from lessontool.timing import seconds_of

_LONGEST_DRIFT_S = 1
"""A programme's sound may end so much later or earlier than its picture: silence, and packets that are not whole."""


def write_playlists(
    step: WritePlaylists, files: Mapping[str, Path], targets: Mapping[int, Path], *, folder: Path
) -> None:
    """Write the playlists; `folder` is the package's, to which their addresses are relative.

    `files` are finished outputs by name, `targets` says where to write which of `step.playlists`. Raises ToolError when
    the tracks are not those of one programme: a picture that ends elsewhere or can be changed at other moments.
    """
    offer = measure(step, files, folder)
    for number, target in targets.items():
        records.write_whole(target, _written(step.playlists[number], step, offer).encode())


def measure(step: WritePlaylists, files: Mapping[str, Path], folder: Path) -> Offer:
    """Gather all that playlists say: from the tracks, not from the preset."""

    where = {
        name: address(path.relative_to(folder).as_posix()) for name, path in files.items() if path.parent == folder
    }
    lists = {each.of: _playlist_address(each) for each in step.playlists if each.of}
    sounds = {
        each.output: Sound(
            name=each.name,
            address=where[each.output],
            playlist=lists.get(each.output, ""),
            track=read_track(files[each.output]),
        )
        for each in step.sounds
    }
    variants = tuple(
        Variant(
            name=each.name,
            address=where[each.output],
            playlist=lists.get(each.output, ""),
            track=read_track(files[each.output]),
            sound=sounds[each.sound],
        )
        for each in step.pictures
    )
    _require_one_programme(step, variants, tuple(sounds.values()))
    return Offer(
        variants=variants,
        sounds=tuple(sounds.values()),
        texts=tuple(
            Text(
                language=each.language,
                name=shown_name(each.language),
                address=where[each.output],
                size=files[each.output].stat().st_size,
                playlist=lists.get(each.output, ""),
            )
            for each in step.captions
        ),
        board=_board(step, files, where) if step.sheets else None,
        chapters=_first(step, "hls_chapters"),
        language=step.language,
        language_name=shown_name(step.language),
        length=seconds_of(step.frames),
        target_s=-(-seconds_of(step.fragment_frames) // 1),
    )


def _board(step: WritePlaylists, files: Mapping[str, Path], where: Mapping[str, str]) -> Board:
    assert step.board is not None  # noqa: S101  # sheets are drawn by it
    return Board(
        sheets=tuple(where[output] for output in step.sheets),
        largest_bytes=max(files[output].stat().st_size for output in step.sheets),
        every_s=step.board.every_s,
        columns=step.board.columns,
        rows=step.board.rows,
        width_px=step.board.width_px,
        height_px=step.board_height_px,
        playlist=_first(step, "hls_storyboard"),
    )


def _written(playlist: Playlist, step: WritePlaylists, offer: Offer) -> str:
    match playlist.form:
        case "hls":
            named = [n for n, each in enumerate(step.pictures) if each.output in playlist.pictures]
            return hls.main(offer, [offer.variants[n] for n in named])
        case "hls_track":
            tracks: list[Variant | Sound] = [*offer.variants, *offer.sounds]
            return hls.track(offer, next(each for each in tracks if _is(each, playlist)))
        case "hls_captions":
            return hls.captions(offer, next(each for each in offer.texts if _is(each, playlist)))
        case "hls_storyboard":
            return hls.storyboard(offer)
        case "hls_chapters":
            return _chapters(step, offer)
        case "dash":
            return dash.presentation(offer)
    assert_never(playlist.form)


def _is(each: Variant | Sound | Text, playlist: Playlist) -> bool:
    return each.playlist == _playlist_address(playlist)


def _chapters(step: WritePlaylists, offer: Offer) -> str:
    """Write the chapters as Apple's players read them (`com.apple.hls.chapters`)."""
    starts = [seconds_of(mark.start_frames) for mark in step.chapters]
    ends = [*starts[1:], offer.length]
    listed = [
        {
            "chapter": number,
            "start-time": float(start),
            "duration": float(end - start),
            "titles": [{"language": offer.language, "title": mark.title}],
        }
        for number, (mark, start, end) in enumerate(zip(step.chapters, starts, ends, strict=True), start=1)
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _require_one_programme(step: WritePlaylists, variants: tuple[Variant, ...], sounds: tuple[Sound, ...]) -> None:
    length = seconds_of(step.frames)
    edges = _edges(variants[0].track)
    for variant in variants:
        if variant.track.pieces[-1].end != length:
            raise _unlike(f"{variant.name} ends at {float(variant.track.pieces[-1].end)} s, not {float(length)}")
        if _edges(variant.track) != edges:
            raise _unlike(f"{variant.name} and {variants[0].name} have keyframes at different times")
    for sound in sounds:
        if abs(sound.track.pieces[-1].end - length) > _LONGEST_DRIFT_S:
            raise _unlike(f"{sound.name} ends at {float(sound.track.pieces[-1].end)} s, not {float(length)}")


def _edges(track: Track) -> list[object]:
    return [piece.start for piece in track.pieces]


def _unlike(detail: str) -> ToolError:
    return ToolError("tool-failed", program="adaptive", detail=detail)


def _first(step: WritePlaylists, form: str) -> str:
    return next((_playlist_address(each) for each in step.playlists if each.form == form), "")


def _playlist_address(playlist: Playlist) -> str:
    return address(playlist.output.package_path.rpartition("/")[2])
