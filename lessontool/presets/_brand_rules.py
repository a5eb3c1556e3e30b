"""What must be true of a brand beyond the types of its fields: legible colours, bearable lengths, file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lessontool import curriculum
from lessontool.model import Brand, BrandSound, BrandUse, Colours
from lessontool.presets._fields import Reading
from lessontool.presets._lesson_rules import FILM_SUFFIXES, leaves_folder
from lessontool.timing import PROGRAMME_RATE

ANIMATED: Final = "animated"
NONE: Final = "none"

LOGO_SUFFIXES: Final = frozenset({".svg", ".png"})
FONT_SUFFIXES: Final = frozenset({".ttf", ".otf"})
SOUND_SUFFIXES: Final = frozenset({".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus"})

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
_NOTE: Final = re.compile(r"[A-G][#b]?[1-8]|-", re.ASCII)

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3, level AA: text against what is behind it."""

_BRIGHTEST: Final = 235
"""Luma of 255 at which old sets bloom and sound buzzes; television's own white has this number (BT.709, 8 bit)."""

_USES: Final = ("tv", "online", "offline")

_OPENING_S: Final = (Fraction(2), Fraction(20))
_CLOSING_S: Final = (Fraction(2), Fraction(30))
_TITLE_S: Final = (Fraction(2), Fraction(20))
"""Shorter than two seconds nobody has read a name; longer than twenty it hides what is taught."""

_TRANSITION_FRAMES: Final = 2 * int(PROGRAMME_RATE)
_MOST_NOTES: Final = 64
_MOST_CHARACTERS: Final = 120

_PERCENTS: Final = {
    "logo_height_percent": (3.0, 20.0),
    "logo_opacity_percent": (20.0, 100.0),
    "sign_width_percent": (15.0, 40.0),
}
"""A smaller logo is not seen, a larger one hides the board; an interpreter's hands need a sixth of the width."""


def check(brand: Brand, stem: str, reading: Reading) -> None:
    """Note every rule that a brand breaks; `stem` is the name of its file."""
    if brand.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for path in ("summary_vi", "summary_en"):
        if not getattr(brand, path):
            reading.wrong(path, "empty")
    for path in ("organisation", "series_title"):
        if len(getattr(brand, path)) > _MOST_CHARACTERS:
            reading.wrong(path, f"longer than {_MOST_CHARACTERS} characters: nobody reads it on a picture")
    _check_grades(brand.grades, reading)
    _check_colours(brand.colours, reading)
    _check_files(brand, reading)
    _check_sound(brand.sound, reading)
    for name in _USES:
        _check_use(getattr(brand, name), name, brand, reading)


def files_of(brand: Brand) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every file that a brand names: its field, its name, and how such files may end."""
    fields = [
        ("fonts.title", brand.fonts.title, FONT_SUFFIXES),
        ("fonts.text", brand.fonts.text, FONT_SUFFIXES),
        ("logo", brand.logo, LOGO_SUFFIXES),
        ("sound.opening", brand.sound.opening, SOUND_SUFFIXES),
        ("sound.closing", brand.sound.closing, SOUND_SUFFIXES),
    ]
    for use in _USES:
        for part in ("opening", "closing"):
            fields.append((f"{use}.{part}", getattr(getattr(brand, use), part), FILM_SUFFIXES))
    yield from (each for each in fields if each[1] and each[1] not in (ANIMATED, NONE))


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 (the same) to 21 (black and white), as WCAG 2.2 measures it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2, from sRGB)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in bytes.fromhex(colour[1:]))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _luma(colour: str) -> float:
    """Brightness as television carries it (BT.709), of 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_grades(grades: tuple[int, ...], reading: Reading) -> None:
    for number, grade in enumerate(grades, start=1):
        if grade not in curriculum.GRADES:
            reading.wrong(f"grades[{number}]", f"must be {curriculum.GRADES[0]} to {curriculum.GRADES[-1]}")
        if grade in grades[: number - 1]:
            reading.wrong(f"grades[{number}]", f"{grade} stands there twice")


