"""Cells as text: what no file can hold is made visible, what a column holds is settled once."""

import re
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNENCODABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_EITHER: Final = re.compile(f"{_CONTROL.pattern}|{_UNENCODABLE.pattern}")
# the same for Arrow, whose texts hold no surrogates
_INVISIBLE: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffe}\x{ffff}]"


def visible(text: str) -> str:
    r"""Return the text with what files cannot hold replaced by signs that can be seen.

    Control characters (but tab and line ends) become their pictures (U+2400 and on); lone
    surrogates and the two non-characters become the replacement character.

    Examples
    --------
    >>> visible("a\x00b\ud800")
    'a␀b\ufffd'
    """
    if not _EITHER.search(text):
        return text
    pictured = _CONTROL.sub(lambda m: "\u2421" if m[0] == "\x7f" else chr(0x2400 + ord(m[0])), text)
    return _UNENCODABLE.sub("\ufffd", pictured)


def _cell(value: Any) -> str | None:
    """Return one value of a column of anything as text, null for nothing."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, (list, tuple, set)) or type(value).__name__ == "ndarray":
        return visible("; ".join(str(item) for item in value)) or None
    if isinstance(value, pd.Timestamp) or hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return visible(str(value))


def _any_invisible(column: pd.Series) -> bool:
    """Tell whether any text of a column holds what no file can hold."""
    try:
        texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:  # a lone surrogate
        return True
    return bool(pc.any(pc.match_substring_regex(texts, _INVISIBLE)).as_py())


def settle(column: pd.Series) -> pd.Series:
    """Return a column as one of a few kinds that every format can write.

    These are truth values, numbers, moments without a zone (UTC), and text: of the kind it was, or
    ``object`` with None for nothing where any of it had to be made or changed. Lists become text
    joined by "; ", geometries WKT, mixed cells text.
    """
    dtype = column.dtype
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        return column
    if isinstance(dtype, pd.DatetimeTZDtype):
        return column.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(dtype):
        return column
    if isinstance(column, gpd.GeoSeries):
        column = column.to_wkt(rounding_precision=7)
    if isinstance(dtype, pd.StringDtype) and not _any_invisible(column):
        return column
    cells = [_cell(value) for value in column.astype(object)]
    return pd.Series(cells, index=column.index, dtype=object, name=column.name)


def with_index(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a named index as its first column; an unnamed one is only numbering."""
    if table.index.name is None:
        return table.reset_index(drop=True)
    return table.reset_index()


def dates_only(column: pd.Series) -> bool:
    """Tell whether no moment of a datetime column has a time of day."""
    moments = column.dropna()
    return bool(moments.eq(moments.dt.normalize()).all())
