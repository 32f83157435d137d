"""The fixed sentences of every page, in every language, and how numbers and dates are written.

A page says nothing that is not in ``<language>.toml`` beside this file. The words of the tool stay
within what the data can bear (see ``docs/translations.md``).
"""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from numbers import Integral, Real
from typing import Any, Final

from maps.phrase_file import phrases
from maps.text import clean, isolated

LANGUAGES: Final = ("en", "nl", "fr", "ar", "uk")

_SENTENCES: Final = "\n[sentences]\n"
_NOTHING: Final = "–"
_COMMA: Final = re.compile(r"[,،;؛] ")


def _text(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"no pages in {lang!r}; the languages are {', '.join(LANGUAGES)}")
    return files(__name__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")


@cache
def _sentences(lang: str) -> dict[str, str]:
    return phrases(_text(lang).partition(_SENTENCES)[2])


@cache
def _about(lang: str) -> dict[str, Any]:
    """Return what stands of a language before its sentences, which are not read for it."""
    head, _, _ = _text(lang).partition(_SENTENCES)
    about: dict[str, Any] = tomllib.loads(head)["about"]
    return about


def sentences(lang: str = "en") -> Mapping[str, str]:
    """Return every sentence of a language, by key, with its placeholders unfilled."""
    return _sentences(lang)


def direction(lang: str = "en") -> str:
    """Return "ltr" or "rtl", the direction a language is written in."""
    return str(_about(lang)["direction"])


def language_name(lang: str = "en") -> str:
    """Return what a language calls itself."""
    return str(_about(lang)["name"])


def is_reviewed(lang: str = "en") -> bool:
    """Say whether a reader of the language has signed its sentences (``REVIEWED.md``)."""
    return bool(_about(lang)["reviewed"])


def between(mark: str, lang: str = "en") -> str:
    """Return what a language puts between the parts of a list: its "comma" or "semicolon"."""
    return str(_about(lang)[mark])


def number(value: float, lang: str = "en", *, decimals: int = 0) -> str:
    """Write a number the way a language does.

    Parameters
    ----------
    value
        The number; NaN is written as a dash.
    lang
        One of `LANGUAGES`.
    decimals
        Digits after the decimal mark.

    Examples
    --------
    >>> number(1265), number(1265, "nl"), number(0.125, "uk", decimals=2)
    ('1,265', '1.265', '0,12')
    """
    about = _about(lang)
    if math.isnan(value):
        return _NOTHING
    plain = f"{value:,.{decimals}f}"
    marks = str.maketrans({",": about["thousands"], ".": about["decimal"]})
    return plain.translate(marks)


def probability(value: float, lang: str = "en") -> str:
    """Write a probability with two decimals, never as certain nor as impossible.

    Examples
    --------
    >>> probability(0.534), probability(0.9999), probability(0.0001)
    ('0.53', '> 0.99', '< 0.01')
    """
    if math.isnan(value):
        return _NOTHING
    if value < 0.01:  # noqa: PLR2004 - two decimals
        return "< " + number(0.01, lang, decimals=2)
    if value > 0.99:  # noqa: PLR2004 - two decimals
        return "> " + number(0.99, lang, decimals=2)
    return number(value, lang, decimals=2)


def day(value: date | str | None, lang: str = "en") -> str:
    r"""Write a date, or the month or year that is all there is, the way a language does.

    Parameters
    ----------
    value
        A date (or timestamp), or text "2015-10-03", "2015-10" or "2015"; other text is returned
        as it is, nothing becomes a dash.
    lang
        One of `LANGUAGES`.

    Examples
    --------
    >>> day("2015-10-03"), day("2026-03"), day("2026-03", "uk"), day(None)
    ('3 October 2015', 'March 2026', 'березень 2026\xa0р.', '–')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaT is not equal to itself
        return _NOTHING
    if isinstance(value, date):
        value = value.isoformat()
    about = _about(lang)
    parts = value[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return clean(value)
    if len(parts) == 1 or not 1 <= int(parts[1]) <= len(about["months"]):
        return clean(value)
    month = int(parts[1]) - 1
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return str(about["month_year"]).format(month=about["months_alone"][month], year=parts[0])
    first = about.get("first_day") if int(parts[2]) == 1 else None
    return str(about["date"]).format(
        day=first or int(parts[2]), month=about["months"][month], year=parts[0]
    )


def value(item: Any, lang: str = "en") -> str:
    r"""Write any value as it stands in a sentence: numbers and dates by locale, text cleaned.

    Text that runs in the other direction than the language is isolated, so that it cannot turn
    the words around it. A list is written with the language's comma, or its semicolon where a
    name holds a comma itself; an empty one is a dash.

    Examples
    --------
    >>> value(["a.csv", "b.csv"]), value(["ACLED", "Airwars, Gaza"], "fr")
    ('a.csv, b.csv', 'ACLED\xa0; Airwars, Gaza')
    """
    if item is None:
        return _NOTHING
    if isinstance(item, date):
        return day(item, lang)
    if isinstance(item, Integral):
        return number(int(item), lang)
    if isinstance(item, Real):
        whole = float(item)
        return number(whole, lang, decimals=0 if whole.is_integer() else 1)
    if isinstance(item, list | tuple):
        return _listed(item, lang)
    return isolated(str(item), direction(lang))


def _listed(items: Sequence[Any], lang: str) -> str:
    parts = [value(item, lang) for item in items]
    mark = "semicolon" if any(_COMMA.search(part) for part in parts) else "comma"
    return between(mark, lang).join(parts) or _NOTHING


def _is_one(count: float, lang: str) -> bool:
    return 0 <= count < 2 if lang == "fr" else count == 1  # noqa: PLR2004 - French says "1,5 jour"


def say(key: str, lang: str = "en", *, count: float | None = None, **values: Any) -> str:
    r"""Return a fixed sentence with its values filled in.

    Parameters
    ----------
    key
        Name of the sentence in ``<lang>.toml``.
    lang
        One of `LANGUAGES`.
    count
        The number that decides between ``<key>_one`` and ``<key>_other``; also the value of the
        placeholder ``{count}``. Without it, ``key`` itself is used.
    **values
        What the placeholders stand for. Numbers and dates are written by locale, text is cleaned;
        none of it is read as a template.

    Returns
    -------
    Plain text: whoever puts it into a page escapes it there.

    Raises
    ------
    ValueError
        An unknown language.
    KeyError
        An unknown sentence, or a placeholder without its value.

    Examples
    --------
    >>> say("located", source="ACLED", n=0, count=1265, r=500)
    'ACLED: 0 of 1,265 strikes are located well enough to say anything at 500\xa0m.'
    """
    if count is not None:
        key = f"{key}_{'one' if _is_one(count, lang) else 'other'}"
        values["count"] = count
    written = {name: value(item, lang) for name, item in values.items()}
    return sentences(lang)[key].format_map(written)
