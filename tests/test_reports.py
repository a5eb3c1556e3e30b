"""Quality reports, read by others: a schema's validator, xmllint, a real HTML parser, poppler; and strangers' words."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from lessontool import messages, records, reports
from lessontool.model import Finding, LoudnessCurve, QCReport, Waiver
from lessontool.reports import as_html, as_json, as_pdf, as_xml, graph, view, words
from lessontool.reports.ebu_qc import EBU_QC, OURS
from lessontool.timing import Timecode, TimeSpan
from lessontool.tools.process import Cancel
from tests import judges
from tests import quality_reports as made

SCHEMA = Path(reports.__file__).with_name("qc_report.rng")
HOSTILE = (
    "#panic(\"x\") $a$ *b* _c_ <e> \\ [g] {h} // i /* j */ 'l' &amp; </style><script>alert(1)</script> ]]> {{ 7*7 }} "
    "{% raw %} \u202egpj.exe \x00\x07\ud800 中文 😀 " + "W" * 90
)
ALL = {"clean": made.clean, "troubled": made.troubled, "endless": made.endless, "ladder": made.ladder}


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the made-up messages of the made-up faults into the table."""
    for code, message in made.MESSAGES.items():
        monkeypatch.setitem(messages.TABLE, code, message)


def hostile() -> QCReport:
    """A report in which a stranger chose every word."""
    word = HOSTILE.replace("\ud800", "")
    bad = Finding(code="qc-nobody", severity="error", values={"a": word}, measured=word, limit=word, picture="p")
    by = Waiver(item="gamut", code="", by=word, on=word, reason=word)
    file = made.file_report(
        made.result("freeze", "failed", bad, measured=word, limit=word, notes=(word,)),
        made.result("gamut", "waived", dataclasses.replace(bad, severity="note"), waivers=(by,)),
        name=word,
        facts={"format": word, word: word, "timecode": word},
        pictures={"p": "no picture"},
    )
    return made.report(file, title=word, station_vi=word, station_en=word, tools={word: word})


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ALL)
def test_json_is_what_its_schema_says_and_comes_back_as_the_same_report(name: str) -> None:
    report = ALL[name]()
    data = json.loads(as_json(report))
    Draft202012Validator.check_schema(reports.json_schema())
    Draft202012Validator(reports.json_schema()).validate(data)
    assert records.parse(QCReport, data) == report


def test_the_schema_refuses_what_is_no_report() -> None:
    data = json.loads(as_json(made.troubled()))
    data["files"][0]["items"][0]["verdict"] = "perfect"
    data["files"][0]["items"][1]["surprise"] = 1
    del data["station"]
    found = {error.message for error in Draft202012Validator(reports.json_schema()).iter_errors(data)}
    assert len(found) == 3


# ── XML ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def tree(report: QCReport) -> ET.Element:
    return ET.fromstring(as_xml(report))  # noqa: S314  # our own text


def texts(root: ET.Element, path: str) -> list[str]:
    return [each.text or "" for each in root.iterfind(path, {"q": EBU_QC, "lt": OURS})]


@pytest.mark.parametrize("name", [*ALL, "hostile"])
def test_xml_is_valid_in_the_eyes_of_xmllint(name: str, tmp_path: Path) -> None:
    path = tmp_path / "qc.xml"
    path.write_text(as_xml(hostile() if name == "hostile" else ALL[name]()), encoding="utf-8")
    assert judges.relaxng_faults(path, SCHEMA) == ""


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<ReportId>urn:uuid:", "<ReportId>"),
        ("<EBUQCID>0010B<", "<EBUQCID>loudness<"),
        ("<Start>10:12:05:05<", "<Start>725.2 s<"),
        ('verdict="failed"', 'verdict="bad"'),
        ("<CheckResult>false</CheckResult>", ""),
    ],
)
def test_xml_with_a_fault_is_refused(good: str, bad: str, tmp_path: Path) -> None:
    text = as_xml(made.troubled())
    assert good in text
    path = tmp_path / "qc.xml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    assert judges.relaxng_faults(path, SCHEMA) != ""


