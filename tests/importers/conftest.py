"""Files made on the spot: every fixture here hands back a function that judges bytes or text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        return judge(importer_of(kind), source, today=today, mapping=options.get("mapping"))

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
