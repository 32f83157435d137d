"""Run a benchmark: ``python -m bench --size 100000x10000`` (the joins), or one by its name.

``python -m bench candidates``, ``checks``, ``coverage``, ``growth``, ``linkage``, ``maps``,
``streaming``.
"""

import sys

from bench import candidates, checks, coverage, growth, joins, linkage, maps, streaming

_NAMED = {
    "candidates": candidates.main,
    "checks": checks.main,
    "coverage": coverage.main,
    "growth": growth.main,
    "joins": joins.main,
    "linkage": linkage.main,
    "maps": maps.main,
    "streaming": streaming.main,
}


def main() -> None:
    """Run the benchmark that is named, the joins where none is."""
    words = sys.argv[1:]
    if words[:1] and words[0] in _NAMED:
        _NAMED[words[0]](words[1:])
    else:
        joins.main(words)


if __name__ == "__main__":
    main()
