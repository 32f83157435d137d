"""The map's page as text: skeleton, styles, scripts and the inert data, put together in one pass.

No template engine is at work here: what comes from data is either in an inert block or escaped.
Only layers that a user added by hand, and said so, come in as folium renders them.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any, Final, NamedTuple

from maps import assets
from maps.inert import content_hash, inert_block
from maps.map_tools import named, said, tools
from maps.packing import TEXTS_PER_BLOCK, n_rows, packed, packed_lines, text_blocks
from maps.still import picture, safe, sources, tables
from maps.text import clean, isolated
from maps.tiles import TILES

BLOCK: Final = "nostrike-data"
WORDS: Final = "nostrike-words"
# A host in an address, after a scheme or, without one, at the start of a quoted text.
_HOST: Final = re.compile(
    r"""(?:(?:https?|wss?):[/\\]+|["'`(=]\s*//)(?:[^\s/\\"'`<>@]*@)?"""
    r"""(\[[0-9a-f:.]+\]|[\w.{}-]+)""",
    re.IGNORECASE,
)


class Added(NamedTuple):
    """Layers that a user added by hand, as folium renders them.

    Attributes
    ----------
    script, head, body
        What runs after the map is drawn, and markup for the page.
    name
        The variable by which the script knows the map.
    """

    script: str
    head: str
    body: str
    name: str


def page(payload: dict[str, Any], *, added: Added | None = None) -> str:
    """Return the whole page.

    Parameters
    ----------
    payload
        What the page's script reads: see `maps.map_payload.payload`.
    added
        Layers added by hand, or None. With them the page has no policy, says so, and lists the
        hosts it will ask.

    Returns
    -------
    A complete HTML document; without added layers it fetches nothing, and its own policy forbids
    it to.
    """
    words, about = payload["labels"], payload["about"]
    scripts = list(assets.scripts())
    style = f"{assets.style()}{_across(payload)}"
    plain = assets.still_style()
    policy = (
        f"default-src 'none'; script-src {' '.join(map(content_hash, scripts))}; "
        f"style-src {content_hash(style)} {content_hash(plain)}; "
        f"img-src data: https://{TILES.host}; "
        "base-uri 'none'; form-action 'none'"
    )
    guard = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if added:
        guard = added.head
        scripts.append(
            _as_script(
                "window.nostrikeReady.then(function () {\n"
                f"const {added.name} = window.nostrikeMap;\n{added.script}\n}});"
            )
        )
    title = safe(about["title"])
    edition = about["edition"]
    note = about["note"]
    parts = [
        f'<!DOCTYPE html>\n<html lang="{safe(about["lang"])}" dir="{about["dir"]}">\n<head>',
        '<meta charset="utf-8">',
        guard,
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<link rel="icon" href="data:,">',
        f"<title>{title} ({safe(words[f'edition_{edition}'])})</title>",
        f"<style>{style}</style>\n<noscript><style>{plain}</style></noscript>\n</head>",
        f'<body class="{edition}">',
        f'<a class="skip" href="#panel"{said("skip", words)}</a>',
        f'<header class="top"><div><h1><bdi>{title}</bdi></h1>',
        _notice(about["notice"], words),
        f'<p class="notice" id="note"{"" if note else " hidden"}>{safe(note or "")}</p>',
        _warning(added, words) if added else "",
        f'</div><p class="edition"><strong{said(f"edition_{edition}", words)}</strong> ',
        f"<span{said(f'edition_note_{edition}', words)}</span></p></header>",
        "<main>",
        '<div class="stage">',
        tools(words, list(payload["languages"].values())),
        f'<div id="map" role="application"{named("map_of", words)}></div>',
        f'<section id="table"{named("table", words)} hidden></section>',
        "</div>",
        f'<section id="panel"{named("panel", words)} tabindex="-1">',
        f"<noscript>{_without_script(payload)}</noscript>",
        "</section>",
        '<p id="live" class="unseen" role="status" aria-live="polite"></p>',
        "</main>",
        added.body if added else "",
        *_blocks(payload),
        *(f"<script>{script}</script>" for script in scripts),
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _blocks(payload: dict[str, Any]) -> list[str]:
    """Return the data as inert blocks: what is drawn, further languages, long texts."""
    incidents, texts = text_blocks(payload["incidents"])
    short = {
        "incidents": packed(incidents),
        "facilities": packed(payload["facilities"]),
        "pairs": packed(payload["pairs"]),
    }
    rows: dict[str, int] = {name: n_rows(payload[name]) for name in short}
    ground = payload["ground"]
    land = [ring for parts in ground["land"] for part in parts for ring in part]
    lines = {"land": land, "borders": ground["borders"], "context": ground["context"]}
    short["ground"] = ground | {name: packed_lines(some) for name, some in lines.items()}
    rows["texts"] = TEXTS_PER_BLOCK if texts else 0  # rows in each of their blocks
    languages = dict(payload["languages"])
    words = languages.pop(payload["about"]["lang"])
    apart = {"languages", "labels", "headline", "limits"}  # the last three are among the words
    first = {key: value for key, value in payload.items() if key not in apart}
    return [
        inert_block(BLOCK, {**first, **short, "words": words, "rows": rows}),
        inert_block(WORDS, languages),
        *(inert_block(f"nostrike-text-{k}", block) for k, block in enumerate(texts)),
    ]


def _across(payload: dict[str, Any]) -> str:
    """Return the style that writes a restricted edition's mark across every sheet of paper.

    In the language that the page has when it is printed; the public edition has no such mark.
    """
    about = payload["about"]
    if about["edition"] != "restricted":
        return ""
    words = {about["lang"]: payload["labels"]}
    words |= {lang: told["labels"] for lang, told in payload["languages"].items()}
    rules = "".join(
        f'html[lang="{_as_css(lang)}"] body.restricted::after '
        f'{{ content: "{_as_css(each["edition_restricted"])}"; }}\n'
        for lang, each in words.items()
    )
    return f"@media print {{\n{rules}}}\n"


def _as_css(text: str) -> str:
    """Return a text as it may stand in a string of a style sheet."""
    return "".join(c if c.isalnum() and c.isascii() else f"\\{ord(c):x} " for c in clean(text))


def _notice(notice: str | None, words: dict[str, str]) -> str:
    """Return what is said of the data as a whole: in the reader's language where it is ours."""
    if "notice" in words:
        return f'<p class="notice"{said("notice", words)}</p>'
    return f'<p class="notice">{safe(notice)}</p>' if notice else ""


def _warning(added: Added, words: dict[str, str]) -> str:
    """Return what a page with added layers says: that nobody vouches for them, and whom it asks."""
    hosts = sorted(set(_HOST.findall(unescape(added.head + added.body + added.script))))
    told = words["added_hosts"].replace("{hosts}", ", ".join(hosts))
    asks = told if hosts else words["added_no_hosts"]
    return f'<p class="notice added">{safe(words["added"])} {safe(asks)}</p>'


def _as_script(text: str) -> str:
    """Return a script that cannot close its own element."""
    return re.sub(r"</(?=script)", r"<\\/", clean(text), flags=re.IGNORECASE)


def _without_script(payload: dict[str, Any]) -> str:
    """Return the page for readers without scripts, in the order that it has with them."""
    words, way = payload["labels"], payload["about"]["dir"]

    def section(heading: str, name: str, texts: Sequence[str]) -> str:
        lines = [line for text in texts for line in text.split("\n")]
        if not lines:
            return ""
        items = "".join(f"<li>{safe(isolated(line, way))}</li>" for line in lines)
        return f'<section class="{name}"><h2>{safe(words[heading])}</h2><ul>{items}</ul></section>'

    told = payload["headline"]
    return "".join(
        [
            f"<p>{safe(words['no_script'])}</p>",
            section("h_headline", "headline", told[:1]),
            section("h_limits", "limits", payload["limits"]),
            section("h_more", "headline more", told[1:]),
            picture(payload),
            f"<p>{safe(words['static_key'])}</p>",
            tables(payload),
            sources(payload),
        ]
    )
