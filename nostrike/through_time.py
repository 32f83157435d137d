"""Strikes per period, by tier: the figures that a report draws through time."""

from typing import Any, Final

import pandas as pd

from geo.vocabulary import TIERS

_MONTHS_SHOWN: Final = 36  # more months than these are counted by year


def through_time(strikes: pd.DataFrame, tier: pd.Series) -> dict[str, Any]:
    """Return the strikes of one source per month, or per year where there are many months.

    Parameters
    ----------
    strikes
        Canonical incidents, strikes only, with ``date_start`` and ``date_end``.
    tier
        Their tiers at one radius, by the same index.

    Returns
    -------
    dict
        ``counts``: period ("2023-04" or "2023") -> tier -> count, tiers that occur only;
        ``unplaced``: strikes without a date, or whose dates span more than one period. The counts
        and ``unplaced`` together are all strikes.

    Examples
    --------
    >>> days = pd.to_datetime(["2023-04-02", "2023-04-30", None])
    >>> rows = pd.DataFrame({"date_start": days, "date_end": days + pd.Timedelta(days=1)})
    >>> through_time(rows, pd.Series(["likely"] * 3))
    {'counts': {'2023-04': {'likely': 1}}, 'unplaced': 2}
    """
    first, last = strikes["date_start"], strikes["date_end"].fillna(strikes["date_start"])
    months = first.dt.year * 12 + first.dt.month
    shape = "%Y" if months.max() - months.min() >= _MONTHS_SHOWN else "%Y-%m"
    begins, ends = first.dt.strftime(shape), last.dt.strftime(shape)
    placed = begins.notna() & begins.eq(ends)
    counts: dict[str, dict[str, int]] = {}
    pairs = pd.DataFrame({"period": begins[placed], "tier": tier[placed]})
    for (period, name), n in pairs.value_counts(sort=False).sort_index().items():
        counts.setdefault(str(period), {})[str(name)] = int(n)
    ordered = {p: {t: tiers[t] for t in TIERS if t in tiers} for p, tiers in counts.items()}
    return {"counts": ordered, "unplaced": int((~placed).sum())}
