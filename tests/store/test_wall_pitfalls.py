"""Where row-level security lets something through: an old server, a dump brought back, errors and plans that quote rows."""

from __future__ import annotations

import socket
import socketserver
import subprocess
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from mapper.errors import VaultUnsafe
from mapper.store import backup, migrate
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.crisis import rights
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import make_engine

HERE, THERE = "1111051500", "1111053000"
COUNT = text("SELECT count(*) FROM crisis.access")
HOUSEHOLD = text(
    "INSERT INTO crisis.household (id, district_code, tier, period, received_on, version, destroyed_on)"
    " VALUES (:id, :code, 'case', :period, '2026-11-22', 1, '2026-11-22')"
)
SOCKET = ".s.PGSQL.5432"


class Urls(Protocol):
    owner: str
    app: str
    staff: str


def seen(url: str, *districts: str) -> int:
    engine = make_engine(url)
    try:
        with make_staff_sessions(engine)() as session:
            reach(session, frozenset(districts))
            return int(session.execute(COUNT).scalar_one())
    finally:
        engine.dispose()


# An unpatched server


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # either side may be gone first
        while part := source.recv(65_536):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _retell(server: socket.socket, client: socket.socket, version: str) -> None:
    """Hand on each message of the server, but for the one that says its version."""
    with server.makefile("rb") as messages, suppress(OSError):
        while head := messages.read(5):
            body = messages.read(int.from_bytes(head[1:]) - 4)
            if head[:1] == b"S" and body.startswith(b"server_version\0"):
                body = b"server_version\0" + version.encode() + b"\0"
            client.sendall(head[:1] + (len(body) + 4).to_bytes(4) + body)
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


