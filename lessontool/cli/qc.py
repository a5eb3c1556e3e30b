"""Judging as people see it: what is wrong and where, a traffic light, waivers, and drafts of a station's wishes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lessontool.cli.asking import Voice, echo, existing_place, lesson_folder, preset_folder
from lessontool.cli.help import Option, both
from lessontool.errors import EngineError, InputError
from lessontool.messages import hint

if TYPE_CHECKING:
    from lessontool.delivery.waivers import Judged
    from lessontool.model import FileReport, Finding, ItemResult, QCReport, Verdict
    from lessontool.reports.words import Both
    from lessontool.running.workshop import Put
    from lessontool.timing import Timecode

_PATH = click.Path(path_type=Path, readable=False)

_MARKS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "failed": ("✘", "red"),
    "warning": ("!", "yellow"),
    "waived": ("≈", "cyan"),
    "noted": ("·", "cyan"),
    "not_measured": ("?", "cyan"),
    "passed": ("✔", "green"),
}
"""In the order in which people want to read them."""

_MANY_PLACES: Final = 5


def qc_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what `lessontool qc` can be asked."""
    learn = both(
        "Viết nháp hồ sơ đài theo một tệp đài đã nhận.", "Draft a station's profile from a file that it takes."
    )
    for option in (
        _option("--preset-folder", _PATH, "DIR", both("Thư mục chứa mẫu đầu ra riêng.", "Where your own presets are.")),
        _option("--to", _PATH, "DIR", both("Thư mục ghi hồ sơ mới.", "Where to write the new profile.")),
        _option("--name", str, "NAME", both("Tên hồ sơ mới.", "Name of the new profile.")),
        _option("--learn", _PATH, "SAMPLE", learn),
        _option("--report", _PATH, "DIR", both("Ghi báo cáo vào thư mục này.", "Write the report there.")),
        _option("--station", str, "NAME", both("Hồ sơ của nơi nhận.", "Profile of the station that judges.")),
        _option("--spec", str, "PRESET", both("Mẫu đầu ra để đối chiếu.", "Delivery preset that it is held against.")),
        click.argument("place", metavar="[FILE|PACKAGE]", type=_PATH, required=False),
    ):
        command = option(command)
    return command


def waive_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what `lessontool waive` can be asked."""
    listed = both("Kể các lỗi đã được chấp nhận.", "List what is waived.")
    for option in (
        _option("--remove", int, "N", both("Bỏ việc chấp nhận số N.", "Take waiver N back."), "number"),
        click.option("--list", "listed", cls=Option, is_flag=True, help=listed),
        _option("--code", str, "CODE", both("Chỉ lỗi mang mã này.", "Only faults with this code.")),
        _option("--at", str, "TIME", both("Chỉ lỗi ở thời điểm này.", "Only the fault at this time.")),
        _option("--reason", str, "TEXT", both("Vì sao.", "Why.")),
        _option("--by", str, "NAME", both("Ai quyết định.", "Who decided it.")),
        click.argument("item", metavar="[ITEM]", required=False),
        click.argument("package", metavar="PACKAGE", type=_PATH),
    ):
        command = option(command)
    return command


def _option(name: str, kind: Any, metavar: str, words: str, field: str | None = None) -> Callable[..., Any]:
    names = (name,) if field is None else (name, field)
    return click.option(*names, cls=Option, type=kind, metavar=metavar, help=words)


# ── judging ───────────────────────────────────────────────────────────────────────────────────────────────────────


def judge(voice: Voice, place_named: Path | None, wishes: Mapping[str, Any]) -> bool:
    """Judge a file or a package, or learn from a sample; False when it would be sent back.

    Raises InputError for what cannot be judged and for options that do not go together, PresetError.
    """
    sample: Path | None = wishes["learn"]
    if sample is not None:
        _apart("--learn", FILE=place_named, **{f"--{name}": wishes[name] for name in ("spec", "report", "station")})
        learn(voice, sample, wishes)
        return True
    _apart("FILE", **{f"--{name}": wishes[name] for name in ("name", "to")})
    if place_named is None:
        raise InputError("qc-what-file")
    report = judged(voice, existing_place(place_named), wishes)
    written = _written(report, wishes["report"], voice) if wishes["report"] else ()
    if voice.json:
        from lessontool import records

        voice.print_json({"verdict": report.verdict, "report": records.plain(report), "files": list(map(str, written))})
    else:
        show(voice, report)
        if written:
            echo(voice.say("qc-reported", files=", ".join(map(str, written))))
    return report.verdict != "failed"


def _apart(one: str, **others: object) -> None:
    """Refuse options that mean two different things at once."""
    for other, given in others.items():
        if given:
            raise InputError("qc-options-apart", one=one, other=other)


def judged(voice: Voice, where: Path, wishes: Mapping[str, Any]) -> QCReport:
    """Have a file or package judged, showing how far that is. Raises as `lessontool.judging` does."""
    from lessontool import judging

    common: dict[str, Any] = {
        "station": wishes["station"] or "",
        "preset_folder": preset_folder(wishes["preset_folder"]),
        "created": now(),
        "cancel": voice.stoppable(),
    }
    spec = wishes["spec"] or ""
    if not spec and not where.is_dir():
        raise InputError("qc-no-spec", name=where.name)
    with bar(voice, voice.pick("Kiểm tra", "Judging")) as tell:
        judge_it = judging.judge_package if where.is_dir() else judging.judge_file
        report: QCReport = judge_it(where, spec=spec, progress=tell, **common)
    return report


def now() -> str:
    """Say when it is, as files do: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def bar(voice: Voice, words: str) -> Iterator[Callable[[float], None]]:
    """Show how far one long work is, with the time that is left; nothing where nobody watches."""
    if voice.json or not sys.stderr.isatty():
        yield lambda _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _written(report: QCReport, folder: Path, voice: Voice) -> Sequence[Path]:
    """Write the report in all its forms. Raises EngineError where that cannot be done."""
    from lessontool.reports import write_reports

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(write_reports(report, folder, stem="qc", cancel=voice.stoppable()))
    except OSError as error:
        raise EngineError("qc-report-unwritable", folder=str(folder), detail=str(error)) from error


