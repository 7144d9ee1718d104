"""What an administrator is told to do follows from what is stored."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mapper.operations.overview import Overview, overview
from mapper.store.grades import GradeRun
from mapper.store.tallies import Tally

NOW = datetime(2024, 7, 4, 9, tzinfo=UTC)
RUN = GradeRun(uuid.uuid4(), date(2024, 7, 4), NOW, "1.0", "1.0", official=True, memory_run_id=None, digest="")


@pytest.mark.parametrize(
    ("segments", "run", "changed_at", "needed"),
    [
        (0, None, NOW, False),
        (1, None, None, True),
        (1, RUN, None, False),
        (1, RUN, NOW - timedelta(seconds=1), False),
        (1, RUN, NOW + timedelta(seconds=1), True),
    ],
)
def test_grading_is_needed_once_something_is_stored_that_the_run_does_not_know(
    segments: int, run: GradeRun | None, changed_at: datetime | None, *, needed: bool
) -> None:
    tally = Tally(1, segments, 0, 0, 0, 0, 0, 0, 0, changed_at)
    assert Overview(tally, None, run, {}).needs_grading is needed


def test_an_empty_city_has_nothing(session: Session) -> None:
    found = overview(session, now=NOW)
    assert found.tally == Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, None)
    assert found.last_import is None
    assert found.last_run is None
