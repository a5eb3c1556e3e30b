"""`lessontool schedule export`: a week's files, whole or not at all, and clear words for whatever is missing."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lessontool import records
from lessontool.cli.main import main
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.errors import EngineError, InputError, PlanError
from lessontool.messages import hint, say
from lessontool.model import Channel, Finding, Timetable
from lessontool.schedule.playout.exporting import FORMATS, GUIDES, LISTING, Exported, Format, export, formats_of
from tests.libraries import tv_package
from tests.playout_rules import bxf_faults, eit_events, ffplayout_clips
from tests.playout_weeks import CHANNEL, DAYS, MONDAY, clip, full_week, item_of, lesson, week, without_fillers

LISTS: tuple[Format, ...] = ("ffplayout", "m3u")
FEW = replace(CHANNEL, fillers=(replace(CHANNEL.fillers[0], seconds=3600),))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tv_package(tmp_path / "library", before_frames=250)


def run(
    timetable: Timetable,
    folder: Path,
    *channels: Channel,
    formats: Sequence[Format] = LISTS,
    dates: Sequence[datetime.date] = (),
    verify: bool = False,
) -> Exported:
    return export(timetable, channels or (FEW,), folder, formats=formats, dates=dates, verify=verify)


def errors(exported: Exported) -> list[str]:
    return [finding.code for finding in exported.findings if finding.severity == "error"]


def names(exported: Exported, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in exported.files]


def test_a_week_is_written_in_all_formats_with_ascii_names(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run(full_week(item_of(package)), folder, formats=FORMATS, verify=True)
    assert errors(done) == []
    found = names(done, folder)
    assert found[:4] == ["2021-W40.xmltv.xml", "lai-chau_2021-W40.eit.xml", "2021-W40.csv", "2021-W40.xlsx"]
    assert found[4:9] == [
        "ffplayout/lai-chau/2021/10/2021-10-04.json",
        "casparcg/lai-chau_2021-10-04.amcp.txt",
        "m3u/lai-chau_2021-10-04.m3u8",
        "edl/lai-chau_2021-10-04.edl",
        "bxf/lai-chau_2021-10-04.bxf.xml",
    ]
    assert len(found) == 4 + 7 * 5
    assert all(name.isascii() and " " not in name for name in found)
    assert len(eit_events((folder / found[1]).read_bytes())) == 29
    assert bxf_faults((folder / found[8]).read_bytes()) == []
    starts = {one.start_s: one.item for one in ffplayout_clips((folder / found[4]).read_bytes())}
    assert Path(str(starts[8 * 3600]["source"])).is_file()


def test_two_exports_are_the_same_bytes_and_replace_each_other(package: Path, tmp_path: Path) -> None:
    timetable = full_week(item_of(package))
    for name in ("one", "two", "one"):
        run(timetable, tmp_path / name, formats=FORMATS)
    files = [path for path in sorted((tmp_path / "one").rglob("*")) if path.is_file()]
    assert len(files) == 40
    for path in files:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_the_listing_has_the_checksum_of_every_file_also_of_earlier_exports(package: Path, tmp_path: Path) -> None:
    timetable = full_week(item_of(package))
    run(timetable, tmp_path / "out", formats=("xmltv",))
    run(timetable, tmp_path / "out", formats=("eit",))
    listing = json.loads((tmp_path / "out" / LISTING).read_text(encoding="utf-8"))
    assert listing["files"] == {
        name: records.checksum(tmp_path / "out" / name) for name in ("2021-W40.xmltv.xml", "lai-chau_2021-W40.eit.xml")
    }
    assert (listing["week"], listing["replaced"]) == ("2021-W40", {})


@pytest.mark.parametrize("how", ["changed", "stranger", "link", "folder", "listing", "way"])
def test_what_is_not_ours_or_was_changed_is_never_written_over(package: Path, tmp_path: Path, how: str) -> None:
    timetable, folder = full_week(item_of(package)), tmp_path / "out"
    guide = folder / "2021-W40.xmltv.xml"
    if how in ("changed", "listing"):
        run(timetable, folder, formats=("xmltv",))
        (guide if how == "changed" else folder / LISTING).write_text("sửa tay", encoding="utf-8")
    else:
        folder.mkdir()
        (tmp_path / "other").write_text("của người khác", encoding="utf-8")
        if how == "stranger":
            guide.write_text("của người khác", encoding="utf-8")
        elif how == "link":
            guide.symlink_to(tmp_path / "other")
        elif how == "way":
            (tmp_path / "elsewhere").mkdir()
            (folder / "m3u").symlink_to(tmp_path / "elsewhere")
        else:
            guide.mkdir()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as refused:
        run(replace(timetable, revision=2), folder, formats=FORMATS)
    assert refused.value.code == "playout-output-changed"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not list(tmp_path.glob("elsewhere/*"))


def test_a_folder_that_cannot_be_is_said(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError) as refused:
        run(full_week(item_of(package)), tmp_path / "file" / "out")
    assert refused.value.code == "playout-unwritable"


# ── what is missing ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("how", "code", "verify"),
    [
        ("gone", "playout-file-missing", False),
        ("short", "playout-file-size", False),
        ("again", "playout-file-other", False),
        ("other", "playout-file-changed", True),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named_and_its_days_have_no_lists(
    package: Path, tmp_path: Path, how: str, code: str, verify: bool
) -> None:
    item = item_of(package)
    timetable = week(lesson(MONDAY, "08:00", item), lesson(DAYS[1], "08:00", clip("B")), lesson(DAYS[2], "08:00"))
    timetable = replace(timetable, slots=(timetable.slots[0], timetable.slots[2]))
    file = Path(item.file)
    if how == "gone":
        file.unlink()
    elif how == "short":
        file.write_bytes(file.read_bytes()[:-1])
    elif how == "other":
        file.write_bytes(bytes(reversed(file.read_bytes())))
    else:
        manifest = package / MANIFEST_NAME
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(item.sha256, "f" * 64), encoding="utf-8")
    done = run(timetable, tmp_path / "out", formats=("xmltv", "ffplayout"), verify=verify)
    assert errors(done) == [code, "playout-day-left-out"]
    finding = next(each for each in done.findings if each.code == code)
    assert finding.values["file"] == "TO1_T05_B12.mxf"
    assert finding.values["days"] == "T2 04/10"
    assert done.left_out == ("lai-chau 2021-10-04",)
    written = names(done, tmp_path / "out")
    assert written[:2] == ["2021-W40.xmltv.xml", "ffplayout/lai-chau/2021/10/2021-10-05.json"]
    assert len(written) == 1 + 6


def test_a_changed_file_of_the_same_size_is_found_only_by_reading_it(package: Path, tmp_path: Path) -> None:
    item = item_of(package)
    Path(item.file).write_bytes(bytes(reversed(Path(item.file).read_bytes())))
    assert errors(run(full_week(item), tmp_path / "out")) == []
    assert errors(run(full_week(item), tmp_path / "out", verify=True)) == [
        "playout-file-changed",
        "playout-day-left-out",
    ]


def test_guides_do_not_ask_for_files(tmp_path: Path) -> None:
    done = run(full_week(), tmp_path / "out", formats=GUIDES)
    assert done.findings == ()
    assert len(done.files) == 4


def test_two_lessons_of_the_same_file_name_are_refused_where_the_server_has_one_folder(tmp_path: Path) -> None:
    first = item_of(tv_package(tmp_path / "a"))
    second = item_of(tv_package(tmp_path / "b", school="Trường Tiểu học Sin Hồ"))
    timetable = week(lesson(MONDAY, "08:00", first), lesson(MONDAY, "09:00", second))
    assert errors(run(timetable, tmp_path / "out")) == []
    done = run(timetable, tmp_path / "out", replace(FEW, media_folder="/playout"))
    assert errors(done) == ["playout-file-double", "playout-day-left-out"]


def test_the_same_words_for_several_days_are_said_once(package: Path, tmp_path: Path) -> None:
    done = run(full_week(item_of(package)), tmp_path / "out")
    found = [finding for finding in done.findings if finding.code == "playout-no-lesson"]
    assert [finding.values["day"] for finding in found] == [
        "T2 04/10, T3 05/10, T4 06/10, T5 07/10, T6 08/10, T7 09/10",
    ]


def test_lessons_after_the_week_are_said(package: Path, tmp_path: Path) -> None:
    item = item_of(package)
    late = week(lesson(DAYS[6], "24:30", item), lesson(MONDAY, "24:30", item))
    done = run(late, tmp_path / "out")
    finding = next(each for each in done.findings if each.code == "playout-beyond")
    assert finding.values["titles"] == "CN 10/10 00:30 Toán lớp 1"
    early = run(week(lesson(MONDAY, "04:00", item)), tmp_path / "early", replace(FEW, day_start="05:00"))
    assert "playout-beyond" in [each.code for each in early.findings]


def test_names_of_files_with_tones_are_warned_of_where_machines_stumble(package: Path, tmp_path: Path) -> None:
    odd = replace(FEW, fillers=(replace(FEW.fillers[0], file="hình hiệu.mxf"),))
    timetable = full_week(item_of(package))
    done = run(timetable, tmp_path / "out", odd, formats=("casparcg",))
    assert "playout-file-not-ascii" in [each.code for each in done.findings]
    assert "playout-file-not-ascii" not in [each.code for each in run(timetable, tmp_path / "m", odd).findings]


def test_a_week_in_which_clocks_change_is_refused(tmp_path: Path) -> None:
    berlin = replace(FEW, time_zone="Europe/Berlin")
    with pytest.raises(PlanError) as refused:
        run(replace(full_week(), week="2021-W43", slots=()), tmp_path / "out", berlin)
    assert refused.value.code == "airing-clock-change"


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_wanted_days_and_channels_are_written_under_names_of_their_own(package: Path, tmp_path: Path) -> None:
    item = item_of(package)
    second = replace(FEW, name="lai-chau-2", title="LTV2", xmltv_id="ltv2.laichau.vn")
    timetable = week(
        lesson(MONDAY, "08:00", item), lesson(DAYS[1], "08:00", item, channel="lai-chau-2"),
        channels=("lai-chau", "lai-chau-2"),
    )  # fmt: skip
    done = run(timetable, tmp_path / "out", second, formats=("xmltv", "eit", "m3u"), dates=(DAYS[1],))
    assert names(done, tmp_path / "out") == [
        "lai-chau-2_2021-10-05.xmltv.xml",
        "lai-chau-2_2021-10-05.eit.xml",
        "m3u/lai-chau-2_2021-10-05.m3u8",
    ]
    both = run(timetable, tmp_path / "both", FEW, second, formats=("xmltv", "eit"))
    assert names(both, tmp_path / "both") == [
        "2021-W40.xmltv.xml",
        "lai-chau_2021-W40.eit.xml",
        "lai-chau-2_2021-W40.eit.xml",
    ]
    with pytest.raises(InputError) as refused:
        run(timetable, tmp_path / "out", dates=(MONDAY - datetime.timedelta(days=1),))
    assert refused.value.code == "playout-date"


def test_formats_are_read_as_people_write_them() -> None:
    assert formats_of("") == FORMATS
    assert formats_of(" EIT, xmltv ,") == ("xmltv", "eit")
    with pytest.raises(InputError) as refused:
        formats_of("xmltv,mpeg")
    assert (refused.value.code, refused.value.values["name"]) == ("playout-format", "mpeg")


# ── as people call it ─────────────────────────────────────────────────────────────────────────────────────────────


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> Call:
    """Run `schedule export` in this process: exit code, what it said, what it complained about."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("logs")))
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    # what Ctrl-C does belongs to the process, not to a test
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lessontool", "schedule", "export", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        heard = capfd.readouterr()
        return int(ended.value.code or 0), heard.out, heard.err

    return command


