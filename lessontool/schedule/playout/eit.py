"""DVB EIT: the guide inside the broadcast itself, as XML that TSDuck turns into tables (`tsp -P eitinject`).

Times are UTC. A title and its text share one descriptor of 255 bytes (ETSI EN 300 468, 6.2.37), in UTF-8 with one byte
before each that says so; what does not fit follows in extended event descriptors (6.2.15).
"""

from __future__ import annotations

import datetime
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import Final

from lessontool.messages import say
from lessontool.model import Channel, Slot
from lessontool.schedule.playout.shown import Shown, detail_of, moment, name_of, one_line

LANGUAGE: Final = "vie"
"""ISO 639-2."""

SHORT_BYTES: Final = 250
"""Title and text together: 255 without the language and the two lengths (EN 300 468, table 94)."""

EXTENDED_BYTES: Final = 249
"""Text of one extended descriptor: 255 without its numbers, language and the two lengths (EN 300 468, 6.2.15)."""

TITLE_BYTES: Final = 120
MOST_EXTENDED: Final = 16
"""Their number has four bits."""

_SIGN_BYTES: Final = 1
"""0x15 before a text: UTF-8 of Unicode's first plane (EN 300 468, annex A)."""

_WIDEST_BYTES: Final = 4
"""Of one letter in UTF-8."""

_VERSIONS: Final = 32
_MOST_IDS: Final = 0xFFFF
_TABLE_DAYS: Final = 4
"""One schedule table has 32 segments of three hours (ETSI TS 101 211, 4.1.4)."""

_MOST_TABLES: Final = 16
_SCHEDULE: Final = 0x50
"""Table id of the first schedule table of the actual transport."""

_CONTENT: Final = {"news": (2, 1), "lesson": (5, 4), "relay": (5, 4)}
"""EN 300 468, table 29: news; informational, educational and school programmes."""


def as_eit(programmes: Sequence[Shown], channel: Channel, first: datetime.date, *, revision: int) -> bytes:
    """Write the events of a channel, whose programmes count their seconds from 0:00 of `first`.

    `revision` is the plan's: receivers read the tables again when it changes. TSDuck's generator sorts the events into
    present, following and schedule by the clock; the tables here are in the order of a schedule that begins today.
    """
    root = ET.Element("tsduck")
    tables = _tables(programmes, channel, first)
    ids = event_ids(programmes, channel, first)
    for number, events in tables:
        head = {
            "type": str(number),
            "version": str(revision % _VERSIONS),
            "current": "true",
            "actual": "true",
            "service_id": f"0x{channel.service_id:04X}",
            "transport_stream_id": f"0x{channel.transport_stream_id:04X}",
            "original_network_id": f"0x{channel.original_network_id:04X}",
            "last_table_id": f"0x{_SCHEDULE + tables[-1][0]:02X}",
        }
        table = ET.SubElement(root, "EIT", head)
        for each in events:
            _event(table, each, channel, first, ids[each.start_s])
    ET.indent(root, "  ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def event_ids(programmes: Sequence[Shown], channel: Channel, first: datetime.date) -> dict[int, int]:
    """Number the events by when they begin, 1 to 65 535: the same minute has the same number in every plan.

    Numbers come again after 45 days. Of two events in one minute the later one takes the next free number.
    """
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for each in programmes:
        number = int(moment(channel, first, each.start_s).timestamp()) // 60 % _MOST_IDS
        while number in taken:
            number = (number + 1) % _MOST_IDS
        taken.add(number)
        ids[each.start_s] = number + 1
    return ids


def _tables(programmes: Sequence[Shown], channel: Channel, first: datetime.date) -> list[tuple[int, list[Shown]]]:
    """Put events into schedule tables of four days, by days of UTC from the first one's."""
    days = [_utc(channel, first, each).date() for each in programmes]
    tables: dict[int, list[Shown]] = {}
    for day, each in zip(days, programmes, strict=True):
        number = (day - days[0]).days // _TABLE_DAYS
        if number < _MOST_TABLES:
            tables.setdefault(number, []).append(each)
    return sorted(tables.items())


def _utc(channel: Channel, first: datetime.date, each: Shown) -> datetime.datetime:
    return moment(channel, first, each.start_s).astimezone(datetime.UTC)


def _event(table: ET.Element, each: Shown, channel: Channel, first: datetime.date, number: int) -> None:
    seconds = each.end_s - each.start_s
    event = ET.SubElement(
        table,
        "event",
        {
            "event_id": f"0x{number:04X}",
            "start_time": f"{_utc(channel, first, each):%Y-%m-%d %H:%M:%S}",
            "duration": f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}",
            "running_status": "undefined",
            "CA_mode": "false",
        },
    )
    title = cut(plane_0(name_of(each.slot)) or plane_0(one_line(channel.title)) or channel.name, TITLE_BYTES)
    whole = plane_0(detail_of(each.slot))
    text = cut(whole, SHORT_BYTES - _size(title) - _SIGN_BYTES * 2)
    short = ET.SubElement(event, "short_event_descriptor", {"language_code": LANGUAGE})
    ET.SubElement(short, "event_name").text = title
    ET.SubElement(short, "text").text = text
    more = list(_chunks(_rest(each.slot, whole, text, title)))[:MOST_EXTENDED]
    for at, chunk in enumerate(more):
        numbers = {"descriptor_number": str(at), "last_descriptor_number": str(len(more) - 1)}
        extended = ET.SubElement(event, "extended_event_descriptor", {**numbers, "language_code": LANGUAGE})
        ET.SubElement(extended, "text").text = chunk
    if nibbles := _CONTENT.get(each.slot.source if each.slot.kind == "fixed" else each.slot.kind):
        levels = {"content_nibble_level_1": str(nibbles[0]), "content_nibble_level_2": str(nibbles[1])}
        content = ET.SubElement(event, "content_descriptor")
        ET.SubElement(content, "content", {**levels, "user_byte": "0x00"})


