from __future__ import annotations

from uuid import uuid4

from alembic import command
from sqlalchemy import CheckConstraint, Engine, text

from mapper.store import migrate
from mapper.store.cluster import Attachment, create_database, drop_database
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


def test_contacts_of_complaints_that_were_kept_before_are_kept_apart(attachment: Attachment) -> None:
    create_database(attachment, "with_contacts")
    engine = make_engine(attachment.url("owner", "with_contacts"))
    told = {"issue": uuid4(), "reached": uuid4(), "silent": uuid4()}
    with engine.begin() as connection:
        command.upgrade(migrate.alembic_config(connection), "0033")
        connection.execute(
            text(
                "INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at)"
                " VALUES (:issue, 'made-up', 'litter', 2, 'complaint', now(), now())"
            ),
            told,
        )
        connection.execute(
            text(
                "INSERT INTO complaint (id, source_key, issue_id, contact, filed_at, recorded_at)"
                " VALUES (:reached, 'first', :issue, 'sealed', now(), now()), (:silent, 'second', :issue, NULL, now(), now())"
            ),
            told,
        )
    migrate.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT complaint_id, contact, destroyed_at FROM complaint_contact")).all()
        assert [(row[0], bytes(row[1]), row[2]) for row in kept] == [(told["reached"], b"sealed", None)]
    engine.dispose()
    drop_database(attachment, "with_contacts")
