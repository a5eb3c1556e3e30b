"""The text of a lesson as it leaves us: caption files, transcripts to read, and letters in the picture."""
