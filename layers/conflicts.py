"""Conflict profiles: which incidents belong to which conflict, by place and date.

A profile is one TOML file; those that ship are in ``layers/profiles``. A user's own file has the
same keys and is checked in the same way.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.areas import name_key
from layers.errors import InputError

LANGUAGES: Final = ("en", "nl", "fr", "ar", "uk")
SHIPPED: Final = Path(__file__).with_name("profiles")

_REQUIRED: Final = ("id", "names", "countries", "frame")
_OPTIONAL: Final = (
    "area", "admin1_names", "first_date", "public_detail", "datums", "notes", "sources",
)  # fmt: skip
_PUBLIC_DECIMALS: Final = range(6)
_VAGUE: Final = ("country", "withheld")
"""Precisions whose point, if any, says nothing about where in the country the place is."""


@dataclass(frozen=True)
class Profile:
    """One conflict.

    Attributes
    ----------
    names
        Language code -> name; English at least.
    countries
        ISO 3166-1 alpha-3 codes.
    area
        The part of the countries that the conflict is about, in degrees; None for all of them.
    admin1_names
        What sources call that part, in any spelling or script.
    first_date
        Incidents dated before it do not belong; None for no limit.
    frame
        West, south, east, north of the map, in degrees.
    public_detail
        How exact an incident's point may be in a public edition: "source" (no finer than the source
        gives) or a number of decimals of a degree, as text.
    datums
        Older datums in use in the countries, as codes of geographic systems ("EPSG:4284"): those a
        coordinate on a list may still be in, though nothing beside it says so.
    """

    id: str
    names: dict[str, str]
    countries: tuple[str, ...]
    frame: tuple[float, float, float, float]
    area: Any = None
    admin1_names: tuple[str, ...] = ()
    first_date: pd.Timestamp | None = None
    public_detail: str = "source"
    datums: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    path: Path | None = None

    @property
    def name(self) -> str:
        """The English name."""
        return self.names["en"]


def _texts(table: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f'{path}: {key} must be a list of texts, such as ["one", "two"]')
    return tuple(value)


def _box(value: Any, key: str, path: Path) -> tuple[float, float, float, float]:
    numbers = isinstance(value, list) and all(type(item) in (int, float) for item in value)
    if numbers and len(value) == 4:  # noqa: PLR2004 - west, south, east, north
        west, south, east, north = (float(item) for item in value)
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:  # noqa: PLR2004
            return west, south, east, north
    raise InputError(
        f"{path}: {key} must be [west, south, east, north] in degrees, with west < east and "
        "south < north"
    )


def _area(value: Any, path: Path) -> Any:
    """Return the polygon of a box, or of a list of [longitude, latitude] corners."""
    if value is None:
        return None
    if isinstance(value, list) and value and all(isinstance(corner, list) for corner in value):
        try:
            polygon = shapely.Polygon(value)
        except (ValueError, TypeError) as error:
            raise InputError(f"{path}: area is no list of [longitude, latitude]: {error}") from None
        if not polygon.is_valid or polygon.is_empty:
            raise InputError(f"{path}: the corners of area make no simple polygon")
        return polygon
    return shapely.box(*_box(value, "area", path))


def _names(value: Any, path: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise InputError(f'{path}: [names] must hold texts by language, such as en = "Sudan"')
    unknown = sorted(set(value) - set(LANGUAGES))
    if unknown or not value.get("en", "").strip():
        raise InputError(
            f"{path}: [names] needs an English name (en) and may hold {', '.join(LANGUAGES)}"
            + (f", not {', '.join(unknown)}" if unknown else "")
        )
    return dict(value)


def _countries(table: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    codes = _texts(table, "countries", path)
    bad = [code for code in codes if not (len(code) == 3 and code.isalpha() and code.isupper())]  # noqa: PLR2004
    if bad or not codes:
        raise InputError(
            f"{path}: countries must be ISO 3166-1 alpha-3 codes, such as ['SDN']"
            + (f"; {bad[0]!r} is none" if bad else "")
        )
    return codes


def _first_date(value: Any, path: Path) -> pd.Timestamp | None:
    if value is None:
        return None
    if not isinstance(value, date):
        raise InputError(f"{path}: first_date must be a date without quotes, such as 2023-04-15")
    return pd.Timestamp(value.year, value.month, value.day)


def _public_detail(value: Any, path: Path) -> str:
    if value == "source" or (type(value) is int and value in _PUBLIC_DECIMALS):
        return str(value)
    raise InputError(f'{path}: public_detail must be "source" or a number of decimals, 0 to 5')


def _datums(table: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    codes = _texts(table, "datums", path)
    for code in codes:
        try:
            known = code.startswith("EPSG:") and CRS.from_user_input(code).is_geographic
        except CRSError:
            known = False
        if not known:
            raise InputError(
                f"{path}: datums must be codes of geographic systems, such as ['EPSG:4284']; "
                f"{code!r} is none"
            )
    return codes


def read_profile(path: str | Path) -> Profile:
    """Return the profile of one TOML file.

    Raises
    ------
    InputError
        The file is absent or no TOML, a key is missing, unknown or of the wrong kind.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not TOML: {error}") from None
    missing = [key for key in _REQUIRED if key not in table]
    unknown = sorted(set(table) - set(_REQUIRED) - set(_OPTIONAL))
    if missing or unknown:
        raise InputError(
            f"{path}: "
            + "; ".join(
                [f"the key {key!r} is missing" for key in missing]
                + [f"the key {key!r} is not known" for key in unknown]
            )
            + f"; a conflict has the keys {', '.join(_REQUIRED)} and may have "
            + ", ".join(_OPTIONAL)
        )
    name = table["id"]
    if not isinstance(name, str) or not name.replace("-", "").isalnum() or not name.isascii():
        raise InputError(f"{path}: id must be made of letters, digits and hyphens")
    return Profile(
        id=name.lower(),
        names=_names(table["names"], path),
        countries=_countries(table, path),
        frame=_box(table["frame"], "frame", path),
        area=_area(table.get("area"), path),
        admin1_names=_texts(table, "admin1_names", path),
        first_date=_first_date(table.get("first_date"), path),
        public_detail=_public_detail(table.get("public_detail", "source"), path),
        datums=_datums(table, path),
        notes=_texts(table, "notes", path),
        sources=_texts(table, "sources", path),
        path=path,
    )


