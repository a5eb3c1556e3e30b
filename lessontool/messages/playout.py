"""What is to be said about files for playout and programme guides."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PLAYOUT: Final[dict[str, Message]] = {}
