"""Making and starting a cluster, wherever it lies, and what it is then like."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy

from mapper.store.cluster import Attachment, Binaries, Cluster, create_database
from mapper.store.cluster.home import LONGEST_SOCKET, SOCKET

Move = Callable[[str], Path]


def settings_of(attachment: Attachment, *names: str) -> dict[str, str]:
    with attachment.connect(database="postgres") as connection:
        rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(names)])
        return dict(rows.fetchall())


@contextmanager
def address(url: str) -> Iterator[sqlalchemy.Connection]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def running(cluster: Cluster) -> Iterator[Attachment]:
    with cluster.attach() as attachment:
        yield attachment


def test_first_and_second_start_of_a_durable_cluster_in_a_folder_with_a_difficult_name(
    place: Path, binaries: Binaries
) -> None:
    folder = place / '골목 지도\'s "$HOME" `data` \\ 100%'
    cluster = Cluster(folder, binaries)
    assert not cluster.status().made
    with cluster.attach() as attachment:
        promise = settings_of(attachment, "fsync", "synchronous_commit", "full_page_writes", "autovacuum")
        assert set(promise.values()) == {"on"}
        create_database(attachment, "golmok")
        with address(attachment.url("owner")) as connection:
            connection.exec_driver_sql("CREATE TABLE alley AS SELECT '가람길' AS name")
            connection.commit()
        assert cluster.server.home.sockets == folder / "run"
    with Cluster(folder, binaries).attach() as attachment, address(attachment.url("app")) as connection:
        assert connection.exec_driver_sql("SELECT name, current_user FROM alley").one() == ("가람길", "golmok_app")


def test_a_cluster_for_tests_is_quick(running: Attachment) -> None:
    off = settings_of(running, "fsync", "synchronous_commit", "full_page_writes", "autovacuum")
    assert set(off.values()) == {"off"}
    assert settings_of(running, "wal_level", "max_wal_senders") == {"wal_level": "minimal", "max_wal_senders": "0"}


def test_nothing_listens_on_tcp(cluster: Cluster, running: Attachment) -> None:
    assert settings_of(running, "listen_addresses", "jit") == {"listen_addresses": "", "jit": "off"}
    pid = cluster.status().pid
    opened = running.server.home.account.run(["ls", "-l", f"/proc/{pid}/fd"], cwd=Path("/")).stdout
    sockets = set(re.findall(r"socket:\[(\d+)\]", opened))
    assert sockets
    tables = [path.read_text(encoding="ascii").splitlines()[1:] for path in Path("/proc/net").glob("tcp*")]
    assert sockets.isdisjoint(line.split()[9] for table in tables for line in table)


def test_only_the_server_s_account_gets_in(running: Attachment) -> None:
    home = running.server.home
    for folder in (home.directory, home.data, home.sockets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == home.account.uid
    assert stat.S_IMODE(home.socket.stat().st_mode) == 0o700
    assert (home.data / "pg_hba.conf").read_text(encoding="utf-8").splitlines()[1:] == ["local all all peer map=golmok"]


def test_permissions_somebody_widened_are_narrowed_again(cluster: Cluster) -> None:
    home = cluster.server.home
    home.data.chmod(0o755)
    home.directory.chmod(0o755)
    with cluster.attach():
        assert stat.S_IMODE(home.data.stat().st_mode) == 0o700
        assert stat.S_IMODE(home.directory.stat().st_mode) == 0o700


def test_hangul_is_searched_and_sorted(running: Attachment) -> None:
    with running.connect() as connection:
        alike = connection.execute("SELECT similarity('의정부로', '의정부로 1길') > similarity('의정부로', '흑석로')")
        assert alike.fetchone() == (True,)
        names = ["하늘길", "나무길", "가람길", "각시길", "다솜길", "까치길"]
        ordered = connection.execute("SELECT name FROM unnest(%s::text[]) AS name ORDER BY name", [names]).fetchall()
        assert [name for (name,) in ordered] == ["가람길", "각시길", "까치길", "나무길", "다솜길", "하늘길"]


@pytest.mark.parametrize("excess", [0, 1])
def test_a_socket_s_address_may_be_as_long_as_the_system_allows(
    moved_to: Move, place: Path, binaries: Binaries, excess: int
) -> None:
    length = LONGEST_SOCKET - len(f"/run/{SOCKET}") - len(os.fsencode(place)) - 1 + excess
    folder = moved_to("x" * length)
    with Cluster(folder, binaries, durable=False).attach() as attachment:
        sockets = attachment.server.home.sockets
        assert (sockets == folder / "run") == (excess == 0)
        with attachment.connect() as connection:
            assert connection.info.host == str(sockets)
    if excess:
        sockets.rmdir()


@pytest.mark.parametrize("name", ["골" * 40, "one, two"])
def test_a_folder_no_socket_fits_in_gets_a_short_one(moved_to: Move, binaries: Binaries, name: str) -> None:
    cluster = Cluster(moved_to(name), binaries, durable=False)
    sockets = cluster.server.home.sockets
    with cluster.attach() as attachment, attachment.connect("app") as connection:
        assert connection.info.host == str(sockets)
        assert sockets.parent == Path("/tmp")
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert list(sockets.iterdir()) == []
    sockets.rmdir()


def test_the_environment_s_own_server_settings_are_ignored(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "nowhere", "PGUSER": "nobody", "PGDATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with cluster.attach() as attachment, address(attachment.url("app")) as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == "golmok_app"
