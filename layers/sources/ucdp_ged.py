"""UCDP GED: organised violence with deaths, world-wide, event by event, in its csv vintages.

It has no weapon column, so none of its events can be called a strike. Its ``where_prec`` 1 is a
named place, mostly a town, and never a building by itself.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.dates import parse_dates
from layers.source import Label, Precision, RawTable, Source
from layers.sources._cells import cells, counts, looked_up, texts

SENSITIVE: Final = ("source_headline", "source_original", "where_description")
"""Columns that may name people or give places away: never in a public edition."""

# nouns for one object of at most some hundred metres, at the end or in front of a comma
_OBJECT: Final = (
    r"(?i)\b(?:hospital|clinic|checkpoint|border post|crossroads?|bridge|monument|crash site"
    r"|destruction site|cemetery|cementary|market|school|mosque|church|hotel|police station"
    r"|prison|embassy)\b"
)
# a settlement or a region that may bear such a word in its name, or a place beside the object
_SETTLEMENT: Final = (
    r"(?i)\b(?:town|village|city|settlement|locality|area|camp|district|raion|province|state"
    r"|oblast|region|county|payam|neighbou?rhood|near|road to)\b"
)

_EVENTS: Final = {"1": "armed_clash", "2": "armed_clash", "3": "other"}


def _precision_code(frame: pd.DataFrame) -> pd.Series:
    code = texts(frame, "where_prec").fillna("none")
    place = texts(frame, "where_coordinates")
    is_object = place.str.contains(_OBJECT, na=False) & ~place.str.contains(_SETTLEMENT, na=False)
    return code.mask(code.eq("1") & is_object, "1 object")


def _perpetrator(frame: pd.DataFrame, violence: pd.Series) -> pd.DataFrame:
    """Return name and type: side A where violence is one-sided, else both sides as they stand."""
    side_a, side_b = texts(frame, "side_a"), texts(frame, "side_b")
    one_sided = violence.eq("3").fillna(False)
    both = side_a.str.cat(side_b, sep=" / ").fillna(side_a).fillna(side_b)
    is_state = side_a.str.match(r"(?i)government of\b", na=False)
    kind = pd.Series("multiple", index=frame.index)
    kind = kind.mask(one_sided & is_state, "state").mask(one_sided & ~is_state, "non_state")
    name = both.mask(one_sided, side_a)
    return pd.DataFrame({"name": name, "type": kind.mask(name.isna(), "unknown")})


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a file of any csv vintage, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike`` is false throughout (no weapon is recorded); ``is_armed_attack`` is
    true where the best estimate of deaths is above nought. ``date_start`` and ``date_end`` are the
    event's own interval.
    """
    frame = raw.frame
    violence = texts(frame, "type_of_violence")
    best = counts(frame, "best", "best_est")
    perpetrator = _perpetrator(frame, violence)
    # the csv vintages write month first where they do not write ISO dates
    first = parse_dates(cells(frame, "date_start"), day_first=False)
    last = parse_dates(cells(frame, "date_end"), day_first=False)
    return pd.DataFrame(
        {
            "native_id": texts(frame, "id"),
            "date_start": first["start"],
            "date_end": last["end"].fillna(first["end"]),
            "country": to_iso3(texts(frame, "iso3")).fillna(to_iso3(texts(frame, "country"))),
            "admin1": texts(frame, "adm_1"),
            "admin2": texts(frame, "adm_2"),
            "place_name": texts(frame, "where_coordinates"),
            "latitude_text": cells(frame, "latitude"),
            "longitude_text": cells(frame, "longitude"),
            "precision_code": _precision_code(frame),
            "event_type": looked_up(violence, _EVENTS, "unknown"),
            "is_strike": False,
            "is_armed_attack": best.gt(0).fillna(False).astype(bool),
            "perpetrator_reported_name": perpetrator["name"],
            "perpetrator_reported_type": perpetrator["type"],
            "attribution_status": perpetrator["name"]
            .isna()
            .map({True: "unknown", False: "reported"}),
            "target": None,
            "fatalities_min": counts(frame, "low", "low_est"),
            "fatalities_max": counts(frame, "high", "high_est"),
            "description": texts(frame, "source_headline"),
        }
    )


