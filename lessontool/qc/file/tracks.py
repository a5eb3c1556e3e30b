"""Sound tracks as the container has them: how many, of what kind, how long, and whether they begin with the picture."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lessontool.model import AudioTrack, Finding, Outcome
from lessontool.qc.file.evidence import Evidence, number, outcome, text
from lessontool.timing import PROGRAMME_RATE, SOUND_RATE_HZ

_CODECS: Final = {"aac": "AAC", "mp2": "MP2", "mp3": "MP3", "ac3": "AC-3", "eac3": "E-AC-3", "opus": "Opus"}
_BLOCK_SAMPLES: Final = {"aac": 1024, "mp2": 1152, "mp3": 1152, "opus": 2880}
"""One block of compressed sound (ISO/IEC 14496-3, 11172-3; RFC 6716: 60 ms): it cannot end in between."""
_SAME_RATE: Final = 0.01
_MOST_OVER: Final = 1.3
"""AAC keeps its rate only on the average of seconds."""


def words(track: AudioTrack) -> str:
    """Name a sound track's format: `PCM 24 bit 1 ch 48000 Hz`."""
    return f"{_codec(track.codec)} {track.channels} ch {track.sample_rate_hz} Hz"


def _codec(codec: str) -> str:
    if codec.startswith("pcm_"):
        digits = "".join(c for c in codec if c.isdigit())
        floating = " float" if codec.startswith("pcm_f") else ""
        return f"PCM {digits} bit{floating}"
    return _CODECS.get(codec, codec)


def sound_layout(seen: Evidence) -> Outcome:
    """Judge how many sound tracks there are and what each of them is."""
    spec, tracks = seen.spec.sound, seen.subject.audio
    channels = sum(track.channels for track in tracks)
    d10 = seen.spec.container == "mxf_d10"  # IMX has all its channels in one element (SMPTE ST 386)
    wanted_each = f"{_codec(_wanted_codec(seen))} {spec.channels_per_track} ch {SOUND_RATE_HZ} Hz"
    wanted = f"{spec.tracks} × {wanted_each}"
    found = " + ".join(f"{count} × {each}" for each, count in _counted([words(track) for track in tracks]).items())
    if seen.mp4 is not None and (languages := _languages(seen)):
        found += f" ({languages})"
    faults: list[Finding | None] = []
    if d10 and channels != spec.tracks * spec.channels_per_track:
        faults.append(seen.fault("qc-sound-channels", channels, spec.tracks * spec.channels_per_track))
    elif not d10 and len(tracks) != spec.tracks:
        faults.append(seen.fault("qc-sound-tracks", len(tracks), spec.tracks))
    faults += _formats(seen, wanted_each, d10=d10)
    faults.append(_rate(seen))
    return outcome("sound-layout", found, wanted, faults)


def _formats(seen: Evidence, wanted: str, *, d10: bool) -> Iterator[Finding]:
    odd: dict[str, list[int]] = {}
    for place, track in enumerate(seen.subject.audio, 1):
        same_codec = _codec(track.codec) == _codec(_wanted_codec(seen)) and track.sample_rate_hz == SOUND_RATE_HZ
        if words(track) != wanted and not (d10 and same_codec):
            odd.setdefault(words(track), []).append(place)
    for found, places in odd.items():  # eight tracks with one fault are one finding
        yield seen.fault("qc-sound-format", found, wanted, tracks=", ".join(map(str, places)))


def _counted(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in dict.fromkeys(names)}


def _languages(seen: Evidence) -> str:
    tracks = seen.mp4.tracks if seen.mp4 is not None else ()
    return ", ".join(track.language or "und" for track in tracks if track.kind == "soun")


def _rate(seen: Evidence) -> Finding | None:
    """Judge the bit rate of compressed sound: MPEG layers II and III keep it exactly, AAC on the average."""
    wanted = (seen.rendition.sound_kbps or 0) * 1000
    codec = _wanted_codec(seen)
    said = next((track for track in seen.subject.said if track.get("@type") == "Audio"), {})
    found = number(text(said, "BitRate"))
    if not wanted or found is None or codec.startswith("pcm") or _codec(codec) != _said_codec(seen):
        return None
    good = abs(found / wanted - 1) <= _SAME_RATE if codec in ("mp2", "mp3") else found <= _MOST_OVER * wanted
    return None if good else seen.fault("qc-sound-rate", f"{found / 1000:.0f} kb/s", f"{wanted // 1000} kb/s")


