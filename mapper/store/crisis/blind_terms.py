"""The blind index: buckets by which households are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from mapper.domain.blind_index import KINDS
from mapper.domain.household import Tier
from mapper.store.crisis.households import Sealed, followed, some
from mapper.store.tables import BaitRow, BlindIndexRow, BlindTermRow, HouseholdRow

_ADD: Final = text(
    "INSERT INTO crisis.blind_term (id, household_id, district_code, kind, bucket) SELECT gen_random_uuid(), * FROM"
    " unnest(CAST(:households AS uuid[]), CAST(:districts AS text[]), CAST(:kinds AS text[]), CAST(:buckets AS int[]))"
)


def bits(session: Session) -> dict[str, int]:
    """Return how many bits of each kind's hashes are kept.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to int
        For every kind; 0 until the index was cut for the first time.
    """
    said = {kind: count for kind, count in session.execute(select(BlindIndexRow.kind, BlindIndexRow.bits))}  # noqa: C416 - dict() does not take rows
    return dict.fromkeys(KINDS, 0) | said


def set_bits(session: Session, counts: Mapping[str, int]) -> None:
    """Say how many bits are kept from now on; whoever says so stores all buckets anew.

    Parameters
    ----------
    session : Session
        Not committed.
    counts : mapping of str to int
        By kind.
    """
    statement = insert(BlindIndexRow)
    statement = statement.on_conflict_do_update(index_elements=["kind"], set_={"bits": statement.excluded.bits})
    session.execute(statement, [{"kind": kind, "bits": count} for kind, count in counts.items()])


def clear(session: Session, household_id: UUID | None = None) -> None:
    """Take away the buckets of a household, or all of them.

    Parameters
    ----------
    session : Session
        Not committed.
    household_id : UUID or None
        Which; None for every one the session reaches.
    """
    statement = delete(BlindTermRow)
    session.execute(statement if household_id is None else statement.where(BlindTermRow.household_id == household_id))


def add(session: Session, terms: Iterable[tuple[UUID, str, str, int]]) -> None:
    """Store buckets.

    Parameters
    ----------
    session : Session
        Not committed.
    terms : iterable of tuple
        Household, its district, kind and bucket of each.
    """
    names = ("households", "districts", "kinds", "buckets")
    if columns := list(zip(*terms, strict=True)):
        session.execute(_ADD, dict(zip(names, map(list, columns), strict=True)))


def candidates(session: Session, user_id: UUID | None, wanted: Iterable[tuple[str, int]]) -> list[Sealed]:
    """Read the households that may be the one somebody looks for, among those that they follow.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    user_id : UUID or None
        Of the reader.
    wanted : iterable of tuple
        Kind and bucket; all of them fit.

    Returns
    -------
    list of Sealed
        By id; nobody of the sealed tier.
    """
    return followed(session, user_id, HouseholdRow.tier == Tier.CASE, *_fitting(HouseholdRow.id, wanted))


def baits(session: Session, wanted: Iterable[tuple[str, int]]) -> list[Sealed]:
    """Return the baits among which somebody's would be who is looked for, whoever follows them.

    Parameters
    ----------
    session : Session
        Reaching every district; only read.
    wanted : iterable of tuple
        Kind and bucket; all of them fit.

    Returns
    -------
    list of Sealed
        By id; most often none.
    """
    asked = select(BaitRow.household_id).where(*_fitting(BaitRow.household_id, wanted))
    found = set(session.execute(asked).scalars())
    return some(session, found) if found else []


def _fitting(household_id: InstrumentedAttribute[UUID], wanted: Iterable[tuple[str, int]]) -> list[ColumnElement[bool]]:
    terms = select(BlindTermRow.household_id)
    return [
        household_id.in_(terms.where(BlindTermRow.kind == kind, BlindTermRow.bucket == bucket))
        for kind, bucket in wanted
    ]


def smallest(session: Session) -> dict[str, int]:
    """Return how many rows the smallest bucket of each kind has.

    Parameters
    ----------
    session : Session
        Reaching every district; only read.

    Returns
    -------
    dict of str to int
        By kind; kinds without rows are left out.
    """
    sizes = (
        select(BlindTermRow.kind, func.count().label("size"))
        .group_by(BlindTermRow.kind, BlindTermRow.bucket)
        .subquery()
    )
    found = session.execute(select(sizes.c.kind, func.min(sizes.c.size)).group_by(sizes.c.kind))
    return {kind: size for kind, size in found}  # noqa: C416 - dict() does not take rows
