"""``golmok density``: where households in crisis are, as far as anybody may know it."""

from __future__ import annotations

from uuid import uuid4

import click

from mapper.domain.density_words import LIMITS, NOTHING_SHOWN, counted_label
from mapper.domain.population import read_population
from mapper.operations.density import freezing, releasing, showing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.showing import Kept, Shown
from mapper.operations.density.written import OUTBOUND, PLANNER, areas_of
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.cli.proving import proved
from web.clock import now, today

_OUTBOUND = click.option("--outbound", is_flag=True, help="For council, press or open data: whole 행정동, with noise.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")


@click.group()
def density() -> None:
    """Release where households in crisis are, in bands, and show what was released."""


@density.command()
@click.argument("year", type=int, required=False)
def freeze(year: int | None) -> None:
    """Freeze the publication cells of a year, this one when not given, from the public counts of households."""
    wanted = today().year if year is None else read_population(str(year)).year
    with open_database() as database, database.staff().begin() as session:
        tree = freezing.freeze(session, wanted, by=operator(), now=now(), new_id=uuid4)
    console.print(f"{wanted}: {len(tree.leaves):,} areas, none with fewer than 500 households where one can be cut.")
    console.print(f"SHA-256 {tree.digest.hex()}")


@density.command()
@click.argument("period")
@click.option("--by", "name", required=True, help="Whoever stands for it; they are asked for their password.")
@_OUTBOUND
@_JSON
@click.option("--dry-run", is_flag=True, help="Only work it out and hold it against all that was released.")
def publish(period: str, name: str, *, outbound: bool, as_json: bool, dry_run: bool) -> None:
    """Make the release of a PERIOD (2026H1, or 2026 for the stock of a year), or approve the one that was made.

    Two people have to stand for it: the first one who calls this makes it, the second one releases it. It is made once,
    and never changed.
    """
    population, vault = read_population(period), open_vault(Settings())
    with open_database() as database:
        by = proved(database, name)
        asked = Asked(population, OUTBOUND if outbound else PLANNER, by, now())
        verb = releasing.preview if dry_run else releasing.publish
        with database.staff().begin() as session:
            kept = verb(session, vault, asked, operator=operator())
    if as_json:
        say_json(_summary(kept))
        return
    shown = len(areas_of(kept))
    console.print(f"{kept.period} for {kept.audience}: {shown} areas, SHA-256 {kept.digest.hex()}")
    if kept.is_released:
        console.print(f"Released. {' and '.join(kept.approved_by)} stand for it.", markup=False)
    elif dry_run:
        console.print("Nothing is stored. It would tell nothing that must not be told.")
    else:
        console.print(f"Made. {name} stands for it; a second person has to call this too.", markup=False)


@density.command()
@click.argument("period")
@click.option("--by", "name", required=True, help="Whoever declines it; they are asked for their password.")
@click.option("--reason", required=True, help="Why, for those who release, and for the log.")
@_OUTBOUND
def decline(period: str, name: str, reason: str, *, outbound: bool) -> None:
    """Decline the release of a PERIOD that waits: it is not released, now or later."""
    population = read_population(period)
    with open_database() as database:
        asked = Asked(population, OUTBOUND if outbound else PLANNER, proved(database, name), now())
        with database.staff().begin() as session:
            kept = releasing.decline(session, asked, reason)
    console.print(f"Declined by {name}. {kept.period} is not released.", markup=False)


@density.command()
@click.argument("period", required=False)
@click.option(
    "--by", "name", help="Somebody who may release: they see what waits, too, and are asked for their password."
)
@_OUTBOUND
@_JSON
def show(period: str | None, name: str | None, *, outbound: bool, as_json: bool) -> None:
    """Say what was made; of a PERIOD that was released, every area with its band. Planners see the map at /plan/density."""
    with open_database() as database, database.sessions.begin() as session:
        if period is None:
            _list([_summary(kept) for kept in showing.releases(session, by=operator())], as_json=as_json)
            return
        audience = OUTBOUND if outbound else PLANNER
        if name is None:
            shown = showing.show(session, audience, period, by=operator())
        else:
            shown = showing.draft(session, audience, period, by=proved(database, name), now=now())
    if as_json:
        areas = shown.frame[["path", "name", "band", "rate"]].to_dict(orient="records")
        say_json({**_summary(shown.kept), "correlation": shown.correlation, "tree": shown.tree, "areas": areas})
    else:
        _print(shown)


def _summary(kept: Kept) -> dict[str, object]:
    return {
        "period": kept.period,
        "audience": kept.audience,
        "made": kept.recorded_at,
        "sha256": kept.digest.hex(),
        "approved_by": list(kept.approved_by),
        "released": kept.is_released,
        "declined": bool(kept.declined),
    }


def _list(found: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        say_json(found)
        return
    for one in found:
        state = "released" if one["released"] else "declined" if one["declined"] else "waits for a second person"
        console.print(f"{one['period']}  {one['audience']}  {state}  SHA-256 {one['sha256']}", markup=False)
    if not found:
        console.print("Nothing was made yet.")


def _print(shown: Shown) -> None:
    console.print(counted_label(shown.population).en)
    for row in shown.frame.itertuples():
        console.print(f"{row.name}  {row.band}  class {row.rate}", markup=False)
    if shown.frame.empty:
        console.print(NOTHING_SHOWN.en)
    if shown.correlation is not None:
        note(f"Correlation with the true density of squares of 500 m: {shown.correlation:.2f} at least.")
    for limit in LIMITS:
        note(limit.en)
