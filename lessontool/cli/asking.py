"""The voice of lessontool: one language, for people or as JSON for programs; complaints in a teacher's words."""

from __future__ import annotations

import codecs
import difflib
import io
import json
import os
import re
import sys
import tempfile
import traceback
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lessontool import messages
from lessontool.errors import EXIT_BUG, InputError, Interrupted, LessonToolError, PresetError
from lessontool.messages import Language

if TYPE_CHECKING:
    from lessontool.tools.process import Cancel


def ask_language(arguments: Sequence[str]) -> Language:
    """Find out which language to speak before anything else is understood: `--lang`, LESSONTOOL_LANG, Vietnamese."""
    words = list(arguments)
    for number, word in enumerate(words):
        said = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and number + 1 < len(words):
            said = words[number + 1]
        if said in ("vi", "en"):
            return "en" if said == "en" else "vi"
    return "en" if os.environ.get("LESSONTOOL_LANG", "").startswith("en") else "vi"


def prepare_terminal() -> None:
    """Let Vietnamese be printed everywhere: where a terminal has no Unicode, without tones and hats."""
    codecs.register_error(_BARE, _bare)
    for pipe in (sys.stdout, sys.stderr):
        if isinstance(pipe, io.TextIOWrapper):
            pipe.reconfigure(errors=_BARE)


_MANY_LINES: Final = 8
_LONG_DETAIL: Final = 300
_BARE: Final = "lessontool-bare"
_PASSWORD: Final = re.compile(r"(://[^/@\s:]*):[^/\s]*@")
"""In an address that was typed, such as postgresql://user:password@server; no log keeps it."""
_SIGNS: Final = {"đ": "d", "Đ": "D", "→": "->", "–": "-", "…": "...", "“": '"', "”": '"', "✔": "+", "✘": "x", "×": "x"}