def _rest(slot: Slot, whole: str, text: str, title: str) -> str:
    """What the short descriptor has no room for, and who teaches."""
    name = plane_0(name_of(slot))
    parts = [name] if name != title else []
    parts += [whole] if whole != text else []
    teachers = [each for each in (plane_0(one_line(name)) for name in slot.teachers) if each]
    parts += [say("playout-guide-teacher", {"names": ", ".join(teachers)}, "vi")] if teachers else []
    return ". ".join(parts)


# ── texts of DVB ──────────────────────────────────────────────────────────────────────────────────────────────────


def plane_0(text: str) -> str:
    """Leave out what is beyond Unicode's first plane, such as emoji: receivers know no more (EN 300 468, annex A)."""
    return " ".join("".join(sign for sign in text if ord(sign) <= _MOST_IDS).split())


def cut(text: str, most_bytes: int) -> str:
    """Cut a text after a syllable so that it takes at most so many bytes of UTF-8; `…` says that it goes on."""
    if _size(text) <= most_bytes:
        return text
    room = most_bytes - _size("…")
    return (next(_pieces(text, room)).rstrip(" .,;:–-") + "…") if room >= _WIDEST_BYTES else ""


def _chunks(text: str) -> Iterator[str]:
    """A long text in pieces, each of which fits into one extended descriptor; joined they are the text again."""
    yield from _pieces(text, EXTENDED_BYTES - _SIGN_BYTES)


def _pieces(text: str, most_bytes: int) -> Iterator[str]:
    while text:
        end = _fitting(text, most_bytes)
        if end < len(text):
            blank = text.rfind(" ", 0, end + 1)
            end = blank + 1 if 0 < blank + 1 <= end else end
            while 1 < end < len(text) and unicodedata.combining(text[end]):
                end -= 1
        yield text[:end]
        text = text[end:]


def _fitting(text: str, most_bytes: int) -> int:
    """How many letters fit into so many bytes; one at least."""
    size = 0
    for number, sign in enumerate(text):
        size += _size(sign)
        if size > most_bytes:
            return max(1, number)
    return len(text)


def _size(text: str) -> int:
    return len(text.encode())
