"""How likely each incident fell within a radius of each site in its reach: the pairs behind flags.

Only incidents whose place says something at the radius come here; the others are cannot-tell for
every site alike (`geo.location.Location.vague`).
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.density import share_of_area
from geo.ellipsoid import Floats, Integers
from geo.existence import existed_then
from geo.extents import Extents
from geo.footprint_chances import probability_near_outlines
from geo.location import Location
from geo.outlines import Outlines, Shapes
from geo.pairs import Pairs
from geo.places import polygons_of
from geo.probability import probability_within
from geo.reach import (
    areas_in_reach,
    by_place_pairs,
    points_in_reach,
    shared_places,
    site_errors,
)
from geo.union import Sites, probability_near_any

SCALES = (1.0, 2.0)
"""The errors as stated, and both doubled."""


class Chances(NamedTuple):
    """Pairs of an incident and a site; arrays of one length, sorted by incident.

    Attributes
    ----------
    row, site
        Row positions of the incident and the facility.
    distance_m, bearing_deg
        Between the stated places; 0 and NaN where the site lies in the area that stands for the
        incident's place.
    p, p_doubled
        Probability that the incident lies within the radius, as stated and with both errors
        doubled.
    existed_then
        ``yes`` or ``unknown``; sites known not to have existed are left out.
    """

    row: Integers
    site: Integers
    distance_m: Floats
    bearing_deg: Floats
    p: Floats
    p_doubled: Floats
    existed_then: npt.NDArray[np.object_]


class AnyChances(NamedTuple):
    """The pairs of incidents, and what holds for any site together.

    Attributes
    ----------
    pairs
        The pairs.
    rows, any_, any_doubled
        Row positions of incidents with a pair, and the probability that any of their sites lies
        within the radius.
    """

    pairs: Chances
    rows: Integers
    any_: Floats
    any_doubled: Floats


class Nearby:
    """The sites in reach of each stated place that is a point with an error, up to a radius.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326.
    location
        What `geo.location.locate` says of the incidents.
    radius_m
        The largest radius that will be asked about.
    spread
        How many ``error_m`` of a normal, and of the sites, to reach beyond the radius (a disc ends
        at its own).

    Notes
    -----
    Incidents on one stated place, known equally well, share its pairs and their probabilities; a
    place that is too vague at the largest radius is so at every other.
    """

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        facilities: gpd.GeoDataFrame,
        location: Location,
        radius_m: float,
        *,
        spread: float = 1.0,
    ) -> None:
        told = location.assessed & ~location.vague(radius_m)
        self.rows = np.flatnonzero(told & np.isin(location.model, ("normal", "disc")))
        first, self.place = shared_places(incidents, location, self.rows)
        self.first = self.rows[first]
        points = incidents.geometry.iloc[self.first]
        self.longitude, self.latitude = points.x.to_numpy(), points.y.to_numpy()
        self.location, self.own = location, location.error_m[self.first]
        self.model = location.model[self.first]
        self._spread_m = self.own * np.where(self.model == "disc", 1.0, spread)
        self.pairs = points_in_reach(points, facilities, radius_m, self._spread_m, spread)
        self.errors = site_errors(facilities)
        self._reach_m = spread * self.errors
        self._dates = incidents, facilities
        polygons, outline = polygons_of(facilities, self.pairs.right)
        self.outlines, self._outline = Outlines(polygons), outline

    def at(self, radius_m: float) -> "Reached":
        """Return the pairs in reach at one radius, and how likely each is within it."""
        told = ~self.location.vague(radius_m)[self.first]
        reach = radius_m + self._spread_m[self.pairs.left] + self._reach_m[self.pairs.right]
        near = told[self.pairs.left] & (self.pairs.distance_m <= reach)
        return Reached(self, self.pairs.take(near), self._outline[near], radius_m)

    def existed(self, row: Integers, site: Integers) -> npt.NDArray[np.object_]:
        """Say whether sites existed when incidents happened, as `geo.existence.existed_then`."""
        incidents, facilities = self._dates
        return existed_then(incidents, facilities, row, site)


class Reached:
    """The pairs of stated place and site in reach at one radius."""

    def __init__(self, near: Nearby, pairs: Pairs, outline: Integers, radius_m: float) -> None:
        self._near, self._pairs, self._radius_m = near, pairs, radius_m
        self._outline = outline
        self._p = [self._single(scale) for scale in SCALES]
        # per incident, the pairs of its place whose site may have stood
        place, row = near.place, near.rows
        at, nth = by_place_pairs(place, pairs.left)
        then = near.existed(row[at], pairs.right[nth])
        stood = then != "no"
        self._at, self._nth, self._then = at[stood], nth[stood], then[stood]

    def chances(self) -> Chances:
        """Return the pairs of incident and site."""
        nth = self._nth
        p, doubled = self._p
        return Chances(
            self._near.rows[self._at],
            self._pairs.right[nth],
            self._pairs.distance_m[nth],
            self._pairs.bearing_deg[nth],
            p[nth],
            doubled[nth],
            self._then,
        )

    def near_any(self) -> AnyChances:
        """Return the pairs, and how likely each incident lies within the radius of any site."""
        n = len(self._near.rows)
        kept = np.bincount(self._at, minlength=n)
        whole = (
            kept == np.bincount(self._pairs.left, minlength=len(self._near.first))[self._near.place]
        )
        # incidents that keep all sites of their place share its union; others have one of their own
        key = np.where(whole, self._near.place, len(self._near.first) + np.arange(n))
        _, first, which = np.unique(
            np.where(kept > 0, key, -1), return_index=True, return_inverse=True
        )
        chosen = np.isin(self._at, first) & (kept[self._at] > 0)
        unions = np.flatnonzero(np.bincount(self._at[chosen], minlength=n))
        place = np.searchsorted(unions, self._at[chosen])
        any_ = []
        for nth, scale in enumerate(SCALES):
            union = np.zeros(n)
            union[unions] = self._union(self._nth[chosen], place, unions, scale, self._p[nth])
            any_.append(union[first][which])
        return AnyChances(self.chances(), self._near.rows, *any_)

    def _single(self, scale: float) -> Floats:
        near, pairs = self._near, self._pairs
        own, theirs = scale * near.own[pairs.left], scale * near.errors[pairs.right]
        model = near.model[pairs.left]
        p = np.empty(len(pairs.left))
        for name in ("normal", "disc"):
            these = np.flatnonzero((model == name) & (self._outline < 0))
            p[these] = probability_within(
                pairs.distance_m[these],
                own[these],
                self._radius_m,
                model=name,
                site_error_m=theirs[these],
            )
        these = np.flatnonzero(self._outline >= 0)
        place = pairs.left[these]
        p[these] = probability_near_outlines(
            near.outlines,
            self._outline[these],
            (near.longitude[place], near.latitude[place]),
            pairs.distance_m[these],
            own[these],
            self._radius_m,
            model=model[these],
            site_error_m=theirs[these],
        )
        return p

    def _union(
        self, nth: Integers, place: Integers, unions: Integers, scale: float, p: Floats
    ) -> Floats:
        """Return the probability near any site, per union of the pairs ``nth``."""
        near, pairs = self._near, self._pairs
        left, site = pairs.left[nth], pairs.right[nth]
        turn = np.radians(np.nan_to_num(pairs.bearing_deg[nth]))
        away = pairs.distance_m[nth]
        middle = np.column_stack([away * np.sin(turn), away * np.cos(turn)])
        outline, turned = self._outline[nth], np.zeros(len(nth))
        area = np.flatnonzero(outline >= 0)
        frames = near.outlines.frames(
            outline[area], near.longitude[left[area]], near.latitude[left[area]]
        )
        middle[area], turned[area] = frames.to_local(np.zeros((len(area), 2))), frames.turn
        extents = Extents(p[nth], outline, turned, near.outlines)
        of = near.place[unions]
        any_ = np.zeros(len(unions))
        for model in ("normal", "disc"):
            mine = np.flatnonzero(near.model[of] == model)
            these = np.flatnonzero(near.model[of][place] == model)
            sites = Sites(
                np.searchsorted(mine, place[these]),
                middle[these, 0],
                middle[these, 1],
                scale * near.errors[site[these]],
            )
            any_[mine] = probability_near_any(
                sites,
                scale * near.own[of[mine]],
                self._radius_m,
                model=model,
                extents=extents.take(these),
            )
        return any_


def chances_by_area(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> AnyChances:
    """Return the pairs of incidents whose place is an area small enough to say something.

    Parameters
    ----------
    incidents, facilities, location
        As for `Nearby`.
    radius_m
        The radius asked about.
    areas
        The polygons, by the row positions that ``location.area`` holds.

    Notes
    -----
    The work grows with the number of areas, not of incidents: incidents of one area with the same
    sites standing share their result.
    """
    told = location.assessed & ~location.vague(radius_m)
    rows = np.flatnonzero(told & (location.model == "area"))
    used, which = np.unique(location.area[rows], return_inverse=True)
    nothing = np.zeros(len(rows))
    if areas is None or not len(rows):
        empty = np.empty(0, dtype=np.int64)
        none = Chances(empty, empty, *(np.empty(0),) * 4, np.empty(0, dtype=object))
        return AnyChances(none, rows, nothing, nothing)
    found = areas_in_reach(areas.geometry.iloc[used], facilities, radius_m, 1.0)
    of, nth = by_place_pairs(which, found.left)
    site, distance = found.right[nth], found.distance_m[nth]
    then = existed_then(incidents, facilities, rows[of], site)
    stood = then != "no"
    of, site, distance, then = of[stood], site[stood], distance[stood], then[stood]
    shares = [
        _shares(areas.geometry.iloc[used], facilities, which, of, site, radius_m, scale)
        for scale in SCALES
    ]
    (p, any_), (doubled, any_doubled) = shares
    bearing = np.full(len(of), np.nan)
    pairs = Chances(rows[of], site, distance, bearing, p, doubled, then)
    return AnyChances(pairs, rows, any_, any_doubled)


def _shares(
    shapes: gpd.GeoSeries,
    facilities: gpd.GeoDataFrame,
    which: Integers,
    of: Integers,
    site: Integers,
    radius_m: float,
    scale: float,
) -> tuple[Floats, Floats]:
    """Return the share of its area within the radius, per pair and per incident (of any site)."""
    p, any_ = np.zeros(len(of)), np.zeros(len(which))
    error = scale * site_errors(facilities)
    places: Shapes = np.asarray(facilities.geometry.array, dtype=object)
    for area in range(len(shapes)):
        members = np.flatnonzero(which == area)
        mine = np.flatnonzero(which[of] == area)
        if not len(mine):
            continue
        near, column = np.unique(site[mine], return_inverse=True)
        stands = np.zeros((len(members), len(near)), dtype=bool)
        stands[np.searchsorted(members, of[mine]), column] = True
        patterns, pattern = np.unique(stands, axis=0, return_inverse=True)
        each = np.zeros(patterns.shape)
        together = np.zeros(len(patterns))
        for at, chosen in enumerate(patterns):
            sites = near[chosen]
            each[at, chosen], together[at] = share_of_area(
                shapes.iloc[[area]], places[sites], error[sites], radius_m, scale=scale
            )
        any_[members] = together[pattern.ravel()]
        p[mine] = each[pattern.ravel()[np.searchsorted(members, of[mine])], column]
    return p, any_
