"""How surely and how fast a second recording of a lesson is placed, and that foreign ones are refused.

Lessons are put together from the real recordings' voices (`tests/test_matching_sound.py` loads them); the interpreter's
camera hears them across a room, by another clock, at several levels of noise. Prints the lowest confidence of what
belongs together, the highest of what does not (`matching.CERTAIN` lies between), and time and memory for a long lesson.
Run: `python -m benchmarks.matching [--minutes 45]`.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from lessontool.analysis.matching import CERTAIN, match
from tests.test_matching_sound import RATE, SOUND_TRAVELS_S, Sound, ear, found, in_the_room, noise, speech, tune

VOICES = (
    "speech_vi_truyenkieu_49s_tts.wav",
    "talk_timecode_burnin_silences.mp4",
    "speech_en_jfk_44k.flac",
    "lecture_eth_slides_speech.mov",
    "mediarecorder_firefox_1080p_french_talk.webm",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=45)
    minutes = parser.parse_args().minutes
    voices = {name: speech(name) for name in VOICES}
    print(f"a match is certain from {CERTAIN}")
    for snr_db in (20, 10, 5, 0):
        results = [(voice, found(voice, in_the_room(voice[2 * RATE :], snr_db))) for voice in voices.values()]
        off = max(abs(float(result.offset_s) - 2 + SOUND_TRAVELS_S) for _, result in results)
        least = min(result.confidence for _, result in results)
        print(
            f"together, {snr_db:2} dB above the noise: confidence at least {least:.2f}, at most {off * 1000:.1f} ms off"
        )
    foreign = {**voices, "music": tune(40, 1), "more music": tune(30, 2), "an empty room": noise(40 * RATE, 9) * 0.01}
    refused = [
        (found(one, in_the_room(other, 20)).confidence, f"{first} and {second}")
        for first, one in foreign.items()
        for second, other in foreign.items()
        if first != second
    ]
    print(f"foreign, {len(refused)} pairs: confidence at most {max(refused)[0]:.2f} ({max(refused)[1]})")
    _long(np.concatenate(list(voices.values())), minutes)


def _long(words: Sound, minutes: int) -> None:
    rng = np.random.default_rng(1)
    count = minutes * 60 * RATE // len(words) + 1
    long = np.concatenate([np.roll(words, int(rng.integers(len(words)))) for _ in range(count)])
    other = in_the_room(long[7 * RATE :], 5, ppm=100)
    begun = time.process_time()
    one, two = ear(long), ear(other)
    listened = time.process_time()
    seconds = len(long) / RATE
    del long, other
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = match(one, two)
    matched = time.process_time() - listened
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    kept = sum(each.bands.nbytes + each.seconds.nbytes for each in (one, two)) / 2**20
    print(f"{seconds / 60:.0f} minutes: {listened - begun:.1f} s for listening to both, {matched:.1f} s for matching")
    print(f"{kept:.0f} MiB kept of both, {more} MiB more at the peak of matching; {result}")


if __name__ == "__main__":
    main()
