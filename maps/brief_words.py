"""What a brief and a card say: the fixed sentences of a page, cut to the room there is.

Nothing here adds a figure: each comes from the account, as ``summary.json`` holds it.
"""

from collections.abc import Container, Mapping
from importlib.metadata import version
from typing import Any, Final

from maps.card_map import COLOURS, SITE, Picture
from maps.headline import (
    Account,
    caption,
    conflict_name,
    first_line,
    has_sites,
    lead_of_sources,
    limits,
    sites_line,
)
from maps.remarks import in_words
from maps.report_tables import span
from maps.sentences import is_reviewed, say, value
from maps.text import unmarked

_LONGEST: Final = {"name": 90, "title": 80, "citation": 260, "licence": 120}
_SOURCES: Final = 6
_LIMITS: Final = 14
_FIRST_LIMITS: Final = 5


def shortened(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` letters, with "…" where it was cut.

    Examples
    --------
    >>> shortened("a very long name", 8)
    'a very …'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def short_account(account: Account, lang: str) -> dict[str, Any]:
    """Return the account with names and citations that leave room for the figures."""
    conflict = account["conflict"]
    names = {lang: shortened(str(n), _LONGEST["name"]) for lang, n in _names(conflict).items()}
    sources = [
        source
        | {
            key: shortened(in_words(str(source.get(key) or ""), lang), _LONGEST[key])
            for key in _CUT
        }
        for source in account["per_source"]
    ]
    lists = [
        one | {"file": shortened(str(one["file"]), _LONGEST["title"])}
        for one in account["facility_lists"]
    ]
    name = shortened(str(conflict["name"]), _LONGEST["name"])
    notice = account.get("notice")
    return {
        **account,
        "conflict": {**conflict, "name": name, "names": names},
        "per_source": sources,
        "facility_lists": lists,
        "notice": notice and shortened(in_words(str(notice), lang), _LONGEST["citation"]),
    }


_CUT: Final = ("title", "citation", "licence")


def _names(conflict: Mapping[str, Any]) -> Mapping[str, Any]:
    names: Mapping[str, Any] = conflict.get("names") or {}
    return names


def brief_words(account: Account, picture: Picture, lang: str) -> dict[str, Any]:
    """Return everything the one page says.

    Parameters
    ----------
    account
        The figures of one conflict.
    picture
        The small map.
    lang
        Language of the page.
    """
    account = short_account(account, lang)
    title = say("report_title", lang, name=conflict_name(account, lang))
    said = limits(account, lang)[:_LIMITS]
    return {
        **_lead(account, lang),
        "title": title,
        "caption": caption(account, lang),
        "sentence": first_line(account, lang),
        "map": _map(account, picture, lang),
        "h-limits": say("h_limits", lang),
        "h-limits-rest": say("brief_limits_rest", lang),
        "near-is-not": say("near_is_not", lang),
        "limits": {"first": said[:_FIRST_LIMITS], "rest": said[_FIRST_LIMITS:]},
        "h-figures": say("h_by_source", lang),
        "figures": _figures(account, lang),
        "h-sources": say("h_sources", lang),
        "sources": _sources(account, lang),
        "cite": cite(account, lang),
    }


def card_words(account: Account, picture: Picture, lang: str) -> dict[str, Any]:
    """Return everything the picture says (see `brief_words`)."""
    account = short_account(account, lang)
    sources = account["per_source"][:_SOURCES]
    return {
        **_lead(account, lang),
        "name": value(conflict_name(account, lang), lang),
        "title": say("index_title", lang),
        "lead": lead_of_sources({**account, "per_source": sources}, lang),
        "sites": sites_line(account, lang),
        "near-is-not": say("near_is_not", lang),
        "limit": say("limit_intent", lang),
        "map": _map(account, picture, lang),
        "source": " · ".join([caption(account, lang), *_sources(account, lang)]),
        "across": ""
        if account["edition"] == "public"
        else unmarked(say("edition_restricted", lang)),
    }


def cite(account: Account, lang: str = "en") -> str:
    """Return how to cite a page: what it is, its edition, the version that made it, the data."""
    return say(
        "cite_page",
        lang,
        title=say("report_title", lang, name=conflict_name(account, lang)),
        edition=say(f"edition_{account['edition']}", lang),
        version=version("nostrike"),
        caption=caption(account, lang),
    )


def map_key(
    radius_m: float, shown: Container[str], lang: str = "en", *, assessed: bool = True
) -> list[dict[str, Any]]:
    """Return what each mark of a small map means.

    Parameters
    ----------
    radius_m
        The radius whose tiers colour the marks, in metres.
    shown
        What occurs on the map, as `maps.card_map.Picture` names it.
    lang
        Language of the words.
    assessed
        Whether any site was there to be near to.
    """
    key = [
        {
            "shape": "circle",
            "fill": colour,
            "dashed": tier == "cannot_tell",
            "words": say(f"tier_{tier}", lang),
        }
        for tier, colour in COLOURS.items()
        if tier in shown
    ]
    if key and assessed:
        key[0]["words"] = say("key_tier", lang, tier=key[0]["words"], r=radius_m)
    elif key:
        key[0]["words"] = say("key_strike", lang)
    others = {
        "site": {"shape": "square", "fill": SITE, "words": say("key_site", lang)},
        "error": {"shape": "ring", "words": say("key_error", lang)},
        "area": {"shape": "area", "words": say("key_area", lang)},
    }
    return key + [entry for name, entry in others.items() if name in shown]


def drawn_words(account: Account, picture: Picture, lang: str = "en") -> str:
    """Say how many of each source's strikes are on a small map at all; nothing is added up."""
    lines, all_drawn = [], True
    if not picture.shown:
        return " ".join(
            say("map_none", lang, source=source["title"], total=source["n_strikes"])
            for source in account["per_source"]
            if source["n_strikes"]
        )
    for source in account["per_source"]:
        points, areas = picture.drawn.get(source["source"], (0, 0))
        total = source["n_strikes"]
        if not total:
            continue
        all_drawn &= points + areas >= total
        values = {"source": source["title"], "n": points, "total": total}
        if areas:
            lines.append(say("map_drawn", lang, areas=areas, **values))
        else:
            lines.append(say("map_drawn_points", lang, **values))
    if not all_drawn:
        lines.append(say("map_undrawn", lang))
    if sum(source["n_strikes"] > 0 for source in account["per_source"]) > 1:
        lines.append(say("map_records", lang))
    return " ".join(lines)


def _lead(account: Account, lang: str) -> dict[str, Any]:
    edition = account["edition"]
    notice = account.get("notice")
    notices = [
        notice and value(notice, lang),
        None if is_reviewed(lang) else say("not_reviewed", lang),
    ]
    made = account.get("generated")
    if made:
        notices.append(say("generated", lang, date=made))
    return {
        "lang": lang,
        "public": edition == "public",
        "edition": say(f"edition_{edition}", lang),
        "edition-note": say(f"edition_note_{edition}", lang),
        "notices": [line for line in notices if line],
    }


def map_alt(account: Account, lang: str = "en") -> str:
    """Return what a small map shows, for those who do not see it."""
    name = conflict_name(account, lang)
    if not has_sites(account):
        return say("map_alt_no_sites", lang, name=name)
    return say("map_alt", lang, name=name, r=min(account["radii_m"]))


def _map(account: Account, picture: Picture, lang: str) -> dict[str, Any]:
    """Return the small map with its words; a map on which nothing stands is left out."""
    drawn = drawn_words(account, picture, lang)
    key = map_key(min(account["radii_m"]), picture.shown, lang, assessed=has_sites(account))
    return {
        "svg": str(picture.svg()) if picture.shown else "",
        "alt": f"{map_alt(account, lang)} {drawn}",
        "key": key,
        "drawn": drawn,
    }


def _figures(account: Account, lang: str) -> dict[str, Any]:
    """Return three figures per source, each as n of N."""
    radius_m = min(account["radii_m"])
    heads = [
        say("c_source", lang),
        say("brief_located", lang, r=radius_m),
        say("brief_near", lang, r=radius_m),
        say("brief_reported", lang),
    ]
    shown = account["per_source"][:_SOURCES]
    rows = [[value(source["title"], lang), *_three(source, lang)] for source in shown]
    return {"heads": heads, "rows": rows}


def _three(source: Mapping[str, Any], lang: str) -> list[str]:
    hits = source["n_reported_hits"]
    reported = (
        say("no_field", lang)
        if hits is None
        else say("incidents_of", lang, n=hits, total=source["n_incidents"])
    )
    figures = min(source["by_radius"], key=lambda one: one["radius_m"], default=None)
    if not source["n_strikes"]:
        return [say("strikes_n", lang, n=0), say("strikes_n", lang, n=0), reported]
    if figures is None or not figures["n"]:
        told = say("strikes_n", lang, n=source["n_strikes"])
        return [told, say("not_assessed", lang), reported]
    located = say("assessable_of", lang, n=figures["n_assessable"], total=figures["n"])
    interval = span(figures["low"], figures["high"], lang) if figures["n_assessable"] else None
    near = (
        say("k_near_value", lang, interval=interval, n=figures["n_assessable"])
        if interval
        else say("cannot_tell", lang)
    )
    return [located, near, reported]


def _sources(account: Account, lang: str) -> list[str]:
    lines = []
    for source in account["per_source"]:
        about = {
            "source": source["title"],
            "citation": source.get("citation") or say("citation_missing", lang),
            "licence": source.get("licence") or say("licence_missing", lang),
        }
        lines.append(value(say("source_line", lang, **about), lang))
    return lines
