"""Finds amounts with their units and hedges, and what they have to do with each other."""
