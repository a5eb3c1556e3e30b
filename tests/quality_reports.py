"""Reports as stations get them, made up: nothing wrong, much wrong, everything wrong, and a ladder of renditions."""

from __future__ import annotations

import base64
import io
import math
from fractions import Fraction
from typing import Final, get_args

from lessontool.messages import Message
from lessontool.model import (
    FileReport,
    Finding,
    ItemName,
    ItemResult,
    LoudnessCurve,
    QCReport,
    Verdict,
    Waiver,
)
from lessontool.timing import TimeSpan

MESSAGES: Final = {
    "qc-made-up-black": Message(
        "Hình đen {seconds} giây giữa bài, từ {at}.",
        "The picture is black for {seconds} s inside the lesson, from {at}.",
        "Thầy cô xem lại chỗ này trong video gốc; nếu do cắt ghép thì cắt lại, rồi làm lại chương trình.",
        "Look at this place in the recording; if it comes from an edit, cut it again and make the programme again.",
    ),
    "qc-made-up-loudness": Message(
        "Chương trình nhỏ tiếng hơn quy định {off} LU.",
        "The programme is {off} LU softer than it must be.",
        "Làm lại chương trình bằng lessontool: độ to được chỉnh tự động.",
        "Make the programme again with lessontool, which sets the loudness by itself.",
    ),
    "qc-made-up-flashes": Message(
        "Chớp sáng {count} lần trong một giây trên {area} % màn hình.",
        "{count} flashes within a second on {area} % of the screen.",
        "Làm chậm hoặc thu nhỏ đoạn chớp sáng.",
        "Slow the flashing down, or make it smaller.",
    ),
    "qc-made-up-freeze": Message("Hình đứng {frames} hình.", "The picture stands still for {frames} frames."),
    "qc-made-up-sampled": Message(
        "Đo mỗi giây một hình, không phải mọi hình.", "One picture a second was measured, not every picture."
    ),
    "qc-made-up-no-face": Message(
        "Không thấy khuôn mặt nào đủ lớn để so tiếng với môi.", "No face is large enough to compare voice and lips."
    ),
}
"""Stand for those of the families that measure."""

_FIGURES: Final[dict[str, tuple[str, str]]] = {
    "container": ("MXF OP1a", "MXF OP1a"),
    "complete": ("37 250 / 37 250", "37 250"),
    "readable": ("0", "0"),
    "picture-format": ("MPEG-2 4:2:2@High", "MPEG-2 4:2:2@High"),
    "raster": ("1920 × 1080", "1920 × 1080"),
    "scan": ("50i TFF", "50i TFF"),
    "frame-rate": ("25", "25"),
    "chroma": ("4:2:2", "4:2:2"),
    "colour": ("BT.709", "BT.709"),
    "bit-rate": ("50.0 Mb/s CBR", "50 Mb/s CBR"),
    "gop": ("N=12 M=3", "N=12 M=3"),
    "timecode": ("10:00:00:00", "10:00:00:00"),
    "sound-layout": ("8 × 1, 48 kHz, 24 bit", "8 × 1, 48 kHz, 24 bit"),
    "duration": ("00:24:50:00", "00:24:50:00"),
    "video-levels": ("0.02 %", "≤ 1 %"),
    "gamut": ("0.3 %", "≤ 1 %"),
    "black": ("0", "< 3"),
    "freeze": ("0", "< 10"),
    "flashes": ("1 /s", "≤ 3 /s"),
    "loudness": ("−23.1 LUFS", "−23 ±0.2 LUFS"),
    "true-peak": ("−2.4 dBTP", "≤ −1 dBTP"),
    "loudness-range": ("6.1 LU", "≤ 18 LU"),
    "short-term": ("+5.2 LU", "≤ +8 LU"),
    "reading-speed": ("14.2 /s", "≤ 17 /s"),
    "hum": ("3 dB", "≤ 15 dB"),
}
_FACTS: Final = {
    "format": "MXF OP1a · XDCAM HD422",
    "title": "TV1_KNTT_T05",
    "size": "9.43 GB",
    "duration": "00:24:50:00 · 37250",
    "raster": "1920 × 1080",
    "scan": "50i TFF",
    "rate": "25",
    "chroma": "4:2:2",
    "colour": "BT.709",
    "bit_rate": "50.0 Mb/s CBR",
    "gop": "N=12 M=3",
    "timecode": "10:00:00:00",
    "sound": "8 × 1, 48 kHz, 24 bit",
    "encoder": "lessontool 0.3.0",
}
_PACKAGE: Final = frozenset(get_args(ItemName)[-9:])