# ── showing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def show(voice: Voice, report: QCReport) -> None:
    """Say everything that is not passed, file by file, worst first, then the traffic light."""
    from lessontool.reports.words import clean

    summary = voice.pick(report.station_vi, report.station_en)
    for file in report.files:
        echo(click.style(clean(file.file), bold=True))
        against = voice.say("qc-judged-as", spec=file.spec, station=report.station, summary=summary)
        echo(click.style(f"  {against}", dim=True))
        _show_results(voice, file.items, file)
    if report.package:
        echo(click.style(voice.pick("Những gì đi kèm", "What goes along"), bold=True))
        _show_results(voice, report.package, None)
    _show_light(voice, report)


def _show_results(voice: Voice, results: Sequence[ItemResult], file: FileReport | None) -> None:
    from lessontool.reports.words import say, start_of

    order = list(_MARKS)
    start = start_of(file.facts) if file else None
    passed = 0
    untold: dict[str, list[str]] = {}
    for result in sorted(results, key=lambda each: order.index(each.verdict)):
        if result.verdict == "passed":
            passed += 1
            continue
        if result.verdict == "not_measured":
            untold.setdefault(result.unmeasured, []).append(_pick(voice, say(f"qc-item-{result.item}")))
            continue
        mark, colour = _MARKS[result.verdict]
        name = _pick(voice, say(f"qc-item-{result.item}"))
        echo(f" {click.style(mark, fg=colour)} {click.style(name, bold=True)} [{result.item}]")
        for finding in result.findings:
            _show_finding(voice, finding, result, start)
        for waiver in result.waivers:
            by = _pick(voice, say("qc-report-waived-by", {"by": waiver.by, "on": waiver.on}))
            echo(click.style(f"     {by}: {waiver.reason}", fg="cyan"))
    for why, items in untold.items():
        mark, colour = _MARKS["not_measured"]
        echo(f" {click.style(mark, fg=colour)} {', '.join(items)}: {_pick(voice, say(why))}")
    if passed:
        echo(f" {click.style('✔', fg='green')} {voice.say('qc-others-passed', count=passed)}")


def _show_finding(voice: Voice, finding: Finding, result: ItemResult, start: Timecode | None) -> None:
    """One fault: the sentence, where, measured and wanted, what to do."""
    from lessontool.reports.words import place, say, what_to_do

    echo(f"     {_pick(voice, say(finding.code, finding.values))}")
    if finding.spans:
        shown = ", ".join(_pick(voice, place(span, start)) for span in finding.spans[:_MANY_PLACES])
        more = len(finding.spans) - _MANY_PLACES
        echo(f"     {voice.pick('tại', 'at')} {shown}{f' … (+{more})' if more > 0 else ''}")
    measured, limit = finding.measured or result.measured, finding.limit or result.limit
    if measured:
        wanted = f"; {voice.pick('giới hạn', 'limit')} {limit}" if limit else ""
        echo(click.style(f"     ({voice.pick('đo được', 'measured')} {measured}{wanted})", dim=True))
    advice = what_to_do(finding.code, finding.values)
    if advice and result.verdict != "waived":
        echo(f"     → {_pick(voice, advice)}")


