"""The map's page as text: skeleton, styles, scripts and the inert data, put together in one pass.

No template engine is at work here: what comes from data is either in the inert block or escaped.
"""

import re
from html import escape
from typing import Any, Final

from maps import assets
from maps.inert import content_hash, inert_block
from maps.sentences import LANGUAGES, is_reviewed, say
from maps.text import clean

BLOCK: Final = "nostrike-data"


def page(payload: dict[str, Any], *, added: str = "", name: str = "") -> str:
    """Return the whole page.

    Parameters
    ----------
    payload
        What the page's script reads: see `maps.map_payload.payload`.
    added
        Script of layers that a user added by hand, run after ours.
    name
        The variable by which that script knows the map.

    Returns
    -------
    A complete HTML document that fetches nothing, and that its own policy forbids to fetch.
    """
    words, about = payload["labels"], payload["about"]
    scripts = list(assets.scripts())
    if added:
        scripts.append(_as_script(f"const {name} = window.nostrikeMap;\n{added}"))
    style = assets.style()
    policy = (
        f"default-src 'none'; script-src {' '.join(map(content_hash, scripts))}; "
        f"style-src {content_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = _safe(about["title"])
    edition = about["edition"]
    notices = [about["notice"], _not_reviewed(about["lang"])]
    notice = "".join(f'<p class="notice">{_safe(text)}</p>' for text in notices if text)
    parts = [
        f'<!DOCTYPE html>\n<html lang="{_safe(about["lang"])}" dir="{about["dir"]}">\n<head>',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<link rel="icon" href="data:,">',
        f"<title>{title} ({_safe(words[f'edition_{edition}'])})</title>",
        f"<style>{style}</style>\n</head>",
        f'<body class="{edition}">',
        f'<a class="skip" href="#panel">{_safe(words["skip"])}</a>',
        f'<header class="top"><div><h1><bdi>{title}</bdi></h1>{notice}</div>',
        f'<p class="edition"><strong>{_safe(words[f"edition_{edition}"])}</strong>',
        f"<span>{_safe(words[f'edition_note_{edition}'])}</span></p></header>",
        "<main>",
        f'<div id="map" role="application" aria-label="{_safe(words["map_of"])}"></div>',
        f'<section id="panel" aria-label="{_safe(words["panel"])}" tabindex="-1">',
        f"<noscript>{_without_script(payload)}</noscript>",
        "</section>",
        "</main>",
        inert_block(BLOCK, payload),
        *(f"<script>{script}</script>" for script in scripts),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _not_reviewed(lang: str) -> str | None:
    """Return what a page says while no reader of its language has signed the translation."""
    if lang not in LANGUAGES or is_reviewed(lang):
        return None
    return say("not_reviewed", lang)


def _safe(text: str) -> str:
    return escape(clean(text))


def _as_script(text: str) -> str:
    """Return a script that cannot close its own element."""
    return re.sub(r"</(?=script)", r"<\\/", clean(text), flags=re.IGNORECASE)


def _without_script(payload: dict[str, Any]) -> str:
    words = payload["labels"]
    lists = [
        f"<h2>{_safe(words[heading])}</h2><ul>"
        + "".join(f"<li><bdi>{_safe(sentence)}</bdi></li>" for sentence in payload[key])
        + "</ul>"
        for heading, key in (("h_headline", "headline"), ("h_limits", "limits"))
    ]
    return f"<p>{_safe(words['no_script'])}</p>{''.join(lists)}"
