"""Whether lips and sound agree: the movement of a mouth against the level of the sound.

A face is looked for every few seconds and followed from picture to picture. What changes in its lower half from one
picture to the next is compared with what changes in the sound at the same time, for every offset up to two seconds.
Where both agree far better at one offset than at any other, and both halves of the material say the same, that is the
offset of the sound. Else nothing is concluded: most lessons show slides, hands, a face from the side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.branding.posters.stills import Face, find_faces
from lessontool.model import Outcome, QCLimits
from lessontool.qc.picture.seen import Seen
from lessontool.qc.sound import FRAME_S, Heard
from lessontool.qc.sound.faults import fault, figure, spans_at
from lessontool.qc.subject import Subject
from lessontool.timing import TimeSpan

Values = NDArray[np.float32]

_WINDOW_S: Final = 20
_MOST_WINDOWS: Final = 15
"""Programmes of more than five minutes are watched in parts, evenly spread."""

_SOONEST_S: Final = 0.5
_LATEST_S: Final = 20
"""A face that was lost is looked for again soon, and where none is seen ever more rarely; between, it is followed."""

_CHECKED_S: Final = 15
"""So often it is made sure that what is followed is a face."""

_LOOKS: Final = 8
_A_LOOK_S: Final = 30
"""Looks that may be spent at once, and the time that earns one more: each costs a quarter of a second."""

_WIDTH: Final = 320
_SOFT_PX: Final = 2
"""Faces are looked for in a picture of this width, softened by so much."""

_LEAST_FACE: Final = 0.11
"""Of the picture's height: smaller mouths are a few pixels."""

_ROWS, _COLUMNS = 6, 6
_MOUTH: Final = (0.58, 1.02, 0.18, 0.82)
"""Top, bottom, left and right of what is watched, in shares of the face's box."""

_FEATURES: Final = (0.05, 0.60, 0.05, 0.95)
"""What it is followed by: brows, eyes and nose, which hardly move when somebody speaks."""

_REACH: Final = 4
"""Cells of four lines that a face moves between two pictures at most."""

_LOST: Final = 22.0
"""Mean difference of brightness above which it is no longer the same face."""


@dataclass(slots=True)
class Watched:
    """A stretch through which one mouth was followed."""

    times: list[float] = field(default_factory=list)
    cells: list[Values] = field(default_factory=list)
    """Brightness of the mouth's parts, for each picture."""


@dataclass(slots=True)
class _Followed:
    """A face and where it was last: row and column in cells."""

    template: Values
    offset: tuple[int, int]
    """From the face's corner to the template's."""
    size: tuple[int, int]
    row: float
    column: float
    speed: tuple[float, float] = (0.0, 0.0)


class MouthWatcher:
    """Sees every picture and keeps the movement of a mouth, where there is one."""

    def __init__(self, subject: Subject) -> None:
        self.runs: list[Watched] = []
        self._track = subject.video
        self._before_s = float(subject.expected.before_frames / 25)
        length = max(1.0, subject.frames / 25 - self._before_s)
        self._stride = max(float(_WINDOW_S), length / _MOST_WINDOWS)
        self._next_look = self._before_s
        self._missed = 0
        self._looks = 0
        self._face: _Followed | None = None

    def see(self, seen: Seen) -> None:
        """Look at the next picture."""
        track, now = self._track, float(seen.time)
        if track is None or track.rotation_deg or now < self._before_s:
            return
        if (now - self._before_s) % self._stride > _WINDOW_S:
            self._face = None
            return
        grid = _Grid(seen, float(track.sample_aspect) * track.width_px / seen.luma.shape[1])
        if now >= self._next_look and self._looks < _LOOKS + (now - self._before_s) / _A_LOOK_S:
            self._look(grid, now)
        face = self._face
        if face is None:
            return
        if not _follow(face, grid):
            self._face = None
            self._next_look = min(self._next_look, now + _SOONEST_S)
            return
        centre = now + (float(seen.lasts) / 4 if track.scan_flag != "progressive" else 0.0)
        self.runs[-1].times.append(centre)
        self.runs[-1].cells.append(_mouth(face, grid))

    def outcomes(self) -> Iterator[Outcome]:
        """Nothing yet: that takes the sound."""
        return iter(())

    def _look(self, grid: _Grid, now: float) -> None:
        """Find the largest face; one that is still followed goes on where nothing better is seen."""
        faces = [face for face in find_faces(grid.shown(_WIDTH)) if face.height >= _LEAST_FACE]
        self._looks += 1
        new = _begun(max(faces, key=lambda face: face.height), grid) if faces else None
        self._missed = self._missed + 1 if new is None else 0
        self._next_look = now + (_CHECKED_S if new else min(_LATEST_S, _SOONEST_S * 2 ** min(self._missed, 5)))
        if new is None:
            return
        if self._face is not None and _same(self._face, new):
            return
        self._face = new
        self.runs.append(Watched())


