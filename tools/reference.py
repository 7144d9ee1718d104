"""Write the pages of docs that the code itself can tell: the command line and the layers.

Run ``python tools/reference.py`` after a change to either; a test compares the pages with what it would write, as
``--check`` does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from layers import LAYERS, MapLayer
from web.blueprints.tiles import addresses
from web.cli import golmok

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 100

CLI_INTRO = """\
# The command line

`golmok NOUN VERB`, in `.venv/bin` of a checkout. `--json` answers for a machine. Exit status: 0 done, 1 it failed,
2 what was given cannot be used.

Written by `python tools/reference.py` from the commands themselves.
"""

LAYERS_INTRO = """\
# Layers

Every layer of the map, in drawing order: what comes later lies above. A layer is a `folium.map.Layer`: constructed with
a tile address it draws from vector tiles, as the served map does; with a frame of its columns, in EPSG:{crs}, it draws
into any `folium.Map`. A new one is a file in `layers/` and a line of `LAYERS`.

| key | title | draws | frame | tiles |
|---|---|---|---|---|
"""

LAYERS_OUTRO = "\nWritten by `python tools/reference.py` from `layers.LAYERS`.\n"


def cli_page() -> str:
    """Return the help text of every command.

    Returns
    -------
    str
        Markdown, the same on every machine.
    """
    parts = [CLI_INTRO]
    for context in contexts(golmok, "golmok"):
        level = "#" * max(context.command_path.count(" ") + 1, 2)
        parts.append(f"{level} {context.command_path}\n\n```text\n{context.get_help()}\n```\n")
    return "\n".join(parts)


def contexts(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Walk a command and everything below it.

    Parameters
    ----------
    command : click.Command
        Where to begin.
    name : str
        What it is called by.
    parent : click.Context or None
        Of the group it is in.

    Yields
    ------
    click.Context
        Of one command each, a group before what it holds.
    """
    context = click.Context(command, parent=parent, info_name=name, terminal_width=WIDTH, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            if (found := command.get_command(context, verb)) is not None:
                yield from contexts(found, verb, context)


def layers_page() -> str:
    """Return a row for every layer.

    Returns
    -------
    str
        Markdown.
    """
    [crs] = {layer.contract.crs for layer in LAYERS}
    return LAYERS_INTRO.format(crs=crs) + "".join(map(_layer_row, LAYERS)) + LAYERS_OUTRO


def _layer_row(layer: type[MapLayer]) -> str:
    contract = layer.contract
    columns = ", ".join(f"`{column}` {kind}" for column, kind in contract.columns.items())
    frame = f"{contract.name}: {columns}; {' or '.join(sorted(contract.geometry))}"
    draws = (layer.__doc__ or "").partition("\n")[0]
    shown = "" if layer.shown else " Off at first."
    return f"| `{layer.key}` | {layer.title_ko} | {draws}{shown} | {frame} | `{addresses([layer.key])[layer.key]}` |\n"


PAGES = {"cli.md": cli_page, "layers.md": layers_page}
"""File in docs, and what writes it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every page that is out of date.

    Parameters
    ----------
    arguments : sequence of str or None
        Of the command line; those of this process by default.
    """
    parser = argparse.ArgumentParser(description="Write the pages of docs that the code itself can tell.")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where a page is out of date")
    is_check = parser.parse_args(arguments).check
    fresh = {DOCS / file: page() for file, page in PAGES.items()}
    stale = {path: text for path, text in fresh.items() if path.read_text("utf-8") != text}
    for path, text in stale.items():
        print(path.relative_to(DOCS.parent))
        if not is_check:
            path.write_text(text, "utf-8")
    if is_check and stale:
        sys.exit("These are out of date; run it without --check.")


if __name__ == "__main__":
    main()
