"""``golmok photo``: look after the folder of photos."""

from __future__ import annotations

from dataclasses import asdict

import click

from mapper.operations.photos import upkeep
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, say_json
from web.clock import now

_FAILURE = 1


@click.group()
def photo() -> None:
    """Look after the photos."""


@photo.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
@click.option("--dry-run", is_flag=True, help="Count, delete nothing.")
def sweep(*, as_json: bool, dry_run: bool) -> None:
    """Delete at once what a crash left behind long ago; the server does so by itself every four hours."""
    with open_database() as database, database.sessions() as session:
        swept = upkeep.sweep(session, upkeep.photo_files(Settings()), now=now(), keep=not dry_run)
    if as_json:
        say_json(asdict(swept))
        return
    if dry_run:
        note("Nothing was deleted (--dry-run).")
    console.print(f"{swept.orphans} files that no row names, {swept.partials} photos that never came whole.")


@photo.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
@click.pass_context
def scrub(ctx: click.Context, *, as_json: bool) -> None:
    """Read every photo and name those that are damaged or gone; exit status 1 when there are any."""
    with open_database() as database, database.sessions() as session:
        found = upkeep.scrub(session, upkeep.photo_files(Settings()))
    if as_json:
        say_json(asdict(found))
    else:
        for what, names in (("damaged", found.damaged), ("missing", found.missing)):
            for name in names:
                click.echo(f"{what} {name}")
        console.print(f"{found.read} files were read, {len(found.damaged)} damaged, {len(found.missing)} missing.")
    ctx.exit(0 if found.is_whole else _FAILURE)
