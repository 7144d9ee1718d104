from __future__ import annotations

from sqlalchemy import CheckConstraint, Engine, text

from mapper.store import migrate
from mapper.store.engine import make_engine
from mapper.store.tables import Row


def test_a_second_autogenerate_is_empty(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        assert migrate.drift(connection) == []


def test_drift_is_seen(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("ALTER TABLE alley ADD COLUMN forgotten text"))
        assert len(migrate.drift(connection)) == 1
        transaction.rollback()


def test_every_wall_of_the_tables_stands_in_the_database(shared_engine: Engine) -> None:
    declared = {
        (table.fullname, constraint.name)
        for table in Row.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    statement = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'ck\\_%'"
    )
    with shared_engine.connect() as connection:
        standing = {(table.replace('"', ""), name) for table, name in connection.execute(text(statement))}
    assert standing == declared


def test_upgrade_may_be_repeated(own_url: str) -> None:
    engine = make_engine(own_url)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert migrate.has_head(connection)
    engine.dispose()
