"""What goes wrong in the machine reaches people as one of our sentences, from statements and from COPY."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.errors import DiskFull, InvalidInput, ServerBusy, ServerUnreachable
from mapper.store.bulk import copy_columns
from mapper.store.engine import make_engine, make_sessions, take_time
from mapper.store.tables import ImportRow

# The server itself raises what it raises when a disk is full.
FILL_DISK = "RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device';"
TRIGGER = f"CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {FILL_DISK} END $$"


def test_a_full_disk_is_told_from_a_statement(own_url: str) -> None:
    engine = make_engine(own_url)
    with engine.connect() as connection, pytest.raises(DiskFull, match="Make room"):
        connection.execute(text(f"DO $$ BEGIN {FILL_DISK} END $$"))
    engine.dispose()


def test_a_full_disk_is_told_from_copy_and_nothing_is_stored(own_url: str) -> None:
    engine = make_engine(own_url)
    with engine.begin() as connection:
        connection.execute(text(TRIGGER))
        connection.execute(text("CREATE TRIGGER full_disk BEFORE INSERT ON import EXECUTE FUNCTION fill_disk()"))
    with make_sessions(engine)() as session:
        row = {"id": [uuid.uuid4()], "kind": "alleys", "file_name": "a.geojson", "sha256": "0", "report": "{}"}
        with pytest.raises(DiskFull, match="nothing was stored"):
            copy_columns(session, ImportRow, row | {"recorded_at": datetime.now(UTC)})
        session.rollback()
        assert session.execute(text("SELECT count(*) FROM import")).scalar_one() == 0
    engine.dispose()


def test_a_server_that_goes_away_is_told_and_the_next_session_works(own_url: str) -> None:
    engine = make_engine(own_url)
    with engine.connect() as connection, pytest.raises(ServerUnreachable, match="does not answer"):
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def limits(session: Session) -> tuple[str, ...]:
    names = ("statement_timeout", "lock_timeout")
    return tuple(session.execute(text(f"SHOW {name}")).scalar_one() for name in names)


def test_a_session_in_haste_takes_its_time_only_where_it_is_told_to(own_url: str) -> None:
    in_haste, at_leisure = make_sessions(make_engine(own_url, in_haste=True)), make_sessions(make_engine(own_url))
    with at_leisure() as session:
        assert limits(session) == ("0", "0")
    with in_haste() as session:
        assert limits(session) == ("4s", "3s")
        take_time(session)
        assert limits(session) == ("0", "0")
        session.commit()
        assert limits(session) == ("0", "0")
    with in_haste() as session:
        assert limits(session) == ("4s", "3s")
    for maker in (in_haste, at_leisure):
        maker.kw["bind"].dispose()


@pytest.mark.parametrize("limit", ["statement_timeout", "lock_timeout"])
def test_what_takes_too_long_is_told_and_the_session_goes_on(own_url: str, limit: str) -> None:
    engine = make_engine(own_url, in_haste=True)
    with engine.connect() as holder, engine.connect() as connection:
        holder.execute(text("LOCK TABLE import"))
        connection.execute(text(f"SET LOCAL {limit} = '20ms'"))
        with pytest.raises(ServerBusy, match="Try again soon"):
            connection.execute(text("SELECT count(*) FROM import"))
        holder.rollback()
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM import")).scalar_one() == 0
    engine.dispose()


def test_a_fault_of_the_statement_stays_what_it_is(own_url: str) -> None:
    engine = make_engine(own_url)
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("SELECT 1 / 0"))
    engine.dispose()


@pytest.mark.parametrize("url", ["", "sqlite:///x.db", "postgresql://", "postgresql://host:port:port/x", "nonsense"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="GOLMOK_DATABASE_URL"):
        make_engine(url)


def test_an_error_names_no_value(own_url: str) -> None:
    engine = make_engine(own_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT CAST(:told AS text) / 2"), {"told": "홍가상 010-0000-0000"})
    assert "홍가상" not in str(caught.value)
    engine.dispose()


def test_a_connection_that_was_cut_while_nobody_used_it_costs_nobody_an_error(own_url: str) -> None:
    engine, other = make_engine(own_url), make_engine(own_url)
    with engine.connect() as connection:
        cut = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": cut})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != cut
    engine.dispose()
    other.dispose()
