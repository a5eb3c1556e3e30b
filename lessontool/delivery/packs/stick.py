"""Lessons on a USB stick or memory card: a site that works from the file, with no network at all.

Every file but `index.html` and the leaflet has a piece of its checksum in its name. So the old site and the new one lie
side by side until `index.html` is replaced, last of all, and a stick that is pulled out too early shows the old one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lessontool.delivery.manifest import Content
from lessontool.delivery.packs import Packed, Progress
from lessontool.delivery.packs.stick_site import INDEX, LEAFLET, Entry, site_files
from lessontool.delivery.pages import lesson_data, script_json
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.delivery.sticks import refresh
from lessontool.errors import PlanError
from lessontool.model import Finding
from lessontool.model.pack import StickPack
from lessontool.model.package import Role
from lessontool.planning.budget import Option, choose, figures, in_clusters
from lessontool.planning.names import slug
from lessontool.tools.process import Cancel

OWNER: Final = "stick"
LESSONS: Final = "lessons"

_CLUSTER_BYTES: Final = 32 << 10
"""What FAT32 gives a file at least on the sticks that are sold (8 to 32 GB), and exFAT up to 32 GB (Microsoft's default
cluster sizes)."""

_MARK_LENGTH: Final = 8
"""32 bits of the SHA-256: they only have to tell the versions of one file from each other."""

_NAME_BYTES: Final = 90
_FOLDER_BYTES: Final = 90
_LITE_WORTH: Final = 0.9
"""A file for small budgets beside a plain one with as many lines."""


def build(
    lessons: Sequence[ShelvedLesson],
    spec: StickPack,
    folder: Path,
    *,
    created: str,
    cancel: Cancel,
    progress: Progress,
    budget_bytes: int | None = None,
    verify: bool = False,
) -> Packed:
    """Put finished lessons on a stick, or bring a stick to them; only what changed is copied, and every copy compared.

    `budget_bytes`: pictures get smaller, then lessons are left out, until everything fits. `verify` reads what is on
    the stick already in full. `created` is UTC, `2026-11-22T10:00:00Z`.

    Raises PlanError: stick-nothing-fits; InputError, EngineError and Interrupted as `sticks.refresh` does.
    """
    folders = _folders(lessons)
    offers = [_offers(lesson, spec) for lesson in lessons]
    findings: list[Finding] = _nothing_to_play(lessons, offers)
    if budget_bytes is None:
        taken = [len(each) - 1 if each else None for each in offers]
    else:
        taken, said = _fitted(lessons, offers, folders, spec, created, budget_bytes)
        findings += said
    chosen = [
        _lesson(lesson, offers[place][pick], folders[place], spec)
        for place, (lesson, pick) in enumerate(zip(lessons, taken, strict=True))
        if pick is not None
    ]
    if not chosen:
        raise PlanError("stick-nothing-fits", budget_mb=round((budget_bytes or 0) / 1_000_000, 1))
    wanted: dict[str, Path | bytes] = {name: each for lesson in chosen for name, each in lesson.files.items()}
    wanted |= _site([each.entry for each in chosen], spec, created)

    def meanwhile(there: frozenset[str]) -> Mapping[str, bytes]:
        return _site([each.entry for each in chosen if each.files.keys() <= there], spec, created)

    done = refresh(
        folder,
        wanted,
        owner=OWNER,
        last=(LEAFLET, INDEX),
        filesystem=spec.filesystem,
        cancel=cancel,
        progress=progress,
        verify=verify,
        expected={name: each for lesson in chosen for name, each in lesson.expected.items()},
        meanwhile=meanwhile,
    )
    if done.repaired:
        findings.append(Finding(code="stick-repaired", severity="repaired", values={"count": len(done.repaired)}))
    if done.left:
        findings.append(
            Finding(
                code="stick-left-alone", severity="note", values={"files": _few(done.left), "count": len(done.left)}
            )
        )
    roles = {name: each for lesson in chosen for name, each in lesson.contents.items()}
    return Packed(
        files=tuple(roles.get(name) or Content(name=name, role="page") for name in done.written),
        findings=tuple(findings),
        total_bytes=done.total_bytes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """One way to take a lesson along: with this file, in whole clusters with all that goes with it."""

    file: ShelvedFile
    worth: float


@dataclass(slots=True, kw_only=True)
class _Lesson:
    entry: Entry
    files: dict[str, Path | bytes] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)


# ── which files ───────────────────────────────────────────────────────────────────────────────────────────────────


def _folders(lessons: Sequence[ShelvedLesson]) -> list[str]:
    """A folder for each lesson, called as its files are; lessons of one name are told apart by who they are."""
    names = [slug(lesson.stem, max_bytes=_FOLDER_BYTES) for lesson in lessons]
    often = {each.lower() for each in names if sum(each.lower() == other.lower() for other in names) > 1}
    return [
        f"{LESSONS}/{name}-{lesson.id.hex[:8]}" if name.lower() in often else f"{LESSONS}/{name}"
        for name, lesson in zip(names, lessons, strict=True)
    ]


def _offers(lesson: ShelvedLesson, spec: StickPack) -> list[_Offer]:
    """The files that may stand for a lesson, the best one last. Only what every television and old computer plays."""
    best = lesson.video_up_to(spec.tallest_px)
    if best is None:
        return [_Offer(file=each, worth=1.0) for each in lesson.sounds[:1]]
    minutes = max(lesson.seconds, 1.0) / 60
    tallest = best.file.height_px or 0
    smaller = [
        each for each in lesson.videos if spec.smallest_px <= (each.file.height_px or 0) < tallest and each is not best
    ]
    light = [
        each
        for each in lesson.lite
        if each.file.codec == "h264"
        and (each.file.height_px or 0) <= tallest
        and each.file.size_bytes < best.file.size_bytes
    ]
    offers = [_Offer(file=each, worth=minutes * (each.file.height_px or 1)) for each in smaller]
    offers += [_Offer(file=each, worth=minutes * _LITE_WORTH * (each.file.height_px or 1)) for each in light]
    offers.sort(key=lambda each: (each.worth, each.file.file.size_bytes))
    return [*offers, _Offer(file=best, worth=max(minutes * tallest, offers[-1].worth + 1 if offers else 1.0))]


def _fitted(
    lessons: Sequence[ShelvedLesson],
    offers: Sequence[Sequence[_Offer]],
    folders: Sequence[str],
    spec: StickPack,
    created: str,
    budget_bytes: int,
) -> tuple[list[int | None], list[Finding]]:
    """Choose what fits, and say what got smaller or was left out."""
    entries, options = [], []
    for lesson, ways, folder in zip(lessons, offers, folders, strict=True):
        best = _lesson(lesson, ways[-1], folder, spec) if ways else None
        beside = _taken(best.files) - _clustered(ways[-1].file) if best else 0
        options.append([Option(size_bytes=beside + _clustered(way.file), worth=way.worth) for way in ways])
        entries += [best.entry] if best else []
    # twice: while it is refreshed, a stick holds the old pages and the new ones
    room = budget_bytes - 2 * _taken(_site(entries, spec, created)) - _CLUSTER_BYTES * (2 * len(lessons) + 8)
    chosen = choose(options, max(room, 0))
    came = figures(options, chosen, max(room, 0))
    findings = []
    if came.left_out:
        findings.append(
            Finding(
                code="stick-left-out",
                severity="warning",
                values={
                    "count": len(came.left_out),
                    "lessons": _few([lessons[place].lesson.title for place in came.left_out]),
                    "needed_mb": -(-(came.least_bytes + budget_bytes - max(room, 0)) // 1_000_000),
                },
            )
        )
    if came.smaller:
        findings.append(
            Finding(
                code="stick-smaller",
                severity="note",
                values={
                    "count": len(came.smaller),
                    "lessons": _few([lessons[place].lesson.title for place in came.smaller]),
                    "needed_mb": -(-(came.best_bytes + budget_bytes - max(room, 0)) // 1_000_000),
                },
            )
        )
    return list(chosen), findings


def _clustered(file: ShelvedFile) -> int:
    return in_clusters(file.file.size_bytes, _CLUSTER_BYTES)


def _taken(files: Mapping[str, Path | bytes]) -> int:
    return sum(
        in_clusters(len(each) if isinstance(each, bytes) else each.stat().st_size, _CLUSTER_BYTES)
        for each in files.values()
    )


def _nothing_to_play(lessons: Sequence[ShelvedLesson], offers: Sequence[Sequence[_Offer]]) -> list[Finding]:
    silent = [lesson.lesson.title for lesson, ways in zip(lessons, offers, strict=True) if not ways]
    values: dict[str, str | int | float] = {"count": len(silent), "lessons": _few(silent)}
    return [Finding(code="stick-nothing-to-play", severity="warning", values=values)] if silent else []


# ── a lesson ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _lesson(lesson: ShelvedLesson, offer: _Offer, folder: str, spec: StickPack) -> _Lesson:
    """Gather the files of a lesson, each under its name on the stick, and what the pages say of it."""
    placed: dict[Path, str] = {}
    made = _Lesson(entry=Entry(lesson=lesson, data={}, script="", media=""))
    for file, role in _carried(lesson, offer, spec):
        name = _name(folder, file, made.files)
        placed[file.path] = name
        _put(made, name, file, role)
    media = placed[offer.file.path]
    for file in lesson.subtitle_files:  # televisions and players find it there by themselves
        if file.file.language == lesson.lesson.language:
            _put(made, f"{media.rpartition('.')[0]}.srt", file, "captions")
    data = lesson_data(lesson, address=lambda path: placed.get(path, ""))
    script = f"(window.LESSONS = window.LESSONS || {{}})[{script_json(data['id'])}] = {script_json(data)};\n".encode()
    name = f"{folder}/{marked('lesson', '.js', hashlib.sha256(script).hexdigest())}"
    made.files[name] = script
    made.contents[name] = Content(name=name, role="page")
    size = sum(len(each) if isinstance(each, bytes) else each.stat().st_size for each in made.files.values())
    made.entry = Entry(lesson=lesson, data=data, script=name, media=media, size_bytes=size)
    return made


def _carried(lesson: ShelvedLesson, offer: _Offer, spec: StickPack) -> list[tuple[ShelvedFile, Role]]:
    files: list[tuple[ShelvedFile, Role]] = [(offer.file, offer.file.file.role)]
    if lesson.poster:
        files.append((lesson.poster, "poster"))
    files += [(each, "storyboard") for each in lesson.storyboard if each.path.suffix != ".vtt"]
    if spec.attachments:
        files += [(each, "attachment") for each in lesson.attachments]
    if spec.transcripts:
        files += [(each, "transcript") for each in lesson.documents if each.path.suffix in (".html", ".docx")]
    return files


def _put(made: _Lesson, name: str, file: ShelvedFile, role: Role) -> None:
    listed = file.file
    made.files[name] = file.path
    made.expected[name] = listed.sha256
    made.contents[name] = Content(
        name=name,
        role=role,
        rendition=listed.rendition,
        duration_frames=listed.duration_frames,
        language=listed.language,
        width_px=listed.width_px,
        height_px=listed.height_px,
        codec=listed.codec,
    )


def _name(folder: str, file: ShelvedFile, taken: Collection[str]) -> str:
    """Name a file on the stick: as it is called, in plain letters, with a piece of its checksum."""
    stem, ending = _split(file.name)
    name = f"{folder}/{marked(slug(stem, max_bytes=_NAME_BYTES), ending, file.file.sha256)}"
    number = 2
    alike = {each.lower() for each in taken}
    while name.lower() in alike:  # two worksheets whose names differ in signs alone
        name = f"{folder}/{marked(f'{slug(stem, max_bytes=_NAME_BYTES - 4)}_{number}', ending, file.file.sha256)}"
        number += 1
    return name


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:8] if dot else ""
    return (stem, f".{ending}") if stem and ending else (name, "")


def marked(stem: str, ending: str, sha256: str) -> str:
    """Put a piece of a file's checksum into its name, so that another content is another file."""
    return f"{stem}.{sha256[:_MARK_LENGTH]}{ending}"


def _site(entries: Sequence[Entry], spec: StickPack, created: str) -> dict[str, bytes]:
    return site_files(entries, spec, created=created, mark=marked)


def _few(texts: Sequence[str]) -> str:
    return ", ".join(texts[:5]) + ("…" if len(texts) > 5 else "")
