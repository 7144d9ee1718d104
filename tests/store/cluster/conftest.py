"""Real clusters in folders of their own, none of which outlives its test."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mapper.settings import Settings
from mapper.store.cluster import Binaries, Cluster, create_database, find_binaries

CHECKOUT = Path(__file__).resolve().parents[3]
APP = """
import os, sys
from pathlib import Path
from mapper.settings import Settings
from mapper.store.cluster import Cluster, find_binaries
cluster = Cluster(Path(sys.argv[1]), find_binaries(Settings().pg_bindir, os.environ), durable=False)
with cluster.attach():
    print("attached", flush=True)
    sys.stdin.readline()
"""


def may_mount() -> bool:
    """Root in a container may not."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return mounted.returncode == 0


# What only root can do is collected only for root.
collect_ignore = []
if os.geteuid() != 0:
    collect_ignore.append("test_cluster_as_root.py")
if os.geteuid() != 0 or not may_mount():
    collect_ignore.append("test_cluster_disk_full.py")


@pytest.fixture(scope="session")
def binaries() -> Binaries:
    return find_binaries(Settings().pg_bindir, os.environ)


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A folder the server's account can enter, as it cannot enter pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="golmok-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place(ground: Path) -> Iterator[Path]:
    """An empty folder; whoever leaves a server running in it fails."""
    folder = Path(tempfile.mkdtemp(dir=ground))
    folder.chmod(0o755)
    yield folder
    left_running = list(folder.glob("**/data/postmaster.pid"))
    shutil.rmtree(folder)
    assert left_running == []


@pytest.fixture(scope="session")
def made(ground: Path, binaries: Binaries) -> Path:
    """The folder of a cluster with its database, not running."""
    folder = ground / "made"
    with Cluster(folder, binaries, durable=False).attach() as attachment:
        create_database(attachment, "golmok")
        with attachment.connect() as connection:
            connection.execute("CHECKPOINT")  # without durability the last commits go with the server
    return folder


@pytest.fixture
def cluster(made: Path, binaries: Binaries) -> Iterator[Cluster]:
    """The cluster the tests share, not running; each leaves it as it was."""
    cluster = Cluster(made, binaries, durable=False)
    yield cluster
    assert not cluster.stop()


@pytest.fixture
def moved_to(made: Path, place: Path) -> Iterator[Callable[[str], Path]]:
    """Move its folder, for the time of the test, to a name in an empty one."""
    with ExitStack() as way_back:

        def move(name: str) -> Path:
            way_back.callback((place / name).rename, made)
            return made.rename(place / name)

        yield move


@pytest.fixture
def start_app() -> Iterator[Callable[[Cluster], subprocess.Popen[str]]]:
    """Another process that attaches, and releases when it reads a line."""
    started: list[subprocess.Popen[str]] = []

    def start(cluster: Cluster) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", APP, str(cluster.server.home.directory)]
        app = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(app)
        return app

    yield start
    for app in started:
        app.kill()
        app.communicate()
