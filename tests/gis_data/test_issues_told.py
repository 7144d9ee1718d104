"""What the recipe says of its complaints beside what a city would know."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gis_data.demo import build_facts, build_issues_told
from mapper.domain.new_issue import same_group


@pytest.fixture(scope="module")
def told(town: gpd.GeoDataFrame, as_of: date) -> pd.DataFrame:
    """Complaints with the issue that they are about, each beside the first about it."""
    complaints = build_facts(seed=1, segments=town, as_of=as_of).complaints
    issues = build_issues_told(seed=1, segments=town, as_of=as_of)
    assert len(issues) == len(complaints)
    first = complaints.assign(issue=issues).groupby("issue")[["category", "x", "y", "accuracy_m", "filed_at"]].first()
    return complaints.join(first.loc[issues].reset_index().add_prefix("first_"))


def test_some_things_are_seen_by_several_people(told: pd.DataFrame) -> None:
    people = told["first_issue"].value_counts()
    assert 1 - len(people) / len(told) == pytest.approx(0.12, abs=0.01)
    assert people.max() > 2


def test_what_several_people_saw_is_of_one_group_and_mostly_of_one_category(told: pd.DataFrame) -> None:
    assert all(one in same_group(first) for one, first in zip(told["category"], told["first_category"], strict=True))
    again = told[told["first_issue"].duplicated()]
    assert 0.8 < (again["category"] == again["first_category"]).mean() < 1


def test_they_saw_it_at_one_place_by_the_error_of_their_phones(told: pd.DataFrame) -> None:
    again = told[told["first_issue"].duplicated()].dropna(subset=["x", "first_x", "accuracy_m", "first_accuracy_m"])
    apart = np.hypot(again["x"] - again["first_x"], again["y"] - again["first_y"])
    assert (apart < 4 * np.hypot(again["accuracy_m"], again["first_accuracy_m"]) + 10).all()
    assert apart.median() > 5


def test_some_saw_it_weeks_later(told: pd.DataFrame) -> None:
    later = (told["filed_at"] - told["first_filed_at"])[told["first_issue"].duplicated()]
    assert timedelta(days=20) < later.max() <= timedelta(days=91)
    assert later.median() < timedelta(days=20)
