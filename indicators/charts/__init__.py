"""Draws a comparison: dataset → comparison → marks → SVG, Plotly or PNG. Values in, drawings out."""
