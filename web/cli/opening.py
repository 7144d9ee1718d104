"""How every command opens the database and speaks."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Database, opened
from mapper.settings import Settings

console = Console(highlight=False)
notes = Console(stderr=True, highlight=False)


def note(sentence: str) -> None:
    """Say something beside the answer.

    Parameters
    ----------
    sentence : str
        For a person; it goes to standard error.
    """
    notes.print(sentence, style="dim", markup=False)


@contextmanager
def open_database(*, serving: bool = False, with_households: bool = True) -> Iterator[Database]:
    """Open the database of this machine's settings.

    Parameters
    ----------
    serving : bool
        Whether to start its server again whenever it dies meanwhile.
    with_households : bool
        Whether also as the role that may enter their schema.

    Yields
    ------
    Database
        Migrated; let go of afterwards.
    """
    with opened(Settings(), note, serving=serving, with_households=with_households) as database:
        yield database


def say_json(answer: Any) -> None:
    """Print an answer for a machine.

    Parameters
    ----------
    answer : Any
        Of dicts, lists, texts and numbers.
    """
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def operator() -> Reader:
    """Return who sits at the machine: whoever may read its data folder may do everything.

    Returns
    -------
    Reader
        Named as the account of the machine.
    """
    return Reader(None, getpass.getuser(), Role.ADMIN, None, "cli")
