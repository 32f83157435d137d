"""The command line: words in, one message and an exit code out."""

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from layers.errors import InputError

DONE, BAD_INPUT = 0, 2

_DESCRIPTION = """\
Were protected medical facilities struck, were they on the list, and how sure can the data make us?
"""
_EXAMPLES = """\
examples:
  nostrike demo --out out/demo
  nostrike audit --incidents incidents.xlsx --facilities hospitals.geojson --out out/audit
  nostrike audit --incidents ucdp_ged:events.csv --facilities list.xlsx \\
      --registry notified.xlsx --registry-scope operator="Demo Relief" --out out/audit
"""
_AUDIT_EXAMPLES = """\
examples:
  the bundled sample, step by step (`nostrike demo --files FOLDER` puts its files there):
    nostrike audit --incidents FOLDER/incidents.csv --facilities FOLDER/facilities.csv \\
        --registry FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/demo
  two incident lists, one of them named outright, only one conflict, one radius:
    nostrike audit --incidents attacks.xlsx ucdp_ged:ged.csv --facilities list.xlsx \\
        --conflict sudan --radius 1000 --out out/sudan

Exit codes: 0 done, 2 bad input or usage.
"""
_COLUMNS_EXAMPLES = """\
example:
  nostrike demo --files FOLDER
  nostrike columns FOLDER/incidents.csv --out mapping.toml
  (edit the meanings in mapping.toml)
  nostrike audit --incidents FOLDER/incidents.csv --columns mapping.toml --out out/audit
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{self.prog}: {message} (see {self.prog} --help)")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="nostrike",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"nostrike {version('nostrike')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    audit = _command(
        commands, "audit", "flag strikes near facilities, audit the registry, draw maps"
    )
    audit.epilog = _AUDIT_EXAMPLES
    audit.add_argument(
        "--incidents", nargs="+", action="extend", required=True, metavar="[SOURCE:]FILE"
    )
    audit.add_argument(
        "--facilities", nargs="+", action="extend", default=[], metavar="[SOURCE:]FILE"
    )
    audit.add_argument(
        "--registry", nargs="+", action="extend", default=[], metavar="[SOURCE:]FILE"
    )
    audit.add_argument(
        "--registry-scope",
        default="all",
        metavar="SCOPE",
        help="whose sites the registry claims to hold: all, operator=NAME, area=NAME, or partial "
        "(a part of a longer list: nothing can be missing from it)",
    )
    audit.add_argument(
        "--areas",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="FILE",
        help="districts and provinces, for incidents whose place is only one of those",
    )
    audit.add_argument("--out", type=Path, required=True, metavar="DIR")
    audit.add_argument(
        "--radius",
        type=float,
        action="append",
        metavar="M",
        help="test radius in metres, repeatable (default 500 and 1000)",
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
    audit.add_argument("--sheet", help="sheet to read from the workbooks")
    audit.add_argument("--header-row", type=int, metavar="N", help="row the header stands in")
    audit.add_argument(
        "--columns",
        type=Path,
        action="append",
        default=[],
        metavar="MAPPING",
        help="what the columns of a file mean, as `nostrike columns` writes it; repeatable",
    )
    _common(audit)
    audit.set_defaults(run=_audit)

    demo = _command(commands, "demo", "audit a bundled sample")
    demo.add_argument(
        "--sample",
        choices=["demoland", "documented"],
        default="demoland",
        help="demoland, an invented country (default), or documented, strikes that public reports "
        "describe",
    )
    demo.add_argument("--out", type=Path, default=Path("out/demo"), metavar="DIR")
    demo.add_argument(
        "--files", type=Path, metavar="DIR", help="only copy the sample's files to DIR"
    )
    _common(demo)
    demo.set_defaults(run=_demo)

    columns = _command(commands, "columns", "write what the columns of a file mean, to be edited")
    columns.epilog = _COLUMNS_EXAMPLES
    columns.add_argument("file", type=Path, metavar="FILE")
    columns.add_argument("--out", type=Path, required=True, metavar="MAPPING.toml|.xlsx")
    columns.add_argument("--role", choices=["incidents", "facilities"], help="what the file lists")
    columns.add_argument("--sheet", help="sheet to read from a workbook")
    columns.add_argument("--header-row", type=int, metavar="N", help="row the header stands in")
    columns.add_argument("--quiet", action="store_true", help="print nothing")
    columns.add_argument("--json", action="store_true", help="errors as lines of JSON on stderr")
    columns.set_defaults(run=_columns)

    sources = _command(commands, "sources", "list the sources that are recognised")
    sources.add_argument("--json", action="store_true")
    sources.set_defaults(run=_sources)
    conflicts = _command(commands, "conflicts", "list the conflict profiles")
    conflicts.add_argument("--json", action="store_true")
    conflicts.set_defaults(run=_conflicts)
    return top


def _command(commands: Any, name: str, help_text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=f"example:\n  nostrike {name}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--edition", choices=["restricted", "public"], default="restricted")
    command.add_argument("--lang", choices=["en", "nl", "fr", "ar", "uk"], default="en")
    command.add_argument("--quiet", action="store_true", help="no progress, no closing lines")
    command.add_argument(
        "--json", action="store_true", help="progress and errors as lines of JSON on stderr"
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if words is None else words)
    try:
        options = parser().parse_args(words)
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except InputError as fault:
        if "--json" in words:
            print(json.dumps({"error": str(fault)}), file=sys.stderr)
        else:
            print(f"nostrike: {_plain(str(fault))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("nostrike: stopped; nothing was written", file=sys.stderr)
        return 130


def _plain(text: str) -> str:
    """Text from data must not steer the terminal it is printed on."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _mode(options: argparse.Namespace) -> str:
    return "json" if options.json else "quiet" if options.quiet else "bar"


