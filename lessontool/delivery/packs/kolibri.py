"""Lessons as a channel for Kolibri, the learning platform for schools without internet, on a disk or stick.

Kolibri looks for channels in the folder `KOLIBRI_DATA` of a drive: the channel's database, and storage in which every
file is called by its MD5. The database comes last, so a disk that is pulled out too early has the old channel, whole.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool import curriculum, records
from lessontool.delivery.manifest import Content
from lessontool.delivery.metadata import plain_text
from lessontool.delivery.packs import Packed, Progress, kolibri_tree
from lessontool.delivery.packs.kolibri_tables import TABLES, read_tables, used_files, write_tables
from lessontool.delivery.packs.kolibri_tree import Channel, Node, Stored, Use
from lessontool.delivery.places import BLOCK_BYTES
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.delivery.stick_ledger import read_ledger
from lessontool.delivery.sticks import Refreshed, refresh
from lessontool.errors import PlanError
from lessontool.messages import say
from lessontool.model import Finding
from lessontool.model.pack import KolibriPack
from lessontool.model.package import Role
from lessontool.planning.budget import Option, choose, figures, in_clusters
from lessontool.tools.process import Cancel

DATA: Final = "KOLIBRI_DATA"
"""The folder of a drive in which Kolibri looks for channels, and writes its own when it exports."""

_THUMBNAIL: Final = (400, 225)
"""What Kolibri's cards show (ricecooker's documentation, "Thumbnails")."""

_THUMBNAIL_QUALITY: Final = 80
_HIGH_PX: Final = 720
"""From this height on, Kolibri calls a video one of high resolution."""

_KINDS: Final = {"pdf": ("document", "document"), "epub": ("document", "epub"), "mp3": ("audio", "audio")}
"""Kolibri's kind and word for the attachments that it opens itself."""

_CLUSTER_BYTES: Final = 32 << 10
"""What FAT32 gives a file at least on the sticks that are sold (Microsoft's default cluster sizes)."""

_CHANNEL_BYTES: Final = 512 << 10
_LESSON_BYTES: Final = 24 << 10
"""Of the database and of our list, twice: while a disk is refreshed, it holds the old ones and the new ones."""

_LITE_WORTH: Final = 0.9
"""A file for small budgets beside a plain one with as many lines."""

_SHOWN: Final = 5
_READING: Final = 0.3
"""Which part of the work it is to read what is new."""


