"""Speech models: the packaged one is put together whole, only models are added, and nothing comes unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from lessontool import messages, records
from lessontool.cli import models as shown
from lessontool.cli.asking import Voice
from lessontool.errors import EngineError, InputError, Interrupted, LessonToolError, ToolError
from lessontool.tools import speech_models
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import PACKAGED_SHA256, add_model, fetch_model, find_model, model_names


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of models in which the packaged one is put together; linked from, never changed."""
    root = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LESSONTOOL_MODELS", str(root))
        find_model("base")
    yield root
    shutil.rmtree(root)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for models; thrown away, for pytest keeps what it makes."""
    root = tmp_path / "models"
    monkeypatch.setenv("LESSONTOOL_MODELS", str(root))
    yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def folder(unpacked: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with a model as a person would have it: the files, hard linked, without a stamp of ours."""
    made = tmp_path / "my-whisper"
    made.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (made / name).hardlink_to(unpacked / "base" / name)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def rewrite(path: Path, content: bytes) -> None:
    """Change a file without changing the one that it is linked to."""
    path.unlink()
    path.write_bytes(content)


def refused(code: str, kind: type[LessonToolError] = InputError) -> object:
    return pytest.raises(kind, match=f"^{code}")


def test_the_packaged_model_is_whole_and_found_again_without_reading_it(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESSONTOOL_MODELS", str(unpacked))
    monkeypatch.setattr(records, "checksum", lambda *_: pytest.fail("read again"))
    model = find_model("base")
    assert (model.name, model.sha256, model.multilingual, model.megabytes) == ("base", PACKAGED_SHA256, True, 150)
    assert (model.folder / "model.bin").stat().st_size == 145_217_607
    assert [each.name for each in unpacked.iterdir()] == ["base"]
    assert model_names() == ("base",)


def test_two_at_once_put_it_together_without_meeting(models: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(find_model, ["base", "base"])
    assert first == second
    assert [each.name for each in models.iterdir()] == ["base"]


def test_a_damaged_packaged_model_is_put_together_again(folder: Path, models: Path) -> None:
    models.mkdir()
    shutil.move(folder, models / "base")
    find_model("base")
    rewrite(models / "base" / "model.bin", b"cut off")
    assert find_model("base").sha256 == PACKAGED_SHA256
    assert [each.name for each in models.iterdir()] == ["base"]


def test_a_full_disk_is_said_before_anything_is_written(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with refused("disk-too-small", EngineError):
        find_model("base")
    assert list(models.iterdir()) == []


def test_parts_that_are_not_what_they_were_leave_nothing(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_models, "PACKAGED_SHA256", "0" * 64)
    with refused("speech-model-damaged", ToolError):
        find_model("base")
    assert list(models.iterdir()) == []


def test_without_the_packages_the_way_to_them_is_told(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_models, "_PARTS", (("no_such_package", "model.bin.part1"),))
    with refused("speech-model-missing", ToolError):
        find_model("base")
    assert "lessontool[whisper-base]" in messages.hint("speech-model-missing", {}, "vi")
    assert model_names() == ()


@pytest.mark.parametrize("name", ["small", "../base", "", "a b", "base/../base"])
def test_a_model_that_is_not_here_is_missing(models: Path, name: str) -> None:
    with refused("speech-model-missing"):
        find_model(name)


@pytest.mark.tools
def test_a_folder_with_a_model_is_added_under_its_name_and_used_offline(folder: Path, models: Path) -> None:
    model = add_model(folder)
    assert (model.name, model.sha256, model.multilingual) == ("my-whisper", PACKAGED_SHA256, True)
    assert add_model(folder) == model == find_model("my-whisper")
    assert model_names() == ("base", "my-whisper")
    rewrite(folder / "model.bin", (folder / "model.bin").read_bytes()[:-1])
    assert find_model("my-whisper") == model  # what was added stays what it was


def test_a_model_that_was_changed_is_not_used(folder: Path, models: Path) -> None:
    models.mkdir()
    shutil.move(folder, models / "mine")
    model = find_model("mine")
    speech_models.verify_model(model)
    content = bytearray((model.folder / "config.json").read_bytes())
    content[10] ^= 1
    rewrite(model.folder / "config.json", bytes(content))
    with refused("speech-model-damaged"):
        find_model("mine")
    with refused("speech-model-damaged"):
        speech_models.verify_model(model)


def test_a_lost_stamp_is_made_again(folder: Path, models: Path) -> None:
    models.mkdir()
    shutil.move(folder, models / "mine")
    model = find_model("mine")
    (models / "mine" / "lessontool-model.json").write_text('{"multilingual": true, "files": {}}')
    assert find_model("mine") == model
    assert len(json.loads((models / "mine" / "lessontool-model.json").read_text())["files"]) == 4


@pytest.mark.parametrize("lacking", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_folder_that_lacks_a_file_is_no_model(folder: Path, models: Path, lacking: str) -> None:
    (folder / lacking).unlink()
    with pytest.raises(InputError) as caught:
        add_model(folder)
    assert caught.value.code == "speech-model-not-one"
    assert caught.value.values["missing"] == lacking
    assert not models.exists()


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [
        ("config.json", b"{", "config.json: JSON"),
        ("model.bin", b"PK\3\4 a zip file", "model.bin: Whisper, CTranslate2"),
        ("model.bin", b"\6\0\0\0\x0fTransformerSpec", "model.bin: Whisper, CTranslate2"),
    ],
)
def test_files_that_are_something_else_are_no_model(
    folder: Path, models: Path, name: str, content: bytes, missing: str
) -> None:
    rewrite(folder / name, content)
    with pytest.raises(InputError) as caught:
        add_model(folder)
    assert caught.value.values["missing"] == missing


@pytest.mark.tools
def test_weights_that_are_cut_off_are_found_by_loading_them(folder: Path, models: Path) -> None:
    rewrite(folder / "model.bin", (folder / "model.bin").read_bytes()[:5_000_000])
    with pytest.raises(InputError) as caught:
        add_model(folder)
    assert caught.value.code == "speech-model-not-one"
    assert "model.bin" in str(caught.value.values["missing"])
    assert not models.exists()


def test_an_openai_file_and_a_lone_file_are_refused_with_the_way_out(tmp_path: Path, models: Path) -> None:
    (tmp_path / "base.pt").write_bytes(b"PK")
    (tmp_path / "notes.txt").write_text("whisper")
    with refused("speech-model-openai"):
        add_model(tmp_path / "base.pt")
    for nothing in ("notes.txt", "no-such-folder"):
        with refused("speech-model-not-one"):
            add_model(tmp_path / nothing, "x")


@pytest.mark.parametrize("name", ["tiếng-việt", "../x", "a/b", ".hidden", "x" * 61, "a.part-b"])
def test_names_that_are_no_folder_names_are_refused(folder: Path, models: Path, name: str) -> None:
    with refused("speech-model-name-bad"):
        add_model(folder, name)


# ── from the network ──────────────────────────────────────────────────────────────────────────────────────────────

HUB = """
import pathlib, shutil
def snapshot_download(repository, *, local_dir, allow_patterns):
    source = pathlib.Path({source!r})
    for name in allow_patterns:
        if (source / name).is_file() and name != "tokenizer.json":
            shutil.copyfile(source / name, pathlib.Path(local_dir) / name)
    (pathlib.Path(local_dir) / ".cache").mkdir()
    (pathlib.Path(local_dir) / ".cache" / "asked").write_text(repository)
"""


def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Put another hub before the real one in the children."""
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "huggingface_hub.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "stub"))
    real = speech_models._try

    def without_stub(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PYTHONPATH")
            real(folder)

    monkeypatch.setattr(speech_models, "_try", without_stub)


@pytest.mark.tools
def test_a_model_is_fetched_by_name_and_gets_the_tokenizer_that_it_lacks(
    folder: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(tmp_path, monkeypatch, HUB.format(source=str(folder)))
    model = fetch_model("phowhisper-small", cancel=Cancel())
    assert (model.name, model.sha256) == ("phowhisper-small", PACKAGED_SHA256)
    assert (model.folder / "tokenizer.json").read_bytes() == (folder / "tokenizer.json").read_bytes()
    assert [each.name for each in models.iterdir()] == ["phowhisper-small"]


@pytest.mark.tools
def test_without_a_network_it_is_said_and_nothing_is_left(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(tmp_path, monkeypatch, "def snapshot_download(*_, **__): raise OSError('Name or service not known')")
    with refused("speech-model-not-fetched", ToolError):
        fetch_model("small", cancel=Cancel())
    assert list(models.iterdir()) == []


@pytest.mark.tools
def test_fetching_can_be_stopped(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(tmp_path, monkeypatch, "import time\ndef snapshot_download(*_, **__): time.sleep(60)")
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        fetch_model("small", cancel=cancel)
    assert list(models.iterdir()) == []


def test_a_name_that_nobody_knows_is_refused_with_those_that_are_known(models: Path) -> None:
    with pytest.raises(InputError) as caught:
        fetch_model("enormous", cancel=Cancel())
    assert caught.value.code == "speech-model-unknown"
    assert "large-v3" in str(caught.value.values["known"])


# ── as people see them ────────────────────────────────────────────────────────────────────────────────────────────


def test_models_are_listed_for_people_and_programs(
    folder: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models.mkdir()
    shutil.move(folder, models / "mine")
    assert shown.list_models(Voice(language="vi", json=False), verify=False)
    said = capsys.readouterr().out
    assert "có sẵn trong gói Python" in said
    assert "150 MB  nhiều thứ tiếng" in said
    assert not (models / "base").exists()  # listing unpacks nothing
    rewrite(models / "mine" / "vocabulary.json", b"[]")
    assert not shown.list_models(Voice(language="en", json=True), verify=False)
    data = json.loads(capsys.readouterr().out)
    assert data["base"]["ok"]
    assert data["mine"]["error"] == "speech-model-damaged"


def test_where_there_is_no_model_the_way_to_one_is_told(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_models, "_PARTS", (("no_such_package", "model.bin.part1"),))
    with refused("speech-models-none"):
        shown.list_models(Voice(language="vi", json=False), verify=False)


@pytest.mark.tools
def test_adding_a_model_says_how_it_is_used(folder: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown.add(Voice(language="en", json=False), folder, "lop-1")
    assert "Use it with --model lop-1" in capsys.readouterr().out
