"""What goes with a programme is judged: each fault at its own item, nothing in a package as we close it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from lessontool import presets
from lessontool.errors import Interrupted
from lessontool.messages import TABLE, Language, hint, say
from lessontool.model import Cue, ItemName, Manifest, Outcome, PackagedFile, StationProfile, Subtitles
from lessontool.qc.package import look_at_package
from lessontool.qc.package.letters import other_language
from lessontool.subtitles.showing.writing import ebu_tt_d, imsc, srt, webvtt
from lessontool.timing import FrameSpan, TimeSpan
from lessontool.tools.process import Cancel
from tests import parcels
from tests.station import LIMITS

STEM = parcels.STEM
FIELDS = ("title", "teachers", "school", "rights.holder", "subject")
STATION = StationProfile(
    name="test",
    summary_vi="thử",
    summary_en="test",
    formats=("tv-xdcam-hd422",),
    importance={},
    limits=LIMITS,
    file_name_pattern=r"[A-Z]+\d+_[A-Z]+_T\d\d_B\d\d",
    longest_name=40,
    metadata_fields=FIELDS,
    caption_languages=("vi",),
    checksums=("sha256", "md5"),
)
STYLE = presets.load_caption_style("grade-1-2")
SPEC = presets.load_delivery("tv-xdcam-hd422")
ITEMS = ("captions", "caption-language", "reading-speed", "caption-area", "caption-silence", "caption-phantoms",
         "metadata", "file-name", "checksums")  # fmt: skip
FAST = parcels.SRT.replace("00:00:05,000", "00:00:02,600")
Files = dict[str, bytes]


def srt_of(*cues: tuple[float, float, str]) -> bytes:
    def at(seconds: float) -> str:
        return f"00:00:{seconds:06.3f}".replace(".", ",")

    return "".join(f"{n}\r\n{at(a)} --> {at(b)}\r\n{t}\r\n\r\n" for n, (a, b, t) in enumerate(cues, 1)).encode()


def judged(folder: Path, manifest: Manifest, **more: object) -> dict[str, Outcome]:
    spec = replace(SPEC, captions=replace(SPEC.captions, sidecars=("srt",)))
    wishes: dict[str, object] = {"silences": (), "spec": spec, "style": STYLE, "cancel": Cancel()} | more
    profile = wishes.pop("profile", STATION)
    outcomes = look_at_package(folder, manifest, profile, **wishes)  # type: ignore[arg-type]
    assert tuple(outcome.item for outcome in outcomes) == ITEMS
    for outcome in outcomes:
        for fault in outcome.faults:
            for language in get_args(Language):
                assert say(fault.code, fault.values, language)
                assert "{" not in hint(fault.code, fault.values, language).replace("{title}", "")
        assert not outcome.unmeasured or outcome.unmeasured in TABLE
    return {outcome.item: outcome for outcome in outcomes}


def faults(outcomes: Mapping[str, Outcome]) -> dict[str, list[str]]:
    return {name: [fault.code for fault in outcome.faults] for name, outcome in outcomes.items() if outcome.faults}


def test_items_stand_in_the_order_of_the_closed_list() -> None:
    assert [name for name in get_args(ItemName) if name in ITEMS] == list(ITEMS)


def test_every_code_in_this_room_has_a_sentence() -> None:
    rooms = list((Path(presets.__file__).parents[1] / "qc/package").glob("*.py"))
    codes = {code for path in rooms for code in re.findall(r'"(qc-[a-z-]+)"', path.read_text(encoding="utf-8"))}
    assert len(rooms) >= 7
    assert len(codes) > 35
    assert codes - set(TABLE) == set()


def test_a_package_as_we_close_it_has_no_fault_and_figures_for_everything(tmp_path: Path) -> None:
    outcomes = judged(tmp_path, parcels.make(tmp_path))
    assert faults(outcomes) == {}
    assert all(outcome.measured and outcome.limit and not outcome.unmeasured for outcome in outcomes.values())
    assert outcomes["checksums"].measured == "3 / 3"
    assert outcomes["reading-speed"].measured == "12.0 cps"


# ── each fault at its item ────────────────────────────────────────────────────────────────────────────────────────

SUBTITLE = f"{STEM}.vi.srt"
SIDECAR = f"{STEM}.xml"


def with_captions(content: bytes) -> Callable[[], Files]:
    return lambda: parcels.contents() | {SUBTITLE: content}


def with_sidecar(text: str) -> Callable[[], Files]:
    return lambda: parcels.contents() | {SIDECAR: text.encode()}


PHANTOM = srt_of((1, 4, "Các em mở sách\nra nhé."), (5, 9, "Hãy subscribe cho kênh\nLa La School"))


@pytest.mark.parametrize(
    ("files", "item", "codes"),
    [
        (with_captions(b"no captions at all"), "captions", ["qc-captions-unreadable"]),
        (with_captions(b"\0\xff" * 4000), "captions", ["qc-captions-unreadable"]),
        (
            with_captions(parcels.SRT.encode() + b"4\r\n00:00:14,000 --> 00:00:16,000\r\n\r\n\r\n"),
            "captions",
            ["qc-captions-faulty"],
        ),
        (with_captions(srt_of((1, 4, "Chào các em"), (18, 21, "Hết rồi"))), "captions", ["qc-captions-outside"]),
        (with_captions(FAST.encode()), "reading-speed", ["qc-caption-too-fast"]),
        (with_captions(srt_of((1, 1.8, "À ừ"))), "reading-speed", ["qc-caption-too-short"]),
        (with_captions(srt_of((1, 12, "Các em làm bài"))), "reading-speed", ["qc-caption-too-long"]),
        (with_captions(srt_of((1, 4, "Chào các em"), (4.04, 7, "Mở sách ra"))), "reading-speed", ["qc-caption-gap"]),
        (with_captions(srt_of((1, 6, "một\nhai\nba"))), "caption-area", ["qc-caption-too-many-lines"]),
        (with_captions(srt_of((1, 6, "Hôm nay các em học một dòng dài"))), "caption-area", []),
        (with_captions(srt_of((1, 6, "Hôm nay các em học một dòng dài hơn"))), "caption-area", ["qc-caption-too-wide"]),
        (with_captions(PHANTOM), "caption-phantoms", ["qc-caption-phantom", "qc-caption-phantom-perhaps"]),
        (
            with_captions(srt_of((1, 5, "Cảm ơn các bạn đã theo dõi"))),
            "caption-phantoms",
            ["qc-caption-phantom-perhaps"],
        ),
        (with_sidecar(parcels.ebucore(title="Bài khác")), "metadata", ["qc-metadata-title"]),
        (with_sidecar(parcels.ebucore(duration="PT20.2S")), "metadata", ["qc-metadata-duration"]),
        (with_sidecar(parcels.ebucore(duration="a long time")), "metadata", ["qc-metadata-duration"]),
        (with_sidecar(parcels.ebucore(loudness="-22.4")), "metadata", ["qc-metadata-loudness"]),
        (with_sidecar("<ebucore>"), "metadata", ["qc-metadata-unreadable"]),
        (with_sidecar('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "metadata", ["qc-metadata-unreadable"]),
        (with_sidecar("[" * 100_000), "metadata", ["qc-metadata-unreadable"]),
        (with_sidecar('{"name": ' + "[" * 100_000), "metadata", ["qc-metadata-unreadable"]),
    ],
)
def test_a_fault_is_found_at_its_item_and_nowhere_else(
    tmp_path: Path, files: Callable[[], Files], item: str, codes: list[str]
) -> None:
    found = faults(judged(tmp_path, parcels.make(tmp_path, files())))
    assert found.get(item, []) == codes
    assert set(found) <= {item}


def test_faults_say_where_and_how_much(tmp_path: Path) -> None:
    outcome = judged(tmp_path, parcels.make(tmp_path, with_captions(FAST.encode())()))["reading-speed"]
    (fault,) = outcome.faults
    assert fault.spans == (TimeSpan(Fraction(1), Fraction(13, 5)),)
    assert (fault.measured, fault.limit) == ("25.6 cps", "12 cps")
    assert outcome.measured == fault.measured


def test_captions_that_the_station_or_the_preset_wants_are_missed(tmp_path: Path) -> None:
    files = parcels.contents()
    del files[SUBTITLE]
    manifest = parcels.make(tmp_path / "none", files)
    outcomes = judged(tmp_path / "none", manifest)
    assert faults(outcomes) == {"captions": ["qc-captions-missing"]}
    assert outcomes["reading-speed"].unmeasured == "qc-no-captions"
    manifest = parcels.make(tmp_path / "one")
    assert faults(judged(tmp_path / "one", manifest, spec=SPEC))["captions"] == ["qc-captions-form-missing"] * (
        len(SPEC.captions.sidecars) - ("srt" in SPEC.captions.sidecars)
    )
    wishing = replace(STATION, caption_languages=("vi", "en"))
    (fault,) = judged(tmp_path / "one", manifest, profile=wishing)["captions"].faults
    assert fault.values["languages"] == "en"


def test_text_over_silence_is_a_share_of_all_text(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path)
    short = judged(tmp_path, manifest, silences=(TimeSpan(Fraction(9, 2), Fraction(27, 5)),))["caption-silence"]
    assert (short.measured, short.faults) == ("5.0 %", ())
    long = judged(tmp_path, manifest, silences=(TimeSpan(Fraction(10), Fraction(20)),))["caption-silence"]
    assert (long.measured, long.limit) == ("30.0 %", "≤ 10 %")
    assert long.faults[0].spans == (TimeSpan(Fraction(10), Fraction(13)),)
    assert judged(tmp_path, manifest, silences=None)["caption-silence"].unmeasured == "qc-silence-unknown"


def test_a_phrase_over_silence_is_certainly_imagined(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path, with_captions(srt_of((1, 5, "Cảm ơn các bạn đã theo dõi")))())
    silent = (TimeSpan(Fraction(0), Fraction(20)),)
    outcomes = judged(tmp_path, manifest, silences=silent)
    assert faults(outcomes)["caption-phantoms"] == ["qc-caption-phantom"]


@pytest.mark.parametrize(
    ("tag", "text", "other"),
    [
        ("vi", "Hôm nay chúng ta học cách nhân số có hai chữ số nhé các em thân yêu", False),
        ("vi", "Hom nay chung ta hoc cach nhan so co hai chu so nhe cac em", True),
        ("vi", "Today we are going to learn how to multiply numbers with two digits", True),
        ("en", "Today we are going to learn how to multiply numbers with Nguyễn Thị Lan", False),
        ("en", "Hôm nay chúng ta học cách nhân số có hai chữ số nhé các em", True),
        ("km", "Today we are going to learn how to multiply numbers with two digits", True),
        ("km", "ថ្ងៃ នេះ យើង រៀន គុណ លេខ ពីរ ខ្ទង់ ជាមួយ គ្នា សូម មើល ក្ដារ ខៀន", False),
        ("hmn", "Hnub no peb yuav kawm txog kev suav lej nrog koj cov phooj ywg sawv daws", False),
        ("tyz", "Hôm nay chúng ta học cách nhân số có hai chữ số nhé các em", False),
        ("vi", "Two words", False),
    ],
)
def test_letters_tell_a_language_where_they_can(tag: str, text: str, other: bool) -> None:
    assert other_language(tag, [text]).other is other


def test_swapped_languages_and_an_undeclared_one_are_found(tmp_path: Path) -> None:
    english = srt_of((1, 5, "Today we learn how to read"), (6, 10, "and how to write the\nletters of the alphabet"))
    manifest = parcels.make(tmp_path, with_captions(english)())
    assert faults(judged(tmp_path, manifest))["caption-language"] == ["qc-caption-language-other"]
    (mine,) = (file for file in manifest.files if file.role == "captions")
    unsaid = replace(manifest, files=(*(f for f in manifest.files if f is not mine), replace(mine, language="")))
    assert "qc-caption-language-unsaid" in faults(judged(tmp_path, unsaid))["caption-language"]


# ── forms that we write ourselves ─────────────────────────────────────────────────────────────────────────────────


def subtitles() -> Subtitles:
    texts = [("Chào các em,", "hôm nay ta học."), ("Nếu a < b thì…",), ("Các em mở sách.",)]
    cues = [
        Cue(span=FrameSpan(25 + 100 * n, 100 + 100 * n), lines=lines, origin="script", confidence=1.0)
        for n, lines in enumerate(texts)
    ]
    return Subtitles(language="vi", style="grade-1-2", origin="script", cues=tuple(cues))


def all_forms() -> Files:
    files = parcels.contents()
    texts = {"srt": srt, "vtt": webvtt, "ttml": imsc}
    written = {f"{STEM}.vi.{ending}": write(subtitles(), offset_frames=0).encode() for ending, write in texts.items()}
    return files | written


def test_every_form_that_we_write_passes_and_says_the_same(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path, all_forms())
    assert faults(judged(tmp_path, manifest)) == {}
    files = all_forms() | {f"{STEM}.vi.ttml": ebu_tt_d(subtitles(), offset_frames=0).encode()}
    assert faults(judged(tmp_path / "ebu", parcels.make(tmp_path / "ebu", files))) == {}


def test_a_word_corrected_in_one_form_only_is_found_with_its_time(tmp_path: Path) -> None:
    files = all_forms()
    files[f"{STEM}.vi.vtt"] = files[f"{STEM}.vi.vtt"].replace("mở sách".encode(), "gấp sách".encode())
    (fault,) = judged(tmp_path, parcels.make(tmp_path, files))["captions"].faults
    assert fault.code == "qc-captions-disagree"
    assert fault.spans == (TimeSpan(Fraction(9), Fraction(12)),)


@pytest.mark.parametrize(
    ("ending", "old", "new"),
    [
        ("ttml", 'tts:origin="5% 5%"', 'tts:origin="1% 5%"'),
        ("ttml", 'tts:extent="90% 90%"', 'tts:extent="90% 96%"'),
        ("ttml", 'tts:origin="5% 5%"', 'tts:origin="0c 0c"'),
        ("vtt", "00:00:04.000\n", "00:00:04.000 line:98%\n"),
    ],
)
def test_captions_outside_the_safe_area_are_found(tmp_path: Path, ending: str, old: str, new: str) -> None:
    files = all_forms()
    name = f"{STEM}.vi.{ending}"
    assert old in files[name].decode()
    files[name] = files[name].decode().replace(old, new).encode()
    assert faults(judged(tmp_path, parcels.make(tmp_path, files))) == {"caption-area": ["qc-caption-unsafe"]}


def test_another_language_inside_than_outside_is_found(tmp_path: Path) -> None:
    files = all_forms()
    name = f"{STEM}.vi.ttml"
    files[name] = files[name].replace(b'xml:lang="vi"', b'xml:lang="en"')
    assert faults(judged(tmp_path, parcels.make(tmp_path, files))) == {
        "caption-language": ["qc-caption-language-disagrees"]
    }


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("TV1_CD_T05_B12.mxf", []),
        ("bai-12.mxf", ["qc-name-pattern"]),
        ("Bài 12.mxf", ["qc-name-unsafe", "qc-name-pattern"]),
        ("AUX.mxf", ["qc-name-unsafe", "qc-name-pattern"]),
        (".TV1_CD_T05_B12.mxf", ["qc-name-unsafe", "qc-name-pattern"]),
        ("TV1_CD_T05_B12_mot_ten_rat_dai_khong_ai_doc_het.mxf", ["qc-name-pattern", "qc-name-too-long"]),
    ],
)
def test_names_that_a_station_does_not_take(tmp_path: Path, name: str, codes: list[str]) -> None:
    files = {name: b"film", f"{STEM}.vi.srt": parcels.SRT.encode(), SIDECAR: parcels.ebucore(loudness="").encode()}
    assert faults(judged(tmp_path, parcels.make(tmp_path, files))).get("file-name", []) == codes


def test_names_that_become_one_on_windows_and_a_senseless_pattern(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path, parcels.contents() | {f"{STEM}.VI.srt": parcels.SRT.encode()})
    assert faults(judged(tmp_path, manifest))["file-name"] == ["qc-name-collides"]
    odd = replace(STATION, file_name_pattern="([")
    assert faults(judged(tmp_path, manifest, profile=odd))["file-name"][-1] == "qc-name-pattern-unusable"


# ── described, and whole ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "empty"),
    [
        ({"title": "  "}, "title"),
        ({"teachers": []}, "teachers"),
        ({"teachers": [""]}, "teachers"),
        ({"school": None}, "school"),
        ({"rights": {"holder": ""}}, "rights.holder"),
        ({"rights": "none"}, "rights.holder"),
    ],
)
def test_what_a_station_must_know_may_not_be_empty(tmp_path: Path, change: dict[str, object], empty: str) -> None:
    outcome = judged(tmp_path, parcels.make(tmp_path, lesson={**parcels.LESSON, **change}))["metadata"]
    assert outcome.faults[0].code == "qc-metadata-empty"
    assert outcome.faults[0].values["fields"] == empty
    assert outcome.measured == "4 / 5"


Spoil = Callable[[Path], object]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda p: flip(p / f"{STEM}.mxf"), ["qc-package-file-changed"]),
        (lambda p: (p / f"{STEM}.mxf").write_bytes(b"half"), ["qc-package-file-size"]),
        (lambda p: (p / SUBTITLE).write_bytes(parcels.SRT.replace("học", "họp").encode()), ["qc-package-file-changed"]),
        (lambda p: (p / SIDECAR).unlink(), ["qc-package-file-missing"]),
        (lambda p: (p / "checksums.md5").unlink(), ["qc-package-list-missing"]),
        (lambda p: (p / "checksums.sha256").write_text("nothing"), ["qc-package-list-unreadable"]),
        (lambda p: (p / "checksums.sha256").write_bytes(b"\xff\xfe"), ["qc-package-list-unreadable"]),
        (lambda p: (p / "manifest.json").unlink(), ["qc-package-file-missing"]),
        (lambda p: (p / "manifest.json").write_text("{}"), ["qc-package-list-disagrees"] * 2),
        (lambda p: (p / f"{STEM}.mxf.part").write_bytes(b"half"), ["qc-package-file-unknown"]),
        (lambda p: (p / "delivery.json").write_text("{}"), []),
    ],
)
def test_a_package_that_is_not_whole(tmp_path: Path, spoil: Spoil, codes: list[str]) -> None:
    manifest = parcels.make(tmp_path)
    spoil(tmp_path)
    assert faults(judged(tmp_path, manifest)).get("checksums", []) == codes


def test_before_lists_are_written_only_files_are_compared(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path)
    for name in ("manifest.json", "checksums.sha256", "checksums.md5"):
        (tmp_path / name).unlink()
    assert faults(judged(tmp_path, manifest, closed=False)) == {}


def test_hostile_names_and_links_are_findings_and_read_nothing_outside(tmp_path: Path) -> None:
    package = tmp_path / "tv"
    manifest = parcels.make(package)
    (tmp_path / "secret.srt").write_text(parcels.SRT)
    names = ["../secret.srt", "/etc/passwd", "a\\b.srt", "nul\0.srt", "a/../../secret.srt", ""]
    files = tuple(
        PackagedFile(name=name, role=role, size_bytes=1, sha256="0" * 64, language="vi")
        for name in names
        for role in ("captions", "metadata", "programme")
    )
    found = faults(judged(package, replace(manifest, files=files)))
    assert "qc-package-name-outside" in found["checksums"]
    assert set(found["captions"]) == {"qc-captions-file-missing"} | {"qc-captions-form-missing"} & set(
        found["captions"]
    )
    (package / SUBTITLE).unlink()
    (package / SUBTITLE).symlink_to(tmp_path / "secret.srt")
    assert faults(judged(package, manifest))["captions"] == ["qc-captions-file-missing"]


def test_bytes_that_were_changed_anywhere_never_raise(tmp_path: Path) -> None:
    manifest = parcels.make(tmp_path, all_forms())
    for name in (f"{STEM}.vi.srt", f"{STEM}.vi.vtt", f"{STEM}.vi.ttml", SIDECAR, "checksums.sha256"):
        whole = (tmp_path / name).read_bytes()
        for seed in range(8):
            spoilt = bytearray(whole)
            for at in range(3):
                spoilt[zlib.crc32(f"{name}{seed}{at}".encode()) % len(whole)] = zlib.crc32(bytes([seed, at])) % 256
            (tmp_path / name).write_bytes(spoilt[: len(whole) // (1 + seed % 2)])
            assert "checksums" in faults(judged(tmp_path, manifest))
        (tmp_path / name).write_bytes(whole)


def test_a_thrown_switch_stops_it(tmp_path: Path) -> None:
    manifest, cancel = parcels.make(tmp_path), Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        judged(tmp_path, manifest, cancel=cancel)
