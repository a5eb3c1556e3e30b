"""`lessontool qc` and `lessontool waive` as teachers and stations use them: words, exit codes, JSON, files."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

import lessontool
from lessontool.cli.main import main
from lessontool.errors import Interrupted
from lessontool.model import ItemName, Outcome, QCReport, Waiver
from lessontool.presets import load_delivery, load_station
from tests import masters
from tests.station import PROFILE
from tests.test_waivers import ANNA, BLACK, OUTCOMES, package, proved, reported

Run = Callable[..., tuple[int, str, str]]
ENGINEERS_WORDS = re.compile(r"ffmpeg|codec|\bstream|stderr|Traceback", re.IGNORECASE)
CLEAN = tuple(replace(each, faults=()) for each in OUTCOMES)
CUT = OUTCOMES[0]
LAW = OUTCOMES[2:]
"""Faults that can be waived, and what is in order."""


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Run a command in this process: exit code, what it said, what it complained about."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("logs")))
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    # what Ctrl-C does belongs to the process, not to a test
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lessontool", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        heard = capfd.readouterr()
        assert not ENGINEERS_WORDS.search(heard.out + heard.err), heard
        return int(ended.value.code or 0), heard.out, heard.err

    return command


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Something that has the name of a film."""
    path = tmp_path / "bai.mxf"
    path.write_bytes(b"film")
    return path


class Judge:
    """Stands in for measuring: gives a report, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.report = reported(CLEAN)
        self.asked: list[tuple[str, Path, dict[str, Any]]] = []
        stub = SimpleNamespace(judge_file=self._of("file"), judge_package=self._of("package"))
        monkeypatch.setitem(sys.modules, "lessontool.judging", stub)
        monkeypatch.setattr(lessontool, "judging", stub, raising=False)

    def _of(self, kind: str) -> Callable[..., QCReport]:
        def judge(path: Path, **wishes: Any) -> QCReport:
            self.asked.append((kind, path, wishes))
            wishes["cancel"].raise_if_thrown()
            wishes["progress"](0.5)
            return self.report

        return judge


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge that says what the test wants."""
    return Judge(monkeypatch)


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clean_file_passes(run: Run, judge: Judge, film: Path) -> None:
    code, said, complained = run("qc", film, "--spec", "tv-xdcam-hd422")
    assert (code, complained) == (0, "")
    assert "● ĐẠT – Bài 10" in said
    assert "✘" not in said
    kind, path, wishes = judge.asked[0]
    assert (kind, path, wishes["spec"], wishes["station"]) == ("file", film, "tv-xdcam-hd422", "")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", wishes["created"])


def test_a_faulty_file_is_told_item_by_item_with_place_figures_and_what_to_do(
    run: Run, judge: Judge, film: Path
) -> None:
    judge.report = reported(LAW)
    code, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422", "--lang", "en")
    assert code == 1
    lines = said.splitlines()
    at = next(number for number, line in enumerate(lines) if "[black]" in line)
    assert lines[at].startswith(" ✘ ")
    assert "10:01:02:00 – 10:01:02:12 (12 frames), 10:03:05:05 –" in said
    assert "(measured 0.48 s; limit < 0.12 s)" in said
    assert "● FAILED – Bài 10" in lines[-2]
    assert "Mend it" in lines[-1]
    assert "waive" not in said


def test_the_worst_stands_first_and_what_passed_is_counted(run: Run, judge: Judge, film: Path) -> None:
    station = replace(PROFILE, importance={**PROFILE.importance, "black": "note", "hum": "warning"})
    judge.report = reported(OUTCOMES, station=station)
    _, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422", "--lang", "en")
    marks = [line[1] for line in said.splitlines() if re.match(r" \S ", line)]
    assert marks == ["✘", "!", "·", "✔"]
    assert "2 other items passed" in said


def test_warnings_pass_and_say_so(run: Run, judge: Judge, film: Path) -> None:
    station = replace(PROFILE, importance=dict.fromkeys(get_args(ItemName), "warning"))
    judge.report = reported(LAW, station=station)
    code, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422")
    assert code == 0
    assert "ĐẠT, CẦN XEM LẠI" in said
    assert "(2)" in said.splitlines()[-1]


