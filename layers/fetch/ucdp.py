"""UCDP's interface to the Georeferenced Event Dataset: pages of JSON, with the user's own token.

A token is needed since February 2026; UCDP gives it on request. It is sent to UCDP alone.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from layers.errors import InputError
from layers.fetch.http import Carrier, today
from layers.fetch.wanted import Brought, Wanted

BASE: Final = "https://ucdpapi.pcr.uu.se"
TOKEN: Final = "UCDP_TOKEN"  # noqa: S105 - the name of a variable
VERSION: Final = "26.1"
_PAGE: Final = 1000
_MOST_PAGES: Final = 10_000


def bring(
    wanted: Wanted, carrier: Carrier, folder: Path, environment: Mapping[str, str], base: str = BASE
) -> list[Brought]:
    """Bring the events of a country, or of all, page by page, into one JSON file.

    Raises
    ------
    InputError
        No token, no events, or pages that do not add up to the number UCDP states.
    """
    token = environment.get(TOKEN, "").strip()
    if not token:
        raise InputError(
            f"UCDP wants a token: ask for one (ucdp.uu.se/apidocs) and set {TOKEN}; or take the "
            "csv from ucdp.uu.se/downloads, which needs none"
        )
    version = wanted.version or VERSION
    url = f"{base.rstrip('/')}/api/gedevents/{version}"
    params: dict[str, Any] = {"pagesize": _PAGE}
    if wanted.first_day:
        params["StartDate"] = wanted.first_day
    if wanted.last_day:
        params["EndDate"] = wanted.last_day
    events: list[Any] = []
    total: int | None = None
    for _ in range(_MOST_PAGES):
        answer = carrier.json(url, params=params, headers={"x-ucdp-access-token": token})
        if not isinstance(answer, dict) or not isinstance(answer.get("Result"), list):
            raise InputError("UCDP answered with no list of events")
        events += answer["Result"]
        total = answer.get("TotalCount", total)
        # the next page's number alone is taken: its address could name another host
        following = parse_qs(urlsplit(str(answer.get("NextPageUrl") or "")).query).get("page")
        if not following:
            break
        params["page"] = following[0]
    if isinstance(total, int) and total != len(events):
        raise InputError(f"UCDP states {total:,} events, but {len(events):,} came; try again")
    if wanted.country:
        events = [one for one in events if _in_country(one, wanted.country)]
    if not events:
        raise InputError("UCDP has no events for what was asked")
    path = folder / f"ucdp-ged-{version}{f'-{wanted.country}' if wanted.country else ''}.json"
    path.write_text(json.dumps({"Result": events}, ensure_ascii=False), encoding="utf-8")
    details = {"version": version, "rows": len(events), "asked": {**params, "page": None}}
    return [Brought(path, url, today(), "CC BY 4.0", details)]


def _in_country(event: Any, iso3: str) -> bool:
    import pandas as pd  # noqa: PLC0415

    from layers.countries import to_iso3  # noqa: PLC0415

    name = event.get("country") if isinstance(event, dict) else None
    found = to_iso3(pd.Series([name], dtype=object))[0]
    return bool(found == iso3)
