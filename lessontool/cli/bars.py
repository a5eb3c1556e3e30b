"""Bars on a terminal: one for each stage, and the whole with the time that is left."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from lessontool.cli.asking import Voice
from lessontool.running import Progress

_LONGEST_NAME: Final = 9


class _Left(ProgressColumn):
    """The remaining time, beside the whole only: three clocks that disagree help nobody."""

    def __init__(self) -> None:
        super().__init__()
        self._clock = TimeRemainingColumn(compact=True)

    def render(self, task: Task) -> Text:
        """Say how long it still takes."""
        return self._clock.render(task) if task.fields.get("whole") else Text("")


class Stages:
    """Shows checking, sound, picture, packaging and the whole while they go on, and disappears when they are done."""

    def __init__(self, voice: Voice) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Left())
        self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
        self._check = self._bars.add_task(voice.pick("Kiểm tra", "Check").ljust(_LONGEST_NAME), total=None)
        self._words = {
            "text": voice.pick("Lời giảng", "Speech"),
            "sound": voice.pick("Âm thanh", "Sound"),
            "picture": voice.pick("Hình ảnh", "Picture"),
            "package": voice.pick("Đóng gói", "Packaging"),
        }
        self._whole = voice.pick("Tất cả", "Total")
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def checking(self, _what: str) -> None:
        """Note that the recording is being read, watched or listened to: nobody knows how far."""
        self._bars.update(self._check, total=None)

    def _begin(self, stage: str, words: str) -> None:
        """Add a bar; the whole always stands last."""
        if "total" in self._tasks:
            self._bars.remove_task(self._tasks["total"])
        self._tasks[stage] = self._bars.add_task(words, total=1.0)
        self._tasks["total"] = self._bars.add_task(self._whole, total=1.0, whole=True)

    def working(self, progress: Progress) -> None:
        """Note how far the work is."""
        if not self._tasks:
            self._bars.update(self._check, total=1.0, completed=1.0)
        for stage, words in self._words.items():
            if stage in progress.stages and stage not in self._tasks:
                self._begin(stage, words)
        for stage, share in progress.stages.items():
            self._bars.update(self._tasks[stage], completed=share)
        self._bars.update(self._tasks["total"], completed=progress.total)
