"""Run a benchmark: ``python -m bench --size 100000x10000`` (the joins), or one by its name.

``python -m bench candidates``, ``checks``, ``coverage``, ``growth``, ``linkage``, ``maps``,
``streaming``.
"""

import sys
from importlib import import_module

_NAMED = (
    "candidates",
    "checks",
    "coverage",
    "growth",
    "joins",
    "linkage",
    "maps",
    "streaming",
)


def main() -> None:
    """Run the benchmark that is named, the joins where none is."""
    words = sys.argv[1:]
    name, rest = (words[0], words[1:]) if words and words[0] in _NAMED else ("joins", words)
    # Only this one: what the others import would stand in the memory a collector looks through.
    import_module(f"bench.{name}").main(rest)


if __name__ == "__main__":
    main()
