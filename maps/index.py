"""The front page of a run: a card per conflict, and what belongs to none.

Figures stand per source; nothing is added up. A public run's front page shows no registry, no
coverage and no findings.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from layers.sources import all_sources
from maps.brief_words import drawn_words, map_alt, map_key
from maps.card_map import Picture
from maps.countries import country
from maps.files_read import read_as_table
from maps.headline import (
    Account,
    conflict_name,
    coverage_sentences,
    first_line,
    general_limits,
    has_sites,
)
from maps.page import Table, for_edition, in_language, render, write_page
from maps.remarks import in_words, published
from maps.report_tables import heads, span
from maps.sentences import LANGUAGES, direction, language_name, say

_IN_ONE_LANGUAGE: Final = ("report", "brief", "card")


def write_index(
    path: str | Path,
    accounts: Sequence[Account],
    *,
    lang: str = "en",
    also_lang: Sequence[str] = (),
    links: Mapping[str, Mapping[str, str]],
    pictures: Mapping[str, Picture] | None = None,
    tables: Sequence[str] = (),
    unassigned: Sequence[Mapping[str, Any]] = (),
    other_conflicts: Sequence[Mapping[str, Any]] = (),
    read_as: Sequence[Mapping[str, Any]] | None = None,
    edition: str | None = None,
    notice: str | None = None,
) -> Path:
    """Write the front page of a run, in every language, with a switch that needs no script.

    Parameters
    ----------
    path
        Where to; the folder exists.
    accounts
        One per conflict, in the order of the cards; may be empty.
    lang
        Language that the page opens in.
    also_lang
        Further languages of reports, briefs and pictures, which stand beside those of ``links``
        under `maps.page.in_language`. Where there is none in the language read, the link says in
        which it is.
    links
        Conflict id -> what to open ("map", "report", "brief", "card", or a file's name) -> path
        relative to ``path``.
    pictures
        Conflict id -> the small map of its card.
    tables
        Paths, relative to ``path``, of tables that hold every conflict.
    unassigned
        Incidents that belong to no conflict, ``{source, country, n}`` each.
    other_conflicts
        The same of conflicts that were not asked for.
    read_as
        How each file was read; by default the accounts' ``read_as``, each entry once.
    edition
        "restricted" or "public"; by default the accounts', and restricted if one of them is (or
        if there is none).
    notice
        A line for every page ("Invented data"); by default the accounts'.

    Returns
    -------
    The path written.

    Raises
    ------
    ValueError
        An unknown language, or a link that leads out of the run's folder.
    """
    if edition is None:
        every_public = bool(accounts) and all(one["edition"] == "public" for one in accounts)
        edition = "public" if every_public else "restricted"
    shown = [for_edition({**account, "edition": edition}) for account in accounts]
    if read_as is None:
        read_as = _once(entry for one in shown for entry in one.get("read_as") or ())
    elif edition == "public":
        read_as = [entry for entry in read_as if entry.get("list") != "registry"]
    named = [one["conflict"]["id"] for one in shown]
    stated = notice or next((one["notice"] for one in shown if one.get("notice")), None)
    drawn = {name: (pictures or {}).get(name) for name in named}
    bodies = [
        _Body(
            code,
            render(
                "index_body.html",
                code,
                edition=edition,
                notice=in_words(stated or "", code),
                title=say("index_title", code),
                cards=[
                    _card(
                        account,
                        _of_language(links.get(name, {}), code, (lang, *also_lang)),
                        drawn[name],
                        place,
                        code,
                    )
                    for place, (name, account) in enumerate(zip(named, shown, strict=True), 1)
                ],
                key=_key(shown, drawn, code),
                limits=_once(line for one in shown for line in general_limits(one, code)),
                tables=[{"label": name, "href": _href(name)} for name in tables],
                left_out=[
                    _left_out("h_unassigned", unassigned, code),
                    _left_out("h_other_conflicts", other_conflicts, code),
                ],
                read_as=read_as_table(read_as, code),
            ),
        )
        for code in LANGUAGES
    ]
    page = render(
        "index.html",
        lang,
        edition=edition,
        title=say("index_title", lang),
        bodies=bodies,
        languages=[(code, language_name(code)) for code in LANGUAGES],
        symbols=[
            (place, drawn[name]) for place, name in enumerate(named, 1) if drawn[name] is not None
        ],
    )
    return write_page(path, page)


class _Body:
    """The front page in one language, as markup that is ours."""

    def __init__(self, lang: str, text: str) -> None:
        self.lang = lang
        self.direction = direction(lang)
        self.markup = Markup(text)  # noqa: S704 - rendered by our own template


def _key(
    shown: Sequence[Account], drawn: Mapping[str, Picture | None], lang: str
) -> list[dict[str, Any]]:
    """Return the key of the small maps, or nothing where there is none."""
    pictures = [one for one in drawn.values() if one is not None]
    if not pictures:
        return []
    radius_m = min(shown[0]["radii_m"])
    seen = frozenset().union(*(one.shown for one in pictures))
    return map_key(radius_m, seen, lang, assessed=any(map(has_sites, shown)))


def _left_out(heading: str, rows: Sequence[Mapping[str, Any]], lang: str) -> Table:
    """Return how many incidents stand on no page, per source and country."""
    shelf = all_sources()
    cells = [
        [
            published(shelf[one["source"]].title, lang)
            if one["source"] in shelf
            else one["source"],
            country(one["country"], lang) if one["country"] else say("unknown", lang),
            one["n"],
        ]
        for one in rows
    ]
    return Table(say(heading, lang), heads(lang, "source", "country", "n"), cells)


def _of_language(
    links: Mapping[str, str], code: str, spoken: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return kind, path and language of what a card opens: in the language read, if there."""
    found = []
    for kind, path in links.items():
        own = code if code in spoken else spoken[0]
        one_language = kind in _IN_ONE_LANGUAGE
        file = in_language(path, own, spoken[0]) if one_language else path
        found.append((kind, file, own if one_language else code))
    return found


