"""`nostrike coverage`: whether each site is on the list, and at the right place."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from layers.errors import InputError
from nostrike.commands._shared import (
    DONE,
    FAILED_ON,
    command,
    day_of,
    files,
    mode,
    reading,
    registry_scope,
    say,
    worded,
)

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike coverage --registry FOLDER/registry.csv --reference FOLDER/facilities.csv \\
      --out out/coverage
  (decide in out/coverage/review.xlsx, save it elsewhere)
  nostrike coverage --registry FOLDER/registry.csv --reference FOLDER/facilities.csv \\
      --review review.xlsx --as-of 2024-06-30 --out out/again

Exit codes: 0 done, 1 done but --fail-on fired, 2 bad input or usage.
"""
_FAIL_ON = ("unregistered", "displaced")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    coverage = command(
        commands, "coverage", "say which sites are on a list, and at the right place", _EXAMPLES
    )
    for name, needed in (("registry", True), ("reference", True), ("previous", False)):
        files(
            coverage,
            f"--{name}",
            {
                "registry": "the coordinates that were notified",
                "reference": "the facilities that exist",
                "previous": "an earlier version of the registry, to say what changed",
            }[name],
            required=needed,
        )
    registry_scope(coverage)
    coverage.add_argument(
        "--reference-sample",
        action="store_true",
        help="the reference is a random sample of the facilities, no census: give each rate its "
        "95 %% interval (Wilson)",
    )
    coverage.add_argument(
        "--as-of",
        metavar="DATE",
        help="what the list said on that day (default: the registry's own list_as_of)",
    )
    coverage.add_argument(
        "--review", type=Path, metavar="FILE", help="a review.xlsx with decisions filled in"
    )
    coverage.add_argument("--out", type=Path, required=True, metavar="DIR")
    coverage.add_argument(
        "--tolerance",
        type=float,
        metavar="M",
        help="how far a registered place may be from its site (default 100 m)",
    )
    coverage.add_argument(
        "--facility-error",
        type=float,
        metavar="M",
        help="assumed 95 %% error of rows that state none (default 50 m, said as assumed)",
    )
    coverage.add_argument(
        "--kinds", metavar="KIND,KIND", help="facility kinds that count, or all (see audit)"
    )
    coverage.add_argument("--settings", type=Path, metavar="FILE", help="settings (TOML)")
    coverage.add_argument(
        "--fail-on",
        action="append",
        default=[],
        choices=_FAIL_ON,
        help="exit with 1 if a site is so; repeatable",
    )
    reading(coverage)
    worded(coverage)
    coverage.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out a coverage check and say where to look."""
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.coverage import CoverageRequest
    from nostrike.deliver_coverage import deliver_coverage
    from nostrike.request import parse_file, parse_scope

    request = CoverageRequest(
        registry=tuple(parse_file(word, "facilities") for word in options.registry),
        reference=tuple(parse_file(word, "facilities") for word in options.reference),
        previous=tuple(parse_file(word, "facilities") for word in options.previous),
        scope=parse_scope(options.registry_scope),
        as_of=day_of("--as-of", options.as_of),
        review=options.review,
        reference_is_sample=options.reference_sample,
        settings=_settings(options),
        lang=options.lang,
        sheet=options.sheet,
        header_row=options.header_row,
        columns=read_mappings(options.columns),
    )
    lists = [*request.registry, *request.reference, *request.previous]
    check_all_used(request.columns, [], [file.path for file in lists])
    summary, said = deliver_coverage(request, options.out, mode(options))
    say(options, said)
    fired = [name for name in dict.fromkeys(options.fail_on) if summary["rates"][name]["low"]]
    if fired:
        say(options, f"--fail-on {', '.join(fired)}: there are such sites.")
        return FAILED_ON
    return DONE


def _settings(options: argparse.Namespace) -> Any:
    from nostrike.settings import Settings, check_kinds, positive_metres, read_settings

    settings = read_settings(options.settings) if options.settings else Settings()
    try:
        if options.tolerance is not None:
            settings = replace(settings, tolerance_m=positive_metres(options.tolerance))
        if options.facility_error is not None:
            settings = replace(settings, facility_error_m=positive_metres(options.facility_error))
    except ValueError as fault:
        raise InputError(f"--tolerance, --facility-error: {fault}") from None
    if options.kinds:
        try:
            settings = replace(settings, kinds=check_kinds(tuple(options.kinds.split(","))))
        except ValueError as fault:
            raise InputError(str(fault)) from None
    return settings
