"""UTM: a zone, an easting and a northing, in the order and with the letters people use."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from geo.coordinates.grids import BANDS, band_limits, check_zone, to_degrees
from geo.coordinates.reading import Order, PairReading, ReadingError, excerpt, unit_of
from geo.coordinates.text import METRES_PER_DEGREE

_NORTH_WORDS: Final = r"NORTH(?:ERN)?|NORD|NORTE|NOORD|PÓŁNOC|\u041f\u041d|شمال\w*"
_SOUTH_WORDS: Final = r"SOUTH(?:ERN)?|SUD|SÜD|SUR|SUL|ZUID|\u041f\u0414|جنوب\w*"
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,8}(?:[.,]\d{1,6})?"
_ZONE: Final = (
    r"(?:ZONE|ZONA|FUSEAU|HUSO)?\s*[:=]?\s*(?P<zone>\d{1,2})\s?[-/]?\s?"
    rf"(?:(?P<north>{_NORTH_WORDS})|(?P<south>{_SOUTH_WORDS})|(?P<band>[A-Z]))?(?![A-Z])"
    r"(?:\s*HEMISPHERE)?"
)


def _length(place: int) -> str:
    return (
        rf"(?:(?P<before{place}>EASTING|NORTHING|EAST|NORTH|[ENXY])\s*[:=.]?\s*)?"
        rf"(?P<number{place}>{_NUMBER})\s*(?:M(?:ET(?:RE|ER)S?)?\.?(?![A-Z])\s*|M\s*(?=[EN]))?"
        rf"(?P<after{place}>[EN])?(?![A-Z])"
    )


_APART: Final = r"(?:\s*[\s;/|]\s*|\s*,\s+|(?<=\d{6}),|(?<=[MEN]),)"
_ZONE_APART: Final = r"(?:,\s+|\s*[\s;/|]\s*)"  # "31,504200" is a number with its comma
_LENGTHS: Final = rf"{_length(1)}(?:{_APART}|(?<=[MEN])){_length(2)}"
_LINES: Final = (
    re.compile(rf"{_ZONE}(?:{_ZONE_APART}|:\s*){_LENGTHS}"),
    re.compile(rf"{_LENGTHS}{_ZONE_APART}{_ZONE}"),
)
_NAMES: Final = re.compile(r"\b(?:WGS\s?-?(?:19)?84|UTM)\b\s*[:/,-]?\s*")
_EPSG: Final = re.compile(r"\bEPSG:\s*32([67])(\d\d)\b")
_OTHER_DATUM: Final = re.compile(
    r"\b(?:ED\s?-?50|NAD\s?-?(?:19)?27|CLARKE\s?1880|SK-?42|PULKOVO)\b"
)
_NO_ZONE: Final = re.compile(
    rf"(?:[EX]\s*[:=]?\s*)?0?\d{{6}}(?:[.,]\d+)?\s*M?\s*E?{_APART}"
    r"(?:[NY]\s*[:=]?\s*)?\d{6,8}(?:[.,]\d+)?\s*M?\s*N?"
)
_LONG: Final = re.compile(r"\d{6}|\d{3},\d{3}(?!\d)")
_LEAST_EASTING: Final = 100_000.0
_MOST_EASTING: Final = 900_000.0
_MOST_NORTHING: Final = 10_000_000.0
_MIDDLE_OF_S: Final = 36.0
_REACH_OF_S: Final = 6.0  # the band is of four; people keep its letter beyond its edge
_SLACK_DEG: Final = 0.01  # a place just beyond a limit is a place on it, roughly written


class _Candidate(NamedTuple):
    longitude: float
    latitude: float
    easting_first: bool
    south: bool


def read_utm(text: str, order: Order | None) -> PairReading | None:
    """Read UTM; None where the text is none.

    The letter behind the zone is a band by the standard, and a hemisphere as many write it: S is
    both the band of 32° to 40° N and the south. The number of metres settles which, else both
    readings are reported; so too for the order of the two numbers, and for a zone without a letter.

    Raises
    ------
    ReadingError
        It is UTM, and gives no place or two.

    Examples
    --------
    >>> [round(number, 5) for number in read_utm("36R 634521mE 3487123mN", None)[:2]]
    [34.41664, 31.51116]
    """
    upper = _EPSG.sub(_zone_of_epsg, text.upper())
    named = "UTM" in upper
    if other := _OTHER_DATUM.search(upper):
        if named or _LONG.search(upper):
            raise ReadingError("unreadable", f"on the datum {other[0]}, not on WGS 84")
        return None
    line = _NAMES.sub("", upper).strip()
    match = next((match for pattern in _LINES if (match := pattern.fullmatch(line))), None)
    if match is None or not _plausible(match, named):
        if named:
            note = f"UTM needs a zone, an easting and a northing; {excerpt(text)} has not all"
            raise ReadingError("unreadable", note)
        if _NO_ZONE.fullmatch(line):
            note = f"an easting and a northing without their UTM zone in {excerpt(text)}"
            raise ReadingError("unreadable", note)
        return None
    return _settle(match, order, text)


def _zone_of_epsg(match: re.Match[str]) -> str:
    return f"{match[2]} {'NORTH' if match[1] == '6' else 'SOUTH'}"


def _plausible(match: re.Match[str], named: bool) -> bool:  # noqa: FBT001
    """Whether the numbers are long enough for metres, so that nothing else could be meant."""
    long = [bool(_LONG.match(match[f"number{place}"])) for place in (1, 2)]
    lettered = match["band"] or match["north"] or match["south"]
    return all(long) or (any(long) and bool(named or lettered))


def _settle(match: re.Match[str], order: Order | None, text: str) -> PairReading:
    zone = int(match["zone"])
    check_zone(zone)
    numbers = [_metres(match[f"number{place}"]) for place in (1, 2)]
    band, names = _letters(match)
    if band is not None and band not in BANDS:
        raise ReadingError("unreadable", f"no band {band} in UTM, in {excerpt(text)}")
    wanted = _easting_first(names, text)
    found = [
        candidate
        for candidate in _candidates(zone, [float(number) for number in numbers])
        if wanted in {None, candidate.easting_first} and _fits(candidate, band, match)
    ]
    if not found:
        raise ReadingError("unreadable", _why_not(zone, band, numbers, text))
    note = None
    if len({candidate.easting_first for candidate in found}) > 1 and order == "lonlat":
        found = [candidate for candidate in found if candidate.easting_first]
    if len(found) > 1:
        said = [f"latitude {one.latitude:.6g}, longitude {one.longitude:.6g}" for one in found]
        note = "could be " + ", or ".join(
            f"{place} ({_say(one, found)})" for place, one in zip(said, found, strict=True)
        )
        raise ReadingError("ambiguous", note)
    one = found[0]
    if wanted is None and not one.easting_first:
        note = "northing first: only that fits"
    elif not (band or match["north"] or match["south"]):
        note = "no hemisphere is stated; only one fits"
    unit_deg = min(unit_of(number) for number in numbers) / METRES_PER_DEGREE
    return PairReading(one.longitude, one.latitude, "utm", unit_deg, note)


def _metres(number: str) -> str:
    """Return a length as plain digits: groups of three are thousands, else the comma is a point."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return number.replace(",", "")
    return number.replace(",", ".")


