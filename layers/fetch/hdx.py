"""The Humanitarian Data Exchange (HDX), through the one call of its CKAN interface that is needed.

Its own client (hdx-python-api) brings some seventy packages for this call, and sets up a fixed
server; requests is here already, and takes any address.
"""

import re
from pathlib import Path
from typing import Any, Final

from layers.errors import InputError
from layers.fetch.http import Carrier, today
from layers.fetch.wanted import Brought, Wanted

BASE: Final = "https://data.humdata.org"
DATASETS: Final = {
    "awsd": "aid-worker-security-data-global",
    "who_ssa": "surveillance-system-for-attacks-on-health-care-ssa-historic",
}
"""Data sets whose name on HDX public sources give; any other is given by ``dataset``."""

BY_COUNTRY: Final = {
    "awsd": "aid-worker-security-database-{iso3}",
    "healthsites": "{country}-healthsites",
}
"""Data sets per country, after its code or its name as HDX writes it."""

FORMATS: Final = ("xlsx", "csv", "geojson", "shp", "geopackage", "xls", "json", "zip")


def dataset_of(wanted: Wanted) -> str:
    """Return the name of the data set on HDX.

    Raises
    ------
    InputError
        It is not known and was not given.
    """
    if wanted.dataset:
        return wanted.dataset
    if wanted.source in BY_COUNTRY and wanted.country:
        return BY_COUNTRY[wanted.source].format(
            country=_slug(wanted.country), iso3=wanted.country.casefold()
        )
    if wanted.source in DATASETS:
        return DATASETS[wanted.source]
    if wanted.source in BY_COUNTRY:
        raise InputError(f"{wanted.source}: name the country (--country), or the --dataset")
    raise InputError(
        f"{wanted.source}: its data set on HDX is renamed from year to year; look it up on "
        "data.humdata.org and give the last part of its address as --dataset NAME"
    )


def _slug(country: str) -> str:
    from layers.countries import country_name  # noqa: PLC0415 - reads a table

    return re.sub(r"[^a-z]+", "-", country_name(country).casefold()).strip("-")


def bring(wanted: Wanted, carrier: Carrier, folder: Path, base: str = BASE) -> list[Brought]:
    """Bring the files of a data set: those whose name holds the words asked for, else all tables.

    Raises
    ------
    InputError
        There is no such data set, or no file in it that can be read.
    """
    name = dataset_of(wanted)
    url = f"{base.rstrip('/')}/api/3/action/package_show"
    answer = carrier.json(url, params={"id": name})
    dataset = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(dataset, dict) or not answer.get("success"):
        raise InputError(f"HDX has no data set {name!r}")
    resources = [one for one in dataset.get("resources") or [] if _fits(one, wanted.resource)]
    if not resources:
        held = ", ".join(sorted(str(one.get("name")) for one in dataset.get("resources") or []))
        raise InputError(f"HDX, {name}: no file fits; the data set holds: {held or 'nothing'}")
    licence = str(dataset.get("license_title") or dataset.get("license_id") or "not stated")
    brought, taken = [], set[str]()
    for one in resources:
        address = str(one.get("download_url") or one.get("url"))
        if address.startswith("/"):
            address = base.rstrip("/") + address
        target = folder / _file_name(one, taken)
        told = carrier.file(address, target)
        details = {
            "dataset": name,
            "title": dataset.get("title"),
            "provider": dataset.get("dataset_source"),
            "resource": one.get("name"),
            "last_modified": one.get("last_modified"),
            **told,
        }
        brought.append(Brought(target, address, today(), licence, details))
    return brought


def _fits(resource: dict[str, Any], words: str | None) -> bool:
    if not isinstance(resource, dict):
        return False
    kind = str(resource.get("format") or "").casefold()
    named = str(resource.get("name") or "").casefold()
    if words is not None:
        return all(word in named for word in words.casefold().split())
    return kind in FORMATS and "hxl" not in named


def _file_name(resource: dict[str, Any], taken: set[str]) -> str:
    """Return a plain file name with the ending of its format, different from those taken."""
    kind = re.sub(r"[^a-z0-9]", "", str(resource.get("format") or "").casefold()) or "bin"
    ending = {"shp": "zip", "geopackage": "gpkg"}.get(kind, kind)
    stem = re.sub(r"[^\w.-]+", "-", str(resource.get("name") or "file")).strip(".-")[:80] or "file"
    stem = stem.removesuffix(f".{ending}")
    name, again = f"{stem}.{ending}", 1
    while name.casefold() in taken:
        again += 1
        name = f"{stem}-{again}.{ending}"
    taken.add(name.casefold())
    return name
