"""The walk of a visit over the stored network: where it begins and ends, what bars wheels on it, and what is refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.domain.rubric import RUBRIC
from mapper.domain.visit import StopDraft, VisitDraft
from mapper.errors import DecidedMeanwhile, InvalidInput, NotAllowed, NotFound
from mapper.operations import visit_exports, visits
from mapper.operations.visit_walk import Ends, walk
from mapper.operations.visits import Writer
from mapper.store.tables import PlaceRow

NOW = datetime(2024, 5, 20, 10, tzinfo=KST)
WEST, SOUTH, BLOCK = 958_000.0, 1_971_000.0, 100.0


def at(town: gpd.GeoDataFrame, x: float, y: float) -> uuid.UUID:
    """The segment around a place, in blocks from the corner."""
    middles = town.geometry.interpolate(0.5, normalized=True)
    far = (middles.x - WEST - x * BLOCK).abs() + (middles.y - SOUTH - y * BLOCK).abs()
    return uuid.UUID(town["id"].iloc[int(far.to_numpy().argmin())])


@pytest.fixture
def office(session: Session) -> uuid.UUID:
    """A public place at the corner of the town."""
    row = PlaceRow(id=uuid.uuid4(), source_key="c", kind="주민센터", name="가상 주민센터", recorded_at=NOW)
    row.point = f"SRID=5179;POINT({WEST} {SOUTH - 3})"  # type: ignore[assignment] # as PostGIS reads it
    session.add(row)
    session.flush()
    return row.id


def test_a_walk_begins_and_ends_at_public_places_and_is_the_shortest(
    session: Session, town: gpd.GeoDataFrame, office: uuid.UUID
) -> None:
    stops = [StopDraft(at(town, *place)) for place in ((2.5, 0), (0.5, 0), (1.5, 0))]
    found = walk(session, stops, Ends(office, office), shortest=True)
    assert found.is_exact
    assert found.metres == pytest.approx(500, abs=1)
    assert [stop.segment for stop in found.stops] in (
        [stops[at].segment for at in order] for order in ((1, 2, 0), (0, 2, 1))
    )
    assert len(found.legs) == 4
    assert found.table.minutes == sum(leg.minutes for leg in found.legs) + 15
    as_given = walk(session, stops, Ends(), shortest=False)
    assert [stop.segment for stop in as_given.stops] == [stop.segment for stop in stops]
    assert [leg.metres for leg in as_given.legs] == pytest.approx([200, 100], abs=0.1)
    assert not as_given.is_exact


def test_slopes_and_stairs_on_the_way_are_told(session: Session, town: gpd.GeoDataFrame, add_surveys: Any) -> None:
    hill = at(town, 1.5, 0)
    levels = tuple(3 if item == "W7" else 0 for item in RUBRIC.item_ids)
    walked = {"walked_at": NOW - timedelta(days=9), "recorded_at": NOW - timedelta(days=9)}
    add_surveys({"source_key": "s", "segment_id": str(hill), "levels": levels} | walked)
    found = walk(session, [StopDraft(at(town, 0.5, 0)), StopDraft(at(town, 2.5, 0))], Ends(), shortest=False)
    assert [leg.steep for leg in found.legs] == [1]
    other = walk(session, [StopDraft(at(town, 0.5, 1)), StopDraft(at(town, 2.5, 1))], Ends(), shortest=False)
    assert [leg.steep for leg in other.legs] == [0]


def test_a_stop_that_is_not_there_any_more_is_refused(session: Session, town: gpd.GeoDataFrame) -> None:
    gone = at(town, 0.5, 0)
    session.execute(text("UPDATE segment SET superseded_at = now() WHERE id = :id"), {"id": gone})
    with pytest.raises(InvalidInput, match="not there any more"):
        walk(session, [StopDraft(gone)], Ends(), shortest=True)
    with pytest.raises(InvalidInput, match="public place"):
        walk(session, [], Ends(begin=uuid.uuid4()), shortest=True)


def test_a_visit_is_written_anew_by_who_saw_the_last_of_it(
    session: Session, town: gpd.GeoDataFrame, person: Callable[..., Reader]
) -> None:
    mayor = person("시장실-01", Role.MAYOR)
    draft = VisitDraft("patrol", None, "어두운 골목", NOW, stops=(StopDraft(at(town, 0.5, 0)),))
    made = visits.add_visit(session, draft, Writer(mayor, NOW, uuid.uuid4))
    first = visits.visit_for(session, made, by=mayor)
    assert first.draft == draft
    later = Writer(mayor, NOW + timedelta(hours=1), uuid.uuid4)
    changed = VisitDraft("patrol", None, "밝은 골목", NOW, stops=())
    visits.change_visit(session, made, changed, later, seen=first.version)
    assert visits.visit_for(session, made, by=mayor).draft == changed
    assert [one.id for one in visits.visits(session, date(2024, 5, 20), date(2024, 5, 20), by=mayor)] == [made]
    with pytest.raises(DecidedMeanwhile):
        visits.change_visit(session, made, draft, later, seen=first.version)
    with pytest.raises(NotAllowed):
        visits.visit_for(session, made, by=person("현장-01", Role.FIELD, "4115099000"))
    with pytest.raises(NotFound):
        visits.visit_for(session, uuid.uuid4(), by=mayor)
    with pytest.raises(InvalidInput, match="no stops"):
        visit_exports.sign_out(session, made, "gpx", "현장에 가져감", later)
