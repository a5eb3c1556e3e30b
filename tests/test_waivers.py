"""Waivers: a person takes a fault as it is; the package says so, whole or not at all, and keeps the rest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lessontool import messages, records
from lessontool.delivery import manifest as listing
from lessontool.delivery import waivers
from lessontool.errors import EngineError, InputError, LessonToolError
from lessontool.model import (
    DeliverySpec,
    Finding,
    ItemName,
    Manifest,
    Observed,
    Outcome,
    Output,
    QCReport,
    StationProfile,
    Waiver,
)
from lessontool.presets import load_delivery
from lessontool.qc import judging
from lessontool.reports import write_reports
from lessontool.running.workshop import Workshop, package_alone
from lessontool.timing import TimeSpan
from lessontool.tools.process import Cancel
from tests.station import PROFILE

SPEC: DeliverySpec = load_delivery("tv-xdcam-hd422")
NOW = "2026-11-22T10:00:00Z"
ANNA = {"by": "Lò Thị Anh", "reason": "Đoạn tối là cố ý: bài về ban đêm.", "on": NOW}


def span(start: float, end: float) -> TimeSpan:
    return TimeSpan(Fraction(str(start)), Fraction(str(end)))


def fault(code: str, *spans: TimeSpan) -> Finding:
    values: dict[str, str | int | float] = {"at": "x", "count": len(spans), "seconds": "1.00", "longest": "0.48"}
    return Finding(code=code, severity="error", values=values, spans=spans, measured="0.48 s", limit="< 0.12 s")


BLACK = fault("qc-black", span(62, 62.48), span(185.2, 185.68), span(600, 600.48))
HUM = Finding(code="qc-hum", severity="error", values={"at": "00:00.0", "count": 1, "seconds": "700.0"})
ABOUT = Finding(code="sound-quiet", severity="repaired", measured="−41.0 LUFS")
"""What was found out about the recording."""

OUTCOMES = (
    Outcome(item="complete", measured="17500", faults=(Finding(code="qc-cut-off", severity="error"),)),
    Outcome(item="timecode", measured="10:00:00:00", limit="10:00:00:00"),
    Outcome(item="black", measured="0.48 s", limit="< 0.12 s", faults=(BLACK,)),
    Outcome(item="loudness", measured="−23.1 LUFS", limit="−23.0 ±0.2 LUFS"),
    Outcome(item="hum", measured="18.0 dB", limit="< 15 dB", faults=(HUM,)),
)


def observed(outcomes: tuple[Outcome, ...] = OUTCOMES, timecode: str = "10:00:00:00") -> Observed:
    return Observed(
        file="bai.mxf",
        size_bytes=4,
        spec=SPEC.name,
        frames=17_500,
        facts={"timecode": timecode, "format": "MXF"},
        outcomes=outcomes,
    )


def reported(
    outcomes: tuple[Outcome, ...] = OUTCOMES, known: tuple[Waiver, ...] = (), station: StationProfile = PROFILE
) -> QCReport:
    file = judging.judged(observed(outcomes), station, known)
    return judging.report("Bài 10", station, [file], created=NOW, tools={"lessontool": "0"})


def package(
    folder: Path, *, forms: tuple[Any, ...] = ("json", "html"), outcomes: tuple[Outcome, ...] = OUTCOMES
) -> Path:
    """A closed package with a programme, a report in some forms, lists and manifest."""
    folder.mkdir(parents=True)
    (folder / "bai.mxf").write_bytes(b"film")
    report = reported(outcomes)
    write_reports(report, folder, stem="bai.qc", forms=forms)
    contents = [listing.Content(name="bai.mxf", role="programme")]
    contents += [listing.Content(name=f"bai.qc.{form}", role="report") for form in forms]
    files = listing.read_files(folder, contents, SPEC.checksums, cancel=Cancel())
    whole = listing.build(
        files,
        spec=SPEC,
        lesson={"title": "Bài 10"},
        recording_name="quay.mp4",
        recording_sha256="0" * 64,
        created=NOW,
        decisions=(),
        findings=[ABOUT, *(finding for result in report.results for finding in result.findings)],
        measured={},
        tools={},
        transcripts={},
        station=PROFILE.name,
        verdicts=judging.verdicts(report),
    )
    listing.write(folder, whole)
    return folder


def put(folder: Path) -> waivers.Put:
    """Put files into a package on a stick."""

    def move(files: Mapping[str, Path]) -> None:
        for name, part in files.items():
            part.replace(folder / name)

    return move


def waive(folder: Path, item: str = "black", **wishes: str) -> waivers.Judged:
    read = waivers.read_package(folder)
    waiver = waivers.waiver_for(read, item, **{**ANNA, **wishes})
    return waivers.close_again(read, (*read.manifest.waivers, waiver), put(folder), cancel=Cancel())


def proved(folder: Path) -> None:
    """Let somebody else prove a package, and see that nothing hidden was left in it."""
    for algorithm in ("sha256", "md5"):
        command = [f"{algorithm}sum", "--check", "--strict", "--quiet", f"checksums.{algorithm}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def refused(code: str, act: Callable[[], object]) -> LessonToolError:
    with pytest.raises(LessonToolError) as caught:
        act()
    assert caught.value.code == code
    for language in ("vi", "en"):
        assert messages.say(code, caught.value.values, language)
        messages.hint(code, caught.value.values, language)
    return caught.value


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verdict(read: waivers.Judged, item: ItemName) -> str:
    return next(result.verdict for result in read.report.results if result.item == item)


# ── taking a fault ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_waiver_stands_in_manifest_and_report_and_the_package_is_proved_again(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    proved(folder)
    waive(folder)
    proved(folder)
    read = waivers.read_package(folder)
    assert [(each.item, each.by, each.on) for each in read.manifest.waivers] == [("black", ANNA["by"], NOW)]
    assert verdict(read, "black") == "waived"
    assert read.manifest.verdicts["bai.mxf: black"] == "waived"
    assert read.manifest.verdicts["bai.mxf: hum"] == "failed"
    told = [(finding.code, finding.severity) for finding in read.manifest.findings]
    assert told == [("sound-quiet", "repaired"), ("qc-cut-off", "error"), ("qc-black", "note"), ("qc-hum", "error")]
    page = (folder / "bai.qc.html").read_text(encoding="utf-8")
    assert ANNA["by"] in page
    assert "cố ý" in page
    assert (folder / "bai.mxf").read_bytes() == b"film"


def test_a_waiver_without_a_report_page_makes_none(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    before = set(snapshot(folder))
    waive(folder)
    assert set(snapshot(folder)) == before


def test_a_waiver_that_is_taken_back_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    before = waivers.read_package(folder)
    read = waive(folder, at="10:03:05:05")
    assert waivers.read_package(folder).report != before.report
    waivers.close_again(read, (), put(folder), cancel=Cancel())
    proved(folder)
    after = waivers.read_package(folder)
    assert after.manifest.waivers == ()
    assert after.manifest.verdicts == before.manifest.verdicts
    assert len(after.manifest.findings) == len(before.manifest.findings)
    spans = [finding.spans for result in after.report.results for finding in result.findings if result.item == "black"]
    assert spans == [BLACK.spans]


@pytest.mark.parametrize("at", ["10:03:05:05", "03:05:05", "03:05", "10:03:05;07", " 10:03:05:04 "])
def test_one_place_of_many_is_taken_and_the_others_still_count(tmp_path: Path, at: str) -> None:
    folder = package(tmp_path / "goi")
    waive(folder, at=at)
    read = waivers.read_package(folder)
    assert read.manifest.waivers[0].span == BLACK.spans[1]
    assert verdict(read, "black") == "failed"
    found = {
        finding.severity: finding.spans for r in read.report.results if r.item == "black" for finding in r.findings
    }
    assert found == {"error": (BLACK.spans[0], BLACK.spans[2]), "note": (BLACK.spans[1],)}


def test_a_later_judgement_of_what_was_measured_agrees(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    waive(folder, at="03:05")
    kept = waivers.kept_waivers(folder / "manifest.json")
    again = reported(known=kept)
    assert judging.verdicts(again) == judging.verdicts(waivers.read_package(folder).report)
    assert waivers.still_needed(kept, again) == kept


def test_a_fault_that_was_mended_needs_no_waiver_any_more(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    waive(folder, "hum")
    waive(folder, at="03:05")
    kept = waivers.kept_waivers(folder / "manifest.json")
    mended = tuple(replace(each, faults=()) if each.item == "hum" else each for each in OUTCOMES)
    assert [each.item for each in waivers.still_needed(kept, reported(mended, kept))] == ["black"]


def test_all_places_one_by_one_are_a_waived_item(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    for at in ("01:02", "03:05", "10:00"):
        waive(folder, at=at)
    read = waivers.read_package(folder)
    assert len(read.manifest.waivers) == 3
    assert verdict(read, "black") == "waived"
    proved(folder)


def test_places_that_nobody_listed_are_not_taken(tmp_path: Path) -> None:
    many = fault("qc-black", *(span(2 * n, 2 * n + 0.2) for n in range(50)))
    many = replace(many, values={**many.values, "count": 80})
    outcomes = (Outcome(item="black", faults=(many,)),)
    everything = Waiver(item="black", code="", span=span(0, 1000), **ANNA)
    result = reported(outcomes, (everything,)).files[0].items[0]
    assert result.verdict == "failed"
    assert [finding.values["count"] for finding in result.findings] == [30, 50]


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("item", "wishes", "code"),
    [
        ("complete", {}, "waive-never"),
        ("readable", {}, "waive-never"),
        ("checksums", {}, "waive-never"),
        ("blakc", {}, "waive-unknown-item"),
        ("loudness", {}, "waive-no-fault"),
        ("freeze", {}, "waive-no-fault"),
        ("black", {"by": " "}, "waive-no-name"),
        ("black", {"by": "x" * 201}, "waive-no-name"),
        ("black", {"reason": "\t\n"}, "waive-no-reason"),
        ("black", {"code": "qc-blakc"}, "waive-no-code"),
        ("black", {"at": "04:00"}, "waive-not-there"),
        ("black", {"at": "soon"}, "waive-at-wrong"),
        ("black", {"at": "1:75"}, "waive-at-wrong"),
        ("hum", {"at": "00:01"}, "waive-not-there"),
    ],
)
def test_a_waiver_needs_a_fault_a_name_and_a_reason(
    tmp_path: Path, item: str, wishes: dict[str, str], code: str
) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    before = snapshot(folder)
    error = refused(code, lambda: waive(folder, item, **wishes))
    assert isinstance(error, InputError)
    assert snapshot(folder) == before
    if code == "waive-no-fault":
        assert error.values["items"] == "complete, black, hum"
    if code == "waive-unknown-item":
        assert error.values["suggestion"] == "black"


def test_the_same_fault_is_not_waived_twice(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    waive(folder)
    refused("waive-already", lambda: waive(folder))


def test_words_of_strangers_stand_on_one_line(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    waive(folder, reason="một\nhai\x1b[31m \u202eba")
    assert waivers.read_package(folder).manifest.waivers[0].reason == "một hai [31m ba"


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    refused("package-no-manifest", lambda: waivers.read_package(tmp_path))
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    refused("package-manifest-unreadable", lambda: waivers.read_package(tmp_path))
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "manifest.json").symlink_to("/etc/passwd")
    refused("package-no-manifest", lambda: waivers.read_package(tmp_path))


def test_a_package_without_a_report_is_refused(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("html",))
    refused("waive-no-report", lambda: waivers.read_package(folder))


@pytest.mark.parametrize("name", ["manifest.json", "bai.qc.html", "checksums.sha256"])
def test_nothing_is_written_into_a_package_that_somebody_changed(tmp_path: Path, name: str) -> None:
    folder = package(tmp_path / "goi")
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace("\n", " \n", 1), encoding="utf-8")
    before = snapshot(folder)
    if name == "checksums.sha256":
        path.write_text("", encoding="utf-8")
        before = snapshot(folder)
    refused("waive-package-changed", lambda: waive(folder))
    assert snapshot(folder) == before


def test_a_report_outside_the_package_is_no_report(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    data["files"][1]["name"] = "../bai.qc.json"
    (tmp_path / "bai.qc.json").write_bytes((folder / "bai.qc.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(data), encoding="utf-8")
    refused("waive-no-report", lambda: waivers.read_package(folder))


# ── whole or not at all ───────────────────────────────────────────────────────────────────────────────────────────


class PowerCutError(Exception):
    """The machine stopped."""


@pytest.mark.parametrize("done", range(6))
def test_what_was_decided_is_finished_after_a_power_cut(tmp_path: Path, done: int) -> None:
    folder = package(tmp_path / "goi")

    def stops(files: Mapping[str, Path]) -> None:
        for number, (name, part) in enumerate(files.items()):
            if number == done:
                raise PowerCutError
            part.replace(folder / name)

    read = waivers.read_package(folder)
    waiver = waivers.waiver_for(read, "black", **ANNA)
    if done == 5:  # all five files were put: nothing is cut off
        waivers.close_again(read, (waiver,), stops, cancel=Cancel())
    else:
        with pytest.raises(PowerCutError):
            waivers.close_again(read, (waiver,), stops, cancel=Cancel())
        assert waivers.kept_waivers(folder / "manifest.json") == (waiver,)
    waivers.finish_decided(folder, put(folder))
    proved(folder)
    assert waivers.read_package(folder).manifest.waivers == (waiver,)


def test_what_was_decided_about_another_package_is_forgotten(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    read = waivers.read_package(folder)

    def stops(_: object) -> None:
        raise PowerCutError

    with pytest.raises(PowerCutError):
        waivers.close_again(read, (waivers.waiver_for(read, "black", **ANNA),), stops, cancel=Cancel())
    anew = package(tmp_path / "made" / "again", outcomes=OUTCOMES[:4])
    for path in anew.iterdir():
        path.replace(folder / path.name)
    before = {name: data for name, data in snapshot(folder).items() if not name.startswith(".")}
    assert waivers.kept_waivers(folder / "manifest.json") == ()
    waivers.finish_decided(folder, put(folder))
    assert snapshot(folder) == before
    proved(folder)


def test_what_was_not_decided_leaves_the_package_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package(tmp_path / "goi")
    before = snapshot(folder)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(listing, "write", full)
    error = refused("disk-full", lambda: waive(folder))
    assert isinstance(error, EngineError)
    assert snapshot(folder) == before
    (folder / waivers.STAGED).mkdir()
    (folder / waivers.STAGED / "manifest.json").write_text("{", encoding="utf-8")
    waivers.finish_decided(folder, put(folder))
    assert snapshot(folder) == before


def test_a_stranger_cannot_have_a_decision_finished_that_leads_elsewhere(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi")
    before = snapshot(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    (folder / waivers.DECIDED).symlink_to(elsewhere)
    waivers.finish_decided(folder, put(folder))
    assert not (folder / waivers.DECIDED).is_symlink()
    (folder / waivers.DECIDED).mkdir()
    (folder / waivers.DECIDED / "bai.mxf").write_bytes(b"other")
    waivers.finish_decided(folder, put(folder))
    assert snapshot(folder) == before
    assert (elsewhere / "manifest.json").exists()


# ── in a lesson's folder, and on a stick ──────────────────────────────────────────────────────────────────────────


def lesson_with_package(lesson: Path) -> tuple[Workshop, Path]:
    """A lesson folder whose package lessontool made and knows."""
    made = package(lesson.parent / "made")
    lesson.mkdir()
    workshop = Workshop(lesson)
    with workshop.locked():
        for path in sorted(made.iterdir()):
            part = workshop.work / f"{path.name}.part"
            part.write_bytes(path.read_bytes())
            workshop.finish(output(path.name), "closing" if path.suffix != ".mxf" else "film", part)
    return workshop, lesson / "packages" / "tv"


def output(name: str) -> Output:
    return Output(name=name, suffix=Path(name).suffix, package_path=f"packages/tv/{name}")


def waive_alone(folder: Path, item: str = "black") -> None:
    with package_alone(folder) as move:
        waivers.finish_decided(folder, move)
        read = waivers.read_package(folder)
        waiver = waivers.waiver_for(read, item, **ANNA)
        waivers.close_again(read, (*read.manifest.waivers, waiver), move, cancel=Cancel())


def test_a_lesson_still_knows_its_files_after_a_waiver_and_need_not_make_them_again(tmp_path: Path) -> None:
    workshop, folder = lesson_with_package(tmp_path / "bai-10")
    waive_alone(folder)
    waive_alone(folder, "hum")
    proved(folder)
    with workshop.locked():
        assert workshop.has(output("manifest.json"), "closing")
        assert workshop.has(output("bai.mxf"), "film")
        for path in folder.iterdir():
            workshop.require_ours(f"packages/tv/{path.name}")
        assert workshop.retire("packages/tv", {f"packages/tv/{path.name}" for path in folder.iterdir()}) == []


def test_a_lesson_takes_no_file_for_its_own_that_somebody_changed(tmp_path: Path) -> None:
    workshop, folder = lesson_with_package(tmp_path / "bai-10")
    page = folder / "bai.qc.html"
    page.write_bytes(page.read_bytes())  # the same words, another time of change
    before = snapshot(folder)
    refused("not-our-file", lambda: waive_alone(folder))
    assert {name: data for name, data in snapshot(folder).items() if not name.startswith(".")} == before
    assert not workshop.has(output("bai.qc.html"), "closing")


def test_nobody_waives_while_the_lesson_is_being_worked_on(tmp_path: Path) -> None:
    workshop, folder = lesson_with_package(tmp_path / "bai-10")
    with workshop.locked():
        refused("already-running", lambda: waive_alone(folder))
    waive_alone(folder)


def test_a_package_on_a_stick_is_waived_by_one_person_at_a_time(tmp_path: Path) -> None:
    folder = package(tmp_path / "usb" / "goi")
    with package_alone(folder):
        refused("already-running", lambda: waive_alone(folder))
    waive_alone(folder)
    proved(folder)
    assert sorted(path.name for path in tmp_path.joinpath("usb").iterdir()) == ["goi"]


def test_there_are_no_waivers_where_there_is_no_manifest(tmp_path: Path) -> None:
    assert waivers.kept_waivers(tmp_path / "manifest.json") == ()
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    assert waivers.kept_waivers(tmp_path / "manifest.json") == ()


def test_a_manifest_with_waivers_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = package(tmp_path / "goi", forms=("json",))
    read = waive(folder, at="03:05")
    assert records.load(Manifest, folder / "manifest.json") == read.manifest
    assert waivers.describe(read.manifest.waivers[0]) == "black 03:05–03:05"
