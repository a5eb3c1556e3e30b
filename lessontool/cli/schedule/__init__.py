"""`lessontool schedule`: weeks of broadcasts planned, checked, handed to playout, and told to families."""

from __future__ import annotations

import click

from lessontool.cli.help import Group, both


@click.group(
    cls=Group,
    help=both(
        "Lịch phát sóng: xếp lịch, kiểm tra, xuất cho đài, báo cho gia đình.",
        "The timetable: plan a week, check it, export it to playout, tell families.",
    ),
)
def schedule() -> None:
    """The timetable."""
