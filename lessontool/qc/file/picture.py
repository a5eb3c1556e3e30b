"""What the picture is flagged as: format, raster, scanning, frame rate, colour."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lessontool.model import Finding, Outcome
from lessontool.qc.file import pictures
from lessontool.qc.file.evidence import NOTHING, Evidence, aspect_words, outcome, rate_words, text, unmeasured
from lessontool.qc.file.pictures import Headline

_FORMATS: Final = {
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "h264": "AVC",
    "av1": "AV1",
    "dvvideo": "DV",
    "hevc": "HEVC",
}
_SAME_SHAPE: Final = Fraction(1, 100)
"""854×480 and 426×240 are 16:9 to the nearest even pixel."""
D10_BLANKING_LINES: Final = 32
"""IMX codes these above its 576 lines (SMPTE ST 356)."""
_SD_TRANSFERS: Final = ("BT.601", "BT.709", "BT.470 B/G")
"""One curve under two names, and what older equipment of 625 lines calls its own."""


def wanted_format(seen: Evidence) -> str:
    """Name the wanted picture as the trade does."""
    rendition, spec = seen.rendition, seen.spec
    if rendition.codec == "dv":
        return "DV50 4:2:2" if rendition.chroma == "4:2:2" else "DV25 4:2:0"
    if rendition.codec == "avc_intra":
        return "AVC-Intra 100"
    if rendition.codec == "h264":
        return "AVC High" if rendition.chroma == "4:2:0" and rendition.bit_depth == 8 else "AVC High 4:2:2"
    if rendition.codec == "av1":
        return "AV1 Main"
    if spec.container == "mxf_d10":
        return f"IMX {(rendition.bit_rate_kbps or 0) // 1000}"
    full = rendition.height_px > 576
    if full and rendition.chroma == "4:2:2" and rendition.bit_rate_kbps == 50_000 and spec.container == "mxf":
        return "XDCAM HD422"
    profile = "4:2:2" if rendition.chroma == "4:2:2" else "Main"
    return f"MPEG-2 {profile}@{_mpeg2_level(rendition.width_px, rendition.height_px)}"


def _mpeg2_level(width_px: int, height_px: int) -> str:
    return "Main" if height_px <= 576 else "High 1440" if width_px <= 1440 else "High"


def found_format(seen: Evidence) -> str:
    """Name the picture that was found: by MediaInfo's commercial name where the trade has one, else by its headers."""
    track, headline = seen.subject.video, seen.headline
    if track is None:
        return NOTHING
    commercial = text(seen.video, "Format_Commercial_IfAny")
    if track.codec == "dvvideo":
        return _dv_words(seen)
    if headline is None:
        return commercial or _FORMATS.get(track.codec, track.codec)
    if commercial and commercial != headline.format:
        return commercial
    if headline.format == "AVC" and headline.profile.startswith("High 4:2:2 Intra"):
        return "AVC-Intra 100" if _equal_sizes(seen) else f"AVC {headline.profile}"
    return f"{headline.format} {headline.profile}".strip()


def _dv_words(seen: Evidence) -> str:
    size = seen.arrivals.sizes[0] if seen.arrivals.sizes else 0
    chroma = "4:2:2" if "422" in (seen.subject.video.pixel_format if seen.subject.video else "") else "4:2:0"
    return {144_000: f"DV25 {chroma}", 288_000: f"DV50 {chroma}"}.get(size, f"DV {chroma}")


def _equal_sizes(seen: Evidence) -> bool:
    sizes = seen.arrivals.sizes
    return bool(sizes) and min(sizes) == max(sizes)


def picture_format(seen: Evidence) -> Outcome:
    """Judge the picture's format: exactly one picture track, of the wanted format and profile."""
    found, wanted = found_format(seen), wanted_format(seen)
    faults = []
    if len(seen.subject.media.video) != 1:
        faults.append(seen.fault("qc-picture-tracks", len(seen.subject.media.video), 1))
    if seen.subject.video is not None and not _same_format(seen, found, wanted):
        faults.append(seen.fault("qc-picture-format", found, wanted))
    return outcome("picture-format", found, wanted, faults)


