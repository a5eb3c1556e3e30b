"""`lessontool library`: the catalogue of lessons, the best of them, and what is missing."""

from __future__ import annotations

import click

from lessontool.cli.help import Group, both
from lessontool.cli.library.adding import add, forget, rebuild
from lessontool.cli.library.coverage import coverage
from lessontool.cli.library.keeping import export, restore
from lessontool.cli.library.listing import list_lessons, programmes, search, show, showings
from lessontool.cli.library.rank import rank
from lessontool.cli.library.review import review
from lessontool.cli.library.select import select


@click.group(
    cls=Group,
    help=both(
        "Kho bài học: có bài nào, bài nào hay nhất, còn thiếu gì.",
        "The library: which lessons there are, which are best, what is missing.",
    ),
)
def library() -> None:
    """The library."""


for command in (add, list_lessons, show, search, export, rebuild, forget, restore, programmes, showings):
    library.add_command(command)

for command in (rank, review, select, coverage):
    library.add_command(command)
