"""Plans in words: what a change of the program would have done to a shop's own past."""