def build(
    lessons: Sequence[ShelvedLesson],
    spec: KolibriPack,
    folder: Path,
    *,
    created: str,
    cancel: Cancel,
    progress: Progress,
    budget_bytes: int | None = None,
) -> Packed:
    """Put finished lessons on a disk as a channel that Kolibri imports, or bring the channel on a disk to them.

    The channel is what its name says: lessons keep their identity, so pupils keep their place. Where anything changed,
    its version is higher than the one on the disk and than that of any disk made an hour before; where nothing did,
    not a byte is written. `budget_bytes`: pictures get smaller, then lessons are left out, until everything fits.
    `created` is UTC, `2026-11-22T10:00:00Z`.

    Raises PlanError: kolibri-nothing-fits; InputError, EngineError and Interrupted as `sticks.refresh` does, among them
    stick-not-ours for a channel of that name which somebody else put there.
    """
    offers = [_offers(lesson, spec) for lesson in lessons]
    findings = _nothing_to_play(lessons, offers)
    if budget_bytes is None:
        taken = [_preferred(lesson, each, spec) for lesson, each in zip(lessons, offers, strict=True)]
    else:
        taken, said = _fitted(lessons, offers, spec, budget_bytes)
        findings += said
    chosen = [
        (lesson, offers[place][pick])
        for place, (lesson, pick) in enumerate(zip(lessons, taken, strict=True))
        if pick is not None
    ]
    if not chosen:
        raise PlanError("kolibri-nothing-fits", budget_mb=(budget_bytes or 0) // 1_000_000)
    findings += _said(chosen, spec)
    with tempfile.TemporaryDirectory(prefix="lessontool-") as scratch:
        disk = _Disk(folder, kolibri_tree.channel_id(spec.channel).hex)
        store = _Store(disk, Path(scratch), cancel)
        channel = _channel(chosen, spec, store, progress)
        version = disk.write(channel, Path(scratch), created, store)
        disk.keep_for_others(store)
        done = refresh(
            folder,
            store.wanted,
            owner=disk.owner,
            last=(disk.database,),
            filesystem="fat32",  # the stricter one: nobody knows on which disk a channel is copied next
            cancel=cancel,
            progress=lambda share: progress(_READING + (1 - _READING) * share),
            expected=store.expected,
        )
    findings += _about_disk(done)
    place = folder / disk.data if disk.data else folder
    values: dict[str, str | int | float] = {
        "channel": spec.channel,
        "id": disk.channel,
        "version": version,
        "place": str(place),
    }
    findings.append(Finding(code="kolibri-ready", severity="note", values=values))
    return Packed(
        files=tuple(Content(name=name, role=store.roles.get(name, "metadata")) for name in done.written),
        findings=tuple(findings),
        total_bytes=done.total_bytes,
    )


# ── the disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Disk:
    """Where a channel is on a disk, and what was there before."""

    def __init__(self, folder: Path, channel: str) -> None:
        self.folder = folder
        self.channel = channel
        self.data = "" if folder.name == DATA else DATA
        content = PurePosixPath(self.data) / "content"
        self.databases = str(content / "databases")
        self.storage = str(content / "storage")
        self.database = f"{self.databases}/{channel}.sqlite3"
        # a list for each channel: several can share a disk, and none removes what is another's
        self.owner = f"kolibri-{channel[:12]}"
        self.noted = {each.name: each.sha256 for each in read_ledger(folder, self.owner)}

    def write(self, channel: Channel, scratch: Path, created: str, store: _Store) -> int:
        """Write the channel's database, or keep the one that is there where it says the same; gives its version."""
        there, path = self.folder / self.database, scratch / "channel.sqlite3"
        before = read_tables(there)
        version, updated = _version(before)
        rows = kolibri_tree.rows(channel, version=version, updated=updated)
        if before != {table: rows.get(table, []) for table in TABLES}:
            version, updated = max(version + 1, _dated(created)), created.replace("T", " ").rstrip("Z")
            rows = kolibri_tree.rows(channel, version=version, updated=updated)
        elif records.checksum(there) == self.noted.get(self.database):
            path = there
        if path != there:  # or it says the same, but the disk has damaged it
            write_tables(path, rows)
        store.want(self.database, path, "metadata")
        return version

    def keep_for_others(self, store: _Store) -> None:
        """Files that we put there and no longer need stay while another channel on the disk uses them."""
        databases = self.folder / self.databases
        for path in sorted(databases.glob("*.sqlite3")) if databases.is_dir() else ():
            if path.name == PurePosixPath(self.database).name:
                continue
            for used in used_files(path) or ():
                name = f"{self.storage}/{used[0]}/{used[1]}/{used}"
                file = self.folder / name
                if name in self.noted and name not in store.wanted and file.is_file() and not file.is_symlink():
                    store.want(name, file, "attachment", self.noted[name])


def _version(tables: dict[str, list[tuple[object, ...]]] | None) -> tuple[int, str]:
    """Version and date of a channel that is there; 0 for none."""
    for row in (tables or {}).get("content_channelmetadata", [])[:1]:
        version, updated = row[5], row[7]
        if isinstance(version, int) and isinstance(updated, str):
            return version, updated
    return 0, ""


def _dated(created: str) -> int:
    """The least version of a channel made now: 2026112210 for ten o'clock.

    Kolibri imports nothing but higher versions. Most schools get a fresh stick each time: counting from 1 on each, none
    but the first would ever be imported. Fits 31 bits until 2147, as Kolibri on PostgreSQL needs it.
    """
    return int("".join(each for each in created[:13] if each.isdigit()))


class _Store:
    """What will lie in Kolibri's storage: each content once, however many lessons have it."""

    def __init__(self, disk: _Disk, scratch: Path, cancel: Cancel) -> None:
        self.disk = disk
        self.scratch = scratch
        self.cancel = cancel
        self.wanted: dict[str, Path | bytes] = {}
        self.expected: dict[str, str] = {}
        self.roles: dict[str, Role] = {}
        self.stored: dict[str, Stored] = {}
        # what is on the disk already was read once: its name says what came out
        self.known = {
            sha256: PurePosixPath(name).stem
            for name, sha256 in disk.noted.items()
            if name.startswith(f"{disk.storage}/")
        }

    def want(self, name: str, content: Path | bytes, role: Role, sha256: str = "") -> None:
        """Have a file on the disk."""
        self.wanted.setdefault(name, content)
        self.roles.setdefault(name, role)
        if sha256:
            self.expected.setdefault(name, sha256)

    def put(self, file: ShelvedFile, role: Role) -> Stored:
        """Have a lesson's file in the storage."""
        md5 = self.known.get(file.file.sha256) or _md5(file.path, self.cancel)
        self.known[file.file.sha256] = md5
        return self._stored(md5, file.path.suffix, file.file.size_bytes, file.path, role, file.file.sha256)

    def put_picture(self, content: bytes) -> Stored:
        """Have a picture in the storage that was made for Kolibri."""
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        path = self.scratch / f"{md5}.jpg"
        path.write_bytes(content)
        return self._stored(md5, ".jpg", len(content), path, "thumbnail", hashlib.sha256(content).hexdigest())

    def _stored(self, md5: str, suffix: str, size: int, path: Path, role: Role, sha256: str) -> Stored:
        made = Stored(md5=md5, extension=suffix.lower().lstrip("."), size_bytes=size)
        stored = self.stored.setdefault(md5, made)
        self.want(f"{self.disk.storage}/{stored.place}", path, role, sha256)
        return stored


def _md5(path: Path, cancel: Cancel) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            cancel.raise_if_thrown()
            digest.update(block)
    return digest.hexdigest()


# ── which files ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """One way to take a lesson along."""

    file: ShelvedFile
    worth: float

    def kb_per_minute(self, lesson: ShelvedLesson) -> float:
        return self.file.file.size_bytes / 1000 / (max(lesson.seconds, 1.0) / 60)


def _offers(lesson: ShelvedLesson, spec: KolibriPack) -> list[_Offer]:
    """The files that may stand for a lesson, the best one last; Kolibri takes MP3 for the ears, and nothing else."""
    # as every phone plays it: who knows what a school has
    light = [each for each in lesson.lite if each.file.codec == "h264"]
    pictures = [(each, 1.0) for each in lesson.videos] + [(each, _LITE_WORTH) for each in light]
    if not pictures:
        return [_Offer(file=each, worth=1.0) for each in lesson.sounds if each.path.suffix == ".mp3"][:1]
    smallest = min(_height(each) for each, _ in pictures)
    fitting = [(each, worth) for each, worth in pictures if _height(each) <= max(spec.tallest_px, smallest)]
    minutes = max(lesson.seconds, 1.0) / 60
    offers = [_Offer(file=each, worth=minutes * worth * max(_height(each), 1)) for each, worth in fitting]
    return sorted(offers, key=lambda each: (each.worth, each.file.file.size_bytes, each.file.name))


def _height(file: ShelvedFile) -> int:
    return file.file.height_px or 0


def _preferred(lesson: ShelvedLesson, offers: Sequence[_Offer], spec: KolibriPack) -> int | None:
    """The best file that needs no more a minute than it should; the smallest where all need more."""
    if not offers:
        return None
    light = [number for number, each in enumerate(offers) if each.kb_per_minute(lesson) <= spec.most_kb_per_minute]
    smallest = min(range(len(offers)), key=lambda number: offers[number].file.file.size_bytes)
    return light[-1] if light else smallest


def _fitted(
    lessons: Sequence[ShelvedLesson], offers: Sequence[Sequence[_Offer]], spec: KolibriPack, budget_bytes: int
) -> tuple[list[int | None], list[Finding]]:
    """Choose what fits, and say what got smaller or was left out."""
    kept: list[list[int]] = []
    options: list[list[Option]] = []
    for lesson, ways in zip(lessons, offers, strict=True):
        most = _preferred(lesson, ways, spec)
        size = ways[most].file.file.size_bytes if most is not None else 0
        kept.append([number for number, way in enumerate(ways) if way.file.file.size_bytes <= size])
        options.append(
            [Option(size_bytes=_taken(lesson, ways[number]), worth=ways[number].worth) for number in kept[-1]]
        )
    overhead = _CHANNEL_BYTES + _LESSON_BYTES * len(lessons)
    room = max(budget_bytes - overhead, 0)
    picked = choose(options, room)
    came = figures(options, picked, room)
    findings = []
    if came.left_out:
        values = _listed([lessons[place] for place in came.left_out], needed_mb=_megabytes(came.least_bytes + overhead))
        findings.append(Finding(code="kolibri-left-out", severity="warning", values=values))
    if came.smaller:
        values = _listed([lessons[place] for place in came.smaller], needed_mb=_megabytes(came.best_bytes + overhead))
        findings.append(Finding(code="kolibri-smaller", severity="note", values=values))
    return [kept[place][pick] if pick is not None else None for place, pick in enumerate(picked)], findings


def _taken(lesson: ShelvedLesson, offer: _Offer) -> int:
    """What a lesson takes on the disk with all that goes with it."""
    files = [offer.file, *lesson.captions, *(each for each in lesson.attachments if _kind(each))]
    sizes = sum(in_clusters(each.file.size_bytes, _CLUSTER_BYTES) for each in files)
    return sizes + 2 * _CLUSTER_BYTES * (lesson.poster is not None)


def _kind(file: ShelvedFile) -> tuple[str, str] | None:
    return _KINDS.get(file.path.suffix.lower().lstrip("."))


# ── the tree ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Topic:
    title: str
    key: str
    lessons: list[Node] = field(default_factory=list)
    picture: tuple[Use, ...] = ()
    inner: dict[str, _Topic] = field(default_factory=dict)


def _channel(
    chosen: Sequence[tuple[ShelvedLesson, _Offer]], spec: KolibriPack, store: _Store, progress: Progress
) -> Channel:
    """Put the tree together: grades, in them subjects, in them the lessons in the order of the curriculum."""
    grades: dict[str, _Topic] = {}
    titles = _titles([lesson for lesson, _ in chosen])
    thumbnail = b""
    for number, ((lesson, offer), title) in enumerate(zip(chosen, titles, strict=True)):
        store.cancel.raise_if_thrown()
        progress(_READING * number / len(chosen))
        picture = _thumbnail(lesson)
        thumbnail = thumbnail or picture
        nodes = list(_nodes(lesson, offer, title, picture, store))
        words = lesson.lesson
        grade = grades.setdefault(
            f"grade:{words.grade}",
            _Topic(say("kolibri-text-grade", {"grade": words.grade}, "vi"), f"grade:{words.grade}"),
        )
        key = f"{grade.key}:{words.subject}"
        subject = grade.inner.setdefault(key, _Topic(curriculum.subject(words.subject).name_vi, key))
        subject.lessons += nodes
        for topic in (grade, subject):
            topic.picture = topic.picture or tuple(
                replace(use, preset="topic_thumbnail") for use in nodes[0].files if use.thumbnail
            )
    languages = Counter(lesson.lesson.language for lesson, _ in chosen)
    return Channel(
        id=kolibri_tree.channel_id(spec.channel),
        name=kolibri_tree.within(plain_text(spec.channel), kolibri_tree.MOST_TITLE),
        description=kolibri_tree.within(plain_text(spec.description), kolibri_tree.MOST_DESCRIPTION),
        language=languages.most_common(1)[0][0],
        thumbnail=f"data:image/jpeg;base64,{base64.b64encode(thumbnail).decode()}" if thumbnail else "",
        topics=tuple(_topic(each) for each in grades.values()),
    )


def _topic(topic: _Topic) -> Node:
    inner = [_topic(each) for each in topic.inner.values()]
    return Node(
        key=topic.key,
        kind="topic",
        title=topic.title,
        shared=False,
        language="vi",
        files=topic.picture,
        children=(*inner, *topic.lessons),
    )


def _titles(lessons: Sequence[ShelvedLesson]) -> list[str]:
    """A title for each lesson; where two in a folder would be called alike, textbook, school or teachers tell them."""
    titles = [kolibri_tree.lesson_title(each.lesson) for each in lessons]
    for more in (
        lambda words: curriculum.series(words.series).name_vi,
        lambda words: words.school,
        lambda words: ", ".join(words.teachers),
        lambda words: words.school_year,
    ):
        often = Counter(
            (each.lesson.grade, each.lesson.subject, title) for each, title in zip(lessons, titles, strict=True)
        )
        for place, each in enumerate(lessons):
            if often[each.lesson.grade, each.lesson.subject, titles[place]] > 1:
                titles[place] = kolibri_tree.lesson_title(each.lesson, more(each.lesson))
    return titles


def _nodes(lesson: ShelvedLesson, offer: _Offer, title: str, picture: bytes, store: _Store) -> Iterator[Node]:
    """The lesson itself, then what is attached to it, each with a title that stands alone."""
    words = lesson.lesson
    seen = offer.file.path.suffix != ".mp3"
    kind = "video" if seen else "audio"
    preset = "audio" if not seen else "high_res_video" if _height(offer.file) >= _HIGH_PX else "low_res_video"
    files = [Use(stored=store.put(offer.file, "rendition"), preset=preset)]
    for each in lesson.captions:
        use = Use(stored=store.put(each, "captions"), preset="video_subtitle", language=each.file.language, beside=True)
        files += [use] if use not in files else []
    if picture:
        stored = store.put_picture(picture)
        files.append(Use(stored=stored, preset=f"{kind}_thumbnail", beside=True, thumbnail=True))
    access = [kolibri_tree.CAPTIONS] if lesson.captions else []
    access += [kolibri_tree.SIGN_LANGUAGE] if seen and words.sign_language else []
    whole = Node(
        key=f"lesson:{lesson.id.hex}",
        kind=kind,
        title=title,
        description=kolibri_tree.described(words),
        author=kolibri_tree.author(words),
        licence=kolibri_tree.licence(words),
        holder=kolibri_tree.within(plain_text(words.rights.holder), kolibri_tree.MOST_TITLE),
        language=words.language,
        seconds=max(round(lesson.seconds), 1),
        grade=kolibri_tree.grade_label(words.grade),
        categories=kolibri_tree.categories(words.subject),
        activity=kolibri_tree.WATCH if seen else kolibri_tree.LISTEN,
        resource=kolibri_tree.LESSON,
        access=",".join(access),
        files=tuple(files),
    )
    yield whole
    for each in lesson.attachments:
        if (known := _kind(each)) is not None:
            yield _attached(whole, each, known, store)


def _attached(whole: Node, file: ShelvedFile, known: tuple[str, str], store: _Store) -> Node:
    kind, preset = known
    name = kolibri_tree.within(plain_text(PurePosixPath(file.name).stem), kolibri_tree.MOST_TITLE // 3)
    title = kolibri_tree.within(whole.title, kolibri_tree.MOST_TITLE - len(name) - 3)
    return replace(
        whole,
        key=f"{whole.key}:{file.file.name}",
        kind=kind,
        title=f"{name} – {title}",  # cards cut the end
        seconds=None,
        activity=kolibri_tree.READ if kind == "document" else kolibri_tree.LISTEN,
        resource="",
        access="",
        files=(Use(stored=store.put(file, "attachment"), preset=preset),),
    )


def _thumbnail(lesson: ShelvedLesson) -> bytes:
    """The poster in the size of Kolibri's cards; nothing where there is none that can be opened."""
    if lesson.poster is None:
        return b""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(lesson.poster.path) as picture:
            small = ImageOps.fit(picture.convert("RGB"), _THUMBNAIL, Image.Resampling.LANCZOS)
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        return b""
    file = io.BytesIO()
    small.save(file, "JPEG", quality=_THUMBNAIL_QUALITY)
    return file.getvalue()


# ── what is to be said ────────────────────────────────────────────────────────────────────────────────────────────


def _nothing_to_play(lessons: Sequence[ShelvedLesson], offers: Sequence[Sequence[_Offer]]) -> list[Finding]:
    silent = [lesson for lesson, ways in zip(lessons, offers, strict=True) if not ways]
    return [Finding(code="kolibri-nothing-to-play", severity="warning", values=_listed(silent))] if silent else []


def _said(chosen: Sequence[tuple[ShelvedLesson, _Offer]], spec: KolibriPack) -> list[Finding]:
    findings = []
    heavy = [lesson for lesson, offer in chosen if offer.kb_per_minute(lesson) > spec.most_kb_per_minute]
    if heavy:
        values = _listed(heavy, most_kb=spec.most_kb_per_minute)
        findings.append(Finding(code="kolibri-heavy", severity="note", values=values))
    cut = [lesson for lesson, _ in chosen if _shortened(lesson)]
    if cut:
        findings.append(Finding(code="kolibri-shortened", severity="note", values=_listed(cut)))
    strange = [each.name for lesson, _ in chosen for each in lesson.attachments if _kind(each) is None]
    if strange:
        named: dict[str, str | int | float] = {"count": len(strange), "files": _few(sorted(set(strange)))}
        findings.append(Finding(code="kolibri-attachments-left-out", severity="note", values=named))
    return findings


def _shortened(lesson: ShelvedLesson) -> bool:
    words = lesson.lesson
    title, about = plain_text(words.title), plain_text(words.description)
    return title not in kolibri_tree.lesson_title(words) or about not in kolibri_tree.described(words)


def _about_disk(done: Refreshed) -> list[Finding]:
    findings = []
    if done.repaired:
        findings.append(Finding(code="stick-repaired", severity="repaired", values={"count": len(done.repaired)}))
    if done.left:
        values: dict[str, str | int | float] = {"files": _few(done.left), "count": len(done.left)}
        findings.append(Finding(code="stick-left-alone", severity="note", values=values))
    return findings


def _listed(lessons: Sequence[ShelvedLesson], **more: int) -> dict[str, str | int | float]:
    return {"count": len(lessons), "lessons": _few([lesson.lesson.title for lesson in lessons]), **more}


def _few(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" … (+{more})" if more > 0 else "")


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)
