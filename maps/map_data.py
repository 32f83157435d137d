"""The tables of an audit as columns for the map's page.

Each function returns plain columns (lists of equal length) that `maps.inert` can pack. Coordinates
are degrees with at most five decimals, distances whole metres, probabilities three decimals: what
a reader can use, and no more.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from anyascii import anyascii

from geo.vocabulary import TIERS
from maps.basemap import DECIMALS
from maps.text import clean

NOT_STATED: Final = "not_stated"
_HARM: Final = {
    "workers_killed": "health_workers_killed",
    "workers_injured": "health_workers_injured",
    "dead_min": "fatalities_min",
    "dead_max": "fatalities_max",
}
_VAGUE: Final = ("country", "withheld")
_WEB_MERCATOR_LIMIT: Final = 85.0

Columns = dict[str, list[Any]]


def texts(table: pd.DataFrame, column: str) -> list[Any]:
    """Return a column as texts and None; all None where the table has no such column."""
    if column not in table:
        return [None] * len(table)
    cells = table[column]
    if isinstance(cells.dtype, pd.StringDtype):
        return list(cells.to_numpy(dtype=object, na_value=None))
    cells = cells.astype(object)
    return list(cells.where(cells.notna(), None))


def numbers(table: pd.DataFrame, column: str, decimals: int = 0) -> list[Any]:
    """Return a column as rounded numbers and NaN (packed as null)."""
    if column not in table:
        return [None] * len(table)
    return list(table[column].astype("float64").round(decimals))


def days(table: pd.DataFrame, column: str) -> list[Any]:
    """Return a column of dates as "YYYY-MM-DD" and None."""
    if column not in table:
        return [None] * len(table)
    when = pd.to_datetime(table[column]).dt.tz_localize(None)
    written = np.datetime_as_string(when.to_numpy("datetime64[D]"), unit="D").astype(object)
    written[when.isna().to_numpy()] = None
    return list(written)


def flags(table: pd.DataFrame, column: str) -> list[bool]:
    """Return a column as yes and no; what is missing is no."""
    if column not in table:
        return [False] * len(table)
    return list(table[column].astype("boolean").fillna(value=False).astype(bool))


def _mask(table: pd.DataFrame, column: str) -> Any:
    return np.array(flags(table, column), dtype=bool)


def points(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return columns lon, lat (degrees): the place, or for a footprint a point that lies on it."""
    shapes = table.geometry.to_numpy()
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    place = np.where(usable, shapes, None)
    if (shapely.get_type_id(place) > 0).any():  # others than points
        place = shapely.point_on_surface(place)
    lon, lat = shapely.get_x(place).round(DECIMALS), shapely.get_y(place).round(DECIMALS)
    drawable = (np.abs(lon) <= 180.0) & (np.abs(lat) <= _WEB_MERCATOR_LIMIT)  # noqa: PLR2004 - degrees
    lon, lat = np.where(drawable, lon, np.nan), np.where(drawable, lat, np.nan)
    return pd.DataFrame({"lon": lon, "lat": lat, "has_place": usable}, index=table.index)


