"""Hands figures out as files: a selection made while its reader waits, the stored files of a release."""
