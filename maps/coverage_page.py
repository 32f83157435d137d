"""The page of a coverage check: outcomes as n of N, the largest displacements, what it cannot show.

It names sites that are not on the list, so it exists in the restricted edition only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.vocabulary import OUTCOMES
from maps.files_read import files_read
from maps.labels import kind_name
from maps.page import ROWS_SHOWN, Table, render, write_page
from maps.report_tables import heads, word
from maps.sentences import day, number, probability, say

_GROUPS: Final = ("conflict", "admin1", "kind", "operator")
_RATED: Final = ("covered", "displaced", "unregistered", "outdated")
_LIMITS: Final = ("reference", "match", "received", "spared", "faults")


def write_coverage_page(path: str | Path, account: Mapping[str, Any], *, lang: str = "en") -> Path:
    """Write the page, self-contained and without a script.

    Parameters
    ----------
    path
        Where to; the folder exists.
    account
        What ``summary.json`` of a coverage check holds.
    lang
        Language of the page.

    Returns
    -------
    The path written.

    Raises
    ------
    ValueError
        An unknown language.
    """
    page = render(
        "coverage.html",
        lang,
        title=say("cov_title", lang, list=_names(account["registries"])),
        lead=_lead(account, lang),
        lines=_lines(account, lang),
        limits=_limits(lang),
        outcomes=_outcomes(account, lang),
        largest=_largest(account, lang),
        groups=[_group(account, name, lang) for name in _GROUPS if account["by"][name]],
        lists=_lists(account, lang),
        **files_read(account, lang),
    )
    return write_page(path, page)


def coverage_lines(account: Mapping[str, Any], lang: str = "en") -> list[str]:
    """Return the sentences that say what was found, in order."""
    return [*_lead(account, lang), *_lines(account, lang)]


def _names(lists: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(one["file"]) for one in lists))


def _lead(account: Mapping[str, Any], lang: str) -> list[str]:
    """Return what matters most: how many are right, elsewhere, and not found."""
    rates = account["rates"]
    lines = [
        say(f"coverage_{name}", lang, low=one["low"], high=one["high"], n=one["n"])
        for name, one in rates.items()
        if name in {"covered", "displaced"}
    ]
    missing = rates["unregistered"]
    dates = {day(one["as_of"], lang) for one in account["registries"]}
    lines.append(
        say(
            "coverage_unregistered",
            lang,
            list=_names(account["registries"]),
            date=sorted(dates),
            n=missing["low"],
            total=missing["n"],
        )
    )
    if missing["high"] > missing["low"]:
        lines.append(say("cov_unregistered_high", lang, high=missing["high"], n=missing["n"]))
    return lines


def _lines(account: Mapping[str, Any], lang: str) -> list[str]:
    about = account["parameters"]
    basis = about["as_of_basis"]
    dated: dict[str, Any] = {} if basis == "none" else {"date": day(about["as_of"], lang)}
    lines = [say(f"cov_as_of_{basis}", lang, **dated)]
    lines.append(say("coverage_tolerance", lang, r=about["tolerance_m"]))
    if about["reference_is_sample"]:
        lines.append(say("cov_sample", lang))
    if about["registry_scope"] == "partial":
        lines.append(say("coverage_partial", lang))
    outdated = account["rates"]["outdated"]
    if outdated["low"]:
        lines.append(say("cov_outdated", lang, n=outdated["low"], total=outdated["n"]))
    loose = account["registrations_without_facility"]
    lines.append(
        say("cov_loose", lang, n=loose.get("unmatched", 0), twice=loose.get("duplicate", 0))
    )
    outside = account["n_facilities"] - account["n_in_scope"]
    if outside:
        lines.append(say("cov_outside", lang, n=outside))
    placeless = {
        "registrations": account["n_registrations_without_place"],
        "facilities": account["n_facilities_without_place"],
    }
    if any(placeless.values()):
        lines.append(say("cov_without_place", lang, **placeless))
    if account["review"]["pairs"]:
        lines.append(say("cov_review", lang, n=account["review"]["pairs"]))
    decided = account["decisions"]
    if decided:
        counts = {name: decided[name] for name in ("same", "different", "unsure")}
        lines.append(say("cov_decided", lang, **counts, without=decided["without_effect"]))
    changes = account["changes"]
    if changes is not None:
        names = ("added", "removed", "moved", "renamed", "changed", "unchanged")
        counts = {name: changes.get(name, 0) for name in names}
        lines.append(say("cov_changes", lang, list=about["previous"], **counts))
        lines.append(say("cov_hold", lang, n=account["may_still_hold"]))
    return lines


def _limits(lang: str) -> list[str]:
    return [say("limit_registry", lang), *(say(f"cov_limit_{name}", lang) for name in _LIMITS)]


def _outcomes(account: Mapping[str, Any], lang: str) -> Table:
    total = account["n_in_scope"]
    counts, rates = account["outcomes"], account["rates"]
    rows: list[list[Any]] = [
        [
            word("outcome", name, lang),
            counts[name],
            _rate(rates[name], lang)
            if "interval" in rates.get(name, ())
            else say("n_of", lang, n=counts[name], total=total),
        ]
        for name in OUTCOMES
        if name in counts
    ]
    rows += [
        [word("outcome", name, lang), n, None]
        for name, n in account["registrations_without_facility"].items()
    ]
    return Table(say("h_cov_outcomes", lang), heads(lang, "outcome", "n", "rate"), rows)


def _largest(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [
            one["facility_name"] or one["facility_id"],
            one["registered_name"] or one["registration_id"],
            round(one["distance_m"]),
            None if one["bearing_deg"] is None else round(one["bearing_deg"]),
            probability(one["confidence"], lang),
        ]
        for one in account["largest_displacements"]
    ]
    columns = ("facility", "registration", "distance", "bearing", "confidence")
    return Table(say("h_cov_largest", lang), heads(lang, *columns), rows)


def _label(label: str | None, name: str, lang: str) -> str | None:
    """Return what a group is called: kinds in the language of the page, the rest as stated."""
    if label is None or name != "kind":
        return label
    return kind_name(label, lang)


def _group(account: Mapping[str, Any], name: str, lang: str) -> Table:
    groups = account["by"][name]
    nothing = say("cov_no_conflict" if name == "conflict" else "cov_no_group", lang)
    rows = [
        [
            _label(one["label"], name, lang) or nothing,
            one["n"],
            *(_rate(one["rates"][outcome], lang) for outcome in _RATED),
        ]
        for one in groups[:ROWS_SHOWN]
    ]
    outcomes = [say(f"outcome_{outcome}", lang) for outcome in _RATED]
    cut = ""
    if len(groups) > ROWS_SHOWN:
        cut = say("more_cut", lang, count=ROWS_SHOWN, total=len(groups), file="summary.json")
    return Table(say(f"h_cov_{name}", lang), [*heads(lang, "group", "sites"), *outcomes], rows, cut)


def _rate(rate: Mapping[str, Any], lang: str) -> str:
    if "interval" in rate:
        low, high = (number(100 * limit, lang, decimals=1) for limit in rate["interval"])
        return f"{_count(rate, lang)} {say('cov_interval', lang, low=low, high=high)}"
    return _count(rate, lang)


def _count(rate: Mapping[str, Any], lang: str) -> str:
    if rate["high"] > rate["low"]:
        return say("cov_bounds", lang, low=rate["low"], high=rate["high"], n=rate["n"])
    return say("n_of", lang, n=rate["low"], total=rate["n"])


def _lists(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [one["file"], say(f"list_{role}", lang), one["n"], day(one["as_of"], lang)]
        for role, key in (("registry", "registries"), ("facilities", "references"))
        for one in account[key]
    ]
    return Table(say("h_lists", lang), heads(lang, "file", "list", "n", "as_of"), rows)
