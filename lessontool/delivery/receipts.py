"""The station's answer to a delivery, filed beside the package: taken, or sent back with what is wrong.

Each answer is a file of its own in `receipts/`, and none is ever overwritten: sent back, mended, taken is a history
that somebody may ask for years later.
"""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.delivery.parcel import read_log
from lessontool.errors import EngineError, InputError
from lessontool.model import Receipt
from lessontool.model._record import record

FOLDER: Final = "receipts"
RECEIPT_VERSION: Final = 1

_MOST_ORIGINAL_BYTES: Final = 64 << 20
_MOST_SIGNS: Final = 4_000
_MOST_SAME_SECOND: Final = 1_000


@record
class FiledReceipt:
    """A station's answer as it is kept: what it said, of which version, and its own document."""

    schema_version: int
    receipt: Receipt
    manifest_sha256: str
    """Which version of the package it is about."""
    delivered_to: str = ""
    """Where that version was delivered last; empty: not by `lessontool deliver`."""
    original: str = ""
    """The station's own document, as it came: a file beside this one."""
    original_sha256: str = ""


def file_receipt(folder: Path, receipt: Receipt, original: Path | None = None) -> Path:
    """File a station's answer beside a package and give the new file back; `original` is copied along.

    Raises InputError for a folder that is no package, an answer without a name or a document that cannot be read,
    EngineError when nothing can be written there.
    """
    manifest = folder / MANIFEST_NAME
    if not manifest.is_file() or manifest.is_symlink():
        raise InputError("package-no-manifest", folder=str(folder))
    receipt = _tidied(receipt)
    if not receipt.by:
        raise InputError("receipt-by-whom")
    place = folder / FOLDER
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise InputError("receipt-folder-taken", path=str(place))
    content = _document(original) if original is not None else b""
    sha256 = records.checksum(manifest)
    try:
        place.mkdir(exist_ok=True)
        return _filed(place, receipt, original, content, sha256, _delivered_to(folder, sha256))
    except OSError as error:
        raise EngineError("folder-not-writable", path=str(place), detail=str(error)) from error


def read_receipts(folder: Path) -> tuple[FiledReceipt, ...]:
    """Read every answer that was filed beside a package, the oldest first. Raises InputError for a damaged one."""
    if not (folder / MANIFEST_NAME).is_file():
        raise InputError("package-no-manifest", folder=str(folder))
    found = []
    for path in sorted((folder / FOLDER).glob("*.receipt.json")):
        try:
            found.append(records.load(FiledReceipt, path))
        except (OSError, ValueError) as error:
            raise InputError("receipt-unreadable", path=str(path), detail=str(error)[:2000]) from error
    return tuple(found)


def _filed(
    place: Path, receipt: Receipt, original: Path | None, content: bytes, manifest_sha256: str, delivered_to: str
) -> Path:
    stem = _free_stem(place, receipt)
    beside = ""
    if original is not None:
        suffix = original.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", original.suffix) else ".bin"
        beside = f"{stem}.original{suffix}"
        _write_new(place / beside, content)
    kept = FiledReceipt(
        schema_version=RECEIPT_VERSION,
        receipt=receipt,
        manifest_sha256=manifest_sha256,
        delivered_to=delivered_to,
        original=beside,
        original_sha256=records.checksum(place / beside) if beside else "",
    )
    path = place / f"{stem}.receipt.json"
    _write_new(path, records.pretty(kept).encode())
    return path


def _free_stem(place: Path, receipt: Receipt) -> str:
    """`20261122T100000Z_accepted`, numbered where several came within a second."""
    stem = f"{re.sub(r'[^0-9TZ]', '', receipt.on)}_{'accepted' if receipt.accepted else 'rejected'}"
    for number in range(1, _MOST_SAME_SECOND):
        numbered = stem if number == 1 else f"{stem}_{number}"
        if not any(place.glob(f"{numbered}.*")):
            return numbered
    raise InputError("receipt-folder-taken", path=str(place))


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, and let nothing half stay."""
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def _document(path: Path) -> bytes:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_ORIGINAL_BYTES:
            raise InputError("receipt-document-unusable", file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise InputError("receipt-document-unusable", file=path.name, detail=str(error)) from error


def _delivered_to(folder: Path, manifest_sha256: str) -> str:
    with contextlib.suppress(InputError):
        whole = [
            each for each in read_log(folder).deliveries if each.marker and each.manifest_sha256 == manifest_sha256
        ]
        return whole[-1].to if whole else ""
    return ""


def _tidied(receipt: Receipt) -> Receipt:
    return Receipt(
        accepted=receipt.accepted,
        station=_line(receipt.station),
        by=_line(receipt.by),
        on=receipt.on,
        reference=_line(receipt.reference),
        findings=_lines(receipt.findings),
    )


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for text in texts if (line := _line(text)))


def _line(text: str) -> str:
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())[:_MOST_SIGNS]
