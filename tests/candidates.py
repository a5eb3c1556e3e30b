"""Lessons as candidates for their places, made in a moment, and a strategy that draws any of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, get_args

from hypothesis import strategies as st

from lessontool.model import Consent, Rights
from lessontool.model.qc import ItemName, Verdict
from lessontool.model.ranking import CaptionSource, PictureFault, SoundFault
from lessontool.planning.candidates import Candidate, PackageFacts
from tests.sources import LESSON

FIGURES = {
    "source_lines": 1080.0,
    "speech_to_noise_db": 35.0,
    "syllables_per_second": 3.0,
    "speech_share": 0.7,
    "caption_cps_p95": 11.0,
    "caption_cps_limit": 12.0,
}
"""Of a lesson that gets all points."""


def package(**changes: Any) -> PackageFacts:
    """A television package that passed everything."""
    facts: dict[str, Any] = {
        "destination": "tv",
        "created": "2021-09-20T10:00:00Z",
        "proof": "passed",
        "verdicts": {"a.mxf: loudness": "passed"},
        "importance": {},
        "figures": dict(FIGURES),
        "found": frozenset(),
        "languages": ("vi", "hmn"),
        "caption_source": "script",
        "chapters": 3,
    }
    return PackageFacts(**(facts | changes))


def candidate(lesson_id: str = "a", *packages: PackageFacts, **lesson: Any) -> Candidate:
    """A lesson with some packages."""
    return Candidate(id=lesson_id, lesson=replace(LESSON, **lesson), packages=packages or (package(),))


def any_package(chance: Random) -> PackageFacts:
    """Any package, with or without each figure."""
    figures = {
        "source_lines": chance.uniform(100, 4000),
        "speech_to_noise_db": chance.uniform(-5, 80),
        "syllables_per_second": chance.uniform(0.1, 12),
        "speech_share": chance.random(),
        "caption_cps_p95": chance.uniform(1, 40),
        "caption_cps_limit": chance.uniform(8, 20),
    }
    items = chance.sample(get_args(ItemName), chance.randint(0, 4))
    faults = [*get_args(SoundFault), *get_args(PictureFault)]
    return package(
        destination=chance.choice(["tv", "online", "radio"]),
        created=chance.choice(["2021-09-20T10:00:00Z", "2021-09-21T10:00:00Z"]),
        proof=chance.choice(["passed", "passed", "failed", "unproved"]),
        verdicts={f"x: {item}": chance.choice(get_args(Verdict)) for item in items},
        importance={item: chance.choice(["error", "note", "off"]) for item in items if chance.random() < 0.7},
        figures={name: value for name, value in figures.items() if chance.random() < 0.7},
        found=frozenset(chance.sample(faults, chance.randint(0, 5))),
        languages=tuple(chance.sample(["vi", "hmn", "en"], chance.randint(0, 3))),
        caption_source=chance.choice([None, *get_args(CaptionSource)]),
        chapters=chance.randint(0, 9),
        read=chance.random() < 0.8,
    )


def drawn(seed: int, lesson_id: str = "a") -> Candidate:
    """Any lesson of a few places, with one to three packages."""
    chance = Random(f"{seed} {lesson_id}")
    lesson = replace(
        LESSON,
        week=chance.randint(1, 2),
        grade=chance.randint(1, 12),
        description=chance.choice(["", "Ba phép cộng."]),
        attachments=chance.choice([(), ("phieu.pdf",)]),
        rights=Rights(holder="Trường", licence=chance.choice(["", "CC BY 4.0"])),
        consent=Consent(pupils_visible=chance.random() < 0.3, given=chance.random() < 0.7),
        school=chance.choice(["Trường A", "Trường Á", "Trường Ă"]),
    )
    packages = tuple(any_package(chance) for _ in range(chance.randint(1, 3)))
    return Candidate(id=lesson_id, lesson=lesson, packages=packages)


any_candidate = st.integers(0, 2**32).map(drawn)
"""Drawn from one number: drawing every field by itself takes a hundred times as long."""
