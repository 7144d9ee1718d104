"""An upgrade beside somebody who has a table open: it waits for a while, says for whom, changes nothing, and goes on later."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text

from mapper.errors import UpgradeHeld
from mapper.store import migrate
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.engine import make_engine
from mapper.store.migrate import Patience

OLDER = "0031"
"""The next one changes ``programme``."""


@pytest.fixture
def older(attachment: Attachment) -> Iterator[Engine]:
    """A database of an older edition."""
    name = f"older_{uuid4().hex[:12]}"
    create_database(attachment, name)
    engine = make_engine(attachment.url("owner", name))
    with engine.begin() as connection:
        command.upgrade(migrate.alembic_config(connection), OLDER)
    yield engine
    engine.dispose()
    drop_database(attachment, name)


def read_on(connection: Connection) -> int:
    """Leave a table open, as somebody does who went to lunch, and return the process of the server."""
    connection.execute(text("SET application_name = 'made-up map'"))
    connection.execute(text("SELECT count(*) FROM programme"))
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_it_says_whom_it_waits_for_and_goes_on_when_they_are_done(older: Engine) -> None:
    told: list[str] = []
    with older.connect() as reader:
        pid = read_on(reader)
        with pytest.raises(UpgradeHeld) as refused:
            migrate.upgrade(older, patience=Patience(lock_s=1.5, tries=2, pause_s=0.1), notice=told.append)
        message = str(refused.value)
        assert f"process {pid} (made-up map, as golmok, since 2" in message
        assert f"SELECT pg_terminate_backend({pid})" in message
        assert "golmok db upgrade" in message
        assert refused.value.fields["pids"] == [pid]
        assert len(told) == 1
        assert f"process {pid} (made-up map" in told[0]
        with older.connect() as other:  # nobody else waits, and nothing was changed
            other.execute(text("SET lock_timeout = '100ms'"))
            assert migrate.revision(other) == OLDER
            assert other.execute(text("SELECT count(*) FROM programme")).scalar_one() == 0

        def done(sentence: str) -> None:
            told.append(sentence)
            reader.rollback()

        migrate.upgrade(older, patience=Patience(lock_s=1.5, tries=2, pause_s=0.1), notice=done)
    assert len(told) == 2
    with older.connect() as connection:
        assert migrate.has_head(connection)
        assert migrate.drift(connection) == []