def _letters(match: re.Match[str]) -> tuple[str | None, list[str | None]]:
    """Return the band, and the letters of the two numbers; "36 E 634521 N 3487123" has no band."""
    names = [(match[f"before{place}"] or match[f"after{place}"] or "X")[0] for place in (1, 2)]
    band: str | None = match["band"]
    is_label = band in {"E", "N"} and names[0] == "X" and match["before2"]
    if is_label and {band, names[1]} == {"E", "N"}:
        return None, [band, names[1]]
    return band, [name if name in "EN" else None for name in names]


def _easting_first(names: list[str | None], text: str) -> bool | None:
    if names[0] is not None and names[0] == names[1]:
        raise ReadingError(
            "unreadable", f"both numbers have the letter {names[0]}: {excerpt(text)}"
        )
    if names == [None, None]:
        return None
    return names[0] == "E" or names[1] == "N"


def _candidates(zone: int, numbers: list[float]) -> Iterator[_Candidate]:
    for easting_first in (True, False):
        easting, northing = numbers if easting_first else reversed(numbers)
        if not (_LEAST_EASTING <= easting < _MOST_EASTING and northing <= _MOST_NORTHING):
            continue
        for south in (False, True):
            longitude, latitude = to_degrees((32700 if south else 32600) + zone, easting, northing)
            sensible = -80.0 - _SLACK_DEG <= latitude <= 0 if south else latitude <= 84 + _SLACK_DEG
            if sensible:
                yield _Candidate(longitude, latitude, easting_first, south)


def _fits(candidate: _Candidate, band: str | None, match: re.Match[str]) -> bool:
    if match["north"] or match["south"]:
        return candidate.south == bool(match["south"])
    if band is None:
        return True
    if band == "N":
        return not candidate.south
    if band == "S" and not candidate.south:
        return abs(candidate.latitude - _MIDDLE_OF_S) <= _REACH_OF_S
    least, most = band_limits(band)
    inside = least - _SLACK_DEG <= candidate.latitude <= most + _SLACK_DEG
    inside &= candidate.south == (band < "N")
    return inside or (band == "S" and candidate.south)


def _say(one: _Candidate, found: list[_Candidate]) -> str:
    said = []
    if len({other.easting_first for other in found}) > 1:
        said.append("easting first" if one.easting_first else "northing first")
    if len({other.south for other in found}) > 1:
        said.append("south of the equator" if one.south else "north of the equator")
    return ", ".join(said)


def _why_not(zone: int, band: str | None, numbers: list[str], text: str) -> str:
    fitting = list(_candidates(zone, [float(number) for number in numbers]))
    if not fitting:
        return f"no easting and northing of UTM in {excerpt(text)}"
    if band is None or band in "NS":
        return f"the numbers in {excerpt(text)} fit only against their letters"
    least, most = band_limits(band)
    latitude = f"{fitting[0].latitude:.4g}"
    return f"the northing is at latitude {latitude}, the band {band} from {least:g} to {most:g}"
