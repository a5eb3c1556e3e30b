"""`library list`, `show`, `search`, `programmes` and `showings`: what the library has, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo
from lessontool.cli.help import Command, Option, both, common
from lessontool.cli.library.place import library_place, opened, with_named_items
from lessontool.errors import InputError

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue
    from lessontool.catalogue.standing import Standing
    from lessontool.model import CatalogueEntry, Lesson, Showing

STATUSES = ("ready", "expiring", "unproved", "failed", "no-consent", "expired")
SOON_DAYS = 30
_ID_LETTERS = 8
_FEW = 5
_MARKS = {"ready": ("✔", "green"), "expiring": ("!", "yellow")}


def wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the ways to name some of the library's lessons."""
    within = both("Bao nhiêu ngày trước hạn thì gọi là sắp hết hạn.", "How many days before its end rights end soon.")
    at = both("Xét cho một nơi phát: tv, radio, online.", "Judge for one destination: tv, radio, online.")
    status = both("Chỉ những bài có tình trạng này.", "Only lessons that stand so.")
    for option in (
        click.option("--within", cls=Option, type=click.IntRange(0, 3650), default=SOON_DAYS, help=within),
        click.option("--for", "destination", cls=Option, metavar="NAME", default="", help=at),
        click.option("--status", cls=Option, type=click.Choice(STATUSES), help=status),
        click.option("--series", cls=Option, metavar="NAME", help=both("Bộ sách.", "Textbook series.")),
        click.option("--school-year", cls=Option, metavar="YEAR", help=both("Năm học.", "School year.")),
        click.option("--week", cls=Option, type=click.IntRange(0, 60), help=both("Tuần.", "Week.")),
        click.option("--grade", cls=Option, type=click.IntRange(1, 12), help=both("Lớp.", "Grade.")),
        click.option("--subject", cls=Option, metavar="NAME", help=both("Môn học.", "Subject.")),
    ):
        command = option(command)
    return command


def subject_code(word: str | None) -> str | None:
    """Understand a subject in any spelling. Raises InputError catalogue-subject-unknown."""
    from lessontool import curriculum

    if word is None:
        return None
    found = curriculum.find_subject(word)
    if found is None:
        near = curriculum.suggest_subject(word) or "TV, TO, NV, TA"
        raise InputError("catalogue-subject-unknown", subject=word[:100], suggestion=near)
    return found.code


def series_code(word: str | None) -> str | None:
    """Understand a textbook series in any spelling. Raises InputError catalogue-series-unknown."""
    from lessontool import curriculum

    if word is None:
        return None
    found = curriculum.find_series(word)
    if found is None:
        near = curriculum.suggest_series(word) or ", ".join(each.code for each in curriculum.all_series())
        raise InputError("catalogue-series-unknown", series=word[:100], suggestion=near)
    return found.code


def year_of(text: str | None) -> str | None:
    """Understand a school year. Raises InputError catalogue-year-unknown."""
    from lessontool import curriculum

    try:
        return None if text is None else curriculum.school_year(text)
    except ValueError:
        raise InputError("catalogue-year-unknown", year=(text or "")[:100]) from None


def wished(catalogue: Catalogue, asked: dict[str, Any], day: str) -> tuple[CatalogueEntry, ...]:
    """Give the lessons that were asked for. Raises InputError for a subject, series or year that does not exist."""
    entries = catalogue.entries(
        subject=subject_code(asked["subject"]),
        grade=asked["grade"],
        school_year=year_of(asked["school_year"]),
        week=asked["week"],
        series=series_code(asked["series"]),
        transcripts=False,
    )
    if asked["status"] is None:
        return entries
    return tuple(each for each in entries if asked["status"] in _standing(each, asked, day).statuses)


def _standing(entry: CatalogueEntry, asked: dict[str, Any], day: str) -> Standing:
    from lessontool.catalogue.standing import standing

    return standing(entry, day, asked["destination"], soon_days=asked["within"])


# ── list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command(
    "list",
    cls=Command,
    help=both(
        "Kể các bài học trong kho theo thứ tự chương trình.", "List the library's lessons in the curriculum's order."
    ),
)
@wishes
@library_place
@common
@click.pass_obj
def list_lessons(voice: Voice, /, place: str, **asked: Any) -> None:
    """List the lessons of the library."""
    from lessontool.cli.checking import today

    day = today()
    entries = wished(opened(place), asked, day)
    if voice.json:
        from lessontool.catalogue.sheets import entry_data

        at = {"soon_days": asked["within"], "destination": asked["destination"]}
        voice.print_json([entry_data(each, day, **at) for each in entries])
        return
    above = ""
    for entry in entries:
        heading = _place_text(voice, entry.lesson)
        if heading != above:
            echo(click.style(heading, bold=True))
        above = heading
        _line(voice, entry, _standing(entry, asked, day))
    echo(voice.say("catalogue-count", count=len(entries)) if entries else voice.say("catalogue-none"))


def _place_text(voice: Voice, lesson: Lesson) -> str:
    from lessontool import curriculum

    subject = curriculum.subject(lesson.subject)
    grade = voice.pick(f"Lớp {lesson.grade}", f"Grade {lesson.grade}")
    return f"{grade} · {voice.pick(subject.name_vi, subject.name_en)} · {lesson.school_year}"


