"""``golmok import run cases``: the register of another system into sealed envelopes; nothing of it in any account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from mapper.domain.access_reason import read_reason
from mapper.errors import BadRows
from mapper.operations.crisis.bringing import Brought, bring_cases
from mapper.operations.crisis.entering import Look
from mapper.operations.imports.options import FileOptions
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.import_account import LONGEST_LIST
from web.cli.opening import console, note, open_database, say_json
from web.cli.progress import shown_progress
from web.cli.proving import proved
from web.clock import now

CASES: Final = "cases"
LABEL: Final = "사례"


def household_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that households ask for.

    Parameters
    ----------
    command : callable
        Takes ``name`` and ``reason``.

    Returns
    -------
    callable
        The command.
    """
    for decorate in (
        click.option("--reason", help="Of cases: why they are brought, for the log; no names."),
        click.option(
            "--by", "name", help="Of cases: the supervisor or administrator who brings them; asked for a password."
        ),
    ):
        command = decorate(command)
    return command


def bring(file: Path, options: FileOptions, name: str | None, reason: str | None, *, keep: bool, as_json: bool) -> None:
    """Seal the cases of FILE, or only judge them.

    Parameters
    ----------
    file : Path
        CSV, TSV or XLSX.
    options : FileOptions
        Of it only the encoding and the mapping are asked.
    name, reason : str or None
        Who, and why; both are needed.
    keep : bool
        Whether they are taken in.
    as_json : bool
        Whether a machine reads the account.

    Raises
    ------
    BadRows
        When a row cannot be used; every one is told before, by number and column.
    """
    if name is None or reason is None:
        raise click.UsageError("Cases are brought by somebody, for a reason: give --by NAME and --reason WORDS.")
    why = read_reason("other", reason)
    with open_database() as database:
        by = proved(database, name)
        try:
            with database.staff().begin() as session, shown_progress() as progress:
                brought = bring_cases(
                    session,
                    open_vault(Settings()),
                    file,
                    Look(by, why, now()),
                    encoding=options.encoding,
                    mapping=options.mapping,
                    keep=keep,
                    progress=progress,
                )
        except BadRows as error:
            told: Any = error.fields["brought"]
            _say(told, as_json=as_json)
            raise
    _say(brought, as_json=as_json)
    if brought.stored:
        note("Cut the index anew, so that they are found quickly: golmok vault reindex")
        note(f"Nothing of {file.name} was kept here. Destroy it and its copies, as they are in clear.")


def _say(brought: Brought, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(brought))
        return
    outcome = "sealed" if brought.stored else "nothing stored"
    console.print(
        f"{brought.file}: {brought.rows_in} rows, {brought.new} new households, {brought.known} known before; {outcome}.",
        markup=False,
    )
    for sentence in brought.faults[:LONGEST_LIST]:
        console.print(f"  {sentence}", style="red", markup=False)
    if len(brought.faults) > LONGEST_LIST:
        console.print(f"  and {len(brought.faults) - LONGEST_LIST} more; --json lists them all", style="red")
