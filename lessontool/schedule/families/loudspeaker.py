"""What the commune's loudspeaker reads in the morning: full sentences, grade by grade, everything twice.

It is Vietnamese whatever the language of the other texts, for it is read by people to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lessontool.messages import say
from lessontool.model import Channel
from lessontool.schedule.families import speech
from lessontool.schedule.families.told import Told, by_subject, short_day, shown, station, subject_name

SYLLABLES_A_MINUTE: Final = 180
"""A slow, clear reading that is understood over a loudspeaker in the open; news are read at about 220."""

MOST_S: Final = 120
"""For each grade: nobody listens longer."""

PARTS: Final = (("morning", 0), ("afternoon", 12 * 3600), ("evening", 18 * 3600))
"""Parts of the day as people call them, and where they begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read for one grade."""

    grade: int
    sentences: tuple[str, ...]
    """All of them, the second reading too."""
    seconds: int
    """How long it takes, about."""

    @property
    def too_long(self) -> bool:
        """It takes longer than people listen, however short it was made."""
        return self.seconds > MOST_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is read on one day."""

    day: date
    opening: str
    readings: tuple[Reading, ...]
    closing: str

    @property
    def seconds(self) -> int:
        """How long all of it takes, about."""
        ends = seconds_of([self.opening, self.closing])
        return ends + sum(each.seconds for each in self.readings)

    def text(self) -> str:
        """Write it for the person who reads it: sentences on their lines, notes for the reader in brackets."""
        date_text = f"{short_day(self.day)}/{self.day.year}"
        values = {"day": speech.weekday(self.day), "date": date_text, "length": _about(self.seconds)}
        blocks = [f"[{say('families-loud-head', values, 'vi')}]", self.opening]
        for each in self.readings:
            note = say("families-grade", {"grade": each.grade}, "vi")
            blocks.append("\n".join([f"[{note}, {_about(each.seconds)}]", *each.sentences]))
        return "\n\n".join([*blocks, self.closing]) + "\n"

    def spoken(self) -> str:
        """Give only what is spoken."""
        sentences = [sentence for each in self.readings for sentence in each.sentences]
        return " ".join([self.opening, *sentences, self.closing])


def _about(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    code = "families-loud-minutes" if minutes else "families-loud-seconds"
    return say(code, {"minutes": minutes, "seconds": rest}, "vi")


def seconds_of(sentences: Iterable[str]) -> int:
    """Say how long sentences take to read, about."""
    return -(-sum(map(speech.syllables, sentences)) * 60 // SYLLABLES_A_MINUTE)


def script(
    items: Sequence[Told], channels: Mapping[str, Channel], *, grades: Sequence[int], day: date
) -> Script | None:
    """Write what is read on a day; None: there is nothing to say.

    The titles of lessons are left out where a grade would take longer than two minutes, then times are put together
    by subject.
    """
    today = [item for item in items if item.day == day and set(item.grades) & set(grades)]
    if not today:
        return None
    names = sorted({item.channel for item in today})
    where = _listed(list(dict.fromkeys(speech.aloud(station(channels[name])) for name in names)))
    values = {"day": speech.full_day(day), "where": where}
    readings = (_reading(today, channels, grade, several=len(names) > 1) for grade in grades)
    return Script(
        day=day,
        opening=say("families-loud-opening", values, "vi"),
        readings=tuple(each for each in readings if each.sentences),
        closing=say("families-loud-closing", {}, "vi"),
    )


def _reading(today: Sequence[Told], channels: Mapping[str, Channel], grade: int, *, several: bool) -> Reading:
    mine = [item for item in today if grade in item.grades]
    if not mine:
        return Reading(grade=grade, sentences=(), seconds=0)
    many = len({item.channel for item in mine}) > 1
    longest_first = (
        _by_time(mine, channels, many=many, titles=True),
        _by_time(mine, channels, many=many, titles=False),
        _together(mine, channels, many=many),
    )
    spoken = speech.number(grade)
    for told in longest_first:
        values = {"grade": spoken, "channel": _channel(mine[0], channels)}
        first = say("families-loud-grade-on" if several and not many else "families-loud-grade", values, "vi")
        again = say("families-loud-again", values, "vi")
        sentences = (first, *told, again, *told)
        seconds = seconds_of(sentences)
        if seconds <= MOST_S:
            break
    return Reading(grade=grade, sentences=sentences, seconds=seconds)


def part_of(item: Told) -> str:
    """Say in which part of the day a showing begins."""
    return [name for name, begins_s in PARTS if item.start_s >= begins_s][-1]


def _by_time(items: Sequence[Told], channels: Mapping[str, Channel], *, many: bool, titles: bool) -> list[str]:
    sentences: list[str] = []
    said: set[object] = set()
    for part, _ in PARTS:
        pieces = []
        for item in (each for each in items if part_of(each) == part):
            again = item.what in said
            said.add(item.what)
            pieces.append(_showing(item, channels, many=many, title=titles and not again, again=again))
        if pieces:
            sentences.append(say(f"families-loud-{part}", {"showings": "; ".join(pieces)}, "vi"))
    return sentences


def _showing(item: Told, channels: Mapping[str, Channel], *, many: bool, title: bool, again: bool) -> str:
    values = {"time": speech.moment(item.start_s), "subject": _subjects(item)}
    said = say("families-loud-repeat" if again else "families-loud-showing", values, "vi")
    if many:
        said += f" {say('families-loud-channel', {'channel': _channel(item, channels)}, 'vi')}"
    lesson = speech.aloud(item.text).replace(". ", ": ").rstrip(" .;,:")
    return f"{said}, {lesson}" if title and lesson and not item.source else said


def _together(items: Sequence[Told], channels: Mapping[str, Channel], *, many: bool) -> list[str]:
    sentences = []
    for each in by_subject(items).values():
        times = [speech.moment(item.start_s) for item in each]
        if many:
            here = [say("families-loud-channel", {"channel": _channel(item, channels)}, "vi") for item in each]
            times = [f"{time} {channel}" for time, channel in zip(times, here, strict=True)]
        values = {"subject": _subjects(each[0]), "times": _listed(times)}
        sentences.append(say("families-loud-subject", values, "vi"))
    return sentences


def _subjects(item: Told) -> str:
    return _listed([speech.aloud(subject_name(code, "vi")) for code in item.subjects])


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else words[0]


def _channel(item: Told, channels: Mapping[str, Channel]) -> str:
    return speech.aloud(shown(channels[item.channel].title))
