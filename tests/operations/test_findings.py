"""Findings through the database: what was planted is found, and a moment finds the same whatever is recorded later."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.operations.findings import blind_spots, hotspots, raters
from mapper.operations.findings.answers import rows, where
from mapper.operations.findings.city import City, read_city
from mapper.operations.findings.finding import Finding
from mapper.operations.findings.kept import FINDERS
from mapper.operations.moments import Moment
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.progress import in_silence
from mapper.spatial.segment_graph import SegmentGraph
from mapper.store import segments as segment_rows
from mapper.store.findings import chords
from mapper.store.issue_state import follow

_STREETS, _PLANTED = 24, 40
_MANY_STREETS, _MANY_PLANTED = 46, 100
_WEST, _SOUTH = 958_000.0, 1_971_000.0
_KINDS = ("clamour", "silence")
_AS_OF = date(2024, 7, 4)
_RECORDED = datetime(2024, 1, 1, tzinfo=KST)
_THEN = Moment(_AS_OF, datetime(2024, 7, 5, tzinfo=KST))
_LATER = Moment(_AS_OF, datetime(2024, 9, 1, tzinfo=KST))
_NOW = datetime(2024, 9, 2, tzinfo=KST)

_WALK = """
    INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)
    SELECT gen_random_uuid(), :made || segment, segment, 'field', surveyor, '1.0', array_fill(level::smallint, ARRAY[16]),
        walked_at, :recorded
    FROM unnest(CAST(:segments AS uuid[]), CAST(:surveyors AS text[]), CAST(:levels AS int[]), CAST(:walked AS timestamptz[]))
        AS made(segment, surveyor, level, walked_at)
"""
_WALK_ITEMS = _WALK.replace("array_fill(level::smallint, ARRAY[16])", "level::smallint[]").replace(
    "CAST(:levels AS int[])", "CAST(:levels AS text[])"
)
_COMPLAIN = """
    INSERT INTO complaint (id, source_key, issue_id, filed_at, recorded_at)
    SELECT gen_random_uuid(), :made || number, issue_id, filed_at, :recorded
    FROM unnest(CAST(:segments AS uuid[]), CAST(:filed AS timestamptz[])) WITH ORDINALITY AS made(segment, filed_at, number)
    JOIN issue_state ON segment_id = segment
"""
_RESOLVE = """
    INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)
    SELECT gen_random_uuid(), issue, 'resolved', '2023-12-01', :recorded FROM unnest(CAST(:issues AS uuid[])) AS issue
