"""What a person may say about a file on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import click

from mapper.operations.imports.options import REPAIRS, FileOptions, chosen_repairs


def file_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments and options about its file.

    Parameters
    ----------
    command : callable
        Takes ``kind``, ``file``, ``as_json``, ``saved`` and what `asked` takes.

    Returns
    -------
    callable
        The command.
    """
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="Answer for a machine."),
        click.option("--mapping", "saved", metavar="NAME", help="Read it as files were read before, by a saved name."),
        click.option(
            "--whole", is_flag=True, help="It is the whole of its source: what is missing from it is no more."
        ),
        click.option(
            "--repair", "repairs", multiple=True, metavar="CODE", help=f"Put right: all, or {', '.join(REPAIRS)}."
        ),
        click.option("--map-value", "words", multiple=True, metavar="FIELD:WORD=ID", help="What a word of it means."),
        click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."),
        click.option("--layer", help="Which one, when the file holds several."),
        click.option("--encoding", help="Of its text, when it is neither UTF-8 nor CP949."),
        click.option("--crs", help="Of its coordinates, such as EPSG:5186, when the file does not say."),
        click.argument("file", type=click.Path(path_type=Path)),
        click.argument("kind"),
    ):
        command = decorate(command)
    return command


def asked(
    *,
    crs: str | None,
    encoding: str | None,
    layer: str | None,
    mapping: tuple[str, ...],
    words: tuple[str, ...],
    repairs: tuple[str, ...],
    whole: bool,
) -> FileOptions:
    """Read the options.

    Parameters
    ----------
    crs, encoding, layer : str or None
        As they were given.
    mapping, words, repairs : tuple of str
        As they were given, one each time.
    whole : bool
        As it was given.

    Returns
    -------
    FileOptions
        What the person says.
    """
    return FileOptions(
        crs=crs,
        encoding=encoding,
        mapping=_pairs(mapping),
        layer=layer,
        words=_words(words),
        repairs=chosen_repairs(repairs),
        whole=whole,
    )


def said(options: Mapping[str, Any]) -> str:
    """Write saved options as they would be given.

    Parameters
    ----------
    options : mapping
        From `FileOptions.to_save`.

    Returns
    -------
    str
        Words of a command line; quoted where the shell needs it.
    """
    plain = [f"--{name} {quote(options[name])}" for name in ("crs", "encoding", "layer") if options[name]]
    columns = [f"--map {quote(f'{field}={column}')}" for field, column in options["mapping"].items()]
    words = [
        f"--map-value {quote(f'{field}:{word}={meaning}')}"
        for field, meanings in options["words"].items()
        for word, meaning in meanings.items()
    ]
    return " ".join((*plain, *columns, *words))


def _pairs(mapping: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for pair in mapping:
        field, sign, column = pair.partition("=")
        if not sign:
            raise click.BadParameter(f"{pair!r} has no '='; write --map field=column.", param_hint="--map")
        pairs[field.strip()] = column.strip()
    return pairs


def _words(values: tuple[str, ...]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for value in values:
        field, colon, rest = value.partition(":")
        word, sign, meaning = rest.rpartition("=")
        if not (colon and sign and word):
            message = f"{value!r} is not understood; write --map-value field:word=id, or field:word= for a blank."
            raise click.BadParameter(message, param_hint="--map-value")
        words.setdefault(field.strip(), {})[word.strip()] = meaning.strip()
    return words
