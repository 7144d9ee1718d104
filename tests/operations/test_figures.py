"""Figures: counted from rows alone, as of a day, as known at a time."""

from __future__ import annotations

from datetime import date, datetime

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.figures.answering import answer, asked_for

PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
DAY = date(2024, 7, 4)


def test_the_demo_city_says_what_was_published(demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        found = answer(session, asked_for("41150", DAY, now=datetime.now(KST)), by=PLANNER)
    values = {one.definition.key: one.value for one in found}
    assert (values["roadcheck.found"], values["roadcheck.resolved"], values["roadcheck.resolved_share"]) == (
        2070,
        1340,
        64.7,
    )
    assert all(
        len(one.rows) == one.value for one in found if one.definition.key in {"roadcheck.found", "roadcheck.resolved"}
    )
