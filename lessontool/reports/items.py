"""What each item of a report is: its group, how it is found out, its EBU QC id where one is known, whose rule it is.

An EBU QC id stands here only where a page of the EBU names it together with what it tests; `""` is no id known, not
"none exists". Read for this table, and nothing of their text is here: ebu.io/qc/items and qc.ebu.io/items, pages 0001W,
0016B, 0026W, 0040F, 0042W, 0045X (which names 0045F), 0048W, 0051B, 0078B, 0105F, 0109F, 0164W, 0215W; the EBU's
"Quality Control Data Model" (github.com/ebu/qc), which names 0010B, 0034F and 0070W; and for 0106W the UK DPP's
"Requirements for Testing Files". Read and left out because they test something else: 0009W, 0010X, 0063W, 0073X, 0219W,
0221W, 0224W, 0231B (for human ears only), 0272B.

A standard is named as whole; clauses are not cited, as nobody here has read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from lessontool.model import ItemGroup, ItemName

Method = Literal["readout", "measurement", "readout and measurement"]
"""The EBU's three words: read from what the file says of itself, measured in pictures and sound, or both."""

UNKNOWN_VERSION: Final = "0.0"
"""Version of an EBU definition that we know by its id only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EbuItem:
    """A test as the EBU's catalogue defines it."""

    id: str
    name: str
    version: str = UNKNOWN_VERSION
    """Of the definition that was read."""
    mxf_only: bool = False
    """The EBU means it for MXF files and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is judged."""

    group: ItemGroup
    method: Method
    ebu: EbuItem | None = None
    standards: tuple[str, ...] = ()
    """Whose rule it is, by name; empty: the delivery preset's, or a station's custom."""
    mxf_standards: tuple[str, ...] = ()
    """Those that speak of MXF files only."""

    def ebu_id(self, file: str = "") -> str:
        """Its EBU QC id for a file of that name; empty where none is known, or where the EBU means MXF only."""
        if self.ebu is None or (self.ebu.mxf_only and not _is_mxf(file)):
            return ""
        return self.ebu.id

    def rules(self, file: str = "") -> tuple[str, ...]:
        """Name the standards behind it for a file of that name; no name: an MXF's."""
        return (*self.standards, *(self.mxf_standards if _is_mxf(file) else ()))


def _is_mxf(file: str) -> bool:
    return not file or file.lower().endswith(".mxf")


LOUDNESS_RULES: Final = ("EBU R 128", "QCVN 115:2017/BTTTT")
"""The recommendation, and the Vietnamese regulation built on it (its clauses are not known to us)."""

LOUDNESS_ELSEWHERE: Final = ("ITU-R BS.1770",)
"""How loudness is measured everywhere, also where a programme is made louder than television wants it."""

