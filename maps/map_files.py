"""What the files hold that the map's table writes: names of columns, the same in every language."""

from collections.abc import Sequence
from typing import Any, Final

_INCIDENTS: Final = {"date_start": "from", "date_end": "until"}
_FACILITIES: Final = {"list_as_of": "as_of"}
_REGISTRATIONS: Final = {"registered_on": "on", "registered_until": "until"}
_PASS_ON: Final = {"restricted": ": pass on only to those who need it"}


def _columns(names: str, renamed: dict[str, str]) -> dict[str, str]:
    return {name: renamed.get(name, name) for name in names.split()}


def files(edition: str, radii_m: Sequence[float]) -> dict[str, Any]:
    """Return the columns of each file, with the columns of the page's data they come from.

    Parameters
    ----------
    edition
        "restricted" or "public".
    radii_m
        Radii of the flags, in metres, in the order of the data.

    Returns
    -------
    ``mark``, which stands in every row of a file, and ``columns`` by table. Some are not written as
    the data hold them: "citation", "facility", "tier_<k>" and "reached_<k>" for the k-th radius.

    Examples
    --------
    >>> files("public", (500.0,))["columns"]["incidents"]["tier_500"]
    'tier_0'
    """
    at_radii = {
        f"{what}_{radius_m:g}": f"{what}_{k}"
        for k, radius_m in enumerate(radii_m)
        for what in ("tier", "p")
    }
    incidents = (
        "id source date_start date_end type kind weapon actor place admin1 admin2 lon lat"
        " precision error_m reported"
    )
    facilities = "id source name kind outcome lon lat error_m list_as_of"
    registrations = "id name outcome distance_m bearing_deg lon lat registered_on registered_until"
    return {
        "mark": f"nostrike {edition}{_PASS_ON.get(edition, '')}",
        "columns": {
            "incidents": _columns(incidents, _INCIDENTS)
            | at_radii
            | {"citation": "citation", "licence": "licence"},
            "facilities": _columns(facilities, _FACILITIES)
            | {f"within_reach_{radius_m:g}": f"reached_{k}" for k, radius_m in enumerate(radii_m)}
            | {"licence": "licence"},
            "registrations": _columns(registrations, _REGISTRATIONS) | {"facility_id": "facility"},
        },
    }
