"""The rules of playout servers and guides, written from their own sources and standards and not from ours.

ffplayout: backend/app/src/player at 2b5f08a7. EIT: ETSI EN 300 468 and TSDuck's table of XML elements. BXF: what real
exports have in common. CMX 3600 and AMCP: as their clients read them. Each function names every fault that it finds.
"""

from __future__ import annotations

import datetime
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from defusedxml.ElementTree import fromstring

FPS = 25
DAY_S = 86_400


# ── ffplayout ─────────────────────────────────────────────────────────────────────────────────────────────────────

_REMOTE = re.compile(r"(https?|rtmps?|rts?p|udp|tcp|srt)://")


@dataclass(frozen=True)
class Played:
    """One clip of a playlist, with the time at which ffplayout comes to it."""

    start_s: float
    item: Mapping[str, Any]


def ffplayout_clips(text: bytes) -> list[Played]:
    """Every clip with its start: ffplayout adds up what is before it."""
    at, clips = 0.0, []
    for item in json.loads(text)["program"]:
        clips.append(Played(at, item))
        at += item["out"] - item["in"]
    return clips


def ffplayout_faults(text: bytes, place: str, *, lengths: Mapping[str, float]) -> list[str]:
    """What ffplayout would complain about, skip or mend by itself; `lengths` are those of the files, in seconds."""
    faults: list[str] = []
    data = json.loads(text.decode("utf-8"))
    date = data.get("date")
    if not isinstance(data.get("channel", "Channel 1"), str) or not isinstance(date, str):
        return ["channel or date is no text"]
    if not place.endswith(f"/{date[:4]}/{date[5:7]}/{date}.json"):
        faults.append(f"not found at {place}")
    if not data.get("program"):
        return [*faults, "the list is empty"]
    total = 0.0
    for number, item in enumerate(data["program"], start=1):
        faults += [f"{number}: {fault}" for fault in _clip_faults(item, lengths)]
        if any("no number" in fault for fault in faults):
            return faults
        total += item["out"] - item["in"]
    if total < DAY_S - 1.2:
        faults.append(f"not long enough: {DAY_S - total:.3f} s needed")
    if abs(total - DAY_S) > 1 / FPS:
        faults.append(f"drifts by {total - DAY_S:+.3f} s")
    return faults


def _clip_faults(item: Mapping[str, Any], lengths: Mapping[str, float]) -> list[str]:
    faults = []
    for name in ("in", "out", "duration"):
        if isinstance(item.get(name), bool) or not isinstance(item.get(name), (int, float)):
            return [f"{name} is no number"]
    if not isinstance(item.get("source"), (str, type(None))) or "source" not in item:
        return ["source is no text"]
    for name in ("title", "category", "audio", "custom_filter"):
        if name in item and not isinstance(item[name], str):
            faults.append(f"{name} is no text")
    source, shown = item["source"] or "", item["out"] - item["in"]
    if not source:
        faults.append("source not found")
    if item["in"] < 0 or shown <= 0:
        faults.append("nothing is played")
    elif item["duration"] > 0 and shown < 1.0:
        faults.append("less than a second: skipped")
    if not _REMOTE.match(source.lower()) and source:
        if source not in lengths:
            faults.append("source not found")
        elif abs(lengths[source] - item["duration"]) >= 0.5:
            faults.append("duration differs from the file's")
        elif item["out"] > lengths[source] + 1e-6:
            faults.append("the file ends before")
    return faults


# ── DVB EIT ───────────────────────────────────────────────────────────────────────────────────────────────────────

_EIT = {"type", "version", "current", "actual", "service_id", "transport_stream_id", "original_network_id"}
_EVENT = {"event_id", "start_time", "duration", "running_status", "CA_mode"}
_RUNNING = {"undefined", "not-running", "starting", "pausing", "running", "off-air"}


@dataclass(frozen=True)
class Event:
    """An event as a receiver decodes it out of the section."""

    number: int
    start: datetime.datetime
    seconds: int
    name: str
    text: str
    more: str
    content: tuple[int, ...]


