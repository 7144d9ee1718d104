"""One file a kind, one file a format: nothing in those folders is left out of its tuple."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mapper.importers import FORMATS, IMPORTERS, Importer, Reading, formats, importer_of, kinds
from mapper.importers.field import looks_like_contact

Judge = Callable[..., Reading]


def modules(package: Any) -> set[str]:
    return {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}


def test_every_kind_is_registered() -> None:
    assert {importer.kind.replace("-", "_") for importer in IMPORTERS} == modules(kinds)
    for importer in IMPORTERS:
        assert import_module(f"mapper.importers.kinds.{importer.kind.replace('-', '_')}").IMPORTER is importer
        assert importer_of(importer.kind) is importer


def test_every_format_is_registered() -> None:
    assert {known.parse.__module__.rsplit(".", 1)[1] for known in FORMATS} == modules(formats)
    suffixes = [suffix for known in FORMATS for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.kind)
def test_fields_are_told_apart(importer: Importer) -> None:
    names = [field.name for field in importer.fields]
    assert len(names) == len(set(names))
    assert all(field.headers and field.label for field in importer.fields)
    contact = [
        field.name for field in importer.fields if not field.personal and any(map(looks_like_contact, field.headers))
    ]
    assert contact == []


def test_a_report_is_json(judge_text: Judge) -> None:
    reading = judge_text(
        "issues", "id,유형,발견일,전화,경도,위도\nA,낙서,2025-03-04,010,127,37.5\nB,\x1b[31m,어제,,,\nC\n"
    )
    report = json.loads(json.dumps(reading.report(), ensure_ascii=False))
    assert (report["rows_in"], report["rows_refused"], report["rows_out"]) == (3, 2, {"ISSUES": 1, "ISSUE_EVENTS": 0})
    assert [(fault["rows"], fault["code"]) for fault in report["faults"]] == [
        ([3], "not_a_date"),
        ([3], "unknown_word"),
        ([4], "ragged"),
    ]
    assert all("\x1b" not in fault["sentence"] for fault in report["faults"])
    assert {"encoding", "crs", "columns_read", "columns_contact"} <= {note["code"] for note in report["notes"]}


def test_long_values_are_shortened(judge_text: Judge) -> None:
    [fault] = judge_text("issues", f"id,유형,발견일\nA,{'가' * 500},2025-03-04\n").faults
    assert len(fault.value) == 80
    assert fault.value.endswith("…")
