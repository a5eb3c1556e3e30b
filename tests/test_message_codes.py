"""Every code that the source raises or finds has its sentence: nobody ever sees a bare code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lessontool.messages import TABLE

PACKAGE = Path(__file__).parents[1] / "lessontool"
RAISERS = frozenset({"InputError", "ToolError", "EngineError", "PlanError", "PresetError"})


def codes() -> Iterator[tuple[str, str]]:
    """Every code that stands in the source as text, with where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = [word.value for word in node.keywords if word.arg == "code"] if node.func.id == "Finding" else []
            if node.func.id in RAISERS:
                given = list(node.args[:1])
            for each in given:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_every_code_in_the_source_has_a_sentence() -> None:
    found = list(codes())
    assert len(found) > 150
    assert [(code, place) for code, place in found if code not in TABLE] == []