def _check_colours(colours: Colours, reading: Reading) -> None:
    names = ("ground", "ground_end", "accent", "accent_second", "text", "text_on_accent")
    usable = True
    for name in names:
        colour = getattr(colours, name)
        if not _COLOUR.fullmatch(colour):
            reading.wrong(f"colours.{name}", "not a colour such as #0B3C5D, between quotes", value=colour)
            usable = False
        elif _luma(colour) > _BRIGHTEST + 0.5:
            reason = f"brighter than television's white: {_luma(colour):.0f} of at most {_BRIGHTEST} (#EBEBEB)"
            reading.wrong(f"colours.{name}", reason, value=colour)
    if not usable:
        return
    for text, behind in (("text", "ground"), ("text", "ground_end"), ("text_on_accent", "accent")):
        ratio = contrast(getattr(colours, text), getattr(colours, behind))
        if ratio < LEAST_CONTRAST:
            reason = f"contrast with {behind} is {ratio:.2f} : 1, must be {LEAST_CONTRAST} : 1 or more (WCAG 1.4.3)"
            reading.wrong(f"colours.{text}", reason, value=getattr(colours, text))


def _check_files(brand: Brand, reading: Reading) -> None:
    for path, name, suffixes in files_of(brand):
        _, dot, suffix = name.rpartition(".")
        if f"{dot}{suffix}".lower() not in suffixes:
            words, known = (ANIMATED, NONE) if suffixes is FILM_SUFFIXES else (), ", ".join(sorted(suffixes))
            reason = "".join(f"{word}, " for word in words) + f"a file that ends in {known}"
            reading.wrong(path, f"must be {reason}", value=name, suggestion=curriculum.suggest(name, words) or "")
        elif leaves_folder(name):
            reading.wrong(path, "must be the name of a file beside the brand, or in a folder there", value=name)


def _check_sound(sound: BrandSound, reading: Reading) -> None:
    for field in ("opening_melody", "closing_melody"):
        melody = getattr(sound, field)
        if len(melody) > _MOST_NOTES:
            reading.wrong(f"sound.{field}", f"more than {_MOST_NOTES} notes")
        for number, note in enumerate(melody, start=1):
            if not _NOTE.fullmatch(note):
                reason = "not a note such as C5, G#4 or Bb3, nor - for a rest"
                reading.wrong(f"sound.{field}[{number}]", reason, value=note, example="C5")
    if not 30 <= sound.notes_per_minute <= 600:
        reading.wrong("sound.notes_per_minute", "must be 30 to 600")
    if not 0 <= sound.below_speech_lu <= 30:
        reading.wrong("sound.below_speech_lu", "must be 0 to 30 LU: never louder than the teacher")
    if not 0 <= sound.tail_s <= 5:
        reading.wrong("sound.tail_s", "must be 0 to 5 s")


def _check_use(use: BrandUse, name: str, brand: Brand, reading: Reading) -> None:
    for part, (least, most) in (("opening", _OPENING_S), ("closing", _CLOSING_S)):
        seconds, path = getattr(use, f"{part}_s"), f"{name}.{part}_s"
        if getattr(use, part) == ANIMATED:
            if not least <= seconds <= most:
                reading.wrong(path, f"must be {least} to {most} s where the {part} is animated", value=seconds)
        elif seconds:
            reading.wrong(path, f"must be 0: a clip has its own length, and none has none ({part})", value=seconds)
    _check_transition(use, name, reading)
    for field, (low, high) in _PERCENTS.items():
        if not low <= getattr(use, field) <= high:
            reading.wrong(f"{name}.{field}", f"must be {low:g} to {high:g} percent", value=getattr(use, field))
    least, most = _TITLE_S
    for field in ("lower_third_s", "chapter_titles_s"):
        if getattr(use, field) and not least <= getattr(use, field) <= most:
            reading.wrong(f"{name}.{field}", f"must be 0 (not at all) or {least} to {most} s")
    if use.logo != NONE and not brand.logo:
        reading.wrong(f"{name}.logo", "the brand has no logo")


def _check_transition(use: BrandUse, name: str, reading: Reading) -> None:
    path, frames = f"{name}.transition_frames", use.transition_frames
    if use.transition == "cut":
        if frames:
            reading.wrong(path, "must be 0: a cut takes no time", value=frames)
        return
    if not 1 <= frames <= _TRANSITION_FRAMES:
        reading.wrong(path, f"must be 1 to {_TRANSITION_FRAMES} frames (25 a second)", value=frames)
    for part in ("opening", "closing"):
        seconds = getattr(use, f"{part}_s")
        if getattr(use, part) == ANIMATED and frames >= seconds * PROGRAMME_RATE:
            reading.wrong(path, f"takes as long as the whole {part}", value=frames)
