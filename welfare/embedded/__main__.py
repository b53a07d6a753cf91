"""`python -m welfare.embedded COMMAND`: the embedded server from the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from . import EmbeddedProblem, __doc__, start, status, stop, url
from .programs import program, wheel


def become(client: str, arguments: list[str]) -> None:
    """Become one of PostgreSQL's own clients, on the application's database."""
    command = program(wheel(), client)
    os.execv(command, [str(command), f"--dbname={url()}", *arguments])


def main(arguments: list[str]) -> int:
    """Run one command; return its exit status."""
    commands: dict[str, Callable[[], object]] = {
        "start": lambda: print(start()),
        "stop": lambda: print("stopped" if stop() else "was not running"),
        "status": lambda: print(status()),
        "url": lambda: print(url()),
        **{client: lambda: become(arguments[0], arguments[1:]) for client in ("psql", "pg_dump", "pg_restore")},
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        commands[arguments[0]]()
    except EmbeddedProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
