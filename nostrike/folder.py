"""The output folder: written whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import InputError
from nostrike.manifest import is_earlier_run


def check_out(out: Path) -> None:
    """Refuse an output folder that holds anything but an earlier run of this tool.

    Raises
    ------
    InputError
        ``out`` is a file, or a folder with other things in it.
    """
    if out.is_dir():
        if any(out.iterdir()) and not is_earlier_run(out):
            raise InputError(
                f"--out {out}: this folder holds other things; name a new folder "
                "(only a folder of an earlier run is replaced)"
            )
    elif out.exists() or out.is_symlink():
        raise InputError(f"--out {out}: this is a file; name a new folder")


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Path]:
    """Give a scratch folder beside ``out`` that takes its place when all went well."""
    check_out(out)
    with scratch_beside(out) as scratch:
        scratch.chmod(0o755)
        yield scratch
        old = None
        if out.exists():
            old = scratch.with_name(scratch.name + "-old")
            out.rename(old)
        scratch.rename(out)
        if old is not None:
            shutil.rmtree(old)


@contextmanager
def scratch_beside(out: Path) -> Iterator[Path]:
    """Give an empty folder beside ``out``, from which things can be moved there; then drop it.

    Raises
    ------
    InputError
        Nothing can be written there.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as fault:
        raise InputError(f"--out {out}: cannot be written ({fault.strerror})") from None
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
