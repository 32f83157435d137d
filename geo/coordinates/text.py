"""Cells to plain text: one spelling for every mark, dash, blank and digit that people type."""

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

METRES_PER_DEGREE: Final = 111_320.0
"""One degree along the equator, the longest a degree gets."""

FINEST_PRECISION_M: Final = 1e-3
"""Digits below a millimetre are noise of the arithmetic, not knowledge of the place."""

_NOTHING: Final = """
. .. - -- --- _ ? * x na n.a n.a. n/a #n/a #na nan none null nil nd n.d. n/d unknown missing tbd tbc
blank empty (null) (blank) <na> #value! #ref! #null! undefined
"""
MISSING_WORDS: Final = frozenset(
    {"", "not available", "no data", "no information", "not known", "not applicable"}
).union(_NOTHING.split())

# By code point, since look-alikes and invisible marks cannot be told apart on a page.
_DASHES: Final = (0x2212, *range(0x2010, 0x2016), 0xFE63, 0xFF0D)
_DEGREES: Final = (0xBA, 0x2DA, 0x2070, 0x2218, 0x309C)
_MINUTES: Final = (
    0x2018,
    0x2019,
    0x201B,
    0x2032,
    0x2B9,
    0x2BB,
    0x2BC,
    0x2BD,
    0x2C8,
    0xB4,
    0x60,
    0xFF07,
)
_SECONDS: Final = (0x201C, 0x201D, 0x201F, 0x2033, 0x2BA, 0x2DD, 0xFF02)
_BLANKS: Final = (
    *(9, 10, 11, 12, 13, 0x85, 0xA0, 0x1680),
    *range(0x2000, 0x200B),
    *(0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
)
_UNSEEN: Final = (
    0,
    0xAD,
    0x61C,
    0x180E,
    0xFE0E,
    0xFE0F,
    0xFEFF,
    *range(0x64B, 0x660),  # Arabic vowel signs
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
)
_OTHERS: Final = {
    0x66B: ".",
    0x66C: ",",
    0xFF0C: ",",
    0x3001: ",",
    0x60C: ",",
    0xFF1B: ";",
    0x61B: ";",
    0xFF1A: ":",
    0x2236: ":",
    0xFF0E: ".",
    0xFF0B: "+",
    0x104A: ",",  # Burmese little section
}
_ZEROS: Final = (
    0x660,  # Arabic-Indic
    0x6F0,  # Persian and Urdu
    0x7C0,  # N'Ko
    0x966,  # Devanagari
    0x9E6,  # Bengali
    0xA66,  # Gurmukhi
    0xE50,  # Thai
    0x1040,  # Burmese
    0x1090,  # Shan
    0x17E0,  # Khmer
    0xFF10,  # full-width
)
_MARKS: Final[dict[int, str]] = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DEGREES, "\N{DEGREE SIGN}"),
    **dict.fromkeys(_MINUTES, "'"),
    **dict.fromkeys(_SECONDS, '"'),
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_UNSEEN, ""),
    **_OTHERS,
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
}
_PLAIN: Final = r"\s*[+-]?(?:\d{1,12}(?:\.\d{0,30})?|\.\d{1,30})\s*"


def to_text(cells: Any) -> pd.Series:
    """Return the cells as text, null where empty; numbers as their shortest exact digits.

    A whole float loses its ".0", which no one wrote.
    """
    series = cells if isinstance(cells, pd.Series) else pd.Series(np.asarray(cells, dtype=object))
    if pd.api.types.is_bool_dtype(series.dtype):
        return series.astype("str")
    if pd.api.types.is_float_dtype(series.dtype):
        text = _float_text(series)
    elif pd.api.types.is_numeric_dtype(series.dtype) or isinstance(series.dtype, pd.StringDtype):
        text = series.astype("str")
    else:
        kinds = series.map(type, na_action=None)
        is_float = kinds.map(lambda kind: issubclass(kind, float | np.floating)).astype(bool)
        text = series.astype("str")
        if is_float.any():
            text = text.where(~is_float, _float_text(series.where(is_float).astype("float64")))
        text = text.where(series.notna())
    return text


def _float_text(series: pd.Series) -> pd.Series:
    values = series.to_numpy(
        dtype=getattr(series.dtype, "numpy_dtype", series.dtype), na_value=np.nan
    )
    text = pd.Series(values.astype("U"), index=series.index, dtype="str")
    return text.str.removesuffix(".0").where(~np.isnan(values))


def is_plain(text: pd.Series) -> npt.NDArray[np.bool_]:
    """Where the text is one decimal number with a point, or a whole number, and nothing else."""
    plain: npt.NDArray[np.bool_] = text.str.fullmatch(_PLAIN).fillna(False).to_numpy(dtype=bool)
    return plain


def is_missing(text: pd.Series) -> npt.NDArray[np.bool_]:
    """Where there is no text, or only a word that stands for nothing."""
    said_nothing = text.str.strip().str.lower().isin(MISSING_WORDS)
    missing: npt.NDArray[np.bool_] = (text.isna() | said_nothing).to_numpy(dtype=bool)
    return missing


def decimals(text: pd.Series) -> npt.NDArray[np.float64]:
    """How many digits stand after the point of each plain number."""
    bare = text.str.strip()
    point = bare.str.find(".").to_numpy(dtype=float)
    length = bare.str.len().to_numpy(dtype=float)
    return np.where(point < 0, 0.0, length - point - 1.0)


def clean(text: str) -> str:
    r"""Return ``text`` with one spelling of each mark: ``-``, ``°``, ``'``, ``"``, plain blanks.

    Examples
    --------
    >>> clean("\u221231\u00ba30\u203215\u2033 N")
    '-31°30\'15" N'
    """
    text = re.sub(r"'\s?'", '"', text.translate(_MARKS))
    return re.sub(r"\s+", " ", text).strip()


def clean_column(text: pd.Series, where: npt.NDArray[np.bool_]) -> pd.Series:
    """Return each distinct text at ``where`` cleaned, null elsewhere."""
    out = pd.Series(None, index=text.index, dtype="str")
    if not where.any():
        return out
    codes, distinct = pd.factorize(text.to_numpy(dtype=object)[where])
    cleaned = np.array([*(clean(one) for one in distinct.tolist()), None], dtype=object)
    values = np.full(len(text), None, dtype=object)
    values[where] = cleaned[codes]  # a null has the code -1, which is the last
    return pd.Series(values, index=text.index, dtype="str")
