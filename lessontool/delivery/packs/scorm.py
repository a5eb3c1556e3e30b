"""A lesson as a learning system's package: one zip file after SCORM 1.2 or SCORM 2004, 4th edition.

The zip holds the page with the player, one film (or the sound where there is no picture), its poster and its
attachments, and `imsmanifest.xml`, which names every one of them. Nothing in it asks for anything outside it. Schemas
of others are not enclosed; learning systems bring their own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from lessontool import messages
from lessontool.delivery import pages
from lessontool.delivery.manifest import Content
from lessontool.delivery.packs import Packed, Progress
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.errors import InputError
from lessontool.model import Finding, ScormPack
from lessontool.planning import names
from lessontool.tools.process import Cancel

MANIFEST: Final = "imsmanifest.xml"
"""Both editions look for it by this name at the root of the zip (IMS Content Packaging)."""

PAGE: Final = "index.html"
SUFFIXES: Final = {"1.2": "_scorm12", "2004-4": "_scorm2004"}

_BLOCK_BYTES: Final = 1 << 20
_MOST_TITLE: Final = 200
"""Characters of a title (imscp_rootv1p1p2.xsd, titleType); 2004 shows no more either."""
_MOST_STEM_BYTES: Final = 100
"""Of names inside the zip: learning systems unpack it below long paths of their own."""

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCRIPT: Final = Path(pages.__file__).with_name("scorm.js")

_HTML: Final = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="player/player.css">
</head>
<body class="lesson-page">
<p class="goal" id="goal" role="status"></p>
<main id="player">
<noscript>{{ noscript }}{% for name in media %} <a href="{{ name }}">{{ title }}</a>{% endfor %}</noscript>
</main>
<script type="application/json" id="lesson">{{ lesson }}</script>
<script type="application/json" id="tracking">{{ tracking }}</script>
<script src="player/player.js"></script>
<script src="player/scorm.js"></script>
</body>
</html>
"""

_STYLE: Final = """
.goal { margin: 0; padding: 6px 16px; font: 600 15px/1.4 system-ui, "Segoe UI", Roboto, sans-serif;
  color: #1f3b57; background: #e3eefa; text-align: center; }
.goal.reached { color: #17482a; background: #dff3e4; }
@media (prefers-color-scheme: dark) {
  .goal { color: #d6e6f7; background: #1d3348; }
  .goal.reached { color: #d3f0db; background: #17402a; }
}
@media (orientation: landscape) {
  .lesson-player .lp-stage:not(.lp-sound) { max-width: calc((100vh - 1rem) * 1.7778); margin: 0 auto; }
}
@media (orientation: landscape) and (min-height: 30rem) {
  .lesson-player .lp-stage:not(.lp-sound) { max-width: calc((100vh - 11.5rem) * 1.7778); }
}
@media print { .goal { display: none; } }
"""
"""What the player's own style does not know: the line above it that says when the lesson counts as done, and that the
frame of a learning system is low: the film's own controls must be in it."""


def build(
    lesson: ShelvedLesson, spec: ScormPack, folder: Path, *, created: str, cancel: Cancel, progress: Progress
) -> Packed:
    """Write a lesson's zip for learning systems into a folder: `STEM_scorm12.zip` or `STEM_scorm2004.zip`.

    `created` is UTC, `2026-11-22T10:00:00Z`, and dates everything inside; the same lesson gives the same bytes. Raises
    InputError: scorm-nothing-to-play for a lesson without picture and sound, shelf-file-changed for a file that is not
    what its manifest says; Interrupted when `cancel` is thrown. The zip is there whole or not at all.
    """
    chosen, findings = _chosen(lesson, spec)
    shelf = _Addresses(chosen)
    data = pages.lesson_data(chosen, address=shelf)
    written = {
        PAGE: _page(chosen, spec, data),
        "player/player.css": (pages.player_style() + _STYLE).encode(),
        "player/player.js": pages.player_script().encode(),
        "player/scorm.js": _SCRIPT.read_bytes(),
    }
    everything = [PAGE, *sorted({*written, *shelf.names.values()} - {PAGE})]
    manifest = manifest_xml(chosen, spec, everything)
    prove(manifest, everything)
    name = f"{lesson.stem}{SUFFIXES[spec.edition]}.zip"
    part = folder / f"{name}.part"
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for inner, text in ({MANIFEST: manifest} | written).items():
                archive.writestr(_entry(inner, created, len(text)), text)
            _copy(archive, shelf, created, cancel, progress)
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    size = (folder / name).stat().st_size
    return Packed(files=(Content(name=name, role="archive"),), findings=findings, total_bytes=size)


