"""The numbers of the database's advisory locks: one home, so that no two mean different things by one number."""

from __future__ import annotations

from enum import IntEnum


class Lock(IntEnum):
    """The number of an advisory lock. Migrations write theirs out, since a migration that has landed never changes."""

    #: Held by whoever publishes or renames, to the end of the transaction: releases are numbered one after the other.
    PUBLICATION = 7310001
    #: Held by whoever runs a job, for as long as the session lives; the second key is the job's primary key.
    JOB = 7310002
    #: Held while a guess at a password or a code is looked at; the second key is made from the name.
    GUESS = 7310003
