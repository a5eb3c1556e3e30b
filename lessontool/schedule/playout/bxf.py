"""BXF (SMPTE ST 2021): a day's schedule as traffic systems hand it to automation.

The standard's schema may not be passed on; this is the part of it that real exports have in common.
"""

from __future__ import annotations

import datetime
import uuid
import xml.etree.ElementTree as ET
from typing import Final

from lessontool.schedule.playout.day import DAY_FRAMES, RATE, Day, PlayItem, with_cards
from lessontool.schedule.playout.edl import timecode
from lessontool.schedule.playout.shown import detail_of, one_line

NAMESPACE: Final = "http://smpte-ra.org/schemas/2021/2017/BXF"

_AD_TYPES: Final = {"filler": "Promo", "gap": "Other", "advertisement": "Commercial", "live": "Live"}


def as_bxf(day: Day, *, created: str) -> bytes:
    """Write a day; `created` is UTC. Dates are those of the calendar: after midnight the next one."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"bxf {day.channel.name} {day.date.isoformat()} {created}")
    root = ET.Element(
        "BxfMessage",
        {
            "xmlns": NAMESPACE,
            "id": f"urn:uuid:{name}",
            "dateTime": created,
            "messageType": "Information",
            "origin": "lessontool",
            "originType": "Traffic",
            "destination": "Automation",
        },
    )
    data = ET.SubElement(root, "BxfData", {"action": "add"})
    spans = {"ScheduleStart": _moment(day, 0), "ScheduleEnd": _moment(day, DAY_FRAMES)}
    schedule = ET.SubElement(data, "Schedule", {"type": "Primary", **spans})
    ET.SubElement(schedule, "Channel", {"ShortName": one_line(day.channel.title)})
    for item in with_cards(day):
        if item.kind != "gap":
            _event(schedule, item, day)
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _event(schedule: ET.Element, item: PlayItem, day: Day) -> None:
    event = ET.SubElement(schedule, "ScheduledEvent")
    data = ET.SubElement(event, "EventData", {"eventType": "Primary"})
    _text(ET.SubElement(data, "EventId"), "EventId", f"urn:uuid:{day.event_id(item)}")
    _text(data, "EventTitle", item.title)
    primary = ET.SubElement(data, "PrimaryEvent")
    advert = _AD_TYPES.get(item.kind) or (_AD_TYPES.get(item.slot.source) if item.slot else None)
    if advert is not None:
        _text(ET.SubElement(ET.SubElement(primary, "NonProgramEvent"), "Details"), "AdType", advert)
    else:
        programme = ET.SubElement(primary, "ProgramEvent")
        _text(programme, "SegmentNumber", "1")
        _text(programme, "ProgramName", item.title)
    start = ET.SubElement(data, "StartDateTime")
    date = day.clock(item.start_frames).date().isoformat()
    smpte = ET.SubElement(start, "SmpteDateTime", {"frameRate": str(RATE), "broadcastDate": date})
    _text(smpte, "SmpteTimeCode", str(day.timecode(item.start_frames)))
    _length(ET.SubElement(data, "LengthOption"), item.frames)
    _text(data, "StartMode", "Fixed" if item.fixed_start else "Follow")
    _text(data, "EndMode", "Duration")
    content = ET.SubElement(event, "Content")
    _text(ET.SubElement(content, "ContentId"), "HouseNumber", one_line(item.house_number) or "LIVE")
    _text(content, "Name", item.title)
    if item.slot is not None and (detail := detail_of(item.slot)):
        _text(content, "Description", detail)
    if item.file:
        _media(content, item)


def _media(content: ET.Element, item: PlayItem) -> None:
    where = ET.SubElement(ET.SubElement(content, "Media"), "MediaLocation")
    server = ET.SubElement(ET.SubElement(where, "Location"), "AssetServer", {"playoutAllowed": "true"})
    _text(server, "PathName", item.file)
    if not item.remote:
        _text(server, "ReferenceName", item.file.replace("\\", "/").rsplit("/", 1)[-1])
        _text(ET.SubElement(where, "SOM"), "SmpteTimeCode", timecode(item.in_frames))
    _length(where, item.frames)


def _length(element: ET.Element, frames: int) -> None:
    smpte = ET.SubElement(ET.SubElement(element, "Duration"), "SmpteDuration", {"frameRate": str(RATE)})
    _text(smpte, "SmpteTimeCode", timecode(frames))


def _moment(day: Day, frames: int) -> str:
    clock: datetime.datetime = day.clock(frames)
    return f"{clock:%Y-%m-%dT%H:%M:%S}:{frames % RATE:02}"


def _text(element: ET.Element, name: str, text: str) -> None:
    ET.SubElement(element, name).text = text
