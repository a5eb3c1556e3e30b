"""`lessontool library`: the catalogue of lessons, the best of them, and what is missing."""

from __future__ import annotations

import click

from lessontool.cli.help import Group, both


@click.group(
    cls=Group,
    help=both(
        "Kho bài học: có bài nào, bài nào hay nhất, còn thiếu gì.",
        "The library: which lessons there are, which are best, what is missing.",
    ),
)
def library() -> None:
    """The library."""
