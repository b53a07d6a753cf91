"""Finds the period and the basis that a number speaks of."""
