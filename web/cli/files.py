"""``golmok import``: files in, with the full account of what they hold and do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from mapper.errors import BadRows
from mapper.operations import imports
from mapper.operations.imports import FileOptions, ImportReport
from web.cli.opening import console, note, open_database, say_json
from web.clock import today

LONGEST_LIST = 200


@click.group("import")
def import_() -> None:
    """Take files in: districts, alleys, surveys, complaints, issues."""


def _file_arguments(command: Callable[..., None]) -> Callable[..., None]:
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="Answer for a machine."),
        click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."),
        click.option("--encoding", help="Of its text, when it is neither UTF-8 nor CP949."),
        click.option("--crs", help="Of its coordinates, such as EPSG:5186, when the file does not say."),
        click.argument("file", type=click.Path(path_type=Path)),
        click.argument("kind"),
    ):
        command = decorate(command)
    return command


@import_.command("list")
def list_() -> None:
    """List the kinds of file, in the order in which a city imports them."""
    for kind, label in imports.kinds():
        console.print(f"{kind:<12} {label}")


@import_.command()
@_file_arguments
def check(
    kind: str, file: Path, crs: str | None, encoding: str | None, mapping: tuple[str, ...], *, as_json: bool
) -> None:
    """Say what importing FILE would do and name every bad row; keep nothing."""
    options = FileOptions(crs, encoding, _pairs(mapping))
    with open_database() as database, database.sessions() as session:
        report = imports.check_file(session, kind, file, options, today=today(), new_id=uuid4)
        session.rollback()
    _say(report, as_json=as_json)
    if not report.sound:
        raise BadRows(f"{report.file}: not every row can be used; `golmok import run` would refuse the file.")


@import_.command()
@_file_arguments
@click.option("--dry-run", is_flag=True, help="The same as `golmok import check`.")
@click.pass_context
def run(
    ctx: click.Context,
    kind: str,
    file: Path,
    crs: str | None,
    encoding: str | None,
    mapping: tuple[str, ...],
    *,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Take FILE in, the whole of it or, if any row is bad, nothing."""
    if dry_run:
        ctx.invoke(check, kind=kind, file=file, crs=crs, encoding=encoding, mapping=mapping, as_json=as_json)
        return
    options = FileOptions(crs, encoding, _pairs(mapping))
    with open_database() as database, database.sessions() as session:
        try:
            report = imports.import_file(session, kind, file, options, today=today(), new_id=uuid4)
        except BadRows as error:
            refused: Any = error.fields["report"]
            _say(refused, as_json=as_json)
            raise
        session.commit()
    _say(report, as_json=as_json)
    if not as_json and kind in {"alleys", "surveys", "complaints", "issues"}:
        note("Grade the city to see it on the map: golmok grade run --official")


def _pairs(mapping: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for pair in mapping:
        field, sign, column = pair.partition("=")
        if not sign:
            raise click.BadParameter(f"{pair!r} has no '='; write --map field=column.", param_hint="--map")
        pairs[field.strip()] = column.strip()
    return pairs


def _say(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(report))
        return
    title = "stored" if report.stored else "not stored"
    console.print(
        f"{report.file} as {report.kind}: {report.rows_usable} of {report.rows_in} rows usable, {title}", markup=False
    )
    for sentence in report.notes:
        console.print(f"  {sentence}", markup=False)
    for name, value in report.effects.items():
        console.print(f"  {name:<30} {_short(value)}", markup=False)
    bad = [fault["sentence"] for fault in report.faults] + report.refused
    for sentence in bad[:LONGEST_LIST]:
        console.print(f"  {sentence}", style="red", markup=False)
    if len(bad) > LONGEST_LIST:
        console.print(f"  and {len(bad) - LONGEST_LIST} more; --json lists them all", style="red")


def _short(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    if not value:
        return "none"
    shown = "; ".join(_words(one) for one in value[:5])
    return f"{len(value)}: {shown}" + (" …" if len(value) > 5 else "")


def _words(value: Any) -> str:
    return ", ".join(f"{key} {one}" for key, one in value.items()) if isinstance(value, dict) else str(value)
