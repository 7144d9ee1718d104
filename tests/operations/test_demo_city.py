"""The demo city: the published figures from rows, and the same city at every load."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text

from gis_data.demo import build_city, build_facts
from mapper.errors import AlreadyLoaded
from mapper.operations.database import Sessions
from mapper.operations.demo_city import Recipe, load_demo_city
from mapper.operations.grading import is_reproducible
from mapper.store.grades import latest_run

DAY = date(2024, 7, 4)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(
        build_city=lambda: build_city(seed=3, segments=300),
        build_facts=lambda network: build_facts(seed=3, segments=network, as_of=DAY),
    )


def load(sessions: Sessions, recipe: Recipe) -> Any:
    with sessions.begin() as session:
        return load_demo_city(session, recipe, seed=3, as_of=DAY, tell=lambda _step: None)


def test_the_road_checks_come_out_as_published(demo_sessions: Sessions) -> None:
    statement = """
        SELECT count(*), count(*) FILTER (WHERE last.kind = 'resolved') FROM issue
        LEFT JOIN LATERAL (
            SELECT kind FROM issue_event
            WHERE issue_id = issue.id AND kind IN ('resolved', 'closed', 'reopened') ORDER BY occurred_at DESC LIMIT 1
        ) AS last ON true
        WHERE origin = 'patrol'
    """
    with demo_sessions() as session:
        found, resolved = session.execute(text(statement)).one()
    assert (found, resolved, round(100 * resolved / found, 1)) == (2070, 1340, 64.7)


def test_two_loads_are_the_same_city(own_sessions: Sessions, recipe: Recipe) -> None:
    digests = []
    for _ in range(2):
        with own_sessions() as session:
            run = load_demo_city(session, recipe, seed=3, as_of=DAY, tell=lambda _step: None)
            digests.append((run.id, run.digest))
            session.rollback()
    assert digests[0] == digests[1]


def test_past_runs_of_the_demo_are_reproducible(demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        newest = latest_run(session)
        assert newest is not None
        earlier = latest_run(session, before=newest.as_of)
        assert earlier is not None
        assert newest.memory_run_id == earlier.id
        assert is_reproducible(session, newest)
        assert is_reproducible(session, earlier)


def test_two_at_once_load_it_once(own_sessions: Sessions, recipe: Recipe) -> None:
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            load(own_sessions, recipe)
            outcomes.append("loaded")
        except AlreadyLoaded:
            outcomes.append("was there")

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["loaded", "was there"]
