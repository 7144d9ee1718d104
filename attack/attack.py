"""What an attack is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from attack.target import Target
from faults.limit import doing, limited

FOLDER: Final = Path(__file__).resolve().parent
LIMIT: Final = 1800.0
"""What an attack may take on one target before it is taken for hanging [s]."""


@dataclass(frozen=True)
class Outcome:
    """What came of an attack on one target.

    Attributes
    ----------
    passed : bool
        Whether the target held: the bar was reached.
    figure : str
        What was measured, in a few words.
    """

    passed: bool
    figure: str

    @property
    def result(self) -> Literal["pass", "fail"]:
        """As the file of outcomes says it."""
        return "pass" if self.passed else "fail"


@dataclass(frozen=True)
class Attack:
    """One thing that somebody would try.

    Attributes
    ----------
    id : str
        ``AT-01`` and so on.
    title : str
        What is done.
    bar : str
        What must hold.
    run : callable
        Does it to a target that it knows nothing of but its interface.
    sampled : bool
        Whether every run of the tests does it too, in part: not what measures time, nor what drives a browser for long.
    """

    id: str
    title: str
    bar: str
    run: Callable[[Target], Outcome]
    sampled: bool = True


@dataclass(frozen=True)
class Verdict:
    """What came of an attack on both targets.

    Attributes
    ----------
    attack : Attack
        Which.
    product, weak : Outcome
        The weak one is to fail.
    """

    attack: Attack
    product: Outcome
    weak: Outcome

    def entry(self) -> dict[str, Any]:
        """Return what ``attacks.json`` says of it."""
        figures = {"figure": self.product.figure, "weak_figure": self.weak.figure}
        return {"id": self.attack.id, "product": self.product.result, "weak": self.weak.result, **figures}


def tried(attack: Attack, product: Target, weak: Target) -> Verdict:
    """Try an attack on both. What broke off has shown nothing: the product did not hold, and nothing was bitten."""
    return Verdict(attack, _on(attack, product, broken=False), _on(attack, weak, broken=True))


def _on(attack: Attack, target: Target, *, broken: bool) -> Outcome:
    try:
        with limited(LIMIT):
            return attack.run(target)
    except Exception as error:  # noqa: BLE001  (whatever it was, the others are still to come)
        return Outcome(broken, f"broke off: {type(error).__name__}: {error}; it was at {doing(error, FOLDER)}")
