"""Write the next migration: what `mapper/store/tables.py` says and the migrations so far do not.

Run ``python tools/migration.py "What changes"``, then read what it wrote: Alembic does not see renamed things,
grants or triggers. It works on a database of its own, made for the purpose and gone afterwards.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import Cluster, create_database, find_binaries
from mapper.store.engine import make_engine

SCRIPTS = Path(migrate.__file__).parent / "migrations"
DATABASE = "migration"


def main() -> None:
    """Migrate an empty database with what there is, and write down how it differs from the tables."""
    parser = argparse.ArgumentParser(description="Write the next migration.")
    parser.add_argument("message", help="what changes; it becomes the file's name and docstring")
    message = parser.parse_args().message
    with tempfile.TemporaryDirectory(prefix="golmok-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root: its account must be able to enter
        cluster = Cluster(Path(folder) / "cluster", find_binaries(Settings().pg_bindir, os.environ), durable=False)
        with cluster.attach() as attachment:
            create_database(attachment, DATABASE)
            engine = make_engine(attachment.url("owner", DATABASE))
            migrate.upgrade(engine)
            with engine.connect() as connection:
                write(connection, message)
            engine.dispose()


def write(connection: Connection, message: str) -> None:
    """Write the file, or say that there is nothing to write.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        To a database with every migration there is.
    message : str
        What changes.
    """
    if not migrate.drift(connection):
        sys.exit("Tables and migrations agree: there is nothing to write.")
    number = len(list((SCRIPTS / "versions").glob("*.py"))) + 1
    command.revision(migrate.alembic_config(connection), message=message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main()