def _pick(voice: Voice, both: Both) -> str:
    return both.vi if voice.language == "vi" else both.en


def _show_light(voice: Voice, report: QCReport) -> None:
    """The verdict on the whole, and what to do."""
    from lessontool.reports.words import clean

    verdict = report.verdict
    count = len({result.item for result in report.results if result.verdict == verdict})
    failed = "qc-failed-package" if report.package else "qc-failed"
    code = {"failed": failed, "warning": "qc-passed-with-warnings"}.get(verdict, "qc-passed")
    colour = {"failed": "red", "warning": "yellow"}.get(verdict, "green")
    echo(click.style(f"● {voice.say(code, name=clean(report.title), count=count)}", fg=colour, bold=True))
    if advice := hint(code, {}, voice.language):
        echo(f"→ {advice}")


# ── learning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def learn(voice: Voice, sample: Path, wishes: Mapping[str, Any]) -> None:
    """Draft a station's wishes from a file that it accepts. Raises InputError, PresetError as `qc.learning` does."""
    from lessontool import records
    from lessontool.qc import learning

    existing_place(sample)
    if sample.is_dir():
        raise InputError("qc-options-apart", one="--learn", other=str(sample))
    name = wishes["name"] or learning.name_for(sample)
    folder = wishes["to"] or Path()
    with bar(voice, voice.pick("Đo tệp mẫu", "Measuring")) as tell:
        draft = learning.learn(
            sample,
            name=name,
            preset_folder=preset_folder(wishes["preset_folder"]),
            cancel=voice.stoppable(),
            progress=tell,
        )
    files = learning.write(draft, folder)
    if voice.json:
        voice.print_json({**records.plain(draft.summary), "files": [str(path) for path in files]})
        return
    for said in draft.said:
        echo(voice.say(said.code, **said.values))
    listed = ", ".join(str(path) for path in files)
    values = {"name": name, "sample": sample.name, "files": listed, "spec": draft.summary.spec, "folder": str(folder)}
    echo(voice.say("learn-written", **values))
    echo(f"→ {hint('learn-written', values, voice.language)}")


# ── waivers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def waive(voice: Voice, folder: Path, item: str | None, wishes: Mapping[str, Any]) -> None:
    """Take a fault as it is, list what is taken, or take a waiver back. Raises InputError, EngineError."""
    from lessontool import records
    from lessontool.delivery import waivers
    from lessontool.running.workshop import package_alone

    lesson_folder(folder)
    if wishes["listed"] or wishes["number"] is not None:
        _apart("--list" if wishes["listed"] else "--remove", ITEM=item, **{"--by": wishes["by"]})
    if wishes["listed"]:
        _show_waivers(voice, waivers.read_package(folder))
        return
    with package_alone(folder) as put:
        waivers.finish_decided(folder, put)
        package = waivers.read_package(folder)
        if wishes["number"] is not None:
            _take_back(voice, package, wishes["number"], put)
            return
        if not item:
            raise InputError("waive-what", items=", ".join(waivers.faulty(package.report)) or "–")
        waiver = waivers.waiver_for(
            package,
            item,
            by=wishes["by"] or "",
            reason=wishes["reason"] or "",
            on=now(),
            at=wishes["at"] or "",
            code=wishes["code"] or "",
        )
        waivers.close_again(package, (*package.manifest.waivers, waiver), put, cancel=voice.stoppable())
    values = {"by": waiver.by, "what": waivers.describe(waiver), "reason": waiver.reason}
    voice.answer({"waived": records.plain(waiver)}, "waived", **values)


def _take_back(voice: Voice, package: Judged, number: int, put: Put) -> None:
    from lessontool import records
    from lessontool.delivery import waivers

    known = package.manifest.waivers
    if not 1 <= number <= len(known):
        raise InputError("waive-no-number", number=number)
    left = (*known[: number - 1], *known[number:])
    waivers.close_again(package, left, put, cancel=voice.stoppable())
    gone = known[number - 1]
    voice.answer({"removed": records.plain(gone)}, "waiver-removed", number=number, what=waivers.describe(gone))


def _show_waivers(voice: Voice, package: Judged) -> None:
    from lessontool import records
    from lessontool.delivery.waivers import describe

    known = package.manifest.waivers
    if voice.json:
        voice.print_json({"waivers": records.plain(known)})
    elif not known:
        echo(voice.say("waivers-none"))
    else:
        for number, each in enumerate(known, start=1):
            values = {"what": describe(each), "by": each.by, "on": each.on, "reason": each.reason}
            echo(voice.say("waiver-line", number=number, **values))
