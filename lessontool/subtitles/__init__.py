"""The text of a lesson: read, heard, laid over the sound, cut into captions, written and corrected."""
