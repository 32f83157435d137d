"""Arrows from where points stand to where a mend would put them, drawn on the shipped ground.

Plain SVG: no script, nothing fetched, every name escaped. The page that holds it is restricted.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from maps.basemap import Box, frame_of, ground
from maps.countries import country
from maps.sentences import direction, number, say
from maps.text import clean

_WIDTH: Final = 960
_HEIGHTS: Final = (400, 720)
_MOST_MARKS: Final = 3_000
_FAR: Final = 1.6
"""The list's own region is drawn apart where all that is to be seen is so many times as wide."""
_SHORT_PX: Final = 7.0
_FEWEST_CORNERS: Final = 5
"""Rings of fewer pixels are specks."""
_LEAST_DEG: Final = 0.02
_STEEPEST: Final = 75.0

COLUMNS: Final = (
    *("latitude_read", "longitude_read", "suggested_latitude", "suggested_longitude"),
    *("severity", "row", "name"),
)

_SVG: Final = Markup(
    '<svg class="ground" viewBox="0 0 {width} {height}" role="img" aria-label="{alt}"'
    ' xmlns="http://www.w3.org/2000/svg"><rect class="sea" width="{width}" height="{height}"/>'
    '{body}<rect class="edge" width="{width}" height="{height}"/></svg>'
)
_HEAD: Final = Markup(
    '<defs><marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5"'
    ' orient="auto"><path class="{kind}" d="M0 0 L8 4 L0 8 z"/></marker></defs>'
)
_ARROW: Final = Markup(
    '<g class="mark {kind}"><title>{title}</title><circle class="from" cx="{x1}" cy="{y1}" r="4"/>'
    '<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#{head})"/></g>'
)
_SHORT: Final = Markup(
    '<g class="mark {kind}"><title>{title}</title><circle class="from" cx="{x1}" cy="{y1}" r="6"/>'
    '<circle class="dot" cx="{x2}" cy="{y2}" r="2"/></g>'
)
_NAME: Final = Markup(
    '<text class="{kind}" x="{x:.0f}" y="{y:.0f}" direction="{way}">{name}</text>'
)
_DOT: Final = Markup(
    '<g class="mark {kind}"><title>{title}</title><circle class="dot" cx="{x}" cy="{y}" r="4"/></g>'
)


class Chart(NamedTuple):
    """One drawing and what it shows."""

    caption: str
    drawing: Markup


class _View(NamedTuple):
    """From degrees to the drawing."""

    box: Box
    across: float
    up: float
    height: int

    def x(self, longitude: Any) -> Any:
        return (np.asarray(longitude) - self.box.west) * self.across

    def y(self, latitude: Any) -> Any:
        return (self.box.north - np.asarray(latitude)) * self.up


def charts(
    rows: pd.DataFrame,
    *,
    countries: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
) -> list[Chart]:
    """Draw the points of a list.

    Parameters
    ----------
    rows
        A row per facility: `COLUMNS`. Without a severity it is a grey dot; with a mend an arrow.
    countries, areas
        As `maps.basemap.ground` takes them.
    lang
        Language of captions and of the words for screen readers.

    Returns
    -------
    None, one or two drawings: the region of the points that nothing speaks against, and all, where
    that is much wider.
    """
    rows = rows[rows["latitude_read"].notna() & rows["longitude_read"].notna()]
    if not len(rows):
        return []
    whole = frame_of(_points(rows, "read"), _points(rows, "suggested"))
    plain = rows[~rows["severity"].isin(["error"])]
    mends = _points(rows, "suggested")
    home = frame_of(_points(plain, "read"), mends) if len(plain) or len(mends) else whole
    views = [("h_check_map_all", whole)]
    if whole.width > _FAR * home.width:
        views.insert(0, ("h_check_map_home", home))
    return [
        Chart(say(key, lang), _drawn(rows, box, n, countries, areas, lang))
        for n, (key, box) in enumerate(views)
    ]


def _points(rows: pd.DataFrame, which: str) -> gpd.GeoDataFrame:
    latitude, longitude = (
        ("latitude_read", "longitude_read")
        if which == "read"
        else ("suggested_latitude", "suggested_longitude")
    )
    known = rows[rows[latitude].notna() & rows[longitude].notna()]
    points = gpd.points_from_xy(known[longitude].astype(float), known[latitude].astype(float))
    return gpd.GeoDataFrame(geometry=points, crs="EPSG:4326")


def _view(box: Box) -> _View:
    """Return a view that shows a box whole, widened to a shape that fits a page."""
    middle = (box.south + box.north) / 2
    shrink = float(np.cos(np.radians(min(abs(middle), _STEEPEST))))
    width = max((box.east - box.west) * shrink, _LEAST_DEG)
    height = max(box.north - box.south, _LEAST_DEG)
    pixels = int(min(max(_WIDTH * height / width, _HEIGHTS[0]), _HEIGHTS[1]))
    scale = min(_WIDTH / width, pixels / height)
    side = _WIDTH / scale / shrink / 2
    rise = pixels / scale / 2
    centre = (box.west + box.east) / 2
    wide = Box(centre - side, middle - rise, centre + side, middle + rise)
    return _View(wide, scale * shrink, scale, pixels)


