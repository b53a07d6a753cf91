"""The work on one report: grid, file, text, review. Everything below /admin/indicators/report/<id>/."""
