"""A station's answers are kept beside the package, all of them, as they came."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lessontool import records
from lessontool.delivery.handover import Wish, deliver
from lessontool.delivery.parcel import inspect
from lessontool.delivery.receipts import FiledReceipt, file_receipt, read_receipts
from lessontool.errors import InputError
from lessontool.model import Receipt
from lessontool.tools.process import Cancel
from tests import parcels

REJECTED = Receipt(
    accepted=False,
    station="Đài PT-TH tỉnh",
    by="Trần Văn Nam",
    on="2026-11-22T10:00:00Z",
    reference="KT-117",
    findings=("Phụ đề\nsai chính tả ở 03:10",),
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    parcels.make(tmp_path / "tv")
    return tmp_path / "tv"


def test_sent_back_mended_taken_is_a_history(package: Path) -> None:
    file_receipt(package, REJECTED)
    before = {path: path.read_bytes() for path in (package / "receipts").iterdir()}
    parcels.make(package, parcels.contents(200_000))
    file_receipt(package, replace(REJECTED, accepted=True, on="2026-11-23T10:00:00Z", findings=()))
    first, second = read_receipts(package)
    assert (first.receipt.accepted, second.receipt.accepted) == (False, True)
    assert first.manifest_sha256 != second.manifest_sha256 == records.checksum(package / "manifest.json")
    assert first.receipt.findings == ("Phụ đề sai chính tả ở 03:10",)
    assert all(path.read_bytes() == content for path, content in before.items())


def test_two_answers_within_a_second_are_two_files(package: Path) -> None:
    paths = {file_receipt(package, REJECTED).name for _ in range(3)}
    assert len(paths) == len(read_receipts(package)) == 3


def test_the_stations_own_document_is_kept_as_it_came(package: Path, tmp_path: Path) -> None:
    document = tmp_path / "BIÊN BẢN.XML"
    document.write_bytes(b"<rejected/>\r\n")
    path = file_receipt(package, REJECTED, document)
    filed = records.load(FiledReceipt, path)
    assert (package / "receipts" / filed.original).read_bytes() == b"<rejected/>\r\n"
    assert filed.original.endswith(".original.xml")
    assert filed.original_sha256 == records.checksum(document)


def test_an_answer_knows_where_its_version_was_delivered(package: Path, tmp_path: Path) -> None:
    (tmp_path / "station").mkdir()
    deliver(inspect(package, cancel=Cancel()), str(tmp_path / "station"), Wish(), cancel=Cancel())
    file_receipt(package, REJECTED)
    assert read_receipts(package)[0].delivered_to == str(tmp_path / "station")
    (package / "delivery.json").write_text("damaged")
    file_receipt(package, REJECTED)
    assert read_receipts(package)[1].delivered_to == ""


def test_an_answer_without_a_name_or_a_package_is_refused(package: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="receipt-by-whom"):
        file_receipt(package, replace(REJECTED, by=" \n"))
    with pytest.raises(InputError, match="package-no-manifest"):
        file_receipt(tmp_path, REJECTED)
    with pytest.raises(InputError, match="receipt-document-unusable"):
        file_receipt(package, REJECTED, tmp_path / "nowhere.xml")
    assert not (package / "receipts").exists()


def test_a_link_instead_of_the_folder_is_not_followed(package: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (package / "receipts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="receipt-folder-taken"):
        file_receipt(package, REJECTED)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_damaged_answer_is_named(package: Path) -> None:
    path = file_receipt(package, REJECTED)
    path.write_text('{"schema_version": 1}')
    with pytest.raises(InputError) as refused:
        read_receipts(package)
    assert (refused.value.code, refused.value.values["path"]) == ("receipt-unreadable", str(path))


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "lessontool", *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_command_files_lists_and_says_what_to_do_next(package: Path) -> None:
    status, said = run("receipt", str(package), "--rejected", "--by", "Nam", "--finding", "hình tối", "--lang", "en")
    assert status == 0
    assert "lessontool deliver" in said
    status, said = run("receipt", str(package), "--list", "--json")
    assert (status, json.loads(said)[0]["receipt"]["findings"]) == (0, ["hình tối"])
    status, said = run("receipt", str(package), "--by", "Nam", "--lang", "en")
    assert (status, "--accepted or --rejected" in said) == (2, True)
