"""What machines are told about a lesson: EBUCore for the station's archive, schema.org for search engines and schools.

Both are pure texts of facts that are handed in. Everything is NFC, and no pupil is ever named.
"""

from __future__ import annotations

import json
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from lessontool.model import Container, DeliverySpec, Lesson, Loudness, RenditionSpec
from lessontool.model._record import record
from lessontool.timing import SOUND_RATE_HZ, seconds_of

EBUCORE: Final = "urn:ebu:metadata-schema:ebucore"
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

EBUCORE_VERSION: Final = "1.10"
"""EBU Tech 3293, the version whose element names and order are used."""

LESSON_SCHEMA: Final = Path(__file__).with_name("ebucore_lesson.rng")
"""The part of EBUCore that we write, as RelaxNG: `xmllint --relaxng` with it proves a sidecar."""

for _prefix, _uri in (("ebucore", EBUCORE), ("dc", DUBLIN_CORE)):
    ET.register_namespace(_prefix, _uri)


@record
class LessonNames:
    """How the curriculum calls what a lesson gives by code."""

    subject: str
    """`Tiếng Việt` for TV."""
    series: str
    """`Cánh Diều` for CD."""


@record
class DeliveredFile:
    """What is known of a finished file; everything but its name and length may still be unknown (planning)."""

    name: str
    """Relative to the package, with forward slashes."""
    rendition: RenditionSpec | None
    """None: it has no picture."""
    size_bytes: int | None = None
    sha256: str = ""
    loudness: Loudness | None = None
    """Measured again in the finished file."""


@record
class CaptionFile:
    """A caption file beside the programmes."""

    name: str
    language: str


