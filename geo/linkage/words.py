"""The words of descriptions, weighted by how rare they are, and how much two rows share of them.

Rare words tell events apart (a village, a hospital's name), common ones do not ("attack"), so each
word weighs its inverse document frequency (Salton and Buckley 1988), as Cohen, Ravikumar and
Fienberg (2003) recommend for record linkage. Edit distances of whole texts do not: two reports of
one event share few phrases, and two reports of two events share many.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from geo.ellipsoid import Floats, Integers

_SLOTS: Final = 1 << 20
_AT_ONCE: Final = 50_000
_WORD: Final = r"[^\W_]{4,}"
_LONGEST: Final = 4_000
_COMMON: Final = 0.2


class Words(NamedTuple):
    """Rows of unit length (or empty), a column per word.

    Attributes
    ----------
    matrix
        Sparse, shape (n, 2**20): words are hashed, so that memory does not grow with languages.
    any
        Whether a row has a word at all.
    """

    matrix: Any
    any: Any


def word_table(texts: pd.Series) -> Words:
    """Return the weighted words of each text.

    Parameters
    ----------
    texts
        In any language. Words of four letters or digits and more count, each once; words that
        stand in more than a fifth of all texts do not.

    Examples
    --------
    >>> table = word_table(pd.Series(["Shelling of Nyala hospital", "Nyala hospital shelled", ""]))
    >>> table.any.tolist()
    [True, True, False]
    """
    blocks = [
        _counted(texts.iloc[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)
    ]
    matrix = sparse.vstack(blocks, format="csr") if blocks else sparse.csr_array((0, _SLOTS))
    written = max(int((np.diff(matrix.indptr) > 0).sum()), 1)
    seen = np.bincount(matrix.indices, minlength=_SLOTS)
    weight = np.log((1 + written) / (1 + seen)).astype(np.float32)
    weight[(seen > _COMMON * written) & (seen > 2)] = 0.0  # noqa: PLR2004 - of a few texts, all stay
    matrix.data = weight[matrix.indices]
    matrix.eliminate_zeros()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    shrink = sparse.diags_array(np.divide(1, length, out=np.zeros_like(length), where=length > 0))
    return Words(sparse.csr_array(shrink @ matrix, dtype=np.float32), np.diff(matrix.indptr) > 0)


def _counted(texts: pd.Series) -> Any:
    found = texts.str.slice(0, _LONGEST).str.casefold().str.findall(_WORD).reset_index(drop=True)
    words = found.explode().dropna()
    slots = pd.util.hash_array(words.to_numpy(dtype=object)) % np.uint64(_SLOTS)
    pairs = np.sort(words.index.to_numpy(dtype=np.int64) * _SLOTS + slots.astype(np.int64))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # faster here than hashing them
    row, slot = pairs // _SLOTS, pairs % _SLOTS
    ones = np.ones(len(pairs), dtype=np.float32)
    return sparse.csr_array((ones, (row, slot)), shape=(len(texts), _SLOTS))


def shared_words(words: Words, left: Integers, right: Integers) -> Floats:
    """Return the cosine of each pair of rows, NaN where one of them has no words.

    Parameters
    ----------
    words
        Of `word_table`.
    left, right
        Row numbers, shape (n,) each.
    """
    cosine = np.full(len(left), np.nan)
    told = np.flatnonzero(words.any[left] & words.any[right])
    if len(told):
        product = words.matrix[left[told]].multiply(words.matrix[right[told]])
        cosine[told] = np.asarray(product.sum(axis=1)).ravel()
    return cosine
