"""From YAML text to the values of a record: every complaint knows its line, its field and the nearest known name."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, get_args, get_origin

from lessontool.curriculum import fold, suggest
from lessontool.presets._yaml import Fields, Items, Node, Text

Fault = Literal["unknown", "missing", "wrong"]

MAX_COMPLAINTS: Final = 50
"""Nobody mends more at once, and each costs time to word."""

MAX_TEXT: Final = 10_000
"""Characters of one text: a program's command line holds 131 072 bytes in one argument (Linux, MAX_ARG_STRLEN)."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,9})?)", re.ASCII)
_YES: Final = frozenset({"yes", "true", "on", "co", "dung", "1"})
_NO: Final = frozenset({"no", "false", "off", "khong", "sai", "0"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: where, why (for engineers), and what was probably meant."""

    fault: Fault
    line: int
    field: str
    reason: str
    value: str = ""
    example: str = ""
    """Something that would be right, in no language."""
    suggestion: str = ""
    code: str = ""
    """Code of the message table where a rule has a sentence of its own, with `values` for its gaps."""
    values: dict[str, object] = dataclasses.field(default_factory=dict)

    def text(self, file: str) -> str:
        """Write it as `lesson.yaml:3: subjct: unknown field; did you mean subject?`."""
        where = f"{file}:{self.line}: " if self.line else f"{file}: "
        return f"{where}{self.field}: {self.reason}" + (f"; did you mean {self.suggestion}?" if self.suggestion else "")


@dataclass(slots=True)
class Reading:
    """What was read so far: plain values, the line of each field, and complaints."""

    lines: dict[str, int] = dataclasses.field(default_factory=dict)
    complaints: list[Complaint] = dataclasses.field(default_factory=list)

    def add(self, complaint: Complaint) -> None:
        """Note a complaint, up to a number that people can use."""
        if len(self.complaints) < MAX_COMPLAINTS:
            self.complaints.append(complaint)

    def wrong(self, path: str, reason: str, *, value: object = "", example: str = "", suggestion: str = "") -> None:
        """Note that the value of a field breaks a rule."""
        self.add(Complaint("wrong", self.line(path), path, reason, str(value)[:200], example, suggestion))

    def line(self, path: str) -> int:
        """Find the line of a field, or of the nearest thing around it that was written."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return 0


def hints(kind: Any) -> dict[str, Any]:
    """The types of a record's fields."""
    return typing.get_type_hints(kind)


def required(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a record that have no default."""
    return tuple(
        part.name
        for part in dataclasses.fields(kind)
        if part.default is dataclasses.MISSING and part.default_factory is dataclasses.MISSING
    )


def read_record(kind: Any, node: Fields, reading: Reading, path: str = "") -> dict[str, Any]:
    """Type the fields of a record; what is wrong with them is noted in `reading`, never raised."""
    values: dict[str, Any] = {}
    known = hints(kind)
    for name, child in node.fields.items():
        where = f"{path}.{name}" if path else name
        reading.lines[where] = node.lines[name]
        if name not in known:
            near = (suggest(name, known) or "") if len(reading.complaints) < MAX_COMPLAINTS else ""
            shown = where[:200]
            reading.add(
                Complaint(
                    "unknown", node.lines[name], shown, "unknown field", example=", ".join(known), suggestion=near
                )
            )
        elif not (isinstance(child, Text) and child.absent):
            value = read_value(known[name], child, reading, where)
            if value is not None:
                values[name] = value
    complained = {complaint.field for complaint in reading.complaints}
    for name in required(kind):
        where = f"{path}.{name}" if path else name
        if (values.get(name) in (None, "", ())) and where not in complained:
            line = reading.line(where) or node.line
            reading.add(Complaint("missing", line, where, "missing"))
    return values


def read_value(kind: Any, node: Node, reading: Reading, path: str) -> Any:
    """Type one value by what its field wants; None where it is wrong, and then `reading` says why."""
    origin, wanted = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return read_value(next(arg for arg in wanted if arg is not type(None)), node, reading, path)
    if origin is tuple:
        return _read_items(wanted[0], node, reading, path)
    if origin is Mapping:
        return _read_names(wanted[0], wanted[1], node, reading, path)
    if dataclasses.is_dataclass(kind):
        if isinstance(node, Fields):
            return read_record(kind, node, reading, path)
        names = ", ".join(hints(kind))
        reading.wrong(path, f"expected the fields {names}, one below the other", value=_shown(node), example=names)
        return None
    if not isinstance(node, Text):
        reading.wrong(path, "expected one value", value=_shown(node), example=example_of(kind))
        return None
    value = read_text(kind, node.value, path)
    if value is None:
        options = [str(option) for option in wanted] if origin is Literal else []
        near = suggest(node.value, options) or ""
        reading.wrong(path, _reason(kind), value=node.value, example=example_of(kind), suggestion=near)
    return value


def _read_items(kind: Any, node: Node, reading: Reading, path: str) -> tuple[Any, ...] | None:
    if isinstance(node, Text) and not dataclasses.is_dataclass(kind):
        node = Items(node.line, (node,) if node.value.strip() else ())
    if not isinstance(node, Items):
        reading.wrong(
            path, "expected a list, each item after `- `", value=_shown(node), example=f"- {example_of(kind)}"
        )
        return None
    values: list[Any] = []
    for number, item in enumerate(node.items, start=1):
        where = f"{path}[{number}]"
        reading.lines[where] = item.line
        if isinstance(item, Text) and not item.value.strip():
            reading.wrong(where, "empty item", example=example_of(kind))
            continue
        value = read_value(kind, item, reading, where)
        if value is not None:
            values.append(value)
    return tuple(values)


def _read_names(names: Any, kind: Any, node: Node, reading: Reading, path: str) -> dict[str, Any] | None:
    """One value for each name of a closed list, every one of them: what is not said would be a silent guess."""
    known = [str(name) for name in get_args(names)]
    if not isinstance(node, Fields):
        reading.wrong(path, "expected a list of names, each with its value", value=_shown(node), example=known[0])
        return None
    values: dict[str, Any] = {}
    for name, child in node.fields.items():
        where = f"{path}.{name}"
        reading.lines[where] = node.lines[name]
        if name in known:
            values[name] = read_value(kind, child, reading, where)
            continue
        near = (suggest(name, known) or "") if len(reading.complaints) < MAX_COMPLAINTS else ""
        reason, shown = "unknown name", where[:200]
        reading.add(Complaint("unknown", node.lines[name], shown, reason, example=", ".join(known), suggestion=near))
    for name in known:
        if name not in node.fields:
            reading.add(Complaint("missing", reading.line(path) or node.line, f"{path}.{name}", "missing"))
    return values


def read_text(kind: Any, text: str, path: str) -> Any:
    """Type one text: a word of a closed list, a whole number, yes or no, a time in seconds, …; None: it is none."""
    if get_origin(kind) is Literal:
        said = text.strip().casefold()
        return next((option for option in get_args(kind) if str(option).casefold() == said), None)
    if kind is str:
        return None if len(text) > MAX_TEXT else tidy(text, path)
    text = text.strip().replace("−", "-")
    if kind is bool:
        said = fold(text)
        return True if said in _YES else False if said in _NO else None
    if kind is int:
        return int(text) if _WHOLE.fullmatch(text) else None
    if kind is float:
        return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
    if kind is Fraction:
        return read_seconds(text)
    raise TypeError(f"{path}: no way to read {kind} from text")


def tidy(text: str, path: str) -> str:
    """Bring a text to one line with single spaces; descriptions keep their lines, and file names every space."""
    name = path.rpartition(".")[2]
    if name in ("recording", "script", "captions", "file"):
        return text if text.strip() else ""
    if name == "description":
        return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    return " ".join(text.split())


def read_seconds(text: str) -> Fraction | None:
    """Read a time as people write it, `00:01:30`, `1:30` or `90.5`, as exact seconds; None: it is no time."""
    if _DECIMAL.fullmatch(text):
        return Fraction(text.replace(",", "."))
    match = _CLOCK.fullmatch(text)
    if not match or (match[1] is not None and int(match[2]) > 59):
        return None
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + Fraction(match[3].replace(",", "."))


def example_of(kind: Any) -> str:
    """Show a value that a field would take, in no language."""
    if get_origin(kind) is Literal:
        return " / ".join(str(option) for option in get_args(kind))
    if dataclasses.is_dataclass(kind):
        return ", ".join(hints(kind))
    return {bool: "có / không (yes / no)", int: "12", float: "-23.0", Fraction: "00:01:30"}.get(kind, "…")


def _reason(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return f"not one of {example_of(kind)}"
    reasons = {
        bool: "not yes or no",
        int: "not a whole number",
        float: "not a number",
        Fraction: "not a time such as 00:01:30 or 90.5",
        str: f"longer than {MAX_TEXT} characters",
    }
    return reasons[kind]


def _shown(node: Node) -> str:
    if isinstance(node, Text):
        return node.value[:200]
    return "- …" if isinstance(node, Items) else ", ".join(node.fields)[:200]
