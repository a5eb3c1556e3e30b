"""What people write in `presets/`: how a destination wants its programmes. Flat, complete, one file each."""

from __future__ import annotations

from typing import Final, Literal

from lessontool.model._record import record

Destination = Literal["tv", "online", "radio"]
Container = Literal["mxf", "mxf_d10", "mp4", "mpeg_ps", "mpeg_ts", "wav"]
"""mxf: MXF OP1a · mxf_d10: MXF for IMX (SMPTE ST 386) · mp4 · mpeg_ps, mpeg_ts: ISO/IEC 13818-1 programme and
transport stream · wav: no picture at all (radio)."""
SegmentKind = Literal["lineup", "clock", "black", "slate", "opening", "lesson", "closing"]
"""line-up: colour bars and tone · clock: counts down to the programme · black: black and silence · slate: who and
what, for the playout operator · opening, lesson, closing: the programme."""
SidecarForm = Literal["srt", "webvtt", "imsc", "ebu_tt_d"]
SoundCodec = Literal["pcm_s24le", "pcm_s16le", "aac", "mp2", "opus", "mp3"]
"""mp3: only ever beside a radio programme's WAV file, never asked for by a preset."""
TranscriptForm = Literal["txt", "html", "docx"]

HD_CANVAS_PX: Final = (1920, 1080)
"""On which standard definition is composed."""

FILE_NAME_FIELDS: Final = frozenset({"subject", "grade", "series", "school_year", "week", "lesson", "part", "title"})
"""What a `file_name` template may name in braces. `{week}` stands for `T05`, `{lesson}` for `B12`, `{part}` for `P1`;
what a lesson lacks is left out together with the `_` before it."""


@record
class RenditionSpec:
    """One encoded version of the picture."""

    name: str
    """Part of file names: `xdcam`, `1080p`, `480p` …"""
    codec: Literal["mpeg2", "h264", "av1", "avc_intra", "dv"]
    """mpeg2 also makes IMX (MPEG-2 intra in MXF D-10); avc_intra is AVC-Intra class 100; dv is DV25 or DVCPRO50."""
    width_px: int
    height_px: int
    pictures_per_second: Literal[25, 50]
    """Coded frames a second."""
    interlaced: bool
    """True: 50 fields."""
    first_field: Literal["top", "bottom"] = "top"
    """Which field of an interlaced picture comes first: the top one, in DV (IEC 61834) the bottom one."""
    chroma: Literal["4:2:0", "4:2:2"]
    bit_depth: Literal[8, 10] = 8
    colour: Literal["bt709", "bt601"] = "bt709"
    """BT.601 (625 lines) for standard definition."""
    bit_rate_kbps: int | None = None
    """Constant bit rate; None: constant quality by `quality_crf`."""
    quality_crf: int | None = None
    """Constant quality, 1 (best) to 51 (AV1: 63): the encoder's rate factor; None: constant bit rate. With a
    `quality_vmaf`, the best that a trial on the recording may choose."""
    quality_vmaf: float | None = None
    """Choose the rate factor for each lesson: the cheapest with which pieces of it reach this VMAF score (0 to 100)
    against the same picture before coding; None: `quality_crf` as it is."""
    max_bit_rate_kbps: int | None = None
    """Ceiling of the bit rate under constant quality, so that a weak connection keeps up."""
    buffer_kbit: int | None = None
    """Size of the decoder's buffer that both bit rates are held to, in kilobits."""
    gop_frames: int
    """Frames from one keyframe to the next; chunks are whole numbers of these."""
    b_frames: int
    """B frames between two others at most."""
    effort: str = ""
    """Name of the encoder's own speed preset, where it has one."""
    sound_kbps: int | None = None
    """Bit rate of the sound that goes with this rendition; None for PCM."""
    sound_codec: Literal["", "aac", "mp2", "opus"] = ""
    """How the sound that goes with this rendition is coded; empty: as the preset's `sound` says."""

    @property
    def canvas_px(self) -> tuple[int, int]:
        """Width and height of the canvas on which the picture is composed, in square pixels.

        Standard definition is composed in HD, so that captions and graphics are drawn once, and shrunk at the end.
        """
        return HD_CANVAS_PX if self.colour == "bt601" else (self.width_px, self.height_px)


@record
class SoundSpec:
    """How the sound is delivered."""

    codec: SoundCodec
    tracks: int
    """Tracks in the file."""
    channels_per_track: Literal[1, 2, 4]
    """1: voice on tracks 1 and 2, silence on the others · 2: stereo · 4: voice on the first two channels of a track
    (IMX has one such track)."""
    target_lufs: float
    """Loudness of the whole programme, EBU R 128."""
    tolerance_lu: float
    """How far the finished file may be from it, in LU."""
    max_true_peak_dbtp: float
    """No peak between samples is higher."""
    noise_reduction: Literal["off", "when_noisy", "always"]
    high_pass_hz: int
    """Rumble below is removed; 0: nothing is."""


@record
class PictureSpec:
    """How a recording is laid on the programme's canvas."""

    fill: Literal["blurred", "black"]
    """What fills the sides of a portrait or 4:3 recording."""
    crop_black_borders: bool
    """Cut black borders off and enlarge what is inside."""
    repair_gamut: bool
    """Bring colours that EBU R 103 forbids back to legal ones."""


