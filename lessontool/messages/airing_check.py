"""What is to be said when a plan or an as-run log is checked."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

AIRING_CHECK: Final[dict[str, Message]] = {}
