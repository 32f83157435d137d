"""From the account of a conflict to the few fixed sentences that lead a map or a report.

The first sentence says how much the data can bear; nothing else may stand before it. No figure adds
sources up.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from maps.sentences import day, say, value

Account = Mapping[str, Any]


def headline(account: Account, lang: str = "en") -> list[str]:
    """Return the sentences that lead a page, the first line first.

    Parameters
    ----------
    account
        The figures of one conflict, as ``summary.json`` holds them.
    lang
        Language of the sentences.

    Returns
    -------
    Plain text. The first entry is the lead, its parts on lines of their own (see `lead`); then per
    source what else there is: reported hits beside the sites, near, cannot tell, armed attacks;
    then, in a restricted edition, what the registry's rates rest on.
    """
    lines = ["\n".join(lead(account, lang))]
    for source in account["per_source"]:
        lines += source_sentences(source, lang)
    if account.get("coverage") and account["edition"] != "public":
        lines += _coverage_terms(account, lang)
    return lines


def lead(account: Account, lang: str = "en") -> list[str]:
    """Return what a reader of one glance should take along, a part per source.

    Parameters
    ----------
    account
        The figures of one conflict.
    lang
        Language of the sentences.

    Returns
    -------
    Per source, at the smallest radius: how many strikes are located well enough, how many of them
    were near a site (with the interval), how many reported hits; then the lists of sites and how
    well their existence is known; then, in a restricted edition, the registry's coverage.
    """
    about = [sites_line(account, lang), " ".join(coverage_rates(account, lang))]
    return [*lead_of_sources(account, lang), *filter(None, about)]


def lead_of_sources(account: Account, lang: str = "en") -> list[str]:
    """Return the lead's parts that hold figures of strikes, and why there are none of nearness."""
    return _unassessed(account, lang) + [
        " ".join([*_located(one, lang), *_near_short(one, lang), _reported_short(one, lang)])
        for one in account["per_source"]
    ]


def sites_line(account: Account, lang: str = "en") -> str:
    """Return which lists of sites were given, of what date, and what is known of existence."""
    return " ".join(_list_sentences(account, lang))


def first_line(account: Account, lang: str = "en") -> str:
    """Return the first line of a page: what the data can bear, source by source."""
    parts = _unassessed(account, lang)
    for source in account["per_source"]:
        parts += _located(source, lang)
    return " ".join([*parts, *_list_sentences(account, lang)])


def _unassessed(account: Account, lang: str) -> list[str]:
    """Return why no site could be compared with the incidents, or nothing where some could."""
    if has_sites(account):
        return []
    if account["edition"] == "public":
        return [say("sites_none_public", lang)]
    return [say("sites_unused" if account["facility_lists"] else "sites_none", lang)]


def _located(source: Mapping[str, Any], lang: str) -> list[str]:
    """Return how many of a source's strikes can be told anything of at the smallest radius."""
    title, figures = source["title"], _smallest_radius(source)
    if not source["n_strikes"]:
        return [say("no_strikes", lang, source=title)]
    if figures is None:
        return [say("strikes_on_record", lang, source=title, n=source["n_strikes"])]
    counts = {"n": figures["n_assessable"], "count": figures["n"], "r": figures["radius_m"]}
    told = say("located", lang, source=title, **counts)
    return [told] if figures["n_assessable"] else [told, say("cannot_tell", lang)]


def _near_short(source: Mapping[str, Any], lang: str) -> list[str]:
    """Return the interval of the strikes near a site, for a line that has named the source."""
    figures = _smallest_radius(source)
    if figures is None or not source["n_strikes"] or not figures["n_assessable"]:
        return []
    low, high = figures["low"], figures["high"]
    if low == high:
        return [say("lead_near_same", lang, n=low, r=figures["radius_m"])]
    return [say("lead_near", lang, low=low, high=high, r=figures["radius_m"])]


def _reported_short(source: Mapping[str, Any], lang: str) -> str:
    """Return what a source itself reports, for a line that has named it."""
    if source["n_reported_hits"] is None:
        return say("lead_no_field", lang)
    counts = {"n": source["n_reported_hits"], "count": source["n_incidents"]}
    return say("lead_reported", lang, **counts)


def source_sentences(source: Mapping[str, Any], lang: str = "en") -> list[str]:
    """Return one source's statements in one list: what the lead leaves to be said of it."""
    apart = statements(source, lang)
    # What is reported is whole in the lead; its place beside the sites is not.
    apart["reported"] = apart["reported"][1:]
    return [line for lines in apart.values() for line in lines]


