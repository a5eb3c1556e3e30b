"""Texts of limited length: what does not fit is divided between items, and each piece can be read by itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Final

Group = tuple[str, Sequence[str]]
"""A heading, such as a grade, and its items."""

_SHORTEST: Final = 12
"""Of a piece of an item that is longer than a whole text; below it nothing could be read."""


def packed(head: Callable[[str], str], groups: Sequence[Group], most: int) -> tuple[str, ...]:
    """Write groups of items as few texts of at most `most` characters each.

    `head` makes the beginning of every text from a mark such as ` (1/2)`, which is empty for a single one.
    """
    whole = head("") + ". ".join(f"{title}: {'; '.join(items)}" for title, items in groups if items)
    if len(whole) <= most:
        return (whole,)
    for digits in (1, 2, 3):
        room = max(_SHORTEST, most - len(head(f" ({'9' * digits}/{'9' * digits})")))
        bodies = _bodies(groups, room)
        if len(str(len(bodies))) <= digits:
            break
    return tuple(
        f"{head(f' ({number}/{len(bodies)})' if len(bodies) > 1 else '')}{body}"[:most]
        for number, body in enumerate(bodies, start=1)
    )


def _bodies(groups: Sequence[Group], room: int) -> list[str]:
    bodies: list[str] = []
    body = ""
    for title, items in groups:
        begun = False
        for item in (piece for each in items for piece in _pieces(each, room - len(title) - 2)):
            joined = f"; {item}" if begun else f"{'. ' if body else ''}{title}: {item}"
            if body and len(body) + len(joined) > room:
                bodies.append(body)
                body, joined = "", f"{title}: {item}"
            body += joined
            begun = True
    return [*bodies, body] if body else bodies


def _pieces(item: str, room: int) -> list[str]:
    return [item] if len(item) <= room else textwrap.wrap(item, max(_SHORTEST, room))


def shortened(text: str, most: int) -> str:
    """Cut a text to whole words, with `…` where something is missing."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
