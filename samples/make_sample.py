"""Make the sample lesson: draw its slides, have espeak-ng say its script, and film it with a real recording's faults.

    python samples/make_sample.py [FOLDER]

reads FOLDER/script.txt and writes FOLDER/recording.mp4 (default folder: samples/phep-cong-lop-1). The faults are meant:
the sound is quiet (-38 LUFS) with room noise and mains hum, the pictures do not come at a steady rate (30 or 24 a
second while something moves, 4 while nothing does), and the size is 1280x720.
"""

from __future__ import annotations

import bisect
import io
import itertools
import math
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from drawing import (
    BLUE,
    GREEN,
    HEIGHT,
    INK,
    ORANGE,
    RED,
    VIOLET,
    WHITE,
    WIDTH,
    YELLOW,
    apple,
    balloon,
    basket,
    bird,
    branch,
    buffalo,
    landscape,
    panel,
    put,
    spot,
    star,
    write,
)
from numpy.typing import NDArray
from PIL import Image

RATE_HZ = 44100
LOUDNESS_LUFS = -38.0
TEACHER = "Thầy Lò Văn Sơn · Trường Tiểu học Bản Mây"

Sound = NDArray[np.float64]


# ---- voice ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One sentence of the script, and when each of its syllables is said."""

    start_s: float
    end_s: float
    syllables_s: tuple[float, ...]

    def said(self, syllable: int) -> float:
        return self.syllables_s[syllable]


def speak(words: str) -> Sound:
    """Say some words with espeak-ng, at RATE_HZ, without the silence before and after."""
    command = ["espeak-ng", "-v", "vi", "-s", "150", "-p", "45", "--stdout", words]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(said)) as file:
        rate = file.getframerate()
    sound = np.frombuffer(said[44:], dtype="<i2").astype(np.float64) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    sound = sound[max(loud[0] - 200, 0) : loud[-1] + 400]
    size = round(len(sound) * RATE_HZ / rate)
    return np.fft.irfft(np.fft.rfft(sound), size) * (size / len(sound))


def syllable_times(words: str, start_s: float, end_s: float) -> list[float]:
    """Share a stretch of speech among its syllables: Vietnamese ones are about equally long, a comma is a rest."""
    rests = [1.0 + 0.9 * (word[-1] in ",:;!?." and k + 1 < len(words.split())) for k, word in enumerate(words.split())]
    return [start_s + (end_s - start_s) * sum(rests[:k]) / sum(rests) for k in range(len(rests))]


def perform(script: list[str]) -> tuple[Sound, list[Line]]:
    """Say the whole script. Counting is said number by number, and after a question there is time to think."""
    now_s, lines, pieces = 1.2, [], []
    for words in script:
        counting = words.count(",") > 4
        parts = re.split(r"(?<=[:,]) (?=một|hai|ba|bốn|năm|sáu)", words) if counting else [words]
        start_s, times = now_s, []
        for part in parts:
            sound = speak(part)
            end_s = now_s + len(sound) / RATE_HZ
            times += syllable_times(part, now_s, end_s)
            pieces.append((round(now_s * RATE_HZ), sound))
            now_s = end_s + (0.2 if counting else 0.0)
        lines.append(Line(start_s, now_s, tuple(times)))
        now_s += 1.3 if words.endswith("?") else 0.5
    voice = np.zeros(round((now_s + 0.9) * RATE_HZ))
    for place, sound in pieces:
        voice[place : place + len(sound)] += sound
    return voice, lines


