"""Records survive being written and read; the same value has the same name, another value another one."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import inspect
import json
import os
import pkgutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lessontool import model, records
from lessontool.model import Finding
from lessontool.model.work import Made
from lessontool.timing import TimeSpan

ROOT = Path(__file__).parents[1]
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
TIMES = st.fractions(0, 10**6)
FINDINGS = st.builds(
    Finding,
    code=TEXT,
    severity=st.sampled_from(["ok", "note", "repaired", "warning", "error"]),
    values=st.dictionaries(TEXT, TEXT, max_size=3),
    spans=st.lists(st.builds(TimeSpan, TIMES, TIMES), max_size=3).map(tuple),
    measured=TEXT,
)


@settings(deadline=None)
@given(PLAIN)
def test_canonical_bytes_are_json_and_say_the_same(value: Any) -> None:
    assert json.loads(records.canonical(value)) == value


@settings(deadline=None)
@given(st.dictionaries(TEXT, PLAIN, min_size=2, max_size=5))
def test_the_order_of_fields_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert records.canonical(turned) == records.canonical(value)
    assert records.identity(turned) == records.identity(value)


@settings(deadline=None)
@given(PLAIN, PLAIN)
def test_the_same_identity_is_the_same_value(one: Any, other: Any) -> None:
    same = records.canonical(one) == records.canonical(other)
    assert (records.identity(one) == records.identity(other)) == same
    if same:
        assert one == other


def test_values_that_look_alike_to_python_have_names_of_their_own() -> None:
    values = [1, 1.0, True, "1", [1], {"1": 1}, None, "", [], {}, 0, False]
    assert len({records.identity(value) for value in values}) == len(values)


def test_an_identity_is_the_same_in_every_process() -> None:
    code = "from lessontool import records; print(records.identity({'b': [1, 'ễ'], 'a': None}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    known = hashlib.sha256('{"a":null,"b":[1,"ễ"]}'.encode()).hexdigest()
    assert said == {f"{known}\n".encode()}


@settings(deadline=None)
@given(FINDINGS)
def test_a_record_is_read_as_it_was_written(finding: Finding) -> None:
    assert records.parse(Finding, json.loads(records.pretty(finding))) == finding
    assert records.parse(Finding, json.loads(records.canonical(finding))) == finding


def test_exact_times_stay_exact() -> None:
    assert records.plain({"at": Fraction(1, 3), "whole": Fraction(4)}) == {"at": "1/3", "whole": "4"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        records.canonical([value])


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object(), 1j])
def test_what_has_no_one_way_to_be_written_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no place in a record"):
        records.canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"path": "x"}',
        '{"path":"x","identity":"y","size_bytes":1,"mtime_ns":1,"more":1}',
        "\0" * 99,
    ],
)
def test_half_a_record_or_an_unknown_field_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text(text)
    with pytest.raises(ValidationError):
        records.load(Made, tmp_path / "made.json")


@settings(deadline=None)
@given(st.binary(max_size=5000))
def test_a_checksum_is_that_of_the_bytes(content: bytes) -> None:
    path = Path(f"/proc/self/fd/{(descriptor := os.memfd_create('checksum'))}")
    try:
        os.write(descriptor, content)
        assert records.checksum(path) == hashlib.sha256(content).hexdigest()
        assert records.checksum(path, "md5") == hashlib.md5(content, usedforsecurity=False).hexdigest()
    finally:
        os.close(descriptor)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts.json"
    records.write_whole(path, b"old")
    seen: list[bytes] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        sync(descriptor)
        seen.append(path.read_bytes())

    monkeypatch.setattr(os, "fsync", look)
    records.write_whole(path, b"new")
    assert seen == [b"old"], "safe on disk before it gets its name"
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["facts.json"]

    def fail(_: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        records.write_whole(path, b"newest")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["facts.json"], "a full disk is not filled with half a file"


# ── unknown keys in every record ──────────────────────────────────────────────────────────────────────────────────

RECORDS = sorted(
    (kind for _, kind in inspect.getmembers(model, inspect.isclass) if dataclasses.is_dataclass(kind)),
    key=lambda kind: kind.__name__,
)


def test_the_walk_sees_every_record_of_the_model() -> None:
    modules = [
        importlib.import_module(f"lessontool.model.{each.name}")
        for each in pkgutil.iter_modules(model.__path__)
        if not each.name.startswith("_") and each.name != "work"  # what rooms tell each other; never read from text
    ]
    there = {
        kind
        for module in modules
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
    }
    assert there == set(RECORDS)
    assert len(RECORDS) > 40


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_refuses_a_key_that_it_does_not_know(kind: type[Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        records.parse(kind, {"no_such_field": "x"})
    assert ("no_such_field",) in {
        error["loc"] for error in caught.value.errors() if error["type"] == "unexpected_keyword_argument"
    }