@contextmanager
def told_as(version: str, behind: Path, folder: Path) -> Iterator[None]:
    """The server of a socket, in another folder, where it says that it is of another version."""

    class Retelling(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(str(behind))
                asking = threading.Thread(target=_pass_on, args=(self.request, server))
                asking.start()
                _retell(server, self.request, version)
                asking.join()

    with socketserver.ThreadingUnixStreamServer(str(folder / SOCKET), Retelling) as listener:
        threading.Thread(target=listener.serve_forever, args=(0.05,)).start()
        try:
            yield
        finally:
            listener.shutdown()


@pytest.mark.parametrize(
    ("version", "is_served"),
    [
        ("14.19", False),
        ("15.13 (Debian 15.13-0+deb12u1)", False),
        ("15.14", True),
        ("16.9", False),
        ("16.10", True),
        ("17.5", False),
        ("17.6", True),
        ("18.0", True),
    ],
)
def test_a_server_whose_statistics_leak_is_not_asked_for_households(
    attachment: Attachment, role_urls: Urls, owner: Engine, tmp_path: Path, version: str, *, is_served: bool
) -> None:
    assert owner
    url = make_url(role_urls.staff).update_query_dict({"host": str(tmp_path)})
    with told_as(version, attachment.server.home.socket, tmp_path):
        if is_served:
            assert seen(url.render_as_string(), HERE) == 2
            return
        with pytest.raises(VaultUnsafe, match="bring it up to date"):
            seen(url.render_as_string(), HERE)


# A dump that is brought back


@pytest.fixture
def emptied(attachment: Attachment) -> Iterator[Any]:
    """A database with nothing in it; its address by role."""
    name = f"back_{uuid.uuid4().hex[:12]}"
    create_database(attachment, name)
    yield lambda role: attachment.url(role, name)
    drop_database(attachment, name)


@pytest.fixture
def dumped(attachment: Attachment, role_urls: Urls, owner: Engine, tmp_path: Path) -> Path:
    file = tmp_path / "city.dump"
    with backup.snapshot(owner, lambda _done, _of: None) as (name, _):
        backup.write_dump(attachment.server.binaries, role_urls.owner, file, of_snapshot=name, told=lambda _table: None)
    return file


def test_a_dump_comes_back_with_its_walls(attachment: Attachment, dumped: Path, emptied: Any) -> None:
    backup.read_dump(attachment.server.binaries, emptied("owner"), dumped, told=lambda _table: None)
    engine = make_engine(emptied("owner"))
    with engine.connect() as connection:
        assert list(rights.faults(connection)) == [], "before any start puts them right"
        connection.rollback()
        with connection.begin() as transaction:
            connection.execute(text("CREATE ROLE restored_owner NOSUPERUSER"))
            connection.execute(text("GRANT USAGE, CREATE ON SCHEMA crisis TO restored_owner"))
            connection.execute(text("ALTER TABLE crisis.access OWNER TO restored_owner"))
            connection.execute(text("SET LOCAL ROLE restored_owner"))
            assert connection.execute(COUNT).scalar_one() == 0, "FORCE came back too"
            transaction.rollback()
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM crisis.access"))
    engine.dispose()
    staff = emptied("staff")
    assert [seen(staff, HERE), seen(staff, THERE), seen(staff, HERE, THERE), seen(staff)] == [2, 1, 3, 0]
    app = make_engine(emptied("app"))
    with app.connect() as connection, pytest.raises(DBAPIError, match="permission denied for schema crisis"):
        connection.execute(COUNT)
    app.dispose()


def test_a_dump_brought_back_by_hand_without_its_rights_lets_nobody_in(
    attachment: Attachment, dumped: Path, emptied: Any
) -> None:
    at = attachment.server
    where = [f"--host={at.home.sockets}", "--username=golmok", f"--dbname={make_url(emptied('owner')).database}"]
    by_hand = [at.binaries.program("pg_restore"), *where, "--no-owner", "--no-privileges", str(dumped)]
    subprocess.run(by_hand, check=True, capture_output=True)
    with pytest.raises(DBAPIError, match="permission denied for schema crisis"):
        seen(emptied("staff"), HERE)
    engine = make_engine(emptied("owner"))
    with engine.connect() as connection:
        assert "golmok_staff may do []" in " ".join(rights.faults(connection))
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert list(rights.faults(connection)) == [], "the next start puts rights right"
    engine.dispose()
    assert seen(emptied("staff"), HERE) == 2


# Errors and plans that quote rows


def refused(url: str, statement: Any, **values: object) -> IntegrityError:
    """What the server says of something that a reader from here wants to write."""
    engine = make_engine(url)
    with make_staff_sessions(engine)() as session:
        reach(session, frozenset({HERE}))
        with pytest.raises(IntegrityError) as caught:
            session.execute(statement, values)
    engine.dispose()
    return caught.value


def test_an_error_of_the_server_quotes_no_row_of_another_district(role_urls: Urls, owner: Engine) -> None:
    hidden = uuid.uuid4()
    told = {"id": hidden, "code": THERE, "period": "2026H2"}
    with owner.begin() as connection:
        connection.execute(HOUSEHOLD, told)
    with owner.connect() as connection, pytest.raises(IntegrityError) as by_owner:
        connection.execute(HOUSEHOLD, told)
    assert str(hidden) in str(by_owner.value), "to whom row-level security does not hold the server quotes the key"
    doubled = refused(role_urls.staff, HOUSEHOLD, id=hidden, code=HERE, period="2026H2")
    wrong = refused(role_urls.staff, HOUSEHOLD, id=uuid.uuid4(), code=HERE, period="2026")
    for error in (doubled, wrong):
        assert error.orig is not None
        assert getattr(error.orig, "diag").message_detail is None  # noqa: B009 - the driver's own, which has no type
        assert not any(one in str(error) for one in (str(hidden), THERE, HERE))


def expected_rows(url: str, code: str) -> int:
    """How many rows the server expects of a district, as it says to a reader from here."""
    engine = make_engine(url)
    with make_staff_sessions(engine)() as session:
        reach(session, frozenset({HERE}))
        asked = "FROM crisis.household WHERE district_code = :code"
        assert session.execute(text(f"SELECT count(*) {asked}"), {"code": code}).scalar_one() == 0
        (plan,) = session.execute(text(f"EXPLAIN (FORMAT json) SELECT id {asked}"), {"code": code}).scalar_one()
    engine.dispose()
    return int(plan["Plan"]["Plan Rows"])


def test_a_plan_tells_of_hidden_rows_and_nothing_that_answers_makes_one(role_urls: Urls, owner: Engine) -> None:
    with owner.begin() as connection:
        many = [{"id": uuid.uuid4(), "code": THERE, "period": "2026H2"} for _ in range(2_000)]
        connection.execute(HOUSEHOLD, many)
        connection.execute(text("ANALYZE crisis.household"))
    assert expected_rows(role_urls.staff, THERE) > expected_rows(role_urls.staff, "9999999999")
    with owner.connect() as connection:
        assert connection.execute(text("SHOW shared_preload_libraries")).scalar_one() == "", "no auto_explain"
    root = Path(__file__).parents[2]
    sources = [path for band in ("mapper", "layers", "web") for path in (root / band).rglob("*.py")]
    assert len(sources) > 400
    assert [path.name for path in sources if "EXPLAIN" in path.read_text("utf-8")] == []
