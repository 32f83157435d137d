"""Where a text names a place of care: the words of each name, found in one pass over the text.

The work grows with the length of the text. Names are looked for beside a word for a place of care
only ("hospital", "مستشفى", "лікарня"): whoever says "Shifa" alone may mean a street.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.candidates import words as lists
from geo.names import Word, read_word

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_BREAK: Final = re.compile(r"[.;:!?()\[\]|\n\r•…,/–—]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_POSSESSIVE: Final = re.compile(r"['’ʼ`]s$", re.IGNORECASE)
_SHORT_TITLES: Final = frozenset(("dr", "st", "ste", "prof"))
_BACK, _ON, _ARABIC_ON = 8, 4, 3
_CUE_BEFORE, _CUE_AFTER = 9, 5
_CONTEXT: Final = 40
_SAME_NAME_MOST, _NAMES_MOST = 5, 300
_BEGINNING: Final = 2_000
LONGEST_TEXT: Final = 1_000_000
"""Of a text that repeats itself, or names hundreds of places, only so much is read."""

_COLUMNS: Final = (
    "mention", "row", "start", "end", "kind", "open", "generic", "qualifiers", "role",
)  # fmt: skip


_Row = tuple[int, int, int, str, bool, bool, str, str]


class Mentions(NamedTuple):
    """The names of places of care in some texts.

    Attributes
    ----------
    table
        A row per name: ``mention`` (number), ``row`` (of the text), ``start`` and ``end`` (of the
        words, in characters), ``kind`` (``hospital``, ``clinic``, ``centre``, ``post`` or ""),
        ``open`` (where the name ends cannot be seen), ``generic`` (no word of its own: "the General
        Hospital"), ``qualifiers`` (words such as "general"), ``role`` (``here``: the place of what
        happened, or close by; ``elsewhere``; ``unclear``).
    words
        A row per word of a name: ``mention``, ``at`` (its place in the name), ``text``, ``sound``,
        ``bones``, ``arabic``.
    context
        A row per word around a name: ``mention``, ``text``, ``beside`` (whether it follows the name
        as its town: "in Nyala").
    """

    table: pd.DataFrame
    words: pd.DataFrame
    context: pd.DataFrame


class _Said(NamedTuple):
    """What a word says wherever it stands."""

    low: str
    capital: bool
    possessive: bool
    words: tuple[Word, ...]
    alone: bool
    beside: bool
    cares: bool


class _Token(NamedTuple):
    start: int
    end: int
    ends_here: bool
    hyphen: bool
    said: _Said

    @property
    def low(self) -> str:
        return self.said.low

    @property
    def capital(self) -> bool:
        return self.said.capital

    @property
    def possessive(self) -> bool:
        return self.said.possessive

    @property
    def words(self) -> tuple[Word, ...]:
        return self.said.words


def find_mentions(texts: pd.Series) -> Mentions:
    """Find where texts name a place of care.

    Parameters
    ----------
    texts
        Descriptions, in any language and script; null and empty ones name nothing.

    Examples
    --------
    >>> found = find_mentions(pd.Series(["A shell hit Al-Shifa Hospital.", "Rockets fell."]))
    >>> found.words["text"].tolist(), found.table["role"].tolist()
    (['shifa'], ['here'])
    """
    rows: list[_Row] = []
    words: list[tuple[int, int, Word, bool]] = []
    context: list[tuple[int, str, bool]] = []
    for row, text in enumerate(texts.tolist()):
        if not isinstance(text, str) or not text:
            continue
        tokens = _tokens(text[:LONGEST_TEXT])
        seen: Counter[tuple[str, ...]] = Counter()
        for at in _heads(tokens):
            name = _name_at(tokens, at)
            if name is None or seen.total() >= _NAMES_MOST:
                continue
            number = len(rows)
            first, last, core, is_open = name
            same = tuple(word.text for word, _ in core)
            seen[same] += 1
            if seen[same] > _SAME_NAME_MOST:
                continue
            said = _qualifiers(tokens, first, at)
            span = tokens[first].start, tokens[last].end
            role = _role(tokens, first, last)
            rows.append((row, *span, _kind(tokens, at), is_open, not core, said, role))
            for position, (word, arabic) in enumerate(core):
                words.append((number, position, word, arabic))
            context += [(number, *one) for one in _around(tokens, first, last)]
    return _tables(rows, words, context)


def names_of_field(values: pd.Series) -> Mentions:
    """Take each cell of a source's own field for the name of the place of what happened.

    Examples
    --------
    >>> names_of_field(pd.Series(["Kunduz Trauma Centre", None])).words["text"].tolist()
    ['kunduz', 'trauma']
    """
    rows: list[_Row] = []
    words: list[tuple[int, int, Word, bool]] = []
    for row, text in enumerate(values.tolist()):
        tokens = _tokens(text[:_BEGINNING]) if isinstance(text, str) else []
        if not tokens:
            continue
        number = len(rows)
        own = [
            (word, _ARABIC.search(token.low) is not None)
            for token in tokens
            for word in token.words
            if _is_own(word)
        ]
        heads = [*_heads(tokens)]
        kind = _kind(tokens, heads[-1]) if heads else ""
        said = " ".join(
            sorted({word.text for one in tokens for word in one.words} & lists.QUALIFIERS)
        )
        rows.append((row, 0, len(text), kind, False, not own, said, "here"))
        words += [(number, at, word, arabic) for at, (word, arabic) in enumerate(own)]
    return _tables(rows, words, [])


def _tables(
    rows: list[_Row],
    words: list[tuple[int, int, Word, bool]],
    context: list[tuple[int, str, bool]],
) -> Mentions:
    table = pd.DataFrame(rows, columns=list(_COLUMNS[1:]))
    table.insert(0, "mention", np.arange(len(table)))
    return Mentions(
        table.astype({"open": bool, "generic": bool, "row": "int64"}),
        pd.DataFrame(
            [(m, at, w.text, w.sound, w.bones, arabic) for m, at, w, arabic in words],
            columns=["mention", "at", "text", "sound", "bones", "arabic"],
        ).astype({"mention": "int64", "arabic": bool}),
        pd.DataFrame(context, columns=["mention", "text", "beside"]).astype(
            {"mention": "int64", "beside": bool}
        ),
    )


def kinds_said(texts: pd.Series) -> pd.Series:
    """Return the kind of the first place of care that each text speaks of, "" where of none.

    Examples
    --------
    >>> kinds_said(pd.Series(["A health centre was looted.", "A hospital", None])).tolist()
    ['centre', 'hospital', '']
    """
    codes, distinct = pd.factorize(texts)
    kinds = [_first_kind(str(text)) for text in distinct]
    return pd.Series(np.array([*kinds, ""], dtype=object)[codes], index=texts.index)


def _first_kind(text: str) -> str:
    tokens = _tokens(text[:_BEGINNING])
    return next((_kind(tokens, at) for at in _heads(tokens)), "")


def _tokens(text: str) -> list[_Token]:
    """Return the words of a text; ``ends_here`` where a mark parts one from the next."""
    found = list(_TOKEN.finditer(text))
    starts = [*(one.start() for one in found[1:]), len(text)][: len(found)]
    tokens = []
    for one, following in zip(found, starts, strict=True):
        start, end = one.span()
        said = _said(one.group())
        if following == end + 1 and text[end] == " ":  # what stands between most words
            tokens.append(_Token(start, end, False, False, said))
            continue
        gap = text[end:following]
        short = said.low in _SHORT_TITLES and gap.strip() == "."
        ends_here = _BREAK.search(gap) is not None and not short
        tokens.append(_Token(start, end, ends_here, gap in ("-", "‑"), said))
    return tokens


@lru_cache(maxsize=100_000)
def _said(word: str) -> _Said:
    words = read_word(word)
    texts = [one.text for one in words]
    return _Said(
        word.casefold(),
        word[0].isupper() or not (word[0].isascii() or word[0].islower()),
        _POSSESSIVE.search(word) is not None,
        words,
        any(text in lists.ALONE for text in texts),
        any(text in lists.PLACE for text in texts),
        any(text in lists.CARE for text in texts),
    )


def _heads(tokens: list[_Token]) -> Iterable[int]:
    """Yield where a word stands that makes a place of care: the last one of a run."""
    last = -1
    for at, token in enumerate(tokens):
        said = token.said
        if not said.alone and not (said.beside and at > 0 and _cares(tokens, at)):
            continue
        if last >= 0 and at == last + 1 and not tokens[last].ends_here:
            last = at
            continue  # "Hospital Complex", "health clinic": one place
        last = at
        yield at


def _cares(tokens: list[_Token], at: int) -> bool:
    """Whether a word for care stands beside a word for a place, with "care" between them or not."""
    around = [*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 3]]
    return any(token.said.cares for token in around)


def _name_at(
    tokens: list[_Token], head: int
) -> tuple[int, int, list[tuple[Word, bool]], bool] | None:
    """Return the first and last word of the name at a head, its own words, and if it is open."""
    arabic = _ARABIC.search(tokens[head].low) is not None
    if arabic:
        last, core = _onward(tokens, head, _ARABIC_ON, arabic=True)
        return (head, last, core, True) if core else None
    first, core, proper = _backward(tokens, head)
    if core:
        return (first, _end_of_run(tokens, head), core, False) if proper else None
    last, core = _onward(tokens, head, _ON, arabic=False)
    if core:
        return head, last, core, False
    if tokens[head].capital and _qualifiers(tokens, first, head):
        return first, head, [], False
    return None


def _qualifiers(tokens: list[_Token], first: int, head: int) -> str:
    """Return the words that make "the General Hospital" of a hospital, if capitalised."""
    own = [word.text for token in tokens[first:head] if token.capital for word in token.words]
    return " ".join(sorted(set(own) & lists.QUALIFIERS))


def _backward(tokens: list[_Token], head: int) -> tuple[int, list[tuple[Word, bool]], bool]:
    """Walk back from a head over the words of a name."""
    first, proper = head, False
    core: list[tuple[Word, bool]] = []
    for at in range(head - 1, max(-1, head - 1 - _BACK), -1):
        token = tokens[at]
        particle = token.low in lists.PARTICLES and (token.hyphen or token.low not in lists.ENDS)
        if token.ends_here or (token.low in lists.ENDS and not particle):
            break
        if token.possessive and not any(word.text in lists.SOFT for word in token.words):
            break
        own = [word for word in token.words if _is_own(word)]
        soft = bool(own) and all(word.text in lists.SOFT for word in own)
        if not token.capital and own and not soft:
            break
        if not token.words:
            break
        first = at if token.capital else first
        core = [(word, False) for word in own] + core
        proper |= bool(own) and token.capital
    return first, core, proper


def _onward(
    tokens: list[_Token], head: int, most: int, *, arabic: bool
) -> tuple[int, list[tuple[Word, bool]]]:
    """Walk on from a head over the words of a name: "Hôpital général de Panzi"."""
    last = head
    core: list[tuple[Word, bool]] = []
    for at in range(head + 1, min(len(tokens), head + 1 + 2 * most)):
        if tokens[at - 1].ends_here:
            break
        token = tokens[at]
        own = [word for word in token.words if _is_own(word)]
        if not arabic:
            filler = token.low not in lists.ENDS and not own
            if token.low in lists.CONNECTING or filler or _qualifies(token):
                continue
            if not token.capital or token.low in lists.ENDS:
                break
        elif token.low in lists.ENDS:
            break
        core += [(word, arabic) for word in own]
        last = at
        if len(core) >= most:
            break
    return last, core


def _qualifies(token: _Token) -> bool:
    return not token.capital and any(word.text in lists.QUALIFIERS for word in token.words)


def _is_own(word: Word) -> bool:
    """Whether a word is a name's own: not a word for its kind, nor a filler."""
    return word.part == "core" and word.text not in lists.PLACE and word.text not in lists.CARE


