"""Which households count in a release of density."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from mapper.domain.household import Tier
from mapper.domain.population import Population
from mapper.store.crisis.households import Sealed
from mapper.store.tables import BaitRow, CaseRow, HouseholdRow

_COLUMNS: Final = [getattr(HouseholdRow, name) for name in Sealed.__dataclass_fields__]


def counted(session: Session, population: Population) -> Iterable[tuple[UUID, str, Sealed | None]]:
    """Read the households of a population: of the sealed tier none, as no density may ever tell of them.

    Parameters
    ----------
    session : Session
        Reaching every district.
    population : Population
        Of a half-year, everybody received in it, also who was destroyed since, as nobody is counted less afterwards; of
        a year, everybody with a case that was open on its last day.

    Returns
    -------
    iterable of tuple
        Id, district, and the household unless it was destroyed; by id.
    """
    nobody = exists().where(BaitRow.household_id == HouseholdRow.id)
    asked = select(*_COLUMNS, HouseholdRow.destroyed_on).where(
        HouseholdRow.tier == Tier.CASE, ~nobody, *_of(population)
    )
    for *values, destroyed_on in session.execute(asked.order_by(HouseholdRow.id)):
        yield values[0], values[1], None if destroyed_on else Sealed(*values)


def _of(population: Population) -> list[ColumnElement[bool] | Any]:
    if population.half:
        return [HouseholdRow.period == str(population)]
    day = population.last_day
    followed = exists().where(
        CaseRow.household_id == HouseholdRow.id,
        CaseRow.opened_on <= day,
        or_(CaseRow.closed_on.is_(None), CaseRow.closed_on > day),
    )
    return [HouseholdRow.received_on <= day, followed]