def incident_columns(
    incidents: gpd.GeoDataFrame,
    summary: pd.DataFrame | None,
    strikes: pd.DataFrame,
    radii_m: Sequence[float],
    area_ids: pd.Index,
    *,
    fallback: str | None,
) -> Columns:
    """Return the incidents, located or not.

    Parameters
    ----------
    incidents
        Canonical table.
    summary
        What `geo.summarise_incidents` returned, or None: tiers then come from the best single site
        in ``strikes``, and ``p_any`` is not known.
    strikes
        One row per incident and facility (see `one_row_per_pair`).
    radii_m
        Radii in metres.
    area_ids
        Areas that the page can draw.
    fallback
        Tier of a strike that neither summary nor strikes speak of: "unlikely" where every site is
        known to the page, `NOT_STATED` in a public edition.

    Returns
    -------
    Columns; ``tier_<k>``, ``p_<k>``, ``doubled_<k>`` for the k-th radius; ``drawn`` is "point",
    "area" or null, and ``why`` then says why not.
    """
    place = points(incidents)
    extra = summary.reindex(incidents.index) if summary is not None else incidents
    distrust = texts(extra if "distrust_reason" in extra else incidents, "distrust_reason")
    drawn, why = _drawn(incidents, place, pd.notna(pd.Series(distrust, dtype=object)), area_ids)
    hidden = drawn != "point"
    codes, cited = pd.factorize(pd.Series(texts(incidents, "citation"), dtype=object))
    columns: Columns = {
        "id": incidents.index.tolist(),
        "source": texts(incidents, "source"),
        "from": days(incidents, "date_start"),
        "until": days(incidents, "date_end"),
        "type": texts(incidents, "event_type"),
        "kind": np.select(
            [_mask(incidents, "is_strike"), _mask(incidents, "is_armed_attack")],
            ["strike", "attack"],
            "other",
        ).tolist(),
        "lon": place["lon"].mask(hidden).tolist(),
        "lat": place["lat"].mask(hidden).tolist(),
        "drawn": [value or None for value in drawn.tolist()],
        "why": [value or None for value in why.tolist()],
        "distrust": distrust,
        "precision": texts(incidents, "location_precision"),
        "error_m": numbers(incidents, "error_m"),
        "area": texts(incidents, "area_id"),
        "place": texts(incidents, "place_name"),
        "admin1": texts(incidents, "admin1"),
        "admin2": texts(incidents, "admin2"),
        "reported": flags(incidents, "reported_hit"),
        "reason": texts(extra, "reason"),
        "named": texts(incidents, "facility_named"),
        "by": texts(incidents, "perpetrator_reported_name"),
        "attribution": texts(incidents, "attribution_status"),
        "text": texts(incidents, "description"),
        "weapon": texts(incidents, "weapon"),
        "actor": texts(incidents, "perpetrator_reported_type"),
        **{name: numbers(incidents, column) for name, column in _HARM.items()},
        "licence": texts(incidents, "licence"),
        "citation": codes.tolist(),
        "citations": cited.tolist(),
    }
    for k, radius_m in enumerate(radii_m):
        name = f"{radius_m:.0f}"
        if f"tier_any_{name}" in extra:
            columns[f"tier_{k}"] = texts(extra, f"tier_any_{name}")
            columns[f"p_{k}"] = numbers(extra, f"p_any_{name}", 3)
            columns[f"doubled_{k}"] = numbers(extra, f"p_any_{name}_doubled", 3)
        else:
            columns |= _best_pair(incidents, strikes, k, name, fallback)
    tiers = zip(*(columns[f"tier_{k}"] for k in range(len(radii_m))), strict=True)
    untold = ["cannot_tell" in of_row for of_row in tiers]
    # of what can be told, and of what nobody asked, there is no reason to give
    columns["reason"] = [
        reason if vague else None for reason, vague in zip(columns["reason"], untold, strict=True)
    ]
    return columns


def _drawn(
    incidents: gpd.GeoDataFrame, place: pd.DataFrame, distrusted: pd.Series, area_ids: pd.Index
) -> tuple[Any, Any]:
    """Return how each incident is drawn ("point", "area", "") and why not ("" where it is)."""
    precision = pd.Series(texts(incidents, "location_precision"), dtype=object)
    of_area = pd.Series(texts(incidents, "error_model"), dtype=object).eq("area")
    of_area &= pd.Series(texts(incidents, "area_id"), dtype=object).isin(area_ids)
    vague = precision.isin(_VAGUE)
    off = place["has_place"].to_numpy() & place["lon"].isna().to_numpy()
    none = ~place["has_place"].to_numpy()
    conditions = [distrusted, of_area, precision.eq("withheld"), vague, none, off]
    drawn = np.select(conditions, ["", "area", "", "", "", ""], "point")
    why = np.select(conditions, ["distrusted", "", "withheld", "country", "no_place", "off"], "")
    return drawn, why


