"""The figures of a report: drawn by matplotlib, put into the page as SVG, no script.

Each carries its data in words (``title`` and ``desc``), so that nothing is said by the picture
alone. Text stays text, so that the browser shapes Arabic; ids are the figure's own, so that many
figures stand on one page. No text from data is ever drawn: only fixed words and numbers.
"""

import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from geo.vocabulary import TIERS
from maps.card_map import COLOURS, INK
from maps.sentences import number, say
from maps.text import bare, clean, runs_against

_WIDTH: Final = 380.0
_ROW: Final = 17.0
_PLOT: Final = 120.0
_TICKS: Final = 8
_SMALL: Final = 9.0
_ACCENT: Final = "#1d4b5c"
_SVG: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_STYLE: Final[Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nostrike",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": _SMALL,
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": INK,
}
_OUTCOMES: Final = {
    "covered": (_ACCENT, ""),
    "displaced": ("#c2471d", ""),
    "undetermined": ("#ffffff", "//////"),
    "unregistered": ("#e9a23b", ""),
    "outdated": ("#b9c4cb", ""),
}


def bars(
    groups: Sequence[tuple[str, Mapping[str, int]]],
    kinds: Mapping[str, str],
    *,
    title: str,
    name: str,
    lang: str = "en",
) -> Markup:
    """Draw counts as horizontal bars, group under group, on one scale.

    Parameters
    ----------
    groups
        A heading ("500 m", or "") and its counts by kind.
    kinds
        Kind -> label, in the order of drawing; tiers and outcomes have fills of their own.
    title
        What the figure shows.
    name
        The figure's own id on its page: letters, digits and hyphens.
    lang
        Language of the numbers.

    Returns
    -------
    An ``<svg>``, safe to put into a page.
    """
    largest = max((counts.get(kind, 0) for _, counts in groups for kind in kinds), default=0)
    height = sum((_ROW if heading else 0) + _ROW * len(kinds) + 6 for heading, _ in groups)
    edge = min(max(6.0 * max(map(len, kinds.values())) + 8, 80.0), 0.55 * _WIDTH)
    ax = _paper(height)
    words, y = [], 0.0
    for heading, counts in groups:
        if heading:
            _write(ax, 0, y + 12, heading, weight="bold")
            y += _ROW
        for kind, label in kinds.items():
            count = counts.get(kind, 0)
            wide = (_WIDTH - edge - 52) * count / largest if largest else 0.0
            _write(ax, edge - 6, y + 12, label, ha="right")
            fill, hatch = _fill(kind)
            _box(ax, edge, y + 2.5, max(wide, 0.8), _ROW - 5, fill, hatch)
            _write(ax, edge + wide + 5, y + 12, number(count, lang))
            y += _ROW
        y += 6
        listed = ", ".join(f"{kinds[kind]} {number(counts.get(kind, 0), lang)}" for kind in kinds)
        words.append(f"{heading}: {listed}" if heading else listed)
    return _svg(ax, height, title, "; ".join(words), name)


