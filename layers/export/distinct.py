"""A column as its distinct values: what many rows say is worked out and written once.

Most columns of a long list say few things (a source, a licence, a kind, a count of nought), so that
text, quotes and marks are made per distinct value, and rows put together from those by Arrow.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.export._text import settle

ROWS_AT_ONCE: Final = 16_384

_KIND: Final = pa.large_string()
Codes = npt.NDArray[np.intp]


class Distinct(NamedTuple):
    """The distinct values of a column.

    Attributes
    ----------
    codes
        Which value each row holds, -1 for nothing, shape (n,).
    values
        Each value once, as `settle` leaves them, none of them missing.
    """

    codes: Codes
    values: pd.Series


def distinct(column: pd.Series) -> Distinct:
    """Return the distinct values of a column of anything, in the order in which they appear."""
    dtype = column.dtype
    if pd.api.types.is_float_dtype(dtype):
        return _of_numbers(column.to_numpy(dtype="float64", na_value=np.nan))
    plain = (
        isinstance(dtype, (pd.StringDtype, pd.DatetimeTZDtype))
        or pd.api.types.is_bool_dtype(dtype)
        or pd.api.types.is_integer_dtype(dtype)
        or pd.api.types.is_datetime64_dtype(dtype)
    )
    codes, values = (column if plain else settle(column)).factorize()
    held = pd.Series(values)
    return Distinct(codes, settle(held) if plain else held)


def _of_numbers(numbers: npt.NDArray[np.float64]) -> Distinct:
    """Tell numbers apart by their bits: nought and minus nought are written differently."""
    codes = np.full(len(numbers), -1, dtype=np.intp)
    held = ~np.isnan(numbers)
    codes[held], bits = pd.factorize(numbers[held].view(np.int64))
    return Distinct(codes, pd.Series(bits.view(np.float64)))


def without_nothing(codes: Codes, cells: Sequence[Any]) -> tuple[Codes, list[Any]]:
    """Return codes and cells without the cells that are None."""
    kept = np.array([cell is not None for cell in cells], dtype=bool)
    if kept.all():
        return codes, list(cells)
    new = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return new[codes], [cell for cell in cells if cell is not None]


def as_texts(values: Iterable[str] | pd.Series) -> pa.Array:
    """Return texts as Arrow holds them; none may be missing."""
    texts = pa.array(values, type=_KIND)
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def changed(
    texts: pa.Array, where: str, change: Callable[[str], str], *, otherwise: str = ""
) -> pa.Array:
    """Return texts, those changed in which a pattern is found.

    Parameters
    ----------
    texts
        As of `as_texts`.
    where
        A regular expression (RE2) that is found in every text that may change, and in few others.
    change
        Makes the new text of the old one.
    otherwise
        What is put before every other text.
    """
    found = pc.match_substring_regex(texts, where)
    new = [change(text) for text in texts.filter(found).to_pylist()]
    return pc.replace_with_mask(joined([otherwise, texts]), found, as_texts(new))


class Texts:
    """Texts that rows share: each distinct one held once, any rows made when asked for.

    Parameters
    ----------
    codes
        Which text each row holds, -1 for nothing, shape (n,).
    texts
        The distinct texts, as of `as_texts`.
    nothing
        What stands where there is nothing, or null.
    """

    def __init__(self, codes: Codes, texts: pa.Array, nothing: str | None) -> None:
        self._codes = np.where(codes < 0, len(texts), codes)
        self._texts = pa.concat_arrays([texts, pa.array([nothing], type=_KIND)])

    def rows(self, which: Codes) -> pa.Array:
        """Return the texts of some rows, given by their numbers."""
        return self._texts.take(pa.array(self._codes[which]))


def numerals(numbers: npt.NDArray[np.integer[Any]]) -> pa.Array:
    """Return whole numbers as texts."""
    return pa.array(numbers).cast(_KIND)


def joined(parts: Sequence[pa.Array | str]) -> pa.Array:
    """Return the parts of each row as one text, null where any of them is.

    Parameters
    ----------
    parts
        Columns of text, shape (n,) each, and texts that stand in every row; a column at least.
    """
    every = [pa.scalar(one, _KIND) if isinstance(one, str) else one for one in (*parts, "")]
    return pc.binary_join_element_wise(*every)


def in_a_row(texts: pa.Array) -> bytes:
    """Return texts one after the other as UTF-8."""
    _, offsets, data = texts.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, dtype=np.int64)
    return bytes(memoryview(data)[ends[texts.offset] : ends[texts.offset + len(texts)]])
