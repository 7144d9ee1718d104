"""What a receipt code opens, and what its holder may say with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from mapper.domain.due import due_of
from mapper.domain.issue import OPEN, status_of
from mapper.domain.personal_data import redacted
from mapper.domain.receipt_code import digest_of_code, read_code
from mapper.domain.resident_report import WITHDRAWN, may_ask_to_reopen
from mapper.errors import InvalidInput, NotFound, ReceiptClash, ReportNotFound
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.resident_reports import NOBODY
from mapper.store import resident_receipts as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.merges import members
from mapper.store.resident_receipts import Said
from mapper.store.revisions import withdrawn_at
from mapper.store.work_history import complaints_of
from mapper.store.write_log import log_write

__all__ = ["ReportReceipt", "Said", "photo_of_receipt", "receipt_under", "say_with_code", "was_said"]


@dataclass(frozen=True)
class ReportReceipt:
    """What the holder of a code sees.

    Attributes
    ----------
    code : str
        Of the receipt.
    complaint, issue : UUID
        Ids of the complaint and of the issue that stands for what was reported.
    category : str
        Id.
    text, place : str or None
        As filed, without what may tell of a person: a code may be read over a shoulder.
    filed_at, due_at : datetime
        When it was filed, and by when it must be answered.
    status : str
        Where it stands: a key of `mapper.domain.issue.STATUS_LABELS`, or `WITHDRAWN`.
    since : datetime
        From when.
    blocker : str or None
        What keeps it from being fixed.
    is_open, may_ask_to_reopen : bool
        What may still be done.
    has_contact : bool
        Whether a way to be reached is kept.
    contact_destroyed_at : datetime or None
        When one that was given was destroyed.
    said : list of Said
        Of the handlers, and of the holder like what was filed; also of the handlers where others told of the same.
    photos : list of str or None
        SHA-256 in hex of the copy that everyone may see, for each photo of the report; None until somebody looked.
    """

    code: str
    complaint: UUID
    issue: UUID
    category: str
    text: str | None
    place: str | None
    filed_at: datetime
    due_at: datetime
    status: str
    since: datetime
    blocker: str | None
    is_open: bool
    may_ask_to_reopen: bool
    has_contact: bool
    contact_destroyed_at: datetime | None
    said: list[Said]
    photos: list[str | None]


def receipt_under(session: Session, typed: str, *, now: datetime) -> ReportReceipt:
    """Open a receipt.

    Parameters
    ----------
    session : Session
        Only read.
    typed : str
        A code as somebody typed it.
    now : datetime
        This moment.

    Returns
    -------
    ReportReceipt
        As things stand.

    Raises
    ------
    ReportNotFound
        Alike for a code that cannot be one and for one that nobody was given: both are looked up.
    """
    code = read_code(typed)
    filed = rows.filed_under(session, digest_of_code(code or typed[:100]))
    if filed is None or code is None:
        raise ReportNotFound("No report has this receipt code; check it letter by letter.")
    issue, happened = rows.happenings(session, filed.issue)
    last, withdrawn = happened[-1] if happened else None, withdrawn_at(session, issue)
    status = WITHDRAWN if withdrawn else status_of(last.kind if last else None)
    since = withdrawn or (last.occurred_at if last else filed.filed_at)
    return ReportReceipt(
        code=code,
        complaint=filed.complaint,
        issue=issue,
        category=filed.category,
        text=filed.text and redacted(filed.text),
        place=filed.place and redacted(filed.place),
        filed_at=filed.filed_at,
        due_at=due_of(filed.filed_at, filed.kind),
        status=status,
        since=since,
        blocker=last.blocker if last and not withdrawn else None,
        is_open=status in OPEN,
        may_ask_to_reopen=may_ask_to_reopen(status, since, now),
        has_contact=filed.has_contact,
        contact_destroyed_at=filed.contact_destroyed_at,
        said=_said(session, filed, issue),
        photos=[public for _, public in rows.photos_of(session, filed.issue)],
    )


def _said(session: Session, filed: rows.Filed, survivor: UUID) -> list[Said]:
    """Return what was said; where others told of the same, an answer may tell of them."""
    family = [member for _, member in members(session, [survivor])]
    is_shared = len(complaints_of(session, family)) > 1
    said = rows.said_about(session, filed.complaint, filed.issue)
    return [replace(one, words=redacted(one.words)) if one.by_reporter or is_shared else one for one in said]


def photo_of_receipt(files: PhotoFiles, receipt: ReportReceipt, number: int) -> bytes:
    """Return what the holder of a code sees of a photo: the copy that was released, also before everyone sees it.

    Parameters
    ----------
    files : PhotoFiles
        Of this machine.
    receipt : ReportReceipt
        Theirs.
    number : int
        Of the photo, from 0.

    Returns
    -------
    bytes
        JPEG.

    Raises
    ------
    NotFound
        When there is no such photo, or nobody has released it.
    """
    name = receipt.photos[number] if number < len(receipt.photos) else None
    content = files.kept.read(bytes.fromhex(name)) if name else None
    if content is None:
        raise NotFound(f"Photo {number} of this report is not released.", number=number)
    return content


def was_said(session: Session, receipt: ReportReceipt, row_id: UUID, words: str, *, asks_to_reopen: bool) -> bool:
    """Tell whether these words were stored under their id before; nobody else stores them until the transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    receipt : ReportReceipt
        Of who says them.
    row_id : UUID
        Their id.
    words : str
        What they say.
    asks_to_reopen : bool
        Whether they ask that the issue be taken up again.

    Returns
    -------
    bool
        Whether they need not be stored again.

    Raises
    ------
    ReceiptClash
        When others were.
    """
    hold_alone(session, f"update.{row_id}")
    before = rows.said_under(session, row_id)
    if before is None:
        return False
    if before != (receipt.complaint, words.strip(), asks_to_reopen):
        raise ReceiptClash(f"Other words were sent under the id {row_id} before; send these under a new one.")
    return True


def say_with_code(
    session: Session, typed: str, words: str, *, asks_to_reopen: bool, now: datetime, row_id: UUID | None = None
) -> ReportReceipt:
    """Store what the holder of a code says, for whoever handles the issue.

    Parameters
    ----------
    session : Session
        Not committed.
    typed : str
        The code.
    words : str
        What they say.
    asks_to_reopen : bool
        Whether they ask that the issue be taken up again.
    now : datetime
        This moment.
    row_id : UUID or None
        Id by which the same words are known again; a new one when not given.

    Returns
    -------
    ReportReceipt
        As it was before.

    Raises
    ------
    ReportNotFound
        When nothing has that code.
    InvalidInput
        When it says nothing, or it is too late to ask for reopening.
    """
    receipt = receipt_under(session, typed, now=now)
    if not words.strip():
        raise InvalidInput("There are no words; write what you want to say.")
    if asks_to_reopen and not receipt.may_ask_to_reopen:
        raise InvalidInput("It is open, or was closed too long ago to be taken up again; file a new report.")
    rows.say(
        session,
        row_id or uuid4(),
        issue=receipt.issue,
        complaint=receipt.complaint,
        words=words.strip(),
        asks_to_reopen=asks_to_reopen,
        recorded_at=now,
    )
    log_write(session, NOBODY, "report.say", subject=str(receipt.issue), now=now, asks_to_reopen=asks_to_reopen)
    return receipt