def through_time(
    counts: Mapping[str, Mapping[str, int]], *, title: str, name: str, lang: str = "en"
) -> Markup:
    """Draw strikes per period as columns, stacked by tier; empty periods in between stay empty.

    Parameters
    ----------
    counts
        Period ("2023" or "2023-04") -> tier -> count; at least one.
    title, name, lang
        As of `bars`.

    Returns
    -------
    An ``<svg>``, safe to put into a page.
    """
    periods = _every(min(counts), max(counts))
    largest = max(sum(tiers.values()) for tiers in counts.values())
    labels = {tier: say(f"tier_{tier}", lang) for tier in TIERS}
    rows = -(-len(TIERS) // 2)
    left, top = 40.0, rows * 15.0 + 14
    base = top + _PLOT
    ax = _paper(base + 20)
    for at, (tier, label) in enumerate(labels.items()):
        x, y = (at % 2) * _WIDTH / 2, (at // 2) * 15.0
        _box(ax, x, y + 2, 10, 9, *_fill(tier))
        _write(ax, x + 15, y + 10, label)
    step = min((_WIDTH - left - 16) / len(periods), 48.0)
    ax.plot([left, left + step * len(periods)], [base, base], color=INK, lw=0.8, clip_on=False)
    _write(ax, left - 5, top + 6, number(largest, lang), ha="right")
    _write(ax, left - 5, base, number(0, lang), ha="right")
    every = -(-len(periods) // _TICKS)
    for place, period in enumerate(periods):
        y = base
        for tier in TIERS:
            tall = _PLOT * counts.get(period, {}).get(tier, 0) / largest
            if tall:
                y -= tall
                _box(ax, left + step * (place + 0.1), y, step * 0.8, tall, *_fill(tier))
        if place % every == 0:
            _write(ax, left + step * (place + 0.5), base + 14, period, ha="center")
    words = "; ".join(
        f"{period}: " + ", ".join(f"{labels[t]} {number(n, lang)}" for t, n in tiers.items() if n)
        for period, tiers in sorted(counts.items())
    )
    return _svg(ax, base + 20, title, words, name)


def cells(
    rows: Sequence[tuple[str, Mapping[str, int]]],
    heads: Mapping[str, str],
    *,
    title: str,
    name: str,
    lang: str = "en",
) -> Markup:
    """Draw a table of counts as squares whose surface is the count.

    Parameters
    ----------
    rows
        A label and its counts by column.
    heads
        Column -> label.
    title, name, lang
        As of `bars`.

    Returns
    -------
    An ``<svg>``, safe to put into a page.
    """
    largest = max((counts.get(key, 0) for _, counts in rows for key in heads), default=0)
    left, tall, top = 124.0, 62.0, 30.0
    step = (_WIDTH - left) / len(heads)
    height = top + tall * len(rows) + 4
    ax = _paper(height)
    for place, label in enumerate(heads.values()):
        _write(
            ax, left + step * (place + 0.5), top - 12, _folded(label, 12), ha="center", va="center"
        )
    words = []
    for line, (label, counts) in enumerate(rows):
        y = top + tall * (line + 0.5)
        ax.plot([0, _WIDTH], [y - tall / 2] * 2, color="#cfd5da", lw=0.6, clip_on=False)
        _write(ax, 0, y, _folded(label, 20), va="center")
        for place, key in enumerate(heads):
            count = counts.get(key, 0)
            side = (tall - 24) * math.sqrt(count / largest) if largest else 0.0
            x = left + step * (place + 0.5)
            if side:
                fill, hatch = _fill({"near": "almost_certain"}.get(key, key))
                _box(ax, x - side / 2, y - 6 - side / 2, side, side, fill, hatch)
            _write(ax, x, y + tall / 2 - 3, number(count, lang), ha="center", weight="bold")
        listed = ", ".join(f"{heads[key]} {number(counts.get(key, 0), lang)}" for key in heads)
        words.append(f"{label}: {listed}")
    return _svg(ax, height, title, "; ".join(words), name)


def _every(first: str, last: str) -> list[str]:
    """Return every year, or every month, from the first to the last."""
    if len(first) == 4:  # noqa: PLR2004 - a year
        return [str(year) for year in range(int(first), int(last) + 1)]
    begin, end = (12 * int(text[:4]) + int(text[5:7]) - 1 for text in (first, last))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(begin, end + 1)]


def _folded(label: str, longest: int) -> str:
    """Return a label broken into lines of about so many letters, at spaces."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _fill(kind: str) -> tuple[str, str]:
    if kind in COLOURS:
        return COLOURS[kind], "//////" if kind == "cannot_tell" else ""
    return _OUTCOMES.get(kind, (_ACCENT, ""))


def _paper(height: float) -> Axes:
    """Return a surface whose units are points, counted from the top left."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH / 72, height / 72))
        FigureCanvasSVG(figure)
        ax: Axes = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, _WIDTH)
    ax.set_ylim(height, 0)
    ax.axis("off")
    return ax


def _write(ax: Axes, x: float, y: float, words: str, **style: Any) -> None:
    ax.text(x, y, bare(words), **style)


def _box(ax: Axes, x: float, y: float, wide: float, tall: float, fill: str, hatch: str) -> None:
    style: dict[str, Any] = {"facecolor": fill, "edgecolor": INK, "linewidth": 0.5}
    ax.add_patch(Rectangle((x, y), wide, tall, hatch=hatch or None, clip_on=False, **style))


def _svg(ax: Axes, height: float, title: str, words: str, name: str) -> Markup:
    """Return the figure as an element of a page, with its title and its data in words."""
    stream = io.StringIO()
    with mpl.rc_context(_STYLE):
        for text in ax.texts:
            text.set_fontsize(_SMALL)
        figure = cast("Figure", ax.figure)
        figure.savefig(
            stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    drawn = ET.fromstring(stream.getvalue())  # noqa: S314 - matplotlib's own
    body = Markup("").join(
        Markup(ET.tostring(part, encoding="unicode"))  # noqa: S704 - escaped by the writer
        for part in _own(drawn, name)
    )
    frame = Markup(
        '<svg class="figure" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{words}</desc>{body}</svg>'
    )
    return frame.format(
        width=_WIDTH, height=height, name=name, title=clean(title), words=clean(words), body=body
    )


def _own(drawn: ET.Element, name: str) -> list[ET.Element]:
    """Return what is drawn, with ids of its own and without what a page has no use for."""
    for parent in list(drawn.iter()):
        for child in list(parent):
            if child.tag in {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"}:
                parent.remove(child)
    texts = ET.tostring(drawn, encoding="unicode")
    used = set(re.findall(r"url\(#([^)]+)\)", texts))
    for part in drawn.iter():
        own = part.attrib.pop("id", None)
        if own in used:
            part.set("id", f"{name}-{own}")
        part.attrib.pop("clip-path", None)
        link = part.attrib.pop(_LINK, None)
        if link:
            part.set("href", link)
        style = part.get("style", "")
        if style:
            part.set("style", _restyled(style.replace("url(#", f"url(#{name}-"), part))
        part.tag = part.tag.removeprefix(f"{{{_SVG}}}")
        part.tail = None
        if part.text and not part.text.strip():
            part.text = None
    return list(drawn)


def _restyled(style: str, part: ET.Element) -> str:
    """Return a style without a font of its own, and with the text's own direction."""
    style = re.sub(r"font: ([^;]*?)(\d[\d.]*px)[^;]*", r"font-size: \2; font-weight: \1", style)
    style = re.sub(r"font-family:[^;]*;?\s*", "", style)
    style = re.sub(r"font-weight: (?:[a-z ]*\b)?(bold|700)?\b[^;]*", _weight, style)
    if part.text and runs_against(part.text, "ltr"):
        turned = {"start": "end", "end": "start"}
        anchor = re.search(r"text-anchor: (\w+)", style)
        at = turned.get(anchor[1] if anchor else "start", "middle")
        style = re.sub(r"\s*text-anchor: \w+;?", "", style)
        style = f"{style.rstrip('; ')}; direction: rtl; unicode-bidi: embed; text-anchor: {at}"
    return style


def _weight(found: re.Match[str]) -> str:
    return f"font-weight: {found[1] or 400}"
