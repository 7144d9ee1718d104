"""Hand in a round of registered mail, look into what postmen saw, take the exceptions out, and settle each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.domain.calendar import KST
from mapper.domain.mail_round import CAME, SEEN, Letter, LetterLine, RowFault, read_letters
from mapper.domain.tip import OUTCOMES
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.exporters.sheets import Sheet, csv_of
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, ready_to_seal, require_fresh_proof
from mapper.operations.vault import desk_box
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import mail_rounds as rows
from mapper.store.crisis.mail_rounds import Round
from mapper.store.engine import Session

_OPEN: Final = "mail.open"
_COLUMNS: Final = ("보낸 날", "결과", "점검", "주소", "이름", "메모", "내려받은 사람", "내려받은 때")


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
    session: Session, vault: Vault, round_id: UUID, written: bytes, look: Look, *, district_code: str, name: str
) -> list[RowFault]:
    """Read the table of a round and seal what a desk has to look into; of the others only that they were sent is kept.

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
        Where the letters went: one of the reader's.
    name : str
        What the round is called.

    Returns
    -------
    list of RowFault
        Rows that cannot be used; then nothing was stored.

    Raises
    ------
    NotAllowed
        When it is not of their district.
    InvalidInput
        When it is no such table, or has no name.
    """
    action = "mail.hand_in"
    enter(session, look, action)
    if district_code not in (look.by.districts or ()):
        log_refusal(session, look, action)
        raise NotAllowed("Rounds are handed in by a user of their district; ask one of that district.")
    called = " ".join(name.split())[:80]
    if not called:
        raise InvalidInput("The round has no name; give one, such as 9월 2차.", field="name")
    if rows.has(session, round_id):
        return []
    letters, faults = read_letters(_text(written))
    if faults:
        return faults
    ready_to_seal(session, vault, look.now)
    log(session, look, action, (), searched=[district_code])
    key = desk_box.public_key(vault)
    kept = [_sealed(key, letter, round_id, district_code) for letter in letters]
    rows.add(session, round_id, district_code, called, kept, by=look.by.user_id, now=look.now)
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
        Who, why and when.

    Returns
    -------
    list of tuple
        Those of which something was seen first.

    Raises
    ------
    NotFound
        When there is none in reach.
    """
    enter(session, look, _OPEN)
    _require_round(session, round_id, look, _OPEN)
    return _opened(session, vault, rows.letters(session, round_id), look, _OPEN)


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
    NotFound
        When there is none in reach.
    """
    action = "mail.file"
    enter(session, look, action, "case.file")
    _require_round(session, round_id, look, action)
    require_fresh_proof(session, look, action)
    found = _opened(session, vault, rows.letters(session, round_id), look, action)
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
    return csv_of(Sheet("복지등기", _COLUMNS, lines))


def open_letter(session: Session, vault: Vault, letter_id: UUID, look: Look) -> Letter:
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

    Raises
    ------
    NotFound
        When none waits there.
    """
    enter(session, look, _OPEN)
    found = [_held(session, letter_id, look, _OPEN)]
    return _opened(session, vault, found, look, _OPEN)[0][1]


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


def _require_round(session: Session, round_id: UUID, look: Look, action: str) -> None:
    if not rows.has(session, round_id):
        log_refusal(session, look, action, round_id)
        raise NotFound(f"{round_id} is no round of a district of whoever asks; open the list again.")


def _held(session: Session, letter_id: UUID, look: Look, action: str) -> tuple[LetterLine, bytes]:
    found = rows.held(session, letter_id)
    if found is None:
        log_refusal(session, look, action, letter_id)
        raise NotFound(f"{letter_id} is no letter that waits at a desk of whoever asks; open the list again.")
    return found