"""


@dataclass(frozen=True)
class _Town:
    """A town, and which of its segments contradict their grades."""

    ids: list[str]
    clamour: set[str]
    silence: set[str]


def _days_ago(days: NDArray[np.int64]) -> list[datetime]:
    noon = datetime(_AS_OF.year, _AS_OF.month, _AS_OF.day, 12, tzinfo=KST)
    return [noon - timedelta(days=ago) for ago in days.tolist()]


@pytest.fixture
def ground(session: Session) -> gpd.GeoDataFrame:
    """A thousand segments of 60 to 150 m."""
    return _laid(session, _STREETS)


@pytest.fixture
def town(session: Session, ground: gpd.GeoDataFrame, add_issues: Callable[..., Any]) -> _Town:
    """A thousand segments with 80 contradictions."""
    return _peopled(session, ground, add_issues, _PLANTED)


@pytest.fixture
def city(session: Session, add_issues: Callable[..., Any]) -> _Town:
    """Four thousand segments with 200 contradictions."""
    return _peopled(session, _laid(session, _MANY_STREETS), add_issues, _MANY_PLANTED)


def _laid(session: Session, streets: int) -> gpd.GeoDataFrame:
    at = np.cumsum(np.random.default_rng(1).uniform(60, 150, streets))
    far = float(at[-1])
    lines = [
        shapely.LineString(ends)
        for one in at.tolist()
        for ends in (
            [(_WEST + at[0], _SOUTH + one), (_WEST + far, _SOUTH + one)],
            [(_WEST + one, _SOUTH + at[0]), (_WEST + one, _SOUTH + far)],
        )
    ]
    names = [f"골목{number}" for number in range(len(lines))]
    words = {"source_id": names, "alley_key": names, "name": names, "road_code": None, "road_class": "길", "level": ""}
    alleys = gpd.GeoDataFrame({**words, "width_m": 4.0, "graded": True}, geometry=lines, crs=5179)
    box = shapely.box(_WEST, _SOUTH, _WEST + far + 50, _SOUTH + far + 50)
    district = gpd.GeoDataFrame({"code": ["4115099000"], "name": ["가상동"]}, geometry=[box], crs=5179)
    texts = dict.fromkeys(("code", "name"), "string")
    load_districts(session, district.astype(texts), recorded_at=_RECORDED, new_id=uuid.uuid4)
    load_alleys(session, alleys.astype(dict.fromkeys(words, "string")), recorded_at=_RECORDED, new_id=uuid.uuid4)
    return segment_rows.frame(session)


def _peopled(session: Session, ground: gpd.GeoDataFrame, add_issues: Callable[..., Any], planted: int) -> _Town:
    """Complaints go by grade, length and chance, but for some good segments with clamour and as many poor ones in silence."""
    chance = np.random.default_rng(5)
    ids, count = ground["id"].tolist(), len(ground)
    level = chance.choice(4, count, p=[0.35, 0.25, 0.2, 0.2])
    mean = np.array([0.01, 0.015, 0.09, 0.12])[level] * ground.geometry.length.to_numpy()
    filed = chance.poisson(mean * chance.gamma(10, 0.1, count))
    surveyed = chance.integers(40, 150, count)
    # where fewer than seven are to be expected nobody could tell silence from chance: the page counts and lists these apart
    silence = chance.choice(np.flatnonzero((level >= 2) & (mean >= 7)), planted, replace=False)
    clamour = chance.choice(np.flatnonzero(level <= 1), planted, replace=False)
    filed[silence] = 0
    angry = chance.integers(4, 9, planted)
    begins = (chance.random(planted) * (surveyed[clamour] - 26)).astype(np.int64) + 1
    ago = np.append(
        chance.integers(0, 365, filed.sum()), np.repeat(begins, angry) + chance.integers(0, 25, angry.sum())
    )
    about = np.append(np.repeat(np.arange(count), filed), np.repeat(clamour, angry))
    walked = {"segments": ids, "surveyors": ["조사원-01"] * count, "levels": level.tolist()}
    session.execute(text(_WALK), {**walked, "made": "made-", "walked": _days_ago(surveyed), "recorded": _RECORDED})
    told = sorted(set(about.tolist()))
    add_issues(
        *(
            {
                "source_key": f"issue-{one}",
                "segment_id": ids[one],
                "severity": 1,
                "reported_at": _days_ago(np.array([365]))[0],
                "recorded_at": _RECORDED,
            }
            for one in told
        )
    )
    values = {"segments": [ids[one] for one in about.tolist()], "filed": _days_ago(ago)}
    session.execute(text(_COMPLAIN), {**values, "made": "made-", "recorded": _RECORDED})
    return _Town(ids, {ids[one] for one in clamour.tolist()}, {ids[one] for one in silence.tolist()})


def _segments(finding: Finding, **choice: list[str]) -> set[str]:
    return {row["id"] for row in rows(finding, np.flatnonzero(finding.chosen(choice)))}


def test_of_200_planted_contradictions_the_list_of_the_page_has_nearly_all_and_hardly_another(
    session: Session, city: _Town
) -> None:
    found = blind_spots.find(read_city(session, _THEN))
    listed = rows(found, np.flatnonzero(found.chosen(found.opens["contradiction"])))
    told = {kind: {row["id"] for row in listed if row["options"]["contradiction"] == kind} for kind in _KINDS}
    planted = {"clamour": city.clamour, "silence": city.silence}
    right = sum(len(told[kind] & planted[kind]) for kind in _KINDS)
    assert len(city.ids) > 4_000
    assert sum(map(len, planted.values())) == 200
    assert right >= 0.95 * 200
    assert 1 - right / len(listed) <= 0.05
    assert [one.value for one in found.figures[:2]] == [len(told[kind]) for kind in _KINDS]
    told |= {kind: _segments(found, contradiction=[kind]) for kind in ("too_few", "unsure")}
    assert {one.key: one.value for one in found.figures if one.key in told} == {
        key: len(ids) for key, ids in told.items()
    }
    silent = _segments(found, overall=["D", "E"], filed=["none_filed"])
    assert silent == told["silence"] | told["too_few"] | told["unsure"]
    assert len(silent) == sum(len(told[key]) for key in ("silence", "too_few", "unsure"))
    assert city.silence <= silent


def test_hot_spots_are_those_of_esda_and_of_the_seed(
    session: Session, town: _Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from esda.getisord import G_Local  # imported where it is needed: it takes seconds
    from libpysal.weights import W

    city = read_city(session, _THEN)
    found = _hotspots(session, city)
    graph = SegmentGraph.of(chords(session, _THEN.known_at))
    touching = {row: [row, *graph.neighbour[graph.segment == row].tolist()] for row in range(len(town.ids))}
    weights = W(touching, silence_warnings=True)
    theirs = G_Local(100 - city.ground.score / 100, weights, transform="B", star=True, permutations=0)
    z = next(column.values for column in found.columns if column.key == "z")
    assert np.abs(z - theirs.Zs).max() <= 1e-9
    assert _segments(found, hotspot=["hot_95", "hot_99", "hot_90"]).isdisjoint(_segments(found, hotspot=["cold_95"]))
    first = _told(found)
    with monkeypatch.context() as patched:
        patched.setattr(hotspots, "pseudo_p", None)  # what took long is kept, and nobody changes it
        assert _told(_hotspots(session, city)) == first
    with pytest.raises(DBAPIError, match="append"), session.begin_nested():
        session.execute(text("DELETE FROM finding"))
    session.execute(text("ALTER TABLE finding DISABLE TRIGGER append_only"))
    session.execute(text("DELETE FROM finding"))
    assert _told(_hotspots(session, city)) == first


def _hotspots(session: Session, city: City) -> Finding:
    return hotspots.find(session, city, now=_NOW, progress=in_silence)


def test_planted_agreement_is_reported(session: Session, ground: gpd.GeoDataFrame) -> None:
    """Twenty raters with bias and noise, as in spec 1.0 §6: an item kappa of .72 makes an ICC of .87."""
    chance, count, noise = np.random.default_rng(2), len(ground), 0.465
    of_axis = np.repeat(chance.normal(size=(count, 2)), 8, axis=1)
    truth = np.sqrt(0.2) * chance.normal(size=(count, 1)) + np.sqrt(0.07) * of_axis
    truth = truth + np.sqrt(0.73) * chance.normal(size=(count, 16))
    strict = chance.normal(0, 0.2 * noise, (20, 1)) + chance.normal(0, 0.2 * noise, (20, 16))
    who = np.argsort(chance.random((count, 20)), axis=1)[:, :2]
    seen = truth[:, None] + strict[who] + chance.normal(0, noise, (count, 2, 16))
    levels = (seen[..., None] > [0.2, 1.0, 1.8, 2.6]).sum(axis=-1)
    for side in (0, 1):
        values = {
            "segments": ground["id"].tolist(),
            "surveyors": [f"조사원-{one:02}" for one in who[:, side].tolist()],
            "levels": ["{" + ",".join(map(str, one)) + "}" for one in levels[:, side].tolist()],
            "walked": _days_ago(np.full(count, 20 - 10 * side)),
        }
        session.execute(text(_WALK_ITEMS), {"made": f"made-{side}-", **values, "recorded": _RECORDED})
    found = raters.find(session, read_city(session, _THEN))
    icc, _, pairs, _ = found.figures
    by_scope, by_item, by_rater = found.breakdowns
    kappa = next(column.values for column in by_item.columns if column.key == "kappa")
    assert (pairs.value, len(by_rater.facet.options)) == (count, 20)
    assert np.mean(kappa) == pytest.approx(0.72, abs=0.02)
    assert icc.value == pytest.approx(0.87, abs=0.03)
    axes = next(column.values for column in by_scope.columns if column.key == "icc")
    assert axes[1:] == pytest.approx([0.86, 0.86], abs=0.03)


def test_a_moment_finds_the_same_after_ten_thousand_edits(session: Session, town: _Town) -> None:
    before = _everything(session, _THEN)
    _edit(session, town)
    assert _everything(session, _THEN) == before
    later = _everything(session, _LATER)
    assert [key for key in FINDERS if later[key] == before[key]] == []


def _edit(session: Session, town: _Town) -> None:
    """Record late what happened before: 6,000 complaints, 3,000 surveys by two others, 1,000 issues resolved."""
    chance, late = np.random.default_rng(8), {"recorded": _LATER.known_at - timedelta(days=3)}
    told = session.scalars(text("SELECT segment_id::text FROM issue_state ORDER BY issue_id")).all()
    about = chance.choice(told, 6_000).tolist()
    filed = _days_ago(chance.integers(1, 100, 6_000))
    session.execute(text(_COMPLAIN), {"made": "late-", "segments": about, "filed": filed, **late})
    for part, surveyor in enumerate(("조사원-02", "조사원-03")):
        ids = town.ids[:1000] if part else town.ids[-500:] + town.ids[:500]
        walked = {"segments": ids, "surveyors": [surveyor] * 1000, "levels": chance.integers(0, 5, 1000).tolist()}
        ago = _days_ago(chance.integers(1, 12, 1000))
        session.execute(text(_WALK), {"made": f"late-{part}-", **walked, "walked": ago, **late})
    issues = session.scalars(text("SELECT issue_id FROM issue_state ORDER BY issue_id")).all()
    session.execute(text(_RESOLVE), {"issues": issues, **late})
    follow(session, list(issues))


def _everything(session: Session, moment: Moment) -> dict[str, Any]:
    city = read_city(session, moment)
    return {key: _told(find(session, city, _NOW, in_silence)) for key, find in FINDERS.items()}


def _told(finding: Finding) -> Any:
    """All that a page says of a finding, but the moment."""
    figures = [(one.key, str(one.value), where(one.choice)) for one in finding.figures]
    parts = [[(one.key, one.values.tobytes()) for one in part.columns] for part in finding.breakdowns]
    return figures, parts, sorted(map(str, rows(finding, np.arange(len(finding.segment)))))
