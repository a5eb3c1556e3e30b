"""Whether a lesson may be shown at all: consent for pupils who are seen or heard, and rights that have not run out.

Pure: the day is given. A lesson that may not be shown is refused before any work is done on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lessontool.model import Finding, Lesson


def objections(lesson: Lesson, destinations: Collection[str], day: str) -> tuple[Finding, ...]:
    """Say what stands against showing a lesson at some destinations on a day (`YYYY-MM-DD`); empty: nothing.

    All of them are of severity error.
    """
    return (*_consent(lesson, destinations), *_rights(lesson, day))


def _consent(lesson: Lesson, destinations: Collection[str]) -> Iterator[Finding]:
    # Decree 13/2023/ND-CP art. 20: a child's data need the parents' consent and, from 7 years on, the child's own;
    # art. 11: consent holds only for the purposes that it names.
    consent = lesson.consent
    if not consent.pupils_visible:
        return
    if not consent.given:
        yield Finding(code="consent-missing", severity="error")
        return
    outside = [each for each in destinations if consent.scope and each not in consent.scope]
    if outside:
        values = {"destinations": ", ".join(outside), "scope": ", ".join(consent.scope)}
        yield Finding(code="consent-not-for", severity="error", values=values)


def _rights(lesson: Lesson, day: str) -> Iterator[Finding]:
    expires = lesson.rights.expires
    if expires and expires < day:
        yield Finding(code="rights-expired", severity="error", values={"expires": expires}, limit=expires)