def _uint(text: str, bits: int) -> int:
    value = int(text, 0)
    if not 0 <= value < 1 << bits:
        raise ValueError(f"{text} has more than {bits} bits")
    return value


def _dvb_text(text: str) -> bytes:
    if any(ord(sign) > 0xFFFF or ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in text):
        raise ValueError(f"no text of DVB: {text!r}")
    return b"\x15" + text.encode("utf-8") if text else b""


def _read_text(data: bytes) -> str:
    return data[1:].decode("utf-8") if data else ""


def _bcd(value: int) -> int:
    return value // 10 << 4 | value % 10


def _descriptor(tag: int, data: bytes) -> bytes:
    if len(data) > 255:
        raise ValueError(f"descriptor 0x{tag:02X} has {len(data)} bytes")
    return bytes((tag, len(data))) + data


def _language(element: ET.Element) -> bytes:
    code = element.attrib["language_code"].encode("ascii")
    if len(code) != 3:
        raise ValueError("language")
    return code


def _encoded(event: ET.Element) -> bytes:
    """An event as bytes of a section (EN 300 468, table 7 and 6.2)."""
    start = datetime.datetime.strptime(event.attrib["start_time"], "%Y-%m-%d %H:%M:%S")
    mjd = (start.date() - datetime.date(1858, 11, 17)).days
    hours, minutes, seconds = map(int, event.attrib["duration"].split(":"))
    if not (hours < 24 and minutes < 60 and seconds < 60):
        raise ValueError("duration")
    head = _uint(event.attrib["event_id"], 16).to_bytes(2, "big") + mjd.to_bytes(2, "big")
    head += bytes(map(_bcd, (start.hour, start.minute, start.second, hours, minutes, seconds)))
    loop = b""
    for child in event:
        if child.tag == "short_event_descriptor":
            name, text = (_dvb_text(child.findtext(tag) or "") for tag in ("event_name", "text"))
            loop += _descriptor(0x4D, _language(child) + bytes([len(name)]) + name + bytes([len(text)]) + text)
        elif child.tag == "extended_event_descriptor":
            numbers = _uint(child.attrib["descriptor_number"], 4) << 4 | _uint(
                child.attrib["last_descriptor_number"], 4
            )
            text = _dvb_text(child.findtext("text") or "")
            loop += _descriptor(0x4E, bytes([numbers]) + _language(child) + b"\0" + bytes([len(text)]) + text)
        elif child.tag == "content_descriptor":
            pairs = [
                (
                    _uint(one.attrib["content_nibble_level_1"], 4) << 4
                    | _uint(one.attrib["content_nibble_level_2"], 4),
                    _uint(one.attrib["user_byte"], 8),
                )
                for one in child
            ]
            loop += _descriptor(0x54, bytes(byte for pair in pairs for byte in pair))
        else:
            raise ValueError(f"TSDuck knows no {child.tag} here")
    if len(head) + 2 + len(loop) > 4096 - 18:
        raise ValueError("an event is longer than a section")
    return head + len(loop).to_bytes(2, "big") + loop


def _decoded(data: bytes) -> Event:
    day = datetime.date(1858, 11, 17) + datetime.timedelta(days=int.from_bytes(data[2:4], "big"))
    hour, minute, second, hours, minutes, seconds = ((byte >> 4) * 10 + (byte & 15) for byte in data[4:10])
    start = datetime.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=datetime.UTC)
    loop, name, text = data[12:], "", ""
    more: list[tuple[int, str]] = []
    content: tuple[int, ...] = ()
    while loop:
        tag, body, loop = loop[0], loop[2 : 2 + loop[1]], loop[2 + loop[1] :]
        if tag == 0x4D:
            name = _read_text(body[4 : 4 + body[3]])
            text = _read_text(body[5 + body[3] :])
        elif tag == 0x4E:
            more.append((body[0], _read_text(body[6:])))
        else:
            content = tuple(body)
    numbers = [each for each, _ in more]
    if numbers != [at << 4 | len(more) - 1 for at in range(len(more))]:
        raise ValueError("extended descriptors are not numbered")
    length = hours * 3600 + minutes * 60 + seconds
    said = "".join(part for _, part in more)
    return Event(int.from_bytes(data[:2], "big"), start, length, name, text, said, content)


