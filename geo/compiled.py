"""Kernels in machine code: plain functions over arrays, compiled by numba where the work is large.

A kernel is an ordinary function whose annotations say its types. For little work it is called as it
stands, so that nobody waits for a compiler; for more, its one source is compiled and kept on disk,
and the two give the same numbers to the last bit (tests hold every join to that).
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from threading import RLock
from types import FunctionType
from typing import Any, Final, TypeVar, get_type_hints

import numpy as np

from geo.ellipsoid import Floats, Integers

SMALL_WORK = 100_000
"""Steps (of some two microseconds in plain Python) up to which compiling would cost more."""

_TYPES: Final = {int: "int64", float: "float64", Floats: "float64[::1]", Integers: "int64[::1]"}
_LOCK = RLock()
_COMPILED: dict[Callable[..., Any], Callable[..., Any]] = {}

Result = TypeVar("Result")


def run(kernel: Callable[..., Result], steps: float, *arguments: object) -> Result:
    """Call a kernel as it stands for few steps, else as machine code.

    Parameters
    ----------
    kernel
        A function of numbers and arrays: float64 or int64, one-dimensional, without gaps. It may
        call other such functions of its module's globals, and `math`.
    steps
        About how many times its innermost loop runs.
    *arguments
        As the kernel takes them. Arrays are written to in place.
    """
    if steps > SMALL_WORK or kernel in _COMPILED:
        return compiled(kernel)(*arguments)
    # reading a number out of a view costs a third of reading it out of an array
    return kernel(*(a.data if isinstance(a, np.ndarray) else a for a in arguments))


def compiled(kernel: Callable[..., Result]) -> Callable[..., Result]:
    """Return the kernel as machine code: from the cache on disk, or compiled anew."""
    with _LOCK:
        if kernel not in _COMPILED:
            _COMPILED[kernel] = _compiled(kernel)
        return _COMPILED[kernel]


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    assert isinstance(kernel, FunctionType)  # noqa: S101 - tells the type
    machine = {name: compiled(one) for name, one in _called(kernel)}
    twin = FunctionType(kernel.__code__, {**kernel.__globals__, **machine}, kernel.__name__)
    twin.__module__ = kernel.__module__
    # numba looks into the kernel's own file for changes; the name tells of all that it is made from
    twin.__qualname__ = f"{kernel.__name__}_{_digest(kernel)}"
    hints = get_type_hints(kernel)
    hints.pop("return")
    types = ", ".join(_TYPES[kind] for kind in hints.values())
    try:
        return _machine_code(twin, f"({types},)", cache=True)
    except RuntimeError:  # no folder for a cache can be written
        return _machine_code(twin, f"({types},)", cache=False)


def _machine_code(kernel: FunctionType, types: str, *, cache: bool) -> Callable[..., Any]:
    # a third of a second, which --help and small tables need not wait for
    import numba  # noqa: PLC0415

    compile_it: Callable[..., Any] = numba.njit(types, cache=cache, nogil=True, error_model="numpy")
    made: Callable[..., Any] = compile_it(kernel)
    return made


def _called(kernel: FunctionType) -> Iterator[tuple[str, FunctionType]]:
    for name in kernel.__code__.co_names:
        one = kernel.__globals__.get(name)
        if isinstance(one, FunctionType):
            yield name, one


def _digest(kernel: FunctionType) -> str:
    """Return a name for the code of a kernel, of all it calls, and of the constants they use."""
    code = kernel.__code__
    parts = [code.co_code.hex(), repr(code.co_consts), repr(code.co_names)]
    parts += [
        repr(kernel.__globals__.get(name))
        for name in code.co_names
        if isinstance(kernel.__globals__.get(name), int | float | tuple)
    ]
    parts += [_digest(one) for _, one in _called(kernel)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
