"""How a comparison is measured: both sides checked, then run in turns beside a fixed task."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np

from bench.city import City

FIXED_TASK: Final = np.random.default_rng(0).random(4_000_000)
"""Sorted beside every run: how its time varies is how steady the machine was meanwhile."""


class Unequal(Exception):
    """The two sides do not give the same answer, so that their costs cannot be compared."""


@dataclass(frozen=True)
class Sides:
    """A job, ready to be done by either side.

    Attributes
    ----------
    ours, peer : callable
        Does the job once and returns what it cost, in the unit of the comparison.
    check : callable
        Raises `Unequal` unless both give the same answer; it also warms both up.
    """

    ours: Callable[[], float]
    peer: Callable[[], float]
    check: Callable[[], None]


@dataclass(frozen=True)
class Comparison:
    """One job of ours beside the way in which it would be done without us.

    Attributes
    ----------
    name : str
        In the contract of ``make bench``.
    unit : str
        Of what a run costs; less is better.
    peer : str
        Whom we are compared with.
    equal : str
        What is the same on both sides, and how that is checked.
    unequal : str
        What is not the same, and whom it favours.
    sides : callable
        Sets both up over a city for as long as they are measured.
    bar : float or None
        The ratio to reach; None where none is set for this size of city.
    """

    name: str
    unit: str
    peer: str
    equal: str
    unequal: str
    sides: Callable[[City], AbstractContextManager[Sides]]
    bar: float | None = None


@dataclass(frozen=True)
class Measured:
    """What every run of a comparison cost.

    Attributes
    ----------
    comparison : Comparison
        What was measured.
    ours, peer : tuple of float
        By run, in its unit.
    fixed_task : tuple of float
        What the same work cost each time beside them [ms].
    """

    comparison: Comparison
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    fixed_task: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times our cost the peer's is; above 1 we are better."""
        return median(self.peer) / median(self.ours)

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        bar = self.comparison.bar
        return None if bar is None else self.ratio >= bar

    @property
    def noise(self) -> float:
        """Spread of the fixed task, from least to most, as a share of its median."""
        return (max(self.fixed_task) - min(self.fixed_task)) / median(self.fixed_task)

    def entry(self) -> dict[str, Any]:
        """Return what ``latest.json`` says of it; ``ours`` and ``peer_value`` are medians, ``met`` is null without a bar."""
        return {
            "name": self.comparison.name,
            "unit": self.comparison.unit,
            "ours": median(self.ours),
            "peer": self.comparison.peer,
            "peer_value": median(self.peer),
            "ratio": self.ratio,
            "bar": self.comparison.bar,
            "met": self.is_met,
            "runs": len(self.ours),
            "noise": self.noise,
        }


def measure(comparison: Comparison, city: City, runs: int) -> Measured:
    """Check that both sides agree, then run them in turns: the fixed task, ours, the peer, and again."""
    with comparison.sides(city) as sides:
        sides.check()
        _fixed_task()
        rounds = [(milliseconds(_fixed_task), sides.ours(), sides.peer()) for _ in range(runs)]
    fixed_task, ours, peer = zip(*rounds, strict=True)
    return Measured(comparison, ours, peer, fixed_task)


def milliseconds(job: Callable[[], object]) -> float:
    """Time a job, which does not pay for the garbage of the one before it."""
    gc.collect()
    start = perf_counter()
    job()
    return (perf_counter() - start) * 1000


def _fixed_task() -> object:
    return np.sort(FIXED_TASK)
