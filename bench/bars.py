"""Which bars a run missed, and whether that fails it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from bench.comparison import Measured

METROPOLIS: Final = 100_000
"""Segments of the city that the bars are set for."""

LEAST_BINDING: Final = 95_000
"""Graded segments of a city that is as large: the recipe of the demo once came to a few less than it was asked for."""


COMPLAINTS: Final = 1_000_000
"""Of such a city."""


def short(asked: int, segments: int, complaints: int) -> str | None:
    """Say what a city lacks of what was asked for, where that is as large a city as the bars are set for."""
    if asked < METROPOLIS or (segments >= asked and complaints >= COMPLAINTS):
        return None
    return f"That is less than the {asked:,} segments and {COMPLAINTS:,} complaints that were asked for."


def mark(one: Measured) -> str:
    """Return the bar of a comparison, and whether it is met."""
    if one.is_met is None:
        return "–"
    return f"{one.comparison.bar:.3g}×\n{'met' if one.is_met else 'MISSED'}"


def missed(measured: Sequence[Measured]) -> list[str]:
    """Say of every bar that was missed by how much."""
    return [
        f"{one.comparison.name}: {one.ratio:.3g}× of {one.comparison.bar:.3g}× "
        f"(ours {median(one.ours):,.4g}, beside it {median(one.peer):,.4g} {one.comparison.unit})"
        for one in measured
        if one.is_met is False
    ]


def told(measured: Sequence[Measured], segments: int) -> str:
    """Sum up how the bars stand, for a city of so many graded segments."""
    barred, lines = [one for one in measured if one.is_met is not None], missed(measured)
    size = "" if is_binding(segments) else f" (not binding: they are set for a city of {METROPOLIS:,} segments)"
    return "\n  ".join([f"{len(barred) - len(lines)} of {len(barred)} bars are met{size}.", *lines])


def is_failed(measured: Sequence[Measured], segments: int) -> bool:
    """Tell whether a bar was missed in a city that it is set for."""
    return is_binding(segments) and bool(missed(measured))


def is_binding(segments: int) -> bool:
    """Tell whether a city is as large as the one that the bars are set for."""
    return segments >= LEAST_BINDING