def ebucore(
    lesson: Lesson, spec: DeliverySpec, *, names: LessonNames, file: DeliveredFile, frames: int, created: str
) -> str:
    """Write the station's metadata sidecar: who teaches what in which file, as EBUCore XML (EBU Tech 3293).

    `frames` is the programme's length at 25 a second, `created` UTC as `2026-11-22T10:00:00Z`. The fields follow what
    the DPP asks for a delivered programme: titles, series, language, audio layout, loudness standard, duration, rights.
    """
    root = ET.Element(
        f"{{{EBUCORE}}}ebuCoreMain",
        {
            "version": EBUCORE_VERSION,
            XML_LANG: "vi",
            "dateLastModified": created[:10],
            "timeLastModified": created[11:],
            "writingLibraryName": "lessontool",
        },
    )
    core = _add(root, "coreMetadata")
    _editorial(core, lesson, names)
    _people(core, lesson)
    _place_in_curriculum(core, lesson, names)
    _rights(core, lesson)
    _format(_add(core, "format", formatName=spec.name), lesson, spec, file, frames)
    _dc(_add(core, "identifier", typeLabel="file name"), "identifier", file.name)
    if lesson.external_id:
        _dc(_add(core, "identifier", typeLabel="external identifier"), "identifier", lesson.external_id)
    ET.indent(root, space="  ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _editorial(core: ET.Element, lesson: Lesson, names: LessonNames) -> None:
    _dc(_add(core, "title", typeLabel="main"), "title", lesson.title, lang="vi")
    _dc(_add(core, "subject", typeLabel="school subject", note=lesson.subject), "subject", names.subject, lang="vi")
    for word in lesson.keywords:
        _dc(_add(core, "subject", typeLabel="keyword"), "subject", word, lang="vi")
    if lesson.description:
        _dc(_add(core, "description", typeLabel="summary"), "description", lesson.description, lang="vi")
    kind = _add(core, "type")
    _add(kind, "genre", typeLabel="Education")
    _add(kind, "audienceLevel", typeLabel=f"Lớp {lesson.grade}", typeDefinition="school grade")
    _dc(_add(core, "language", typeLabel="main audio"), "language", lesson.language)


def _people(core: ET.Element, lesson: Lesson) -> None:
    for teacher in lesson.teachers:
        person = _add(core, "creator")
        _add(_add(person, "contactDetails"), "name", teacher)
        _add(person, "role", typeLabel="teacher")
    school = _add(core, "publisher")
    _add(_add(school, "organisationDetails"), "organisationName", lesson.school)
    _add(school, "role", typeLabel="school")


def _place_in_curriculum(core: ET.Element, lesson: Lesson, names: LessonNames) -> None:
    series = _add(core, "isMemberOf", typeLabel="textbook series", note=lesson.series)
    _dc(series, "relation", names.series)
    _dc(_add(core, "isPartOf", typeLabel="school year"), "relation", lesson.school_year)
    _dc(_add(core, "isPartOf", typeLabel="week", runningOrderNumber=lesson.week), "relation", f"Tuần {lesson.week}")
    if lesson.lesson_number is not None:
        number = lesson.lesson_number
        _dc(_add(core, "isPartOf", typeLabel="lesson", runningOrderNumber=number), "relation", f"Bài {number}")
    if lesson.part is not None:
        part = _add(core, "isPartOf", typeLabel="part", runningOrderNumber=lesson.part)
        if lesson.parts is not None:
            part.set("totalNumberOfGroupMembers", str(lesson.parts))
        _dc(part, "relation", f"Tiết {lesson.part}")


def _rights(core: ET.Element, lesson: Lesson) -> None:
    rights = _add(core, "rights")
    if lesson.rights.licence:
        _dc(rights, "rights", lesson.rights.licence)
    holder = _add(_add(rights, "rightsHolder"), "organisationDetails")
    _add(holder, "organisationName", lesson.rights.holder)
    if lesson.rights.expires:
        _add(_add(_add(rights, "coverage"), "temporal"), "PeriodOfTime", endDate=lesson.rights.expires)


_STEREO: Final = 2
_VOICE_FIRST: Final = {
    1: "voice on tracks 1 and 2, silence on the others",
    4: "voice on channels 1 and 2, silence on the others",
}

_CONTAINERS: Final[Mapping[Container, tuple[str, str]]] = {
    "mxf": ("MXF OP1a", "application/mxf"),
    "mxf_d10": ("MXF OP1a (D-10)", "application/mxf"),
    "mp4": ("MPEG-4", "video/mp4"),
    "mpeg_ps": ("MPEG-PS", "video/mpeg"),
    "mpeg_ts": ("MPEG-TS", "video/mp2t"),
    "wav": ("Broadcast Wave", "audio/vnd.wave"),
}
"""Name and media type of each container."""


def _format(node: ET.Element, lesson: Lesson, spec: DeliverySpec, file: DeliveredFile, frames: int) -> None:
    if file.rendition:
        _video(node, file.rendition)
    _audio(node, lesson, spec, file)
    container = _CONTAINERS[spec.container][0]
    _add(_add(node, "containerFormat", containerFormatName=container), "containerEncoding", formatLabel=container)
    if spec.timecode_start:
        start = _add(_add(node, "timecodeFormat"), "timecodeStart")
        _add(start, "timecode", spec.timecode_start, editRate=25)
    _add(_add(node, "duration"), "normalPlayTime", iso_duration(seconds_of(frames)))
    if file.size_bytes is not None:
        _add(node, "fileSize", str(file.size_bytes), unit="byte")
    _add(node, "fileName", file.name)
    if file.sha256:
        mark = _add(node, "hash")
        _add(mark, "hashValue", file.sha256)
        _add(mark, "hashFunction", typeLabel="SHA-256")


def _video(node: ET.Element, rendition: RenditionSpec) -> None:
    video = _add(node, "videoFormat", videoFormatName=picture_format(rendition))
    _add(video, "width", str(rendition.width_px), unit="pixel")
    _add(video, "height", str(rendition.height_px), unit="pixel")
    _add(video, "frameRate", str(rendition.pictures_per_second), factorNumerator=1, factorDenominator=1)
    ratio = _add(video, "aspectRatio", typeLabel="display")
    # standard definition is seen as wide as the canvas that it was composed on
    shape = Fraction(*rendition.canvas_px).limit_denominator(50)
    _add(ratio, "factorNumerator", str(shape.numerator))
    _add(ratio, "factorDenominator", str(shape.denominator))
    if rendition.bit_rate_kbps is not None:
        _add(video, "bitRate", str(rendition.bit_rate_kbps * 1000), unit="bps")
    _add(video, "bitRateMode", "variable" if rendition.bit_rate_kbps is None else "constant")
    _add(video, "scanningFormat", "interlaced" if rendition.interlaced else "progressive")
    if rendition.interlaced:
        _add(video, "scanningOrder", rendition.first_field)
    _add(video, "technicalAttributeString", rendition.chroma, typeLabel="ChromaSubsampling")


def _audio(node: ET.Element, lesson: Lesson, spec: DeliverySpec, file: DeliveredFile) -> None:
    sound = spec.sound
    bits = {"pcm_s24le": "24", "pcm_s16le": "16"}.get(sound.codec, "")
    name = {"aac": "AAC", "mp2": "MPEG-1 Layer II", "opus": "Opus"}.get(sound.codec, "PCM")
    audio = _add(node, "audioFormat", audioFormatName=name)
    layout = "stereo" if sound.channels_per_track == _STEREO else _VOICE_FIRST[sound.channels_per_track]
    if spec.destination == "radio" and sound.channels_per_track == 1:
        layout = "mono"
    _add(audio, "audioTrackConfiguration", typeLabel=layout)
    _add(audio, "samplingRate", str(SOUND_RATE_HZ))
    if bits:
        _add(audio, "sampleSize", bits)
    for track in range(1, sound.tracks + 1):
        spoken = {"trackLanguage": lesson.language} if track <= max(1, 2 // sound.channels_per_track) else {}
        _add(audio, "audioTrack", trackId=track, **spoken)
    _add(audio, "channels", str(sound.tracks * sound.channels_per_track))
    standard = {"tv": "EBU R 128, QCVN 115:2017/BTTTT", "radio": "EBU R 128"}.get(spec.destination, "ITU-R BS.1770")
    _add(audio, "technicalAttributeString", standard, typeLabel="LoudnessStandard")
    levels: dict[str, tuple[float, str]] = {
        "TargetLoudness": (sound.target_lufs, "LUFS"),
        "PermittedTruePeak": (sound.max_true_peak_dbtp, "dBTP"),
    }
    if file.loudness is not None:
        levels["IntegratedLoudness"] = (file.loudness.integrated_lufs, "LUFS")
        levels["LoudnessRange"] = (file.loudness.range_lu, "LU")
        levels["MaxTruePeak"] = (file.loudness.true_peak_dbtp, "dBTP")
    for label, (value, unit) in levels.items():
        _add(audio, "technicalAttributeFloat", f"{value:.1f}", typeLabel=label, unit=unit)


def schema_org(
    lesson: Lesson,
    spec: DeliverySpec,
    *,
    names: LessonNames,
    files: tuple[DeliveredFile, ...],
    frames: int,
    published: str,
    poster: str = "",
    captions: tuple[CaptionFile, ...] = (),
    transcript: str = "",
) -> str:
    """Write what search engines and school portals read: JSON-LD of a VideoObject that is also a LearningResource.

    `frames` is the length at 25 a second, `published` a day or UTC time; file and poster names are relative to the
    description. Terms are schema.org's; lengths are ISO 8601.
    """
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["VideoObject", "LearningResource"],
        "name": lesson.title,
        "description": lesson.description or _summary(lesson, names),
        "inLanguage": lesson.language,
        "learningResourceType": "lesson",
        "educationalLevel": f"Lớp {lesson.grade}",
        "about": {"@type": "Thing", "name": names.subject},
        "isPartOf": {"@type": "CreativeWorkSeries", "name": f"{names.subject} {lesson.grade} – {names.series}"},
        "position": lesson.lesson_number,
        "keywords": list(lesson.keywords),
        "creator": [{"@type": "Person", "name": teacher} for teacher in lesson.teachers],
        "provider": {"@type": "EducationalOrganization", "name": lesson.school},
        "copyrightHolder": {"@type": "Organization", "name": lesson.rights.holder},
        "license": lesson.rights.licence,
        "expires": lesson.rights.expires,
        "identifier": lesson.external_id,
        "isAccessibleForFree": True,
        "duration": iso_duration(seconds_of(frames)),
        "thumbnailUrl": poster,
        "caption": [_caption(each) for each in captions],
        "transcript": transcript,
        "datePublished": published,
        "uploadDate": published,
        "encoding": [_encoding(file, spec, frames) for file in files],
    }
    kept = {term: value for term, value in described.items() if value not in ("", [], None)}
    return json.dumps(_tidy(kept), ensure_ascii=False, indent=2) + "\n"


def _caption(file: CaptionFile) -> dict[str, str]:
    suffix = file.name.rpartition(".")[2]
    return {
        "@type": "MediaObject",
        "contentUrl": file.name,
        "encodingFormat": _CAPTION_TYPES.get(suffix, "application/octet-stream"),
        "inLanguage": file.language,
    }


_CAPTION_TYPES: Final = {"vtt": "text/vtt", "srt": "application/x-subrip", "ttml": "application/ttml+xml"}


def _summary(lesson: Lesson, names: LessonNames) -> str:
    where = [names.subject, f"lớp {lesson.grade}", names.series, f"tuần {lesson.week}"]
    if lesson.lesson_number is not None:
        where.append(f"bài {lesson.lesson_number}")
    if lesson.part is not None:
        where.append(f"tiết {lesson.part}")
    return f"{lesson.title}. {', '.join(where)}."


def _encoding(file: DeliveredFile, spec: DeliverySpec, frames: int) -> dict[str, Any]:
    rendition = file.rendition
    said: dict[str, Any] = {"@type": "VideoObject" if rendition else "AudioObject"}
    if rendition:
        said["name"] = rendition.name
    said |= {"contentUrl": file.name, "encodingFormat": _CONTAINERS[spec.container][1]}
    if rendition:
        said |= {
            "width": rendition.width_px,
            "height": rendition.height_px,
            "videoFrameSize": f"{rendition.width_px}x{rendition.height_px}",
        }
    if file.size_bytes is not None:
        said["contentSize"] = str(file.size_bytes)
        said["bitrate"] = f"{round(file.size_bytes * 8 / seconds_of(frames) / 1000)} kbps"
    if file.sha256:
        said["sha256"] = file.sha256
    return said


def picture_format(rendition: RenditionSpec) -> str:
    """Name a rendition's picture as the trade does: `XDCAM HD422` for 50 Mb/s MPEG-2 4:2:2, `AVC` for H.264."""
    if rendition.codec != "mpeg2":
        return {"h264": "AVC", "av1": "AV1", "avc_intra": "AVC-Intra 100", "dv": "DV"}[rendition.codec]
    if rendition.gop_frames == 1 and rendition.colour == "bt601":
        return f"IMX {(rendition.bit_rate_kbps or 0) // 1000}"
    xdcam = rendition.chroma == "4:2:2" and rendition.height_px == 1080 and rendition.bit_rate_kbps == 50_000
    return "XDCAM HD422" if xdcam else "MPEG Video"


def iso_duration(seconds: Fraction) -> str:
    """Write a length as ISO 8601 does: `PT25M3.04S`, exact to the frame."""
    whole, rest = divmod(seconds, 1)
    hours, left = divmod(whole, 3600)
    minutes, last = divmod(left, 60)
    hundredths = f".{rest * 100 // 1:02}".rstrip("0") if rest else ""
    text = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return f"PT{text}{last}{hundredths}S" if last or hundredths or not text else f"PT{text}"


def plain_text(text: str) -> str:
    """Make a text safe for XML and JSON: NFC, without characters that XML 1.0 §2.2 forbids, on one line."""
    kept = (c for c in unicodedata.normalize("NFC", text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(c for c in kept if c not in "\ufffe\uffff").split())


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    return value


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str | int) -> ET.Element:
    child = ET.SubElement(parent, f"{{{EBUCORE}}}{name}")
    for key, value in attributes.items():
        child.set(key, plain_text(str(value)))
    if text:
        child.text = plain_text(text)
    return child


def _dc(parent: ET.Element, name: str, text: str, *, lang: str = "") -> None:
    child = ET.SubElement(parent, f"{{{DUBLIN_CORE}}}{name}", {XML_LANG: lang} if lang else {})
    child.text = plain_text(text)
