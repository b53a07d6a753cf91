"""Reads what is not published yet: for staff only."""