def _audit(options: argparse.Namespace) -> int:
    # Imported here, so that --help stays quick.
    from nostrike.columns import check_all_used, read_mappings  # noqa: PLC0415
    from nostrike.request import Request, parse_file, parse_scope  # noqa: PLC0415

    request = Request(
        incidents=tuple(parse_file(word, "incidents") for word in options.incidents),
        facilities=tuple(parse_file(word, "facilities") for word in options.facilities),
        registry=tuple(parse_file(word, "facilities") for word in options.registry),
        registry_scope=parse_scope(options.registry_scope),
        areas=tuple(options.areas),
        profiles=tuple(options.profile),
        conflicts=tuple(options.conflict),
        settings=_settings(options),
        edition=options.edition,
        lang=options.lang,
        sheet=options.sheet,
        header_row=options.header_row,
        columns=read_mappings(options.columns),
    )
    check_all_used(
        request.columns,
        [file.path for file in request.incidents],
        [file.path for file in (*request.facilities, *request.registry)],
    )
    return _run(request, options)


def _settings(options: argparse.Namespace) -> Any:
    from nostrike.settings import Settings, check_kinds, check_radii, read_settings  # noqa: PLC0415

    settings = read_settings(options.settings) if options.settings else Settings()
    try:
        if options.radius:
            settings = replace(settings, radii_m=check_radii(tuple(options.radius)))
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
    from nostrike.settings import positive_metres  # noqa: PLC0415 -- --help stays quick

    try:
        return positive_metres(text)
    except ValueError as fault:
        raise InputError(f"{option}: {fault}") from None


def _demo(options: argparse.Namespace) -> int:
    from nostrike import demo  # noqa: PLC0415 -- --help stays quick

    if options.files:
        demo.copy_files(options.files, options.sample)
        if not options.quiet:
            print(f"The sample's files are in {options.files}")
        return DONE
    return _run(demo.request(options.sample, options.edition, options.lang), options)


def _run(request: Any, options: argparse.Namespace) -> int:
    from nostrike.deliver import deliver  # noqa: PLC0415 -- --help stays quick

    opening = deliver(request, options.out, _mode(options))
    if not options.quiet:
        print(opening)
    return DONE


def _columns(options: argparse.Namespace) -> int:
    from nostrike.columns import draft  # noqa: PLC0415 -- --help stays quick

    said = draft(
        options.file,
        options.out,
        role=options.role,
        sheet=options.sheet,
        header_row=options.header_row,
    )
    if not options.quiet:
        print(_plain(said))
    return DONE


def _sources(options: argparse.Namespace) -> int:
    from layers.sources import all_sources  # noqa: PLC0415 -- --help stays quick

    shelf = all_sources()
    keys = ("name", "title", "role", "shows", "cannot_show", "licence", "obtain", "citation")
    if options.json:
        print(json.dumps([{k: getattr(s, k) for k in keys} for s in shelf.values()], indent=2))
        return DONE
    for name, source in shelf.items():
        print(f"{name}  ({source.role})")
        for key in keys[1:2] + keys[3:]:
            text = f"{key.replace('_', ' ')}: {getattr(source, key)}"
            print(textwrap.indent(textwrap.fill(text, 92), "    "))
    return DONE


def _conflicts(options: argparse.Namespace) -> int:
    from layers.conflicts import profiles  # noqa: PLC0415 -- --help stays quick

    known = profiles()
    if options.json:
        print(json.dumps({name: dict(p.names) for name, p in known.items()}, indent=2))
        return DONE
    for name, profile in known.items():
        since = f"since {profile.first_date:%Y-%m-%d}" if profile.first_date else ""
        print(f"{name:<18}{profile.names['en']:<30}{since}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
