"""How the rooms of indicators/ hang together, in numbers: the table of docs/architecture.md.

    python -m tools.rooms [FOLDER]

FOLDER: another checkout of this project, such as an older one made by `git worktree add`.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import grimp

ROOT = Path(__file__).resolve().parent.parent
APP = "indicators"
NO_ROOMS = {"__init__.py", "__pycache__"}


def rooms(root: Path) -> list[str]:
    """Return the top-level entries of the app, folders without Python among them."""
    return sorted(entry.name for entry in (root / APP).iterdir() if entry.name not in NO_ROOMS)


def layers(root: Path) -> list[set[str]]:
    """Return the layers of the import contract, top first."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return [{room.strip(" ()") for room in layer.split("|")} for layer in contract["layers"]]


def imports() -> set[tuple[str, str]]:
    """Return the pairs (room, room that it imports), each once."""
    graph = grimp.build_graph(APP, cache_dir=None)
    edges = (
        (_room(importer), _room(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )
    return {(importer, imported) for importer, imported in edges if importer != imported and importer and imported}


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def upward(pairs: set[tuple[str, str]], floors: list[set[str]]) -> set[tuple[str, str]]:
    """Return the pairs that point up, or sideways within a layer."""
    level = {room: number for number, layer in enumerate(floors) for room in layer}
    return {
        (importer, imported)
        for importer, imported in pairs
        if importer in level and imported in level and level[importer] >= level[imported]
    }


def modules(root: Path) -> list[Path]:
    """Return the app's Python files without migrations."""
    return [path for path in sorted((root / APP).rglob("*.py")) if "migrations" not in path.parts]


def functions(paths: list[Path]) -> Iterator[int]:
    """Yield the lines of every function and method, from `def` to its end, without decorators."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1


def main(arguments: list[str]) -> int:
    """Print the numbers of this checkout or another."""
    root = Path(arguments[0]).resolve() if arguments else ROOT
    sys.path.insert(0, str(root))
    pairs, floors, paths = imports(), layers(root), modules(root)
    steps = [f"{importer} > {imported}" for importer, imported in sorted(upward(pairs, floors))]
    lengths = sorted(functions(paths))
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    longest = max(lines, key=lambda path: lines[path])
    print(f"rooms: {len(rooms(root))}")
    print(f"layers: {len(floors)}")
    print(f"imports between rooms: {len(pairs)}")
    print(f"imports that point up: {len(steps)} {', '.join(steps)}")
    print(f"modules: {len(paths)}")
    print(f"lines: {sum(lines.values())}")
    print(f"functions: {len(lengths)}, median {median(lengths):g}, longest {lengths[-1]}")
    print(f"largest module: {longest.relative_to(root)}, {lines[longest]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