ITEMS: Final[Mapping[ItemName, Item]] = MappingProxyType(
    {
        "container": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0106W", name="MXF compliance to a specification", mxf_only=True),
            mxf_standards=("SMPTE ST 377-1", "SMPTE ST 378"),
        ),
        "complete": Item(group="file", method="readout and measurement", mxf_standards=("SMPTE ST 377-1",)),
        "readable": Item(group="file", method="measurement"),
        "picture-format": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0105F", name="Video Codec", version="2.0"),
        ),
        "raster": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0070W", name="Stored Frame Size"),
        ),
        "scan": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0048W", name="Scanning Type", version="2.0"),
        ),
        "frame-rate": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0042W", name="Video Frame Rate", version="4.0"),
        ),
        "chroma": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0034F", name="Video Chroma Sub-Sampling"),
        ),
        "colour": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0215W", name="Transfer Characteristic", version="2.0", mxf_only=True),
            standards=("ITU-R BT.709",),
        ),
        "bit-rate": Item(group="file", method="readout and measurement"),
        "gop": Item(
            group="file",
            method="readout and measurement",
            ebu=EbuItem(id="0045F", name="GOP Status"),
            standards=("ISO/IEC 13818-2", "ISO/IEC 14496-10"),
        ),
        "timecode": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0026W", name="Timecode", version="3.0", mxf_only=True),
            standards=("SMPTE ST 12-1",),
            mxf_standards=("EBU R 122",),
        ),
        "afd": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0001W", name="Active Format Description", version="5.0"),
            standards=("SMPTE ST 2016-1",),
        ),
        "sound-layout": Item(
            group="file",
            method="readout",
            ebu=EbuItem(id="0164W", name="Audio Channels per Track", version="2.0", mxf_only=True),
            standards=("EBU R 123",),
            mxf_standards=("SMPTE ST 382",),
        ),
        "duration": Item(
            group="file",
            method="readout and measurement",
            ebu=EbuItem(id="0040F", name="Video Duration", version="2.0"),
        ),
        "agreement": Item(group="file", method="readout and measurement", mxf_standards=("SMPTE ST 377-1",)),
        "video-levels": Item(
            group="picture",
            method="measurement",
            ebu=EbuItem(id="0051B", name="Video Signal Levels", version="2.0"),
            standards=("EBU R 103",),
        ),
        "gamut": Item(
            group="picture",
            method="measurement",
            ebu=EbuItem(id="0051B", name="Video Signal Levels", version="2.0"),
            standards=("EBU R 103",),
        ),
        "black": Item(
            group="picture",
            method="measurement",
            ebu=EbuItem(id="0016B", name="Constant Colour Frames", version="2.0"),
        ),
        "freeze": Item(group="picture", method="measurement"),
        "flashes": Item(group="picture", method="measurement", standards=("ITU-R BT.1702",)),
        "red-flashes": Item(group="picture", method="measurement", standards=("ITU-R BT.1702",)),
        "field-order": Item(group="picture", method="measurement"),
        "letterbox": Item(group="picture", method="measurement", standards=("SMPTE ST 2016-1",)),
        "dead-pixels": Item(group="picture", method="measurement"),
        "loudness": Item(
            group="sound",
            method="measurement",
            ebu=EbuItem(id="0010B", name="Loudness"),
            standards=LOUDNESS_RULES,
        ),
        "true-peak": Item(group="sound", method="measurement", standards=LOUDNESS_RULES),
        "loudness-range": Item(group="sound", method="measurement", standards=("EBU Tech 3342",)),
        "short-term": Item(group="sound", method="measurement", standards=("EBU Tech 3341",)),
        "phase": Item(group="sound", method="measurement"),
        "dual-mono": Item(group="sound", method="measurement"),
        "one-sided": Item(group="sound", method="measurement"),
        "silence": Item(
            group="sound",
            method="measurement",
            ebu=EbuItem(id="0078B", name="Audio Silence", version="2.0"),
        ),
        "dropout": Item(group="sound", method="measurement"),
        "clicks": Item(group="sound", method="measurement"),
        "clipping": Item(group="sound", method="measurement"),
        "hum": Item(group="sound", method="measurement"),
        "lip-sync": Item(group="picture", method="measurement", standards=("EBU R 37",)),
        "captions": Item(
            group="captions",
            method="readout",
            ebu=EbuItem(id="0109F", name="Supported Subtitles Format", version="1.0"),
            standards=("EBU Tech 3380",),
        ),
        "caption-language": Item(group="captions", method="readout", standards=("BCP 47",)),
        "reading-speed": Item(group="captions", method="readout and measurement"),
        "caption-area": Item(group="captions", method="readout and measurement", standards=("EBU R 95",)),
        "caption-silence": Item(group="captions", method="measurement"),
        "caption-phantoms": Item(group="captions", method="readout and measurement"),
        "metadata": Item(group="package", method="readout", standards=("EBU Tech 3293",)),
        "file-name": Item(group="package", method="readout"),
        "checksums": Item(group="package", method="measurement", standards=("FIPS 180-4",)),
    }
)
"""Every item, in the order in which people read them."""

GROUPS: Final[tuple[ItemGroup, ...]] = ("file", "picture", "sound", "captions", "package")


def name_code(item: ItemName) -> str:
    """Code of an item's short name in the message table."""
    return f"qc-item-{item}"
