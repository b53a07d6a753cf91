"""Hands out what was published: a selection made while its reader waits, the stored files of a release, and 304."""
