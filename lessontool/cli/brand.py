"""Brands as a station looks at them: which there are, and how one would look and sound."""

from __future__ import annotations

from pathlib import Path

from lessontool.cli.asking import Voice, lesson_folder
from lessontool.cli.checking import telling
from lessontool.presets import brand_names, load_brand
from lessontool.preview import preview_brand


def list_brands(voice: Voice, folder: Path | None) -> None:
    """List the brands with what they are for. Raises PresetError for one that breaks a rule."""
    brands = {name: load_brand(name, folder) for name in brand_names(folder)}
    summary = {name: each.summary_vi if voice.language == "vi" else each.summary_en for name, each in brands.items()}
    voice.print_json(summary) if voice.json else voice.print_table(summary)


def preview(voice: Voice, name: str, lesson: Path | None, target: Path, folder: Path | None, *, force: bool) -> None:
    """Draw a brand's sheet and film and say where they lie. Raises PresetError, InputError as `preview_brand` does."""
    drawing = voice.pick("Đang vẽ, mất khoảng một phút …", "Drawing, which takes about a minute …")
    with telling(voice) as tell:
        made = preview_brand(
            name,
            target,
            lesson_folder=lesson_folder(lesson) if lesson else None,
            preset_folder=folder,
            overwrite=force,
            cancel=voice.stoppable(),
            progress=lambda share: tell(f"{drawing} {share:.0%}"),
        )
    data = {"brand": made.brand, "sheet": str(made.sheet), "clip": str(made.clip)}
    voice.answer(data, "brand-previewed", **data)
