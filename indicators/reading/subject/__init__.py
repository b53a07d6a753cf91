"""Find phrases of the catalogue in a text, and set the indicator and the category of each figure."""
