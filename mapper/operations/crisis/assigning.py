"""Who follows which case of a district, for whoever oversees it: numbers, stages and days; nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mapper.domain.calendar import FIRST_DAY, KST
from mapper.domain.case_stage import Waiting, stage_of, waiting
from mapper.domain.reader import Role
from mapper.operations.crisis.entering import Look, enter, log, not_found, require_fresh_proof
from mapper.operations.crisis.following import hand_over
from mapper.operations.people.users import all_users
from mapper.store.crisis import case_records, cases
from mapper.store.engine import Session


@dataclass(frozen=True)
class FollowedCase:
    """An open case, unopened, and who follows it.

    Attributes
    ----------
    id : UUID
        Of the case.
    district_code : str
        Of its desk.
    received_on : date
        Korean date of its intake.
    stage : str
        Where it stands.
    waiting : list of Waiting
        What is due, the earliest first.
    followers : tuple of UUID
        Users, the one who has followed it longest first.
    """

    id: UUID
    district_code: str
    received_on: date
    stage: str
    waiting: list[Waiting]
    followers: tuple[UUID, ...]


def followed_cases(session: Session, look: Look) -> list[FollowedCase]:
    """List the open cases of the districts of whoever oversees them, but for the sealed tier.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    look : Look
        Who, and when.

    Returns
    -------
    list of FollowedCase
        What is due first comes first. One entry of the log for each district; it names nobody, as nobody is told apart.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    action = "case.followers"
    enter(session, look, action, "case.oversee")
    log(session, look, action, (), searched=look.by.districts or ())
    today = look.now.astimezone(KST).date()
    told = case_records.received(session, look.by.user_id, first=FIRST_DAY, last=today, destroyed=False)
    ids = [case_id for case_id, *_ in told]
    records, followers = case_records.records(session, ids), cases.followers_of(session, ids)
    found = [
        FollowedCase(
            case_id,
            code,
            on,
            stage_of(records.get(case_id, [])),
            waiting(on, records.get(case_id, []), extra=look.holidays),
            tuple(followers.get(case_id, ())),
        )
        for case_id, code, on in told
    ]
    open_cases = [one for one in found if one.stage != "closed"]
    return sorted(open_cases, key=lambda one: (one.waiting[0].due if one.waiting else date.max, one.id))


@dataclass(frozen=True)
class LeftCase:
    """An open case of the sealed tier that nobody follows to whom it is there, with an account in use and its district.

    Attributes
    ----------
    id : UUID
        Of the case.
    district_code : str
        Of its desk.
    received_on : date
        Korean date of its intake.
    """

    id: UUID
    district_code: str
    received_on: date


def left_cases(session: Session, look: Look) -> list[LeftCase]:
    """List the cases of the sealed tier that nobody follows any more: all that is told of that tier, and unopened.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    look : Look
        Who, and when; they have just proved who they are.

    Returns
    -------
    list of LeftCase
        The one that waits longest first. Those that somebody follows are not there for whoever oversees.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or their proof is too old.
    """
    action = "case.left"
    enter(session, look, action, "case.oversee")
    require_fresh_proof(session, look, action)
    log(session, look, action, (), searched=look.by.districts or ())
    found = cases.sealed_open(session, look.by.user_id)
    followers = cases.followers_of(session, [case_id for case_id, *_ in found])
    workers = [user for user in all_users(session) if not user.is_disabled and user.role is Role.WELFARE]
    there = {(user.id, code) for user in workers for code in user.districts or ()}

    def _is_left(case_id: UUID, code: str) -> bool:
        to = set(followers.get(case_id, ())) - cases.recused(session, case_id)
        return not any((one, code) in there for one in to)

    return [LeftCase(case_id, code, on) for case_id, code, on in found if _is_left(case_id, code)]


def take_over(session: Session, case_id: UUID, user_id: UUID, look: Look) -> None:
    """Let a case worker follow a case that nobody follows any more.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    case_id : UUID
        One of `left_cases`.
    user_id : UUID
        Who is to follow it: a case worker of its district.
    look : Look
        Who says so, why and when; they have just proved who they are.

    Raises
    ------
    NotAllowed, ProofNeeded
        As for `left_cases`.
    HouseholdNotFound
        When it is none of them.
    InvalidInput
        When the user is no case worker of its district.
    """
    is_left = case_id in {one.id for one in left_cases(session, look)}
    of = cases.household_of(session, case_id) if is_left else None
    if of is None:
        raise not_found(session, look, "case.assign", case_id)
    hand_over(session, case_id, of, user_id, look)


def followed_case_of(session: Session, case_id: UUID, look: Look) -> FollowedCase:
    """Return one of them.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    case_id : UUID
        Which.
    look : Look
        Who, and when.

    Returns
    -------
    FollowedCase
        Unopened.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    HouseholdNotFound
        When it is none of theirs.
    """
    found = next((one for one in followed_cases(session, look) if one.id == case_id), None)
    if found is None:
        raise not_found(session, look, "case.followers", case_id)
    return found
