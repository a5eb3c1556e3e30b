"""Which places a waiver is about: of one finding with many of them, only those that somebody really took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from lessontool import records
from lessontool.model import Finding, Outcome, Waiver
from lessontool.qc.picture.stretches import MOST_SPANS, clock
from lessontool.timing import TimeSpan

_PLACES: Final = ("at", "count", "seconds")
"""What sentences say about places: how many, where, how long."""


def parted(outcome: Outcome, waivers: Sequence[Waiver]) -> Outcome:
    """Cut findings where waivers take some of their places, so that each is taken by one waiver or by none."""
    faults: list[Finding] = []
    for fault in outcome.faults:
        stretches = [each.span for each in waivers if each.span and _about(each, outcome, fault)]
        left, hidden = fault.spans, _hidden(fault)
        parts: list[Finding] = []
        for stretch in stretches:
            taken = tuple(span for span in left if _inside(span, stretch))
            left = tuple(span for span in left if span not in taken)
            parts += [_with(fault, taken, 0)] if taken else []
        if parts and (left or hidden):
            parts.insert(0, _with(fault, left, hidden))
        faults += parts or [fault]
    return replace(outcome, faults=tuple(faults))


def joined(faults: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put findings together again that `parted` cut in two: a waiver that is taken back leaves no trace."""
    whole: dict[str, Finding] = {}
    for fault in faults:
        words = {name: value for name, value in fault.values.items() if name not in _PLACES}
        name = records.identity([fault.code, words, fault.measured, fault.limit, fault.picture, not fault.spans])
        other = whole.get(name)
        if other is None or not fault.spans:
            whole[name if other is None else f"{name}{len(whole)}"] = fault
            continue
        spans = tuple(sorted({*other.spans, *fault.spans}))
        whole[name] = _with(other, spans, _hidden(other) + _hidden(fault))
    return tuple(whole.values())


def _about(waiver: Waiver, outcome: Outcome, fault: Finding) -> bool:
    return waiver.item == outcome.item and waiver.code in ("", fault.code)


def _inside(span: TimeSpan, stretch: TimeSpan) -> bool:
    return stretch.start <= span.start and span.end <= stretch.end


def _hidden(fault: Finding) -> int:
    """How many places a finding has that it does not list: nobody has seen them, so nobody can have taken them."""
    count = fault.values.get("count")
    full = len(fault.spans) >= MOST_SPANS and isinstance(count, int)
    return max(0, int(count) - len(fault.spans)) if full and count else 0


def _with(fault: Finding, spans: tuple[TimeSpan, ...], hidden: int) -> Finding:
    """The same finding with some of its places; its words about how many, where and how long follow."""
    values = dict(fault.values)
    if "count" in values:
        values["count"] = len(spans) + hidden
    if "at" in values and spans:
        values["at"] = ", ".join(clock(span.start) for span in spans[:3]) + (" …" if len(spans) > 3 else "")
    if "seconds" in values and not hidden:
        values["seconds"] = f"{float(sum((span.seconds for span in spans), Fraction(0))):.2f}"
    return replace(fault, values=values, spans=spans)
