"""``golmok visit``: plan a visit, take its files along, and remind of what came of earlier ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import click

from mapper.domain.calendar import KST
from mapper.domain.paper import SIZES, PaperSize
from mapper.domain.visit import (
    LONGEST_LIMIT_M,
    LONGEST_MINUTES,
    PLACE_KINDS,
    PLANNED_KINDS,
    SHORTEST_LIMIT_M,
    USUAL_LIMIT_M,
    USUAL_MINUTES,
    USUAL_STOP,
    StopDraft,
    VisitDraft,
)
from mapper.errors import InvalidInput
from mapper.operations import reminders, visit_choice, visit_exports, visits
from mapper.operations.boards import read_board
from mapper.operations.database import Session
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.reminders import Entry, Reminder
from mapper.operations.visit_choice import USUAL_COUNT, Rule
from mapper.operations.visit_pack import gather_pack
from mapper.operations.visit_walk import Ends, VisitWalk, walk
from mapper.operations.visits import Writer
from mapper.settings import Settings
from web.app import create_app
from web.cli.opening import console, note, open_database, operator, say_json
from web.cli.progress import shown_progress
from web.clock import now, today
from web.visit_files import Making, visit_file

JSON: Final = click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
DRY_RUN: Final = click.option("--dry-run", is_flag=True, help="Work everything out, keep nothing.")


@click.group()
def visit() -> None:
    """Plan a visit, and take its files along."""


@visit.command()
@click.argument("stops", nargs=-1, type=click.UUID, metavar="[SEGMENT]...")
@click.option("--theme", required=True, help="What it is about, in one line.")
@click.option("--at", "starts_at", required=True, type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="When, in Korea.")
@click.option(
    "--kind", type=click.Choice(list(PLANNED_KINDS)), default="field_office", show_default=True, help="What it is."
)
@click.option("--place-kind", type=click.Choice(list(PLACE_KINDS)), help="Of a visit of the kind livelihood.")
@click.option("--rule", type=click.Choice(["worst", "overdue"]), help="Find the stops instead of naming them.")
@click.option("--district", metavar="CODE", help="Where the rule looks; the whole city when not given.")
@click.option("--count", default=USUAL_COUNT, show_default=True, help="How many stops the rule finds at most.")
@click.option("--stay", default=USUAL_STOP, show_default=True, help="Minutes at every stop.")
@click.option(
    "--minutes", default=USUAL_MINUTES, show_default=True, type=click.IntRange(1, LONGEST_MINUTES), help="How long."
)
@click.option(
    "--limit-m",
    default=USUAL_LIMIT_M,
    show_default=True,
    type=click.IntRange(SHORTEST_LIMIT_M, LONGEST_LIMIT_M),
    help="How far one walks at most [m].",
)
@click.option("--begin", type=click.UUID, help="Public place where the walk begins.")
@click.option("--end", type=click.UUID, help="Public place where it ends.")
@JSON
@DRY_RUN
def plan(
    stops: tuple[UUID, ...],
    rule: str | None,
    district: str | None,
    count: int,
    stay: int,
    starts_at: datetime,
    begin: UUID | None,
    end: UUID | None,
    *,
    as_json: bool,
    dry_run: bool,
    **said: Any,
) -> None:
    """Plan a visit whose stops are in the shortest order."""
    wanted = tuple(StopDraft(segment, stay) for segment in stops)
    with open_database() as database, database.sessions() as session:
        found = _by_rule(session, Rule(rule, district, count), stay) if rule else wanted
        walked = walk(session, found, Ends(begin, end), shortest=True)
        draft = VisitDraft(**said, starts_at=starts_at.replace(tzinfo=KST), begin=begin, end=end, stops=walked.stops)
        visit_id = visits.add_visit(session, draft, Writer(operator(), now(), uuid4))
        if not dry_run:
            session.commit()
    if dry_run:
        note("Nothing was kept (--dry-run).")
    _say(None if dry_run else visit_id, walked, as_json=as_json)


def _by_rule(session: Session, rule: Rule, stay: int) -> tuple[StopDraft, ...]:
    found = visit_choice.by_rule(read_board(session, now=now()), rule, by=operator())
    return tuple(replace(stop, minutes=stay) for stop in found)


def _say(visit_id: UUID | None, walked: VisitWalk, *, as_json: bool) -> None:
    stops = [
        {
            "order": order,
            "segment": segment.id,
            "alley": segment.alley,
            "district": segment.district,
            "after_min": after,
        }
        for order, (segment, after) in enumerate(zip(walked.segments, walked.table.arrivals, strict=True), 1)
    ]
    if as_json:
        told = {"metres": round(walked.metres, 1), "minutes": walked.table.minutes, "is_exact": walked.is_exact}
        say_json({"visit": visit_id, **told, "stops": stops})
        return
    for stop in stops:
        console.print(
            f"{stop['order']:>3}. {stop['after_min']:>4} min  {stop['alley'] or stop['segment']}", markup=False
        )
    console.print(f"{walked.metres:,.0f} m on foot, {walked.table.minutes} min in all")
    if visit_id is not None:
        console.print(str(visit_id))


@visit.command()
@click.argument("visit_id", metavar="VISIT", type=click.UUID)
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Its end says the form."
)
@click.option("--reason", required=True, help="Why; it is written down.")
@click.option(
    "--paper", "size", type=click.Choice(list(SIZES)), default="a4", show_default=True, help="Of the briefing."
)
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@JSON
def export(visit_id: UUID, output: Path, reason: str, size: PaperSize, *, force: bool, as_json: bool) -> None:
    """Write the pack of a visit (.zip), or one of its files: .pdf, .html, .geojson, .gpx, .kml, .csv or .xlsx."""
    if output.exists() and not force:
        raise InvalidInput(f"{output} is there already; give another name, or --force to replace it.")
    form, at, settings = output.suffix[1:], now(), Settings()
    with open_database() as database, database.sessions() as session:
        signed = visit_exports.sign_out(session, visit_id, form, reason, Writer(operator(), at, uuid4))
        session.commit()
        with shown_progress() as progress, create_app(settings, database.sessions).app_context():
            files = PhotoFiles(settings.data_dir / "photos")
            pack = gather_pack(session, files, signed, by=operator(), now=at)
            board = read_board(session, now=at)
            made = visit_file(Making(session, pack, board, settings.city, size, at), form, progress=progress)
    output.write_bytes(made)
    if as_json:
        told = {"export": signed.id, "expires": signed.expires, "file": str(output), "bytes": len(made)}
        say_json(told | {"stops": len(pack.stops)})
        return
    console.print(
        f"{output}: {len(made):,} bytes, {signed.id}, good until {signed.expires}", markup=False, soft_wrap=True
    )


@visit.command()
@JSON
def remind(*, as_json: bool) -> None:
    """Say which offices have promises and consultations late or due within a week; what was said stays in the ledger."""
    with open_database() as database, database.sessions() as session:
        found = reminders.reminded(session, by=operator(), now=now())
    if as_json:
        say_json({"as_of": today(), "reminders": [_reminder(one) for one in found]})
        return
    for one in found:
        console.print(
            f"{one.owner}: {len(one.late)} late, {len(one.soon)} due soon, first {(one.late + one.soon)[0].due}",
            markup=False,
        )
    if not found:
        console.print("Nothing is late or due within a week.")


def _reminder(one: Reminder) -> dict[str, Any]:
    return {"owner": one.owner, "late": list(map(_due, one.late)), "soon": list(map(_due, one.soon))}


def _due(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("id", "kind", "due", "state", "district", "visit")}
