"""The pages of one report: grid, file, text, review. Everything below /admin/indicators/report/<id>/."""
