"""What a station looks at first, in figures and the trade's own words."""

from __future__ import annotations

from lessontool.model import Outcome
from lessontool.qc.file.evidence import Evidence, length_words, rate_words, text
from lessontool.qc.file.picture import colour_words, found_format
from lessontool.qc.file.tracks import words
from lessontool.timing import PROGRAMME_RATE


def facts(seen: Evidence, outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """Say what the file is, by key; what is not known is left out."""
    of = {outcome.item: outcome.measured for outcome in outcomes if not outcome.unmeasured}
    tracks = [words(track) for track in seen.subject.audio]
    sound = " + ".join(f"{tracks.count(each)} × {each}" for each in dict.fromkeys(tracks))
    video = seen.subject.video
    length = seen.frames, seen.rate
    if video is None and seen.subject.audio:
        length = round((seen.subject.audio[0].end - seen.subject.audio[0].start) * PROGRAMME_RATE), PROGRAMME_RATE
    said = {
        "format": " · ".join(filter(None, (of.get("container", ""), found_format(seen) if video else ""))),
        "title": text(seen.general, "Title") or text(seen.general, "PackageName"),
        "size": _bytes(seen.subject.media.size_bytes),
        "duration": length_words(*length),
        "raster": of.get("raster", ""),
        "scan": of.get("scan", ""),
        "rate": rate_words(seen.rate) if video else "",
        "chroma": of.get("chroma", ""),
        "colour": colour_words(seen.headline) if seen.headline else "",
        "bit_rate": of.get("bit-rate", ""),
        "gop": of.get("gop", ""),
        "timecode": of.get("timecode", ""),
        "sound": sound,
        "language": _languages(seen),
        "encoder": " ".join(filter(None, (text(seen.general, "Encoded_Application_CompanyName"), _made_by(seen)))),
    }
    return {key: words for key, words in said.items() if words and words != "–"}


def _bytes(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1_000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.2f} GB"


def _made_by(seen: Evidence) -> str:
    return text(seen.general, "Encoded_Application_Name") or text(seen.general, "Encoded_Application")


def _languages(seen: Evidence) -> str:
    tracks = seen.mp4.tracks if seen.mp4 is not None else ()
    spoken = [track.language for track in tracks if track.kind == "soun" and track.language not in ("", "und")]
    return ", ".join(dict.fromkeys(spoken))
