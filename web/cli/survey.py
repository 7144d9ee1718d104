"""``golmok survey``: who surveys what on a day, and how far they are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import click

from mapper.operations import survey_rounds
from mapper.operations.survey_rounds import PER_PERSON, DistrictDeal
from web.cli.opening import console, note, open_database, operator, say_json
from web.clock import now, today

DAY: Final = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Of the lists; today when not given.")
JSON: Final = click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
DRY_RUN: Final = click.option("--dry-run", is_flag=True, help="Work everything out, keep nothing.")


@click.group()
def survey() -> None:
    """Deal the lists of surveyors, and see how far they are."""


@survey.command()
@DAY
@click.option(
    "--per-person",
    default=PER_PERSON,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="Most segments on one list.",
)
@JSON
@DRY_RUN
def deal(day: datetime | None, per_person: int, *, as_json: bool, dry_run: bool) -> None:
    """Give every field user without a list one for a day, in walking order; a list that is there stays as it is."""
    with open_database() as database, database.sessions() as session:
        dealt = survey_rounds.deal(session, _day(day), by=operator(), now=now(), new_id=uuid4, per_person=per_person)
        if not dry_run:
            session.commit()
    if dry_run:
        note("Nothing was kept (--dry-run).")
    if as_json:
        say_json(asdict(dealt))
        return
    for district in dealt.districts:
        console.print(_sentence(district), markup=False)
    if not dealt.districts:
        console.print(f"Nothing is due on {dealt.day}.")


def _sentence(district: DistrictDeal) -> str:
    lists = ", ".join(f"{name} {count}" for name, count in district.lists.items()) or "no new list"
    parts = [f"{district.district}: {lists}"]
    if district.repeats:
        parts.append(f"{district.repeats} of them repeats")
    if district.waiting:
        parts.append("waiting: " + ", ".join(f"{count} {need}" for need, count in district.waiting.items()))
    if district.repeats_waiting:
        parts.append(f"{district.repeats_waiting} repeats wait for somebody else who has room")
    return "; ".join(parts)


@survey.command(name="list")
@DAY
@JSON
def list_(day: datetime | None, *, as_json: bool) -> None:
    """Say how far everybody is with the list of a day."""
    with open_database() as database, database.sessions() as session:
        found = survey_rounds.progress(session, _day(day), by=operator())
    if as_json:
        say_json({"day": _day(day), "lists": [asdict(one) for one in found]})
        return
    for one in found:
        console.print(f"{one.name:<20} {one.done}/{one.dealt}", markup=False)


@survey.command()
@click.argument("segments", nargs=-1, required=True, type=click.UUID, metavar="SEGMENT...")
@DRY_RUN
def ask(segments: tuple[UUID, ...], *, dry_run: bool) -> None:
    """Want segments surveyed: they come first when lists are dealt, until somebody has walked them."""
    with open_database() as database, database.sessions() as session:
        survey_rounds.ask_for_surveys(session, segments, by=operator(), now=now(), new_id=uuid4)
        if not dry_run:
            session.commit()
    kept = "Nothing was kept (--dry-run)." if dry_run else f"{len(segments)} segments come first from now on."
    console.print(kept)


def _day(given: datetime | None) -> date:
    return today() if given is None else given.date()