def _same_format(seen: Evidence, found: str, wanted: str) -> bool:
    headline = seen.headline
    if wanted == "AVC High":  # Main is part of it: whoever decodes the one decodes the other
        return headline is not None and headline.profile.startswith(("High@", "Main@")) and headline.format == "AVC"
    if wanted == "AV1 Main":
        return headline is not None and headline.format == "AV1" and headline.profile.startswith("Main@")
    if wanted == "AVC High 4:2:2":
        return headline is not None and headline.profile.startswith("High 4:2:2")
    if found == wanted:
        return True
    if not seen.subject.said and headline is not None:  # no commercial name without MediaInfo: the headers must do
        profiles = {"XDCAM HD422": "4:2:2@High", "IMX": "4:2:2@Main"}
        return profiles.get(wanted) == headline.profile or profiles.get(wanted.split(" ", 1)[0]) == headline.profile
    return False


def raster(seen: Evidence) -> Outcome:
    """Judge the picture's size and shape."""
    track, rendition = seen.subject.video, seen.rendition
    if track is None:
        return unmeasured("raster", "qc-no-picture")
    width, height = shown_raster(seen)
    shape = shown_aspect(seen)
    wanted_size = f"{rendition.width_px}×{rendition.height_px}"
    wanted_height = {rendition.height_px, height} if _is_blanking(seen, height) else {rendition.height_px}
    found_size = f"{width}×{height}"
    faults = []
    if width != rendition.width_px or height not in wanted_height:
        faults.append(seen.fault("qc-raster", found_size, wanted_size))
    if shape is None or not _is_wide(shape, width):
        faults.append(seen.fault("qc-aspect", aspect_words(shape), "16:9"))
    return outcome("raster", f"{found_size} {aspect_words(shape)}", f"{wanted_size} 16:9", faults)


def _is_wide(shape: Fraction, width_px: int) -> bool:
    """Whether a picture is 16:9; in standard definition 702 of 720 pixels may be what is meant (ITU-R BT.601)."""
    wide = Fraction(16, 9)
    return abs(shape - wide) <= _SAME_SHAPE or (
        width_px == 720 and abs(shape * Fraction(702, 720) - wide) <= _SAME_SHAPE
    )


def _is_blanking(seen: Evidence, height_px: int) -> bool:
    return seen.spec.container == "mxf_d10" and abs(height_px - seen.rendition.height_px) == D10_BLANKING_LINES


def shown_raster(seen: Evidence) -> tuple[int, int]:
    """Say how many pixels are shown: IMX without what lies above its picture."""
    headline, track = seen.headline, seen.subject.video
    width, height = (headline.width_px, headline.height_px) if headline else (0, 0)
    if not width and track is not None:
        width, height = track.width_px, track.height_px
    if (width, height) == (720, 576 + D10_BLANKING_LINES) and seen.mxf is not None and seen.mxf.height_px == 576:
        height = 576
    return width, height


def shown_aspect(seen: Evidence) -> Fraction | None:
    """Say width to height as it is shown, as the picture itself says; else as the container does."""
    headline, track = seen.headline, seen.subject.video
    if headline is not None and headline.aspect:
        return headline.aspect
    if seen.mxf is not None and seen.mxf.aspect:
        return seen.mxf.aspect
    return track.sample_aspect * track.width_px / track.height_px if track is not None and track.height_px else None


def scan(seen: Evidence) -> Outcome:
    """Judge the flags of scanning in every single picture."""
    track, rendition = seen.subject.video, seen.rendition
    if track is None:
        return unmeasured("scan", "qc-no-picture")
    order = "TFF" if rendition.first_field == "top" else "BFF"
    wanted = f"Interlaced {order}" if rendition.interlaced else "Progressive"
    if seen.pictures is None or not len(seen.pictures):
        words = {"progressive": "Progressive", "tff": "Interlaced TFF", "bff": "Interlaced BFF"}
        found = words[track.scan_flag]
        return outcome("scan", found, wanted, [None if found == wanted else seen.fault("qc-scan", found, wanted)])
    each = _scan_words(seen)
    counts = {words: list(each).count(words) for words in set(each)}
    found = max(counts, key=lambda words: counts[words])
    odd = [at for at, words in enumerate(each) if words != wanted]
    if found != wanted:
        return outcome("scan", found, wanted, [seen.fault("qc-scan", found, wanted)])
    measured = found if not odd else f"{found} {counts[found]}/{len(each)}"
    other = each[odd[0]] if odd else ""
    fault = seen.fault("qc-scan-changes", other, wanted, pictures=odd) if odd else None
    return outcome("scan", measured, wanted, [fault])