def profiles(extra: Iterable[str | Path] = ()) -> dict[str, Profile]:
    """Return the conflicts by id: those that ship, and the user's own.

    Parameters
    ----------
    extra
        Paths of TOML files. One with the id of a shipped conflict takes its place; two of them may
        not share an id.

    Raises
    ------
    InputError
        See `read_profile`.

    Examples
    --------
    >>> list(profiles())
    ['afghanistan', 'demoland', 'drc', 'ethiopia-tigray', 'gaza', 'haiti', 'lebanon', 'myanmar',
    'south-sudan', 'sudan', 'syria', 'ukraine', 'west-bank', 'yemen']
    """
    own: dict[str, Profile] = {}
    for path in extra:
        profile = read_profile(path)
        if profile.id in own:
            raise InputError(f"{path}: {own[profile.id].path} has the id {profile.id!r} already")
        own[profile.id] = profile
    shipped = (read_profile(path) for path in sorted(SHIPPED.glob("*.toml")))
    return own | {profile.id: profile for profile in shipped if profile.id not in own}


def choose(ids: Collection[str], known: Mapping[str, Profile]) -> dict[str, Profile]:
    """Return the profiles of the ids asked for, all of them if none is.

    Raises
    ------
    InputError
        An id is not known; the message lists those that are.

    Examples
    --------
    >>> list(choose(["Sudan"], profiles()))
    ['sudan']
    """
    if not ids:
        return dict(known)
    for name in ids:
        if name.lower() not in known:
            raise InputError(
                f"there is no conflict {name!r}; there are {', '.join(sorted(known))}, and a file "
                "of one's own can be given"
            )
    return {name.lower(): known[name.lower()] for name in ids}


def country_of_point(points: gpd.GeoSeries, countries: gpd.GeoDataFrame) -> pd.Series:
    """Return the country code that each place lies in; null at sea and without a place.

    A footprint counts by a point of it.
    """
    places = points.where(points.geom_type == "Point", points.representative_point())
    tree = shapely.STRtree(places.values)
    # The countries are the query, since only the query is prepared: few outlines, many points.
    of, at = tree.query(countries.geometry.values, predicate="intersects")
    found = pd.Series(countries["country"].iloc[of].to_numpy(), index=at, dtype="str")
    found = found[found.notna() & ~found.index.duplicated()]
    return found.reindex(range(len(points))).set_axis(points.index)


