"""A limit on what may hang, and what it was doing."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

FOLDER: Final = Path(__file__).resolve().parent
AGAIN: Final = 30.0
"""What is done on the way out may hang as well: it is interrupted after as long again [s]."""


class Overdue(Exception):
    """It was not done in time."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what the main thread does meanwhile, wherever it waits, once it has taken so long [s]."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise Overdue(f"not done within {seconds:g} s")

    start = time.monotonic()
    handler_before = signal.signal(signal.SIGALRM, interrupt)
    left_before, every_before = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler_before)
        if left_before > 0:  # the alarm of whoever called, such as pytest's
            left = left_before - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.01), every_before)


def doing(error: BaseException, of: Path = FOLDER) -> str:
    """Return the line of each function on the way to where an error came from, the innermost last."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = (step for step in steps if of in Path(step.filename).parents and step.filename != __file__)
    return " > ".join(f"{step.name}: {step.line}" for step in list(ours)[1:]) or "nothing of its own"
