"""How the best lessons are found: what counts, how much, and what the panel is asked."""

from __future__ import annotations

from lessontool.model._record import record


@record
class Ranking:
    """What makes a lesson better than another for the same place in the curriculum."""

    name: str
    """As its file is called."""
    summary_vi: str
    summary_en: str
