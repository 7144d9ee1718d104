"""Cases that cannot be graded: every fault named with case, field, value and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mapper.domain.grading import facts_from_inputs, recompute
from mapper.errors import InvalidInput

Make = Callable[..., dict[str, Any]]


def fault(cases: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        facts_from_inputs(cases)
    return caught.value.message


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"as_of": "1905-07-01"}, "input.as_of is '1905-07-01', expected a date as YYYY-MM-DD, 1970 to 2199"),
        ({"as_of": "2025-13-01"}, "input.as_of is '2025-13-01'"),
        ({"as_of": "20250701"}, "input.as_of is '20250701'"),
        ({"as_of": 45839}, "input.as_of is 45839"),
        ({"as_of": None}, "input.as_of is null"),
        ({"length_m": -5}, "input.length_m is -5, expected metres above 0"),
        ({"length_m": 0}, "input.length_m is 0"),
        ({"length_m": float("nan")}, "input.length_m is nan"),
        ({"length_m": float("inf")}, "input.length_m is inf"),
        ({"length_m": 10**400}, "input.length_m is 10000"),
        ({"length_m": "100"}, "input.length_m is '100'"),
        ({"length_m": True}, "input.length_m is True"),
        ({"audits": None}, "input.audits is null, expected a list"),
        ({"audits": ["a1"]}, "input.audits[0] is 'a1', expected an object"),
        ({"issues": {}}, "input.issues is {}, expected a list"),
        ({"previous": "A"}, "input.previous is 'A', expected an object or null"),
        ({"previous": {"overall": "F"}}, "input.previous.overall is 'F', expected one of A, B, C, D, E, null"),
    ],
)
def test_bad_segment(fields: dict[str, Any], said: str, case: Make) -> None:
    assert f"case G99: {said}" in fault([case("G99", **fields)])


@pytest.mark.parametrize("level", [5, -1, 1.5, 2.0, "3", True, [], float("nan")])
def test_bad_level(level: Any, case: Make, survey: Make) -> None:
    said = fault([case(audits=[survey(R1=level)])])
    assert f"input.audits[0].levels.R1 is {level!r}, expected one of 0, 1, 2, 3, 4, na, null" in said


def test_unknown_item(case: Make, survey: Make) -> None:
    assert "input.audits[0].levels.R9 is 1, expected only items R1, R2" in fault([case(audits=[survey(R9=1)])])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"category": "ghosts"}, "category is 'ghosts', expected one of illegal_dumping, litter"),
        ({"category": ["litter"]}, "category is ['litter']"),
        ({"severity": 0}, "severity is 0, expected one of 1, 2, 3, 4"),
        ({"severity": True}, "severity is True"),
        ({"verification": None}, "verification is null, expected one of unverified, verified, rejected"),
        ({"reported": "2025-07"}, "reported is '2025-07'"),
        ({"reported": "2025-06-02", "resolved": "2025-06-01"}, "expected null or a date not before reported"),
        ({"id": ""}, "id is '', expected text of 1 to 200 printable characters"),
        ({"id": 7}, "id is 7"),
        ({"id": "a\x00"}, "id is 'a\\x00'"),
    ],
)
def test_bad_issue(fields: dict[str, Any], said: str, case: Make, issue: Make) -> None:
    message = fault([case(issues=[issue() | fields])])
    assert "input.issues[0]." in message
    assert said in message


@pytest.mark.parametrize("missing", ["as_of", "length_m", "audits", "issues"])
def test_missing_field(missing: str, case: Make) -> None:
    given = case("G99")
    del given["input"][missing]
    assert f"case G99: input.{missing} is missing" in fault([given])


def test_what_may_be_null_may_be_left_out(case: Make, survey: Make, issue: Make) -> None:
    full = case(audits=[survey(R1=None)], issues=[issue()])
    short = case(audits=[survey()], issues=[issue()])
    del short["input"]["previous"], short["input"]["issues"][0]["resolved"]
    del short["input"]["audits"][0]["levels"]["R1"]
    assert recompute([short]) == recompute([full])


def test_ids_must_differ(case: Make, survey: Make, issue: Make) -> None:
    doubled = case("G1", audits=[survey(), survey()], issues=[issue("k"), issue("k")])
    message = fault([doubled, case("G1")])
    assert "case G1: input.audits[1].audit is 'a1', expected an id that no other has" in message
    assert "case G1: input.issues[1].id is 'k'" in message
    assert "case #2: id is 'G1', expected an id that no other has" in message


@pytest.mark.parametrize("cases", [None, {}, "G01", 3])
def test_not_a_list(cases: Any) -> None:
    assert "expected a list of objects with id and input" in fault(cases)


def test_cases_that_are_none(case: Make) -> None:
    message = fault([None, {"id": "G1"}, {"input": case()["input"]}])
    assert "case #1: it is null, expected an object with id and input" in message
    assert "case G1: input is missing, expected an object" in message
    assert "case #3: id is missing" in message


def test_all_faults_come_at_once(case: Make, survey: Make, issue: Make) -> None:
    bad = [
        case("G1", length_m=-1, audits=[survey(R1=5, W8="x")]),
        case("G2"),
        case("G3", issues=[issue(severity=9, category="ghosts")]),
    ]
    with pytest.raises(InvalidInput) as caught:
        facts_from_inputs(bad)
    faults = caught.value.fields["faults"]
    assert [line.split(" is ")[0] for line in faults] == [
        "case G1: input.length_m",
        "case G1: input.audits[0].levels.R1",
        "case G1: input.audits[0].levels.W8",
        "case G3: input.issues[0].category",
        "case G3: input.issues[0].severity",
    ]


def test_a_long_value_is_shortened(case: Make) -> None:
    assert len(fault([case(as_of="9" * 10_000)])) < 300
