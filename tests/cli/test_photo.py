"""Looking after photos at the machine."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mapper.domain.reader import public_reader
from mapper.errors import UnreadableFile
from mapper.operations.database import Sessions
from mapper.operations.photos.receiving import take_in
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.photo_archive import read_archive, write_archive
from mapper.store.photo_files import PhotoFiles
from web.clock import now


def test_sweep_and_scrub_tell_what_they_found(golmok: Any, own_url: str, tmp_path: Path) -> None:
    place = {"GOLMOK_DATABASE_URL": own_url, "GOLMOK_DATA_DIR": str(tmp_path)}
    kept = PhotoFiles(tmp_path / "photos").kept
    path = kept.path(kept.keep(b"of a crash"))
    path.write_bytes(b"of a crasH")
    found = golmok("photo", "scrub", **place)
    assert (found.returncode, found.stdout.splitlines()[0]) == (1, f"damaged {path.stem}")
    os.utime(path, (0, 0))
    counted = golmok("photo", "sweep", "--dry-run", "--json", **place)
    assert (json.loads(counted.stdout), path.exists()) == ({"orphans": 1, "partials": 0}, True)
    assert golmok("photo", "sweep", **place).stdout.startswith("1 files that no row names")
    whole = golmok("photo", "scrub", "--json", **place)
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"read": 0, "damaged": [], "missing": []})


@pytest.fixture
def city(own_sessions: Sessions, own_url: str, tmp_path: Path) -> dict[str, str]:
    """A database with one photo."""
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 99, 199)).save(drawn, "JPEG")
    with own_sessions.begin() as session:
        take_in(session, PhotoFiles(tmp_path / "city/photos"), drawn.getvalue(), by=public_reader("cli"), now=now())
    return {"GOLMOK_DATABASE_URL": own_url, "GOLMOK_DATA_DIR": str(tmp_path / "city")}


@pytest.fixture
def restored(attachment: Attachment, tmp_path: Path) -> Iterator[dict[str, str]]:
    create_database(attachment, "with_photos")
    yield {
        "GOLMOK_DATABASE_URL": attachment.url("owner", "with_photos"),
        "GOLMOK_DATA_DIR": str(tmp_path / "restored"),
    }
    drop_database(attachment, "with_photos")


def test_photos_come_back_with_the_dump(
    golmok: Any, city: dict[str, str], restored: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "city.dump"
    assert golmok("db", "dump", str(file), **city).returncode == 0
    archive = tmp_path / "city.dump.photos.tar"
    assert json.loads((tmp_path / "city.dump.json").read_text("utf-8"))["photos"] == 2
    assert archive.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("*.part*")) == []
    away = archive.rename(tmp_path / "elsewhere.tar")
    refused = golmok("db", "restore", str(file), **restored)
    assert (refused.returncode, "holds 2 photos; bring it too" in refused.stderr) == (2, True)
    away.rename(archive)
    result = golmok("db", "restore", str(file), **restored)
    assert result.returncode == 0, result.stderr
    names = [sorted(path.name for path in (tmp_path / place).rglob("*.jpg")) for place in ("city", "restored")]
    assert names[0] == names[1]
    assert golmok("photo", "scrub", **restored).returncode == 0


def test_a_photo_that_changed_in_the_archive_is_not_restored(tmp_path: Path) -> None:
    kept = PhotoFiles(tmp_path / "photos").kept
    archive, digest = tmp_path / "photos.tar", kept.keep(b"as it was")
    assert write_archive(kept, [digest, b"\0" * 32], archive, lambda _done, _total: None) == 1
    archive.write_bytes(archive.read_bytes().replace(b"as it was", b"as it is!"))
    fresh = PhotoFiles(tmp_path / "fresh").kept
    with pytest.raises(UnreadableFile, match="other bytes"):
        read_archive(archive, fresh, lambda _done: None)
    with tarfile.open(archive, "w") as packed:
        packed.add(kept.path(digest), "../../escaped.jpg")
    with pytest.raises(UnreadableFile, match="no photo"):
        read_archive(archive, fresh, lambda _done: None)
    archive.write_bytes(b"not a tar")
    with pytest.raises(UnreadableFile, match="no archive"):
        read_archive(archive, fresh, lambda _done: None)
    assert list(fresh.photos()) == []
