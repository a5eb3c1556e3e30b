"""A report as one HTML page that needs nothing else: no other file, no network, no script."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lessontool.model import QCReport
from lessontool.reports import signs
from lessontool.reports.view import page_of
from lessontool.tools.pages import templates

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")


def as_html(report: QCReport) -> str:
    """Write a report as a page for a browser and a printer, in Vietnamese and English; pictures and graph inside."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _pages().get_template("report.html").render(page=page_of(report), style=style, style_sha256=allowed)


@functools.cache
def _pages() -> Environment:
    """Prepare the templates: every word that is put into them is escaped, and none may be missing."""
    from markupsafe import Markup

    pages = templates(TEMPLATES)
    pages.globals["sign"] = lambda verdict: Markup(signs.sign(verdict, hidden=True))  # noqa: S704  # our own drawing
    pages.filters["drawing"] = Markup  # only for what reports/graph.py and report.css made
    return pages
