"""Limits as most stations have them, for tests of what is measured against them."""

from __future__ import annotations

from typing import get_args

from lessontool.model import ItemName, QCLimits, StationProfile

LIMITS = QCLimits(
    level_low_8bit=5,
    level_high_8bit=246,
    gamut_area_percent=1.0,
    black_frames=3,
    black_edge_s=2.0,
    freeze_frames=10,
    flash_area_percent=25.0,
    flashes_per_second=3,
    letterbox_percent=4.0,
    loudness_range_lu=18.0,
    short_term_lu=8.0,
    phase_correlation=-0.5,
    silence_dbfs=-60.0,
    silence_s=5.0,
    dropout_ms=5.0,
    clipping_ms=2.0,
    hum_db=15.0,
    lip_sync_ms=60.0,
    caption_overlap_percent=10.0,
)

PROFILE = StationProfile(
    name="test",
    summary_vi="Đài thử",
    summary_en="A station for tests",
    formats=("tv-xdcam-hd422", "online-web"),
    importance=dict.fromkeys(get_args(ItemName), "error"),
    limits=LIMITS,
)
"""A station that sends everything back in which anything is wrong."""


def stations(*presets: str) -> dict[str, StationProfile]:
    """Let the same station judge what all these presets make."""
    return dict.fromkeys(presets, PROFILE)
