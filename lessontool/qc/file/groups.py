"""Groups of pictures and the time that is written in them: closed, of one length, running on without a jump."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from lessontool.model import Finding, Outcome
from lessontool.qc.file.evidence import NOTHING, Evidence, outcome, unmeasured
from lessontool.qc.file.pictures import BOTH, INTRA, Pictures
from lessontool.timing import Timecode

_NOT_SAID: Final = 2


def gop(seen: Evidence) -> Outcome:
    """Judge every group of pictures: its length, its pattern, whether it is closed, whether a picture is lost in it."""
    spec = seen.rendition
    if spec.codec == "dv":
        return outcome("gop", "N=1", "N=1", [])  # every frame of DV stands for itself
    if seen.pictures is None or not len(seen.pictures):
        return unmeasured("gop", "qc-pictures-unread")
    kept = seen.pictures
    wanted = f"M={spec.b_frames + 1}, N={spec.gop_frames}" if spec.gop_frames > 1 else "N=1"
    faults = list(_first(seen, kept))
    if kept.groups:
        lost = _lost(seen, kept)
        if lost:
            missing = [number for numbers in lost.values() for number in numbers]
            faults.append(seen.fault("qc-picture-lost", len(missing), 0, pictures=missing))
        faults += _lengths(seen, kept, set(lost))
        faults += _open(seen, kept)
        faults += _patterns(seen, kept, set(lost))
    return outcome("gop", _words(kept), f"{wanted} Closed", faults)


def _words(kept: Pictures) -> str:
    spans = list(kept.group_spans())
    if not spans:
        return NOTHING
    lengths = Counter(end - start for start, end in spans[:-1] or spans)
    length = lengths.most_common(1)[0][0]
    runs = Counter(_longest_run(kept, start, end) for start, end in spans)
    state = {0: "Open", 1: "Closed"}.get(Counter(kept.group_closed).most_common(1)[0][0], "")
    pattern = f"M={runs.most_common(1)[0][0] + 1}, N={length}" if length > 1 else "N=1"
    return f"{pattern} {state}".strip()


def _first(seen: Evidence, kept: Pictures) -> Iterator[Finding]:
    if kept.kinds[0] != INTRA or not kept.groups or kept.groups[0] != 0:
        yield seen.fault("qc-first-picture", chr(kept.kinds[0]), "I", pictures=[0])
    elif kept.group_closed[0] == 0:
        leading = _lead(kept, kept.groups[0], _end(kept, 0))
        if leading:
            yield seen.fault("qc-first-group-open", leading, 0, pictures=range(leading))


def _end(kept: Pictures, number: int) -> int:
    return kept.groups[number + 1] if number + 1 < len(kept.groups) else len(kept)


def _lead(kept: Pictures, start: int, end: int) -> int:
    """Count the B pictures that stand before the first I picture in display order."""
    count = 0
    for at in range(start + 1, end):
        if kept.kinds[at] != BOTH:
            break
        count += 1
    return count


def _lost(seen: Evidence, kept: Pictures) -> dict[int, list[int]]:
    """Find numbers that no picture of a group has: a picture was taken out. By the group's first picture."""
    lost: dict[int, list[int]] = {}
    if kept.headline is None or kept.headline.format != "MPEG-2":
        return lost
    for start, end in list(kept.group_spans())[: -1 if seen.cut else None]:
        there = set(kept.references[start:end])
        top = max(there)
        if top >= 2 * (end - start) + 2 and len(there) > 1:
            continue  # numbering that goes on over groups, or damage: not a lost picture
        if missing := [start + number for number in range(top) if number not in there]:
            lost[start] = missing
    return lost


def _lengths(seen: Evidence, kept: Pictures, lost: set[int]) -> Iterator[Finding]:
    """Compare each group's length; the last may be shorter. Constant quality may begin one early, never late."""
    wanted = seen.rendition.gop_frames
    online = seen.rendition.bit_rate_kbps is None and seen.rendition.codec in ("h264", "av1")
    odd: list[int] = []
    found: Counter[int] = Counter()
    spans = list(kept.group_spans())
    for number, (start, end) in enumerate(spans):
        length, last = end - start, number == len(spans) - 1
        if start in lost:
            continue
        if length > wanted or (length < wanted and not last and not online):
            odd += range(start, end)
            found[length] += 1
    if found:
        said = "/".join(str(length) for length, _ in found.most_common(3))
        yield seen.fault("qc-group-length", said, f"≤ {wanted}" if online else wanted, pictures=odd)


