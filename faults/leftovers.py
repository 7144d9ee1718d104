"""What a killed server leaves behind, and what others make of it: every row of the table of such states."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from faults.fault import Cannot, Fault, require
from faults.ground import Ground
from faults.program import SLOWEST, wait_for
from mapper.store.cluster import Attachment, Cluster
from mapper.store.cluster.processes import holders, postmaster

BAR: Final = "the next start succeeds by itself within 35 s, with what was committed"


def commit(attachment: Attachment) -> None:
    """Store what must be there afterwards."""
    with attachment.connect(database="postgres") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")


def back(cluster: Cluster) -> float:
    """Start the cluster, see that what was committed is there, and return how long that took [s]."""
    start = time.monotonic()
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        took = time.monotonic() - start
        rows = connection.execute("SELECT number FROM kept").fetchall()
    require(rows == [(7,)], f"committed was 7, stored is {rows}")
    require(took < SLOWEST, f"it took {took:.1f} s")
    return round(took, 2)


def kill(cluster: Cluster) -> psutil.Process:
    """Kill the postmaster outright."""
    process = postmaster(cluster.server.home)
    require(process is not None, "there was no server to kill")
    assert process is not None
    process.kill()
    return process


def _killed(ground: Ground) -> Cluster:
    """Return a cluster whose postmaster was killed, whereupon every other process of it went."""
    cluster = ground.bare_cluster()
    with cluster.attach() as attachment:
        commit(attachment)
        kill(cluster)
        wait_for(lambda: not holders(cluster.server.home), "the end of its processes")
    require((cluster.server.home.data / "postmaster.pid").exists(), "it took its pid file along")
    return cluster


def _stale_pid(ground: Ground) -> float:
    return back(_killed(ground))


def _undead(ground: Ground, buried_after: str) -> float:
    cluster = ground.bare_cluster()
    with cluster.attach() as attachment:
        commit(attachment)
    parent = ground.python(cluster.server.home.directory.parent, "-m", "faults.subreaper", buried_after)
    wait_for(lambda: parent.lines == ["up"] or parent.process.poll() is not None, "the parent")
    if parent.lines != ["up"]:
        raise Cannot(parent.complaint.strip().splitlines()[-1])
    killed = kill(cluster)
    wait_for(lambda: _is_zombie(killed), "the zombie")
    return back(cluster)


def _is_zombie(process: psutil.Process) -> bool:
    return process.is_running() and process.status() == psutil.STATUS_ZOMBIE


def _with_number_of_another(ground: Ground, change: Callable[[Cluster, int], None]) -> float:
    cluster = _killed(ground)
    other = subprocess.Popen(["sleep", "600"])
    try:
        change(cluster, other.pid)
        took = back(cluster)
        require(other.poll() is None, "the other program was ended")
        return took
    finally:
        other.kill()
        other.wait()


def _reuse_pid(cluster: Cluster, pid: int) -> None:
    home = cluster.server.home
    for lock in (home.data / "postmaster.pid", Path(f"{home.socket}.lock")):
        _, rest = lock.read_text("utf-8").split("\n", 1)
        lock.write_text(f"{pid}\n{rest}", "utf-8")


def _only_socket_lock(cluster: Cluster, pid: int) -> None:
    _reuse_pid(cluster, pid)
    (cluster.server.home.data / "postmaster.pid").unlink()


def _empty_pid_file(ground: Ground) -> float:
    cluster = _killed(ground)
    (cluster.server.home.data / "postmaster.pid").write_text("", "utf-8")
    return back(cluster)


def _half_made(ground: Ground) -> float:
    data = ground.empty()
    cluster = ground.cluster(data)
    maker = ground.golmok(data, "db", "start")
    wait_for((cluster.server.home.unfinished / "base").exists, "half a data directory")
    maker.kill()
    require(not cluster.server.home.data.exists(), "it was whole already")
    start = time.monotonic()
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        connection.execute("SELECT 1")
    require(not cluster.server.home.unfinished.exists(), "data.new is still there")
    return round(time.monotonic() - start, 2)


FAULTS: Final = (
    Fault("stale-pid", "kill -9 of the postmaster; its pid file stays", BAR, _stale_pid, sampled=True, row="RF-10"),
    Fault(
        "zombie",
        "kill -9 of a postmaster whose parent never buries it",
        BAR,
        lambda ground: _undead(ground, "600"),
        sampled=True,
        row="RF-10",
    ),
    Fault("zombie-buried", "the same, buried after 2 s", BAR, lambda ground: _undead(ground, "2"), row="RF-10"),
    Fault(
        "pid-reused",
        "another program has the number in the pid file and the socket's lock",
        f"{BAR}; the other program lives on",
        lambda ground: _with_number_of_another(ground, _reuse_pid),
        row="RF-10",
    ),
    Fault(
        "socket-lock",
        "no pid file, and the socket's lock names another live program",
        f"{BAR}; the other program lives on",
        lambda ground: _with_number_of_another(ground, _only_socket_lock),
        row="RF-10",
    ),
    Fault("empty-pid-file", "an empty pid file", BAR, _empty_pid_file, row="RF-10"),
    Fault(
        "half-made-data",
        "kill -9 of the program in the middle of initdb",
        "it is made anew [s]",
        _half_made,
        row="RF-09",
    ),
)
