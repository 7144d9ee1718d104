"""Welfare shops in the city: editions of their file, on the map, in files; nothing of what they tell."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role
from mapper.frames import PUBLIC_SHOPS
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.shops import shops_of, shown_shops
from mapper.store import map_frames, shops

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
FIRST = """지정번호,상호,업종,영업시간,지정일,경도,위도
S-1,가상슈퍼,슈퍼,07:00~23:00,2024-03-02,127.05,37.74
S-2,가상약국,약국,,,127.051,37.741
"""
SINCE = date(2024, 1, 1)


def take_in(session: Session, path: Path, content: str, *, whole: bool = False) -> dict[str, Any]:
    path.write_text(content, "utf-8")
    options = FileOptions(whole=whole)
    report = taking_in.import_file(
        session, "shops", path, options, by=BY, today=date(2025, 6, 30), new_id=uuid.uuid4, refused_to=None
    )
    return report.effects


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> Path:
    path = tmp_path / "shops.csv"
    assert take_in(session, path, FIRST) == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
    return path


def test_a_later_edition_changes_and_only_a_whole_one_takes_away(session: Session, loaded: Path) -> None:
    before = shops.version(session)
    later = FIRST.replace("07:00~23:00", "08:00~20:00").splitlines(keepends=True)[:2]
    assert take_in(session, loaded, "".join(later)) == {"new": 0, "changed": 1, "unchanged": 0, "gone": 0}
    assert [one.hours for one in shops.shops(session)] == [None, "08:00~20:00"]
    assert shops.version(session) > before
    assert take_in(session, loaded, "".join(later), whole=True) == {"new": 0, "changed": 0, "unchanged": 1, "gone": 1}
    assert [one.name for one in shops.shops(session)] == ["가상슈퍼"]


def test_they_are_counted_by_sector_and_by_when_they_joined(session: Session, loaded: Path) -> None:
    shown = shown_shops(session, since=SINCE)
    assert {key: count for key, count in shown.by_sector.items() if count} == {"store": 1, "pharmacy": 1}
    assert shown.new == 1
    only = shown_shops(session, since=date(2024, 3, 3), sector="pharmacy")
    assert ([one.name for one in only.shops], only.new) == (["가상약국"], 0)
    assert sum(only.by_sector.values()) == 2
    assert len(shown_shops(session, since=SINCE, sector="none").shops) == 2
    assert shops_of(session, {"4115051000"}) == [], "no district lies there"


def test_the_map_draws_them_by_their_contract(session: Session, loaded: Path) -> None:
    frame = map_frames.shops(session)
    PUBLIC_SHOPS.check(frame)
    assert sorted(frame["sector"]) == ["pharmacy", "store"]
