"""The front door: what is refused and when, what may be accepted, and a lesson all the way through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import lessontool
from lessontool import door, messages
from lessontool.door import Processed, check_lesson, choose_presets, plan_lesson, process_lesson
from lessontool.errors import InputError, LessonToolError, PlanError, PresetError
from lessontool.model import Finding, Manifest, Plan, Verdict
from lessontool.planning.delivery import DEFAULT_PRESETS
from lessontool.running import Done
from tests import tiny
from tests.sources import LESSON

DAY = "2022-05-31"
CREATED = f"{DAY}T10:00:00Z"


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.fixture
def _nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the recording was looked at")

    monkeypatch.setattr(door, "examine", refuse)


def refused(folder: Path, **wishes: Any) -> LessonToolError:
    with pytest.raises(LessonToolError) as caught:
        plan_lesson(folder, day=DAY, captions=None, **wishes)
    return caught.value


def test_every_name_of_the_front_door_is_there_and_sorted() -> None:
    assert lessontool.__all__ == sorted(lessontool.__all__)
    assert all(getattr(lessontool, name) is not None for name in lessontool.__all__)
    with pytest.raises(AttributeError):
        _ = lessontool.nothing_of_the_kind


# ── presets ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "named", "chosen"),
    [
        ((), (), ["tv-xdcam-hd422", "online-web"]),
        (("online",), (), ["online-web"]),
        ((), ("online-web",), ["online-web"]),
        (("tv",), ("online-web",), ["online-web"]),
        ((), ("online-web", "online-web"), ["online-web"]),
    ],
)
def test_a_destination_gets_its_default_unless_a_preset_is_named(
    wanted: tuple[str, ...], named: tuple[str, ...], chosen: list[str]
) -> None:
    assert [spec.name for spec in choose_presets(LESSON, wanted, named)] == chosen


def test_a_lessons_own_preset_stands_for_its_destination(tmp_path: Path) -> None:
    folder = tiny.presets(tmp_path)
    lesson = replace(LESSON, presets=(tiny.PRESET,))
    assert [spec.name for spec in choose_presets(lesson, (), (), folder)] == [tiny.PRESET, "tv-xdcam-hd422"]
    assert [spec.name for spec in choose_presets(lesson, ("tv",), (), folder)] == ["tv-xdcam-hd422"]


def test_an_unknown_destination_is_a_wish_that_cannot_be_met() -> None:
    with pytest.raises(PlanError) as caught:
        choose_presets(LESSON, ("cinema",), ())
    assert (caught.value.code, caught.value.values["known"]) == ("destination-unknown", ", ".join(DEFAULT_PRESETS))


# ── refused before anything is looked at ──────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("_nobody_looks")
def test_pupils_without_consent_are_refused_before_any_encoding(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai", consent__pupils_visible="có")
    error = refused(folder)
    assert (error.code, error.exit_code) == ("consent-missing", 2)


@pytest.mark.usefixtures("_nobody_looks")
def test_a_destination_that_nobody_agreed_to_is_refused(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai", consent__pupils_visible="có", consent__given="có", consent__scope="online")
    error = refused(folder)
    assert (error.code, error.values["destinations"]) == ("consent-not-for", "tv")


@pytest.mark.usefixtures("_nobody_looks")
def test_a_lesson_whose_rights_have_run_out_is_refused(tmp_path: Path) -> None:
    assert refused(tiny.lesson(tmp_path / "bai", rights__expires="30/05/2022")).code == "rights-expired"


@pytest.mark.usefixtures("_nobody_looks")
def test_a_misspelt_preset_is_told_at_once(tmp_path: Path) -> None:
    error = refused(tiny.lesson(tmp_path / "bai"), presets=["online-wep"])
    assert isinstance(error, PresetError)
    assert error.values["suggestion"] == "online-web"


# ── with a real recording ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_check_tells_objections_before_what_is_seen_and_never_that_all_is_fine(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai", consent__pupils_visible="có", rights__expires="2021-12-31")
    found = codes(check_lesson(folder, day=DAY).findings)
    assert found[:2] == ["consent-missing", "rights-expired"]
    assert "all-fine" not in found
    assert "rights-expired" not in codes(check_lesson(folder).findings)


@pytest.mark.tools
def test_looking_at_a_file_alone_writes_nothing(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai")
    before = sorted(folder.rglob("*"))
    checked = check_lesson(folder, recording="bai-giang.mp4")
    assert checked.lesson is None
    assert sorted(folder.rglob("*")) == before


@pytest.mark.tools
@pytest.mark.parametrize(("sound", "code"), [("", "no-sound"), (tiny.SILENCE, "sound-silent")])
def test_silence_is_refused_unless_it_is_accepted_and_then_goes_all_the_way(
    tmp_path: Path, sound: str, code: str
) -> None:
    folder = tiny.lesson(tmp_path / "bai", sound, destinations="online")
    wishes: dict[str, Any] = {"presets": [tiny.PRESET], "preset_folder": tiny.presets(tmp_path / "presets")}
    error = refused(folder, **wishes)
    assert (error.code, error.exit_code) == (code, 2)
    assert "--accept-silence" in messages.hint(code, error.values, "vi")
    assert "--accept-silence" in messages.hint(code, error.values, "en")
    assert refused(folder, accept=["damage"], **wishes).code == code
    processed = process_lesson(folder, captions=None, branded=False, created=CREATED, accept=["silence"], **wishes)
    assert processed.passed
    ((place, manifest),) = processed.packages
    assert place == (folder / "packages" / tiny.PRESET).resolve()
    said = {finding.code: finding.severity for finding in manifest.findings}
    assert said[code] == "warning"
    assert "error" not in said.values()
    assert "failed" not in manifest.verdicts.values()
    measured = {name.rpartition(": ")[2]: value for name, value in manifest.measured.items()}
    assert measured["integrated_lufs"] == measured["true_peak_dbtp"] == -120.0


@pytest.mark.tools
def test_a_lesson_goes_all_the_way_and_a_second_time_nothing_is_done(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai", destinations="online")
    wishes: dict[str, Any] = {"presets": [tiny.PRESET], "preset_folder": tiny.presets(tmp_path / "presets")}
    heard: list[str] = []
    first = process_lesson(folder, captions=None, branded=False, created=CREATED, report_check=heard.append, **wishes)
    assert heard == ["probe", "measure"]
    assert first.passed
    assert first.done.worked
    again = process_lesson(
        folder, captions=None, branded=False, created="2022-06-01T00:00:00Z", report_check=heard.append, **wishes
    )
    assert again.done.worked == ()
    assert again.packages == first.packages
    assert heard == ["probe", "measure"]


# ── what passes ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("verdict", "passed"),
    [("failed", False), ("warning", True), ("noted", True), ("waived", True), ("not_measured", True), ("passed", True)],
)
def test_only_a_finished_file_that_the_station_sends_back_fails(verdict: Verdict, passed: bool) -> None:
    manifest = Manifest(
        schema_version=1,
        destination="tv",
        preset="tv-xdcam-hd422",
        lesson={},
        recording_name="",
        recording_sha256="",
        created=CREATED,
        files=(),
        decisions=(),
        findings=(Finding(code="portrait", severity="error"),),
        measured={},
        tools={},
        verdicts={"bai.mxf: loudness": "passed", "bai.mxf: duration": verdict},
    )
    done = Done(files={}, worked=(), retired=())
    made: Any = Plan.__new__(Plan)
    assert Processed(plan=made, done=done, packages=((Path(), manifest),)).passed is passed


def test_what_can_be_accepted_has_a_sentence_that_says_how() -> None:
    assert set(door.ACCEPTABLE) == {"damage", "silence"}
    for word, accepted in door.ACCEPTABLE.items():
        for code in accepted:
            message = messages.TABLE[code]
            assert f"--accept-{word}" in message.hint_vi
            assert f"--accept-{word}" in message.hint_en


def test_an_input_error_is_the_teachers() -> None:
    assert InputError("consent-missing").exit_code == 2
