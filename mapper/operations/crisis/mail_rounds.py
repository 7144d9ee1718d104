"""Hand in a round of postmen or of those who knock, look into what they saw, take the exceptions out, and settle each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.domain.access_reason import Reason
from mapper.domain.approval import FEW, MANY, Approval, ApprovalKind
from mapper.domain.calendar import KST
from mapper.domain.mail_round import CAME, ROUND_CHANNELS, SEEN, Letter, LetterLine, RowFault, read_letters
from mapper.domain.tip import OUTCOMES
from mapper.errors import ApprovalNeeded, InvalidInput, NotAllowed, NotFound
from mapper.exporters.sheets import Sheet, csv_of
from mapper.operations.crisis.approvals import ask, spend, usable
from mapper.operations.crisis.case_desk import REASON_HOLDS
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, ready_to_seal, require_fresh_proof
from mapper.operations.vault import desk_box
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import access_log
from mapper.store.crisis import mail_rounds as rows
from mapper.store.crisis.mail_rounds import NewRound, Round
from mapper.store.engine import Session

_OPEN: Final = "mail.open"
_COLUMNS: Final = ("날", "결과", "점검", "주소", "이름", "메모", "내려받은 사람", "내려받은 때")


def rounds(session: Session, look: Look) -> list[Round]:
    """List the rounds of the reader's districts, by numbers.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Round
        The latest first.
    """
    enter(session, look, "mail.list")
    return rows.rounds(session)


def hand_in_round(
    session: Session,
    vault: Vault,
    round_id: UUID,
    written: bytes,
    look: Look,
    *,
    district_code: str,
    name: str,
    channel: str = "post",
) -> list[RowFault]:
    """Read the table of a round and seal what a desk has to look into; of the others only that somebody went is kept.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    round_id : UUID
        Made for the form, so that a table that is sent twice is stored once.
    written : bytes
        CSV in UTF-8, or as Korean offices write it (CP949).
    look : Look
        Who, and when.
    district_code : str
        Where it went: one of the reader's.
    name : str
        What the round is called.
    channel : str
        Who went: a key of `mapper.domain.mail_round.ROUND_CHANNELS`.

    Returns
    -------
    list of RowFault
        Rows that cannot be used; then nothing was stored.

    Raises
    ------
    NotAllowed
        When it is not of their district.
    InvalidInput
        When it is no such table, has no name, or nobody of those who go round went.
    """
    action = "mail.hand_in"
    enter(session, look, action)
    if district_code not in (look.by.districts or ()):
        log_refusal(session, look, action)
        raise NotAllowed("Rounds are handed in by a user of their district; ask one of that district.")
    if channel not in ROUND_CHANNELS:
        message = f"{channel[:40]!r} goes no rounds; choose one of {', '.join(ROUND_CHANNELS)}."
        raise InvalidInput(message, field="channel")
    called = " ".join(name.split())[:80]
    if not called:
        raise InvalidInput("The round has no name; give one, such as 9월 2차.", field="name")
    if rows.district_of(session, round_id) is not None:
        return []
    letters, faults = read_letters(_text(written))
    if faults:
        return faults
    ready_to_seal(session, vault, look.now)
    log(session, look, action, (), searched=[district_code])
    key = desk_box.public_key(vault)
    kept = [_sealed(key, letter, round_id, district_code) for letter in letters]
    made = NewRound(round_id, district_code, called, channel)
    rows.add(session, made, kept, by=look.by.user_id, now=look.now)
    return []


def open_round(session: Session, vault: Vault, round_id: UUID, look: Look) -> list[tuple[LetterLine, Letter]]:
    """Open what a desk has to look into of a round.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    round_id : UUID
        Which.
    look : Look
        Who, why and when; of many they have just proved who they are.

    Returns
    -------
    list of tuple
        Those of which something was seen first.

    Raises
    ------
    ProofNeeded
        When they are many, and their proof is too old.
    NotFound
        When there is none in reach.
    """
    enter(session, look, _OPEN)
    _require_round(session, round_id, look, _OPEN)
    found = rows.letters(session, round_id)
    if len(found) > MANY:
        require_fresh_proof(session, look, _OPEN)
    return _opened(session, vault, found, look, _OPEN)


def ask_for_file(session: Session, round_id: UUID, look: Look) -> Approval:
    """Ask a second person for the file of a round.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    round_id : UUID
        Which.
    look : Look
        Who asks, why and when.

    Returns
    -------
    Approval
        As stored; it is good for one file of that district.

    Raises
    ------
    NotFound
        When there is none in reach.
    """
    action = "approval.ask"
    enter(session, look, action, "case.file")
    return ask(session, look, ApprovalKind.ROUND, _require_round(session, round_id, look, action))


def exceptions_of(session: Session, vault: Vault, round_id: UUID, look: Look) -> bytes:
    """Write what waits of a round into a file, for whoever goes there.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before the file is handed out.
    vault : Vault
        Of this machine.
    round_id : UUID
        Which.
    look : Look
        Who, why and when; they have just proved who they are.

    Returns
    -------
    bytes
        CSV. Each row says who took it out and when.

    Raises
    ------
    ProofNeeded
        When their proof is too old.
    ApprovalNeeded
        When they are more than a few, and nobody allowed it.
    NotFound
        When there is none in reach.
    """
    action = "mail.file"
    enter(session, look, action, "case.file")
    district_code = _require_round(session, round_id, look, action)
    require_fresh_proof(session, look, action)
    waiting = rows.letters(session, round_id)
    if len(waiting) > FEW:
        approval = usable(session, look, ApprovalKind.ROUND, district_code)
        if approval is None:
            log_refusal(session, look, action)
            raise ApprovalNeeded(f"{len(waiting)} addresses are more than {FEW}; let a second person allow the file.")
        spend(session, look, action, approval.id, ApprovalKind.ROUND)
    found = _opened(session, vault, waiting, look, action)
    taken = look.by.name, f"{look.now.astimezone(KST):%Y-%m-%d %H:%M}"
    lines = [
        (
            line.sent_on.isoformat(),
            CAME[line.came].ko,
            ", ".join(SEEN[one].ko for one in letter.seen),
            letter.address,
            letter.name,
            letter.note,
            *taken,
        )
        for line, letter in found
    ]
    return csv_of(Sheet("발굴 회차", _COLUMNS, lines))


def open_letter(session: Session, vault: Vault, letter_id: UUID, look: Look) -> tuple[Letter, str]:
    """Open one letter that waits, to take its household in.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    letter_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    Letter
        What is told of it.
    str
        Who went: a key of `mapper.domain.mail_round.ROUND_CHANNELS`.

    Raises
    ------
    NotFound
        When none waits there.
    """
    enter(session, look, _OPEN)
    line, sealed = _held(session, letter_id, look, _OPEN)
    [(_, letter)] = _opened(session, vault, [(line, sealed)], look, _OPEN)
    return letter, rows.channel_of(session, line.round_id)


def reason_given(session: Session, letter_id: UUID, look: Look) -> tuple[UUID, Reason | None]:
    """Return why the reader opened a letter, as they said not long ago in the same browser.

    Parameters
    ----------
    session : Session
        Of the staff role.
    letter_id : UUID
        Which.
    look : Look
        Who and when; its reason is that of whoever has not said any.

    Returns
    -------
    UUID
        Of its round, where the reason is asked for.
    Reason or None
        None when they have to say it first.

    Raises
    ------
    NotFound
        When none waits there.
    """
    enter(session, look, _OPEN)
    line, _ = _held(session, letter_id, look, _OPEN)
    since = look.now - REASON_HOLDS
    return line.round_id, access_log.reason_of(session, look.by, _OPEN, letter_id, since=since)


def settle_letter(session: Session, letter_id: UUID, outcome: str, look: Look) -> None:
    """Say what came of a letter; what it said is destroyed with that.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    letter_id : UUID
        Which.
    outcome : str
        A key of `mapper.domain.tip.OUTCOMES`.
    look : Look
        Who says so, and when.

    Raises
    ------
    NotFound
        When none waits there.
    InvalidInput
        When the outcome is none.
    """
    action = "mail.settle"
    enter(session, look, action)
    if outcome not in OUTCOMES:
        message = f"{outcome[:40]!r} is no outcome; choose one of {', '.join(OUTCOMES)}."
        raise InvalidInput(message, field="outcome")
    line, _ = _held(session, letter_id, look, action)
    log(session, look, action, [(line.id, line.district_code)])
    rows.settle(session, letter_id, outcome, by=look.by.user_id, now=look.now)


def _text(written: bytes) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return written.decode("cp949")
        except UnicodeDecodeError as error:
            message = "The table is no text in UTF-8 or CP949; save it as CSV."
            raise InvalidInput(message, field="table") from error


def _sealed(key: bytes, letter: Letter, round_id: UUID, district_code: str) -> tuple[LetterLine, bytes | None]:
    line = LetterLine(uuid4(), round_id, district_code, letter.came, letter.sent_on, letter.is_flagged, None)
    if not letter.waits:
        return line, None
    said = {"address": letter.address, "name": letter.name, "note": letter.note, "seen": letter.seen}
    return line, desk_box.seal(key, json.dumps(said, ensure_ascii=False).encode(), line.place)


def _opened(
    session: Session, vault: Vault, found: Sequence[tuple[LetterLine, bytes]], look: Look, action: str
) -> list[tuple[LetterLine, Letter]]:
    log(session, look, action, [(line.id, line.district_code) for line, _ in found])
    opened = []
    for line, sealed in found:
        said: dict[str, Any] = json.loads(desk_box.take_out(vault, sealed, line.place))
        letter = Letter(said["address"], said["name"], said["note"], tuple(said["seen"]), line.came, line.sent_on)
        opened.append((line, letter))
    return opened


def _require_round(session: Session, round_id: UUID, look: Look, action: str) -> str:
    """Return its district."""
    district_code = rows.district_of(session, round_id)
    if district_code is None:
        log_refusal(session, look, action, round_id)
        raise NotFound(f"{round_id} is no round of a district of whoever asks; open the list again.")
    return district_code


def _held(session: Session, letter_id: UUID, look: Look, action: str) -> tuple[LetterLine, bytes]:
    found = rows.held(session, letter_id)
    if found is None:
        log_refusal(session, look, action, letter_id)
        raise NotFound(f"{letter_id} is no letter that waits at a desk of whoever asks; open the list again.")
    return found
