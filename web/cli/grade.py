"""``golmok grade``: grade the city, explain a grade, check a published one."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import click

from mapper.operations import cards, recompute
from mapper.operations.grading import is_reproducible, regrade_city, stored_run
from mapper.operations.partition.grades import compute_by_district
from mapper.operations.partition.tallies import district_figures
from mapper.operations.partition.workers import Here
from web.cli.opening import console, open_database, say_json
from web.cli.preparing import prepare_tiles
from web.cli.progress import shown_progress
from web.cli.workers import dask_option, hired
from web.clock import now, today


class Moment(click.ParamType[datetime]):
    """A time with its zone, in the form in which runs print theirs."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it.

        Parameters
        ----------
        value : Any
            What was typed.
        param, ctx : Any
            Where, for click's own error.

        Returns
        -------
        datetime
            With zone.
        """
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 2026-11-21T18:00:00+09:00.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no zone; write it as 2026-11-21T18:00:00+09:00.", param, ctx)
        return moment


@click.group()
def grade() -> None:
    """Grade the city, explain a grade, check a published one."""


@grade.command("run")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Ignore what occurred later; today when not given.")
@click.option("--known-at", type=Moment(), help="Ignore what was recorded later; now when not given.")
@click.option("--official", is_flag=True, help="Show it on the map, and let later runs remember its letters.")
@click.option("--dry-run", is_flag=True, help="Compute and report, keep nothing.")
@dask_option
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def run_(
    as_of: datetime | None, known_at: datetime | None, *, official: bool, dry_run: bool, dask: str | None, as_json: bool
) -> None:
    """Grade every segment and append the run."""
    day = today() if as_of is None else as_of.date()
    with open_database() as database, database.sessions() as session:
        with hired(database, dask) as workers, shown_progress() as progress:
            run = regrade_city(
                session,
                as_of=day,
                official=official,
                new_id=uuid4,
                known_at=known_at,
                computing=partial(compute_by_district, workers=workers, progress=progress) if workers else None,
                progress=progress,
            )
        if dry_run:
            session.rollback()
        else:
            session.commit()
            if official:
                prepare_tiles(session)
    answer = {name: str(value) for name, value in vars(run).items()}
    if as_json:
        say_json(answer)
        return
    kept = "computed, not kept" if dry_run else "stored"
    console.print(f"Run {run.id} {kept}: as of {run.as_of}, known at {run.known_at.isoformat()}, rubric {run.rubric}.")


@grade.command()
@click.option("--run", "run_id", type=click.UUID, help="The newest official run when not given.")
@dask_option
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def districts(run_id: UUID | None, *, dask: str | None, as_json: bool) -> None:
    """Say what each district comes to: segments and kilometres by grade, open issues, how long things go unreported."""
    with (
        open_database() as database,
        database.sessions() as session,
        hired(database, dask) as workers,
        shown_progress() as progress,
    ):
        figures = district_figures(session, workers or Here(session), run_id=run_id, progress=progress)
    if as_json:
        say_json(figures)
        return
    for row in figures:
        segments, km = row["segments"], row["km"]
        letters = "  ".join(f"{letter} {segments[letter]:,} ({km[letter]:,.1f} km)" for letter in segments)
        delay = "" if row["unreported_days"] is None else f"  {row['unreported_days']:.1f} days unreported"
        console.print(f"{row['name']}: {letters}  {row['open_issues']:,} open issues{delay}", markup=False)


@grade.command()
@click.argument("run", type=click.UUID)
def verify(run: UUID) -> None:
    """Compute RUN again at its own known-at time and compare every bit."""
    with open_database() as database, database.sessions() as session, shown_progress() as progress:
        same = is_reproducible(session, stored_run(session, run), progress)
    console.print(f"Run {run} " + ("comes out the same to the last bit." if same else "comes out differently."))
    if not same:
        raise click.exceptions.Exit(1)


@grade.command()
@click.argument("segment", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def explain(segment: UUID, *, as_json: bool) -> None:
    """Show every line of the grade of SEGMENT, for staff: nothing is folded."""
    with open_database() as database, database.sessions() as session:
        card = cards.staff_card(session, segment, now=now())
    if as_json:
        say_json(card)
        return
    console.print(f"{card['name'] or '이름 없는 길'}  {card['length_m']} m  {card['id']}", style="bold", markup=False)
    for scope, title in (("overall", "종합"), ("residential", "주거환경"), ("walking", "보행환경")):
        _print_axis(title, card[scope])


def _print_axis(title: str, axis: dict[str, object]) -> None:
    if axis["status"] == "ungraded":
        console.print(f"\n{title}: 미조사 ({axis['reason_ko'] or '다른 축 미조사'})", markup=False)
        return
    console.print(f"\n{title}: {axis['grade']}  {axis['score']:.2f}", style="bold", markup=False)
    lines: list[dict[str, object]] = axis["lines"]  # type: ignore[assignment] # a card is plain JSON
    for line in lines:
        console.print(f"  {line['points']:>8.2f}  {line['label']}  [{line['key']}]", markup=False)


@grade.command("recompute")
@click.argument("file", type=click.Path(path_type=Path))
def recompute_(file: Path) -> None:
    """Grade the cases of FILE, a JSON list of {id, input}, so that anyone can check a published grade."""
    click.echo(json.dumps(recompute.recompute_file(file), ensure_ascii=False, indent=1))
