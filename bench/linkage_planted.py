"""Events of which four invented lists report some, each in its own way: what is one event is known.

Countries are as unequal as real ones: a tenth of them has half of the events, and events come in
waves at a few towns.
"""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.schema import conform_incidents

LISTS: Final = ("alpha", "beta", "gamma", "delta")
_SEEN: Final = {"alpha": 0.55, "beta": 0.40, "gamma": 0.35, "delta": 0.30}
_KINDS: Final = ("air_strike", "shelling", "shooting", "abduction", "arrest", "looting", "assault")
_TARGETS: Final = ("facility", "transport", "personnel")
_TOWNS: Final = 40
_DAYS: Final = 8 * 365


class Planted(NamedTuple):
    """Invented lists and their truth.

    Attributes
    ----------
    incidents
        The canonical table.
    event
        Number of the event that each incident reports.
    """

    incidents: gpd.GeoDataFrame
    event: pd.Series


def planted(n_incidents: int, *, countries: int = 40, seed: int = 1) -> Planted:
    """Return about as many incidents as asked for.

    ``alpha`` gives towns and texts, ``beta`` provinces and texts of its own, ``gamma`` towns and no
    text, ``delta`` no place at all. A tenth of the dates are off by a day or two, a tenth of the
    types and harms differ.
    """
    rng = np.random.default_rng(seed)
    n = round(n_incidents / sum(_SEEN.values()))
    shares = 1 / np.arange(1, countries + 1) ** 0.8
    country = rng.choice(countries, n, p=shares / shares.sum())
    town = rng.zipf(1.6, n) % _TOWNS
    wave = rng.integers(0, _DAYS, (countries, 60))
    day = wave[country, rng.integers(0, 60, n)] + rng.normal(0, 40, n).astype(int)
    day = np.clip(day, 0, _DAYS)
    centre_x, centre_y = rng.uniform(-100, 100, countries), rng.uniform(-40, 50, countries)
    town_x = rng.uniform(-3, 3, (countries, _TOWNS)) + centre_x[:, None]
    town_y = rng.uniform(-3, 3, (countries, _TOWNS)) + centre_y[:, None]
    truth = {
        "country": country,
        "town": town,
        "day": day,
        "x": town_x[country, town],
        "y": town_y[country, town],
        "kind": rng.integers(0, len(_KINDS), n),
        "target": rng.integers(0, len(_TARGETS), n),
        "killed": rng.poisson(0.5, n),
        "injured": rng.poisson(0.8, n),
        "damaged": (rng.random(n) < 0.3).astype(int),
        "actor": rng.integers(0, 4, n),
        "word": rng.integers(0, 4_000, n),
    }
    events = pd.DataFrame(truth)
    parts = []
    for name in LISTS:
        seen = events[rng.random(n) < _SEEN[name]]
        parts.append(_report(seen, name, rng))
    frame = pd.concat(parts)
    # ids say nothing of the event
    order = rng.permutation(len(frame))
    frame = frame.iloc[order]
    ids = frame["source"] + ":" + pd.Series(np.arange(len(frame)), index=frame.index).astype("str")
    event = pd.Series(frame.index.to_numpy(), index=pd.Index(ids))
    return Planted(conform_incidents(frame.set_axis(pd.Index(ids))), event)


def _report(seen: pd.DataFrame, name: str, rng: np.random.Generator) -> pd.DataFrame:
    n = len(seen)
    off = np.where(rng.random(n) < 0.1, rng.integers(-2, 3, n), 0)
    date = np.datetime64("2016-01-01") + (seen["day"].to_numpy() + off).astype("timedelta64[D]")
    kind = np.where(rng.random(n) < 0.1, rng.integers(0, len(_KINDS), n), seen["kind"])
    slip = rng.random(n) < 0.1
    placed = name in {"alpha", "gamma"}
    out = pd.DataFrame(
        {
            "source": name,
            "date_start": date.astype("datetime64[us]"),
            "date_end": date.astype("datetime64[us]"),
            "country": "X" + pd.Series(_letters(seen["country"].to_numpy()), index=seen.index),
            "admin1": "Province " + (seen["town"] % 9).astype("str") if name != "delta" else None,
            "location_precision": "settlement" if placed else "country",
            "error_m": 5_000.0 if placed else np.nan,
            "error_model": "normal" if placed else None,
            "coordinates_status": "ok" if placed else "missing",
            "event_type": np.array(_KINDS)[kind],
            "target": np.array(_TARGETS)[seen["target"]],
            "perpetrator_reported_type": np.array(["state", "non_state"])[seen["actor"] % 2],
            "attribution_status": "reported",
            "certainty": "unknown",
            "health_workers_killed": seen["killed"].to_numpy() + slip,
            "health_workers_injured": seen["injured"].to_numpy(),
            "facilities_destroyed": 0,
            "facilities_damaged": seen["damaged"].to_numpy(),
            "description": _text(seen, name) if name in {"alpha", "beta"} else None,
        },
        index=seen.index,
    )
    jitter = rng.normal(0, 0.02, (2, n))
    x, y = seen["x"] + jitter[0], seen["y"] + jitter[1]
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=seen.index, crs="EPSG:4326")
    out["geometry"] = points if placed else gpd.GeoSeries([None] * n, index=seen.index)
    return out


def _letters(number: np.ndarray) -> list[str]:
    return [chr(65 + n // 26) + chr(65 + n % 26) for n in number]


def _text(seen: pd.DataFrame, name: str) -> pd.Series:
    lead = "Forces attacked the clinic at" if name == "alpha" else "Health centre reported hit near"
    town = "town" + (seen["country"] * _TOWNS + seen["town"]).astype("str")
    return lead + " " + town + ", district street" + seen["word"].astype("str")
