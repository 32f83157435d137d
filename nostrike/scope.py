"""Which facilities a registry claims to hold."""

import geopandas as gpd
import pandas as pd

from layers.errors import InputError
from nostrike.request import Scope


def in_scope(facilities: gpd.GeoDataFrame, scope: Scope) -> pd.Series:
    """Return which facilities are in a registry's scope; in a part of a list, none can be missing.

    Raises
    ------
    InputError
        No facility has the operator or area named.
    """
    if scope.kind in {"all", "partial"}:
        return pd.Series(scope.kind == "all", index=facilities.index)
    wanted = scope.value.casefold().strip()
    columns = ["operator"] if scope.kind == "operator" else ["admin1", "admin2", "country"]
    same = [facilities[column].str.casefold().str.strip() == wanted for column in columns]
    found = pd.concat(same, axis=1).any(axis=1)
    if not found.any():
        raise InputError(
            f"--registry-scope {scope}: no facility of the reference has that {scope.kind}; "
            f"compare with its column {' or '.join(columns)}"
        )
    return found
