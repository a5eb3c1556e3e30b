"""Judging finished files: ours or anybody's, against what a destination wants and what its station insists on."""
