"""What a person changed in captions, caption by caption, as it is shown to them: when, what it was, what it is."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lessontool import messages
from lessontool.messages import Language
from lessontool.model import Cue
from lessontool.model._record import record
from lessontool.timing import FrameSpan, seconds_of, seconds_text


@record
class CueDiff:
    """One difference between the captions that were written out and those that came back."""

    kind: Literal["text", "time", "split", "merged", "rewritten", "added", "removed", "confirmed"]
    """`confirmed`: the words stay, and a mark of doubt is gone."""
    span: FrameSpan
    """Frames of the lesson on which it is shown now; where it is gone: was shown."""
    before: str
    after: str

    def say(self, language: Language) -> str:
        """Tell a person about it on one line."""
        values = {"time": seconds_text(seconds_of(self.span.start)), "before": self.before, "after": self.after}
        return messages.say(f"correction-diff-{self.kind}", values, language)


@dataclass(slots=True)
class _Group:
    """Captions before and after that are about the same words or the same time."""

    before: list[Cue] = field(default_factory=list)
    after: list[Cue] = field(default_factory=list)


def differences(before: Sequence[Cue], after: Sequence[Cue]) -> tuple[CueDiff, ...]:
    """Compare captions, both rising in time: what differs, rising in time."""
    same = _pairs_of_equals(before, after)
    found = [_told(_Group([old], [new])) for old, new in same if old != new]
    paired = {id(cue) for pair in same for cue in pair}
    left = [[cue for cue in cues if id(cue) not in paired] for cues in (before, after)]
    found += [_told(group) for group in list(_groups(*left))]
    return tuple(sorted(found, key=lambda diff: diff.span))


def _pairs_of_equals(before: Sequence[Cue], after: Sequence[Cue]) -> list[tuple[Cue, Cue]]:
    """Captions at the same frames, then captions with the same words, in order."""
    by_span = {cue.span: cue for cue in before}
    pairs = [(by_span.pop(cue.span), cue) for cue in after if cue.span in by_span]
    there = {cue.span for _, cue in pairs}
    by_text: dict[str, deque[Cue]] = {}
    for cue in by_span.values():
        by_text.setdefault(cue.text, deque()).append(cue)
    for cue in after:
        if cue.span not in there and (same := by_text.get(cue.text)):
            pairs.append((same.popleft(), cue))
    return pairs


def _groups(before: Sequence[Cue], after: Sequence[Cue]) -> Iterator[_Group]:
    """Join captions that were shown while others are, as long as they hang together."""
    group_of: dict[int, _Group] = {}
    for cue in after:
        touched = [old for old in shown_during(before, cue.span) if _overlap(old, cue)]
        group = next((group_of[id(old)] for old in touched if id(old) in group_of), None) or _Group()
        for old in touched:
            if id(old) not in group_of:
                group_of[id(old)] = group
                group.before.append(old)
        group.after.append(cue)
        if len(group.after) == 1:
            yield group
    yield from (_Group([old], []) for old in before if id(old) not in group_of)


def shown_during(cues: Sequence[Cue], span: FrameSpan) -> Iterator[Cue]:
    """Captions (rising in time, never overlapping) of which some frame lies in a span."""
    first = bisect_right(cues, span.start, key=lambda cue: cue.span.end)
    for cue in cues[first:]:
        if cue.span.start >= span.end:
            return
        yield cue


def _overlap(old: Cue, new: Cue) -> bool:
    """Whether two captions share at least half of the shorter one's time."""
    shared = min(old.span.end, new.span.end) - max(old.span.start, new.span.start)
    return shared * 2 >= min(old.span.frames, new.span.frames)


def _told(group: _Group) -> CueDiff:
    span = (group.after or group.before)[0].span
    before, after = (" / ".join(cue.text for cue in cues) for cues in (group.before, group.after))
    return CueDiff(kind=_kind(group), span=span, before=before, after=after)


def _kind(group: _Group) -> Literal["text", "time", "split", "merged", "rewritten", "added", "removed", "confirmed"]:
    match len(group.before), len(group.after):
        case 0, _:
            return "added"
        case _, 0:
            return "removed"
        case 1, 1:
            old, new = group.before[0], group.after[0]
            if old.lines != new.lines:
                return "text"
            return "time" if old.span != new.span else "confirmed"
        case 1, _:
            return "split"
        case _, 1:
            return "merged"
    return "rewritten"
