"""Make up months to try the charts with; only load_illustration uses them."""
