"""A database that restarts or takes too long: requests end soon, commands finish their work."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from faults.fault import Fault, require
from faults.ground import Ground
from faults.kills import kill_postmaster
from faults.program import SLOWEST, Site, wait_for
from mapper.store.cluster import Attachment

PATHS: Final = ("/readyz", "/api/v1/map", "/api/v1/segments?size=20", "/")
LONGEST: Final = 5.0
"""What a request may take in the end [s]."""
HELD: Final = 7.0
"""How long a lock is held against a command [s]: longer than a request would wait."""
READERS: Final = 4


class Readers:
    """Threads that ask a site all the time, and count what they are answered.

    Parameters
    ----------
    site : Site
        Whom.
    """

    def __init__(self, site: Site) -> None:
        self.answers: Counter[int] = Counter()
        self.hints: Counter[bool] = Counter()
        self._site = site
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[number]) for number in range(READERS)]

    def _read(self, number: int) -> None:
        while not self._ended.is_set():
            status, headers = self._site.get(PATHS[number % len(PATHS)])
            self.answers[status] += 1
            if status == 503:
                self.hints["Retry-After" in headers] += 1

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def account(self) -> str:
        """Return how often each status came."""
        return ", ".join(f"{count:,}x {status}" for status, count in sorted(self.answers.items()))


def _restart(ground: Ground) -> str:
    data = ground.city()
    site, cluster = ground.site(data), ground.cluster(data)
    slowest = 0.0
    with Readers(site) as readers:
        for _ in range(min(ground.rounds, 5)):
            time.sleep(0.5)
            cluster.stop()
            time.sleep(0.3)
            cluster.start()
            slowest = max(slowest, site.wait_ready(LONGEST))
    require(set(readers.answers) <= {200, 503}, readers.account())
    require(not readers.hints[False], f"{readers.hints[False]} answers 503 without Retry-After")
    return f"{readers.account()}; ready after {slowest:.2f} s at most"


def _restart_by_kill(ground: Ground) -> str:
    data = ground.city()
    site, cluster = ground.site(data), ground.cluster(data)
    slowest = 0.0
    with Readers(site) as readers:
        for _ in range(min(ground.rounds, 5)):
            time.sleep(0.5)
            pid = cluster.status().pid
            require(pid is not None, "no server runs")
            kill_postmaster(cluster)
            slowest = max(slowest, wait_for(lambda: cluster.status().pid not in {pid, None}, "a new server"))  # noqa: B023  (it is over before the next)
            slowest = max(slowest, site.wait_ready())
    require(slowest < SLOWEST, f"ready after {slowest:.1f} s")
    require(set(readers.answers) <= {200, 503}, readers.account())
    return f"{readers.account()}; ready after {slowest:.2f} s at most"


@contextmanager
def _locked(attachment: Attachment) -> Iterator[None]:
    with attachment.connect() as connection, connection.transaction():
        connection.execute("LOCK TABLE segment, grade, grade_run IN ACCESS EXCLUSIVE MODE")
        yield


def _is_refused_soon(site: Site, path: str) -> float:
    start = time.monotonic()
    status, headers = site.get(path)
    took = time.monotonic() - start
    require(status == 503 and "Retry-After" in headers and took <= LONGEST, f"{status} after {took:.1f} s")
    require(site.get("/healthz")[0] == 200, "the program does not answer meanwhile")
    return took


def _lock(ground: Ground) -> float:
    data = ground.city()
    site = ground.site(data)
    with ground.cluster(data).attach() as attachment:
        with _locked(attachment):
            took = _is_refused_soon(site, "/api/v1/segments?size=20")
        require(site.get("/api/v1/segments?size=20")[0] == 200, "it does not answer once the lock is gone")
    return round(took, 2)


def _runaway(ground: Ground) -> float:
    data = ground.city()
    site = ground.site(data)
    with ground.cluster(data).attach() as attachment, attachment.connect() as connection:
        connection.execute("ALTER TABLE segment RENAME TO real_segment")
        connection.execute("CREATE VIEW segment AS SELECT real_segment.* FROM real_segment, pg_sleep(60)")
        connection.execute("GRANT SELECT ON segment TO golmok_app")
        return round(_is_refused_soon(site, "/api/v1/segments?size=20"), 2)


def _command(ground: Ground) -> float:
    data = ground.city()
    with ground.cluster(data).attach() as attachment:
        start = time.monotonic()
        with _locked(attachment):
            grading = ground.golmok(data, "grade", "run", "--official")
            _wait_for_its_lock(attachment)
            time.sleep(HELD)
        grading.finished()
    return round(time.monotonic() - start, 2)


def _wait_for_its_lock(attachment: Attachment) -> None:
    with attachment.connect(database="postgres") as connection:
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'golmok'"
        wait_for(lambda: connection.execute(waits).fetchone() is not None, "its wait for the lock")


FAULTS: Final = (
    Fault(
        "restart-mid-request",
        "the server is stopped and started, again and again, under four readers",
        "every answer is 200 or 503 with Retry-After; ready within 5 s of the start",
        _restart,
        sampled=True,
        row="RF-13",
    ),
    Fault(
        "killed-under-site",
        "kill -9 of the postmaster, again and again, under `golmok serve` with four readers",
        "it starts the server again by itself within 35 s; every answer is 200 or 503",
        _restart_by_kill,
        row="RF-10",
    ),
    Fault(
        "lock-held",
        "somebody holds the tables of the map locked",
        "a request is refused with 503 and Retry-After within 5 s, and works once the lock is gone [s]",
        _lock,
        row="RF-15",
    ),
    Fault(
        "runaway-query",
        "a query that would take an hour",
        "the same, by the limit of a statement [s]",
        _runaway,
        row="RF-15",
    ),
    Fault(
        "command-waits",
        f"the same lock, for {HELD:g} s, against `golmok grade run`",
        "a command is not cut: it waits and finishes [s]",
        _command,
        row="RF-15",
    ),
)