def _title(voice: Voice, lesson: Lesson) -> str:
    number = f"{voice.pick('Bài', 'Lesson')} {lesson.lesson_number}. " if lesson.lesson_number is not None else ""
    part = f" ({voice.say('catalogue-part-of', part=lesson.part)})" if lesson.part is not None else ""
    return plain_line(f"{number}{lesson.title}{part}")


def plain_line(text: str) -> str:
    """Write a text in one line, without signs that move a terminal's cursor."""
    from lessontool.catalogue.manifests import one_line

    return one_line(text)


def _line(voice: Voice, entry: CatalogueEntry, stands: Standing) -> None:
    lesson = entry.lesson
    mark, colour = _MARKS.get(stands.status, ("✘", "red"))
    status = ", ".join(voice.say(f"catalogue-status-{each}") for each in reversed(stands.statuses))
    week = voice.pick(f"tuần {lesson.week:>2}", f"week {lesson.week:>2}")
    where = " · ".join([plain_line(lesson.school), " ".join(dict.fromkeys(p.destination for p in entry.packages))])
    echo(f"  {entry.id[:_ID_LETTERS]}  {week}  {click.style(mark, fg=colour)} {_title(voice, lesson)}")
    echo(click.style(f"            {where} · {status}", dim=True))


# ── search ────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command(
    "search",
    cls=Command,
    help=both(
        "Tìm bài theo tên bài, giáo viên, trường, mô tả và lời giảng. Không cần viết dấu.",
        "Find lessons by title, teacher, school, description and what is said in them. Tones are not needed.",
    ),
)
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option(
    "--most",
    cls=Option,
    type=click.IntRange(1, 100_000),
    default=50,
    metavar="N",
    help=both("Cho xem nhiều nhất bao nhiêu bài.", "Show so many at most."),
)
@library_place
@common
@click.pass_obj
def search(voice: Voice, /, words: tuple[str, ...], most: int, place: str, **_: object) -> None:
    """Find lessons by words."""
    from lessontool.catalogue.sheets import entry_data
    from lessontool.catalogue.standing import standing
    from lessontool.cli.checking import today

    day = today()
    found = opened(place).search(" ".join(words), most=most)
    if voice.json:
        voice.print_json({"total": found.total, "lessons": [entry_data(each, day) for each in found.entries]})
        return
    for entry in found.entries:
        echo(click.style(_place_text(voice, entry.lesson), dim=True))
        _line(voice, entry, standing(entry, day))
    if found.total > len(found.entries):
        echo(f"  … (+{found.total - len(found.entries)})")
    echo(voice.say("catalogue-count", count=found.total) if found.total else voice.say("catalogue-none"))


# ── show ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command(
    "show",
    cls=Command,
    help=both(
        "Cho xem mọi điều kho biết về một bài: theo mã, tên tệp phát sóng, hoặc vài từ của tên.",
        "Show all that the library knows of a lesson: by its number, house number, or words of its title.",
    ),
)
@click.argument("lesson", metavar="LESSON...", nargs=-1, required=True)
@library_place
@common
@click.pass_obj
def show(voice: Voice, /, lesson: tuple[str, ...], place: str, **_: object) -> None:
    """Show one lesson."""
    catalogue = opened(place)
    entry = one_lesson(catalogue, " ".join(lesson))
    if voice.json:
        _show_data(voice, catalogue, entry)
    else:
        _show_text(voice, catalogue, entry)


def one_lesson(catalogue: Catalogue, said: str) -> CatalogueEntry:
    """Find the one lesson that is meant. Raises InputError: catalogue-lesson-unknown, catalogue-several."""
    found = catalogue.find(said)
    if not found.total:
        raise InputError("catalogue-lesson-unknown", lesson=said[:100])
    best = found.entries[:_FEW]
    if found.total > 1:
        named = [f"{each.id[:_ID_LETTERS]} “{plain_line(each.lesson.title)}”" for each in best]
        more = [f"… (+{found.total - _FEW})"] * (found.total > _FEW)
        values: dict[str, Any] = {"count": found.total, "names": ", ".join([*named, *more])}
        values["first"] = best[0].id[:_ID_LETTERS]
        raise InputError("catalogue-several", lesson=said[:100], **values)
    return best[0]


def _show_data(voice: Voice, catalogue: Catalogue, entry: CatalogueEntry) -> None:
    from lessontool import records
    from lessontool.catalogue.sheets import entry_data
    from lessontool.cli.checking import today

    voice.print_json(
        {
            **entry_data(entry, today()),
            "transcripts": dict(entry.transcripts),
            "copies": records.plain(catalogue.copies(entry.id)),
            "reviews": records.plain(catalogue.reviews([entry.id])),
            "choices": [records.plain(each) for each in catalogue.choices() if each.lesson_id == entry.id],
            "showings": records.plain(catalogue.showings([entry.id])),
        }
    )


