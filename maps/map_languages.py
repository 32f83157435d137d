"""The words of a map's page in each language it offers: the reader switches inside the file."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from maps.labels import direction, labels
from maps.sentences import LANGUAGES, is_reviewed, language_name, say

Account = Mapping[str, Sequence[str]]

# How numbers and dates are written; Arabic pages write Western digits, as reports in Arabic do.
_LOCALES: Final = {"en": "en-GB", "ar": "ar-u-nu-latn"}
_SCRIPTS: Final = {"ar": "Arab", "uk": "Cyrl"}  # ISO 15924


def not_reviewed(lang: str) -> str | None:
    """Return what a page says while no reader of its language has signed the translation.

    Examples
    --------
    >>> not_reviewed("en") is None
    True
    """
    if lang not in LANGUAGES or is_reviewed(lang):
        return None
    return say("not_reviewed", lang)


def words_of(lang: str, title: str, said: Account, told: Mapping[str, str]) -> dict[str, Any]:
    """Return all that a page says in one language.

    Parameters
    ----------
    lang
        The language.
    title
        Heading of the page in it.
    said
        ``headline`` and ``limits``: sentences in it.
    told
        What the tables say, in it, by what the script looks for (`maps.map_told.told`).
    """
    return {
        "lang": lang,
        "name": language_name(lang) if lang in LANGUAGES else lang,
        "dir": direction(lang),
        "locale": _LOCALES.get(lang, lang),
        "script": _SCRIPTS.get(lang, "Latn"),
        "title": title,
        "note": not_reviewed(lang),
        "labels": {**labels(lang), **told},
        "headline": list(said["headline"]),
        "limits": list(said["limits"]),
    }