def statements(source: Mapping[str, Any], lang: str = "en") -> dict[str, list[str]]:
    """Return one source's statements, kept apart.

    Parameters
    ----------
    source
        An entry of the account's ``per_source``.
    lang
        Language of the sentences.

    Returns
    -------
    "reported" (what the source itself says), "near" (a strike within a radius of a listed site),
    "cannot_tell" and "armed" (armed attacks, which stand apart), each a list of sentences.
    """
    title = source["title"]
    by_radius = sorted(source["by_radius"], key=lambda figures: figures["radius_m"])
    if source["n_reported_hits"] is None:
        reported = [say("reported_no_field", lang, source=title)]
    else:
        counts = {"n": source["n_reported_hits"], "count": source["n_incidents"]}
        reported = [say("reported", lang, source=title, **counts)]
    for figures in by_radius[:1]:
        cells = figures["cells"]["reported"]
        total = sum(cells.values())
        if total:
            values = {"n": total, "r": figures["radius_m"], **cells}
            reported.append(say("cells", lang, source=title, **values))
    near = [_near(title, figures, lang) for figures in by_radius if figures["n_assessable"]]
    vague = _cannot_tell(title, by_radius, lang)
    armed = source["n_armed_attacks"]
    return {
        "reported": reported,
        "near": near,
        "cannot_tell": vague,
        "armed": [say("armed_apart", lang, source=title, n=armed)] if armed else [],
    }


def _cannot_tell(title: str, by_radius: Iterable[Mapping[str, Any]], lang: str) -> list[str]:
    """Return how many strikes cannot be told from near; radii of the same counts in one line."""
    alike: dict[tuple[int, int], list[float]] = {}
    for figures in by_radius:
        n = figures["n"] - figures["n_assessable"]
        if n:
            alike.setdefault((n, figures["n"]), []).append(figures["radius_m"])
    lines = []
    for (n, count), radii_m in alike.items():
        about: dict[str, Any] = {"source": title, "n": n, "count": count}
        if len(radii_m) == 1:
            lines.append(say("cannot_tell_count", lang, r=radii_m[0], **about))
        else:
            radii = [say("metres", lang, n=radius_m) for radius_m in radii_m]
            lines.append(say("cannot_tell_radii", lang, radii=radii, **about))
    return lines


def _near(title: str, figures: Mapping[str, Any], lang: str) -> str:
    """Return the interval of the strikes near a site; one whose ends agree is said as such."""
    low, high, n = figures["low"], figures["high"], figures["n_assessable"]
    about = {"source": title, "r": figures["radius_m"], "places": figures["places"]}
    if low != high:
        return say("near", lang, low=low, high=high, count=n, **about)
    if low in (0, n):
        return say("near_none" if low == 0 else "near_all", lang, count=n, **about)
    return say("near_same", lang, n=low, total=n, **about)


def limits(account: Account, lang: str = "en") -> list[str]:
    """Return what the page does not show, each as a fixed sentence.

    Parameters
    ----------
    account
        The figures of one conflict. Sentences of its own (``limits``) come last.
    lang
        Language of the sentences.
    """
    lines = general_limits(account, lang)
    for source in account["per_source"]:
        unlocated = source["n_incidents"] - source["n_located"]
        if unlocated:
            lines.append(
                say(
                    "limit_unlocated",
                    lang,
                    source=source["title"],
                    n=unlocated,
                    count=source["n_incidents"],
                )
            )
        if source.get("n_by_area"):
            counts = {"n": source["n_by_area"], "count": source["n_incidents"]}
            values = {**counts, "places": source["n_points"]}
            lines.append(say("limit_area_points", lang, source=source["title"], **values))
        if source.get("n_same_point"):
            counts = {"n": source["n_same_point"], "count": source["n_strikes"]}
            lines.append(say("limit_same_point", lang, source=source["title"], **counts))
    own = [str(line) for line in account.get("limits") or ()]
    # An account may carry these very sentences in English: they are not said twice.
    said = {*lines, *([] if lang == "en" else limits({**account, "limits": ()}, "en"))}
    return lines + [value(line, lang) for line in own if line not in said]


def general_limits(account: Account, lang: str = "en") -> list[str]:
    """Return the limits that hold no figure: the same for every conflict of a run, as a rule."""
    always_first = ("limit_intent", "limit_law", "limit_place", "limit_accuracy")
    lines = [say(key, lang) for key in always_first]
    if _existence_unknown(account):
        lines.append(say("limit_existed", lang))
    lines += [say(key, lang) for key in ("limit_list", "limit_complete")]
    sources = account["per_source"]
    if len(sources) > 1:
        lines.append(say("limit_sources", lang))
        lines += _shared(account, lang)
    lines += [
        say("limit_selected", lang, source=source["title"])
        for source in sources
        if source.get("selected_for_health_care")
    ]
    lines.append(say("limit_chance", lang))
    if account.get("registries") and account["edition"] != "public":
        lines.append(say("limit_registry", lang))
    return lines