def test_xml_says_the_result_of_each_test_in_the_words_of_the_ebu() -> None:
    root = tree(made.troubled())
    results = {texts(each, "q:EBUQCID")[0]: each for each in root.iterfind(f".//{{{EBU_QC}}}ItemResult")}
    assert texts(root, "q:CheckResult") == ["false"]
    assert texts(results["0010B"], "q:CheckResult") == ["false"]
    assert texts(results["0010B"], "q:AnalysisMethodUsed") == ["measurement"]
    assert texts(results["0106W"], "q:CheckResult") == ["true"]
    black = results["0016B"]
    assert texts(black, "q:EBUQCName") == ["Constant Colour Frames"]
    assert texts(black, ".//q:Locator/q:Start") == ["10:12:05:05", "10:18:50:00"]
    assert texts(black, ".//q:Locator/q:End") == ["10:12:05:15", "10:18:50:06"]
    waived = results["lessontool-freeze"]
    assert texts(waived, "q:CheckResult") == ["true"]
    assert texts(waived, "q:DetectionMethod") == ["assisted"]
    (by,) = waived.iter(f"{{{OURS}}}waiver")
    assert by.attrib["by"] == "Lò Thị Mai"


def test_xml_profile_and_results_match_one_to_one_and_what_was_not_measured_stands_apart() -> None:
    root = tree(made.ladder())
    items = texts(root, ".//q:Item/q:InstanceId")
    assert items == texts(root, ".//q:ItemResult/q:InstanceId")
    assert len(set(items)) == len(items)
    apart = [each.attrib for each in root.iter(f"{{{OURS}}}not-measured")]
    assert {each["item"] for each in apart} == {"black", "freeze", "gamut"}
    assert len(apart) == 6
    assert "0106W" not in as_xml(made.ladder())  # it is about MXF, and these are none


