"""Records as text: JSON to and from disk, canonical bytes, and the identities that follow from them."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")


@functools.cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def plain(value: object) -> Any:
    """Turn a record into plain JSON values; exact times become text such as `3/25`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Path):
        return value.as_posix()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a record")


def canonical(value: object) -> bytes:
    """Write a value as the one sequence of bytes that stands for it: sorted keys, no spaces, UTF-8."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def identity(value: object) -> str:
    """Name a value by what it is: the SHA-256 of its canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def pretty(value: object) -> str:
    """Write a record as JSON that people can read, with a newline at its end."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def parse(kind: type[T], data: object) -> T:
    """Check plain values against a record and build it. Raises pydantic's ValidationError."""
    return cast(T, _adapter(cast(Any, kind)).validate_python(data))


def load(kind: type[T], path: Path) -> T:
    """Read a record from a JSON file that we wrote. Raises OSError or pydantic's ValidationError."""
    return cast(T, _adapter(cast(Any, kind)).validate_json(path.read_bytes()))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its target first, renamed when it is safe on disk."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        # a full disk is not filled further, and nobody finds half a file
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def copy_whole(source: Path, path: Path, *, sha256: str) -> None:
    """Copy a file whole or not at all, and only if it is the very file that was meant: `sha256` is its checksum.

    Raises ValueError where it is another one by now.
    """
    part = path.with_name(path.name + ".part")
    digest = hashlib.sha256()
    with source.open("rb") as reader, part.open("wb") as writer:
        while block := reader.read(1 << 20):
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    if digest.hexdigest() != sha256:
        part.unlink()
        raise ValueError(f"{source.name} changed meanwhile")
    part.replace(path)


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """Read a whole file and give its checksum in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
