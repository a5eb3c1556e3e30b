"""What a station says about files that are brought to it: what it looks at, how strict it is, how they must come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lessontool.model._record import record
from lessontool.model.qc import Importance, ItemName

FOLDER_GAPS: Final = ("preset", "week", "date", "subject", "grade", "name")
"""What a station's `delivery_folder` may name in braces; `name` is the programme's own."""


@record
class QCLimits:
    """From where on something is a fault. Loudness, its tolerance and the true peak are the delivery preset's."""

    level_low_8bit: float
    level_high_8bit: float
    """Code values of R, G, B and Y that are still legal (EBU R 103: 5 to 246 in 8 bit)."""
    gamut_area_percent: float
    """So much of a picture may lie outside (EBU R 103: 1 %)."""
    black_frames: int
    """A black stretch inside the programme of so many frames or more is a fault."""
    black_edge_s: float
    """At the beginning and the end of a file, black up to so long is custom."""
    freeze_frames: int
    """A picture that suddenly stands still for so many frames, between pictures that move, is a fault."""
    flash_area_percent: float
    """Smaller flashing areas are harmless (ITU-R BT.1702: a quarter of the screen)."""
    flashes_per_second: int
    """More flashes within any second are a fault (ITU-R BT.1702: three)."""
    letterbox_percent: float
    """Black borders, all together, above so much of the picture's height or width are a fault."""
    loudness_range_lu: float
    """EBU Tech 3342; above, parts are too soft to follow in a living room."""
    short_term_lu: float
    """Highest short-term loudness above the target."""
    phase_correlation: float
    """Below, for half a second or longer, left and right cancel each other in a mono receiver."""
    silence_dbfs: float
    silence_s: float
    """So much silence inside the programme is a fault."""
    dropout_ms: float
    """A hole of digital silence in running sound, of so many milliseconds or more."""
    clipping_ms: float
    """Sound that is flat at its ceiling for so long altogether within a second."""
    hum_db: float
    """Mains hum (50 Hz and its harmonics) above what lies beside it, in quiet moments."""
    lip_sync_ms: float
    """Sound before or after the lips by more (EBU R 37: 40 ms before, 60 ms after)."""
    caption_overlap_percent: float
    """So much of all captions may stand where nobody is heard."""


@record
class StationProfile:
    """A station, as those who deliver to it must know it."""

    name: str
    """As its file is called."""
    summary_vi: str
    summary_en: str
    formats: tuple[str, ...]
    """Delivery presets that it takes, the one that it likes best first."""
    importance: Mapping[ItemName, Importance]
    """What it makes of a fault in each item."""
    limits: QCLimits
    file_name_pattern: str = ""
    """Regular expression that the whole name of a programme must match, without its ending; empty: any."""
    longest_name: int = 0
    """Most characters of a file's name with its ending; 0: any."""
    metadata_fields: tuple[str, ...] = ()
    """Fields of the lesson that must not be empty: `title`, `teachers`, `school`, `rights` …"""
    caption_languages: tuple[str, ...] = ()
    """BCP 47 tags; a caption file in each of them must go along; empty: none is asked for."""
    checksums: tuple[str, ...] = ("sha256",)
    delivery_folder: str = ""
    """Where its ingest looks, below the address that one delivers to; gaps of `FOLDER_GAPS` are filled in."""
    marker: str = ".done"
    """Ending of the empty file that says that a delivery is whole."""
