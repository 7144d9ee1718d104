"""``golmok vault``: the keys of what is sealed."""

from __future__ import annotations

from dataclasses import asdict

import click

from mapper.operations.crisis import upkeep
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.cli.progress import shown_progress
from web.clock import now


@click.group()
def vault() -> None:
    """Look after the keys of what is sealed."""


@vault.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def status(*, as_json: bool) -> None:
    """Say which key versions there are and what each wraps; open nothing."""
    settings = Settings()
    with open_database() as database, database.staff().begin() as session:
        state = upkeep.state(session, open_vault(settings))
    if as_json:
        say_json(asdict(state))
        return
    for number, cipher, made_at, count in state.versions:
        console.print(f"version {number}  {cipher}  of {made_at}  wraps the keys of {count:,} households", markup=False)
    for number in state.missing:
        console.print(f"version {number}  IS NOT IN THE KEY FILE: what it wraps cannot be opened", markup=False)
    for kind, size in state.smallest.items():
        console.print(f"index of {kind}: {state.bits[kind]} bits, {size} rows in the smallest bucket", markup=False)
    if not state.versions:
        console.print("No household was sealed yet.")


@vault.command()
@click.option("--keep-older", is_flag=True, help="Leave older versions in the key file.")
def rotate(*, keep_older: bool) -> None:
    """Make a new key version, wrap every household's key with it, destroy the older versions. Servers go on."""
    sealed = open_vault(Settings())
    with open_database() as database, shown_progress() as told:
        with database.staff().begin() as session:
            total = sum(count for *_, count in upkeep.state(session, sealed).versions)
            version = upkeep.begin_version(session, sealed, by=operator(), now=now())
        done, wrapped = 0, 1
        while wrapped:
            told("keys", done, total)
            with database.staff().begin() as session:
                wrapped = upkeep.rewrap_some(session, sealed)
            done += wrapped
        older: list[int] = []
        if not keep_older:
            with database.staff().begin() as session:
                older = upkeep.retire_older(session, sealed, by=operator(), now=now())
    console.print(f"Version {version.number} ({version.cipher}) wraps the keys of {done:,} households.", markup=False)
    if older:
        gone = ", ".join(map(str, older))
        note(f"Versions {gone} are destroyed here. Destroy their copies too, once no dump is needed that they open.")
    note(f"Copy {sealed.keys.path} to where the dumps are not.")


@vault.command()
def reindex() -> None:
    """Cut the blind index to what the number of households allows."""
    with open_database() as database, database.staff().begin() as session:
        kept = upkeep.cut_index(session, open_vault(Settings()), by=operator(), now=now())
    console.print(", ".join(f"{kind}: {bits} bits" for kind, bits in kept.items()), markup=False)
