"""Compile the kernels of the joins once and for all: ``python -m geo.warm``.

Machine code is kept beside the modules (`__pycache__`), or in the user's own cache where these
cannot be written to; ``NUMBA_CACHE_DIR`` names another folder. Without this the first large join
compiles what it needs.
"""

from geo.compiled import compiled
from geo.kernels import certify, collect, put_in_order, tally
from geo.tree import build, search

KERNELS = (build, certify, collect, put_in_order, search, tally)

if __name__ == "__main__":
    for kernel in KERNELS:
        compiled(kernel)
