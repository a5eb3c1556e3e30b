"""Is it the right kind of file, and is all of it there?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lessontool.model import Container, Finding, Outcome
from lessontool.qc.file.evidence import Evidence, outcome, text

_KINDS: Final = {"mxf": "MXF", "mov": "MP4", "mpeg": "MPEG-PS", "mpegts": "MPEG-TS", "wav": "WAV", "mp3": "MP3"}
_WANTED: Final[dict[Container, str]] = {
    "mxf": "MXF OP1a",
    "mxf_d10": "MXF OP1a D-10",
    "mp4": "MP4",
    "mpeg_ps": "MPEG-PS",
    "mpeg_ts": "MPEG-TS",
    "wav": "Broadcast Wave",
}
_MOST_PICTURES: Final = 100 * 24 * 3600
"""Nobody believes a header that promises more."""
_TAIL_BYTES: Final = 1 << 18
_PACK: Final = b"\x00\x00\x01\xba"
_PROGRAMME_END: Final = 0xB9
_FIRST_PACKET: Final = 0xBB
"""From the system header on, units of a programme stream say how long they are (ISO/IEC 13818-1, 2.5.3)."""
_TS_PACKETS: Final = (188, 192, 204)
_SYNC: Final = 0x47


def container(seen: Evidence) -> Outcome:
    """Judge the kind of file: closed and complete where it is MXF, ready to play at once where it is MP4."""
    found, wanted = _kind(seen), "MP3" if seen.spec.sound.codec == "mp3" else _WANTED[seen.spec.container]
    if (found, wanted) == ("WAV", "Broadcast Wave"):
        return outcome("container", found, wanted, [seen.fault("qc-wave-plain", found, wanted)])
    if found != wanted:
        return outcome("container", found, wanted, [seen.fault("qc-container", found, wanted)])
    if seen.mxf is not None:
        state = f"{'Closed' if seen.mxf.closed else 'Open'} {'Complete' if seen.mxf.complete else 'Incomplete'}"
        good = seen.mxf.closed and seen.mxf.complete
        fault = None if good else seen.fault("qc-container-open", state, "Closed Complete")
        return outcome("container", f"{found} {state}", f"{wanted} Closed Complete", [fault])
    if seen.mp4 is not None:
        order = " ".join(name for name in seen.mp4.boxes if name in ("ftyp", "moov", "mdat", "moof"))
        fault = None if seen.mp4.index_first else seen.fault("qc-index-last", order, "ftyp moov mdat")
        return outcome("container", f"{found} {order}", f"{wanted} ftyp moov mdat", [fault])
    return outcome("container", found, wanted, [])


def _kind(seen: Evidence) -> str:
    demuxer = seen.subject.media.demuxer
    found = _KINDS.get(demuxer) or seen.subject.media.container
    if seen.mxf is not None:
        wrapped = " D-10" if seen.mxf.d10 else ""
        return f"{found} {seen.mxf.operational_pattern}{wrapped}".strip()
    if seen.sound is not None and seen.sound.broadcast:
        return "Broadcast Wave"
    if demuxer == "mov" and text(seen.general, "Format_Profile") == "QuickTime":
        return "QuickTime"
    return found


def complete(seen: Evidence) -> Outcome:
    """Judge whether the whole file is there: nothing cut off at its end, as many pictures as its header promises."""
    faults = list(_ends(seen))
    held, promised = seen.frames, _promised(seen)
    measured = str(held)
    if promised and held < promised:
        faults.append(seen.fault("qc-fewer-than-promised", held, promised, pictures=range(held, promised)))
    if not faults and (seen.subject.media.truncated or text(seen.general, "IsTruncated") == "Yes"):
        faults.append(seen.fault("qc-cut-off", pictures=_last(seen)))
    return outcome("complete", measured, str(promised or held), faults)


def _promised(seen: Evidence) -> int:
    """How many pictures the container announces; 0: nothing."""
    if seen.mxf is not None:
        return min(max(seen.mxf.lengths, default=0), _MOST_PICTURES)
    if seen.mp4 is None or not (seen.mp4.missing_bytes or seen.subject.media.truncated):
        return 0  # an edit list may leave pictures out by right
    return next((track.samples for track in seen.mp4.tracks if track.kind == "vide"), 0)


def _ends(seen: Evidence) -> Iterator[Finding]:
    path, demuxer = seen.subject.path, seen.subject.media.demuxer
    if seen.mp4 is not None and seen.mp4.missing_bytes:
        yield seen.fault("qc-bytes-missing", f"−{seen.mp4.missing_bytes} B", "0 B", bytes=seen.mp4.missing_bytes)
    if seen.sound is not None and seen.sound.missing_bytes:
        missing = seen.sound.missing_bytes
        yield seen.fault("qc-bytes-missing", f"−{missing} B", "0 B", bytes=missing)
    if seen.mxf is not None and not seen.mxf.has_footer:
        yield seen.fault("qc-no-footer", pictures=_last(seen))
    elif seen.mxf is not None and not seen.mxf.whole_end:
        yield seen.fault("qc-cut-off", pictures=_last(seen))
    if seen.pictures is not None and not seen.pictures.whole_end:
        yield seen.fault("qc-last-picture-cut", pictures=_last(seen))
    if demuxer in ("mpeg", "mpegts"):
        with path.open("rb") as file:
            head = file.read(4 * max(_TS_PACKETS))
            file.seek(max(0, seen.subject.media.size_bytes - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES)
        cut = _packets_cut(tail) if demuxer == "mpeg" else _transport_cut(head, seen.subject.media.size_bytes)
        if cut:
            yield seen.fault("qc-cut-off", pictures=_last(seen))


def _last(seen: Evidence) -> tuple[int, ...]:
    return (seen.frames - 1,) if seen.frames else ()


def _packets_cut(tail: bytes) -> bool:
    """Whether the last packet of a programme stream is longer than the file."""
    at = tail.rfind(_PACK)
    if at < 0 or at + 14 > len(tail):
        return at >= 0
    at += 14 + (tail[at + 13] & 7) if tail[at + 4] >> 6 == 1 else 12  # MPEG-2 with stuffing, or MPEG-1
    while at + 4 <= len(tail) and tail[at : at + 3] == b"\x00\x00\x01":
        if tail[at + 3] == _PROGRAMME_END:
            return False
        if tail[at + 3] < _FIRST_PACKET or at + 6 > len(tail):
            return at + 6 > len(tail)
        at += 6 + int.from_bytes(tail[at + 4 : at + 6], "big")
    return at > len(tail)


def _transport_cut(head: bytes, size: int) -> bool:
    """Whether the last packet of a transport stream is not all there."""
    for length in _TS_PACKETS:
        for start in range(min(length, len(head))):
            marks = head[start::length][:3]
            if len(marks) == 3 and all(mark == _SYNC for mark in marks):
                lead = 4 if length == 192 and start >= 4 else 0
                return (size - (start - lead)) % length != 0
    return False
