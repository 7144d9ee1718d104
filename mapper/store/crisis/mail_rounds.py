"""Rounds as they are stored: a letter, or what was told of a knock, is sealed while a desk has to look into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mapper.domain.mail_round import LetterLine
from mapper.store.tables import MailItemRow, MailRoundRow

_LINE: Final = [getattr(MailItemRow, one.name) for one in fields(LetterLine)]


@dataclass(frozen=True)
class Round:
    """A round, by numbers.

    Attributes
    ----------
    id : UUID
        Of the round.
    district_code : str
        Where it went.
    name : str
        What it is called.
    channel : str
        Who went.
    recorded_at : datetime
        When it was handed in.
    sent, flagged, waiting, linked : int
        Letters; those of which something was seen; those a desk has to look into; those that became a case.
    """

    id: UUID
    district_code: str
    name: str
    channel: str
    recorded_at: datetime
    sent: int
    flagged: int
    waiting: int
    linked: int


@dataclass(frozen=True)
class NewRound:
    """A round that is handed in.

    Attributes
    ----------
    id : UUID
        New.
    district_code, name, channel : str
        Where, what it is called, and who went.
    """

    id: UUID
    district_code: str
    name: str
    channel: str


def add(
    session: Session,
    made: NewRound,
    letters: Sequence[tuple[LetterLine, bytes | None]],
    *,
    by: UUID | None,
    now: datetime,
) -> None:
    """Store a round.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    made : NewRound
        Which.
    letters : sequence of tuple
        What stands in clear of each, and what is sealed; None where nobody has to look into it.
    by : UUID or None
        Who hands it in.
    now : datetime
        This moment.
    """
    session.add(MailRoundRow(**asdict(made), recorded_by=by, recorded_at=now))
    session.flush()
    over = {"outcome": "nothing", "settled_by": by, "settled_at": now}
    waits = dict.fromkeys(over)
    rows = [asdict(line) | {"sealed": sealed} | (over if sealed is None else waits) for line, sealed in letters]
    session.execute(insert(MailItemRow), rows)


def district_of(session: Session, round_id: UUID) -> str | None:
    """Return where a round went.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    round_id : UUID
        Which.

    Returns
    -------
    str or None
        Code of the district; None where it is no round in reach.
    """
    asked = select(MailRoundRow.district_code).where(MailRoundRow.id == round_id)
    return session.execute(asked).scalar_one_or_none()


def channel_of(session: Session, round_id: UUID) -> str:
    """Return who went on a round.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    round_id : UUID
        Which: it is there.

    Returns
    -------
    str
        A channel.
    """
    found: str = session.execute(select(MailRoundRow.channel).where(MailRoundRow.id == round_id)).scalar_one()
    return found


def rounds(session: Session) -> list[Round]:
    """Read the rounds of the reader's districts.

    Parameters
    ----------
    session : Session
        Reaching them; only read.

    Returns
    -------
    list of Round
        The latest first.
    """
    counts = (
        func.count(MailItemRow.id),
        func.count().filter(MailItemRow.flagged),
        func.count().filter(MailItemRow.settled_at.is_(None)),
        func.count().filter(MailItemRow.outcome == "case"),
    )
    row = MailRoundRow
    told = row.id, row.district_code, row.name, row.channel, row.recorded_at
    asked = (
        select(*told, *counts)
        .join(MailItemRow, MailItemRow.round_id == MailRoundRow.id)
        .group_by(*told)
        .order_by(MailRoundRow.recorded_at.desc(), MailRoundRow.id)
    )
    return [Round(*row) for row in session.execute(asked)]


def letters(session: Session, round_id: UUID) -> list[tuple[LetterLine, bytes]]:
    """Read the letters of a round that a desk has to look into.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    round_id : UUID
        Which.

    Returns
    -------
    list of tuple
        Those of which something was seen first.
    """
    asked = select(*_LINE, MailItemRow.sealed).where(MailItemRow.round_id == round_id, MailItemRow.settled_at.is_(None))
    found = session.execute(asked.order_by(MailItemRow.flagged.desc(), MailItemRow.came, MailItemRow.id))
    return [(LetterLine(*row[:-1]), row[-1]) for row in found]


def held(session: Session, letter_id: UUID) -> tuple[LetterLine, bytes] | None:
    """Read a letter that waits, which nobody else settles until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching its district.
    letter_id : UUID
        Which.

    Returns
    -------
    tuple or None
        None when none waits there.
    """
    asked = select(*_LINE, MailItemRow.sealed).where(MailItemRow.id == letter_id, MailItemRow.settled_at.is_(None))
    row = session.execute(asked.with_for_update()).one_or_none()
    return None if row is None else (LetterLine(*row[:-1]), row[-1])


def settle(session: Session, letter_id: UUID, outcome: str, *, by: UUID | None, now: datetime) -> None:
    """Store what a desk made of a letter, and destroy what it said.

    Parameters
    ----------
    session : Session
        Holding it; not committed.
    letter_id : UUID
        Which.
    outcome : str
        What came of it.
    by : UUID or None
        Who says so.
    now : datetime
        This moment.
    """
    values = {"sealed": None, "outcome": outcome, "settled_by": by, "settled_at": now}
    session.execute(update(MailItemRow).where(MailItemRow.id == letter_id).values(values))