def _bare(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bare = unicodedata.normalize("NFKD", "".join(_SIGNS.get(s, s) for s in error.object[error.start : error.end]))
    known = "".join(sign if sign.isascii() else "*" for sign in bare if not unicodedata.combining(sign))
    return known, error.end


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write to standard output, or to standard error; whoever stops listening does not stop the work."""
    try:
        click.echo(text, err=err, nl=nl)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
        os.close(nowhere)


def lesson_folder(folder: Path) -> Path:
    """Give a folder back that is there. Raises InputError for a name that is no folder."""
    if folder.is_dir():
        return _open(folder)
    if folder.exists():
        raise InputError("folder-is-file", folder=str(folder))
    raise _nowhere(folder) or InputError("folder-missing", folder=str(folder))


def existing_place(place: Path) -> Path:
    """Give a folder or file back that is there. Raises InputError for a name that is neither."""
    if not place.exists() and not place.is_symlink():
        raise _nowhere(place) or InputError("folder-missing", folder=str(place))
    return _open(place) if place.is_dir() else place


def existing_plan(path: Path) -> Path:
    """Give the file of a plan or log back that is there. Raises InputError for a folder or a name that is nothing."""
    if path.is_dir():
        raise InputError("check-plan-file-folder", file=str(path))
    if not path.exists():
        raise InputError("check-plan-file-missing", file=str(path))
    return path


def preset_folder(folder: Path | None) -> Path | None:
    """Give the folder of somebody's own presets back. Raises PresetError for a name that is no folder."""
    if folder is not None and not folder.is_dir():
        raise PresetError("preset-folder-missing", folder=str(folder))
    return folder


def _open(folder: Path) -> Path:
    if not os.access(folder, os.R_OK | os.X_OK):
        raise InputError("folder-no-access", folder=str(folder))
    return folder


def _nowhere(place: Path) -> InputError | None:
    around = [path.name for path in place.parent.iterdir()] if place.parent.is_dir() else []
    near = difflib.get_close_matches(place.name, [name for name in around if not name.startswith(".")], n=1)
    return (
        InputError("folder-missing-nearest", folder=str(place), nearest=str(place.parent / near[0])) if near else None
    )


@dataclass(slots=True, kw_only=True)
class Voice:
    """How lessontool speaks in this run."""

    language: Language
    json: bool
    cancel: Cancel | None = None

    def stoppable(self) -> Cancel:
        """Give the switch that Ctrl-C throws to whatever takes long."""
        if self.cancel is None:
            from lessontool.tools.process import Cancel

            self.cancel = Cancel()
        return self.cancel

    def stop(self, _signal: int, _frame: object) -> None:
        """Stop when Ctrl-C is pressed: what takes long by its switch, all else, and the second time, at once.

        An interrupt that comes while a program is just being started is lost by Python; the switch is not.
        """
        if self.cancel is None or self.cancel.thrown:
            raise KeyboardInterrupt
        self.cancel.throw()

    def pick(self, vi: str, en: str) -> str:
        """Choose between two wordings."""
        return vi if self.language == "vi" else en

    def say(self, code: str, **values: object) -> str:
        """Give a sentence of the message table."""
        return messages.say(code, values, self.language)

    def answer(self, data: Mapping[str, object], code: str, **values: object) -> None:
        """Tell a result: a sentence for people, the data for programs."""
        if self.json:
            self.print_json(data)
        else:
            echo(self.say(code, **values))

    def print_json(self, data: object) -> None:
        """Write JSON to standard output."""
        unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
        echo(json.dumps(data, ensure_ascii=not unicode, indent=2))

    def print_table(self, rows: Mapping[str, str]) -> None:
        """Write names and what they mean, in two columns."""
        width = max(map(len, rows), default=0)
        for name, text in rows.items():
            echo(f"{name:<{width}}  {text}")

    def print_tree(self, data: Mapping[str, Any], indent: int = 0) -> None:
        """Write nested values, one a line."""
        for name, value in data.items():
            pad = "  " * indent
            if isinstance(value, Mapping):
                echo(f"{pad}{name}:")
                self.print_tree(value, indent + 1)
            elif isinstance(value, list) and value and isinstance(value[0], Mapping):
                echo(f"{pad}{name}:")
                for item in value:
                    echo(f"{pad}  -")
                    self.print_tree(item, indent + 2)
            else:
                echo(f"{pad}{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")

    def complain(self, error: LessonToolError) -> int:
        """Say an error in the words of its owner; the engineer's part goes to a file. Gives the exit code."""
        sentence, hint = self._words(error)
        if self.json:
            self.print_json({"error": error.code, "message": sentence, "hint": hint, "detail": error.detail})
            return error.exit_code
        if isinstance(error, Interrupted):
            echo(sentence, err=True)
        else:
            echo(f"{self.pick('Lỗi', 'Error')}: {sentence}", err=True)
        if hint:
            echo(f"→ {hint}", err=True)
        for line in self._details(error):
            echo(f"  ({line})", err=True)
        return error.exit_code

    def _details(self, error: LessonToolError) -> list[str]:
        """The engineer's part: preset authors see theirs, a teacher only what helps, long logs go to a file."""
        lines = error.detail.splitlines()
        if isinstance(error, InputError):
            helps = error.code.startswith("usage-") or (error.code.startswith("lesson-") and len(lines) > 1)
            return lines[:_MANY_LINES] if helps else []
        if error.exit_code == PresetError.exit_code or (len(error.detail) < _LONG_DETAIL and len(lines) < 2):
            return lines
        return [f"{self.pick('chi tiết kĩ thuật', 'technical details')}: {_log(error.detail)}"]

    def confess(self, bug: Exception) -> int:
        """Admit a bug, with a reference that an engineer can follow. Gives exit code 70."""
        path = _log("".join(traceback.format_exception(bug)))
        if self.json:
            sentence, hint = self.say("bug", reference=path), messages.hint("bug", {}, self.language)
            self.print_json({"error": "bug", "message": sentence, "hint": hint, "detail": repr(bug)})
        else:
            echo(f"{self.pick('Lỗi', 'Error')}: {self.say('bug', reference=path)}", err=True)
            echo(f"→ {messages.hint('bug', {}, self.language)}", err=True)
        return EXIT_BUG

    def _words(self, error: LessonToolError) -> tuple[str, str]:
        if error.code not in messages.TABLE:
            return error.code, ""
        return (
            messages.say(error.code, error.values, self.language),
            messages.hint(error.code, error.values, self.language),
        )


def _log(text: str) -> str:
    """Keep an engineer's text in a file of its own; give back its path."""
    with tempfile.NamedTemporaryFile("w", prefix="lessontool-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write(_PASSWORD.sub(r"\1:***@", f"{' '.join(sys.argv)}\n\n{text}\n"))
    return str(Path(file.name))
