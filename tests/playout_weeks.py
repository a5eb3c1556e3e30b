"""Planned weeks for playout, made in a moment: true packages of a few bytes beside slots that play them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.model import Channel, Filler, FixedBlock, Manifest, PlayoutItem, Relay, Slot, Timetable

WEEK = "2021-W40"
MONDAY = datetime.date(2021, 10, 4)
DAYS = tuple(MONDAY + datetime.timedelta(days=number) for number in range(7))

CHANNEL = Channel(
    name="lai-chau",
    summary_vi="Kênh thử",
    summary_en="A channel for tests",
    kind="tv",
    title="LTV",
    xmltv_id="ltv.laichau.vn",
    on_air_from="06:00",
    on_air_until="22:00",
    lesson_minutes=25,
    break_minutes=5,
    preset="tv-xdcam-hd422",
    fillers=(
        Filler(title="Hình hiệu kênh", file="fillers/hinh_hieu.mxf", seconds=60),
        Filler(title="Nhạc & hình “núi rừng”", file="fillers/nui_rung.mxf", seconds=173),
    ),
    fixed=(
        FixedBlock(title="Thời sự sáng", kind="news", days=("T2", "T3", "T4", "T5", "T6"), start="06:00", end="07:00"),
    ),
    relays=(
        Relay(
            source="VTV7",
            title="Dạy Toán lớp 1",
            days=("T2", "T3", "T4", "T5", "T6", "T7"),
            start="14:30",
            end="15:00",
            grades=(1,),
            subjects=("TO",),
            file="udp://239.1.1.7:5000",
        ),
    ),
)


def item_of(package: Path, *, in_frames: int = 0) -> PlayoutItem:
    """What playout plays of a package that `libraries.tv_package` made."""
    manifest = records.load(Manifest, package / MANIFEST_NAME)
    programme = next(file for file in manifest.files if file.role == "programme")
    frames = programme.duration_frames or 0
    return PlayoutItem(
        file=str(package / programme.name),
        house_number=Path(programme.name).stem,
        in_frames=max(in_frames, programme.before_frames),
        out_frames=frames,
        file_frames=frames,
        sha256=programme.sha256,
    )


def clip(name: str = "TO1_T05_B12", *, frames: int = 36_000, before: int = 0) -> PlayoutItem:
    """A programme that lies nowhere."""
    return PlayoutItem(
        file=f"/library/{name}.mxf",
        house_number=name,
        in_frames=before,
        out_frames=before + frames,
        file_frames=before + frames,
        sha256="0" * 64,
    )


def lesson(day: datetime.date = MONDAY, start: str = "08:00", item: PlayoutItem | None = None, **said: Any) -> Slot:
    """A lesson's slot of 25 minutes."""
    hours, minutes, *seconds = map(int, start.split(":"))
    known: dict[str, Any] = {
        "channel": CHANNEL.name,
        "date": day.isoformat(),
        "start_s": hours * 3600 + minutes * 60 + sum(seconds),
        "length_s": 1500,
        "kind": "lesson",
        "title": "Phép cộng trong phạm vi 10",
        "grade": 1,
        "grades": (1,),
        "subjects": ("TO",),
        "lesson_id": "1" if item else "",
        "lesson_label": "Bài 12. Phép cộng trong phạm vi 10 (Tiết 1)",
        "teachers": ("Lò Thị Mây",),
        "item": item,
    }
    return Slot(**{**known, **said})


def block(day: datetime.date, start_s: int, length_s: int, title: str = "Phim", **said: Any) -> Slot:
    """A fixed programme in the plan."""
    known: dict[str, Any] = {"channel": CHANNEL.name, "kind": "fixed", "source": "other"}
    return Slot(date=day.isoformat(), start_s=start_s, length_s=length_s, title=title, **{**known, **said})


def week(*slots: Slot, channels: Sequence[str] = ("lai-chau",), **said: Any) -> Timetable:
    """A planned week."""
    known: dict[str, Any] = {"rules": "two-a-day", "calendar": "2021-2022", "created": "2021-10-01T09:00:00Z"}
    return Timetable(week=WEEK, channels=tuple(channels), slots=slots, **{**known, **said})


def full_week(item: PlayoutItem | None = None) -> Timetable:
    """Six school days with a lesson in the morning and again in the evening, one of them not finished."""
    played = item or clip(before=250)
    slots = []
    for day in DAYS[:6]:
        slots += [
            lesson(day, "08:00", played),
            lesson(day, "08:30", None, subjects=("TV",), lesson_label="", title="Tiếng Việt lớp 1"),
            lesson(day, "20:00", played, repeat=True, showing=2, signed=True, captions=True),
        ]
    return week(*slots)


def without_fillers(channel: Channel = CHANNEL) -> Channel:
    """The same channel with nothing to play between programmes."""
    return replace(channel, fillers=())
