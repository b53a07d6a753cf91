"""Signing in: allauth's pages in our look, axes' counters, and what keeps guesses within the limit.

`limits` counts and serialises guesses, `device` knows a person's own computers, `adapter` brings both to allauth,
`forms` and `steps` ask for passwords and codes.
"""
