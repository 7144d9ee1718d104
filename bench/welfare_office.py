"""A welfare office with nobody in it: a database of its own, so that what is committed to a log goes with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import DATABASE, Cluster, create_database, find_binaries
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import Engine, Sessions, make_engine


@contextmanager
def open_office() -> Iterator[tuple[Sessions, Engine]]:
    """Start a private cluster as an office has it, where a commit reaches the disk, and throw it away afterwards.

    Yields
    ------
    tuple
        Sessions of the staff role, and the engine of the owner.
    """
    with TemporaryDirectory(prefix="golmok-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root, and its account has to get in
        binaries = find_binaries(Settings().pg_bindir, os.environ)
        with Cluster(Path(folder) / "cluster", binaries).attach() as held:
            create_database(held, DATABASE)
            owner, staff = make_engine(held.url("owner")), make_engine(held.url("staff"))
            migrate.upgrade(owner)
            yield make_staff_sessions(staff), owner
            staff.dispose()
            owner.dispose()