def _kind(tokens: list[_Token], head: int) -> str:
    """Return the kind of place that the words around a head say."""
    for at in range(_end_of_run(tokens, head), max(-1, head - 3), -1):
        for word in tokens[at].words:
            if word.text in lists.KIND_OF_PLACE or word.part == "hospital":
                return lists.KIND_OF_PLACE.get(word.text, "hospital")
    return "clinic" if any(word.text in lists.ALONE for word in tokens[head].words) else ""


def _end_of_run(tokens: list[_Token], head: int) -> int:
    """Return the last word of a run such as "Hospital Complex"."""
    end = head
    while end + 1 < len(tokens) and not tokens[end].ends_here and _makes(tokens[end + 1]):
        end += 1
    return end


def _makes(token: _Token) -> bool:
    return any(word.text in lists.ALONE or word.text in lists.PLACE for word in token.words)


def _role(tokens: list[_Token], first: int, last: int) -> str:
    """Return what the nearest telling word says: it happened here, or elsewhere."""
    best, role = 99, "unclear"
    for step, at in enumerate(range(first - 1, max(-1, first - 1 - _CUE_BEFORE), -1), start=1):
        if tokens[at].ends_here:
            break
        low = tokens[at].low
        if low in lists.ELSEWHERE or low in lists.HERE:
            best, role = step, "elsewhere" if low in lists.ELSEWHERE else "here"
            break
    for step, at in enumerate(range(last + 1, min(len(tokens), last + 1 + _CUE_AFTER)), start=1):
        if tokens[at - 1].ends_here:
            break
        if tokens[at].low in lists.HERE and step + 1 < best:
            return "here"
    return role


def _around(tokens: list[_Token], first: int, last: int) -> list[tuple[str, bool]]:
    """Return the capitalised words around a name, and which of them follow it as its town."""
    beside: set[int] = set()
    for at in range(last + 1, min(len(tokens), last + 4)):
        if tokens[at].low in ("in", "at", "of") and not tokens[at - 1].ends_here:
            following = range(at + 1, min(len(tokens), at + 4))
            beside = {one for one in following if tokens[one].capital}
            break
    low, high = max(0, first - _CONTEXT), min(len(tokens), last + 1 + _CONTEXT)
    spots = [at for at in range(low, high) if not first <= at <= last and tokens[at].capital]
    said = {(word.text, at in beside) for at in spots for word in tokens[at].words}
    return sorted(said)
