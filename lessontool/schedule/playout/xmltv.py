"""XMLTV: the programme guide that set-top boxes, media centres and web sites read, one file for all channels.

The order of elements inside a programme is part of the format (xmltv.dtd). Times are local with their zone.
"""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Final

from lessontool.model import Channel, Slot
from lessontool.schedule.playout.shown import Shown, detail_of, moment, name_of, one_line

Guide = Mapping[str, tuple[Channel, Sequence[Shown]]]
"""By channel name: the channel, and what it shows from the first day on."""

_LESSON: Final = re.compile(r"Bài (\d{1,4})\b")
_PART: Final = re.compile(r"\(Tiết (\d{1,3})(?:/(\d{1,3}))?\)$")


def as_xmltv(guide: Guide, first: datetime.date, *, created: str) -> bytes:
    """Write the guide of some channels, whose programmes count their seconds from 0:00 of `first`.

    `created` is UTC. Times for which there is no lesson stand in it with their subject: families switch on then.
    """
    root = ET.Element(
        "tv", {"date": re.sub(r"[^0-9]", "", created)[:14] + " +0000", "generator-info-name": "lessontool"}
    )
    channels = sorted((channel for channel, _ in guide.values()), key=lambda each: each.xmltv_id)
    for channel in channels:
        element = ET.SubElement(root, "channel", {"id": channel.xmltv_id})
        _text(element, "display-name", one_line(channel.title) or channel.name, lang="vi")
    for channel in channels:
        programmes = guide[channel.name][1]
        for number, each in enumerate(programmes):
            _programme(root, each, channel, first, programmes[:number])
    ET.indent(root, " ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n'
    return (head + ET.tostring(root, encoding="unicode") + "\n").encode()


def _programme(root: ET.Element, each: Shown, channel: Channel, first: datetime.date, before: Sequence[Shown]) -> None:
    slot = each.slot
    times = {"start": _time(channel, first, each.start_s), "stop": _time(channel, first, each.end_s)}
    element = ET.SubElement(root, "programme", {**times, "channel": channel.xmltv_id})
    _text(element, "title", name_of(slot), lang="vi")
    if detail := detail_of(slot):
        _text(element, "sub-title", detail, lang="vi")
    teachers = [name for name in map(one_line, slot.teachers) if name]
    if teachers:
        credits_ = ET.SubElement(element, "credits")
        for name in teachers:
            _text(credits_, "presenter", name)
    for vi, en in _categories(slot):
        _text(element, "category", vi, lang="vi")
        _text(element, "category", en, lang="en")
    for grade in sorted(set(slot.grades) | ({slot.grade} if slot.grade is not None else set())):
        _text(element, "keyword", f"Lớp {grade}", lang="vi")
    if slot.kind == "lesson":
        _text(element, "language", "vi")
    _text(element, "length", str((each.end_s - each.start_s) // 60), units="minutes")
    _episode(element, slot)
    if slot.kind == "lesson":
        picture = ET.SubElement(element, "video")
        _text(picture, "present", "no" if channel.kind == "radio" else "yes")
        _text(ET.SubElement(element, "audio"), "present", "yes")
        _seen_before(element, each, channel, first, before)
    if slot.captions:
        _text(ET.SubElement(element, "subtitles"), "language", "vi")
    if slot.signed:
        ET.SubElement(element, "subtitles", {"type": "deaf-signed"})


def _categories(slot: Slot) -> Sequence[tuple[str, str]]:
    if slot.kind in ("lesson", "relay"):
        return (("Giáo dục", "Education"),)
    known = {
        "news": ("Thời sự", "News"),
        "live": ("Trực tiếp", "Live"),
        "ethnic": ("Tiếng dân tộc", "Ethnic languages"),
    }
    return (known[slot.source],) if slot.source in known else ()


def _episode(element: ET.Element, slot: Slot) -> None:
    """The lesson's number in its grade: XMLTV counts seasons, episodes and parts from 0."""
    if slot.kind != "lesson" or slot.item is None:
        return
    number, part = _LESSON.match(slot.lesson_label), _PART.search(slot.lesson_label)
    if number and slot.grade is not None and int(number[1]) > 0:
        parts = ""
        if part and int(part[1]) > 0:
            parts = str(int(part[1]) - 1) + (f"/{int(part[2])}" if part[2] else "")
        _text(element, "episode-num", f"{slot.grade - 1}.{int(number[1]) - 1}.{parts}", system="xmltv_ns")
    if own := one_line(slot.item.house_number):
        _text(element, "episode-num", own, system="onscreen")


def _seen_before(
    element: ET.Element, each: Shown, channel: Channel, first: datetime.date, before: Sequence[Shown]
) -> None:
    slot = each.slot
    if not slot.lesson_id:
        return
    if not slot.repeat:
        ET.SubElement(element, "new")
        return
    earlier = [one for one in before if one.slot.lesson_id == slot.lesson_id]
    when = {"start": _time(channel, first, earlier[-1].start_s), "channel": channel.xmltv_id} if earlier else {}
    ET.SubElement(element, "previously-shown", when)


def _time(channel: Channel, first: datetime.date, start_s: int) -> str:
    return f"{moment(channel, first, start_s):%Y%m%d%H%M%S %z}"


def _text(element: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(element, name, attributes).text = text
