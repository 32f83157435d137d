"""What may leave the house: the public view of an audit's tables.

A page's data can be read by whoever opens the file, whatever the page shows. So what is not public
is taken out before anything is written. This module must never let through a facility that its
list does not mark ``public``, anything marked ``do_not_publish``, the registry or what was found by
comparing with it, findings, free text, contacts, names of perpetrators, or a source's own columns.
"""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

INCIDENT_COLUMNS: Final = (
    "source",
    "date_start",
    "date_end",
    "country",
    "admin1",
    "admin2",
    "place_name",
    "location_precision",
    "error_m",
    "error_model",
    "area_id",
    "event_type",
    "is_strike",
    "is_armed_attack",
    "attribution_status",
    "reported_hit",
    "citation",
    "licence",
    "distrust_reason",
    "geometry",
)
FACILITY_COLUMNS: Final = (
    "source",
    "name",
    "kind",
    "country",
    "admin1",
    "admin2",
    "error_m",
    "exists_from",
    "exists_until",
    "list_as_of",
    "public",
    "do_not_publish",
    "citation",
    "licence",
    "geometry",
)
_PAIR_COLUMNS: Final = (
    "incident_id",
    "facility_id",
    "radius_m",
    "distance_m",
    "bearing_deg",
    "p",
    "tier",
    "tier_if_doubled",
    "existed_then",
)
_PAIR_PREFIXES: Final = ("p_", "tier_")
_SUMMARY_PREFIXES: Final = ("p_any_", "tier_any_")
_SUMMARY_COLUMNS: Final = ("nearest_facility_id", "nearest_distance_m", "reason", "distrust_reason")


class PublicView(NamedTuple):
    """The tables of a public edition.

    ``summary`` is None where it would speak of sites that are not public: tiers must then come from
    ``strikes``, which holds public sites only.
    """

    incidents: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    strikes: pd.DataFrame
    summary: pd.DataFrame | None


def public_facilities(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facilities that their own list marks public, without sensitive columns.

    Parameters
    ----------
    facilities
        Canonical facilities; without the column ``public`` none is public, and a row whose
        ``do_not_publish`` is missing or empty counts as marked.

    Returns
    -------
    Those rows, with the columns of `FACILITY_COLUMNS` that are there.

    Examples
    --------
    >>> table = gpd.GeoDataFrame(
    ...     {"name": ["A", "B"], "operator": ["x", "y"], "public": [True, None],
    ...      "do_not_publish": [False, False]},
    ...     index=pd.Index(["a", "b"], name="facility_id"), geometry=[None, None],
    ...     crs="EPSG:4326")
    >>> shown = public_facilities(table)
    >>> list(shown.index), "operator" in shown
    (['a'], False)
    """
    marked = _yes(facilities, "public") & ~_yes(facilities, "do_not_publish", if_missing=True)
    return facilities.loc[marked, [c for c in facilities if c in FACILITY_COLUMNS]]


def _yes(table: pd.DataFrame, column: str, *, if_missing: bool = False) -> pd.Series:
    if column not in table:
        return pd.Series(if_missing, index=table.index)
    return table[column].astype("boolean").fillna(if_missing).astype(bool)


def public_view(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    strikes: pd.DataFrame,
    *,
    summary: pd.DataFrame | None = None,
    public_detail: str = "source",
) -> PublicView:
    """Return the tables as a public edition may hold them.

    Parameters
    ----------
    incidents, facilities
        Canonical tables.
    strikes
        What `geo.flag_strikes` or `geo.pivot_flags` returned.
    summary
        What `geo.summarise_incidents` returned.
    public_detail
        "source": an incident's point as the source gives it; or a number of decimals of a degree,
        as text, to round it to. Distances and bearings go then, since they would give it back.

    Returns
    -------
    PublicView

    Raises
    ------
    ValueError
        ``public_detail`` is neither.
    """
    shown = public_facilities(facilities)
    own = incidents[[c for c in incidents if c in INCIDENT_COLUMNS]]
    pairs = strikes[_public_rows(strikes, shown.index)]
    pairs = pairs[[c for c in pairs if c in _PAIR_COLUMNS or c.startswith(_PAIR_PREFIXES)]]
    if len(shown) < len(facilities) or summary is None:
        # A tier worked out with all sites would tell how near a site is that is not public.
        seen = None
    else:
        seen = summary[
            [c for c in summary if c in _SUMMARY_COLUMNS or c.startswith(_SUMMARY_PREFIXES)]
        ]
    if public_detail != "source":
        own, pairs, seen = _rounded(own, pairs, seen, public_detail)
    return PublicView(own, shown, pairs, seen)


def _public_rows(strikes: pd.DataFrame, public: pd.Index) -> pd.Series:
    return strikes["facility_id"].isin(public) | strikes["facility_id"].isna()


def _rounded(
    incidents: gpd.GeoDataFrame,
    pairs: pd.DataFrame,
    summary: pd.DataFrame | None,
    public_detail: str,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame | None]:
    if not public_detail.isdecimal():
        raise ValueError(
            f'public_detail is "source" or a number of decimals, not {public_detail!r}'
        )
    coarse = shapely.set_precision(incidents.geometry.to_numpy(), 10.0 ** -int(public_detail))
    incidents = incidents.set_geometry(
        gpd.GeoSeries(coarse, index=incidents.index, crs=incidents.crs)
    )
    pairs = pairs.drop(columns=["distance_m", "bearing_deg"], errors="ignore")
    if summary is not None:
        summary = summary.drop(columns="nearest_distance_m", errors="ignore")
    return incidents, pairs, summary


def public_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """Return an account without registry, coverage, findings and the names of files.

    Examples
    --------
    >>> public_figures({"registries": [{"n": 3}], "radii_m": [500]})
    {'radii_m': [500]}
    """
    allowed = ("conflict", "generated", "radii_m", "notice", "per_source", "facility_lists")
    kept = {key: figures[key] for key in allowed if key in figures}
    if "facility_lists" in kept:
        fields = ("source", "as_of", "existence_known")
        kept["facility_lists"] = [
            {key: entry[key] for key in fields if key in entry} for entry in kept["facility_lists"]
        ]
    return kept
