"""Show issues one by one to programs of others, and take in what they file: by the rules of the residents' page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Final
from uuid import UUID

from mapper.domain.disclosure import NAMED_CATEGORIES
from mapper.domain.issue import public_before, told_before
from mapper.domain.reader import Reader
from mapper.domain.receipt_code import new_code
from mapper.domain.resident_report import ResidentReport, TryKind
from mapper.domain.service_request import RequestUpdate, ServiceRequest, Sought, shown_request
from mapper.errors import NotFound
from mapper.operations.people.sealing import Seal
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.photos.seeing import public_photos_of
from mapper.operations.resident_limits import Turnstile
from mapper.operations.resident_photos import keep_photos, names_of
from mapper.operations.resident_receipts import receipt_under, say_with_code, was_said
from mapper.operations.resident_reports import file_report, was_filed
from mapper.store import service_requests as rows
from mapper.store.engine import Session
from mapper.store.merges import surviving

SAME_WITHIN: Final = timedelta(minutes=10)
"""The same from the same resident by the same program within this time is one thing that was sent twice."""


@dataclass(frozen=True)
class FiledRequest:
    """What a program is told of what it filed.

    Attributes
    ----------
    id : UUID
        Of the request.
    code : str
        Of the resident's receipt.
    """

    id: UUID
    code: str


def listed_requests(session: Session, sought: Sought, *, now: datetime) -> list[ServiceRequest]:
    """Return a page of the list.

    Parameters
    ----------
    session : Session
        Only read.
    sought : Sought
        Which requests.
    now : datetime
        Decides which are public yet.

    Returns
    -------
    list of ServiceRequest
        The latest reported first, by the hour.
    """
    wanted = NAMED_CATEGORIES if sought.categories is None else NAMED_CATEGORIES & set(sought.categories)
    found = rows.listed(
        session, sought, categories=wanted, recorded_before=public_before(now), told_before=told_before(now)
    )
    return requests_by_id(session, found, now=now)


def requests_by_id(session: Session, ids: Sequence[UUID], *, now: datetime) -> list[ServiceRequest]:
    """Return requests by their ids: those of the list, and what somebody filed who was given its id.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Any.
    now : datetime
        Decides which are public yet.

    Returns
    -------
    list of ServiceRequest
        In the same order, without those that are not there to be seen.
    """
    before = public_before(now)
    into = surviving(session, ids)
    facts = rows.facts_of(session, {*into, *into.values()}, told_before=told_before(now))
    photos: dict[UUID, str] = {}
    for photo in public_photos_of(session, list(facts), now=now):
        photos.setdefault(photo.issue_id, photo.public_sha256.hex())
    shown = (
        shown_request(facts[one], facts[into[one]], recorded_before=before, photo=photos.get(one))
        for one in dict.fromkeys(ids)
        if one in facts
    )
    return [one for one in shown if one is not None]


def request_updates(
    session: Session, sought: Sought, *, now: datetime, only: Sequence[UUID] | None = None
) -> list[RequestUpdate]:
    """Return what happened to requests of the list.

    Parameters
    ----------
    session : Session
        Only read.
    sought : Sought
        ``updated``, ``page`` and ``size`` count.
    now : datetime
        Decides which requests are public yet.
    only : sequence of UUID or None
        Of these requests alone; None for all.

    Returns
    -------
    list of RequestUpdate
        In the order in which it happened.
    """
    return rows.updates(
        session,
        sought,
        issues=only,
        categories=NAMED_CATEGORIES,
        recorded_before=public_before(now),
        told_before=told_before(now),
    )


def file_request(
    session: Session,
    report: Callable[[UUID, str, tuple[bytes, ...]], ResidentReport],
    photos: Sequence[IO[bytes]],
    *,
    sent: str | None,
    files: PhotoFiles,
    seal: Seal,
    by: Reader,
    new_id: Callable[[], UUID],
    now: datetime,
) -> FiledRequest:
    """File what a program sends for a resident, as the residents' page does; the same sent twice is one request.

    A receipt opens what its resident was told, so two who report alike are two: only who is known for the same gets it back.

    Parameters
    ----------
    session : Session
        Not committed.
    report : callable
        Makes the report of its id, the code of its receipt and the SHA-256 of its photos.
    photos : sequence of file object
        As they were sent.
    sent : str or None
        All that was sent beside them, by which the same from the same resident is known again; None where nothing tells
        one from another.
    files : PhotoFiles
        Of this machine.
    seal : Seal
        Of this machine.
    by : Reader
        Whose key it was sent with.
    new_id : callable
        Makes an id that nobody guesses.
    now : datetime
        When.

    Returns
    -------
    FiledRequest
        The same for what was sent before.

    Raises
    ------
    TooManyReports
        When the key was used too often.
    PhotoRefused
        When a photo is none.
    """
    names = names_of(photos)
    for photo in photos:
        photo.seek(0)
    said = None if sent is None else "\n".join((str(by.user_id), sent, *(name.hex() for name in names)))
    for drawn_from in [f"once {new_id()}"] if said is None else _spells(said, now):
        filed = _filed(seal, drawn_from)
        if was_filed(session, filed.id):
            return filed
    turnstile = Turnstile(session, seal, f"key of {by.user_id}", now)
    turnstile.require_room(TryKind.KEY)
    kept = keep_photos(session, files, photos, now=now)
    turnstile.count(TryKind.KEY)
    file_report(session, report(filed.id, filed.code, kept), seal=seal, by=by)
    return filed


def say_of_request(
    session: Session,
    request: UUID,
    code: str,
    words: str,
    *,
    asks_to_reopen: bool,
    known_as: str,
    by: Reader,
    seal: Seal,
    now: datetime,
) -> None:
    """Add words to a request for whoever handles it, by the code of its receipt; the same sent twice are said once.

    Parameters
    ----------
    session : Session
        Not committed.
    request : UUID
        Id.
    code : str
        Of its receipt.
    words : str
        What is said.
    asks_to_reopen : bool
        Whether it is asked that the issue be taken up again.
    known_as : str
        Id that the program gives them; when it gives none, the same words within `SAME_WITHIN` are the same.
    by : Reader
        Whose key it was sent with.
    seal : Seal
        Of this machine.
    now : datetime
        When.

    Raises
    ------
    NotFound
        Alike where there is no such request and where its code is another.
    TooManyReports
        When too much was said, or too many codes were tried, with this key.
    InvalidInput
        When nothing is said, or it is too late to ask for reopening.
    ReceiptClash
        When other words were sent under their id before.
    """
    turnstile = Turnstile(session, seal, f"key of {by.user_id}", now)
    turnstile.require_room(TryKind.CODE)
    try:
        receipt = receipt_under(session, code, now=now)
    except NotFound:
        turnstile.count(TryKind.CODE)
        raise
    if surviving(session, [request])[request] != receipt.issue:
        raise NotFound(f"Request {request} has another receipt code; send the one that was given with it.")
    about = f"{by.user_id} {receipt.complaint}"
    heard = [f"{about} {known_as}"] if known_as else _spells(f"{about} {asks_to_reopen} {words}", now)
    for drawn_from in heard:
        row_id = _drawn(seal, f"update id {drawn_from}")
        if was_said(session, receipt, row_id, words, asks_to_reopen=asks_to_reopen):
            return
    turnstile.require_room(TryKind.KEY)
    say_with_code(session, code, words, asks_to_reopen=asks_to_reopen, now=now, row_id=row_id)
    turnstile.count(TryKind.KEY)


def _spells(said: str, now: datetime) -> list[str]:
    """Return what ids are drawn from in this while and in the one before, in which the same may have been sent already."""
    spell = int(now.timestamp() // SAME_WITHIN.total_seconds())
    return [f"{number} {said}" for number in (spell - 1, spell)]


def _drawn(seal: Seal, said: str) -> UUID:
    return UUID(bytes=seal.fingerprint(said)[:16], version=4)


def _filed(seal: Seal, said: str) -> FiledRequest:
    """Return the id and the code of what was sent: nobody guesses them without the key of this machine."""
    drawn = int.from_bytes(seal.fingerprint(f"request code {said}"))

    def choose(below: int) -> int:
        nonlocal drawn
        drawn, chosen = divmod(drawn, below)
        return chosen

    return FiledRequest(_drawn(seal, f"request id {said}"), new_code(choose))
