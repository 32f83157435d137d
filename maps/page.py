"""How a page is made: one template, rendered once, with data as variables and never as template.

What must never happen here: text from data compiled as a template, markup made of data without
escaping, and restricted figures in a public edition.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from maps.sentences import day, direction, is_reviewed, number, say
from maps.text import clean, marked_up

ROWS_SHOWN: Final = 200
"""The most rows a table on a page has; the whole table is in the file beside it."""

_UNBROKEN: Final = re.compile(r"[^\s<>_/:.-]{30}")
_RESTRICTED_ONLY: Final = ("candidates", "coverage", "findings", "registries", "not_run")

PRINTED: Final = 40  # rows of a long table on paper; the rest are in the file that it names


@dataclass(frozen=True)
class Table:
    """A table as a page shows it: plain values, written by locale and escaped by the template.

    Attributes
    ----------
    caption
        What the table holds; every table has one.
    heads
        Names of the columns; the first column heads its row.
    rows
        One sequence of values per row.
    cut
        A sentence that says how many rows are left out and where they are, or "".
    printed
        The same for paper, which takes the first `PRINTED` rows, or "".
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    cut: str = ""
    printed: str = ""

    def is_numeric(self, place: int) -> bool:
        """Say whether a column holds numbers, so that its head stands flush with them."""
        cells = [row[place] for row in self.rows if row[place] is not None]
        return place > 0 and bool(cells) and all(_is_figure(cell) for cell in cells)


def for_edition(account: Mapping[str, Any]) -> dict[str, Any]:
    """Return the account as its edition may show it.

    A public edition holds no registry, no coverage, no findings and no check that was not run; the
    registry's files leave "Read as" and the accounting too. A restricted one is returned whole.
    """
    if account["edition"] != "public":
        return dict(account)
    registry_files = {one["file"] for one in account.get("registries") or ()}
    registry_files |= {
        one["file"] for one in account.get("read_as") or () if one.get("list") == "registry"
    }
    public = {key: part for key, part in account.items() if key not in _RESTRICTED_ONLY}
    for part in ("read_as", "accounting"):
        entries = account.get(part) or ()
        public[part] = [one for one in entries if one["file"] not in registry_files]
    return public


def render(template: str, lang: str, **context: Any) -> str:
    """Render a template of ``maps/templates`` once, with everything escaped that is not ours.

    Parameters
    ----------
    template
        Its file name.
    lang
        Language of the page; ``t(key, **values)`` says a sentence in it.
    **context
        Variables of the template. Text is cleaned and escaped (`maps.text.marked_up`), numbers and
        dates are written by locale. In a title or an attribute a template puts the filter
        ``text`` after what comes from data.

    Returns
    -------
    The page as text that UTF-8 can write.
    """
    return (
        _environment(lang)
        .get_template(template)
        .render(
            lang=lang,
            direction=direction(lang),
            onward="←" if direction(lang) == "rtl" else "→",
            reviewed=is_reviewed(lang),
            css=Markup(_style()),  # noqa: S704 - our own file
            **context,
        )
    )


def in_language(path: str, lang: str, first: str) -> str:
    """Return where a page is in one of several languages; in the first it has its plain name.

    Examples
    --------
    >>> in_language("report-public.html", "ar", "en"), in_language("brief.pdf", "en", "en")
    ('report-public.ar.html', 'brief.pdf')
    """
    stem, dot, ending = path.rpartition(".")
    return path if lang == first else f"{stem}.{lang}{dot}{ending}"


def write_page(path: str | Path, text: str) -> Path:
    """Write a page as UTF-8 with plain line ends, the same bytes on every platform."""
    target = Path(path)
    target.write_bytes(text.encode("utf-8"))
    return target


@cache
def _style() -> str:
    return files("maps").joinpath("page.css").read_text(encoding="utf-8")


@cache
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("maps", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=partial(_written, lang=lang),
    )
    environment.globals["t"] = partial(_said, lang=lang)
    environment.filters["text"] = _as_text
    environment.filters["day"] = partial(day, lang=lang)
    environment.tests["figure"] = _is_figure
    environment.tests["unbroken"] = _is_unbroken
    return environment


def _said(key: str, *, lang: str, **values: Any) -> str:
    return say(key, lang, **values)


def _is_figure(item: Any) -> bool:
    """Say whether a cell is a number, which stands flush with the numbers above it."""
    return isinstance(item, Real) and not isinstance(item, bool) and item == item  # noqa: PLR0124


def _is_unbroken(item: Any) -> bool:
    """Say whether a cell holds a word so long that it may break anywhere."""
    return isinstance(item, str) and _UNBROKEN.search(item) is not None


def _written(item: Any, *, lang: str) -> Any:
    if isinstance(item, Markup):
        return item
    if item is None or item != item:  # noqa: PLR0124 - NaN and NaT are not equal to themselves
        return "–"
    if isinstance(item, date):
        return day(item, lang)
    if isinstance(item, Integral):
        return number(int(item), lang)
    if isinstance(item, Real):
        plain = float(item)
        return number(plain, lang, decimals=0 if plain.is_integer() else 1)
    return marked_up(str(item))


def _as_text(item: Any) -> Markup:
    """Return a text for where no tag may stand, a title or an attribute: isolates stay letters."""
    return escape(clean(str(item)))
