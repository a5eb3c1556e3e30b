"""Proof: a finished file is measured again, and every broken promise is found."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from lessontool.delivery.proof import Proof, listen_command, prove, read_summary, top_level_boxes
from lessontool.errors import Interrupted, ToolError
from lessontool.messages import PLANNING, say
from lessontool.model import DeliverySpec, RenditionSpec
from lessontool.timing import SAMPLES_PER_FRAME
from lessontool.tools.process import Cancel
from tests import judges, masters

FAULTS = {
    "16 bit": {"proof-sound-format"},
    "wrong timecode": {"proof-timecode"},
    "two tracks": {"proof-sound-tracks"},
    "bottom field first": {"proof-scan"},
    "progressive": {"proof-scan"},
    "35 Mbps": {"proof-bit-rate", "proof-picture-format"},
}

SUMMARY = """[Parsed_ebur128_1 @ 0x1] [info] Summary:

  Integrated loudness:
    I:         {I} LUFS
    Threshold: -33.0 LUFS

  Loudness range:
    LRA:         {LRA} LU
    Threshold: -43.0 LUFS

  True peak:
    Peak:      {Peak} dBFS"""


def proven(
    path: Path,
    spec: DeliverySpec = masters.TV,
    rendition: RenditionSpec = masters.XDCAM,
    frames: int = masters.FRAMES,
) -> Proof:
    return prove(path, spec, rendition, frames, cancel=Cancel())


def codes(proof: Proof) -> set[str]:
    return {finding.code for finding in proof.findings}


@pytest.mark.tools
def test_the_master_keeps_every_promise_and_says_what_was_measured() -> None:
    proof = proven(masters.tv_master())
    assert proof.findings == ()
    assert proof.passed
    assert proof.loudness.integrated_lufs == pytest.approx(-23.0, abs=0.1)
    assert proof.loudness.true_peak_dbtp == pytest.approx(-23.0, abs=0.2)
    assert proof.measured["pictures"] == masters.FRAMES
    assert proof.measured["timecode"] == masters.START
    assert proof.measured["picture"] == "XDCAM HD422 1920×1080 16:9 Interlaced TFF"


@pytest.mark.tools
def test_the_online_programme_keeps_every_promise() -> None:
    proof = proven(masters.online_programme(), masters.ONLINE, masters.SMALL)
    assert proof.findings == ()
    assert proof.measured["pictures"] == 2 * masters.FRAMES


@pytest.mark.tools
@pytest.mark.parametrize("fault", FAULTS)
def test_each_broken_brother_is_found_out(fault: str) -> None:
    proof = proven(masters.brother(fault), frames=masters.brother_frames(fault))
    assert codes(proof) >= FAULTS[fault]
    assert not proof.passed
    if fault not in ("progressive", "35 Mbps"):
        assert codes(proof) == FAULTS[fault]


@pytest.mark.tools
def test_a_file_cut_off_in_the_middle_is_found_out() -> None:
    proof = proven(masters.brother("truncated"))
    assert not proof.passed
    assert "proof-whole" in codes(proof)


@pytest.mark.tools
def test_a_picture_too_many_or_too_few_is_found() -> None:
    assert codes(proven(masters.tv_master(), frames=masters.FRAMES + 1)) == {"proof-frames", "proof-sound-length"}


@pytest.mark.tools
def test_loudness_off_target_is_found_with_its_figures() -> None:
    loud = dataclasses.replace(masters.TV.sound, target_lufs=-16.0)
    proof = proven(masters.tv_master(), dataclasses.replace(masters.TV, sound=loud))
    (finding,) = proof.findings
    assert (finding.code, finding.measured, finding.limit) == ("proof-loudness", "-23.0", "-16 ±0.5")
    assert "−" not in say(finding.code, finding.values, "vi")
    peaky = dataclasses.replace(masters.TV.sound, max_true_peak_dbtp=-30.0)
    assert codes(proven(masters.tv_master(), dataclasses.replace(masters.TV, sound=peaky))) == {"proof-true-peak"}


@pytest.mark.tools
def test_an_online_file_whose_index_comes_last_is_found(tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    masters.run("-i", masters.online_programme(), "-map", "0", "-c", "copy", "-f", "mp4", late)
    assert "proof-faststart" in codes(proven(late, masters.ONLINE, masters.SMALL))
    assert top_level_boxes(masters.online_programme()) == ("ftyp", "moov", "free", "mdat")


@pytest.mark.tools
def test_another_raster_rate_and_format_are_found() -> None:
    other = dataclasses.replace(masters.SMALL, width_px=1280, height_px=720, pictures_per_second=25)
    found = codes(proven(masters.online_programme(), masters.ONLINE, other))
    assert found == {"proof-raster", "proof-rate", "proof-frames"}
    assert codes(proven(masters.online_programme(), masters.TV, masters.SMALL)) >= {"proof-format"}


@pytest.mark.tools
def test_sound_that_starts_late_is_found_by_its_length(tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    inputs = ("-i", masters.online_programme(), "-itsoffset", "0.2", "-i", masters.online_programme())
    masters.run(*inputs, *("-map", "0:v", "-map", "1:a", "-c", "copy", "-movflags", "+faststart", "-f", "mp4"), late)
    assert codes(proven(late, masters.ONLINE, masters.SMALL)) == {"proof-sound-length"}


@pytest.mark.tools
def test_something_that_is_no_programme_at_all_is_found_not_thrown(tmp_path: Path) -> None:
    junk = tmp_path / "junk.mxf"
    junk.write_bytes(b"not a film" * 1000)
    proof = proven(junk)
    assert not proof.passed
    assert {"proof-format", "proof-pictures", "proof-sound-tracks"} <= codes(proof)


@pytest.mark.tools
def test_proving_stops_when_it_is_cancelled() -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        prove(masters.tv_master(), masters.TV, masters.XDCAM, masters.FRAMES, cancel=cancel)


def test_an_eight_track_master_is_metered_as_a_pair_and_no_picture_is_decoded() -> None:
    command = listen_command("/x.mxf", masters.TV, 8)
    graph = command[command.index("-filter_complex") + 1]
    assert graph == "[0:a:0][0:a:1]join=inputs=2:channel_layout=stereo,ebur128=peak=true:framelog=quiet[heard]"
    assert [command[at + 1] for at, word in enumerate(command) if word == "-map"] == ["[heard]"]
    assert "[0:a:0]ebur128" in " ".join(listen_command("/x.mp4", masters.ONLINE, 1))
    later = " ".join(listen_command("/x.mxf", masters.TV, 8, before_frames=25))
    assert "channel_layout=stereo,atrim=start_sample=48000,ebur128=" in later


@pytest.mark.tools
@pytest.mark.parametrize("destination", ["tv", "online"])
def test_line_up_before_the_programme_is_no_part_of_its_loudness(tmp_path: Path, destination: str) -> None:
    tv = destination == "tv"
    spec, rendition = (masters.TV, masters.XDCAM) if tv else (masters.ONLINE, masters.SMALL)
    film = masters.tv_master() if tv else masters.online_programme()
    before, rest = 50, masters.FRAMES - 50
    # a programme of -23 LUFS after tone at -10 dBFS
    tone = masters.sound(before * SAMPLES_PER_FRAME, level_db=-10.0)
    sound = tmp_path / "sound.wav"
    quiet = masters.sound(rest * SAMPLES_PER_FRAME)
    masters.run("-i", tone, "-i", quiet, "-filter_complex", "concat=v=0:a=1", "-c:a", "pcm_s24le", sound)
    path = tmp_path / f"with_tone{film.suffix}"
    if tv:
        sides = "[1:a]asplit=8" + "".join(f"[s{n}]" for n in range(8))
        monos = ";".join(f"[s{n}]pan=mono|c0=c{n % 2}[m{n}]" for n in range(8))
        maps = [word for n in range(8) for word in ("-map", f"[m{n}]")]
        sounds = ("-filter_complex", f"{sides};{monos}", "-map", "0:v", *maps, "-c:a", "pcm_s24le")
        masters.run("-i", film, "-i", sound, *sounds, "-c:v", "copy", "-timecode", masters.START, path)
    else:
        sounds = ("-map", "0:v", "-map", "1:a", "-c:a", "aac", "-b:a", "192k", "-shortest")
        masters.run("-i", film, "-i", sound, *sounds, "-c:v", "copy", "-movflags", "+faststart", path)
    whole = proven(path, spec, rendition)
    assert "proof-loudness" in codes(whole)
    later = prove(path, spec, rendition, masters.FRAMES, before_frames=before, cancel=Cancel())
    assert not {"proof-loudness", "proof-true-peak", "proof-sound-length"} & codes(later)
    cut = tmp_path / "cut.wav"
    joined = "[0:a:0][0:a:1]join=inputs=2:channel_layout=stereo," if tv else "[0:a:0]"
    graph = f"{joined}atrim=start_sample={before * SAMPLES_PER_FRAME},asetpts=PTS-STARTPTS,aloop=5:2e6"
    masters.run("-i", path, "-filter_complex", graph, "-ar", "48000", "-c:a", "pcm_s24le", cut)
    assert later.loudness.integrated_lufs == pytest.approx(judges.loudness_lufs(cut), abs=0.15)


def test_the_meters_summary_is_read_and_silence_is_minus_120() -> None:
    said = read_summary(SUMMARY.format(I="-23.1", LRA="5.2", Peak="-3.4"))
    assert (said.integrated_lufs, said.range_lu, said.true_peak_dbtp) == (-23.1, 5.2, -3.4)
    said = read_summary(SUMMARY.format(I="-70.0", LRA="0.0", Peak="-inf"))
    assert (said.integrated_lufs, said.range_lu, said.true_peak_dbtp) == (-120.0, 0.0, -120.0)
    with pytest.raises(ToolError):
        read_summary("nothing")


def test_every_proof_has_its_sentence() -> None:
    source = (Path(__file__).parents[1] / "lessontool" / "delivery" / "proof.py").read_text(encoding="utf-8")
    used = {word for word in source.split('"') if word.startswith("proof-")}
    assert used == {code for code in PLANNING if code.startswith("proof-")}
    assert len(used) == 23
    for code in used:
        for language in ("vi", "en"):
            assert "x.mxf" in say(code, {"file": "x.mxf", "found": "1", "wanted": "2"}, language)


def test_the_box_list_of_nonsense_ends(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    for content in (b"", b"\0\0\0\0moov", b"\0\0\0\1moov" + bytes(8), b"\0\0\0\2mdatxxxx", b"\0\0\0\x08free" * 500):
        odd.write_bytes(content)
        assert len(top_level_boxes(odd)) <= 100