def test_a_waived_fault_is_shown_with_who_and_why_and_passes(run: Run, judge: Judge, film: Path) -> None:
    items: tuple[ItemName, ...] = ("black", "hum")
    known = tuple(Waiver(item=item, code="", by=ANNA["by"], on=ANNA["on"], reason=ANNA["reason"]) for item in items)
    judge.report = reported(LAW, known)
    code, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422")
    assert code == 0
    assert ANNA["by"] in said
    assert ANNA["reason"] in said
    assert "≈" in said


def test_what_could_not_be_measured_says_why(run: Run, judge: Judge, film: Path) -> None:
    judge.report = reported((Outcome(item="lip-sync", unmeasured="qc-seen-elsewhere"), *CLEAN))
    code, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422", "--lang", "en")
    assert code == 0
    assert "Lip sync: The pictures were looked at in the largest version" in said


def test_a_package_is_judged_by_what_its_manifest_says(run: Run, judge: Judge, tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    judge.report = replace(reported(LAW), package=reported(CLEAN).files[0].items)
    code, said, _ = run("qc", folder, "--lang", "en")
    assert code == 1
    assert judge.asked[0][0] == "package"
    assert judge.asked[0][2]["spec"] == ""
    assert "What goes along" in said
    assert "lessontool waive PACKAGE ITEM" in said


def test_json_has_everything_and_nothing_else_is_said(run: Run, judge: Judge, film: Path) -> None:
    judge.report = reported(LAW)
    code, said, complained = run("qc", film, "--spec", "tv-xdcam-hd422", "--json")
    assert (code, complained) == (1, "")
    data = json.loads(said)
    assert data["verdict"] == "failed"
    assert {item["item"] for item in data["report"]["files"][0]["items"]} == {each.item for each in LAW}


def test_a_report_is_written_in_every_form(run: Run, judge: Judge, film: Path, tmp_path: Path) -> None:
    place = tmp_path / "bao-cao" / "1"
    judge.report = reported(LAW)
    code, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422", "--report", place)
    assert code == 1
    assert sorted(path.suffix for path in place.iterdir()) == [".html", ".json", ".pdf", ".xml"]
    assert str(place / "qc.pdf") in said


def test_a_report_that_cannot_be_written_is_said(run: Run, judge: Judge, film: Path) -> None:
    code, _, complained = run("qc", film, "--spec", "tv-xdcam-hd422", "--report", film / "x")
    assert code == 4
    assert "--report" in complained


def test_strangers_words_do_no_harm_on_a_terminal(run: Run, judge: Judge, film: Path) -> None:
    file = replace(reported(LAW).files[0], file="x\x1b[31m\u202e.mxf")
    judge.report = replace(reported(LAW), title="a\nb\x1b]0;", files=(file,))
    _, said, _ = run("qc", film, "--spec", "tv-xdcam-hd422")
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_ctrl_c_gives_130(run: Run, monkeypatch: pytest.MonkeyPatch, judge: Judge, film: Path) -> None:
    def stops(*_: object, **__: object) -> QCReport:
        raise Interrupted

    monkeypatch.setattr(lessontool.judging, "judge_file", stops)
    assert run("qc", film, "--spec", "tv-xdcam-hd422")[0] == 130


# ── what was typed ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        ((), 2, "qc --learn"),
        (("{film}",), 2, "--spec"),
        (("{film}x", "--spec", "tv-xdcam-hd422"), 2, "bai.mxf"),
        (("{film}", "--spec", "tv-xdcam-hd422", "--name", "x"), 2, "--name"),
        (("{film}", "--learn", "{film}"), 2, "--learn"),
        (("--learn", "{film}", "--spec", "tv-xdcam-hd422"), 2, "--spec"),
        (("--learn", "{film}", "--station", "province"), 2, "--station"),
        (("{film}", "--spec", "tv-xdcam-hd422", "--preset-folder", "{film}"), 3, "bai.mxf"),
        (("{film}", "--sepc", "x"), 2, "--spec"),
    ],
)
def test_what_does_not_fit_together_is_said(
    run: Run, judge: Judge, film: Path, words: tuple[str, ...], code: int, part: str
) -> None:
    got, _, complained = run("qc", *(word.format(film=film) for word in words))
    assert got == code
    assert part in complained
    assert judge.asked == []


