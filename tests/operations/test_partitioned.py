"""A city done part by part comes out to the last bit as in one piece, by whomever and whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from distributed.protocol.pickle import dumps
from pandas.testing import assert_frame_equal
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from mapper.domain.district_tally import DistrictTally, together, unreported_days
from mapper.errors import DataMissing, ExtraMissing, InvalidInput, PartsAmiss
from mapper.operations.database import Session, Sessions
from mapper.operations.extras import extra_module
from mapper.operations.grading import compute, regrade_city
from mapper.operations.partition.grades import compute_by_district, grade_district
from mapper.operations.partition.on_dask import OnDask, _at_worker, _sessions, dask_workers
from mapper.operations.partition.points import place_by_district
from mapper.operations.partition.tallies import tally_districts
from mapper.operations.partition.workers import Here
from mapper.operations.placing import place_many
from mapper.store import segments as segment_rows
from mapper.store.district_tallies import tally_segments
from mapper.store.grades import GradeRun, latest_run
from mapper.store.parts import network_by_district, reading_sessions

POINTS = 2_000


@pytest.fixture(scope="module")
def two_workers(demo_url: str) -> Iterator[OnDask]:
    with dask_workers("local:2", database_url=demo_url) as workers:
        yield workers


@pytest.fixture
def city(demo_sessions: Sessions) -> Iterator[Session]:
    with demo_sessions() as session:
        yield session
        session.rollback()


@pytest.fixture
def run(city: Session) -> GradeRun:
    found = latest_run(city)
    assert found
    return found


def scattered(network: gpd.GeoDataFrame) -> pd.DataFrame:
    random = np.random.default_rng(3)
    west, south, east, north = network.total_bounds
    x = random.uniform(west - 300, east + 300, POINTS)
    picked = np.full(POINTS, None, dtype=object)
    picked[:3] = [network["id"][0], str(uuid.UUID(int=7)), "no id"]
    x[3:6] = np.nan
    return pd.DataFrame(
        {
            "x": x,
            "y": random.uniform(south - 300, north + 300, POINTS),
            "accuracy_m": random.choice([np.nan, 3.0, 8.0, 25.0, 90.0], POINTS),
            "road_name": pd.array(random.choice([*network["name"].unique(), "없는길"], POINTS), dtype="string"),
            "segment_id": picked,
        }
    )


def test_a_city_has_several_districts_and_each_segment_is_in_one(city: Session, run: GradeRun) -> None:
    parts = network_by_district(city, known=run.known_at)
    segments = [segment for part in parts for segment in part.ids]
    assert len(parts) > 3
    assert len(set(segments)) == len(segments) == len(compute(city, run))


def test_workers_grade_what_one_process_grades(city: Session, run: GradeRun, two_workers: OnDask) -> None:
    done: list[tuple[str, int, int]] = []
    by_district = compute_by_district(city, run, two_workers, lambda *told: done.append(told))
    assert by_district.digest() == run.digest
    assert compute_by_district(city, run, Here(city)).digest() == run.digest
    assert done[-1][1] == done[-1][2] == len(done)


def test_a_run_made_by_workers_is_the_run(city: Session, two_workers: OnDask) -> None:
    arguments: dict[str, Any] = {"as_of": date(2024, 7, 4), "official": False, "new_id": uuid.uuid4}
    alone = regrade_city(city, **arguments)
    shared = regrade_city(city, **arguments, computing=partial(compute_by_district, workers=two_workers))
    assert shared.digest == alone.digest
    counted = text("SELECT count(*) FROM grade WHERE run_id = :run")
    assert city.scalar(counted, {"run": shared.id}) == city.scalar(counted, {"run": alone.id})


def test_points_are_placed_as_on_the_whole_network(city: Session, two_workers: OnDask) -> None:
    points = scattered(segment_rows.frame(city))
    whole = place_many(city, points)
    assert whole["decision"].nunique() == 3
    for workers in (two_workers, Here(city)):
        assert_frame_equal(place_by_district(workers, city, points), whole, check_exact=True)
    none = points.iloc[:0]
    assert_frame_equal(place_by_district(two_workers, city, none), place_many(city, none))


def test_figures_of_districts_add_up_to_those_of_the_city(city: Session, run: GradeRun, two_workers: OnDask) -> None:
    by_district = tally_districts(city, run, two_workers)
    assert by_district == tally_districts(city, run, Here(city))
    everything = [segment for part in network_by_district(city, known=run.known_at) for segment in part.ids]
    whole = tally_segments(city, run, everything)
    assert together(list(by_district.values())) == whole
    assert sum(whole.segments) == len(everything)
    assert whole.open_issues > 0
    assert whole.exposure_us > 0


def test_how_readily_a_district_reports_is_judged_by_duplicates() -> None:
    day = 86_400_000_000
    eager = DistrictTally(duplicates=30, exposure_us=300 * day)
    slow = DistrictTally(duplicates=10, exposure_us=300 * day)
    assert unreported_days([eager, slow]) == pytest.approx([330 / 32, 330 / 12])
    assert unreported_days([DistrictTally(), DistrictTally()]) == [None, None]


def test_a_killed_worker_loses_nothing(city: Session, run: GradeRun, two_workers: OnDask) -> None:
    before = set(two_workers.client.run(os.getpid).values())
    killed = min(before)

    def kill_one(_step: str, done: int, _total: int) -> None:
        if done == 1:
            os.kill(killed, signal.SIGKILL)

    assert compute_by_district(city, run, two_workers, kill_one).digest() == run.digest
    assert len(before) == 2
    assert killed not in two_workers.client.run(os.getpid).values()


def test_workers_of_another_database_are_found_out(own_sessions: Sessions, city: Session, run: GradeRun) -> None:
    with own_sessions() as empty, pytest.raises(PartsAmiss, match="0 segments where there are"):
        compute_by_district(city, replace(run, memory_run_id=None), Here(empty))


def test_a_worker_cannot_write(demo_url: str) -> None:
    sessions = reading_sessions(demo_url)
    with sessions() as session, pytest.raises(InternalError, match="read-only transaction"):
        session.execute(text("DELETE FROM live_grade"))
    sessions.kw["bind"].dispose()


def test_no_address_of_the_database_is_sent_to_a_scheduler(
    city: Session, run: GradeRun, demo_url: str, two_workers: OnDask
) -> None:
    sent = dumps((partial(_at_worker, partial(grade_district, run)), network_by_district(city, known=run.known_at)))
    assert b"grade_district" in sent
    assert b"postgresql" not in sent


def test_a_worker_that_knows_no_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLMOK_DATABASE_URL", raising=False)
    with pytest.raises(DataMissing, match="GOLMOK_DATABASE_URL"):
        _sessions.__wrapped__()


def test_what_is_missing_is_named_with_its_extra() -> None:
    with pytest.raises(ExtraMissing, match=r"golmok\[scale\]"):
        extra_module("no_such_module", extra="scale")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="local:4"), dask_workers("locale", database_url=""):
        pass
