"""Handing packages over as people see it: what goes where, how far it is, and what the station answered."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool import messages
from lessontool.cli.asking import Voice, echo, lesson_folder, preset_folder
from lessontool.cli.help import Option, both
from lessontool.errors import EXIT_QC_FAILED, InputError

if TYPE_CHECKING:
    from lessontool.delivery.handover import Forecast, Moment
    from lessontool.delivery.parcel import Delivery, Parcel
    from lessontool.delivery.receipts import FiledReceipt
    from lessontool.model import StationProfile

_PATH = click.Path(path_type=Path, readable=False)


def deliver_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a delivery."""
    station = both("Hồ sơ của đài nhận.", "The station's profile.")
    folder = both("Thư mục chứa mẫu đầu ra riêng.", "Where your own presets are.")
    dry = both("Chỉ cho biết sẽ gửi gì, không gửi.", "Only tell what would be sent.")
    again = both(
        "Giao lại gói đã giao; chỉ thay tệp do chính gói này gửi.",
        "Deliver once more; replaces only files that this package brought.",
    )
    accept = both("Giao dù không đạt kiểm tra, kèm lí do.", "Deliver although it failed, and why.")
    for option in (
        click.option("--accept-failed", cls=Option, metavar="REASON", default="", help=accept),
        click.option("--again", cls=Option, is_flag=True, help=again),
        click.option("--dry-run", cls=Option, is_flag=True, help=dry),
        click.option("--preset-folder", "own", cls=Option, type=_PATH, metavar="DIR", help=folder),
        click.option("--station", cls=Option, metavar="NAME", default="", help=station),
    ):
        command = option(command)
    return command


def receipt_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a station's answer."""
    document = both("Tệp trả lời của đài, lưu kèm.", "The station's own document, kept along.")
    finding = both("Một lỗi đài nêu (dùng được nhiều lần).", "What the station found (repeatable).")
    listed = both("Kể các trả lời đã lưu.", "List the answers so far.")
    for option in (
        click.option("--list", "listed", cls=Option, is_flag=True, help=listed),
        click.option("--file", "document", cls=Option, type=_PATH, metavar="FILE", help=document),
        click.option("--finding", "findings", cls=Option, multiple=True, metavar="TEXT", help=finding),
        click.option("--reference", cls=Option, default="", metavar="NO", help=both("Số của đài.", "Its number.")),
        click.option("--station", cls=Option, default="", metavar="NAME", help=both("Tên đài.", "The station.")),
        click.option("--by", cls=Option, default="", metavar="NAME", help=both("Ai trả lời.", "Who answered.")),
        click.option("--rejected", cls=Option, is_flag=True, help=both("Đài trả lại.", "It was sent back.")),
        click.option("--accepted", cls=Option, is_flag=True, help=both("Đài đã nhận.", "It was taken.")),
    ):
        command = option(command)
    return command


# ── deliver ───────────────────────────────────────────────────────────────────────────────────────────────────────


def deliver_package(voice: Voice, folder: Path, to: str, wishes: Mapping[str, Any]) -> None:
    """Hand a package over and tell what came of it; ends with status 1 for a package that failed its QC."""
    from lessontool.delivery import handover
    from lessontool.delivery import parcel as packed
    from lessontool.delivery.places import place_of
    from lessontool.presets import load_station, station_for

    cancel, own = voice.stoppable(), preset_folder(wishes["own"])
    place_of(to)  # a wrong address is said before gigabytes are read
    parcel = packed.inspect(lesson_folder(folder), cancel=cancel)
    name = wishes["station"] or parcel.manifest.station
    profile = load_station(name, folder=own) if name else station_for(_destination(parcel), folder=own)
    if not wishes["accept_failed"].strip():
        _refuse(voice, parcel, profile, named=bool(wishes["station"]))
    wish = replace(
        handover.wish_of(profile, parcel.manifest, datetime.now().astimezone().strftime("%Y-%m-%d")),
        again=wishes["again"],
        accepted_because=wishes["accept_failed"].strip(),
    )
    with _bar(voice) as report:
        if wishes["dry_run"]:
            seen = handover.forecast(parcel, to, wish, cancel=cancel, report=report)
        else:
            done = handover.deliver(parcel, to, wish, cancel=cancel, report=report)
    _foretell(voice, parcel, seen) if wishes["dry_run"] else _tell(voice, done)


def _refuse(voice: Voice, parcel: Parcel, profile: StationProfile, *, named: bool) -> None:
    """Keep back what a station would send back: a fault that nobody waived, a format that the `named` one lacks."""
    from lessontool.delivery import parcel as packed

    failed = packed.failures(parcel.manifest)
    if failed:
        voice.complain(InputError("deliver-failed-package", items=", ".join(failed)[:400]))
    elif named and parcel.manifest.preset not in profile.formats:
        taken = ", ".join(profile.formats)
        error = InputError("deliver-format-not-taken", preset=parcel.manifest.preset, station=profile.name, taken=taken)
        voice.complain(error)
    else:
        return
    raise click.exceptions.Exit(EXIT_QC_FAILED)


