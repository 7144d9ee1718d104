"""The access log: one chain of entries for each district, appended under the lock of its head."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.access_log import BEGINNING, REFUSED, Access
from mapper.domain.access_reason import Reason
from mapper.domain.reader import Reader
from mapper.store.tables import AccessHeadRow, AccessRow, AnchorRow

_ROWS_AT_ONCE: Final = 1000
_NAMES: Final = tuple(field.name for field in fields(Access))


def append(
    session: Session,
    by: Reader,
    action: str,
    *,
    district_code: str,
    subjects: Sequence[UUID],
    reason: Reason,
    now: datetime,
) -> Access:
    """Append an entry; others who append to the same chain wait until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    by : Reader
        Who.
    action : str
        What they do.
    district_code : str
        Whose chain.
    subjects : sequence of UUID
        Ids of the households.
    reason : Reason
        Why.
    now : datetime
        This moment.

    Returns
    -------
    Access
        As stored.
    """
    # The number is taken under the lock: one from a sequence could be stored out of order.
    first = insert(AccessHeadRow).values(district_code=district_code, number=0, hash=BEGINNING)
    locked = first.on_conflict_do_update(index_elements=["district_code"], set_={"number": AccessHeadRow.number})
    number, previous = session.execute(locked.returning(AccessHeadRow.number, AccessHeadRow.hash)).one()
    entry = Access(
        district_code=district_code,
        number=number + 1,
        recorded_at=now,
        user_id=by.user_id,
        login_id=by.login_id,
        name=by.name,
        role=by.role.value,
        origin=by.origin,
        action=action,
        reason=reason.code,
        words=reason.words,
        subjects=tuple(subjects),
        previous=previous,
    )
    values = asdict(entry) | {"hash": entry.digest(), "subjects": list(entry.subjects)}
    session.execute(insert(AccessRow).values(values))
    head = update(AccessHeadRow).where(AccessHeadRow.district_code == district_code)
    session.execute(head.values(number=entry.number, hash=values["hash"]))
    return entry


def entries(session: Session, district_code: str) -> Generator[tuple[Access, bytes]]:
    """Read a chain.

    Parameters
    ----------
    session : Session
        Reaching the district; only read.
    district_code : str
        Whose.

    Yields
    ------
    tuple of Access and bytes
        Each entry with its hash as stored, by number. To be closed when not read to the end.
    """
    columns = [getattr(AccessRow, name) for name in (*_NAMES, "hash")]
    asked = select(*columns).where(AccessRow.district_code == district_code).order_by(AccessRow.number)
    with session.execute(asked.execution_options(yield_per=_ROWS_AT_ONCE)) as found:
        for row in found:
            yield _access(row), row.hash


def refusals(session: Session, user_id: UUID, *, since: datetime) -> tuple[int, datetime | None]:
    """Count what was refused to an account.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    user_id : UUID
        Of the account.
    since : datetime
        Only later ones.

    Returns
    -------
    tuple of int and datetime
        How many, and when the first of them was; None when there were none.
    """
    asked = select(func.count(), func.min(AccessRow.recorded_at)).where(
        AccessRow.user_id == user_id, AccessRow.recorded_at > since, AccessRow.action.endswith(REFUSED, autoescape=True)
    )
    count, earliest = session.execute(asked).one()
    return count, earliest


def reason_of(session: Session, by: Reader, action: str, household_id: UUID, *, since: datetime) -> Reason | None:
    """Return why somebody does something with a household, as they said not long ago in the same browser.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    by : Reader
        Who; their login says which browser.
    action : str
        With which they said it.
    household_id : UUID
        Whom it was about.
    since : datetime
        What was said before is forgotten.

    Returns
    -------
    Reason or None
        The last one; None without any.
    """
    asked = (
        select(AccessRow.reason, AccessRow.words)
        .where(AccessRow.login_id == by.login_id, AccessRow.user_id == by.user_id, AccessRow.action == action)
        .where(AccessRow.subjects.contains([household_id]), AccessRow.recorded_at >= since)
        .order_by(AccessRow.recorded_at.desc())
        .limit(1)
    )
    found = session.execute(asked).one_or_none()
    return None if found is None else Reason(*found)


def heads(session: Session) -> dict[str, tuple[int, bytes]]:
    """Return the last entry of each chain, as its head has it.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to tuple
        Number and hash by district, in order of districts; a chain without a head begins at 0.
    """
    noted = session.execute(select(AccessHeadRow.district_code, AccessHeadRow.number, AccessHeadRow.hash))
    found = {code: (number, digest) for code, number, digest in noted}
    headless = session.execute(select(AccessRow.district_code).distinct()).scalars()
    return dict(sorted((dict.fromkeys(headless, (0, BEGINNING)) | found).items()))


def add_anchors(session: Session, noted: dict[str, tuple[int, bytes]], *, now: datetime) -> None:
    """Store that heads were noted off the machine.

    Parameters
    ----------
    session : Session
        Not committed.
    noted : dict of str to tuple
        Number and hash by district.
    now : datetime
        This moment.
    """
    session.add_all(
        AnchorRow(district_code=code, number=number, hash=digest, recorded_at=now)
        for code, (number, digest) in noted.items()
    )
    session.flush()


def anchors(session: Session) -> dict[str, dict[int, set[bytes]]]:
    """Return what was noted before, as far as the database still knows.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to dict
        Hashes by number by district.
    """
    found: dict[str, dict[int, set[bytes]]] = {}
    for code, number, digest in session.execute(select(AnchorRow.district_code, AnchorRow.number, AnchorRow.hash)):
        found.setdefault(code, {}).setdefault(number, set()).add(digest)
    return found


def _access(row: Row[tuple[object, ...]]) -> Access:
    values = {name: getattr(row, name) for name in _NAMES}
    return Access(**values | {"subjects": tuple(values["subjects"])})
