"""Timetables for families and schools: on paper, as pictures, and as a web page."""

from __future__ import annotations

from lessontool.schedule.printed.sheets import Paper, overview, pictures, sheets, slips
from lessontool.schedule.printed.webpage import PAGE_NAME, web_page
from lessontool.schedule.printed.week import Grades, grades_of

__all__ = ["PAGE_NAME", "Grades", "Paper", "grades_of", "overview", "pictures", "sheets", "slips", "web_page"]
