"""The second wall around households: roles, rights and row-level security, and the ways in which they are got round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mapper.errors import VaultUnsafe
from mapper.store.bulk import insert_columns
from mapper.store.crisis import rights
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Sessions, make_engine
from mapper.store.tables import AnchorRow, Row

HERE, THERE = "1111051500", "1111053000"
COUNT = text("SELECT count(*) FROM crisis.access")


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@pytest.fixture
def staff(role_urls: Urls, owner: Engine) -> Iterator[Sessions]:
    """The staff role over one connection, as a pool gives it to one after the other."""
    assert owner
    engine = make_engine(role_urls.staff, pool_size=1)
    yield make_staff_sessions(engine)
    engine.dispose()


def seen(sessions: Sessions, *districts: str) -> int:
    with sessions() as session:
        reach(session, frozenset(districts))
        return int(session.execute(COUNT).scalar_one())


def test_a_reader_sees_their_districts(staff: Sessions) -> None:
    assert [seen(staff, HERE), seen(staff, THERE), seen(staff, HERE, THERE), seen(staff)] == [2, 1, 3, 0]


def test_nothing_is_written_into_another_district(staff: Sessions) -> None:
    with staff() as session:
        reach(session, frozenset({HERE}))
        with pytest.raises(DBAPIError, match="row-level security policy"):
            session.execute(
                text("INSERT INTO crisis.access_head (district_code, number, hash) VALUES (:code, 0, '')"),
                {"code": THERE},
            )


def test_of_many_that_are_written_at_once_none_gets_into_another_district(staff: Sessions) -> None:
    said = {"number": 1, "hash": b"", "recorded_at": datetime.now(UTC)}
    with staff() as session:
        reach(session, frozenset({HERE}))
        with pytest.raises(DBAPIError, match="row-level security policy"), session.begin_nested():
            insert_columns(session, AnchorRow, {"district_code": [HERE, THERE], **said})
        assert insert_columns(session, AnchorRow, {"district_code": [HERE], **said}) == 1


def test_who_asked_before_on_the_same_connection_is_forgotten(staff: Sessions) -> None:
    assert seen(staff, HERE) == 2
    with staff() as session, pytest.raises(VaultUnsafe, match="told who asks"):
        session.execute(COUNT)
    with staff.kw["bind"].connect() as connection:  # past the session: the policy itself lets nothing through
        assert connection.execute(text("SELECT current_setting('golmok.districts', true)")).scalar_one() == ""
        assert connection.execute(COUNT).scalar_one() == 0


def test_who_asks_holds_through_savepoints_and_ends_with_the_transaction(staff: Sessions) -> None:
    with staff() as session:
        reach(session, frozenset({THERE}))
        with session.begin_nested() as inner:
            assert session.execute(COUNT).scalar_one() == 1
            inner.rollback()
        assert session.execute(COUNT).scalar_one() == 1
        session.commit()
        assert session.execute(COUNT).scalar_one() == 1, "the next transaction of this session is told again"


def test_the_public_role_does_not_enter(role_urls: Urls, owner: Engine) -> None:
    assert owner
    engine = make_engine(role_urls.app)
    with engine.connect() as connection:
        for table in rights.GRANTS:
            with pytest.raises(DBAPIError, match="permission denied for schema crisis"):
                connection.execute(text(f'SELECT FROM crisis."{table}"'))
            connection.rollback()
        with pytest.raises(DBAPIError, match="permission denied to set role"):
            connection.execute(text("SET ROLE golmok_staff"))
    engine.dispose()


def test_row_level_security_holds_for_the_owner_of_the_tables(owner: Engine) -> None:
    with owner.connect() as connection, connection.begin() as transaction:
        connection.execute(text("CREATE ROLE plain_owner NOSUPERUSER"))
        connection.execute(text("GRANT USAGE, CREATE ON SCHEMA crisis TO plain_owner"))
        connection.execute(text("ALTER TABLE crisis.access OWNER TO plain_owner"))
        connection.execute(text("SET LOCAL ROLE plain_owner"))
        assert connection.execute(COUNT).scalar_one() == 0
        connection.execute(text("ALTER TABLE crisis.access NO FORCE ROW LEVEL SECURITY"))
        assert connection.execute(COUNT).scalar_one() == 3, "without FORCE it would not"
        transaction.rollback()


def test_a_view_shows_what_its_reader_may_see_only_when_it_says_so(owner: Engine) -> None:
    with owner.connect() as connection, connection.begin() as transaction:
        for name, option in (("leaky", ""), ("tight", "WITH (security_invoker=true)")):
            connection.execute(text(f"CREATE VIEW crisis.{name} {option} AS SELECT * FROM crisis.access"))
            connection.execute(text(f"GRANT SELECT ON crisis.{name} TO golmok_staff"))
        connection.execute(text("SET LOCAL ROLE golmok_staff"))
        counts = [
            connection.execute(text(f"SELECT count(*) FROM crisis.{name}")).scalar_one() for name in ("leaky", "tight")
        ]
        assert counts == [3, 0]
        transaction.rollback()


def faults_after(connection: Connection, statement: str) -> list[str]:
    with connection.begin() as transaction:
        connection.execute(text(statement))
        found = list(rights.faults(connection))
        transaction.rollback()
    return found


def test_every_wall_stands_and_every_hole_is_seen(owner: Engine) -> None:
    holes = {
        "CREATE VIEW crisis.leaky AS SELECT * FROM crisis.household": "leaky is a view",
        "CREATE MATERIALIZED VIEW crisis.seen AS SELECT * FROM crisis.household": "seen is a materialised view",
        "GRANT SELECT ON crisis.household TO golmok_app": "golmok_app may do",
        "GRANT TRUNCATE ON crisis.access TO golmok_staff": "golmok_staff may do",
        "GRANT SELECT ON crisis.recusal TO PUBLIC": "PUBLIC may do",
        "GRANT USAGE ON SCHEMA crisis TO golmok_app": "entered by",
        "ALTER TABLE crisis.household NO FORCE ROW LEVEL SECURITY": "household has no row-level security",
        "ALTER TABLE crisis.household DISABLE ROW LEVEL SECURITY": "household has no row-level security",
        "CREATE POLICY everybody ON crisis.household USING (true)": "household has no row-level security",
        "CREATE TABLE crisis.forgotten (id int)": "forgotten has no row-level security",
        "ALTER ROLE golmok_staff BYPASSRLS": "golmok_staff passes by",
        "ALTER TABLE crisis.recusal OWNER TO golmok_staff": "golmok_staff passes by",
        "ALTER POLICY by_district ON crisis.household USING (true)": "household has no row-level security",
        "ALTER POLICY by_district ON crisis.household TO golmok_staff": "household has no row-level security",
        "CREATE VIEW leak AS SELECT * FROM crisis.household": "public.leak shows tables of households",
        "CREATE MATERIALIZED VIEW leak AS SELECT * FROM crisis.household": "public.leak shows tables of households",
        "GRANT SELECT (cell_id) ON crisis.household TO golmok_app": "crisis.household.cell_id is open to golmok_app",
        "GRANT UPDATE (words) ON crisis.access TO golmok_staff": "crisis.access.words is open to golmok_staff",
        "ALTER TABLE crisis.access DISABLE TRIGGER append_only": "trigger of crisis.access, append_only, is off",
        "DROP TRIGGER append_only ON crisis.access": "crisis.access may be changed",
        "CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'": "leak runs with",
        "ALTER TABLE crisis.household ADD FOREIGN KEY (cell_id) REFERENCES cell": "crisis.household points at cell",
    }
    with owner.connect() as connection:
        assert list(rights.faults(connection)) == []
        connection.rollback()
        unseen = [hole for hole, told in holes.items() if told not in " ".join(faults_after(connection, hole))]
        assert unseen == []
        with connection.begin() as transaction:
            connection.execute(text("GRANT SELECT ON crisis.household TO golmok_app"))
            rights.grant(connection)
            assert list(rights.faults(connection)) == [], "the next start puts rights right"
            transaction.rollback()
    assert {table.name for table in Row.metadata.tables.values() if table.schema == "crisis"} == set(rights.GRANTS)


def test_a_role_that_passes_by_is_not_served(role_urls: Urls) -> None:
    engine = make_engine(role_urls.owner)
    with make_staff_sessions(engine)() as session:
        reach(session, None)
        with pytest.raises(VaultUnsafe, match="passes by row-level security"):
            session.execute(COUNT)
    engine.dispose()


@pytest.mark.parametrize("table", ["access", "anchor"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET number = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_log_is_only_appended_to(owner: Engine, staff: Sessions, table: str, verb: str) -> None:
    statement = text(verb.format(f"crisis.{table}"))
    with owner.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(statement)
    with staff() as session:
        reach(session, None)
        with pytest.raises(DBAPIError, match="permission denied for table"):
            session.execute(statement)


def test_the_public_role_does_not_learn_from_its_own_tables_where_households_are(
    owner: Engine, role_urls: Urls
) -> None:
    box = "ST_Multi(ST_MakeEnvelope(958000, 1971000, 958500, 1971500, 5179))"
    cell = (
        "INSERT INTO cell (id, year, district_code, households, buildings, boundary, recorded_at)"
        f" VALUES (gen_random_uuid(), 2026, :code, 500, 20, {box}, now()) RETURNING id"
    )
    household = (
        "INSERT INTO crisis.household (id, district_code, cell_id, tier, period, received_on, version, destroyed_on)"
        " VALUES (gen_random_uuid(), :code, :cell, 'case', '2026H2', '2026-11-22', 1, '2026-11-22')"
    )
    with owner.begin() as connection:
        cell_id = connection.execute(text(cell), {"code": HERE}).scalar_one()
    with owner.begin() as connection:
        connection.execute(text(household), {"code": HERE, "cell": cell_id})
    engine = make_engine(role_urls.app)
    with engine.connect() as connection, connection.begin() as transaction:
        locked_by = connection.execute(text("SELECT xmax::text FROM cell WHERE id = :id"), {"id": cell_id})
        assert locked_by.scalar_one() == "0", "nobody sees that a household came into the cell"
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("DELETE FROM cell WHERE id = :id"), {"id": cell_id})
        transaction.rollback()
    engine.dispose()


def test_no_sequence_counts_households(staff: Sessions) -> None:
    with staff() as session:
        reach(session, frozenset({HERE}))
        sequences = text("SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'crisis'::regnamespace")
        assert session.execute(sequences).scalar_one() == 0
