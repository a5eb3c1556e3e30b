"""The library: a catalogue of lessons, packages, reviews, choices and showings, which can always be made again."""
