"""A disk without room; collected only where a small disk can be mounted."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapper.errors import DiskFull
from mapper.store.cluster import Binaries, Cluster, create_database


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A disk of 120 MB, which is room for one small cluster."""
    folder = place / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m,mode=755", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk: Path, *, leave: int) -> Path:
    """Leave that much room [bytes]."""
    free = os.statvfs(disk)
    path = disk / "filler"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - leave)
    return path


def refuses_and_recovers(cluster: Cluster, filler: Path) -> None:
    with pytest.raises(DiskFull, match="free at least 200 MB") as refused, cluster.attach():
        pass
    assert "\n" not in refused.value.message
    filler.unlink()
    with cluster.attach():
        assert cluster.status().running


def test_no_room_to_make_a_cluster(disk: Path, binaries: Binaries) -> None:
    cluster = Cluster(disk / "cluster", binaries, durable=False)
    refuses_and_recovers(cluster, fill(disk, leave=8_000_000))
    assert cluster.status().made


def test_no_room_to_start_one(disk: Path, made: Path, binaries: Binaries) -> None:
    subprocess.run(["cp", "-a", made, disk / "cluster"], check=True)
    cluster = Cluster(disk / "cluster", binaries, durable=False)
    refuses_and_recovers(cluster, fill(disk, leave=0))


def test_no_room_for_another_database(disk: Path, made: Path, binaries: Binaries) -> None:
    subprocess.run(["cp", "-a", made, disk / "cluster"], check=True)
    with Cluster(disk / "cluster", binaries, durable=False).attach() as attachment:
        filler = fill(disk, leave=1_000_000)
        with pytest.raises(DiskFull):
            create_database(attachment, "another")
        filler.unlink()
        create_database(attachment, "another")
