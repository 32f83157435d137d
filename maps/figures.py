"""Small figures as inline SVG, drawn here: no script, no library, text escaped.

Each carries its data in words as alternative text, so that nothing is said by the picture alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from maps.sentences import number, say
from maps.text import clean

_WIDTH: Final = 360
_LABEL_WIDTH: Final = 122
_ROW: Final = 17
_PLOT_HEIGHT: Final = 96
_YEAR_LABELS: Final = 8

_FRAME: Final = Markup(
    '<svg class="figure" viewBox="0 0 {width} {height}" role="img" aria-label="{alt}"'
    ' xmlns="http://www.w3.org/2000/svg">{body}</svg>'
)
_TEXT: Final = Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>')
_BAR: Final = Markup(
    '<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
)
_LINE: Final = Markup('<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')


def bars(
    groups: Sequence[tuple[str, Mapping[str, int]]],
    kinds: Mapping[str, str],
    *,
    title: str,
    lang: str = "en",
) -> Markup:
    """Draw counts as horizontal bars, group under group, on one scale.

    Parameters
    ----------
    groups
        A heading ("500 m") and its counts by kind.
    kinds
        Kind -> label, in the order of drawing. The kind is the bar's style class.
    title
        What the figure shows; begins the alternative text.
    lang
        Language of the numbers.

    Returns
    -------
    An ``<svg>``, safe to put into a page.
    """
    largest = max((counts.get(kind, 0) for _, counts in groups for kind in kinds), default=0)
    room = _WIDTH - _LABEL_WIDTH - 52
    body, words, y = Markup(), [], 0.0
    for heading, counts in groups:
        y += _ROW
        body += _text(0, y - 4, heading, "start")
        for kind, label in kinds.items():
            count = counts.get(kind, 0)
            length = room * count / largest if largest else 0.0
            body += _text(_LABEL_WIDTH - 6, y + 12, label, "end")
            body += _BAR.format(
                kind=f"bar {kind}", x=_LABEL_WIDTH, y=y + 2, width=max(length, 0.8), height=_ROW - 5
            )
            body += _text(_LABEL_WIDTH + length + 5, y + 12, number(count, lang), "start")
            y += _ROW
        y += 6
        listed = ", ".join(f"{kinds[kind]} {number(counts.get(kind, 0), lang)}" for kind in kinds)
        words.append(f"{heading}: {listed}")
    return _framed(body, y, title, "; ".join(words), lang)


def years(counts: Mapping[int, int], *, title: str, lang: str = "en") -> Markup:
    """Draw a count per year as columns; years without a record in between are drawn empty.

    Parameters
    ----------
    counts
        Year -> count; at least one.
    title
        What the figure shows; begins the alternative text.
    lang
        Language of the numbers.

    Returns
    -------
    An ``<svg>``, safe to put into a page.
    """
    first, last = min(counts), max(counts)
    span = range(first, last + 1)
    largest = max(counts.values())
    left, top = 34.0, 12.0
    base = top + _PLOT_HEIGHT
    step = min((_WIDTH - left) / len(span), 48.0)
    every = -(-len(span) // _YEAR_LABELS)
    body = _LINE.format(x1=left, y1=base, x2=left + step * len(span), y2=base)
    body += _text(left - 5, top + 8, number(largest, lang), "end")
    body += _text(left - 5, base, number(0, lang), "end")
    for place, year in enumerate(span):
        height = _PLOT_HEIGHT * counts.get(year, 0) / largest
        body += _BAR.format(
            kind="bar",
            x=left + step * (place + 0.1),
            y=base - height,
            width=step * 0.8,
            height=height,
        )
        if place % every == 0:
            body += _text(left + step * (place + 0.5), base + 14, str(year), "middle")
    words = ", ".join(f"{year} {number(counts.get(year, 0), lang)}" for year in span)
    return _framed(body, base + 20, title, words, lang)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return _TEXT.format(x=x, y=y, anchor=anchor, text=clean(text))


def _framed(body: Markup, height: float, title: str, words: str, lang: str) -> Markup:
    alt = say("figure_alt", lang, title=title, data=words)
    return _FRAME.format(width=_WIDTH, height=round(height), alt=clean(alt), body=body)