def _card(
    account: Account,
    links: Sequence[tuple[str, str, str]],
    picture: Picture | None,
    place: int,
    lang: str,
) -> dict[str, Any]:
    labels = {name: say(name, lang) for name in ("map", "report", "brief", "card")}
    has_coverage = account["edition"] != "public" and account.get("coverage")
    name = conflict_name(account, lang)
    return {
        "name": name,
        "chart": picture
        and {
            "blank": not picture.shown,
            "place": place,
            "size": picture.size,
            "label": map_alt(account, lang),
            "drawn": drawn_words(account, picture, lang),
        },
        "first_line": first_line(account, lang),
        "sources": [
            {"title": published(source["title"], lang), "figures": _figures(source, lang)}
            for source in account["per_source"]
        ],
        "coverage": coverage_sentences(account, lang) if has_coverage else [],
        "links": [
            {
                "label": labels.get(kind, kind),
                "href": _href(target),
                "lang": spoken,
                "other": "" if spoken == lang else f" ({language_name(spoken)})",
            }
            for kind, target, spoken in links
        ],
    }


def _figures(source: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """Return one source's key figures, each count near a site with its wider interval."""
    hits = source["n_reported_hits"]
    reported = (
        say("no_field", lang)
        if hits is None
        else say("n_of", lang, n=hits, total=source["n_incidents"])
    )
    lines = [(say("k_reported", lang), reported)]
    for figures in sorted(source["by_radius"], key=lambda one: one["radius_m"]):
        if not figures["n"]:
            continue
        radius_m, assessable = figures["radius_m"], figures["n_assessable"]
        interval = span(figures["low"], figures["high"], lang) if assessable else None
        near = (
            say("k_near_value", lang, interval=interval, n=assessable)
            if interval
            else say("cannot_tell", lang)
        )
        lines.append((say("k_near", lang, r=radius_m), near))
        vague = say("n_of", lang, n=figures["n"] - assessable, total=figures["n"])
        lines.append((say("k_cannot_tell", lang, r=radius_m), vague))
    unlocated = source["n_incidents"] - source["n_located"]
    lines.append(
        (say("k_unlocated", lang), say("n_of", lang, n=unlocated, total=source["n_incidents"]))
    )
    if source["n_armed_attacks"]:
        lines.append((say("k_armed", lang), say("k_n", lang, n=source["n_armed_attacks"])))
    return lines


def _once(items: Iterable[Any]) -> list[Any]:
    seen: list[Any] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def _href(target: str) -> str:
    """Return a relative link as an address; nothing of it can be a scheme or another host."""
    if target.startswith(("/", "\\")) or ".." in Path(target).parts:
        raise ValueError(f"a link of the front page must stay inside the run's folder: {target!r}")
    return quote(target.encode("utf-8", "replace"), safe="/")
