"""Count what the desks of a case worker's districts did, without opening anything."""

from __future__ import annotations

from datetime import date

from mapper.domain.calendar import end_of
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
    action = "case.figures"
    enter(session, look, action)
    log(session, look, action, (), searched=look.by.districts or ())
    cases = case_records.received(session, first=first, last=min(last, as_of))
    known = case_records.records(session, [case_id for case_id, *_ in cases], until=end_of(as_of))
    return [CaseHistory(case_id, code, on, tuple(known.get(case_id, ()))) for case_id, code, on in cases]
