"""lessontool: from a teacher's raw recording to programmes a TV station can air and lessons any school can use.

The front door: what a program may call. Each name is loaded when it is first used, so that importing costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from lessontool.version import VERSION

if TYPE_CHECKING:
    from lessontool.door import check_lesson, plan_lesson, process_lesson
    from lessontool.errors import LessonToolError
    from lessontool.presets import delivery_names, load_delivery, load_lesson

__version__ = VERSION

_HOMES: Final = {
    "LessonToolError": "errors",
    "check_lesson": "door",
    "delivery_names": "presets",
    "load_delivery": "presets",
    "load_lesson": "presets",
    "plan_lesson": "door",
    "process_lesson": "door",
}

__all__ = [
    "LessonToolError",
    "__version__",
    "check_lesson",
    "delivery_names",
    "load_delivery",
    "load_lesson",
    "plan_lesson",
    "process_lesson",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"lessontool has no {name}")
    return getattr(importlib.import_module(f"lessontool.{_HOMES[name]}"), name)
