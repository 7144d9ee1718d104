"""What goes wrong in the machine reaches people as one of our sentences, from statements and from COPY."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mapper.errors import DiskFull, InvalidInput, ServerUnreachable
from mapper.store.bulk import copy_rows
from mapper.store.engine import make_engine, make_sessions
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
        row = (uuid.uuid4(), "alleys", "a.geojson", "0", "{}", datetime.now(UTC))
        with pytest.raises(DiskFull, match="nothing was stored"):
            copy_rows(session, ImportRow, ("id", "kind", "file_name", "sha256", "report", "recorded_at"), [row])
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
