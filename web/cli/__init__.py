"""The command line: ``golmok NOUN VERB``. Each noun is a file here, imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import click

from mapper.errors import GolmokError, InvalidInput, NotFound

NOUNS: Final = {
    "run": "web.cli.run:run",
    "serve": "web.cli.run:serve",
    "doctor": "web.cli.doctor:doctor",
    "db": "web.cli.db:db",
    "demo": "web.cli.demo:demo",
    "import": "web.cli.files:import_",
    "grade": "web.cli.grade:grade",
    "map": "web.cli.map:map_",
    "user": "web.cli.user:user",
    "export": "web.cli.export:export",
    "survey": "web.cli.survey:survey",
    "visit": "web.cli.visit:visit",
    "address": "web.cli.address:address",
    "photo": "web.cli.photo:photo",
    "vault": "web.cli.vault:vault",
    "audit": "web.cli.audit:audit",
    "density": "web.cli.density:density",
    "figures": "web.cli.figures:figures",
}
"""Every noun and where its command stands, in the order of the help text."""

BAD_INPUT: Final = 2
FAILURE: Final = 1


class _Nouns(click.Group):
    """Finds a noun's command when it is asked for, so that `golmok db status` does not wait for geopandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in NOUNS:
            return None
        module, _, name = NOUNS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Nouns, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="golmok")
def golmok() -> None:
    """Golmok (골목): the map a city works from when it looks after its alleys."""


def main() -> None:
    """Run the command; one of our errors becomes one sentence and an exit status."""
    try:
        status = golmok.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except Exception as error:  # noqa: BLE001 - what we cannot say in a sentence is raised again
        status = _told(error)
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: Exception) -> int:
    """Say in one sentence why a command ended, and with which status; a fault of ours goes on as it is."""
    if isinstance(error, click.Abort) or _was_stopped(error):
        click.echo("golmok: stopped; what was not finished is not kept.", err=True)
        return FAILURE
    if isinstance(error, GolmokError):
        click.echo(f"golmok: {error.message}", err=True)
        return BAD_INPUT if isinstance(error, (InvalidInput, NotFound)) else FAILURE
    raise error


def _was_stopped(error: BaseException | None) -> bool:
    """Tell whether somebody pressed Ctrl+C: a query that it cut off can fail in its own way and hide that."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