def written(timetable: Timetable, folder: Path) -> Path:
    path = folder / "2021-W40.timetable.json"
    path.write_text(records.pretty(timetable), encoding="utf-8")
    return path


def test_the_command_writes_the_week_and_says_what_is_missing(call: Call, package: Path, tmp_path: Path) -> None:
    plan = written(full_week(item_of(package)), tmp_path)
    asked = (plan, "--to", tmp_path / "out", "--as", "xmltv,m3u", "--verify")
    code, said, _ = call(*asked)
    assert code == 0
    assert "1 ô chưa có bài học, được thay bằng hình chờ: 08:30 Tiếng Việt lớp 1" in said
    assert "Đã xuất 8 tệp của tuần 2021-W40" in said
    code, said, _ = call(*asked, "--json")
    data = json.loads(said)
    assert (code, len(data["files"]), data["left_out"]) == (0, 8, [])


def test_the_command_ends_with_1_when_a_file_is_missing_but_guides_are_there(call: Call, tmp_path: Path) -> None:
    plan = written(full_week(), tmp_path)
    code, said, _ = call(plan, "--to", tmp_path / "out", "--as", "xmltv,eit,ffplayout")
    assert code == 1
    assert "Không thấy tệp TO1_T05_B12.mxf của Toán lớp 1" in said
    assert sorted(path.name for path in (tmp_path / "out").glob("*.xml")) == [
        "2021-W40.xmltv.xml",
        "lai-chau_2021-W40.eit.xml",
    ]
    assert not (tmp_path / "out" / "ffplayout/lai-chau/2021/10/2021-10-04.json").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--as", "mpeg"], "mpeg"),
        (["--channel", "kenh-x"], "lai-chau"),
        (["--date", "hôm qua"], "2021-W40"),
        (["--date", "2021-10-11"], "2021-W40"),
    ],
)
def test_what_does_not_exist_is_refused_in_plain_words(call: Call, tmp_path: Path, more: list[str], words: str) -> None:
    plan = written(full_week(), tmp_path)
    code, _, complaint = call(plan, "--to", tmp_path / "out", *more)
    assert code == 2
    assert words in complaint
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_plan_is_refused(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"week": "2021-W40"}', encoding="utf-8")
    code, _, complaint = call(path, "--to", tmp_path / "out")
    assert code == 2
    assert "plan.json" in complaint
    assert call(tmp_path / "nowhere.json", "--to", tmp_path / "out")[0] == 2


