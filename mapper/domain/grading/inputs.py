"""Reading facts that somebody wrote down: the file of ``golmok grade recompute``.

A case is ``{"id", "input": {"as_of", "length_m", "audits", "issues", "previous"}}``. What may be
null may be left out; fields of other names are ignored. All faults of all cases come in one error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mapper.domain.grading import kinds
from mapper.domain.grading.facts import SCOPES, Issues, SegmentFacts, Surveys
from mapper.domain.grading.kinds import Kind
from mapper.domain.rubric import RUBRIC, Rubric
from mapper.errors import InvalidInput


@dataclass
class _Reader:
    """Reads one case after another; notes what is wrong, where, and goes on.

    A value that came with a fault is None, and never used: the faults are raised first.
    """

    rubric: Rubric
    category: Kind
    faults: list[str] = field(default_factory=list)
    case: str = ""

    def value(self, record: dict[str, Any], at: str, key: str, kind: Kind) -> Any:
        found = record.get(key)
        if kind.fits(found):
            return kind.convert(found)
        self.fault(at + key, kinds.shown(found) if key in record else "missing", kind.expected)
        return None

    def records(self, record: dict[str, Any], at: str, key: str, id_key: str) -> list[tuple[dict[str, Any], str]]:
        """Read the objects in a list, each with its place; their ids must differ."""
        found, ids = [], set[str]()
        for number, row in enumerate(self.value(record, at, key, kinds.LIST) or []):
            place = f"{at}{key}[{number}]"
            if not isinstance(row, dict):
                self.fault(place, kinds.shown(row), "an object")
                continue
            self.new_id(row, f"{place}.", id_key, ids)
            found.append((row, f"{place}."))
        return found

    def new_id(self, record: dict[str, Any], at: str, key: str, seen: set[str]) -> str | None:
        value: str | None = self.value(record, at, key, kinds.ID)
        if value in seen:
            self.fault(at + key, kinds.shown(value), "an id that no other has")
        elif value is not None:
            seen.add(value)
        return value

    def fault(self, place: str, found: str, expected: str) -> None:
        self.faults.append(f"case {self.case}: {place} is {found}, expected {expected}")


@dataclass
class _Columns:
    """The rows read so far, of segments, surveys and issues."""

    segments: list[tuple[Any, ...]] = field(default_factory=list)
    surveys: list[tuple[Any, ...]] = field(default_factory=list)
    levels: list[list[Any]] = field(default_factory=list)
    issues: list[tuple[Any, ...]] = field(default_factory=list)


def facts_from_inputs(cases: Any, rubric: Rubric = RUBRIC) -> SegmentFacts:
    """Read cases into arrays, one segment per case.

    Parameters
    ----------
    cases : list of dict
        The cases, as read from JSON.
    rubric : Rubric
        The rubric whose items and categories they name.

    Returns
    -------
    SegmentFacts
        One row per case, in their order.

    Raises
    ------
    InvalidInput
        When a value cannot be used: with every fault, each naming the case, the field, the value
        and what was expected.
    """
    if not isinstance(cases, list):
        raise InvalidInput(f"The cases are {kinds.shown(cases)}, expected a list of objects with id and input.")
    category = kinds.choice({kind.id: position for position, kind in enumerate(rubric.categories)})
    reader, columns, ids = _Reader(rubric, category), _Columns(), set[str]()
    for number, case in enumerate(cases):
        reader.case = f"#{number + 1}"
        if isinstance(case, dict):
            reader.case = reader.new_id(case, "", "id", ids) or reader.case
            _read_case(reader, reader.value(case, "", "input", kinds.OBJECT) or {}, columns)
        else:
            reader.fault("it", kinds.shown(case), "an object with id and input")
    if reader.faults:
        message = f"{len(reader.faults)} values cannot be graded: " + "; ".join(reader.faults) + "."
        raise InvalidInput(message, faults=reader.faults)
    return _facts(columns, rubric)


def _read_case(reader: _Reader, given: dict[str, Any], columns: _Columns) -> None:
    at, row = "input.", len(columns.segments)
    previous = reader.value(given, at, "previous", kinds.OBJECT_OR_NULL) or {}
    columns.segments.append(
        (
            reader.value(given, at, "as_of", kinds.DAY),
            reader.value(given, at, "length_m", kinds.LENGTH),
            *(reader.value(previous, f"{at}previous.", scope, kinds.GRADE) for scope in SCOPES),
        )
    )
    for audit, place in reader.records(given, at, "audits", "audit"):
        columns.surveys.append((row, reader.value(audit, place, "date", kinds.DAY)))
        columns.levels.append(_levels(reader, audit, place))
    for issue, place in reader.records(given, at, "issues", "id"):
        columns.issues.append((row, *_issue(reader, issue, place)))


def _levels(reader: _Reader, audit: dict[str, Any], at: str) -> list[Any]:
    items = reader.rubric.item_ids
    levels = reader.value(audit, at, "levels", kinds.OBJECT) or {}
    place = f"{at}levels."
    for unknown in sorted(levels.keys() - set(items)):
        reader.fault(place + unknown, kinds.shown(levels[unknown]), f"only items {', '.join(items)}")
    return [reader.value(levels, place, item, kinds.LEVEL) for item in items]


def _issue(reader: _Reader, issue: dict[str, Any], at: str) -> tuple[Any, ...]:
    reported = reader.value(issue, at, "reported", kinds.DAY)
    resolved = reader.value(issue, at, "resolved", kinds.DAY_OR_NULL)
    if reported is not None and resolved is not None and resolved < reported:
        expected = f"null or a date not before reported, {issue['reported']}"
        reader.fault(f"{at}resolved", kinds.shown(issue["resolved"]), expected)
    return (
        issue.get("id"),
        reader.value(issue, at, "category", reader.category),
        reader.value(issue, at, "severity", kinds.SEVERITY),
        reader.value(issue, at, "verification", kinds.VERIFICATION),
        reported,
        resolved,
    )


def _facts(columns: _Columns, rubric: Rubric) -> SegmentFacts:
    as_of, length_m, *previous = _transpose(columns.segments, 2 + len(SCOPES))
    segment, day = _transpose(columns.surveys, 2)
    issue_segment, key, *numbers = _transpose(columns.issues, 7)
    category, severity, verification, reported, resolved = (np.array(values, dtype=np.int64) for values in numbers)
    return SegmentFacts(
        as_of=np.array(as_of, dtype=np.int64),
        length_m=np.array(length_m, dtype=np.float64),
        previous=np.array(previous, dtype=np.int8).T,
        surveys=Surveys(
            segment=np.array(segment, dtype=np.int64),
            day=np.array(day, dtype=np.int64),
            levels=np.array(columns.levels, dtype=np.float64).reshape(-1, len(rubric.items)),
        ),
        issues=Issues(
            segment=np.array(issue_segment, dtype=np.int64),
            key=np.array(key, dtype=np.str_),
            category=category,
            severity=severity,
            verification=verification,
            reported=reported,
            resolved=resolved,
        ),
    )


def _transpose(rows: list[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
