"""A planned week as playout servers, traffic systems and programme guides take it: one file for each format."""
