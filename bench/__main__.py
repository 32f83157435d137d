"""Run a benchmark: ``python -m bench --size 100000x10000``, ``... checks``, ``... maps``."""

import sys

from bench import checks, growth, joins, maps, streaming

_NAMED = {
    "checks": checks.main,
    "growth": growth.main,
    "joins": joins.main,
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
