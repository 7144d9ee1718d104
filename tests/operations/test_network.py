from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import SEGMENT, editable
from mapper.operations.grading import is_reproducible, regrade_city
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.revising import standings
from mapper.store import segments as segment_rows
from mapper.store.edits import add_edit, disputed, edited_segments, things

Add = Callable[..., Any]
At = Callable[[str], datetime]
LATER = datetime(2025, 1, 1, tzinfo=UTC)


def test_the_town_is_stored_whole(session: Session, town: gpd.GeoDataFrame) -> None:
    assert len(town) == 24  # 8 alleys, each split at its 4 junctions
    assert set(town["district_code"]) == {"4115099000"}
    assert abs(town.length.sum() - 8 * 300) < 0.001
    assert session.execute(text("SELECT count(DISTINCT public_point) FROM segment")).scalar_one() > 0


def test_the_same_lines_again_keep_every_id(session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> None:
    effects = load_alleys(session, lines, recorded_at=LATER, new_id=uuid.uuid4)
    again = segment_rows.frame(session)
    assert (effects["added"], effects["kept"], effects["superseded"]) == (0, 24, 0)
    assert again["id"].tolist() == town["id"].tolist()


def test_a_changed_line_supersedes_its_own_segments_only(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    moved = lines.copy()
    first = moved.index[0]
    moved.loc[[first], "geometry"] = shapely.affinity.translate(moved.geometry[first], xoff=-20.0)
    effects = load_alleys(session, moved, recorded_at=LATER, new_id=uuid.uuid4)
    changed = set(town["id"]) - set(segment_rows.frame(session)["id"])
    assert effects["superseded"] == len(changed)
    assert 0 < len(changed) < 24
    stored = session.execute(text("SELECT count(*) FROM segment WHERE superseded_at = :at"), {"at": LATER}).scalar_one()
    assert stored == len(changed)


def test_districts_that_come_later_are_found_for_every_segment(
    session: Session, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    load_alleys(session, lines, recorded_at=LATER, new_id=uuid.uuid4)
    assert segment_rows.frame(session)["district_code"].isna().all()
    load_districts(session, districts, recorded_at=LATER, new_id=uuid.uuid4)
    assert segment_rows.frame(session)["district_code"].notna().all()


def test_the_same_districts_again_change_nothing(
    session: Session, town: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    assert load_districts(session, districts, recorded_at=LATER, new_id=uuid.uuid4)["new_or_changed"] == 0
    assert session.execute(text("SELECT count(*) FROM district")).scalar_one() == 1


def test_a_new_name_reaches_segments_that_keep_their_shape(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    renamed = lines.assign(name=lines["name"] + "안길", alley_key=lines["alley_key"] + "안길")
    effects = load_alleys(session, renamed, recorded_at=LATER, new_id=uuid.uuid4)
    again = segment_rows.frame(session)
    assert (effects["added"], effects["kept"], effects["renamed"]) == (0, 24, 24)
    assert again["id"].tolist() == town["id"].tolist()
    assert again["name"].str.endswith("안길").all()


def test_what_is_no_alley_any_more_is_superseded_not_changed(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    context = lines.copy()
    context.loc[context.index[0], "graded"] = False
    effects = load_alleys(session, context, recorded_at=LATER, new_id=uuid.uuid4)
    assert (effects["superseded"], effects["added"]) == (3, 3)
    still_graded = segment_rows.frame(session).query("graded")
    assert set(still_graded["id"]) < set(town["id"])


def with_side_street(lines: gpd.GeoDataFrame, cut: shapely.LineString) -> gpd.GeoDataFrame:
    """Let a side street begin in the middle of a segment."""
    middle = cut.interpolate(0.5, normalized=True)
    side = lines.iloc[[0]].assign(
        source_id="L99",
        alley_key="샛길",
        name="샛길",
        geometry=[shapely.LineString([(middle.x, middle.y), (middle.x, middle.y - 40)])],
    )
    return pd.concat([lines, side.astype({"source_id": "string", "alley_key": "string", "name": "string"})])


def test_a_new_side_street_leaves_no_survey_and_no_issue_behind(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, add_surveys: Add, add_issues: Add, at: At
) -> None:
    cut = town[town["name"] == "가로1길"].sort_values("fingerprint").iloc[0]
    surveyed = {"walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01"), "levels": (1,) * 16}
    reported = {"reported_at": at("2024-05-02"), "recorded_at": at("2024-05-02")}
    add_surveys({"source_key": "s1", "segment_id": cut["id"], **surveyed})
    end = shapely.get_point(cut.geometry, -1)
    add_issues(
        {"source_key": "picked", "segment_id": cut["id"], **reported},
        {"source_key": "pinned", "segment_id": cut["id"], "x": end.x, "y": end.y, **reported},
    )
    past = regrade_city(session, as_of=date(2024, 6, 1), official=True, new_id=uuid.uuid4, known_at=at("2024-06-02"))

    effects = load_alleys(session, with_side_street(lines, cut.geometry), recorded_at=LATER, new_id=uuid.uuid4)
    carried = {name: effects[name] for name in effects if name.startswith(("surveys_", "issues_"))}
    assert carried == {
        "surveys_carried": 1, "surveys_left_behind": 0, "issues_carried": 2, "issues_left_behind": 0,
    }  # fmt: skip

    now = regrade_city(session, as_of=date(2024, 6, 1), official=False, new_id=uuid.uuid4, known_at=LATER)
    statement = text("SELECT count(*) FROM grade WHERE run_id = :run AND overall_grade IS NOT NULL")
    assert session.execute(statement, {"run": now.id}).scalar_one() == 2  # both halves, not the side street
    pinned = text(
        "SELECT ST_Distance(line, point) FROM issue JOIN placement ON issue_id = issue.id"
        " JOIN segment ON segment.id = segment_id WHERE source_key = 'pinned' AND method = 'carried'"
    )
    assert session.execute(pinned).scalar_one() == 0
    assert is_reproducible(session, past)


def wrote(session: Session, segment: UUID, *bases: UUID, **values: Any) -> UUID:
    """Write over a segment, as a phone does that may not know how the network was cut since."""
    written = tuple(NewValue(editable(SEGMENT, name), value, frozenset(bases)) for name, value in values.items())
    edit = NewEdit(uuid.uuid4(), SEGMENT, segment, written, resolves=False, edited_at=LATER)
    assert add_edit(session, edit, edited_at=LATER, user=None, recorded_at=LATER)
    return edit.id


def stands(session: Session, segment: UUID) -> dict[str, Any]:
    """Of the fields that were written over: what is shown, or the values among which a person has to decide."""
    [(_, fields)] = standings(session, SEGMENT, things(session, SEGMENT, [segment]))
    return {
        one.field.name: {head.value for head in one.heads} if one.is_conflict else one.value
        for one in fields
        if one.heads
    }


def test_what_was_written_over_a_segment_stands_on_those_that_take_its_place(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    cut = town[town["name"] == "가로1길"].sort_values("fingerprint").iloc[0]
    whole = UUID(cut["id"])
    first = wrote(session, whole, width_m=2.4)
    effects = load_alleys(session, with_side_street(lines, cut.geometry), recorded_at=LATER, new_id=uuid.uuid4)
    assert (effects["edits_carried"], effects["edits_left_behind"]) == (1, 0)
    halves = session.scalars(
        text("SELECT segment_id FROM succession WHERE forebear_id = :whole ORDER BY 1"), {"whole": whole}
    ).all()
    assert [stands(session, half) for half in halves] == [{"width_m": 2.4}] * 2
    wrote(session, whole, stairs=True)  # on a phone that had no signal meanwhile
    wrote(session, halves[0], first, width_m=3.0)
    assert [stands(session, half) for half in halves] == [
        {"width_m": 3.0, "stairs": True}, {"width_m": 2.4, "stairs": True},
    ]  # fmt: skip
    wrote(session, halves[1], first, width_m=2.0)

    again = LATER + timedelta(days=1)
    effects = load_alleys(session, lines, recorded_at=again, new_id=uuid.uuid4, gone=["L99"])
    assert (effects["edits_carried"], effects["edits_left_behind"]) == (4, 0)
    [joined] = disputed(session, SEGMENT)
    assert stands(session, joined) == {"width_m": {2.0, 3.0}, "stairs": True}
    assert edited_segments(session) == [joined]


def test_what_was_written_over_an_alley_that_is_no_more_is_counted(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    gone = town[town["name"] == "가로1길"].iloc[0]
    wrote(session, UUID(gone["id"]), note="막다른 곳")
    moved = lines.copy()
    first = moved.index[moved["name"] == "가로1길"][0]
    moved.loc[[first], "geometry"] = shapely.affinity.translate(moved.geometry[first], yoff=-30.0)
    effects = load_alleys(session, moved, recorded_at=LATER, new_id=uuid.uuid4)
    assert (effects["edits_carried"], effects["edits_left_behind"]) == (0, 1)


def test_where_no_alley_is_any_more_things_are_left_behind_and_counted(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, add_surveys: Add, at: At
) -> None:
    gone = town[town["name"] == "가로1길"].iloc[0]
    add_surveys(
        {"source_key": "s1", "segment_id": gone["id"], "walked_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    )
    moved = lines.copy()
    first = moved.index[moved["name"] == "가로1길"][0]
    moved.loc[[first], "geometry"] = shapely.affinity.translate(moved.geometry[first], yoff=-30.0)
    effects = load_alleys(session, moved, recorded_at=LATER, new_id=uuid.uuid4)
    assert (effects["surveys_carried"], effects["surveys_left_behind"]) == (0, 1)


def test_a_district_gets_its_new_name(session: Session, town: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> None:
    renamed = districts.assign(name=pd.array(["새이름동"], dtype="string"))
    assert load_districts(session, renamed, recorded_at=LATER, new_id=uuid.uuid4)["new_or_changed"] == 1
    assert session.execute(text("SELECT name FROM district WHERE superseded_at IS NULL")).scalar_one() == "새이름동"


def test_no_districts_at_all_change_nothing(
    session: Session, town: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    assert load_districts(session, districts.iloc[:0], recorded_at=LATER, new_id=uuid.uuid4)["new_or_changed"] == 0


def test_lines_that_meet_those_of_another_file_are_named(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    west, south, _, _ = town.total_bounds
    shapes = [
        shapely.LineString([(west - 50, south + 50), (west + 50, south + 50)]),
        shapely.LineString([(west - 90, south), (west - 60, south)]),
    ]
    other = lines.iloc[:2].assign(source_id=["X1", "X2"], geometry=shapes).astype({"source_id": "string"})
    effects = load_alleys(session, other, recorded_at=LATER, new_id=uuid.uuid4)
    assert effects["meeting_other_files"] == ["X1"]
    assert effects["superseded"] == 0
