"""What can be wrong in subtitle files and scripts that a teacher gives."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

TEXT_FILES: Final[dict[str, Message]] = {}
