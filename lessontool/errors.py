"""Every failure has an owner: who can mend it decides which error it is, and which exit code.

An error carries a *code* and values; the sentence that a teacher reads stands in one table (`messages.py`), in
Vietnamese and English. `detail` is for an engineer and is never shown to a teacher unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

EXIT_QC_FAILED: Final = 1
EXIT_BUG: Final = 70
EXIT_INTERRUPTED: Final = 130


class LessonToolError(Exception):
    """Something that stops the work and has an owner.

    `code` names the sentence in the message table, `values` fill its gaps, `detail` is the engineer's part.
    """

    exit_code: ClassVar[int] = EXIT_BUG

    def __init__(self, code: str, *, detail: str = "", **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = values
        self.detail = detail
        super().__init__(code, dict(values), detail)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code}({said}){': ' + self.detail if self.detail else ''}"


class InputError(LessonToolError):
    """The lesson's files or words: the teacher can mend it."""

    exit_code = 2


class PresetError(LessonToolError):
    """A YAML file in presets/: its author can mend it. `detail` starts with `path:line: field:`."""

    exit_code = 3


class PlanError(LessonToolError):
    """Wishes that contradict each other: whoever wished can mend it."""

    exit_code = 3


class ToolError(LessonToolError):
    """A program failed or is missing: an engineer can mend it. `detail` has command line, status and last log lines."""

    exit_code = 4


class EngineError(LessonToolError):
    """Disk, lock, queue, worker or storage: an engineer can mend it."""

    exit_code = 4


class Interrupted(LessonToolError):  # noqa: N818  # nobody's mistake
    """Somebody pressed Ctrl-C or stopped the process; what was finished is kept, running again goes on."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self) -> None:
        super().__init__("interrupted")