class _Grid:
    """A picture in square cells of about four lines."""

    def __init__(self, seen: Seen, column_px: float) -> None:
        self._seen = seen
        self._step = max(1, round(column_px))
        self.rows = seen.luma.shape[0] // self._step
        self.columns = seen.luma.shape[1]

    def part(self, top: int, left: int, rows: int, columns: int) -> Values:
        """Give the brightness of a part; it must lie inside."""
        lines = self._seen.luma[top * self._step : (top + rows) * self._step, left : left + columns]
        return np.asarray(lines.reshape(rows, self._step, columns).mean(axis=1), np.float32)

    def shown(self, width: int) -> NDArray[np.uint8]:
        """Draw the whole picture small and soft, in colour."""
        from PIL import Image, ImageFilter

        seen = self._seen
        size = width, round(width * self.rows / self.columns)
        planes = [
            np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX), np.float32)
            for plane in (np.ascontiguousarray(each) for each in (seen.luma, seen.cb, seen.cr))
        ]
        luma, cb, cr = (planes[0] - 16) * 1.164, planes[1] - 128, planes[2] - 128
        rgb = np.stack((luma + 1.793 * cr, luma - 0.213 * cb - 0.533 * cr, luma + 2.112 * cb), axis=2)
        whole = Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))
        # noise and hard edges mislead the finder; faces of a fifth of the picture's height stay faces
        return np.asarray(whole.filter(ImageFilter.GaussianBlur(_SOFT_PX)), np.uint8)


def _begun(face: Face, grid: _Grid) -> _Followed | None:
    """Take a face to follow; None where it lies too close to the edge."""
    rows, columns = round(face.height * grid.rows), round(face.width * grid.columns)
    top, left = round(face.top * grid.rows), round(face.left * grid.columns)
    down, up = round(_FEATURES[0] * rows), round(_FEATURES[1] * rows)
    right, far = round(_FEATURES[2] * columns), round(_FEATURES[3] * columns)
    if min(rows, columns) < 2 * _ROWS or not _inside(grid, top + down, left + right, up - down, far - right):
        return None
    template = grid.part(top + down, left + right, up - down, far - right)
    return _Followed(template=template, offset=(down, right), size=(rows, columns), row=float(top), column=float(left))


def _inside(grid: _Grid, top: int, left: int, rows: int, columns: int) -> bool:
    margin = _REACH + 2
    return (
        top >= margin
        and left >= margin
        and top + rows + margin <= grid.rows
        and left + columns + margin <= grid.columns
    )


def _same(old: _Followed, new: _Followed) -> bool:
    near = 0.15 * new.size[0]
    similar = 0.8 < old.size[0] / new.size[0] < 1.25
    return similar and abs(old.row - new.row) < near and abs(old.column - new.column) < near


def _follow(face: _Followed, grid: _Grid) -> bool:
    """Find where the face is now, to a part of a cell; False: it is lost."""
    guess = (round(face.row + face.speed[0]) + face.offset[0], round(face.column + face.speed[1]) + face.offset[1])
    rows, columns = face.template.shape
    if not _inside(grid, *guess, rows, columns):
        return False
    around = grid.part(guess[0] - _REACH, guess[1] - _REACH, rows + 2 * _REACH, columns + 2 * _REACH)
    windows = np.lib.stride_tricks.sliding_window_view(around, (rows, columns))
    # every second cell is enough to tell where it is
    apart = np.abs(windows[:, :, ::2, ::2] - face.template[::2, ::2]).mean(axis=(2, 3))
    best = np.unravel_index(int(np.argmin(apart)), apart.shape)
    if apart[best] > _LOST:
        return False
    row = guess[0] - _REACH + int(best[0]) + _between(apart[:, best[1]], int(best[0])) - face.offset[0]
    column = guess[1] - _REACH + int(best[1]) + _between(apart[best[0]], int(best[1])) - face.offset[1]
    face.speed = (row - face.row) / 2 + face.speed[0] / 2, (column - face.column) / 2 + face.speed[1] / 2
    face.row, face.column = row, column
    return True


