"""Writes the cells of a report that is not published yet."""