def eit_events(xml: bytes) -> list[Event]:
    """The events of a TSDuck file after they went through the bytes of sections. Raises ValueError for a broken one."""
    root = fromstring(xml)
    if root.tag != "tsduck" or not len(root):
        raise ValueError("no TSDuck file")
    events, versions = [], set()
    for table in root:
        if table.tag != "EIT" or not _EIT <= set(table.attrib) <= _EIT | {"last_table_id"}:
            raise ValueError("no EIT")
        for name in ("service_id", "transport_stream_id", "original_network_id"):
            _uint(table.attrib[name], 16)
        kind = _uint(table.attrib["type"], 4)
        versions.add(_uint(table.attrib["version"], 5))
        if _uint(table.attrib["last_table_id"], 8) != 0x50 + max(int(one.attrib["type"]) for one in root):
            raise ValueError("last_table_id")
        for event in table:
            if event.tag != "event" or set(event.attrib) != _EVENT or event.attrib["running_status"] not in _RUNNING:
                raise ValueError("no event")
            one = _decoded(_encoded(event))
            events.append(one)
            if (one.start.date() - events[0].start.date()).days // 4 != kind:
                raise ValueError(f"{one.start} stands in table {kind}")
            if not one.name:
                raise ValueError("an event without a name")
    if len({one.number for one in events}) != len(events):
        raise ValueError("two events have one number")
    for before, after in pairwise(events):
        if before.start + datetime.timedelta(seconds=before.seconds) > after.start:
            raise ValueError(f"{after.name} begins before {before.name} ends")
    if len(versions) != 1:
        raise ValueError("several versions")
    return events


# ── BXF ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_BXF = "{http://smpte-ra.org/schemas/2021/2017/BXF}"
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d):(\d\d)")


def frames_of(text: str | None) -> int:
    """Timecode as frames. Raises ValueError for frame 25, minute 60 and hour 25."""
    match = _TIME.fullmatch(text or "")
    hours, minutes, seconds, frames = map(int, match.groups()) if match else (99, 0, 0, 0)
    if hours > 24 or minutes > 59 or seconds > 59 or frames >= FPS:
        raise ValueError(f"{text!r} is no timecode of 25 frames")
    return ((hours * 60 + minutes) * 60 + seconds) * FPS + frames


def bxf_faults(xml: bytes) -> list[str]:
    """What automation could not take of a schedule."""
    root = fromstring(xml)
    if root.tag != f"{_BXF}BxfMessage" or root.get("messageType") != "Information":
        return ["no BXF message"]
    schedule = root.find(f"{_BXF}BxfData/{_BXF}Schedule")
    if schedule is None or schedule.find(f"{_BXF}Channel") is None:
        return ["no schedule"]
    faults, ids, at = [], set(), schedule.get("ScheduleStart", "")
    now = _stamp(at[:10], at[11:])
    for event in schedule.findall(f"{_BXF}ScheduledEvent"):
        said = {
            name: event.find(f"{_BXF}{path.replace('/', '/' + _BXF)}")
            for name, path in {
                "id": "EventData/EventId/EventId",
                "start": "EventData/StartDateTime/SmpteDateTime",
                "length": "EventData/LengthOption/Duration/SmpteDuration/SmpteTimeCode",
                "mode": "EventData/StartMode",
                "house": "Content/ContentId/HouseNumber",
                "name": "Content/Name",
            }.items()
        }
        if any(value is None for value in said.values()):
            faults.append(f"{now}: {[name for name, value in said.items() if value is None]} missing")
            continue
        identity, start = said["id"], said["start"]
        assert identity is not None
        assert start is not None
        if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identity.text or "") or identity.text in ids:
            faults.append(f"{identity.text} is no identity of its own")
        ids.add(identity.text)
        if start.get("frameRate") != "25":
            faults.append("frame rate")
        begins = _stamp(start.get("broadcastDate", ""), start.findtext(f"{_BXF}SmpteTimeCode") or "")
        if begins != now:
            faults.append(f"begins at {begins} and not at {now}")
        now = begins + frames_of(said["length"].text if said["length"] is not None else "")
    ends = schedule.get("ScheduleEnd", "")
    if now != _stamp(ends[:10], ends[11:]):
        faults.append("does not reach its end")
    return faults


