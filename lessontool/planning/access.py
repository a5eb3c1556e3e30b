"""Who needs which package so that every pupil can learn: from numbers of pupils to sticks, gigabytes and sheets.

The rule of the dispatch is a minimum: each pupil must be reached in at least one way. A pupil may have several
devices, so the groups of a school overlap; only those with nothing overlap with nobody. Pupils who are counted in no
group are taken for pupils with nothing: better a stick too many than a child without lessons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool.model import Access, AccessRules, Finding

Need = Literal["tv", "online-web", "online-lite", "radio", "stick", "print"]
"""tv: the broadcasts, with their timetable · online-web: the lessons on a web site · online-lite: those for phones on
prepaid data · radio: on air or over a loudspeaker · stick: the lessons on a USB stick · print: worksheets on paper."""

NEEDS: Final[tuple[Need, ...]] = ("tv", "online-web", "online-lite", "radio", "stick", "print")

LAST_GRADE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSizes:
    """What one finished lesson takes in each package, in bytes; 0: it has no such package."""

    grade: int
    web: int = 0
    lite: int = 0
    radio: int = 0
    stick: int = 0
    smallest_stick: int = 0
    """With the smallest picture that a stick may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolNeeds:
    """What one school gets."""

    school: Access
    needs: tuple[Need, ...]
    offline: int
    """Pupils whom only radio, sticks and paper reach: those with nothing, and those who are counted nowhere."""
    uncounted: int
    """Of those, the ones that the school counted in no group."""
    lessons: int
    """Finished lessons for its grades."""
    sticks: int
    """All together, spare ones counted."""
    stick_bytes: int
    """What each set of lessons takes."""
    sticks_per_set: int
    """1, or more where not all lessons fit on one stick even with small pictures."""
    loudspeakers: int
    printed: int
    """Pupils who get worksheets on paper."""
    pages: int
    """All their worksheets together."""
    web_bytes: int
    """What all lessons take over the network, for one pupil."""
    lite_bytes: int
    radio_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Several schools together."""

    schools: int
    pupils: int
    tv: int
    internet: int
    phone: int
    nothing: int
    offline: int
    sticks: int
    loudspeakers: int
    printed: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The schools of one district or commune, in the order of the list."""

    name: str
    schools: tuple[SchoolNeeds, ...]
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPlan:
    """Who gets what."""

    rules: AccessRules
    districts: tuple[District, ...]
    totals: Totals
    lessons: int
    """Finished lessons that were counted; 0: nobody named any, so nothing is said about bytes and pages."""
    findings: tuple[Finding, ...]

    @property
    def schools(self) -> tuple[SchoolNeeds, ...]:
        """All schools, district by district."""
        return tuple(each for district in self.districts for each in district.schools)


def plan_access(schools: Sequence[Access], rules: AccessRules, lessons: Sequence[LessonSizes] = ()) -> AccessPlan:
    """Say what each school needs so that every one of its pupils is reached.

    `lessons` are those that are to be handed out; without any, only sticks, loudspeakers and pupils are counted.
    """
    needs = []
    supplied: set[tuple[str, str]] = set()
    for school in schools:
        # a school with a line for each of its grades gets its spare sticks once
        key = school.district, school.school.casefold()
        made = _needs(school, rules, lessons, spare=0 if key in supplied else rules.spare_sticks)
        supplied |= {key} if made.offline else set()
        needs.append(made)
    names = dict.fromkeys(school.district for school in schools)
    districts = []
    for name in names:
        own = tuple(each for each in needs if each.school.district == name)
        districts.append(District(name=name, schools=own, totals=_totals(own)))
    return AccessPlan(
        rules=rules,
        districts=tuple(districts),
        totals=_totals(needs),
        lessons=len(lessons),
        findings=tuple(_findings(needs, rules, lessons)),
    )


def grades_of(school: Access) -> range:
    """Say for which grades a school's line is: `1`, `1-2`, or all where it says nothing."""
    first, _, last = school.grade.partition("-")
    return range(int(first), int(last or first) + 1) if first else range(1, LAST_GRADE + 1)


def contradiction(school: Access) -> tuple[str, int] | None:
    """Find a group of a school that cannot be as large as it says: its field, and the most that is possible.

    No group has more pupils than the school; and who has nothing is in no other group.
    """
    for field in ("tv", "internet", "phone", "nothing"):
        if getattr(school, field) > school.pupils:
            return field, school.pupils
    most = school.pupils - max(school.tv, school.internet, school.phone)
    return ("nothing", most) if school.nothing > most else None


def usable_bytes(rules: AccessRules) -> int:
    """Say how much of a stick can be filled."""
    return rules.stick_gb * 10**9 * rules.stick_usable_percent // 100


