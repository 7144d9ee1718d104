"""What a fault is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from faults.ground import Ground
from faults.limit import doing, limited

LIMIT: Final = 300.0
"""What a fault may take in all before it is taken for hanging [s]: a busy machine is no fault."""
A_ROUND: Final = 60.0
"""What it may take besides for every round, if it is repeated [s]."""


class Missed(Exception):
    """What must hold did not; the text says what was seen instead."""


class Cannot(Exception):
    """The machine does not let us do it; the text says why."""


@dataclass(frozen=True)
class Fault:
    """One thing that happens to the machine.

    Attributes
    ----------
    id : str
        In ``faults.json``.
    done : str
        What is done.
    bar : str
        What must hold.
    suffer : callable
        Does it on the ground, and returns the figure: a number, or a few words. Raises `Missed` or `Cannot`.
    sampled : bool
        Whether every run of the tests does it too: it is quick, and needs no right that a container lacks.
    repeated : bool
        Whether it happens in every round, at another moment.
    limit : float
        What it may take in all [s].
    row : str or None
        Of the table of faults that a release has to bear, such as ``RF-10``; None for one that is in no row of it.
    """

    id: str
    done: str
    bar: str
    suffer: Callable[[Ground], str | float]
    sampled: bool = False
    repeated: bool = False
    limit: float = LIMIT
    row: str | None = field(kw_only=True)


@dataclass(frozen=True)
class Outcome:
    """What came of a fault.

    Attributes
    ----------
    fault : Fault
        Which.
    result : {"pass", "fail", "cannot"}
        Whether the bar was reached.
    figure : str or float
        What was measured; what was seen instead, or why it could not be done.
    """

    fault: Fault
    result: Literal["pass", "fail", "cannot"]
    figure: str | float

    def entry(self) -> dict[str, Any]:
        """Return what ``faults.json`` says of it."""
        return {"id": self.fault.id, "row": self.fault.row, "result": self.result, "figure": self.figure}


def suffered(fault: Fault, ground: Ground) -> Outcome:
    """Let a fault happen and judge it, in the time it may take; everything it started has ended afterwards."""
    limit = fault.limit + (ground.rounds * A_ROUND if fault.repeated else 0)
    try:
        with ground.cleared(), limited(limit):
            return Outcome(fault, "pass", fault.suffer(ground))
    except Cannot as reason:
        return Outcome(fault, "cannot", str(reason))
    except Missed as seen:
        return Outcome(fault, "fail", f"Missed: {seen}")
    except Exception as error:  # noqa: BLE001  (whatever it was: it did not come back, and the others are still to come)
        return Outcome(fault, "fail", f"{type(error).__name__}: {error}; it was at {doing(error)}")


def require(holds: bool, seen: str) -> None:  # noqa: FBT001  (read as a sentence)
    """Miss the bar unless something holds."""
    if not holds:
        raise Missed(seen)
