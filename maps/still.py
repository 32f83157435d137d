"""The map without scripts: a drawn picture and tables, for previews and readers that run none.

Everything from data is escaped here; nothing is read as markup. The picture is for a glance: places
close together are one mark with their number, and a place that is only a district is drawn dashed.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import compress, count
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.vocabulary import TIERS
from maps.labels import kind_name
from maps.sentences import LANGUAGES, day, number
from maps.text import clean

ROWS: Final = 200
_WIDTH: Final = 720
_LEAST_HEIGHT, _MOST_HEIGHT = 240, 900
_FINENESS: Final = 0.8  # pixels that a line may be off
_RING: Final = 3  # a closed ring has four corners or more
_MOST_LATITUDE: Final = 84.0
_CELL: Final = 30  # pixels within which places are one mark
_LEAST_CIRCLE: Final = 10.0  # pixels: the mark itself covers smaller ones
_MOST_CIRCLES: Final = 2_000
_METRES_PER_DEGREE: Final = 111_320.0
_COLOURS: Final = {
    "almost_certain": "#7a0c1e",
    "likely": "#c8501e",
    "possible": "#e8a33d",
    "unlikely": "#8b8f94",
    "cannot_tell": "#3c4650",
    "not_stated": "#3c4650",
}
_BLUE: Final = "#0b5c8f"

Words = dict[str, str]


def safe(text: Any) -> str:
    """Return a text from anywhere as it may stand between tags or in an attribute."""
    return escape(clean(str(text)))


def _mercator(lat: Any) -> Any:
    """Return heights on a Web Mercator map, in degrees of longitude, of latitudes in degrees."""
    bounded = np.radians(np.clip(lat, -_MOST_LATITUDE, _MOST_LATITUDE))
    return np.degrees(np.log(np.tan(math.pi / 4 + bounded / 2)))


class _Picture(NamedTuple):
    """How degrees become pixels."""

    left: float
    above: float
    west: float
    top: float
    scale: float
    height: int

    def project(self, lat: Any, lon: Any) -> tuple[Any, Any]:
        """Return x and y in pixels of latitudes and longitudes in degrees."""
        x = self.left + (np.asarray(lon, dtype="float64") - self.west) * self.scale
        return x, self.above + (self.top - _mercator(np.asarray(lat, dtype="float64"))) * self.scale

    def drawn(self, ring: Sequence[Sequence[float]]) -> Any:
        """Return the corners in pixels of a line given as [latitude, longitude]."""
        lat, lon = np.array(ring, dtype="float64").reshape(-1, 2).T
        return np.column_stack(self.project(lat, lon))


def _picture_of(box: Sequence[float]) -> _Picture:
    west, south, east, north = box
    scale = _WIDTH / max(east - west, 1e-6)
    top, bottom = float(_mercator(north)), float(_mercator(south))
    height = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, round((top - bottom) * scale)))
    scale = min(scale, height / max(top - bottom, 1e-6))
    left = (_WIDTH - (east - west) * scale) / 2
    return _Picture(left, (height - (top - bottom) * scale) / 2, west, top, scale, height)


def _land(parts: Iterable[Any], frame: _Picture) -> str:
    """Return the path of all land in the picture: areas lie on countries, so they are one shape."""
    shapes = [
        shapely.Polygon(rings[0], rings[1:])
        for polygons in parts
        for part in polygons
        for rings in [[frame.drawn(ring) for ring in part if len(ring) > _RING]]
        if rings
    ]
    light = shapely.make_valid(shapely.simplify(np.array(shapes, dtype=object), _FINENESS))
    land = shapely.clip_by_rect(shapely.union_all(light), 0, 0, _WIDTH, frame.height)
    polygons = [one for one in shapely.get_parts(land) if one.geom_type == "Polygon"]
    return "".join(
        _path(ring, close=True) for one in polygons for ring in (one.exterior, *one.interiors)
    )


def _borders(lines: Iterable[Sequence[Sequence[float]]], frame: _Picture) -> str:
    shapes = [shapely.LineString(frame.drawn(line)) for line in lines if len(line) > 1]
    light = shapely.simplify(np.array(shapes, dtype=object), _FINENESS)
    inside = shapely.clip_by_rect(light, 0, 0, _WIDTH, frame.height)
    parts = shapely.get_parts(inside)
    return "".join(_path(one, close=False) for one in parts if one.geom_type == "LineString")


def _path(line: Any, *, close: bool) -> str:
    corners = shapely.get_coordinates(line).round().astype(int)
    if len(corners) < 2:  # noqa: PLR2004 - a point is no line
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + ("Z" if close else "")


class _Marked(NamedTuple):
    """A mark of the picture: where in pixels, of how many, which tiers, and whether all areas."""

    x: float
    y: float
    n: int
    tiers: set[str]
    only_areas: bool


def _marks(payload: dict[str, Any], frame: _Picture) -> list[_Marked]:
    """Return a mark for each cell of the picture that has any."""
    incidents, areas = payload["incidents"], payload["areas"]
    names = ("drawn", "kind", "tier_0", "area", "lat", "lon")
    drawn, kind, tier, area, lat, lon = (np.array(incidents[name], object) for name in names)
    shown = drawn.astype(bool) & (kind != "other")
    if not shown.any():
        return []
    of_area = drawn[shown] == "area"
    lat, lon = lat[shown].astype("float64"), lon[shown].astype("float64")
    for value, side in ((lat, "lat"), (lon, "lon")):
        value[of_area] = [areas[name][side] for name in area[shown][of_area]]
    x, y = frame.project(lat, lon)
    # One number for each cell: a picture has far fewer than a million from top to bottom.
    cells = (x // _CELL) * 1e6 + y // _CELL
    _, cell, n = np.unique(cells, return_inverse=True, return_counts=True)
    tiers: list[set[str]] = [set() for _ in n]
    for at, one in set(zip(cell.tolist(), tier[shown], strict=True)):
        if one is not None:
            tiers[at].add(one)
    middle = (np.bincount(cell, side) / n for side in (x, y))
    only_areas = np.bincount(cell, of_area) == n
    return [_Marked(*row) for row in zip(*middle, n.tolist(), tiers, only_areas, strict=True)]


def _reach(payload: dict[str, Any], frame: _Picture) -> str:
    """Return where the incidents may lie: the circles of their 95 % errors as one shape.

    The map keeps angles, so a circle stays one; it is the larger by 1 / cos(latitude).
    """
    names = ("drawn", "lat", "lon", "error_m", "kind")
    table = pd.DataFrame({name: payload["incidents"][name] for name in names})
    table = table[table["drawn"].eq("point") & table["kind"].ne("other")]
    lat, error = (table[name].astype("float64").to_numpy() for name in ("lat", "error_m"))
    x, y = frame.project(lat, table["lon"].astype("float64").to_numpy())
    radius = error / _METRES_PER_DEGREE / np.cos(np.radians(lat)) * frame.scale
    circles = pd.DataFrame({"r": radius, "x": x, "y": y})[radius > _LEAST_CIRCLE]
    circles = circles.round().drop_duplicates().nlargest(_MOST_CIRCLES, ["r", "x", "y"])
    discs = shapely.buffer(shapely.points(circles[["x", "y"]].to_numpy()), circles["r"].to_numpy())
    whole = shapely.simplify(shapely.union_all(discs), _FINENESS)
    seen = shapely.clip_by_rect(whole, 0, 0, _WIDTH, frame.height)
    return "".join(
        _path(ring, close=True)
        for part in shapely.get_parts(seen)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    )


def _across(word: str, height: int) -> str:
    """Return a word across the whole picture, pale enough to read the map through it."""
    size = min(height / 3, 1.3 * _WIDTH / max(len(word), 1))
    x, y = _WIDTH // 2, height // 2
    return (
        f'<text x="{x}" y="{y}" font-size="{size:.0f}" font-weight="700" text-anchor="middle" '
        f'fill="#7a0c1e" fill-opacity=".28" transform="rotate(-18 {x} {y})">{word}</text>'
    )


def _mark(cell: _Marked, lang: str) -> str:
    x, y, n, tiers, only_areas = cell
    order = [tier for tier in (*TIERS, "not_stated") if tier in tiers]
    known = [tier for tier in order if tier not in {"cannot_tell", "not_stated"}]
    tier = (known or order or ["cannot_tell"])[0]
    colour = _COLOURS[tier]
    dashes = ' stroke-dasharray="4 3"' if not known or only_areas else ""
    radius = 7 + 3 * math.log10(n)
    count = number(n, lang) if n > 1 else ""
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="#fff" stroke="{colour}" '
        f'stroke-width="3.5"{dashes}/>'
        f'<text x="{x:.0f}" y="{y + 3.5:.0f}" font-size="10" text-anchor="middle" '
        f'fill="#1c252c">{count}</text>'
    )


def picture(payload: dict[str, Any]) -> str:
    """Return the map as an SVG element, with the edition written into it.

    Parameters
    ----------
    payload
        What `maps.map_payload.payload` returned.
    """
    about, words = payload["about"], payload["labels"]
    lang = about["lang"] if about["lang"] in LANGUAGES else "en"
    frame = _picture_of(about["frame"])
    height = frame.height
    ground, sites = payload["ground"], payload["facilities"]
    land, borders = _land(ground["land"], frame), _borders(ground["borders"], frame)
    x, y = frame.project(sites["lat"], sites["lon"])
    known = np.isfinite(x) & np.isfinite(y)
    squares = set(zip(x[known].round().astype(int), y[known].round().astype(int), strict=True))
    marks = "".join(_mark(cell, lang) for cell in _marks(payload, frame))
    edition = safe(words[f"edition_{about['edition']}"])
    at = _WIDTH - 10 if about["dir"] == "rtl" else 10
    across = _across(edition, height) if about["edition"] == "restricted" else ""
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{safe(words["static_map"])}" '
        'font-family="sans-serif">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#dfe7ea"/>'
        f'<path d="{land}" fill="#f6f4ee" fill-rule="evenodd"/>'
        f'<path d="{borders}" fill="none" stroke="#8f8a7c"/>'
        f'<path d="{_reach(payload, frame)}" fill="#3c4650" fill-opacity=".08" '
        'stroke="#3c4650" stroke-opacity=".6" stroke-dasharray="3 3" fill-rule="evenodd"/>'
        + "".join(
            f'<rect x="{x - 2}" y="{y - 2}" width="5" height="5" fill="{_BLUE}"/>'
            for x, y in sorted(squares)
        )
        + f'{marks}<text x="{at}" y="{height - 10}" font-size="13" font-weight="700" '
        f'direction="{about["dir"]}" fill="#7a0c1e">{edition}</text>{across}</svg>'
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], note: str) -> str:
    head = "".join(f'<th scope="col">{safe(cell)}</th>' for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td><bdi>{safe(cell)}</bdi></td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f'<h2>{safe(caption)}</h2>{note}<div class="scroll" tabindex="0" role="group" '
        f'aria-label="{safe(caption)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def tables(payload: dict[str, Any]) -> str:
    """Return the incidents and the facilities as tables: the nearest to certain first.

    At most `ROWS` rows each; a line says how many there are.
    """
    about, words = payload["about"], payload["labels"]
    lang = about["lang"] if about["lang"] in LANGUAGES else "en"
    radius = words["metres"].replace("{n}", number(about["radii_m"][0], lang))

    def note(n: int) -> str:
        if n <= ROWS:
            return ""
        cut = words["static_cut"].replace("{n}", number(ROWS, lang))
        return f"<p>{safe(cut.replace('{total}', number(n, lang)))}</p>"

    incidents, sites = payload["incidents"], payload["facilities"]
    titles = {entry["source"]: entry["title"] or entry["source"] for entry in payload["sources"]}
    order = {tier: at for at, tier in enumerate(TIERS)}
    n_told = len(incidents["kind"]) - incidents["kind"].count("other")
    ranks = [order.get(tier, 9) for tier in incidents["tier_0"]]
    days = [first or "9" for first in incidents["from"]]
    of_harm = (kind != "other" for kind in incidents["kind"])
    ranked = compress(zip(ranks, days, count(), strict=False), of_harm)
    rows = [row for *_, row in heapq.nsmallest(ROWS, ranked)]
    told = [
        [
            day(incidents["from"][row], lang),
            words[f"event_{incidents['type'][row] or 'unknown'}"]
            if f"event_{incidents['type'][row]}" in words
            else words[f"incident_{incidents['kind'][row]}"],
            _place(incidents, row),
            words[f"tier_{incidents['tier_0'][row] or 'none'}"],
            titles.get(incidents["source"][row], incidents["source"][row] or ""),
        ]
        for row in rows
    ]
    heads = [words["c_date"], words["c_event"], words["c_place"]]
    heads += [words["c_tier"].replace("{radius}", radius), words["c_source"]]
    struck: dict[int, int] = {}
    for facility, tier in zip(
        payload["pairs"]["facility"], payload["pairs"]["tier_0"], strict=True
    ):
        if tier in {"almost_certain", "likely", "possible"}:
            struck[facility] = struck.get(facility, 0) + 1
    listed = sorted(range(len(sites["id"])), key=lambda row: (-struck.get(row, 0), row))
    kinds = [kind_name(kind, lang) for kind in sites["kind"]]
    places = [
        [
            sites["name"][row] or words["unnamed"],
            kinds[row],
            *([words[f"outcome_{sites['outcome'][row]}"]] if about["with_registry"] else []),
            number(struck.get(row, 0), lang),
        ]
        for row in listed[:ROWS]
    ]
    site_heads = [words["c_name"], words["c_kind"]]
    site_heads += [words["c_outcome"]] if about["with_registry"] else []
    site_heads.append(words["c_reached"].replace("{radius}", radius))
    return _table(words["table_incidents"], heads, told, note(n_told)) + _table(
        words["table_facilities"], site_heads, places, note(len(listed))
    )


def sources(payload: dict[str, Any]) -> str:
    """Return whom the incidents and the lists of facilities are from, and how to cite them."""
    words = payload["labels"]

    def filled(key: str, value: Any) -> str:
        before, _, after = words[key].partition("{")
        inside = f"<bdi>{safe(value)}</bdi>{safe(after.partition('}')[2])}"
        return f"<p>{safe(before)}{inside}</p>" if value else ""

    entries = [
        f"<h3><bdi>{safe(entry.get('title') or entry.get('source') or entry.get('file') or '')}"
        f"</bdi></h3>{filled('citation_line', entry.get('citation'))}"
        f"{filled('licence_line', entry.get('licence'))}"
        for entry in (*payload["sources"], *payload["lists"])
    ]
    ground = filled("credit_borders", payload["about"]["ground"])
    heading = f"<h2>{safe(words['strike_sources'])}</h2>"
    return f'<section class="source">{heading}{"".join(entries)}{ground}</section>'


def _place(incidents: dict[str, list[Any]], row: int) -> str:
    names = [incidents[column][row] for column in ("place", "admin2", "admin1")]
    return ", ".join(dict.fromkeys(name for name in names if name))
