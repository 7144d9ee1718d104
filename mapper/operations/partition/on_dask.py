"""Workers of Dask distributed: processes of this machine, or those of a cluster that the operator runs.

Where the database is, a worker reads from its own environment. No address and no password is ever part of a task, so
none is in the scheduler's memory, in its log or on its dashboard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from mapper.errors import DataMissing, InvalidInput, ServerUnreachable
from mapper.operations.extras import extra_module
from mapper.operations.partition.workers import PARTS, Answer, Part
from mapper.operations.progress import Progress, in_silence
from mapper.settings import Settings
from mapper.store.engine import Session, Sessions
from mapper.store.parts import reading_sessions

_TRIES: Final = 3
"""How often a part is done again after its task failed; after its worker died it is anyway."""

_PATIENCE_S: Final = 5
"""How long a scheduler may take to answer [s]."""

_LOCAL: Final = re.compile(r"local(?::(?P<count>[1-9]\d*))?")


@dataclass(frozen=True)
class OnDask:
    """The workers of a Dask cluster.

    Attributes
    ----------
    client : distributed.Client
        Connected to its scheduler.
    """

    client: Any

    def each(
        self, task: Callable[[Session, Part], Answer], parts: Sequence[Part], progress: Progress = in_silence
    ) -> list[Answer]:
        """Do a task on every part, wherever there is room.

        Parameters
        ----------
        task : callable
            What to do.
        parts : sequence
            Of what it is done on.
        progress : callable
            Told how many parts are done.

        Returns
        -------
        list
            The answers, in the order of the parts.
        """
        as_completed = extra_module("distributed", extra="scale").as_completed
        futures = self.client.map(partial(_at_worker, task), list(parts), pure=False, retries=_TRIES)
        answers: dict[Any, Answer] = {}
        for future, answer in as_completed(futures, with_results=True):
            answers[future.key] = answer
            future.release()  # the worker need not hold what has arrived
            progress(PARTS, len(answers), len(parts))
        return [answers[future.key] for future in futures]


def _at_worker(task: Callable[[Session, Part], Answer], part: Part) -> Answer:
    with _sessions()() as session:
        return task(session, part)


@cache
def _sessions() -> Sessions:
    url = Settings().database_url
    if url is None:
        message = "A worker does not know where the database is; set GOLMOK_DATABASE_URL in the environment of each."
        raise DataMissing(message)
    return reading_sessions(url)


@contextmanager
def dask_workers(address: str, *, database_url: str) -> Iterator[OnDask]:
    """Connect to a cluster, or make one of processes on this machine for as long as it is needed.

    Parameters
    ----------
    address : str
        Of a scheduler, such as ``tls://10.0.0.5:8786``; or ``local``, or ``local:4`` for four processes.
    database_url : str
        Where processes of this machine find the database; those of another cluster know it themselves.

    Yields
    ------
    OnDask
        Ready.

    Raises
    ------
    InvalidInput
        When it is no address.
    ServerUnreachable
        When nobody answers there.
    ExtraMissing
        When Dask is not installed.
    """
    distributed = extra_module("distributed", extra="scale")
    local = _LOCAL.fullmatch(address)
    if local is None:
        with _client(distributed, address) as client:
            yield OnDask(client)
        return
    with (
        distributed.LocalCluster(
            n_workers=int(local["count"]) if local["count"] else None,
            threads_per_worker=1,
            host="127.0.0.1",
            security=True,  # whoever may talk to a scheduler may run anything as its user: others here may not
            dashboard_address=None,
            silence_logs="CRITICAL",  # a worker that dies is replaced, and what it did is done again
            env={"GOLMOK_DATABASE_URL": database_url},
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield OnDask(client)


def _client(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, timeout=_PATIENCE_S)
    except ValueError as error:
        message = f"{address!r} is no address of a Dask scheduler; write tls://HOST:PORT, local or local:4."
        raise InvalidInput(message) from error
    except OSError as error:
        message = f"No Dask scheduler answers at {address}; start one there with: dask scheduler."
        raise ServerUnreachable(message) from error
