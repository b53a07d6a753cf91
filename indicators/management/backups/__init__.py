"""Back-ups of a small installation: one folder each, with a manifest that says what must be in it.

`programs` runs PostgreSQL's own, `fingerprint` says what a database holds, `writing` makes a back-up,
`checking` tries one out, `restoring` puts one in place.
"""
