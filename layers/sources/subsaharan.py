"""Public health facilities of sub-Saharan Africa (KEMRI-Wellcome Trust / WHO, Maina et al. 2019).

Each row says where its coordinate came from, and that sets its error: a point from a gazetteer is
a village's, not a building's.
"""

from importlib import resources
from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Label, Precision, RawTable, Source
from layers.sources._cells import cells, folded, looked_up, texts

SENSITIVE: Final = ("Ownership",)
"""Columns that tell who runs a site: left to the analyst, not for a public edition."""

_CHOICE: Final = (
    "Maina et al. 2019, doi 10.1038/s41597-019-0142-2, names the source of each coordinate and "
    "gives no accuracy"
)
_PLACE_NAME: Final = f"{_CHOICE}; a gazetteer's point stands for a settlement: 5 km"

PRECISION: Final = (
    Precision("gps", "GPS", "site", 20, "normal", f"{_CHOICE}; 20 m for a receiver in the field"),
    Precision(
        "openstreetmap",
        "OpenStreetMap",
        "site",
        50,
        "normal",
        f"{_CHOICE}; 50 m, as for OpenStreetMap elsewhere in this tool",
    ),
    Precision(
        "google earth",
        "Google Earth",
        "site",
        100,
        "normal",
        "Potere 2008, Sensors 8(12), 7973-7981: its imagery is off by 39.7 m (root mean square), "
        "69 m at 95 %; 100 m with the picking of a point in it",
    ),
    Precision(
        "digitized from online map",
        "digitised from a map on the web",
        "neighbourhood",
        500,
        "normal",
        f"{_CHOICE}; which map and of what scale is not said: 500 m, this tool's choice",
    ),
    Precision("geonames", "GeoNames", "settlement", 5_000, "normal", _PLACE_NAME),
    Precision("encarta", "Encarta", "settlement", 5_000, "normal", _PLACE_NAME),
    Precision("fallingrain", "Fallingrain", "settlement", 5_000, "normal", _PLACE_NAME),
    Precision(
        "combination",
        "a combination of sources",
        "settlement",
        5_000,
        "normal",
        f"{_CHOICE}; a gazetteer may be among them: 5 km, the widest of the sources",
    ),
    Precision(
        "other",
        "other",
        "settlement",
        5_000,
        "normal",
        f"{_CHOICE}; a fifth of these coordinates have two decimals or fewer, more than any "
        "gazetteer's but Fallingrain's here: 5 km, so that nothing is claimed from them nearby",
    ),
    Precision(
        "none",
        "not stated, or a word not in this table",
        "neighbourhood",
        500,
        "normal",
        "nothing is known of the method. 50 m, the tool's default, would vouch for a survey; 500 m "
        "is the error of the vaguest method here that places a site rather than a settlement",
    ),
)
_PRECISION_BY_CODE: Final = {entry.code: entry for entry in PRECISION}


def _types() -> pd.DataFrame:
    path = resources.files("layers.sources") / "subsaharan_types.csv"
    with path.open("r", encoding="utf-8") as file:
        return pd.read_csv(file, dtype={"facility_type": "str", "kind": "str", "seen": "int64"})


_TYPES: Final = _types()
_KINDS: Final = dict(zip(_TYPES["facility_type"].map(fold), _TYPES["kind"], strict=True))


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the list, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``error_m_stated`` and ``error_basis`` come from the source of each coordinate; both
    are null where there is no coordinate. ``native_id`` is absent: the list has none.
    """
    frame = raw.frame
    latitude, longitude = cells(frame, "Lat"), cells(frame, "Long")
    located = folded(latitude).ne("") & folded(longitude).ne("")
    code = folded(texts(frame, "LL source"))
    code = code.where(code.isin(_PRECISION_BY_CODE), "none")
    error_m = code.map({entry.code: entry.error_m for entry in PRECISION})
    basis = code.map({entry.code: f"coordinate from {entry.meaning}" for entry in PRECISION})
    country = to_iso3(texts(frame, "iso3c"))
    return pd.DataFrame(
        {
            "name": texts(frame, "Facility name"),
            "kind": looked_up(texts(frame, "Facility type"), _KINDS, "unknown"),
            "operator": texts(frame, "Ownership"),
            "country": country.fillna(to_iso3(texts(frame, "Country"))),
            "admin1": texts(frame, "Admin1"),
            "latitude_text": latitude,
            "longitude_text": longitude,
            "error_m_stated": error_m.where(located).astype("float64"),
            "error_basis": basis.where(located),
        }
    )


SOURCE: Final = Source(
    name="subsaharan",
    title="Public health facilities of sub-Saharan Africa (KEMRI-Wellcome Trust, WHO)",
    role="facilities",
    signatures=(
        frozenset({"facility name", "facility type", "lat", "long", "ll source"}),
        frozenset({"facility name", "facility type", "ownership", "ll source", "iso3c"}),
    ),
    read=read,
    licence="not stated in the file: do not redistribute",
    citation=(
        "Maina, J. et al. (2019), A spatial database of health facilities managed by the public "
        "health sector in sub Saharan Africa, Scientific Data 6:134, doi 10.1038/s41597-019-0142-2."
    ),
    obtain="WHO's malaria threats map site, or the R package afrihealthsites.",
    shows="98,745 public-sector facilities of 49 countries: name, type, owner, province, and for "
    "96,395 a point with the source of the coordinate.",
    cannot_show=(
        "Private facilities for profit. What opened or closed after the lists behind it (2018 or "
        "earlier), and when any one opened. The exact site of those placed by a gazetteer. "
        "Sudan is thin: 272 rows."
    ),
    precision=PRECISION,
    labels=tuple(
        Label(f"Facility type: {row.facility_type}", row.kind, False, int(row.seen))
        for row in _TYPES.itertuples()
    ),
    quirks=(
        "No id: rows are told apart by their number in the file. Three rows repeat another whole.",
        (
            "`LL source` is spelt variously (`Google Earth`, `google earth`, `Geonames`, "
            "`GeoNames`); case is ignored."
        ),
        "2,350 rows have no coordinates; two have one axis exactly 0, both possible.",
        (
            "As text no two of the 96,395 points are equal, not even those a gazetteer gave for "
            "one town, but 2,132 rows agree with another to five decimals, about a metre: distinct"
            " points are no evidence of distinct places."
        ),
        (
            "172 spellings of the type in three languages become seven kinds, by the table "
            "`subsaharan_types.csv`. Dispensaries count as clinics; a health post or hut does not."
        ),
    ),
    coordinate_order=None,
)