def _show_text(voice: Voice, catalogue: Catalogue, entry: CatalogueEntry) -> None:
    from lessontool.catalogue.library import standing_findings
    from lessontool.catalogue.sheets import consent_text, status_text
    from lessontool.cli.checking import show_finding, today

    lesson, day = entry.lesson, today()
    echo(click.style(_title(voice, lesson), bold=True))
    expires = lesson.rights.expires or voice.say("catalogue-rights-no-end")
    rows = {
        "id": entry.id,
        "subject": f"{_place_text(voice, lesson)} · {voice.say('catalogue-head-week').lower()} {lesson.week}",
        "series": lesson.series,
        "teachers": ", ".join(lesson.teachers),
        "school": lesson.school,
        "rights": f"{lesson.rights.holder} · {expires}",
        "consent": consent_text(entry, voice.language),
        "status": status_text(entry, day, voice.language),
        "reviews": str(len(catalogue.reviews([entry.id]))),
    }
    voice.print_table({voice.say(f"catalogue-head-{name}"): plain_line(text) for name, text in rows.items()})
    for package in entry.packages:
        _package_lines(voice, package)
    for copy in catalogue.copies(entry.id):
        echo(click.style("  " + voice.say("catalogue-copy", folder=plain_line(copy.folder)), dim=True))
    for finding in standing_findings(entry, day):
        show_finding(voice, with_named_items(voice, finding))
    for showing in catalogue.showings([entry.id]):
        echo("  " + _showing_text(voice, showing))


def _package_lines(voice: Voice, package: Any) -> None:
    minutes = f"{package.frames / 25 / 60:.1f}"
    minutes = f"{voice.pick(minutes.replace('.', ','), minutes)} {voice.pick('phút', 'minutes')}"
    proofs = {"passed": "ready", "failed": "failed", "unproved": "unproved"}
    mark, colour = {"passed": ("✔", "green"), "failed": ("✘", "red")}.get(package.proof, ("?", "yellow"))
    state = "" if package.proof == "passed" else " · " + voice.say(f"catalogue-status-{proofs[package.proof]}")
    captions = f" · {voice.say('catalogue-head-captions')}: {' '.join(package.languages)}" if package.languages else ""
    echo(f"  {click.style(mark, fg=colour)} {package.preset} · {minutes} · {package.created}{captions}{state}")
    echo(click.style(f"      {plain_line(package.folder)}", dim=True))


# ── programmes and showings ───────────────────────────────────────────────────────────────────────────────────────


@click.command(
    "programmes",
    cls=Command,
    help=both(
        "Kể các chương trình đài phát được của một mẫu đầu ra.",
        "List the programmes of a delivery preset that a station can play.",
    ),
)
@click.argument("preset", metavar="PRESET")
@library_place
@common
@click.pass_obj
def programmes(voice: Voice, /, preset: str, place: str, **_: object) -> None:
    """List the programmes that a station can play."""
    from lessontool import records
    from lessontool.timing import PROGRAMME_RATE, seconds_text

    found = opened(place).programmes(preset)
    if voice.json:
        voice.print_json([records.plain(each) for each in found])
        return
    for each in found:
        mark, colour = {"passed": ("✔", "green"), "failed": ("✘", "red")}.get(each.proof, ("?", "yellow"))
        length = seconds_text(each.shown_frames / PROGRAMME_RATE)
        echo(f"  {click.style(mark, fg=colour)} {each.house_number}  {length}  {_title(voice, each.lesson)}")
    echo(voice.say("catalogue-count", count=len(found)) if found else voice.say("catalogue-none"))


@click.command(
    "showings",
    cls=Command,
    help=both("Kể những lần bài học đã phát hoặc sẽ phát.", "List when lessons were shown, or are going to be."),
)
@click.option("--channel", cls=Option, metavar="NAME", default="", help=both("Kênh.", "Channel."))
@click.option("--since", cls=Option, metavar="YYYY-MM-DD", default="", help=both("Từ ngày.", "First day."))
@click.option("--until", cls=Option, metavar="YYYY-MM-DD", default="", help=both("Đến ngày.", "Last day."))
@library_place
@common
@click.pass_obj
def showings(voice: Voice, /, channel: str, since: str, until: str, place: str, **_: object) -> None:
    """List when lessons were shown."""
    from lessontool import records

    catalogue = opened(place)
    found = catalogue.showings(channel=channel, since=since, until=until)
    lessons = catalogue.lessons({each.lesson_id for each in found})
    if voice.json:
        titles = {key: lesson.title for key, lesson in lessons.items()}
        voice.print_json([{**records.plain(each), "title": titles.get(each.lesson_id, "")} for each in found])
        return
    for each in found:
        lesson = lessons.get(each.lesson_id)
        echo(f"  {_showing_text(voice, each)}  {_title(voice, lesson) if lesson else each.lesson_id[:_ID_LETTERS]}")
    if not found:
        echo(voice.say("catalogue-no-showings"))


def _showing_text(voice: Voice, showing: Showing) -> str:
    from lessontool.timing import clock_text

    status = voice.say(f"catalogue-showing-{showing.status}")
    return f"{showing.date} {clock_text(showing.start_s)}  {plain_line(showing.channel)}  {status}"
