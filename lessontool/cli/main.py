"""The commands that a teacher or a station types."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from lessontool import __version__
from lessontool.cli.asking import Voice, ask_language
from lessontool.errors import EXIT_QC_FAILED, Interrupted, LessonToolError

_FOLDER = click.Path(path_type=Path)
_PLACE = click.argument("folder", metavar="DIR", type=_FOLDER)


def main() -> NoReturn:
    """Run lessontool and end with its exit code; a teacher never sees a traceback."""
    signal.signal(signal.SIGTERM, _stop)
    voice = Voice(language=ask_language(sys.argv), json="--json" in sys.argv)
    try:
        sys.exit(commands.main(standalone_mode=False, obj=voice) or 0)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(voice.complain(Interrupted()))
    except LessonToolError as error:
        sys.exit(voice.complain(error))
    except BrokenPipeError:
        sys.exit(0)
    except Exception as bug:
        sys.exit(voice.confess(bug))


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")(command)
    return click.option(
        "--lang",
        type=click.Choice(["vi", "en"]),
        help="Language of what is said: vi or en. Default: LESSONTOOL_LANG, else vi.",
    )(command)


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--for", "destinations", metavar="tv,online", help="Only these destinations."),
        click.option("--preset", "presets", multiple=True, metavar="NAME", help="A delivery preset (repeatable)."),
        click.option("--preset-folder", type=_FOLDER, help="Where your own presets are."),
        click.option("--accept-damage", is_flag=True, help="Use a damaged recording as far as it is good."),
        click.option("--accept-silence", is_flag=True, help="Make a programme although nobody is heard."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lessontool")
def commands() -> None:
    """From a teacher's recording to programmes for TV and lessons online.

    Từ bản ghi của giáo viên đến chương trình truyền hình và bài học trực tuyến.

    \b
    lessontool new DIR        describe a lesson       mô tả bài học
    lessontool check DIR      is the recording fine?  bản ghi có ổn không?
    lessontool process DIR    make the packages       làm các gói phát hành
    """


@commands.command()
@_PLACE
@click.option("--recording", metavar="NAME", help="Name of the recording in DIR.")
@click.option("--set", "given", multiple=True, metavar="FIELD=TEXT", help="Answer a question beforehand (repeatable).")
@_common
@click.pass_obj
def new(voice: Voice, /, folder: Path, recording: str | None, given: tuple[str, ...], **_: object) -> None:
    """Write a commented lesson.yaml into DIR, asking for what is missing when somebody is there."""
    from lessontool.cli.form import fill_in

    path = fill_in(voice, folder, recording, given)
    voice.answer({"lesson": str(path)}, "lesson-written", path=str(path))


@commands.command()
@click.argument("place", metavar="DIR|FILE", type=_FOLDER)
@_common
@click.pass_obj
def check(voice: Voice, /, place: Path, **_: object) -> None:
    """Tell what is right and wrong with a recording, and what to do. Takes seconds, changes nothing."""
    from lessontool.cli.checking import check_place, show

    checked = check_place(voice, place)
    show(voice, checked)
    if any(finding.severity == "error" for finding in checked.findings):
        sys.exit(2)


@commands.command()
@_PLACE
@_wishes
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Steps side by side. Default: processors.")
@_common
@click.pass_obj
def process(voice: Voice, /, folder: Path, jobs: int | None, **wishes: Any) -> None:
    """Do the whole job: packages for TV and online in DIR/packages. Running again goes on where it stopped."""
    from lessontool.cli.working import process_folder

    if not process_folder(voice, folder, jobs, wishes):
        sys.exit(EXIT_QC_FAILED)


@commands.command()
@_PLACE
@_wishes
@_common
@click.pass_obj
def plan(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Show the steps, their reasons and their command lines, without doing them."""
    from lessontool.cli.working import show_plan

    show_plan(voice, folder, wishes)


@commands.command()
@_PLACE
@_common
@click.pass_obj
def clean(voice: Voice, /, folder: Path, **_: object) -> None:
    """Delete the work files of a lesson. Packages and the recording stay."""
    from lessontool.running.workshop import Workshop

    workshop = Workshop(folder)
    with workshop.locked():
        freed = workshop.clean()
    voice.answer({"freed_bytes": freed}, "cleaned", megabytes=freed // 1_000_000)


@commands.group()
def presets() -> None:
    """Delivery presets: what each destination wants."""


@presets.command("list")
@click.option("--preset-folder", type=_FOLDER, help="Where your own presets are.")
@_common
@click.pass_obj
def presets_list(voice: Voice, /, preset_folder: Path | None, **_: object) -> None:
    """List the presets with what they are for."""
    from lessontool.presets import delivery_names, load_delivery

    specs = [load_delivery(name, folder=preset_folder) for name in delivery_names(folder=preset_folder)]
    summary = {spec.name: spec.summary_vi if voice.language == "vi" else spec.summary_en for spec in specs}
    voice.print_json(summary) if voice.json else voice.print_table(summary)


@presets.command("show")
@click.argument("name")
@click.option("--preset-folder", type=_FOLDER, help="Where your own presets are.")
@_common
@click.pass_obj
def presets_show(voice: Voice, /, name: str, preset_folder: Path | None, **_: object) -> None:
    """Show the values of a preset, as they were understood."""
    from lessontool import records
    from lessontool.presets import load_delivery

    spec = records.plain(load_delivery(name, folder=preset_folder))
    voice.print_json(spec) if voice.json else voice.print_tree(spec)


@presets.command("explain")
@click.argument("name")
@click.option("--preset-folder", type=_FOLDER, help="Where your own presets are.")
@_common
@click.pass_obj
def presets_explain(voice: Voice, /, name: str, preset_folder: Path | None, **_: object) -> None:
    """Show a preset's file with the reason for every value."""
    from lessontool.presets import explain

    text = explain(name, folder=preset_folder)
    voice.print_json({"preset": name, "text": text}) if voice.json else click.echo(text)


@commands.command()
@_common
@click.pass_obj
def doctor(voice: Voice, /, **_: object) -> None:
    """Look whether this machine has everything that lessontool needs."""
    from lessontool.cli.doctor import examine_machine

    if not examine_machine(voice):
        sys.exit(4)
