"""``golmok figures``: what is published of a city, counted from its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TextIO
from uuid import UUID, uuid4

import click

from gis_data.articles import read_published
from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.figure import Answer, Asked
from mapper.domain.press_figure import VERDICTS
from mapper.domain.replay import REPLAY_VERDICTS, Replayed, is_all_equal
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Database
from mapper.operations.figures import publishing
from mapper.operations.figures.answering import answer, asked_for, told
from mapper.operations.figures.publishing import check_press
from mapper.operations.figures.replaying import replay, told_replay
from mapper.operations.figures.sources import Households
from mapper.operations.people.sealing import open_seal
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.clock import now, today

_REASON: Final = Reason("other", "지표 집계")
_DAY: Final = click.DateTime(["%Y-%m-%d"])
_HEADING: Final = f"{'':<8} {'figure':<26} {'article':>7} {'counted':>7}  city  as of      {'':>6}       definition"


_AS_OF: Final = click.option("--as-of", type=_DAY, help="What occurred later has not happened; today when not given.")
_SCOPE: Final = click.option(
    "--scope", default="", metavar="CITY", help="Code of a 시군구 or 행정동; everything when not given."
)


@click.group(invoke_without_command=True)
@_AS_OF
@_SCOPE
@click.option("--since", type=_DAY, help="First day that counts, in place of that of each figure.")
@click.option(
    "--known-at",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="What was recorded later is not known, Korean time; the end of the day when not given.",
)
@click.option("--key", "keys", multiple=True, help="Only this figure; may be given again.")
@click.option("--json/--table", "as_json", default=True, help="For a machine with every row, or one line a figure.")
@click.pass_context
def figures(
    context: click.Context,
    as_of: datetime | None,
    scope: str,
    since: datetime | None,
    known_at: datetime | None,
    keys: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Count the figures of a CITY, each with its definition and the rows behind it.

    Figures of households are counted where households are kept; everybody who is opened for it is in the access log.
    """
    if context.invoked_subcommand is not None:
        return
    known = None if known_at is None else known_at.replace(tzinfo=KST)
    asked = asked_for(
        scope,
        today() if as_of is None else as_of.date(),
        now=now(),
        known=known,
        since=None if since is None else since.date(),
    )
    with open_database() as database:
        found = counted(database, asked, keys)
    if as_json:
        say_json(told(found))
    else:
        _print(found, asked)


def counted(database: Database, asked: Asked, keys: tuple[str, ...] = ()) -> list[Answer]:
    """Count figures at the machine, those of households where it keeps them.

    Parameters
    ----------
    database : Database
        Opened.
    asked : Asked
        Of what.
    keys : tuple of str
        Of the figures; empty for all.

    Returns
    -------
    list of Answer
        Whoever was opened for it is logged by then.
    """
    with database.sessions() as session, _households(database) as households:
        return answer(session, asked, by=operator(), households=households, keys=keys)


@contextmanager
def _households(database: Database) -> Iterator[Households | None]:
    """Open the way to households; their log is committed when it is left."""
    if database.households is None:
        yield None
        return
    with database.households.begin() as staff:
        yield Households(staff, open_vault(Settings()), Look(operator(), _REASON, now()))


@figures.command()
@click.option("--json/--table", "as_json", default=False, help="For a machine with every row, or one line a figure.")
def articles(*, as_json: bool) -> None:
    """Hold every figure that five published articles told of a city against rows; exit 1 unless all are equal.

    Each is counted as of its day, as it was known then, in the city it was published of. The cities come with
    demo load --articles; what cannot be counted here is not equal.
    """
    with open_database() as database, database.sessions() as session, _households(database) as households:
        found = replay(session, read_published(), by=operator(), now=now(), households=households)
    if as_json:
        say_json(told_replay(found))
    else:
        console.print(_HEADING, markup=False, soft_wrap=True)
        for one in found:
            console.print(_line(one), markup=False, soft_wrap=True)
    if not is_all_equal(found):
        raise SystemExit(1)


def _line(one: Replayed) -> str:
    """Say in one line what an article told, what rows say, and by what definition."""
    told = one.told
    published = f"{told.value:,.10g}" if not told.about else f"{told.value:,.10g}+"
    counted = "–" if one.counted is None else f"{one.counted:,.10g}"
    rows = 0 if one.answer is None else len(one.answer.rows)
    values = f"{told.key:<26} {published:>7} {counted:>7}  {told.city} {told.as_of} {rows:>6,} rows"
    return f"{REPLAY_VERDICTS[one.verdict].en:<8} {values}  {one.definition.label.ko}: {one.definition.sentence.ko}"


@figures.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_AS_OF
@_SCOPE
def check(file: TextIO, as_of: datetime | None, scope: str) -> None:
    """Hold a press table (a figure and its number on each line of FILE) against rows; exit 1 when a line is not right."""
    asked = asked_for(scope, today() if as_of is None else as_of.date(), now=now())
    with open_database() as database:
        found = counted(database, asked)
        with database.sessions() as session:
            judged = check_press(session, file.read(), found, by=operator())
    for one in judged:
        counts = "" if one.counted is None else f"  (rows say {one.counted})"
        console.print(f"{VERDICTS[one.verdict].en}  {one.line.key}  {one.line.written}{counts}", markup=False)
    if not judged or any(one.verdict not in {"equal", "about"} for one in judged):
        raise SystemExit(1)


@figures.command()
@_AS_OF
@_SCOPE
@click.option("--dry-run", is_flag=True, help="Work everything out, keep nothing.")
def publish(as_of: datetime | None, scope: str, *, dry_run: bool) -> None:
    """Publish the figures of a CITY, but for those of households: signed, for everybody, and never changed."""
    asked = asked_for(scope, today() if as_of is None else as_of.date(), now=now())
    with open_database() as database, database.sessions() as session:
        seal = open_seal(Settings())
        snapshot_id = publishing.publish(session, asked, by=operator(), now=now(), seal=seal, new_id=uuid4)
        told = publishing.published(session, snapshot_id, seal=seal, by=operator())
        if not dry_run:
            session.commit()
    console.print(f"{snapshot_id}  {len(told.figures)} figures  SHA-256 {told.stored.digest.hex()}", markup=False)
    if dry_run:
        console.print("Nothing is stored.")


@figures.command()
@click.argument("publication", type=click.UUID)
def verify(publication: UUID) -> None:
    """Tell whether a PUBLICATION is as this machine signed it; exit 1 when it is not."""
    with open_database() as database, database.sessions() as session:
        told = publishing.published(session, publication, seal=open_seal(Settings()), by=operator())
    if not told.is_ours:
        console.print(f"{publication} is not as this machine signed it.", markup=False)
        raise SystemExit(1)
    console.print(f"{publication} is as it was signed: SHA-256 {told.stored.digest.hex()}", markup=False)


def _print(found: list[Answer], asked: Asked) -> None:
    for one in found:
        value = "–" if one.value is None else f"{one.value:,}" if isinstance(one.value, (int, float)) else one.value
        unit = " %" if one.definition.rule.unit == "share" and one.value is not None else ""
        line = f"{one.definition.key}  {value}{unit}  ({len(one.rows):,} rows)  {one.definition.label.ko}"
        console.print(line, markup=False)
    note(f"As of {asked.as_of}, as known at {asked.known:%Y-%m-%d %H:%M}; scope {asked.scope or 'everything'}.")
