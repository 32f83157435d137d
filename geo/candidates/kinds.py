"""How well the kind of place that a text speaks of agrees with the kind of a facility."""

from typing import Final

import numpy as np
import pandas as pd

from geo.ellipsoid import Floats

_AGREEMENT: Final[dict[str, dict[str, float]]] = {
    "hospital": {
        "hospital": 1.0, "field_hospital": 0.6, "maternity": 0.6, "clinic": 0.1,
        "health_centre": 0.06, "health_post": 0.02, "medical_point": 0.01, "unknown": 0.5,
    },
    "clinic": {
        "clinic": 1.0, "health_centre": 0.7, "maternity": 0.5, "hospital": 0.06,
        "health_post": 0.5, "field_hospital": 0.05, "medical_point": 0.3, "unknown": 0.5,
    },
    "centre": {
        "health_centre": 1.0, "clinic": 0.8, "maternity": 0.5, "hospital": 0.1,
        "health_post": 0.4, "field_hospital": 0.05, "medical_point": 0.2, "unknown": 0.5,
    },
    "post": {
        "health_post": 1.0, "medical_point": 0.8, "health_centre": 0.5, "clinic": 0.5,
        "maternity": 0.1, "hospital": 0.02, "field_hospital": 0.05, "unknown": 0.5,
    },
}  # fmt: skip
_OTHER: Final = 0.05
"""Of kinds that no word above means: pharmacies, dentists, laboratories."""


def kind_agreement(said: pd.Series, kinds: pd.Series) -> Floats:
    """Return how likely a text that means a facility of such a kind would use such a word.

    Parameters
    ----------
    said
        ``hospital``, ``clinic``, ``centre``, ``post``, or "" where the text says no kind.
    kinds
        Kinds of facilities (`geo.vocabulary.KINDS`), of the same length.

    Returns
    -------
    1 for the kind itself, less for others, shape (n,). Stated, not estimated: lists call one place
    a clinic and a health centre, hardly ever a health post a hospital.

    Examples
    --------
    >>> kind_agreement(pd.Series(["hospital", ""]), pd.Series(["clinic", "clinic"])).tolist()
    [0.1, 1.0]
    """
    pairs = pd.DataFrame({"said": said.to_numpy(), "kind": kinds.to_numpy()})
    table = pd.Series(
        {(word, kind): p for word, row in _AGREEMENT.items() for kind, p in row.items()}
    )
    found = table.reindex(pd.MultiIndex.from_frame(pairs)).to_numpy(float)
    silent = ~pairs["said"].isin(_AGREEMENT).to_numpy()
    unknown_kind = pairs["kind"].isna().to_numpy()
    filled = np.where(unknown_kind, 0.5, np.where(np.isnan(found), _OTHER, found))
    return np.where(silent, 1.0, filled)
