"""The inner loops of the joins: numbers and arrays only, compiled by `geo.compiled`."""

import math
from typing import Final

from geo.closed_form import ERROR_M, LONGEST_M, distance
from geo.ellipsoid import E2, EQUATORIAL_M, POLAR_M, Floats, Integers

COLUMNS: Final = 1 << 32
"""Columns of longitude around the Earth."""
PER_DEGREE: Final = COLUMNS / 360.0
POLE_DEG: Final = 90.0
ASK: Final = -1.0
"""A distance that is left to Karney's geodesics."""
SETTLED: Final = 0
UNSETTLED: Final = 1

# Rounding of degrees stays far below this; so does that of the bounds.
_SLACK_DEG: Final = 1e-9
_NEARLY_ROUND_DEG: Final = 179.0
# s = 2 rho asin(c / 2 rho) >= c + c^3 / (24 rho^2), and no rho is larger than a^2 / b
_LEAST_BEND: Final = POLAR_M * POLAR_M / (24.0 * EQUATORIAL_M**4)
_FEW: Final = 24


def collect(
    first: int,
    last: int,
    latitude: Floats,
    column: Floats,
    centred: Floats,
    reach_deg: Floats,
    chord_squared: Floats,
    radius_m: Floats,
    height_deg: float,
    start: Integers,
    columns: Integers,
    places: Floats,
    rows: Integers,
    most_steps: int,
    right: Integers,
    metres: Floats,
    count: Integers,
    said: Integers,
) -> int:
    """List the indexed places within a radius of each query, until there is no more room.

    Parameters
    ----------
    first, last
        The queries, last exclusive.
    latitude, column, centred
        Of the queries: degrees, columns (not yet whole), Earth-centred metres (three each).
    reach_deg, chord_squared, radius_m
        Of the queries: what the radius can be in latitude, what its chord can be, itself.
    height_deg, start, columns, places, rows
        The index, see `geo.strips.Strips`.
    most_steps
        After so many places compared no further query is begun.
    right, metres
        For what is found: rows, and distances or `ASK`.
    count
        For how many each query has, from 0 at ``first``.
    said
        For the number found, that of distances to ask for, and the places compared.

    Returns
    -------
    The first query that is not answered.

    Notes
    -----
    A path no longer than r stays within r / R of its start in latitude, R the least radius of
    curvature of a meridian. Where it stays, between the latitudes it can reach, a step of (dphi,
    dlambda) is at least as long as on a plane with R dphi and a cos(phi_most) dlambda; so no point
    lies beyond the circle on that plane.
    """
    room, strips = len(right), len(start) - 1
    n = asked = steps = 0
    query = first
    while query < last and steps <= most_steps:
        began, asked_before = n, asked
        phi, reach, furthest = latitude[query], reach_deg[query], chord_squared[query]
        x, y, z = centred[3 * query], centred[3 * query + 1], centred[3 * query + 2]
        most = abs(phi) + reach + _SLACK_DEG
        everywhere = most >= POLE_DEG
        shrunk = (1.0 - E2) / max(math.cos(math.radians(min(most, POLE_DEG))), 1e-12)
        lowest = max(math.floor((phi - reach - _SLACK_DEG + POLE_DEG) / height_deg), 0)
        highest = math.floor((phi + reach + _SLACK_DEG + POLE_DEG) / height_deg)
        for strip in range(lowest, min(highest, strips - 1) + 1):
            steps += 1
            begin, end = start[strip], start[strip + 1]
            if begin == end:
                continue
            bottom = strip * height_deg - POLE_DEG
            gap = max(bottom - phi, phi - (bottom + height_deg)) - _SLACK_DEG
            rest = reach * reach - max(gap, 0.0) * max(gap, 0.0)
            aside = shrunk * math.sqrt(max(rest, 0.0)) + _SLACK_DEG
            west, east = 0, COLUMNS - 1
            if not everywhere and aside < _NEARLY_ROUND_DEG:
                west = math.floor(column[query] - aside * PER_DEGREE - 1.0)
                east = math.ceil(column[query] + aside * PER_DEGREE + 1.0)
            # across 180 degrees the run is two
            for turn in range(-COLUMNS, COLUMNS + 1, COLUMNS):
                if west + turn >= COLUMNS or east + turn < 0:
                    continue
                at = _first_from(columns, begin, end, west + turn)
                while at < end and columns[at] <= east + turn:
                    steps += 1
                    across, along = places[3 * at] - x, places[3 * at + 1] - y
                    rise = places[3 * at + 2] - z
                    squared = across * across + along * along + rise * rise
                    if squared <= furthest:
                        way = ASK
                        if squared <= LONGEST_M * LONGEST_M:
                            way = distance(squared, rise, z + rise / 2.0)
                            if abs(way - radius_m[query]) <= ERROR_M:
                                way = ASK
                        if way <= radius_m[query]:
                            if n == room:
                                said[0], said[1], said[2] = began, asked_before, steps
                                return query
                            asked += way == ASK
                            right[n], metres[n] = rows[at], way
                            n += 1
                    at += 1
        count[query - first] = n - began
        query += 1
    said[0], said[1], said[2] = n, asked, steps
    return query


def _first_from(columns: Integers, begin: int, end: int, column: int) -> int:
    """Return the first place of a strip that is not west of a column."""
    while begin < end:
        middle = (begin + end) // 2
        if columns[middle] < column:
            begin = middle + 1
        else:
            end = middle
    return begin


