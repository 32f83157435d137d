"""The one-page brief (PDF) and the picture (PNG) of a conflict.

Both are typeset by Typst, which shapes Arabic, embeds the fonts and writes a tagged PDF (PDF/A-2a
and PDF/UA-1). Text from data goes in as JSON and is set as text; no markup is ever made of it. The
fonts are DejaVu's, which come with matplotlib; what they have no letter for becomes U+FFFD.

The brief must never be made of a restricted account: `write_brief` refuses. A restricted picture
carries its mark across the image.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import matplotlib as mpl
import typst
from matplotlib.ft2font import FT2Font

from maps.brief_words import brief_words, card_words
from maps.card_map import Picture, small_map
from maps.headline import Account
from maps.page import for_edition
from maps.text import storable

CARD_SIZE: Final = (1200, 675)
_BRIEF_MAP: Final = (480, 330)
_CARD_MAP: Final = (480, 430)
_FONTS: Final = Path(mpl.get_data_path(), "fonts", "ttf")
_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)  # the same inputs give the same bytes
_BLANKS: Final = re.compile(r"[ \t-\r]+")  # not the spaces that hold a number together
_UNSEEN: Final = "\u2068\u2069\u200b"  # isolates about names, and where a long one may break
_LONG_WORD: Final = re.compile(r"\S{25,}")
_BREAKS: Final = re.compile(r"(?<=[_/.-])(?=\w)")
_STANDARDS: Final = ["ua-1"]


def write_brief(
    path: str | Path,
    account: Account,
    *,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
) -> Path:
    """Write one A4 page: the sentence, a small map, three figures per source, limits, sources.

    Parameters
    ----------
    path
        Where to; the folder exists.
    account
        Every figure of the conflict, as ``summary.json`` holds it, of the public edition.
    incidents
        Canonical incidents of the conflict with the columns of `geo.summarise_incidents`.
    facilities
        Canonical facilities that may be shown.
    areas
        Districts and provinces that stand for vague places, or None.
    lang
        Language of the page.

    Returns
    -------
    The path written. The same input gives the same bytes.

    Raises
    ------
    ValueError
        The account is not of a public edition, or an unknown language.
    """
    if account["edition"] != "public":
        raise ValueError("a brief is made of the public edition only")
    account = for_edition(account)
    picture = _picture(account, incidents, facilities, areas, _BRIEF_MAP)
    words = brief_words(account, picture, lang)
    return _written(path, "brief.typ", words, format="pdf", pdf_standards=_STANDARDS)


def write_card(
    path: str | Path,
    account: Account,
    *,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
) -> Path:
    """Write a picture of 1200 by 675 pixels, with source, dates and uncertainty inside it.

    A restricted account's picture has "Restricted" across it. Parameters as of `write_brief`.
    """
    account = for_edition(account)
    picture = _picture(account, incidents, facilities, areas, _CARD_MAP)
    return _written(path, "card.typ", card_words(account, picture, lang), format="png", ppi=72.0)


def _picture(
    account: Account,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None,
    size: tuple[int, int],
) -> Picture:
    return small_map(
        storable(incidents),
        storable(facilities),
        min(account["radii_m"]),
        size=size,
        frame=account["conflict"].get("frame"),
        areas=areas,
    )


def _written(path: str | Path, template: str, words: dict[str, Any], **options: Any) -> Path:
    target = Path(path)
    made = typst.compile(
        files("maps").joinpath("templates", template).read_bytes(),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_set(words))},
        timestamp=_NO_TIME,
        **options,
    )
    target.write_bytes(made)
    return target


def _set(item: Any) -> Any:
    """Return words that the fonts have letters for; the drawn map is left as it is."""
    if isinstance(item, dict):
        return {key: value if key == "svg" else _set(value) for key, value in item.items()}
    if isinstance(item, list):
        return [_set(one) for one in item]
    return printable(breakable(item)) if isinstance(item, str) else item


def breakable(text: str) -> str:
    """Return ``text`` with places to break in words that are longer than a column, as file names.

    Examples
    --------
    >>> breakable("see a_list_of_public_facilities.csv").split("\u200b")
    ['see a_', 'list_', 'of_', 'public_', 'facilities.', 'csv']
    """
    return _LONG_WORD.sub(lambda word: _BREAKS.sub("\u200b", word[0]), text)


def printable(text: str) -> str:
    """Return ``text`` with U+FFFD for what the fonts of the brief have no letter for.

    Examples
    --------
    >>> printable("Kunduz, \u6771")
    'Kunduz, \N{REPLACEMENT CHARACTER}'
    """
    known = _letters()
    return "".join(
        letter if ord(letter) in known or letter in _UNSEEN else "\N{REPLACEMENT CHARACTER}"
        for letter in _BLANKS.sub(" ", text).strip()
    )


@cache
def _letters() -> frozenset[int]:
    fonts = [FT2Font(str(_FONTS / name)) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return frozenset.intersection(*(frozenset(font.get_charmap()) for font in fonts))
