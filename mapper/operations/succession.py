"""Carry surveys, issues and edits over when a newer edition cuts their segment anew.

Nothing is moved: a survey gets a row for each heir and an issue a new placement, both recorded now, so that every past
run still finds what it found. Edits are found through who took whose place: those that arrive later of a segment of
before stand as well, and the next one may name any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.domain.editable import SEGMENT
from mapper.domain.placement import Decision, Method
from mapper.spatial.succession import heirs
from mapper.store import issues as issue_rows
from mapper.store import surveys as survey_rows
from mapper.store.edits import written_over
from mapper.store.engine import Session
from mapper.store.superseded import add_successions, cut_anew, replaced


def carry_over(session: Session, *, recorded_at: datetime, new_id: Callable[[], UUID]) -> dict[str, int]:
    """Carry what lies on segments superseded at a time over to those that lie in their place.

    Parameters
    ----------
    session : Session
        Not committed.
    recorded_at : datetime
        When the edition became known.
    new_id : callable
        Makes the ids.

    Returns
    -------
    dict of str to int
        ``surveys_carried``, ``issues_carried`` and ``edits_carried``, and those ``left_behind`` because no alley is there
        any more.
    """
    old, new = replaced(session, recorded_at)
    edits = _carry_edits(session, old, new)
    pairs = heirs(old, new[new["graded"]])
    on_old = issue_rows.placed_on(session, old["id"].tolist())
    surveys = survey_rows.ids_on(session, old["id"].tolist())
    followed = surveys.merge(pairs, left_on="segment_id", right_on="old_id")
    survey_rows.repeat_on(session, followed, method=Method.CARRIED, recorded_at=recorded_at, new_id=new_id)
    moved = _nearest_heir(on_old.merge(pairs, left_on="segment_id", right_on="old_id"), new)
    placements = pd.DataFrame(
        {
            "issue_id": moved["issue_id"],
            "segment_id": moved["new_id"],
            "decision": str(Decision.ASSIGNED),
            "method": str(Method.CARRIED),
            "probability": np.nan,
            "offer": "{}",
            "recorded_at": recorded_at,
        }
    )
    issue_rows.add_placements(session, placements, new_id=new_id)
    issue_rows.follow(session, placements["issue_id"])
    return {
        "surveys_carried": followed["survey_id"].nunique(),
        "surveys_left_behind": len(surveys) - followed["survey_id"].nunique(),
        "issues_carried": len(moved),
        "issues_left_behind": len(on_old) - len(moved),
        **edits,
    }


def _carry_edits(session: Session, old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> dict[str, int]:
    """Let edits stand on the heirs; those of a piece that is now a lesser part of a segment stand on that.

    Where the parts disagree it shows as a conflict, for a person to decide.
    """
    pairs = heirs(old, new)[["old_id", "new_id"]]
    joined = heirs(new, old[~old["id"].isin(pairs["old_id"])])
    pairs = pd.concat([pairs, joined[["new_id", "old_id"]].set_axis(["old_id", "new_id"], axis=1)])
    add_successions(session, pairs["new_id"].tolist(), pairs["old_id"].tolist())
    written = {
        segment: {one.edit for values in fields.values() for one in values}
        for segment, fields in written_over(session, SEGMENT, old["id"].tolist()).items()
    }
    carried = set().union(*(written[segment] for segment in written.keys() & set(pairs["old_id"])))
    return {"edits_carried": len(carried), "edits_left_behind": len(set().union(*written.values()) - carried)}


def heirs_of(session: Session, segment: UUID) -> set[str] | None:
    """Find which segments of today lie where one lay that was cut anew, however often.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.

    Returns
    -------
    set of str or None
        Ids of graded segments; None when there is no such segment, or it is one of today.
    """
    old, new = cut_anew(session, segment)
    return None if old.empty else set(heirs(old, new)["new_id"].astype(str))


def _nearest_heir(choices: pd.DataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Keep for each issue the heir nearest to its point, or, without a point, the one that took over most."""
    line_of = dict(zip(new["id"], new.geometry, strict=True))
    lines = np.array([line_of[segment] for segment in choices["new_id"]], dtype=object)
    points = shapely.points(choices["x"].fillna(0).to_numpy(dtype=float), choices["y"].fillna(0).to_numpy(dtype=float))
    far = np.where(choices["x"].isna(), 0.0, shapely.distance(points, lines))
    ordered = choices.assign(far=far).sort_values(
        ["issue_id", "far", "shared_m", "new_id"], ascending=[True, True, False, True]
    )
    return ordered.drop_duplicates("issue_id")
