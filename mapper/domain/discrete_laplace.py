"""Noise for what leaves the building: discrete Laplace, drawn exactly, in whole numbers only.

Floating point would leak: which noise can come out depends on what it is added to (Mironov 2012). The method is
algorithm 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

Below = Callable[[int], int]
"""Draws a whole number from 0 up to, but not including, the one it is given; such as `secrets.randbelow`."""


def draw(epsilon: Fraction, below: Below) -> int:
    """Draw noise that hides one household.

    Parameters
    ----------
    epsilon : Fraction
        More than 0; the larger, the less noise.
    below : callable
        Where the randomness comes from: the operating system's, never a seed.

    Returns
    -------
    int
        Each number k with a probability in proportion to exp(-epsilon * abs(k)).
    """
    spread, step = epsilon.denominator, epsilon.numerator
    while True:
        remainder = below(spread)
        if not _happens(remainder, spread, below):
            continue
        whole = 0
        while _happens(1, 1, below):
            whole += 1
        size = (remainder + spread * whole) // step
        is_negative = below(2) == 1
        if not (is_negative and size == 0):  # else 0 would come twice as often as it should
            return -size if is_negative else size


def _happens(part: int, whole: int, below: Below) -> bool:
    """Return True with probability exp(-part / whole), of a share that is 1 at most (algorithm 1)."""
    tries = 1
    while below(whole * tries) < part:
        tries += 1
    return tries % 2 == 1
