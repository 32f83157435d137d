"""The table as the checks see it: numbers, expected countries, names; computed when first asked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.checks.admin import Admin, match_areas
from geo.checks.outlines import BOUNDARY_TOLERANCE_M, CLEARLY_OUTSIDE_M, Outlines
from geo.checks.same_name import SameName, match
from geo.coordinates import parse_coordinates, parse_latitude_longitude

MIN_SHARE_OF_LIST: Final = 0.95
MIN_ROWS_OF_LIST: Final = 20
AREAS: Final = "the areas given"

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Inputs:
    """What a caller may hand to the checks; any of it may be absent."""

    countries: gpd.GeoDataFrame | None = None
    land: gpd.GeoSeries | gpd.GeoDataFrame | None = None
    gazetteer: gpd.GeoDataFrame | None = None
    reference: gpd.GeoDataFrame | None = None
    areas: gpd.GeoDataFrame | None = None
    as_of: pd.Timestamp | None = None
    stale_after_days: int = 180


class Places:
    """Rows of one table, and what is known about where they should be.

    ``settled``: an earlier check has explained why the row lies where it should not.
    ``blank``: its coordinates stand for nothing, as zeros do, so that nothing can be said of them.
    ``notes``: what one module found and others use, by its name.
    """

    def __init__(self, table: gpd.GeoDataFrame, inputs: Inputs) -> None:
        self.table = table
        self.inputs = inputs
        self.index = table.index
        geometry = table.geometry.to_numpy()
        is_point = np.asarray(shapely.get_type_id(geometry)) == 0
        points = geometry.copy()
        points[~is_point] = shapely.point_on_surface(geometry[~is_point])
        points[shapely.is_empty(points)] = None
        self.longitude: Floats = np.asarray(shapely.get_x(points), dtype=float)
        self.latitude: Floats = np.asarray(shapely.get_y(points), dtype=float)
        self.located: Mask = np.isfinite(self.longitude) & np.isfinite(self.latitude)
        self.settled: Mask = np.zeros(len(table), dtype=bool)
        self.blank: Mask = np.zeros(len(table), dtype=bool)
        self.notes: dict[str, Any] = {}

    def column(self, name: str) -> pd.Series:
        """Return a column of the table, all null where there is none."""
        if name in self.table:
            return self.table[name]
        return pd.Series(None, index=self.index, dtype="str")

    @cached_property
    def is_incidents(self) -> bool:
        """Whether the rows are incidents (else facilities or registrations)."""
        return self.index.name == "incident_id" or "event_type" in self.table

    @cached_property
    def status(self) -> npt.NDArray[np.object_]:
        """Return how the coordinates were read: `geo.vocabulary.COORDINATE_STATUSES`."""
        told = self.column("coordinates_status").to_numpy(dtype=object, na_value=None)
        seen = np.where(self.located, "ok", "missing")
        status: npt.NDArray[np.object_] = np.where(pd.isna(told), seen, told)
        return status

    @cached_property
    def precision_m(self) -> Floats:
        """Return what the digits of the coordinates allow, in metres; null where not known."""
        column = self.column("coordinates_precision_m")
        return np.asarray(column.astype("float64"), dtype=float)

    @cached_property
    def raw(self) -> tuple[Floats, Floats]:
        """Longitude and latitude as read, also where they lie beyond the globe."""
        longitude, latitude = self.longitude.copy(), self.latitude.copy()
        beyond = self.status == "out_of_range"
        text = self.column("coordinates_raw")[beyond].astype("str")
        halves = text.str.split(" | ", n=1, regex=False)
        two = halves.str.len().eq(2).to_numpy(dtype=bool)
        parsed = parse_coordinates(text)
        if two.any():
            cells = (halves[two].str[0].astype("str"), halves[two].str[1].astype("str"))
            both = parse_latitude_longitude(*cells)
            for name in ("raw_longitude", "raw_latitude"):
                parsed.loc[two, name] = both[name]
        longitude[beyond] = parsed["raw_longitude"]
        latitude[beyond] = parsed["raw_latitude"]
        return longitude, latitude

    @cached_property
    def outlines(self) -> Outlines | None:
        """The countries, with the areas given as one more outline; None without either."""
        given = []
        areas = self.inputs.areas
        if self.inputs.countries is not None:
            given.append(self.inputs.countries[["country", "name", "geometry"]])
        if areas is not None and len(areas):
            given.append(areas.assign(country=AREAS, name=AREAS)[["country", "name", "geometry"]])
        return Outlines(pd.concat(given)) if given else None

    @cached_property
    def country_at(self) -> npt.NDArray[np.object_]:
        """The country each point lies in; None at sea, or without borders."""
        if self.inputs.countries is None:
            return np.full(len(self.index), None, dtype=object)
        return Outlines(self.inputs.countries).at(self.longitude, self.latitude)

    @cached_property
    def main_country(self) -> str | None:
        """The country in which nearly all of the list lies, if there is one."""
        found = pd.Series(self.country_at[self.located])
        if len(found) < MIN_ROWS_OF_LIST or not found.notna().any():
            return None
        share = found.value_counts().iloc[[0]] / len(found)
        return str(share.index[0]) if share.iloc[0] >= MIN_SHARE_OF_LIST else None

    @cached_property
    def expected(self) -> npt.NDArray[np.object_]:
        """Where each row should lie: its own country, else the areas given, else the list's."""
        known = set(self.outlines.names) if self.outlines else set()
        own = self.column("country").to_numpy(dtype=object, na_value=None)
        expected = np.array([code if code in known else None for code in own], dtype=object)
        nameless = np.array([code is None for code in own], dtype=bool)
        other = AREAS if AREAS in known else self.main_country
        expected[nameless] = other
        return expected

    @cached_property
    def is_own(self) -> Mask:
        """Where the expectation is the row's own country, not inferred."""
        own: Mask = self.column("country").notna().to_numpy(dtype=bool)
        return own

    @cached_property
    def outside_m(self) -> Floats:
        """How far each point lies outside where it should; null where that is not known."""
        if self.outlines is None:
            return np.full(len(self.index), np.nan)
        return self.outlines.outside_m(self.longitude, self.latitude, self.expected)

    @cached_property
    def is_outside(self) -> Mask:
        """Where a point lies outside its country by more than the borders may be wrong."""
        return np.nan_to_num(self.outside_m, nan=0.0) > BOUNDARY_TOLERANCE_M

    @cached_property
    def is_clearly_outside(self) -> Mask:
        """Where a point lies so far outside that a mend may be looked for."""
        return np.nan_to_num(self.outside_m, nan=0.0) > CLEARLY_OUTSIDE_M

    @cached_property
    def admin(self) -> Admin | None:
        """The areas that the rows name; None without areas."""
        areas = self.inputs.areas
        if areas is None or not len(areas):
            return None
        return match_areas(self.table, areas, self.longitude, self.latitude)

    @cached_property
    def is_outside_area(self) -> Mask:
        """Where a point lies outside the area its row names, by more than outlines may be wrong."""
        if self.admin is None:
            return np.zeros(len(self.index), dtype=bool)
        out = np.nan_to_num(self.admin.outside_m, nan=0.0) > BOUNDARY_TOLERANCE_M
        outside: Mask = out & self.admin.trusted
        return outside

    @cached_property
    def same_name(self) -> SameName:
        """The one facility of the reference that bears each row's name; all null without one."""
        reference = self.inputs.reference
        if reference is None or self.is_incidents or not len(reference):
            nothing = np.full(len(self.index), np.nan)
            none = np.full(len(self.index), None, dtype=object)
            return SameName(nothing, nothing, nothing, none, nothing)
        return match(self.table, reference, self.longitude, self.latitude)

    def lies_well(self, rows: npt.NDArray[np.intp], longitude: Floats, latitude: Floats) -> Mask:
        """Whether points for some rows lie in the area each names, or else in its country.

        True where neither is known.
        """
        well = np.ones(len(rows), dtype=bool)
        expected = self.expected[rows]
        known = np.array([code is not None for code in expected], dtype=bool)
        if self.outlines is not None and known.any():
            well[known] = self.outlines.reaches(longitude[known], latitude[known], expected[known])
        if self.admin is not None:
            area = self.admin.area[rows].astype(object)
            named = self.admin.area[rows] >= 0
            well[named] &= self.admin.outlines.reaches(
                longitude[named], latitude[named], area[named]
            )
        return well

    def lies_where_expected(self, longitude: Floats, latitude: Floats, where: Mask) -> Mask:
        """Whether other coordinates for the rows ``where`` would lie in their country.

        Parameters
        ----------
        longitude, latitude
            Degrees, shape (k,), k rows being true in ``where``.
        """
        globe = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004
        if self.outlines is None:
            return np.zeros(len(longitude), dtype=bool)
        outside_m = self.outlines.outside_m(
            np.where(globe, longitude, np.nan),
            np.where(globe, latitude, np.nan),
            self.expected[where],
        )
        return np.nan_to_num(outside_m, nan=np.inf) <= BOUNDARY_TOLERANCE_M

    def expected_names(self, where: Mask) -> list[str]:
        """Name, for each of the rows ``where``, the place it should lie in."""
        if self.outlines is None:
            return []
        names = [self.outlines.name(code) for code in self.expected[where]]
        own = self.is_own[where]
        return [
            name if mine or name == AREAS else f"{name}, where nearly all of this list lies"
            for name, mine in zip(names, own, strict=True)
        ]

    def severity(self, where: Mask) -> npt.NDArray[Any]:
        """``error`` where the row states its country, ``warning`` where that was inferred."""
        return np.where(self.is_own[where], "error", "warning")

    def without_country(self) -> str | None:
        """Say how many rows could not be judged for want of a country."""
        n = int((self.located & pd.isna(self.expected)).sum())
        if not n:
            return None
        own = self.column("country")
        unknown = sorted(set(own[self.located & pd.isna(self.expected)].dropna()))
        also = f" (no borders for {', '.join(unknown[:5])})" if unknown else ""
        total = int(self.located.sum())
        return f"not judged for {n} of {total} located rows: country not given{also}"
