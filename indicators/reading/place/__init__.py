"""Find the places in a text, and set the area of each figure."""
