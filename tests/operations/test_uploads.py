"""What is brought in with a browser is kept for its user, and for a day."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from mapper.domain.reader import Reader, Role
from mapper.errors import InvalidInput, NotFound
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.uploads import KEPT, Upload, Uploads

NOW = datetime(2024, 7, 4, 9, tzinfo=UTC)
BY = Reader(uuid4(), "기획-01", Role.PLANNER, None, "127.0.0.1")


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def keep(uploads: Uploads, *names: str) -> Upload:
    parts = []
    for name in names:
        part = uploads.part()
        part.write(name.encode())
        parts.append((name, part))
    kept = uploads.keep(parts, "issues", by=BY, now=NOW)
    for _, part in parts:
        part.close()
    return kept


def test_what_is_said_about_a_file_is_remembered(uploads: Uploads) -> None:
    kept = keep(uploads, "불편.csv")
    options = FileOptions(crs="EPSG:5186", mapping={"date": "언제"}, repairs=frozenset({"swapped"}), whole=True)
    said = Upload(kept.id, kept.user_id, "complaints", kept.name, NOW, options)
    uploads.save(said)
    assert uploads.find(kept.id, by=BY) == said
    assert uploads.path(kept).read_text("utf-8") == "불편.csv"


def test_the_parts_of_a_shapefile_lie_beside_it_under_one_name(uploads: Uploads) -> None:
    kept = keep(uploads, "동.DBF", "동.SHP", "동.shx", "동.prj")
    assert kept.name == "동.shp"
    beside = {path.name: path.read_text("utf-8") for path in uploads.path(kept).parent.iterdir()}
    assert beside == {"동.shp": "동.SHP", "동.dbf": "동.DBF", "동.shx": "동.shx", "동.prj": "동.prj"}


@pytest.mark.parametrize(
    "names",
    [("a.csv", "b.csv"), ("a.shp", "b.dbf"), ("a.shp", "a.exe"), ("a.shp", "a.dbf", "a.DBF"), ("a.dbf", "a.shx")],
)
def test_several_files_that_are_not_one_shapefile_are_refused(uploads: Uploads, names: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="not one shapefile"):
        keep(uploads, *names)


def test_a_file_that_was_taken_in_is_gone_and_its_refused_rows_are_not(uploads: Uploads) -> None:
    kept = keep(uploads, "불편.csv")
    uploads.refused_path(kept).write_text("1", "utf-8")
    done = uploads.finish(kept, uuid4())
    assert not uploads.path(kept).exists()
    assert uploads.refused_path(kept).exists()
    assert uploads.find(kept.id, by=BY).import_id == done.import_id


def test_nobody_finds_what_somebody_else_brought_in(uploads: Uploads) -> None:
    kept = keep(uploads, "불편.csv")
    for other in (uuid4(), None):
        with pytest.raises(NotFound, match=str(kept.id)):
            uploads.find(kept.id, by=Reader(other, "다른-01", Role.ADMIN, None, "127.0.0.1"))


def test_what_was_brought_in_a_day_ago_is_swept_away(uploads: Uploads) -> None:
    old, young = keep(uploads, "옛.csv"), keep(uploads, "새.csv")
    abandoned = uploads.folder / "part-made"
    abandoned.touch()
    now = datetime.now(UTC)
    long_ago = (now - KEPT - timedelta(minutes=1)).timestamp()
    for path in (uploads.folder / str(old.id), abandoned):
        os.utime(path, (long_ago, long_ago))
    uploads.sweep(now=now)
    assert [path.name for path in uploads.folder.iterdir()] == [str(young.id)]
