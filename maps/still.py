"""The map without scripts: a drawn picture and tables, for previews and readers that run none.

Everything from data is escaped here; nothing is read as markup. The picture is for a glance: places
close together are one mark with their number, and a place that is only a district is drawn dashed.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, Final

from geo.vocabulary import TIERS
from maps.sentences import LANGUAGES, day, number
from maps.text import clean

ROWS: Final = 200
_WIDTH: Final = 720
_LEAST_HEIGHT, _MOST_HEIGHT = 240, 900
_CELL: Final = 30  # pixels within which places are one mark
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
Project = Callable[[float, float], tuple[float, float]]


def safe(text: Any) -> str:
    """Return a text from anywhere as it may stand between tags or in an attribute."""
    return escape(clean(str(text)))


def _mercator(lat: float) -> float:
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def _frame(box: Sequence[float]) -> tuple[Project, int]:
    """Return how degrees become pixels, and the picture's height."""
    west, south, east, north = box
    scale = _WIDTH / max(east - west, 1e-6)
    top, bottom = _mercator(north), _mercator(south)
    height = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, round((top - bottom) * scale)))
    scale = min(scale, height / max(top - bottom, 1e-6))
    left = (_WIDTH - (east - west) * scale) / 2
    above = (height - (top - bottom) * scale) / 2

    def project(lat: float, lon: float) -> tuple[float, float]:
        return left + (lon - west) * scale, above + (top - _mercator(lat)) * scale

    return project, height


def _path(rings: Iterable[Sequence[Sequence[float]]], project: Project, *, close: bool) -> str:
    drawn = []
    for ring in rings:
        corners: list[str] = []
        for lat, lon in ring:
            x, y = project(max(-84.0, min(84.0, lat)), lon)
            corner = f"{x:.0f} {y:.0f}"
            if not corners or corner != corners[-1]:
                corners.append(corner)
        if len(corners) > 1:
            drawn.append("M" + "L".join(corners) + ("Z" if close else ""))
    return "".join(drawn)


def _marks(payload: dict[str, Any], project: Project) -> dict[tuple[int, int], list[Any]]:
    """Return the incidents' tiers by cell of the picture: where, which tiers, all of them areas."""
    incidents, areas = payload["incidents"], payload["areas"]
    cells: dict[tuple[int, int], list[Any]] = {}
    rows = zip(
        incidents["drawn"],
        incidents["lat"],
        incidents["lon"],
        incidents["area"],
        incidents["tier_0"],
        incidents["kind"],
        strict=True,
    )
    for drawn, lat, lon, area, tier, kind in rows:
        if drawn is None or kind == "other":
            continue
        place = (areas[area]["lat"], areas[area]["lon"]) if drawn == "area" else (lat, lon)
        x, y = project(*place)
        cell = cells.setdefault((int(x // _CELL), int(y // _CELL)), [0.0, 0.0, [], True])
        cell[0] += x
        cell[1] += y
        cell[2].append(tier)
        cell[3] = cell[3] and drawn == "area"
    return cells


def _mark(cell: list[Any], lang: str) -> str:
    x_sum, y_sum, tiers, only_areas = cell
    n = len(tiers)
    order = [tier for tier in (*TIERS, "not_stated") if tier in tiers]
    known = [tier for tier in order if tier not in {"cannot_tell", "not_stated"}]
    tier = (known or order or ["cannot_tell"])[0]
    colour = _COLOURS[tier]
    dashes = ' stroke-dasharray="4 3"' if not known or only_areas else ""
    x, y, radius = x_sum / n, y_sum / n, 7 + 3 * math.log10(n)
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
    project, height = _frame(about["frame"])
    ground, sites = payload["ground"], payload["facilities"]
    land = _path(
        (ring for parts in ground["land"] for part in parts for ring in part), project, close=True
    )
    borders = _path(ground["borders"], project, close=False)
    squares = {
        (round(x), round(y))
        for lat, lon in zip(sites["lat"], sites["lon"], strict=True)
        if lat is not None and not math.isnan(lat)
        for x, y in [project(lat, lon)]
    }
    marks = "".join(_mark(cell, lang) for _, cell in sorted(_marks(payload, project).items()))
    edition = safe(words[f"edition_{about['edition']}"])
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{safe(words["static_map"])}" '
        'font-family="sans-serif">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#dfe7ea"/>'
        f'<path d="{land}" fill="#f6f4ee" fill-rule="evenodd"/>'
        f'<path d="{borders}" fill="none" stroke="#8f8a7c"/>'
        + "".join(
            f'<rect x="{x - 2}" y="{y - 2}" width="5" height="5" fill="{_BLUE}"/>'
            for x, y in sorted(squares)
        )
        + f'{marks}<text x="10" y="{height - 10}" font-size="13" font-weight="700" '
        f'fill="#7a0c1e">{edition}</text></svg>'
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], note: str) -> str:
    head = "".join(f'<th scope="col">{safe(cell)}</th>' for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td><bdi>{safe(cell)}</bdi></td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f"<h2>{safe(caption)}</h2>{note}<table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
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
    rows = sorted(
        (row for row, kind in enumerate(incidents["kind"]) if kind != "other"),
        key=lambda row: (order.get(incidents["tier_0"][row], 9), incidents["from"][row] or "9"),
    )
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
        for row in rows[:ROWS]
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
    kinds = [words.get(f"kind_{kind or 'unknown'}", "") for kind in sites["kind"]]
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
    return _table(words["table_incidents"], heads, told, note(len(rows))) + _table(
        words["table_facilities"], site_heads, places, note(len(listed))
    )


def _place(incidents: dict[str, list[Any]], row: int) -> str:
    names = [incidents[column][row] for column in ("place", "admin2", "admin1")]
    return ", ".join(dict.fromkeys(name for name in names if name))