def _needs(school: Access, rules: AccessRules, lessons: Sequence[LessonSizes], *, spare: int) -> SchoolNeeds:
    own = [lesson for lesson in lessons if lesson.grade in grades_of(school)]
    uncounted = max(0, school.pupils - school.tv - school.internet - school.phone - school.nothing)
    offline = school.nothing + uncounted
    printed = min(school.pupils, offline + _up(school.phone * rules.shared_phone_percent, 100))
    stick_bytes, per_set = _on_sticks(own, rules)
    sets = _up(offline, rules.pupils_per_stick) + (spare if offline else 0)
    wanted = {
        "tv": school.tv,
        "online-web": school.internet,
        "online-lite": school.phone,
        "radio": offline,
        "stick": offline,
        "print": printed,
    }
    return SchoolNeeds(
        school=school,
        needs=tuple(need for need in NEEDS if wanted[need]),
        offline=offline,
        uncounted=uncounted,
        lessons=len(own),
        sticks=sets * per_set,
        stick_bytes=stick_bytes if offline else 0,
        sticks_per_set=per_set,
        loudspeakers=_up(offline, rules.pupils_per_loudspeaker),
        printed=printed,
        pages=printed * len(own) * rules.pages_per_lesson,
        web_bytes=sum(lesson.web for lesson in own) if school.internet else 0,
        lite_bytes=sum(lesson.lite for lesson in own) if school.phone else 0,
        radio_bytes=sum(lesson.radio for lesson in own) if offline else 0,
    )


def _up(count: int, share: int) -> int:
    return -(-count // share)


def _on_sticks(lessons: Sequence[LessonSizes], rules: AccessRules) -> tuple[int, int]:
    """Bytes of a set of lessons, and on how many sticks it goes: with smaller pictures before on a second stick."""
    room = usable_bytes(rules)
    best, smallest = sum(each.stick for each in lessons), sum(each.smallest_stick for each in lessons)
    if best <= room:
        return best, 1
    return (room, 1) if smallest <= room else (smallest, max(1, math.ceil(smallest / room)))


def _totals(needs: Sequence[SchoolNeeds]) -> Totals:
    return Totals(
        # a school with a line for each of its grades is one school
        schools=len({(each.school.district, each.school.school.casefold()) for each in needs}),
        pupils=sum(each.school.pupils for each in needs),
        tv=sum(each.school.tv for each in needs),
        internet=sum(each.school.internet for each in needs),
        phone=sum(each.school.phone for each in needs),
        nothing=sum(each.school.nothing for each in needs),
        offline=sum(each.offline for each in needs),
        sticks=sum(each.sticks for each in needs),
        loudspeakers=sum(each.loudspeakers for each in needs),
        printed=sum(each.printed for each in needs),
        pages=sum(each.pages for each in needs),
    )


def _findings(needs: Sequence[SchoolNeeds], rules: AccessRules, lessons: Sequence[LessonSizes]) -> list[Finding]:
    found = []
    unknown = [each for each in needs if each.uncounted]
    if unknown:
        values: dict[str, str | int] = {
            "pupils": sum(each.uncounted for each in unknown),
            "schools": len(unknown),
            "first": unknown[0].school.school,
        }
        found.append(Finding(code="access-uncounted", severity="warning", values=values))
    if not lessons:
        return [*found, Finding(code="access-no-lessons", severity="note")]
    without = [each for each in needs if not each.lessons and each.school.pupils]
    if without:
        values = {"schools": len(without), "first": without[0].school.school}
        found.append(Finding(code="access-no-lessons-for", severity="warning", values=values))
    for need, size in (("online-lite", "lite"), ("radio", "radio"), ("online-web", "web")):
        lacking = sum(1 for lesson in lessons if not getattr(lesson, size))
        if lacking and any(need in each.needs for each in needs):
            code = {"online-lite": "access-lite-missing", "radio": "access-radio-missing"}.get(
                need, "access-web-missing"
            )
            found.append(Finding(code=code, severity="warning", values={"count": lacking, "lessons": len(lessons)}))
    fullest = max(needs, key=lambda each: each.stick_bytes, default=None)
    if fullest is not None and fullest.sticks_per_set > 1:
        values = {"sticks": fullest.sticks_per_set, "size": rules.stick_gb, "first": fullest.school.school}
        found.append(Finding(code="access-several-sticks", severity="warning", values=values))
    elif fullest is not None and fullest.offline and fullest.stick_bytes == usable_bytes(rules):
        budget = f"{usable_bytes(rules) // 10**6}MB"
        values = {"size": rules.stick_gb, "budget": budget, "first": fullest.school.school}
        found.append(Finding(code="access-smaller-pictures", severity="note", values=values))
    return found
