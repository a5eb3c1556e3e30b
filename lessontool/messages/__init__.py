"""The one table of sentences that teachers, schools and stations read, by code, in Vietnamese and English.

A sentence says what is the matter in plain words; its hint says what to do. `{gaps}` are filled by the values of an
error or finding. No sentence speaks of ffmpeg, codecs, streams or stderr (a test).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lessontool.messages._message import Language, Message
from lessontool.messages.access import ACCESS
from lessontool.messages.advice import ADVICE
from lessontool.messages.airing import AIRING
from lessontool.messages.airing_check import AIRING_CHECK
from lessontool.messages.branding import BRANDING
from lessontool.messages.captions import CAPTIONS
from lessontool.messages.catalogue import CATALOGUE
from lessontool.messages.families import FAMILIES
from lessontool.messages.general import GENERAL
from lessontool.messages.handover import HANDOVER
from lessontool.messages.intake import INTAKE
from lessontool.messages.judging import JUDGING
from lessontool.messages.lesson import LESSON
from lessontool.messages.lite import LITE
from lessontool.messages.packs import PACKS
from lessontool.messages.pages import PAGES
from lessontool.messages.planning import PLANNING
from lessontool.messages.playout import PLAYOUT
from lessontool.messages.printed import PRINTED
from lessontool.messages.qc import QC
from lessontool.messages.qc_file import QC_FILE
from lessontool.messages.qc_package import QC_PACKAGE
from lessontool.messages.qc_picture import QC_PICTURE
from lessontool.messages.qc_report import QC_REPORT
from lessontool.messages.qc_sound import QC_SOUND
from lessontool.messages.radio import RADIO
from lessontool.messages.ranking import RANKING
from lessontool.messages.shelf import SHELF
from lessontool.messages.speech import SPEECH
from lessontool.messages.sticks import STICKS
from lessontool.messages.text_files import TEXT_FILES

__all__ = [
    "ACCESS",
    "ADVICE",
    "AIRING",
    "AIRING_CHECK",
    "BRANDING",
    "CAPTIONS",
    "CATALOGUE",
    "FAMILIES",
    "GENERAL",
    "HANDOVER",
    "INTAKE",
    "JUDGING",
    "LESSON",
    "LITE",
    "PACKS",
    "PAGES",
    "PLANNING",
    "PLAYOUT",
    "PRINTED",
    "QC",
    "QC_FILE",
    "QC_PACKAGE",
    "QC_PICTURE",
    "QC_REPORT",
    "QC_SOUND",
    "RADIO",
    "RANKING",
    "SHELF",
    "SPEECH",
    "STICKS",
    "TABLE",
    "TEXT_FILES",
    "Language",
    "Message",
    "hint",
    "say",
]

TABLE: Final[Mapping[str, Message]] = {
    **CATALOGUE,
    **RANKING,
    **AIRING,
    **AIRING_CHECK,
    **PLAYOUT,
    **FAMILIES,
    **PRINTED,
    **SHELF,
    **ACCESS,
    **LITE,
    **PAGES,
    **STICKS,
    **PACKS,
    **RADIO,
    **GENERAL,
    **INTAKE,
    **LESSON,
    **ADVICE,
    **PLANNING,
    **TEXT_FILES,
    **SPEECH,
    **CAPTIONS,
    **BRANDING,
    **HANDOVER,
    **JUDGING,
    **QC,
    **QC_FILE,
    **QC_PACKAGE,
    **QC_PICTURE,
    **QC_REPORT,
    **QC_SOUND,
}


def say(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say a message in a language, its gaps filled. Raises KeyError for a code that the table lacks."""
    message = TABLE[code]
    return (message.vi if language == "vi" else message.en).format_map(values)


def hint(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say what to do about it, or nothing."""
    message = TABLE[code]
    return (message.hint_vi if language == "vi" else message.hint_en).format_map(values)
