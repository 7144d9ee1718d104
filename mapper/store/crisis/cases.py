"""Cases, who follows them, and who may not see whose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.household import Tier
from mapper.store.bulk import insert_columns
from mapper.store.tables import CaseAssignmentRow, CaseRow, HouseholdRow, RecusalRow


@dataclass(frozen=True)
class Recusal:
    """That a household is kept from somebody.

    Attributes
    ----------
    household_id : UUID
        Which.
    district_code : str
        Where it lives.
    user_id : UUID
        From whom.
    recorded_at : datetime
        Since when.
    """

    household_id: UUID
    district_code: str
    user_id: UUID
    recorded_at: datetime


@dataclass(frozen=True)
class NewCase:
    """A case that is opened, and who follows it.

    Attributes
    ----------
    id, household_id : UUID
        Of the case and its household.
    district_code : str
        Where they live.
    follower : UUID
        Who follows it.
    """

    id: UUID
    household_id: UUID
    district_code: str
    follower: UUID


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


def open_cases(session: Session, opened: Sequence[NewCase], *, on: date, by: UUID | None, now: datetime) -> None:
    """Open many cases, each followed by somebody.

    Parameters
    ----------
    session : Session
        Not committed.
    opened : sequence of NewCase
        Their households are stored.
    on : date
        Today.
    by : UUID or None
        Who says who follows them.
    now : datetime
        This moment.
    """
    codes = [one.district_code for one in opened]
    case_ids = [one.id for one in opened]
    households = [one.household_id for one in opened]
    insert_columns(
        session, CaseRow, {"id": case_ids, "household_id": households, "district_code": codes, "opened_on": on}
    )
    followed = {"case_id": case_ids, "district_code": codes, "user_id": [one.follower for one in opened]}
    said = {"assigned_by": by, "began_at": now}
    insert_columns(session, CaseAssignmentRow, {"id": [uuid4() for _ in opened], **followed, **said})


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


def is_any_open(session: Session, household_id: UUID) -> bool:
    """Say whether a household has an open case.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    household_id : UUID
        Which.

    Returns
    -------
    bool
        False once all of them are closed.
    """
    asked = select(CaseRow.id).where(CaseRow.household_id == household_id, CaseRow.closed_on.is_(None)).limit(1)
    return session.execute(asked).one_or_none() is not None


def hold(session: Session, case_id: UUID) -> bool:
    """Let nobody else change a case until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching its district.
    case_id : UUID
        Which.

    Returns
    -------
    bool
        Whether it is open.
    """
    asked = select(CaseRow.closed_on).where(CaseRow.id == case_id).with_for_update()
    return session.execute(asked).scalar_one() is None


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


def followers(session: Session, case_id: UUID) -> list[UUID]:
    """Return who follows a case.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    case_id : UUID
        Which.

    Returns
    -------
    list of UUID
        Users, the one who has followed it longest first.
    """
    asked = select(CaseAssignmentRow.user_id).where(
        CaseAssignmentRow.case_id == case_id, CaseAssignmentRow.ended_at.is_(None)
    )
    return list(session.execute(asked.order_by(CaseAssignmentRow.began_at, CaseAssignmentRow.user_id)).scalars())


def followers_of(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return who follows which of some cases.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    case_ids : collection of UUID
        Which.

    Returns
    -------
    dict of UUID to list of UUID
        Users by case, the one who has followed it longest first; a case that nobody follows is not in it.
    """
    asked = (
        select(CaseAssignmentRow.case_id, CaseAssignmentRow.user_id)
        .where(CaseAssignmentRow.case_id.in_(case_ids), CaseAssignmentRow.ended_at.is_(None))
        .order_by(CaseAssignmentRow.began_at, CaseAssignmentRow.user_id)
    )
    found: dict[UUID, list[UUID]] = {}
    for case_id, user_id in session.execute(asked):
        found.setdefault(case_id, []).append(user_id)
    return found


def sealed_open(session: Session, user_id: UUID | None) -> list[tuple[UUID, str, date]]:
    """Read the open cases of the sealed tier, unopened.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader, from whom some may be kept.

    Returns
    -------
    list of tuple of UUID, str and date
        Case, district and day of its intake, in order of that.
    """
    asked = (
        select(CaseRow.id, CaseRow.district_code, CaseRow.opened_on)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .where(CaseRow.closed_on.is_(None), HouseholdRow.tier == Tier.SEALED, HouseholdRow.destroyed_on.is_(None))
        .where(~exists().where(RecusalRow.household_id == HouseholdRow.id, RecusalRow.user_id == user_id))
        .order_by(CaseRow.opened_on, CaseRow.id)
    )
    return [(one.id, one.district_code, one.opened_on) for one in session.execute(asked)]


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


def recused(session: Session, case_id: UUID) -> set[UUID]:
    """Return from whom the household of a case is kept.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    case_id : UUID
        Which.

    Returns
    -------
    set of UUID
        Users.
    """
    asked = select(RecusalRow.user_id).join(CaseRow, CaseRow.household_id == RecusalRow.household_id)
    return set(session.execute(asked.where(CaseRow.id == case_id)).scalars())


def recusals(session: Session) -> list[Recusal]:
    """Read who is kept from which household.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.

    Returns
    -------
    list of Recusal
        The latest first.
    """
    columns = [getattr(RecusalRow, name) for name in Recusal.__dataclass_fields__]
    asked = select(*columns).order_by(RecusalRow.recorded_at.desc(), RecusalRow.household_id, RecusalRow.user_id)
    return [Recusal(*row) for row in session.execute(asked)]


def recusal_of(session: Session, household_id: UUID, user_id: UUID | None) -> str | None:
    """Tell whether a household is kept from somebody.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    household_id : UUID
        Which.
    user_id : UUID or None
        From whom; None, at the machine itself, is kept from nothing.

    Returns
    -------
    str or None
        Code of its district; None when it is not.
    """
    asked = select(RecusalRow.district_code)
    found: str | None = session.execute(
        asked.where(RecusalRow.household_id == household_id, RecusalRow.user_id == user_id)
    ).scalar_one_or_none()
    return found


def end_recusal(session: Session, household_id: UUID, user_id: UUID) -> None:
    """Let a household be there for somebody again; the access log keeps that it was not.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id, user_id : UUID
        Which, and from whom it was kept.
    """
    session.execute(delete(RecusalRow).where(RecusalRow.household_id == household_id, RecusalRow.user_id == user_id))
