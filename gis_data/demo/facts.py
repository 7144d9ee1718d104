"""What happened in the made city up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_data.demo.answers import answer_frame
from gis_data.demo.complaints import complaint_frame, issues_told
from gis_data.demo.conditions import draw_conditions
from gis_data.demo.facilities import facility_frame
from gis_data.demo.issues import field_frames, patrol_frames
from gis_data.demo.moments import Period
from gis_data.demo.places import read_places
from gis_data.demo.scene import Scene
from gis_data.demo.shops import shop_frame
from gis_data.demo.surveys import survey_frame
from gis_data.demo.volume import Volume, volume_of


@dataclass(frozen=True)
class Facts:
    """What happened.

    Attributes
    ----------
    surveys : pandas.DataFrame
        By the contract SURVEYS.
    issues : pandas.DataFrame
        By the contract ISSUES: what patrols and field teams found.
    issue_events : pandas.DataFrame
        By the contract ISSUE_EVENTS.
    complaints : pandas.DataFrame
        By the contract COMPLAINTS.
    answers : pandas.DataFrame
        By the contract ISSUE_EVENTS: what became of the issues that complaints opened.
    places : pandas.DataFrame
        By the contract PLACES: schools and a station.
    shops : pandas.DataFrame
        By the contract SHOPS.
    """

    surveys: pd.DataFrame
    issues: pd.DataFrame
    issue_events: pd.DataFrame
    complaints: pd.DataFrame
    answers: pd.DataFrame
    places: pd.DataFrame
    shops: pd.DataFrame


def build_facts(
    *, seed: int, segments: gpd.GeoDataFrame, as_of: date, volume: Volume | None = None, is_at_work: bool = False
) -> Facts:
    """Make what happened in the city of a seed.

    Parameters
    ----------
    seed : int
        The same seed, segments and day give the same facts to the byte, whatever the ids.
    segments : geopandas.GeoDataFrame
        All segments of a city of `build_city`: ``id``, ``fingerprint``, ``length_m``, ``district_code``,
        ``name``, ``graded`` and lines in EPSG:5179, in any order.
    as_of : date
        Its last day; everything is recorded before it begins.
    volume : Volume or None
        How much is on record; None for what befits its size.
    is_at_work : bool
        Whether its office has worked on that, as far as the volume lets it; else every complaint waits for its first
        answer.

    Returns
    -------
    Facts
        Surveys, issues, events, complaints and answers.
    """
    scene, sources = _scene(seed, segments, as_of, volume, is_at_work=is_at_work)
    patrol, patrol_events = patrol_frames(scene, sources[2])
    field, field_events = field_frames(scene, sources[3])
    complaints = complaint_frame(scene, sources[4])
    return Facts(
        surveys=survey_frame(scene, sources[1]),
        issues=pd.concat([patrol, field], ignore_index=True),
        issue_events=pd.concat([patrol_events, field_events], ignore_index=True),
        complaints=complaints,
        answers=answer_frame(complaints, scene, sources[5]),
        places=facility_frame(scene.places),
        shops=shop_frame(scene.places, as_of),
    )


def build_issues_told(
    *, seed: int, segments: gpd.GeoDataFrame, as_of: date, volume: Volume | None = None
) -> NDArray[np.int64]:
    """Tell which complaints of `build_facts` are about one and the same thing, which no city would know.

    Parameters
    ----------
    seed : int
        As `build_facts` was given it.
    segments : geopandas.GeoDataFrame
        The same.
    as_of : date
        The same.
    volume : Volume or None
        The same.

    Returns
    -------
    ndarray of int, shape (n,)
        Number of the issue of each complaint.
    """
    scene, sources = _scene(seed, segments, as_of, volume, is_at_work=False)
    return issues_told(scene, sources[4])


def _scene(
    seed: int, segments: gpd.GeoDataFrame, as_of: date, volume: Volume | None, *, is_at_work: bool
) -> tuple[Scene, list[np.random.Generator]]:
    # A source for each subject, so that more of one leaves the others alone.
    sources = [np.random.default_rng([seed, number]) for number in range(1, 7)]
    places = read_places(segments)
    conditions = draw_conditions(places, sources[0])
    volume = volume or volume_of(len(places))
    return Scene(places, conditions, Period(as_of), volume, is_at_work and volume.is_worked_on), sources
