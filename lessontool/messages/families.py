"""What families, schools and loudspeakers are told about the timetable."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

FAMILIES: Final[dict[str, Message]] = {}
