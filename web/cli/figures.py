"""``golmok figures``: what is published of a city, counted from its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click

from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.figure import Answer, Asked
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Database
from mapper.operations.figures.answering import answer, asked_for, told
from mapper.operations.figures.sources import Households
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.clock import now, today

_REASON: Final = Reason("other", "지표 집계")
_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@click.option("--as-of", type=_DAY, help="What occurred later has not happened; today when not given.")
@click.option("--scope", default="", metavar="CITY", help="Code of a 시군구 or 행정동; everything when not given.")
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
    by = operator()
    with database.sessions() as session:
        if database.households is None:
            return answer(session, asked, by=by, keys=keys)
        with database.households.begin() as staff:
            way = Households(staff, open_vault(Settings()), Look(by, _REASON, now()))
            return answer(session, asked, by=by, households=way, keys=keys)


def _print(found: list[Answer], asked: Asked) -> None:
    for one in found:
        value = "–" if one.value is None else f"{one.value:,}" if isinstance(one.value, (int, float)) else one.value
        unit = " %" if one.definition.rule.unit == "share" else ""
        line = f"{one.definition.key}  {value}{unit}  ({len(one.rows):,} rows)  {one.definition.label.ko}"
        console.print(line, markup=False)
    note(f"As of {asked.as_of}, as known at {asked.known:%Y-%m-%d %H:%M}; scope {asked.scope or 'everything'}.")
