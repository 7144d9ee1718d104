"""Releases of density over the real staff role: counted once, approved by two, never changed, never more than allowed."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mapper.crs import KOREA_TM
from mapper.domain.household import Tier
from mapper.domain.population import read_population
from mapper.domain.reader import Reader, Role
from mapper.errors import InvalidInput, NotAllowed, NotFound, ProofNeeded, ReleaseRefused
from mapper.operations.crisis import keeping
from mapper.operations.crisis.entering import Look
from mapper.operations.density import freezing, releasing, showing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.written import OUTBOUND, PLANNER, areas_of
from mapper.operations.feature_pages import Axes, Sought, collection_for, feature, page
from mapper.store.engine import make_engine, make_sessions
from mapper.store.tables import BaitRow

BOX = "ST_Multi(ST_MakeEnvelope(:west, :south, :east, :north, 5179))"
DISTRICT = f"INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (gen_random_uuid(), :code, :name, {BOX}, :now)"
COUNTS = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || code || i || ':' || j, ST_Multi(geom), 12, 4, :now
    FROM district, ST_SquareGrid(100, boundary) WHERE ST_Within(ST_Centroid(geom), boundary)
"""
WEST, SOUTH = 958_000, 1_971_000
SPRING, SUMMER = datetime(2026, 3, 2, 3, tzinfo=UTC), datetime(2026, 7, 20, 3, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 4, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(office: Any) -> None:
    """Two districts of one square kilometre, with 1,200 households each, counted in squares of 100 m."""
    with office.owner.begin() as session:
        for number, code in enumerate((office.here, office.there)):
            box = {
                "west": WEST + 1000 * number,
                "south": SOUTH,
                "east": WEST + 1000 * (number + 1),
                "north": SOUTH + 1000,
            }
            session.execute(text(DISTRICT), box | {"code": code, "name": f"가상{number + 1}동", "now": SPRING})
        session.execute(text(COUNTS), {"now": SPRING})


@pytest.fixture(scope="module")
def take_in(office: Any, city: None) -> Any:
    """Take households in at places of a district's own square."""
    workers = {code: office.person(code) for code in (office.here, office.there)}

    def take(code: str, places: Any, *, now: datetime = SPRING, tier: Tier = Tier.CASE) -> list[uuid.UUID]:
        west, look = WEST + 1000 * (code == office.there), Look(workers[code], office.visit, now)
        with office.sessions.begin() as session:
            homes = [
                replace(office.home, address="", x=west + float(x), y=SOUTH + float(y))
                if tier is Tier.CASE
                else replace(office.home, x=None, y=None)
                for x, y in places
            ]
            return [
                keeping.take_in(session, office.vault, home, look, district_code=code, tier=tier).household_id
                for home in homes
            ]

    return take


@pytest.fixture(scope="module")
def planners(office: Any) -> list[Reader]:
    return [office.person(role=Role.PLANNER) for _ in range(3)]


def publish(office: Any, period: str, by: Reader, audience: str = PLANNER, now: datetime = SUMMER) -> Any:
    asked = Asked(read_population(period), audience, by, now)
    with office.sessions.begin() as session:
        return releasing.publish(session, office.vault, asked, operator=office.operator)


@pytest.fixture(scope="module")
def first(office: Any, take_in: Any, planners: list[Reader]) -> Any:
    """The release of 2026H1, which one planner stands for: 31 households here, 12 there, and some who never count."""
    numbers = np.random.default_rng(1)
    take_in(office.here, numbers.uniform((0, 0), (480, 1000), (16, 2)))
    take_in(office.here, numbers.uniform((520, 0), (1000, 1000), (15, 2)))
    gone, bait, *_ = take_in(office.there, numbers.uniform((0, 0), (480, 1000), (13, 2)))
    take_in(office.there, [(0, 0)] * 40, tier=Tier.SEALED)
    with office.owner.begin() as session:
        session.add(BaitRow(household_id=bait, district_code=office.there, recorded_at=SPRING))
    worker = office.person(office.there)
    with office.owner.begin() as session:
        session.execute(
            text(
                "INSERT INTO crisis.case_assignment (id, case_id, district_code, user_id, began_at) SELECT gen_random_uuid(), id, district_code, :user, :now FROM crisis.case WHERE household_id = :gone"
            ),
            {"user": worker.user_id, "gone": gone, "now": SPRING},
        )
    with office.sessions.begin() as session:
        keeping.destroy(session, office.vault, gone, Look(worker, office.visit, SUMMER, SUMMER))
    return publish(office, "2026H1", planners[0])


def read(office: Any, by: Reader, period: str = "2026H1", audience: str = PLANNER) -> showing.Shown:
    with office.owner() as session:
        return showing.show(session, audience, period, by=by)


def test_one_who_stands_for_it_releases_nothing_and_a_second_does(
    office: Any, first: Any, planners: list[Reader]
) -> None:
    assert not first.is_released
    with pytest.raises(NotFound):
        read(office, planners[0])
    with pytest.raises(ReleaseRefused, match="a second person"):
        publish(office, "2026H1", planners[0])
    for role in (Role.MAYOR, Role.FIELD):
        with pytest.raises(NotAllowed):
            publish(office, "2026H1", office.person(role=role))
    with pytest.raises(NotAllowed):
        publish(office, "2026H1", office.operator)
    released = publish(office, "2026H1", planners[1])
    assert released.approved_by == (planners[0].name, planners[1].name)
    assert (released.body, released.digest) == (first.body, first.digest)
    with pytest.raises(ReleaseRefused, match="never changed"):
        publish(office, "2026H1", planners[2])


def test_it_says_bands_of_areas_of_the_frozen_tree_and_nothing_else(
    office: Any, first: Any, planners: list[Reader]
) -> None:
    body = json.loads(first.body)
    assert body.keys() == {"audience", "period", "tree", "rule", "areas", "correlation"}
    shown = read(office, planners[2])
    told = {(row.name, row.band) for row in shown.frame.itertuples()}
    assert told == {("가상1동 외 1개 동", "30–49")}, (
        "fewer than 30 newly came to one of them; the sealed and the bait do not count"
    )
    with office.owner() as session:
        tree = freezing.frozen_tree(session, 2026)
        cells = session.execute(text("SELECT households, buildings FROM cell WHERE year = 2026")).all()
    assert tree is not None
    assert (tree.digest.hex(), len(cells)) == (shown.tree, 4)
    assert set(cells) == {(600, 200)}
    for role in (Role.WELFARE, Role.FIELD):
        with pytest.raises(NotAllowed):
            read(office, office.person(office.here, role=role))


def test_everybody_who_was_opened_is_in_the_log(office: Any, first: Any) -> None:
    opened = {
        code: [entry for entry in office.log(code) if entry.action == "density.count"]
        for code in (office.here, office.there)
    }
    assert [len(entry.subjects) for entries in opened.values() for entry in entries] == [31, 11]
    assert {entry.name for entries in opened.values() for entry in entries} == {"operator"}


def test_nothing_that_happens_later_changes_it(
    office: Any, first: Any, take_in: Any, planners: list[Reader], role_urls: Any
) -> None:
    before = read(office, planners[2])
    take_in(office.there, [(700, 500 + 20 * n) for n in range(15)], now=SUMMER)
    with office.owner.begin() as session:
        session.execute(text("UPDATE household_count SET households = 1, superseded_at = NULL"))
        assert (
            freezing.freeze(session, 2026, by=office.operator, now=SUMMER, new_id=uuid.uuid4).digest.hex()
            == before.tree
        )
    again = read(office, planners[2])
    assert (again.kept.body, again.frame.to_json()) == (before.kept.body, before.frame.to_json())
    for table in ("density_release", "density_approval", "density_decline", "cell_tree", "cell_node"):
        for change in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with office.owner.begin() as session, pytest.raises(DBAPIError, match="is append-only"):
                session.execute(text(change))
    engine = make_engine(role_urls.app)
    with make_sessions(engine)() as session:
        assert showing.show(session, PLANNER, "2026H1", by=planners[2]).kept.body == before.kept.body
    engine.dispose()


def test_a_period_that_is_not_over_is_not_counted(office: Any, first: Any, planners: list[Reader]) -> None:
    for period in ("2026H2", "2026"):
        with pytest.raises(InvalidInput, match="is not over"):
            publish(office, period, planners[0])


def test_the_next_release_is_held_against_the_first(
    office: Any, first: Any, take_in: Any, planners: list[Reader]
) -> None:
    asked = Asked(read_population("2026"), PLANNER, planners[0], NEXT_YEAR)
    with office.sessions.begin() as session, pytest.raises(ReleaseRefused, match="publish 2026H2 first"):
        releasing.preview(session, office.vault, asked, operator=office.operator)
    publish(office, "2026H2", planners[0], now=NEXT_YEAR)
    with office.sessions.begin() as session:
        tried = releasing.preview(session, office.vault, asked, operator=office.operator)
    with office.owner() as session:
        assert "2026" not in {kept.period for kept in showing.releases(session, by=planners[0])}
    made = publish(office, "2026", planners[0], now=NEXT_YEAR)
    with pytest.raises(ReleaseRefused, match="this one never"):
        publish(office, "2025H2", planners[0], now=NEXT_YEAR)
    assert (made.body, len(areas_of(made))) == (tried.body, 4), "a stock is cut into cells"


def test_what_goes_out_is_drawn_once_and_twice_a_year(office: Any, first: Any, planners: list[Reader]) -> None:
    made = publish(office, "2026H1", planners[0], OUTBOUND)
    assert publish(office, "2026H1", planners[1], OUTBOUND).body == made.body, "approving draws nothing"
    with office.owner() as session:
        tree = freezing.frozen_tree(session, 2026)
    assert tree is not None
    assert {area.path for area in areas_of(made)} <= {node.path for node in tree.districts.values()}
    assert read(office, planners[2], audience=OUTBOUND).correlation is None
    asked = Asked(read_population("2026H1"), OUTBOUND, planners[0], SUMMER)
    with office.sessions.begin() as session, pytest.raises(InvalidInput, match="drawn once"):
        releasing.preview(session, office.vault, asked, operator=office.operator)
    publish(office, "2025H2", planners[0], OUTBOUND)
    with pytest.raises(ReleaseRefused, match="no more"):
        publish(office, "2025H1", planners[0], OUTBOUND)
    publish(office, "2026H2", planners[0], OUTBOUND, now=NEXT_YEAR)
    with pytest.raises(ReleaseRefused, match="no more"):
        publish(office, "2026", planners[0], OUTBOUND, now=NEXT_YEAR)


def test_programs_walk_through_what_is_released_and_through_nothing_that_waits(
    office: Any, first: Any, planners: list[Reader], role_urls: Any
) -> None:
    by, engine = planners[2], make_engine(role_urls.app)
    found = collection_for("density", by, of_households=True)
    with make_sessions(engine)() as session:

        def walk(**asked: Any) -> list[dict[str, Any]]:
            got = page(session, found, Sought(100, **asked), by=by, now=SUMMER)
            features: list[dict[str, Any]] = json.loads(b"[" + got.features + b"]")
            assert [one["id"] for one in features] == list(got.ids)
            assert len(features) == got.matched or "after" in asked
            return features

        every = walk()
        assert {(one["properties"]["공표기간"], one["properties"]["쓰임"]) for one in every} == {
            ("2026H1", PLANNER),
            ("2026H1", OUTBOUND),
        }, "2026H2 and 2026 wait for a second person"
        shown = read(office, by)
        told = [one for one in every if one["properties"]["쓰임"] == PLANNER]
        assert [(one["properties"]["구역"], one["properties"]["위기가구"]) for one in told] == [
            (row.name, row.band) for row in shown.frame.itertuples()
        ]
        assert told[0]["properties"]["공표해시"] == first.digest.hex()
        inside = (WEST + 10.0, SOUTH + 10.0, WEST + 10.0, SOUTH + 10.0)
        there = [one for one in every if one in told or one["properties"]["구역"] == "가상1동"]
        assert walk(box=inside, box_crs=KOREA_TM) == there, "an area is said whole, as it was released"
        assert walk(box=(-180.0, -85.0, 180.0, 85.0)) == every
        assert walk(box=(WEST - 20.0, SOUTH, WEST - 10.0, SOUTH + 9.0), box_crs=KOREA_TM) == walk(after="z") == []
        assert walk(equal={"audience": PLANNER}) == walk(after=every[-2]["id"], equal={"audience": PLANNER}) == told
        assert walk(first=date(2026, 6, 30), last=date(2026, 6, 30)) == every
        assert walk(first=date(2026, 7, 1)) == []
        metres = feature(
            session, found, told[0]["id"], by=by, now=SUMMER, axes=Axes(KOREA_TM, is_north_first=True, decimals=3)
        )
        drawn = shapely.from_geojson(json.dumps(json.loads(metres)["geometry"]))
        assert shapely.transform(drawn, np.fliplr).symmetric_difference(shown.frame.geometry[0]).area < 1
        logged = session.execute(
            text("SELECT count(*) FROM write_log WHERE action = 'features' AND subject = 'density'")
        )
        assert logged.scalar_one() > 0
    engine.dispose()
    for reader in (by, office.person(office.here, role=Role.WELFARE), office.person(office.here, role=Role.FIELD)):
        with pytest.raises(NotFound, match="no collection"):
            collection_for("density", reader, of_households=reader is not by)


def test_who_decides_sees_the_bands_before_and_may_decline_for_good(
    office: Any, first: Any, planners: list[Reader]
) -> None:
    made = publish(office, "2027H1", planners[0], now=datetime(2027, 7, 2, 3, tzinfo=UTC))
    with office.owner.begin() as session:
        seen = showing.draft(session, PLANNER, "2027H1", by=planners[1], now=NEXT_YEAR)
        assert seen.kept.body == made.body
        for by in (planners[1], planners[0], planners[0]):  # the areas of the page, and areas alone
            again = showing.draft_again(session, PLANNER, "2027H1", by=by, now=NEXT_YEAR)
            assert again.kept.body == made.body
        for look in (showing.draft, showing.draft_again):
            with pytest.raises(NotAllowed):
                look(session, PLANNER, "2027H1", by=office.person(role=Role.MAYOR), now=NEXT_YEAR)
    asked = Asked(read_population("2027H1"), PLANNER, planners[1], NEXT_YEAR)
    with office.sessions.begin() as session, pytest.raises(InvalidInput, match="say why"):
        releasing.decline(session, asked, "  ")
    with office.sessions.begin() as session:
        declined = releasing.decline(session, asked, "구역 수를 다시 살펴야 함")
    assert declined.declined == (planners[1].name, "구역 수를 다시 살펴야 함")
    with office.sessions.begin() as session, pytest.raises(ProofNeeded):
        releasing.approve(session, asked)
    asked = replace(asked, proved_at=asked.now)
    for act in (releasing.approve, lambda session, asked: releasing.decline(session, asked, "다시")):
        with office.sessions.begin() as session, pytest.raises(ReleaseRefused, match="was declined"):
            act(session, asked)
    with pytest.raises(NotFound):
        read(office, planners[0], "2027H1")
    with office.owner() as session:
        told = session.execute(text("SELECT action, name FROM write_log WHERE subject = 'planner 2027H1'")).all()
    logged = sorted(action for action, _ in told)
    assert logged == ["density.approve", "density.decline", "density.look", "density.look", "density.make"]
    assert {name for action, name in told if action == "density.look"} == {one.name for one in planners[:2]}


def test_the_role_of_requests_writes_no_release_and_the_database_counts_to_two(
    office: Any, first: Any, planners: list[Reader], role_urls: Any
) -> None:
    tables = ("cell", "cell_tree", "cell_node", "density_release", "density_approval", "density_decline")
    engine = make_engine(role_urls.app)
    try:
        for table in tables:
            for verb in (f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with make_sessions(engine).begin() as session, pytest.raises(DBAPIError, match="permission denied"):
                    session.execute(text(verb))
    finally:
        engine.dispose()
    approve = text("INSERT INTO density_approval VALUES (:release, :user, 'x', now())")
    worker = office.person(office.here)
    with office.owner.begin() as session, pytest.raises(DBAPIError, match="releases no density"):
        session.execute(approve, {"release": first.id, "user": worker.user_id})
    with office.owner.begin() as session, pytest.raises(DBAPIError, match="is decided"):
        session.execute(approve, {"release": first.id, "user": planners[2].user_id})


def test_silence_is_the_same_bytes_whether_nobody_came_or_nine_or_forty_to_one_tower(
    office: Any, first: Any, take_in: Any, planners: list[Reader]
) -> None:
    said = []
    for year, places in ((2030, []), (2031, [(100 * n + 50, 500) for n in range(9)]), (2032, [(500, 500)] * 40)):
        take_in(office.here, places, now=datetime(year, 3, 2, 3, tzinfo=UTC))
        made = publish(office, f"{year}H1", planners[0], now=datetime(year, 7, 2, 3, tzinfo=UTC))
        said.append({key: value for key, value in json.loads(made.body).items() if key != "period"})
    assert said[0] == said[1] == said[2]
    assert said[0]["areas"] == []
