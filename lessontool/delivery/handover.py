"""Handing a package over: checked before, compared after, the marker last.

Every file is written under a hidden name that holds its checksum, read back from the other side and compared, and only
then gets its name. The order is programme, side files, checksum lists, manifest, and after everything the empty marker
file that ingest servers wait for: whoever waits for it never sees an incomplete delivery. What was broken off goes on
where it stopped. Nothing that we did not deliver ourselves is ever overwritten.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TypeVar

from lessontool import records
from lessontool.delivery.parcel import (
    LOG_NAME,
    LOG_VERSION,
    Delivery,
    DeliveryLog,
    How,
    Item,
    Parcel,
    SentFile,
    failures,
    folder_error,
    read_log,
    station_folder,
)
from lessontool.delivery.places import BLOCK_BYTES, Place, place_of
from lessontool.errors import EngineError, InputError, LessonToolError
from lessontool.model import Manifest, StationProfile
from lessontool.qc.package.checksums import told
from lessontool.tools.process import Cancel

MARKER: Final = ".done"
"""Where no station says otherwise."""

PAUSES_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""How long to wait before trying again when a line breaks; it counts anew whenever something got through."""

# ── handing over ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How far a delivery is."""

    name: str
    doing: Literal["looking", "sending", "comparing", "waiting"]
    done_bytes: int
    """Of the whole delivery: each file counts twice, sent and read back."""
    all_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a package is to be handed over."""

    station: str = ""
    marker: str = MARKER
    folder: str = ""
    """Below the address."""
    again: bool = False
    """Deliver a package again that was delivered already; replaces only what we delivered there ourselves."""
    accepted_because: str = ""
    """Why a package that failed goes all the same."""
    pauses_s: tuple[float, ...] = PAUSES_S


def wish_of(profile: StationProfile | None, manifest: Manifest, day: str) -> Wish:
    """Say how a station wants it. Raises PresetError for a folder template that cannot be filled."""
    if profile is None:
        return Wish()
    if not re.fullmatch(r"\.?[A-Za-z0-9][A-Za-z0-9._-]{0,30}", profile.marker):
        raise folder_error(profile.marker, "marker")
    return Wish(
        station=profile.name,
        marker=profile.marker,
        folder=station_folder(profile.delivery_folder, manifest, day),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a delivery would do."""

    to: str
    marker: str
    missing: tuple[Item, ...]
    there: tuple[Item, ...]
    """Files that lie there already, just as they are here."""
    half: Mapping[str, int]
    """Bytes of a file that are there from a delivery that was broken off."""
    replaced: tuple[Item, ...]
    """Older files of ours that would be replaced."""
    free_bytes: int | None
    marked: bool
    """Whether the marker is there."""

    @property
    def missing_bytes(self) -> int:
        """What has to go over the line."""
        return sum(item.size_bytes - self.half.get(item.name, 0) for item in (*self.missing, *self.replaced))


Report = Callable[[Moment], object]
_T = TypeVar("_T")


def forecast(parcel: Parcel, to: str, wish: Wish, *, cancel: Cancel, report: Report = lambda _: None) -> Forecast:
    """Look at the other side without changing anything there. Raises as `deliver` does."""
    place = _place(to, wish)
    try:
        return _Errand(parcel, place, wish, cancel, report).forecast()
    finally:
        place.disconnect()


def deliver(
    parcel: Parcel,
    to: str,
    wish: Wish,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    cancel: Cancel,
    report: Report = lambda _: None,
) -> Delivery:
    """Hand a package over and note it in `delivery.json`, whether it arrives or is broken off.

    Raises InputError for an address that is none, for other people's files in the way and for a package that was
    delivered already and differs; EngineError when the other side refuses or the line stays broken; Interrupted.
    """
    failed = failures(parcel.manifest)
    if failed and not wish.accepted_because:
        raise InputError("deliver-failed-package", items=told(failed))
    place = _place(to, wish)
    errand = _Errand(parcel, place, wish, cancel, report)
    began, clock = now(), time.monotonic()

    def note(broken_by: str) -> Delivery:
        delivery = Delivery(
            to=place.address,
            station=wish.station,
            started=began.strftime("%Y-%m-%dT%H:%M:%SZ"),
            seconds=round(time.monotonic() - clock, 1),
            manifest_sha256=parcel.manifest_sha256,
            files=tuple(errand.arrived),
            sent_bytes=errand.sent_bytes,
            marker="" if broken_by else errand.marker,
            broken_by=broken_by,
            failed_items=failed,
            accepted_because=wish.accepted_because if failed else "",
        )
        _write_log(parcel.folder, DeliveryLog(schema_version=LOG_VERSION, deliveries=(*before, delivery)))
        return delivery

    with _alone(parcel.folder):
        before = read_log(parcel.folder).deliveries
        try:
            errand.run(arrived=lambda: note("interrupted"))
        except LessonToolError as error:
            if errand.begun:
                with contextlib.suppress(EngineError):
                    note(error.code)
            raise
        finally:
            place.disconnect()
        return note("")


