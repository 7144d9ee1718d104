"""Who follows a case, and to whom a household is not there."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mapper.domain.reader import Role
from mapper.errors import InvalidInput, LastFollower
from mapper.operations.crisis.entering import Look, enter, log, not_found, require_fresh_proof, require_proof
from mapper.operations.people.users import user_of_id
from mapper.store.crisis import cases
from mapper.store.crisis import households as rows
from mapper.store.crisis.cases import Recusal
from mapper.store.engine import Session

_ASSIGN: Final = "case.assign"


def assign(session: Session, case_id: UUID, user_id: UUID, look: Look) -> None:
    """Let somebody follow a case: said by whoever follows it, or hears of it as they oversee its district, or by an administrator.

    Whoever oversees says nothing of the sealed tier: who follows those cases hands them on, and what they left is taken
    over (`assigning.take_over`).

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    case_id : UUID
        Which.
    user_id : UUID
        Who is to follow it: a case worker of its district.
    look : Look
        Who says so, why and when.

    Raises
    ------
    HouseholdNotFound
        When there is no such case, or it is not for whoever says so, or kept from them.
    ProofNeeded
        When it is of the sealed tier, or an administrator says so, and the last proof is too old.
    InvalidInput
        When the user is no case worker of its district.
    """
    hand_over(session, case_id, _entered(session, case_id, look, _ASSIGN), user_id, look)


def hand_over(session: Session, case_id: UUID, of: tuple[UUID, str], user_id: UUID, look: Look) -> None:
    """Let somebody follow a case. Whoever calls this has found that it is for whoever says so.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    case_id : UUID
        Which.
    of : tuple of UUID and str
        Its household, and the district of that.
    user_id : UUID
        Who is to follow it: a case worker of its district.
    look : Look
        Who says so, why and when.

    Raises
    ------
    InvalidInput
        When the user is no case worker of its district.
    """
    district_code = of[1]
    user = user_of_id(session, user_id)
    if user.role is not Role.WELFARE or user.is_disabled or district_code not in (user.districts or ()):
        message = f"{user.name} is no case worker of district {district_code}; choose one who is."
        raise InvalidInput(message, field="user")
    log(session, look, _ASSIGN, [of])
    cases.assign(session, case_id, district_code, user_id, by=look.by.user_id, now=look.now)


def release(session: Session, case_id: UUID, user_id: UUID, look: Look) -> None:
    """Let somebody follow a case no longer, as long as somebody else does.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    case_id, user_id : UUID
        Which, and who.
    look : Look
        Who says so, why and when.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for `assign`.
    LastFollower
        When nobody else follows the case, and it is open.
    """
    action = "case.release"
    household_id, district_code = _entered(session, case_id, look, action)
    _require_other(session, case_id, user_id)
    log(session, look, action, [(household_id, district_code)])
    cases.end_assignment(session, case_id, user_id, now=look.now)


def recuse(session: Session, case_id: UUID, user_id: UUID, look: Look) -> None:
    """Keep a household from somebody for good: kin, neighbours, whoever they hide from.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    case_id : UUID
        A case of the household.
    user_id : UUID
        From whom, whatever they are assigned to, now or later.
    look : Look
        Who says so, why and when.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for `assign`.
    LastFollower
        When nobody else follows the case, and it is open.
    """
    action = "household.recuse"
    household_id, district_code = _entered(session, case_id, look, action)
    _require_other(session, case_id, user_id)
    log(session, look, action, [(household_id, district_code)])
    cases.recuse(session, household_id, district_code, user_id, by=look.by.user_id, now=look.now)


def end_recusal(session: Session, household_id: UUID, user_id: UUID, look: Look) -> None:
    """Let a household be there for somebody again: said by an administrator, who sees nothing of it.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    household_id : UUID
        Which.
    user_id : UUID
        From whom it was kept; not whoever says so.
    look : Look
        Who says so, why and when; they have just proved who they are.

    Raises
    ------
    NotAllowed, ProofNeeded
        When they are no administrator, or their proof is too old.
    HouseholdNotFound
        When it is kept from no such user, or that is whoever asks.
    """
    action = "household.end_recusal"
    enter(session, look, action, "recusal.end")
    require_fresh_proof(session, look, action, household_id)
    district_code = cases.recusal_of(session, household_id, user_id) if user_id != look.by.user_id else None
    if district_code is None:
        raise not_found(session, look, action, household_id)
    log(session, look, action, [(household_id, district_code)])
    cases.end_recusal(session, household_id, user_id)


def recusals(session: Session, look: Look) -> list[Recusal]:
    """List who is kept from which household; nothing is told of the households but an id.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Recusal
        The latest first.

    Raises
    ------
    NotAllowed
        When they are no administrator.
    """
    enter(session, look, "recusal.list", "recusal.end")
    return cases.recusals(session)


def _require_other(session: Session, case_id: UUID, user_id: UUID) -> None:
    is_open = cases.hold(session, case_id)  # two who leave at once wait for each other
    left = set(cases.followers(session, case_id)) - cases.recused(session, case_id)
    if is_open and left == {user_id}:
        raise LastFollower("Nobody else follows this case; let a colleague follow it first.")


def _entered(session: Session, case_id: UUID, look: Look, action: str) -> tuple[UUID, str]:
    enter(session, look, action, "case.assign")
    if look.by.role is Role.ADMIN:  # of every tier: to ask for it in one would tell which that is
        require_fresh_proof(session, look, action, case_id)
    found = cases.household_of(session, case_id)
    # Asked of nobody's case as well, so that the one takes as long as the other.
    is_for = _is_for(session, found[0] if found else case_id, look, action)
    if found is None or not is_for:
        raise not_found(session, look, action, case_id)
    return found


def _is_for(session: Session, household_id: UUID, look: Look, action: str) -> bool:
    if look.by.role is Role.ADMIN:
        return cases.recusal_of(session, household_id, look.by.user_id) is None
    if look.by.role is Role.SUPERVISOR:
        return rows.hears_of(session, look.by.user_id, household_id)
    followed = rows.one(session, look.by.user_id, household_id)
    if followed is None:
        return False
    require_proof(session, look, action, followed)
    return True
