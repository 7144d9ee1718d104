"""Several programs on one cluster."""

from __future__ import annotations

import time
from typing import Final

from faults.fault import Fault, require
from faults.ground import Ground
from faults.program import wait_for

RACERS: Final = 8


def _two_sites(ground: Ground, *, kill: bool) -> float:
    data = ground.city()
    cluster = ground.cluster(data)
    first = ground.site(data)
    pid = cluster.status().pid
    start = time.monotonic()
    second = ground.site(data)
    took = time.monotonic() - start
    require(cluster.status().pid == pid, "the second started a server of its own")
    if kill:
        first.kill()
    else:
        first.end()
    require(second.get("/readyz")[0] == 200, "the second does not go on")
    require(cluster.status().pid == pid, "the server changed")
    second.end()
    wait_for(lambda: not cluster.status().running, "the end of the server")
    return round(took, 2)


def _race(ground: Ground) -> float:
    data = ground.empty()
    start = time.monotonic()
    racers = [ground.python(data, "-m", "faults.racer") for _ in range(RACERS)]
    wait_for(lambda: all(racer.lines or racer.process.poll() is not None for racer in racers), "every racer")
    took = time.monotonic() - start
    pids = {line for racer in racers for line in racer.lines}
    require(len(pids) == 1 and all(racer.lines for racer in racers), f"servers {pids}; {racers[-1].complaint}")
    for racer in racers:
        racer.process.terminate()
    wait_for(lambda: not ground.cluster(data).status().running, "the end of the server")
    return round(took, 2)


def _stopped_by_a_person(ground: Ground) -> float:
    data = ground.city()
    site = ground.site(data)
    ground.golmok(data, "db", "stop").finished()
    time.sleep(3)
    status, headers = site.get("/readyz")
    require(status == 503 and "Retry-After" in headers, f"status {status}")
    require(not ground.cluster(data).status().running, "what a person stopped was started again")
    starting = ground.golmok(data, "db", "start")
    starting.finished()
    return round(site.wait_ready(), 2)


FAULTS: Final = (
    Fault(
        "first-leaves",
        "two programs serve one cluster; the first ends, then the second",
        "the second attaches and goes on; the server stops with the last",
        lambda ground: _two_sites(ground, kill=False),
        row=None,
    ),
    Fault(
        "one-of-two-killed",
        "the same, with kill -9 of the first",
        "the same",
        lambda ground: _two_sites(ground, kill=True),
        row="RF-09",
    ),
    Fault(
        "start-race",
        f"{RACERS} programs start at once where there is no cluster yet",
        "one server is made, all of them use it, it stops with the last",
        _race,
        row=None,
    ),
    Fault(
        "stopped-by-a-person",
        "`golmok db stop` under a program that serves, then `golmok db start`",
        "503 with Retry-After meanwhile, the server stays stopped; ready within 5 s of its start [s]",
        _stopped_by_a_person,
        row="RF-13",
    ),
)
