"""What machines are told about a lesson."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.delivery import metadata
from lessontool.delivery.metadata import DeliveredFile, LessonNames, ebucore, iso_duration, plain_text, schema_org
from lessontool.model import Lesson, Loudness, Rights
from tests import judges, masters

NAMES = LessonNames(subject="Tiếng Việt", series="Cánh Diều")
MASTER = DeliveredFile(
    name="TV1_CD_T01.mxf",
    rendition=masters.XDCAM,
    size_bytes=9_400_000_000,
    sha256="ab" * 32,
    loudness=Loudness(integrated_lufs=-23.0, range_lu=5.2, true_peak_dbtp=-3.4),
)
FRAMES = 25 * 60 * 25 + 1


def fullest() -> Lesson:
    return masters.lesson(
        parts=3,
        description="Học vần a, c\x07\nvà <ca>.",
        keywords=("học vần", "âm a"),
        external_id="020108.0202d3",
        rights=Rights(holder="Sở GD&ĐT Lai Châu", licence="CC BY-NC 4.0", expires="2027-05-31"),
    )


def barest() -> Lesson:
    return masters.lesson(lesson_number=None, part=None)


def sidecar(lesson: Lesson, spec: Any = masters.TV, file: DeliveredFile = MASTER) -> str:
    return ebucore(lesson, spec, names=NAMES, file=file, frames=FRAMES, created=masters.CREATED)


def tree(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own text


def told(root: ET.Element, path: str) -> list[str]:
    spaces = {"e": metadata.EBUCORE, "dc": metadata.DUBLIN_CORE}
    return [node.text or "" for node in root.findall(path, spaces)]


def test_the_sidecar_says_who_teaches_what_in_which_file() -> None:
    root = tree(sidecar(fullest()))
    core = "e:coreMetadata/"
    assert told(root, f"{core}e:title/dc:title") == [masters.TITLE]
    assert told(root, f"{core}e:subject/dc:subject") == ["Tiếng Việt", "học vần", "âm a"]
    assert told(root, f"{core}e:description/dc:description") == ["Học vần a, c và <ca>."]
    assert told(root, f"{core}e:creator/e:contactDetails/e:name") == ["Lò Thị Mai"]
    assert told(root, f"{core}e:publisher/e:organisationDetails/e:organisationName") == ["TH Sìn Hồ"]
    assert told(root, f"{core}e:isMemberOf/dc:relation") == ["Cánh Diều"]
    assert told(root, f"{core}e:isPartOf/dc:relation") == ["2021-2022", "Tuần 1", "Bài 5", "Tiết 2"]
    assert told(root, f"{core}e:language/dc:language") == ["vi"]
    assert told(root, f"{core}e:rights/dc:rights") == ["CC BY-NC 4.0"]
    assert told(root, f"{core}e:format/e:duration/e:normalPlayTime") == ["PT25M0.04S"]
    assert told(root, f"{core}e:format/e:timecodeFormat/e:timecodeStart/e:timecode") == ["10:00:00:00"]
    assert told(root, f"{core}e:format/e:audioFormat/e:technicalAttributeFloat") == [
        *("-23.0", "-3.0", "-23.0", "5.2", "-3.4")
    ]
    assert told(root, f"{core}e:identifier/dc:identifier") == ["TV1_CD_T01.mxf", "020108.0202d3"]


@pytest.mark.tools
@pytest.mark.parametrize("lesson", [fullest(), barest()], ids=["fullest", "barest"])
@pytest.mark.parametrize("measured", [True, False])
@pytest.mark.parametrize("spec", [masters.TV, masters.ONLINE], ids=["tv", "online"])
def test_xmllint_finds_the_sidecar_valid(tmp_path: Path, lesson: Lesson, measured: bool, spec: Any) -> None:
    file = DeliveredFile(name="x", rendition=spec.renditions[0])
    if measured:
        file = dataclasses.replace(MASTER, rendition=spec.renditions[0])
    path = tmp_path / "x.xml"
    path.write_text(sidecar(lesson, spec, file), encoding="utf-8")
    assert judges.relaxng_faults(path, metadata.LESSON_SCHEMA) == ""


@pytest.mark.tools
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("10:00:00:00", "10:00:00:25"),
        ('endDate="2027-05-31"', 'endDate="31/5/2027"'),
        ("<ebucore:scanningOrder>top</ebucore:scanningOrder>", "<ebucore:scanningOrder>both</ebucore:scanningOrder>"),
        ("PT25M0.04S", "25:00"),
        ("<dc:language>vi</dc:language>", "<dc:language>tiếng Việt</dc:language>"),
        ("ab" * 32, "ab" * 31),
        ("Lớp 1", "Lớp 13"),
        ("ebucore:fileName", "ebucore:filename"),
    ],
)
def test_xmllint_refuses_a_faulty_sidecar(tmp_path: Path, right: str, wrong: str) -> None:
    text = sidecar(fullest())
    assert right in text
    path = tmp_path / "x.xml"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert judges.relaxng_faults(path, metadata.LESSON_SCHEMA) != ""


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_text_breaks_the_sidecar_or_the_description(title: str, school: str) -> None:
    lesson = masters.lesson(title=title, school=school)
    root = tree(sidecar(lesson))
    (said,) = told(root, "e:coreMetadata/e:title/dc:title")
    assert said == plain_text(title)
    assert unicodedata.is_normalized("NFC", said)
    described = schema_org(lesson, masters.ONLINE, names=NAMES, files=(MASTER,), frames=FRAMES, published="2026-11-22")
    assert json.loads(described)["provider"]["name"] == plain_text(school)
    described.encode()


def test_the_description_is_a_video_and_a_learning_resource() -> None:
    small = DeliveredFile(name="TV1_360p.mp4", rendition=masters.SMALL, size_bytes=75_000_000, sha256="cd" * 32)
    said = schema_org(
        fullest(),
        masters.ONLINE,
        names=NAMES,
        files=(small,),
        frames=15_000,
        published="2026-11-22",
        poster="TV1.jpg",
    )
    told = json.loads(said)
    assert told["@context"] == "https://schema.org"
    assert told["@type"] == ["VideoObject", "LearningResource"]
    assert told["name"] == masters.TITLE
    assert told["educationalLevel"] == "Lớp 1"
    assert told["creator"] == [{"@type": "Person", "name": "Lò Thị Mai"}]
    assert told["duration"] == "PT10M"
    assert told["thumbnailUrl"] == "TV1.jpg"
    assert told["encoding"] == [
        {
            "@type": "VideoObject",
            "name": "360p",
            "contentUrl": "TV1_360p.mp4",
            "encodingFormat": "video/mp4",
            "width": 640,
            "height": 360,
            "videoFrameSize": "640x360",
            "contentSize": "75000000",
            "bitrate": "1000 kbps",
            "sha256": "cd" * 32,
        }
    ]


def test_a_bare_lesson_is_described_without_empty_terms() -> None:
    said = schema_org(barest(), masters.ONLINE, names=NAMES, files=(), frames=25, published="2026-11-22")
    told = json.loads(said)
    assert told["description"] == f"{masters.TITLE}. Tiếng Việt, lớp 1, Cánh Diều, tuần 1."
    assert {"license", "expires", "position", "encoding", "thumbnailUrl", "keywords"}.isdisjoint(told)
    assert "pupil" not in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (Fraction(0), "PT0S"),
        (Fraction(1, 25), "PT0.04S"),
        (Fraction(1501), "PT25M1S"),
        (Fraction(3600), "PT1H"),
        (Fraction(7325), "PT2H2M5S"),
        (Fraction(5, 2), "PT2.5S"),
    ],
)
def test_a_length_is_written_as_iso_8601_does(seconds: Fraction, said: str) -> None:
    assert iso_duration(seconds) == said


@settings(deadline=None)
@given(st.integers(0, 5_000_000))
def test_a_length_is_exact_to_the_frame(frames: int) -> None:
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?", iso_duration(Fraction(frames, 25)))
    assert match
    hours, minutes, seconds = (Fraction(part or 0) for part in match.groups())
    assert hours * 3600 + minutes * 60 + seconds == Fraction(frames, 25)