def test_a_plan_that_somebody_wrote_in_excel_gives_guides_and_lists_too(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "lịch.csv"
    table.write_text(
        "Kênh;Ngày;Bắt đầu;Kết thúc;Lớp;Môn;Bài\nLTV;04/10/2021;8:00;8:25;1;Toán;Bài 12. Phép cộng\n", encoding="utf-8"
    )
    code, said, complaint = call(table, "--to", tmp_path / "out", "--as", "xmltv,eit,m3u")
    assert (code, complaint) == (0, "")
    assert "08:00 Toán lớp 1" in said
    events = eit_events((tmp_path / "out" / "lai-chau_2021-W40.eit.xml").read_bytes())
    assert "Toán lớp 1" in {event.name for event in events}


def test_every_finding_has_its_words_in_both_languages(tmp_path: Path) -> None:
    item = replace(clip(frames=1510 * 25), file="/library/bài.mxf")
    timetable = week(
        lesson(MONDAY, "08:00", item), lesson(MONDAY, "08:25"), lesson(MONDAY, "09:00", item),
        lesson(MONDAY, "09:25", clip("B", frames=37_488)), lesson(MONDAY, "09:50", clip("C")),
        lesson(DAYS[6], "24:30", item),
    )  # fmt: skip
    found: list[Finding] = []
    for channel in (FEW, without_fillers()):
        found += run(timetable, tmp_path / channel.title, channel, formats=FORMATS).findings
    codes = {finding.code for finding in found}
    assert codes >= {
        *("playout-file-missing", "playout-day-left-out", "playout-no-lesson", "playout-no-filler", "playout-by-hand"),
        *("playout-cut", "playout-short", "playout-beyond", "playout-file-not-ascii"),
    }
    for finding in found:
        for text in (say(finding.code, finding.values, "vi"), hint(finding.code, finding.values, "en")):
            assert text
            assert "{" not in text
