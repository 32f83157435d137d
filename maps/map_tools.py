"""The bar above the map, as markup: search, buttons, languages, and what they ask and tell.

The page's script wires it by the ids, shows it, and writes it anew in another language: every
``data-say`` names the phrase that stands in an element, every ``data-label`` the one that names it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from maps.still import safe
from maps.tiles import TILES

Words = Mapping[str, str]

# Each with its phrase, and what it is beside a button.
_BUTTONS: Final = {
    "open-table": ("table", ' aria-expanded="false" aria-controls="table"'),
    "measure": ("measure", ' aria-pressed="false"'),
    "whole-map": ("whole_map", ""),
    "link": ("link", ""),
    "full-screen": ("full_screen", " hidden"),  # until the browser says that it can
    "print": ("print", ""),
    "tiles": ("tiles", ' aria-pressed="false"'),
}


def said(key: str, words: Words) -> str:
    """Return the end of a tag and what stands in the element: a phrase of the page.

    Examples
    --------
    >>> "<p" + said("skip", {"skip": "To the figures"}) + "</p>"
    '<p data-say="skip">To the figures</p>'
    """
    return f' data-say="{key}">{safe(words[key].replace("{host}", TILES.host))}'


def named(key: str, words: Words) -> str:
    """Return the attributes that name an element for those who do not see it."""
    return f' data-label="{key}" aria-label="{safe(words[key])}"'


def tools(words: Words, languages: Sequence[Mapping[str, Any]]) -> str:
    """Return the bar.

    Parameters
    ----------
    words
        The page's phrases, in the language that it opens in.
    languages
        ``lang`` and ``name`` of each language that the page speaks, the first first.
    """
    buttons = [_button(name, key, words, more) for name, (key, more) in _BUTTONS.items()]
    known = [(safe(one["lang"]), safe(one["name"])) for one in languages]
    options = "".join(
        f'<option value="{lang}" lang="{lang}">{name}</option>' for lang, name in known
    )
    alone = "" if len(languages) > 1 else " hidden"
    return (
        f'<div id="tools" role="group"{named("tools", words)} hidden>'
        f'<div class="search" role="search"><input id="search" type="search" autocomplete="off"'
        f'{named("search", words)} placeholder="{safe(words["search"])}">'
        '<ul class="found" hidden></ul></div>'
        f'<div class="buttons">{"".join(buttons)}'
        f'<select id="language"{named("language", words)}{alone}>{options}</select></div>'
        '<span class="said" role="status"></span>'
        '<div id="measured" hidden><span></span>'
        f"{_button('measure-middle', 'measure_middle', words)}"
        f"{_button('measure-close', 'close', words)}</div>"
        f'<div id="ask-tiles" class="asking" hidden><span{said("tiles_ask", words)}</span>'
        f"{_button('tiles-yes', 'tiles_yes', words)}{_button('tiles-no', 'tiles_no', words)}</div>"
        "</div>"
    )


def _button(name: str, key: str, words: Words, more: str = "") -> str:
    return f'<button type="button" id="{name}"{more}{said(key, words)}</button>'
