"""A week of broadcasts, decided: the grid of cells, what is asked of it, what fits, and why the rest does not."""
