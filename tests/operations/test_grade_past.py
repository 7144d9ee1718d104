"""The past stays as it was stored, whatever is edited, graded or cut anew later."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.reader import Role
from mapper.errors import NoRunThen
from mapper.operations import grade_changes
from mapper.operations.grade_changes import Wanted
from mapper.operations.grade_past import NOWHERE, GradePast, official_runs, run_as_of
from mapper.operations.grading import regrade_city
from mapper.operations.network import load_alleys
from mapper.operations.segment_history import segment_history
from mapper.store import segments as segment_rows
from mapper.store.graded_map import network_version

At = Callable[[str], datetime]
Add = Callable[..., Any]
LATER = "2030-01-01"

STORED = text(
    "SELECT segment_id::text, overall_grade, overall_score FROM grade WHERE run_id = :run ORDER BY segment_id"
)


class _Held:
    """A maker of sessions that lends the test's own."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self) -> _Held:
        return self

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def past(session: Session, at: At) -> GradePast:
    return GradePast(_Held(session), lambda: at(LATER))  # type: ignore[arg-type] # as the maker of sessions is used


def run_at(session: Session, day: str, known: datetime) -> Any:
    return regrade_city(session, as_of=date.fromisoformat(day), official=True, new_id=uuid.uuid4, known_at=known)


def survey(segment: Any, day: datetime, level: int, recorded: datetime | None = None) -> dict[str, Any]:
    key = f"{segment}{day}"
    levels = (level,) * 16
    return {
        "source_key": key,
        "segment_id": segment,
        "walked_at": day,
        "recorded_at": recorded or day,
        "levels": levels,
    }


def read(past: GradePast, run: Any) -> list[tuple[str, str | None, int | None]]:
    columns = past.run(run.id)
    ids = [str(uuid.UUID(bytes=bytes(one))) for one in columns.ids.view("V16")]
    letters = [None if code == 5 else "ABCDE"[code] for code in columns.codes["overall"]]
    scores = [None if score < 0 else int(score) for score in columns.scores["overall"]]
    return list(zip(ids, letters, scores, strict=True))


def stored(session: Session, run: Any) -> list[tuple[str, str | None, int | None]]:
    return [tuple(row) for row in session.execute(STORED, {"run": run.id})]


def test_a_grade_of_the_past_stays_after_later_edits_and_runs(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Add, past: GradePast, at: At
) -> None:
    first, second = town["id"][:2]
    add_surveys(survey(first, at("2024-05-01"), 0), survey(second, at("2024-05-01"), 1))
    early = run_at(session, "2024-06-01", at("2024-06-02"))
    before = stored(session, early)
    add_surveys(survey(first, at("2024-05-20"), 4, recorded=at("2024-08-01")))
    late = run_at(session, "2024-09-01", at("2024-09-02"))
    corrected = run_at(session, "2024-06-01", at("2024-09-03"))
    assert read(past, early) == before == stored(session, early)
    assert {letter for _, letter, _ in before} == {"A", "B", None}
    # as it was known then, the later correction is not there
    assert [run.id for run in official_runs(session, known=at("2024-09-02"))] == [early.id, late.id]
    assert [run.id for run in official_runs(session, known=at(LATER))] == [corrected.id, late.id]
    assert run_as_of([early, late], date(2024, 8, 31)) is early
    with pytest.raises(NoRunThen, match="2024-06-01"):
        run_as_of([early, late], date(2024, 5, 31))
    changed = grade_changes.changes(past.pair(early, late), Wanted(kinds=["worse"]))
    (row,) = grade_changes.told(
        session, changed, grade_changes.in_order(changed, sort="difference", descending=False), axis="overall"
    )
    letters = dict((one, letter) for one, letter, _ in stored(session, late))  # noqa: C402 - of three, the middle one is wanted
    assert (row["id"], row["before"]["grade"], row["after"]["grade"]) == (str(first), "A", letters[str(first)])
    assert sum(line["difference"] for line in row["lines"]) == pytest.approx(row["difference"])
    assert grade_changes.counts(changed)["kinds"] == {
        "worse": 1, "better": 0, "same": 23, "graded": 0, "lapsed": 0, "new": 0, "gone": 0,
    }  # fmt: skip


