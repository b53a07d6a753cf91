"""Find amounts with their units and hedges, say what sort each is, and gather totals with their parts."""
