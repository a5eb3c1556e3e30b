"""A lesson in pieces: tracks that hold every sample of their sources, and playlists that say only what is in them."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import presets, records
from lessontool.errors import PresetError, ToolError
from lessontool.essence.adaptive import cut_command, write_playlists
from lessontool.essence.adaptive.pieces import read_track
from lessontool.model import AdaptiveSpec, CutTrack, DeliverySpec, WritePlaylists
from lessontool.planning.adaptive import adaptive
from lessontool.tools import ffmpeg
from tests import adaptive_packages as made
from tests.adaptive_packages import FLASH, FRAMES, KEYFRAMES, LADDER, Packed

NODE_JUDGES = Path(__file__).parent / "judges_node"
DASH = "{urn:mpeg:dash:schema:mpd:2011}"
AV1: tuple[made.Rung, ...] = ((180, 24, "av1", "opus"),)
HELL = """Bài "1" & <x> 100% $Number$ #a?b='c'"""
EDGES = [0.0, 1.36, 5.36, 9.36, 13.36, 14.4]


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    return made.packed(tmp_path_factory.mktemp("online"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """AV1 and Opus, without captions, storyboard and chapters."""
    return made.packed(tmp_path_factory.mktemp("small"), AV1, captions=(), board=False, marks=())


# ── tracks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def packets(path: Path, stream: str) -> list[tuple[str, str]]:
    """Size and checksum of every packet of a track, as ffmpeg copies it."""
    command = [
        ffmpeg.executable(),
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        f"0:{stream}:0",
        "-c",
        "copy",
        "-f",
        "framecrc",
    ]
    said = subprocess.run([*command, "-"], check=True, capture_output=True, text=True).stdout
    rows = [line.split(",") for line in said.splitlines() if not line.startswith("#")]
    return [(row[4].strip(), row[5].strip()) for row in rows]


def tracks(package: Packed) -> list[tuple[CutTrack, Path, Path]]:
    """Each step that cut a track, its track and its source."""
    found = []
    for step in package.cuts:
        number = next(n for n, each in enumerate(package.spec.renditions) if step.source.endswith(f"/{each.name}"))
        found.append(
            (step, package.files[step.output.name], package.files[f"programme/{package.spec.renditions[number].name}"])
        )
    return found


@pytest.mark.parametrize("which", ["online", "small"])
def test_every_packet_of_the_source_is_in_its_track(which: str, request: pytest.FixtureRequest) -> None:
    package: Packed = request.getfixturevalue(which)
    seen = 0
    for step, track, source in tracks(package):
        stream = "v" if step.kind == "picture" else "a"
        assert packets(track, stream) == packets(source, stream)
        assert read_track(track).samples == len(packets(source, stream))
        if step.kind == "picture":
            assert read_track(track).samples == FRAMES
        seen += 1
    assert seen == (4 if which == "online" else 2)


def boxes(path: Path) -> list[tuple[str, int, int]]:
    """Outermost boxes by this test's own reading."""
    content, at, found = path.read_bytes(), 0, []
    while at < len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        found.append((name.decode(), at, size))
        at += size
    assert at == len(content)
    return found


def test_tracks_are_a_header_an_index_and_whole_pieces(online: Packed) -> None:
    for _, path, _ in tracks(online):
        names = [name for name, _, _ in boxes(path)]
        assert names == ["ftyp", "moov", "sidx", *["moof", "mdat"] * (len(names[3:]) // 2)]
        assert b"Secret" not in path.read_bytes()


def test_pieces_of_all_pictures_begin_at_the_same_keyframes(online: Packed) -> None:
    for step, path, _ in tracks(online):
        track = read_track(path)
        starts = [float(piece.start) for piece in track.pieces]
        if step.kind == "picture":
            assert [*starts, float(track.pieces[-1].end)] == EDGES
            assert [piece.samples for piece in track.pieces] == [34, 100, 100, 100, 26]
        else:
            assert starts[0] == 0
            assert max(piece.end - piece.start for piece in track.pieces) < 4.02


def test_longer_pieces_are_whole_gops_and_never_longer_than_asked_for(tmp_path: Path) -> None:
    package = made.packed(tmp_path, ((180, 64, "h264", "aac"),), fragment_s=8)
    track = read_track(next(path for step, path, _ in tracks(package) if step.kind == "picture"))
    starts = [float(piece.start) for piece in track.pieces]
    assert starts == [0.0, 5.36, 13.36]
    assert "#EXT-X-TARGETDURATION:8\n" in package.read("_180p.m3u8")


def first_times(path: Path, stream: str) -> float:
    """When the first thing that is decoded of a track is to be shown or heard, in seconds."""
    command = [
        ffmpeg.executable(),
        "-v",
        "error",
        "-copyts",
        "-i",
        str(path),
        "-map",
        f"0:{stream}:0",
        "-f",
        "framecrc",
        "-",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (ticks,) = re.findall(r"^#tb 0: 1/(\d+)", said, re.MULTILINE)
    first = next(line for line in said.splitlines() if not line.startswith("#"))
    return int(first.split(",")[2]) / int(ticks)


def brightest(path: Path) -> float:
    """When the white picture is shown, in seconds."""
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-vf", "scale=1:1:flags=area,format=gray"]
    said = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
    assert len(said) == FRAMES
    return first_times(path, "v") + said.index(max(said)) / 25


def loudest(path: Path) -> float:
    """When the click is heard, in seconds."""
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-map", "0:a:0", "-ac", "1", "-f", "s16le", "-"]
    heard = array("h", subprocess.run(command, check=True, capture_output=True).stdout)
    onset = next(number for number, value in enumerate(heard) if abs(value) > 6000)
    return first_times(path, "a") + onset / 48_000


@pytest.mark.parametrize("which", ["online", "small"])
def test_flash_and_click_stay_together_in_the_tracks(which: str, request: pytest.FixtureRequest) -> None:
    package: Packed = request.getfixturevalue(which)
    for step, track, source in tracks(package):
        assert first_times(track, "v" if step.kind == "picture" else "a") == pytest.approx(0, abs=0.0001)
        measure = brightest if step.kind == "picture" else loudest
        assert measure(track) == pytest.approx(measure(source), abs=0.0001)
        assert measure(track) == pytest.approx(FLASH / 25, abs=0.002)


def test_cut_track_is_refused(online: Packed, tmp_path: Path) -> None:
    whole = next(path for step, path, _ in tracks(online) if step.kind == "picture")
    content = whole.read_bytes()
    broken = {
        "half of it": content[: len(content) // 2],
        "one byte less": content[:-1],
        "no index": content.replace(b"sidx", b"free"),
        "index of others": content.replace(content[content.index(b"sidx") + 32 :][:4], b"\0\0\1\0", 1),
        "no coding": content.replace(b"avcC", b"free"),
        "empty": b"",
    }
    for what, bad in broken.items():
        path = tmp_path / "bad.mp4"
        path.write_bytes(bad)
        with pytest.raises(ToolError):
            pytest.fail(f"{what}: {read_track(path)}")


def test_command_names_file_and_language_and_copies(online: Packed) -> None:
    picture, sound = (next(step for step in online.cuts if step.kind == kind) for kind in ("picture", "sound"))
    for step in (picture, sound):
        words = cut_command(step, "/in/a b.mp4", "/out/t.mp4.part")
        assert words[words.index("-c") + 1] == "copy"
        assert "file:/in/a b.mp4" in words
        assert words[-1] == "file:/out/t.mp4.part"
        assert "language=vie" in words
    assert "0:v:0" in cut_command(picture, "a", "b")
    assert "0:a:0" in cut_command(sound, "a", "b")


# ── HLS ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_main_playlist_names_sizes_sounds_captions_and_chapters(online: Packed) -> None:
    text = online.read(".m3u8")
    lines = text.splitlines()
    assert lines[:3] == ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    assert [line for line in lines if not line.startswith("#")] == [f"{made.STEM}_180p.m3u8", f"{made.STEM}_360p.m3u8"]
    streams = [line for line in lines if line.startswith("#EXT-X-STREAM-INF")]
    assert re.fullmatch(
        r'#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1\.4d400c,mp4a\.40\.2",RESOLUTION=320x180,'
        r'FRAME-RATE=25\.000,AUDIO="aac-64",SUBTITLES="captions",CLOSED-CAPTIONS=NONE',
        streams[0],
    )
    assert re.search('RESOLUTION=640x360.*AUDIO="aac-128"', streams[1])
    sounds = [line for line in lines if "TYPE=AUDIO" in line]
    assert len(sounds) == 2
    assert all('LANGUAGE="vi",NAME="Tiếng Việt",DEFAULT=YES' in line and 'CHANNELS="2"' in line for line in sounds)
    captions = [line for line in lines if "TYPE=SUBTITLES" in line]
    assert [re.findall(r'LANGUAGE="(.*?)",NAME="(.*?)"', line)[0] for line in captions] == [
        ("vi", "Tiếng Việt"),
        ("en", "Tiếng Anh"),
    ]
    assert ["transcribes-spoken-dialog" in line for line in captions] == [True, False]
    assert f'DATA-ID="com.apple.hls.chapters",URI="{made.STEM}.chapters.json"' in text
    assert "DATE" not in text


def listed(playlist: str) -> list[tuple[float, int, int, str]]:
    """What a track's playlist lists: seconds, first byte, bytes, address."""
    pattern = r"#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n(.+)\n"
    return [(float(s), int(at), int(size), name) for s, size, at, name in re.findall(pattern, playlist)]


@pytest.mark.parametrize("ending", ["_360p", "_180p", "_aac-128", "_aac-64"])
def test_byte_ranges_are_the_pieces_and_their_lengths_are_the_programme(online: Packed, ending: str) -> None:
    playlist = online.read(f"{ending}.m3u8")
    name = f"{made.STEM}{ending}_track.mp4"
    found = boxes(online.folder / name)
    head = re.search(r'#EXT-X-MAP:URI="(.*?)",BYTERANGE="(\d+)@(\d+)"', playlist)
    assert head
    assert (head[1], int(head[3]), int(head[2])) == (name, 0, found[0][2] + found[1][2])
    pieces = listed(playlist)
    pairs = list(zip(found[3::2], found[4::2], strict=True))
    assert [(at, size, address) for _, at, size, address in pieces] == [
        (moof[1], moof[2] + mdat[2], name) for moof, mdat in pairs
    ]
    # sound is listed on its decoder's clock, which begins a packet earlier
    early = 1024 / 48_000 if "aac" in ending else 0
    assert sum(seconds for seconds, *_ in pieces) == pytest.approx(FRAMES / 25 + early, abs=0.000_01)
    assert max(round(seconds) for seconds, *_ in pieces) <= 4
    for line in ("#EXT-X-TARGETDURATION:4", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST"):
        assert f"{line}\n" in playlist


def test_bandwidth_is_that_of_the_busiest_piece(online: Packed) -> None:
    text = online.read(".m3u8")
    for name, sound in (("360p", "aac-128"), ("180p", "aac-64")):
        said = re.search(rf"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+)[^\n]*\n{made.STEM}_{name}\.m3u8", text)
        assert said
        pieces = {each: listed(online.read(f"_{each}.m3u8")) for each in (name, sound)}
        for rows in pieces.values():
            long_enough = [8 * size / seconds for seconds, _, size, _ in rows if seconds >= 2]
            assert all(int(said[1]) > rate for rate in long_enough)
        peak = sum(max(8 * size / seconds for seconds, _, size, _ in rows if seconds >= 2) for rows in pieces.values())
        mean = sum(8 * sum(size for _, _, size, _ in rows) / (FRAMES / 25) for rows in pieces.values())
        assert int(said[1]) == pytest.approx(peak, rel=0.05)
        assert int(said[2]) == pytest.approx(mean, rel=0.01)
        assert int(said[1]) >= int(said[2])


def test_caption_playlists_are_one_piece_each(online: Packed) -> None:
    for language in ("vi", "en"):
        playlist = online.read(f".{language}.m3u8")
        assert f"#EXTINF:14.400000,\n{made.STEM}.{language}.vtt\n#EXT-X-ENDLIST\n" in playlist
        assert "#EXT-X-TARGETDURATION:15\n" in playlist


def test_storyboard_playlist_says_how_sheets_are_tiled(online: Packed) -> None:
    playlist = online.read("_storyboard.m3u8")
    assert "#EXT-X-IMAGES-ONLY\n" in playlist
    assert playlist.count("#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=5x2,DURATION=1\n") == 2
    assert re.findall(r"#EXTINF:([\d.]+)", playlist) == ["10.000000", "4.400000"]
    assert f"{made.STEM}_storyboard_2.jpg\n" in playlist


def test_chapters_are_listed_with_times(online: Packed) -> None:
    chapters = json.loads(online.read(".chapters.json"))
    assert [(each["start-time"], each["duration"]) for each in chapters] == [(0.0, 5.36), (5.36, pytest.approx(9.04))]
    assert [each["titles"][0]["title"] for each in chapters] == [mark.title for mark in made.MARKS]


# ── DASH ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own file


def test_dash_ranges_are_header_and_index(online: Packed) -> None:
    root = _parsed(online.read(".mpd"))
    assert root.attrib["mediaPresentationDuration"] == "PT14.400S"
    assert root.attrib["type"] == "static"
    assert "availabilityStartTime" not in root.attrib
    seen = 0
    for each in root.iter(f"{DASH}Representation"):
        base = each.find(f"{DASH}SegmentBase")
        if base is None:
            continue
        address, head = each.findtext(f"{DASH}BaseURL"), base.find(f"{DASH}Initialization")
        assert address
        assert head is not None
        found = boxes(online.folder / address)
        assert base.attrib["indexRange"] == f"{found[2][1]}-{found[3][1] - 1}"
        assert head.attrib["range"] == f"0-{found[2][1] - 1}"
        assert int(each.attrib["bandwidth"]) > 0
        seen += 1
    assert seen == 4


def test_dash_names_every_kind_of_track(online: Packed) -> None:
    root = _parsed(online.read(".mpd"))
    sets = list(root.iter(f"{DASH}AdaptationSet"))
    assert [each.attrib["contentType"] for each in sets] == ["video", "audio", "text", "text", "image"]
    assert [each.attrib.get("lang") for each in sets] == [None, "vi", "vi", "en", None]
    assert [each.findtext(f"{DASH}Label") for each in sets[1:4]] == ["Tiếng Việt", "Tiếng Việt", "Tiếng Anh"]
    sizes = [
        (each.attrib["id"], each.attrib["width"], each.attrib["frameRate"])
        for each in sets[0].iter(f"{DASH}Representation")
    ]
    assert sizes == [("360p", "640", "25"), ("180p", "320", "25")]
    (tiles,) = sets[4].iter(f"{DASH}EssentialProperty")
    assert tiles.attrib["value"] == "5x2"
    (template,) = sets[4].iter(f"{DASH}SegmentTemplate")
    assert template.attrib["media"] == f"{made.STEM}_storyboard_$Number$.jpg"


# ── every package ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_package_without_captions_storyboard_and_chapters_has_playlists(small: Packed) -> None:
    text = small.read(".m3u8")
    assert 'CODECS="av01.0.00M.08,opus"' in text
    assert not re.search("SUBTITLES|IMAGE|SESSION-DATA", text)
    root = _parsed(small.read(".mpd"))
    assert [each.attrib["contentType"] for each in root.iter(f"{DASH}AdaptationSet")] == ["video", "audio"]
    assert [each.attrib["codecs"] for each in root.iter(f"{DASH}Representation")] == ["av01.0.00M.08", "opus"]
    assert {path.name for path in small.folder.iterdir()} == {
        f"{made.STEM}{ending}"
        for ending in (".m3u8", ".mpd", "_180p-av1.m3u8", "_180p-av1_track.mp4", "_opus-24.m3u8", "_opus-24_track.mp4")
    }


def test_same_tracks_give_the_same_bytes(online: Packed, tmp_path: Path) -> None:
    again = made.packed(tmp_path)
    names = sorted(path.name for path in online.folder.iterdir())
    assert names == sorted(path.name for path in again.folder.iterdir())
    assert len(names) == 18
    for name in names:
        assert (online.folder / name).read_bytes() == (again.folder / name).read_bytes(), name


def test_names_from_hell_stay_names(tmp_path: Path) -> None:
    package = made.packed(tmp_path, ((180, 64, "h264", "aac"),), stem=HELL)
    for path in package.folder.glob("*.m3u8"):
        for address in re.findall(r'URI="(.*?)"|^([^#\n].*)$', path.read_text(encoding="utf-8"), re.MULTILINE):
            assert re.fullmatch(r"[A-Za-z0-9%._~/-]+", "".join(address))
    root = _parsed(package.read(".mpd"))
    media = [each.text or "" for each in root.iter(f"{DASH}BaseURL")]
    media += [each.attrib["media"].replace("$Number$", "") for each in root.iter(f"{DASH}SegmentTemplate")]
    assert len(media) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9%._~/-]+", address) for address in media)


def _rewritten(package: Packed, change: Callable[[WritePlaylists], WritePlaylists], **files: Path) -> None:
    step = change(package.written)
    targets = {number: package.folder / f"again-{number}" for number in range(len(step.playlists))}
    write_playlists(step, package.files | files, targets, folder=package.folder)


def test_tracks_of_another_programme_are_refused(online: Packed, tmp_path: Path) -> None:
    longer = lambda step: replace(step, frames=step.frames + 1)  # noqa: E731
    with pytest.raises(ToolError, match="ends at"):
        _rewritten(online, longer)
    other = tmp_path / "other.mp4"
    source = made.programme(180, 64, keyframes=KEYFRAMES[:1])
    step = next(step for step in online.cuts if step.output.name.endswith("/180p"))
    command = cut_command(step, str(source), str(other))
    subprocess.run(command, check=True, capture_output=True)
    shutil.copy(other, online.folder / "other.mp4")
    try:
        with pytest.raises(ToolError, match="different times"):
            _rewritten(online, lambda step: step, **{step.output.name: online.folder / "other.mp4"})
    finally:
        (online.folder / "other.mp4").unlink()


def mp4box(path: Path) -> dict[str, Any]:
    """Ask mp4box.js about a track."""
    if not shutil.which("node") or not (NODE_JUDGES / "node_modules").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("mp4box.js is missing: .ci/judges.sh")
        pytest.skip("mp4box.js is missing: .ci/judges.sh")
    said = subprocess.run(["node", NODE_JUDGES / "mp4box.cjs", path], check=False, capture_output=True, timeout=60)
    answer: dict[str, Any] = json.loads(said.stdout) if said.stdout else {"errors": ["crashed"], "tracks": []}
    return answer


def test_mp4box_reads_every_track_and_refuses_a_cut_one(online: Packed, tmp_path: Path) -> None:
    for step, path, _ in tracks(online):
        answer = mp4box(path)
        assert not answer["errors"]
        (track,) = answer["tracks"]
        assert (track["fragmented"], track["language"]) == (True, "vie")
        assert track["codec"] == read_track(path).coding.codecs
        assert track["samples"] == read_track(path).samples
        if step.kind == "picture":
            assert track["keyframes"] == len(KEYFRAMES)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(path.read_bytes()[:-1000])
    assert mp4box(cut)["errors"]


# ── planning and presets ──────────────────────────────────────────────────────────────────────────────────────────


def test_renditions_with_the_same_sound_share_its_track() -> None:
    rungs = ((360, 128, "h264", "aac"), (180, 128, "h264", "aac"))
    _, _, steps = made.planned("packages/online", made.online(rungs), rungs)
    kinds = [step.kind for step in steps if isinstance(step, CutTrack)]
    assert sorted(kinds) == ["picture", "picture", "sound"]
    (written,) = (step for step in steps if isinstance(step, WritePlaylists))
    assert {picture.sound for picture in written.pictures} == {written.sounds[0].output}


def test_each_way_of_coding_has_a_main_playlist_and_h264_has_the_plain_name() -> None:
    rungs = (AV1[0], *LADDER)
    _, _, steps = made.planned("p", made.online(rungs), rungs)
    (written,) = (step for step in steps if isinstance(step, WritePlaylists))
    main = {each.output.package_path: each.pictures for each in written.playlists if each.form == "hls"}
    assert {path.removeprefix(f"p/{made.STEM}"): len(pictures) for path, pictures in main.items()} == {
        ".m3u8": 2,
        ".av1.m3u8": 1,
    }
    paths = [each.output.package_path for each in written.playlists]
    assert len(paths) == len(set(paths))


def test_only_what_is_asked_for_is_planned() -> None:
    spec = made.online(LADDER)
    wrapped, beside, _ = made.planned("p", spec, LADDER)
    assert list(adaptive(replace(spec, adaptive=None), wrapped, beside, marks=(), path="p/x")) == []
    _, _, steps = made.planned("p", made.online(LADDER, hls=False), LADDER)
    assert [each.form for each in steps[-1].playlists] == ["dash"]  # type: ignore[union-attr]
    _, _, steps = made.planned("p", made.online(LADDER, dash=False), LADDER)
    assert "dash" not in [each.form for each in steps[-1].playlists]  # type: ignore[union-attr]


def test_steps_survive_being_written_down(online: Packed) -> None:
    for step in online.steps:
        assert records.parse(type(step), records.plain(step)) == step


def _preset(folder: Path, change: Callable[[str], str]) -> DeliverySpec:
    text = presets.preset_path("online-web").read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    (folder / "online-web.yaml").write_text(changed, encoding="utf-8")
    return presets.load_delivery("online-web", folder=folder)


def test_online_preset_is_played_in_pieces() -> None:
    assert presets.load_delivery("online-web").adaptive == AdaptiveSpec(fragment_s=4, hls=True, dash=True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("fragment_s: 4 ", "fragment_s: 6 ", "whole number of GOPs"),
        ("fragment_s: 4 ", "fragment_s: 0 ", "1 to 20"),
        ("fragment_s: 4 ", "fragment_s: 24 ", "1 to 20"),
        ("    gop_frames: 100\n", "    gop_frames: 50\n", "same GOP"),
        ("  hls: yes                        #", "  hls: no #", "neither hls nor dash"),
    ],
)
def test_impossible_pieces_are_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    def change(text: str) -> str:
        text = text.replace(before, after, 1)
        return text.replace("  dash: yes", "  dash: no") if "neither" in said else text

    with pytest.raises(PresetError, match=said):
        _preset(tmp_path, change)


def test_pieces_of_television_masters_are_refused(tmp_path: Path) -> None:
    text = presets.preset_path("tv-xdcam-hd422").read_text(encoding="utf-8")
    block = "\nadaptive:\n  fragment_s: 4\n  hls: yes\n  dash: yes\n"
    (tmp_path / "tv-xdcam-hd422.yaml").write_text(text + block, encoding="utf-8")
    with pytest.raises(PresetError, match="mp4 only"):
        presets.load_delivery("tv-xdcam-hd422", folder=tmp_path)
