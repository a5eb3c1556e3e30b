"""A preset's text with other values: whatever its author wrote beside them stays where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_COMMENT_COLUMN: Final = 34
"""Where the shipped presets have their comments."""

_LINE: Final = re.compile(r"(?P<head>\s*(?:- )?[a-z0-9_-]+:)(?P<rest>.*)")
_VALUE: Final = re.compile(
    r"""\s*(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|[^#\s][^#]*?)?\s*(?:#\s?(?P<why>.*))?$"""
)


@dataclass(frozen=True, slots=True)
class Redraft:
    """Another value for a field, and why it is so. Without a value the field keeps the one that it has."""

    value: str | None
    """As YAML writes it."""
    why: str
    """`{was}` stands for the comment that was there."""
    absent: bool = False
    """The field goes altogether."""


def redraft(text: str, lines: Mapping[str, int], changes: Mapping[str, Redraft]) -> str:
    """Change single values of a preset; `lines` says where each field stands. A field that was absent is added.

    Raises KeyError where a new field has no place: nothing else of its record was written.
    """
    rows: list[str | None] = list(text.splitlines())
    added: dict[int, list[str]] = {}
    for path, change in changes.items():
        if path in lines:
            at = lines[path] - 1
            row = rows[at]
            assert row is not None  # noqa: S101  # each path has its own line
            rows[at] = None if change.absent else _changed(row, change)
        elif not change.absent:
            at, indent = _beside(path, lines, rows)
            added.setdefault(at, []).append(
                _written(f"{indent}{path.rpartition('.')[2]}:", change.value or "", change.why)
            )
    out: list[str] = []
    for number, row in enumerate(rows):
        out += [row] if row is not None else []
        out += added.get(number, [])
    return "\n".join(out) + "\n"


def _changed(row: str, change: Redraft) -> str:
    line = _LINE.fullmatch(row)
    if line is None:
        raise KeyError(row)
    found = _VALUE.fullmatch(line["rest"])
    if found is None:
        raise KeyError(row)
    value = change.value if change.value is not None else found["value"] or ""
    return _written(
        line["head"], value, change.why.replace("{was}", found["why"] or "").replace(": ;", ";").rstrip(" :")
    )


def _written(head: str, value: str, why: str) -> str:
    line = f"{head} {value}".rstrip()
    gap = max(_COMMENT_COLUMN - len(line), 3 if len(line) >= _COMMENT_COLUMN else 1)
    return f"{line}{' ' * gap}# {_plain(why)}" if why else line


def _plain(words: str) -> str:
    """Strangers' words as a comment: one line, nothing that YAML or a terminal could take for more."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())[:300]


def _beside(path: str, lines: Mapping[str, int], rows: list[str | None]) -> tuple[int, str]:
    """Find the last line of the record that a new field belongs to, and how far its fields are set in."""
    parent = path.rpartition(".")[0]
    beside = [at - 1 for name, at in lines.items() if name.rpartition(".")[0] == parent and not name.endswith("]")]
    # below a field with a value of its own: a field with others below it would swallow the new one
    single = [at for at in beside if (row := rows[at]) and re.search(r":\s+[^\s#]", row)]
    if not single:
        raise KeyError(path)
    at = max(single)
    row = rows[at] or ""
    return at, " " * (len(row) - len(row.lstrip(" -")))
