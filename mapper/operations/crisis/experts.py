"""Who sits at the conferences of a district, for which agency. No household is read or written here."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from mapper.domain.agency import Agency, Expert, line
from mapper.errors import InvalidInput, NotFound
from mapper.operations.crisis.entering import Look, enter, log
from mapper.store.crisis import experts as rows
from mapper.store.engine import Session


def experts(session: Session, look: Look) -> list[Expert]:
    """List the experts of the reader's districts.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Expert
        By name.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "expert.list", "expert")
    return rows.experts(session)


def add_expert(session: Session, expert: Expert, look: Look, *, of: Collection[Agency]) -> None:
    """Write down who sits at the conferences of a district.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    expert : Expert
        Who.
    look : Look
        Who says so, and when.
    of : collection of Agency
        The agencies there are.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    InvalidInput
        When the name is missing, or the agency or the district are none of theirs.
    """
    action = "expert.add"
    enter(session, look, action, "expert")
    if expert.district_code not in (look.by.districts or ()):
        raise InvalidInput(f"{expert.district_code[:20]!r} is no district of {look.by.name}.", field="district")
    if expert.agency_id not in {one.agency_id for one in of}:
        raise InvalidInput(f"{expert.agency_id} is no agency of the list; add the agency first.", field="agency")
    name, position = line(expert.name, "name"), line(expert.position, "position", needed=False)
    kept = Expert(expert.expert_id, expert.district_code, expert.agency_id, name, position)
    log(session, look, action, (), searched=[kept.district_code])
    rows.add(session, kept, user_id=look.by.user_id, now=look.now)


def withdraw_expert(session: Session, expert_id: UUID, look: Look) -> None:
    """Say that somebody sits there no more.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    expert_id : UUID
        Who.
    look : Look
        Who says so, and when.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    NotFound
        When there is none in reach.
    """
    action = "expert.withdraw"
    enter(session, look, action, "expert")
    found = next((one for one in rows.experts(session) if one.expert_id == expert_id), None)
    if found is None:
        raise NotFound(f"{expert_id} is no expert of a district of whoever asks; open the list again.")
    log(session, look, action, (), searched=[found.district_code])
    rows.add(session, found, user_id=look.by.user_id, now=look.now, withdrawn=True)
