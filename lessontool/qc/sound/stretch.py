"""What was heard of a file, and where its programme lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lessontool.qc.sound.ear import FRAME, FRAME_S, Ear
from lessontool.qc.sound.hearing import first_sample_s, one_microphone, programme_sample
from lessontool.qc.subject import Subject
from lessontool.timing import SOUND_RATE_HZ, TimeSpan


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ear's figures, with their times: seconds from the file's first picture."""

    subject: Subject
    ear: Ear

    @property
    def start_s(self) -> Fraction:
        """When the first sample is heard."""
        return first_sample_s(self.subject)

    @property
    def programme_s(self) -> Fraction:
        """When the programme begins, as far as it is heard."""
        return self.start_s + Fraction(programme_sample(self.subject), SOUND_RATE_HZ)

    @property
    def first(self) -> int:
        """The first 20 ms of the programme."""
        return -(-programme_sample(self.subject) // FRAME)

    @property
    def whole(self) -> TimeSpan:
        """The programme."""
        start = max(Fraction(0), self.programme_s)
        return TimeSpan(start, max(start + FRAME_S, self.sample_s(self.ear.samples)))

    @property
    def one_channel(self) -> bool:
        """Whether one microphone plays from both loudspeakers because the file has no second channel."""
        return one_microphone(self.subject)

    def sample_s(self, sample: int) -> Fraction:
        """When a sample is heard."""
        return self.start_s + Fraction(sample, SOUND_RATE_HZ)

    def frame_s(self, frame: int) -> Fraction:
        """When 20 ms begin."""
        return self.start_s + frame * FRAME_S

    def programme(self, column: str) -> NDArray[np.float32]:
        """Give one figure of every 20 ms of the programme."""
        return self.ear.column(column)[self.first :]
