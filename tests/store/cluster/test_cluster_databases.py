"""The databases of a cluster, and what the app's role may do in them."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from mapper.store.cluster import Attachment, Binaries, Cluster, create_database, create_template, drop_database


@pytest.fixture(scope="module")
def shared(made: Path, binaries: Binaries) -> Iterator[Attachment]:
    with Cluster(made, binaries, durable=False).attach() as attachment:
        yield attachment


@pytest.fixture
def running(shared: Attachment) -> Iterator[Attachment]:
    """A running cluster that holds no database but its first."""
    yield shared
    for name in names(shared) - {"golmok", "postgres", "template0", "template1"}:
        drop_database(shared, name)


def names(attachment: Attachment) -> set[str]:
    with attachment.connect(database="postgres") as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def extensions(attachment: Attachment, database: str) -> set[str]:
    with attachment.connect(database=database) as connection:
        return {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}


def test_making_one_twice_is_making_it_once(running: Attachment) -> None:
    create_database(running, "golmok")
    assert {"postgis", "pg_trgm", "btree_gist"} <= extensions(running, "golmok")
    with running.connect() as connection:
        assert connection.execute("SELECT ST_AsText(ST_Point(1, 2))").fetchone() == ("POINT(1 2)",)


def test_a_half_made_one_is_finished(running: Attachment) -> None:
    with running.connect(database="postgres") as connection:
        connection.execute("CREATE DATABASE half")
    create_database(running, "half")
    assert {"postgis", "pg_trgm", "btree_gist"} <= extensions(running, "half")


def test_the_app_role_is_no_superuser_and_bound_by_row_security(running: Attachment) -> None:
    with running.connect() as connection:
        flags = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles "
            "WHERE rolname = 'golmok_app'"
        )
        assert flags.fetchone() == (False, False, False, False, True)


def test_the_app_works_with_the_owners_tables_and_makes_none(running: Attachment) -> None:
    create_database(running, "copy", template="golmok")
    with running.connect("owner", "copy") as owner:
        owner.execute("CREATE TABLE alley (name text)")
    with running.connect("app", "copy") as app:
        app.execute("INSERT INTO alley VALUES ('가람길')")
        app.execute("UPDATE alley SET name = '나무길'")
        assert app.execute("DELETE FROM alley RETURNING name").fetchone() == ("나무길",)
        for refused in (
            "CREATE TABLE mine (name text)",
            "DROP TABLE alley",
            "TRUNCATE alley",
            "DELETE FROM spatial_ref_sys",
            "ALTER ROLE golmok_app SUPERUSER",
            "SET ROLE golmok",
        ):
            with pytest.raises(InsufficientPrivilege):
                app.execute(refused)


def fill(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE alley AS SELECT '가람길' AS name")


def test_a_template_is_filled_once_and_copied(running: Attachment) -> None:
    filled: list[str] = []

    def fill_and_count(url: str) -> None:
        fill(url)
        filled.append(url)

    create_template(running, "template_of_tests", fill_and_count)
    create_template(running, "template_of_tests", fill_and_count)
    assert len(filled) == 1
    create_database(running, "copy", template="template_of_tests")
    with running.connect("app", "copy") as connection:
        assert connection.execute("UPDATE alley SET name = '나무길' RETURNING name").fetchone() == ("나무길",)
    with running.connect("app", "template_of_tests") as connection:
        assert connection.execute("SELECT name FROM alley").fetchone() == ("가람길",)


def test_a_template_whose_filling_failed_is_made_anew(running: Attachment) -> None:
    def fill_and_fail(url: str) -> None:
        fill(url)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_template(running, "template_of_tests", fill_and_fail)
    assert "template_of_tests" not in names(running)
    create_template(running, "template_of_tests", fill)
    assert "template_of_tests" in names(running)
    assert "template_of_tests_new" not in names(running)


def test_dropping_cuts_connections_and_may_be_repeated(running: Attachment) -> None:
    create_database(running, "copy", template="golmok")
    with running.connect(database="copy"):
        drop_database(running, "copy")
    drop_database(running, "copy")
    assert "copy" not in names(running)
