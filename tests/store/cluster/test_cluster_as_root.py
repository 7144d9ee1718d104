"""Root may not be the server; collected only for root."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mapper.errors import DataDirUnusable, ServerAccountMissing
from mapper.store.cluster import Binaries, Cluster, account, home


@pytest.fixture
def refuge(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(home, "REFUGE", place / "refuge")
    return place / "refuge"


@pytest.fixture
def closed(place: Path) -> Path:
    """A folder like /root."""
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    return folder


def test_the_server_is_not_root(cluster: Cluster) -> None:
    with cluster.attach():
        assert cluster.server.home.account == account.Account("postgres", *pwd.getpwnam("postgres")[2:4])
        pid = cluster.status().pid
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        groups = next(line for line in status if line.startswith("Groups:"))
        assert groups.split()[1:] == []


def test_the_owner_of_the_folder_runs_the_server(place: Path, binaries: Binaries) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    cluster = Cluster(place, binaries, durable=False)
    assert cluster.server.home.account.name == "nobody"
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("golmok",)


@pytest.mark.parametrize("role", ["golmok", "golmok_app"])
def test_another_user_is_refused_even_where_the_folders_are_open(cluster: Cluster, role: str) -> None:
    with cluster.attach() as attachment:
        for path in (
            cluster.server.home.directory,
            cluster.server.home.sockets,
            cluster.server.home.socket,
        ):
            path.chmod(0o777)
        command = [*attachment.client("psql"), f"--username={role}", "-c", "SELECT 1"]
        asked = subprocess.run(
            command, user="nobody", group="nogroup", capture_output=True, text=True, cwd="/", check=False
        )
    assert "Peer authentication failed" in asked.stderr
    assert asked.returncode == 2


def test_the_servers_own_account_gets_in(cluster: Cluster) -> None:
    with cluster.attach() as attachment:
        command = [*attachment.client("psql"), "-At", "-c", "SELECT 1"]
        assert cluster.server.home.account.run(command, cwd=Path("/")).stdout == "1\n"


def test_a_folder_out_of_reach_is_replaced_and_that_is_said_once(
    closed: Path, refuge: Path, binaries: Binaries
) -> None:
    said: list[str] = []
    cluster = Cluster(closed / "cluster", binaries, durable=False, notice=said.append)
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert cluster.status().directory.parent == refuge
    assert len(said) == 1
    assert str(closed / "cluster") in said[0]
    assert str(cluster.status().directory) in said[0]
    assert not (closed / "cluster").exists()

    again = Cluster(closed / "cluster", binaries, durable=False, notice=said.append)
    assert again.status().directory == cluster.status().directory
    closed.chmod(0o755)
    opened = Cluster(closed / "cluster", binaries, durable=False, notice=said.append)
    assert opened.status().directory == cluster.status().directory
    assert len(said) == 1


@pytest.mark.usefixtures("refuge")
def test_a_cluster_that_came_out_of_reach_is_not_replaced_by_an_empty_one(closed: Path, binaries: Binaries) -> None:
    (closed / "cluster" / "data").mkdir(parents=True)
    (closed / "cluster" / "start.lock").touch()
    cluster = Cluster(closed / "cluster", binaries, durable=False)
    with pytest.raises(DataDirUnusable, match="out of reach for the user postgres: run `chmod a"):
        cluster.attach()


def test_a_narrow_umask_does_not_shut_the_server_out(place: Path, binaries: Binaries) -> None:
    before = os.umask(0o077)
    try:
        cluster = Cluster(place / "new" / "below" / "cluster", binaries, durable=False)
        cluster.server.home.prepare()
    finally:
        os.umask(before)
    assert cluster.server.home.account.can_enter(place / "new" / "below" / "cluster")


def test_a_folder_of_sockets_that_somebody_else_made_first_is_refused(place: Path, binaries: Binaries) -> None:
    cluster = Cluster(place / ("골" * 40), binaries, durable=False)
    sockets = cluster.server.home.sockets
    sockets.mkdir()
    shutil.chown(sockets, "nobody")
    with pytest.raises(DataDirUnusable, match="belongs to nobody"):
        cluster.attach()
    sockets.rmdir()


def test_a_machine_without_an_account_for_the_server(
    place: Path, binaries: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "CUSTOMARY", ("no-such-user",))
    with pytest.raises(ServerAccountMissing, match="useradd --system golmok"):
        Cluster(place, binaries)


def test_an_owner_without_a_name(place: Path, binaries: Binaries) -> None:
    os.chown(place, 54321, 54321)
    with pytest.raises(ServerAccountMissing, match="useradd --system --uid 54321 golmok"):
        Cluster(place, binaries)


@pytest.mark.parametrize("name", ["start.lock", "run", "data"])
def test_root_touches_nothing_a_link_leads_to(place: Path, binaries: Binaries, name: str) -> None:
    precious = place / "precious"
    precious.mkdir(mode=0o755)
    (precious / "PG_VERSION").write_text(f"{binaries.major}\n", encoding="utf-8")
    (place / "cluster").mkdir()
    (place / "cluster" / name).symlink_to(precious)
    if name == "run":
        (place / "cluster" / "start.lock").touch()
    before = precious.stat()
    with pytest.raises(DataDirUnusable, match=name), Cluster(place / "cluster", binaries).attach():
        pass
    assert precious.stat() == before
    assert [path.name for path in precious.iterdir()] == ["PG_VERSION"]


def test_root_that_may_not_look_into_processes_still_finds_the_server(cluster: Cluster) -> None:
    """As in most containers."""
    bounded = ["setpriv", "--bounding-set=-sys_ptrace"]
    look = f"""
import os, sys
from pathlib import Path
from mapper.store.cluster import Cluster, find_binaries
pid = Cluster(Path({str(cluster.server.home.directory)!r}), find_binaries(None, os.environ), durable=False).status().pid
try:
    os.readlink(f"/proc/{{pid}}/cwd")
except PermissionError:
    print(pid)
"""
    with cluster.attach():
        seen = subprocess.run([*bounded, sys.executable, "-c", look], capture_output=True, text=True, check=True)
        assert seen.stdout == f"{cluster.status().pid}\n"
