"""The commands, one module each, found by being here.

A module whose name begins with an underscore helps others and is no command. Each has ``add``,
which puts its words on the parser and names the function that carries it out. Heavy imports stand
inside that function, so that ``--help`` stays quick.
"""

import importlib
import pkgutil
from typing import Any, Final

_FIRST: Final = ("audit", "demo")


def add_all(commands: Any) -> None:
    """Add every command to the parser: the main ones first, then by the alphabet."""
    names = {m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")}
    for name in (*_FIRST, *sorted(names - set(_FIRST))):
        importlib.import_module(f"{__name__}.{name}").add(commands)
