"""What a figure is: month, basis, number, name, series, key. Knows no framework and imports nothing of ours."""