def record(voice: Sound) -> Sound:
    """Put the voice into a classroom: first reflections, room noise, mains hum; two channels that differ slightly."""
    chance = np.random.default_rng(10)
    seconds = np.arange(len(voice)) / RATE_HZ
    level = float(np.sqrt(np.mean(voice[np.abs(voice) > 0.01] ** 2)))
    hum = sum(part * np.sin(2 * np.pi * hz * seconds) for hz, part in ((50, 1.0), (100, 0.5), (150, 0.35), (250, 0.15)))
    channels = []
    for reflections in (((13, 0.2), (29, 0.12), (47, 0.07)), ((17, 0.2), (31, 0.11), (53, 0.07))):
        room = voice.copy()
        for delay_ms, part in reflections:
            shift = delay_ms * RATE_HZ // 1000
            room[shift:] += part * voice[:-shift]
        spectrum = np.fft.rfft(chance.standard_normal(len(voice)))
        hz = np.fft.rfftfreq(len(voice), 1 / RATE_HZ)
        noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 80)), len(voice))
        noise *= level * 10 ** (-27 / 20) / np.std(noise)
        channels.append(room + noise + level * 10 ** (-34 / 20) * hum)
    return np.stack(channels, axis=1)


def loudness_lufs(ffmpeg: str, path: Path) -> float:
    command = [ffmpeg, "-hide_banner", "-nostdin", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    log = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", log)[-1])


def save(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


# ---- slides ---------------------------------------------------------------------------------------------------------


def ease(now_s: float, start_s: float, long_s: float) -> float:
    """How far a movement has come, from 0 to 1, softly begun and ended."""
    part = min(max((now_s - start_s) / long_s, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def hop(now_s: float, start_s: float) -> float:
    """One small jump of 0.5 s: its height from 0 to 1."""
    part = (now_s - start_s) / 0.5
    return math.sin(math.pi * part) if 0 < part < 1 else 0.0


@dataclass(frozen=True)
class Move:
    """A stretch of time in which something moves, and how many pictures a second that takes."""

    start_s: float
    end_s: float
    per_s: int = 30


@dataclass(frozen=True)
class Slide:
    """A slide: from when it is seen, how it looks at a moment, what moves on it, and when else it changes."""

    start_s: float
    look: Callable[[Image.Image, float], None]
    moves: tuple[Move, ...] = ()
    changes_s: tuple[float, ...] = ()


def headline(image: Image.Image) -> None:
    put(image, panel(420, 48, "#ffffffd8"), 300, 72)
    write(image, (300, 72), "Toán 1 · Phép cộng trong phạm vi 10", 22, INK, "SemiBold")


def tag(image: Image.Image, x: float, y: float, words: str, colour: str) -> None:
    """A coloured label with white letters."""
    put(image, panel(30 + round(19.5 * len(words)), 62, colour), x, y)
    write(image, (x, y), words, 32, WHITE)


def dot(image: Image.Image, x: float, y: float, number: int, colour: str) -> None:
    put(image, spot(24, colour), x, y)
    write(image, (x, y - 1), str(number), 30, WHITE, "ExtraBold")


EQUATION_X = (352, 496, 640, 784, 928)
EQUATION_COLOURS = (BLUE, INK, ORANGE, INK, RED)


def equation(image: Image.Image, signs: str, y: float, now_s: float, said_s: tuple[float, ...], until_s: float) -> None:
    """A sum that is written while it is said; what is being said stands out."""
    for k, (sign, x, colour) in enumerate(zip(signs, EQUATION_X, EQUATION_COLOURS, strict=True)):
        spoken = now_s >= said_s[k]
        here = spoken and now_s < (*said_s, until_s)[k + 1]
        if here:
            put(image, spot(74, YELLOW), x, y)
        write(image, (x, y), sign, 128 if here else 108, colour if spoken else "#dbe2ec", "ExtraBold")


def sum_slide(start_s: float, line: Line, signs: str, things: Callable[[int, int], Image.Image], step: int) -> Slide:
    """The slide of one sum: the things above, the sum below; the last five syllables of the line say it."""
    said_s = line.syllables_s[-5:]

    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        put(image, panel(960, 420, "#fffffff0"), 640, 340)
        headline(image)
        first, second = int(signs[0]), int(signs[2])
        for kind, count, x, since in ((0, first, 352, 0), (1, second, 640, 2)):
            for k in range(count):
                height = 16 * hop(now_s, said_s[since] + 0.06 * k)
                put(image, things(kind, k), x + (k - (count - 1) / 2) * step, 226 - height)
        if now_s >= said_s[4]:
            for k in range(first + second):
                across, high = k % 3, k // 3
                x = 928 + (across - (min(first + second - 3 * high, 3) - 1) / 2) * step
                put(image, things(int(k >= first), k), x, 196 + 60 * high - 12 * hop(now_s, said_s[4] + 0.05 * k))
        equation(image, signs, 400, now_s, said_s, line.end_s + 0.3)

    return Slide(start_s, look, (Move(said_s[0], line.end_s + 0.5),), said_s)


def title_slide(hello: Line, topic: Line) -> Slide:
    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        put(image, panel(880, 300, "#fffffff0"), 640, 240)
        tag(image, 640, 108, "TOÁN LỚP 1", GREEN)
        bright = topic.said(3) <= now_s < topic.end_s
        write(image, (640, 200), "Phép cộng", 92, RED if bright else BLUE, "ExtraBold")
        write(image, (640, 288), "trong phạm vi 10", 56, INK, "Bold")
        write(image, (640, 356), TEACHER, 24, "#5a6b86", "Medium")
        for k in range(10):
            rise = ease(now_s, 0.3 + 0.1 * k, 1.3)
            sway = 5 * math.sin(3 * now_s + k) if hello.start_s + 1.5 < topic.end_s else 0
            up = 26 * hop(now_s, topic.said(-1) + 0.04 * k)
            put(image, balloon(k + 1), 159 + 107 * k + sway * (1 - rise), 800 - 310 * rise + 14 * (k % 2) - up)

    return Slide(0.0, look, (Move(0.3, 2.6), Move(topic.said(-1), topic.end_s + 0.5)), (topic.said(3), topic.end_s))


PERCHES = ((230, 0), (370, 0), (510, 0), (730, 1), (880, 1))


def birds_slide(three: Line, two: Line, five: Line) -> Slide:
    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        headline(image)
        put(image, branch(), 570, 410)
        for k, (x, kind) in enumerate(PERCHES):
            colour, belly = ((BLUE, "#bfe0ff"), (ORANGE, "#ffe3b8"))[kind]
            y = 350 - 14 * math.sin(x / 320)
            way = ease(now_s, two.start_s - 0.2 + 0.35 * (k - 3), 1.7) if kind else 1.0
            if way < 1:
                wing = (1, 2, 3, 2)[int(now_s * 14 + k) % 4]
                far = (1 - way) * 620
                put(image, flipped(bird(wing, colour, belly)), x + far, y - 0.33 * far - 24 * math.sin(3 * way))
            else:
                jump = 20 * hop(now_s, (three.said(5) if not kind else five.said(4)) + 0.08 * k)
                drawn = bird(0, colour, belly)
                put(image, flipped(drawn) if kind else drawn, x, y - jump)
            if now_s >= five.start_s + 0.16 * k:
                dot(image, x, y - 92, k + 1, BLUE if not kind else ORANGE)
        if now_s >= three.said(4):
            tag(image, 370, 540, "3 con chim", BLUE)
        if now_s >= two.start_s:
            tag(image, 805, 540, "thêm 2 con chim", ORANGE)
        if now_s >= five.start_s:
            put(image, panel(430, 74, RED), 640, 150)
            write(image, (640, 150), "Có tất cả 5 con chim", 36, WHITE, "ExtraBold")

    changes = (three.said(4), two.start_s, *(five.start_s + 0.16 * k for k in range(5)))
    hops = Move(three.said(5), three.said(5) + 0.8), Move(five.said(4), five.said(4) + 0.9)
    return Slide(three.start_s - 0.4, look, (hops[0], Move(two.start_s - 0.2, two.start_s + 2.0), hops[1]), changes)


def flipped(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def apples_slide(baskets: Line, count: Line) -> Slide:
    numbers_s = count.syllables_s[-6:]
    inside = [(270, 394), (340, 382), (410, 392), (345, 418), (880, 396), (965, 390)]

    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        headline(image)
        put(image, panel(930, 150, "#ffffffc8"), 640, 226)
        for x in (340, 925):
            put(image, basket(False), x, 450)
        ways = [ease(now_s, count.start_s + 0.11 * k, 1.0) for k in range(6)]
        for k, (x, y) in enumerate(inside):
            if ways[k] <= 0.25:
                place_apple(image, k, (x, y), ways[k], 0.0)
        for x in (340, 925):
            put(image, basket(True), x, 450)
        for k, (x, y) in enumerate(inside):
            if ways[k] > 0.25:
                place_apple(image, k, (x, y), ways[k], hop(now_s, numbers_s[k]))
            if now_s >= numbers_s[k]:
                dot(image, 290 + 140 * k, 274, k + 1, RED)
        if now_s >= baskets.said(4):
            tag(image, 340, 566, "4 quả táo", BLUE)
        if now_s >= baskets.said(11):
            tag(image, 925, 566, "2 quả táo", ORANGE)
        if now_s >= count.start_s:
            write(image, (640, 464), "gộp lại", 44, VIOLET, "ExtraBold")
            write(image, (640, 392), "+", 96, VIOLET, "Black")

    moves = (Move(count.start_s, count.start_s + 1.7), Move(numbers_s[0], numbers_s[5] + 0.6))
    changes = (baskets.said(4), baskets.said(11))
    return Slide(baskets.start_s - 0.4, look, moves, changes)


def place_apple(image: Image.Image, k: int, start: tuple[float, float], way: float, jump: float) -> None:
    x, y = start[0] + (290 + 140 * k - start[0]) * way, start[1] + (212 - start[1]) * way
    put(image, apple(), x, y - 60 * math.sin(math.pi * way) - 18 * jump)


def turn_slide(line: Line) -> Slide:
    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        headline(image)
        put(image, panel(760, 230, YELLOW), 640, 330)
        write(image, (600, 330), "Đến lượt em", 96, INK, "ExtraBold")
        write(image, (936, 330 - 24 * abs(math.sin(5 * (now_s - line.start_s)))), "?", 130, RED, "Black")
        for k, colour in enumerate((RED, BLUE, GREEN, VIOLET)):
            put(
                image,
                star(colour).rotate(40 * now_s + 20 * k, Image.Resampling.BICUBIC),
                270 + 246 * k,
                500 - 30 * (k % 2),
            )

    return Slide(line.start_s - 0.4, look, (Move(line.start_s - 0.4, line.end_s + 0.2, 24),))


def buffaloes_slide(tell: Line, ask: Line, add: Line, answer: Line) -> Slide:
    said_s = add.syllables_s
    walk_s = tell.said(8) - 0.3
    herd = [(170, 500), (290, 548), (400, 490), (530, 546), (640, 492), (810, 548), (930, 496), (1080, 546)]

    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        headline(image)
        for k, (x, y) in sorted(enumerate(herd), key=lambda place: place[1][1]):
            way = ease(now_s, walk_s + 0.25 * (k - 5), 2.3) if k > 4 else 1.0
            walking = k > 4 and 0 < way < 1
            bob = 4 * abs(math.sin(8 * now_s + k)) if walking else 0.0
            jump = 14 * hop(now_s, answer.said(3) + 0.06 * k)
            put(image, buffalo(int(now_s * 12 + k) % 8 if walking else k % 2), x + 620 * (1 - way), y - bob - jump)
            if now_s >= answer.start_s + 0.1 * k:
                dot(image, x + 16, y, k + 1, BLUE if k < 5 else ORANGE)
        put(image, panel(830, 190, "#fffffff0"), 640, 230)
        if now_s >= add.start_s:
            equation(image, "5+3=8", 226, now_s, said_s, add.end_s + 0.3)
            return
        for k, (sign, x) in enumerate(zip("5+3=?", EQUATION_X, strict=True)):
            since = (tell.said(4), tell.said(8), tell.said(8), ask.start_s, ask.start_s)[k]
            lift = 18 * abs(math.sin(4 * (now_s - ask.start_s))) if sign == "?" else 0.0
            if now_s >= since:
                write(image, (x, 226 - lift), sign, 108, EQUATION_COLOURS[k], "ExtraBold")

    moves = (
        Move(walk_s, walk_s + 2.9, 24),
        Move(ask.start_s, add.start_s, 20),
        Move(answer.said(3), answer.said(3) + 1.0),
    )
    changes = (tell.said(4), tell.said(8), *said_s, *(answer.start_s + 0.1 * k for k in range(8)), add.end_s + 0.3)
    return Slide(tell.start_s - 0.4, look, moves, changes)


def recap_slide(line: Line) -> Slide:
    join_s, add_s, plus_s = line.said(4), line.said(7), line.said(11)

    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        headline(image)
        for x, words, since, colour in ((340, "Gộp lại", join_s, GREEN), (940, "Thêm vào", add_s, ORANGE)):
            put(image, panel(400, 280, WHITE), x, 282)
            write(image, (x, 372), words, 52, colour if now_s >= since else "#a9b4c6", "ExtraBold")
        near = 26 * ease(now_s, join_s, 0.8)
        for k, x in enumerate((196, 266, 414, 484)):
            put(image, apple(), x + (near if k < 2 else -near), 250)
        fly = 150 * (1 - ease(now_s, add_s, 0.8))
        for x in (812, 922):
            put(image, bird(0, BLUE, "#bfe0ff"), x, 250)
        wing = 0 if fly <= 0 else (1, 2, 3, 2)[int(now_s * 14) % 4]
        put(image, flipped(bird(wing, ORANGE, "#ffe3b8")), 1058 + 0.3 * fly, 250 - 0.5 * fly)
        if now_s >= plus_s:
            put(image, panel(560, 110, RED), 640, 510)
            write(image, (640, 510), "Phép cộng  +", 64, WHITE, "ExtraBold")

    moves = (Move(join_s, join_s + 0.9), Move(add_s, add_s + 0.9))
    return Slide(line.start_s - 0.4, look, moves, (plus_s,))


def goodbye_slide(line: Line) -> Slide:
    def look(image: Image.Image, now_s: float) -> None:
        put(image, landscape(), WIDTH / 2, HEIGHT / 2)
        put(image, panel(880, 230, "#fffffff0"), 640, 320)
        write(image, (640, 290), "Hẹn gặp lại các em!", 78, BLUE, "ExtraBold")
        write(image, (640, 374), TEACHER, 26, "#5a6b86", "Medium")
        for k in range(12):
            colour = (RED, ORANGE, YELLOW, GREEN, BLUE, VIOLET)[k % 6]
            fall = ((now_s - line.start_s) * (70 + 11 * (k % 5)) + 97 * k) % 560
            edge = 0 if k % 2 else 1070
            turned = star(colour).rotate(60 * now_s + 30 * k, Image.Resampling.BICUBIC)
            put(image, turned, edge + 40 + (k * 53) % 130, 60 + fall)

    return Slide(line.start_s - 0.4, look, (Move(line.start_s - 0.4, line.end_s + 0.6, 24),))


def storyboard(lines: list[Line]) -> list[Slide]:
    def perched(kind: int, _: int) -> Image.Image:
        colour, belly = ((BLUE, "#bfe0ff"), (ORANGE, "#ffe3b8"))[kind]
        return bird(0, colour, belly).resize((64, 62), Image.Resampling.LANCZOS)

    def fruit(_: int, __: int) -> Image.Image:
        return apple().resize((52, 49), Image.Resampling.LANCZOS)

    return [
        title_slide(lines[0], lines[1]),
        birds_slide(*lines[2:5]),
        sum_slide(lines[5].start_s - 0.4, lines[5], "3+2=5", perched, 62),
        apples_slide(*lines[6:8]),
        sum_slide(lines[8].start_s - 0.4, lines[8], "4+2=6", fruit, 54),
        turn_slide(lines[9]),
        buffaloes_slide(*lines[10:14]),
        recap_slide(lines[14]),
        goodbye_slide(lines[15]),
    ]


# ---- film -----------------------------------------------------------------------------------------------------------

PUSH_S = 0.45


def look_at(slides: list[Slide], now_s: float) -> Image.Image:
    """Draw one moment. A new slide pushes the old one out to the left."""
    index = bisect.bisect_right([slide.start_s for slide in slides], now_s) - 1
    image = Image.new("RGB", (WIDTH, HEIGHT))
    slides[index].look(image, now_s)
    gone = ease(now_s, slides[index].start_s, PUSH_S) if index else 1.0
    if gone < 1:
        before, after = Image.new("RGB", (WIDTH, HEIGHT)), image
        slides[index - 1].look(before, slides[index].start_s)
        image = Image.new("RGB", (WIDTH, HEIGHT))
        edge = round(WIDTH * (1 - gone))
        image.paste(before, (edge - WIDTH, 0))
        image.paste(after, (edge, 0))
    return image


def picture_times(slides: list[Slide], end_s: float) -> Iterator[int]:
    """Say at which milliseconds a picture is taken: often while something moves, seldom while nothing does."""
    moves = [move for slide in slides for move in slide.moves]
    moves += [Move(slide.start_s, slide.start_s + PUSH_S) for slide in slides[1:]]
    wakes = sorted({m.start_s for m in moves} | {s.start_s for s in slides} | {c for s in slides for c in s.changes_s})
    now_s = 0.0
    while now_s < end_s - 0.04:
        yield round(now_s * 1000)
        per_s = max((move.per_s for move in moves if move.start_s <= now_s + 0.001 < move.end_s), default=4)
        following = now_s + 1 / per_s
        upcoming = next((wake for wake in wakes if wake > now_s + 0.034), end_s)
        now_s = min(following, upcoming) if per_s == 4 else following


def film(folder: Path) -> None:
    """Make FOLDER/recording.mp4 from FOLDER/script.txt."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    script = (folder / "script.txt").read_text(encoding="utf-8").splitlines()
    voice, lines = perform(script)
    slides, end_s = storyboard(lines), len(voice) / RATE_HZ
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        sound = record(voice)
        save(work / "voice.wav", sound)
        save(work / "voice.wav", sound * 10 ** ((LOUDNESS_LUFS - loudness_lufs(ffmpeg, work / "voice.wav")) / 20))
        times = [*picture_times(slides, end_s), round(end_s * 1000)]
        order = ["ffconcat version 1.0"]
        for now, after in itertools.pairwise(times):
            name = f"{now:06}.png"
            look_at(slides, now / 1000).save(work / name, compress_level=1)
            order += [f"file {name}", "option framerate 1000", f"duration {(after - now) / 1000:.3f}"]
        (work / "pictures.txt").write_text("\n".join(order) + "\n", encoding="utf-8")
        command = [ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
        command += ["-f", "concat", "-safe", "0", "-i", str(work / "pictures.txt"), "-i", str(work / "voice.wav")]
        command += ["-map", "0:v", "-map", "1:a", "-fps_mode", "passthrough", "-enc_time_base", "1/1000"]
        command += [
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=color_primaries=bt709:color_trc=bt709",
        ]
        command += ["-c:v", "libx264", "-preset", "slower", "-crf", "27", "-tune", "animation", "-threads", "2"]
        command += ["-profile:v", "main", "-level", "3.1", "-refs", "4", "-bf", "0", "-g", "120"]
        command += ["-bsf:v", f"setts=duration={times[-1] - times[-2]}", "-video_track_timescale", "90000"]
        command += ["-c:a", "aac", "-b:a", "80k", "-flags", "+bitexact", "-fflags", "+bitexact"]
        whole = folder / "recording.mp4.part"
        command += ["-movflags", "+faststart", "-f", "mp4", str(whole)]
        subprocess.run(command, check=True)
        whole.replace(folder / "recording.mp4")


if __name__ == "__main__":
    film(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "phep-cong-lop-1")
