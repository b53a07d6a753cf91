"""Split a report's text into sentences, headings and tables, and mask numbers that are no figures."""
