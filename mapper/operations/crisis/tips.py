"""Hand in what somebody tells of a household, which they cannot read again; open and settle it at a desk."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.access_reason import Reason
from mapper.domain.tip import OUTCOMES, Tip, TipLine, Told, check
from mapper.errors import InvalidInput, NotAllowed, NotFound, RecordClash
from mapper.operations.crisis.case_desk import REASON_HOLDS
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, ready_to_seal
from mapper.operations.vault import desk_box
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import access_log
from mapper.store.crisis import tips as rows
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session

_TELL: Final = "tip"
_OPEN: Final = "tip.open"


def desk_key(session: Session, vault: Vault, look: Look) -> bytes:
    """Return the key to which tips are sealed.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine; its key file is made for a database that was never sealed with any.
    look : Look
        Who asks, and when.

    Returns
    -------
    bytes
        An uncompressed point of P-256; no secret.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    require(_TELL, look.by)
    reach(session, look.by.districts or frozenset())
    ready_to_seal(session, vault, look.now)
    return desk_box.public_key(vault)


def hand_in(session: Session, tip: Tip, look: Look) -> bool:
    """Take a tip in. Nothing of it is opened, and whoever told it never sees it again.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    tip : Tip
        Sealed to the key of the desks.
    look : Look
        Who tells it, and when.

    Returns
    -------
    bool
        Whether it is new; the same one sent again changes nothing.

    Raises
    ------
    NotAllowed
        When it is not for their role, or not of their district.
    InvalidInput
        When it cannot be one.
    RecordClash
        When something else came under the same id.
    """
    require(_TELL, look.by)
    if not look.by.reaches(tip.district_code):
        log_refusal(session, look, "tip.hand_in")
        raise NotAllowed(f"{tip.district_code[:20]!r} is no district of {look.by.name}; tell of one of theirs.")
    check(tip, fewest_bytes=desk_box.FEWEST_BYTES)
    reach(session, frozenset({tip.district_code}))
    if rows.add(session, tip, by=look.by.user_id, now=look.now):
        log(session, look, "tip.hand_in", (), searched=[tip.district_code])
        return True
    if rows.stored_digest(session, tip.id, look.by.user_id) != rows.digest_of(tip):
        raise RecordClash("Something else came under this id before; give this one an id of its own.")
    return False


def waiting_tips(session: Session, look: Look) -> tuple[list[TipLine], list[TipLine]]:
    """List what waits at the desks of the reader's districts, and what was settled last; nothing is opened.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    waiting, settled : list of TipLine
        The one that waits longest first; the latest settled first.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "tip.list")
    return rows.waiting(session), rows.settled(session)


def open_tip(session: Session, vault: Vault, tip_id: UUID, look: Look) -> tuple[Tip, Told]:
    """Open a tip that waits at a desk of the reader.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    tip_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    tip : Tip
        As it was handed in.
    told : Told
        What it says.

    Raises
    ------
    NotFound
        When none waits there.
    KeyUnusable
        When it was changed, or sealed to another key.
    """
    enter(session, look, _OPEN)
    tip = _held(session, tip_id, look, _OPEN)
    log(session, look, _OPEN, [(tip.id, tip.district_code)])
    said: dict[str, Any] = json.loads(desk_box.take_out(vault, tip.sealed, tip.place))
    return tip, Told(*(str(said.get(name, "")) for name in ("where", "who", "words", "shop")))


def reason_given(session: Session, tip_id: UUID, look: Look) -> Reason | None:
    """Return why the reader opened a tip, as they said not long ago in the same browser.

    Parameters
    ----------
    session : Session
        Of the staff role.
    tip_id : UUID
        Which.
    look : Look
        Who and when; its reason is that of whoever has not said any.

    Returns
    -------
    Reason or None
        None when they have to say it first.

    Raises
    ------
    NotFound
        When none waits there.
    """
    enter(session, look, _OPEN)
    _held(session, tip_id, look, _OPEN)
    return access_log.reason_of(session, look.by, _OPEN, tip_id, since=look.now - REASON_HOLDS)


def settle_tip(session: Session, tip_id: UUID, outcome: str, look: Look) -> None:
    """Say what came of a tip; what it said is destroyed with that.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    tip_id : UUID
        Which.
    outcome : str
        A key of `OUTCOMES`.
    look : Look
        Who says so, why and when.

    Raises
    ------
    NotFound
        When none waits there.
    InvalidInput
        When the outcome is none.
    """
    action = "tip.settle"
    enter(session, look, action)
    if outcome not in OUTCOMES:
        message = f"{outcome[:40]!r} is no outcome; choose one of {', '.join(OUTCOMES)}."
        raise InvalidInput(message, field="outcome")
    tip = _held(session, tip_id, look, action)
    log(session, look, action, [(tip.id, tip.district_code)])
    rows.settle(session, tip_id, outcome, by=look.by.user_id, now=look.now)


def _held(session: Session, tip_id: UUID, look: Look, action: str) -> Tip:
    tip = rows.held(session, tip_id)
    if tip is None:
        log_refusal(session, look, action, tip_id)
        raise NotFound(f"{tip_id} is no tip that waits at a desk of whoever asks; open the list again.")
    return tip
