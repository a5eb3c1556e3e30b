"""What must be true of a caption style beyond the types of its fields."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from lessontool import curriculum
from lessontool.model import CaptionStyle
from lessontool.presets._fields import Reading
from lessontool.timing import PROGRAMME_RATE

_LINE_CHARACTERS: Final = range(10, 61)
"""Shorter lines tear every second word; longer ones do not fit on a picture in letters that one can read."""

_MOST_LINES: Final = 2
"""A caption has one or two lines (EBU-TT-D, CEA-608 and all guides for pupils)."""

_CPS: Final = (5.0, 30.0)
"""Slower than a first-grader, faster than anybody reads."""

_SECONDS: Final = (Fraction(1, 2), Fraction(20))

_MOST_FRAMES: Final = int(PROGRAMME_RATE)
"""A second: no caption stands longer without speech, so no gap is closed and none stays over more."""


def check(style: CaptionStyle, stem: str, reading: Reading) -> None:
    """Note every rule that a caption style breaks; `stem` is the name of its file."""
    if style.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for path, text in (("summary_vi", style.summary_vi), ("summary_en", style.summary_en)):
        if not text:
            reading.wrong(path, "empty")
    _check_grades(style.grades, reading)
    _check_text(style, reading)
    _check_times(style, reading)


def _check_grades(grades: tuple[int, ...], reading: Reading) -> None:
    for number, grade in enumerate(grades, start=1):
        if grade not in curriculum.GRADES:
            reading.wrong(f"grades[{number}]", f"must be {curriculum.GRADES[0]} to {curriculum.GRADES[-1]}")
        if grade in grades[: number - 1]:
            reading.wrong(f"grades[{number}]", f"{grade} stands there twice")


def _check_text(style: CaptionStyle, reading: Reading) -> None:
    if style.max_line_characters not in _LINE_CHARACTERS:
        reading.wrong("max_line_characters", f"must be {_LINE_CHARACTERS[0]} to {_LINE_CHARACTERS[-1]} characters")
    if not 1 <= style.max_lines <= _MOST_LINES:
        reading.wrong("max_lines", f"must be 1 or {_MOST_LINES}")
    least, most = _CPS
    if not least <= style.max_cps <= most:
        reading.wrong("max_cps", f"must be {least:g} to {most:g} characters a second")


def _check_times(style: CaptionStyle, reading: Reading) -> None:
    least, most = _SECONDS
    if not least <= style.min_s <= most:
        reading.wrong("min_s", f"must be {float(least):g} to {float(most):g} s")
    if not style.min_s < style.max_s <= most:
        reading.wrong("max_s", f"must be longer than min_s, and at most {float(most):g} s")
    if not 1 <= style.min_gap_frames <= _MOST_FRAMES:
        reading.wrong(
            "min_gap_frames", f"must be 1 to {_MOST_FRAMES} frames: without a gap nobody sees the text change"
        )
    if not style.min_gap_frames <= style.close_gap_frames <= _MOST_FRAMES:
        reading.wrong("close_gap_frames", f"must be at least min_gap_frames and at most {_MOST_FRAMES}")
    for path, frames in (("lead_out_frames", style.lead_out_frames), ("snap_frames", style.snap_frames)):
        if not 0 <= frames <= _MOST_FRAMES:
            reading.wrong(path, f"must be 0 to {_MOST_FRAMES} frames")
