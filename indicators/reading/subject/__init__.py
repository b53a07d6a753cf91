"""Finds the indicator and the category that a number speaks of."""
