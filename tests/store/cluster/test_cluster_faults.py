"""What is in the way of a cluster is said in a sentence; what a kill left behind is no hindrance."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapper.errors import ClusterVersionMismatch, DataDirUnusable, DiskFull, GolmokError, ServerUnreachable
from mapper.store.cluster import Binaries, Cluster, launch
from mapper.store.cluster.processes import holders, postmaster, wait_until


def refusal(cluster: Cluster, kind: type[GolmokError]) -> str:
    with pytest.raises(kind) as refused, cluster.attach():
        pass
    assert "\n" not in refused.value.message
    return refused.value.message


@pytest.fixture
def data(place: Path) -> Path:
    """A data directory of sorts."""
    (place / "start.lock").touch()
    (place / "data").mkdir(mode=0o700)
    return place / "data"


def test_another_major_version(data: Path, binaries: Binaries) -> None:
    (data / "PG_VERSION").write_text("11\n", encoding="utf-8")
    message = refusal(Cluster(data.parent, binaries), ClusterVersionMismatch)
    assert "PostgreSQL 11" in message
    assert f"PostgreSQL {binaries.major}" in message
    assert "golmok db dump" in message
    assert "golmok db restore" in message


def test_a_data_directory_without_a_version(data: Path, binaries: Binaries) -> None:
    assert "PG_VERSION" in refusal(Cluster(data.parent, binaries), DataDirUnusable)


def test_a_file_in_place_of_the_folder(place: Path, binaries: Binaries) -> None:
    (place / "file").touch()
    assert "is a file, not a folder" in refusal(Cluster(place / "file", binaries), DataDirUnusable)
    assert "GOLMOK_DATA_DIR" in refusal(Cluster(place / "file" / "below", binaries), DataDirUnusable)


def test_a_folder_that_holds_something_else_is_left_alone(place: Path, binaries: Binaries) -> None:
    (place / "letters.txt").touch()
    before = place.stat()
    assert "something else" in refusal(Cluster(place, binaries), DataDirUnusable)
    after = place.stat()  # not when it was read
    assert (after.st_mode, after.st_uid, after.st_mtime_ns) == (before.st_mode, before.st_uid, before.st_mtime_ns)
    assert [path.name for path in place.iterdir()] == ["letters.txt"]


def test_a_folder_that_cannot_be_made(binaries: Binaries) -> None:
    assert "GOLMOK_DATA_DIR" in refusal(Cluster(Path("/proc/golmok"), binaries), DataDirUnusable)


def test_a_server_that_does_not_start_quotes_its_log_and_holds_nothing(cluster: Cluster) -> None:
    conf = cluster.server.home.data / "postgresql.conf"
    sound = conf.read_text(encoding="utf-8")
    conf.write_text(f"{sound}no_such_setting = 1\n", encoding="utf-8")
    message = refusal(cluster, ServerUnreachable)
    conf.write_text(sound, encoding="utf-8")
    assert "no_such_setting" in message
    assert str(cluster.server.home.log) in message
    with cluster.attach():
        assert cluster.status().running
    assert not cluster.status().running


@pytest.mark.parametrize("word", ["No space left on device", "Disk quota exceeded"])
def test_a_program_that_met_a_full_disk(cluster: Cluster, word: str) -> None:
    said = f'FATAL:  could not write to file "pg_wal/xlogtemp.29": {word}'
    fault = launch.server_fault(cluster.server.home, "did not start", said)
    assert isinstance(fault, DiskFull)
    assert "free at least 200 MB" in fault.message


def test_the_server_of_another_folder_is_not_taken_for_ours(cluster: Cluster, data: Path, binaries: Binaries) -> None:
    (data / "PG_VERSION").write_text(f"{binaries.major}\n", encoding="utf-8")
    other = Cluster(data.parent, binaries)
    with cluster.attach():
        other.server.home.prepare()
        other.server.home.socket.hardlink_to(cluster.server.home.socket)
        message = refusal(other, ServerUnreachable)
    assert f"serves {cluster.server.home.data}, not {data}" in message


@pytest.fixture
def lost(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster whose server's first process was killed outright, whereupon the others went."""
    home = cluster.server.home
    with cluster.attach() as attachment:
        with attachment.connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
            connection.execute("CHECKPOINT")
        killed = postmaster(home)
        assert killed is not None
        killed.kill()
        assert wait_until(lambda: not holders(home), 10)
    assert (home.data / "postmaster.pid").exists()
    yield cluster
    with cluster.attach() as attachment, attachment.connect() as connection:
        connection.execute("DROP TABLE kept")
        connection.execute("CHECKPOINT")


def committed(cluster: Cluster) -> list[tuple[int]]:
    with cluster.attach() as attachment, attachment.connect() as connection:
        return connection.execute("SELECT number FROM kept").fetchall()


def test_a_killed_server_comes_back_with_what_was_committed(lost: Cluster) -> None:
    assert committed(lost) == [(7,)]


def test_a_process_number_that_another_program_got(lost: Cluster) -> None:
    home = lost.server.home
    for lock in (home.data / "postmaster.pid", Path(f"{home.socket}.lock")):
        _, rest = lock.read_text(encoding="utf-8").split("\n", 1)
        lock.write_text(f"{os.getpid()}\n{rest}", encoding="utf-8")
    assert lost.status().pid is None
    assert committed(lost) == [(7,)]


def test_an_empty_pid_file(lost: Cluster) -> None:
    (lost.server.home.data / "postmaster.pid").write_text("", encoding="utf-8")
    assert committed(lost) == [(7,)]


def test_a_backend_that_outlives_its_killed_server_is_ended(cluster: Cluster) -> None:
    home = cluster.server.home
    with cluster.attach() as attachment:
        query = [*attachment.client("psql"), "-c", "SELECT pg_sleep(1), count(*) FROM generate_series(1, 1e12)"]
        client = subprocess.Popen(query, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with attachment.connect() as connection:
            busy = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%%pg_sleep%%' AND pid <> pg_backend_pid()"
            assert wait_until(lambda: connection.execute(busy).fetchone() is not None, 10)
        killed = postmaster(home)
        assert killed is not None
        killed.kill()
        assert holders(home) != []
        with cluster.attach():
            assert cluster.status().pid not in {killed.pid, None}
        client.wait()
    assert client.returncode != 0
    assert holders(home) == []