def _between(values: Values, at: int) -> float:
    """Where the lowest point of a parabola through three neighbours lies, −½ to ½."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = (float(value) for value in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend > 0 else 0.0


def _mouth(face: _Followed, grid: _Grid) -> Values:
    """Brightness of the parts of the mouth's neighbourhood, where it is now."""
    rows, columns = face.size
    top, left = face.row + _MOUTH[0] * rows, face.column + _MOUTH[2] * columns
    tall = max(_ROWS, round((_MOUTH[1] - _MOUTH[0]) * rows) // _ROWS * _ROWS)
    wide = max(_COLUMNS, round((_MOUTH[3] - _MOUTH[2]) * columns) // _COLUMNS * _COLUMNS)
    row = min(max(0, int(top)), grid.rows - tall - 1)
    column = min(max(0, int(left)), grid.columns - wide - 1)
    if row < 0 or column < 0:
        return np.zeros(_ROWS * _COLUMNS, np.float32)
    part = grid.part(row, column, tall + 1, wide + 1)
    down, right = float(np.clip(top - row, 0, 1)), float(np.clip(left - column, 0, 1))
    part = part[:-1] * (1 - down) + part[1:] * down
    part = part[:, :-1] * (1 - right) + part[:, 1:] * right
    cells = part.reshape(_ROWS, tall // _ROWS, _COLUMNS, wide // _COLUMNS).mean(axis=(1, 3))
    return np.asarray(cells.ravel(), np.float32)


# ── the comparison ───────────────────────────────────────────────────────────────────────────────────────────────

_LAGS_S: Final = np.arange(-200, 201) / 100
"""Offsets that are tried; far ones tell what agreement by chance is like."""

_NEAR_S: Final = 0.4
_FAR_S: Final = 0.7
_LEAST_PICTURES: Final = 100
_SURE: Final = 14.0
"""Standard deviations above agreement by chance; 84 voices that did not belong to a mouth reached 10.8 at most."""

_HALVES_MS: Final = 35.0
"""Both halves of the material say the same, to so much."""

_EARLY: Final = 2 / 3
"""EBU R 37: sound may be 60 ms late but only 40 ms early."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well mouth and sound agree, and at which offset; positive: the sound is late."""

    offset_ms: float
    sure: float
    halves_ms: float
    """How far both halves of the material are apart."""
    pictures: int

    @property
    def credible(self) -> bool:
        """Whether the offset may be said to anybody."""
        return self.sure >= _SURE and abs(self.offset_ms) < 1000 * _NEAR_S and self.halves_ms <= _HALVES_MS


def lip_sync(watcher: MouthWatcher, heard: Heard, limits: QCLimits) -> Outcome:
    """Compare what was seen of a mouth with what was heard; an estimate, and nothing where it is not clear.

    Of EBU R 37's tolerance the station names the later side; the earlier one is two thirds of it.
    """
    late = limits.lip_sync_ms
    limit = f"{figure(-late * _EARLY, 0)} … +{figure(late, 0)} ms"
    if not len(heard.envelope_dbfs):
        return Outcome(item="lip-sync", unmeasured="qc-sound-none")
    found = agreement(watcher.runs, heard)
    if found is None:
        return Outcome(item="lip-sync", unmeasured="qc-lip-sync-no-face")
    if not found.credible:
        return Outcome(item="lip-sync", unmeasured="qc-lip-sync-unsure")
    offset = round(found.offset_ms)
    measured = f"{'+' if offset > 0 else ''}{figure(offset, 0)} ms"
    spans = _spans(watcher.runs) if not -late * _EARLY <= offset <= late else ()
    code = "qc-lip-sync-late" if offset > 0 else "qc-lip-sync-early"
    faults = fault(code, spans, measured, limit, ms=abs(offset))
    return Outcome(item="lip-sync", measured=measured, limit=limit, faults=faults, notes=("qc-lip-sync-estimate",))


def _spans(runs: list[Watched]) -> tuple[TimeSpan, ...]:
    long = [run for run in runs if len(run.times) > 2]
    places = [(round(run.times[0] / float(FRAME_S)), round(run.times[-1] / float(FRAME_S)) + 1) for run in long]
    return spans_at(places, Fraction(0))


def agreement(runs: list[Watched], heard: Heard) -> Agreement | None:
    """Find the offset at which mouth and sound agree best; None where too little of a mouth was seen."""
    sound = _Sound(heard)
    pieces = [piece for run in runs if len(run.times) > 12 for piece in _halves(run, sound)]
    pictures = sum(len(piece.moved) for piece in pieces)
    if pictures < _LEAST_PICTURES:
        return None
    whole, *halves = (_agreed(part) for part in (pieces, pieces[::2], pieces[1::2]))
    near = np.abs(_LAGS_S) <= _NEAR_S
    far = np.abs(_LAGS_S) >= _FAR_S
    offset = _peak(whole)
    chance = float(whole[far].mean()), float(whole[far].std())
    sure = (float(whole[near].max()) - chance[0]) / max(chance[1], 1e-9)
    apart = abs(_peak(halves[0]) - _peak(halves[1]))
    return Agreement(offset_ms=1000 * offset, sure=sure, halves_ms=1000 * apart, pictures=pictures)


def _peak(agreed: NDArray[np.float64]) -> float:
    """Where agreement within reach is best, in seconds, between the offsets that were tried."""
    inside = np.where(np.abs(_LAGS_S) <= _NEAR_S, agreed, -1)
    at = int(np.argmax(inside))
    return float(_LAGS_S[at]) + _between(np.asarray(-agreed, np.float32), at) * 0.01


class _Sound:
    """The level of the sound at any time, 0 to 1."""

    def __init__(self, heard: Heard) -> None:
        amplitude = 10 ** (heard.envelope_dbfs.astype(np.float64) / 20)
        loud = float(np.percentile(amplitude, 95)) if len(amplitude) else 1.0
        self._level = np.sqrt(np.clip(amplitude / max(loud, 1e-6), 0, 1.5))
        self._times = float(heard.envelope_start) + (np.arange(len(amplitude)) + 0.5) * float(FRAME_S)

    def at(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.interp(times, self._times, self._level, left=0.0, right=0.0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A few seconds: what moved in the mouth, and what changed in the sound at each offset."""

    moved: NDArray[np.float64]
    """Pictures × parts."""
    changed: NDArray[np.float64]
    """Pictures × offsets."""


def _halves(run: Watched, sound: _Sound) -> Iterator[_Piece]:
    """Cut a stretch into pieces of about two seconds, which in turn go to the one and the other half."""
    times = np.array(run.times)
    cells = np.array(run.cells, np.float64)
    moved = np.diff(cells, axis=0)
    scale = np.median(np.abs(moved), axis=0) * 6 + 1e-3
    moved = np.clip(moved, -scale, scale)
    moved -= moved.mean(axis=1, keepdims=True)  # light and flicker change all parts alike
    levels = np.stack([sound.at(times + lag) for lag in _LAGS_S], axis=1)
    changed = np.diff(levels, axis=0)
    gap = np.diff(times) < 0.1
    count = max(2, round(float(times[-1] - times[0]) / 2) // 2 * 2)
    for part in np.array_split(np.flatnonzero(gap), count):
        if len(part) > 5:
            yield _Piece(moved[part], changed[part])


def _agreed(pieces: list[_Piece]) -> NDArray[np.float64]:
    """Say for each offset how much of the sound's changes the parts of the mouth tell, all together."""
    both = sum(piece.moved.T @ piece.changed for piece in pieces)
    moved = sum(np.sum(piece.moved**2, axis=0) for piece in pieces)
    changed = sum(np.sum(piece.changed**2, axis=0) for piece in pieces)
    alike = both / np.sqrt(np.maximum(np.outer(moved, changed), 1e-12))
    return np.asarray(np.sum(alike**2, axis=0))
