"""``golmok demo load --articles``: five made cities in one database, each figure as it was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

import geopandas as gpd

from gis_data.articles import (
    build_all_cities,
    build_caseloads,
    build_meetings,
    build_programmes,
    build_visits,
    survey_every_alley,
)
from gis_data.articles.held import UIJEONGBU
from gis_data.demo import Facts, build_facts
from gis_data.demo.first_day import FIRST_DAY
from mapper.domain.article import CaseLoad
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations.article_cities import add_workers, follow_households, go_out, hold_meetings, run_programmes
from mapper.operations.database import Database, Session
from mapper.operations.demo_city import Recipe, load_demo_city, seeded_ids
from mapper.operations.first_day import open_first_day
from mapper.operations.people.users import add_demo_users
from mapper.operations.vault.envelopes import Vault, open_vault
from mapper.settings import Settings
from web.cli.opening import console, notes, operator
from web.cli.preparing import prepare_tiles
from web.cli.progress import shown_progress
from web.clock import now

DAY: Final = date(2024, 7, 4)
"""Of the figures of 의정부."""
_PATROLS_UNTIL: Final = date(2024, 7, 31)
_WEEKS: Final = 4
_MONDAY_AND_THURSDAY: Final = (0, 3)
"""So that the two patrols of the first week are over on the day."""


def load_articles(database: Database, *, segments: int, seed: int, keep: bool = True) -> None:
    """Load the cities of the articles and say what is being done.

    Parameters
    ----------
    database : Database
        Empty.
    segments : int
        About how many segments 의정부 has.
    seed : int
        The same seed makes the same cities.
    keep : bool
        Whether they are stored in the end.
    """
    with database.sessions() as session:
        workers = build_articles(session, segments=segments, seed=seed)
        if keep:
            session.commit()
            if database.households is None:
                notes.print("기사 도시: 가구를 두지 않는 서버라 가구 지표는 만들지 않습니다")
            else:
                with database.households.begin() as staff:
                    take_in_households(staff, open_vault(Settings()), workers, city=session, seed=seed)
            prepare_tiles(session)
    console.print("기사 다섯 도시가 준비되었습니다" + ("" if keep else " (저장하지 않음)"))


def build_articles(session: Session, *, segments: int, seed: int) -> list[tuple[CaseLoad, User]]:
    """Make all of the cities but their households.

    Parameters
    ----------
    session : Session
        Not committed; of an empty database.
    segments : int
        About how many segments 의정부 has.
    seed : int
        Of everything.

    Returns
    -------
    list of (CaseLoad, User)
        Households that are to be taken in, and who follows them.
    """

    def _facts(network: gpd.GeoDataFrame) -> Facts:
        here = network[network["district_code"].str.startswith(UIJEONGBU, na=False)].reset_index(drop=True)
        facts = build_facts(seed=seed, segments=here, as_of=DAY, is_at_work=True)
        return replace(facts, surveys=survey_every_alley(facts.surveys, here))

    recipe = Recipe(lambda: build_all_cities(seed=seed, segments=segments), _facts)
    with shown_progress() as progress:
        load_demo_city(session, recipe, seed=seed, as_of=DAY, tell=_tell, progress=progress)
    people, random = add_demo_users(session, by=operator(), now=now()), _random(seed)
    _tell("추진단이 로드체킹을 합니다")
    open_first_day(
        session,
        replace(FIRST_DAY, weeks=_WEEKS, route=replace(FIRST_DAY.route, weekdays=_MONDAY_AND_THURSDAY)),
        day=_PATROLS_UNTIL,
        people=[],
        by=operator(),
        now=now(),
        new_id=seeded_ids(seed + 1),
        random=random,
        city=UIJEONGBU,
    )
    planner = next(one for one in people if one.role is Role.PLANNER).reader("cli")
    ids = seeded_ids(seed + 2)
    _tell("사업과 회의, 현장시장실을 적습니다")
    run_programmes(session, build_programmes(), by=planner, new_id=ids)
    hold_meetings(session, build_meetings(), by=planner, new_id=ids)
    go_out(session, build_visits(), by=planner, new_id=ids)
    loads = build_caseloads()
    return list(zip(loads, add_workers(session, loads, by=operator(), now=now()), strict=True))


def take_in_households(
    staff: Session, vault: Vault, workers: list[tuple[CaseLoad, User]], *, city: Session, seed: int
) -> None:
    """Take in the households of the cities.

    Parameters
    ----------
    staff : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    workers : list of (CaseLoad, User)
        As `build_articles` returned them.
    city : Session
        For the streets; only read.
    seed : int
        Says where they live.
    """
    follow_households(staff, vault, workers, city=city, random=_random(seed), tell=_tell)


def _tell(step: str) -> None:
    notes.print(f"기사 도시: {step}", markup=False)


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - made homes are to be the same everywhere, not secret
