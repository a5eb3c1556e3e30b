"""How a programme's chunks are read one behind the other, whatever they are then put into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lessontool.model import WrapProgramme

READ_BYTES: Final = 1 << 20
"""Raw pictures are read in such pieces: by default a reader takes 1 kB at a time, and half of its work is that."""

_ISO_639_2: Final = {
    "vi": "vie",
    "en": "eng",
    "fr": "fra",
    "zh": "zho",
    "ru": "rus",
    "ja": "jpn",
    "ko": "kor",
    "lo": "lao",
    "km": "khm",
}
"""Containers name a track's language by three letters (ISO/IEC 14496-12 §8.4.2); other two-letter tags become `und`."""


def chunk_list(step: WrapProgramme, chunks: Sequence[str]) -> str:
    """Write the list by which a programme's chunks are read one after the other; it goes to standard input.

    Paths must be absolute. A path with a line break cannot be written: ValueError.
    """
    if step.rendition.codec not in ("h264", "av1"):
        return "".join(f"{_quoted(chunk)}\n" for chunk in chunks)
    return "ffconcat version 1.0\n" + "".join(f"file {_quoted(chunk)}\n" for chunk in chunks)


def track_language(tag: str) -> str:
    """Turn a language tag such as `vi` into the three letters that containers store; `und` where there are none."""
    primary = tag.split("-", 1)[0].lower()
    return primary if re.fullmatch(r"[a-z]{3}", primary) else _ISO_639_2.get(primary, "und")


def _quoted(path: str) -> str:
    """Write a path for a chunk list: the one place where list syntax is escaped (ffmpeg's av_get_token rules)."""
    if "\n" in path or "\r" in path:
        raise ValueError(f"{path!r} has a line break and cannot stand in a list")
    return "'file:" + path.replace("'", r"'\''") + "'"
