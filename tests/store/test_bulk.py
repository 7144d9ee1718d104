"""Columns written by COPY come back as they were, whatever they are given as."""

from __future__ import annotations

import json
import math
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select, text, types
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mapper.store import bulk
from mapper.store.bulk import copy_columns, insert_columns

KINDS = {
    "id": types.Uuid(),
    "name": types.Text(),
    "details": JSONB(),
    "lines": types.JSON(),
    "digest": types.LargeBinary(),
    "seen_at": types.DateTime(timezone=True),
    "day": types.Date(),
    "level": types.SmallInteger(),
    "count": types.Integer(),
    "metres": types.Double(),
    "graded": types.Boolean(),
    "levels": ARRAY(types.SmallInteger()),
}
TABLE = Table("given", MetaData(), *(Column(name, kind) for name, kind in KINDS.items()), prefixes=["TEMPORARY"])
KST = timezone(timedelta(hours=9))
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(KST))  # noqa: DTZ001 - given a zone
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.uuids(),
    "name": TEXTS,
    "details": st.dictionaries(TEXTS, st.integers(0, 9)),
    "lines": st.dictionaries(TEXTS, st.integers(0, 9)),
    "digest": st.binary(),
    "seen_at": TIMES,
    "day": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "level": st.integers(-(2**15), 2**15 - 1),
    "count": st.integers(-(2**31), 2**31 - 1),
    "metres": st.floats(allow_nan=False),
    "graded": st.booleans(),
    "levels": st.lists(st.none() | st.integers(-1, 4)),
}
ROWS = st.lists(st.fixed_dictionaries({name: st.none() | value for name, value in VALUES.items()}), max_size=7)


@pytest.fixture
def table(session: Session) -> Table:
    TABLE.create(session.connection())
    return TABLE


def stored(session: Session) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(TABLE)).mappings()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=ROWS)
def test_every_value_comes_back(session: Session, rows: list[dict[str, Any]]) -> None:
    with session.begin_nested() as nested:
        TABLE.create(session.connection())
        columns = {name: [row[name] for row in rows] for name in KINDS}
        for name in ("details", "lines"):
            columns[name] = [None if one is None else json.dumps(one) for one in columns[name]]
        copy_columns(session, TABLE, columns)
        assert stored(session) == rows
        nested.rollback()


INSERTED = KINDS.keys() - {"details", "lines", "levels"}
"""Those of which lists are no lists of lists, and no JSON."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(rows=ROWS)
def test_every_value_that_is_inserted_comes_back(session: Session, rows: list[dict[str, Any]]) -> None:
    with session.begin_nested() as nested:
        TABLE.create(session.connection())
        columns = {name: [row[name] for row in rows] for name in INSERTED}
        assert insert_columns(session, TABLE, columns) == len(rows)
        assert stored(session) == [dict.fromkeys(KINDS) | {name: row[name] for name in INSERTED} for row in rows]
        nested.rollback()


def test_rows_that_are_known_are_skipped_only_when_asked(session: Session, table: Table) -> None:
    session.execute(text("CREATE UNIQUE INDEX ON given (id)"))
    ids = [uuid.uuid4() for _ in range(3)]
    assert insert_columns(session, table, {"id": ids[:2], "name": "먼저"}) == 2
    with pytest.raises(IntegrityError), session.begin_nested():
        insert_columns(session, table, {"id": ids, "name": "나중"})
    assert insert_columns(session, table, {"id": ids, "name": "나중"}, skip_known=True) == 1
    assert [row["name"] for row in stored(session)] == ["먼저", "먼저", "나중"]


def test_columns_may_be_series_arrays_or_one_value(session: Session, table: Table) -> None:
    ids = [uuid.uuid4() for _ in range(4)]
    seen = datetime(2024, 7, 4, 9, tzinfo=KST)
    times = pd.Series([seen, None, pd.NaT, seen], dtype="datetime64[ns, Asia/Seoul]")
    copy_columns(
        session,
        table,
        {
            "id": pa.array([one.bytes for one in ids], pa.binary(16)),
            "name": pd.Series(["골목", None, "", "a"], dtype="string"),
            "seen_at": times,
            "level": np.array([1, 2, 3, 4]),
            "count": pd.Series([1.0, math.nan, 3.0, 4.0]),
            "metres": np.array([1.5, math.nan, -0.0, math.inf]),
            "graded": True,
            "day": date(2024, 7, 4),
            "levels": pd.Series([(1, None), (), (4,), None], dtype=object),
        },
    )
    found = stored(session)
    assert [row["id"] for row in found] == ids
    assert [row["name"] for row in found] == ["골목", None, "", "a"]
    assert [row["seen_at"] for row in found] == [seen, None, None, seen]
    assert [row["level"] for row in found] == [1, 2, 3, 4]
    assert [row["count"] for row in found] == [1, None, 3, 4]
    assert [row["metres"] for row in found] == [1.5, None, 0.0, math.inf]
    assert [row["levels"] for row in found] == [[1, None], [], [4], None]
    assert {(row["graded"], row["day"], row["details"]) for row in found} == {(True, date(2024, 7, 4), None)}


def test_ids_are_taken_as_text_and_in_parts_of_the_rows(
    session: Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 3)
    ids = [uuid.uuid4() for _ in range(8)]
    texts = pd.Series([str(one) for one in ids], dtype="string", index=range(10, 18))
    copy_columns(session, table, {"id": texts[1:], "name": [str(one) for one in ids[1:]]})
    assert [(row["id"], row["name"]) for row in stored(session)] == [(one, str(one)) for one in ids[1:]]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"name": ["a\0b"]}, psycopg.DataError),
        ({"name": ["\ud800"]}, UnicodeEncodeError),
        ({"count": [2**31]}, ValueError),
        ({"count": np.array([1.5])}, ValueError),
        ({"id": ["1234"]}, ValueError),
        ({"details": ["{"]}, psycopg.DataError),
        ({"name": ["a", "b"], "count": [1]}, ValueError),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    session: Session, table: Table, columns: dict[str, Any], fault: type[Exception]
) -> None:
    with pytest.raises(fault), session.begin_nested():
        copy_columns(session, table, columns)
    assert stored(session) == []


def test_a_time_is_the_same_instant_in_every_zone(session: Session, table: Table) -> None:
    given_as = datetime(1999, 12, 31, 15, 0, 0, 1, tzinfo=UTC)
    copy_columns(session, table, {"seen_at": [given_as, given_as.astimezone(KST)]})
    assert {row["seen_at"] for row in stored(session)} == {given_as}


def test_a_value_that_does_not_fit_in_a_later_part_leaves_nothing(
    session: Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 2)
    with pytest.raises(ValueError, match="truncated"), session.begin_nested():
        copy_columns(session, table, {"count": np.array([1.0, 2.0, 3.0, 4.0, 5.5])})
    assert stored(session) == []
