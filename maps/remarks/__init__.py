"""What the tables of an audit say in English, said by the pages in their own language.

Reasons, evidence, notes on files and licences stand in tables and in ``summary.json`` as English
sentences: that is what programmes read. A page finds in ``en.toml`` beside this file which sentence
it is and what stands in its gaps, and fills the same gaps in the sentence of its own language. What
is in no file (text from data, a note of somebody's own profile) stays as it is.
"""

import ast
import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from layers.sources import all_sources
from maps.labels import labels
from maps.phrase_file import phrases
from maps.sentences import between, day, direction, number, value
from maps.text import clean, marked_up

LONGEST: Final = 1_000
"""A text of more letters is none of the tool's."""

_GAP: Final = re.compile(r"\{([a-z]+)(\d*)\}")
_NUMBER: Final = r"[-+]?(?:\d[\d.,]*(?:e[-+]?\d+)?|nan|inf)"
_FORMS: Final = {
    "n": r"\d[\d,]*",
    "d": _NUMBER,
    "x": _NUMBER,
    "m": r"under 1 m|[\d.,]+(?:e\+\d+)? k?m",
    "day": r"\d{4}-\d\d-\d\d",
    "axis": r"latitude|longitude|both axes",
    "code": r"[a-z_]+",
    "q": r"'.+?'|\".+?\"",
}
_ANYTHING: Final = r".+?"


class _Known(NamedTuple):
    """A sentence of the tables: its key, its longest words, and how to find its gaps."""

    key: str
    words: str
    pattern: str


@cache
def remarks(lang: str) -> dict[str, str]:
    """Return key -> sentence in a language, with its gaps in braces."""
    return phrases(files(__name__).joinpath(f"{lang}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def remark(text: str, lang: str) -> str | None:
    r"""Return what a table says in English, in another language.

    Parameters
    ----------
    text
        A reason, evidence, a note, a licence: one sentence, or several divided by ``"; "``.
    lang
        The language.

    Returns
    -------
    Plain text in which what is from data is set apart where it runs the other way; None where the
    text is none of the tool's.

    Examples
    --------
    >>> remark("lies 8.0 km outside Demoland", "nl"), remark("Demoland", "nl")
    ('ligt 8,0\xa0km buiten Demoland', None)
    """
    if not 0 < len(text) <= LONGEST:
        return None
    key = _fixed().get(text)
    if key is not None:
        return remarks(lang)[key]
    for known in _open():
        if known.words in text and (match := _compiled(known.pattern).fullmatch(text)):
            filled = _filled(remarks(lang)[known.key], match, lang)
            if filled is not None:
                return filled
    return _several(text, lang)


def in_words(text: str, lang: str) -> str:
    """Return a text of the tables in the language of a page, or as it is where it is from data."""
    if lang == "en":
        return text
    return remark(text, lang) or text


def on_page(text: Any, lang: str) -> Any:
    """Return the tool's own text as it stands on a page: what has no translation is marked English.

    A screen reader then reads it as English, and it cannot turn round the words beside it.
    """
    if lang == "en" or not isinstance(text, str):
        return text
    said = remark(text, lang)
    if said is not None:
        return said
    return Markup('<span lang="en" dir="ltr">{}</span>').format(marked_up(text))


@cache
def _of_the_shelf() -> frozenset[str]:
    """Return the titles and citations of published data sets: names, never translated."""
    return frozenset(
        text for about in all_sources().values() for text in (about.title, about.citation)
    )


def published(text: Any, lang: str) -> Any:
    """Return a title or citation as it stands alone on a page; the shelf's are marked English.

    Examples
    --------
    >>> published("UCDP Georeferenced Event Dataset (GED)", "uk")
    Markup('<span lang="en" dir="ltr">UCDP Georeferenced Event Dataset (GED)</span>')
    >>> published("attacks.csv", "uk")
    'attacks.csv'
    """
    return on_page(text, lang) if text in _of_the_shelf() else text


@cache
def _fixed() -> dict[str, str]:
    return {text: key for key, text in remarks("en").items() if not _GAP.search(text)}


@cache
def _open() -> tuple[_Known, ...]:
    """Return the sentences with gaps, those of which most is given first."""
    found = []
    for key, text in remarks("en").items():
        parts = _GAP.split(text)
        words = parts[::3]
        if len(words) > 1:
            found.append((sum(map(len, words)), _Known(key, max(words, key=len), _pattern(parts))))
    found.sort(key=lambda one: -one[0])
    return tuple(known for _, known in found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern that a text may be of: a page meets few of them, and all take long."""
    return re.compile(pattern, re.DOTALL)


def _pattern(parts: list[str]) -> str:
    pattern = re.escape(parts[0])
    for kind, which, words in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        pattern += f"(?P<{kind}{which}>{_FORMS.get(kind, _ANYTHING)}){re.escape(words)}"
    return pattern


def _filled(sentence: str, match: re.Match[str], lang: str) -> str | None:
    """Return a sentence with its gaps filled, None where one holds what it cannot hold."""
    written = {}
    for name, text in match.groupdict().items():
        write: _Write = _WRITE.get(name.rstrip("0123456789"), value)
        said = write(text, lang)
        if said is None:
            return None
        written[name] = said
    return sentence.format_map(written)


def _several(text: str, lang: str) -> str | None:
    dividers = (("; ", "semicolon"), (", or ", "semicolon"), (", ", "comma"))
    said = (_each(text, divider, mark, lang) for divider, mark in dividers)
    return next((found for found in said if found is not None), None)


def _each(text: str, divider: str, mark: str, lang: str) -> str | None:
    """Return a list of remarks, each in another language; None where one is none of ours."""
    parts = text.split(divider)
    said = [remark(part, lang) for part in parts] if len(parts) > 1 else [None]
    known = [part for part in said if part is not None]
    return between(mark, lang).join(known) if len(known) == len(said) else None


def _whole(text: str, lang: str) -> str:
    return number(int(text.replace(",", "")), lang)


def _number(text: str, lang: str) -> str:
    """Write a number by locale, with the digits it has; one with an exponent stays as it is."""
    plain = text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return value(text, lang)
    return number(float(plain), lang, decimals=len(plain.partition(".")[2]))


def _length(text: str, lang: str) -> str:
    if text == "under 1 m":
        return remarks(lang)["under_one_metre"]
    n, _, unit = text.rpartition(" ")
    word = labels(lang)["metres" if unit == "m" else "kilometres"]
    return word.replace("{n}", _number(n, lang))


def _degrees(text: str, lang: str) -> str:
    """Return degrees as they are typed into a search box, whatever the language."""
    return f"\u2068{text}\u2069" if direction(lang) == "rtl" else text


def _quoted(text: str, lang: str) -> str:
    try:
        inside = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        inside = text[1:-1]
    return value(clean(str(inside)), lang)


def _place(text: str, lang: str) -> str:
    return remark(text, lang) or value(text, lang)


_Write = Callable[[str, str], str | None]
_WRITE: Final[dict[str, _Write]] = {
    "n": _whole,
    "d": _number,
    "x": _degrees,
    "m": _length,
    "day": day,
    "q": _quoted,
    "axis": remark,
    "part": remark,
    "list": remark,
    "place": _place,
}
