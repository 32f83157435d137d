"""Mappings: written to be edited, followed to the letter, refused with the column and the mend."""

import openpyxl
import pytest

from layers.errors import InputError
from layers.load import load_facilities, load_incidents
from layers.mapping import guess_mapping, meanings
from layers.mapping_files import read_mapping, write_mapping

TEXT = (
    "Ref;Was wann;Ort;Erste;Zweite;Lat\n"
    "a;03/04/2024;Süd;31,5;34,4;x\nb;05/06/2024;Nord;31,6;34,5;y\nc;07/08/2024;Ost;31,7;34,6;z\n"
)
MEANINGS = {"Ref": "id", "Was wann": "date", "Erste": "latitude", "Zweite": "longitude"}


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def toml(tmp_path, columns=MEANINGS, **about):
    said = {"file": '"list.csv"', "role": '"incidents"'} | about
    text = "\n".join(f"{name} = {value}" for name, value in said.items() if value)
    for name, meaning in columns.items():
        text += f'\n[[column]]\nname = "{name}"\nmeaning = "{meaning}"\n'
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["mapping.toml", "mapping.xlsx"])
def test_a_draft_comes_back_as_it_was_written(tmp_path, table, name):
    draft = guess_mapping(table, role="incidents")
    write_mapping(draft, tmp_path / name)
    back = read_mapping(tmp_path / name)
    assert back.columns == draft.columns
    assert (back.file, back.role, back.header_row) == ("list.csv", "incidents", 1)
    assert draft.examples["Was wann"] == ("03/04/2024", "05/06/2024", "07/08/2024")


