"""Timetables for families and schools: on paper, as pictures, and as a web page."""

from __future__ import annotations

from lessontool.schedule.printed.sheets import Paper, sheets
from lessontool.schedule.printed.week import Grades, grades_of

__all__ = ["Grades", "Paper", "grades_of", "sheets"]
