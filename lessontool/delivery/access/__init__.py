"""Who needs which package: the list of schools comes in, the plan goes out as table, as paper and for programs."""