def _scan_words(seen: Evidence) -> list[str]:
    """Name the scanning of every picture."""
    assert seen.pictures is not None and seen.subject.video is not None  # noqa: S101, PT018  # the caller has looked
    headline, first = seen.pictures.headline, seen.subject.video.scan_flag
    untold = "Interlaced BFF" if first == "bff" else "Interlaced TFF"
    wanted_progressive = not seen.rendition.interlaced

    def words(flags: int) -> str:
        if headline is not None and headline.interlaced is False:
            return "Progressive"
        if flags & pictures.UNTOLD:
            return untold
        # an MPEG-2 frame of 1080i may be marked progressive (PsF): its fields still have an order
        if flags & pictures.PROGRESSIVE and (wanted_progressive or headline is None):
            return "Progressive"
        if flags & pictures.PROGRESSIVE and headline is not None and headline.format == "AVC":
            return untold
        return "Interlaced TFF" if flags & pictures.TOP_FIRST else "Interlaced BFF"

    table = {flags: words(flags) for flags in set(seen.pictures.flags)}
    return [table[flags] for flags in seen.pictures.flags]


def frame_rate(seen: Evidence) -> Outcome:
    """Judge the rate of pictures: the wanted one, and no time left out or given twice."""
    if seen.subject.video is None:
        return unmeasured("frame-rate", "qc-no-picture")
    wanted = Fraction(seen.rendition.pictures_per_second)
    # MXF counts edit units of one length; without its index nobody knows which picture is shown when
    lost = seen.mxf is not None and (seen.cut or bool(seen.arrivals.untimed))
    step = None if lost else _usual_step(seen)
    found = 1 / step if step else (seen.mxf.rate if seen.mxf is not None else None) or seen.rate
    faults: list[Finding | None] = []
    if abs(found - wanted) > wanted / 1000:
        faults.append(seen.fault("qc-frame-rate", rate_words(found), rate_words(wanted)))
    faults += _uneven(seen, step) if step else []
    return outcome("frame-rate", rate_words(found), rate_words(wanted), faults)


def _in_fields(seen: Evidence) -> bool:
    return seen.pictures is not None and any(flags & pictures.FIELDS for flags in set(seen.pictures.flags))


def _usual_step(seen: Evidence) -> Fraction | None:
    """Find how long most pictures are shown, in seconds."""
    steps: dict[int, int] = {}
    last = None
    for time in sorted(seen.arrivals.times):
        if last is not None and time > last:
            steps[time - last] = steps.get(time - last, 0) + 1
        last = time
    if not steps:
        return None
    total = sum(step * count for step, count in steps.items())
    usual = max(steps, key=lambda step: steps[step])
    even = abs(Fraction(total, sum(steps.values())) - usual) <= 1  # rounded to ticks: the mean is exact
    step = (Fraction(total, sum(steps.values())) if even else Fraction(usual)) * seen.arrivals.tick
    return 2 * step if _in_fields(seen) and step * seen.rate < Fraction(3, 4) else step


def _uneven(seen: Evidence, step: Fraction) -> Iterator[Finding]:
    """Find times that are left out, and times that two pictures share."""
    tick, times = seen.arrivals.tick, sorted(seen.arrivals.times)
    missing: list[int] = []
    double: list[int] = []
    if seen.cut:
        times = times[:-_REORDERED]
    least = step * (Fraction(2, 5) if _in_fields(seen) else Fraction(3, 4))
    for at in range(1, len(times)):
        apart = (times[at] - times[at - 1]) * tick
        if step * Fraction(5, 4) >= apart >= least:
            continue
        first = round((times[at - 1] - times[0]) * tick * seen.rate)
        if apart > step:
            missing += range(
                first + 1, max(first + 2, min(round((times[at] - times[0]) * tick * seen.rate), first + 999))
            )
        else:
            double.append(first)
        if len(missing) + len(double) > _MOST_UNEVEN:
            break
    if len(missing) > _untold(seen):
        yield seen.fault("qc-times-missing", len(missing), 0, pictures=missing)
    if double:
        yield seen.fault("qc-times-double", len(double), 0, pictures=double)


def _untold(seen: Evidence) -> int:
    """Count pictures that are there without a time of their own.

    Small pictures that share a packet of a programme or transport stream have one time together (ISO/IEC 13818-1
    §2.4.3.7: only the first that begins in a packet is timed).
    """
    return seen.arrivals.untimed if seen.subject.media.demuxer in ("mpeg", "mpegts") else 0


_MOST_UNEVEN: Final = 10_000
_REORDERED: Final = 16
"""So many pictures may come out of order where a file is cut off."""


