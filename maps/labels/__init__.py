"""The map's own words: legend, controls, details. One TOML file per language.

They are fixed phrases with names in braces; the page's script fills in numbers and names as text.
"""

from functools import cache
from pathlib import Path
from typing import Final

from maps.phrase_file import phrases

RIGHT_TO_LEFT: Final = ("ar", "fa", "he", "ur")


@cache
def _file(lang: str) -> dict[str, str]:
    path = Path(__file__).with_name(f"{lang}.toml")
    if not path.is_file():
        return {}
    return phrases(path.read_text(encoding="utf-8").partition("[map]\n")[2])


def labels(lang: str) -> dict[str, str]:
    """Return key -> phrase in a language; what is not translated yet stands in English.

    Examples
    --------
    >>> labels("en")["tier_cannot_tell"]
    'cannot tell'
    """
    return {**_file("en"), **_file(lang)}


def kind_name(kind: str | None, lang: str) -> str:
    """Return what a kind of facility is called; one of no name of ours is said as it is written.

    Examples
    --------
    >>> kind_name("field_hospital", "nl"), kind_name("other", "en"), kind_name(None, "en")
    ('Veldhospitaal', 'Other kind of site', 'Kind not stated')
    """
    key = "site_other" if kind == "other" else f"kind_{kind or 'unknown'}"
    return labels(lang).get(key) or str(kind).replace("_", " ")


def direction(lang: str) -> str:
    """Return "rtl" or "ltr".

    Examples
    --------
    >>> direction("ar"), direction("uk")
    ('rtl', 'ltr')
    """
    return "rtl" if lang in RIGHT_TO_LEFT else "ltr"