def test_unknown_presets_and_stations_are_the_preset_authors_business(run: Run, film: Path) -> None:
    assert run("qc", film, "--spec", "tv-xdcam")[0] == 3
    code, _, complained = run("qc", film, "--spec", "tv-xdcam-hd422", "--station", "provinse")
    assert code == 3
    assert "province" in complained


def test_what_is_no_film_and_no_package_is_said(run: Run, film: Path, tmp_path: Path) -> None:
    code, _, complained = run("qc", film, "--spec", "tv-xdcam-hd422")
    assert (code, complained != "") == (2, True)
    code, _, complained = run("qc", tmp_path)
    assert code == 2
    assert "manifest.json" in complained


# ── learning ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_a_station_is_learnt_from_a_sample_and_judges_it(run: Run, tmp_path: Path) -> None:
    sample = tmp_path / "Đài mẫu.mp4"
    shutil.copy(masters.online_programme(), sample)
    place = tmp_path / "presets"
    code, said, _ = run("qc", "--learn", sample, "--to", place, "--lang", "en")
    assert code == 0
    assert "A station profile `dai-mau` was drafted" in said
    assert load_station("dai-mau", folder=place).formats == ("online-dai-mau",)
    assert load_delivery("online-dai-mau", folder=place).sound.target_lufs == -23.0
    words = ("qc", sample, "--spec", "online-dai-mau", "--preset-folder", place)
    code, said, _ = run(*words, "--lang", "en")
    assert code == 0, said
    code, _, complained = run("qc", "--learn", sample, "--name", "Đài", "--to", place)
    assert code == 2
    assert "dai-lai-chau" in complained


# ── waivers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fault_is_waived_listed_and_taken_back(run: Run, tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json", "html"), outcomes=LAW)
    assert "chưa có lỗi nào" in run("waive", folder, "--list")[1]
    words = ("--by", "Lò Thị Anh", "--reason", "Bài về ban đêm")
    code, said, _ = run("waive", folder, "black", *words, "--at", "10:03:05:05")
    assert code == 0
    assert "Lò Thị Anh" in said
    proved(folder)
    code, said, _ = run("waive", folder, "--list")
    assert said.startswith("1. black 03:05–03:05 – Lò Thị Anh, 2")
    data = json.loads(run("waive", folder, "--list", "--json")[1])
    assert data["waivers"][0]["span"] == {"start": "926/5", "end": str(BLACK.spans[1].end)}
    assert run("waive", folder, "--remove", "2")[0] == 2
    assert run("waive", folder, "--remove", "1")[0] == 0
    assert json.loads(run("waive", folder, "--list", "--json")[1]) == {"waivers": []}
    proved(folder)


def test_nobody_can_waive_without_a_name_a_reason_and_a_fault(run: Run, tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",), outcomes=(CUT, *LAW))
    before = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    words = ("--by", "A", "--reason", "B")
    for wishes, part in (
        ((), "complete, black, hum"),
        (("black",), "--by"),
        (("black", "--by", "A"), "--reason"),
        (("complete", *words), "complete"),
        (("loudness", *words), "black"),
        (("blakc", *words), "black"),
        (("black", *words, "--at", "09:00"), "10:01:02:00"),
        (("black", *words, "--list"), "--list"),
    ):
        code, _, complained = run("waive", folder, *wishes)
        assert code == 2
        assert part in complained
    assert hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() == before


def test_a_waiver_as_json(run: Run, tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",), outcomes=LAW)
    code, said, _ = run("waive", folder, "hum", "--by", "A", "--reason", "B", "--json")
    assert code == 0
    assert json.loads(said)["waived"]["item"] == "hum"


def test_no_folder_no_waiver(run: Run, tmp_path: Path) -> None:
    assert run("waive", tmp_path / "goi", "--list")[0] == 2
    assert run("waive", tmp_path, "--list")[0] == 2


# ── stations as presets ───────────────────────────────────────────────────────────────────────────────────────────


def test_stations_are_listed_shown_and_explained_as_every_preset(run: Run) -> None:
    assert "stations/province" in run("presets", "list")[1]
    assert json.loads(run("presets", "show", "stations/web", "--json")[1])["importance"]["timecode"] == "off"
    assert "hum: warning" in run("presets", "show", "stations/province")[1]
    assert "# tiring over half an hour" in run("presets", "explain", "stations/province")[1]