def chroma(seen: Evidence) -> Outcome:
    """Judge how colour is sampled, and its depth."""
    track, headline = seen.subject.video, seen.headline
    if track is None:
        return unmeasured("chroma", "qc-no-picture")
    wanted = f"{seen.rendition.chroma} {seen.rendition.bit_depth} bit"
    found = f"{_sampling(track.pixel_format)} {track.bit_depth} bit"
    if headline is not None and headline.chroma:
        found = f"{headline.chroma} {headline.bit_depth} bit"
    return outcome("chroma", found, wanted, [None if found == wanted else seen.fault("qc-chroma", found, wanted)])


def _sampling(pixel_format: str) -> str:
    for mark, words in (("444", "4:4:4"), ("422", "4:2:2"), ("420", "4:2:0"), ("411", "4:1:1"), ("410", "4:1:0")):
        if mark in pixel_format:
            return words
    return "4:2:0" if pixel_format in ("nv12", "nv21") else pixel_format or NOTHING


def colour_words(said: Headline | None) -> str:
    """Write what a picture says of its colour: primaries, transfer, matrix."""
    if said is None:
        return NOTHING
    return "/".join(word or NOTHING for word in (said.primaries, said.transfer, said.matrix))


def colour(seen: Evidence) -> Outcome:
    """Judge the colour that the picture and its container are flagged with."""
    if seen.subject.video is None:
        return unmeasured("colour", "qc-no-picture")
    sd = seen.rendition.colour == "bt601"
    wanted = "BT.601 PAL/BT.601/BT.601" if sd else "BT.709/BT.709/BT.709"
    limit = f"{wanted} Limited"
    faults: list[Finding | None] = []
    found = colour_words(seen.headline)
    if seen.rendition.codec == "dv":  # IEC 61834 knows no colour flags
        wanted = found
    elif seen.headline is None or not _right(_said_in_picture(seen), sd=sd):
        code = "qc-colour-untold" if set(found) <= {"/", NOTHING} else "qc-colour"
        faults.append(seen.fault(code, found, wanted))
    around = _said_around(seen)
    if any(around) and not _right(around, sd=sd, partly=True):
        faults.append(seen.fault("qc-colour-container", "/".join(word or NOTHING for word in around), wanted))
    if _full_range(seen):
        faults.append(seen.fault("qc-colour-range", "Full", "Limited"))
    return outcome("colour", f"{found} {'Full' if _full_range(seen) else 'Limited'}", limit, faults)


def _said_in_picture(seen: Evidence) -> tuple[str, str, str]:
    said = seen.headline
    return (said.primaries, said.transfer, said.matrix) if said else ("", "", "")


def _said_around(seen: Evidence) -> tuple[str, str, str]:
    """Say how the container flags the colour."""
    if seen.mxf is not None:
        return seen.mxf.primaries, seen.mxf.transfer, seen.mxf.matrix
    track = next((track for track in seen.mp4.tracks if track.kind == "vide"), None) if seen.mp4 else None
    return (track.primaries, track.transfer, track.matrix) if track else ("", "", "")


def _right(words: tuple[str, str, str], *, sd: bool, partly: bool = False) -> bool:
    primaries, transfer, matrix = words
    good = {
        "primaries": primaries == ("BT.601 PAL" if sd else "BT.709"),
        "transfer": transfer in (_SD_TRANSFERS if sd else ("BT.709",)),
        "matrix": matrix == ("BT.601" if sd else "BT.709"),
    }
    said = {"primaries": primaries, "transfer": transfer, "matrix": matrix}
    return all(good[part] or (partly and not said[part]) for part in good)


def _full_range(seen: Evidence) -> bool:
    headline, track = seen.headline, seen.subject.video
    if headline is not None and headline.full_range is not None:
        return headline.full_range
    return bool(track and track.colour.full_range)


def afd(seen: Evidence) -> Outcome:
    """Judge the Active Format Description: it may be missing, but container and picture must not contradict."""
    if seen.subject.video is None:
        return unmeasured("afd", "qc-no-picture")
    inside = seen.pictures.active_formats if seen.pictures is not None else []
    around = seen.mxf.active_format if seen.mxf is not None else None
    codes = [code for _, code in inside]
    told = sorted({*codes, *([around] if around is not None else [])})
    faults = []
    if len(set(codes)) > 1:
        faults.append(seen.fault("qc-afd-changes", " ".join(map(str, codes[:10])), "", pictures=[inside[1][0]]))
    if around is not None and codes and codes[0] != around:
        faults.append(seen.fault("qc-afd-contradicts", codes[0], around))
    return outcome("afd", " ".join(map(str, told)) or "none", "", faults)
