"""One thing to say, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say, in both languages, with a hint what to do (may be empty)."""

    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""
