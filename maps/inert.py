"""Data in a page as an inert block: bytes that no browser runs and no template engine reads.

Text from data is hostile. Here it becomes strict JSON, deflated and written in base64, whose
alphabet can close no tag, no quote and no template. The page's script inflates it and writes it
with text nodes only. This module must never hand out text from data as markup.
"""

import base64
import hashlib
import json
import math
import re
import zlib
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd

from maps.text import clean

_RAW_DEFLATE: Final = -15
_EFFORT: Final = 5  # of 9: each step beyond it takes about twice as long and saves a fortieth
_LONG: Final = 100
_AS_THEY_ARE: Final = frozenset({bool, int})
_FLOATS: Final = frozenset({float, np.float64})
_BLOCK: Final = (
    r'<script type="application/octet-stream" id="{id}" data-length="\d+">'
    r"([A-Za-z0-9+/=]*)</script>"
)


def plain(value: Any) -> Any:
    """Return ``value`` with nothing in it that strict JSON or a page cannot hold.

    Parameters
    ----------
    value
        Nested dicts, lists and scalars, numpy's and pandas' included.

    Returns
    -------
    The same of plain Python values: missing values, NaN and infinities are None, texts are cleaned
    by `maps.text.clean`, whole floats are ints.

    Raises
    ------
    TypeError
        A value of a kind that does not belong in a page.

    Examples
    --------
    >>> plain({"p": float("nan"), "n": 3.0, "name": "Al-Noor"})
    {'p': None, 'n': 3, 'name': 'Al-Noor'}
    """
    if type(value) is float:
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return _plain_list(value)
    return _scalar(value)


def _plain_list(items: Any) -> list[Any]:
    """Return the items as `plain` would; a long column of one kind at once."""
    if len(items) < _LONG:
        return [plain(item) for item in items]
    kinds = set(map(type, items))
    if kinds == {list} and len(size := set(map(len, items))) == 1 and (width := size.pop()):
        flat = _plain_list(list(chain.from_iterable(items)))
        return [flat[at : at + width] for at in range(0, len(flat), width)]
    kinds -= {type(None)}
    if kinds <= _AS_THEY_ARE:
        return list(items)
    if kinds == {str}:
        odd = not "".join(filter(None, items)).isprintable()
        if odd:
            items = [one if not one or one.isprintable() else clean(one) for one in items]
        return list(items)
    if kinds <= _FLOATS:
        values = np.array(items, dtype="float64")
        out = values.astype(object)
        whole = values == np.rint(values)
        finite = np.isfinite(values)
        out[whole & finite] = values[whole & finite].astype("int64")
        out[~finite] = None
        return list(out.tolist())
    return [plain(item) for item in items]


def _scalar(value: Any) -> bool | int | float | None:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            return None
        return int(value) if float(value).is_integer() else float(value)
    raise TypeError(f"a {type(value).__name__} cannot stand in a page's data")


def inert_block(element_id: str, payload: Any) -> str:
    """Return a ``<script>`` element that holds ``payload`` and that no browser runs.

    Parameters
    ----------
    element_id
        Id of the element: letters, digits and hyphens.
    payload
        What `plain` takes.

    Returns
    -------
    Markup; the attribute ``data-length`` says how many bytes the inflated JSON has. The same
    payload gives the same text.

    Raises
    ------
    ValueError
        The id is not of that form.
    TypeError
        The payload holds a value of a foreign kind.

    Examples
    --------
    >>> block = inert_block("data", {"name": "</script>{{ 7*191 }}"})
    >>> "{{" in block, block.count("</script>")
    (False, 1)
    >>> read_block(block, "data")
    {'name': '</script>{{ 7*191 }}'}
    """
    if not re.fullmatch("[A-Za-z][A-Za-z0-9-]*", element_id):
        raise ValueError(f"not an element id: {element_id!r}")
    text = json.dumps(plain(payload), allow_nan=False, separators=(",", ":"))
    content = text.encode("ascii")
    squeeze = zlib.compressobj(_EFFORT, zlib.DEFLATED, _RAW_DEFLATE)
    packed = base64.b64encode(squeeze.compress(content) + squeeze.flush()).decode("ascii")
    return (
        f'<script type="application/octet-stream" id="{element_id}" '
        f'data-length="{len(content)}">{packed}</script>'
    )


def read_block(page: str, element_id: str) -> Any:
    """Return what `inert_block` packed into a page.

    Raises
    ------
    ValueError
        The page has no such block.
    """
    found = re.search(_BLOCK.replace("{id}", re.escape(element_id)), page)
    if found is None:
        raise ValueError(f"the page has no data block {element_id!r}")
    return json.loads(zlib.decompress(base64.b64decode(found[1]), _RAW_DEFLATE))


def content_hash(text: str) -> str:
    """Return the source expression by which a Content-Security-Policy allows an inline text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
