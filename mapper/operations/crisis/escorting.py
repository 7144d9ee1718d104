"""The escort's sheet: where a household is that the mayor visits, for its case worker, once, around the slot."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from mapper.domain.case_record import Content, Record, is_open, standing
from mapper.domain.escort import ESCORT, Slot, consented, slot_of
from mapper.errors import CaseMoveRefused, EscortShut, InvalidInput
from mapper.operations.crisis.case_envelopes import followed_case, open_records
from mapper.operations.crisis.entering import Look, log, log_refusal, open_envelope
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import case_records
from mapper.store.crisis.case_records import Case, look_once
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session


@dataclass(frozen=True)
class EscortSheet:
    """What the escort of a visit is shown.

    Attributes
    ----------
    slot : Slot
        When.
    consent : UUID
        The record of the consent by which the mayor comes.
    address : str
        Where.
    words : str
        What to look at.
    """

    slot: Slot
    consent: UUID
    address: str = field(repr=False)
    words: str = field(repr=False)


def escort_sheet(session: Session, vault: Vault, case_id: UUID, record_id: UUID, look: Look) -> EscortSheet:
    """Open the sheet of a visit, this once.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    case_id, record_id : UUID
        Of the case, and of the record of the visit.
    look : Look
        Who, why and when.

    Returns
    -------
    EscortSheet
        In memory only.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        When the case is not one that the reader follows, or is of the sealed tier.
    CaseMoveRefused
        When no such visit is to come.
    EscortShut
        Outside of half an hour before the slot and after it, when nobody consents to it any more, or when it was opened.
    """
    action = "escort.look"
    case, sealed = followed_case(session, case_id, look, action, to_change=True)
    log(session, look, action, [(case.household_id, case.district_code)])
    written = case_records.sealed_records(session, [case_id], [ESCORT, "consent"])
    last = standing([one.record for one in written]).get(record_id)
    first = next((one for one in written if one.record.id == record_id), None)
    if last is None or first is None or last.kind != ESCORT or not is_open(last) or last.due_on is None:
        raise CaseMoveRefused("No visit of that kind is to come; open the case again.", record=str(record_id))
    consents = [one for one in written if one.record.kind == "consent"]
    content, *said = open_records(vault, sealed, [first, *consents])
    slot, place = slot_of(content, last.due_on), consented(said)
    if not slot.is_open(look.now) or place is None:
        log_refusal(session, look, action, case.household_id)
        raise EscortShut("The sheet opens half an hour before the visit, while somebody consents to it.", at="slot")
    if not look_once(session, record_id, case.district_code, user_id=look.by.user_id, now=look.now):
        log_refusal(session, look, action, case.household_id)
        raise EscortShut("The sheet was opened before; it opens once.", at="looked")
    household = open_envelope(vault, sealed)
    return EscortSheet(slot, consents[place].record.id, household.address, str(content.get("words", "")))


def require_welcome(
    session: Session, vault: Vault, held: tuple[Case, Sealed], record: Record, content: Content
) -> None:
    """Refuse a visit of the mayor that has no time, or to which nobody consented. Other records are none of its business.

    Parameters
    ----------
    session : Session
        Entered.
    vault : Vault
        Of this machine.
    held : tuple of Case and Sealed
        Which case, and its household.
    record : Record
        That is to be written.
    content : Content
        What it says.

    Raises
    ------
    InvalidInput
        Naming what is missing.
    """
    if (record.kind, record.about) != (ESCORT, None) or record.due_on is None:
        return
    slot_of(content, record.due_on)
    case, sealed = held
    written = case_records.sealed_records(session, [case.id], ["consent"])
    if consented(open_records(vault, sealed, written)) is None:
        message = "Nobody consented to a visit of the mayor; write down the consent first."
        raise InvalidInput(message, field="welcome")
