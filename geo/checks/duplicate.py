"""``duplicate``: one facility, or one incident, listed twice."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.checks.check import Check, findings, metres
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places
from geo.names import is_generic, normalise_names

SAME_PLACE_M: Final = 200.0

_ECEF: Final = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
_APART_M: Final = 1e8  # farther than any two points of the globe: keeps names apart


def find(places: Places) -> pd.DataFrame:
    """Report later rows that repeat an earlier one, with how far apart the two stand."""
    key = _incident_key(places) if places.is_incidents else _facility_key(places)
    key[~places.located | places.blank] = None
    reach_m = 0.0 if places.is_incidents else SAME_PLACE_M
    first = first_of_same(places.longitude, places.latitude, key, reach_m)
    where = first != np.arange(len(first))
    original = first[where]
    distance_m = geodesic_m(
        places.longitude[where],
        places.latitude[where],
        places.longitude[original],
        places.latitude[original],
    )
    what = "date, place and description" if places.is_incidents else "name"
    evidence = [
        f"same {what} as {other}, " + (f"{metres(apart)} away" if apart else "on the same point")
        for other, apart in zip(places.index[original], distance_m, strict=True)
    ]
    return findings(
        places,
        where,
        "duplicate",
        severity="warning",
        evidence=evidence,
        displacement_m=distance_m,
    )


def _facility_key(places: Places) -> npt.NDArray[np.object_]:
    """Return names and kinds of the rows that have company; of the others no name is asked."""
    key = np.full(len(places.index), None, dtype=object)
    rows = np.flatnonzero(places.located & ~places.blank)
    rows = rows[_has_company(places.longitude[rows], places.latitude[rows])]
    key[rows] = same_name_key(places.column("name").iloc[rows], places.column("kind").iloc[rows])
    return key


def _has_company(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return where another place lies within `SAME_PLACE_M`, or hardly beyond it."""
    if not len(longitude):
        return np.zeros(0, dtype=bool)
    xyz = np.column_stack(_ECEF.transform(longitude, latitude, np.zeros(len(longitude))))
    bound_m = SAME_PLACE_M * 1.01
    second_m = cKDTree(xyz).query(xyz, k=[2], distance_upper_bound=bound_m)[0][:, 0]
    return np.asarray(np.isfinite(second_m))


def same_name_key(name: pd.Series, kind: pd.Series) -> npt.NDArray[np.object_]:
    """Return one text per name and kind, None for names that are null.

    A generic name counts as it stands: two "Health Centre" within 200 m are likely one.
    """
    core = normalise_names(name)
    folded = name.astype("str").str.casefold().str.strip()
    text = core.where(~is_generic(name), folded)
    key = np.array(text + "\n" + kind.fillna("unknown").astype("str"), dtype=object)
    key[(name.isna() | folded.eq("")).to_numpy(dtype=bool)] = None
    return key


def _incident_key(places: Places) -> npt.NDArray[np.object_]:
    description = places.column("description")
    parts = [
        places.column(name).astype("str").fillna("")
        for name in ("date_start", "date_end", "event_type", "source")
    ]
    text = description.astype("str").str.casefold().str.strip()
    for part in parts:
        text = text + "\n" + part
    key = np.array(text, dtype=object)
    no_date = places.column("date_start").isna()
    key[(description.isna() | no_date).to_numpy(dtype=bool)] = None
    return key


def first_of_same(
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    key: npt.NDArray[Any],
    reach_m: float,
) -> npt.NDArray[np.intp]:
    """Return for each row the first row of the same key that it is linked to within ``reach_m``.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,).
    key
        Shape (n,); rows of key None stand alone.
    reach_m
        Rows of one key are linked when their chord is no longer than this (metres); links chain.

    Returns
    -------
    Row numbers, shape (n,); a row that is the first of its kind gives its own.
    """
    first = np.arange(len(key))
    rows = np.flatnonzero(pd.notna(key) & np.isfinite(longitude) & np.isfinite(latitude))
    if not len(rows):
        return first
    codes = pd.factorize(key[rows])[0]
    points = pd.DataFrame({"x": longitude[rows], "y": latitude[rows], "code": codes})
    spot = points.groupby(["x", "y", "code"], sort=False).ngroup().to_numpy()
    at = np.unique(spot, return_index=True)[1]  # first row of each spot
    group = np.arange(len(at))
    if reach_m > 0:
        xyz = np.column_stack(
            _ECEF.transform(
                points["x"].to_numpy()[at], points["y"].to_numpy()[at], np.zeros(len(at))
            )
        )
        tree = cKDTree(np.column_stack([xyz, codes[at] * _APART_M]))
        pairs = tree.query_pairs(reach_m, output_type="ndarray")
        links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(at),) * 2)
        group = connected_components(links, directed=False)[1]
    of_row = group[spot]
    earliest = np.full(group.max() + 1, len(key))
    np.minimum.at(earliest, of_row, rows)
    first[rows] = earliest[of_row]
    return first


CHECK = Check("duplicate", 61, find)
