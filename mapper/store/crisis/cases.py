"""Cases, who follows them, and who may not see whose."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.tables import CaseAssignmentRow, CaseRow, HouseholdRow, RecusalRow


def open_case(session: Session, household_id: UUID, district_code: str, *, on: date) -> UUID:
    """Open a case.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id : UUID
        Of whom.
    district_code : str
        Where they live.
    on : date
        Today.

    Returns
    -------
    UUID
        Of the case.
    """
    case = CaseRow(id=uuid4(), household_id=household_id, district_code=district_code, opened_on=on)
    session.add(case)
    session.flush()
    return case.id


def household_of(session: Session, case_id: UUID) -> tuple[UUID, str] | None:
    """Return whose case it is.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    case_id : UUID
        Which.

    Returns
    -------
    tuple of UUID and str, or None
        The household and its district; None when there is no such case, or its household was destroyed.
    """
    asked = (
        select(CaseRow.household_id, CaseRow.district_code)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .where(CaseRow.id == case_id, HouseholdRow.destroyed_on.is_(None))
    )
    found = session.execute(asked).one_or_none()
    return None if found is None else (found[0], found[1])


def assign(
    session: Session, case_id: UUID, district_code: str, user_id: UUID, *, by: UUID | None, now: datetime
) -> None:
    """Let somebody follow a case; whoever follows it already goes on.

    Parameters
    ----------
    session : Session
        Not committed.
    case_id : UUID
        Which.
    district_code : str
        Of the case.
    user_id : UUID
        Who follows it.
    by : UUID or None
        Who says so.
    now : datetime
        This moment.
    """
    values = {"id": uuid4(), "case_id": case_id, "district_code": district_code, "user_id": user_id}
    session.execute(
        insert(CaseAssignmentRow).values(values | {"assigned_by": by, "began_at": now}).on_conflict_do_nothing()
    )


def end_assignment(session: Session, case_id: UUID, user_id: UUID, *, now: datetime) -> None:
    """Let somebody follow a case no longer.

    Parameters
    ----------
    session : Session
        Not committed.
    case_id, user_id : UUID
        Which, and who.
    now : datetime
        This moment.
    """
    session.execute(
        update(CaseAssignmentRow)
        .where(
            CaseAssignmentRow.case_id == case_id,
            CaseAssignmentRow.user_id == user_id,
            CaseAssignmentRow.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def recuse(
    session: Session, household_id: UUID, district_code: str, user_id: UUID, *, by: UUID | None, now: datetime
) -> None:
    """Keep a household from somebody, whatever they are assigned to.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id : UUID
        Which.
    district_code : str
        Where it lives.
    user_id : UUID
        From whom.
    by : UUID or None
        Who says so.
    now : datetime
        This moment.
    """
    values = {"household_id": household_id, "user_id": user_id, "district_code": district_code}
    session.execute(
        insert(RecusalRow).values(values | {"recorded_by": by, "recorded_at": now}).on_conflict_do_nothing()
    )
