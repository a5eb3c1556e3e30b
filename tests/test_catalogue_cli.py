"""`lessontool library` as people at a station live it: what is told, what is written, and exit codes."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest

from lessontool.catalogue import open_catalogue
from lessontool.catalogue.sheets import as_file
from lessontool.catalogue.standing import SOON_DAYS, STATUSES, Status, standing
from lessontool.cli.library import listing
from lessontool.cli.main import main
from lessontool.messages import TABLE
from lessontool.model import Consent, Showing
from tests.libraries import tv_package

FORMULA = '=HYPERLINK("http://x")'


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """Run `lessontool library …` in this process, with a catalogue of its own."""
    monkeypatch.setenv("LESSONTOOL_LIBRARY", str(tmp_path / "library.sqlite"))
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}

    def command(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["lessontool", "library", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        heard = capfd.readouterr()
        return Said(code=int(ended.value.code or 0), out=heard.out, err=heard.err)

    yield command
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Lessons of every standing."""
    folder = tmp_path / "lessons"
    tv_package(folder, number=1, title="Phép cộng")
    tv_package(folder, number=2, title="Hết hạn", expires="2020-01-01")
    tv_package(folder, number=3, title="Sắp hết hạn", expires="9999-01-01")
    tv_package(folder, number=4, title="Chưa đạt", verdicts={"TO.mxf: loudness": "failed"})
    tv_package(folder, number=5, title="Chưa ai xem", verdicts={})
    tv_package(folder, number=6, title=f"{FORMULA}\x1b[31m", consent=Consent(pupils_visible=True))
    return folder


def test_a_broken_package_ends_with_exit_code_1_and_the_others_are_in(run: Run, lessons: Path) -> None:
    (tv_package(lessons, number=7) / "manifest.json").write_text("{", encoding="utf-8")
    said = run("add", lessons)
    assert said.code == 1
    assert "6 bài" in said.out
    assert "Không đọc được danh sách của gói" in said.out
    assert "\x1b[31m" not in said.out
    assert "“Chưa đạt” (Trường Tiểu học Bản Mây) chưa đạt kiểm tra: Độ to chương trình." in said.out
    data = run("add", lessons, "--json").data
    assert (data["same"], data["new"], data["lessons"]) == (6, [], 6)
    assert "shelf-broken" in {each["code"] for each in data["findings"]}


