"""Presets and lesson.yaml: what is right loads, what is wrong is refused with file, line and field."""

from __future__ import annotations

import dataclasses
import os
import time
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lessontool import messages, model, presets, records
from lessontool.errors import InputError, PresetError
from lessontool.model import DeliverySpec
from lessontool.presets import _yaml, delivery_names, explain, load_delivery, load_lesson, preset_path
from lessontool.presets._fields import read_seconds
from lessontool.timing import Timecode, round_up

SHIPPED = (
    "online-lite",
    "online-web",
    "radio-programme",
    "tv-avc-intra-100",
    "tv-dv25",
    "tv-dvb-ts",
    "tv-h264-mp4",
    "tv-h264-ts",
    "tv-imx50",
    "tv-mpeg2-ps-15",
    "tv-xdcam-hd422",
    "tv-xdcam-hd422-lineup",
)

LESSON = """\
recording: bai.mp4
title: Phép cộng trong phạm vi 10
subject: Toán
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
teachers:
  - Cô Lan
school: TH số 1
rights:
  holder: TH số 1
"""


def preset_text(name: str) -> str:
    return preset_path(name).read_text(encoding="utf-8")


def broken(folder: Path, name: str, old: str, new: str) -> PresetError:
    text = preset_text(name)
    assert old in text
    (folder / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_delivery(name, folder=folder)
    assert caught.value.code == "preset-wrong"
    assert messages.say(caught.value.code, caught.value.values, "vi")
    return caught.value


def refused(folder: Path, content: str | bytes) -> InputError:
    data = content.encode() if isinstance(content, str) else content
    (folder / "lesson.yaml").write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_lesson(folder)
    for language in ("vi", "en"):
        assert messages.say(caught.value.code, caught.value.values, language)  # type: ignore[arg-type]
        assert messages.hint(caught.value.code, caught.value.values, language)  # type: ignore[arg-type]
    return caught.value


# ── shipped presets ───────────────────────────────────────────────────────────────────────────────────────────────


def test_all_shipped_presets_are_known() -> None:
    assert delivery_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_preset_loads_and_survives_json(name: str) -> None:
    spec = load_delivery(name)
    assert spec.name == name
    assert TypeAdapter(DeliverySpec).validate_json(records.pretty(spec)) == spec
    for text in (spec.summary_vi, spec.summary_en):
        assert text == unicodedata.normalize("NFC", text)
    assert not spec.summary_vi.isascii()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_preset_is_complete_and_gives_its_reasons(name: str) -> None:
    node = _yaml.read(preset_path(name))
    # a timecode, a stream's rate and service, a station of one's own, what only web sites or radio have: where there
    # are none, nothing needs to say so
    optional = {"timecode_start", "mux_rate_kbps", "service_name", "station"}
    optional |= {"adaptive", "page", "attachments", "radio", "storyboard"}
    assert set(node.fields) >= {"posters", "brand"}
    assert {field.name for field in dataclasses.fields(DeliverySpec)} - set(node.fields) <= optional
    assert preset_text(name).count("#") > 20
    shown = explain(name)
    assert shown.startswith(f"# {load_delivery(name).summary_vi}\n")
    assert preset_text(name) in shown


def test_the_tv_preset_is_xdcam_hd422() -> None:
    spec = load_delivery("tv-xdcam-hd422")
    (xdcam,) = spec.renditions
    assert (xdcam.codec, xdcam.width_px, xdcam.height_px, xdcam.chroma) == ("mpeg2", 1920, 1080, "4:2:2")
    assert xdcam.interlaced is True
    assert (xdcam.bit_rate_kbps, xdcam.buffer_kbit, xdcam.gop_frames, xdcam.b_frames) == (50_000, 17_825, 12, 2)
    assert (spec.sound.tracks, spec.sound.channels_per_track, spec.sound.target_lufs) == (8, 1, -23.0)
    assert Timecode.parse(spec.timecode_start) == Timecode(10 * 3600 * 25)
    assert spec.running_order.segments == ("slate", "opening", "lesson", "closing")
    assert spec.picture.crop_black_borders is False


def test_the_line_up_ends_where_the_programme_begins_at_ten_o_clock() -> None:
    spec, plain = load_delivery("tv-xdcam-hd422-lineup"), load_delivery("tv-xdcam-hd422")
    order = spec.running_order
    assert order.segments == ("lineup", "clock", "black", "opening", "lesson", "closing")
    gop = spec.renditions[0].gop_frames
    before = sum(round_up(seconds * 25, gop) for seconds in (order.lineup_s, order.clock_s, order.black_s))
    assert str(Timecode.parse(spec.timecode_start) + before) == "10:00:00:00"
    own = {"name", "summary_vi", "summary_en", "running_order", "timecode_start"}
    for field in dataclasses.fields(DeliverySpec):
        assert (getattr(spec, field.name) == getattr(plain, field.name)) == (field.name not in own)


def test_the_online_preset_is_a_ladder_whose_keyframes_agree() -> None:
    spec = load_delivery("online-web")
    assert [rendition.name for rendition in spec.renditions] == ["1080p", "720p", "480p", "360p"]
    assert {rendition.gop_frames for rendition in spec.renditions} == {100}
    sizes = [rendition.width_px * rendition.height_px for rendition in spec.renditions]
    assert sizes == sorted(sizes, reverse=True)
    assert [(each.name, each.width_px, each.height_px) for each in spec.posters] == [
        ("poster", 1280, 720),
        ("wide", 1200, 675),
        ("square", 1080, 1080),
    ]
    assert spec.posters[0].max_kb <= 2000
    assert spec.storyboard is not None
    assert spec.timecode_start == ""


@pytest.mark.parametrize("name", ["online-wep", "../online-web", "/etc/passwd", "", "ONLINE-WEB", "online-web.yaml"])
def test_an_unknown_preset_is_refused_and_paths_are_no_names(name: str) -> None:
    with pytest.raises(PresetError) as caught:
        load_delivery(name)
    assert caught.value.code == "preset-unknown"
    assert "online-web" in str(caught.value.values["suggestion"])


def test_a_preset_from_an_extra_folder_comes_first(tmp_path: Path) -> None:
    text = preset_text("online-web")
    (tmp_path / "online-web.yaml").write_text(text.replace("-16.0", "-18.0"), encoding="utf-8")
    (tmp_path / "online-mine.yaml").write_text(text.replace("name: online-web", "name: online-mine"), encoding="utf-8")
    assert load_delivery("online-web", folder=tmp_path).sound.target_lufs == -18.0
    assert load_delivery("online-mine", folder=tmp_path).name == "online-mine"
    assert load_delivery("online-web").sound.target_lufs == -16.0
    assert delivery_names(folder=tmp_path) == tuple(sorted((*SHIPPED, "online-mine")))


BROKEN = [
    ("tv-xdcam-hd422", "gop_frames: 12", "gop_frames: 0", "renditions[1].gop_frames"),
    ("tv-xdcam-hd422", "gop_frames: 12", "gop_frame: 12", "renditions[1].gop_frame"),
    ("tv-xdcam-hd422", "b_frames: 2", "b_frames: 12", "renditions[1].b_frames"),
    ("tv-xdcam-hd422", "height_px: 1080", "height_px: 1081", "renditions[1].height_px"),
    ("tv-xdcam-hd422", "width_px: 1920", "width_px: 3840", "renditions[1].width_px"),
    ("tv-xdcam-hd422", "pictures_per_second: 25", "pictures_per_second: 50", "renditions[1].pictures_per_second"),
    ("tv-xdcam-hd422", "pictures_per_second: 25", "pictures_per_second: 30", "renditions[1].pictures_per_second"),
    ("tv-xdcam-hd422", 'chroma: "4:2:2"', "chroma: 4:4:4", "renditions[1].chroma"),
    ("tv-xdcam-hd422", "bit_rate_kbps: 50000", "bit_rate_kbps:", "renditions[1].bit_rate_kbps"),
    ("tv-xdcam-hd422", "bit_rate_kbps: 50000", "bit_rate_kbps: 50 Mb/s", "renditions[1].bit_rate_kbps"),
    ("tv-xdcam-hd422", "buffer_kbit: 17825", "buffer_kbit: 17825792", "renditions[1].buffer_kbit"),
    ("tv-xdcam-hd422", "codec: mpeg2", "codec: mpeg", "renditions[1].codec"),
    ("tv-xdcam-hd422", "codec: mpeg2", "codec: h264", "renditions[1].codec"),
    ("tv-xdcam-hd422", "codec: pcm_s24le", "codec: aac", "sound.codec"),
    ("tv-xdcam-hd422", "interlaced: yes", "interlaced: maybe", "renditions[1].interlaced"),
    ("tv-xdcam-hd422", "tracks: 8", "tracks: 80", "sound.tracks"),
    ("tv-xdcam-hd422", "target_lufs: -23.0", "target_lufs: 23", "sound.target_lufs"),
    ("tv-xdcam-hd422", "tolerance_lu: 0.2", "tolerance_lu: 0", "sound.tolerance_lu"),
    ("tv-xdcam-hd422", "max_true_peak_dbtp: -1.0", "max_true_peak_dbtp: nan", "sound.max_true_peak_dbtp"),
    ("tv-xdcam-hd422", "high_pass_hz: 70", "high_pass_hz: 3000", "sound.high_pass_hz"),
    ("tv-xdcam-hd422", '"10:00:00:00"', "10:00:00:25", "timecode_start"),
    ("tv-xdcam-hd422", "[slate, opening, lesson, closing]", "[slate, opening]", "running_order.segments"),
    ("tv-xdcam-hd422", "[slate, opening, lesson, closing]", "[slate, lesson, lesson]", "running_order.segments"),
    ("tv-xdcam-hd422", "[slate, opening, lesson, closing]", "[opening, lesson, end]", "running_order.segments[3]"),
    ("tv-xdcam-hd422", "slate_s: 10", "slate_s: 0", "running_order.slate_s"),
    ("tv-xdcam-hd422", "slate_s: 10", "slate_s: 500", "running_order.slate_s"),
    ("tv-xdcam-hd422", "lineup_s: 0", "lineup_s: 20", "running_order.lineup_s"),
    ("tv-xdcam-hd422", "black_s: 0", "fade_frames: 12", "running_order.fade_frames"),
    ("tv-xdcam-hd422", "[slate, opening,", "[opening, slate,", "running_order.segments"),
    ("tv-xdcam-hd422", 'brand: ""', "brand: ../province", "brand"),
    ("tv-xdcam-hd422-lineup", "clock_s: 7", "clock_s: 0", "running_order.clock_s"),
    ("tv-xdcam-hd422-lineup", "clock_s: 7", "clock_s: 8", "timecode_start"),
    ("tv-xdcam-hd422-lineup", '"09:59:00:00"', '""', "timecode_start"),
    ("tv-xdcam-hd422-lineup", '"09:59:00:00"', '"09:59:30:00"', "timecode_start"),
    ("tv-xdcam-hd422-lineup", "[lineup, clock, black,", "[clock, lineup, black,", "running_order.segments"),
    ("tv-xdcam-hd422-lineup", "black, opening,", "black, slate, opening,", "running_order.segments"),
    ("tv-xdcam-hd422", "{series}", "{serie}", "file_name"),
    ("tv-xdcam-hd422", "{series}", "{series!r}", "file_name"),
    ("tv-xdcam-hd422", "{series}", "{series.__class__}", "file_name"),
    ("tv-xdcam-hd422", "{series}", "/../{series}", "file_name"),
    ("tv-xdcam-hd422", "[sha256, md5]", "[md5]", "checksums"),
    ("tv-xdcam-hd422", "[sha256, md5]", "[sha256, sha-1]", "checksums[2]"),
    ("tv-xdcam-hd422", "name: tv-xdcam-hd422", "name: tv", "name"),
    ("tv-xdcam-hd422", "posters: []", "posters: no", "posters"),
    ("tv-xdcam-hd422", "picture:", "pictures:", "pictures"),
    ("tv-xdcam-hd422", "posters: []", "posters: []\nposters: []", "posters"),
    ("tv-mpeg2-ps-15", "codec: mpeg2 ", "codec: h264 ", "renditions[1].codec"),
    ("tv-mpeg2-ps-15", "codec: mp2 ", "codec: aac ", "sound.codec"),
    ("tv-mpeg2-ps-15", "bit_rate_kbps: 15000", "bit_rate_kbps: 90000", "renditions[1].bit_rate_kbps"),
    ("tv-mpeg2-ps-15", "buffer_kbit: 9781", "buffer_kbit: 17825", "renditions[1].buffer_kbit"),
    ("tv-mpeg2-ps-15", "sound_kbps: 384", "sound_kbps: 300", "renditions[1].sound_kbps"),
    ("tv-mpeg2-ps-15", "mux_rate_kbps: 16200", "mux_rate_kbps: 15000", "mux_rate_kbps"),
    ("tv-mpeg2-ps-15", "mux_rate_kbps: 16200", "mux_rate_kbps: 16200\nservice_name: A", "service_name"),
    ("tv-mpeg2-ps-15", "channels_per_track: 2", "channels_per_track: 1", "sound.channels_per_track"),
    ("tv-dvb-ts", "service_name: Bai giang", "service_name: Bài giảng", "service_name"),
    ("tv-dvb-ts", "service_name: Bai giang", "service_name: ~", "service_name"),
    ("tv-dvb-ts", "bit_rate_kbps: 6000", "bit_rate_kbps: 20000", "renditions[1].bit_rate_kbps"),
    ("tv-dvb-ts", "colour: bt601", "colour: bt709", "renditions[1].colour"),
    ("tv-dvb-ts", "height_px: 576", "height_px: 480", "renditions[1].height_px"),
    ("tv-h264-mp4", "first_field: top", "first_field: bottom", "renditions[1].first_field"),
    ("tv-h264-mp4", "bit_depth: 8", "bit_depth: 10", "renditions[1].bit_depth"),
    ("tv-h264-mp4", "colour: bt709", "colour: bt601", "renditions[1].colour"),
    ("tv-h264-mp4", "buffer_kbit: 12000", "buffer_kbit:", "renditions[1].buffer_kbit"),
    ("tv-h264-ts", "effort: veryfast", "effort: quick", "renditions[1].effort"),
    ("tv-avc-intra-100", "bit_depth: 10", "bit_depth: 8", "renditions[1].bit_depth"),
    ("tv-avc-intra-100", "bit_rate_kbps: 113766", "bit_rate_kbps: 100000", "renditions[1].bit_rate_kbps"),
    ("tv-avc-intra-100", "gop_frames: 1 ", "gop_frames: 12 ", "renditions[1].gop_frames"),
    ("tv-avc-intra-100", "codec: pcm_s24le", "codec: pcm_s16le", "sound.codec"),
    ("tv-avc-intra-100", "    b_frames: 0", "    b_frames: 0\n    buffer_kbit: 9", "renditions[1].buffer_kbit"),
    ("tv-imx50", "height_px: 608", "height_px: 576", "renditions[1].height_px"),
    ("tv-imx50", "bit_rate_kbps: 50000", "bit_rate_kbps: 45000", "renditions[1].bit_rate_kbps"),
    ("tv-imx50", "channels_per_track: 4", "channels_per_track: 1", "sound.tracks"),
    ("tv-imx50", "colour: bt601", "colour: bt709", "renditions[1].colour"),
    ("tv-dv25", "first_field: bottom", "first_field: top", "renditions[1].first_field"),
    ("tv-dv25", "codec: dv ", "codec: imx ", "renditions[1].codec"),
    ("tv-dv25", '"10:00:00:00"', '""', "timecode_start"),
    ("tv-dv25", "b_frames: 0", "b_frames: 0\n    effort: fast", "renditions[1].effort"),
    ("online-web", "name: square", "name: wide", "posters"),
    ("online-web", "name: square", "name: ../x", "posters[3].name"),
    ("online-web", "height_px: 675", "height_px: 67500", "posters[2].height_px"),
    ("online-web", "max_kb: 500", "max_kb: 0", "posters[3].max_kb"),
    ("online-web", "every_s: 5", "every_s: 0", "storyboard.every_s"),
    ("online-web", "columns: 10", "columns: 100", "storyboard.columns"),
    ("online-web", "width_px: 160", "width_px: 1600", "storyboard.width_px"),
    ("online-web", "quality_crf: 22", "quality_crf: 99", "renditions[1].quality_crf"),
    ("online-web", "quality_crf: 22", "quality_crf: 22\n    bit_rate_kbps: 9", "renditions[1].bit_rate_kbps"),
    ("online-web", "buffer_kbit: 9000", "buffer_kbit:", "renditions[1].buffer_kbit"),
    ("online-web", "effort: veryfast", "effort: fasst", "renditions[1].effort"),
    ("online-web", "sound_kbps: 128", "sound_kbps: 1280", "renditions[1].sound_kbps"),
    ("online-web", "name: 720p", "name: 1080p", "renditions"),
    ("online-web", "name: 720p", "name: 720/p", "renditions[2].name"),
    ("online-web", "tracks: 1", "tracks: 2", "sound.tracks"),
    ("online-web", "slate_s: 0", "slate_s: 3", "running_order.slate_s"),
]


@pytest.mark.parametrize(("name", "old", "new", "field"), BROKEN)
def test_a_broken_brother_fails_with_path_line_and_field(
    tmp_path: Path, name: str, old: str, new: str, field: str
) -> None:
    error = broken(tmp_path, name, old, new)
    path = tmp_path / f"{name}.yaml"
    first = error.detail.splitlines()[0]
    assert error.values["field"] == field
    assert first.startswith(f"{path}:{error.values['line']}: {field}: ")
    top = preset_text(name).splitlines()
    line = int(str(error.values["line"]))
    assert 1 <= line <= len(top) + 2


def test_a_complaint_names_the_very_line_and_the_nearest_name(tmp_path: Path) -> None:
    error = broken(tmp_path, "tv-xdcam-hd422", "gop_frames: 12", "gop_frame: 12")
    lines = (tmp_path / "tv-xdcam-hd422.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "gop_frame:" in text)
    assert error.detail.splitlines()[0] == (
        f"{tmp_path}/tv-xdcam-hd422.yaml:{line}: renditions[1].gop_frame: unknown field; did you mean gop_frames?"
    )
    assert "file_name: {serie} is not one of" in broken(tmp_path, "online-web", "{series}", "{serie}").detail
    assert "did you mean series?" in broken(tmp_path, "online-web", "{series}", "{serie}").detail


def test_values_are_the_text_that_was_written(tmp_path: Path) -> None:
    text = preset_text("tv-xdcam-hd422")
    text = text.replace('"10:00:00:00"', "10:00:00:00").replace("repair_gamut: yes", "repair_gamut: Có")
    text = text.replace("crop_black_borders: no", "crop_black_borders: không").replace("-23.0", "−23,0")
    (tmp_path / "tv-xdcam-hd422.yaml").write_text(text, encoding="utf-8")
    assert load_delivery("tv-xdcam-hd422", folder=tmp_path) == load_delivery("tv-xdcam-hd422")


# ── the lesson ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plain_lesson_loads(tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text(LESSON, encoding="utf-8")
    lesson = load_lesson(tmp_path)
    assert (lesson.subject, lesson.grade, lesson.week, lesson.teachers) == ("TO", 1, 5, ("Cô Lan",))
    assert lesson.destinations == ("tv", "online")
    assert lesson.start_s is None


def test_what_stands_around_a_lesson_loads(tmp_path: Path) -> None:
    more = """\
brand: pupils-1-2
broadcasts:
  - Thứ Hai 6/9,  8:00, kênh LTV1
materials_url: https://hoclieu.example.vn/toan1?bai=12
sign_language:
  file: "ngôn ngữ.mp4"
  starts_s: -2,5
"""
    (tmp_path / "lesson.yaml").write_text(LESSON + more, encoding="utf-8")
    lesson = load_lesson(tmp_path)
    assert (lesson.brand, lesson.materials_url) == ("pupils-1-2", "https://hoclieu.example.vn/toan1?bai=12")
    assert lesson.broadcasts == ("Thứ Hai 6/9, 8:00, kênh LTV1",)
    assert lesson.sign_language == model.SignLanguage(file="ngôn ngữ.mp4", starts_s=Fraction(-5, 2))


def test_a_lesson_from_a_mac_or_windows_editor_loads_the_same(tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text(LESSON, encoding="utf-8")
    plain = load_lesson(tmp_path)
    for content in (
        b"\xef\xbb\xbf" + LESSON.encode(),
        LESSON.replace("\n", "\r\n").encode(),
        unicodedata.normalize("NFD", LESSON).encode(),
    ):
        (tmp_path / "lesson.yaml").write_bytes(content)
        assert load_lesson(tmp_path) == plain


def test_times_dates_lists_and_words_are_read_as_people_write_them(tmp_path: Path) -> None:
    more = """\
start_s: 00:01:30
end_s: 25:00.5
poster_s: "90,5"
destinations: online
keywords: cộng
script: ~
consent: {pupils_visible: có, given: yes, date: 1/9/2021}
chapters:
  - {start_s: 90, title: Khởi động}
  - {start_s: "2:00", title: no}
"""
    (tmp_path / "lesson.yaml").write_text(LESSON + more, encoding="utf-8")
    lesson = load_lesson(tmp_path)
    assert (lesson.start_s, lesson.end_s, lesson.poster_s) == (90, Fraction(3001, 2), Fraction(181, 2))
    assert (lesson.destinations, lesson.keywords, lesson.script) == (("online",), ("cộng",), None)
    assert (lesson.consent.pupils_visible, lesson.consent.given, lesson.consent.date) == (True, True, "2021-09-01")
    assert [(chapter.start_s, chapter.title) for chapter in lesson.chapters] == [(90, "Khởi động"), (120, "no")]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", Fraction(90)),
        ("90.5", Fraction(181, 2)),
        ("00:01:30", Fraction(90)),
        ("1:30", Fraction(90)),
        ("75:00", Fraction(4500)),
        ("01:02:03.04", Fraction(372304, 100)),
        ("1:60", None),
        ("1:60:00", None),
        ("1e9", None),
        ("nan", None),
        ("1/3", None),
        ("٣", None),
        ("10:00:00:00", None),
        ("", None),
    ],
)
def test_seconds_are_exact(text: str, seconds: Fraction | None) -> None:
    assert read_seconds(text) == seconds


def test_golden_messages(tmp_path: Path) -> None:
    """What a teacher and an engineer read for the commonest mistakes, word for word."""
    golden = {
        LESSON.replace("subject:", "subjct:"): (
            "lesson.yaml, dòng 3: không có mục nào tên là “subjct”.",
            "Tên đúng có thể là: subject.",
            "lesson.yaml:3: subjct: unknown field; did you mean subject?\nlesson.yaml:1: subject: missing",
        ),
        LESSON.replace("grade: 1", "grade: 13"): (
            "lesson.yaml, dòng 4: nội dung của mục “grade” không dùng được: “13”.",
            "Ví dụ đúng: 1–12.",
            "lesson.yaml:4: grade: must be 1–12",
        ),
        LESSON.replace("Toán", "Vật lí"): (
            "lesson.yaml, dòng 3: lớp 1 năm học 2021-2022 không có môn Vật lí.",
            "Lớp này có các môn: Âm nhạc, Đạo đức, Giáo dục thể chất, Hoạt động trải nghiệm, Mĩ thuật, "
            "Nghệ thuật (Âm nhạc; Mĩ thuật), Ngoại ngữ 1 (Tiếng Anh), Tiếng dân tộc thiểu số, Tiếng Việt, Toán, "
            "Tự nhiên và Xã hội. Hãy sửa môn học hoặc lớp.",
            "lesson.yaml:3: subject: grade 1 in 2021-2022 has no VL (Vật lí); it has Âm nhạc, Đạo đức, Giáo dục thể "
            "chất, Hoạt động trải nghiệm, Mĩ thuật, Nghệ thuật (Âm nhạc; Mĩ thuật), Ngoại ngữ 1 (Tiếng Anh), Tiếng dân "
            "tộc thiểu số, Tiếng Việt, Toán, Tự nhiên và Xã hội; did you mean TNXH (Tự nhiên và Xã hội)?",
        ),
        "title: Bài 1\n": (
            "Tệp lesson.yaml còn thiếu: recording, subject, grade, series, school_year, week, teachers, school, "
            "rights.",
            "Hãy viết thêm các mục đó; “lessontool new” tạo một tệp mẫu có lời giải thích từng mục.",
            None,
        ),
    }
    assert len(golden) == 4
    for content, (said, hint, detail) in golden.items():
        error = refused(tmp_path, content)
        assert messages.say(error.code, error.values, "vi") == said
        assert messages.hint(error.code, error.values, "vi") == hint
        if detail is not None:
            assert error.detail == detail


WRONG = [
    ("Toán", "Phép thuật", "lesson-subject-unknown", 3),
    ("series: KNTT", "series: Cánh Cò", "lesson-series-unknown", 5),
    ("series: KNTT", "series: P06", "lesson-series-not-in-grade", 5),
    ("grade: 1", "grade: một", "lesson-field-wrong", 4),
    ("grade: 1", "grade: 1.0", "lesson-field-wrong", 4),
    ("grade: 1", "grade: [1]", "lesson-field-wrong", 4),
    ("week: 5", "week: 36", "lesson-field-wrong", 7),
    ("week: 5", "week: " + "9" * 5000, "lesson-field-wrong", 7),
    ("2021-2022", "2021-2023", "lesson-field-wrong", 6),
    ("rights:\n  holder: TH số 1", "rights: TH số 1", "lesson-field-wrong", 11),
    ("  holder", "  owner", "lesson-unknown-field", 12),
    ("holder: TH số 1", "holder: TH\n  expires: 2026-02-30", "lesson-field-wrong", 13),
    ("recording: bai.mp4", "recording: ../bai.mp4", "lesson-file-outside", 1),
    ("recording: bai.mp4", "recording: /etc/passwd", "lesson-file-outside", 1),
    ("recording: bai.mp4", "recording: http://example.org/a.mp4", "lesson-file-outside", 1),
    ("recording: bai.mp4", "recording: 'C:\\a.mp4'", "lesson-file-outside", 1),
    ("recording: bai.mp4", "recording: a/../../b.mp4", "lesson-file-outside", 1),
    ("recording: bai.mp4", 'recording: ""', "lesson-field-missing", 1),
    ("title: Phép cộng trong phạm vi 10", "title:", "lesson-field-missing", 2),
    ("title: Phép cộng", "title: 'Phép cộng", "lesson-file-not-understood", 2),
    ("title: Phép cộng", "title: Bài 1: Phép cộng", "lesson-file-not-understood", 2),
    ("title: Phép cộng", "title: &a Phép cộng", "lesson-file-not-accepted", 2),
    ("title: Phép cộng", "title: !!python/object:os.system Phép", "lesson-file-not-accepted", 2),
    ("title: Phép cộng", "title: !x Phép cộng", "lesson-file-not-accepted", 2),
    ("title: Phép cộng", "<<: x\ntitle: Phép cộng", "lesson-file-not-accepted", 2),
    ("title: Phép cộng", "? [a]\n: b\ntitle: Phép cộng", "lesson-file-not-accepted", 2),
    ("title: Phép cộng", "recording: b.mp4\ntitle: Phép cộng", "lesson-field-twice", 2),
    ("title: Phép cộng", "title: Phép\x07 cộng", "lesson-file-hidden-character", 2),
    ("title: Phép cộng", "title: Phép\u202e cộng", "lesson-file-hidden-character", 2),
    ("title: Phép cộng trong phạm vi 10", 'title: "a\\0b"', "lesson-file-hidden-character", 2),
    ("title: Phép cộng trong phạm vi 10", "title: " + "a" * 10_001, "lesson-field-wrong", 2),
    ("school: TH số 1", "school: TH\nlanguage: tiếng Việt", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\ndestinations: [tv, cinema]", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\ndestinations: [tv, tv]", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\ndestinations: []", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\npresets: [../x]", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\npart: 3\nparts: 2", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nstart_s: 10\nend_s: 9", "lesson-field-wrong", 12),
    ("school: TH số 1", "school: TH\nposter_s: -1", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nchapters: [{start_s: 1, titel: x}]", "lesson-unknown-field", 11),
    (
        "school: TH số 1",
        "school: TH\nchapters: [{start_s: 9, title: x}, {start_s: 9, title: y}]",
        "lesson-field-wrong",
        11,
    ),
    ("school: TH số 1", "school: TH\nbrand: Tỉnh Lai Châu", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nbrand: ../province", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nbroadcasts: [a, b, c, d, e]", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nbroadcasts:\n  - 8:00\n  - " + "x" * 81, "lesson-field-wrong", 13),
    ("school: TH số 1", "school: TH\nmaterials_url: hoclieu.example.vn", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nmaterials_url: javascript://x", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nmaterials_url: https://a.vn/b c", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nmaterials_url: https://", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nmaterials_url: https://a.vn/" + "x" * 300, "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nsign_language: kihieu.mp4", "lesson-field-wrong", 11),
    ("school: TH số 1", "school: TH\nsign_language: {file: ../k.mp4}", "lesson-file-outside", 11),
    ("school: TH số 1", "school: TH\nsign_language: {starts_s: 2}", "lesson-field-missing", 11),
    ("school: TH số 1", "school: TH\nsign_language: {file: k.mp4, starts_s: sớm}", "lesson-field-wrong", 11),
    ("  - Cô Lan", "  -", "lesson-field-wrong", 9),
    ("rights:", "---\nrights:", "lesson-file-not-accepted", 11),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), WRONG)
def test_a_wrong_lesson_is_refused_with_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert old in LESSON
    error = refused(tmp_path, LESSON.replace(old, new, 1))
    assert error.code == code
    assert error.values["line"] == line
    assert error.detail.startswith("lesson.yaml:")
    assert "\n\n" not in error.detail
    assert len(error.detail) < 3000


def test_all_complaints_are_told_at_once(tmp_path: Path) -> None:
    error = refused(tmp_path, LESSON.replace("week: 5", "weak: 5").replace("grade: 1", "grade: 0"))
    assert error.code == "lesson-unknown-field"
    assert error.detail.splitlines() == [
        "lesson.yaml:7: weak: unknown field; did you mean week?",
        "lesson.yaml:4: grade: must be 1–12",
        "lesson.yaml:1: week: missing",
    ]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_lesson(tmp_path)
    assert caught.value.code == "lesson-file-missing"
    (tmp_path / "other.yaml").write_text(LESSON, encoding="utf-8")
    path = tmp_path / "lesson.yaml"
    path.symlink_to("other.yaml")
    with pytest.raises(InputError) as caught:
        load_lesson(tmp_path)
    assert caught.value.code == "lesson-file-unreadable"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(InputError) as caught:
        load_lesson(tmp_path)
    assert caught.value.code == "lesson-file-unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "lesson-field-missing"),
        (b"# only a comment\n", "lesson-field-missing"),
        (b"just words\n", "lesson-file-not-understood"),
        (b"- a\n- b\n", "lesson-file-not-understood"),
        ("title: Toán".encode("utf-16"), "lesson-file-not-unicode"),
        (b"title: To\xb8n\n", "lesson-file-not-unicode"),
        (b"title: \xed\xa0\x80\n", "lesson-file-not-unicode"),
        (b"\x00" * 100, "lesson-file-hidden-character"),
        (b"title: 'a\n", "lesson-file-not-understood"),
        (b"\t- a: b\n", "lesson-file-not-understood"),
        (b"a: " + b"x" * 1_000_000, "lesson-file-too-big"),
    ],
)
def test_other_contents_are_refused_in_plain_words(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content).code == code


BOMBS = {
    "aliases": b"a: &a [x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(1000)),
    "merge": b"a: {x: 1}\n" + b"b: {<<: [" + b"{x: 1}," * 100_000 + b"]}",
    "deep flow": b"a: " + b"[" * 400_000,
    "deep maps": b"{a: " * 200_000,
    "deep block": b"".join(b" " * n + b"a:\n" for n in range(1200)),
    "deep list": b"a:\n  " + b"- " * 400_000,
    "many values": b"a: [" + b"x," * 499_000 + b"]",
    "many keys": b"".join(b"k%d: v\n" % n for n in range(90_000)),
    "one text": b"title: " + b"x" * 999_000,
    "one quoted text": b'title: "' + b"\\u1EA1" * 160_000 + b'"',
    "long key": b"x" * 999_000 + b": y",
    "many similar keys": b"".join(b"subjec%d: v\n" % n for n in range(19_000 // 2)),
    "question marks": b"? " * 499_000,
    "long lines": b"title: >\n" + b"  x\n" * 240_000,
    "anchors": b"&a " * 300_000,
    "records": b"chapters:\n" + b"- {start_s: 1, title: x}\n" * 4_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_yaml_bomb_is_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    content = BOMBS[name]
    assert len(content) <= _yaml.MAX_BYTES
    begun = time.process_time()
    error = refused(tmp_path, content)
    assert time.process_time() - begun < 5
    assert len(str(error)) < 2_000_000


def test_a_recording_whose_name_came_from_a_mac_is_found(tmp_path: Path) -> None:
    on_disk = unicodedata.normalize("NFD", "bài.mp4")
    (tmp_path / on_disk).touch()
    (tmp_path / "lesson.yaml").write_text(LESSON.replace("bai.mp4", "bài.mp4"), encoding="utf-8")
    assert load_lesson(tmp_path).recording == on_disk


def test_only_one_module_reads_yaml() -> None:
    root = Path(presets.__file__).parent
    readers = {path.name for path in root.rglob("*.py") if "import yaml" in path.read_text(encoding="utf-8")}
    assert readers == {"_yaml.py"}
