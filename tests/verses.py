"""A real voice that reads known lines: the beginning of Truyện Kiều, cut at its pauses and put together again at will.

What speech recognition would have heard of it is made up, with its usual mistakes, so that no test of alignment needs
a model.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lessontool.model.text import Transcript, Word
from lessontool.timing import SOUND_RATE_HZ, TimeSpan
from lessontool.tools import wav
from tests.recordings import RECORDINGS

Sound = NDArray[np.float32]

VOICE = "speech_vi_truyenkieu_49s_tts.wav"
LINES = (
    "Trăm năm trong cõi người ta,",
    "Chữ tài chữ mệnh khéo là ghét nhau.",
    "Trải qua một cuộc bể dâu,",
    "Những điều trông thấy mà đau đớn lòng.",
    "Lạ gì bỉ sắc tư phong,",
    "Trời xanh quen thói má hồng đánh ghen.",
    "Cảo thơm lần giở trước đèn,",
    "Phong tình cổ lục còn truyền sử xanh.",
    "Năm Gia tĩnh triều Minh,",
    "Bốn phương phẳng lặng hai kinh chữ vàng.",
    "Có nhà viên ngoại họ Vương,",
    "Gia tư nghỉ cũng thường thường bậc trung.",
    "Một trai con thứ rốt lòng,",
    "Vương Quan là chữ nối dòng nho gia.",
    "Đầu lòng hai ả tố nga,",
    "Thúy Kiều là chị em là Thúy Vân.",
    "Mai cốt cách tuyết tinh thần,",
    "Mỗi người một vẻ mười phân vẹn mười.",
    "Vân xem trang trọng khác vời,",
    "Khuôn trăng đầy đặn nét ngài nở nang.",
    "Hoa cười ngọc thốt đoan trang,",
    "Mây thua nước tóc tuyết nhường màu da.",
    "Kiều càng sắc sảo mặn mà,",
    "So bề tài sắc lại là phần hơn.",
    "Làn thu thủy nét xuân sơn,",
    "Hoa ghen thua thắm liễu hờn kém xanh.",
)

_PAUSE_S = 0.2
_QUIET_DB = 32.0
"""Below what is loud."""

_HOP = SOUND_RATE_HZ // 100


@dataclass(frozen=True)
class Said:
    """A line that is said, and when."""

    text: str
    start: Fraction
    end: Fraction


def recording(name: str) -> Sound:
    """One of the recordings, a 16-bit WAV, as one channel at 48 kHz."""
    return recording_at(RECORDINGS / name)


def recording_at(path: Path) -> Sound:
    """A 16-bit WAV as one channel at 48 kHz."""
    form = wav.read_format(path)
    assert form.sample_bytes == 2
    values = np.fromfile(path, np.dtype("<i2"), form.samples * form.channels, offset=form.data_offset)
    sound = values.reshape(-1, form.channels).mean(axis=1) / 32768
    size = round(len(sound) * SOUND_RATE_HZ / form.rate_hz)
    whole = np.fft.rfft(sound)
    wide = np.zeros(size // 2 + 1, complex)
    wide[: min(len(whole), len(wide))] = whole[: len(wide)]
    return (np.fft.irfft(wide, size) * (size / len(sound))).astype(np.float32)


def trimmed(sound: Sound) -> Sound:
    """A clip without the silence before and after."""
    loud = _loud(sound)
    return sound[loud[0] * _HOP : (loud[-1] + 1) * _HOP]


def parts(sound: Sound) -> list[Sound]:
    """What is said between two pauses, silence cut off."""
    loud = _loud(sound)
    apart = np.flatnonzero(np.diff(loud) > _PAUSE_S * SOUND_RATE_HZ / _HOP)
    starts = [loud[0], *(loud[index + 1] for index in apart)]
    ends = [*(loud[index] for index in apart), loud[-1]]
    return [sound[start * _HOP : (end + 1) * _HOP] for start, end in zip(starts, ends, strict=True)]


def _loud(sound: Sound) -> NDArray[np.int64]:
    """The hundredths of a second in which somebody speaks."""
    power = np.square(sound[: len(sound) // _HOP * _HOP]).reshape(-1, _HOP).mean(axis=1)
    return np.flatnonzero(power > np.percentile(power, 90) * 10 ** (-_QUIET_DB / 10))


@cache
def lines() -> tuple[Sound, ...]:
    """The sound of each line."""
    found = parts(recording(VOICE))
    del found[8]  # "Rằng:", by itself
    assert len(found) == len(LINES)
    return tuple(found)


def read(order: Sequence[int], *, seed: int = 1, gap_s: tuple[float, float] = (0.3, 1.2)) -> tuple[Sound, list[Said]]:
    """The lines read in some order, with pauses between them and the noise of a quiet room."""
    return joined([(LINES[index], lines()[index]) for index in order], seed=seed, gap_s=gap_s)


def joined(
    spoken: Sequence[tuple[str, Sound]], *, seed: int = 1, gap_s: tuple[float, float] = (0.3, 1.2)
) -> tuple[Sound, list[Said]]:
    """Texts and their sounds put together."""
    chance = random.Random(seed)
    pieces: list[Sound] = [np.zeros(SOUND_RATE_HZ // 2, np.float32)]
    said: list[Said] = []
    samples = len(pieces[0])
    for text, sound in spoken:
        said.append(Said(text, Fraction(samples, SOUND_RATE_HZ), Fraction(samples + len(sound), SOUND_RATE_HZ)))
        pieces += [sound, np.zeros(round(chance.uniform(*gap_s) * SOUND_RATE_HZ), np.float32)]
        samples += len(sound) + len(pieces[-1])
    noise = np.random.default_rng(seed).standard_normal(samples) * 1e-4
    return (np.concatenate(pieces) + noise).astype(np.float32), said


def written(path: Path, sound: Sound, channels: int = 1) -> Path:
    """Write a WAV of ours; the second of two channels is half as loud."""
    both = np.stack([sound / (1 + channel) for channel in range(channels)], axis=1).astype("<f4")
    path.write_bytes(wav.header(channels, SOUND_RATE_HZ, len(sound)) + both.tobytes())
    return path


def heard(said: Sequence[Said], *, wrong: float = 0.2, seed: int = 1, language: str = "vi") -> Transcript:
    """What recognition makes of it: tones lost, words misheard, times some hundredths off, rough voice activity."""
    chance = random.Random(seed)
    words: list[Word] = []
    last = Fraction(0)
    for line in said:
        texts = line.text.split()
        step = (line.end - line.start) / len(texts)
        for index, text in enumerate(texts):
            start = line.start + index * step + Fraction(chance.randint(-8, 8), 100)
            end = max(start, last) + step
            start, end = max(last, line.start, start), min(end, line.end)
            words.append(Word(text=_misheard(text, wrong, chance), start=min(start, end), end=end, confidence=0.8))
            last = end
    speech = tuple(TimeSpan(max(Fraction(0), line.start - Fraction(1, 50)), line.end) for line in said)
    return transcript(speech, words, language)


def transcript(speech: Sequence[TimeSpan], words: Sequence[Word], language: str = "vi") -> Transcript:
    """A transcript with what matters here."""
    return Transcript(
        language=language,
        backend="faster-whisper" if words else "",
        model="base" if words else "",
        model_sha256="0" * 64 if words else "",
        seconds=speech[-1].end + 1 if speech else Fraction(1),
        speech=tuple(speech),
        words=tuple(words),
    )


def _misheard(word: str, wrong: float, chance: random.Random) -> str:
    if chance.random() >= wrong:
        return word
    if chance.random() < 0.5:
        return chance.choice(LINES).split()[1]
    plain = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in "\u0300\u0301\u0303\u0309\u0323"))