def _chosen(lesson: ShelvedLesson, spec: ScormPack) -> tuple[ShelvedLesson, tuple[Finding, ...]]:
    """The lesson with one film only, or one sound: every byte more keeps it out of some school's learning system."""
    video = lesson.video_up_to(spec.tallest_px)
    if video is None and not lesson.sounds:
        raise InputError("scorm-nothing-to-play", title=lesson.lesson.title)
    sounds = () if video else lesson.sounds[:1]
    findings = () if video else (Finding(code="scorm-sound-only", severity="note"),)
    return replace(lesson, videos=(video,) if video else (), lite=(), sounds=sounds), findings


class _Addresses:
    """Gives each file of a lesson its name in the zip, and remembers which ones the page asked for.

    What the page refers to is thus what goes in. Names are plain letters only, whatever teachers call their worksheets:
    learning systems on old servers spoil all others. Captions stand in the page itself.
    """

    def __init__(self, lesson: ShelvedLesson) -> None:
        self.names: dict[Path, str] = {}
        self.files: dict[Path, ShelvedFile] = {file.path: file for file in _files(lesson)}
        self._folders = {file.path: "attachments" for file in lesson.attachments}
        self._inside = {file.path for file in lesson.captions}

    def __call__(self, path: Path) -> str:
        if path in self._inside or path not in self.files:
            return ""
        if path not in self.names:
            self.names[path] = self._free(self._folders.get(path, "lesson"), path)
        return self.names[path]

    def _free(self, folder: str, path: Path) -> str:
        stem = names.slug(path.stem, max_bytes=_MOST_STEM_BYTES)
        suffix = re.sub(r"[^a-z0-9]", "", path.suffix.lower())[:8]
        ending = f".{suffix}" if suffix else ""
        taken = {name.casefold() for name in self.names.values()}
        candidates = (f"{folder}/{stem}{number}{ending}" for number in ("", *(f"_{n}" for n in range(2, 10_000))))
        return next(name for name in candidates if name.casefold() not in taken)


def _files(lesson: ShelvedLesson) -> Iterator[ShelvedFile]:
    yield from (*lesson.videos, *lesson.sounds, *lesson.storyboard, *lesson.attachments, *lesson.documents)
    if lesson.poster:
        yield lesson.poster


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(lesson: ShelvedLesson, spec: ScormPack, data: Mapping[str, object]) -> bytes:
    import jinja2
    from markupsafe import Markup

    say: Callable[[str], str] = lambda code: messages.say(code, {"percent": spec.completed_percent}, "vi")  # noqa: E731
    tracking = {
        "id": str(lesson.id),
        "edition": spec.edition,
        "completed_percent": spec.completed_percent,
        "commit_every_s": spec.commit_every_s,
        "xapi": spec.xapi,
        "language": lesson.lesson.language,
        "labels": {
            "needed": say("scorm-page-needed"),
            "done": say("scorm-page-done"),
            "alone": say("scorm-page-alone"),
        },
    }
    media = [source["src"] for source in data["sources"]]  # type: ignore[attr-defined]
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(_HTML)
    text = template.render(
        title=_title(lesson),
        noscript=say("scorm-page-no-script"),
        media=media,
        # no markup can stand in what `script_json` writes
        lesson=Markup(pages.script_json(data)),  # noqa: S704
        tracking=Markup(pages.script_json(tracking)),  # noqa: S704
    )
    return f"{text}\n".encode()


def _title(lesson: ShelvedLesson) -> str:
    """The lesson's title as XML and HTML can hold it: composed letters, one line, no control characters."""
    composed = unicodedata.normalize("NFC", lesson.lesson.title)
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Cn") else sign for sign in composed)
    return " ".join(visible.split())[:_MOST_TITLE].strip() or lesson.stem


# ── the manifest ──────────────────────────────────────────────────────────────────────────────────────────────────


