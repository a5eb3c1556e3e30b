"""The presets as people read them: which there are, their values, and the reason for each."""

from __future__ import annotations

from pathlib import Path

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Group, both, common, own_presets


@click.group(cls=Group, help=both("Các mẫu đầu ra: mỗi nơi cần gì.", "Delivery presets: what each destination wants."))
def presets() -> None:
    """Presets for reading."""


@presets.command(
    "list",
    help=both("Kể các mẫu đầu ra và công dụng.", "List the presets with what they are for."),
)
@own_presets
@common
@click.pass_obj
def presets_list(voice: Voice, /, own: Path | None, **_: object) -> None:
    """List the presets with what they are for."""
    from lessontool.presets import load_preset, preset_names

    folder = preset_folder(own)
    presets = {name: load_preset(name, folder=folder) for name in preset_names(folder=folder)}
    summary = {name: each.summary_vi if voice.language == "vi" else each.summary_en for name, each in presets.items()}
    voice.print_json(summary) if voice.json else voice.print_table(summary)


@presets.command(
    "show",
    help=both(
        "Cho xem các giá trị của một mẫu, như đã được hiểu.", "Show the values of a preset, as they were understood."
    ),
)
@click.argument("name")
@own_presets
@common
@click.pass_obj
def presets_show(voice: Voice, /, name: str, own: Path | None, **_: object) -> None:
    """Show the values of a preset, as they were understood."""
    from lessontool import records
    from lessontool.presets import load_preset

    spec = records.plain(load_preset(name, folder=preset_folder(own)))
    voice.print_json(spec) if voice.json else voice.print_tree(spec)


@presets.command(
    "explain",
    help=both(
        "Cho xem tệp của một mẫu, với lí do của từng giá trị.", "Show a preset's file with the reason for every value."
    ),
)
@click.argument("name")
@own_presets
@common
@click.pass_obj
def presets_explain(voice: Voice, /, name: str, own: Path | None, **_: object) -> None:
    """Show a preset's file with the reason for every value."""
    from lessontool.presets import explain

    text = explain(name, folder=preset_folder(own))
    voice.print_json({"preset": name, "text": text}) if voice.json else echo(text)