def _shared(account: Account, lang: str) -> list[str]:
    """Say how many events two sources hold under one number."""
    sources = {source["source"]: source for source in account["per_source"]}
    lines = []
    for pair in account.get("shared_events") or ():
        mine, other = sources[pair["source"]], sources[pair["other"]]
        values = {"n": pair["n"], "count": mine["n_incidents"], "other": other["title"]}
        lines.append(say("limit_shared", lang, source=mine["title"], **values))
    return lines


def caption(account: Account, lang: str = "en") -> str:
    """Return one line that may stand under a picture of the conflict's map.

    Parameters
    ----------
    account
        The figures of one conflict.
    lang
        Language of the sentence.
    """
    name = conflict_name(account, lang)
    sources = [source["title"] for source in account["per_source"]]
    lists = _titles(account["facility_lists"])
    spans = [source["dates"] for source in account["per_source"]]
    first = min((span[0] for span in spans if span[0]), default=None)
    last = max((span[1] for span in spans if span[1]), default=None)
    if first is None or last is None:
        line = say("caption_undated", lang, name=name, sources=sources)
    else:
        days: dict[str, Any] = {"first": day(first, lang), "last": day(last, lang)}
        line = say("caption", lang, name=name, sources=sources, **days)
    return f"{line} {say('caption_lists', lang, lists=lists)}" if lists else line


def coverage_sentences(account: Account, lang: str = "en") -> list[str]:
    """Return what a registry says of the reference: for the restricted edition only.

    Rates are n of N sites in scope, the undetermined counted out first, then in.
    """
    if account["edition"] == "public":
        return []
    if not account.get("coverage"):
        return [say("coverage_none", lang)]
    measured, *flagged = _coverage_terms(account, lang)
    return [measured, *coverage_rates(account, lang), *flagged]


def coverage_rates(account: Account, lang: str = "en") -> list[str]:
    """Return the rates of a registry's coverage, and whether it is a part of a longer list."""
    coverage = account.get("coverage")
    if account["edition"] == "public" or not coverage:
        return []
    registries = account.get("registries") or []
    partial = any(one.get("scope") == "partial" for one in registries)
    lines = [say("coverage_partial", lang)] if partial else []
    outcomes, in_scope = coverage["outcomes"], coverage["n_in_scope"]
    unsure = outcomes.get("undetermined", 0)
    for outcome in ("covered", "displaced"):
        low = outcomes.get(outcome, 0)
        lines.append(say(f"coverage_{outcome}", lang, low=low, high=low + unsure, n=in_scope))
    dates = {day(one.get("as_of"), lang) for one in registries}
    absent: dict[str, Any] = {"list": _titles(registries), "date": sorted(dates)}
    absent |= {"n": outcomes.get("unregistered", 0), "total": in_scope}
    return [*lines, say("coverage_unregistered", lang, **absent)]


def _coverage_terms(account: Account, lang: str) -> list[str]:
    """Return what counts as the right place, and flagged pairs by what was registered then."""
    coverage = account["coverage"]
    lines = [say("coverage_tolerance", lang, r=coverage["tolerance_m"])]
    then = dict.fromkeys(("yes", "no", "cannot_tell"), 0) | coverage["registered_then"]
    return [*lines, say("registered_then", lang, **then)] if sum(then.values()) else lines


def conflict_name(account: Account, lang: str = "en") -> str:
    """Return the conflict's name in ``lang``, or as the account has it."""
    conflict = account["conflict"]
    return str((conflict.get("names") or {}).get(lang) or conflict["name"])


def has_sites(account: Account) -> bool:
    """Say whether any facility of a list could be compared with the incidents."""
    return any(one["n_used"] for one in account["facility_lists"])


def _smallest_radius(source: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return min(source["by_radius"], key=lambda figures: figures["radius_m"], default=None)


def _existence_unknown(account: Account) -> bool:
    return any(not one["existence_known"] for one in account["facility_lists"])


def _titles(lists: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name each list by its file, the only name it is sure to have; once."""
    return list(dict.fromkeys(str(one["file"]) for one in lists))


def _list_sentences(account: Account, lang: str) -> list[str]:
    """Name the lists of sites, those of one date and one state of knowledge in one sentence."""
    alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in account["facility_lists"]:
        known = "known" if one["existence_known"] else "unknown"
        alike.setdefault((one.get("as_of") or "", known), []).append(one)
    lines = []
    for (as_of, known), lists in alike.items():
        names = _titles(lists)
        if as_of:
            date = day(as_of, lang)
            lines.append(say(f"list_existence_{known}", lang, list=names, date=date))
        else:
            key = "list_undated" if len(lists) == 1 else "lists_undated"
            lines.append(say(f"{key}_{known}", lang, list=names))
    return lines
