"""What a reader of one notation hands back: one axis, a pair, or the reason why not."""

from typing import Final, Literal, NamedTuple

Axis = Literal["latitude", "longitude"]
Order = Literal["latlon", "lonlat"]

MAX_LATITUDE: Final = 90.0
MAX_LONGITUDE: Final = 180.0


class ReadingError(ValueError):
    """A text that cannot be read, or that can be read in two ways; ``status`` says which."""

    def __init__(self, status: Literal["unreadable", "ambiguous"], note: str) -> None:
        super().__init__(note)
        self.status = status
        self.note = note


class Reading(NamedTuple):
    """One axis as read: signed degrees, the axis its letters name, how it was written."""

    degrees: float
    axis: Axis | None
    format: str
    unit_deg: float


class PairReading(NamedTuple):
    """Both axes of one cell; ``note`` says how the order was found where that matters."""

    longitude: float
    latitude: float
    format: str
    unit_deg: float
    note: str | None


def excerpt(text: str) -> str:
    """Return ``text`` short enough for a message."""
    longest = 40
    return text if len(text) <= longest else text[: longest - 1] + "…"


def unit_of(number: str) -> float:
    """Return one unit in the last place of a decimal number, exponent included.

    Examples
    --------
    >>> unit_of("-31.50"), unit_of("3.15e1")
    (0.01, 0.1)
    """
    mantissa, _, exponent = number.lower().partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def both_readings(one: tuple[float, float], other: tuple[float, float]) -> str:
    """Say two readings, each a latitude and a longitude.

    Examples
    --------
    >>> both_readings((31.5, 34.46), (34.46, 31.5))
    'could be latitude 31.5, longitude 34.46, or latitude 34.46, longitude 31.5'
    """
    said = [f"latitude {place[0]:.10g}, longitude {place[1]:.10g}" for place in (one, other)]
    return f"could be {said[0]}, or {said[1]}"


def arrange(first: Reading, second: Reading, order: Order | None) -> PairReading:
    """Say which of two numbers is the longitude: by letters, else by ``order``, else by range.

    Raises
    ------
    ReadingError
        Both readings fit and nothing says which holds, or both letters name one axis.
    """
    unit_deg = min(first.unit_deg, second.unit_deg)
    written = first.format if first.format == second.format else "mixed"
    if {first.format, second.format} == {"decimal", "decimal_comma"}:
        written = "decimal_comma"
    if first.axis and first.axis == second.axis:
        raise ReadingError("unreadable", f"both numbers are marked as a {first.axis}")
    note = None
    if first.axis or second.axis:
        latitude_first = first.axis == "latitude" or second.axis == "longitude"
    elif order is not None:
        latitude_first = order == "latlon"
    elif abs(first.degrees) > MAX_LATITUDE >= abs(second.degrees):
        latitude_first, note = False, "longitude first: only that fits the range"
    elif abs(second.degrees) > MAX_LATITUDE >= abs(first.degrees):
        latitude_first, note = True, "latitude first: only that fits the range"
    elif first.degrees == second.degrees:
        latitude_first = True
    else:
        places = (first.degrees, second.degrees)
        raise ReadingError("ambiguous", both_readings(places, (places[1], places[0])))
    latitude, longitude = (first, second) if latitude_first else (second, first)
    return PairReading(longitude.degrees, latitude.degrees, written, unit_deg, note)
