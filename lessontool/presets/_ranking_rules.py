"""What must be true of a ranking, beyond the types of its fields."""

from __future__ import annotations

from lessontool.model import Ranking
from lessontool.presets._fields import Reading


def check(ranking: Ranking, stem: str, reading: Reading) -> None:
    """Note every rule that a ranking breaks; `stem` is the file's name."""
    if ranking.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
