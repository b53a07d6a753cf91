"""The entry page in a real browser: E1 to E12, each promise by its name."""
