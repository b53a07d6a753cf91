"""Lays figures out in tables: the same numbers, marks and labels as the charts beside them."""
