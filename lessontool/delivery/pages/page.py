"""The player's texts, and the one-file page that plays a lesson."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from lessontool.delivery.metadata import iso_duration
from lessontool.delivery.pages.content import Address, lesson_data
from lessontool.delivery.pages.formats import media_type
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.messages.pages import PAGES
from lessontool.tools.pages import asset, fingerprint, templates

_FOLDER: Final = Path(__file__).parent
_UNSAFE: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

_START: Final = """
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("lesson-data").textContent);
  LessonPlayer.open(document.getElementById("lesson"), data, {});
})();
"""


def beside(folder: Path) -> Address:
    """Give the address of files for a page that lies in a folder: relative, and written as a web address is.

    A file outside the folder has no such address: ValueError.
    """
    return lambda path: quote(path.relative_to(folder).as_posix())


def script_json(data: object) -> str:
    """Write data so that it is safe inside a script element: it can neither end the element nor begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.translate(_UNSAFE)


def player_script() -> str:
    """Give the player as a classic script, with its words in Vietnamese and English: it makes `LessonPlayer`."""
    scripts = asset(_FOLDER, "player_parts.js") + asset(_FOLDER, "player.js")
    return f"{scripts}LessonPlayer.labels = {script_json(page_labels())};\n"


def player_style() -> str:
    """Give the player's style sheet. Its rules touch only what is in a player, and a body of class `lesson-page`."""
    return asset(_FOLDER, "player.css")


def page_labels() -> dict[str, dict[str, str]]:
    """Give all words of the player by language (`vi`, `en`), then by name: the message's code without `page-`."""
    names = {code: code.removeprefix("page-") for code in PAGES}
    return {
        "vi": {name: PAGES[code].vi for code, name in names.items()},
        "en": {name: PAGES[code].en for code, name in names.items()},
    }


def web_page(lesson: ShelvedLesson, *, address: Address, playlist: Path | None = None) -> bytes:
    """Write the page that plays a lesson: one HTML file to lay beside the media, with everything else inside it.

    `address` as in `lesson_data`; `beside(folder)` gives it for a page in the media's folder. `playlist` is the lesson
    for adaptive players (HLS), which browsers that know it by themselves then take first; without one, `STEM.m3u8`
    beside the videos is taken where it lies there. The page may load the lesson's own files and nothing else.
    """
    from markupsafe import Markup

    data = lesson_data(lesson, address=address)
    data["playlist"] = _playlist(lesson, address, playlist)
    style, script = player_style(), player_script() + _START
    page = templates(_FOLDER).get_template("page.html.j2")
    return page.render(
        data=data,
        labels=page_labels(),
        about=data["description"] or f"{data['subtitle']} · {data['school']}",
        files=list(_files(data)),
        policy=_policy(data, style, script),
        # our own texts, and JSON that cannot end its element
        described=Markup(script_json(_described(data, lesson))),  # noqa: S704
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        json=Markup(script_json(data)),  # noqa: S704
    ).encode()


def _playlist(lesson: ShelvedLesson, address: Address, given: Path | None) -> dict[str, Any] | None:
    path = given or (lesson.videos[0].path.with_name(f"{lesson.stem}.m3u8") if lesson.videos else None)
    if path is None or not (given or path.is_file()):
        return None
    href = address(path)
    return {"src": href, "type": media_type(path), "label": "", "height": 0, "bytes": 0} if href else None


def _files(data: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What can be opened without any script."""
    for source in [*data["sources"], *data["sounds"]]:
        yield {"href": source["src"], "name": f"{source['label']} – {source['name']}", "size": _megabytes(source)}
    for caption in data["captions"]:
        yield {"href": caption["src"], "name": f"{PAGES['page-captions'].vi}: {caption['label']}", "size": ""}
    for file in [*data["documents"], *data["attachments"]]:
        yield {"href": file["href"], "name": file["name"], "size": _megabytes(file)}


def _megabytes(file: dict[str, Any]) -> str:
    return f"{max(file['bytes'] / 1e6, 0.1):.1f} MB".replace(".", ",")


def _policy(data: dict[str, Any], style: str, script: str) -> str:
    """Say what the page may do (Content Security Policy): our script, our style, the lesson's own pictures and media.

    `file:` stands beside 'self' because a page that was opened from a disk is no 'self' to every browser.
    """
    media = [each["src"] for each in [*data["sources"], data["playlist"] or {"src": ""}]]
    images = [data["poster"], *(data["storyboard"] or {"sheets": []})["sheets"]]
    rules = {
        "default-src": "'none'",
        "script-src": f"'{fingerprint(script)}'",
        "style-src": f"'{fingerprint(style)}'",
        "img-src": f"'self' file: data: {_elsewhere(images)}",
        "media-src": f"'self' file: blob: {_elsewhere(media)}",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value.strip()}" for name, value in rules.items())


def _elsewhere(addresses: list[str]) -> str:
    parts = (urlsplit(each) for each in addresses)
    return " ".join(sorted({f"{each.scheme}://{each.netloc}" for each in parts if each.scheme in ("http", "https")}))


def _described(data: dict[str, Any], lesson: ShelvedLesson) -> dict[str, Any]:
    """What search engines read: schema.org's VideoObject (or AudioObject) that is also a LearningResource."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["VideoObject" if data["kind"] == "video" else "AudioObject", "LearningResource"],
        "name": data["title"],
        "description": data["description"] or data["subtitle"],
        "inLanguage": data["language"],
        "learningResourceType": "lesson",
        "educationalLevel": f"Lớp {data['grade']}",
        "about": {"@type": "Thing", "name": data["subject"]},
        "creator": [{"@type": "Person", "name": name} for name in data["teachers"]],
        "provider": {"@type": "EducationalOrganization", "name": data["school"]},
        "copyrightHolder": {"@type": "Organization", "name": data["holder"]},
        "license": data["licence"],
        "isAccessibleForFree": True,
        "duration": iso_duration(Fraction(lesson.frames, 25)),
        "uploadDate": lesson.created,
        "thumbnailUrl": data["poster"],
        "contentUrl": data["sources"][0]["src"] if data["sources"] else "",
        "hasPart": _clips(data),
    }
    return {term: value for term, value in said.items() if value not in ("", [], None)}


def _clips(data: dict[str, Any]) -> list[dict[str, Any]]:
    chapters = data["chapters"]
    ends = [*(chapter["start"] for chapter in chapters[1:]), data["duration_s"]]
    return [
        {"@type": "Clip", "name": chapter["title"], "startOffset": chapter["start"], "endOffset": end}
        for chapter, end in zip(chapters, ends, strict=False)
    ]
