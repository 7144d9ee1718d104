"""Edits in: every one is kept, none blocks another, and whoever may decide sees what people disagree about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.edit import EditedThing, NewEdit, Standing
from mapper.domain.editable import ISSUE, SEGMENT
from mapper.domain.reader import Reader
from mapper.errors import NotFound, ReceiptClash, SegmentNotFound
from mapper.operations.edit_rights import PERMISSION, require_editor, resolvable
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.operations.revising import revise, standings
from mapper.operations.waiting import wait_for_missing
from mapper.store import works
from mapper.store.edits import add_edit, disputed, things
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.write_log import log_write


def take_edit(
    session: Session, edit: NewEdit, handed_in: HandedIn, *, by: Reader, seal: Seal
) -> tuple[dict[str, Any], bool]:
    """Store an edit and answer its receipt, which tells the fields that people disagree about from then on.

    What stands of an issue counts at once. An edit of one that has not arrived yet waits for it
    (`mapper.operations.settling`), and one whose base has not counts as it is.

    Parameters
    ----------
    session : Session
        Not committed.
    edit : NewEdit
        What was written.
    handed_in : HandedIn
        As it came.
    by : Reader
        Who wrote it.
    seal : Seal
        Signs the receipt.

    Returns
    -------
    tuple
        The receipt, and whether it is new.

    Raises
    ------
    NotAllowed
        When it is about something in none of their districts or moves it out of them, or resolves or withdraws and they
        may not.
    InvalidInput
        When it withdraws and does not say why.
    SegmentNotFound
        When there never was such a segment: no phone makes one, so it will not come.
    ReceiptClash
        When other content was handed in under its id.
    """
    require(PERMISSION, by)

    def _store(session: Session, recorded_at: datetime) -> dict[str, Any]:
        thing = _held_thing(session, edit, by)
        edited_at = handed_in.put_right(edit.edited_at)
        if not add_edit(session, edit, edited_at=edited_at, user=by.user_id, recorded_at=recorded_at):
            raise ReceiptClash(f"An edit has the id {edit.id}, without a receipt; make a new id.", id=str(edit.id))
        code = None if thing is None else thing.district_code
        fields = [one.field.name for one in edit.values]
        log_write(
            session,
            by,
            "edit.resolve" if edit.resolves else "edit.add",
            subject=str(edit.of),
            now=recorded_at,
            district_code=code,
            fields=fields,
        )
        stand = () if thing is None else standings(session, edit.subject, [thing])[0][1]
        if thing is not None and edit.subject == ISSUE:
            # Of two who edit it at once the second is recorded later, as it was held by the first.
            revise(session, edit.of, stand, edit=edit.id, recorded_at=recording_now(session))
        return {
            f"{edit.subject}_id": str(edit.of),
            "edited_at": edited_at.isoformat(),
            "clock_note": handed_in.clock_note(edit.edited_at),
            "is_known": thing is not None,
            "conflicts": [one.field.name for one in stand if one.is_conflict],
        }

    return receive(session, "edit", edit.id, handed_in, by=by, seal=seal, store=_store)


def standing_of(session: Session, subject: str, of: UUID, *, by: Reader) -> tuple[Standing, ...]:
    """Tell where every field of one thing stands.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    of : UUID
        Its id.
    by : Reader
        Who asks.

    Returns
    -------
    tuple of Standing
        In the order of its fields.

    Raises
    ------
    NotFound
        When it is not here, or in none of the reader's districts.
    """
    far = require(PERMISSION, by)
    found = things(session, subject, [of])
    if not found or (far is Reach.OWN and not found[0].may_lie_in(by.districts)):
        raise NotFound(f"No {subject} {of} is known here; load the list again.", id=str(of))
    return standings(session, subject, found)[0][1]


def conflicts(session: Session, *, by: Reader) -> list[tuple[EditedThing, Standing]]:
    """List the fields that people disagree about and that the reader may decide.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who may decide: everywhere, or where they lead a team.

    Returns
    -------
    list of tuple
        What it is about, and where the field stands; what has waited longest comes first.
    """
    require(PERMISSION, by)
    theirs = resolvable(session, by)
    found = [
        (thing, one)
        for subject in (ISSUE, SEGMENT)
        for thing, stand in standings(session, subject, things(session, subject, disputed(session, subject)))
        if thing.may_lie_in(theirs)
        for one in stand
        if one.is_conflict
    ]
    return sorted(found, key=lambda pair: (min(head.edited_at for head in pair[1].heads), pair[0].id))


def _held_thing(session: Session, edit: NewEdit, by: Reader) -> EditedThing | None:
    """Return what an edit is about, which nobody else edits until the transaction ends; None has it wait."""
    if edit.subject == ISSUE and not wait_for_missing(session, edit.id, [edit.of], by=by):
        works.hold(session, [edit.of])
    return _own_thing(session, edit, by)


def _own_thing(session: Session, edit: NewEdit, by: Reader) -> EditedThing | None:
    found = things(session, edit.subject, [edit.of])
    if not found and edit.subject == SEGMENT:
        raise SegmentNotFound(f"No segment has the id {edit.of}; pick one on the map.", segment=str(edit.of))
    for thing in found:
        values = {one.field.name: one.value for one in edit.values}
        require_editor(session, thing, by, values=values, resolves=edit.resolves, reason=edit.reason)
    return found[0] if found else None