def _stamp(date: str, time: str) -> int:
    return datetime.date.fromisoformat(date).toordinal() * DAY_S * FPS + frames_of(time)


# ── CMX 3600 ──────────────────────────────────────────────────────────────────────────────────────────────────────

_EDL_EVENT = re.compile(r"(\d{3})  (\S{1,8}) +(AA/V|AA|V) +C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11})")


def edl_events(text: bytes) -> list[tuple[str, int, int, int]]:
    """Reel, first frame, and from when until when (frames of the day), of every event. Raises ValueError."""
    lines = text.decode("ascii").split("\r\n")
    if not lines[0].startswith("TITLE: ") or lines[1] != "FCM: NON-DROP FRAME":
        raise ValueError("no head")
    events: list[tuple[str, int, int, int]] = []
    for line in lines[2:]:
        if not line or line.startswith("* "):
            continue
        match = _EDL_EVENT.fullmatch(line)
        if match is None or int(match[1]) != len(events) + 1:
            raise ValueError(line)
        first, last, start, end = map(frames_of, match.groups()[3:])
        if not 0 < last - first == end - start:
            raise ValueError(f"lengths differ: {line}")
        if events and events[-1][3] != start:
            raise ValueError(f"a gap before {line}")
        events.append((match[2], first, start, end))
    return events


# ── AMCP ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_LOAD = re.compile(r'LOADBG 1-10 "((?:[^"\\]|\\["\\])*)"(?: SEEK (\d+) LENGTH (\d+))? AUTO')


def amcp_clips(text: bytes) -> list[tuple[str, int, int]]:
    """Clip, first frame and length of every LOADBG. Raises ValueError for a line that the server would refuse."""
    clips: list[tuple[str, int, int]] = []
    lines = text.decode("utf-8").split("\r\n")
    if lines.pop() != "":
        raise ValueError("the last line does not end")
    for line in lines:
        match = _LOAD.fullmatch(line)
        if match:
            clips.append((re.sub(r"\\(.)", r"\1", match[1]), int(match[2] or 0), int(match[3] or 0)))
        elif line not in ("PLAY 1-10", "CLEAR 1-10") and not line.startswith("# "):
            raise ValueError(line)
        if "\n" in line or "\r" in line:
            raise ValueError("a line break inside a line")
    return clips


# ── M3U ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def m3u_entries(text: bytes) -> list[tuple[float, str, str]]:
    """Seconds, title and file of every entry. Raises ValueError for a file without its EXTINF."""
    lines = text.decode("utf-8").split("\n")
    if lines[0] != "#EXTM3U" or lines[-1]:
        raise ValueError("no M3U")
    entries: list[tuple[float, str, str]] = []
    said: tuple[float, str] | None = None
    for line in lines[1:-1]:
        if line.startswith("#EXTINF:"):
            seconds, _, title = line[8:].partition(",")
            said = float(seconds), title
        elif not line.startswith("#"):
            if said is None or not line:
                raise ValueError(f"{line!r} without EXTINF")
            entries.append((*said, line))
            said = None
    return entries


def joined(spans: Sequence[tuple[int, int]], begin: int, end: int) -> bool:
    """Whether spans follow each other from a beginning to an end."""
    edges = [begin, *(edge for span in spans for edge in span), end]
    return all(one == other for one, other in zip(edges[::2], edges[1::2], strict=True))