def manifest_xml(lesson: ShelvedLesson, spec: ScormPack, everything: Collection[str]) -> bytes:
    """Write `imsmanifest.xml`: the lesson as one item that starts `index.html`, and every file that belongs to it."""
    return (_manifest_12 if spec.edition == "1.2" else _manifest_2004)(lesson, spec, everything)


def _manifest_12(lesson: ShelvedLesson, _spec: ScormPack, everything: Collection[str]) -> bytes:
    """SCORM 1.2 Content Aggregation Model.

    It names no mastery score: with one, a learning system turns "incomplete" into "failed" for everybody who only
    stops for today. The page says itself when the lesson is completed.
    """
    cp, adl = "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.adlnet.org/xsd/adlcp_rootv1p2"
    root, _item = _skeleton(lesson, cp, "1.2", everything, {f"{{{adl}}}scormtype": "sco"})
    return _xml(root, {"": cp, "adlcp": adl})


def _manifest_2004(lesson: ShelvedLesson, spec: ScormPack, everything: Collection[str]) -> bytes:
    """SCORM 2004 4th Edition Content Aggregation Model: completion follows the share that was watched."""
    cp, adl = "http://www.imsglobal.org/xsd/imscp_v1p1", "http://www.adlnet.org/xsd/adlcp_v1p3"
    ss = "http://www.imsglobal.org/xsd/imsss"
    root, item = _skeleton(lesson, cp, "2004 4th Edition", everything, {f"{{{adl}}}scormType": "sco"})
    threshold = ET.SubElement(item, f"{{{adl}}}completionThreshold")
    threshold.set("completedByMeasure", "true")
    threshold.set("minProgressMeasure", f"{spec.completed_percent / 100:.2f}")
    # the page tells completion and success itself; without this a learning system makes both up when it ends
    delivery = ET.SubElement(ET.SubElement(item, f"{{{ss}}}sequencing"), f"{{{ss}}}deliveryControls")
    delivery.set("completionSetByContent", "true")
    delivery.set("objectiveSetByContent", "true")
    # a pupil may open the lesson from a list as well as with "next"
    organization = root.find(f"{{{cp}}}organizations/{{{cp}}}organization")
    if organization is not None:
        control = ET.SubElement(ET.SubElement(organization, f"{{{ss}}}sequencing"), f"{{{ss}}}controlMode")
        control.set("choice", "true")
        control.set("flow", "true")
    return _xml(root, {"": cp, "adlcp": adl, "imsss": ss})


def _skeleton(
    lesson: ShelvedLesson, cp: str, version: str, everything: Collection[str], kind: Mapping[str, str]
) -> tuple[ET.Element, ET.Element]:
    """What both editions share; gives the manifest and its item."""
    key = lesson.id.hex
    root = ET.Element(f"{{{cp}}}manifest", {"identifier": f"lessontool-{key}", "version": "1"})
    metadata = ET.SubElement(root, f"{{{cp}}}metadata")
    ET.SubElement(metadata, f"{{{cp}}}schema").text = "ADL SCORM"
    ET.SubElement(metadata, f"{{{cp}}}schemaversion").text = version
    organizations = ET.SubElement(root, f"{{{cp}}}organizations", default=f"organization-{key}")
    organization = ET.SubElement(organizations, f"{{{cp}}}organization", identifier=f"organization-{key}")
    ET.SubElement(organization, f"{{{cp}}}title").text = _title(lesson)
    item = ET.SubElement(organization, f"{{{cp}}}item", identifier=f"item-{key}", identifierref=f"resource-{key}")
    ET.SubElement(item, f"{{{cp}}}title").text = _title(lesson)
    resources = ET.SubElement(root, f"{{{cp}}}resources")
    facts = {"identifier": f"resource-{key}", "type": "webcontent", "href": PAGE, **kind}
    resource = ET.SubElement(resources, f"{{{cp}}}resource", facts)
    for name in everything:
        ET.SubElement(resource, f"{{{cp}}}file", href=name)
    return root, item


def _xml(root: ET.Element, prefixes: Mapping[str, str]) -> bytes:
    """The text of a manifest with the prefixes that learning systems' importers look for.

    ElementTree knows prefixes for the whole program only, so they are put in here: some importers search for the very
    letters `adlcp:`, and a default namespace is what all examples have.
    """
    for element in root.iter():
        element.tag = _short(element.tag, prefixes)
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.set(_short(name, prefixes), element.attrib.pop(name))
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in prefixes.items()}
    root.attrib = {**declared, **root.attrib}
    ET.indent(root, space="  ")
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n").encode()