def span(start: str, frames: int) -> TimeSpan:
    """So many frames from a second on."""
    return TimeSpan(Fraction(start), Fraction(start) + Fraction(frames, 25))


def picture(colour: tuple[int, int, int] = (40, 60, 90)) -> str:
    """A small JPEG as base64."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(made, "JPEG")
    return base64.b64encode(made.getvalue()).decode()


def curve(seconds: int = 1490) -> LoudnessCurve:
    """A teacher who speaks, pauses, and is once too loud."""
    values = []
    for number in range(seconds * 10):
        speech = -24.5 + 2.2 * math.sin(number / 71) + 1.3 * math.sin(number / 17)
        pause = -55.0 if number % 3100 > 2990 else speech
        values.append(-17.8 if 9000 < number < 9040 else round(pause, 1))
    values[:25] = [-120.0] * 25
    return LoudnessCurve(step_ms=100, short_term_lufs=tuple(values))


_NOTES: Final = {
    "video-levels": ("qc-note-columns-sampled",),
    "gamut": ("qc-note-gamut-sampled",),
    "flashes": ("qc-note-no-certificate", "qc-note-columns-sampled"),
    "red-flashes": ("qc-note-no-certificate", "qc-note-columns-sampled"),
    "freeze": ("qc-note-freeze",),
    "field-order": ("qc-note-field-order-sampled",),
    "letterbox": ("qc-note-borders-sampled",),
    "dead-pixels": ("qc-note-dead-pixels",),
}
"""As the families that measure really have them."""


def result(item: ItemName, verdict: Verdict = "passed", *found: Finding, **more: object) -> ItemResult:
    """What became of an item."""
    measured, limit = _FIGURES.get(item, ("", ""))
    importance = {"warning": "warning", "noted": "note"}.get(verdict, "error")
    given = {"importance": importance, "measured": measured, "limit": limit, "notes": _NOTES.get(item, ()), **more}
    return ItemResult(item=item, verdict=verdict, findings=found, **given)  # type: ignore[arg-type]


def file_report(*changed: ItemResult, name: str = "TV1_KNTT_T05.mxf", **more: object) -> FileReport:
    """A file in which everything passed but what is given."""
    other = {each.item: each for each in changed}
    items = [other.get(item) or result(item) for item in get_args(ItemName) if item not in _PACKAGE]
    given: dict[str, object] = {
        "size_bytes": 9_434_112_000,
        "sha256": "3f" * 32,
        "frames": 37_250,
        "spec": "tv-xdcam-hd422",
        "facts": _FACTS,
        "loudness": curve(),
    }
    return FileReport(file=name, items=tuple(items), **{**given, **more})  # type: ignore[arg-type]


def report(*files: FileReport, **more: object) -> QCReport:
    """A report on files, with a package in which everything passed."""
    given: dict[str, object] = {
        "title": "Phép cộng trong phạm vi 100",
        "station": "tinh",
        "station_vi": "Đài Phát thanh – Truyền hình tỉnh",
        "station_en": "A provincial television station",
        "created": "2026-11-22T10:00:00Z",
        "package": tuple(result(item) for item in get_args(ItemName) if item in _PACKAGE),
        "tools": {"lessontool": "0.3.0", "ffmpeg": "n9.0.2-17", "libmediainfo": "24.12", "python": "3.11.2"},
    }
    return QCReport(schema_version=1, files=files, **{**given, **more})  # type: ignore[arg-type]


def clean() -> QCReport:
    """Nothing to say against it."""
    return report(file_report(result("lip-sync", "not_measured", unmeasured="qc-made-up-no-face")))


def troubled(first: str = "", second: str = "") -> QCReport:
    """Failures, a warning, a waiver, a note, pictures (base64, or small ones of our own)."""
    black = Finding(
        code="qc-made-up-black",
        severity="error",
        values={"seconds": "0.4", "at": "12:05"},
        spans=(span("725.2", 10), span("1130", 6)),
        measured="10",
        limit="< 3",
        picture="black-1",
    )
    loud = Finding(code="qc-made-up-loudness", severity="error", values={"off": "1.2"}, measured="−24.2 LUFS")
    flashes = Finding(
        code="qc-made-up-flashes",
        severity="warning",
        values={"count": 4, "area": 31},
        spans=(span("301.04", 38),),
        measured="4 /s",
        limit="≤ 3 /s",
        picture="flashes-1",
    )
    freeze = Finding(code="qc-made-up-freeze", severity="note", values={"frames": 14}, spans=(span("60", 14),))
    by = Waiver(
        item="freeze",
        code="",
        span=span("50", 500),
        by="Lò Thị Mai",
        on="2026-11-22T09:30:00Z",
        reason="Hình chụp trang sách, cô giáo dừng có chủ ý.",
    )
    lost = Finding(code="qc-nobody-wrote-this", severity="note", values={"count": 3}, spans=(span("0.2", 0),))
    file = file_report(
        result("black", "failed", black, measured="10", limit="< 3"),
        result("loudness", "failed", loud, measured="−24.2 LUFS"),
        result("flashes", "warning", flashes, measured="4 /s", notes=("qc-made-up-sampled",)),
        result("freeze", "waived", freeze, measured="14", waivers=(by,)),
        result("clicks", "noted", lost),
        result("lip-sync", "not_measured", unmeasured="qc-made-up-no-face"),
        result("gamut", notes=("qc-made-up-sampled",)),
        pictures={"black-1": first or picture((3, 3, 3)), "flashes-1": second or picture((240, 240, 210))},
    )
    return report(file, title="Phép cộng trong phạm vi 100 – luyện tập chung cho học sinh lớp 2")


def endless(findings: int = 200) -> QCReport:
    """So many faults, in a file with a long name and no loudness."""
    found = [
        Finding(
            code="qc-made-up-freeze",
            severity="error",
            values={"frames": 10 + number},
            spans=tuple(span(str(number * 5 + part), 10) for part in range(1 + number % 12)),
        )
        for number in range(findings)
    ]
    return report(file_report(result("freeze", "failed", *found), name="x" * 56 + ".mxf", loudness=None))


def ladder() -> QCReport:
    """Three renditions: pictures were looked at in the largest only, and the smallest has a fault of its own."""
    names = ("online-web.1080p.mp4", "online-web.720p.mp4", "online-web.480p.mp4")
    seen = [
        result(item, "not_measured", unmeasured="qc-seen-elsewhere", notes=()) for item in ("black", "freeze", "gamut")
    ]
    peak = Finding(code="qc-made-up-loudness", severity="error", values={"off": "2.0"}, measured="−18.0 LUFS")
    loud = result("loudness", measured="−16.0 LUFS", limit="−16 ±0.5 LUFS")
    bad = result("loudness", "failed", peak, measured="−18.0 LUFS", limit="−16 ±0.5 LUFS")
    facts = {"format": "H.264 / AAC", "raster": "1920 × 1080", "scan": "25p"}
    return report(
        file_report(loud, name=names[0], facts=facts, size_bytes=812_000_000),
        file_report(loud, *seen, name=names[1], facts={**facts, "raster": "1280 × 720"}, size_bytes=402_000_000),
        file_report(bad, *seen, name=names[2], facts={**facts, "raster": "854 × 480"}, size_bytes=198_000_000),
        title="Tiếng Việt 1 – Bài 12: Ôn tập và kể chuyện",
    )
