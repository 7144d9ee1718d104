"""``golmok db``: the private cluster, for people."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click

from mapper.errors import AlreadyLoaded
from mapper.operations.database import Cluster, is_filled, opened_cluster, private_cluster
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, say_json


@click.group()
def db() -> None:
    """Start, stop and look at the private database."""


def _settings() -> Settings:
    settings = Settings()
    if settings.database_url is not None:
        message = "GOLMOK_DATABASE_URL is set, so there is no private cluster; use the tools of that server."
        raise click.UsageError(message)
    return settings


def _cluster() -> Cluster:
    return private_cluster(_settings(), note)


@db.command()
def start() -> None:
    """Start the server and leave it running until `golmok db stop`."""
    _cluster().start()
    console.print("The database runs.")


@db.command()
def stop() -> None:
    """Stop the server, even under programs that use it."""
    console.print("The database is stopped." if _cluster().stop() else "The database was not running.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def status(*, as_json: bool) -> None:
    """Say where the cluster lives and whether it runs."""
    found = vars(_cluster().status())
    if as_json:
        say_json(found)
        return
    for name, value in found.items():
        console.print(f"{name:<10} {value}")


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def psql(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Open PostgreSQL's own shell; ARGUMENTS are handed on to it."""
    with opened_cluster(_settings(), note) as attachment:
        ctx.exit(subprocess.call([*attachment.client("psql"), *arguments]))


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def dump(ctx: click.Context, file: Path) -> None:
    """Write the whole database to FILE, in PostgreSQL's own format."""
    with opened_cluster(_settings(), note) as attachment:
        ctx.exit(subprocess.call([*attachment.client("pg_dump"), "--format=custom", f"--file={file.absolute()}"]))


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Fill an empty database from FILE, written by `golmok db dump`."""
    with opened_cluster(_settings(), note) as attachment:
        if is_filled(attachment):
            message = "The database is not empty; restore into another GOLMOK_DATA_DIR, or move the old one away."
            raise AlreadyLoaded(message)
        command = [*attachment.client("pg_restore"), "--exit-on-error", "--single-transaction", str(file.absolute())]
        ctx.exit(subprocess.call(command))


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema."""
    with open_database() as database:
        console.print(f"The schema of {database.where} is current.")
