"""Alerts: what is not left until the end of the month; and the baits that raise one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.oversight import Alert, AlertKind
from mapper.domain.reader import Reader
from mapper.store.tables import AlertRow, BaitRow, CaseRow

_COLUMNS: Final = [getattr(AlertRow, field.name) for field in fields(Alert)]
_SHOWN: Final = 100


def add(session: Session, kind: AlertKind, by: Reader, district_code: str, *, now: datetime) -> None:
    """Store an alert.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    kind : AlertKind
        What was noticed.
    by : Reader
        Of which account.
    district_code : str
        In whose chain it stands.
    now : datetime
        This moment.
    """
    values = {"id": uuid4(), "district_code": district_code, "kind": kind.value, "user_id": by.user_id}
    session.add(AlertRow(**values, name=by.name, raised_at=now))
    session.flush()


def was_raised(session: Session, kind: AlertKind, user_id: UUID, *, since: datetime) -> bool:
    """Tell whether there is one of an account already.

    Parameters
    ----------
    session : Session
        Reaching the district; only read.
    kind : AlertKind
        Of what.
    user_id : UUID
        Whose account.
    since : datetime
        Only later ones.

    Returns
    -------
    bool
        Also one that somebody has seen.
    """
    asked = select(AlertRow.id).where(AlertRow.user_id == user_id, AlertRow.kind == kind.value)
    return session.execute(asked.where(AlertRow.raised_at > since).limit(1)).one_or_none() is not None


def listed(session: Session) -> list[Alert]:
    """Read the latest alerts, those that nobody has seen first.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.

    Returns
    -------
    list of Alert
        100 at most.
    """
    asked = select(*_COLUMNS).order_by(AlertRow.seen_at.is_not(None), AlertRow.raised_at.desc()).limit(_SHOWN)
    return _read(session, asked)


def held(session: Session, alert_id: UUID) -> Alert | None:
    """Read one, which nobody else changes until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts.
    alert_id : UUID
        Which.

    Returns
    -------
    Alert or None
        None when there is none in reach.
    """
    found = _read(session, select(*_COLUMNS).where(AlertRow.id == alert_id).with_for_update())
    return found[0] if found else None


def see(session: Session, alert_id: UUID, words: str, *, by: UUID, name: str, now: datetime) -> None:
    """Store that somebody has looked into an alert.

    Parameters
    ----------
    session : Session
        Holding the row; not committed.
    alert_id : UUID
        Which.
    words : str
        What they found.
    by : UUID
        Who.
    name : str
        Their name.
    now : datetime
        This moment.
    """
    values = {"words": words, "seen_by": by, "seen_name": name, "seen_at": now}
    session.execute(update(AlertRow).where(AlertRow.id == alert_id).values(values))


def add_bait(session: Session, household_id: UUID, district_code: str, *, now: datetime) -> None:
    """Make a household a bait; one that is stays one.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    household_id : UUID
        Which.
    district_code : str
        Where it is said to live.
    now : datetime
        This moment.
    """
    values = {"household_id": household_id, "district_code": district_code, "recorded_at": now}
    session.execute(insert(BaitRow).values(values).on_conflict_do_nothing())


def any_bait(session: Session, asked: Iterable[UUID]) -> bool:
    """Tell whether a bait is among what was asked for.

    Parameters
    ----------
    session : Session
        Reaching their districts; only read.
    asked : iterable of UUID
        Ids of households or of cases.

    Returns
    -------
    bool
        A bait of a district that is not in reach is none.
    """
    ids = list(asked)
    of_cases = select(CaseRow.household_id).where(CaseRow.id.in_(ids))
    found = select(func.count()).where(or_(BaitRow.household_id.in_(ids), BaitRow.household_id.in_(of_cases)))
    return session.execute(found).scalar_one() > 0


def _read(session: Session, asked: Select[Any]) -> list[Alert]:
    return [Alert(**{**row, "kind": AlertKind(row["kind"])}) for row in session.execute(asked).mappings()]
