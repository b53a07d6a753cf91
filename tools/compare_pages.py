"""Whether a change is none for readers: every page, file and picture of a site, before and after.

    python -m tools.compare_pages [--most 5000] between REV_A REV_B [--keep DIR]    the differences, on the same data
    python -m tools.compare_pages [--most 5000] take DIR [--url http://127.0.0.1:8000]
    python -m tools.compare_pages diff DIR DIR      exit status 0: none, 1: some, which are listed

`between` makes a worktree in a temporary folder, lets REV_A fill a database there (figures, sign-ins, two drafts),
and starts each revision by turns, in the shape of an installation, on a byte for byte copy of that data. It reads the
packages and browser files of this checkout: where the revisions need different ones, `take` each from its own.

`take` asks a running site (GET only, but for the sign-ins) and writes DIR/answers.json with one line for each address,
and its body in DIR/bodies/. Two fresh databases have other release times, so other files: stop the site, copy var/ of
the first checkout to the second, and serve it on the same port (ETags hold the address). The staff site is asked as
the demo sign-ins where DEMO_PASSWORD is set.

What is asked is in tools/compare_pages_addresses.py; what differs by nature and is not compared, in `NATURAL` and
`DROPPED` of tools/compare_pages_answers.py.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.compare_pages_addresses import Chosen, beginnings
from tools.compare_pages_answers import Answer, Asked, Reader, ask
from tools.compare_pages_people import NOBODY, sign_ins
from tools.steps import PULSE, StepFailed, finish, say

MOST = 5000  # public addresses
AT_ONCE = 4  # requests
MOST_SHOWN = 60  # differences
MOST_LINES = 8  # lines of one difference
Kept = dict[str, dict[str, object]]


def main() -> int:
    """Run one verb; return 1 where there are differences."""
    arguments = _arguments()
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.default_int_handler)  # so that sites end and the temporary folder is removed
    if arguments.verb == "take":
        take(arguments.folder, arguments.url.rstrip("/"), os.environ.get("DEMO_PASSWORD", ""), arguments.most)
        return 0
    if arguments.verb == "diff":
        return report(arguments.before, arguments.after)
    from tools.compare_pages_between import snapshots

    with snapshots(arguments.before, arguments.after, arguments.keep, arguments.most) as (before, after):
        return report(before, after)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--most", type=int, default=MOST, help="public addresses; fewer follow fewer links, and are quicker"
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    taking = verbs.add_parser("take", help="write a snapshot of a running site")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--url", default="http://127.0.0.1:8000")
    comparing = verbs.add_parser("diff", help="list the differences of two snapshots")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    both = verbs.add_parser("between", help="list the differences of two revisions")
    both.add_argument("before")
    both.add_argument("after")
    both.add_argument("--keep", type=Path, help="where the snapshots stay; not given: they go")
    return parser.parse_args()


# --- take ----------------------------------------------------------------------------------


def take(folder: Path, url: str, password: str = "", most: int = MOST) -> None:
    """Write a snapshot of the site at `url`; without a password, only of what everyone may read."""
    if (folder / "answers.json").exists():
        raise StepFailed(f"There is a snapshot in {folder} already: name another folder.")
    (folder / "bodies").mkdir(parents=True, exist_ok=True)
    readers, start = sign_ins(url, password), time.monotonic()
    if not password:
        say("▸ DEMO_PASSWORD is not set: the staff site is asked as nobody only")
    count = write(folder, crawl(url, readers, most))
    say(f"  {count} addresses in {time.monotonic() - start:.0f} s: {folder}")


def write(folder: Path, answers: Iterable[Answer]) -> int:
    """Write each body as it comes, and at the end a line for each address, sorted; return how many addresses."""
    summaries = {}
    for answer in answers:
        summaries[str(answer.asked)] = answer.summary()
        (folder / "bodies" / answer.sha256).write_bytes(answer.body)
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(summaries[key], sort_keys=True)}" for key in sorted(summaries))
    (folder / "answers.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return len(summaries)


def crawl(url: str, readers: Mapping[str, Reader], most: int) -> Iterator[Answer]:
    """Yield each answer once: what is asked in any case, then what the pages link to, round by round in one order."""
    addresses = Chosen(most)
    waiting = addresses.seeds(beginnings(readers[NOBODY], set(readers) - {NOBODY}))
    while waiting:
        links: set[Asked] = set()
        for answer in asked(waiting, readers):
            links |= set(answer.links())
            yield answer
        waiting = addresses.new(links)
    if addresses.cut:
        say(f"  ! more than {most} public addresses: {addresses.cut} were left out")


def asked(waiting: list[Asked], readers: Mapping[str, Reader]) -> Iterator[Answer]:
    """Yield the answers to one round, in its order; say every few seconds how far it is."""
    last = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done, answer in enumerate(pool.map(lambda one: ask(readers[one.who], one), waiting), 1):
            if time.monotonic() - last > PULSE or done == len(waiting):
                last = time.monotonic()
                say(f"  {done} of {len(waiting)} of this round: {answer.asked}")
            yield answer


# --- diff ----------------------------------------------------------------------------------


def report(before: Path, after: Path) -> int:
    """Print the differences of two snapshots; return 1 where there are any."""
    old, new = read(before), read(after)
    changed = list(differences(old, new))
    for key, what in changed[:MOST_SHOWN]:
        say(f"{key}\n  {'; '.join(what)}")
        for line in changed_lines(body(before, old.get(key)), body(after, new.get(key))):
            say(f"    {line}")
    if len(changed) > MOST_SHOWN:
        say(f"… and {len(changed) - MOST_SHOWN} more")
    say(f"{len(changed)} differences in {len(old.keys() | new.keys())} addresses")
    return 1 if changed else 0


def read(folder: Path) -> Kept:
    """Return a snapshot's lines, by address. Raises StepFailed where there is none, or an empty one."""
    try:
        lines: Kept = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StepFailed(f"There is no whole snapshot in {folder}: {error}") from error
    if not lines:
        raise StepFailed(f"The snapshot in {folder} is empty: it proves nothing.")
    return lines


def differences(before: Kept, after: Kept) -> Iterator[tuple[str, list[str]]]:
    """Yield each address whose answers differ, with the parts that do."""
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            yield key, ["only before"]
        elif key not in before:
            yield key, ["only after"]
        elif what := list(_changed(before[key], after[key])):
            yield key, what


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield name if name == "sha256" else f"{name}: {before.get(name)} → {after.get(name)}"


def body(folder: Path, line: Mapping[str, object] | None) -> bytes:
    """Return the body that a line of a snapshot names; empty where the address is not in it."""
    return (folder / "bodies" / str(line["sha256"])).read_bytes() if line else b""


def changed_lines(before: bytes, after: bytes) -> Iterable[str]:
    """Return the first lines in which two texts differ; none of pictures and archives, or where one body is missing."""
    try:
        old, new = before.decode().splitlines(), after.decode().splitlines()
    except UnicodeDecodeError:
        return []
    if not old or not new:
        return []
    lines = difflib.unified_diff(old, new, n=0, lineterm="")
    return [line[:200] for line in lines if not line.startswith(("---", "+++"))][:MOST_LINES]


if __name__ == "__main__":
    finish(main)
