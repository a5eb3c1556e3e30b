"""Reports that a station engineer believes and a teacher understands: JSON, XML, one HTML page, one PDF.

All of them say the same; each is made of a `QCReport` alone, so an old one can be printed again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from lessontool import records
from lessontool.model import QCReport
from lessontool.reports.ebu_qc import as_xml
from lessontool.reports.pdf import as_pdf
from lessontool.reports.webpage import as_html
from lessontool.tools.process import Cancel

__all__ = ["FORMS", "Form", "as_html", "as_json", "as_pdf", "as_xml", "json_schema", "write_reports"]

Form = Literal["json", "xml", "html", "pdf"]
"""json: everything, for programs · xml: the EBU's vocabulary, for a station's programs · html, pdf: for people."""

FORMS: Final[tuple[Form, ...]] = ("json", "xml", "html", "pdf")


def write_reports(
    report: QCReport,
    folder: Path,
    *,
    stem: str = "qc",
    forms: Sequence[Form] = FORMS,
    write: Callable[[Path, bytes], None] = records.write_whole,
    cancel: Cancel | None = None,
) -> tuple[Path, ...]:
    """Write a report into a folder as `qc.json`, `qc.xml`, `qc.html`, `qc.pdf`, each whole or not at all.

    Gives the paths written, in the order of `forms`. Raises OSError where the folder cannot be written to, ToolError
    when the PDF cannot be set, Interrupted when `cancel` is thrown.
    """
    written = []
    for form in forms:
        path = folder / f"{stem}.{form}"
        write(path, _content(report, form, cancel))
        written.append(path)
    return tuple(written)


def as_json(report: QCReport) -> str:
    """Write a report for programs, with everything in it; `json_schema` describes it."""
    return records.pretty(report)


def json_schema() -> dict[str, Any]:
    """Describe a report's JSON for programs of others, as JSON Schema 2020-12, made from the record itself."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(QCReport).json_schema(mode="validation"),
    }


def _content(report: QCReport, form: Form, cancel: Cancel | None) -> bytes:
    match form:
        case "json":
            return as_json(report).encode()
        case "xml":
            return as_xml(report).encode()
        case "html":
            return as_html(report).encode()
        case "pdf":
            return as_pdf(report, cancel=cancel)
