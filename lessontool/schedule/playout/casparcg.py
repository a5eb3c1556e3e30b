"""CasparCG: a day as the server's own commands (AMCP), each with the time at which it is sent.

The server has no list: a client sends `LOADBG … AUTO` while the programme before is on, and `PLAY` where the clock
decides. Lines end in CR LF; those with # are for people and schedulers, not for the server.
"""

from __future__ import annotations

import re
from typing import Final

from lessontool.schedule.playout.day import Day, PlayItem, with_cards
from lessontool.schedule.playout.shown import ascii_of

LAYER: Final = "1-10"
"""Video channel 1, layer 10: where CasparCG's own clients put programmes."""

_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_TV: Final = "1080i5000"


def as_casparcg(day: Day) -> bytes:
    """Write a day: SEEK and LENGTH count frames, 25 a second."""
    lines = [
        f"# {ascii_of(day.channel.title)} {day.date.isoformat()} - 25 fps ({_TV}), AMCP",
        "# time, programme; then what to send: LOADBG before it, PLAY or CLEAR at that time",
    ]
    endless = True
    for item in with_cards(day):
        lines.append(f"# {day.timecode(item.start_frames)} {item.kind.upper()} {ascii_of(item.title)}".rstrip())
        lines += _commands(item, by_clock=item.fixed_start or endless)
        endless = item.remote or not item.file
    return ("\r\n".join(lines) + "\r\n").encode()


def _commands(item: PlayItem, *, by_clock: bool) -> list[str]:
    """AUTO waits for the end of what is on; a live source and black have none, so after them the clock decides."""
    if not item.file:
        return [f"CLEAR {LAYER}"]
    part = "" if item.remote else f" SEEK {item.in_frames} LENGTH {item.frames}"
    load = f"LOADBG {LAYER} {clip(item)}{part} AUTO"
    return [load, f"PLAY {LAYER}"] if by_clock else [load]


def clip(item: PlayItem) -> str:
    """Name a clip as the server does: inside its media folder, without its ending, in quotes."""
    name = item.file
    if not item.remote:
        name = name.replace("\\", "/")
        if item.kind == "lesson" or name.startswith("/") or ":" in name:
            name = name.rsplit("/", 1)[-1]
        name = _ENDING.sub("", name)
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
