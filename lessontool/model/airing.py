"""What a broadcast week is made from: channels, what must be shown to whom and when, and the school's calendar.

Times of day are text as people write them, `06:00` to `30:00`: above `24:00` they lie after midnight and still belong
to the broadcast day before. Days are `T2` (Monday, thứ Hai) to `T7`, and `CN` (Sunday, Chủ nhật).
"""

from __future__ import annotations

from typing import Final, Literal

from lessontool.model._record import record

Weekday = Literal["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
"""In the order of `datetime.date.weekday()`."""

SCHOOL_DAYS: Final[tuple[Weekday, ...]] = WEEKDAYS[:6]


@record
class FixedBlock:
    """A programme that stands where it stands: news, ethnic languages, a live event. Nothing of ours moves it."""

    title: str
    kind: Literal["news", "live", "ethnic", "advertisement", "other"] = "other"
    days: tuple[Weekday, ...] = ()
    """On which days of every week; empty: on `dates` only."""
    dates: tuple[str, ...] = ()
    """On single days, `YYYY-MM-DD`."""
    start: str
    end: str
    file: str = ""
    """What playout plays, for a block that is a file or the address of a live source; empty: it is switched by hand."""


@record
class Relay:
    """A lesson of another channel, shown here at the same time; it may count as one of the required showings."""

    source: str
    """`VTV1`, `VTV2`, `VTV7`, `VOV2` …"""
    title: str
    days: tuple[Weekday, ...] = ()
    dates: tuple[str, ...] = ()
    start: str
    end: str
    grades: tuple[int, ...]
    subjects: tuple[str, ...]
    counts: bool = True
    """It counts as one showing of each of its subjects for each of its grades, in its part of the day."""
    file: str = ""
    """Address of the source, for playout."""


@record
class Filler:
    """What fills the time that is left: trailers, the channel's card, music."""

    title: str
    file: str
    """As the playout server names it."""
    seconds: int
    """How long it is; it is cut or repeated."""


@record
class Channel:
    """A channel, as its traffic desk and its viewers know it."""

    name: str
    """As its file is called."""
    summary_vi: str
    summary_en: str
    kind: Literal["tv", "radio"]
    title: str
    """What viewers call it: `LTV`."""
    where: str = ""
    """How viewers find it: "kênh 12 truyền hình số mặt đất", in Vietnamese."""
    xmltv_id: str
    """Such as `ltv.laichau.vn`: letters, digits and hyphens, with a dot at least."""
    service_id: int = 1
    transport_stream_id: int = 1
    original_network_id: int = 1
    """DVB's numbers of the channel (ETSI EN 300 468), 1 to 65535."""
    time_zone: str = "Asia/Ho_Chi_Minh"
    """Name in the IANA time zone database."""
    day_start: str = "00:00"
    """When a day's playlist begins; it lasts 24 hours."""
    on_air_from: str
    on_air_until: str
    lesson_minutes: int
    break_minutes: int
    """A cell of the grid holds one lesson and the break after it."""
    preset: str
    """Delivery preset of the packages that it plays, such as `tv-xdcam-hd422`."""
    media_folder: str = ""
    """Where its playout server sees the programmes; empty: where they lie on this computer."""
    crawl_characters: int = 200
    """The longest line of text that runs along the bottom of its picture, 60 or more."""
    fillers: tuple[Filler, ...] = ()
    fixed: tuple[FixedBlock, ...] = ()
    relays: tuple[Relay, ...] = ()


@record
class Demand:
    """Which subjects of a grade must be shown, how often a day, and on which days."""

    grade: int
    subjects: tuple[str, ...] = ()
    """Codes such as TV and TO; empty: every compulsory subject that the grade has in the calendar's school year."""
    showings_per_day: int = 2
    days: tuple[Weekday, ...] = SCHOOL_DAYS
    days_per_week: int = 0
    """A rota: on so many of `days`, whichever suit best, with all its showings on each; 0: on every one of them."""
    weight: int = 1
    """Of two demands that cannot both be met the heavier one is."""
    same_time: bool = False
    """At the same times every day, so that families can learn them by heart."""


@record
class ViewingHours:
    """When pupils of some grades can watch."""

    grades: tuple[int, ...]
    days: tuple[Weekday, ...] = WEEKDAYS
    start: str
    end: str
    liking: int = 0
    """Cells in hours with more of it are filled first, 0 to 10."""


@record
class AiringRules:
    """What must be shown to whom and when: the dispatch's order as a station or department reads it."""

    name: str
    summary_vi: str
    summary_en: str
    meaning: Literal["repeat", "distinct"]
    """Of two showings a day: the same lesson again, or two lessons."""
    apart: Literal["other-part", "gap"]
    """Showings of a subject on one day lie in different parts of the day, or at least `gap_minutes` apart."""
    gap_minutes: int = 0
    afternoon: str = "12:00"
    evening: str = "18:00"
    """Where the parts of the day begin."""
    most_in_a_row: int = 3
    """Lessons of one grade, one straight after the other on a channel."""
    when_out_of_lessons: Literal["repeat", "empty"] = "repeat"
    """When a subject has no lesson left: its older ones again, or nothing."""
    core_subjects: tuple[str, ...] = ("TV", "TO")
    """Before the others in each part of the day, where that can be."""
    late: str = "20:45"
    """Lessons of grades 1 and 2 end before, where that can be."""
    demands: tuple[Demand, ...]
    hours: tuple[ViewingHours, ...]


@record
class DayOff:
    """Days without lessons, for all or for some districts."""

    title: str
    start: str
    """First day, `YYYY-MM-DD`."""
    end: str
    """Last day."""
    districts: tuple[str, ...] = ()
    """Only there; empty: everywhere, so nothing is planned."""


@record
class SchoolCalendar:
    """A school year: its weeks, and the days on which there is no school."""

    name: str
    summary_vi: str
    summary_en: str
    school_year: str
    """`2021-2022`."""
    first_week: str
    """Monday of week 1, `YYYY-MM-DD`."""
    grade_1_first_week: str = ""
    """Where grade 1 begins earlier; empty: with all others."""
    weeks: int = 35
    days_off: tuple[DayOff, ...] = ()
    """A week without any school day has no number; weeks are counted on after it."""
    school_days_added: tuple[str, ...] = ()
    """Single days with lessons although they are Sundays or fall into a time off: make-up days."""
