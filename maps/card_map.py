"""A small drawn map for a card, a brief or a front page: one SVG, no script, no words but numbers.

Strikes close together are one mark with their number; a mark is hollow and dashed where the data
cannot tell; a place that is only a district is that district, shaded. Nothing is drawn for a strike
whose place is a country, withheld, or contradicts its label: such strikes are in the figures beside
the picture. This module must never be given a facility that the edition may not show.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from geo.vocabulary import TIERS
from layers import boundaries
from maps.basemap import Box, frame_of, ground
from maps.text import clean, unmarked

COLOURS: Final = {
    "almost_certain": "#6b0f1a",
    "likely": "#c2471d",
    "possible": "#e9a23b",
    "unlikely": "#dbe3e8",
    "cannot_tell": "#ffffff",
}
"""Fill of each tier: apart in hue for most eyes, and from dark to light when printed in grey."""

INK: Final = "#1c252c"
SITE: Final = "#0b5c8f"
SEA: Final = "#dfe7ea"
LAND: Final = "#f6f4ee"
_VAGUE: Final = ("country", "withheld")
_CELL: Final = 16.0  # pixels within which strikes are one mark
_LEAST_CIRCLE: Final = 7.5  # pixels; a smaller circle of uncertainty is under its mark
_MOST_CIRCLES: Final = 4_000  # the largest ones; a picture of more pixels than that has no room
_FEWEST_DEGREES: Final = 0.04
_MANY_SITES: Final = 300
_MARGIN: Final = 1.05  # so that a mark on the edge is not cut


class Picture(NamedTuple):
    """A small map, and per source how many strikes are on it, as points and as districts.

    ``shown`` names what occurs on it: tiers, "site", "error" (where strikes may lie) and "area".
    """

    body: Markup
    size: tuple[int, int]
    drawn: Mapping[str, tuple[int, int]]
    shown: frozenset[str]

    def svg(self, label: str = "") -> Markup:
        """Return the map as an element of a page.

        Parameters
        ----------
        label
            Alternative text; without it the picture is hidden from screen readers, and the words
            beside it must say what it shows.
        """
        width, height = self.size
        seen, unseen = Markup('role="img" aria-label="{}"'), Markup('aria-hidden="true"{}')
        name = seen if label else unseen
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="small-map" '
            'viewBox="0 0 {width} {height}" width="{width}" height="{height}" {name}>{body}</svg>'
        ).format(width=width, height=height, name=name.format(clean(label)), body=self.body)


class _Projection(NamedTuple):
    """Degrees to pixels: as long east as north in the middle of the picture."""

    west: float
    north: float
    across: float
    down: float

    def pixels(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        return (lon - self.west) * self.across, (self.north - lat) * self.down


def small_map(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    *,
    size: tuple[int, int] = (480, 300),
    frame: Sequence[float] | None = None,
    areas: gpd.GeoDataFrame | None = None,
    across: str = "",
) -> Picture:
    """Draw the strikes and sites of one conflict.

    Parameters
    ----------
    incidents
        Canonical incidents with the column ``tier_any_<radius>`` of `geo.summarise_incidents`;
        strikes are drawn, nothing else.
    facilities
        Canonical facilities that may be shown.
    radius_m
        The test radius whose tiers colour the marks, in metres.
    size
        Width and height in pixels.
    frame
        West, south, east and north in degrees that the picture keeps within, or None.
    areas
        Districts and provinces that stand for vague places, indexed by ``area_id``, or None.
    across
        A word written across the picture ("Restricted"), or "".

    Returns
    -------
    Picture
        The same tables give the same text.
    """
    strikes = incidents[incidents["is_strike"].astype(bool)]
    points, in_areas = _drawn(strikes, areas)
    box = _box(points, in_areas, facilities, frame, size)
    onto = _projection(box, size)
    shapes = ground(boundaries.countries(), areas, box)
    tier = f"tier_any_{radius_m:.0f}"
    marks = _cells(points, tier, onto, size)
    reach, sites = _reach(points, onto, size), _sites(facilities, onto, size)
    shown = {TIERS[int(cell.rank)] for cell in marks}
    shown |= {name for name, found in (("site", sites), ("error", reach)) if found}
    shown |= {"area"} if len(in_areas) else set()
    width, height = size
    body = [
        f'<rect width="{width}" height="{height}" fill="{SEA}"/>',
        _land(shapes["land"], onto),
        _shape(_lines(shapes["context"], onto), 'fill="none" stroke="#d4cfc2" stroke-width=".6"'),
        _shape(_lines(shapes["borders"], onto), 'fill="none" stroke="#8f8a7c" stroke-width=".9"'),
        *_districts(in_areas, areas, onto),
        reach,
        *sites,
        *(_mark(cell) for cell in marks),
    ]
    if across:
        body.append(_across(across, size))
    drawn = Markup("".join(part for part in body if part))  # noqa: S704 - numbers; words are escaped
    counts = {
        str(source): (int((points["source"] == source).sum()), int(in_districts))
        for source, in_districts in _per_source(strikes, in_areas).items()
    }
    return Picture(drawn, size, counts, frozenset(shown))


def _per_source(strikes: gpd.GeoDataFrame, in_areas: gpd.GeoDataFrame) -> dict[str, int]:
    found = in_areas["source"].value_counts()
    return {source: int(found.get(source, 0)) for source in strikes["source"].unique()}


def _drawn(
    strikes: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the strikes drawn as points, and those whose district is drawn."""
    distrusted = strikes.reindex(columns=["distrust_reason"])["distrust_reason"].notna()
    usable = strikes[~distrusted]
    of_area = usable["error_model"].eq("area").fillna(value=False)
    known = areas.index if areas is not None else pd.Index([])
    in_areas = usable[of_area & usable["area_id"].isin(known)]
    vague = usable["location_precision"].isin(_VAGUE)
    placed = usable.geometry.notna() & ~usable.geometry.is_empty
    points = usable[~of_area & ~vague & placed]
    return points, in_areas


