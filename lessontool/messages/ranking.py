"""What is to be said about the best lessons, the panel and the coverage."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

RANKING: Final[dict[str, Message]] = {}
