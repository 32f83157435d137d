"""ACLED's interface, with the user's own account: a token for a name and a password, then pages.

The account's terms bind its holder: the rows must not be passed on. Name and password are read from
the environment, sent to ACLED alone and written nowhere.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from layers.countries import country_name
from layers.errors import InputError
from layers.fetch.http import Carrier, today
from layers.fetch.wanted import Brought, Wanted

BASE: Final = "https://acleddata.com"
NAME: Final = "ACLED_USERNAME"
PASSWORD: Final = "ACLED_PASSWORD"  # noqa: S105 - the name of a variable
_PAGE: Final = 5000
_MOST_PAGES: Final = 2_000
LICENCE: Final = (
    "ACLED's terms of use: no redistribution of its rows; attribution on every picture "
    "(name, acleddata.com, date of access)"
)


def bring(
    wanted: Wanted, carrier: Carrier, folder: Path, environment: Mapping[str, str], base: str = BASE
) -> list[Brought]:
    """Bring the events of a country and of days, page by page, into one JSON file.

    Raises
    ------
    InputError
        No account, an account without access, or no events.
    """
    name, password = (environment.get(key, "").strip() for key in (NAME, PASSWORD))
    if not (name and password):
        raise InputError(
            f"ACLED wants an account of your own: set {NAME} (its e-mail address) and {PASSWORD}"
        )
    root = base.rstrip("/")
    form = {"username": name, "password": password, "grant_type": "password", "client_id": "acled"}
    answer = carrier.json(f"{root}/oauth/token", form=form)
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        raise InputError("ACLED gave no token for this account")
    url = f"{root}/api/acled/read"
    params: dict[str, Any] = {"_format": "json", "limit": _PAGE}
    if wanted.country:
        params["country"] = country_name(wanted.country)
    if wanted.first_day and wanted.last_day:
        params |= {
            "event_date": f"{wanted.first_day}|{wanted.last_day}",
            "event_date_where": "BETWEEN",
        }
    elif wanted.first_day or wanted.last_day:
        raise InputError("acled: give both --from and --to, or neither")
    events: list[Any] = []
    for page in range(1, _MOST_PAGES + 1):
        found = carrier.json(
            url, params={**params, "page": page}, headers={"Authorization": f"Bearer {token}"}
        )
        rows = found.get("data") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise InputError("ACLED answered with no list of events; has the account access?")
        events += rows
        if len(rows) < _PAGE:
            break
    if not events:
        raise InputError("ACLED has no events for what was asked")
    ids = {one.get("event_id_cnty") for one in events if isinstance(one, dict)}
    path = folder / f"acled{f'-{wanted.country}' if wanted.country else ''}.json"
    path.write_text(json.dumps({"data": events}, ensure_ascii=False), encoding="utf-8")
    details = {"rows": len(events), "different_ids": len(ids), "asked": params}
    return [Brought(path, url, today(), LICENCE, details)]
