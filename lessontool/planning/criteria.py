"""What each criterion makes of a lesson: its share of the points, what was measured, and what would be ideal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from lessontool.messages import TABLE, Language, say
from lessontool.model import Band, GradePace, Ramp, Ranking
from lessontool.model.ranking import Criterion, PictureFault, QCFault, SoundFault
from lessontool.planning.candidates import Candidate, PackageFacts
from lessontool.planning.panel import Panel

Share = float | None

_SHOWN_ITEMS: Final = 4
_WITHOUT_CAPTIONS: Final = ("radio",)
"""Destinations that nobody reads along with."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the message table with its figures, for whichever language it is read in."""

    code: str
    values: Mapping[str, Any]

    def said(self, language: Language) -> str:
        """Write it for people: decimals with a comma in Vietnamese, lists of codes as their words."""
        return say(self.code, {name: _word(value, language) for name, value in self.values.items()}, language)


def _word(value: object, language: Language) -> object:
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".") or "0"
        text = "0" if text == "-0" else text.replace("-", "−")
        return text.replace(".", ",") if language == "vi" else text
    if isinstance(value, tuple):
        shown = [say(each, {}, language) if each in TABLE else str(each) for each in value[:_SHOWN_ITEMS]]
        return ", ".join(shown) + (" …" if len(value) > _SHOWN_ITEMS else "")
    return value


Judged = tuple[Share, Told]


def judged(name: Criterion, candidate: Candidate, ranking: Ranking, panel: Panel | None) -> Judged:
    """Say which share of a criterion's points a lesson gets (None: it was not measured), and what was found."""
    if name == "panel":
        return _panel(ranking, panel)
    return _JUDGES[name](candidate, ranking)


def ramp_share(value: float, ramp: Ramp) -> float:
    """Say how far a value has come between no points and all points."""
    return min(1.0, max(0.0, (value - ramp.none) / (ramp.all - ramp.none)))


def band_share(value: float, band: Band | GradePace) -> float:
    """Say how near a value is to the band in which there are all points."""
    if value < band.all_from:
        return max(0.0, (value - band.none_below) / (band.all_from - band.none_below))
    if value > band.all_to:
        return max(0.0, (band.none_above - value) / (band.none_above - band.all_to))
    return 1.0


def _unmeasured(why: str = "rank-unmeasured") -> Judged:
    return None, Told(why, {})


def _figure(candidate: Candidate, *names: str) -> tuple[float, ...] | None:
    """The figures of the newest package that has them all."""
    for package in candidate.packages:
        if all(name in package.figures for name in names):
            return tuple(package.figures[name] for name in names)
    return None


# ── technical quality ─────────────────────────────────────────────────────────────────────────────────────────────


def _qc(candidate: Candidate, ranking: Ranking) -> Judged:
    looked = [each for each in candidate.packages if set(each.verdicts.values()) - {"not_measured"}]
    if not looked:
        return _unmeasured("rank-qc-unmeasured")
    costs = [math.fsum(_costs(each, ranking).values()) for each in looked]
    # the mean, so that a lesson with many packages is not worse for it
    share = max(0.0, 1 - math.fsum(min(100.0, cost) for cost in costs) / len(costs) / 100)
    items: dict[str, None] = {}
    for package in looked:
        items |= dict.fromkeys(name for name, cost in _costs(package, ranking).items() if cost)
    if not items:
        return share, Told("rank-qc-clean", {})
    return share, Told("rank-qc-faults", {"count": len(items), "items": tuple(f"qc-item-{name}" for name in items)})


def _costs(package: PackageFacts, ranking: Ranking) -> dict[str, float]:
    """What each item costs, in percent of the points: the worst verdict of all files of the package."""
    costs: dict[str, float] = {}
    for name, verdict in package.verdicts.items():
        item = name.rpartition(": ")[2]
        costs[item] = max(costs.get(item, 0.0), _cost(verdict, item, package, ranking))
    return costs


_FAULTS: Final[Mapping[str, QCFault]] = {"failed": "error", "warning": "warning", "noted": "note"}


def _cost(verdict: str, item: str, package: PackageFacts, ranking: Ranking) -> float:
    if verdict == "waived":
        known = package.importance.get(item, "warning")
        fault: QCFault = "warning" if known == "off" else known
        return ranking.qc_points[fault] * ranking.waived_percent / 100
    return float(ranking.qc_points[_FAULTS[verdict]]) if verdict in _FAULTS else 0.0


