"""What the recipe says of its complaints beside what a city would know."""

from __future__ import annotations

from datetime import date

import geopandas as gpd

from gis_data.demo import build_facts, build_issues_told


def test_complaints_of_one_incident_are_of_one_category(town: gpd.GeoDataFrame, as_of: date) -> None:
    complaints = build_facts(seed=1, segments=town, as_of=as_of).complaints
    incidents = build_issues_told(seed=1, segments=town, as_of=as_of)
    told = complaints.assign(incident=incidents).groupby("incident")["category"]
    assert len(incidents) == len(complaints)
    assert told.size().max() == 2
    assert told.nunique().max() == 1
