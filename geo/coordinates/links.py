"""Links to places on maps, each service in its own order, and ``geo:`` addresses (RFC 5870).

A marker is preferred to the centre of a view. Nothing is fetched: a shortened link, or one that
holds a name only, is refused with the reason.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from geo.coordinates.reading import (
    Order,
    PairReading,
    Reading,
    ReadingError,
    arrange,
    both_readings,
    excerpt,
    unit_of,
)
from geo.coordinates.scan import read_axes

_P: Final = r"([+-]?\d{1,3}(?:\.\d+)?)"
_PAIR: Final = rf"{_P}\s*,\s*{_P}(?![\d.])"


def _query(names: str, before: str = "") -> str:
    return rf"[?&#](?:{names})=\s*{before}{_PAIR}"


class _Service(NamedTuple):
    """How one service writes places: patterns of markers and of views, and the order in them."""

    name: str
    host: str
    markers: tuple[tuple[str, Order], ...]
    views: tuple[tuple[str, Order], ...]
    shortened: str = r"$^"


_SERVICES: Final = (
    _Service(
        "Google Maps",
        r"(?:^|\.)google\.[a-z.]+$|goo\.gl$",
        (
            (rf"!3d{_P}!4d{_P}", "latlon"),
            (_query("q|query|daddr|destination|markers", r"(?:loc:)?\s*"), "latlon"),
            (rf"/(?:place|search|dir/[^@]*)/{_PAIR}", "latlon"),
        ),
        (
            (rf"/@{_PAIR}", "latlon"),
            (_query("ll|sll|center|viewpoint|cbll"), "latlon"),
            (rf"!2d{_P}!3d{_P}", "lonlat"),
        ),
        r"goo\.gl/",
    ),
    _Service(
        "OpenStreetMap",
        r"(?:^|\.)(?:openstreetmap|osm)\.[a-z]+$",
        (
            (rf"[?&]mlat={_P}&(?:amp;)?mlon={_P}", "latlon"),
            (rf"[?&]mlon={_P}&(?:amp;)?mlat={_P}", "lonlat"),
            (_query("query"), "latlon"),
        ),
        (
            (rf"#map=\d+(?:\.\d+)?/{_P}/{_P}", "latlon"),
            (rf"[?&]lat={_P}&lon={_P}", "latlon"),
        ),
        r"(?:osm\.org|openstreetmap\.org)/go/",
    ),
    _Service(
        "Apple Maps",
        r"(?:^|\.)maps\.apple(?:\.com)?$",
        ((_query("coordinate|ll|q|daddr|address"), "latlon"),),
        ((_query("center|sll"), "latlon"),),
        r"maps\.apple/p/",
    ),
    _Service(
        "Yandex Maps",
        r"(?:^|\.)yandex\.[a-z.]+$",
        (
            (_query(r"whatshere\[point\]|pt"), "lonlat"),
            (_query("text"), "latlon"),
            (_query("rtext", "~?"), "latlon"),
        ),
        ((_query("ll|sll"), "lonlat"),),
        r"yandex\.[a-z.]+/(?:maps|web-maps)/-/",
    ),
    _Service(
        "Bing Maps",
        r"(?:^|\.)bing\.com$",
        ((rf"[?&]sp=point\.{_P}_{_P}", "latlon"), (_query("where1|q"), "latlon")),
        ((rf"[?&]cp={_P}~{_P}", "latlon"),),
    ),
    _Service(
        "Waze",
        r"(?:^|\.)waze\.com$",
        ((_query("ll|latlng"), "latlon"), (_query("to", r"ll\."), "latlon")),
        (),
        r"waze\.com/ul/h",
    ),
    _Service(
        "2GIS",
        r"(?:^|\.)2gis\.[a-z.]+$",
        ((rf"/geo/(?:\d+/)?{_PAIR}", "lonlat"), (_query("q"), "latlon")),
        ((_query("m"), "lonlat"),),
    ),
    _Service(
        "HERE",
        r"(?:^|\.)here\.com$",
        ((rf"/l/{_PAIR}", "latlon"),),
        ((_query("map"), "latlon"),),
    ),
    _Service(
        "Wikimapia",
        r"(?:^|\.)wikimapia\.org$",
        (),
        ((rf"[?&#]lat={_P}&lon={_P}", "latlon"),),
    ),
)
_UNKNOWN: Final = _Service(
    "",
    "",
    (
        (rf"[?&#]m?lat(?:itude)?={_P}&(?:amp;)?m?(?:lon|lng|long|longitude)={_P}", "latlon"),
        (rf"[?&#]m?(?:lon|lng|long|longitude)={_P}&(?:amp;)?m?lat(?:itude)?={_P}", "lonlat"),
    ),
    (),
)
_LINK: Final = re.compile(
    r"(?:https?://|\bwww\.|\b(?:maps\.)?(?:google|apple|yandex|bing|waze|2gis|openstreetmap|osm)"
    r"\.[a-z.]+/|\bmaps\.app\.goo\.gl/|\bgoo\.gl/)\S*(?:,\s+[+-]?\d[^\s]*)?",
    re.IGNORECASE,
)
_SHIFTED: Final = re.compile(
    r"(?:^|\.)(?:baidu|amap|gaode|autonavi)\.com$|map\.qq\.com$", re.IGNORECASE
)
_WORDS: Final = re.compile(
    r"(?:///|w3w://|(?:https?://)?(?:www\.)?(?:what3words\.com|w3w\.co)/).+"
    r"|[^\W\d]{3,}[^\s\d./]*\.[^\W\d]{3,}[^\s\d./]*\.[^\W\d]{3,}[^\s\d./]*",
    re.IGNORECASE,
)
_GEO: Final = re.compile(rf"geo:\s*{_PAIR}(?:,[+-]?\d+(?:\.\d+)?)?(?P<rest>[;?].*)?", re.IGNORECASE)
_GEO_QUERY: Final = re.compile(rf"[?&]q={_PAIR}")
_GEO_CRS: Final = re.compile(r";crs=([^;?]+)", re.IGNORECASE)
_GEO_ERROR: Final = re.compile(r";u=(\d+(?:\.\d+)?)", re.IGNORECASE)
_GEOHACK: Final = re.compile(
    r"[?&]params=(\d+(?:\.\d+)?(?:_\d+(?:\.\d+)?){0,2}_[NS]_\d+(?:\.\d+)?(?:_\d+(?:\.\d+)?){0,2}_[EW])"
)
_SEXAGESIMAL: Final = re.compile(
    r"(?:/place/|/search/|[?&](?:q|query|daddr|destination)=)([^/@&#]*[°'\"][^/@&#]*)"
)


def read_link(text: str, order: Order | None) -> PairReading | None:
    """Read a link to a map or a ``geo:`` address; None where the text is none.

    Raises
    ------
    ReadingError
        It is one, and holds no coordinates, or more than one place.

    Examples
    --------
    >>> read_link("https://yandex.com/maps/?ll=34.4661,31.5042&z=17", None)[:3]
    (34.4661, 31.5042, 'map_link')
    """
    if _GEO.fullmatch(text):
        return _read_geo(text)
    if _WORDS.fullmatch(text):
        note = "three words of what3words, which only that company can turn into a place"
        raise ReadingError("unreadable", note)
    links = list(_LINK.finditer(text))
    if not links:
        return None
    beside = _LINK.sub("", text)
    if any(letter.isdecimal() for letter in beside):
        raise ReadingError("unreadable", f"numbers stand beside a link in {excerpt(text)}")
    read = {_read_one(match[0], order) for match in links}
    if len({place[:2] for place in read}) > 1:
        raise ReadingError("ambiguous", _two(sorted(read)))
    return min(read)


def _read_one(link: str, order: Order | None) -> PairReading:
    address = re.sub(r"^https?://", "", link, flags=re.IGNORECASE)
    host, slash, rest = address.partition("/")
    host = host.partition("?")[0].partition(":")[0].lower()
    rest = unquote_plus(slash + rest if slash else address[len(host) :])
    if _SHIFTED.search(host):
        note = "the link is of a Chinese service, whose coordinates are shifted by law"
        raise ReadingError("unreadable", note)
    service = next((one for one in _SERVICES if re.search(one.host, host)), _UNKNOWN)
    if re.search(service.shortened, host + rest):
        note = "a shortened link holds no coordinates; open it and copy the long one"
        raise ReadingError("unreadable", note)
    article = f"{'an' if service.name[:1] in {'A', 'O'} else 'a'} {service.name}".rstrip()
    for patterns, what in (
        (service.markers, f"the place of {article} link"),
        (service.views, f"the middle of the view of {article} link, which has no marker"),
    ):
        for pattern, written in patterns:
            if found := dict.fromkeys(re.findall(pattern, rest)):
                return _one_of(list(found), written, what)
        if axes := _marked(rest):
            return axes._replace(note=what)
    if service is _UNKNOWN and (match := re.search(_PAIR, rest)):
        first, second = (Reading(float(n), None, "map_link", unit_of(n)) for n in match.groups())
        return arrange(first, second, order)
    raise ReadingError("unreadable", f"the link holds no coordinates: {excerpt(link)}")


def _one_of(found: list[tuple[str, str]], written: Order, note: str) -> PairReading:
    places = []
    for first, second in found:
        y, x = (first, second) if written == "latlon" else (second, first)
        unit_deg = min(unit_of(x), unit_of(y))
        places.append(PairReading(float(x), float(y), "map_link", unit_deg, note))
    if len({place[:2] for place in places}) > 1:
        raise ReadingError("ambiguous", _two(places))
    return places[0]


def _two(places: list[PairReading]) -> str:
    one, other = ((place.latitude, place.longitude) for place in (places[0], places[-1]))
    return f"{len(places)} places in the link: {both_readings(one, other)}"


def _marked(rest: str) -> PairReading | None:
    """Read degrees, minutes and seconds in a link; None where they are not clear."""
    match = _SEXAGESIMAL.search(rest)
    text = match[1] if match else None
    if match := _GEOHACK.search(rest):
        text = match[1].replace("_", " ")
    if text is None:
        return None
    try:
        axes = read_axes(text.replace("''", '"').strip(), 2)
        pair = arrange(axes[0], axes[1], None) if len(axes) == 2 else None  # noqa: PLR2004
    except ReadingError:
        return None
    return pair._replace(format="map_link") if pair else None


def _read_geo(text: str) -> PairReading:
    match = _GEO.fullmatch(text)
    latitude, longitude = (match[1], match[2]) if match else ("", "")
    rest = (match["rest"] or "") if match else ""
    crs = _GEO_CRS.search(rest)
    if crs and crs[1].lower() != "wgs84":
        raise ReadingError("unreadable", f"a geo: address in {crs[1]}, not in WGS 84")
    note = None
    if error := _GEO_ERROR.search(rest):
        note = f"the address states an uncertainty of {error[1]} m"
    if query := _GEO_QUERY.search(unquote_plus(rest)):
        latitude, longitude = query[1], query[2]
        note = "the marker of the address"
    unit_deg = min(unit_of(latitude), unit_of(longitude))
    return PairReading(float(longitude), float(latitude), "geo_uri", unit_deg, note)
