"""How the marks on the interactive map look; ``marks.toml`` says it, and the page draws them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def marks() -> dict[str, Any]:
    """Return paths, fillings and edges of what the page draws.

    Returns
    -------
    ``themes`` (colours of what follows light or dark), ``tiers``, ``sites`` (by outcome),
    ``layers`` (as the legend shows them), ``arrow`` and ``styles`` (of lines and circles). Paths
    are SVG, in pixels around the place.

    Examples
    --------
    >>> marks()["tiers"]["likely"]["colour"]
    '#c8501e'
    """
    return tomllib.loads(files("maps").joinpath("marks.toml").read_text(encoding="utf-8"))
