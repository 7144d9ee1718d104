"""``golmok import``: files in, with the full account of what they hold and do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from mapper.errors import BadRows, CrsUnclear, LayerUnclear
from mapper.operations.database import Session
from mapper.operations.imports import mappings, taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.report import ImportReport
from mapper.operations.partition.points import place_by_district
from mapper.operations.partition.workers import Workers
from mapper.operations.placing import place_many
from mapper.operations.progress import Progress
from web.cli.brought import CASES, LABEL, bring, household_options
from web.cli.file_options import asked, file_options, said
from web.cli.import_account import say_report
from web.cli.opening import console, note, notes, open_database, operator, say_json
from web.cli.progress import shown_progress
from web.cli.workers import dask_option, hired
from web.clock import today

_GRADED = {"alleys", "surveys", "complaints", "issues"}


@click.group("import")
def import_() -> None:
    """Take files in: districts, alleys, surveys, complaints, issues, household counts, places, shops, cases."""


@import_.command("list")
def list_() -> None:
    """List the kinds of file, in the order in which a city imports them."""
    for kind, label in [*taking_in.kinds(), (CASES, LABEL)]:
        console.print(f"{kind:<16} {label}")


@import_.command()
@file_options
@household_options
@click.option("--preview", is_flag=True, help="Only read and judge it, without trying it on what is stored.")
def check(
    kind: str,
    file: Path,
    *,
    as_json: bool,
    saved: str | None,
    preview: bool,
    name: str | None,
    reason: str | None,
    **said: Any,
) -> None:
    """Say what importing FILE would do and name every bad row; keep nothing."""
    if kind == CASES:
        bring(file, asked(**said), name, reason, keep=False, as_json=as_json)
        return
    _check(kind, file, asked(**said), saved, as_json=as_json, preview=preview)


@import_.command()
@file_options
@household_options
@click.option("--skip-bad", is_flag=True, help="Keep the sound rows, and write the others to a file.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where to; else NAME.refused.csv in this folder.")
@click.option("--save-mapping", "save_as", metavar="NAME", help="Keep how this file was read under a name.")
@click.option("--dry-run", is_flag=True, help="The same as `golmok import check`.")
@dask_option
def run(
    kind: str,
    file: Path,
    *,
    as_json: bool,
    saved: str | None,
    skip_bad: bool,
    refused: Path | None,
    save_as: str | None,
    dry_run: bool,
    dask: str | None,
    name: str | None,
    reason: str | None,
    **said: Any,
) -> None:
    """Take FILE in, the whole of it or, if any row is bad, nothing. Of `cases` nothing but envelopes is kept."""
    options = replace(asked(**said), skip_bad=skip_bad)
    if kind == CASES:
        if skip_bad or refused is not None:
            raise click.UsageError("Cases are brought all at once, and none is written to a file: correct the rows.")
        bring(file, options, name, reason, keep=not dry_run, as_json=as_json)
        return
    if dry_run:
        _check(kind, file, options, saved, as_json=as_json)
        return
    refused_to = refused or Path(f"{file.stem}.refused.csv")

    def take_in(session: Session, options: FileOptions, progress: Progress, workers: Workers | None) -> ImportReport:
        report = taking_in.import_file(
            session,
            kind,
            file,
            options,
            by=operator(),
            today=today(),
            new_id=uuid4,
            refused_to=refused_to,
            progress=progress,
            place=partial(place_by_district, workers) if workers else place_many,
        )
        if save_as is not None:
            mappings.save_mapping(session, save_as, kind, options, by=operator(), new_id=uuid4)
        session.commit()
        return report

    try:
        report = _answered(take_in, kind, options, saved, dask)
    except BadRows as error:
        found: Any = error.fields["report"]
        say_report(found, as_json=as_json)
        raise
    say_report(report, as_json=as_json)
    if not as_json and report.stored and kind in _GRADED:
        note("Grade the city to see it on the map: golmok grade run --official")


@import_.command("mappings")
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def mappings_(*, as_json: bool) -> None:
    """List the saved ways to read a file."""
    with open_database() as database, database.sessions() as session:
        there_are = mappings.list_mappings(session)
    if as_json:
        say_json(there_are)
        return
    for saved in there_are:
        console.print(f"{saved['name']:<20} {saved['kind']:<16} {said(saved['options'])}", markup=False)


@import_.command()
@click.argument("name")
def forget(name: str) -> None:
    """Delete the saved mapping NAME; what was imported with it stays."""
    with open_database() as database, database.sessions.begin() as session:
        mappings.forget_mapping(session, name, by=operator())
    note(f"The mapping {name!r} is forgotten.")


def _check(
    kind: str, file: Path, options: FileOptions, saved: str | None, *, as_json: bool, preview: bool = False
) -> None:
    def look(session: Session, options: FileOptions, progress: Progress, _workers: Workers | None) -> ImportReport:
        if preview:
            return taking_in.preview_file(session, kind, file, options, today=today(), progress=progress)
        return taking_in.check_file(session, kind, file, options, today=today(), new_id=uuid4, progress=progress)

    report = _answered(look, kind, options, saved)
    say_report(report, as_json=as_json)
    if not report.sound and not options.skip_bad:
        message = f"{report.file}: {report.rows_bad} of {report.rows_in} rows cannot be used; `golmok import run` would refuse the file."
        raise BadRows(message, report=report)


def _answered(
    job: Callable[[Session, FileOptions, Progress, Workers | None], ImportReport],
    kind: str,
    options: FileOptions,
    saved: str | None,
    dask: str | None = None,
) -> ImportReport:
    """Do a job over a file, asking the person for what the file leaves open, if there is one."""
    with open_database() as database, database.sessions() as session, hired(database, dask) as workers:
        options = mappings.completed(session, kind, options, saved)
        while True:
            try:
                with shown_progress() as progress:
                    return job(session, options, progress, workers)
            except (CrsUnclear, LayerUnclear) as error:
                options = _with_answer(error, options)
                session.rollback()


def _with_answer(error: CrsUnclear | LayerUnclear, options: FileOptions) -> FileOptions:
    """Ask which of the answers that fit is meant; a machine, which cannot say, is told by the error."""
    if not (notes.is_terminal and sys.stdin.isatty()):
        raise error
    note(error.message)
    found: Any = error.fields["candidates" if isinstance(error, CrsUnclear) else "found"]
    if isinstance(error, CrsUnclear):
        return replace(options, crs=_choice([candidate["crs"] for candidate in found]))
    return replace(options, layer=_choice(found))


def _choice(choices: list[str]) -> str:
    chosen: str = click.prompt("Which one", type=click.Choice(choices), err=True)
    return chosen
