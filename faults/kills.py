"""``kill -9`` at random moments under load."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final

from faults.fault import Fault, require
from faults.ground import Ground
from faults.load import Load
from faults.program import SLOWEST, wait_for
from faults.reporters import Reporters
from mapper.store.cluster import Cluster
from mapper.store.cluster.processes import postmaster

MOMENTS: Final = random.Random()
"""Of no seed: another run kills at other moments."""


def kill_postmaster(cluster: Cluster) -> None:
    """Kill the first process of a server outright."""
    process = postmaster(cluster.server.home)
    if process is not None:
        process.kill()


def _again_and_again(ground: Ground, strike: Callable[[Load, Cluster], float]) -> str:
    data = ground.city()
    load = Load(ground, data)
    load.start()
    slowest = 0.0
    for _ in range(ground.rounds):
        time.sleep(MOMENTS.uniform(0.05, 0.8))
        slowest = max(slowest, strike(load, ground.cluster(data)))
    require(load.missing() == 0 and slowest < SLOWEST, load.account(slowest))
    return load.account(slowest)


def _app(load: Load, _cluster: Cluster) -> float:
    load.writer.kill()
    return load.start()


def _server(load: Load, cluster: Cluster) -> float:
    pid = cluster.status().pid
    kill_postmaster(cluster)
    # rows acknowledged before may still be on their way to us: only one stored by a new server counts
    took = wait_for(lambda: cluster.status().running and cluster.status().pid != pid, "a new server")
    return took + load.wait_for_more()


def _both(load: Load, cluster: Cluster) -> float:
    kill_postmaster(cluster)
    load.writer.kill()
    return load.start()


def _site(ground: Ground) -> str:
    data = ground.city()
    bearer = ground.bearer(data)
    received: set[str] = set()
    refused: set[int] = set()
    slowest = 0.0
    site = ground.site(data)
    for _ in range(ground.rounds):
        with Reporters(site, bearer) as reporters:
            wait_for(lambda: bool(reporters.received | reporters.refused), "a receipt")
            time.sleep(MOMENTS.uniform(0.05, 0.8))
            site.kill()
        received |= reporters.received
        refused |= reporters.refused
        start = time.monotonic()
        site = ground.site(data)
        slowest = max(slowest, time.monotonic() - start)
    with ground.cluster(data).attach() as attachment, attachment.connect() as connection:
        stored = {str(key) for (key,) in connection.execute("SELECT id FROM issue").fetchall()}
    seen = f"{len(received - stored)} of {len(received):,} receipts missing, ready in {slowest:.1f} s at most"
    require(not refused, f"{seen}; refused with {sorted(refused)}")
    require(received <= stored and slowest < SLOWEST, seen)
    return seen


FAULTS: Final = (
    Fault(
        "kill-app",
        "kill -9 of a program that writes with four threads, at random moments, and started again",
        "what it was told is stored, is; the next start succeeds by itself within 35 s",
        lambda ground: _again_and_again(ground, _app),
        sampled=True,
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-site",
        "kill -9 of `golmok serve` under people who report issues, at random moments, and started again",
        "every issue with a receipt is stored; the next start succeeds by itself within 35 s",
        _site,
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-server",
        "kill -9 of the postmaster under that program, at random moments",
        "what was acknowledged is stored; the program goes on by itself within 35 s",
        lambda ground: _again_and_again(ground, _server),
        sampled=True,
        repeated=True,
        row="RF-10",
    ),
    Fault(
        "kill-both",
        "kill -9 of postmaster and program at once, at random moments, and the program started again",
        "what was acknowledged is stored; the next start succeeds by itself within 35 s",
        lambda ground: _again_and_again(ground, _both),
        repeated=True,
        row="RF-10",
    ),
)