def _drawn(
    rows: pd.DataFrame,
    box: Box,
    n: int,
    countries: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None,
    lang: str,
) -> Markup:
    view = _view(box)
    marked = rows["severity"].notna()
    moves = marked & rows["suggested_latitude"].notna()
    alt = say(
        "check_map_alt",
        lang,
        plain=int((~marked).sum()),
        found=int(marked.sum()),
        arrows=int(moves.sum()),
    )
    body = Markup("").join(
        [
            _ground(view, countries, areas, lang),
            _plain(rows[~marked], view),
            *[
                Markup("").join(_HEAD.format(id=f"head-{n}-{kind}", kind=kind) for kind in _KINDS),
                *_marks(rows[marked], view, n, lang),
            ],
        ]
    )
    return _SVG.format(width=_WIDTH, height=view.height, alt=alt, body=body)


_KINDS: Final = ("error", "warning", "info")


def _ground(
    view: _View, countries: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, lang: str
) -> Markup:
    world = Box(
        max(view.box.west, -180.0),
        max(view.box.south, -89.0),
        min(view.box.east, 180.0),
        min(view.box.north, 89.0),
    )
    drawn = ground(countries, areas, world)
    # a shape of its own each: an area lies on its country and must not cut a hole into it
    land = Markup("").join(
        Markup('<path class="land" d="{}"/>').format(
            "".join(_ring(ring, view) for part in parts for ring in part)
        )
        for parts in drawn["land"]
    )
    inner = "".join(_line(line, view) for line in drawn["context"])
    names = Markup("").join(
        Markup(
            '<text class="{kind}" x="{x:.0f}" y="{y:.0f}" direction="{way}">{name}</text>'
        ).format(
            kind=kind,
            x=float(view.x(x)),
            y=float(view.y(y)),
            way=direction(lang),
            name=clean(country(code, lang) if code and lang != "en" else name),
        )
        for kind in ("names", "places")
        for x, y, name, code, _ in drawn[kind]
        if isinstance(name, str)
    )
    return land + Markup('<path class="inner" d="{}"/>{}').format(inner, names)


def _path(corners: Sequence[Sequence[float]], view: _View) -> list[str]:
    """Return corners as pixels, each only once in a row: a finer line could not be seen."""
    points = np.asarray(corners, dtype=float)
    pixels = np.column_stack([view.x(points[:, 1]), view.y(points[:, 0])]).round()
    differs = np.ones(len(pixels), dtype=bool)
    differs[1:] = (pixels[1:] != pixels[:-1]).any(axis=1)
    return [f"{x:g} {y:g}" for x, y in pixels[differs]]


def _ring(ring: Sequence[Sequence[float]], view: _View) -> str:
    path = _path(ring, view)
    return f"M{'L'.join(path)}z" if len(path) >= _FEWEST_CORNERS else ""


def _line(line: Sequence[Sequence[float]], view: _View) -> str:
    path = _path(line, view)
    return f"M{'L'.join(path)}" if len(path) > 1 else ""


def _plain(rows: pd.DataFrame, view: _View) -> Markup:
    """Draw the rows without findings as one path of dots, each pixel once."""
    x = np.asarray(view.x(rows["longitude_read"].astype(float))).round()
    y = np.asarray(view.y(rows["latitude_read"].astype(float))).round()
    inside = (x >= 0) & (x <= _WIDTH) & (y >= 0) & (y <= view.height)
    pixels = np.unique(np.column_stack([x[inside], y[inside]]), axis=0)
    return Markup('<path class="plain" d="{}"/>').format(
        "".join(f"M{a:g} {b:g}h0" for a, b in pixels)
    )


def _marks(rows: pd.DataFrame, view: _View, n: int, lang: str) -> list[Markup]:
    rank = rows["severity"].map({kind: place for place, kind in enumerate(_KINDS)})
    rows = rows.assign(_rank=rank).sort_values(["_rank", "row"], kind="stable").head(_MOST_MARKS)
    seen: set[tuple[Any, ...]] = set()
    marks: list[Markup] = []
    for row in rows.to_dict("records"):
        at = [view.x(row["longitude_read"]), view.y(row["latitude_read"])]
        at = [round(float(pixel), 1) for pixel in at]
        to = [float(view.x(row["suggested_longitude"])), float(view.y(row["suggested_latitude"]))]
        arrow = bool(np.isfinite(to).all())
        key = (row["severity"], *at, *(np.round(to, 1) if arrow else ()))
        if key in seen:
            continue
        seen.add(key)
        title = say("check_mark", lang, row=number(row["row"], lang), name=_name(row["name"]))
        kind = row["severity"]
        if not arrow:
            marks.append(_DOT.format(kind=kind, title=title, x=at[0], y=at[1]))
            continue
        x2, y2 = round(to[0], 1), round(to[1], 1)
        shape = _SHORT if np.hypot(x2 - at[0], y2 - at[1]) < _SHORT_PX else _ARROW
        marks.append(
            shape.format(
                kind=kind, title=title, x1=at[0], y1=at[1], x2=x2, y2=y2, head=f"head-{n}-{kind}"
            )
        )
    return marks[::-1]


def _name(name: Any) -> str:
    return clean(str(name)) if isinstance(name, str) else "–"