def _open(seen: Evidence, kept: Pictures) -> Iterator[Finding]:
    """Find groups that lean on the one before; where headers do not say it, by pictures before their first."""
    odd: list[int] = []
    for number, (start, end) in enumerate(kept.group_spans()):
        closed = kept.group_closed[number]
        # a group that says it is open, yet begins with its I picture in display order, leans on nothing
        if closed == 0 or (closed == _NOT_SAID and _lead(kept, start, end)):
            odd += range(start, min(end, start + 3))
    if odd:
        yield seen.fault("qc-group-open", "Open", "Closed", pictures=odd)


def _patterns(seen: Evidence, kept: Pictures, lost: set[int]) -> Iterator[Finding]:
    """Find groups with another pattern of I, P and B pictures: M must be the same throughout.

    A closed group ends with a P picture, so its last run of B pictures may be shorter.
    """
    wanted = seen.rendition.b_frames if seen.rendition.gop_frames > 1 else 0
    constant = seen.headline is not None and seen.headline.format == "MPEG-2"
    odd: list[int] = []
    found: Counter[int] = Counter()
    spans = list(kept.group_spans())
    for number, (start, end) in enumerate(spans):
        runs = _runs(kept.kinds[start:end])
        most = max(runs, default=0)
        uneven = constant and any(run != wanted for run in runs[:-1]) and number < len(spans) - 1
        if (most > wanted or uneven) and start not in lost:
            odd += range(start, end)
            found[(most if most > wanted else min(runs[:-1])) + 1] += 1
    if found:
        said = f"M={found.most_common(1)[0][0]}"
        yield seen.fault("qc-group-pattern", said, f"M={wanted + 1}", pictures=odd)


def _longest_run(kept: Pictures, start: int, end: int) -> int:
    return max(_runs(kept.kinds[start:end]), default=0)


def _runs(kinds: Sequence[int]) -> list[int]:
    """Count the B pictures behind each P picture, in coded order; those behind the I picture are the group's lead."""
    runs: list[int] = []
    lead = 0
    for kind in kinds[1:]:
        if kind != BOTH:
            runs.append(0)
        elif runs:
            runs[-1] += 1
        else:
            lead += 1
    return [*([lead] if lead else []), *runs]


def timecode(seen: Evidence) -> Outcome:
    """Judge the timecode: its start in the container, in both packages, and that it runs on through all pictures."""
    wanted = seen.spec.timecode_start
    start = first_timecode(seen)
    if not start and not wanted:
        return Outcome(item="timecode", measured=NOTHING)
    faults: list[Finding | None] = []
    if wanted and not start:
        faults.append(seen.fault("qc-timecode-missing", NOTHING, wanted))
    elif wanted and start != wanted:
        faults.append(seen.fault("qc-timecode-start", start, wanted))
    if seen.mxf is not None and seen.mxf.source_start and seen.mxf.material_start != seen.mxf.source_start:
        faults.append(seen.fault("qc-timecode-packages", seen.mxf.source_start, seen.mxf.material_start))
    faults += _jumps(seen)
    return outcome("timecode", start, wanted, faults)


def first_timecode(seen: Evidence) -> str:
    """Say the file's first timecode: the container's own, else the one in the first group of pictures.

    What MediaInfo calls a container's delay is a timecode in MXF only: in transport and programme streams it is when
    the first picture arrives.
    """
    if seen.mxf is not None and seen.mxf.material_start:
        return seen.mxf.material_start
    return seen.subject.media.timecode or group_timecode(seen)


def group_timecode(seen: Evidence) -> str:
    """Say the timecode of the first group of pictures; "" where there is none."""
    kept = seen.pictures
    if kept is None or not kept.group_timecodes or kept.group_timecodes[0] < 0:
        return ""
    return str(Timecode(0) + kept.group_timecodes[0])


def _jumps(seen: Evidence) -> Iterator[Finding]:
    """Find groups whose timecode does not follow from the one before and the pictures between."""
    kept = seen.pictures
    if kept is None or seen.rate != 25:
        return
    odd: list[int] = []
    first = 0
    before: tuple[int, int] | None = None
    for start, said in zip(kept.groups, kept.group_timecodes, strict=True):
        if said < 0:
            before = None
            continue
        if before is not None:
            due = Timecode(0) + (before[1] + start - before[0])
            if due.frames != said:
                odd.append(start)
                first = first or said - due.frames
        before = (start, said)
    # an encoder that knows no time writes zero everywhere: that is no timecode, and so no jump
    if odd and any(said > 0 for said in kept.group_timecodes):
        yield seen.fault("qc-timecode-jump", f"{first:+d}".replace("-", "−"), "0", pictures=odd)
