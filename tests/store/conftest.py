"""The log of looks at households in a database of a file's own: what walls are tried on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import pytest
from sqlalchemy import Engine, text

from mapper.store.engine import make_engine

HERE, THERE = "1111051500", "1111053000"


class Urls(Protocol):
    owner: str


@pytest.fixture(scope="module")
def owner(role_urls: Urls) -> Iterator[Engine]:
    """The owner, in a database with two entries here and one there."""
    engine = make_engine(role_urls.owner)
    statement = (
        "INSERT INTO crisis.access (district_code, number, recorded_at, name, role, origin, action, reason, words,"
        " subjects, previous, hash) VALUES (:code, :number, :now, '', '', '', '', '', '', '{}', '', '')"
    )
    with engine.begin() as connection:
        for code, number in ((HERE, 1), (HERE, 2), (THERE, 1)):
            connection.execute(text(statement), {"code": code, "number": number, "now": datetime.now(UTC)})
    yield engine
    engine.dispose()
