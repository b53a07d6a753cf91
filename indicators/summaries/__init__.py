"""Sums up what was published in sentences and cards: datasets in, what deserves to be said out."""