def _best_pair(
    incidents: gpd.GeoDataFrame,
    strikes: pd.DataFrame,
    k: int,
    name: str,
    fallback: str | None,
) -> Columns:
    """Return tiers and p of each incident's likeliest single site."""
    rows = strikes[["incident_id", "facility_id", f"tier_{name}", f"p_{name}"]]
    rows = rows.dropna(subset=[f"tier_{name}"])
    strength = rows[f"tier_{name}"].map({tier: at for at, tier in enumerate(TIERS)})
    # A tier for some site outranks "cannot tell"; that outranks "unlikely", which is a statement.
    strength = strength.mask(rows[f"tier_{name}"].eq("unlikely"), len(TIERS))
    order = pd.DataFrame({"at": strength, "p": -rows[f"p_{name}"].astype("float64")})
    best = rows.loc[order.sort_values(["at", "p"], kind="stable").index]
    best = best.drop_duplicates("incident_id").set_index("incident_id").reindex(incidents.index)
    assessed = _mask(incidents, "is_strike") | _mask(incidents, "is_armed_attack")
    tier = pd.Series(best[f"tier_{name}"], dtype=object)
    tier = tier.mask(tier.isna() & assessed, fallback)
    return {
        f"tier_{k}": tier.where(tier.notna(), None).tolist(),
        f"p_{k}": best[f"p_{name}"].astype("float64").round(3).tolist(),
        f"doubled_{k}": [None] * len(incidents),
    }


def weapon_types(incidents: pd.DataFrame) -> dict[str, str]:
    """Return what kind of weapon each text of a source means, where all rows of it agree.

    Examples
    --------
    >>> rows = {"weapon": ["Plane", "Plane", "Gun"], "weapon_type": ["aircraft"] * 2 + [None]}
    >>> weapon_types(pd.DataFrame(rows))
    {'Plane': 'aircraft'}
    """
    told = {name: texts(incidents, name) for name in ("weapon", "weapon_type")}
    pairs = pd.DataFrame(told, dtype=object).dropna().drop_duplicates()
    pairs = pairs[~pairs["weapon"].duplicated(keep=False)]
    return dict(zip(pairs["weapon"], pairs["weapon_type"], strict=True))


def one_row_per_pair(strikes: pd.DataFrame, radii_m: Sequence[float]) -> pd.DataFrame:
    """Return flags with one row per incident and facility, whichever form they came in.

    Parameters
    ----------
    strikes
        Long (a row per radius, column ``radius_m``) or one row per pair (``p_500``, ``tier_500``).
    radii_m
        Radii in metres.

    Raises
    ------
    ValueError
        The table holds nothing on one of the radii.
    """
    if "radius_m" not in strikes:
        missing = [f"{r:.0f}" for r in radii_m if f"tier_{r:.0f}" not in strikes]
        if missing:
            raise ValueError(f"the strikes hold no tiers at {', '.join(missing)} m")
        return strikes
    keys = ["incident_id", "facility_id"]
    same = [c for c in ("distance_m", "bearing_deg", "existed_then", "evidence") if c in strikes]
    table = strikes.drop_duplicates(keys)[[*keys, *same]]
    for radius_m in radii_m:
        at = strikes.loc[strikes["radius_m"] == radius_m, [*keys, "p", "tier"]]
        at = at.rename(columns={"p": f"p_{radius_m:.0f}", "tier": f"tier_{radius_m:.0f}"})
        table = table.merge(at, on=keys, how="left")
    return table


def pair_columns(
    strikes: pd.DataFrame, incidents: pd.Index, facilities: pd.Index, radii_m: Sequence[float]
) -> Columns:
    """Return the pairs of an incident and a facility that are both on the page, by row numbers."""
    left = incidents.get_indexer(strikes["incident_id"])
    right = facilities.get_indexer(strikes["facility_id"].where(strikes["facility_id"].notna(), ""))
    known = (left >= 0) & (right >= 0)
    rows = strikes[known]
    columns: Columns = {
        "incident": left[known].tolist(),
        "facility": right[known].tolist(),
        "distance_m": numbers(rows, "distance_m"),
        "bearing_deg": numbers(rows, "bearing_deg"),
        "existed": texts(rows, "existed_then"),
        "registered": texts(rows, "registered_then"),
        "days": numbers(rows, "days_registered"),
    }
    for k, radius_m in enumerate(radii_m):
        columns[f"tier_{k}"] = texts(rows, f"tier_{radius_m:.0f}")
        columns[f"p_{k}"] = numbers(rows, f"p_{radius_m:.0f}", 3)
    return columns


