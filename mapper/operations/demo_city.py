"""Load the demo city: the same operations as for a real one, fed by its recipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Protocol
from uuid import UUID

import geopandas as gpd
import pandas as pd

from mapper.domain.calendar import KST, end_of
from mapper.errors import AlreadyLoaded, InvalidInput
from mapper.operations.facts import load_complaints, load_issues, load_surveys
from mapper.operations.grading import regrade_city
from mapper.operations.loading import Loaded, Loading
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.progress import Progress, in_silence
from mapper.operations.public_facts import load_places, load_shops
from mapper.store import segments as segment_rows
from mapper.store.engine import Session, hold_alone
from mapper.store.graded_map import has_network
from mapper.store.grades import GradeRun
from mapper.store.knowledge import knowing_now

NETWORK_AGE: Final = timedelta(days=3 * 365)
"""The network is older than every fact on it."""

EARLIEST: Final = date(1990, 1, 1)
"""The importers take no older date either."""

QUARTERS: Final = tuple(timedelta(days=91 * ago) for ago in (3, 2, 1, 0))
"""How long before its last day the city was graded, so that the demo has a past to compare with: the first two times
before the second round of surveys."""


class City(Protocol):
    """The made ground."""

    @property
    def districts(self) -> gpd.GeoDataFrame:
        """By the contract DISTRICTS."""

    @property
    def alleys(self) -> gpd.GeoDataFrame:
        """By the contract ALLEY_LINES."""


class Facts(Protocol):
    """What was made to happen on it."""

    @property
    def surveys(self) -> pd.DataFrame:
        """By the contract SURVEYS."""

    @property
    def issues(self) -> pd.DataFrame:
        """By the contract ISSUES."""

    @property
    def issue_events(self) -> pd.DataFrame:
        """By the contract ISSUE_EVENTS."""

    @property
    def complaints(self) -> pd.DataFrame:
        """By the contract COMPLAINTS."""

    @property
    def answers(self) -> pd.DataFrame:
        """By the contract ISSUE_EVENTS: what became of the issues that complaints opened."""

    @property
    def shops(self) -> pd.DataFrame:
        """By the contract SHOPS."""

    @property
    def places(self) -> pd.DataFrame:
        """By the contract PLACES."""


@dataclass(frozen=True)
class Recipe:
    """How the demo city is made; handed in, as ``mapper`` knows no data of ours.

    Attributes
    ----------
    build_city : callable
        Makes the ground.
    build_facts : callable
        Makes what happened, once the segments are known.
    """

    build_city: Callable[[], City]
    build_facts: Callable[[gpd.GeoDataFrame], Facts]


def load_demo_city(
    session: Session,
    recipe: Recipe,
    *,
    seed: int,
    as_of: date,
    tell: Callable[[str], None],
    progress: Progress = in_silence,
) -> GradeRun:
    """Make and load the demo city, and grade it every quarter up to the date.

    Parameters
    ----------
    session : Session
        Not committed.
    recipe : Recipe
        How it is made.
    seed : int
        Makes the ids the same at every load.
    as_of : date
        Its last day.
    tell : callable
        Told, in Korean, what is done next.
    progress : Progress
        Told how far that is.

    Returns
    -------
    GradeRun
        The newest official run.

    Raises
    ------
    InvalidInput
        When the date lies ahead, or too far back.
    AlreadyLoaded
        When the database holds a network, such as one that another process loaded a moment ago.
    """
    hold_alone(session, "demo")
    if has_network(session):
        message = (
            "The database holds a network already; load the demo city into an empty one (another GOLMOK_DATA_DIR)."
        )
        raise AlreadyLoaded(message)
    today = knowing_now(session).astimezone(KST).date()
    if not EARLIEST <= as_of <= today:
        raise InvalidInput(
            f"The demo city cannot be as of {as_of}; give a date from {EARLIEST} to {today}.", as_of=as_of
        )
    new_id = seeded_ids(seed)
    beginning = end_of(as_of) - NETWORK_AGE
    tell("지형과 골목을 만듭니다")
    city = recipe.build_city()
    tell("구간으로 나눕니다")
    load_districts(session, city.districts, recorded_at=beginning, new_id=new_id)
    load_alleys(session, city.alleys, recorded_at=beginning, new_id=new_id)
    tell("현장조사와 민원을 만듭니다")
    facts = recipe.build_facts(segment_rows.frame(session))
    _load_facts(session, facts, Loading(beginning, new_id, progress=progress))
    tell("등급을 계산합니다")
    for ago in QUARTERS:
        known_at = min(end_of(day := as_of - ago), knowing_now(session))
        run = regrade_city(session, as_of=day, official=True, new_id=new_id, known_at=known_at, progress=progress)
    return run


def _load_facts(session: Session, facts: Facts, loading: Loading) -> None:
    loads: list[Loaded] = [
        load_surveys(session, facts.surveys, loading),
        load_issues(session, facts.issues, facts.issue_events, loading),
        load_complaints(session, facts.complaints, loading),
        load_issues(session, facts.issues.iloc[:0], facts.answers, loading),
        load_places(session, facts.places, loading),
        load_shops(session, facts.shops, loading),
    ]
    refused = [one.sentence for loaded in loads for one in loaded.refused]
    if refused:
        message = f"The recipe of the demo city made {len(refused)} rows that cannot be stored, such as: {refused[0]}"
        raise InvalidInput(message, refused=refused)


def seeded_ids(seed: int) -> Callable[[], UUID]:
    """Return a maker of ids that are the same at every load.

    Parameters
    ----------
    seed : int
        Of the demo city.

    Returns
    -------
    callable
        Makes version 4 ids.
    """
    random: Any = Random(seed)  # noqa: S311 - the demo's ids are to be the same everywhere, not secret
    return lambda: UUID(int=random.getrandbits(128), version=4)
