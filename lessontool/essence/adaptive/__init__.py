"""A lesson in pieces for adaptive players: CMAF tracks, and the HLS and DASH playlists that name them.

Each track is one fragmented MP4 file in which players fetch ranges of bytes, so that a package has few files and any
web server will do. Playlists say only what was measured in the finished tracks.
"""

from __future__ import annotations

from lessontool.essence.adaptive.cutting import cut, cut_command
from lessontool.essence.adaptive.playlists import write_playlists

__all__ = ["cut", "cut_command", "write_playlists"]