def facility_columns(facilities: gpd.GeoDataFrame, coverage: pd.DataFrame | None) -> Columns:
    """Return the facilities with a place, and what the registry says of each."""
    place = points(facilities)
    codes, cited = pd.factorize(pd.Series(texts(facilities, "citation"), dtype=object))
    columns: Columns = {
        "id": facilities.index.tolist(),
        "source": texts(facilities, "source"),
        "name": texts(facilities, "name"),
        "other": _lists(facilities, "names_other"),
        "kind": texts(facilities, "kind"),
        "lon": place["lon"].tolist(),
        "lat": place["lat"].tolist(),
        "error_m": numbers(facilities, "error_m"),
        "exists_from": days(facilities, "exists_from"),
        "exists_until": days(facilities, "exists_until"),
        "as_of": days(facilities, "list_as_of"),
        "licence": texts(facilities, "licence"),
        "citation": codes.tolist(),
        "citations": cited.tolist(),
        "outcome": ["not_assessed"] * len(facilities),
    }
    if coverage is not None:
        first = coverage.dropna(subset=["facility_id"]).drop_duplicates("facility_id")
        outcome = first.set_index("facility_id")["outcome"].reindex(facilities.index)
        outcome = pd.Series(outcome, dtype=object).fillna("not_assessed")
        columns["outcome"] = outcome.tolist()
    return columns


def _lists(table: pd.DataFrame, column: str) -> list[list[str] | None]:
    """Return a column of lists of texts, None where a list is empty or missing."""
    cells = texts(table, column)
    return [
        [str(one) for one in cell]
        if isinstance(cell, list | tuple | np.ndarray) and len(cell)
        else None
        for cell in cells
    ]


def letters(columns: Sequence[Sequence[Any]]) -> dict[str, str]:
    """Return each letter beyond ASCII of some names, in small, with how Latin letters write it.

    The Arabic and the Cyrillic alphabet are always there, so that a name in Latin letters is found
    from either.

    Examples
    --------
    >>> found = letters([["Шахтарськ", None]])
    >>> found["ш"], found["\N{ARABIC LETTER SHEEN}"]
    ('sh', 'sh')
    """
    seen = {*map(chr, range(0x621, 0x64B)), *map(chr, range(0x430, 0x460)), "\u0491"}
    for column in columns:
        lists = list in set(map(type, column))
        parts = set(chain.from_iterable(filter(None, column)) if lists else column)
        seen.update(clean("\n".join(part for part in parts if isinstance(part, str))).lower())
    pairs = {letter: anyascii(letter).lower() for letter in sorted(seen) if not letter.isascii()}
    return {letter: latin for letter, latin in pairs.items() if latin}


def registration_columns(
    registry: gpd.GeoDataFrame, coverage: pd.DataFrame, facilities: pd.Index
) -> Columns:
    """Return each registration that coverage speaks of: where, and which facility by row number.

    Registrations matched to a facility that is not on this page are left out.
    """
    rows = coverage.dropna(subset=["registration_id"]).drop_duplicates("registration_id")
    of_site = rows["facility_id"].where(rows["facility_id"].notna(), "")
    at = facilities.get_indexer(of_site)
    keep = (at >= 0) | rows["facility_id"].isna().to_numpy()
    rows, at = rows[keep], at[keep]
    registered = registry.reindex(rows["registration_id"])
    place = points(registered)
    return {
        "facility": [None if row < 0 else row for row in at.tolist()],
        "outcome": texts(rows, "outcome"),
        "distance_m": numbers(rows, "distance_m"),
        "bearing_deg": numbers(rows, "bearing_deg"),
        "id": rows["registration_id"].tolist(),
        "name": texts(registered, "name"),
        "lon": place["lon"].tolist(),
        "lat": place["lat"].tolist(),
        "on": days(registered, "registered_on"),
        "until": days(registered, "registered_until"),
    }


def finding_rows(
    findings: pd.DataFrame, incidents: pd.Index, facilities: pd.Index
) -> dict[str, dict[str, list[list[Any]]]]:
    """Return code and severity of each finding, by list and row number."""
    out: dict[str, dict[str, list[list[Any]]]] = {}
    for name, index in (("incidents", incidents), ("facilities", facilities)):
        rows = findings[findings["list"] == name] if "list" in findings else findings
        at = pd.Series(index.get_indexer(rows["id"]), index=rows.index)
        rows = rows[at >= 0].assign(at=at).drop_duplicates(["at", "code"])
        rows = rows.sort_values("at", kind="stable")
        said = rows[["code", "severity"]].astype(object).to_numpy().tolist()
        of_list: dict[str, list[list[Any]]] = {}
        for row, one in zip(rows["at"].tolist(), said, strict=True):
            of_list.setdefault(str(row), []).append(one)
        out[name] = of_list
    return out
