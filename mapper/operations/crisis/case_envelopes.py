"""What every operation on a case does: find it for whoever follows it, seal a record and open one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from mapper.domain.case_record import Content, Record
from mapper.operations.crisis.entering import Look, enter, key_of, not_found, require_proof
from mapper.operations.vault.envelopes import DataKey, Place, Vault
from mapper.store.crisis import case_records
from mapper.store.crisis import households as rows
from mapper.store.crisis.case_records import Case, SealedRecord
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session


def followed_case(
    session: Session, case_id: UUID, look: Look, action: str, *, to_change: bool = False
) -> tuple[Case, Sealed]:
    """Find a case of a household that the reader follows.

    Parameters
    ----------
    session : Session
        Of the staff role.
    case_id : UUID
        Which.
    look : Look
        Who, why and when.
    action : str
        What they want to do.
    to_change : bool
        Whether nobody else may write about the household until the transaction ends.

    Returns
    -------
    tuple of Case and Sealed
        The case, and its household, which is not opened.

    Raises
    ------
    HouseholdNotFound
        When there is none, or not for them: nobody can tell which.
    ProofNeeded
        When it is of the sealed tier.
    """
    enter(session, look, action)
    case = case_records.case(session, look.by.user_id, case_id)
    sealed = rows.one(session, look.by.user_id, case.household_id, to_change=to_change) if case else None
    if case is None or sealed is None:
        raise not_found(session, look, action, case_id)
    require_proof(session, look, action, sealed)
    return case, sealed


def append_records(
    session: Session,
    vault: Vault,
    held: tuple[Case, Sealed],
    written: Sequence[tuple[int, Record, Content, Look]],
) -> None:
    """Append records to a case. Whoever calls this has logged it, and holds the household.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    vault : Vault
        Of this machine.
    held : tuple of Case and Sealed
        Which case, and its household.
    written : sequence of tuple of int, Record, Content and Look
        Of each its place among the records of the case, what stands in clear, what it says, and who writes it when.
    """
    case, sealed = held
    case_records.add(session, seal_records(vault, key_of(vault, sealed), case, written))


def seal_records(
    vault: Vault, key: DataKey, case: Case, written: Iterable[tuple[int, Record, Content, Look]]
) -> list[SealedRecord]:
    """Seal records of a case, which are not stored yet.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    key : DataKey
        Of its household.
    case : Case
        Whose.
    written : iterable of tuple of int, Record, Content and Look
        As `append_records` takes them.

    Returns
    -------
    list of SealedRecord
        In the same order.
    """
    sealed = []
    for number, record, content, look in written:
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        envelope = vault.seal(key, plain, _place(case.id, record, number))
        kept = SealedRecord(record, case.id, case.district_code, number, envelope, look.by.user_id, look.now)
        sealed.append(kept)
    return sealed


def open_records(vault: Vault, sealed: Sealed, written: Iterable[SealedRecord]) -> list[Content]:
    """Open records of a household. Whoever calls this has logged it.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    sealed : Sealed
        The household.
    written : iterable of SealedRecord
        As stored.

    Returns
    -------
    list of Content
        In the same order.
    """
    key = key_of(vault, sealed)
    opened: list[Any] = [
        json.loads(vault.open(key, one.envelope, _place(one.case_id, one.record, one.number))) for one in written
    ]
    return opened


def _place(case_id: UUID, record: Record, number: int) -> Place:
    """Bind what is sealed to all that stands in clear, so that no state or day is changed by hand unseen."""
    clear = (case_id, record.kind, record.about or "", record.state, record.on, record.due_on or "")
    return Place("/".join(map(str, ("case_record", *clear))), record.id, number)
