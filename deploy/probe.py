"""Asks one address of this container and succeeds if the answer is 200: for health checks. Standard library only."""

from __future__ import annotations

import os
import sys
import urllib.request


def main(address: str) -> int:
    """0 for 200, else 1. The name asked for is one the site knows."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(address, headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
