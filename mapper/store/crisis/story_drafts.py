"""Stories as they were written of cases: sealed, with what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from mapper.domain.story import StoryLine
from mapper.store.crisis.households import told_of
from mapper.store.tables import CaseRow, HouseholdRow, StoryDraftRow

_LINE: Final = [getattr(StoryDraftRow, name) for name in StoryLine.__dataclass_fields__]


def add(session: Session, line: StoryLine, envelope: bytes) -> None:
    """Store a story that waits for a second reader.

    Parameters
    ----------
    session : Session
        Reaching its district; not committed.
    line : StoryLine
        Who wrote it of which case.
    envelope : bytes
        What it says, with the key of the household.
    """
    session.add(StoryDraftRow(**vars(line), envelope=envelope))
    session.flush()


def of_case(session: Session, case_id: UUID) -> list[tuple[StoryLine, bytes]]:
    """Read the stories that were written of a case.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    case_id : UUID
        Which.

    Returns
    -------
    list of tuple of StoryLine and bytes
        The latest first, each with its envelope.
    """
    return _read(session, select(*_LINE, StoryDraftRow.envelope).where(StoryDraftRow.case_id == case_id))


def waiting(session: Session, user_id: UUID | None) -> list[StoryLine]:
    """Read the stories that wait for a second reader.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader, who does not hear of some households.

    Returns
    -------
    list of StoryLine
        The latest first.
    """
    asked = (
        select(*_LINE, StoryDraftRow.envelope)
        .join(CaseRow, CaseRow.id == StoryDraftRow.case_id)
        .join(HouseholdRow, HouseholdRow.id == CaseRow.household_id)
        .where(StoryDraftRow.state == "written", *told_of(user_id))
    )
    return [line for line, _ in _read(session, asked)]


def held(session: Session, draft_id: UUID) -> tuple[StoryLine, bytes, UUID] | None:
    """Read a story, which nobody else decides until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching its district.
    draft_id : UUID
        Which.

    Returns
    -------
    tuple of StoryLine, bytes and UUID, or None
        With its envelope and its household; None when there is none.
    """
    asked = (
        select(*_LINE, StoryDraftRow.envelope, CaseRow.household_id)
        .join(CaseRow, CaseRow.id == StoryDraftRow.case_id)
        .where(StoryDraftRow.id == draft_id)
        .with_for_update(of=StoryDraftRow)
    )
    row = session.execute(asked).one_or_none()
    return None if row is None else (StoryLine(*row[: len(_LINE)]), row.envelope, row.household_id)


def decide(session: Session, draft_id: UUID, state: str, *, by: UUID, now: datetime) -> None:
    """Store what a second reader decided.

    Parameters
    ----------
    session : Session
        Holding it; not committed.
    draft_id : UUID
        Which.
    state : str
        ``told`` or ``declined``.
    by : UUID
        Who: not whoever wrote it, which the database sees to as well.
    now : datetime
        This moment.
    """
    values = {"state": state, "decided_by": by, "decided_at": now}
    session.execute(update(StoryDraftRow).where(StoryDraftRow.id == draft_id).values(values))


def withdraw(session: Session, household_id: UUID) -> list[UUID]:
    """Withdraw every story of a household.

    Parameters
    ----------
    session : Session
        Reaching its district; not committed.
    household_id : UUID
        Of whom.

    Returns
    -------
    list of UUID
        Drafts that waited, or were told.
    """
    cases = select(CaseRow.id).where(CaseRow.household_id == household_id)
    changed = (
        update(StoryDraftRow)
        .where(StoryDraftRow.case_id.in_(cases), StoryDraftRow.state.in_(("written", "told")))
        .values(state="withdrawn")
        .returning(StoryDraftRow.id)
    )
    return list(session.execute(changed).scalars())


def _read(session: Session, asked: Select[Any]) -> list[tuple[StoryLine, bytes]]:
    rows = session.execute(asked.order_by(StoryDraftRow.written_at.desc(), StoryDraftRow.id))
    return [(StoryLine(*row[: len(_LINE)]), row.envelope) for row in rows]
