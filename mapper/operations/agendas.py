"""The agenda of a meeting: items put on it, put in order, taken off, tied to what they are about, and what was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from mapper.domain.access import districts_for, require
from mapper.domain.meeting import LONGEST_WORDS, Ties, checked_ties, written
from mapper.domain.reader import Reader
from mapper.errors import DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.meeting_access import PERMISSION, Writer, open_meeting, require_held
from mapper.operations.programmes import PERMISSION as PROGRAMMES
from mapper.store import agenda, programmes, tied
from mapper.store.agenda import Item
from mapper.store.engine import Session
from mapper.store.meetings import Meeting

__all__ = [
    "Item",
    "add_item",
    "change_item",
    "move_item",
    "name_programme",
    "require_ties",
    "tie_item",
    "tied_to",
    "withdraw_item",
    "write_finding",
]


def add_item(session: Session, meeting_id: UUID, words: str, writer: Writer) -> UUID:
    """Put an item at the end of an agenda.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    words : str
        What is to be talked about.
    writer : Writer
        Who.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`.
    InvalidInput
        For words that cannot be kept.
    """
    meeting, kept = open_meeting(session, meeting_id, writer), written(words, field="words", longest=LONGEST_WORDS)
    before = agenda.items(session, meeting_id, known=writer.now)
    item = writer.new_id()
    added = Item(item, item, max((one.ordinal for one in before), default=0) + 1, kept, Ties())
    agenda.add_item(session, meeting_id, added, writer.sign(item))
    writer.log(session, "agenda.save", meeting, item=str(item))
    return item


def change_item(session: Session, meeting_id: UUID, item: UUID, words: str, writer: Writer, *, seen: UUID) -> None:
    """Say in other words what is to be talked about.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of the meeting, and of the item.
    words : str
        The other words.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, InvalidInput
        As `add_item`, and when there is no such item.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    meeting, before = _open(session, meeting_id, item, writer, seen=seen)
    kept = written(words, field="words", longest=LONGEST_WORDS)
    _write(session, meeting, replace(before, words=kept), writer)
    writer.log(session, "agenda.save", meeting, item=str(item))


def withdraw_item(session: Session, meeting_id: UUID, item: UUID, writer: Writer, *, seen: UUID) -> None:
    """Take an item off an agenda; what was written of it stays.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of the meeting, and of the item.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, DecidedMeanwhile
        As `change_item`.
    """
    meeting, before = _open(session, meeting_id, item, writer, seen=seen)
    _write(session, meeting, before, writer, withdrawn=True)
    writer.log(session, "agenda.withdraw", meeting, item=str(item))


def move_item(session: Session, meeting_id: UUID, item: UUID, writer: Writer, *, up: bool) -> None:
    """Change places with the item before or after.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of the meeting, and of the item.
    writer : Writer
        Who.
    up : bool
        Whether with the one before.

    Raises
    ------
    NotFound, NotAllowed
        As `change_item`.
    """
    meeting, moved = _open(session, meeting_id, item, writer)
    order = agenda.items(session, meeting_id, known=writer.now)
    place = order.index(moved)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    _write(session, meeting, replace(moved, ordinal=order[other].ordinal), writer)
    _write(session, meeting, replace(order[other], ordinal=moved.ordinal), writer)
    writer.log(session, "agenda.save", meeting, item=str(item), up=up)


def tie_item(session: Session, meeting_id: UUID, item: UUID, writer: Writer, *, more: Ties, less: Ties) -> None:
    """Say what on the map an item is about.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of the meeting, and of the item.
    writer : Writer
        Who.
    more, less : Ties
        What it is about besides, and what it is not about after all.

    Raises
    ------
    NotFound, NotAllowed
        As `change_item`.
    InvalidInput
        For a segment or an issue that is not there, or too many.
    """
    meeting, before = _open(session, meeting_id, item, writer)
    ties = tied_to(session, before.ties, writer.by, more=more, less=less)
    _write(session, meeting, replace(before, ties=ties), writer)
    writer.log(session, "agenda.tie", meeting, item=str(item), segments=len(ties.segments), issues=len(ties.issues))


def name_programme(
    session: Session, meeting_id: UUID, item: UUID, programme: UUID | None, writer: Writer, *, seen: UUID
) -> None:
    """Say which programme an item is about.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of the meeting, and of the item.
    programme : UUID or None
        Of the programme; None for no programme after all.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, DecidedMeanwhile
        As `change_item`, and when they do not see programmes.
    InvalidInput
        For a programme that is not there, or that was withdrawn.
    """
    require(PROGRAMMES, writer.by)
    meeting, before = _open(session, meeting_id, item, writer, seen=seen)
    if programme not in {None, before.programme}:
        named = programmes.programme(session, programme)
        if named is None or named.draft.withdrawn:
            message = f"There is no programme {programme}; choose one of the list."
            raise InvalidInput(message, field="programme")
    _write(session, meeting, replace(before, programme=programme), writer)
    writer.log(session, "agenda.programme", meeting, item=str(item), programme=programme and str(programme))


def write_finding(session: Session, meeting_id: UUID, item: UUID, words: str, writer: Writer, *, seen: UUID) -> None:
    """Write down what was found of an item.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, item : UUID
        Of a meeting that has begun, and of the item.
    words : str
        What; nothing takes back what was written before.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, DecidedMeanwhile
        As `change_item`.
    InvalidInput
        When the meeting was not held, or for words that cannot be kept.
    """
    meeting, before = _open(session, meeting_id, item, writer, seen=seen)
    require_held(meeting, writer)
    kept = written(words, field="finding", longest=LONGEST_WORDS) if words.strip() else ""
    _write(session, meeting, replace(before, finding=kept), writer)
    writer.log(session, "agenda.find", meeting, item=str(item))


def tied_to(session: Session, before: Ties, by: Reader, *, more: Ties, less: Ties) -> Ties:
    """Return what something is about.

    Parameters
    ----------
    session : Session
        Only read.
    before : Ties
        What it was about.
    by : Reader
        Who says so.
    more, less : Ties
        What it is about besides, and what it is not about after all.

    Returns
    -------
    Ties
        Each once.

    Raises
    ------
    InvalidInput
        For a segment or an issue that is not there for them, or too many.
    """
    require_ties(session, more, by)
    return checked_ties(
        Ties(
            _without((*before.segments, *more.segments), less.segments),
            _without((*before.issues, *more.issues), less.issues),
        )
    )


def require_ties(session: Session, ties: Ties, by: Reader) -> None:
    """Refuse segments and issues that are not there for somebody.

    Parameters
    ----------
    session : Session
        Only read.
    ties : Ties
        Which.
    by : Reader
        Who names them.

    Raises
    ------
    InvalidInput
        In the same words whether there is no such thing or they may not see it.
    """
    codes = districts_for(PERMISSION, by)
    there = set(tied.segments(session, ties.segments)) | set(tied.issues(session, ties.issues, codes=codes))
    if gone := {*ties.segments, *ties.issues} - there:
        message = f"{len(gone)} of what was chosen is not there, such as {min(gone)}; choose anew on the map."
        raise InvalidInput(message, field="ties")


def _without(some: Collection[UUID], less: Collection[UUID]) -> tuple[UUID, ...]:
    return tuple(one for one in some if one not in less)


def _open(
    session: Session, meeting_id: UUID, item: UUID, writer: Writer, *, seen: UUID | None = None
) -> tuple[Meeting, Item]:
    meeting = open_meeting(session, meeting_id, writer)
    found = next((one for one in agenda.items(session, meeting_id, known=writer.now) if one.id == item), None)
    if found is None:
        raise NotFound(f"No item {item} is on the agenda; load the meeting again.", item=str(item))
    if seen not in {None, found.version}:
        raise DecidedMeanwhile("The item was changed since you opened it; look at it again.", item=str(item))
    return meeting, found


def _write(session: Session, meeting: Meeting, item: Item, writer: Writer, *, withdrawn: bool = False) -> None:
    agenda.add_item(session, meeting.id, item, writer.sign(), withdrawn=withdrawn)
