"""``--dask``: who does the work of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from mapper.operations.database import Database
from mapper.operations.partition.on_dask import dask_workers
from mapper.operations.partition.workers import Workers

dask_option = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Share the work, by district, among the workers of a Dask scheduler; `local` or `local:N` for processes here.",
)


@contextmanager
def hired(database: Database, dask: str | None) -> Iterator[Workers | None]:
    """Connect to the workers that were asked for.

    Parameters
    ----------
    database : Database
        Where those on this machine find what they read.
    dask : str or None
        What was given as ``--dask``.

    Yields
    ------
    Workers or None
        None when the command is to do everything itself.
    """
    if dask is None:
        yield None
        return
    with dask_workers(dask, database_url=database.address) as workers:
        yield workers
