"""HLS playlists (RFC 8216, protocol version 7): what Apple's devices and many players read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from lessontool.essence.adaptive.offer import Board, Offer, Sound, Text, Variant

_VERSION: Final = 7
"""Pieces of MP4 behind a common header: §7."""

_CAPTIONS: Final = "captions"
_MICROSECONDS: Final = 1_000_000

_FOR_THE_DEAF: Final = "public.accessibility.transcribes-spoken-dialog"
"""What captions in the spoken language are for (§4.3.4.1)."""

_CHAPTERS: Final = "com.apple.hls.chapters"


def main(offer: Offer, variants: Sequence[Variant]) -> str:
    """Write a main playlist: some of the pictures with their sounds, the captions and everything else."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if offer.chapters:
        lines.append(_tag("EXT-X-SESSION-DATA", DATA_ID=_text(_CHAPTERS), URI=_text(offer.chapters)))
    heard = [variant.sound for variant in variants]
    lines += [_sound(offer, sound) for sound in offer.sounds if sound in heard]
    lines += [_captions(offer, text) for text in offer.texts]
    # many players begin with what is named first: the smallest plays at once on any connection
    for variant in reversed(variants):
        lines += [_variant(offer, variant), variant.playlist]
    if offer.board and offer.board.playlist:
        lines.append(_board(offer.board))
    return _joined(lines)


def track(offer: Offer, played: Variant | Sound) -> str:
    """Write a track's own playlist: which bytes of its file play which time."""
    lines = [*_head(offer.target_s), "#EXT-X-INDEPENDENT-SEGMENTS"]
    first, behind = played.track.header
    lines.append(_tag("EXT-X-MAP", URI=_text(played.address), BYTERANGE=_text(f"{behind - first}@{first}")))
    # a sound's last packet may begin when all is over
    pieces = [piece for piece in played.track.pieces if piece.start < offer.length]
    # players compare these with the times in the pieces, before the edit list: Shaka Player would move the sound by it
    ends = [min(piece.end, offer.length) + played.track.early for piece in pieces]
    for piece, seconds in zip(pieces, _rounded(ends), strict=True):
        lines += [f"#EXTINF:{seconds},", f"#EXT-X-BYTERANGE:{piece.size}@{piece.at}", played.address]
    return _joined([*lines, "#EXT-X-ENDLIST"])


def captions(offer: Offer, text: Text) -> str:
    """Write a caption file's playlist: the whole file is one piece, whose times are those of the programme.

    It names no moment of the tracks' clocks (X-TIMESTAMP-MAP): without one both begin at 0 (§3.5), as ours do.
    """
    lines = [*_head(-(-offer.length // 1)), f"#EXTINF:{_rounded([offer.length])[0]},", text.address]
    return _joined([*lines, "#EXT-X-ENDLIST"])


def storyboard(offer: Offer) -> str:
    """Write the playlist of the small pictures, as Roku and Shaka Player read it; other players pass over it."""
    assert offer.board is not None  # noqa: S101  # planned only with one
    board = offer.board
    lines = [*_head(board.sheet_s), "#EXT-X-IMAGES-ONLY"]
    size = f"{board.width_px}x{board.height_px}"
    ends = [min(Fraction(board.sheet_s * number), offer.length) for number in range(1, len(board.sheets) + 1)]
    for address, seconds in zip(board.sheets, _rounded(ends), strict=True):
        layout = f"{board.columns}x{board.rows}"
        lines += [
            f"#EXTINF:{seconds},",
            _tag("EXT-X-TILES", RESOLUTION=size, LAYOUT=layout, DURATION=str(board.every_s)),
            address,
        ]
    return _joined([*lines, "#EXT-X-ENDLIST"])


def _head(longest_s: int) -> list[str]:
    return [
        "#EXTM3U",
        f"#EXT-X-VERSION:{_VERSION}",
        f"#EXT-X-TARGETDURATION:{longest_s}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]


def _sound(offer: Offer, sound: Sound) -> str:
    return _tag(
        "EXT-X-MEDIA",
        TYPE="AUDIO",
        GROUP_ID=_text(sound.name),
        LANGUAGE=_text(offer.language),
        NAME=_text(offer.language_name),
        DEFAULT="YES",
        AUTOSELECT="YES",
        CHANNELS=_text(str(sound.track.coding.channels)),
        URI=_text(sound.playlist),
    )


def _captions(offer: Offer, text: Text) -> str:
    spoken = {"CHARACTERISTICS": _text(_FOR_THE_DEAF)} if text.language == offer.language else {}
    return _tag(
        "EXT-X-MEDIA",
        TYPE="SUBTITLES",
        GROUP_ID=_text(_CAPTIONS),
        LANGUAGE=_text(text.language),
        NAME=_text(text.name),
        DEFAULT="NO",
        AUTOSELECT="YES",
        FORCED="NO",
        **spoken,
        URI=_text(text.playlist),
    )


def _variant(offer: Offer, variant: Variant) -> str:
    picture, sound = variant.track, variant.sound.track
    return _tag(
        "EXT-X-STREAM-INF",
        BANDWIDTH=str(picture.highest_bps(offer.target_s) + sound.highest_bps(offer.target_s)),
        AVERAGE_BANDWIDTH=str(picture.average_bps + sound.average_bps),
        CODECS=_text(f"{picture.coding.codecs},{sound.coding.codecs}"),
        RESOLUTION=f"{picture.coding.width_px}x{picture.coding.height_px}",
        FRAME_RATE=f"{float(picture.rate):.3f}",
        AUDIO=_text(variant.sound.name),
        **({"SUBTITLES": _text(_CAPTIONS)} if offer.texts else {}),
        CLOSED_CAPTIONS="NONE",
    )


def _board(board: Board) -> str:
    return _tag(
        "EXT-X-IMAGE-STREAM-INF",
        BANDWIDTH=str(-(-board.largest_bytes * 8 // board.sheet_s)),
        CODECS=_text("jpeg"),
        RESOLUTION=f"{board.width_px}x{board.height_px}",
        URI=_text(board.playlist),
    )


def _rounded(ends: list[Fraction]) -> list[str]:
    """Write lengths in whole microseconds so that their sum is never off by more than one."""
    at = [0, *(round(end * _MICROSECONDS) for end in ends)]
    return [f"{(end - start) / _MICROSECONDS:.6f}" for start, end in itertools.pairwise(at)]


def _tag(name: str, **attributes: str) -> str:
    return f"#{name}:" + ",".join(f"{key.replace('_', '-')}={value}" for key, value in attributes.items())


def _text(value: str) -> str:
    """Write a quoted string (§4.2): it can hold neither quotation marks nor line breaks, so those are left out."""
    kept = "".join("'" if letter == '"' else letter for letter in value if letter.isprintable())
    return f'"{kept}"'


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
