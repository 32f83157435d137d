"""A tree of boxes over places in Earth-centred coordinates, and the nearest by chord in it.

The places are halved along the widest side of their box, again and again, down to a few per leaf.
All nodes of a level hold as many places (or one more), so that the tree is but an order of places
and a list of boxes: node j of level d holds places n j / 2^d to n (j + 1) / 2^d.
"""

from typing import Final

import numpy as np

from geo.compiled import run
from geo.ellipsoid import Floats, Integers
from geo.kernels import sink, sort_run

_IN_LEAF: Final = 8
_BOX: Final = 6
_DEEPEST: Final = 64


class Tree:
    """Places in a tree.

    Parameters
    ----------
    centred
        Earth-centred metres, shape (n, 3), at least one place.
    """

    def __init__(self, centred: Floats) -> None:
        self.n = len(centred)
        self._places = centred.ravel().copy()
        self._rows = np.arange(self.n)
        self._depth = max(0, (self.n - 1) // _IN_LEAF).bit_length()
        self._boxes = np.empty(_BOX * (2 << self._depth))
        steps = 3 * self.n * (self._depth + 1)
        run(build, steps, self._places, self._rows, self._boxes, self._depth)

    def steps(self, queries: int, ask: int) -> int:
        """Return about how much work so many queries are, in the sense of `geo.compiled.run`."""
        return queries * (_IN_LEAF + ask) * (self._depth + 4)

    def nearest(self, centred: Floats, ask: int, steps: int) -> tuple[Integers, Floats]:
        """Return rows and squared chords of the nearest places, nearest first.

        Parameters
        ----------
        centred
            The places asked about, best in an order that keeps near ones together, shape (q, 3).
        ask
            How many, at most ``n``.
        steps
            Of all that is asked, see `steps`.

        Returns
        -------
        Two arrays of shape (q, ask).
        """
        found = np.empty(len(centred) * ask, dtype=np.int64)
        squared = np.empty(len(centred) * ask)
        run(
            *(search, steps, centred.ravel(), ask, self._places, self._rows, self._boxes),
            *(self._depth, np.empty(_DEEPEST, dtype=np.int64), np.empty(_DEEPEST), found, squared),
        )
        return found.reshape(-1, ask), squared.reshape(-1, ask)


def build(places: Floats, rows: Integers, boxes: Floats, depth: int) -> None:
    """Put places and their rows into the order of a tree, and write the boxes of its nodes."""
    n = len(rows)
    for level in range(depth + 1):
        for nth in range(1 << level):
            begin, end = (n * nth) >> level, (n * (nth + 1)) >> level
            box = 6 * ((1 << level) - 1 + nth)
            axis, widest = 0, -1.0
            for side in range(3):
                low = high = places[3 * begin + side]
                for at in range(begin + 1, end):
                    value = places[3 * at + side]
                    low, high = min(low, value), max(high, value)
                boxes[box + side], boxes[box + 3 + side] = low, high
                if high - low > widest:
                    axis, widest = side, high - low
            if level < depth:
                split(places, rows, begin, end, (n * (2 * nth + 1)) >> (level + 1), axis)


def split(places: Floats, rows: Integers, begin: int, end: int, middle: int, axis: int) -> None:
    """Bring the places that come before ``middle`` along an axis before it (Hoare's selection)."""
    low, high = begin, end - 1
    while low < high:
        pivot = places[3 * ((low + high) // 2) + axis]
        i, j = low, high
        while i <= j:
            while places[3 * i + axis] < pivot:
                i += 1
            while places[3 * j + axis] > pivot:
                j -= 1
            if i <= j:
                for side in range(3):
                    one, other = 3 * i + side, 3 * j + side
                    places[one], places[other] = places[other], places[one]
                rows[i], rows[j] = rows[j], rows[i]
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


def search(
    queries: Floats,
    ask: int,
    places: Floats,
    rows: Integers,
    boxes: Floats,
    depth: int,
    nodes: Integers,
    gaps: Floats,
    found: Integers,
    squared: Floats,
) -> None:
    """Find the nearest places of each query; see `Tree.nearest`.

    The best so far stand in a heap, the furthest on top: nothing as far off can enter. A search
    begins in the leaf of what was nearest to the query before, and from there climbs to the root.
    """
    n, inner = len(rows), (1 << depth) - 1
    home = 0
    for query in range(len(queries) // 3):
        x, y, z = queries[3 * query], queries[3 * query + 1], queries[3 * query + 2]
        top = query * ask
        for nth in range(top, top + ask):
            found[nth], squared[nth] = 0, 1e300
        climbed = inner + (((home + 1) << depth) - 1) // n
        nodes[0], gaps[0] = climbed, 0.0
        waiting = 1
        while waiting > 0:
            waiting -= 1
            node, gap = nodes[waiting], gaps[waiting]
            while node < inner and gap < squared[top]:
                nearer, further = 2 * node + 1, 2 * node + 2
                gap = gap_to(boxes, nearer, x, y, z)
                other = gap_to(boxes, further, x, y, z)
                if other < gap:
                    nearer, further = further, nearer
                    gap, other = other, gap
                if other < squared[top]:
                    nodes[waiting], gaps[waiting] = further, other
                    waiting += 1
                node = nearer
            if gap < squared[top]:
                nth = node - inner
                for at in range((n * nth) >> depth, (n * (nth + 1)) >> depth):
                    across, along = places[3 * at] - x, places[3 * at + 1] - y
                    rise = places[3 * at + 2] - z
                    chord = across * across + along * along + rise * rise
                    if chord < squared[top]:
                        found[top], squared[top] = at, chord
                        sink(squared, found, top, 0, ask)
            while waiting == 0 and climbed > 0:
                beside = climbed + 1 if climbed % 2 else climbed - 1
                climbed = (climbed - 1) // 2
                gap = gap_to(boxes, beside, x, y, z)
                if gap < squared[top]:
                    nodes[0], gaps[0] = beside, gap
                    waiting = 1
        sort_run(squared, found, top, ask)
        home = found[top]
    for nth in range(len(found)):
        found[nth] = rows[found[nth]]


def gap_to(boxes: Floats, node: int, x: float, y: float, z: float) -> float:
    """Return the squared distance from a place to a box."""
    box = 6 * node
    across: float = max(boxes[box] - x, x - boxes[box + 3], 0.0)
    along: float = max(boxes[box + 1] - y, y - boxes[box + 4], 0.0)
    rise: float = max(boxes[box + 2] - z, z - boxes[box + 5], 0.0)
    return across * across + along * along + rise * rise
