"""How kernels are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel when it is first called, and keep it where there is a place to keep it.

    Parameters
    ----------
    kernel : callable
        A function that Numba understands.

    Returns
    -------
    callable
        While it runs, other threads do too.
    """
    made: Callable[..., Any]
    try:
        made = njit(kernel, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:
        # neither the installation nor the account's own folder can be written to: each process compiles its own
        made = njit(kernel, nogil=True, error_model="numpy")
    return made
