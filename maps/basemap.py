"""The map's ground: shipped or given boundaries, clipped to the frame and made light.

Nothing here comes from the network. Coordinates are degrees on WGS 84, longitude first, with at
most five decimals (about a metre).
"""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.countries import iso2

DECIMALS: Final = 5
_ROUND_ABOUT: Final = 0.4  # how far the ground reaches beyond the frame, in frames
_LEAST_ROUND_ABOUT: Final = 0.4  # degrees
_DETAIL: Final = 2_000  # vertices closer than a frame over this many are one line on any screen
_MERCATOR_LIMIT: Final = 84.0
_CONTEXT_POINTS: Final = 40_000  # more than this many vertices of mere context would slow the page

_LEGIBLE_NAMES: Final = 40  # more names of districts than these lie on each other
_NAME_SHAPE: Final = 4.0  # a name is wider than high
_NAME_GRID: Final = 24  # places tried for a name, across and down


class Box(NamedTuple):
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Degrees from side to side, the longer way."""
        return max(self.east - self.west, self.north - self.south)


def frame_of(*tables: gpd.GeoDataFrame | None) -> Box:
    """Return a box that holds every place of the tables, with a margin; the world if none has one.

    Examples
    --------
    >>> frame_of(None)
    Box(west=-180.0, south=-84.0, east=180.0, north=84.0)
    """
    found = [table.total_bounds for table in tables if table is not None and len(table)]
    bounds = np.array([box for box in found if np.isfinite(box).all()]).reshape(-1, 4)
    if not len(bounds):
        return Box(-180.0, -_MERCATOR_LIMIT, 180.0, _MERCATOR_LIMIT)
    west, south = (float(v) for v in bounds[:, :2].min(axis=0))
    east, north = (float(v) for v in bounds[:, 2:].max(axis=0))
    margin = max(0.08 * max(east - west, north - south), 0.02)
    return _within_world(Box(west - margin, south - margin, east + margin, north + margin))


def round_about(frame: Box) -> Box:
    """Return the box that the ground fills: the frame and what a reader may pan to."""
    margin = max(_ROUND_ABOUT * frame.width, _LEAST_ROUND_ABOUT)
    west, south, east, north = frame
    return _within_world(Box(west - margin, south - margin, east + margin, north + margin))


def _within_world(box: Box) -> Box:
    return Box(
        max(box.west, -180.0),
        max(box.south, -_MERCATOR_LIMIT),
        min(box.east, 180.0),
        min(box.north, _MERCATOR_LIMIT),
    )


def rings(geometries: Any, tolerance_deg: float) -> list[list[list[Any]]]:
    """Return polygons as lists of parts, each a list of rings, each an array of its corners.

    A corner is latitude and longitude: latitude first is what the page's map library takes, and
    nowhere else is it so. All outer rings turn one way and all holes the other, so that shapes over
    each other can be filled as one.

    Parameters
    ----------
    geometries
        Array of polygons or multipolygons.
    tolerance_deg
        Simplification in degrees.

    Returns
    -------
    An entry per geometry; parts that vanish are left out.
    """
    light = shapely.simplify(shapely.force_2d(np.asarray(geometries, dtype=object)), tolerance_deg)
    light = shapely.orient_polygons(light)
    return [
        [
            [_corners(ring) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(geometry)
            if part.geom_type == "Polygon" and not part.is_empty
        ]
        for geometry in light
    ]


def lines(geometries: Any, tolerance_deg: float) -> list[Any]:
    """Return lines as arrays of latitude and longitude (see `rings`)."""
    parts = shapely.get_parts(shapely.line_merge(shapely.force_2d(np.asarray(geometries))))
    light = shapely.simplify(parts, tolerance_deg)
    return [_corners(part) for part in light if part.geom_type == "LineString"]


def _corners(line: Any) -> Any:
    return shapely.get_coordinates(line)[:, ::-1].round(DECIMALS)


def ground(
    countries: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None,
    frame: Box,
    *,
    marks: Any = None,
) -> dict[str, Any]:
    """Return land, borders and names for the page.

    Parameters
    ----------
    countries
        AREAS-schema polygons of level ``country``.
    areas
        Further areas, or None; those of level ``country`` add to the countries or stand in for one
        of the same code, others become thin lines.
    frame
        The part of the world that the map opens on.
    marks
        Points that names should keep clear of, or None.

    Returns
    -------
    dict with ``clip`` (west, south, east, north), ``land`` (see `rings`), ``borders`` and
    ``context`` (see `lines`), ``names`` of countries (longitude, latitude, name, ISO 3166-1 alpha-2
    code or None, by which a browser knows the name in the reader's language, and further names that
    the file gives) and ``places``, the same of the further areas, where these are few enough to
    read.

    Examples
    --------
    >>> from shapely import box
    >>> one = gpd.GeoDataFrame(
    ...     {"name": ["Demoland"], "country": ["XDL"], "level": ["country"]},
    ...     geometry=[box(0, 0, 10, 10)], crs="EPSG:4326")
    >>> ground(one, None, Box(2, 2, 4, 4))["names"]
    [[3.0, 3.0, 'Demoland', None, []]]
    """
    clip = round_about(frame)
    tolerance_deg = frame.width / _DETAIL
    if areas is not None:
        given = areas[areas["level"] == "country"]
        replaced = countries["country"].isin(given["country"].dropna())
        countries = pd.concat([countries[~replaced], given])
    land = _inside(countries, clip)
    inner = land.iloc[:0]
    if areas is not None:
        inner = _inside(areas[areas["level"] != "country"], clip)
    if shapely.get_num_coordinates(_polygons(inner)).sum() > _CONTEXT_POINTS:
        inner = inner.iloc[:0]
    about, within = _clipped(land, clip), _clipped(inner, clip)
    finest = _finest(inner)
    filled = np.concatenate([about, within])
    return {
        "clip": [round(side, DECIMALS) for side in clip],
        "land": [parts for parts in rings(filled, tolerance_deg) if parts],
        "borders": lines(_edges(land, clip), tolerance_deg),
        "context": lines(_edges(inner, clip), tolerance_deg),
        "names": _names(land, about, frame, clip, marks),
        "places": _names(inner[finest], within[finest], frame, clip, marks),
    }


def _polygons(table: gpd.GeoDataFrame) -> Any:
    return table.geometry.to_numpy()


def _clipped(table: gpd.GeoDataFrame, clip: Box) -> Any:
    return shapely.intersection(_polygons(table), shapely.box(*clip))


def _edges(table: gpd.GeoDataFrame, clip: Box) -> Any:
    """Return the true outlines inside the clip, without the cut edges."""
    return shapely.intersection(shapely.boundary(_polygons(table)), shapely.box(*clip))


def _inside(table: gpd.GeoDataFrame, clip: Box) -> gpd.GeoDataFrame:
    polygons = _polygons(table)
    usable = ~(shapely.is_missing(polygons) | shapely.is_empty(polygons))
    return table[usable & shapely.intersects(polygons, shapely.box(*clip))]


def _names(
    land: gpd.GeoDataFrame, about: Any, frame: Box, clip: Box, marks: Any
) -> list[list[Any]]:
    """Return where each name stands: in the frame if its area reaches there, else nearby.

    ``about`` is what lies within the clip of each row.
    """
    seen = shapely.intersection(about, shapely.box(*frame))
    places = np.where(shapely.is_empty(seen), about, seen)
    large = shapely.area(about) > 0.002 * shapely.area(shapely.box(*clip))
    points = [_clear_of(place, marks) for place in places]
    of_country = land["level"].eq("country") & land["country"].notna()
    codes = [
        iso2(code) if known else None
        for code, known in zip(land["country"], of_country, strict=True)
    ]
    further = [
        text.split("|") if isinstance(text, str) else []
        for text in land.get("names_other", pd.Series(None, index=land.index, dtype=object))
    ]
    named = zip(points, land["name"], codes, further, large, strict=True)
    return [
        [round(float(point.x), DECIMALS), round(float(point.y), DECIMALS), name, code, others]
        for point, name, code, others, shown in named
        if shown and isinstance(name, str) and not point.is_empty
    ]


def _finest(areas: gpd.GeoDataFrame) -> Any:
    """Say which areas are of the level with the most whose names can still be read."""
    counts = areas["level"].value_counts()
    counts = counts[counts <= _LEGIBLE_NAMES]
    finest = counts.idxmax() if len(counts) else None
    return areas["level"].eq(finest).to_numpy(dtype=bool)


def _clear_of(area: Any, marks: Any) -> Any:
    """Return a point in an area from which a name reaches neither marks nor the area's edge."""
    middle = shapely.point_on_surface(area)
    shapely.prepare(area)
    inside = [] if marks is None else marks[shapely.intersects(area, marks)]
    if not len(inside):
        return middle
    west, south, east, north = shapely.bounds(area)
    across = np.linspace(west, east, _NAME_GRID + 2)[1:-1]
    down = np.linspace(south, north, _NAME_GRID + 2)[1:-1]
    x, y = (side.ravel() for side in np.meshgrid(across, down))
    tried = shapely.points(x, y)
    tried = tried[shapely.intersects(area, tried)]
    if not len(tried):
        return middle
    names, near, edge = (
        shapely.transform(shapes, _as_wide_as_names)
        for shapes in (tried, shapely.multipoints(inside), shapely.boundary(area))
    )
    room = np.minimum(shapely.distance(names, near), shapely.distance(names, edge))
    return tried[int(np.argmax(room))]


def _as_wide_as_names(corners: Any) -> Any:
    return corners * [1 / _NAME_SHAPE, 1.0]
