"""Count what the desks of a case worker's districts did, without opening anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from mapper.domain.calendar import FIRST_DAY, KST, end_of
from mapper.domain.case_figures import CaseHistory
from mapper.operations.crisis.entering import Look, enter, log
from mapper.store.crisis import case_records
from mapper.store.engine import Session


def histories(session: Session, look: Look, *, first: date, last: date, as_of: date) -> list[CaseHistory]:
    """Read the cases that were received in a period, as they were known at the end of a day.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    look : Look
        Who, why and when.
    first, last : date
        Korean dates of the period.
    as_of : date
        What was written later is not known.

    Returns
    -------
    list of CaseHistory
        Of the reader's districts. One entry of the log for each district; it names nobody, as nobody is told apart.
    """
    _enter(session, look, "case.figures")
    cases = case_records.received(session, look.by.user_id, first=first, last=min(last, as_of), destroyed=True)
    return _histories(session, look, cases, as_of)


def conference_board(session: Session, look: Look) -> tuple[list[CaseHistory], set[UUID]]:
    """Read every case of the reader's districts as it stands in clear, for the monthly conference.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    look : Look
        Who, why and when.

    Returns
    -------
    cases : list of CaseHistory
        By day of intake.
    own : set of UUID
        Those of them that the reader is assigned to.
    """
    _enter(session, look, "case.conferences")
    today = look.now.astimezone(KST).date()
    own = {one.id for one in case_records.own_cases(session, look.by.user_id)}
    cases = case_records.received(session, look.by.user_id, first=FIRST_DAY, last=today, destroyed=False)
    return _histories(session, look, cases, today), own


def _enter(session: Session, look: Look, action: str) -> None:
    enter(session, look, action)
    log(session, look, action, (), searched=look.by.districts or ())


def _histories(session: Session, look: Look, cases: Sequence[tuple[UUID, str, date]], as_of: date) -> list[CaseHistory]:
    known = case_records.records(session, [case_id for case_id, *_ in cases], until=end_of(as_of))
    return [CaseHistory(case_id, code, on, tuple(known.get(case_id, ())), look.holidays) for case_id, code, on in cases]