def _place(to: str, wish: Wish) -> Place:
    place = place_of(to)
    place.below(wish.folder)
    return place


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else deliver this package meanwhile. Raises EngineError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise EngineError("deliver-already-running", folder=str(folder)) from error
    finally:
        os.close(descriptor)


def _write_log(folder: Path, log: DeliveryLog) -> None:
    try:
        records.write_whole(folder / LOG_NAME, records.pretty(log).encode())
    except OSError as error:
        raise EngineError("deliver-log-unwritable", path=str(folder / LOG_NAME), detail=str(error)) from error


class _Errand:
    """One way to a place with a parcel: looks, sends, compares, and tries again when the line breaks."""

    def __init__(self, parcel: Parcel, place: Place, wish: Wish, cancel: Cancel, report: Report) -> None:
        self.parcel = parcel
        self.place = place
        self.wish = wish
        self.cancel = cancel
        self.report = report
        self.marker = f"{parcel.stem}{wish.marker}"
        self.arrived: list[SentFile] = []
        self.sent_bytes = 0
        self.begun = False
        """Whether anything was changed on the other side."""
        self._reached = False
        self._done_bytes = 0
        self._got_through = 0
        """How much is known to have come over: what was found there when the line came back."""

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def forecast(self) -> Forecast:
        """See what is there already. Raises InputError for other people's files with our names."""
        place = self.place
        self._steadily(place.require)
        self._reached = True
        ours = self._delivered_before()
        groups: dict[str, list[Item]] = {"missing": [], "there": [], "older": [], "foreign": []}
        half = {}
        for item in self.parcel.items:
            kind = self._steadily(lambda item=item: self._kind_of(item, ours))  # type: ignore[misc]
            groups[kind].append(item)
            begun = self._steadily(lambda item=item: self._half(item)) if kind == "missing" else 0  # type: ignore[misc]
            if begun:
                half[item.name] = begun
        self._refuse([item.name for item in groups["foreign"]], "deliver-foreign-files")
        if not self.wish.again:
            self._refuse([item.name for item in groups["older"]], "deliver-older-version")
        return Forecast(
            to=place.address,
            marker=self.marker,
            missing=tuple(groups["missing"]),
            there=tuple(groups["there"]),
            half=half,
            replaced=tuple(groups["older"]),
            free_bytes=self._steadily(place.free_bytes),
            marked=self._steadily(lambda: place.size(self.marker)) is not None,
        )

    def _refuse(self, files: list[str], code: Literal["deliver-foreign-files", "deliver-older-version"]) -> None:
        if files:
            raise InputError(code, place=self.place.address, files=told(files))

    def _delivered_before(self) -> Mapping[str, set[str]]:
        """Checksums of everything that we brought to this place, by name; the marker's is empty."""
        ours: dict[str, set[str]] = {}
        for delivery in read_log(self.parcel.folder).deliveries:
            if delivery.to == self.place.address:
                for file in delivery.files:
                    ours.setdefault(file.name, set()).add(file.sha256)
                ours.setdefault(delivery.marker, set()).add("")
        return ours

    def _kind_of(self, item: Item, ours: Mapping[str, set[str]]) -> Literal["missing", "there", "older", "foreign"]:
        size = self.place.size(item.name)
        if size is None:
            return "missing"
        if size < 0 or (size != item.size_bytes and item.name not in ours):
            return "foreign"
        sha256 = self._read_back(item.name, "looking")
        if sha256 == item.sha256:
            return "there"
        return "older" if sha256 in ours.get(item.name, set()) else "foreign"

    def _half(self, item: Item) -> int:
        """How much of a file is there from a delivery that was broken off."""
        size = self.place.size(item.part) if self.place.resumes else None
        return size if size is not None and 0 < size <= item.size_bytes else 0

    # ── going ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, arrived: Callable[[], object]) -> None:
        """Bring everything, and set the marker last; `arrived` is called when a file is there."""
        seen = self.forecast()
        if seen.marked:
            if not seen.missing and not seen.replaced:
                self.arrived = [_sent(item, "there") for item in self.parcel.items]
                return
            if not self.wish.again:
                raise InputError("deliver-already", place=self.place.address, marker=self.marker)
            if "" not in self._delivered_before().get(self.marker, set()):
                self._refuse([self.marker], "deliver-foreign-files")
        if seen.free_bytes is not None and seen.missing_bytes > seen.free_bytes:
            raise EngineError(
                "deliver-no-room",
                place=self.place.address,
                needed_mb=-(-seen.missing_bytes // 1_000_000),
                free_mb=seen.free_bytes // 1_000_000,
            )
        self.begun = True
        if seen.marked:
            self._steadily(self._unmark)
        for item in self.parcel.items:
            if item in seen.there:
                self._done_bytes += 2 * item.size_bytes
                self.arrived.append(_sent(item, "there"))
            else:
                self.arrived.append(_sent(item, self._bring(item, older=item in seen.replaced)))
                arrived()
        self._steadily(self._mark)

    def _bring(self, item: Item, *, older: bool) -> How:
        resumed = self._steadily(lambda: self._half(item)) > 0
        before = self._done_bytes
        for _ in range(2):
            self._done_bytes = before
            self._steadily(lambda: self._send(item))
            if self._steadily(lambda: self._read_back(self._target(item), "comparing")) == item.sha256:
                self._steadily(lambda: self._settle(item, older=older))
                self._done_bytes = before + 2 * item.size_bytes
                return "replaced" if older else "resumed" if resumed else "sent"
            resumed = False
            self._steadily(lambda: self.place.remove(self._target(item)))
            if records.checksum(self.parcel.folder / item.name) != item.sha256:
                raise InputError("deliver-package-changed", file=item.name)
        raise EngineError("deliver-differs", file=item.name, place=self.place.address)

    def _target(self, item: Item) -> str:
        return item.part if self.place.renames else item.name

    def _send(self, item: Item) -> None:
        target = self._target(item)
        offset = self._half(item)
        self._got_through = max(self._got_through, self._done_bytes + offset)
        if offset == 0 and self.place.renames and self.place.size(target) is not None:
            self.place.remove(target)
        with (self.parcel.folder / item.name).open("rb") as source, self.place.writing(target, offset) as line:
            at = source.seek(offset)
            while block := source.read(min(BLOCK_BYTES, max(item.size_bytes - at, 0))):
                self.cancel.raise_if_thrown()
                line.write(block)
                at += len(block)
                self.sent_bytes += len(block)
                self._tell(item.name, "sending", at)

    def _read_back(self, name: str, doing: Literal["looking", "comparing"]) -> str:
        sha256, at = hashlib.sha256(), 0
        for block in self.place.blocks(name):
            self.cancel.raise_if_thrown()
            sha256.update(block)
            at += len(block)
            self._tell(name, doing, at)
        return sha256.hexdigest()

    def _settle(self, item: Item, *, older: bool) -> None:
        """Give a compared file its name; when the line broke just after that, it has it already."""
        if not self.place.renames:
            return
        taken = self.place.size(item.name) is not None
        if taken and self.place.size(item.part) is None:
            return
        if taken:
            if not older:
                raise InputError("deliver-foreign-files", place=self.place.address, files=item.name)
            self.place.remove(item.name)
        self.place.rename(item.part, item.name)

    def _mark(self) -> None:
        if self.place.size(self.marker) is None:
            self.place.mark(self.marker)

    def _unmark(self) -> None:
        if self.place.size(self.marker) is not None:
            self.place.remove(self.marker)

    # ── a line that breaks ────────────────────────────────────────────────────────────────────────────────────────

    def _steadily(self, action: Callable[[], _T]) -> _T:
        """Do something on the other side, and again when the line broke. Raises EngineError, Interrupted."""
        left = list(self.wish.pauses_s)
        got_through = self._got_through
        while True:
            self.cancel.raise_if_thrown()
            try:
                return action()
            except LessonToolError:
                raise
            except Exception as error:
                if not isinstance(error, self.place.troubles):
                    raise
                refusal = self.place.refusal(error)
                if refusal is not None:
                    raise refusal from error
                if self._got_through > got_through:
                    left, got_through = list(self.wish.pauses_s), self._got_through
                if not left:
                    detail = f"{type(error).__name__}: {error}"[:500]
                    if not self._reached:
                        raise EngineError("deliver-unreachable", place=self.place.address, detail=detail) from error
                    raise EngineError("deliver-line-broken", place=self.place.address, detail=detail) from error
                self._wait(left.pop(0))
                self.place.disconnect()

    def _wait(self, seconds: float) -> None:
        self._tell("", "waiting", 0)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.cancel.raise_if_thrown()
            time.sleep(min(0.1, seconds))

    def _tell(self, name: str, doing: Literal["looking", "sending", "comparing", "waiting"], at: int) -> None:
        if doing == "comparing":
            at *= 2
        self.report(
            Moment(name=name, doing=doing, done_bytes=self._done_bytes + at, all_bytes=self.parcel.size_bytes * 2)
        )


def _sent(item: Item, how: How) -> SentFile:
    return SentFile(name=item.name, size_bytes=item.size_bytes, sha256=item.sha256, how=how)
