"""Which picture and which sound of a recording are the lesson: pure choices, the teacher's word first."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from lessontool.errors import InputError
from lessontool.model import AudioTrack, Lesson, Measurements, MediaFile, SoundMeasurements, VideoTrack

MOST_TRACKS: Final = 8
"""So many pictures and so many sounds of a recording are looked into; more belong to no lesson."""

_STILL_BELOW: Final = Fraction(5)
"""Pictures a second below which a track is a series of stills beside a moving picture."""

_WHOLE_LESSON: Final = Fraction(1, 2)
"""A track shorter than half of the longest is an insert, not the lesson."""

SILENT_LUFS: Final = -70.0
"""The absolute gate of ITU-R BS.1770: what never rises above it is silence."""

SILENT_PEAK_DBFS: Final = -60.0
"""A track that never rises above 1/1000 of full scale holds nothing but the noise of its recorder."""

NO_VOICE_SHARE: Final = 0.05
"""Below this share of speech nobody speaks; a door or a chair may still be taken for a voice."""

FAINT_LUFS: Final = -35.0
"""A room without a voice that is fainter than this would have to be raised by more than 12 LU for television."""

_CLOSE_SHARE: Final = 0.15
"""Shares of speech that differ by less are the same: then the first track is meant."""

_CLOSE_LU: Final = 6.0
"""So are loudnesses: twice as loud is 10 LU."""

_LANGUAGES: Final = {"vie": "vi", "eng": "en", "fra": "fr", "fre": "fr", "khm": "km", "zho": "zh", "chi": "zh"}
"""ISO 639-2 codes, which containers use, of the languages that lessons are taught in."""


def choose_video(media: MediaFile, lesson: Lesson | None) -> VideoTrack | None:
    """Choose the picture of the lesson: the one the teacher named, else the biggest that really moves.

    Gives None where the recording has no picture. Raises InputError (no-such-picture) for a number that it lacks.
    """
    tracks = media.video[:MOST_TRACKS]
    if lesson is not None and lesson.video_track is not None:
        if not 1 <= lesson.video_track <= len(tracks):
            raise InputError("no-such-picture", wanted=lesson.video_track, count=len(tracks))
        return tracks[lesson.video_track - 1]
    if not tracks:
        return None
    longest = max(track.end - track.start for track in tracks)
    whole = [track for track in tracks if track.end - track.start >= longest * _WHOLE_LESSON]
    moving = [track for track in whole if _pictures_a_second(track) >= _STILL_BELOW]
    return max(moving or whole, key=lambda track: track.width_px * track.height_px)


def _pictures_a_second(track: VideoTrack) -> Fraction:
    length = track.end - track.start
    return track.frames / length if length > 0 else Fraction(0)


def choose_audio(media: MediaFile, measurements: Measurements, lesson: Lesson | None) -> AudioTrack | None:
    """Choose the sound of the lesson: the track the teacher named, else the one in which somebody speaks.

    The language of the lesson decides between several voices, then the order in the file. Without any voice the
    loudest track is taken. Gives None where the recording has no sound track. Raises InputError (no-such-sound) for a
    number that it lacks.
    """
    present = media.audio[:MOST_TRACKS]
    if lesson is not None and lesson.audio_track is not None:
        if not 1 <= lesson.audio_track <= len(present):
            raise InputError("no-such-sound", wanted=lesson.audio_track, count=len(present))
        return present[lesson.audio_track - 1]
    heard = {sound.track_index: sound for sound in measurements.sound if not is_silent(sound)}
    tracks = [track for track in present if track.index in heard]
    if not tracks:
        return present[0] if present else None
    best = max(heard[track.index].speech_share for track in tracks)
    if best > _CLOSE_SHARE:
        speaking = [track for track in tracks if heard[track.index].speech_share >= best - _CLOSE_SHARE]
        return _in_language(speaking, lesson)
    loudest = max(heard[track.index].loudness.integrated_lufs for track in tracks)
    return next(t for t in tracks if heard[t.index].loudness.integrated_lufs >= loudest - _CLOSE_LU)


def _in_language(tracks: list[AudioTrack], lesson: Lesson | None) -> AudioTrack:
    wanted = lesson.language.partition("-")[0].lower() if lesson is not None else ""
    for track in tracks:
        spoken = track.language.partition("-")[0].lower()
        if wanted and _LANGUAGES.get(spoken, spoken) == wanted:
            return track
    return tracks[0]


def is_silent(sound: SoundMeasurements) -> bool:
    """Whether a sound track holds nothing that a programme could carry: silence, or a faint room with no voice in it.

    Such a room would have to be amplified until its noise is as loud as a teacher.
    """
    loudness = sound.loudness.integrated_lufs
    peak = max((channel.peak_dbfs for channel in sound.channels), default=-120.0)
    nothing = loudness <= SILENT_LUFS and peak < SILENT_PEAK_DBFS
    return nothing or (sound.speech_share < NO_VOICE_SHARE and loudness < FAINT_LUFS)
