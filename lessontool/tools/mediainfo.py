"""MediaInfo, the broadcast field's own judge, in a child process of its own: some files make it run forever.

It is given bytes, never a file name, so it cannot look for neighbours of the file or follow what the file refers to.
Only files that our own look has accepted, or that we made, may come here.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lessontool.errors import ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

_LIMITS: Final = Limits(wall_s=20, memory_bytes=2 << 30, output_bytes=0)
_ANSWER_LIMIT_BYTES: Final = 16 << 20

_CHILD: Final = """
import io, sys
from pymediainfo import MediaInfo
source = open(sys.argv[1], "rb") if len(sys.argv) > 1 else io.BytesIO(b"")
answer = MediaInfo.parse(source, output="JSON", buffer_size=1 << 20)
sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
"""


def tracks(path: Path, *, cancel: Cancel | None = None) -> list[dict[str, Any]]:
    """List what MediaInfo knows about a file: first the container ("General"), then each track, with its own names.

    Values are text as MediaInfo writes it. Raises ToolError when it crashes, answers nonsense, or needs more than
    20 s or 2 GiB; Interrupted when `cancel` is thrown.
    """
    media = _ask([str(path.resolve())], cancel).get("media") or {}
    listed = media.get("track") if isinstance(media, dict) else None
    return [track for track in listed if isinstance(track, dict)] if isinstance(listed, list) else []


@functools.cache
def version() -> str:
    """Say which MediaInfo library is used, as it says itself. Raises ToolError if it is missing."""
    library = _ask([], None).get("creatingLibrary")
    return str(library.get("version", "unknown")) if isinstance(library, dict) else "unknown"


def _ask(arguments: Sequence[str], cancel: Cancel | None) -> dict[str, Any]:
    command = [sys.executable, "-I", "-c", _CHILD, *arguments]
    finished = process.run(command, limits=_LIMITS, cancel=cancel, stdout_limit_bytes=_ANSWER_LIMIT_BYTES)
    process.check(command, finished)
    try:
        answer = json.loads(finished.stdout)
    except (ValueError, RecursionError) as error:
        raise ToolError("tool-failed", program="MediaInfo", detail=f"no JSON: {error}") from error
    if not isinstance(answer, dict):
        raise ToolError("tool-failed", program="MediaInfo", detail="no JSON object")
    return answer