def _box(
    points: gpd.GeoDataFrame,
    in_areas: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    frame: Sequence[float] | None,
    size: tuple[int, int],
) -> Box:
    """Return the box to draw: what there is to see, within the frame, in the picture's shape."""
    seen = points if len(points) else facilities[facilities.geometry.notna()]
    whole = Box(*map(float, frame)) if frame else frame_of(points, facilities)
    box = whole
    if len(seen) and not len(in_areas):
        found = frame_of(seen)
        west, south = max(found.west, whole.west), max(found.south, whole.south)
        east, north = min(found.east, whole.east), min(found.north, whole.north)
        if west < east and south < north:
            box = Box(west, south, east, north)
    return _shaped(box, size)


def _shaped(box: Box, size: tuple[int, int]) -> Box:
    """Return the box grown to the picture's shape, a degree east being shorter than one north."""
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    squeeze = max(math.cos(math.radians(y)), 0.1)
    wide = max(box.east - box.west, _FEWEST_DEGREES) * squeeze
    high = max(box.north - box.south, _FEWEST_DEGREES)
    ratio = size[0] / size[1]
    wide, high = _MARGIN * max(wide, high * ratio), _MARGIN * max(high, wide / ratio)
    half_x, half_y = wide / squeeze / 2, high / 2
    return Box(
        max(x - half_x, -180.0), max(y - half_y, -84.0), min(x + half_x, 180.0), min(y + half_y, 84)
    )


def _projection(box: Box, size: tuple[int, int]) -> _Projection:
    return _Projection(
        box.west, box.north, size[0] / (box.east - box.west), size[1] / (box.north - box.south)
    )


def _land(land: Iterable[Any], onto: _Projection) -> str:
    """Return each country and area as a shape of its own: one lies on another and must not cut it.

    Within a shape a ring in a ring is a lake.
    """
    shapes = ("".join(_path(ring, onto) + "Z" for part in parts for ring in part) for parts in land)
    drawn = "".join(f'<path d="{shape}"/>' for shape in shapes if shape)
    return f'<g fill="{LAND}" fill-rule="evenodd">{drawn}</g>'


