"""Columns by their distinct values: whatever is written row by row comes out the same."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.export import csv_text, write_csv
from layers.export.distinct import (
    Texts,
    as_texts,
    changed,
    distinct,
    in_a_row,
    joined,
    without_nothing,
)

NUMBERS = st.lists(st.none() | st.floats(width=64) | st.sampled_from([0.0, -0.0, 1e16, 1e-7]))


@given(NUMBERS)
def test_numbers_come_back_bit_for_bit(cells):
    column = pd.Series(cells, dtype="float64")
    codes, values = distinct(column)
    back = [float("nan") if code < 0 else float(values[code]) for code in codes]
    assert [repr(n) for n in back] == [repr(n) for n in column.tolist()]
    assert len({repr(float(n)) for n in values}) == len(values)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["b", "a", None, "b"], dtype="str"),
        pd.Series(["b", 2, None, "b", float("nan")], dtype=object),
        pd.Series([True, None, False, True], dtype="boolean"),
        pd.Series([3, None, 3], dtype="Int64"),
        pd.to_datetime(pd.Series(["2024-01-02", None, "2024-01-02"])),
        pd.Series(["x", None, "x"], dtype="category"),
        pd.Series([None, None], dtype=object),
    ],
)
def test_each_value_once_and_nothing_where_there_is_nothing(column):
    codes, values = distinct(column)
    assert ((codes < 0) == column.isna()).all()
    assert values.is_unique
    assert values.notna().all()
    assert [str(values[code]) for code in codes if code >= 0] == column.dropna().map(str).tolist()


def test_cells_that_cannot_be_written_are_nothing():
    codes, cells = without_nothing(np.array([0, 1, -1, 2, 1]), ["a", None, "c"])
    assert codes.tolist() == [0, -1, -1, 1, -1]
    assert cells == ["a", "c"]


def test_rows_are_put_together():
    texts = Texts(np.array([1, -1, 0]), as_texts(["\u00e9", "b"]), None)
    every = texts.rows(np.arange(3))
    assert joined(["<", every, ">"]).to_pylist() == ["<b>", None, "<\u00e9>"]
    assert in_a_row(every[1:]) == "\u00e9".encode()
    assert in_a_row(every[:0]) == b""


def test_only_what_a_pattern_is_found_in_is_changed():
    texts = as_texts(["a", "b", "", "ab"])
    assert changed(texts, "b", str.upper, otherwise=">").to_pylist() == [">a", "B", ">", "AB"]
    assert changed(texts, "c", str.upper).equals(texts)


CELL = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
HARD = st.sampled_from([",", '"', "\r", "\n", '",\r\n', " ", "\x1c", "\u2028"])


@given(
    rows=st.lists(st.tuples(st.none() | CELL | HARD, st.none() | CELL | HARD), max_size=9),
    width=st.integers(0, 2),
)
def test_lines_are_those_of_another_writer(tmp_path_factory, rows, width):
    table = pd.DataFrame(rows, columns=["a", "b"], dtype=object).iloc[:, :width]
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_text, "ROWS_AT_ONCE", 2)
        write_csv(table, path)
    other = io.StringIO()
    writer = csv.writer(other)
    writer.writerow(table.columns)
    shown = [
        ["" if c is None else csv_text.neutralise(csv_text.visible(c)) for c in row[:width]]
        for row in rows
    ]
    writer.writerows(shown if width else [])
    assert path.read_bytes().decode("utf-8-sig") == other.getvalue()
