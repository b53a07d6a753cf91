"""Find phrases of time in a text, and set the period of each figure."""
