"""A package reaches the station whole or not at all, whatever breaks on the way, and nothing of others is touched."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lessontool import presets
from lessontool.delivery import handover, places
from lessontool.delivery.handover import Moment, Wish, deliver, forecast
from lessontool.delivery.parcel import Delivery, failures, inspect, read_log, station_folder
from lessontool.errors import EngineError, InputError, Interrupted, PresetError
from lessontool.messages import hint, say
from lessontool.model import Finding, Waiver
from lessontool.running.workshop import Workshop
from lessontool.tools.process import Cancel
from tests import parcels, sftp_station

QUICK = Wish(pauses_s=(0.05, 0.05))
STEM = parcels.STEM
MARKER = f"{STEM}.done"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    parcels.make(tmp_path / "tv")
    return tmp_path / "tv"


@pytest.fixture
def station(tmp_path: Path) -> Path:
    (tmp_path / "station").mkdir()
    return tmp_path / "station"


def bring(
    package: Path, to: Path | str, wish: Wish = QUICK, report: Callable[[Moment], object] = lambda _: None
) -> Delivery:
    parcel = inspect(package, cancel=Cancel())
    return deliver(
        parcel, str(to), wish, cancel=Cancel(), now=lambda: datetime(2026, 11, 22, tzinfo=UTC), report=report
    )


def proved(folder: Path) -> bool:
    """The judge on the receiving side is coreutils."""
    return all(
        subprocess.run(
            [f"{kind}sum", "-c", f"checksums.{kind}"], cwd=folder, capture_output=True, check=False
        ).returncode
        == 0
        for kind in ("sha256", "md5")
    )


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# ── a folder ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_package_arrives_whole_with_its_marker_and_a_log(package: Path, station: Path) -> None:
    done = bring(package, station)
    assert proved(station)
    assert (station / MARKER).read_bytes() == b""
    assert names(station) == names(package) - {"delivery.json"} | {MARKER}
    assert [file.name for file in done.files] == [
        f"{STEM}.mxf",
        f"{STEM}.vi.srt",
        f"{STEM}.xml",
        "checksums.md5",
        "checksums.sha256",
        "manifest.json",
    ]
    logged = read_log(package).deliveries
    assert logged == (done,)
    assert (done.to, done.marker, done.started) == (str(station), MARKER, "2026-11-22T00:00:00Z")


def test_a_second_delivery_sends_nothing(package: Path, station: Path) -> None:
    bring(package, station)
    before = {path: path.stat().st_mtime_ns for path in station.iterdir()}
    done = bring(package, station)
    assert (done.sent_bytes, {file.how for file in done.files}) == (0, {"there"})
    assert before == {path: path.stat().st_mtime_ns for path in station.iterdir()}


def test_a_watcher_that_waits_for_the_marker_never_sees_an_incomplete_package(tmp_path: Path, station: Path) -> None:
    package = tmp_path / "large"
    parcels.make(package, parcels.contents(40_000_000))
    watch = (
        "import sys,time,subprocess,pathlib\n"
        "p=pathlib.Path(sys.argv[1])\n"
        "while not list(p.glob('*.done')): time.sleep(0.0005)\n"
        "sys.exit(subprocess.run(['sha256sum','-c','--quiet','checksums.sha256'],cwd=p).returncode"
        " or (any(x.name.endswith('.part') for x in p.iterdir()) and 9) or 0)\n"
    )
    watcher = subprocess.Popen([sys.executable, "-c", watch, str(station)])
    bring(package, station)
    assert watcher.wait(60) == 0


def test_every_file_has_its_final_name_only_after_it_was_compared(package: Path, station: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def report(moment: Moment) -> None:
        if moment.doing == "comparing":
            seen.append((moment.name, any(path.name == f"{STEM}.mxf" for path in station.iterdir())))

    bring(package, station, report=report)
    assert seen[0][0].startswith(f".{STEM}.mxf.")
    assert seen[0][0].endswith(".part")
    assert seen[0][1] is False


def test_killed_in_the_middle_of_a_file_the_next_run_goes_on_there(tmp_path: Path, station: Path) -> None:
    package = tmp_path / "large"
    parcels.make(package, parcels.contents(24_000_000))
    child = (
        "import os,signal,sys\nfrom pathlib import Path\nfrom lessontool.delivery.handover import *\n"
        "from lessontool.delivery.parcel import inspect\nfrom lessontool.tools.process import Cancel\n"
        "def report(m):\n    if m.doing=='sending' and m.done_bytes>12_000_000: os.kill(os.getpid(),signal.SIGKILL)\n"
        "deliver(inspect(Path(sys.argv[1]),cancel=Cancel()),sys.argv[2],Wish(),cancel=Cancel(),report=report)\n"
    )
    killed = subprocess.run([sys.executable, "-c", child, str(package), str(station)], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (station / MARKER).exists()
    (part,) = station.iterdir()
    half = part.stat().st_size
    assert 12_000_000 < half < 24_000_000
    done = bring(package, station)
    assert done.files[0].how == "resumed"
    assert done.sent_bytes == sum(file.size_bytes for file in done.files) - half
    assert proved(station)


def test_half_a_file_that_is_not_ours_to_go_on_with_is_found_out_and_sent_again(package: Path, station: Path) -> None:
    parcel = inspect(package, cancel=Cancel())
    (station / parcel.items[0].part).write_bytes(b"\0" * 1000)  # as a power cut leaves it
    done = bring(package, station)
    assert (done.files[0].how, proved(station)) == ("sent", True)
    assert names(station) == names(package) - {"delivery.json"} | {MARKER}


def test_ctrl_c_leaves_no_marker_and_says_so_in_the_log(package: Path, station: Path) -> None:
    cancel = Cancel()
    parcel = inspect(package, cancel=Cancel())
    with pytest.raises(Interrupted):
        deliver(parcel, str(station), QUICK, cancel=cancel, report=lambda _: cancel.throw())
    assert not (station / MARKER).exists()
    bring(package, station)
    assert [each.broken_by for each in read_log(package).deliveries][-1] == ""
    assert proved(station)


@pytest.mark.parametrize("change", ["flip", "cut", "gone", "list", "manifest"])
def test_a_damaged_package_is_never_delivered(package: Path, station: Path, change: str) -> None:
    film = package / f"{STEM}.mxf"
    content = bytearray(film.read_bytes())
    if change == "flip":
        content[1234] ^= 1
        film.write_bytes(content)
    elif change == "cut":
        film.write_bytes(content[:-1])
    elif change == "gone":
        film.unlink()
    elif change == "list":
        path = package / "checksums.md5"
        path.write_text(path.read_text().replace(STEM, "other", 1))
    else:
        path = package / "manifest.json"
        path.write_text(path.read_text().replace("Vần an", "Vần ân"))
    with pytest.raises(InputError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-package-damaged"
    assert list(station.iterdir()) == []


def test_a_manifest_that_leads_outside_is_refused(package: Path, station: Path) -> None:
    path = package / "manifest.json"
    path.write_text(path.read_text().replace(f"{STEM}.vi.srt", "../secret.srt"))
    with pytest.raises(InputError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-package-damaged"


def test_other_peoples_files_are_named_and_left_alone(package: Path, station: Path) -> None:
    (station / f"{STEM}.xml").write_text("somebody's")
    for wish in (QUICK, replace(QUICK, again=True)):
        with pytest.raises(InputError) as refused:
            bring(package, station, wish)
        assert refused.value.code == "deliver-foreign-files"
        assert refused.value.values["files"] == f"{STEM}.xml"
    assert names(station) == {f"{STEM}.xml"}
    assert (station / f"{STEM}.xml").read_text() == "somebody's"


def test_a_link_with_our_name_is_not_followed(package: Path, station: Path, tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_text("dear")
    parcel = inspect(package, cancel=Cancel())
    (station / f"{STEM}.xml").symlink_to(treasure)
    with pytest.raises(InputError, match="deliver-foreign-files"):
        bring(package, station)
    (station / f"{STEM}.xml").unlink()
    (station / parcel.items[0].part).symlink_to(treasure)
    bring(package, station)
    assert treasure.read_text() == "dear"
    assert proved(station)


def test_a_new_version_replaces_only_what_we_brought_and_only_when_asked(package: Path, station: Path) -> None:
    bring(package, station)
    changed = parcels.contents() | {f"{STEM}.vi.srt": parcels.SRT.replace("mười hai", "mười ba").encode()}
    parcels.make(package, changed)
    with pytest.raises(InputError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-older-version"
    assert (station / MARKER).exists()
    seen: list[bool] = []
    done = bring(
        package, station, replace(QUICK, again=True), report=lambda _: seen.append((station / MARKER).exists())
    )
    assert {file.name: file.how for file in done.files}[f"{STEM}.vi.srt"] == "replaced"
    assert seen[-1] is False  # while files change, there is no marker
    assert proved(station)
    assert (station / MARKER).exists()


def test_what_the_station_has_taken_is_sent_again_only_when_asked(package: Path, station: Path) -> None:
    bring(package, station)
    (station / f"{STEM}.mxf").unlink()
    with pytest.raises(InputError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-already"
    bring(package, station, replace(QUICK, again=True))
    assert proved(station)


def test_a_share_that_is_not_mounted_is_not_made_up(package: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as refused:
        bring(package, tmp_path / "share")
    assert refused.value.code == "deliver-place-missing"
    assert not (tmp_path / "share").exists()


def test_too_little_room_is_said_before_anything_is_sent(
    package: Path, station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places._Local, "free_bytes", lambda _: 1_000)
    with pytest.raises(EngineError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-no-room"
    assert list(station.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "deliver-full"),
        (errno.EDQUOT, "deliver-full"),
        (errno.EROFS, "deliver-forbidden"),
        (errno.EACCES, "deliver-forbidden"),
        (errno.EFBIG, "deliver-file-too-big"),
        (errno.EIO, "deliver-line-broken"),
        (errno.ESTALE, "deliver-line-broken"),
    ],
)
def test_what_the_other_side_refuses_is_said_in_words(
    package: Path, station: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(self: Any, block: bytes) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(places._Whole, "write", fail)
    with pytest.raises(EngineError) as refused:
        bring(package, station)
    assert (refused.value.code, refused.value.exit_code) == (code, 4)
    assert not (station / MARKER).exists()
    assert [each.broken_by for each in read_log(package).deliveries] == [code]


def test_what_arrives_otherwise_is_never_given_its_name(
    package: Path, station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = places._Whole.write
    monkeypatch.setattr(places._Whole, "write", lambda self, block: whole(self, block[:-1] + bytes([block[-1] ^ 1])))
    with pytest.raises(EngineError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-differs"
    assert list(station.iterdir()) == []


def test_two_deliveries_of_one_package_do_not_meet(package: Path, station: Path) -> None:
    with handover._alone(package), pytest.raises(EngineError) as refused:
        bring(package, station)
    assert refused.value.code == "deliver-already-running"


# ── who judges, and where to ──────────────────────────────────────────────────────────────────────────────────────


def test_a_package_that_failed_is_refused_unless_waived_or_accepted_with_a_reason(
    tmp_path: Path, station: Path
) -> None:
    fault = Finding(code="qc-loudness", severity="error")
    old = parcels.make(tmp_path / "old", findings=(fault,))
    assert failures(old) == ("qc-loudness",)
    assert failures(replace(old, findings=(replace(fault, severity="warning"),))) == ()
    pardon = Waiver(item="loudness", code="qc-loudness", by="Lan", on=parcels.NOW, reason="âm nhạc")
    assert failures(replace(old, waivers=(pardon,))) == ()
    new = parcels.make(tmp_path / "new", verdicts={f"{STEM}.mxf: loudness": "failed", "captions": "waived"})
    assert failures(new) == (f"{STEM}.mxf: loudness",)
    with pytest.raises(InputError) as refused:
        bring(tmp_path / "new", station)
    assert refused.value.code == "deliver-failed-package"
    done = bring(tmp_path / "new", station, replace(QUICK, accepted_because="đài đồng ý qua điện thoại"))
    assert (done.failed_items, done.accepted_because) == (failures(new), "đài đồng ý qua điện thoại")


def test_a_stations_folder_and_marker_are_used(package: Path, station: Path) -> None:
    profile = replace(presets.load_station("province"), delivery_folder="{preset}/{week}/{date}", marker=".ok")
    manifest = inspect(package, cancel=Cancel()).manifest
    wish = replace(handover.wish_of(profile, manifest, "2026-11-22"), pauses_s=())
    bring(package, station, wish)
    assert proved(station / "tv-xdcam-hd422/T05/2026-11-22")
    assert (station / f"tv-xdcam-hd422/T05/2026-11-22/{STEM}.ok").is_file()


@pytest.mark.parametrize(
    "lesson", [{"subject": "../../etc"}, {"subject": "s3://evil"}, {"subject": "/root", "week": "x"}]
)
def test_no_field_of_a_lesson_leads_a_delivery_elsewhere(package: Path, lesson: dict[str, object]) -> None:
    manifest = replace(inspect(package, cancel=Cancel()).manifest, lesson=lesson)
    folder = station_folder("in/{subject}/x{week}", manifest, "2026-11-22")
    assert folder.startswith("in/")
    assert not {"..", ""} & set(folder.split("/"))
    assert ":" not in folder


@pytest.mark.parametrize(
    "template", ["../up", "{title}", "{week", "a/{0}", "{preset.__class__}", "{preset!r}", "a\\b", "~"]
)
def test_a_folder_template_that_leads_elsewhere_is_the_presets_fault(package: Path, template: str) -> None:
    with pytest.raises(PresetError):
        station_folder(template, inspect(package, cancel=Cancel()).manifest, "2026-11-22")


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://station.vn/in", "deliver-address-unknown"),
        ("ftp://station.vn/in", "deliver-address-unknown"),
        ("simplecache::sftp://station.vn/in", "deliver-address-unknown"),
        ("sftp://station.vn/in::s3://x", "deliver-address-unknown"),
        ("s3://bucket/in?versionId=1", "deliver-address-unknown"),
        ("sftp://lan:geheim@station.vn/in", "deliver-password-in-address"),
        ("sftp:///in", "deliver-address-incomplete"),
        ("sftp://station.vn/in/../../etc", "deliver-address-incomplete"),
        ("file://other-host/in", "deliver-address-incomplete"),
    ],
)
def test_other_addresses_and_passwords_in_them_are_refused(to: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        places.place_of(to)
    assert refused.value.code == code
    assert "geheim" not in str(refused.value)
    assert "geheim" not in say(code, refused.value.values, "vi")


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(package: Path, station: Path) -> None:
    (station / f"{STEM}.xml").write_bytes((package / f"{STEM}.xml").read_bytes())
    seen = forecast(inspect(package, cancel=Cancel()), str(station), QUICK, cancel=Cancel())
    assert [item.name for item in seen.there] == [f"{STEM}.xml"]
    assert seen.missing_bytes == sum(item.size_bytes for item in seen.missing)
    assert names(station) == {f"{STEM}.xml"}
    assert not (package / "delivery.json").exists()


def test_log_and_receipts_beside_a_package_do_not_disturb_the_workshop(tmp_path: Path, station: Path) -> None:
    lesson = tmp_path / "lesson"
    workshop = Workshop(lesson)
    lesson.mkdir()
    with workshop.locked():
        parcels.make(tmp_path / "made")
        for name in names(tmp_path / "made"):
            workshop.write(f"packages/tv/{name}", "1", (tmp_path / "made" / name).read_bytes())
    package = lesson / "packages/tv"
    bring(package, station)
    (package / "receipts").mkdir()
    (package / "receipts/a.receipt.json").write_text("{}")
    with workshop.locked():
        for name in names(tmp_path / "made"):
            workshop.write(f"packages/tv/{name}", "2", b"new " + (tmp_path / "made" / name).read_bytes())
        moved = workshop.retire("packages/tv", {"packages/tv/manifest.json"})
    assert "packages/tv/manifest.json" not in moved
    assert names(package) == {"manifest.json", "delivery.json", "receipts/a.receipt.json"}


# ── other kinds of place ──────────────────────────────────────────────────────────────────────────────────────────


def test_fsspecs_store_in_memory_takes_a_package(package: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.makedirs("/in", exist_ok=True)
    try:
        bring(package, "memory://in")
        assert memory.exists(f"/in/{MARKER}")
        assert bring(package, "memory://in").sent_bytes == 0
    finally:
        memory.store.clear()


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sftp_station.Station]:
    (tmp_path / "home/.ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv(places.PASSWORD_VARIABLE, "mật khẩu")
    (tmp_path / "remote/in").mkdir(parents=True)
    with sftp_station.serving(tmp_path / "remote") as station:
        (tmp_path / "home/.ssh/known_hosts").write_text(station.known_host)
        yield station


def address(station: sftp_station.Station, folder: str = "in") -> str:
    return f"sftp://lan@127.0.0.1:{station.port}/{folder}"


def test_a_package_arrives_over_sftp_and_no_password_is_written_anywhere(
    package: Path, sftp: sftp_station.Station
) -> None:
    done = bring(package, address(sftp), replace(QUICK, folder="T05"))
    assert proved(sftp.root / "in/T05")
    assert (sftp.root / "in/T05" / MARKER).is_file()
    assert done.to == f"{address(sftp)}/T05"
    assert "mật khẩu" not in (package / "delivery.json").read_text()
    assert bring(package, address(sftp), replace(QUICK, folder="T05")).sent_bytes == 0


def test_a_line_that_breaks_in_the_middle_of_a_file_is_taken_up_where_it_broke(
    tmp_path: Path, sftp: sftp_station.Station
) -> None:
    package = tmp_path / "large"
    parcels.make(package, parcels.contents(12_000_000))
    sftp.break_after = [7_000_000]
    done = bring(package, address(sftp))
    assert sftp.break_after == []
    assert proved(sftp.root / "in")
    assert sftp.written < 2 * 12_000_000 - 6_000_000  # what had arrived was not sent again
    assert done.marker == MARKER


def test_a_line_that_stays_broken_ends_with_what_to_do(package: Path, sftp: sftp_station.Station) -> None:
    sftp.break_after = [1] * 20
    with pytest.raises(EngineError) as refused:
        bring(package, address(sftp))
    assert (refused.value.code, refused.value.exit_code) == ("deliver-line-broken", 4)
    assert "goes on where it stopped" in hint(refused.value.code, refused.value.values, "en")
    assert not (sftp.root / "in" / MARKER).exists()
    sftp.break_after = []
    bring(package, address(sftp))
    assert proved(sftp.root / "in")


def test_servers_that_are_unknown_or_changed_and_wrong_passwords_are_refused(
    package: Path, sftp: sftp_station.Station, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import asyncssh

    known = tmp_path / "home/.ssh/known_hosts"
    known.write_text("")
    with pytest.raises(EngineError, match="deliver-host-unknown"):
        bring(package, address(sftp))
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    known.write_text(f"[127.0.0.1]:{sftp.port} {other}\n")
    with pytest.raises(EngineError, match="deliver-host-changed"):
        bring(package, address(sftp))
    known.write_text(sftp.known_host)
    monkeypatch.setenv(places.PASSWORD_VARIABLE, "falsch")
    with pytest.raises(EngineError, match="deliver-login") as refused:
        bring(package, address(sftp))
    assert "falsch" not in str(refused.value)
    assert list((sftp.root / "in").iterdir()) == []
    with pytest.raises(EngineError, match="deliver-unreachable"):
        bring(package, "sftp://lan@127.0.0.1:1/in")


def test_a_full_server_a_missing_folder_and_a_forbidden_one_are_told_apart(
    package: Path, sftp: sftp_station.Station
) -> None:
    with pytest.raises(EngineError, match="deliver-place-missing"):
        bring(package, address(sftp, "nowhere"))
    sftp.full_after = 100_000
    with pytest.raises(EngineError, match="deliver-full"):
        bring(package, address(sftp))
    sftp.full_after = None
    if os.geteuid() != 0:
        (sftp.root / "in").chmod(0o500)
        with pytest.raises(EngineError, match="deliver-forbidden"):
            bring(package, address(sftp))
        (sftp.root / "in").chmod(0o700)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    pytest.importorskip("s3fs")
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "lan",
        "AWS_SECRET_ACCESS_KEY": "geheim",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    client = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    client.mkdir("dai")
    try:
        yield client
    finally:
        server.stop()


def test_a_package_arrives_in_an_s3_store_and_a_broken_upload_leaves_no_object(
    tmp_path: Path, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "large"
    parcels.make(package, parcels.contents(9_000_000))
    cancel = Cancel()
    parcel = inspect(package, cancel=Cancel())

    def stop(moment: Moment) -> None:
        if moment.doing == "sending":
            cancel.throw()

    with pytest.raises(Interrupted):
        deliver(parcel, "s3://dai/in", QUICK, cancel=cancel, report=stop)
    assert store.find("dai") == []
    done = bring(package, "s3://dai/in")
    for name in names(package) - {"delivery.json"}:
        assert store.cat_file(f"dai/in/{name}") == (package / name).read_bytes()
    assert store.info(f"dai/in/{MARKER}")["size"] == 0
    assert "geheim" not in (package / "delivery.json").read_text()
    assert done.marker == MARKER
    assert bring(package, "s3://dai/in").sent_bytes == 0
    with pytest.raises(EngineError, match="deliver-place-missing"):
        bring(package, "s3://nowhere/in")


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "lessontool", *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_command_delivers_refuses_with_status_1_and_keeps_the_reason(tmp_path: Path, station: Path) -> None:
    package = tmp_path / "tv"
    parcels.make(package, verdicts={f"{STEM}.mxf: gamut": "failed"})
    status, said = run("deliver", str(package), str(station), "--lang", "en")
    assert (status, "gamut" in said, list(station.iterdir())) == (1, True, [])
    status, said = run("deliver", str(package), str(station), "--accept-failed", "đài đồng ý", "--json")
    done = json.loads(said)
    assert (status, done["accepted_because"], done["marker"]) == (0, "đài đồng ý", MARKER)
    assert proved(Path(done["to"]))
