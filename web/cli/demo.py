"""``golmok demo``: a made city to look at and try things on."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from random import Random

import click

from gis_data.demo import build_city, build_facts, volume_of
from gis_data.demo.cases import CASES
from gis_data.demo.first_day import FIRST_DAY
from gis_data.demo.meetings import DISTRICTS, OF_A_DISTRICT, OF_THE_CITY
from gis_data.demo.venues import OF_A_SCHOOL, SCHOOLS
from mapper.domain.reader import Role
from mapper.domain.receipt_code import digest_of_code
from mapper.domain.user import User
from mapper.operations.crisis.first_cases import take_in_first_cases
from mapper.operations.database import Database, Session
from mapper.operations.demo_city import Recipe, load_demo_city, seeded_ids
from mapper.operations.first_day import open_first_day
from mapper.operations.first_meetings import hold_meetings
from mapper.operations.first_venues import open_venues
from mapper.operations.people.users import add_demo_users
from mapper.operations.programmes import Signer
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.demo_articles import load_articles
from web.cli.opening import console, notes, open_database, operator
from web.cli.preparing import prepare_tiles
from web.cli.progress import shown_progress
from web.clock import now, today

SEGMENTS = 3000
SEED = 2024


@click.group()
def demo() -> None:
    """Load a made city."""


@demo.command()
@click.option(
    "--segments", default=SEGMENTS, show_default=True, type=click.IntRange(300, 200_000), help="About how many."
)
@click.option("--seed", default=SEED, show_default=True, help="The same seed makes the same city.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; today when not given.")
@click.option("--articles", is_flag=True, help="Five made cities that come to the figures of five published articles.")
@click.option("--dry-run", is_flag=True, help="Make and check everything, keep nothing.")
def load(segments: int, seed: int, as_of: datetime | None, *, articles: bool, dry_run: bool) -> None:
    """Load the demo city into an empty database."""
    if articles and as_of is not None:
        raise click.UsageError("The cities of the articles have days of their own; leave --as-of out.")
    with open_database() as database:
        if articles:
            load_articles(database, segments=segments, seed=seed, keep=not dry_run)
        else:
            load_demo(database, segments=segments, seed=seed, as_of=as_of, keep=not dry_run)


def load_demo(
    database: Database,
    *,
    segments: int = SEGMENTS,
    seed: int = SEED,
    as_of: datetime | None = None,
    keep: bool = True,
) -> None:
    """Load the demo city and say what is being done.

    Parameters
    ----------
    database : Database
        Empty.
    segments : int
        About how many segments.
    seed : int
        The same seed makes the same city.
    as_of : datetime or None
        Its last day; today when not given.
    keep : bool
        Whether it is stored in the end.
    """
    day = today() if as_of is None else as_of.date()
    volume = volume_of(segments, is_shown=True)
    recipe = Recipe(
        build_city=partial(build_city, seed=seed, segments=segments),
        build_facts=lambda network: build_facts(seed=seed, segments=network, as_of=day, volume=volume, is_at_work=True),
    )
    with database.sessions() as session:
        with shown_progress() as progress:
            run = load_demo_city(
                session,
                recipe,
                seed=seed,
                as_of=day,
                tell=lambda step: notes.print(f"데모 도시: {step}"),
                progress=progress,
            )
        people = add_demo_users(session, by=operator(), now=now())
        notes.print("데모 도시: 추진단이 일을 시작합니다")
        open_first_day(
            session,
            FIRST_DAY,
            day=day,
            people=people,
            by=operator(),
            now=now(),
            new_id=seeded_ids(seed + 1),
            random=Random(seed),  # noqa: S311 - the demo is to be the same everywhere, not secret
        )
        hold_meetings(
            session,
            OF_A_DISTRICT,
            OF_THE_CITY,
            districts=DISTRICTS,
            day=day,
            by=next(one for one in people if one.role is Role.PLANNER).reader("cli"),
            new_id=seeded_ids(seed + 2),
        )
        open_venues(
            session,
            OF_A_SCHOOL,
            schools=SCHOOLS,
            signer=Signer(operator(), now(), seeded_ids(seed + 3)),
            code_of=lambda booking: digest_of_code(str(booking)),
        )
        if keep:
            session.commit()
            _take_in(database, session, next(one for one in people if one.role is Role.WELFARE), seed)
            prepare_tiles(session)
    console.print(f"데모 도시가 준비되었습니다: 기준일 {run.as_of}" + ("" if keep else " (저장하지 않음)"))


def _take_in(database: Database, city: Session, worker: User, seed: int) -> None:
    """Let the demo's case worker follow somebody, where this server keeps households."""
    if database.households is not None:
        notes.print("데모 도시: 복지 담당이 사례를 맡습니다")
        with database.households.begin() as session:
            take_in_first_cases(
                session,
                open_vault(Settings()),
                CASES,
                city=city,
                by=worker.reader("cli"),
                now=now(),
                random=Random(seed),  # noqa: S311 - made homes, not secret ones
            )