_CODEBOOK: Final = "UCDP GED Codebook (Hogbladh), variable where_prec"


SOURCE: Final = Source(
    name="ucdp_ged",
    title="UCDP Georeferenced Event Dataset (GED)",
    role="incidents",
    signatures=(
        frozenset({"id", "type_of_violence", "where_prec", "side_a", "best", "date_prec"}),
        frozenset({"id", "type_of_violence", "where_prec", "side_a", "best_est", "date_prec"}),
    ),
    read=read,
    licence="CC BY 4.0",
    citation=(
        "Sundberg, Ralph and Erik Melander (2013), Introducing the UCDP Georeferenced Event "
        "Dataset, Journal of Peace Research 50(4); Uppsala Conflict Data Program, UCDP GED, the "
        "version of the file."
    ),
    obtain="UCDP's download centre (csv) or its API; per country also on the Humanitarian Data "
    "Exchange (with an HXL row).",
    shows=(
        "Events of organised violence with deaths, whatever they were aimed at: dates as "
        "intervals, place with its precision, the two sides, three estimates of deaths."
    ),
    cannot_show=(
        "With which weapon (there is no such column), so no strike can be read from it. Which side "
        "used force in a clash: the order of the sides does not say. Violence without deaths. "
        "Damage to facilities. Places inside a town."
    ),
    precision=(
        Precision(
            "1",
            "a named place, mostly a town or village",
            "settlement",
            5_000,
            "normal",
            f"{_CODEBOOK}: exact location, i.e. the place is known by name. In the Ukraine file the"
            " 1,055 such rows lie on 322 points and 92 % name a town, village or city; 5 km for a "
            "settlement's extent is this tool's choice",
        ),
        Precision(
            "1 object",
            "a single object named in where_coordinates (checkpoint, bridge, market, crash site)",
            "neighbourhood",
            1_000,
            "normal",
            f"{_CODEBOOK}: exact location; 1 km is this tool's choice, because the codebook states "
            "no accuracy for the object's point. Airports, bases, camps, garrisons and quarries are"
            " wider than that and stay at 5 km",
        ),
        Precision("2", "within about 25 km of a point", "settlement", 25_000, "disc", _CODEBOOK),
        Precision("3", "second-order administrative area", "admin2", None, "area", _CODEBOOK),
        Precision("4", "first-order administrative area", "admin1", None, "area", _CODEBOOK),
        Precision("5", "a line or a fuzzy area", "linear", None, "area", _CODEBOOK),
        Precision("6", "the country only", "country", None, None, _CODEBOOK),
        Precision("7", "international waters or airspace", "unknown", None, None, _CODEBOOK),
        Precision(
            "none", "no code", "unknown", None, None, "nothing is stated, so nothing is assumed"
        ),
    ),
    labels=(
        Label("1", "armed_clash", False, 5665, "type_of_violence"),
        Label("2", "armed_clash", False, 570, "type_of_violence"),
        Label("3", "other", False, 1470, "type_of_violence"),
    ),
    quirks=(
        "`type_of_violence` is 1 state-based, 2 non-state, 3 one-sided (against civilians).",
        (
            "Armed force by an organised actor with a death is UCDP's definition of an event, so "
            "an event with a best estimate above nought is an armed attack here. 480 of the 7,705 "
            "events of the files seen have a best estimate of nought: neither."
        ),
        (
            "An air strike named in a headline or a description is not read: free text is no "
            "structured field."
        ),
        (
            "`armed_clash` stands for violence between two armed sides, shelling included; `other`"
            " for one-sided violence against civilians."
        ),
        (
            "Only one-sided violence (type 3) says who used force: side A, by definition. In the "
            "other types both sides are named, in no order."
        ),
        (
            "Vintages: `best`, `high`, `low` or `best_est`, `high_est`, `low_est`; an HXL row on "
            "HDX; an API export with one field more in each row than in its header; a spreadsheet "
            "copy in cp1252. The two Sudan files share all 3,822 ids."
        ),
        (
            "Dates are month first unless ISO, also in the Ukraine copy whose spreadsheet re-wrote"
            " half of them."
        ),
        "Events known to the month or year are intervals (`date_start` to `date_end`).",
    ),
    records_all_force=True,
    day_first=False,
)
