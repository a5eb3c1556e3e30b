"""Proves or refutes the dispatch's own measure: at least so many showings a day for each subject of a grade.

A showing counts where pupils of the grade can see it: our lesson, or a relay that counts. Of two in the same part of
the day (or closer together than the rules' gap) only one counts, for who missed the first missed the second too. With
an as-run log only that counts what really was on air, whole and not cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lessontool.curriculum import subject_name, vietnamese_order
from lessontool.model import AiringRules, AsRun, Channel, Finding, SchoolCalendar, Slot, Timetable
from lessontool.planning.timetable.asking import Want, wanted
from lessontool.planning.timetable.grid import part_of
from lessontool.planning.timetable.problem import Pair, Part
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.as_run.matching import Aired, logged_days, matched
from lessontool.schedule.conflicts import conflicts, day_text
from lessontool.schedule.tables.reading import BY_HAND
from lessontool.timing import broadcast_clock

Verdict = Literal["met", "together", "short", "none", "free"]
"""met: enough showings, apart from each other · together: enough, but not apart · short: too few · none: not one ·
free: nothing is asked of this day (a rota's other days)."""

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDay:
    """What a subject of a grade should have on a day, and what it has."""

    grade: int
    subject: str
    date: str
    wanted: int
    planned: int
    """Showings in the plan, relays that count included."""
    aired: int | None
    """Showings that were on air; None: no log was held against the plan."""
    apart: int
    """Of the showings that are judged (aired where there is a log): as many as lie apart from each other."""
    starts_s: tuple[int, ...]
    """When those that are judged began, seconds after 0:00."""
    parts: tuple[Part, ...]
    """In which parts of the day."""
    verdict: Verdict
    rota: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A plan, or what was on air, held against the rules."""

    week: str
    rules: str
    channels: tuple[str, ...]
    days: tuple[str, ...]
    """The week's seven days, `YYYY-MM-DD`."""
    pairs: tuple[PairDay, ...]
    """By grade, subject (Vietnamese order) and day."""
    findings: tuple[Finding, ...]
    aired: tuple[Aired, ...] | None
    """What became of every lesson and relay; None: no log was held against the plan."""

    @property
    def proved(self) -> bool:
        """Every demanded showing is there, and nothing in the plan contradicts itself."""
        return self.asked and not any(each.verdict not in ("met", "free") for each in self.pairs) and not self.errors

    @property
    def asked(self) -> bool:
        """The rules ask for anything in this week at all."""
        return any(each.wanted for each in self.pairs)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What makes a plan impossible as it stands."""
        return tuple(each for each in self.findings if each.severity == "error")

    def grades(self) -> tuple[int, ...]:
        """The grades of which anything is asked."""
        return tuple(sorted({each.grade for each in self.pairs}))

    def of(self, grade: int) -> Mapping[str, tuple[PairDay, ...]]:
        """A grade's subjects in Vietnamese order, with their days."""
        found: dict[str, list[PairDay]] = defaultdict(list)
        for each in self.pairs:
            if each.grade == grade:
                found[each.subject].append(each)
        return {subject: tuple(days) for subject, days in found.items()}

    def met(self, grade: int) -> int:
        """How many subjects of a grade have on every day what is asked."""
        return sum(all(day.verdict in ("met", "free") for day in days) for days in self.of(grade).values())


def check(
    timetable: Timetable,
    channels: Sequence[Channel],
    rules: AiringRules,
    calendar: SchoolCalendar,
    as_run: Sequence[AsRun] | None = None,
) -> Checked:
    """Hold a plan, and a log of what was on air where there is one, against the rules.

    Raises PlanError: airing-week, airing-subject; InputError: as-run-channel.
    """
    days = week_days(timetable.week)
    slots = [slot for slot in timetable.slots if slot.kind != "fixed"]
    planned = [slot for slot in slots if _is_showing(slot, timetable)]
    aired = None if as_run is None else matched(timetable, as_run, channels)
    shown = None if aired is None else [_as_shown(each) for each in aired if each.shown and _counts(each, timetable)]
    pairs = _pairs(wanted(rules, calendar, days), planned, shown, rules)
    findings = [*conflicts(timetable, channels, rules, calendar)]
    if aired is not None and as_run is not None:
        findings += _about_log(timetable, aired, logged_days(timetable, as_run, channels))
    if not pairs:
        findings.append(Finding(code="check-plan-nothing-asked", severity="warning", values={"week": timetable.week}))
    return Checked(
        week=timetable.week,
        rules=rules.name,
        channels=timetable.channels,
        days=tuple(day.isoformat() for day in days),
        pairs=pairs,
        findings=(*findings, *_about_rota(pairs)),
        aired=aired,
    )


def _is_showing(slot: Slot, timetable: Timetable) -> bool:
    """A lesson counts where there is one: in a plan by hand, which names no files, every slot is one."""
    if slot.kind == "relay":
        return slot.counts
    return slot.counts and bool(slot.lesson_id or timetable.solver == BY_HAND)


def _counts(each: Aired, timetable: Timetable) -> bool:
    return each.slot.counts and (each.slot.kind == "relay" or _is_showing(each.slot, timetable))


def _as_shown(each: Aired) -> Slot:
    return replace(each.slot, start_s=each.start_s)


# ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────────


def pairs_of(slot: Slot) -> frozenset[Pair]:
    """Give the subjects of grades that a slot shows."""
    grades = slot.grades or ((slot.grade,) if slot.grade else ())
    return frozenset(Pair(grade, subject) for grade in grades for subject in slot.subjects)


def _pairs(
    wants: Sequence[Want], planned: Sequence[Slot], shown: Sequence[Slot] | None, rules: AiringRules
) -> tuple[PairDay, ...]:
    in_plan, on_air = _by_pair(planned), _by_pair(shown or ())
    free = _free_days(wants, in_plan if shown is None else on_air, in_plan, rules)
    found = []
    for want in wants:
        key = want.pair, want.date
        count = 0 if key in free else want.showings
        starts = sorted(slot.start_s for slot in (in_plan if shown is None else on_air).get(key, ()))
        apart = most_apart(starts, rules)
        found.append(
            PairDay(
                grade=want.pair.grade,
                subject=want.pair.subject,
                date=want.date,
                wanted=count,
                planned=len(in_plan.get(key, ())),
                aired=None if shown is None else len(starts),
                apart=apart,
                starts_s=tuple(starts),
                parts=tuple(part_of(rules, start) for start in starts),
                verdict=_verdict(count, len(starts), apart),
                rota=bool(want.rota),
            )
        )
    return tuple(
        sorted(found, key=lambda each: (each.grade, vietnamese_order(subject_name(each.subject, "vi")), each.date))
    )


def _verdict(wanted: int, there: int, apart: int) -> Verdict:
    if apart >= wanted:
        return "met" if wanted else "free"
    return "together" if there >= wanted else "short" if there else "none"


def _by_pair(slots: Iterable[Slot]) -> Mapping[tuple[Pair, str], list[Slot]]:
    found: dict[tuple[Pair, str], list[Slot]] = defaultdict(list)
    for slot in slots:
        for pair in pairs_of(slot):
            found[pair, slot.date].append(slot)
    return found


def _free_days(
    wants: Sequence[Want],
    judged: Mapping[tuple[Pair, str], list[Slot]],
    in_plan: Mapping[tuple[Pair, str], list[Slot]],
    rules: AiringRules,
) -> set[tuple[Pair, str]]:
    """Days on which a rota asks nothing: all but the best of its days, and of equal ones the last."""
    by_pair: dict[Pair, list[Want]] = defaultdict(list)
    for want in wants:
        if want.rota:
            by_pair[want.pair].append(want)

    def worth(want: Want) -> tuple[int, int, int, str]:
        key = want.pair, want.date
        apart = most_apart([slot.start_s for slot in judged.get(key, ())], rules)
        return min(apart, want.showings), len(judged.get(key, ())), len(in_plan.get(key, ())), want.date

    free: set[tuple[Pair, str]] = set()
    for pair, days in by_pair.items():
        best = sorted(days, key=worth, reverse=True)
        free |= {(pair, want.date) for want in best[days[0].rota :]}
    return free


def most_apart(starts_s: Iterable[int], rules: AiringRules) -> int:
    """Count how many of some showings lie apart from each other: parts of the day, or showings with the gap between."""
    starts = sorted(starts_s)
    if rules.apart == "other-part":
        return len({part_of(rules, start) for start in starts})
    count, last = 0, -rules.gap_minutes * 60
    for start in starts:
        if start - last >= rules.gap_minutes * 60:
            count, last = count + 1, start
    return count


# ── what is to be said ────────────────────────────────────────────────────────────────────────────────────────────


def _about_rota(pairs: Sequence[PairDay]) -> list[Finding]:
    """Subjects that the rules ask for on some days only: what the order says literally would be more."""
    found = []
    for grade in sorted({each.grade for each in pairs}):
        rota = [each for each in pairs if each.grade == grade and each.rota]
        most = max((each.wanted for each in rota), default=0)
        missing = sum(max(0, most - each.apart) for each in rota)
        if rota and missing:
            values = {"grade": grade, "count": len({each.subject for each in rota}), "missing": missing}
            found.append(Finding(code="check-plan-rota", severity="note", values=values))
    return found


def _about_log(timetable: Timetable, aired: Sequence[Aired], days: set[tuple[str, str]]) -> list[Finding]:
    found = []
    for name in timetable.channels:
        planned = sorted({slot.date for slot in timetable.slots if slot.channel == name and slot.kind != "fixed"})
        gone = [date for date in planned if (name, date) not in days]
        if gone:
            dates = ", ".join(day_text(date) for date in gone)
            found.append(
                Finding(code="as-run-day-missing", severity="warning", values={"channel": name, "days": dates})
            )
    told: tuple[tuple[Literal["missed", "replaced", "cut", "late"], Literal["warning", "note"]], ...] = (
        *(("missed", "warning"), ("replaced", "warning"), ("cut", "warning"), ("late", "note")),
    )
    for status, severity in told:
        mine = [each for each in aired if each.log.status == status]
        if mine:
            named = "; ".join(_named(each) for each in mine[:_MOST_NAMED]) + (" …" if len(mine) > _MOST_NAMED else "")
            values: dict[str, str | int | float] = {"count": len(mine), "named": named}
            found.append(Finding(code=_STATUS_CODES[status], severity=severity, values=values))
    return found


_STATUS_CODES: Mapping[str, str] = {
    "missed": "as-run-missed",
    "replaced": "as-run-replaced",
    "cut": "as-run-cut",
    "late": "as-run-late",
}


def _named(each: Aired) -> str:
    slot = each.slot
    grades = ", ".join(map(str, slot.grades or (slot.grade,)))
    subjects = ", ".join(subject_name(code, "vi") for code in slot.subjects)
    return f"{day_text(slot.date)} {broadcast_clock(slot.start_s)} {subjects} {grades}"
