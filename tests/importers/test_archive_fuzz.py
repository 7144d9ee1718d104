"""Damaged archives, workbooks and shapefiles: refused or read, never a traceback, and nothing left behind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED

import pytest
from openpyxl import Workbook

from mapper.errors import GolmokError
from mapper.importers.formats import parse
from mapper.importers.source import Source

CASES = 120
PIECES = [
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\xff" * 4,
    b"\0" * 4,
    b"\x7f\xff\xff\xff",
    b"<",
    b'"',
    b"XFD1048576",
]
KML = b'<?xml version="1.0"?><kml><Placemark><Point><coordinates>127,37</coordinates></Point></Placemark></kml>'


def damaged(content: bytes, seed: int) -> Iterator[bytes]:
    """Overwrite, insert and cut, as broken disks and transfers do."""
    dice = random.Random(seed)
    for _ in range(CASES):
        made = bytearray(content)
        for _ in range(dice.randint(1, 3)):
            start = dice.randrange(len(made))
            piece = dice.choice([*PIECES, dice.randbytes(2)])
            made[start : start + dice.choice([0, len(piece)])] = piece
        yield bytes(made[: dice.randint(1, len(made))] if dice.random() < 0.1 else made)


@pytest.fixture
def files(shapefile: Callable[..., dict[str, bytes]], zipped: Callable[..., bytes]) -> dict[str, bytes]:
    parts = shapefile([(b"NAME", "C", 12)], [["골목".encode("cp949")]] * 3, prj="PROJCS[]")
    members = {f"골목{suffix}": content for suffix, content in parts.items()}
    workbook, file = Workbook(), BytesIO()
    workbook.active.append(["id", "유형"])
    workbook.active.append([1, "낙서"])
    workbook.save(file)
    return {
        "packed.zip": zipped(members),
        "stored.zip": zipped(members, ZIP_STORED),
        "made.xlsx": file.getvalue(),
        "made.kml": KML,
        "made.kmz": zipped({"doc.kml": KML}),
    }


@pytest.mark.parametrize("name", ["packed.zip", "stored.zip", "made.xlsx", "made.kml", "made.kmz"])
def test_damage_is_refused_or_does_not_matter(
    files: dict[str, bytes], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert parse(Source(name, Path(name).suffix, files[name])).faults == ()
    refused = 0
    for content in damaged(files[name], seed=7):
        try:
            parse(Source(name, Path(name).suffix, content))
        except GolmokError as error:
            refused += 1
            assert str(error).startswith(name[: name.index(".")])  # noqa: PT017 - either outcome is right
    assert refused > CASES // 2
    assert list(tmp_path.iterdir()) == []
