"""A server killed under a backend that is too busy to notice, and lives on."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from faults.fault import Fault, require
from faults.ground import Ground
from faults.leftovers import BAR, back, commit, kill
from faults.program import wait_for
from mapper.store.cluster import Attachment, Cluster
from mapper.store.cluster.processes import holders

WRITTEN: Final = 200_000_000
"""What a server has to replay [bytes]."""


def _busy_backend(ground: Ground) -> float:
    cluster = ground.bare_cluster()
    with cluster.attach() as attachment, _busy(attachment, "SELECT count(*) FROM generate_series(1, 1e12)"):
        commit(attachment)
        _kill_under_backend(cluster)
        return back(cluster)


def _half_inserted(ground: Ground) -> float:
    cluster = ground.bare_cluster()
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        connection.execute("CREATE TABLE half (number bigint)")
        with _busy(attachment, "INSERT INTO half SELECT generate_series(1, 1000000000000)"):
            commit(attachment)
            written = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s::pg_lsn) > %s"
            begin = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
            assert begin is not None
            wait_for(lambda: connection.execute(written, [*begin, WRITTEN]).fetchone() == (True,), "much to replay")
            _kill_under_backend(cluster)
            took = back(cluster)
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        rows = connection.execute("SELECT count(*) FROM half").fetchall()
    require(rows == [(0,)], f"of what was never committed {rows} is there")
    return took


def _kill_under_backend(cluster: Cluster) -> None:
    kill(cluster)
    time.sleep(0.5)
    require(bool(holders(cluster.server.home)), "the busy backend went with its postmaster")


@contextmanager
def _busy(attachment: Attachment, query: str) -> Iterator[None]:
    """Keep a backend from looking whether its postmaster lives."""
    asking = [*attachment.client("psql", "postgres"), "-c", query]
    client = subprocess.Popen(asking, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with attachment.connect(database="postgres") as connection:
            busy = "SELECT 1 FROM pg_stat_activity WHERE query = %s AND state = 'active'"
            wait_for(lambda: connection.execute(busy, [query]).fetchone() is not None, "the busy backend")
        yield
    finally:
        client.kill()
        client.wait()


FAULTS: Final = (
    Fault(
        "busy-backend",
        "kill -9 of the postmaster; a busy backend lives on",
        BAR,
        _busy_backend,
        sampled=True,
        row="RF-10",
    ),
    Fault(
        "half-inserted",
        f"the same while the backend inserts rows, {WRITTEN / 1e6:.0f} MB of log after the last checkpoint",
        f"{BAR}, and nothing of what was not",
        _half_inserted,
        row="RF-10",
    ),
)
