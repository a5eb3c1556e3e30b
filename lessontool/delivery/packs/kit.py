"""The publishing kit: everything that somebody needs to post a lesson by hand on YouTube, Facebook and Zalo.

For each platform a folder with the texts to paste, the picture and the captions; for people a page with copy buttons,
which works from the disk with no network; for programs the same as JSON. Nothing is ever uploaded.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.delivery.manifest import Content
from lessontool.delivery.packs import Packed, Progress
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.messages import hint, say
from lessontool.model import Finding, KitPack, PlatformSpec
from lessontool.planning.names import slug
from lessontool.planning.publishing import Counted, Post, compose
from lessontool.subtitles.languages import vietnamese_name
from lessontool.tools.pages import templates
from lessontool.tools.process import Cancel

TEMPLATES: Final = Path(__file__).with_name("templates")
PAGE_NAME: Final = "kit.html"
LIST_NAME: Final = "kit.json"

_VIDEO_FOLDER: Final = "video"
_BLOCK_BYTES: Final = 4 << 20

_CHILDREN_UP_TO_GRADE: Final = 7
"""Pupils of this grade turn 13: below that age platforms want to be told (COPPA, 15 U.S.C. 6501)."""

_COUNTRIES: Final[Mapping[str, str]] = {
    "vi": "VN",
    "en": "US",
    "fr": "FR",
    "zh": "CN",
    "lo": "LA",
    "km": "KH",
    "th": "TH",
    "ja": "JP",
    "ko": "KR",
    "ru": "RU",
    "de": "DE",
    "es": "ES",
}
"""The country that goes with a language where a platform wants one."""

_QUALITIES: Final = (90, 82, 74, 66, 58, 50)
_SMALLEST_PX: Final = 320

Both = dict[str, str]
"""The same in Vietnamese (`vi`) and English (`en`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Video:
    """The file that is uploaded: where the page finds it, and whether the kit has it."""

    file: ShelvedFile
    href: str
    inside: bool


def build(
    lesson: ShelvedLesson,
    spec: KitPack,
    folder: Path,
    *,
    created: str,
    cancel: Cancel,
    progress: Progress,
    place: Path | None = None,
) -> Packed:
    """Write the kit of a lesson into an empty folder.

    `place` is where the kit will lie in the end: a video in a package beside it is then named, not copied; without it
    the kit has its own copy. `created` is UTC, `2026-11-22T10:00:00Z`. Raises OSError for a disk that is full,
    Interrupted when `cancel` is thrown.
    """
    found: list[Finding] = []
    contents: list[Content] = []
    video = _video(lesson, spec, folder, place, contents, cancel)
    if video is None:
        found.append(Finding(code="kit-video-none", severity="warning"))
    progress(0.7)
    platforms = []
    for number, (platform, name) in enumerate(zip(spec.platforms, _folders(spec), strict=True), start=1):
        cancel.raise_if_thrown()
        post = compose(lesson.lesson, lesson.chapters, lesson.frames, platform)
        said = list(post.findings)
        texts = _texts(post, lesson, folder / name, contents)
        picture = _thumbnail(lesson, platform, folder / name, contents, said)
        captions = _captions(lesson, platform, folder / name, contents, said)
        platforms.append(
            {"post": post, "folder": name, "texts": texts, "thumbnail": picture, "captions": captions, "findings": said}
        )
        found += said
        progress(0.7 + 0.25 * number / len(spec.platforms))
    _write(folder, LIST_NAME, _listed(lesson, video, platforms, created), "metadata", contents)
    _write(folder, PAGE_NAME, _page(lesson, video, platforms, created), "page", contents)
    progress(1.0)
    total = sum((folder / each.name).stat().st_size for each in contents)
    return Packed(files=tuple(contents), findings=tuple(found), total_bytes=total)


def _folders(spec: KitPack) -> tuple[str, ...]:
    """A plain folder name for each platform, none twice."""
    names: list[str] = []
    for platform in spec.platforms:
        name = slug(platform.name).lower()
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return tuple(names)


def _write(folder: Path, name: str, text: str, role: Any, contents: list[Content], language: str = "") -> None:
    records.write_whole(folder / name, text.encode())
    contents.append(Content(name=name, role=role, language=language))


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _video(
    lesson: ShelvedLesson, spec: KitPack, folder: Path, place: Path | None, contents: list[Content], cancel: Cancel
) -> _Video | None:
    file = lesson.video_up_to(spec.tallest_px)
    if file is None:
        return None
    packages = place.resolve().parent if place is not None else None
    real = file.path.resolve()
    if packages is not None and real.is_relative_to(packages):
        return _Video(file=file, href=f"../{real.relative_to(packages).as_posix()}", inside=False)
    name = f"{_VIDEO_FOLDER}/{file.name}"
    _copy(file.path, folder / name, cancel)
    contents.append(
        Content(
            name=name,
            role="rendition",
            rendition=file.file.rendition,
            duration_frames=file.file.duration_frames,
            width_px=file.file.width_px,
            height_px=file.file.height_px,
            codec=file.file.codec,
        )
    )
    return _Video(file=file, href=name, inside=True)


def _copy(source: Path, target: Path, cancel: Cancel) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with source.open("rb") as reading, part.open("wb") as writing:
        while block := reading.read(_BLOCK_BYTES):
            cancel.raise_if_thrown()
            writing.write(block)
    part.replace(target)


def _texts(post: Post, lesson: ShelvedLesson, folder: Path, contents: list[Content]) -> dict[str, str]:
    """Write each text into a file of its own that holds nothing else: no newline, no mark at its start."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"title.txt": post.title.text, "description.txt": post.description.text}
    if post.tags:
        texts["tags.txt"] = post.tags_line.text
    texts["language.txt"] = lesson.lesson.language
    for name, text in texts.items():
        _write(folder.parent, f"{folder.name}/{name}", text, "text", contents)
    return texts


def _thumbnail(
    lesson: ShelvedLesson, platform: PlatformSpec, folder: Path, contents: list[Content], found: list[Finding]
) -> str:
    """Put the platform's picture into its folder, small enough; gives its name relative to the kit, or nothing."""
    if not platform.thumbnail:
        return ""
    wanted = {f"_{platform.thumbnail}"}
    everything = [each for each in (lesson.poster, *lesson.thumbnails) if each is not None]
    pictures = [each for each in everything if each.path.stem.endswith(tuple(wanted))] or everything
    values: dict[str, str | int] = {"platform": platform.name}
    if not pictures:
        found.append(Finding(code="kit-thumbnail-none", severity="warning", values=values))
        return ""
    picture = pictures[0]
    if not picture.path.stem.endswith(tuple(wanted)):
        found.append(Finding(code="kit-thumbnail-other", severity="note", values={**values, "name": picture.name}))
    data, limit = picture.path.read_bytes(), platform.thumbnail_kb * 1000
    suffix = picture.path.suffix
    if limit and len(data) > limit:
        data, suffix = _smaller(data, limit), ".jpg"
        values["limit"] = platform.thumbnail_kb
        found.append(Finding(code="kit-thumbnail-smaller", severity="note", values=values))
    name = f"{folder.name}/thumbnail{suffix}"
    records.write_whole(folder.parent / name, data)
    contents.append(Content(name=name, role="thumbnail"))
    return name


def _smaller(data: bytes, limit: int) -> bytes:
    """Compress a picture until it is small enough: first coarser, then with fewer pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    while True:
        for quality in _QUALITIES:
            packed = io.BytesIO()
            picture.save(packed, "JPEG", quality=quality, optimize=True)
            if packed.tell() <= limit or (quality == _QUALITIES[-1] and picture.width < _SMALLEST_PX):
                return packed.getvalue()
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))


def _captions(
    lesson: ShelvedLesson, platform: PlatformSpec, folder: Path, contents: list[Content], found: list[Finding]
) -> list[dict[str, str]]:
    """Put the captions of every language into the platform's folder, named as it reads them."""
    if not platform.captions:
        return []
    files = lesson.subtitle_files if platform.captions == "srt" else lesson.captions
    if not files:
        found.append(Finding(code="kit-captions-none", severity="warning", values={"platform": platform.name}))
    put = []
    for file in sorted(files, key=lambda each: each.file.language != lesson.lesson.language):
        tag = file.file.language
        ending = tag
        if platform.captions_by_country:
            ending = _with_country(tag)
            if ending == tag:
                values = {"platform": platform.name, "language": tag}
                found.append(Finding(code="kit-captions-country", severity="note", values=values))
        name = f"{folder.name}/{lesson.stem}.{ending}{file.path.suffix}"
        records.write_whole(folder.parent / name, file.path.read_bytes())
        contents.append(Content(name=name, role="captions", language=tag))
        put.append({"language": tag, "file": name})
    return put


def _with_country(tag: str) -> str:
    """Write `vi` as `vi_VN` and `en-GB` as `en_GB`; what has no known country stays."""
    language, _, region = tag.partition("-")
    region = region if len(region) == len("VN") else _COUNTRIES.get(language, "")
    return f"{language}_{region.upper()}" if region else tag


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(lesson: ShelvedLesson, video: _Video | None, platforms: Sequence[Mapping[str, Any]], created: str) -> str:
    data = {
        "lesson": {"id": str(lesson.id), "title": lesson.lesson.title, "language": lesson.lesson.language},
        "created": created,
        "video": _video_facts(lesson, video),
        "platforms": [_platform_facts(each) for each in platforms],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _video_facts(lesson: ShelvedLesson, video: _Video | None) -> dict[str, Any] | None:
    if video is None:
        return None
    file = video.file.file
    return {
        "file": video.href,
        "inside": video.inside,
        "bytes": file.size_bytes,
        "sha256": file.sha256,
        "width_px": file.width_px,
        "height_px": file.height_px,
        "seconds": lesson.seconds,
    }


def _platform_facts(made: Mapping[str, Any]) -> dict[str, Any]:
    post: Post = made["post"]
    return {
        "platform": post.platform.name,
        "folder": made["folder"],
        "title": _counted(post.title),
        "description": _counted(post.description),
        "tags": {**_counted(post.tags_line), "list": list(post.tags)},
        "chapters": [{"start_s": start, "title": title} for start, title in post.chapters],
        "thumbnail": made["thumbnail"],
        "captions": made["captions"],
        "notes": [
            {"code": each.code, "severity": each.severity, "values": dict(each.values)} for each in made["findings"]
        ],
    }


def _counted(counted: Counted) -> dict[str, Any]:
    rooms = [{"unit": room.unit, "used": room.used, "limit": room.limit, "left": room.left} for room in counted.rooms]
    return {"text": counted.text, "rooms": rooms}


# ── for people ────────────────────────────────────────────────────────────────────────────────────────────────────

_WORDS: Final = (
    *("title", "lead", "file", "file-inside", "file-beside", "file-missing", "file-none", "name", "description"),
    *("tags", "thumbnail", "captions", "language", "copy", "copied", "not-copied", "notes", "nothing", "steps"),
)
_SCRIPT_WORDS: Final = ("left-characters", "left-bytes", "over-characters", "over-bytes", "refused")


def _page(lesson: ShelvedLesson, video: _Video | None, platforms: Sequence[Mapping[str, Any]], created: str) -> str:
    style, script = ((TEMPLATES / f"kit.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    script_words = {name: _both(f"kit-page-{name}", n="{n}") for name in _SCRIPT_WORDS}
    text: str = (
        _pages()
        .get_template("kit.html")
        .render(
            lesson=lesson.lesson,
            id=str(lesson.id),
            words={name.replace("-", "_"): _both(f"kit-page-{name}") for name in _WORDS},
            script_words=json.dumps(script_words, ensure_ascii=False),
            made=_both("kit-page-made", created=created.replace("T", " ").rstrip("Z")),
            video=_video_facts(lesson, video),
            video_name=video.file.name if video else "",
            language=_language(lesson.lesson.language),
            platforms=[_platform(lesson, video, each) for each in platforms],
            style=style,
            script=script,
            style_sha256=_sha256(style),
            script_sha256=_sha256(script),
        )
    )
    return text


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _platform(lesson: ShelvedLesson, video: _Video | None, made: Mapping[str, Any]) -> dict[str, Any]:
    post: Post = made["post"]
    return {
        "name": post.platform.name,
        "folder": made["folder"],
        "forbidden": post.platform.forbidden,
        "boxes": [
            {"name": "name", "kind": "text", "counted": post.title},
            {"name": "description", "kind": "text", "counted": post.description},
            *([{"name": "tags", "kind": "tags", "counted": post.tags_line}] if post.tags else []),
        ],
        "thumbnail": made["thumbnail"],
        "captions": [{**each, "name": _language(each["language"])} for each in made["captions"]],
        "notes": [_said(each) for each in made["findings"]],
        "steps": list(_steps(lesson, video, made)),
    }


def _steps(lesson: ShelvedLesson, video: _Video | None, made: Mapping[str, Any]) -> Iterator[Both]:
    post: Post = made["post"]
    told = lesson.lesson
    if video is not None:
        yield _both("kit-step-upload", platform=post.platform.name, file=video.file.name)
    yield _both("kit-step-title")
    yield _both("kit-step-description")
    if post.tags:
        yield _both("kit-step-tags")
    if made["thumbnail"]:
        yield _both("kit-step-thumbnail", file=made["thumbnail"])
    for each in made["captions"]:
        yield _both("kit-step-captions", language=_language(each["language"]), file=each["file"])
    yield _both("kit-step-language", language=_language(told.language))
    if told.grade <= _CHILDREN_UP_TO_GRADE:
        yield _both("kit-step-children", grade=told.grade)
    if told.consent.pupils_visible:
        yield _both("kit-step-consent")
    yield _both("kit-step-watch")


def _said(finding: Finding) -> dict[str, Any]:
    what = _both(finding.code, **finding.values)
    todo = {"vi": hint(finding.code, finding.values, "vi"), "en": hint(finding.code, finding.values, "en")}
    return {"severity": finding.severity, "what": what, "todo": todo}


def _both(code: str, **values: object) -> Both:
    return {"vi": say(code, values, "vi"), "en": say(code, values, "en")}


def _language(tag: str) -> str:
    return vietnamese_name(tag)


@functools.cache
def _pages() -> Any:
    """Prepare the page: every word that is put into it is escaped, and none may be missing."""
    from markupsafe import Markup

    pages = templates(TEMPLATES)
    pages.filters["ours"] = Markup  # only for kit.css and kit.js
    return pages
