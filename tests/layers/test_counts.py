"""Tables of counts: read whole, or refused with the row and the reason."""

import pandas as pd
import pytest

import layers
from layers.errors import InputError

HEAD = "country,year,month,incidents,killed,injured,abducted\n"


def load(tmp_path, text: str):
    path = tmp_path / "inso.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return layers.load_counts(path)


def test_months_and_years_are_periods_and_an_empty_cell_is_not_nought(tmp_path):
    loaded = load(
        tmp_path,
        "Mali,2023,7,12,0,1,\nMali,2023,August,15,1,2,3\nSouth Sudan,2022,,140,,,\n"
        "Total,,,167,,,\n",
    )
    table = loaded.table
    assert table["country"].tolist() == ["MLI", "MLI", "SSD"]
    assert [str(d.date()) for d in table["first_day"]] == ["2023-07-01", "2023-08-01", "2022-01-01"]
    assert [str(d.date()) for d in table["last_day"]] == ["2023-07-31", "2023-08-31", "2022-12-31"]
    assert table["incidents"].tolist() == [12, 15, 140]
    assert table["abducted"].isna().tolist() == [True, False, True]
    account = loaded.accounting.iloc[0]
    assert account[["read", "loaded", "rejected", "merged"]].tolist() == [4, 3, 1, 0]
    assert table["licence"].str.contains("Source: INSO").all()
    assert loaded.rejected["reason"].tolist() == ["total line"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mali,2023,7,,0,1,2\n", "row 2: no number of incidents"),
        ("Mali,,7,4,0,1,2\n", "row 2: no year and month"),
        ("Mordor,2023,7,4,0,1,2\n", "row 2: no country"),
        ("Mali,2023,7,4,0,1,2\nMali,2023,,60,0,1,2\n", "overlaps another row"),
        ("Mali,2023,,60,0,1,2\nMali,2023,3,4,,,\nMali,2023,7,4,,,\n", "overlaps another row"),
    ],
)
def test_what_would_mislead_is_refused(tmp_path, text, why):
    with pytest.raises(InputError, match=why):
        load(tmp_path, text)


def test_another_table_is_no_table_of_counts(tmp_path):
    path = tmp_path / "a.csv"
    pd.DataFrame({"id": [1], "date": ["2024-01-01"], "latitude": [1.0]}).to_csv(path, index=False)
    with pytest.raises(InputError, match="no table of counts"):
        layers.load_counts(path)
