"""The signs of a report: each verdict has a shape of its own, so that nobody depends on colours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lessontool.model import Verdict

COLOURS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        "passed": "#1d7a4c",
        "noted": "#5a6b7d",
        "warning": "#a85b00",
        "failed": "#b3231b",
        "waived": "#2a5f9e",
        "not_measured": "#7b8896",
    }
)
"""All of them dark enough on white to be read (WCAG AA for text)."""

_SHAPES: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        "passed": '<circle cx="12" cy="12" r="11" fill="{0}"/><path d="M6.5 12.5l3.8 3.8 7.4-8" {1}/>',
        "noted": '<circle cx="12" cy="12" r="10" fill="none" stroke="{0}" stroke-width="2"/>'
        '<path d="M12 11v6.2M12 6.6v.4" fill="none" stroke="{0}" stroke-width="2.6" stroke-linecap="round"/>',
        "warning": '<path d="M12 1.6L23.4 21.6H.6z" fill="{0}" stroke="{0}" stroke-width="1" stroke-linejoin="round"/>'
        '<path d="M12 8.6v6M12 18.2v.2" {1}/>',
        "failed": '<path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z" fill="{0}"/>'
        '<path d="M7.8 7.8l8.4 8.4M16.2 7.8l-8.4 8.4" {1}/>',
        "waived": '<path d="M12 .8L23.2 12 12 23.2.8 12z" fill="{0}"/><path d="M8 12.3l2.8 2.8 5.2-5.6" {1}/>',
        "not_measured": '<circle cx="12" cy="12" r="10" fill="none" stroke="{0}" stroke-width="2" '
        'stroke-dasharray="3.4 2.9"/><path d="M8 12h8" fill="none" stroke="{0}" stroke-width="2.4" '
        'stroke-linecap="round"/>',
    }
)
_MARK: Final = 'fill="none" stroke="#ffffff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'


def sign(verdict: Verdict, *, hidden: bool = False) -> str:
    """Draw the sign of a verdict as SVG; `hidden` from screen readers where its word stands beside it anyway."""
    drawn = _SHAPES[verdict].replace("{0}", COLOURS[verdict]).replace("{1}", _MARK)
    aside = ' aria-hidden="true"' if hidden else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"{aside}>{drawn}</svg>'
