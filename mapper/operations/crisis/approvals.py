"""A second person for what opens many households at once: asked, decided, used once. Each step is in the log."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from mapper.domain.approval import Approval, ApprovalKind, ApprovalState
from mapper.errors import ApprovalNeeded, ApprovalNotFound, DecidedMeanwhile, InvalidInput
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, require_fresh_proof
from mapper.store.crisis import approvals as rows
from mapper.store.engine import Session

_ASKING: Final = {
    ApprovalKind.FILE: "case.file",
    ApprovalKind.ROUND: "case.file",
    ApprovalKind.DISTRICT: "case.oversee",
}
"""The permission that whoever asks for each kind needs."""


def ask(session: Session, look: Look, kind: ApprovalKind, district_code: str) -> Approval:
    """Ask for something that a second person has to allow.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    look : Look
        Who asks, why and when.
    kind : ApprovalKind
        What for.
    district_code : str
        Of whose households: one of the reader's districts.

    Returns
    -------
    Approval
        As stored.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    InvalidInput
        When the district is none of theirs.
    """
    action = "approval.ask"
    enter(session, look, action, _ASKING[kind])
    by = look.by
    if by.user_id is None or district_code not in (by.districts or ()):
        log_refusal(session, look, action)
        raise InvalidInput(f"{district_code} is no district of {by.name}; choose one of theirs.", field="district")
    log(session, look, action, (), searched=[district_code])
    approval = Approval(
        id=uuid4(),
        district_code=district_code,
        kind=kind,
        asked_by=by.user_id,
        asked_name=by.name,
        asked_at=look.now,
        reason=look.reason.code,
        words=look.reason.words,
    )
    rows.add(session, approval)
    return approval


def decide(session: Session, look: Look, approval_id: UUID, *, granted: bool) -> Approval:
    """Allow or decline what somebody else asked for.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    look : Look
        Who decides, and when.
    approval_id : UUID
        Which.
    granted : bool
        Whether it may be done, once, within a day.

    Returns
    -------
    Approval
        As it was before.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or they have not just proved who they are.
    ApprovalNotFound
        When there is none, it is of a district that is not theirs, or they asked for it themselves.
    DecidedMeanwhile
        When somebody decided before, or it has lapsed.
    """
    action = "approval.grant" if granted else "approval.decline"
    enter(session, look, action, "case.approve")
    require_fresh_proof(session, look, action)
    approval = rows.held(session, approval_id)
    if approval is None or look.by.user_id is None or approval.asked_by == look.by.user_id:
        log_refusal(session, look, action)
        raise ApprovalNotFound(f"{approval_id} is nothing that {look.by.name} may decide; choose one from the list.")
    if (state := approval.state(look.now)) is not ApprovalState.ASKED:
        raise DecidedMeanwhile(f"It is {state} already; open the list again.")
    log(session, look, action, (), searched=[approval.district_code])
    rows.decide(session, approval_id, granted=granted, by=look.by.user_id, name=look.by.name, now=look.now)
    return approval


def spend(session: Session, look: Look, action: str, approval_id: UUID, kind: ApprovalKind) -> Approval:
    """Use what a second person allowed, this once.

    Parameters
    ----------
    session : Session
        Entered; not committed: an act that fails leaves it unused.
    look : Look
        Who uses it, and when: whoever asked.
    action : str
        What they want to do.
    approval_id : UUID
        Which.
    kind : ApprovalKind
        What it must be for.

    Returns
    -------
    Approval
        As it was before.

    Raises
    ------
    ApprovalNeeded
        When it is none of theirs, not granted, used, or lapsed; that is logged.
    """
    approval = rows.held(session, approval_id)
    fits = approval is not None and (approval.kind, approval.asked_by) == (kind, look.by.user_id)
    if approval is None or not fits or approval.state(look.now) is not ApprovalState.GRANTED:
        log_refusal(session, look, action)
        raise ApprovalNeeded("A second person has to allow this first, each time; ask for it.")
    rows.use(session, approval_id, now=look.now)
    return approval


def for_me(session: Session, look: Look) -> list[Approval]:
    """List what the reader may decide, and what was decided in their districts.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Approval
        The latest asked first.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "approval.list", "case.approve")
    return rows.listed(session)


def mine(session: Session, look: Look, kind: ApprovalKind) -> list[Approval]:
    """List what the reader asked for.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.
    kind : ApprovalKind
        What for.

    Returns
    -------
    list of Approval
        The latest asked first.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "approval.list", _ASKING[kind])
    return [one for one in rows.listed(session, asked_by=look.by.user_id) if one.kind is kind]


def usable(session: Session, look: Look, kind: ApprovalKind, district_code: str) -> Approval | None:
    """Return the oldest of the reader's approvals that can be used.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.
    kind : ApprovalKind
        What for.
    district_code : str
        Of whose households.

    Returns
    -------
    Approval or None
        None when they have none.
    """
    asked = mine(session, look, kind)
    fitting = [
        one for one in asked if one.district_code == district_code and one.state(look.now) is ApprovalState.GRANTED
    ]
    return fitting[-1] if fitting else None
