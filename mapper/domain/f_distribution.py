"""Quantiles of the F distribution, for the one interval that needs them: a library of statistics would weigh 100 MB."""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import Final

_TINY: Final = 1e-300
_TERMS: Final = 10_000
_HALVINGS: Final = 60


def f_quantile(probability: float, numerator: float, denominator: float) -> float:
    """Return the value that an F-distributed number stays below with a probability.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22, by halving.

    Parameters
    ----------
    probability : float
        Above 0 and below 1.
    numerator, denominator : float
        Degrees of freedom, above 0; not only whole numbers.

    Returns
    -------
    float
        To 12 digits or so.
    """
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = _incomplete_beta(numerator / 2, denominator / 2, middle) < probability
        low, high = (middle, high) if below else (low, middle)
    return denominator * low / (numerator * (1 - low))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function, for x between 0 and 1."""
    if x > (a + 1) / (a + b + 2):  # from the other side, where the fraction converges
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _continued_fraction(a, b, x)


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Evaluate by Lentz's method."""
    fraction, above, below = 1.0, 1.0, 0.0
    for term in range(_TERMS):
        m = term // 2
        if term == 0:
            factor = 1.0
        elif term % 2:
            factor = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            factor = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + factor * below or _TINY)
        above = 1 + factor / above or _TINY
        fraction *= above * below
        if term and abs(above * below - 1) < 1e-15:
            break
    return fraction - 1
