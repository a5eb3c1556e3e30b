"""Who needs which package, as people see it: what every district gets, and where the lists to print are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, lesson_folder, preset_folder
from lessontool.cli.help import Option, both

if TYPE_CHECKING:
    from lessontool.planning.access import AccessPlan, LessonSizes

_PATH = click.Path(path_type=Path, readable=False)
_MANY_DISTRICTS = 20


def access_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what `lessontool access` can be asked."""
    lessons = both("Thư mục bài học đã làm xong, để tính dung lượng.", "Folder of finished lessons, to count bytes.")
    to = both("Thư mục ghi kết quả; không có thì cạnh bảng.", "Where to write; without it beside the table.")
    rules = both("Cách tính (presets/access).", "How it is counted (presets/access).")
    folder = both("Thư mục chứa mẫu riêng.", "Where your own presets are.")
    letters = both("Bảng mã của bảng, nếu đoán sai.", "The table's letters, where they are guessed wrong.")
    for option in (
        click.option("--encoding", cls=Option, metavar="NAME", default="", help=letters),
        click.option("--preset-folder", "own", cls=Option, type=_PATH, metavar="DIR", help=folder),
        click.option("--rules", cls=Option, metavar="NAME", default="", help=rules),
        click.option("--to", cls=Option, type=_PATH, metavar="DIR", help=to),
        click.option("--lessons", cls=Option, type=_PATH, metavar="DIR", multiple=True, help=lessons),
        click.argument("schools", metavar="SCHOOLS", type=_PATH),
    ):
        command = option(command)
    return command


def tell_access(voice: Voice, schools: Path, wishes: Mapping[str, Any]) -> None:
    """Say what every school needs, and write it as table, as pages to print and for programs."""
    from lessontool.delivery.access.reading import read_schools
    from lessontool.delivery.access.writing import write_plan
    from lessontool.planning.access import plan_access
    from lessontool.presets import DEFAULT_ACCESS, load_access

    own = preset_folder(wishes["own"])
    rules = load_access(wishes["rules"] or DEFAULT_ACCESS, folder=own)
    listed = read_schools(schools, encoding=wishes["encoding"] or None)
    plan = plan_access(listed.schools, rules, _sizes(wishes, own))
    folder = wishes["to"] or schools.parent
    files = write_plan(
        plan,
        folder,
        f"{schools.stem}.access",
        source=schools.name,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        delimiter=listed.delimiter,
        language=voice.language,
        cancel=voice.stoppable(),
    )
    findings = (*listed.findings, *plan.findings)
    if voice.json:
        from lessontool import records
        from lessontool.cli.checking import as_data

        data = {"totals": records.plain(plan.totals), "files": [str(path) for path in files]}
        voice.print_json({**data, "findings": [as_data(voice, finding) for finding in findings]})
        return
    _show(voice, plan)
    _show_rest(voice, plan, findings, files, folder)


def _sizes(wishes: Mapping[str, Any], own: Path | None) -> tuple[LessonSizes, ...]:
    """What the named lessons take; on sticks by the stick's own preset."""
    if not wishes["lessons"]:
        return ()
    from lessontool.delivery.access.writing import sizes_of
    from lessontool.delivery.shelf import read_shelf
    from lessontool.model import StickPack
    from lessontool.presets import load_pack

    lessons = read_shelf([lesson_folder(place) for place in wishes["lessons"]])
    stick = load_pack("usb-stick", folder=own)
    if not isinstance(stick, StickPack):
        stick = load_pack("usb-stick")
    assert isinstance(stick, StickPack)  # noqa: S101  # the shipped one is
    return sizes_of(lessons, tallest_px=stick.tallest_px, smallest_px=stick.smallest_px)


def _show(voice: Voice, plan: AccessPlan) -> None:
    """One line for each district: whom nothing reaches, and what they get."""
    for district in plan.districts[:_MANY_DISTRICTS]:
        sums = district.totals
        name = district.name or voice.say("access-sheet-all")
        told = [
            f"{voice.say(f'access-sheet-{each}')} {getattr(sums, each)}" for each in ("pupils", "offline", "sticks")
        ]
        echo(f"  {click.style(name, bold=True)}: {' · '.join(told)}")
    left = len(plan.districts) - _MANY_DISTRICTS
    if left > 0:
        echo(f"  … (+{left})")


def _show_rest(voice: Voice, plan: AccessPlan, findings: Any, files: tuple[Path, ...], folder: Path) -> None:
    from lessontool.cli.checking import show_finding, worst_first

    for finding in worst_first(findings):
        show_finding(voice, finding)
    for path in files:
        echo(f"    → {path.name}")
    sums = plan.totals
    echo(
        voice.say(
            "access-done",
            schools=sums.schools,
            pupils=sums.pupils,
            sticks=sums.sticks,
            loudspeakers=sums.loudspeakers,
            printed=sums.printed,
            folder=folder,
        )
    )