def _wanted_codec(seen: Evidence) -> str:
    return seen.spec.sound_codec_of(seen.rendition)


def _said_codec(seen: Evidence) -> str:
    return _codec(seen.subject.audio[0].codec) if seen.subject.audio else ""


def duration(seen: Evidence) -> Outcome:
    """Judge lengths and beginnings: pictures to the frame, sound to the sample or to one compressed block."""
    if seen.subject.unseen:
        return _heard_duration(seen)
    spec, expected = seen.rendition, seen.subject.expected.frames
    found = seen.frames
    wanted = expected * spec.pictures_per_second // int(PROGRAMME_RATE) if expected is not None else None
    faults: list[Finding | None] = []
    if wanted is not None and found != wanted:
        odd = range(min(found, wanted), max(found, wanted))
        faults.append(seen.fault("qc-picture-count", found, wanted, pictures=odd))
    length = Fraction(found) / seen.rate
    if seen.subject.video is not None:
        faults += _sound_lengths(seen, length)
        faults += [] if seen.cut and seen.mxf is not None else _starts(seen)  # without its index times are guesses
    samples = sorted({_samples(track) for track in seen.subject.audio})
    heard = " ".join(str(count) for count in samples[:4])
    due = round((Fraction(wanted) / seen.rate if wanted is not None else length) * SOUND_RATE_HZ)
    limit = f"{wanted if wanted is not None else found} / {due}"
    return outcome("duration", f"{found} / {heard}".rstrip(" /"), limit, faults)


def _heard_duration(seen: Evidence) -> Outcome:
    """Judge the length of a file for the ears alone."""
    expected = seen.subject.expected.frames
    found = ", ".join(str(_samples(track)) for track in seen.subject.audio[:4])
    if expected is None:
        return outcome("duration", found, "", [])
    wanted, length = expected * SOUND_RATE_HZ // int(PROGRAMME_RATE), Fraction(expected) / PROGRAMME_RATE
    right = all(abs(track.end - track.start - length) <= _block(track) for track in seen.subject.audio)
    return outcome("duration", found, str(wanted), [None if right else seen.fault("qc-sound-short", found, wanted)])


def _samples(track: AudioTrack) -> int:
    return round((track.end - track.start) * (track.sample_rate_hz or SOUND_RATE_HZ))


def _block(track: AudioTrack) -> Fraction:
    """How exactly a track's length and start can be: to the sample, or to one block."""
    samples = 0 if track.codec.startswith("pcm") else _BLOCK_SAMPLES.get(track.codec, 2048)
    return Fraction(samples, track.sample_rate_hz or SOUND_RATE_HZ)


_CLOCK: Final = Fraction(1, 1000)
"""Compressed sound's times are rounded to clocks of 90 kHz or 1 000 Hz."""


def _sound_lengths(seen: Evidence, length: Fraction) -> Iterator[Finding]:
    odd: dict[tuple[int, int], list[int]] = {}
    for place, track in enumerate(seen.subject.audio, 1):
        block, held = _block(track), track.end - track.start
        if abs(held - length) > block + (_CLOCK if block else 0):
            due = round(length * (track.sample_rate_hz or SOUND_RATE_HZ))
            odd.setdefault((_samples(track), due), []).append(place)
    for (found, due), places in odd.items():
        pictures = sorted({int(min(found, due) * seen.rate / SOUND_RATE_HZ), max(0, seen.frames - 1)})
        yield seen.fault("qc-sound-length", found, due, pictures=pictures[:1], tracks=", ".join(map(str, places)))


def _starts(seen: Evidence) -> Iterator[Finding]:
    picture = seen.subject.video
    assert picture is not None  # noqa: S101  # the caller has looked
    odd: dict[int, list[int]] = {}
    for place, track in enumerate(seen.subject.audio, 1):
        apart, block = track.start - picture.start, _block(track)
        if abs(apart) > block + (_CLOCK if block else 0):
            odd.setdefault(round(apart * 1000), []).append(place)
    for found, places in odd.items():
        said = f"{found:+d} ms".replace("-", "−")
        yield seen.fault("qc-sound-start", said, "0 ms", pictures=[0], tracks=", ".join(map(str, places)))
    if seen.subject.media.demuxer in ("mxf", "mov") and picture.start != 0:
        yield seen.fault(
            "qc-late-start", f"{float(picture.start) * 1000:.0f} ms".replace("-", "−"), "0 ms", pictures=[0]
        )
