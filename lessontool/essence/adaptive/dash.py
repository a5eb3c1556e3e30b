"""The DASH media presentation description (ISO/IEC 23009-1): all in one file, on-demand profile."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Final, TypeVar

from lessontool.essence.adaptive.offer import Board, Offer, Sound, Text, Variant

_NAMESPACE: Final = "urn:mpeg:dash:schema:mpd:2011"
_ON_DEMAND: Final = "urn:mpeg:dash:profile:isoff-on-demand:2011"
_ROLE: Final = "urn:mpeg:dash:role:2011"
_CHANNELS: Final = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011"
_TILES: Final = "http://dashif.org/guidelines/thumbnail_tile"

T = TypeVar("T", Variant, Sound)


def presentation(offer: Offer) -> str:
    """Write the description: pictures by how they are coded, sounds, captions, small pictures."""
    root = ET.Element(
        "MPD",
        {
            "xmlns": _NAMESPACE,
            "profiles": _ON_DEMAND,
            "type": "static",
            "mediaPresentationDuration": _duration(offer.length),
            "minBufferTime": _duration(Fraction(offer.target_s)),
        },
    )
    period = ET.SubElement(root, "Period", {"id": "1", "start": "PT0S", "duration": _duration(offer.length)})
    numbers = itertools.count(1)
    for coded in _by_coding(offer.variants):
        _pictures(_set(period, numbers, "video", "video/mp4"), offer, coded)
    for heard in _by_coding(offer.sounds):
        _sounds(_set(period, numbers, "audio", "audio/mp4", offer.language), offer, heard)
    for text in offer.texts:
        _text(_set(period, numbers, "text", "text/vtt", text.language), offer, text)
    if offer.board:
        _board(_set(period, numbers, "image", "image/jpeg"), offer.board)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _set(period: ET.Element, numbers: itertools.count[int], content: str, kind: str, language: str = "") -> ET.Element:
    given = {"id": str(next(numbers)), "contentType": content, "mimeType": kind}
    return ET.SubElement(period, "AdaptationSet", {**given, **({"lang": language} if language else {})})


def _pictures(group: ET.Element, offer: Offer, variants: list[Variant]) -> None:
    group.attrib.update({"subsegmentAlignment": "true", "subsegmentStartsWithSAP": "1"})
    ET.SubElement(group, "Role", {"schemeIdUri": _ROLE, "value": "main"})
    for variant in variants:
        coding = variant.track.coding
        size = {"width": str(coding.width_px), "height": str(coding.height_px), "frameRate": str(variant.track.rate)}
        _representation(group, offer, variant, size)


def _sounds(group: ET.Element, offer: Offer, sounds: list[Sound]) -> None:
    # packets of sound can all be decoded alone
    group.attrib.update({"subsegmentAlignment": "true", "subsegmentStartsWithSAP": "1"})
    ET.SubElement(group, "Label").text = offer.language_name
    ET.SubElement(group, "Role", {"schemeIdUri": _ROLE, "value": "main"})
    for sound in sounds:
        coding = sound.track.coding
        made = _representation(group, offer, sound, {"audioSamplingRate": str(coding.sample_rate_hz)})
        channels = {"schemeIdUri": _CHANNELS, "value": str(coding.channels)}
        made.insert(0, ET.Element("AudioChannelConfiguration", channels))


def _representation(group: ET.Element, offer: Offer, played: Variant | Sound, more: dict[str, str]) -> ET.Element:
    track = played.track
    said = {"id": played.name, "bandwidth": str(track.highest_bps(offer.target_s)), "codecs": track.coding.codecs}
    made = ET.SubElement(group, "Representation", said | more)
    ET.SubElement(made, "BaseURL").text = played.address
    base = ET.SubElement(made, "SegmentBase", {"indexRange": _range(*track.index)})
    ET.SubElement(base, "Initialization", {"range": _range(*track.header)})
    return made


def _text(group: ET.Element, offer: Offer, text: Text) -> None:
    """Name captions as the one file that they are: dash.js takes no segmented WebVTT."""
    caption = text.language == offer.language
    ET.SubElement(group, "Label").text = text.name
    ET.SubElement(group, "Role", {"schemeIdUri": _ROLE, "value": "caption" if caption else "subtitle"})
    rate = -(-text.size * 8 // max(offer.length, Fraction(1)))
    made = ET.SubElement(group, "Representation", {"id": f"text-{text.language}", "bandwidth": str(rate)})
    ET.SubElement(made, "BaseURL").text = text.address


def _board(group: ET.Element, board: Board) -> None:
    """Name the sheets of small pictures (DASH-IF interoperability guidelines, "Tiled thumbnails")."""
    stem, _, suffix = board.sheets[0].rpartition("1")
    assert list(board.sheets) == [f"{stem}{n + 1}{suffix}" for n in range(len(board.sheets))]  # noqa: S101  # planned so
    # an address has no `$` of its own: that is written as %24
    given = {"media": f"{stem}$Number$" + suffix, "startNumber": "1", "duration": str(board.sheet_s), "timescale": "1"}
    ET.SubElement(group, "SegmentTemplate", given)
    made = ET.SubElement(
        group,
        "Representation",
        {
            "id": "storyboard",
            "bandwidth": str(-(-board.largest_bytes * 8 // board.sheet_s)),
            "width": str(board.width_px * board.columns),
            "height": str(board.height_px * board.rows),
        },
    )
    ET.SubElement(made, "EssentialProperty", {"schemeIdUri": _TILES, "value": f"{board.columns}x{board.rows}"})


def _by_coding(tracks: tuple[T, ...]) -> list[list[T]]:
    found: dict[str, list[T]] = {}
    for each in tracks:
        found.setdefault(each.track.coding.codecs.partition(".")[0], []).append(each)
    return list(found.values())


def _range(first: int, behind: int) -> str:
    return f"{first}-{behind - 1}"


def _duration(seconds: Fraction) -> str:
    return f"PT{float(seconds):.3f}S"
