"""The timetable: weeks planned, checked, exported to playout and programme guides, and told to families."""
