"""Finds sentences, headings, tables and words in a report's text, and numbers that are no figures."""