def test_lessons_are_listed_by_how_they_stand(run: Run, lessons: Path) -> None:
    assert run("add", lessons).code == 0
    said = run("list", "--subject", "toan", "--grade", 1)
    assert said.code == 0
    assert "Lớp 1 · Toán · 2021-2022" in said.out
    assert "6 bài học" in said.out
    assert "\x1b[31m" not in said.out
    titles = {"ready": 2, "expired": 1, "failed": 1, "unproved": 1, "no-consent": 1, "expiring": 0}
    for status, number in titles.items():
        assert len(run("list", "--status", status, "--json").data) == number, status
    assert len(run("list", "--status", "unproved", "--for", "radio", "--json").data) == 6
    assert "không có bài nào" in run("list", "--week", 9).out.lower()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("list", "--subject", "tona"), 2, "Không có môn học"),
        (("list", "--series", "sach la"), 2, "Không có bộ sách"),
        (("list", "--school-year", "2021"), 2, "không phải năm học"),
        (("list", "--grade", "13"), 2, "--grade"),
        (("show", "khong co bai nay"), 2, "Kho không có bài"),
        (("show", "lop", "1"), 2, "có thể là 6 bài"),
        (("search", "?!"), 2, "Chưa có từ nào"),
        (("add", "/nowhere"), 2, "Không có thư mục"),
        (("forget", "/nowhere"), 2, "Kho không có gói nào"),
        (("export", "--to", "library.pdf"), 2, ".csv, .xlsx, .json"),
        (("restore", "/nowhere.json"), 2, "Không đọc được tệp"),
        (("list", "--library", "mysql://u:s3cret@host/x"), 2, "Không hiểu địa chỉ"),
        (("list", "--library", "/proc/none.sqlite"), 2, "Chưa có kho bài học"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said_plainly(
    run: Run, lessons: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    run("add", lessons)
    said = run(*words)
    assert said.code == code
    assert told in said.err
    assert "s3cret" not in said.out + said.err
    assert "Traceback" not in said.err


def test_a_lesson_is_shown_with_all_that_is_known(run: Run, lessons: Path, tmp_path: Path) -> None:
    run("add", lessons)
    found = run("search", "phep cong", "--json").data
    assert found["total"] == 1
    lesson_id = found["lessons"][0]["id"]
    aired = Showing(lesson_id=lesson_id, channel="lai-chau", date="2021-10-04", start_s=90_000, status="aired")
    open_catalogue(tmp_path / "library.sqlite").add_showings([aired])
    text = run("show", lesson_id[:8]).out
    for words in ("Phép cộng", "Lò Văn Sơn", "24,0 phút", "2021-10-04 01:00", "đã phát", "phát được"):
        assert words in text
    assert run("show", "TO1_T05_B01", "--json").data["showings"][0]["status"] == "aired"
    assert "Phép cộng" in run("showings").out
    assert run("showings", "--since", "2022-01-01", "--json").data == []
    assert "TO1_T05_B01" in run("programmes", "tv-xdcam-hd422").out
    assert len(run("programmes", "tv-xdcam-hd422", "--json").data) == 6
    assert "hết hạn bản quyền ngày 2020-01-01" in run("show", "het han").out


def test_english_is_spoken_too(run: Run, lessons: Path) -> None:
    assert "6 lessons here" in run("add", lessons, "--lang", "en").out
    assert "Grade 1 · " in run("list", "--lang", "en").out
    assert "There is no subject" in run("list", "--subject", "tona", "--lang", "en").err


def test_export_opens_in_other_programs_with_every_text_as_text(run: Run, lessons: Path, tmp_path: Path) -> None:
    run("add", lessons)
    for kind in ("csv", "xlsx", "json"):
        assert run("export", "--to", tmp_path / f"kho.{kind}").code == 0
        again = run("export", "--to", tmp_path / f"kho.{kind}")
        assert again.code == 2
        assert "không ghi đè" in again.err
        assert run("export", "--to", tmp_path / f"kho.{kind}", "--force").code == 0
    text = (tmp_path / "kho.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert (rows[0][8], rows[1][11]) == ("Tên bài", "24")
    assert [row[8][:2] for row in rows[1:]] == ["Ph", "Hế", "Sắ", "Ch", "Ch", "'="]
    sheet = openpyxl.load_workbook(tmp_path / "kho.xlsx").active
    assert sheet is not None
    cells = [sheet.cell(row, 9) for row in range(2, 8)]
    assert [cell.data_type for cell in cells] == ["s"] * 6
    assert str(cells[5].value).startswith(FORMULA)
    data = json.loads((tmp_path / "kho.json").read_text(encoding="utf-8"))
    assert [each["status"] for each in data["lessons"]].count("ready") == 2
    assert run("export", "--to", tmp_path / "some.json", "--status", "failed", "--json").data["lessons"] == 1
    assert run("export", "--to", tmp_path / "none" / "kho.csv").code == 4


def test_the_same_list_gives_the_same_bytes(lessons: Path, tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "library.sqlite")
    catalogue.add([lessons])
    for kind in (".csv", ".xlsx", ".json"):
        made = [
            as_file(
                kind,
                catalogue.entries(),
                day="2021-10-01",
                created="2021-10-01T08:00:00Z",
                showings={},
                language="vi",
            )
            for _ in range(2)
        ]
        assert made[0] == made[1]


def test_people_is_kept_in_a_file_and_restored_into_a_new_catalogue(run: Run, lessons: Path, tmp_path: Path) -> None:
    run("add", lessons)
    old = open_catalogue(tmp_path / "library.sqlite")
    old.add_showings([Showing(lesson_id="x", channel="c", date="2021-10-04", start_s=0, status="aired")])
    assert run("export", "--people", "--to", tmp_path / "people.csv").code == 2
    assert "1 lượt phát" in run("export", "--people", "--to", tmp_path / "people.json").out
    (tmp_path / "library.sqlite").unlink()
    assert "6 bài" in run("rebuild", lessons).out
    assert "1 lượt phát" in run("restore", tmp_path / "people.json").out
    assert open_catalogue(tmp_path / "library.sqlite").people() == old.people()
    for text in ("{", '{"schema_version": 99}', "[]"):
        (tmp_path / "wrong.json").write_text(text, encoding="utf-8")
        assert run("restore", tmp_path / "wrong.json").code == 2


def test_forget_and_rebuild_tell_what_they_did(run: Run, lessons: Path) -> None:
    run("add", lessons)
    one = next(iter(sorted(lessons.iterdir())))
    assert "1 gói" in run("forget", one).out
    assert run("rebuild", lessons, "--json").data["lessons"] == 6
    (tv_package(lessons, number=7) / "manifest.json").write_text("{", encoding="utf-8")
    assert run("rebuild", lessons).code == 1


def test_no_log_keeps_a_password(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(listing, "wished", lambda *_: 1 / 0)
    said = run("list", "--library", "postgresql://u:s3cr@et@127.0.0.1:9/x")
    assert said.code == 70
    (log,) = tmp_path.glob("lessontool-*.log")
    assert "postgresql://u:***@127.0.0.1:9/x" in log.read_text(encoding="utf-8")
    assert "s3cr" not in log.read_text(encoding="utf-8") + said.out + said.err


def test_many_findings_are_not_all_told(run: Run, tmp_path: Path) -> None:
    for number in range(1, 30):
        tv_package(tmp_path / "many", number=number, verdicts={})
    said = run("add", tmp_path / "many")
    assert said.out.count("chưa ai kiểm tra") == 12
    assert "và 17 điều nữa" in said.out


def test_statuses_are_the_same_everywhere_and_have_their_words(tmp_path: Path) -> None:
    assert get_args(Status) == STATUSES == listing.STATUSES
    assert all(f"catalogue-status-{each}" in TABLE for each in STATUSES)
    assert listing.SOON_DAYS == SOON_DAYS
    catalogue = open_catalogue(tmp_path / "library.sqlite")
    tv_package(tmp_path / "a", expires="2021-10-31")
    catalogue.add([tmp_path / "a"])
    (entry,) = catalogue.entries()
    told = {day: standing(entry, day).statuses for day in ("2021-09-30", "2021-10-01", "2021-10-31", "2021-11-01")}
    assert list(told.values()) == [("ready",), ("ready", "expiring"), ("ready", "expiring"), ("expired",)]
    assert standing(entry, "2021-10-01", "radio").statuses == ("expiring", "unproved")
    assert not standing(entry, "2021-10-01", "radio").ready


def test_the_catalogue_alone_is_light_to_import() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, lessontool.cli.main; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert not re.search(r"\b(sqlalchemy|openpyxl|pydantic)\b", told)
