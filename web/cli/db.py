"""``golmok db``: the private cluster, and keeping what is in it."""

from __future__ import annotations

import subprocess
from dataclasses import asdict
from pathlib import Path

import click

from mapper.operations import backup
from mapper.operations.database import Cluster, opened_cluster, private_cluster
from mapper.settings import Settings
from web.cli.opening import console, note, say_json
from web.cli.progress import shown_progress
from web.clock import now


@click.group()
def db() -> None:
    """Start, stop, look at and keep the database."""


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
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def dump(file: Path, *, as_json: bool) -> None:
    """Write the whole database to FILE, and what is in it to FILE.json."""
    with shown_progress() as progress:
        account = backup.dump(Settings(), file, now=now(), notice=note, progress=progress)
    if as_json:
        say_json(asdict(account))
        return
    size = file.stat().st_size / 1e6
    console.print(f"{file}: {account.rows:,} rows of {len(account.tables)} tables, {size:.1f} MB.", markup=False)
    note("The key file is not in it: keep a copy of that elsewhere (golmok doctor says where it is).")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def restore(file: Path, *, as_json: bool) -> None:
    """Fill an empty database from FILE and compare every table with FILE.json."""
    with shown_progress() as progress:
        tables = backup.restore(Settings(), file, notice=note, progress=progress)
    if as_json:
        say_json({name: asdict(content) for name, content in tables.items()})
        return
    rows = sum(content.rows for content in tables.values())
    console.print(f"{rows:,} rows of {len(tables)} tables are restored.")


@db.command()
@click.option("--dry-run", is_flag=True, help="Say what would be run, change nothing.")
def upgrade(*, dry_run: bool) -> None:
    """Bring the database to the newest schema."""
    before, pending = backup.upgrade(Settings(), keep=not dry_run, notice=note)
    for name in pending:
        console.print(f"  {name}", markup=False)
    what = "would be run" if dry_run else "were run"
    console.print(f"The schema was {before or 'empty'}; {len(pending)} migrations {what}.")