def _lines(lines: Iterable[Any], onto: _Projection) -> str:
    return "".join(_path(line, onto) for line in lines)


def _path(corners: Sequence[Sequence[float]], onto: _Projection) -> str:
    """Return a path through corners given latitude first, a corner once per pixel."""
    place = np.asarray(corners, dtype=float)
    x, y = (np.round(side).astype(int) for side in onto.pixels(place[:, 1], place[:, 0]))
    moved = np.r_[True, (np.diff(x) != 0) | (np.diff(y) != 0)]
    return "M" + "L".join(f"{a} {b}" for a, b in zip(x[moved], y[moved], strict=True))


def _shape(path: str, style: str) -> str:
    return f'<path d="{path}" {style}/>' if path else ""


def _districts(
    in_areas: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, onto: _Projection
) -> list[str]:
    """Return the districts that stand for strikes, shaded, with the number in each."""
    if areas is None or not len(in_areas):
        return []
    counts = in_areas["area_id"].value_counts().sort_index()
    polygons = areas.geometry.reindex(counts.index)
    counts, polygons = counts[polygons.notna().to_numpy()], polygons[polygons.notna()]
    light = shapely.simplify(polygons.to_numpy(), 0.7 / onto.down)
    middles = shapely.point_on_surface(light)
    drawn, numbers = [], []
    for shape, middle, n in zip(light, middles, counts, strict=True):
        rings = [
            shapely.get_coordinates(ring)[:, ::-1]
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon" and not part.is_empty
            for ring in (part.exterior, *part.interiors)
        ]
        path = "".join(_path(ring, onto) + "Z" for ring in rings)
        style = f'fill="{INK}" fill-opacity=".05" stroke="{INK}" stroke-width=".7"'
        drawn.append(_shape(path, f'{style} stroke-dasharray="4 3" fill-rule="evenodd"'))
        if not middle.is_empty:
            x, y = onto.pixels(middle.x, middle.y)
            numbers.append(_district(float(x), float(y), int(n)))
    return drawn + numbers


def _district(x: float, y: float, n: int) -> str:
    """Return a dashed square with the number of strikes known only to a district."""
    half = 4.5 + 1.9 * len(str(n))
    return (
        f'<rect x="{x - half:.1f}" y="{y - 5.5:.1f}" width="{2 * half:.1f}" height="11" '
        f'fill="#ffffff" fill-opacity=".85" stroke="{INK}" stroke-width=".8" '
        f'stroke-dasharray="2.5 2"/>' + _number(x, y, n)
    )


def _reach(points: gpd.GeoDataFrame, onto: _Projection, size: tuple[int, int]) -> str:
    """Return where the strikes may lie: the circles of their 95 % errors, melted into one shape."""
    x, y, error = _pixels(points, onto)
    keep = error > _LEAST_CIRCLE
    rows = {
        (round(float(a)), round(float(b)), round(float(r)))
        for a, b, r in zip(x[keep], y[keep], error[keep], strict=True)
    }
    largest = np.array(sorted(rows, key=lambda row: (-row[2], row))[:_MOST_CIRCLES])
    if not len(largest):
        return ""
    circles = shapely.buffer(shapely.points(largest[:, :2]), largest[:, 2], quad_segs=12)
    paper = shapely.box(-9, -9, size[0] + 9, size[1] + 9)
    melted = shapely.simplify(shapely.intersection(shapely.union_all(circles), paper), 0.5)
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(melted)
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]
    lines = ("L".join(f"{a:.0f} {b:.0f}" for a, b in ring) for ring in rings)
    path = "".join(f"M{line}Z" for line in lines)
    style = f'fill="{INK}" fill-opacity=".07" stroke="{INK}" stroke-opacity=".6" stroke-width=".7"'
    return _shape(path, f'{style} stroke-dasharray="3 3" fill-rule="evenodd"')


def _pixels(points: gpd.GeoDataFrame, onto: _Projection) -> tuple[Any, Any, Any]:
    """Return where each strike stands, and its 95 % error, in pixels."""
    place = shapely.get_coordinates(shapely.point_on_surface(points.geometry.to_numpy()))
    x, y = onto.pixels(place[:, 0], place[:, 1])
    metres_per_degree = 111_320.0
    error = points["error_m"].astype("float64").fillna(0.0).to_numpy()
    return x, y, error / metres_per_degree * onto.down


