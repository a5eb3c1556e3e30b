"""What a step makes: one file."""

from __future__ import annotations

from lessontool.model._record import record


@record
class Output:
    """One file that a step makes.

    Work files live in the lesson's hidden work folder under their identity; package files have the path given here,
    relative to the lesson folder.
    """

    name: str
    suffix: str
    package_path: str = ""
