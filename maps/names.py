"""A site's or a district's name in the language of the page, where its own list has one.

A list that names a place in two scripts says it itself; nothing is transliterated or looked up.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

_ARABIC: Final = re.compile(r"[\u0621-\u064a]")
_NOT_ARABIC: Final = re.compile(r"[\u0679-\u06d3]")
"""Letters of Persian, Urdu, Pashto and Kurdish, which Arabic has not."""
_UKRAINIAN: Final = re.compile(r"[іїєґІЇЄҐ]")
_NOT_UKRAINIAN: Final = re.compile(r"[ыэъёўЫЭЪЁЎ]")
_LATIN: Final = re.compile(r"[A-Za-z]")


def own_name(name: Any, others: Any, lang: str) -> str | None:
    """Return a place's name as a reader of ``lang`` would look for it, None where there is none.

    Parameters
    ----------
    name
        The name that its list puts first; null where it has none.
    others
        Further names of the same list, as a list or joined by "|"; or null.
    lang
        Language of the page. For Arabic and Ukrainian a name in letters of that language alone is
        taken; for the others one in Latin letters, if the first name has none.

    Examples
    --------
    >>> own_name("Al-Shifa Hospital", ["مستشفى الشفاء"], "ar")
    'مستشفى الشفاء'
    >>> own_name("Kyiv", "Киев|Київ", "uk")
    'Київ'
    >>> own_name("Al-Shifa Hospital", ["مستشفى الشفاء"], "fr")
    'Al-Shifa Hospital'
    """
    first = str(name) if isinstance(name, str) and name.strip() else None
    for one in ([first] if first else []) + list(_listed(others)):
        if _is_of(one, lang):
            return one
    return first


def _listed(others: Any) -> Iterable[str]:
    if isinstance(others, str):
        return [part.strip() for part in others.split("|") if part.strip()]
    if others is None or (not hasattr(others, "__iter__") and pd.isna(others)):
        return []
    return [str(one).strip() for one in others if isinstance(one, str) and one.strip()]


def _is_of(name: str, lang: str) -> bool:
    if lang == "ar":
        return bool(_ARABIC.search(name)) and not _NOT_ARABIC.search(name)
    if lang == "uk":
        return bool(_UKRAINIAN.search(name)) and not _NOT_UKRAINIAN.search(name)
    return bool(_LATIN.search(name))
