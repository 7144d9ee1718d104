"""Issues that requests of this process hand in at once are logged in one transaction, as each then costs a fraction.

Nobody waits for others to come: whoever finds nobody at work logs what waits by now, while later ones gather.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Final

from flask import Flask, current_app

from mapper.errors import GolmokError
from mapper.operations.issue_judging import Answer, Report
from mapper.operations.issues import log_issue, log_issues
from web.sealing import seal
from web.session import let_go, session

_MOST: Final = 32
"""Reports that are logged together: more would wait longer for each other than they save."""

Outcome = Answer | GolmokError | None
"""What a report is answered, or why it is refused; None of one that has to be logged alone."""


def init_intake(app: Flask) -> None:
    """Give the application its intake.

    Parameters
    ----------
    app : Flask
        Each process that serves it has its own.
    """
    app.extensions["golmok_intake"] = Intake(_log_together)


def log(report: Report) -> Answer:
    """Store an issue that this request hands in, with those that others hand in at this moment.

    Parameters
    ----------
    report : Report
        What was handed in.

    Returns
    -------
    tuple
        As `mapper.operations.issues.log_issue`, which also says what it raises.
    """
    outcome = None
    if report.issue.joins is None:  # what another one joins may be waiting here as well, and is to be there first
        let_go()  # whoever waits needs no connection
        intake: Intake = current_app.extensions["golmok_intake"]
        outcome = intake.log(report)
    if outcome is None:
        return log_issue(session(), report.issue, report.handed_in, by=report.by, seal=seal())
    if isinstance(outcome, GolmokError):
        raise outcome
    return outcome


def _log_together(reports: Sequence[Report]) -> Sequence[Outcome]:
    try:
        outcomes = log_issues(session(), reports, seal=seal())
        let_go()
    except Exception:  # noqa: BLE001 - the fault of one, or a lock: alone, each meets its own or none
        session().rollback()
        return [None] * len(reports)
    return outcomes


class Intake:
    """What the threads of a process have been handed and nobody has logged yet.

    Parameters
    ----------
    log_all : callable
        Logs reports together and returns the outcome of each; it raises nothing.
    """

    def __init__(self, log_all: Callable[[Sequence[Report]], Sequence[Outcome]]) -> None:
        self._log_all = log_all
        self._lock = Lock()
        self._waiting: deque[_Turn] = deque()
        self._is_led = False

    def __len__(self) -> int:
        return len(self._waiting)

    def log(self, report: Report) -> Outcome:
        """Have a report logged, with those of others who call this at the same time.

        Parameters
        ----------
        report : Report
            What was handed in.

        Returns
        -------
        tuple, GolmokError or None
            As ``log_all`` tells.
        """
        mine = _Turn(report)
        with self._lock:
            self._waiting.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.called.wait()
        if not mine.is_over:
            self._lead()
        return mine.outcome

    def _lead(self) -> None:
        """Log what waits, the own report first of all, and leave the rest to whoever waits longest."""
        with self._lock:
            together = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))]
        outcomes: Sequence[Outcome] = [None] * len(together)
        try:
            outcomes = self._log_all([turn.report for turn in together])
        finally:
            for turn, outcome in zip(together, outcomes, strict=True):
                turn.outcome, turn.is_over = outcome, True
                turn.called.set()
            with self._lock:
                self._is_led = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].called.set()


class _Turn:
    """A report that waits: for its outcome, or to lead."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.called = Event()
        self.is_over = False
        self.outcome: Outcome = None
