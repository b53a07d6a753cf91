"""Statements are put together from pieces that the code wrote, and from nothing else."""

from __future__ import annotations

import pytest

from indicators.queries.sql import Piece, columns, constant, identifier, same_figure, stands, statement


def test_a_statement_takes_pieces_and_refuses_any_other_text() -> None:
    assert statement("SELECT {column} FROM t WHERE n = %(n)s", column=Piece("a")) == "SELECT a FROM t WHERE n = %(n)s"
    with pytest.raises(TypeError, match="column is not a piece of SQL: 'a; DROP TABLE t'"):
        statement("SELECT {column} FROM t", column="a; DROP TABLE t")  # type: ignore[arg-type]


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
