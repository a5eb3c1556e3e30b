"""Captions: aligned, cut, corrected and written."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

CAPTIONS: Final[dict[str, Message]] = {}