def _destination(parcel: Parcel) -> Any:
    return parcel.manifest.destination


def _tell(voice: Voice, done: Delivery) -> None:
    from lessontool import records

    if voice.json:
        voice.print_json(records.plain(done))
        return
    for file in done.files:
        echo(f"    {_HOW[file.how]} {file.name}  {click.style(size_text(file.size_bytes), dim=True)}")
    if done.failed_items:
        echo(voice.say("deliver-accepted-failed", items=", ".join(done.failed_items), reason=done.accepted_because))
    if all(file.how == "there" for file in done.files):
        echo(voice.say("deliver-nothing-to-do", place=done.to, marker=done.marker))
        return
    size = size_text(sum(file.size_bytes for file in done.files))
    echo(voice.say("deliver-done", count=len(done.files), size=size, place=done.to, marker=done.marker))


_HOW = {"sent": "→", "resumed": "↷", "there": "=", "replaced": "↻"}


def _foretell(voice: Voice, parcel: Parcel, seen: Forecast) -> None:
    coming = (*seen.missing, *seen.replaced)
    if voice.json:
        data = {
            "to": seen.to,
            "marker": seen.marker,
            "send": [item.name for item in parcel.items if item in coming],
            "there": [item.name for item in seen.there],
            "half": dict(seen.half),
            "missing_bytes": seen.missing_bytes,
            "free_bytes": seen.free_bytes,
            "marked": seen.marked,
        }
        voice.print_json(data)
        return
    for item in parcel.items:
        echo(f"    {'→' if item in coming else '='} {item.name}  {click.style(size_text(item.size_bytes), dim=True)}")
    size = size_text(seen.missing_bytes)
    there = len(seen.there)
    echo(voice.say("deliver-would", count=len(coming), size=size, place=seen.to, marker=seen.marker, there=there))


@contextlib.contextmanager
def _bar(voice: Voice) -> Iterator[Callable[[Moment], None]]:
    """One bar for the whole delivery; nothing where nobody watches."""
    if voice.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    doing = {
        "looking": voice.pick("xem nơi nhận", "looking"),
        "sending": voice.pick("gửi", "sending"),
        "comparing": voice.pick("đọc lại và so", "comparing"),
        "waiting": voice.pick("đường truyền đứt, đang thử lại", "the line broke, trying again"),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(moment: Moment) -> None:
            words = f"{doing[moment.doing]} {moment.name}".strip()
            progress.update(task, description=words, completed=moment.done_bytes, total=moment.all_bytes)

        yield report


def size_text(count: int) -> str:
    """Write a size as people read it."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{max(1, count / 1e3):.0f} kB"


# ── receipt ───────────────────────────────────────────────────────────────────────────────────────────────────────


def station_answer(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """File a station's answer beside a package, or list those that are there."""
    from lessontool.delivery.receipts import file_receipt, read_receipts
    from lessontool.model import Receipt

    folder = lesson_folder(folder)
    if wishes["listed"]:
        _list(voice, read_receipts(folder))
        return
    if wishes["accepted"] == wishes["rejected"]:
        raise InputError("receipt-which")
    station = wishes["station"] or _last_station(folder)
    receipt = Receipt(
        accepted=wishes["accepted"],
        station=station,
        by=wishes["by"],
        on=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        reference=wishes["reference"],
        findings=tuple(wishes["findings"]),
    )
    path = file_receipt(folder, receipt, wishes["document"])
    code = "receipt-filed-accepted" if receipt.accepted else "receipt-filed-rejected"
    shown = station or voice.pick("đài", "the station")
    voice.answer({"path": str(path), "accepted": receipt.accepted}, code, station=shown, by=receipt.by, path=path)
    if not voice.json and (hint := messages.hint(code, {}, voice.language)):
        echo(f"→ {hint}")


def _last_station(folder: Path) -> str:
    from lessontool.delivery.parcel import read_log

    named = [delivery.station for delivery in read_log(folder).deliveries if delivery.station]
    return named[-1] if named else ""


def _list(voice: Voice, filed: tuple[FiledReceipt, ...]) -> None:
    from lessontool import records

    if voice.json:
        voice.print_json([records.plain(each) for each in filed])
        return
    if not filed:
        echo(voice.say("receipt-none"))
    for each in filed:
        receipt = each.receipt
        verdict = voice.pick("nhận", "accepted") if receipt.accepted else voice.pick("trả lại", "rejected")
        words = [receipt.on, verdict, receipt.station, receipt.by, receipt.reference, each.original]
        echo("  ".join(word for word in words if word))
        for finding in receipt.findings:
            echo(f"    – {finding}")
