"""What whoever oversees may look at: one household with a reason, a whole district once a second person allowed it.

They follow no case, and the sealed tier is not there for them.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from mapper.domain.access_reason import Reason
from mapper.domain.approval import ApprovalKind
from mapper.operations.crisis.approvals import spend
from mapper.operations.crisis.entering import Look, enter, log, not_found, require_fresh_proof
from mapper.operations.crisis.opening import Opened, as_opened, subjects_of
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import households as rows
from mapper.store.engine import Session


def read_one(session: Session, vault: Vault, household_id: UUID, look: Look) -> Opened:
    """Open a household of a district of whoever oversees it.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    household_id : UUID
        Which.
    look : Look
        Who, why and when; they have just proved who they are.

    Returns
    -------
    Opened
        What is known.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or their proof is too old.
    HouseholdNotFound
        When there is none, it is of the sealed tier, elsewhere, or kept from them: nobody can tell which.
    """
    action = "household.oversee"
    enter(session, look, action, "case.oversee")
    require_fresh_proof(session, look, action, household_id)
    found = rows.overseen(session, look.by.user_id, household_id)
    if not found:
        raise not_found(session, look, action, household_id)
    log(session, look, action, subjects_of(found))
    return as_opened(vault, found[0])


def read_district(session: Session, vault: Vault, approval_id: UUID, look: Look) -> list[Opened]:
    """Open every household of a district, but for the sealed tier, once, as a second person allowed.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    approval_id : UUID
        What was allowed; it says which district, and why.
    look : Look
        Who, and when; they have just proved who they are.

    Returns
    -------
    list of Opened
        By id. One entry of the log lists them all.

    Raises
    ------
    NotAllowed, ProofNeeded, ApprovalNeeded
        When it is not for their role, their proof is too old, or nobody allowed it.
    """
    action = "household.oversee_district"
    enter(session, look, action, "case.oversee")
    require_fresh_proof(session, look, action)
    approval = spend(session, look, action, approval_id, ApprovalKind.DISTRICT)
    found = rows.overseen_in(session, look.by.user_id, approval.district_code)
    why = replace(look, reason=Reason(approval.reason, approval.words))
    log(session, why, action, subjects_of(found), searched=[approval.district_code])
    return [as_opened(vault, sealed) for sealed in found]
