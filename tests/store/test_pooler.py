"""A pooler in transaction mode between the office and the server: one connection of the server serves everybody in turn."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text

from mapper.errors import VaultUnsafe
from mapper.store.cluster import Attachment
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Sessions, make_engine

HERE, THERE = "1111051500", "1111053000"
COUNT = text("SELECT count(*) FROM crisis.access")
PORT = 6432  # part of the socket's name only
PATIENCE = 20.0
ROUNDS = 12
"""More than twice as often as psycopg sends a statement before it prepares it."""


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@pytest.fixture(scope="module")
def pooled(attachment: Attachment, role_urls: Urls, owner: Engine, roomy_tmp: Path) -> Iterator[str]:
    """The staff role's address by way of pgbouncer, which gives each transaction the one connection that it has."""
    account, folder = attachment.server.home.account, roomy_tmp / "pgbouncer"
    folder.mkdir()
    people = folder / "people.txt"
    people.write_text('"golmok_staff" ""\n', "utf-8")
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={attachment.server.home.sockets} port=5432\n"
        f"[pgbouncer]\nlisten_port = {PORT}\nunix_socket_dir = {folder}\nauth_type = trust\nauth_file = {people}\n"
        f"pool_mode = transaction\ndefault_pool_size = 1\nlogfile = {folder / 'log'}\n",
        "utf-8",
    )
    os.chown(folder, account.uid, account.gid)
    whom = {} if account.is_ours else {"user": account.uid, "group": account.gid, "extra_groups": []}
    pooler = subprocess.Popen(["/usr/sbin/pgbouncer", "--quiet", str(settings)], **whom)  # type: ignore[call-overload] # as keywords
    at = make_url(role_urls.staff).update_query_dict({"host": str(folder), "port": str(PORT)})
    try:
        _await(lambda: (folder / f".s.PGSQL.{PORT}").exists() or pooler.poll() is not None)
        assert pooler.poll() is None, (folder / "log").read_text("utf-8")
        assert owner
        yield at.render_as_string()
    finally:
        pooler.terminate()
        pooler.wait(PATIENCE)


def _await(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


@contextmanager
def office(url: str) -> Iterator[Sessions]:
    """A program of its own: its engine, and its sessions of the staff role."""
    engine = make_engine(url, pool_size=1)
    try:
        yield make_staff_sessions(engine)
    finally:
        engine.dispose()


def asked(sessions: Sessions, *districts: str) -> tuple[int, int]:
    """The server's process that answers, and how many entries it shows."""
    with sessions() as session:
        reach(session, frozenset(districts))
        pid, count = session.execute(text("SELECT pg_backend_pid(), (SELECT count(*) FROM crisis.access)")).one()
        session.commit()
    return int(pid), int(count)


def without_asking(engine: Engine) -> tuple[str | None, int]:
    """What somebody sees who goes past the sessions and says nothing of who they are."""
    with engine.connect() as connection:
        told = connection.execute(text("SELECT current_setting('golmok.districts', true)")).scalar_one()
        return told or None, int(connection.execute(COUNT).scalar_one())


def test_two_offices_over_one_connection_see_each_its_own(pooled: str) -> None:
    def ask(code: str) -> list[tuple[int, int]]:
        with office(pooled) as sessions:
            return [asked(sessions, code) for _ in range(ROUNDS)]

    with ThreadPoolExecutor(2) as both:
        found = dict(zip((HERE, THERE), both.map(ask, (HERE, THERE)), strict=True))
    assert len({pid for answers in found.values() for pid, _ in answers}) == 1, "one process served them all"
    assert {code: [count for _, count in answers] for code, answers in found.items()} == {
        HERE: [2] * ROUNDS,
        THERE: [1] * ROUNDS,
    }


def test_what_one_office_said_is_gone_for_the_next(pooled: str) -> None:
    with office(pooled) as first, office(pooled) as second:
        served, count = asked(first, HERE, THERE)
        assert count == 3
        with second() as session, pytest.raises(VaultUnsafe, match="told who asks"):
            session.execute(COUNT)
        assert without_asking(second.kw["bind"]) == (None, 0)
        assert asked(second, THERE) == (served, 1)


def test_somebody_cut_off_in_the_middle_leaves_nothing_to_the_next(pooled: str) -> None:
    address = make_url(pooled)
    cut = psycopg.connect(
        host=str(address.query["host"]), port=PORT, user=address.username, dbname=address.database, autocommit=False
    )
    cut.execute("SELECT set_config('golmok.districts', '*', true)")
    seen = cut.execute("SELECT count(*) FROM crisis.access").fetchone()
    assert seen == (3,)
    cut.close()  # in the middle of its transaction
    with office(pooled) as next_one:
        assert without_asking(next_one.kw["bind"]) == (None, 0)
        assert asked(next_one, HERE)[1] == 2


def test_what_is_set_for_a_session_would_be_everybodys(pooled: str) -> None:
    with office(pooled) as careless, office(pooled) as careful:
        with careless.kw["bind"].connect() as connection:
            connection.execute(text("SET golmok.districts = '*'"))
            connection.commit()
        assert without_asking(careful.kw["bind"]) == ("*", 3), "that is why it is only ever said for a transaction"
        assert asked(careful, HERE)[1] == 2, "and then it holds above what was left"
        with careless.kw["bind"].connect() as connection:
            connection.execute(text("RESET golmok.districts"))
            connection.commit()
        assert without_asking(careful.kw["bind"]) == (None, 0)
