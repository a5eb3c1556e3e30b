"""Speech recognition, its models, and languages that it does not know."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

SPEECH: Final[dict[str, Message]] = {}
