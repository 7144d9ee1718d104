"""What happened in the made city: as much as published, in a possible order, and nothing in the future."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from gis_data.demo import Facts, build_facts, build_issues_told
from gis_data.demo.surveys import SURVEYORS
from gis_data.demo.volume import METROPOLIS, TOWN
from mapper.domain.calendar import KST
from mapper.domain.category import CATEGORIES
from mapper.domain.due import due_of
from mapper.domain.facility import FACILITIES
from mapper.domain.issue import OPEN, status_after
from mapper.domain.rubric import RUBRIC
from mapper.frames import COMPLAINT_PREFIX, COMPLAINTS, ISSUE_EVENTS, ISSUES, PLACES, SHOPS, SURVEYS
from mapper.spatial.matching import place_points

DAYS = [date(2024, 7, 4), date(2024, 2, 29), date(2026, 11, 23), date(2025, 1, 3), date(2025, 4, 1)]
"""A Thursday, a leap day, a Monday, a Friday, a Tuesday."""

OCCURRED = {"surveys": "walked_at", "issues": "reported_at", "issue_events": "occurred_at", "complaints": "filed_at"}


def statuses(facts: Facts) -> pd.Series:
    ordered = facts.issue_events.sort_values("occurred_at", kind="stable")
    return pd.Series({key: status_after(kinds, issue=key) for key, kinds in ordered.groupby("issue_key")["kind"]})


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("seed", [1, 2024])
def test_the_patrols_come_out_as_published_on_every_day(town: gpd.GeoDataFrame, seed: int, as_of: date) -> None:
    facts = build_facts(seed=seed, segments=town, as_of=as_of)
    patrol = facts.issues[facts.issues["origin"] == "patrol"]
    assert len(patrol) == 2_070
    assert (statuses(facts)[patrol["source_key"]] == "resolved").sum() == 1_340
    assert set(patrol["reported_at"].dt.day_name()) == {"Tuesday", "Friday"}
    assert patrol["reported_at"].min() > datetime.combine(as_of - timedelta(days=730), time(), KST)
    assert patrol["segment_id"].notna().all()


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_nothing_is_known_before_it_happened_or_after_the_last_day(town: gpd.GeoDataFrame, as_of: date) -> None:
    facts = build_facts(seed=4, segments=town, as_of=as_of)
    morning = pd.Timestamp(datetime.combine(as_of, time(), KST))
    for name, occurred in OCCURRED.items():
        frame = getattr(facts, name)
        assert (frame["recorded_at"] >= frame[occurred]).all(), name
        assert frame["recorded_at"].max() < morning, name
        late = frame["recorded_at"].dt.date > frame[occurred].dt.date
        assert 0.02 < late.mean() < 0.35, name


def test_the_frames_keep_their_contracts(facts: Facts) -> None:
    contracts = (SURVEYS, ISSUES, ISSUE_EVENTS, COMPLAINTS, ISSUE_EVENTS, PLACES, SHOPS)
    for contract, frame in zip(contracts, vars(facts).values(), strict=True):
        contract.check(frame)
        if "source_key" in frame:
            assert frame["source_key"].is_unique
    assert set(facts.issue_events["issue_key"]) <= set(facts.issues["source_key"])


def test_every_district_has_a_made_school_on_its_own_ground(facts: Facts, segments: gpd.GeoDataFrame) -> None:
    places = facts.places.set_index("source_key")
    schools = places[places["kind"] == "초등학교"]
    assert set(schools.index.str.removeprefix("school:")) == set(segments.loc[segments["graded"], "district_code"])
    assert places["name"].str.startswith("시범").all()
    assert {kind for one in FACILITIES for kind in one.kinds} >= set(places["kind"])
    for key, school in schools.iterrows():
        there = segments[segments["district_code"] == str(key).removeprefix("school:")]
        assert there.distance(Point(school["x"], school["y"])).min() < 1


def test_every_issue_moves_only_as_allowed_and_after_it_was_reported(facts: Facts) -> None:
    status = statuses(facts)
    assert {"resolved", "closed", "rejected", "verified", "received"} == set(status)
    reported = facts.issues.set_index("source_key")["reported_at"]
    events = facts.issue_events
    assert (events["occurred_at"].to_numpy() >= reported[events["issue_key"]].to_numpy()).all()


def test_issues_name_graded_segments_and_known_categories(facts: Facts, segments: gpd.GeoDataFrame) -> None:
    graded = set(segments.loc[segments["graded"], "id"])
    assert set(facts.issues["segment_id"].dropna()) <= graded
    assert set(facts.surveys["segment_id"]) <= graded
    known = {category.id for category in CATEGORIES}
    assert set(facts.issues["category"]) == known
    assert set(facts.complaints["category"]) == known
    field = facts.issues[facts.issues["origin"] == "field"]
    assert 200 < len(field) < 500
    assert 0 < field["segment_id"].isna().sum() < len(field)
    assert facts.issues["severity"].isin([1, 2, 3, 4]).all()


def test_surveys_are_walked_in_two_rounds_by_day(facts: Facts, as_of: date) -> None:
    surveys = facts.surveys
    assert set(surveys["surveyor"]) == set(SURVEYORS)
    assert surveys["walked_at"].dt.hour.between(9, 17).all()
    assert surveys["walked_at"].dt.day_of_week.max() <= 4
    assert surveys["duration_s"].between(60, 120).all()
    age = (pd.Timestamp(as_of) - surveys["walked_at"].dt.tz_localize(None)).dt.days
    first, second = age.between(300, 430), age.between(1, 122)
    expired = age > 730
    assert (first | second | expired).all()
    assert min(first.sum(), second.sum()) > 2_500
    assert expired.sum() >= 4


def test_some_segments_were_walked_again_by_another_rater_within_two_weeks(facts: Facts) -> None:
    surveys = facts.surveys.sort_values("walked_at")
    before = surveys.groupby("segment_id")[["walked_at", "surveyor"]].shift()
    again = surveys["walked_at"] - before["walked_at"] <= timedelta(days=14)
    assert 0.03 < again.mean() < 0.08
    assert (surveys["surveyor"] != before["surveyor"])[again].all()


def test_answers_are_levels_or_allowed_refusals(facts: Facts) -> None:
    answers = np.array(facts.surveys["levels"].tolist(), dtype=float)
    assert answers.shape == (len(facts.surveys), len(RUBRIC.items))
    assert set(np.unique(answers[~np.isnan(answers)])) == {-1, 0, 1, 2, 3, 4}
    refused = (answers == -1).any(axis=0)
    assert not refused[[not item.na_allowed for item in RUBRIC.items]].any()
    assert 0.005 < np.isnan(answers).mean() < 0.05


def test_raters_mostly_agree(facts: Facts) -> None:
    surveys = facts.surveys.sort_values("walked_at").reset_index(drop=True)
    groups = surveys.groupby("segment_id")
    again = surveys["walked_at"] - groups["walked_at"].shift() <= timedelta(days=14)
    before = groups["levels"].shift()[again]
    pairs = np.array([before.tolist(), surveys.loc[again, "levels"].tolist()], dtype=float)
    kappas = []
    for answers in pairs.transpose(2, 0, 1):
        one, other = answers[:, (answers >= 0).all(axis=0)]
        by_chance = ((one[:, None] - other[None, :]) ** 2).mean()
        kappas.append(1 - ((one - other) ** 2).mean() / by_chance)
    assert 0.62 < np.mean(kappas) < 0.82


def test_complaints_are_placed_asked_about_and_left_unassigned(facts: Facts, segments: gpd.GeoDataFrame) -> None:
    complaints = facts.complaints
    graded = segments[segments["graded"]].astype({"name": "string"})
    assert len(complaints) == pytest.approx(0.4 * len(graded), rel=0.02)
    decisions = place_points(complaints, graded)["decision"].value_counts(normalize=True)
    assert decisions["assigned"] > 0.25
    assert decisions["ask"] > 0.25
    assert decisions["unassigned"] > 0.05
    nowhere = complaints["x"].isna()
    assert (nowhere & complaints["road_name"].notna()).any()
    assert (nowhere & complaints["road_name"].isna()).any()
    assert complaints["accuracy_m"].dropna().between(5, 60).all()


def test_no_text_holds_anything_personal(facts: Facts) -> None:
    texts = [*facts.complaints["text"], *facts.issues["description"]]
    for text in texts:
        assert not re.search(r"\d{2,3}-\d{3,4}-\d{4}|@|\d{6}-\d|[가-힣]{2,3} ?(씨|님)\b|\d+호\b", text), text
        assert "{" not in text
    named = facts.complaints.dropna(subset="road_name")
    assert all(name in text for name, text in zip(named["road_name"], named["text"], strict=True))


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_an_office_at_work_answers_most_in_time_and_keeps_what_was_drawn(town: gpd.GeoDataFrame, as_of: date) -> None:
    idle, busy = (build_facts(seed=2, segments=town, as_of=as_of, is_at_work=work) for work in (False, True))
    for name in ("surveys", "issues", "complaints"):
        pd.testing.assert_frame_equal(getattr(idle, name), getattr(busy, name))
    assert idle.answers.empty
    assert (busy.answers["recorded_at"] >= busy.answers["occurred_at"]).all()
    assert busy.answers["recorded_at"].max() < datetime.combine(as_of, time(), KST)
    patrol = busy.issues.loc[busy.issues["origin"] == "patrol", "source_key"]
    assert (statuses(busy)[patrol] == "resolved").sum() == 1_340

    now = datetime.combine(as_of, time(), KST)
    filed = busy.complaints.set_index(COMPLAINT_PREFIX + busy.complaints["source_key"])["filed_at"]
    answered = busy.answers.set_index("issue_key")["occurred_at"].reindex(filed.index)
    due = filed.map(due_of)
    assert (answered.dropna() >= filed[answered.notna()]).all()
    is_due = due < now
    assert 0.8 < (answered <= due)[is_due].mean() < 0.97
    assert ((answered > due) & is_due).any()
    waits = answered.isna()
    assert (waits & ~is_due).any()
    assert 0 < (waits & is_due).mean() < 0.06
    old = busy.issues["reported_at"] < now - timedelta(days=60)
    open_still = statuses(busy)[busy.issues.loc[old, "source_key"]].isin(OPEN)
    assert open_still.mean() < 0.05


def test_a_metropolis_is_the_same_whether_anybody_is_at_work(town: gpd.GeoDataFrame) -> None:
    sparse = replace(METROPOLIS, complaints=0.5)
    idle, busy = (
        build_facts(seed=2, segments=town, as_of=DAYS[0], volume=sparse, is_at_work=work) for work in (False, True)
    )
    for name, frame in vars(idle).items():
        pd.testing.assert_frame_equal(frame, getattr(busy, name))


def test_where_something_began_several_neighbours_complain_within_weeks(town: gpd.GeoDataFrame) -> None:
    lively = replace(TOWN, outbreaks=0.05)
    told = [
        build_facts(seed=2, segments=town, as_of=DAYS[0], volume=one, is_at_work=True).complaints
        for one in (TOWN, lively)
    ]
    begun = round(0.05 * town["graded"].sum())
    assert 4 * begun <= len(told[1]) - len(told[0]) < 10 * begun
    issue = build_issues_told(seed=2, segments=town, as_of=DAYS[0], volume=lively)
    groups = told[1].assign(issue=issue)[issue >= len(told[0])].groupby("issue")
    assert len(groups) == begun
    assert groups.size().min() >= 4
    assert (groups["filed_at"].max() - groups["filed_at"].min()).max() < timedelta(days=26)
    assert groups["accuracy_m"].max().max() <= 10
