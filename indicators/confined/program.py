"""Limit this process, then do one piece of work in it. Started by `process.started`; needs nothing but Python's own.

It runs by itself because a file or a text that was made to do harm, or a flaw in a parser, must cost nobody else
anything. Usage: program.py MODULE MEMORY_BYTES CPU_SECONDS NICE ARGUMENT…; the module's function `work` gets the arguments.
"""

from __future__ import annotations

import importlib
import os
import resource
import sys
from pathlib import Path

#: Exit statuses: the work was done; its input is broken; it needs more than it may use.
DONE, BROKEN, TOO_MUCH = 0, 2, 3


def limit(memory: int, cpu: int, nice: int) -> None:
    """Limit this process: a larger wish ends in MemoryError, a longer one in SIGXCPU; no core, no files."""
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main(module: str, memory: str, cpu: str, nice: str, *arguments: str) -> int:
    """Do the work of a module under these limits; return how it ended."""
    limit(int(memory), int(cpu), int(nice))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    try:
        importlib.import_module(module).work(*arguments)
        sys.stdout.flush()
    except (MemoryError, RecursionError):
        return TOO_MUCH
    except BrokenPipeError:
        os._exit(DONE)  # the process that started this one reads no more
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}"[:500])
        return BROKEN
    return DONE


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    sys.exit(main(*sys.argv[1:]))
