"""One thing found out about a recording or a programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lessontool.model._record import record
from lessontool.timing import TimeSpan

Severity = Literal["ok", "note", "repaired", "warning", "error"]
"""ok: fine · note: worth knowing · repaired: lessontool mends it by itself · warning: the teacher should look ·
error: cannot be used as it is."""


@record
class Finding:
    """One thing found out about a recording or a programme, in words from the message table."""

    code: str
    severity: Severity
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    """Fill the gaps of the sentence."""
    spans: tuple[TimeSpan, ...] = ()
    """Where in the recording or programme."""
    measured: str = ""
    limit: str = ""
    picture: str = ""
    """Name of the picture that shows it, in the report's `pictures`."""
