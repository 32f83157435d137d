"""OpenStreetMap's words for health care, as healthsites.io and HOT pass them on.

``amenity`` decides where it says something; ``healthcare`` fills in where it is silent.
"""

from typing import Final

import pandas as pd

from layers.sources._cells import looked_up, texts

# amenity -> kind
AMENITIES: Final = {
    "hospital": "hospital",
    "clinic": "clinic",
    "doctors": "doctors",
    "dentist": "dentist",
    "pharmacy": "pharmacy",
    "health_post": "health_post",
    "health_centre": "health_centre",
    "ambulance_station": "ambulance_station",
}
# healthcare -> kind
HEALTHCARE: Final = {
    "hospital": "hospital",
    "clinic": "clinic",
    "doctor": "doctors",
    "doctors": "doctors",
    "dentist": "dentist",
    "pharmacy": "pharmacy",
    "centre": "health_centre",
    "health_centre": "health_centre",
    "community_health_centre": "health_centre",
    "health_post": "health_post",
    "birthing_center": "maternity",
    "birthing_centre": "maternity",
    "midwife": "maternity",
    "laboratory": "laboratory",
    "sample_collection": "laboratory",
    "blood_bank": "blood_bank",
    "blood_donation": "blood_bank",
    "rehabilitation": "rehabilitation",
    "physiotherapist": "rehabilitation",
    "audiologist": "other",
    "optometrist": "other",
    "hospice": "other",
    "yes": "unknown",
}


def kinds(amenity: pd.Series, healthcare: pd.Series) -> pd.Series:
    """Return the kind of facility for two columns of OSM tags.

    Parameters
    ----------
    amenity, healthcare
        Text or null, same index.

    Returns
    -------
    Series of `geo.vocabulary.KINDS`; a tag that is not in the tables is ``other``, no tag
    ``unknown``.

    Examples
    --------
    >>> kinds(pd.Series(["hospital", None, None, None]),
    ...       pd.Series(["yes", "centre", "podiatrist", None])).tolist()
    ['hospital', 'health_centre', 'other', 'unknown']
    """
    first = looked_up(amenity, AMENITIES)
    second = looked_up(healthcare, HEALTHCARE)
    some = amenity.notna() | healthcare.notna()
    rest = some.map({True: "other", False: "unknown"})
    return first.fillna(second).fillna(rest).astype("str")


def other_names(frame: pd.DataFrame, name: pd.Series, blanks: frozenset[str]) -> pd.Series:
    """Return the lists of English, Arabic, French and local names that differ from ``name``."""
    languages = ("en", "ar", "fr", "uk", "ru", "es")
    columns = [texts(frame, f"name_{code}", blanks=blanks) for code in languages]
    columns = [
        column.mask(column.eq(name).fillna(False)) for column in columns if column.notna().any()
    ]
    if not columns:
        return pd.Series([[] for _ in range(len(frame))], index=frame.index, dtype=object)
    long = pd.concat(columns).dropna()
    lists = long.groupby(level=0).agg(lambda group: list(dict.fromkeys(group)))
    out = lists.reindex(frame.index).astype(object)
    empty = out.isna()
    out[empty] = pd.Series([[] for _ in range(int(empty.sum()))], index=out.index[empty])
    return out