def _found(candidate: Candidate, points: Mapping[Any, int], kinds: Iterable[str]) -> Judged:
    """Faults of a recording that packages tell of: each costs its points, once."""
    read = [each for each in candidate.packages if each.read]
    if not read:
        return _unmeasured("rank-unread")
    codes = frozenset[str]().union(*(each.found for each in read))
    faults = tuple(each for each in kinds if each in codes)
    share = max(0.0, 1 - sum(points[each] for each in faults) / 100)
    if not faults:
        return share, Told("rank-no-faults", {})
    return share, Told("rank-faults", {"faults": tuple(f"rank-fault-{each}" for each in faults)})


def _sound_faults(candidate: Candidate, ranking: Ranking) -> Judged:
    return _found(candidate, ranking.sound_points, get_args(SoundFault))


def _picture_faults(candidate: Candidate, ranking: Ranking) -> Judged:
    if all(each.destination in _WITHOUT_CAPTIONS for each in candidate.packages):
        return _unmeasured("rank-no-picture")
    return _found(candidate, ranking.picture_points, get_args(PictureFault))


def _source_lines(candidate: Candidate, ranking: Ranking) -> Judged:
    figures = _figure(candidate, "source_lines")
    if figures is None:
        return _unmeasured()
    return ramp_share(figures[0], ranking.source_lines), Told("rank-lines", {"lines": round(figures[0])})


# ── clarity and legibility ────────────────────────────────────────────────────────────────────────────────────────


def _speech_to_noise(candidate: Candidate, ranking: Ranking) -> Judged:
    figures = _figure(candidate, "speech_to_noise_db")
    if figures is None:
        return _unmeasured()
    share = ramp_share(figures[0], ranking.speech_to_noise_db)
    return share, Told("rank-decibels", {"db": round(figures[0], 1)})


def pace_for(grade: int, ranking: Ranking) -> GradePace | None:
    """Find the pace that suits a grade; None: the rules say nothing about it."""
    return next((each for each in ranking.pace if grade in each.grades), None)


def _pace(candidate: Candidate, ranking: Ranking) -> Judged:
    figures, wanted = _figure(candidate, "syllables_per_second"), pace_for(candidate.lesson.grade, ranking)
    if figures is None or wanted is None:
        return _unmeasured()
    return band_share(figures[0], wanted), Told("rank-pace", {"pace": round(figures[0], 1)})


def _speech_share(candidate: Candidate, ranking: Ranking) -> Judged:
    figures = _figure(candidate, "speech_share")
    if figures is None:
        return _unmeasured()
    return band_share(figures[0], ranking.speech_share), Told("rank-percent", {"percent": round(figures[0] * 100)})


def _caption_speed(candidate: Candidate, ranking: Ranking) -> Judged:
    figures = _figure(candidate, "caption_cps_p95", "caption_cps_limit")
    if figures is None or figures[1] <= 0:
        return _unmeasured()
    share = ramp_share(figures[0] / figures[1], ranking.caption_speed)
    return share, Told("rank-cps", {"cps": round(figures[0], 1)})


# ── captions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_along(candidate: Candidate) -> list[PackageFacts]:
    return [each for each in candidate.packages if each.destination not in _WITHOUT_CAPTIONS]


def _caption_origin(candidate: Candidate, ranking: Ranking) -> Judged:
    packages = _read_along(candidate)
    if not packages:
        return _unmeasured("rank-no-picture")
    if not any(each.languages for each in packages):
        return 0.0, Told("rank-captions-none", {})
    source = next((each.caption_source for each in packages if each.languages and each.caption_source), None)
    if source is None:
        return _unmeasured("rank-captions-unknown")
    return ranking.caption_origin[source] / 100, Told(f"rank-captions-{source}", {})


def _caption_languages(candidate: Candidate, ranking: Ranking) -> Judged:
    packages = _read_along(candidate)
    if not packages:
        return _unmeasured("rank-no-picture")
    languages = tuple(sorted({language for each in packages for language in each.languages}))
    if not languages:
        return 0.0, Told("rank-captions-none", {})
    return min(1.0, len(languages) / ranking.caption_languages), Told("rank-languages", {"languages": languages})


# ── completeness ──────────────────────────────────────────────────────────────────────────────────────────────────


