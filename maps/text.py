"""Text from data, made safe to show: what no page may hold is replaced, nothing else changes.

Escaping is not done here: pages escape when they are rendered (`maps.page`), once.
"""

import re
import unicodedata
from typing import Any, Final, TypeVar

import pandas as pd
from markupsafe import Markup, escape
from pandas.api.types import is_object_dtype

Table = TypeVar("Table", bound=pd.DataFrame)

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

# Controls other than tab and line ends, lone surrogates (no encoding can write them) and the two
# code points that are never characters.
_UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Embeddings, overrides and isolates: one of them in a name could turn round the text after it.
_DIRECTIONAL: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNPAIRED: Final = re.compile("[\u202a-\u202e\u2066\u2067]")
_ISOLATE: Final = "\u2068"  # first strong isolate
_END: Final = "\u2069"

_LONG_WORD: Final = re.compile(r"\S{19,}")
_PARTS: Final = re.compile(r"(?<=[_/:.-])(?=\w)")
_BREAK: Final = "\x00"  # `clean` leaves none in a text

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def clean(text: str) -> str:
    r"""Return ``text`` as it may stand on a page.

    NUL, other controls and lone surrogates become U+FFFD, so that a reader sees that something
    stood there; invisible directional controls are dropped, because they could reorder the words
    around a name. Isolates that are closed again within the text stay: they cannot reach out of
    it, and our own sentences hold them (`isolated`).

    Parameters
    ----------
    text
        Any text from a file.

    Returns
    -------
    Text that UTF-8 can write.

    Examples
    --------
    >>> clean("Al\u202e-Noor") == "Al-Noor"
    True
    """
    if text.isprintable():  # nothing of either kind is, and nearly every text is
        return text
    text = _UNSHOWABLE.sub(REPLACEMENT, text)
    if not _DIRECTIONAL.search(text):
        return text
    return (_UNPAIRED if _is_closed(text) else _DIRECTIONAL).sub("", text)


def _is_closed(text: str) -> bool:
    """Say whether every isolate of ``text`` ends within it, and none ends that did not begin."""
    depth = 0
    for letter in text:
        depth += (letter == _ISOLATE) - (letter == _END)
        if depth < 0:
            return False
    return depth == 0


def isolated(text: str, direction: str) -> str:
    """Return ``text`` as it stands in a sentence: apart, if it runs the other way.

    A file name or a title in Latin letters would otherwise take the brackets and full stops of an
    Arabic sentence along with it.

    Parameters
    ----------
    text
        A name or a value; it is cleaned.
    direction
        "ltr" or "rtl": the sentence's.

    Examples
    --------
    >>> isolated("a.csv", "ltr"), isolated("a.csv", "rtl") == "\u2068a.csv\u2069"
    ('a.csv', True)
    """
    text = clean(text)
    return f"{_ISOLATE}{text}{_END}" if runs_against(text, direction) else text


def marked_up(text: str) -> Markup:
    """Return ``text`` escaped, as it stands between the tags of a page.

    Isolates are ``<bdi>``, and a word too long for a column may break where a file name would be
    read out in parts.

    Examples
    --------
    >>> marked_up("\u2068a&b\u2069, public_health_facilities.csv")
    Markup('<bdi>a&amp;b</bdi>, public_<wbr>health_<wbr>facilities.<wbr>csv')
    """
    broken = _LONG_WORD.sub(lambda word: _PARTS.sub(_BREAK, word[0]), clean(text))
    safe = str(escape(broken)).replace(_BREAK, "<wbr>")
    return Markup(safe.replace(_ISOLATE, "<bdi>").replace(_END, "</bdi>"))  # noqa: S704 - escaped


def bare(text: str) -> str:
    """Return ``text`` cleaned and without isolates, for what draws each code point as a glyph."""
    return _DIRECTIONAL.sub("", clean(text))


def unmarked(text: str) -> str:
    """Return ``text`` without the marks above and below its letters, for where it is drawn large.

    Arabic is read without them; turned and large, they do not keep their place.

    Examples
    --------
    >>> unmarked("مقيّد")
    'مقيد'
    """
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def storable(table: Table) -> Table:
    r"""Return ``table`` without lone surrogates, which only a column of Python objects can hold.

    Comparing such a text with a column of pandas' own texts raises ``UnicodeEncodeError``, so they
    go before anything else is done. All tables of one page go through here: ids stay equal.

    Parameters
    ----------
    table
        Any table; it is not changed.

    Returns
    -------
    The same table where it held none, else a copy with U+FFFD in their place, index included.

    Examples
    --------
    >>> odd = pd.DataFrame({"name": pd.Series(["a\ud800", "b"], dtype=object)})
    >>> storable(odd)["name"].tolist() == ["a\N{REPLACEMENT CHARACTER}", "b"]
    True
    """
    objects = [name for name, kind in table.dtypes.items() if is_object_dtype(kind)]
    odd = [name for name in objects if _any_lone(table[name])]
    if odd:
        table = table.assign(**{name: _mended(table[name]) for name in odd})
    if is_object_dtype(table.index.dtype) and _any_lone(table.index):
        table = table.set_axis(pd.Index(_mended(table.index), name=table.index.name))
    return table


def _any_lone(cells: "pd.Series | pd.Index") -> bool:
    return bool(_LONE_SURROGATE.search("\n".join(cell for cell in cells if isinstance(cell, str))))


def _mended(cells: "pd.Series | pd.Index") -> list[Any]:
    return [
        _LONE_SURROGATE.sub(REPLACEMENT, cell) if isinstance(cell, str) else cell for cell in cells
    ]


def runs_against(text: str, direction: str) -> bool:
    """Say whether ``text`` holds letters of the other direction than the sentence around it.

    Parameters
    ----------
    text
        A name or a value.
    direction
        "ltr" or "rtl": the sentence's.

    Examples
    --------
    >>> runs_against("Kunduz", "ltr"), runs_against("Kunduz", "rtl")
    (False, True)
    """
    classes = {unicodedata.bidirectional(letter) for letter in text}
    return bool(classes & _RIGHT_TO_LEFT) if direction == "ltr" else "L" in classes
