"""Finds the area that a number speaks of."""