def _trusted_points(incidents: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the points that say where in a country an incident was, null for the others."""
    usable = ~incidents["location_precision"].isin(_VAGUE)
    if "distrust_reason" in incidents:
        usable &= incidents["distrust_reason"].isna()
    return incidents.geometry.where(usable, None)


@dataclass(frozen=True)
class _Places:
    """What a table says about where its rows are; all indexed alike."""

    points: gpd.GeoSeries
    stated: pd.Series
    lies_in: pd.Series
    admin1: pd.Series

    def in_area(self, profile: Profile) -> pd.Series:
        """Tell whose point lies in the area, in a country that is theirs by name or by place."""
        inside = pd.Series(shapely.intersects(self.points.values, profile.area), self.points.index)
        theirs = self.stated.isin(profile.countries) | self.lies_in.isin(profile.countries)
        return inside & theirs

    def in_admin1(self, profile: Profile) -> pd.Series:
        """Tell whose province the profile names, in a country that is theirs or not stated."""
        names = {name_key(name) for name in profile.admin1_names} - {""}
        theirs = self.stated.isin(profile.countries) | self.stated.isna()
        return theirs & self.admin1.isin(names)

    def in_country(self, profile: Profile) -> pd.Series:
        """Tell whose stated country, else the one the point lies in, is theirs."""
        return self.stated.fillna(self.lies_in).isin(profile.countries)


def _places(table: gpd.GeoDataFrame, points: gpd.GeoSeries, countries: gpd.GeoDataFrame) -> _Places:
    codes, unique = pd.factorize(table["admin1"], use_na_sentinel=True)
    keys = np.array([*(name_key(value) for value in unique), ""], dtype=object)
    return _Places(
        points=points,
        stated=table["country"],
        lies_in=country_of_point(points, countries),
        admin1=pd.Series(keys[codes], index=table.index),
    )


def assign(
    incidents: gpd.GeoDataFrame, profiles: Mapping[str, Profile], countries: gpd.GeoDataFrame
) -> pd.Series:
    """Return the conflict each incident belongs to, by place and date.

    An incident has one conflict at most. The first of these that answers decides:

    1. its point, for conflicts with an ``area``: it lies in the area, and the stated country or the
       country the point lies in is one of theirs. The point of an incident known to the country
       only, withheld, or with a ``distrust_reason`` is not used;
    2. its ``admin1``, which the conflict names, if the stated country is theirs or none is stated;
    3. its stated country, else the country the point lies in, for conflicts without an ``area``.

    Where two conflicts answer alike, the first in ``profiles`` has it. An incident that is dated
    before a conflict's ``first_date``, or may be (an interval that begins before it), does not
    belong to it. An incident *without* a date is taken by its place alone: to leave it out would
    hide it, and its page says that the date is unknown.

    Parameters
    ----------
    incidents
        Canonical incidents, with ``distrust_reason`` where `geo.trust` has set it.
    profiles
        The conflicts that may be assigned.
    countries
        Areas of level ``country`` (`layers.boundaries.countries`).

    Returns
    -------
    Series of str named ``conflict``, indexed like ``incidents``; null where it belongs to none.
    """
    places = _places(incidents, _trusted_points(incidents), countries)
    started = incidents["date_start"].fillna(incidents["date_end"])
    with_area = [profile for profile in profiles.values() if profile.area is not None]
    without_area = [profile for profile in profiles.values() if profile.area is None]
    answers = [
        *((profile, places.in_area) for profile in with_area),
        *((profile, places.in_admin1) for profile in profiles.values()),
        *((profile, places.in_country) for profile in without_area),
    ]
    found = pd.Series(None, index=incidents.index, dtype="str")
    for profile, belongs_to in answers:
        belongs = belongs_to(profile)
        if profile.first_date is not None:
            belongs &= started.isna() | started.ge(profile.first_date)
        found[belongs & found.isna()] = profile.id
    return found.rename("conflict")


def facilities_in(
    profile: Profile, facilities: gpd.GeoDataFrame, countries: gpd.GeoDataFrame
) -> pd.Index:
    """Return the ids of the facilities in a conflict's countries or area.

    Of a conflict with an area: those whose point or footprint meets it, and those without
    coordinates whose ``admin1`` it names.
    """
    places = _places(facilities, facilities.geometry, countries)
    if profile.area is None:
        inside = places.in_country(profile) | places.in_admin1(profile)
    else:
        unlocated = facilities.geometry.isna()
        inside = places.in_area(profile) | (unlocated & places.in_admin1(profile))
    return facilities.index[inside]