def test_xml_passes_what_is_only_to_be_looked_at() -> None:
    found = Finding(code="qc-made-up-freeze", severity="warning", values={"frames": 12})
    root = tree(made.report(made.file_report(made.result("freeze", "warning", found))))
    assert texts(root, "q:CheckResult") == ["true"]
    relevance = {int(each) for each in texts(root, ".//q:Item/q:Relevance")}
    (level,) = texts(root, ".//q:RelevanceLevel")
    assert relevance == {5, 10}
    assert 5 <= int(level) < 10


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def parsed(text: str) -> Any:
    """Let a parser that forgives nothing read a page."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.mark.parametrize("name", [*ALL, "hostile"])
def test_html_is_read_without_a_fault_and_refers_to_nothing_outside(name: str) -> None:
    text = as_html(hostile() if name == "hostile" else ALL[name]())
    page = parsed(text)
    sources = [each.attrib[key] for each in page.iter() for key in ("src", "href", "action") if key in each.attrib]
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    assert not [each for each in page.iter() if each.tag in ("script", "link", "iframe", "object", "form", "a")]
    assert not [key for each in page.iter() for key in each.attrib if str(key).startswith("on") or key == "style"]
    assert "url(" not in text
    assert "@import" not in text


def test_the_parser_sees_a_fault() -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        parsed(as_html(made.clean()).replace("</dl>", "</section>", 1))


def test_html_allows_its_own_style_and_no_other() -> None:
    page = parsed(as_html(made.clean()))
    (style,) = page.iter("style")
    (policy,) = (each.attrib["content"] for each in page.iter("meta") if "Content-Security" in str(each.attrib))
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_html_says_what_a_teacher_and_a_station_need() -> None:
    text = as_html(made.troubled())
    for said in (
        *("Không đạt", "Failed", "Hình đen 0.4 giây", "The picture is black for 0.4 s", "10:12:05:05 – 10:12:05:15"),
        *("Mã lỗi qc-nobody-wrote-this", "Lò Thị Mai", "Hình chụp trang sách", "EBU R 128", "QCVN 115:2017/BTTTT"),
        *("0010B", "0051B", "không phải chứng nhận", "no certificate", "n9.0.2-17", "Chữ ký", "Rejected"),
        *("Không thấy khuôn mặt nào", "No face is large enough", "−17.8 LUFS", "mục tiêu / target −23.0 ±0.2 LUFS"),
    ):
        assert said in text, said
    assert text.count("<img ") == 2
    assert unicodedata.is_normalized("NFC", text)


def test_the_flash_test_is_called_no_certificate_once_whoever_says_it() -> None:
    flashes = made.result("flashes", notes=())
    silent = made.report(made.file_report(flashes, made.result("red-flashes", notes=())))
    assert "không phải là chứng nhận an toàn" in as_html(silent)
    assert as_html(made.clean()).count("certificate") == 1


def test_two_hundred_findings_are_all_on_the_page() -> None:
    assert as_html(made.endless()).count('<li class="finding failed">') == 200


def test_a_ladder_shows_one_file_in_full_and_of_others_what_is_wrong() -> None:
    page = view.page_of(made.ladder())
    first, second, third = page.files
    assert (first.name, first.graph is not None, first.others_passed) == ("online-web.1080p.mp4", True, None)
    assert [len(group.rows) for group in third.groups] == [1]
    assert second.groups == ()
    assert [note.items.en for note in second.notes] == ["Gamut, Black pictures, Frozen pictures"]
    assert third.verdict == "failed"
    assert third.others_passed == words.Both("34 hạng mục khác đạt.", "34 other items passed.")
    rules = {row.standards for group in first.groups for row in group.rows}
    assert not any("QCVN" in rule for rule in rules)  # which is about television


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(program: str, path: Path, *after: str) -> str:
    said = subprocess.run([judges.need(program), path, *after], check=True, capture_output=True, timeout=60)
    return said.stdout.decode()


def read(path: Path) -> str:
    """What a PDF says, as poppler reads it."""
    return asked("pdftotext", path, "-")


@pytest.mark.tools
def test_pdf_of_a_good_programme_is_one_tagged_page_with_its_fonts_inside(tmp_path: Path) -> None:
    (path,) = reports.write_reports(made.clean(), tmp_path, forms=("pdf",))
    told = asked("pdfinfo", path)
    assert re.search(r"^Pages: +1$", told, re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", told, re.MULTILINE)
    assert "Phép cộng trong phạm vi 100" in told
    fonts = [line.split() for line in asked("pdffonts", path).splitlines()[2:]]
    assert fonts
    assert all("BeVietnamPro" in font[0] and font[4:6] == ["yes", "yes"] for font in fonts)
    text = read(path)
    assert unicodedata.is_normalized("NFC", text)
    for said in ("Bài giảng đã sẵn sàng để gửi", "Độ to chương trình", "−23.1 LUFS", "QCVN 115:2017/BTTTT", "Nhận"):
        assert said in text


@pytest.mark.tools
def test_strangers_words_are_only_ever_words_in_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "qc.pdf"
    path.write_bytes(as_pdf(hostile(), cancel=Cancel()))
    text = " ".join(read(path).split())
    assert '#panic("x") $a$ *b* _c_ <e> \\ [g] {h} // i /* j */' in text
    assert "Không đạt" in text


# ── all of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_reports_are_written_whole_by_whoever_writes(tmp_path: Path) -> None:
    kept: dict[Path, bytes] = {}
    paths = reports.write_reports(
        made.clean(), tmp_path, stem="bai-5", forms=("json", "xml", "html"), write=kept.__setitem__
    )
    assert [path.name for path in paths] == ["bai-5.json", "bai-5.xml", "bai-5.html"]
    assert list(kept) == list(paths)
    assert list(tmp_path.iterdir()) == []
    assert reports.FORMS == ("json", "xml", "html", "pdf")


def test_an_empty_report_has_pages_too() -> None:
    empty = made.report(package=(), title="", tools={})
    parsed(as_html(empty))
    assert texts(tree(empty), "q:CheckResult") == ["true"]


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.characters(), max_size=40))
def test_cleaned_words_are_one_line_that_xml_can_hold_and_cleaning_again_changes_nothing(text: str) -> None:
    kept = words.clean(text)
    assert words.clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    element = ET.Element("a", b=kept)
    element.text = kept
    back = ET.fromstring(ET.tostring(element, encoding="unicode"))  # noqa: S314  # our own text
    assert (back.text or "", back.attrib["b"]) == (kept, kept)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_title_is_text_on_the_page_and_nothing_else(title: str) -> None:
    empty = made.report(package=(), title=title, tools={})
    (heading,) = parsed(as_html(empty)).iter("h1")
    assert list(heading) == []
    assert (heading.text or "") == words.clean(title)


def test_a_code_without_a_message_or_with_a_gap_left_empty_is_shown_itself() -> None:
    assert words.say("qc-nobody", {"at": "12:05"}) == words.Both(
        "Mã lỗi qc-nobody · at 12:05", "Code qc-nobody · at 12:05"
    )
    assert words.say("qc-made-up-black") == words.Both("Mã lỗi qc-made-up-black", "Code qc-made-up-black")
    assert words.what_to_do("qc-nobody") is None
    assert words.what_to_do("qc-made-up-freeze") is None


@pytest.mark.parametrize(
    ("facts", "seconds", "said"),
    [
        ({"timecode": "10:00:00:00"}, "725.2", "10:12:05:05"),
        ({"timecode": "23:59:59:24 (SMPTE)"}, "0.04", "00:00:00:00"),
        ({"timecode": "99:00:00:00"}, "0.04", "00:00:01"),
        ({}, "3725.2", "1:02:05:05"),
    ],
)
def test_a_time_is_the_files_own_timecode_or_counted_from_its_first_picture(
    facts: dict[str, str], seconds: str, said: str
) -> None:
    assert words.at(Fraction(seconds), words.start_of(facts)) == said


def test_a_place_says_how_long_it_lasts() -> None:
    start = Timecode.parse("10:00:00:00")
    assert words.place(made.span("2", 10), start).vi == "10:00:02:00 – 10:00:02:10 (10 hình)"
    assert words.place(made.span("2", 1), start).en == "10:00:02:00 (1 frames)"
    assert words.place(TimeSpan(Fraction(2), Fraction("2.005")), None).vi == "00:02:00 (5 ms)"


# ── the graph ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_graph_marks_the_loudest_place_and_what_is_wanted() -> None:
    curve = made.curve()
    found = graph.highest(curve)
    assert found is not None
    assert (round(found[0] / 1000), found[1]) == (900, -17.8)
    drawn = graph.drawing(curve, graph.wanted("−23 ±0.2 LUFS"), target_word="target", unit="min", title="Loudness")
    root = ET.fromstring(drawn)  # noqa: S314  # our own drawing
    said = [each.text for each in root.iter() if each.tag.endswith("text")]
    assert "−17.8 LUFS" in said
    assert "target −23.0 ±0.2 LUFS" in said
    (mark,) = (each for each in root.iter() if each.tag.endswith("circle"))
    assert pytest.approx(float(mark.attrib["cx"]), abs=0.5) == 34 + (712 - 34) * 900 / 1490


@pytest.mark.parametrize("values", [(), (-120.0,), (-23.0,), (-120.0, 3.0)])
def test_any_curve_can_be_drawn(values: tuple[float, ...]) -> None:
    drawn = graph.drawing(LoudnessCurve(step_ms=100, short_term_lufs=values), None, target_word="", unit="", title="")
    ET.fromstring(drawn)  # noqa: S314  # our own drawing
    assert "nan" not in drawn


def test_what_is_wanted_is_read_from_the_limit() -> None:
    assert graph.wanted("−16 ±0.5 LUFS") == graph.Wanted(-16.0, 0.5)
    assert graph.wanted("-23.0 LUFS ± 1 LU") == graph.Wanted(-23.0, 1.0)
    assert graph.wanted("") is None
