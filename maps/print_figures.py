"""Figures for print and page: PNG and SVG of the same drawing, readable without colour.

Colours are Okabe and Ito's, told apart by colour-blind readers; hatches and labels say the same
again, so that a grey copy loses nothing. The bytes depend on the figures and the library alone.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from maps.sentences import number, say
from maps.text import bare, clean

COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999")
HATCHES: Final = ("", "///", "...", "xx", "\\\\\\", "++", "oo")
_STYLE: Final[Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#4d565e",
    "hatch.linewidth": 0.6,
    "figure.dpi": 150,
    "text.parse_math": False,  # a name with dollar signs is a name
}
_ID: Final = re.compile(r'<g id="[^"]*">')
_WIDE_MM: Final = 170 / 25.4


def write_figure(figure: Figure, folder: Path, name: str) -> None:
    """Write ``name.png`` (300 dpi) and ``name.svg``, without a date."""
    with _styled(name):
        figure.savefig(folder / f"{name}.png", dpi=300, metadata={"Software": None})
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})


def inline(figure: Figure, name: str, alt: str) -> Markup:
    """Return a figure as an ``<svg>`` for a page, with its words as alternative text."""
    text = io.StringIO()
    with _styled(name):
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    svg = text.getvalue()
    svg = _ID.sub("<g>", svg[svg.index("<svg") :])
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    label = f'<svg role="img" aria-label="{escape(clean(alt))}" class="figure" '
    return Markup(svg.replace("<svg ", label, 1))  # noqa: S704 - the library's own drawing


@contextmanager
def _styled(name: str) -> Iterator[None]:
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
        yield


def years(
    panels: Sequence[tuple[str, Mapping[int, int]]],
    partial: Mapping[str, Sequence[int]],
    marked: Mapping[str, Sequence[int]],
    others: Mapping[str, Sequence[int]],
    *,
    lang: str,
) -> Figure:
    """Draw a panel of columns per list, on one axis of years.

    Parameters
    ----------
    panels
        Name of a list and its counts by year.
    partial
        Years that a list covers in part: hatched and pale.
    marked
        Years that a change of collection could explain: marked with a star.
    others
        Years behind which other files or lists stand than the year before: marked with a dagger.
    lang
        Language of the words.
    """
    first = min(min(counts) for _, counts in panels)
    last = max(max(counts) for _, counts in panels)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDE_MM, 0.5 + 1.35 * len(panels)), layout="constrained")
        axes = np.atleast_1d(figure.subplots(len(panels), 1, sharex=True))
        for axis, (name, counts) in zip(axes, panels, strict=True):
            span = list(counts)
            heights = [counts[year] for year in span]
            some = [year in partial.get(name, ()) for year in span]
            axis.bar(
                span,
                heights,
                color=["white" if part else COLOURS[0] for part in some],
                edgecolor=COLOURS[0],
                hatch=["////" if part else "" for part in some],
                width=0.75,
            )
            top = max([*heights, 1])
            for year, height in zip(span, heights, strict=True):
                star = " *" if year in marked.get(name, ()) else ""
                star += " †" if year in others.get(name, ()) else ""
                axis.text(
                    year,
                    height + top * 0.03,
                    number(height, lang) + star,
                    ha="center",
                    fontsize=7.5,
                )
            axis.set_ylim(0, top * 1.22)
            axis.set_yticks([])
            axis.spines["left"].set_visible(False)
            axis.set_title(bare(name), loc="left", fontsize=9.5, fontweight="bold")
        axes[-1].set_xlim(first - 0.6, last + 0.6)
        axes[-1].set_xticks(range(first, last + 1, 1 if last - first < 14 else 2))  # noqa: PLR2004
        axes[-1].tick_params(axis="x", length=0)
        note = say("tr_figure_note", lang)
        if any(others.values()):
            note += f"\n†: {say('tr_why_other_files', lang)}"
        figure.supxlabel(note, fontsize=8, color="#4d565e")
    return figure


def shares(
    rows: Sequence[tuple[str, Mapping[str, int]]], kinds: Mapping[str, str], *, lang: str
) -> Figure:
    """Draw the make-up of each row as a bar of one length, numbers in the parts.

    Parameters
    ----------
    rows
        Label and counts by kind.
    kinds
        Kind -> its name, in the order of drawing.
    lang
        Language of the numbers.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDE_MM, 0.9 + 0.27 * len(rows)), layout="constrained")
        axis = figure.subplots()
        for place, (_, counts) in enumerate(rows):
            total = max(sum(counts.values()), 1)
            begin = 0.0
            for at, kind in enumerate(kinds):
                part = counts.get(kind, 0) / total
                axis.barh(
                    place, part, left=begin, height=0.7, color=COLOURS[at], edgecolor="white",
                    hatch=HATCHES[at], label=kinds[kind] if place == 0 else None,
                )  # fmt: skip
                if part > 0.06:  # noqa: PLR2004 - room for the number
                    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
                    axis.text(
                        begin + part / 2, place, number(counts[kind], lang),
                        ha="center", va="center", fontsize=7, bbox=box,
                    )  # fmt: skip
                begin += part
        axis.set_yticks(range(len(rows)), [bare(label) for label, _ in rows])
        axis.invert_yaxis()
        axis.set_xlim(0, 1)
        axis.set_xticks([])
        axis.spines[["left", "bottom"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        figure.legend(loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    return figure


def bars(rows: Sequence[tuple[str, int]], *, title: str, lang: str) -> Figure:
    """Draw counts as horizontal bars with their numbers."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDE_MM, 0.7 + 0.26 * len(rows)), layout="constrained")
        axis = figure.subplots()
        values = [n for _, n in rows]
        axis.barh(range(len(rows)), values, color=COLOURS[0], height=0.7)
        for place, n in enumerate(values):
            axis.text(n, place, f" {number(n, lang)}", va="center", fontsize=8)
        axis.set_yticks(range(len(rows)), [bare(label) for label, _ in rows])
        axis.invert_yaxis()
        axis.set_xticks([])
        axis.set_xlim(0, max([*values, 1]) * 1.15)
        axis.spines[["bottom"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.set_title(bare(title), loc="left", fontsize=9.5, fontweight="bold")
    return figure


def upset(
    combinations: Sequence[tuple[tuple[str, ...], int]], sizes: Mapping[str, int], *, lang: str
) -> Figure:
    """Draw how many events each combination of lists reports (UpSet, Lex et al. 2014).

    Parameters
    ----------
    combinations
        Lists and number of events that exactly these report, the largest first.
    sizes
        Events per list, in the order of the rows.
    lang
        Language of the numbers.
    """
    names = list(sizes)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDE_MM, 2.2 + 0.3 * len(names)), layout="constrained")
        upper, lower = figure.subplots(
            2, 1, sharex=True, height_ratios=(2.2, max(0.3 * len(names), 0.6))
        )
        heights = [n for _, n in combinations]
        upper.bar(range(len(heights)), heights, color=COLOURS[0], width=0.65)
        for place, n in enumerate(heights):
            upper.text(place, n, number(n, lang), ha="center", va="bottom", fontsize=7.5)
        upper.set_yticks([])
        upper.spines[["left"]].set_visible(False)
        for row in range(len(names)):
            lower.axhspan(row - 0.5, row + 0.5, color="#f4f6f7" if row % 2 else "white", zorder=0)
        for place, (members, _) in enumerate(combinations):
            rows = sorted(names.index(name) for name in members)
            lower.plot([place] * len(names), range(len(names)), "o", color="#cfd5da", ms=5)
            lower.plot([place] * len(rows), rows, "o-", color="#1c2126", ms=6)
        lower.set_yticks(
            range(len(names)), [f"{bare(name)} ({number(sizes[name], lang)})" for name in names]
        )
        lower.invert_yaxis()
        lower.tick_params(length=0)
        lower.set_xticks([])
        lower.spines[["left", "bottom"]].set_visible(False)
    return figure
