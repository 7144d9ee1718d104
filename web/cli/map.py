"""``golmok map``: the map as a file."""

from __future__ import annotations

from pathlib import Path

import click

from layers import LAYERS
from mapper.errors import InvalidInput
from mapper.operations.tile_archive import write_archive
from mapper.settings import Settings
from web.cli.opening import console, open_database
from web.cli.progress import shown_progress
from web.clock import now
from web.standalone import render_file

KEYS = [layer.key for layer in LAYERS]


@click.group("map")
def map_() -> None:
    """Write the map as a file."""


@map_.command()
@click.option("--layer", "keys", multiple=True, type=click.Choice(KEYS), help="Which layers; all when not given.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="HTML file.")
def render(keys: tuple[str, ...], output: Path) -> None:
    """Write the public map as one file that opens from disk without a network."""
    with open_database() as database, database.sessions() as session:
        text = render_file(session, keys or KEYS, city=Settings().city, now=now())
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        message = f"{output} cannot be written ({error.strerror}); give a path in a folder that exists and has room."
        raise InvalidInput(message) from error
    console.print(f"{output}: {len(text.encode()) / 1e6:.1f} MB")


@map_.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="PMTiles file.")
def pmtiles(output: Path) -> None:
    """Write the public map as one file of tiles, for maps of others that have no server."""
    with open_database() as database, database.sessions() as session, shown_progress() as steps:
        try:
            written = write_archive(session, output, city=Settings().city, now=now(), progress=steps)
        except OSError as error:
            message = (
                f"{output} cannot be written ({error.strerror}); give a path in a folder that exists and has room."
            )
            raise InvalidInput(message) from error
    console.print(f"{output}: {written.tiles:,} tiles, {written.size / 1e6:.1f} MB")