def put_in_order(
    queries: int,
    count: Integers,
    radius_m: Floats,
    right: Integers,
    metres: Floats,
    left: Integers,
    said: Integers,
) -> int:
    """Sort the pairs of each query by distance, then row; drop those beyond the radius.

    Parameters
    ----------
    queries
        How many.
    count, radius_m
        Of each query: how many pairs, its radius.
    right, metres
        The pairs, one query after the other; what is left of them comes first afterwards.
    left
        For the query of each pair.
    said
        For how many neighbours in this order are too close to tell which is nearer.

    Returns
    -------
    How many pairs are left.
    """
    kept = taken = close = 0
    for query in range(queries):
        began = kept
        for at in range(taken, taken + count[query]):
            if metres[at] <= radius_m[query]:
                right[kept], metres[kept], left[kept] = right[at], metres[at], query
                kept += 1
        taken += count[query]
        sort_run(metres, right, began, kept - began)
        for at in range(began + 1, kept):
            close += metres[at] - metres[at - 1] <= 2.0 * ERROR_M
    said[0] = close
    return kept


def sort_run(key: Floats, row: Integers, begin: int, n: int) -> None:
    """Sort ``n`` entries from ``begin`` on by key, then row."""
    if n <= _FEW:
        for nth in range(begin + 1, begin + n):
            value, its = key[nth], row[nth]
            at = nth
            while at > begin and (
                key[at - 1] > value or (key[at - 1] == value and row[at - 1] > its)
            ):
                key[at], row[at] = key[at - 1], row[at - 1]
                at -= 1
            key[at], row[at] = value, its
        return
    for root in range(n // 2 - 1, -1, -1):
        sink(key, row, begin, root, n)
    for end in range(n - 1, 0, -1):
        last = begin + end
        key[begin], key[last] = key[last], key[begin]
        row[begin], row[last] = row[last], row[begin]
        sink(key, row, begin, 0, end)


def sink(key: Floats, row: Integers, begin: int, root: int, n: int) -> None:
    """Let an entry of a heap sink until none below it is larger."""
    value, its = key[begin + root], row[begin + root]
    while 2 * root + 1 < n:
        at = begin + 2 * root + 1
        if 2 * root + 2 < n and (
            key[at + 1] > key[at] or (key[at + 1] == key[at] and row[at + 1] > row[at])
        ):
            at += 1
        if key[at] < value or (key[at] == value and row[at] <= its):
            break
        key[begin + root], row[begin + root] = key[at], row[at]
        root = at - begin
    key[begin + root], row[begin + root] = value, its


def tally(
    queries: int,
    count: Integers,
    right: Integers,
    metres: Floats,
    radii_m: Floats,
    by_query: int,
    first: int,
    table: Integers,
    edge: Integers,
) -> int:
    """Count pairs by ring: the first of ascending radii that holds them.

    Parameters
    ----------
    queries, count, right, metres
        The pairs, as `collect` lists them; those beyond the last radius count for nothing.
    radii_m
        Ascending.
    by_query
        1 to count for each query (from ``first`` on), 0 for each row of ``right``.
    table
        The counts so far, a row of as many as there are radii for each.
    edge
        For the positions of pairs on the edge of a ring, which are not counted.

    Returns
    -------
    How many are on an edge.
    """
    rings = len(radii_m)
    at = edges = 0
    for query in range(queries):
        for _ in range(count[query]):
            ring = 0
            while ring < rings and metres[at] > radii_m[ring]:
                ring += 1
            owner = first + query if by_query else right[at]
            if (ring < rings and radii_m[ring] - metres[at] <= ERROR_M) or (
                ring > 0 and metres[at] - radii_m[ring - 1] <= ERROR_M
            ):
                edge[edges] = at
                edges += 1
            elif ring < rings:
                table[owner * rings + ring] += 1
            at += 1
    return edges


def certify(
    k: int,
    ask: int,
    places_n: int,
    centred: Floats,
    places: Floats,
    near: Integers,
    squared: Floats,
    rows: Integers,
    right: Integers,
    metres: Floats,
    state: Integers,
) -> None:
    """Measure the nearest by chord, and say where that settles which are the nearest.

    Parameters
    ----------
    k, ask, places_n
        How many are wanted of each query, how many were looked up, how many there are.
    centred, places
        Earth-centred metres of queries and places.
    near, squared
        The places looked up for each query, nearest first, and their squared chords.
    rows
        Of the queries in the results.
    right, metres
        For the k nearest of each row by distance, then place.
    state
        For `SETTLED` of each query, or `UNSETTLED`: too far for the closed form, places too nearly
        as far to tell, or one left out that might be nearer.
    """
    for query in range(len(state)):
        z, top = centred[3 * query + 2], rows[query] * k
        state[query] = SETTLED
        for nth in range(k):
            place, gap = near[query * ask + nth], squared[query * ask + nth]
            way = 0.0
            if gap > LONGEST_M * LONGEST_M:
                state[query] = UNSETTLED
            else:
                rise = places[3 * place + 2] - z
                way = distance(gap, rise, z + rise / 2.0)
            right[top + nth], metres[top + nth] = place, way
        sort_run(metres, right, top, k)
        for at in range(top + 1, top + k):
            if metres[at] - metres[at - 1] <= 2.0 * ERROR_M:
                state[query] = UNSETTLED
        if k < places_n:
            gap = squared[query * ask + k]
            least = math.sqrt(gap) * (1.0 + min(gap, LONGEST_M * LONGEST_M) * _LEAST_BEND)
            if least <= metres[top + k - 1] + 4.0 * ERROR_M:
                state[query] = UNSETTLED
