"""What stands for or against showing a lesson: quality control, consent, rights. Pure: the day is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from lessontool.model import CataloguedPackage, CatalogueEntry, Finding
from lessontool.planning.permission import objections

Status = Literal["ready", "expiring", "unproved", "failed", "no-consent", "expired"]
"""ready: may be shown · expiring: may be shown, but not for long · unproved: nobody looked · failed: quality control
refused it · no-consent: parents' consent is missing for where it would be shown · expired: its rights ran out."""

STATUSES: Final[tuple[Status, ...]] = ("ready", "expiring", "unproved", "failed", "no-consent", "expired")
"""From the best to the worst."""

SOON_DAYS: Final = 30
"""How long before their end rights count as expiring, where nobody says otherwise."""

_STATUS: Final[dict[str, Status]] = {
    "consent-missing": "no-consent",
    "consent-not-for": "no-consent",
    "rights-expired": "expired",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a lesson stands on a day."""

    statuses: tuple[Status, ...]
    """All that is true of it, the worst last."""
    objections: tuple[Finding, ...] = ()
    """What law and contracts have against it."""
    failed: tuple[str, ...] = ()
    """What quality control refused: `PRESET: NAME: item`."""

    @property
    def status(self) -> Status:
        """The worst that is true of it."""
        return self.statuses[-1]

    @property
    def ready(self) -> bool:
        """It may be shown."""
        return "ready" in self.statuses


def standing(entry: CatalogueEntry, day: str, destination: str = "", *, soon_days: int = SOON_DAYS) -> Standing:
    """Say how a lesson stands on a day (`YYYY-MM-DD`) at a destination; without one, in every package that it has.

    A lesson that has no package for the destination is unproved there.
    """
    wanted = [each for each in entry.packages if destination in ("", each.destination)]
    destinations = sorted({each.destination for each in wanted}) or [destination] * bool(destination)
    against = objections(entry.lesson, destinations, day)
    true: set[Status] = {_STATUS[each.code] for each in against}
    true |= {"failed" for each in wanted if each.proof == "failed"}
    if not wanted or any(each.proof == "unproved" for each in wanted):
        true.add("unproved")
    if not true:
        true.add("ready")
    if "expired" not in true and _ends_soon(entry.lesson.rights.expires, day, soon_days):
        true.add("expiring")
    return Standing(
        statuses=tuple(status for status in STATUSES if status in true),
        objections=against,
        failed=_failed(wanted),
    )


def _failed(packages: Sequence[CataloguedPackage]) -> tuple[str, ...]:
    return tuple(f"{package.preset}: {item}" for package in packages for item in package.failed)


def _ends_soon(expires: str, day: str, soon_days: int) -> bool:
    if not expires:
        return False
    try:
        return expires <= (date.fromisoformat(day) + timedelta(days=soon_days)).isoformat()
    except (ValueError, OverflowError):
        return False
