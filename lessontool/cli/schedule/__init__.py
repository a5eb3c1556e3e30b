"""`lessontool schedule`: weeks of broadcasts planned, checked, handed to playout, and told to families."""

from __future__ import annotations

import click

from lessontool.cli.help import Group, both
from lessontool.cli.schedule.check import check
from lessontool.cli.schedule.export import export
from lessontool.cli.schedule.plan import plan
from lessontool.cli.schedule.publish import publish


@click.group(
    cls=Group,
    help=both(
        "Lịch phát sóng: xếp lịch, kiểm tra, xuất cho đài, báo cho gia đình.",
        "The timetable: plan a week, check it, export it to playout, tell families.",
    ),
)
def schedule() -> None:
    """The timetable."""


schedule.add_command(plan)
schedule.add_command(export)
schedule.add_command(publish)
schedule.add_command(check)
