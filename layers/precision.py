"""How exact a place is: from a source's codes, from what a row says, or from what is assumed.

The order is always: what the user says of the source's code, what the row says of itself, the
table of the source, what the user says of the file. Decimals never make a place more exact, only
less.
"""

from typing import Final

import numpy as np
import pandas as pd

from geo.vocabulary import ERROR_MODELS
from layers.settings import LoadSettings
from layers.source import Source

ASSUMED_FACILITY_ERROR_M: Final = 50.0
SITE_M: Final = 300.0
NEIGHBOURHOOD_M: Final = 2_000.0


def precision_of_error(error_m: pd.Series) -> pd.Series:
    """Return the word for a stated error: site to 300 m, neighbourhood to 2 km, else settlement.

    Examples
    --------
    >>> precision_of_error(pd.Series([20.0, 1000.0, 25_000.0])).tolist()
    ['site', 'neighbourhood', 'settlement']
    """
    steps = [error_m <= SITE_M, error_m <= NEIGHBOURHOOD_M]
    words = np.select(steps, ["site", "neighbourhood"], "settlement")
    return pd.Series(words, index=error_m.index)


def incident_precision(
    frame: pd.DataFrame, source: Source, settings: LoadSettings, file: str
) -> tuple[pd.DataFrame, list[str]]:
    """Return location_precision, error_m and error_model of incidents.

    Parameters
    ----------
    frame
        What a source read, with ``coordinates_precision_m`` (what the digits allow) and, where
        there are such, ``precision_code`` and ``error_m_stated``.
    source
        Whose table of codes holds.
    settings
        The user's overrides.
    file
        The file's name.

    Returns
    -------
    DataFrame with the three columns and the index of ``frame``, and notes for "Read as".
    """
    index = frame.index
    code = frame.get("precision_code", pd.Series(None, index=index)).astype("str")
    table = {entry.code: entry for entry in source.precision}
    out = pd.DataFrame(
        {
            "location_precision": code.map(
                {c: e.location_precision for c, e in table.items()}
            ).astype("str"),
            "error_m": code.map({c: e.error_m for c, e in table.items()}).astype("float64"),
            "error_model": code.map({c: e.error_model for c, e in table.items()}).astype("str"),
        }
    )
    notes = []
    strange = code[code.notna() & ~code.isin(table)]
    if len(strange):
        notes.append(
            f"{len(strange)} rows have precision codes unknown to the source's table "
            f"(for instance {strange.iloc[0]!r}): precision unknown"
        )
    out["location_precision"] = out["location_precision"].fillna("unknown")
    digits = frame["coordinates_precision_m"]
    if "error_m_stated" in frame:
        _state(out, pd.to_numeric(frame["error_m_stated"]).astype("float64"), digits)
        if "error_model_stated" in frame:
            stated = frame["error_model_stated"].where(out["error_m"].notna())
            out["error_model"] = stated.fillna(out["error_model"])
    overrides = settings.precision_overrides.get(source.name, {})
    for wanted, error_m in sorted(overrides.items()):
        rows = code.eq(wanted).fillna(False).astype(bool)
        out.loc[rows, "error_m"] = float(error_m)
        out.loc[rows, "error_model"] = "normal"
        notes.append(f"settings: code {wanted!r} of {source.name} is {error_m:g} m")
    of_file = settings.incident_error_m.get(file)
    if of_file is not None:
        unknown = out["location_precision"].eq("unknown") & out["error_m"].isna()
        _state(out, pd.Series(float(of_file), index=index).where(unknown), digits)
        notes.append(f"settings: an error of {of_file:g} m for {int(unknown.sum())} rows")
    out["error_model"] = out["error_model"].where(out["error_model"].isin(ERROR_MODELS))
    return out, notes


def _state(out: pd.DataFrame, error_m: pd.Series, digits_m: pd.Series) -> None:
    """Put a stated error in place, never less than the digits allow."""
    known = error_m.notna()
    widened = error_m.where(~(digits_m > error_m), digits_m)
    out.loc[known, "error_m"] = widened[known]
    out.loc[known, "error_model"] = "normal"
    out.loc[known, "location_precision"] = precision_of_error(widened[known])


def facility_error(frame: pd.DataFrame, settings: LoadSettings) -> pd.DataFrame:
    """Return error_m and error_basis of facilities.

    Parameters
    ----------
    frame
        What a source read, with ``geometry``, ``coordinates_precision_m`` and perhaps
        ``error_m_stated`` and ``error_basis``.
    settings
        The user's default.

    Returns
    -------
    DataFrame with ``error_m`` (null where there is no place) and ``error_basis``: "stated", "the
    source's own account", "assumed", or "digits" where the number of digits is what limits.
    """
    index = frame.index
    located = frame["geometry"].notna()
    given = settings.facility_error_m
    default = ASSUMED_FACILITY_ERROR_M if given is None else float(given)
    stated = frame.get("error_m_stated", pd.Series(np.nan, index=index))
    stated = pd.to_numeric(stated).astype("float64")
    error_m = stated.fillna(default)
    why = "assumed" if given is None else "assumed (settings)"
    basis = pd.Series(f"{why} {default:g} m", index=index, dtype="str")
    own = frame.get("error_basis", pd.Series(None, index=index, dtype="str")).astype("str")
    metres = stated.map("{:g} m".format, na_action="ignore").astype("str")
    said = own.str.cat(metres, sep=", ").fillna("stated " + metres)
    basis = basis.where(stated.isna(), said)
    digits = frame["coordinates_precision_m"]
    coarse = digits > error_m
    error_m = error_m.mask(coarse, digits)
    by_digits = "digits: " + digits.round().map("{:g} m".format, na_action="ignore").astype("str")
    return pd.DataFrame(
        {
            "error_m": error_m.where(located),
            "error_basis": basis.mask(coarse, by_digits).where(located),
        }
    )
