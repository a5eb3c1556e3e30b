"""What is to be said about the library."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

CATALOGUE: Final[dict[str, Message]] = {}
