"""Words in, words out: the command line. It decides nothing."""

from __future__ import annotations

from lessontool.cli.main import main

__all__ = ["main"]
