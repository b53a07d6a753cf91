"""Statements are put together from pieces that the code wrote, and from nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from indicators.queries.sql import EVERY, Piece, all_of, columns, constant, identifier, same_figure, stands, statement


def test_a_statement_takes_pieces_and_refuses_any_other_text() -> None:
    assert statement("SELECT {column} FROM t WHERE n = %(n)s", column=Piece("a")) == "SELECT a FROM t WHERE n = %(n)s"
    with pytest.raises(TypeError, match="not a piece of SQL: 'true OR true'"):
        all_of([EVERY, "true OR true"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="not a piece of SQL: 'a; DROP TABLE t'"):
        statement("SELECT {column} FROM t", column="a; DROP TABLE t")  # type: ignore[arg-type]


def test_pieces_and_statements_are_written_in_the_code() -> None:
    """Nothing but a text between quotes becomes a piece: what is computed is an identifier, a constant or a number."""
    root = Path(__file__).resolve().parent.parent / "indicators"
    helper, calls = root / "queries" / "sql.py", 0
    for path in root.rglob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        texts = {node.targets[0].id for node in module.body if _names_a_text(node)}
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Piece", "statement"} and path != helper:
                calls += 1
                assert _is_written(node.args[0], texts), f"{path}:{node.lineno}"
    assert calls > 50


def _names_a_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_written(node.value, set())


def _is_written(node: ast.expr, texts: set[str]) -> bool:
    """Whether it is a text between quotes, the name of one, or a choice of two."""
    if isinstance(node, ast.IfExp):
        return _is_written(node.body, texts) and _is_written(node.orelse, texts)
    if isinstance(node, ast.Name):
        return node.id in texts
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("name", ["", "a b", "a;", "a.b.c", 'a"', "a--", "A", "%(a)s"])
def test_an_identifier_has_letters_alone(name: str) -> None:
    assert (identifier("area_id"), identifier("f.area_id")) == ("area_id", "f.area_id")
    with pytest.raises(ValueError, match="not an identifier"):
        identifier(name)


def test_a_constant_cannot_end_before_its_last_quote() -> None:
    assert constant("it's") == "'it''s'"


def test_columns_of_a_figure_and_what_makes_it_that_figure() -> None:
    assert columns("area", "value", table="f") == "f.area_id, f.value"
    assert same_figure("d", "f").split(" AND ")[1:3] == [
        "d.indicator_id = f.indicator_id",
        "d.category_id IS NOT DISTINCT FROM f.category_id",
    ]
    assert stands("f").startswith("f.release_id <= %(as_of)s AND (f.superseded_in_id IS NULL")
