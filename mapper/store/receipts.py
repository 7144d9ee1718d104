"""Receipts: what was handed in under which id, and what was answered. Appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.engine import hold_alone
from mapper.store.tables import ReceiptRow


@dataclass(frozen=True)
class StoredReceipt:
    """What was handed in under an id.

    Attributes
    ----------
    subject : str
        What kind of thing it is: ``issue``, ``survey``, ...
    digest : bytes
        SHA-256 of its canonical form.
    body : dict
        As it was sent.
    answer : dict
        What was answered.
    user_id : UUID or None
        Who sent it.
    """

    subject: str
    digest: bytes
    body: dict[str, Any]
    answer: dict[str, Any]
    user_id: UUID | None


def hold_id(session: Session, record_id: UUID) -> None:
    """Wait until nobody else hands in something under an id, and keep others waiting until this transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    record_id : UUID
        Which.
    """
    hold_alone(session, f"receipt.{record_id}")


def receipt_of(session: Session, record_id: UUID) -> StoredReceipt | None:
    """Read the receipt of an id.

    Parameters
    ----------
    session : Session
        Only read.
    record_id : UUID
        Which.

    Returns
    -------
    StoredReceipt or None
        None when nothing was handed in under it.
    """
    row = session.get(ReceiptRow, record_id)
    return None if row is None else StoredReceipt(row.subject, row.digest, row.body, row.answer, row.user_id)


def received_from(session: Session, user_id: UUID, ids: Sequence[UUID]) -> list[UUID]:
    """Tell which records somebody handed in.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Who.
    ids : sequence of UUID
        Of the records.

    Returns
    -------
    list of UUID
        Those that have a receipt of theirs, in order.
    """
    theirs = select(ReceiptRow.id).where(ReceiptRow.id.in_(ids), ReceiptRow.user_id == user_id).order_by(ReceiptRow.id)
    return list(session.execute(theirs).scalars())


def keep_receipt(session: Session, record_id: UUID, receipt: StoredReceipt, *, recorded_at: datetime) -> bool:
    """Store a receipt, unless its id was taken meanwhile.

    Parameters
    ----------
    session : Session
        Not committed.
    record_id : UUID
        Under which it was handed in.
    receipt : StoredReceipt
        What was handed in and is answered.
    recorded_at : datetime
        By the clock of knowledge.

    Returns
    -------
    bool
        Whether it was stored.
    """
    values = {"id": record_id, "recorded_at": recorded_at, **vars(receipt)}
    kept = insert(ReceiptRow).values(values).on_conflict_do_nothing().returning(ReceiptRow.id)
    return session.execute(kept).first() is not None
