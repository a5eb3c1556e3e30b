"""YAML as plain text with line numbers: nothing is guessed, nothing is executed, and the work is bounded.

PyYAML alone reads `10:00:00:00` as 2160000 and `no` as False, and a kilobyte of aliases can keep it busy for minutes.
So only its parser is used: values stay the text that somebody wrote, and `_fields.py` types them by the record.
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml

MAX_BYTES: Final = 1_000_000
"""A lesson's description has a few hundred lines; a script stands in its own file."""

MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000

Kind = Literal["missing", "not-a-file", "too-big", "not-text", "hidden-character", "syntax", "feature", "twice"]

_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnreadableYamlError(Exception):
    """A file that cannot be read as our YAML: what kind of problem, in which line (0: the whole file), and why."""

    def __init__(self, kind: Kind, line: int, reason: str, field: str = "") -> None:
        super().__init__(kind, line, reason)
        self.kind = kind
        self.line = line
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Text:
    """A value as somebody wrote it, NFC-normalised."""

    line: int
    value: str
    plain: bool
    """Written without quotes."""

    @property
    def absent(self) -> bool:
        """Nothing was written, or YAML's own words for nothing (`~`, `null`)."""
        return self.plain and self.value in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Named values, in the order in which they were written, with the line of each name."""

    line: int
    fields: dict[str, Node]
    lines: dict[str, int]


Node = Text | Items | Fields


def forbidden_character(text: str) -> str | None:
    """Find the first character that has no business in a text: a control, half a character, a change of direction."""
    for sign in text:
        if sign in "\t\n\r":
            continue
        if unicodedata.category(sign) in ("Cc", "Cs") or sign in _BIDI_CONTROLS or ord(sign) & 0xFFFE == 0xFFFE:
            return sign
    return None


def read(path: Path) -> Fields:
    """Read a YAML file whose top level is a list of named fields. Raises UnreadableYamlError."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise UnreadableYamlError("not-a-file", 0, "not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableYamlError("missing", 0, "no such file") from error
    except OSError as error:
        raise UnreadableYamlError("not-a-file", 0, f"cannot be opened: {error.strerror}") from error
    return parse(content)


def parse(content: bytes) -> Fields:
    """Read YAML from bytes, as `read` does. Raises UnreadableYamlError."""
    if len(content) > MAX_BYTES:
        raise UnreadableYamlError("too-big", 0, f"larger than {MAX_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableYamlError("not-text", line, f"byte {error.start} is not UTF-8") from error
    _refuse_forbidden(text, 1)
    builder = _Builder(text)
    try:
        return builder.document()
    except yaml.MarkedYAMLError as error:
        opened = error.context_mark if "quoted scalar" in (error.context or "") else None
        mark = opened or error.problem_mark or error.context_mark
        raise UnreadableYamlError("syntax", mark.line + 1 if mark else 0, error.problem or str(error)) from error
    except yaml.YAMLError as error:
        raise UnreadableYamlError("syntax", 0, str(error)) from error


def _refuse_forbidden(text: str, line: int) -> None:
    sign = forbidden_character(text)
    if sign is not None:
        at = line + text.count("\n", 0, text.index(sign))
        raise UnreadableYamlError("hidden-character", at, f"forbidden character U+{ord(sign):04X}")


class _Builder:
    """Turns the parser's events into nodes and stops at the first thing that a description never needs."""

    def __init__(self, text: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self._nodes = 0

    def document(self) -> Fields:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise UnreadableYamlError("feature", _line(event), "a second document begins")
                root = self._node(next(self._events), 1)
        if root is None or (isinstance(root, Text) and root.absent):
            return Fields(1, {}, {})
        if not isinstance(root, Fields):
            raise UnreadableYamlError("syntax", root.line, "expected lines such as `title: ...`")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise UnreadableYamlError("feature", line, f"more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            raise UnreadableYamlError("feature", line, f"nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableYamlError(
                "feature", line, "aliases (`*name`) are not accepted; write text that begins so in quotes"
            )
        if event.anchor is not None:
            raise UnreadableYamlError(
                "feature", line, "anchors (`&name`) are not accepted; write text that begins so in quotes"
            )
        if event.tag is not None:
            raise UnreadableYamlError(
                "feature", line, "tags (`!name`) are not accepted; write text that begins so in quotes"
            )
        if isinstance(event, yaml.ScalarEvent):
            _refuse_forbidden(event.value, line)
            return Text(line, unicodedata.normalize("NFC", event.value), event.style is None or event.style == "")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(line, depth)
        return self._fields(line, depth)

    def _items(self, line: int, depth: int) -> Items:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Items(line, tuple(items))

    def _fields(self, line: int, depth: int) -> Fields:
        fields: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise UnreadableYamlError("feature", key.line, "a name must be one word")
            if key.value == "<<":
                raise UnreadableYamlError("feature", key.line, "merge keys (`<<`) are not accepted")
            if key.value in fields:
                reason = f"written twice, first in line {lines[key.value]}"
                raise UnreadableYamlError("twice", key.line, reason, key.value)
            lines[key.value] = key.line
            fields[key.value] = self._node(next(self._events), depth + 1)
        return Fields(line, fields, lines)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
