"""One contender on one task in a process of its own, which holds nothing but its own input.

``python -m bench.alone FOLDER CONTENDER TASK REPEATS`` reads the points of a folder, and leaves
there what it found and what it cost.
"""

import gc
import json
import sys
import time
from pathlib import Path

import numpy as np

from bench.contenders import CONTENDERS, NotSupportedError
from bench.data import Tables
from bench.measure import RINGS, forget_peak, peak_mib


def main(folder: Path, name: str, task: str, repeats: int) -> None:
    """Join ``repeats`` times: the first time includes what a process has to load for it."""
    contender = CONTENDERS[name]
    strikes, sites = Tables.read(folder)
    left, right = (strikes.table(), sites.table()) if contender.of_tables else (strikes, sites)
    del strikes, sites
    costs, answer = [], []
    for _ in range(repeats):
        answer.clear()
        gc.collect()
        forget_peak()
        begin, used = time.perf_counter(), time.process_time()
        try:
            if task != RINGS:
                answer += contender.join(left, right, json.loads(task))
            elif contender.rings:
                answer.append(contender.rings(right, left))
            else:
                raise NotSupportedError  # noqa: TRY301 - as the joins do
        except NotSupportedError:
            return
        costs.append((time.perf_counter() - begin, time.process_time() - used, peak_mib()))
    for nth, column in enumerate(answer):
        np.save(folder / f"found-{nth}.npy", column)
    (folder / "costs.json").write_text(json.dumps(costs), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
