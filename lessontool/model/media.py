"""Facts about a recording: what its container says (`MediaFile`) and what only decoding reveals (`Measurements`)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from lessontool.model._record import record
from lessontool.timing import TimeSpan

Scan = Literal["progressive", "tff", "bff"]
"""Progressive, or interlaced with the top or the bottom field first."""


@record
class Colour:
    """How sample values become light, in ffmpeg's names (`bt709`, `smpte170m`, `arib-std-b67` …); "": unknown."""

    full_range: bool | None
    """True: 0–255; False: 16–235; None: the file does not say."""
    primaries: str = ""
    transfer: str = ""
    matrix: str = ""


@record
class VideoTrack:
    """One moving picture in a file. Times are seconds on the file's own clock, edit lists applied."""

    index: int
    """Stream number in the file, from 0."""
    codec: str
    width_px: int
    height_px: int
    """Coded size, before rotation."""
    sample_aspect: Fraction
    rotation_deg: int
    """0, 90, 180 or 270: turn the picture clockwise by so much to see it upright."""
    pixel_format: str
    bit_depth: int
    colour: Colour
    dolby_vision: bool
    scan_flag: Scan
    """What the file claims; the truth is in `PictureMeasurements.scan`."""
    frame_rate: Fraction | None
    """Nominal pictures a second; None: unknown."""
    start: Fraction
    end: Fraction
    """Time of the first picture, and of the end of the last one, in seconds."""
    frames: int
    """Pictures that the file really holds."""
    shortest_frame_s: Fraction
    longest_frame_s: Fraction
    """Steps between pictures in display order; VFR when they differ by more than the container's rounding."""
    variable_rate: bool
    keyframes: tuple[Fraction, ...]
    """Times where decoding can start, thinned to at most one a second, rising."""
    exact_seek: bool
    """Starting at `keyframes` was tried on this file and led where it should."""


@record
class AudioTrack:
    """One sound track in a file."""

    index: int
    codec: str
    channels: int
    layout: str
    """`mono`, `stereo`, `5.1` …; "" unknown."""
    sample_rate_hz: int
    start: Fraction
    end: Fraction
    language: str = ""


@record
class SubtitleTrack:
    """One text or picture subtitle track in a file."""

    index: int
    codec: str
    language: str = ""


@record
class MediaFile:
    """What a recording is: container, tracks, exact times, checksum. No track is decoded to learn this."""

    name: str
    size_bytes: int
    sha256: str
    demuxer: str
    """The one reader that may open it (ffmpeg's name), chosen by our own look at the first bytes."""
    container: str
    """What MediaInfo calls it, for people."""
    video: tuple[VideoTrack, ...]
    """Moving pictures only; cover art is not among them."""
    audio: tuple[AudioTrack, ...]
    subtitles: tuple[SubtitleTrack, ...] = ()
    timecode: str = ""
    declared_duration: Fraction | None = None
    """What the header promises, in seconds."""
    truncated: bool = False
    """The header promises clearly more than the file holds."""
    demux_errors: tuple[str, ...] = ()
    """What the reader logged as an error, for engineers."""


@record
class ActivePicture:
    """The part of the coded picture that is not black border, in pixels."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int


@record
class PictureMeasurements:
    """What a decoder saw in samples of one video track."""

    track_index: int
    sampled: tuple[TimeSpan, ...]
    """Which stretches were looked at."""
    scan: Scan
    """Real scan order of the content; flags lie in both directions."""
    active: ActivePicture
    mean_luma: float
    """0–100 % of white, mean over the samples."""
    dark_spans: tuple[TimeSpan, ...]
    """Sampled stretches that are darker than a lit room."""
    black_spans: tuple[TimeSpan, ...]
    luma_low: int
    luma_high: int
    """Lowest and highest luma code values (8 bit scale) in all but 0.1 % of pixels."""
    illegal_share: float
    """Largest share of pixels outside EBU R 103 (RGB −5…105 %, luma −1…103 %) in a sampled picture, 0–1."""
    motion_share: float
    """Share of steps between pictures at which something visible moves, 0–1: slides near 0, a talking face near 1."""
    decode_errors: tuple[str, ...] = ()


@record
class Loudness:
    """Loudness by EBU R 128 / ITU-R BS.1770."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


@record
class ChannelLevel:
    """One channel of a sound track."""

    rms_dbfs: float
    peak_dbfs: float
    dc_offset: float
    """Mean of the samples, −1…1."""


@record
class SoundMeasurements:
    """What a decoder heard in the whole of one sound track. Levels of silence are −120, never minus infinity."""

    track_index: int
    loudness: Loudness
    channels: tuple[ChannelLevel, ...]
    correlation: float
    """Of the first two channels: 1 same, 0 unrelated, −1 out of phase; 1 for mono."""
    silences: tuple[TimeSpan, ...]
    """Quieter than the silence threshold for at least two seconds."""
    noise_floor_dbfs: float
    """Level of the quietest tenth of the sound that is not digital silence."""
    speech_level_dbfs: float
    """Level of the loudest third of the sound."""
    speech_share: float
    """Share of the time in which something like a voice is heard, 0–1."""
    clip_index: float
    """Share of loud moments that sit at the very top, 0–1; above 0.14 the recording is overdriven."""
    hum_db: float
    """How far 50 Hz and its harmonics stand above their neighbours in quiet moments, dB; above 15 a hum is audible."""
    decode_errors: tuple[str, ...] = ()


@record
class Measurements:
    """What decoding revealed about a recording; pictures and sounds by stream number."""

    sha256: str
    """Of the recording that was measured."""
    picture: tuple[PictureMeasurements, ...]
    sound: tuple[SoundMeasurements, ...]