def _sites(facilities: gpd.GeoDataFrame, onto: _Projection, size: tuple[int, int]) -> list[str]:
    placed = facilities[facilities.geometry.notna() & ~facilities.geometry.is_empty]
    place = shapely.get_coordinates(shapely.point_on_surface(placed.geometry.to_numpy()))
    x, y = onto.pixels(place[:, 0], place[:, 1])
    inside = (x >= 0) & (x <= size[0]) & (y >= 0) & (y <= size[1])
    seen = {(round(a), round(b)) for a, b in zip(x[inside], y[inside], strict=True)}
    if len(seen) <= _MANY_SITES:
        return [
            f'<rect x="{a - 2}" y="{b - 2}" width="4" height="4" fill="{SITE}"/>'
            for a, b in sorted(seen)
        ]
    # So many would hide the strikes among them: smaller and paler, and one path is enough.
    squares = "".join(f"M{a - 1} {b - 1}h3v3h-3z" for a, b in sorted(seen))
    return [f'<path d="{squares}" fill="{SITE}" fill-opacity=".55"/>']


def _cells(
    points: gpd.GeoDataFrame, tier: str, onto: _Projection, size: tuple[int, int]
) -> list[Any]:
    """Return a mark per cell of the picture: its middle, its strikes, its strongest tier."""
    if not len(points):
        return []
    x, y, _ = _pixels(points, onto)
    rank = points.reindex(columns=[tier])[tier].map({name: at for at, name in enumerate(TIERS)})
    table = pd.DataFrame({"x": x, "y": y, "rank": rank.fillna(len(TIERS) - 1).to_numpy()})
    inside = table["x"].between(0, size[0]) & table["y"].between(0, size[1])
    table = table[inside].assign(
        column=lambda rows: rows["x"] // _CELL, row=lambda rows: rows["y"] // _CELL
    )
    cells = table.groupby(["row", "column"], sort=True).agg(
        x=("x", "mean"), y=("y", "mean"), n=("x", "size"), rank=("rank", "min")
    )
    # The strongest are drawn last, over the others.
    ordered = cells.sort_values("rank", ascending=False, kind="stable")
    return list(ordered.itertuples(index=False))


def _mark(cell: Any) -> str:
    tier = TIERS[int(cell.rank)]
    hollow = ' stroke-dasharray="2.5 2"' if tier == "cannot_tell" else ""
    radius = 5.0 + 2.8 * math.log10(cell.n)
    edge = INK if tier in {"cannot_tell", "unlikely"} else "#ffffff"
    circle = (
        f'<circle cx="{cell.x:.1f}" cy="{cell.y:.1f}" r="{radius:.1f}" fill="{COLOURS[tier]}" '
        f'stroke="{edge}" stroke-width="1.1"{hollow}/>'
    )
    if cell.n == 1:
        return circle
    ink = "#ffffff" if tier in {"almost_certain", "likely"} else INK
    return circle + _number(cell.x, cell.y, int(cell.n), ink)


def _number(x: float, y: float, n: int, ink: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y + 2.6:.1f}" font-size="7.5" text-anchor="middle" fill="{ink}" '
        f'font-family="DejaVu Sans, sans-serif">{n}</text>'
    )


def _across(word: str, size: tuple[int, int]) -> str:
    """Return a word across the whole picture, pale enough to read the map through it."""
    width, height = size
    tall = min(height / 3, 1.3 * width / max(len(word), 1))
    text = Markup(
        '<text x="{x}" y="{y}" font-size="{tall:.0f}" text-anchor="middle" font-weight="700" '
        'fill="#7a0c1e" fill-opacity=".28" font-family="DejaVu Sans, sans-serif" '
        'transform="rotate(-18 {x} {y})">{word}</text>'
    )
    return str(text.format(x=width // 2, y=height // 2, tall=tall, word=unmarked(clean(word))))