# ── EIT on air ────────────────────────────────────────────────────────────────────────────────────────────────────

_PACKET = 188


def transport_stream(xml: bytes) -> bytes:
    """The events of a TSDuck file as a whole transport stream: PAT, PMT, SDT and the schedule's sections.

    Sections are laid out as EN 300 468 5.2.4 and TS 101 211 4.1.4 want it: segments of three hours from midnight UTC,
    at most eight sections of at most 4096 bytes in each. Raises ValueError where they do not fit.
    """
    root = fromstring(xml)
    table = root[0].attrib
    service, stream, network = (
        _uint(table[name], 16) for name in ("service_id", "transport_stream_id", "original_network_id")
    )
    pmt = 0x100
    pat = service.to_bytes(2, "big") + (0xE000 | pmt).to_bytes(2, "big")
    said = b"\x48\x09\x01\x00\x06\x15LTV\x20\x20"
    entry = service.to_bytes(2, "big") + b"\xff" + (0x8000 | len(said)).to_bytes(2, "big") + said
    sections = [
        (0x0000, _section(0x00, stream, 0, 0, pat)),
        (pmt, _section(0x02, service, 0, 0, b"\xff\xff\xf0\x00")),
        (0x0011, _section(0x42, stream, 0, 0, network.to_bytes(2, "big") + b"\xff" + entry)),
    ]
    for each in root:
        sections += [(0x0012, one) for one in _schedule(each, root, service, stream, network)]
    counters: dict[int, int] = {}
    return b"".join(packet for pid, section in sections for packet in _packets(pid, section, counters))


def _schedule(table: ET.Element, root: ET.Element, service: int, stream: int, network: int) -> list[bytes]:
    kind = int(table.attrib["type"])
    base = datetime.datetime.strptime(root[0][0].attrib["start_time"][:10], "%Y-%m-%d") + datetime.timedelta(4 * kind)
    segments: dict[int, list[bytes]] = {}
    for event in table:
        start = datetime.datetime.strptime(event.attrib["start_time"], "%Y-%m-%d %H:%M:%S")
        bodies = segments.setdefault(int((start - base).total_seconds()) // 10_800, [b""])
        data = _encoded(event)
        if len(bodies[-1]) + len(data) > 4096 - 18:
            bodies.append(b"")
        bodies[-1] += data
    last = max(number * 8 + len(bodies) - 1 for number, bodies in segments.items())
    found = []
    for number in range(last // 8 + 1):
        bodies = segments.get(number, [b""])
        if len(bodies) > 8:
            raise ValueError("more than eight sections in three hours")
        for at, body in enumerate(bodies):
            ids = stream.to_bytes(2, "big") + network.to_bytes(2, "big")
            more = bytes((number * 8 + len(bodies) - 1, _uint(table.attrib["last_table_id"], 8)))
            found.append(_section(0x50 + kind, service, number * 8 + at, last, ids + more + body))
    return found


def _section(table: int, extension: int, number: int, last: int, body: bytes) -> bytes:
    length = len(body) + 9
    head = bytes((table,)) + ((0xB000 if table < 0x40 else 0xF000) | length).to_bytes(2, "big")
    data = head + extension.to_bytes(2, "big") + bytes((0xC1, number, last)) + body
    return data + _crc(data).to_bytes(4, "big")


def _crc(data: bytes) -> int:
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def _packets(pid: int, section: bytes, counters: dict[int, int]) -> list[bytes]:
    data = b"\x00" + section
    packets: list[bytes] = []
    while data:
        count = counters[pid] = (counters.get(pid, -1) + 1) % 16
        start = 0x4000 if not packets else 0
        packet = b"\x47" + (start | pid).to_bytes(2, "big") + bytes((0x10 | count,)) + data[: _PACKET - 4]
        packets.append(packet.ljust(_PACKET, b"\xff"))
        data = data[_PACKET - 4 :]
    return packets
