"""The timetable as one web page: for telephones first, without network, readable without any script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from lessontool.delivery.pages import script_json
from lessontool.messages import Language, say
from lessontool.model import AiringRules, Channel, SchoolCalendar, Timetable
from lessontool.schedule.printed.cards import family_of, prepare
from lessontool.schedule.printed.week import Day, Entry, Week, date_text, day_name, shown, weeks_of
from lessontool.tools.pages import asset, fingerprint, templates

PAGE_NAME: Final = "index.html"

_FOLDER: Final = Path(__file__).parent
_LABELS: Final = (
    *("choose", "all", "today", "now", "next", "over", "today-none", "today-done", "after", "week", "changes"),
    *("lesson", "channel", "feed", "pdf", "first", "repeat", "signed", "captions", "top", "zone", "about"),
)
_NO_NAMES: Final[Mapping[int, str]] = MappingProxyType({})
_NO_PAPERS: Final[Mapping[int, Sequence[str]]] = MappingProxyType({})


def web_page(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    notices: Sequence[str] = (),
    grades: Sequence[int] = (),
    school: str = "",
    language: Language = "vi",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    feeds: Mapping[int, str] = _NO_NAMES,
    papers: Mapping[int, Sequence[str]] = _NO_PAPERS,
    overviews: Sequence[str] = (),
) -> bytes:
    """Write the week as one HTML file with everything inside it: today's lessons first, then the week of each grade.

    `notices` (what has changed) stand on top. `feeds` and `papers` name the calendar and the PDFs of a grade as they
    lie beside the page, `overviews` the PDFs of all grades together. The page may load nothing at all; its only links
    are those. Grades as for `weeks_of`. The same input gives the same bytes.
    """
    from markupsafe import Markup

    weeks = weeks_of(timetable, channels, grades=grades, language=language, calendar=calendar, rules=rules)
    style, script = asset(_FOLDER, "page.css"), asset(_FOLDER, "page.js")
    radio = bool(weeks) and all(week.radio for week in weeks)
    labels = {name: say(f"printed-page-{name}", {}, language) for name in _LABELS}
    return (
        templates(_FOLDER)
        .get_template("page.html.j2")
        .render(
            language=language,
            title=say("printed-title-radio" if radio else "printed-title", {}, language),
            dates=_dates(weeks, timetable, channels, language),
            school=shown(school),
            revision=say("printed-revision", {"n": timetable.revision}, language) if timetable.revision > 1 else "",
            where=say("printed-where-radio" if radio else "printed-where", {}, language),
            places=list({place.name: place for week in weeks for place in week.places}.values()),
            notices=[shown(each) for each in notices if shown(each)],
            weeks=[_week(week, language, feeds, papers) for week in weeks],
            overviews=[_paper(name, language, overview=True) for name in overviews],
            labels=labels,
            day_off=say("printed-none-day", {}, language),
            time=say("printed-time", {}, language),
            get_ready=say("printed-prepare", {}, language),
            offset_min=_offset_min(timetable, channels, weeks),
            policy=_policy(style, script),
            # our own texts, and JSON that cannot end its element
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            words=Markup(script_json(labels | {"before": _before(weeks, language)})),  # noqa: S704
        )
        .encode()
    )


def _week(
    week: Week, language: Language, feeds: Mapping[int, str], papers: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    grade = week.grades[0]
    return {
        "key": week.key,
        "name": week.name,
        "dates": week.dates,
        "several": week.several_channels,
        "days": [_day(week, day, language) for day in week.days],
        "feed": quote(feeds.get(grade, "")),
        "papers": [_paper(name, language) for name in papers.get(grade, ())],
        "prepare": prepare(week, language) if week.entries else [],
    }


def _paper(name: str, language: Language, *, overview: bool = False) -> dict[str, str]:
    size = next((size for size in ("a3", "a4", "a5", "a6") if f"_{size}." in name), "")
    code = "printed-page-pdf-named" if size else "printed-page-pdf"
    if overview:
        code = "printed-page-overview"
    elif size == "a6":
        code = "printed-page-slips"
    return {"href": quote(name), "text": say(code, {"name": size.upper()}, language)}


def _day(week: Week, day: Day, language: Language) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "name": day.name,
        "short": day.short,
        "off": say("printed-off", {"title": day.off}, language) if day.off else "",
        "entries": [_entry(week, each, language) for each in day.entries],
    }


def _entry(week: Week, each: Entry, language: Language) -> dict[str, Any]:
    tags = []
    if each.relay:
        tags.append(say("printed-relay", {"source": each.relay}, language))
    elif not each.pending:
        kind = say("printed-page-repeat" if each.repeat else "printed-page-first", {}, language)
        tags.append(f"{kind}, {say('printed-page-showing', {'n': each.showing}, language)}")
    tags += [say("printed-page-signed", {}, language)] * each.signed
    tags += [say("printed-page-captions", {}, language)] * each.captions
    tags += [say("printed-night", {}, language)] * each.after_midnight
    return {
        "from": each.from_utc,
        "until": each.until_utc,
        "start": each.start,
        "end": each.end,
        "iso_start": datetime.fromtimestamp(each.from_utc, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": each.subject,
        "title": "" if each.title == each.subject else each.title,
        "pending": each.pending,
        "family": family_of(each.codes),
        "repeat": each.repeat,
        "relay": bool(each.relay),
        "tags": tags,
        "channel": each.channel if week.several_channels else "",
    }


def _dates(weeks: Sequence[Week], timetable: Timetable, channels: Sequence[Channel], language: Language) -> str:
    """Give the week's dates; its number only where it is the same for all grades."""
    told = dict.fromkeys(week.dates for week in weeks)
    if len(told) == 1:
        return next(iter(told))
    (plain,) = weeks_of(timetable, channels, grades=(0,), language=language)
    return plain.dates


def _before(weeks: Sequence[Week], language: Language) -> str:
    if not weeks:
        return ""
    first = weeks[0].days[0].date
    day = f"{day_name(first, language)} {date_text(first, language)}"
    return say("printed-page-before", {"day": day[0].lower() + day[1:] if language == "vi" else day}, language)


def _offset_min(timetable: Timetable, channels: Sequence[Channel], weeks: Sequence[Week]) -> int:
    """Say how far local time is before UTC in this week, in minutes: a week without a change of clocks."""
    zone = next((each.time_zone for each in channels if each.name in timetable.channels), "Asia/Ho_Chi_Minh")
    day = weeks[0].days[0].date if weeks else datetime(2021, 1, 1, tzinfo=UTC).date()
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


def _policy(style: str, script: str) -> str:
    """Say what the page may do (Content Security Policy): our own script and style, and nothing else at all."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'{fingerprint(script)}'",
        "style-src": f"'{fingerprint(style)}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