@pytest.mark.parametrize("suffix", ["toml", "xlsx"])
def test_the_same_draft_has_the_same_bytes(tmp_path, table, suffix):
    for name in ("a", "b"):
        write_mapping(guess_mapping(table, role="incidents"), tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_names_with_quotes_lines_and_formulas_survive(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('"say ""when""","=1+1","two\nlines",Дата,latitude,longitude\n1,2,3,4,5,6\n')
    draft = guess_mapping(path, role="incidents")
    for name in ("m.toml", "m.xlsx"):
        write_mapping(draft, tmp_path / name)
        assert read_mapping(tmp_path / name).columns == draft.columns
    cell = openpyxl.load_workbook(tmp_path / "m.xlsx")["columns"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_workbook_edited_in_a_spreadsheet(tmp_path, table):
    out = tmp_path / "m.xlsx"
    write_mapping(guess_mapping(table, role="incidents"), out)
    book = openpyxl.load_workbook(out)
    for row in book["columns"].iter_rows(min_row=2):
        row[1].value = MEANINGS.get(row[0].value)
    for row in book["file"].iter_rows():
        if row[0].value == "day_first":
            row[1].value = True
    book.save(out)
    loaded = load_incidents(table, mapping=read_mapping(out))
    assert loaded.table["date_start"].dt.strftime("%m-%d").tolist() == ["04-03", "06-05", "08-07"]
    assert loaded.table.geometry.y.tolist() == [31.5, 31.6, 31.7]


def test_a_mapping_is_followed_to_the_letter(tmp_path, table):
    loaded = load_incidents(table, mapping=read_mapping(toml(tmp_path)))
    assert loaded.table.index.tolist() == [f"generic_incidents:{i}" for i in "abc"]
    assert loaded.table.geometry.x.tolist() == [34.4, 34.5, 34.6]
    read = loaded.read_as[0]
    assert read["columns"]["Erste"] == "latitude"
    assert "Lat" not in read["columns"]  # its name says latitude, the mapping does not
    assert "the columns are read as mapping.toml says" in read["notes"]
    assert any("does not name, read as nothing: Ort, Lat" in note for note in read["notes"])
    assert loaded.findings["code"].tolist() == ["ambiguous_date"] * 3


def test_what_the_columns_cannot_show_is_said_in_the_mapping(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('id,date,gps\n1,03/04/2024,"31.5, 34.4"\n2,05/06/2024,"31.6, 34.5"\n')
    columns = {"id": "id", "date": "date", "gps": "coordinates"}
    open_ = load_incidents(path)
    assert open_.table.geometry.isna().all()
    assert len(open_.findings) == 2
    said = read_mapping(toml(tmp_path, columns, day_first="false", coordinates_order='"latlon"'))
    table = load_incidents(path, mapping=said).table
    assert table["date_start"].dt.strftime("%m-%d").tolist() == ["03-04", "05-06"]
    assert table.geometry.y.tolist() == [31.5, 31.6]
    other = read_mapping(toml(tmp_path, columns, coordinates_order='"lonlat"'))
    assert load_incidents(path, mapping=other).table.geometry.x.tolist() == [31.5, 31.6]


@pytest.mark.parametrize(
    ("columns", "about", "fault"),
    [
        ({"Ref": "lattitude"}, {}, "column 'Ref'.*'lattitude'.*did you mean 'latitude'"),
        ({"Ref": "date", "Ort": "date"}, {}, "'date' is given twice, to 'Ref' and to 'Ort'"),
        ({"Erste": "latitude"}, {}, "'Erste' is the latitude but no column is the longitude"),
        ({"Ref": ""}, {}, "no column has a meaning"),
        ({}, {}, "no column has a meaning"),
        (MEANINGS, {"file": ""}, "names no file"),
        (MEANINGS, {"role": '"hospitals"'}, "role must be incidents or facilities"),
        (MEANINGS, {"header_row": '"four"'}, "header_row must be the number of a row"),
        (MEANINGS, {"day_first": '"yes"'}, "day_first must be true or false"),
        (MEANINGS, {"coordinates_order": '"xy"'}, "must be latlon or lonlat"),
        (MEANINGS, {"sheets": '"S"'}, "'sheets' is not known"),
        (MEANINGS, {"sheet": "S"}, "no TOML that can be read"),
    ],
)
def test_a_mapping_that_cannot_be_says_where_and_how_to_mend_it(tmp_path, columns, about, fault):
    with pytest.raises(InputError, match=fault) as error:
        read_mapping(toml(tmp_path, columns, **about))
    assert "mapping.toml" in str(error.value)


def test_a_mapping_and_its_file_must_agree(tmp_path, table):
    with pytest.raises(InputError, match="has no column 'Erst'; did you mean 'Erste'"):
        load_incidents(
            table, mapping=read_mapping(toml(tmp_path, {"Erst": "latitude", "Zweite": "longitude"}))
        )
    with pytest.raises(InputError, match="as a list of incidents, but it is given as one of fac"):
        load_facilities(table, mapping=read_mapping(toml(tmp_path)))
    with pytest.raises(InputError, match="is given as airwars; leave out one"):
        load_incidents(table, "airwars", mapping=read_mapping(toml(tmp_path)))
    assert len(load_incidents(table, "generic_incidents", mapping=read_mapping(toml(tmp_path)))[0])


def test_a_mapping_twice_of_a_column_or_of_a_broken_file(tmp_path, table):
    path = toml(tmp_path)
    path.write_text(path.read_text() + '[[column]]\nname = "Ref"\nmeaning = ""\n')
    with pytest.raises(InputError, match="the column 'Ref' stands twice"):
        read_mapping(path)
    with pytest.raises(InputError, match="no such mapping"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="is no mapping"):
        read_mapping(tmp_path / "a.xlsx")
    book = openpyxl.Workbook()
    book.active.title = "columns"
    book.create_sheet("file").append(["file", "x"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="lacks the headers"):
        read_mapping(tmp_path / "b.xlsx")
    (tmp_path / "c.toml").write_bytes("file = 'é'".encode("cp1252"))
    with pytest.raises(InputError, match="no UTF-8"):
        read_mapping(tmp_path / "c.toml")
    out = tmp_path / "m.toml"
    out.write_text("mine")
    with pytest.raises(InputError, match="may hold your edits"):
        write_mapping(guess_mapping(table, role="incidents"), out)
    with pytest.raises(InputError, match=r"a \.toml or an \.xlsx"):
        write_mapping(guess_mapping(table, role="incidents"), tmp_path / "m.csv")


def test_the_role_is_told_from_the_columns_or_asked_for(tmp_path, table):
    sites = tmp_path / "sites.csv"
    sites.write_text("Facility name,Type,Latitude,Longitude,Operator\nA,hospital,1,2,B\n")
    assert guess_mapping(sites).role == "facilities"
    strange = tmp_path / "strange.csv"
    strange.write_text("one,two\n1,2\n")
    with pytest.raises(InputError, match="say --role incidents or --role facilities"):
        guess_mapping(strange)
    assert guess_mapping(strange, role="facilities").columns == {"one": "", "two": ""}
    assert guess_mapping(table, role="incidents").guesses["Lat"] == "latitude"


@pytest.mark.parametrize("role", ["incidents", "facilities"])
def test_the_meanings_have_plain_names_once(role):
    names = meanings(role)
    assert len(set(names)) == len(names)
    assert "id" in names
    assert "native_id" not in names