def test_what_was_cut_anew_is_compared_with_what_lay_there(
    session: Session,
    town: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame,
    add_surveys: Add,
    past: GradePast,
    at: At,
    person: Add,
) -> None:
    street = town[town["name"] == "가로1길"].sort_values("fingerprint").iloc[0]
    last = town[town["name"] == "세로4길"]
    gone = last.iloc[last.geometry.distance(shapely.Point(958_300, 1_971_250)).argmin()]
    add_surveys(survey(street["id"], at("2024-05-01"), 0))
    early = run_at(session, "2024-06-01", at("2024-06-02"))
    assert len(past.column(early.id, network_version(session))) == 4 * 24
    # a new side street begins in the middle of one segment; one street is shorter by a block
    x, y = shapely.get_coordinates(street.geometry.interpolate(0.5, normalized=True))[0]
    side = lines.iloc[[0]].assign(source_id="L99", alley_key="새길", name="새길")
    side = side.set_geometry([shapely.LineString([(x, y), (x, y - 40)])], crs=lines.crs)
    shorter = lines.copy()
    shorter.loc[7, "geometry"] = shapely.LineString([(958_300, 1_971_000), (958_300, 1_971_200)])
    edition = pd.concat([shorter, side.astype(dict.fromkeys(("source_id", "alley_key", "name"), "string"))])
    load_alleys(session, edition, recorded_at=at("2024-07-01"), new_id=uuid.uuid4)
    late = run_at(session, "2024-08-01", at("2024-08-02"))
    pair = past.pair(early, late)
    changed = grade_changes.changes(pair, Wanted())
    told = grade_changes.told(session, changed, np.arange(len(pair.ids)), axis="overall")
    halves = [row for row in told if row["forebear"] == str(street["id"])]
    assert [row["before"]["grade"] for row in halves] == ["A", "A"]
    followed = grade_changes.counts(changed)["followed"]
    assert followed >= 2
    told_of = grade_changes.changes(pair, Wanted(followed=True))
    assert [row["id"] for row in told if row["forebear"]] == [
        row["id"] for row in grade_changes.told(session, told_of, np.flatnonzero(told_of.wanted), axis="overall")
    ]
    assert told_of.wanted.sum() == followed
    (lost,) = (row for row in told if row["kind"] == "gone")
    assert (lost["id"], lost["at"], lost["after"]) == (str(gone["id"]), None, None)
    assert [row["name"] for row in told if row["kind"] == "new"] == ["새길"]
    # on the map of now both halves have the letter of the whole, and the new street none
    now = segment_rows.frame(session).sort_values("id")
    column = dict(zip(now["id"].astype(str), past.column(early.id, network_version(session)), strict=False))
    assert {column[row["id"]] for row in halves} == {0}
    assert [column[row["id"]] for row in told if row["kind"] == "new"] == [NOWHERE]
    # and the history of a half goes on into the past
    planner = person("계획", Role.PLANNER)
    history = segment_history(
        session, uuid.UUID(halves[0]["id"]), known_at=None, as_of=None, page=1, size=10, by=planner, now=at(LATER)
    )
    assert [(one["as_of"], one["forebear"]) for one in history["grades"]["items"]][-1] == (
        "2024-06-01",
        str(street["id"]),
    )
    then = segment_history(
        session,
        uuid.UUID(halves[0]["id"]),
        known_at=at("2024-06-15"),
        as_of=None,
        page=1,
        size=10,
        by=planner,
        now=at(LATER),
    )
    assert [one["what"] for one in then["facts"]["items"]] == ["survey"]
