"""What a country is called in each language of the pages: CLDR's short names, as on the map."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from layers.countries import country_name


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    text = files(__name__).joinpath("names.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {row[kind]: row for row in rows for kind in ("iso3", "iso2")}


def country(code: str, lang: str = "en") -> str:
    """Return a country's name, or the code where it is unknown.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-3 or alpha-2.
    lang
        Language of the page.

    Examples
    --------
    >>> country("UKR"), country("UKR", "nl"), country("UA", "fr"), country("XYZ", "uk")
    ('Ukraine', 'Oekraïne', 'Ukraine', 'XYZ')
    """
    found = _names().get(code)
    if found is None:
        return code
    return country_name(found["iso3"]) if lang == "en" else found[lang]
