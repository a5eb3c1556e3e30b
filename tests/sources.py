"""Recordings that never existed: the facts and measurements of typical sources, for planning without any program."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lessontool.model import (
    ActivePicture,
    AudioTrack,
    ChannelLevel,
    Colour,
    DeliverySpec,
    Lesson,
    Loudness,
    Measurements,
    MediaFile,
    PictureMeasurements,
    Presentation,
    Rights,
    SoundMeasurements,
    VideoTrack,
)
from lessontool.presets import load_brand, load_delivery
from lessontool.timing import TimeSpan

PRESETS = Path(__file__).parents[1] / "presets"

LESSON = Lesson(
    recording="bai-giang.mp4",
    title="Phép cộng trong phạm vi 10",
    subject="TO",
    grade=1,
    series="KNTT",
    school_year="2021-2022",
    week=5,
    lesson_number=12,
    part=1,
    parts=2,
    teachers=("Lò Văn Sơn",),
    school="Trường Tiểu học Bản Mây",
    rights=Rights(holder="Trường Tiểu học Bản Mây"),
)

Source = tuple[MediaFile, Measurements]

SPEECH = (TimeSpan(Fraction(2), Fraction(4)), TimeSpan(Fraction(5), Fraction(8)))
"""When somebody speaks in the first ten seconds."""


def presented(*specs: DeliverySpec, brand: str = "province", **changes: object) -> Presentation:
    """What a shipped brand puts around a lesson, without opening one of its files; changed as wished."""
    loaded = load_brand(brand, PRESETS)
    presentation = Presentation(
        brands={spec.name: loaded for spec in specs},
        files={loaded.name: {loaded.logo: "10" * 32}},
        speech=SPEECH,
    )
    return replace(presentation, **changes)  # type: ignore[arg-type]


def preset(name: str) -> DeliverySpec:
    """A shipped preset, whatever others lie about."""
    return load_delivery(name, folder=PRESETS)


def picture(seconds: int = 10, **changes: object) -> VideoTrack:
    """1920x1080 at 25 pictures a second, with a keyframe every two seconds, changed as wished."""
    rate = changes.get("frame_rate", Fraction(25))
    assert isinstance(rate, Fraction)
    track = VideoTrack(
        index=0,
        codec="h264",
        width_px=1920,
        height_px=1080,
        sample_aspect=Fraction(1),
        rotation_deg=0,
        pixel_format="yuv420p",
        bit_depth=8,
        colour=Colour(full_range=False, primaries="bt709", transfer="bt709", matrix="bt709"),
        dolby_vision=False,
        scan_flag="progressive",
        frame_rate=rate,
        start=Fraction(0),
        end=Fraction(seconds),
        frames=round(seconds * rate),
        shortest_frame_s=1 / rate,
        longest_frame_s=1 / rate,
        variable_rate=False,
        keyframes=tuple(Fraction(at) for at in range(0, seconds, 2)),
        exact_seek=True,
    )
    return replace(track, **changes)  # type: ignore[arg-type]


def seen(track: VideoTrack, **changes: object) -> PictureMeasurements:
    """A lit room in which somebody moves, all of it legal, without borders; changed as wished."""
    measured = PictureMeasurements(
        track_index=track.index,
        sampled=(TimeSpan(track.start, track.end),),
        scan=track.scan_flag,
        active=ActivePicture(x_px=0, y_px=0, width_px=track.width_px, height_px=track.height_px),
        mean_luma=45.0,
        dark_spans=(),
        black_spans=(),
        luma_low=16,
        luma_high=235,
        illegal_share=0.0,
        motion_share=0.9,
    )
    return replace(measured, **changes)  # type: ignore[arg-type]


def sound(seconds: int = 10, channels: int = 2) -> AudioTrack:
    """A stereo sound track."""
    return AudioTrack(
        index=1,
        codec="aac",
        channels=channels,
        layout="stereo" if channels == 2 else "mono",
        sample_rate_hz=48_000,
        start=Fraction(0),
        end=Fraction(seconds),
    )


def heard(count: int = 2, **changes: object) -> SoundMeasurements:
    """A clear voice on both channels; changed as wished."""
    measured = SoundMeasurements(
        track_index=1,
        loudness=Loudness(integrated_lufs=-25.0, range_lu=6.0, true_peak_dbtp=-5.0),
        channels=(ChannelLevel(rms_dbfs=-25.0, peak_dbfs=-6.0, dc_offset=0.0),) * count,
        correlation=0.99,
        silences=(),
        noise_floor_dbfs=-65.0,
        speech_level_dbfs=-24.0,
        speech_share=0.8,
        clip_index=0.02,
        hum_db=2.0,
    )
    return replace(measured, **changes)  # type: ignore[arg-type]


SILENCE = heard(
    loudness=Loudness(integrated_lufs=-120.0, range_lu=0.0, true_peak_dbtp=-120.0),
    channels=(ChannelLevel(rms_dbfs=-120.0, peak_dbfs=-120.0, dc_offset=0.0),) * 2,
    noise_floor_dbfs=-120.0,
    speech_level_dbfs=-120.0,
    speech_share=0.0,
)


def recording(
    track: VideoTrack,
    watched: PictureMeasurements | None = None,
    audio: AudioTrack | None = None,
    listened: SoundMeasurements | None = None,
    *,
    demuxer: str = "mov",
) -> Source:
    """Put a recording together; without `audio` it has no sound track."""
    media = MediaFile(
        name="bai-giang.mp4",
        size_bytes=1_000_000,
        sha256="ab" * 32,
        demuxer=demuxer,
        container="MPEG-4",
        video=(track,),
        audio=(audio,) if audio else (),
    )
    listened = listened or heard(audio.channels if audio else 2)
    return media, Measurements(
        sha256=media.sha256, picture=(watched or seen(track),), sound=(listened,) if audio else ()
    )


# ── typical sources ───────────────────────────────────────────────────────────────────────────────────────────────


def slides() -> Source:
    """A recorded video conference: 1280x720, about 20 pictures a second, slides that hardly ever move."""
    track = picture(
        width_px=1280,
        height_px=720,
        frame_rate=Fraction(20),
        shortest_frame_s=Fraction(33, 1000),
        longest_frame_s=Fraction(2, 5),
        variable_rate=True,
    )
    return recording(track, seen(track, motion_share=0.02), sound(channels=1))


def talking_head() -> Source:
    """A phone on a stand: 1080p30, a moving face, 70 s so that there are two chunks, a noisy room."""
    track = picture(70, frame_rate=Fraction(30))
    noisy = heard(noise_floor_dbfs=-40.0, hum_db=22.0)
    return recording(track, seen(track, illegal_share=0.02), sound(70), noisy)


def camcorder() -> Source:
    """1080i50 in a transport stream that begins at 1.4 s, as AVCHD cameras write it."""
    track = picture(
        scan_flag="tff",
        start=Fraction(14, 10),
        end=Fraction(114, 10),
        keyframes=tuple(Fraction(14, 10) + at for at in range(0, 10)),
    )
    audio = replace(sound(), start=Fraction(14, 10), end=Fraction(114, 10))
    return recording(track, seen(track), audio, demuxer="mpegts")


def hdr_phone() -> Source:
    """An iPhone held upright: HLG, ten bits, turned by 90 degrees, an unsteady 30 pictures a second."""
    track = picture(
        codec="hevc",
        rotation_deg=90,
        pixel_format="yuv420p10le",
        bit_depth=10,
        colour=Colour(full_range=False, primaries="bt2020", transfer="arib-std-b67", matrix="bt2020nc"),
        dolby_vision=True,
        frame_rate=Fraction(30),
        shortest_frame_s=Fraction(1, 60),
        longest_frame_s=Fraction(1, 20),
        variable_rate=True,
    )
    return recording(track, seen(track), sound())


def webcam() -> Source:
    """640x480 from a browser: VP8 without colour description, 15 pictures a second, no exact seeking, mono."""
    track = picture(
        codec="vp8",
        width_px=640,
        height_px=480,
        colour=Colour(full_range=None),
        frame_rate=Fraction(15),
        exact_seek=False,
        keyframes=(Fraction(0),),
    )
    return recording(track, seen(track, luma_low=0, luma_high=255), sound(channels=1), demuxer="matroska")


SOURCES = {
    "slides-720p20-vfr": slides,
    "talking-head-1080p30": talking_head,
    "camcorder-1080i50": camcorder,
    "phone-portrait-hdr": hdr_phone,
    "webcam-640x480": webcam,
}
