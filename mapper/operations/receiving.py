"""What every record that somebody hands in under an id of their own has in common: stored once, however often it is sent.

An issue has a path of its own (`mapper.operations.issues`), of two round trips; everything else goes through `receive`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from mapper.domain.new_issue import CLOCK_ALLOWANCE
from mapper.domain.reader import Reader
from mapper.errors import ReceiptClash
from mapper.operations.people.sealing import Seal
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.receipts import StoredReceipt, hold_id, keep_receipt, receipt_of, received_from

Store = Callable[[Session, datetime], dict[str, Any]]
"""Stores a record and returns what its receipt says of it, beyond what every receipt says.

It is given the session, and the time to write as ``recorded_at`` of everything it stores."""


@dataclass(frozen=True)
class HandedIn:
    """What came in, beside what it says.

    Attributes
    ----------
    digest : bytes
        SHA-256 of its canonical form.
    body : dict
        As it was sent.
    offset : timedelta
        How far the clock that it was written by is behind ours.
    heard_at : datetime or None
        What our clock showed when the device last heard of us before it wrote this: nothing in it is earlier.
    received_at : datetime or None
        When it came: nothing in it is later.
    """

    digest: bytes
    body: dict[str, Any]
    offset: timedelta
    heard_at: datetime | None = None
    received_at: datetime | None = None

    def put_right(self, told: datetime) -> datetime:
        """Return a time that the device tells by our clock: where that cannot be, the nearest that can.

        Parameters
        ----------
        told : datetime
            By the clock of the device; it may lie where the offset leads out of all dates.

        Returns
        -------
        datetime
            Between `heard_at` and `received_at`.
        """
        if self.received_at is not None and self.received_at - told < self.offset:
            return self.received_at
        if self.heard_at is not None and self.heard_at - told > self.offset:
            return self.heard_at
        return told + self.offset

    def clock_note(self, *told: datetime) -> Literal["ahead", "behind"] | None:
        """Tell what was wrong with the clock where its offset does not explain the times.

        Parameters
        ----------
        *told : datetime
            By the clock of the device.

        Returns
        -------
        {"ahead", "behind"} or None
            None where nothing is further off than any clock may be.
        """
        for one in told:
            left = one - self.put_right(one) + self.offset
            if abs(left) > CLOCK_ALLOWANCE:
                return "ahead" if left > timedelta() else "behind"
        return None


def receive(
    session: Session, subject: str, record_id: UUID, handed_in: HandedIn, *, by: Reader, seal: Seal, store: Store
) -> tuple[dict[str, Any], bool]:
    """Store a record and answer its receipt; the same content under the same id is answered the same, and stored once.

    Of many who send the same id at once, one stores and the others wait for its receipt. What ``store`` raises refuses
    the record: nothing of it is kept, and its id stays free. Its rights are for ``store`` to check too, so that whoever
    was let in once gets the receipt again after they moved to another district.

    Parameters
    ----------
    session : Session
        Not committed. It holds the shared lock of `mapper.store.knowledge` afterwards, when the record is new.
    subject : str
        What kind of thing it is, such as ``survey``: two kinds never share an id.
    record_id : UUID
        That its maker chose.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who sends it.
    seal : Seal
        Signs the receipt.
    store : callable
        A `Store`, called only when the id is free.

    Returns
    -------
    tuple
        The receipt (``id``, ``sha256``, ``recorded_at``, ``clock_offset_s``, what ``store`` returned, ``signature``), and
        whether it is new.

    Raises
    ------
    ReceiptClash
        When other content was handed in under the id; with that content for whoever sent it.
    """
    hold_id(session, record_id)
    before = receipt_of(session, record_id)
    if before is not None:
        return answer_again(before, subject, record_id, handed_in, by), False
    recorded_at = recording_now(session)
    told = store(session, recorded_at)
    answer = signed(seal, head_of(record_id, handed_in, recorded_at) | told)
    receipt = StoredReceipt(subject, handed_in.digest, handed_in.body, answer, by.user_id)
    if not keep_receipt(session, record_id, receipt, recorded_at=recorded_at):
        # An issue was logged under it meanwhile, which does not wait here.
        raise ReceiptClash(
            f"An issue was handed in as {record_id} just now; send this under a new id.", id=str(record_id)
        )
    return answer, True


def answer_again(
    stored: StoredReceipt, subject: str, record_id: UUID, handed_in: HandedIn, by: Reader
) -> dict[str, Any]:
    """Return what was answered when the same was handed in before.

    Parameters
    ----------
    stored : StoredReceipt
        What was handed in under the id.
    subject : str
        What kind of thing is handed in now.
    record_id : UUID
        The id.
    handed_in : HandedIn
        As it comes now.
    by : Reader
        Who sends it.

    Returns
    -------
    dict
        The receipt as it was answered then.

    Raises
    ------
    ReceiptClash
        When it is other content; its field ``stored`` tells what was handed in before, to whoever did and to those who
        reach every district.
    """
    if (stored.subject, stored.digest) == (subject, handed_in.digest):
        return stored.answer
    message = f"Other content was handed in as {record_id}; send it under a new id, or leave it."
    theirs: dict[str, Any] = {}
    if stored.user_id == by.user_id or by.districts is None:
        theirs = {"stored": {"sha256": stored.digest.hex(), "body": stored.body, "receipt": stored.answer}}
    sent = {"sha256": handed_in.digest.hex(), "body": handed_in.body}
    raise ReceiptClash(message, id=str(record_id), sent=sent, **theirs)


def head_of(record_id: UUID, handed_in: HandedIn, recorded_at: datetime) -> dict[str, Any]:
    """Return what every receipt says.

    Parameters
    ----------
    record_id : UUID
        Under which it was handed in.
    handed_in : HandedIn
        As it came.
    recorded_at : datetime
        When it was stored.

    Returns
    -------
    dict
        Without a signature.
    """
    return {
        "id": str(record_id),
        "sha256": handed_in.digest.hex(),
        "recorded_at": recorded_at.isoformat(),
        "clock_offset_s": handed_in.offset.total_seconds(),
    }


def signed(seal: Seal, receipt: dict[str, Any]) -> dict[str, Any]:
    """Return a receipt with the signature of this machine.

    Parameters
    ----------
    seal : Seal
        Of this machine.
    receipt : dict
        With ``id``, ``sha256`` and ``recorded_at``.

    Returns
    -------
    dict
        With ``signature``.
    """
    return receipt | {"signature": _signature(seal, receipt)}


def is_ours(seal: Seal, receipt: dict[str, Any]) -> bool:
    """Tell whether a receipt that somebody shows is one of this machine: its id, hash and time unchanged.

    Parameters
    ----------
    seal : Seal
        Of this machine.
    receipt : dict
        As it was answered.

    Returns
    -------
    bool
        Whether its signature is right.
    """
    return hmac.compare_digest(_signature(seal, receipt), str(receipt.get("signature", "")))


def _signature(seal: Seal, receipt: dict[str, Any]) -> str:
    told = " ".join(str(receipt[name]) for name in ("id", "sha256", "recorded_at"))
    return hmac.digest(seal.derived("receipt"), told.encode(), "sha256").hex()


def received(session: Session, ids: Sequence[UUID], *, by: Reader) -> list[UUID]:
    """Tell somebody which of the records that their phone no longer has came in.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Of the records.
    by : Reader
        Who asks: what others handed in is not told.

    Returns
    -------
    list of UUID
        In order.
    """
    return [] if by.user_id is None else received_from(session, by.user_id, ids)
