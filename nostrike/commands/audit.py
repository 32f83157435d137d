"""`nostrike audit`: the whole of it, from files to maps."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from layers.errors import InputError
from nostrike.commands._shared import (
    DONE,
    areas,
    command,
    edition,
    files,
    languages,
    mode,
    reading,
    registry_scope,
    say,
    speaking,
)
from nostrike.radius_sets import listed, radius_set

_EXAMPLES = """\
examples:
  the bundled sample, step by step (`nostrike demo --files FOLDER` puts its files there):
    nostrike audit --incidents FOLDER/incidents.csv --facilities FOLDER/facilities.csv \\
        --registry FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/demo
  two incident lists, one of them named outright, only one conflict, one radius:
    nostrike audit --incidents attacks.xlsx ucdp_ged:ged.csv --facilities list.xlsx \\
        --conflict sudan --radius 1000 --out out/sudan

radius sets (`--radius-set blast-2000lb`):
{sets}

Exit codes: 0 done, 2 bad input or usage.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    examples = _EXAMPLES.format(sets=listed())
    audit = command(
        commands, "audit", "flag strikes near facilities, audit the registry, draw maps", examples
    )
    add_words(audit)
    audit.set_defaults(run=run)


def add_words(audit: argparse.ArgumentParser) -> None:
    """Add what an audit is told: files, scope, radii, settings, pages."""
    files(audit, "--incidents", required=True)
    files(audit, "--facilities")
    files(
        audit,
        "--published",
        "facility files that are published openly: their sites may stand in the public edition, "
        "unless a row says otherwise",
        metavar="FILE",
    )
    files(audit, "--registry")
    registry_scope(audit)
    areas(audit, "districts and provinces, for incidents whose place is only one of those")
    audit.add_argument("--out", type=Path, required=True, metavar="DIR")
    audit.add_argument(
        "--radius",
        type=float,
        action="append",
        metavar="M",
        help="test radius in metres, repeatable (default 500 and 1000)",
    )
    audit.add_argument(
        "--radius-set",
        metavar="NAME",
        help="test radii of a named set, listed below with where they are from",
    )
    audit.add_argument(
        "--conflict",
        action="append",
        default=[],
        metavar="ID",
        help="repeatable (default: all found)",
    )
    audit.add_argument(
        "--profile",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a conflict profile of your own (TOML)",
    )
    audit.add_argument(
        "--kinds",
        metavar="KIND,KIND",
        help="facility kinds that count (default hospital,field_hospital,clinic,health_centre,"
        "maternity and those of unknown kind), or all",
    )
    audit.add_argument(
        "--facility-error",
        type=float,
        metavar="M",
        help="assumed 95 %% error of facilities that state none (default 50 m, said as assumed)",
    )
    audit.add_argument(
        "--incident-error",
        action="append",
        default=[],
        metavar="FILE=M",
        help="95 %% error of the incidents of a file whose source states no precision",
    )
    audit.add_argument("--settings", type=Path, metavar="FILE", help="settings (TOML)")
    audit.add_argument(
        "--candidates-review",
        type=Path,
        metavar="FILE",
        help="the filled-in candidates-review.xlsx of an earlier run: which facility a reported "
        "hit was at, decided by a person (restricted edition)",
    )
    reading(audit)
    edition(audit)
    languages(audit)
    speaking(audit)


def run(options: argparse.Namespace) -> int:
    """Carry out an audit and say where to look."""
    return deliver_and_say(request_of(options), options)


def request_of(options: argparse.Namespace) -> Any:
    """Return the audit that the words ask for."""
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.request import Request, check_published, further, parse_file, parse_scope

    facilities = tuple(parse_file(word, "facilities") for word in options.facilities)
    request = Request(
        incidents=tuple(parse_file(word, "incidents") for word in options.incidents),
        facilities=facilities,
        published=check_published(tuple(options.published), facilities),
        registry=tuple(parse_file(word, "facilities") for word in options.registry),
        registry_scope=parse_scope(options.registry_scope),
        areas=tuple(options.areas),
        profiles=tuple(options.profile),
        conflicts=tuple(options.conflict),
        settings=_settings(options),
        edition=options.edition,
        lang=options.lang[0],
        also_lang=further(options.lang),
        sheet=options.sheet,
        header_row=options.header_row,
        columns=read_mappings(options.columns),
        candidates_review=options.candidates_review,
    )
    check_all_used(
        request.columns,
        [file.path for file in request.incidents],
        [file.path for file in (*request.facilities, *request.registry)],
    )
    return request


def deliver_and_say(request: Any, options: argparse.Namespace, *, only_pages: bool = False) -> int:
    """Write the folder of an audit, or only its pages, and print the closing lines."""
    from nostrike.deliver import deliver

    say(options, deliver(request, options.out, mode(options), only_pages=only_pages))
    return DONE


def _settings(options: argparse.Namespace) -> Any:
    from nostrike.settings import Settings, check_kinds, check_radii, read_settings

    settings = read_settings(options.settings) if options.settings else Settings()
    radii = tuple(options.radius or ())
    if options.radius_set:
        radii += radius_set(options.radius_set).radii_m
        settings = replace(settings, radius_set=options.radius_set)
    try:
        if radii:
            settings = replace(settings, radii_m=check_radii(radii))
        if options.kinds:
            settings = replace(settings, kinds=check_kinds(tuple(options.kinds.split(","))))
    except ValueError as fault:
        raise InputError(str(fault)) from None
    if options.facility_error is not None:
        settings = replace(
            settings, facility_error_m=_metres("--facility-error", options.facility_error)
        )
    errors = dict(settings.incident_error_m)
    for word in options.incident_error:
        name, equals, metres = word.rpartition("=")
        if not equals or not name:
            raise InputError(f"--incident-error {word}: write FILE=METRES")
        errors[Path(name).name] = _metres("--incident-error", metres)
    return replace(settings, incident_error_m=errors)


def _metres(option: str, text: Any) -> float:
    from nostrike.settings import positive_metres

    try:
        return positive_metres(text)
    except ValueError as fault:
        raise InputError(f"{option}: {fault}") from None
