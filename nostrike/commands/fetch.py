"""`nostrike fetch`: files from public interfaces, the one command that uses the network."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, mode, say, speaking

_EXAMPLES = """\
examples:
  nostrike fetch awsd --out data/awsd
  nostrike fetch healthsites --country SDN --out data/sudan-sites
  nostrike fetch hot_osm --country LBN --out data/lebanon-sites
  nostrike fetch shcc --dataset NAME-ON-HDX --resource 2022 --out data/shcc
  UCDP_TOKEN=... nostrike fetch ucdp_ged --country SDN --out data/ucdp
  ACLED_USERNAME=... ACLED_PASSWORD=... nostrike fetch acled --country SDN \\
      --from 2023-04-15 --to 2023-12-31 --out data/acled

No other command uses the network. What was brought is kept in a cache (NOSTRIKE_CACHE); a download
that broke off goes on where it stopped. `nostrike sources` says which sources can be fetched.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    fetch = command(
        commands, "fetch", "bring a source's files from its public interface", _EXAMPLES
    )
    fetch.add_argument("source", metavar="SOURCE", help="a source's name, or hdx for any data set")
    fetch.add_argument("--out", type=Path, required=True, metavar="DIR")
    fetch.add_argument("--dataset", metavar="NAME", help="the data set's name on HDX")
    fetch.add_argument("--resource", metavar="WORDS", help="words in the name of the file on HDX")
    fetch.add_argument("--country", metavar="ISO3", help="an alpha-3 code, as SDN")
    fetch.add_argument("--from", dest="first_day", metavar="DATE", help="first day (UCDP, ACLED)")
    fetch.add_argument("--to", dest="last_day", metavar="DATE", help="last day (UCDP, ACLED)")
    fetch.add_argument("--version", metavar="VERSION", help="version of the data set (UCDP)")
    fetch.add_argument("--base-url", metavar="URL", help="another address of the interface")
    speaking(fetch)
    fetch.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch and say what was brought."""
    from layers.errors import InputError
    from layers.fetch import Wanted
    from nostrike.fetch import deliver_fetch

    country = options.country.upper() if options.country else None
    if country is not None and not (country.isalpha() and len(country) == 3):  # noqa: PLR2004
        raise InputError(f"--country {options.country}: write an alpha-3 code, as SDN")
    wanted = Wanted(
        source=options.source,
        dataset=options.dataset,
        resource=options.resource,
        country=country,
        first_day=options.first_day,
        last_day=options.last_day,
        version=options.version,
    )
    said = deliver_fetch(wanted, options.out, mode(options), base=options.base_url)
    say(options, said)
    return DONE
