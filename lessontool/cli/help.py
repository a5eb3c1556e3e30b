"""What `--help` says, in the reader's language, and what is wrong with a command that was typed."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from lessontool.cli.asking import Voice
from lessontool.errors import InputError

_SPLIT: Final = " ¦ "
_HEADINGS: Final = {
    "Usage: ": ("Cách viết: ", "Usage: "),
    "Options": ("Tuỳ chọn", "Options"),
    "Commands": ("Các lệnh", "Commands"),
}


def both(vi: str, en: str) -> str:
    """Write a help text in both languages; the reader's is picked when it is shown."""
    return f"{vi}{_SPLIT}{en}"


def _picked(text: str, ctx: click.Context) -> str:
    vi, split, en = text.partition(_SPLIT)
    voice = ctx.find_object(Voice)
    return en if split and voice is not None and voice.language == "en" else vi


def _heading(name: str, ctx: click.Context) -> str:
    return _picked(both(*_HEADINGS[name]), ctx)


class Option(click.Option):
    """An option whose help is in two languages."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Say its names and what it means."""
        record = super().get_help_record(ctx)
        return (record[0], _picked(self.help or "", ctx)) if record else None


class Command(click.Command):
    """A command whose help is in two languages."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is typed."""
        words = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(words), prefix=_heading("Usage: ", ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_picked(self.help or "", ctx))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        records = [record for each in options if (record := each.get_help_record(ctx))]
        with formatter.section(_heading("Options", ctx)):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Word click's own option."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _picked(both("Hiện phần giải thích này.", "Show this explanation."), ctx)
        return option


class Group(Command, click.Group):
    """A group of commands whose help is in two languages."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and below them the commands."""
        Command.format_options(self, ctx, formatter)
        rows = [(name, _picked(self.commands[name].help or "", ctx)) for name in self.list_commands(ctx)]
        with formatter.section(_heading("Commands", ctx)):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed. Raises InputError for one that does not exist."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = _near(args[0], list(self.commands))
            raise InputError("usage-unknown-command", name=args[0], suggestion=near)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """Name the commands in the order in which people need them."""
        return list(self.commands)


def misuse(wrong: click.ClickException) -> InputError:
    """Turn click's complaint about what was typed into one that is said as every other."""
    ctx = getattr(wrong, "ctx", None)
    command = ctx.command_path if ctx else "lessontool"
    usage = ctx.get_usage().partition(": ")[2] if ctx else ""
    if isinstance(wrong, click.NoSuchOption):
        parameters = ctx.command.get_params(ctx) if ctx else []
        known = [name for each in parameters for name in each.opts if name.startswith("--")]
        near = _near(wrong.option_name, known)
        return InputError("usage-unknown-option", name=wrong.option_name, suggestion=near, command=command)
    if isinstance(wrong, click.MissingParameter) and wrong.param is not None:
        name = wrong.param.make_metavar(ctx) if ctx else ""
        if isinstance(wrong.param, click.Option):
            name = f"{wrong.param.opts[0]} {name}"
        return InputError("usage-missing", name=name, usage=usage, command=command)
    detail = wrong.format_message()
    if isinstance(wrong, click.BadParameter) and wrong.param is not None:
        name = wrong.param.get_error_hint(ctx).strip("'")
        return InputError("usage-value", name=name, usage=usage, command=command, detail=detail)
    return InputError("usage-wrong", usage=usage, command=command, detail=detail)


def _near(word: str, known: list[str]) -> str:
    return ", ".join(difflib.get_close_matches(word, known, n=1) or known)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what every command can be asked: a language, and JSON for programs."""
    as_json = both("Trả lời bằng JSON, cho chương trình khác đọc.", "Answer as JSON, for programs.")
    command = click.option("--json", "as_json", cls=Option, is_flag=True, help=as_json)(command)
    language = both("Nói tiếng Việt (vi) hoặc tiếng Anh (en).", "Speak Vietnamese (vi) or English (en).")
    return click.option("--lang", cls=Option, type=click.Choice(["vi", "en"]), help=language)(command)


def own_presets(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command a folder with somebody's own presets."""
    folder = both("Thư mục chứa mẫu đầu ra riêng.", "Where your own presets are.")
    return click.option(
        "--preset-folder",
        "own",
        cls=Option,
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help=folder,
    )(command)