def _short(name: str, prefixes: Mapping[str, str]) -> str:
    uri, _, local = name[1:].partition("}")
    prefix = next(prefix for prefix, each in prefixes.items() if each == uri)
    return f"{prefix}:{local}" if prefix else local


# ── the proof ─────────────────────────────────────────────────────────────────────────────────────────────────────

_SAFE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_KINDS: Final = {
    "1.2": "{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype",
    "2004 4th Edition": "{http://www.adlnet.org/xsd/adlcp_v1p3}scormType",
}
"""The attribute that makes a file a lesson is written differently in the editions; the schemas do not see a mistake."""


def prove(manifest: bytes, everything: Collection[str]) -> None:
    """Refuse a manifest that does not fit the files of its zip; schemas see none of this.

    `everything` are the names of all files but the manifest. Raises ValueError, for it would be our own mistake: a
    reference to nothing, a file that nothing names, a name that leaves the zip, an edition's attribute miswritten.
    """
    root = ET.fromstring(manifest)  # noqa: S314  # our own words
    cp = f"{{{root.tag[1:].partition('}')[0]}}}"
    faults = [f"name: {name}" for name in everything if not _SAFE.fullmatch(name)]
    if len({name.casefold() for name in everything}) != len(list(everything)):
        faults.append("two files of one name")
    listed = [file.get("href", "") for file in root.iter(f"{cp}file")]
    faults += [f"not in the zip: {name}" for name in sorted(set(listed) - set(everything))]
    faults += [f"not in the manifest: {name}" for name in sorted(set(everything) - set(listed))]
    identifiers = [element.get("identifier", "") for element in root.iter() if "identifier" in element.attrib]
    if len(set(identifiers)) != len(identifiers):
        faults.append("two identifiers alike")
    resources = {each.get("identifier"): each for each in root.iter(f"{cp}resource")}
    asked = [item.get("identifierref", "") for item in root.iter(f"{cp}item")]
    faults += [f"no resource: {name}" for name in asked if name not in resources]
    organizations = root.find(f"{cp}organizations")
    known = [each.get("identifier") for each in root.iter(f"{cp}organization")]
    if organizations is None or organizations.get("default") not in known or not asked:
        faults.append("nothing to start")
    kind = _KINDS.get(root.findtext(f"{cp}metadata/{cp}schemaversion", ""), "")
    for resource in resources.values():
        if resource.get("href") not in [file.get("href") for file in resource.iter(f"{cp}file")]:
            faults.append(f"starts what is not its own: {resource.get('href')}")
        if not kind or resource.get(kind) != "sco":
            faults.append("no kind of this edition")
    if faults:
        raise ValueError(f"{MANIFEST}: {'; '.join(faults)}")


# ── the zip ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _entry(name: str, created: str, size: int) -> zipfile.ZipInfo:
    """A file in the zip as every machine writes it. Stored: films and pictures do not get smaller, and packers of
    different versions pack differently."""
    when = datetime.fromisoformat(created)
    entry = zipfile.ZipInfo(name, (when.year, when.month, when.day, when.hour, when.minute, when.second))
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    entry.file_size = size
    return entry


def _copy(archive: zipfile.ZipFile, shelf: _Addresses, created: str, cancel: Cancel, progress: Progress) -> None:
    """Copy the lesson's own files block by block, and compare each with its checksum on the way."""
    wanted = sorted((name, shelf.files[path]) for path, name in shelf.names.items())
    total = sum(file.file.size_bytes for _, file in wanted) or 1
    done = 0
    for name, file in wanted:
        digest = hashlib.sha256()
        with (
            file.path.open("rb") as source,
            archive.open(_entry(name, created, file.file.size_bytes), "w") as target,
        ):
            while block := source.read(_BLOCK_BYTES):
                cancel.raise_if_thrown()
                digest.update(block)
                target.write(block)
                done += len(block)
                progress(min(1.0, done / total))
        if digest.hexdigest() != file.file.sha256:
            raise InputError("shelf-file-changed", path=str(file.path))
