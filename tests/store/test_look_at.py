"""Only the application may have tables looked at, and only those it loads."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.store.bulk import tell_planner
from mapper.store.cluster.configuration import APP_ROLE
from mapper.store.tables import (
    AddressRow,
    AlleyRow,
    ComplaintRow,
    IssueEventRow,
    IssueRow,
    IssueStateRow,
    LegalAreaRow,
    LotRow,
    PlacementRow,
    RoadNameRow,
    SegmentRow,
    SurveyRow,
    UnplacedRow,
)

LOADED = (
    AlleyRow,
    SegmentRow,
    SurveyRow,
    IssueRow,
    IssueEventRow,
    PlacementRow,
    IssueStateRow,
    UnplacedRow,
    ComplaintRow,
    AddressRow,
    LotRow,
    LegalAreaRow,
    RoadNameRow,
)


def test_the_app_has_what_it_loads_looked_at(session: Session) -> None:
    session.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
    session.execute(
        text("INSERT INTO alley (id, key) SELECT gen_random_uuid(), key FROM generate_series(1, 500) AS key")
    )
    tell_planner(session, 1_000, *LOADED)
    known = session.execute(text("SELECT reltuples FROM pg_class WHERE oid = CAST('alley' AS regclass)")).scalar_one()
    assert known == 500


@pytest.mark.parametrize("name", ["user_account", "pg_authid", "alley; DROP TABLE alley", "public.alley", None])
def test_no_other_table_is_looked_at(session: Session, name: str | None) -> None:
    session.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
    with pytest.raises(DBAPIError, match="look_at looks at no table"):
        session.execute(text("SELECT look_at('alley', CAST(:name AS text))"), {"name": name})


def test_a_table_of_the_same_name_does_not_come_first(session: Session) -> None:
    session.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
    session.execute(text("CREATE TEMPORARY TABLE alley AS SELECT generate_series(1, 7)"))
    session.execute(text("SELECT look_at('alley')"))
    seen = session.execute(text("SELECT reltuples FROM pg_class WHERE oid = CAST('pg_temp.alley' AS regclass)"))
    assert seen.scalar_one() == -1


def test_nobody_else_may_ask(session: Session) -> None:
    session.execute(text("CREATE ROLE onlooker"))
    session.execute(text("SET LOCAL ROLE onlooker"))
    with pytest.raises(DBAPIError, match="permission denied for function look_at"):
        session.execute(text("SELECT look_at('alley')"))