@record
class RunningOrder:
    """Which segments a file has, in order; lengths in seconds, rounded up to whole GOPs.

    How long opening and closing are, and whether there are any, is the brand's business.
    """

    segments: tuple[SegmentKind, ...]
    lineup_s: int = 0
    """Colour bars with 1 kHz tone at −18 dBFS (EBU R 68)."""
    clock_s: int = 0
    """Clock slate that counts the seconds down."""
    black_s: int = 0
    """Black and silence."""
    slate_s: int = 0


@record
class KeepClear:
    """A part of the picture that captions never touch: a channel's logo, the sign-language box.

    In percent of the picture's width and height.
    """

    name: str
    left_percent: float
    top_percent: float
    width_percent: float
    height_percent: float


@record
class CaptionSpec:
    """How a destination gets what is said in writing."""

    burn_in: bool
    """Part of the picture, for everybody to read."""
    font_percent: float
    """Height of the letters' em, in percent of the picture's height."""
    safe_area_percent: float
    """Captions keep so far from each edge (EBU R 95: 5 % for graphics)."""
    keep_clear: tuple[KeepClear, ...] = ()
    sidecars: tuple[SidecarForm, ...] = ()
    """Caption files that go with the programme, one of each for every language."""
    transcripts: tuple[TranscriptForm, ...] = ()
    """For those who read instead."""


@record
class PosterSpec:
    """A still picture that stands for the lesson on a web site or in a messenger."""

    name: str
    """Part of its file name: `poster`, `square` …"""
    width_px: int
    height_px: int
    max_kb: int
    """Largest size of the file, in units of 1 000 bytes."""


@record
class StoryboardSpec:
    """Small pictures of the whole programme on a few sheets: what players show over their time bar."""

    every_s: int
    """One picture for so many seconds."""
    width_px: int
    columns: int
    rows: int
    """Pictures on one sheet."""


@record
class AdaptiveSpec:
    """How players fetch a lesson piece by piece, changing between its sizes as the connection allows."""

    fragment_s: int
    """Length of a piece in seconds: a whole number of the renditions' GOPs."""
    hls: bool
    """Playlists after RFC 8216 and its fragmented MP4 (version 7)."""
    dash: bool
    """A media presentation description after ISO/IEC 23009-1, on-demand profile."""


@record
class RadioSpec:
    """How a lesson becomes a programme for the ears alone."""

    mp3_kbps: int
    """Bit rate of the MP3 that goes beside the WAV file; 0: none."""
    mp3_channels: Literal[1, 2]
    longest_pause_s: float
    """A silence that is longer is shortened: nobody at a loudspeaker sees what is written on the board. 0: never."""
    kept_pause_s: float
    """What is left of it."""
    opening: Literal["none", "spoken", "file"]
    """spoken: subject, grade and title, said by a computer voice · file: the lesson's own `radio_opening`, where it has
    one."""


@record
class DeliverySpec:
    """A delivery preset: everything that one destination wants to be true of what it gets."""

    name: str
    """As its file is called: `tv-xdcam-hd422`."""
    destination: Destination
    summary_vi: str
    """One sentence for people who choose."""
    summary_en: str
    container: Container
    renditions: tuple[RenditionSpec, ...] = ()
    """None for radio, at least one for everything else."""
    sound: SoundSpec
    picture: PictureSpec
    running_order: RunningOrder
    captions: CaptionSpec
    brand: str = ""
    """Brand of all programmes that this preset makes: a station's; empty: that of the series or the grade."""
    timecode_start: str = ""
    """First timecode of the file, `10:00:00:00`; empty: none."""
    mux_rate_kbps: int | None = None
    """Constant rate of a whole MPEG transport or programme stream; None: whatever it needs."""
    service_name: str = ""
    """Name of the service in a transport stream (EN 300 468)."""
    station: str = ""
    """Station profile that judges what this preset makes; empty: the one of its destination."""
    file_name: str
    """Template; fields in braces are listed in README; the result has no diacritics, spaces or capitals lost."""
    metadata: Literal["ebucore", "schema_org"]
    """Description that goes with the programme: EBUCore (EBU Tech 3293) for stations, schema.org for web sites."""
    checksums: tuple[Literal["sha256", "md5"], ...]
    posters: tuple[PosterSpec, ...] = ()
    """Still pictures that stand for the lesson."""
    storyboard: StoryboardSpec | None = None
    adaptive: AdaptiveSpec | None = None
    """Playlists for adaptive players, on pieces of the same renditions; None: whole files only."""
    attachments: bool = False
    """Worksheets and the script go with it."""
    page: bool = False
    """A web page of its own that plays the package's lesson, to put onto a school's site."""
    radio: RadioSpec | None = None
    """What a programme without picture needs besides; only with `destination: radio`, which has no renditions."""

    def sound_codec_of(self, rendition: RenditionSpec) -> SoundCodec:
        """Say how the sound is coded that goes with a rendition: its own way, else the preset's."""
        return rendition.sound_codec or self.sound.codec
