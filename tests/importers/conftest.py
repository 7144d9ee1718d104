"""Files made on the spot: every fixture here hands back a function that judges bytes or text."""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from mapper.importers import Reading, importer_of, judge
from mapper.importers.source import Source

Judge = Callable[..., Reading]


@pytest.fixture(scope="session")
def today() -> dt.date:
    return dt.date(2025, 6, 30)


@pytest.fixture(scope="session")
def judge_text(today: dt.date) -> Judge:
    """Judge text or bytes as a file: ``judge_text("issues", "id,...", suffix=".csv", crs=None, ...)``."""

    def judged(kind: str, content: str | bytes, suffix: str = ".csv", **options: Any) -> Reading:
        raw = content.encode() if isinstance(content, str) else content
        source = Source(f"made{suffix}", suffix, raw, crs=options.get("crs"), encoding=options.get("encoding"))
        told = {name: value for name, value in options.items() if name not in ("crs", "encoding")}
        return judge(importer_of(kind), source, today=today, **told)

    return judged


@pytest.fixture(scope="session")
def judge_features(judge_text: Judge) -> Judge:
    """Judge GeoJSON features given as (properties, geometry) pairs."""

    def judged(kind: str, *features: tuple[dict[str, Any] | None, Any], **options: Any) -> Reading:
        made = [{"type": "Feature", "properties": own, "geometry": geometry} for own, geometry in features]
        document = {"type": "FeatureCollection", **options.pop("members", {}), "features": made}
        return judge_text(kind, json.dumps(document, ensure_ascii=False), ".geojson", **options)

    return judged


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Put a file on disk."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture(scope="session")
def codes_by_row() -> Callable[[Reading], dict[int, set[tuple[str | None, str]]]]:
    """Sort the faults of a reading by row: ``{row: {(column, code)}}``."""

    def sorted_out(reading: Reading) -> dict[int, set[tuple[str | None, str]]]:
        found: dict[int, set[tuple[str | None, str]]] = {}
        for fault in reading.faults:
            for row in fault.rows:
                found.setdefault(row, set()).add((fault.column, fault.code))
        return found

    return sorted_out


def _dbf(fields: list[tuple[bytes, str, int]], records: list[list[bytes]], deleted: set[int], language: int) -> bytes:
    width = 1 + sum(size for _, _, size in fields)
    start = 32 + 32 * len(fields) + 1
    head = struct.pack("<B3BIHH16xBBxx", 3, 126, 1, 1, len(records), start, width, 0, language)
    columns = b"".join(
        name[:11].ljust(11, b"\0") + kind.encode() + bytes([0, 0, 0, 0, size]) + bytes(15)
        for name, kind, size in fields
    )
    rows = (
        (b"*" if number in deleted else b" ")
        + b"".join(cell[:size].ljust(size) for cell, (_, _, size) in zip(row, fields, strict=True))
        for number, row in enumerate(records, start=1)
    )
    return head + columns + b"\r" + b"".join(rows) + b"\x1a"


def _record(points: list[tuple[float, float]]) -> bytes:
    """Write nothing, a point, or a line, as the shapefile whitepaper has it."""
    if len(points) < 2:
        return struct.pack("<i2d", 1, *points[0]) if points else struct.pack("<i", 0)
    x, y = zip(*points, strict=True)
    ends = struct.pack("<4d", min(x), min(y), max(x), max(y))
    return (
        struct.pack("<i", 3)
        + ends
        + struct.pack("<3i", 1, len(points), 0)
        + struct.pack(f"<{2 * len(points)}d", *(n for p in points for n in p))
    )


def _shp_and_shx(shapes: list[list[tuple[float, float]]]) -> tuple[bytes, bytes]:
    kind = next((3 if len(points) > 1 else 1 for points in shapes if points), 1)
    body = index = b""
    for number, points in enumerate(shapes, start=1):
        record = _record(points)
        index += struct.pack(">2i", (100 + len(body)) // 2, len(record) // 2)
        body += struct.pack(">2i", number, len(record) // 2) + record
    heads = (
        struct.pack(">i20xi", 9994, (100 + len(part)) // 2) + struct.pack("<2i8d", 1000, kind, *[0.0] * 8)
        for part in (body, index)
    )
    return next(heads) + body, next(heads) + index


@pytest.fixture(scope="session")
def shapefile() -> Callable[..., dict[str, bytes]]:
    """Make the parts of a shapefile from its fields, records and points; the bytes of every cell are the test's."""

    def made(
        fields: list[tuple[bytes, str, int]],
        records: list[list[bytes]],
        shapes: list[list[tuple[float, float]]] | None = None,
        **told: Any,
    ) -> dict[str, bytes]:
        shp, shx = _shp_and_shx(shapes or [[(958_914.0 + i, 1_971_044.0)] for i in range(len(records))])
        dbf = _dbf(fields, records, told.pop("deleted", set()), told.pop("language", 0))
        beside = {f".{suffix}": text.encode() for suffix, text in told.items()}
        return {".shp": shp, ".shx": shx, ".dbf": dbf, **beside}

    return made


@pytest.fixture
def lay_down(tmp_path: Path) -> Callable[..., Path]:
    """Put the parts of a shapefile on disk and say where its .shp lies."""

    def laid(parts: dict[str, bytes], stem: str = "made") -> Path:
        for suffix, content in parts.items():
            (tmp_path / f"{stem}{suffix}").write_bytes(content)
        return tmp_path / f"{stem}.shp"

    return laid


class _Unflagged(ZipInfo):
    """An entry whose name is in CP949 and does not say so, as Korean Windows writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile asks it under this name
        return self.filename.encode("cp949"), self.flag_bits & ~0x800


@pytest.fixture(scope="session")
def zipped() -> Callable[..., bytes]:
    """Pack members, with names as Korean Windows writes them unless ``entry`` is another kind of ZipInfo."""

    def packed(members: dict[str, bytes], method: int = ZIP_DEFLATED, entry: type[ZipInfo] = _Unflagged) -> bytes:
        archive = BytesIO()
        with ZipFile(archive, "w") as file:
            for name, content in members.items():
                info = entry(name)
                info.compress_type = method
                file.writestr(info, content)
        return archive.getvalue()

    return packed
