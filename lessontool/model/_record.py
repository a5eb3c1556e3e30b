"""How a record is made: frozen, slotted, named fields only, and unknown keys are refused when it is read from text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[_T]) -> type[_T]:
    """Make a class a frozen record of plain values.

    pydantic drops unknown keys silently unless *every* nested class forbids them, so the ban is set here, once.
    """
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]  # read by pydantic, unknown to typing
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)