def _chapters(candidate: Candidate, ranking: Ranking) -> Judged:
    count = max((len(candidate.lesson.chapters), *(each.chapters for each in candidate.packages)))
    return min(1.0, count / ranking.chapters), Told("rank-count", {"count": count})


def _worksheets(candidate: Candidate, _ranking: Ranking) -> Judged:
    count = len(candidate.lesson.attachments)
    return float(count > 0), Told("rank-count", {"count": count})


def _description(candidate: Candidate, _ranking: Ranking) -> Judged:
    return _there(bool(candidate.lesson.description.strip()))


def _there(there: bool) -> Judged:
    return float(there), Told("rank-there" if there else "rank-missing", {})


def _rights(candidate: Candidate, _ranking: Ranking) -> Judged:
    rights, consent = candidate.lesson.rights, candidate.lesson.consent
    documented = not consent.pupils_visible or bool(consent.given and consent.date and consent.scope)
    parts = {"holder": bool(rights.holder), "licence": bool(rights.licence), "consent": documented}
    missing = tuple(f"rank-rights-{name}" for name, there in parts.items() if not there)
    share = 1 - len(missing) / len(parts)
    return share, Told("rank-rights-missing", {"missing": missing}) if missing else Told("rank-there", {})


def _sign_language(candidate: Candidate, _ranking: Ranking) -> Judged:
    return _there(candidate.lesson.sign_language is not None)


def _destinations(candidate: Candidate, ranking: Ranking) -> Judged:
    there = {each.destination for each in candidate.packages if each.proof == "passed"}
    wanted = [each for each in ranking.destinations if each in there]
    if not wanted:
        return 0.0, Told("rank-missing", {})
    words = tuple(f"rank-destination-{each}" for each in wanted)
    return len(wanted) / len(ranking.destinations), Told("rank-destinations", {"destinations": words})


def _panel(ranking: Ranking, panel: Panel | None) -> Judged:
    if panel is None:
        return _unmeasured("rank-panel-nobody")
    rubric = ranking.rubric
    if not panel.counts:
        values = {"reviewers": panel.reviewers, "least": rubric.least_reviewers}
        return None, Told("rank-panel-few", values)
    mean = rubric.least_points + panel.share * (rubric.most_points - rubric.least_points)
    return panel.share, Told("rank-panel", {"reviewers": panel.reviewers, "mean": round(mean, 2)})


_JUDGES: Final[Mapping[Criterion, Callable[[Candidate, Ranking], Judged]]] = {
    "qc": _qc,
    "sound-faults": _sound_faults,
    "picture-faults": _picture_faults,
    "source-lines": _source_lines,
    "speech-to-noise": _speech_to_noise,
    "pace": _pace,
    "speech-share": _speech_share,
    "caption-speed": _caption_speed,
    "caption-origin": _caption_origin,
    "caption-languages": _caption_languages,
    "chapters": _chapters,
    "worksheets": _worksheets,
    "description": _description,
    "rights": _rights,
    "sign-language": _sign_language,
    "destinations": _destinations,
}


# ── what would be ideal ───────────────────────────────────────────────────────────────────────────────────────────


def ideal(name: Criterion, candidate: Candidate, ranking: Ranking) -> Told:
    """Say what would earn all points."""
    values: dict[str, Any] = {}
    if name == "source-lines":
        values = {"lines": round(ranking.source_lines.all)}
    elif name == "speech-to-noise":
        values = {"db": ranking.speech_to_noise_db.all}
    elif name == "pace":
        wanted = pace_for(candidate.lesson.grade, ranking)
        values = {"least": wanted.all_from if wanted else 0.0, "most": wanted.all_to if wanted else 0.0}
    elif name == "speech-share":
        share = ranking.speech_share
        values = {"least": round(share.all_from * 100), "most": round(share.all_to * 100)}
    elif name == "caption-speed":
        limit = _figure(candidate, "caption_cps_limit")
        if limit is None:
            return Told("rank-ideal-caption-speed-grade", {})
        values = {"cps": round(limit[0] * ranking.caption_speed.all, 1)}
    elif name == "caption-languages":
        values = {"count": ranking.caption_languages}
    elif name == "chapters":
        values = {"count": ranking.chapters}
    elif name == "destinations":
        values = {"destinations": tuple(f"rank-destination-{each}" for each in ranking.destinations)}
    elif name == "panel":
        values = {"most": ranking.rubric.most_points}
    return Told(f"rank-ideal-{name}", values)
