"""Judging finished files: ours or anybody's, against what a destination wants and what its station insists on.

A file is opened like a stranger's (`subject.py`) and measured in three ways at once (`observing.py`): what it says of
itself (`file`), its pictures in one decode (`picture`), its sound in one decode (`sound`). What goes along is looked at
by `package`. What follows from the figures, a station's profile says (`judging.py`).
"""
