"""Kolibri channels: what stands in the database, what lies in the storage, and what stays when a disk is refreshed."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import curriculum
from lessontool.delivery.packs import Packed, kolibri_tree
from lessontool.delivery.packs.kolibri import build
from lessontool.delivery.packs.kolibri_tables import TABLES, read_tables, used_files
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.errors import EngineError, InputError, Interrupted, LessonToolError, PlanError
from lessontool.messages import TABLE
from lessontool.model import Rights, SignLanguage
from lessontool.model.pack import KolibriPack
from lessontool.tools.process import Cancel
from tests.shelves import CREATED, HELL, plain_lesson, small_shelf, tiny_mp4

SPEC = KolibriPack(
    name="kolibri",
    summary_vi="Kênh",
    summary_en="A channel",
    channel="Bài học trên truyền hình",
    description="Bài giảng có phụ đề.",
    tallest_px=480,
    most_kb_per_minute=100_000,
)
LATER = "2026-12-01T08:30:00Z"


def pack(
    folder: Path, lessons: Sequence[ShelvedLesson], spec: KolibriPack = SPEC, created: str = CREATED, **more: Any
) -> Packed:
    folder.mkdir(exist_ok=True)
    return build(lessons, spec, folder, created=created, cancel=Cancel(), progress=lambda _: None, **more)


def channel(spec: KolibriPack = SPEC) -> str:
    return kolibri_tree.channel_id(spec.channel).hex


def database(folder: Path, spec: KolibriPack = SPEC) -> Path:
    return folder / "KOLIBRI_DATA/content/databases" / f"{channel(spec)}.sqlite3"


def ask(folder: Path, question: str, spec: KolibriPack = SPEC, given: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(f"{database(folder, spec).as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        return [dict(row) for row in opened.execute(question, given)]


def nodes(folder: Path) -> list[dict[str, Any]]:
    return ask(folder, "SELECT * FROM content_contentnode ORDER BY lft")


def files_of(folder: Path, node: str) -> list[dict[str, Any]]:
    return ask(folder, "SELECT * FROM content_file WHERE contentnode_id = ? ORDER BY priority", given=(node,))


def version(folder: Path) -> int:
    return int(ask(folder, "SELECT version FROM content_channelmetadata")[0]["version"])


def everything(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def codes(packed: Packed) -> list[str]:
    assert {each.code for each in packed.findings} <= TABLE.keys()
    return [each.code for each in packed.findings if each.code != "kolibri-ready"]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return tmp_path / "disk"


@pytest.fixture
def three(tmp_path: Path) -> list[ShelvedLesson]:
    return [
        small_shelf(tmp_path, lesson_number=12, description="Cộng hai số."),
        small_shelf(tmp_path, lesson_number=13, title="Phép trừ", attachments=()),
        small_shelf(tmp_path, grade=7, subject="KHTN", series="CD", lesson_number=3, title="Nguyên tử", attachments=()),
    ]


def test_the_tree_has_grades_then_subjects_then_lessons(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    assert [(each["level"], each["kind"], each["title"]) for each in nodes(disk)] == [
        (0, "topic", "Bài học trên truyền hình"),
        (1, "topic", "Lớp 1"),
        (2, "topic", "Toán"),
        (3, "video", "Bài 12: Phép cộng trong phạm vi 10 (tiết 1)"),
        (3, "document", "phieu-bai-tap – Bài 12: Phép cộng trong phạm vi 10 (tiết 1)"),
        (3, "video", "Bài 13: Phép trừ (tiết 1)"),
        (1, "topic", "Lớp 7"),
        (2, "topic", "Khoa học tự nhiên"),
        (3, "video", "Bài 3: Nguyên tử (tiết 1)"),
    ]


def test_each_node_lies_between_the_numbers_of_its_parent(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    found = {each["id"]: each for each in nodes(disk)}
    numbers = sorted(each[side] for each in found.values() for side in ("lft", "rght"))
    assert numbers == list(range(1, 2 * len(found) + 1))
    assert found[channel()]["parent_id"] is None
    assert {each["tree_id"] for each in found.values()} == {1}
    for each in found.values():
        assert each["rght"] == each["lft"] + 1 + 2 * sum(
            each["lft"] < other["lft"] < each["rght"] for other in found.values()
        )
        if each["parent_id"]:
            parent = found[each["parent_id"]]
            assert parent["lft"] < each["lft"] < each["rght"] < parent["rght"]
            assert each["level"] == parent["level"] + 1


def test_every_file_lies_under_its_md5_and_nothing_else_is_there(disk: Path, three: list[ShelvedLesson]) -> None:
    packed = pack(disk, three)
    stored = ask(disk, "SELECT * FROM content_localfile")
    storage = disk / "KOLIBRI_DATA/content/storage"
    for each in stored:
        path = storage / each["id"][0] / each["id"][1] / f"{each['id']}.{each['extension']}"
        assert hashlib.md5(path.read_bytes()).hexdigest() == each["id"]  # noqa: S324  # Kolibri's name of the file
        assert path.stat().st_size == each["file_size"]
    assert len([each for each in storage.rglob("*") if each.is_file()]) == len(stored)
    assert {each["local_file_id"] for each in ask(disk, "SELECT * FROM content_file")} == {
        each["id"] for each in stored
    }
    # the same picture, sound and captions in three lessons lie there once
    assert sorted(each["extension"] for each in stored) == ["jpg", "mp4", "pdf", "vtt", "vtt"]
    assert packed.total_bytes == sum(each["file_size"] for each in stored) + database(disk).stat().st_size


def test_a_lesson_says_everything_that_kolibri_asks(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(
        tmp_path,
        description="Cộng hai số",
        rights=Rights(holder="Sở Giáo dục và Đào tạo", licence="CC BY-NC-SA 4.0"),
        teachers=("Lò Văn Sơn", "Giàng A Páo"),
        sign_language=SignLanguage(file="sign.mp4"),
    )
    pack(disk, [lesson])
    (said,) = [each for each in nodes(disk) if each["kind"] == "video"]
    assert said["description"] == (
        "Cộng hai số. Toán lớp 1, Kết nối tri thức với cuộc sống, tuần 5, năm học 2021-2022."
    )
    assert said["author"] == "Lò Văn Sơn, Giàng A Páo (Trường Tiểu học Bản Mây)"
    assert (said["license_name"], said["license_owner"]) == ("CC BY-NC-SA", "Sở Giáo dục và Đào tạo")
    assert (said["lang_id"], said["duration"], said["coach_content"]) == ("vi", 4, 0)
    assert (said["grade_levels"], said["categories"]) == ("wnarlxKo", "d&WXdXWF.qs0Xlaxq")
    assert (said["learning_activities"], said["resource_types"]) == ("UD5UGM0z", "xgFjFhrA")
    assert said["accessibility_labels"] == "WnIhbgkY,Dr4cVXkc"
    files = files_of(disk, said["id"])
    assert [(each["preset"], each["lang_id"], each["supplementary"], each["thumbnail"]) for each in files] == [
        ("low_res_video", None, 0, 0),
        ("video_subtitle", "vi", 1, 0),
        ("video_subtitle", "en", 1, 0),
        ("video_thumbnail", None, 1, 1),
    ]
    languages = ask(disk, "SELECT * FROM content_language ORDER BY id")
    assert [(each["id"], each["lang_code"], each["lang_name"]) for each in languages] == [
        ("en", "en", "English"),
        ("vi", "vi", "Tiếng Việt"),
    ]


def test_the_channel_says_who_it_is(disk: Path, three: list[ShelvedLesson]) -> None:
    from PIL import Image

    packed = pack(disk, three)
    (said,) = ask(disk, "SELECT * FROM content_channelmetadata")
    assert said["id"] == said["root_id"] == channel()
    assert (said["name"], said["description"]) == (SPEC.channel, SPEC.description)
    assert (said["min_schema_version"], said["version"]) == ("5", 2026112210)
    assert said["last_updated"] == "2026-11-22 10:00:00"  # Kolibri's Django reads no T
    head, _, picture = said["thumbnail"].partition(",")
    assert head == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(picture))) as opened:
        assert opened.size == (400, 225)
    (ready,) = [each for each in packed.findings if each.code == "kolibri-ready"]
    assert (ready.values["id"], ready.values["version"]) == (channel(), 2026112210)


def test_the_same_lessons_again_write_nothing(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    before = everything(disk)
    packed = pack(disk, three, created=LATER)
    assert packed.files == ()
    assert everything(disk) == before


def test_the_same_lessons_on_two_disks_give_the_same_bytes(tmp_path: Path, three: list[ShelvedLesson]) -> None:
    for name in ("one", "two"):
        pack(tmp_path / name, three)
    kept = [
        {name: data for name, data in everything(tmp_path / folder).items() if name.startswith("KOLIBRI_DATA/")}
        for folder in ("one", "two")
    ]
    assert kept[0] == kept[1]


def test_a_corrected_title_is_a_new_version_of_the_same_lesson(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    before = {each["id"]: each for each in nodes(disk)}
    three[0] = replace(three[0], lesson=replace(three[0].lesson, title="Phép cộng (đã sửa)"))
    packed = pack(disk, three)  # within the same hour
    after = {each["id"]: each for each in nodes(disk)}
    assert version(disk) == 2026112211
    assert [each.name for each in packed.files] == [database(disk).relative_to(disk).as_posix()]
    assert before.keys() == after.keys()
    assert [each["content_id"] for each in before.values()] == [each["content_id"] for each in after.values()]
    assert "Bài 12: Phép cộng (đã sửa) (tiết 1)" in {each["title"] for each in after.values()}
    pack(disk, three[:2], created=LATER)
    assert version(disk) == 2026120108


def test_an_hour_later_a_fresh_disk_has_a_higher_version_than_the_last_one(
    tmp_path: Path, three: list[ShelvedLesson]
) -> None:
    pack(tmp_path / "one", three)
    pack(tmp_path / "two", three, created="2026-11-22T11:00:00Z")
    assert version(tmp_path / "two") > version(tmp_path / "one")


def test_what_a_lesson_no_longer_needs_is_removed(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    assert any(name.endswith(".pdf") for name in everything(disk))
    pack(disk, [replace(three[0], attachments=()), *three[1:]])
    assert not any(name.endswith(".pdf") for name in everything(disk))


def test_two_channels_share_a_disk_and_neither_takes_a_file_of_the_other(disk: Path, tmp_path: Path) -> None:
    other = replace(SPEC, channel="Lớp học đêm")
    shared = [small_shelf(tmp_path, attachments=("chung.pdf",))]
    pack(disk, shared)
    pack(disk, shared, other)
    # the first channel brought the file; now it needs it no more, but the other one does
    pack(disk, [replace(shared[0], attachments=())])
    names = set(everything(disk))
    used = used_files(database(disk, other))
    assert used is not None
    assert any(name.endswith(".pdf") for name in used)
    for name in used:
        assert f"KOLIBRI_DATA/content/storage/{name[0]}/{name[1]}/{name}" in names
    first, second = (
        ask(disk, "SELECT * FROM content_contentnode"),
        ask(disk, "SELECT * FROM content_contentnode", other),
    )
    assert {each["id"] for each in first}.isdisjoint(each["id"] for each in second)
    seen = [{each["content_id"] for each in found if each["kind"] == "video"} for found in (first, second)]
    assert seen[0] == seen[1]  # seen in one channel is seen in the other


def test_somebody_elses_channel_is_never_overwritten(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    strange = disk.parent / "strange"
    database(strange).parent.mkdir(parents=True)
    for content in (b"not a database at all", database(disk).read_bytes()[:-4096] + bytes(4096)):
        database(strange).write_bytes(content)
        with pytest.raises(InputError) as raised:
            pack(strange, three)
        assert raised.value.code == "stick-not-ours"
        assert everything(strange) == {database(strange).relative_to(strange).as_posix(): content}


def test_a_damaged_database_is_made_whole_again_without_a_new_version(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    whole, status = database(disk).read_bytes(), database(disk).stat()
    for damaged in (whole[:-4096] + bytes(4096), whole[: len(whole) // 2], bytes(len(whole))):
        database(disk).write_bytes(damaged)
        os.utime(database(disk), ns=(status.st_atime_ns, status.st_mtime_ns))
        assert codes(pack(disk, three)) == ["stick-repaired"]
        assert database(disk).read_bytes() == whole


def test_what_lies_beside_the_channel_stays(disk: Path, three: list[ShelvedLesson]) -> None:
    disk.mkdir()
    foreign = disk / "KOLIBRI_DATA/content/databases" / f"{'ab' * 16}.sqlite3"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"SQLite format 3\0 somebody else's")
    (disk / "luan-van.docx").write_bytes(b"mine")
    pack(disk, three)
    pack(disk, three[:1])
    assert foreign.read_bytes() == b"SQLite format 3\0 somebody else's"
    assert (disk / "luan-van.docx").read_bytes() == b"mine"


def test_a_database_that_never_ends_is_not_waited_for(disk: Path, three: list[ShelvedLesson]) -> None:
    trap = disk / "KOLIBRI_DATA/content/databases" / f"{'cd' * 16}.sqlite3"
    trap.parent.mkdir(parents=True)
    with closing(sqlite3.connect(trap)) as opened:
        opened.execute(
            "CREATE VIEW content_localfile AS WITH RECURSIVE more(id, extension) AS"
            " (SELECT 1, 'x' UNION ALL SELECT id + 1, 'x' FROM more) SELECT max(id) AS id, extension FROM more"
        )
    assert used_files(trap) is None
    assert read_tables(trap) is None
    pack(disk, three)
    assert database(disk).is_file()


def test_a_folder_that_is_the_data_folder_itself_gets_no_second_one(tmp_path: Path, three: list[ShelvedLesson]) -> None:
    folder = tmp_path / "KOLIBRI_DATA"
    pack(folder, three)
    assert (folder / "content/databases" / f"{channel()}.sqlite3").is_file()
    assert not (folder / "KOLIBRI_DATA").exists()


def test_names_from_hell_stand_in_the_database_as_they_are(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(
        tmp_path,
        title=HELL,
        school=HELL,
        description=f"{HELL}\x00\n{HELL}",
        teachers=(HELL,),
        rights=Rights(holder=HELL, licence=HELL),
        attachments=(f"{HELL.replace('/', '')}.pdf",),
    )
    pack(disk, [lesson])
    (said,) = [each for each in nodes(disk) if each["kind"] == "video"]
    (sheet,) = [each for each in nodes(disk) if each["kind"] == "document"]
    assert said["title"] == f"Bài 12: {HELL} (tiết 1)"
    assert said["description"].startswith(f"{HELL} {HELL}. Toán")
    assert said["author"] == f"{HELL} ({HELL})"
    assert (said["license_name"], said["license_description"]) == ("Special Permissions", HELL)
    assert sheet["title"].startswith(HELL.replace("/", ""))
    assert all(name.replace("KOLIBRI_DATA", "").replace("/", "").isascii() for name in everything(disk))


def test_long_words_are_cut_and_somebody_is_told(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(
        tmp_path,
        title="phép cộng " * 40,
        description="Cộng hai số. " * 60,
        school="Trường " * 60,
        attachments=("a.pdf",),
    )
    packed = pack(disk, [lesson])
    assert codes(packed) == ["kolibri-shortened"]
    for each in nodes(disk):
        assert len(each["title"]) <= 200
        assert len(each["description"]) <= 400
        assert len(each["author"]) <= 200
    (said,) = [each for each in nodes(disk) if each["kind"] == "video"]
    assert said["title"].startswith("Bài 12: phép cộng")
    assert said["title"].endswith("… (tiết 1)")
    assert said["description"].endswith("tuần 5, năm học 2021-2022.")


def test_lessons_of_one_name_in_one_folder_are_told_apart(disk: Path, tmp_path: Path) -> None:
    pack(disk, [small_shelf(tmp_path, attachments=(), school=f"Trường {name}") for name in ("Bản Mây", "Bản Phố")])
    assert [each["title"] for each in nodes(disk) if each["kind"] == "video"] == [
        "Bài 12: Phép cộng trong phạm vi 10 (tiết 1) – Trường Bản Mây",
        "Bài 12: Phép cộng trong phạm vi 10 (tiết 1) – Trường Bản Phố",
    ]


def test_a_lesson_without_picture_is_listened_to(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, heights=(), captions=("vi",), attachments=())
    assert codes(pack(disk, [lesson])) == []
    (said,) = [each for each in nodes(disk) if each["kind"] != "topic"]
    assert (said["kind"], said["learning_activities"]) == ("audio", "mkA1R3NU")
    files = files_of(disk, said["id"])
    assert [each["preset"] for each in files] == ["audio", "video_subtitle", "audio_thumbnail"]


def test_a_lesson_without_anything_beside_the_picture_still_goes_in(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(
        tmp_path, captions=(), chapters=(), attachments=(), poster=False, lesson_number=None, part=None
    )
    assert codes(pack(disk, [lesson])) == []
    (said,) = [each for each in nodes(disk) if each["kind"] != "topic"]
    assert (said["title"], said["accessibility_labels"]) == ("Phép cộng trong phạm vi 10", None)
    assert ask(disk, "SELECT thumbnail FROM content_channelmetadata") == [{"thumbnail": ""}]


def test_a_poster_that_is_no_picture_is_left_out(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    assert lesson.poster is not None
    lesson.poster.path.write_bytes(b"\xff\xd8\xff\xe0 cut off")
    pack(disk, [lesson])
    assert not any(name.endswith(".jpg") for name in everything(disk))


def test_a_lesson_that_kolibri_cannot_play_is_named(disk: Path, tmp_path: Path) -> None:
    lessons = [small_shelf(tmp_path), small_shelf(tmp_path, heights=(), title="Chỉ có tiếng", lesson_number=2)]
    lessons[1] = replace(lessons[1], sounds=())
    packed = pack(disk, lessons)
    assert codes(packed) == ["kolibri-nothing-to-play"]
    assert packed.findings[0].values["lessons"] == "Chỉ có tiếng"
    with pytest.raises(PlanError) as raised:
        pack(disk, lessons[1:])
    assert raised.value.code == "kolibri-nothing-fits"
    assert raised.value.code in TABLE


def test_attachments_that_kolibri_does_not_open_are_named(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, attachments=("a.pdf", "b.docx", "c.epub", "d.MP3", "e.txt"))
    packed = pack(disk, [lesson])
    assert codes(packed) == ["kolibri-attachments-left-out"]
    assert packed.findings[0].values == {"count": 2, "files": "b.docx, e.txt"}
    kinds = [(each["kind"], each["learning_activities"]) for each in nodes(disk) if each["level"] == 3]
    assert kinds == [("video", "UD5UGM0z"), ("document", "wA01urpi"), ("document", "wA01urpi"), ("audio", "mkA1R3NU")]


@pytest.mark.parametrize(
    ("tallest", "most", "height", "preset", "said"),
    [
        (1080, 100_000, 720, "high_res_video", []),
        (480, 100_000, 360, "low_res_video", []),
        (100, 100_000, 180, "low_res_video", []),
        (1080, 7000, 360, "low_res_video", []),
        (1080, 100, 180, "low_res_video", ["kolibri-heavy"]),
    ],
)
def test_the_picture_is_the_best_that_is_allowed(
    disk: Path, tmp_path: Path, tallest: int, most: int, height: int, preset: str, said: list[str]
) -> None:
    lesson = small_shelf(tmp_path, heights=(720, 360, 180))
    sizes = {each.file.height_px: each.file.size_bytes * 15 / 1000 for each in lesson.videos}
    assert sizes[720] > 7000 > sizes[360] > 100, "kB a minute of the test pictures"
    packed = pack(disk, [lesson], replace(SPEC, tallest_px=tallest, most_kb_per_minute=most))
    assert codes(packed) == said
    (found,) = ask(disk, "SELECT * FROM content_file WHERE preset LIKE '%res_video'")
    whole = hashlib.md5(tiny_mp4(height).read_bytes()).hexdigest()  # noqa: S324  # Kolibri's name of the file
    assert (found["preset"], found["local_file_id"]) == (preset, whole)


def test_a_file_for_small_budgets_stands_for_a_lesson_that_is_too_heavy_or_has_no_other(
    disk: Path, tmp_path: Path
) -> None:
    whole = small_shelf(tmp_path, heights=(360, 180))
    light = replace(whole, videos=whole.videos[:1], lite=whole.videos[1:])
    for lesson, most, height in (
        (light, 100_000, 360),
        (light, 4000, 180),
        (replace(light, videos=()), 100_000, 180),
    ):
        pack(disk, [lesson], replace(SPEC, most_kb_per_minute=most))
        (found,) = ask(disk, "SELECT * FROM content_file WHERE preset LIKE '%res_video'")
        assert found["local_file_id"] == hashlib.md5(tiny_mp4(height).read_bytes()).hexdigest()  # noqa: S324
    modern = replace(
        light, videos=(), lite=tuple(replace(each, file=replace(each.file, codec="av1")) for each in light.lite)
    )
    with pytest.raises(PlanError):
        pack(disk, [modern])


def test_with_a_budget_pictures_get_smaller_before_lessons_are_left_out(disk: Path, tmp_path: Path) -> None:
    lessons = [
        small_shelf(tmp_path, lesson_number=number, attachments=(), title=f"Bài {number}x") for number in (1, 2, 3)
    ]
    sizes = {each.file.height_px: each.file.size_bytes for each in lessons[0].videos}
    fixed = (512 << 10) + 3 * (24 << 10) + 3 * 4 * (32 << 10)
    clusters = {height: -(-size // 32768) * 32768 for height, size in sizes.items()}
    assert clusters[360] > clusters[180]
    for budget, said in (
        (fixed + 3 * clusters[360], []),
        (fixed + 2 * clusters[360] + clusters[180], ["kolibri-smaller"]),
        (fixed + 2 * clusters[180], ["kolibri-left-out"]),
    ):
        packed = pack(disk, lessons, budget_bytes=budget)
        assert [each for each in codes(packed) if each != "kolibri-smaller" or each in said] == said
        taken = sum(-(-len(data) // 32768) * 32768 for data in everything(disk).values())
        assert taken <= budget
    with pytest.raises(PlanError):
        pack(disk, lessons, budget_bytes=1000)


def test_a_full_disk_keeps_the_old_channel(
    disk: Path, three: list[ShelvedLesson], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(disk, three[:1])
    before = everything(disk)

    def full(*_: object, **__: object) -> None:
        raise EngineError("stick-full", folder=str(disk), needed_mb=2, free_mb=1)

    monkeypatch.setattr("lessontool.delivery.packs.kolibri.refresh", full)
    with pytest.raises(EngineError):
        pack(disk, three)
    assert everything(disk) == before


def test_the_database_is_put_in_place_last(disk: Path, three: list[ShelvedLesson]) -> None:
    packed = pack(disk, three)
    assert [each.name.endswith(".sqlite3") for each in packed.files].index(True) == len(packed.files) - 1


def test_a_file_that_changed_since_it_was_listed_never_gets_in(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    path = lesson.captions[0].path
    path.write_bytes(path.read_bytes().replace(b"Hai con", b"Ba con "))
    with pytest.raises(LessonToolError) as raised:
        pack(disk, [lesson])
    assert raised.value.code == "shelf-file-changed"
    assert not database(disk).exists()


def test_a_thrown_switch_stops_the_work(disk: Path, three: list[ShelvedLesson]) -> None:
    disk.mkdir()
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        build(three, SPEC, disk, created=CREATED, cancel=cancel, progress=lambda _: None)
    assert everything(disk) == {}


def test_progress_only_grows_and_ends_at_the_end(disk: Path, three: list[ShelvedLesson]) -> None:
    told: list[float] = []
    disk.mkdir()
    build(three, SPEC, disk, created=CREATED, cancel=Cancel(), progress=told.append)
    assert all(first <= second for first, second in itertools.pairwise(told))
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("said", "name", "terms"),
    [
        ("", "All Rights Reserved", ""),
        ("CC BY 4.0", "CC BY", ""),
        ("cc-by-nd", "CC BY-ND", ""),
        ("CC BY-NC-ND 3.0 VN", "CC BY-NC-ND", ""),
        ("CC0", "Public Domain", ""),
        ("Chỉ dùng trong tỉnh", "Special Permissions", "Chỉ dùng trong tỉnh"),
    ],
)
def test_licences_are_those_that_kolibri_knows(said: str, name: str, terms: str) -> None:
    lesson = plain_lesson(rights=Rights(holder="Sở", licence=said))
    assert kolibri_tree.licence(lesson) == (name, terms)


def test_every_subject_and_grade_has_a_label() -> None:
    known = {each.code for each in curriculum.subjects()}
    assert set(kolibri_tree._SUBJECTS) <= known
    assert len(known) > 25
    assert all(kolibri_tree.categories(code) for code in known)
    assert len({kolibri_tree.grade_label(grade) for grade in range(1, 13)}) == 4


@pytest.mark.parametrize(
    ("title", "changes", "expected"),
    [
        ("Bài 12. Ôn tập", {}, "Bài 12. Ôn tập (tiết 1)"),
        ("Bài 120 câu hỏi", {}, "Bài 12: Bài 120 câu hỏi (tiết 1)"),
        ("Ôn tập (Tiết 1)", {}, "Bài 12: Ôn tập (Tiết 1)"),
        ("Ôn tập", {"lesson_number": None, "part": None}, "Ôn tập"),
    ],
)
def test_a_title_stands_alone_and_says_nothing_twice(title: str, changes: dict[str, Any], expected: str) -> None:
    assert kolibri_tree.lesson_title(plain_lesson(title=title, **changes)) == expected


def test_languages_that_kolibri_does_not_know_have_rows_of_their_own(disk: Path, tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, language="hmn", captions=("hmn", "zh-Hant-TW-x-tinh"))
    pack(disk, [lesson])
    found = {each["id"]: each for each in ask(disk, "SELECT * FROM content_language")}
    assert found["hmn"]["lang_name"] == "Tiếng Mông"
    assert found["zh-Hant-TW-x"]["lang_subcode"] == "Hant-TW-x"
    assert all(len(each) <= 14 for each in found)


def test_the_tables_are_all_there_even_the_empty_ones(disk: Path, three: list[ShelvedLesson]) -> None:
    pack(disk, three)
    found = ask(disk, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    assert {each["name"] for each in found} == TABLES.keys()
    assert ask(disk, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
