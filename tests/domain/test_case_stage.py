"""Where a case stands, what may be written of it there, and what is due when, over 추석."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from mapper.domain.case_figures import FIGURES, CaseHistory, by_district, conferences_by_month
from mapper.domain.case_kinds import KINDS
from mapper.domain.case_record import Record, counted, may_hand_on, read_content
from mapper.domain.case_stage import ALLOWED, STAGES, WAITING, check_begin, check_move, stage_of, waiting
from mapper.errors import CaseMoveRefused, InvalidInput, PersonalDataFound

FRIDAY = date(2026, 9, 18)
"""The last one before 추석 (24-26 September 2026); 5 October stands in for 개천절."""


def record(
    kind: str, on: date = FRIDAY, *, state: str = "", about: UUID | None = None, due_on: date | None = None
) -> Record:
    return Record(uuid4(), kind, about, state or next(iter(KINDS[kind].states)), on, due_on)


def dues(*records: Record) -> list[tuple[str, date]]:
    return [(one.what, one.due) for one in waiting(FRIDAY, records)]


def test_every_clock_stands_still_over_chuseok() -> None:
    assessed = record("assessment", date(2026, 9, 22))
    met = record("conference", date(2026, 9, 23), state="managed")
    assert dues(record("intake")) == [("assessment", date(2026, 10, 6))]  # 18, 21-23, 28-30, 1, 2, 6: ten working days
    assert dues(assessed) == [("conference", date(2026, 9, 30))]  # 22, 23, 28, 29, 30
    assert dues(assessed, met) == [("plan", date(2026, 10, 19))]  # and 한글날, the ninth
    assert dues(record("support"))[0] == ("report", date(2026, 9, 22))
    assert dues(record("support", date(2026, 9, 23)))[0] == ("report", date(2026, 9, 29))


def test_no_step_takes_longer_than_the_thirty_days_of_the_whole() -> None:
    assessed = record("assessment", date(2026, 11, 2))
    assert dues(assessed) == [("conference", date(2026, 11, 4))]
    assert waiting(FRIDAY, [assessed], extra=[date(2026, 9, 21)])[0].due == date(2026, 11, 5)


def test_what_somebody_promised_is_due_when_they_said_and_no_longer_once_it_became_something() -> None:
    tomorrow = FRIDAY + timedelta(days=1)
    visit, plan = record("visit", due_on=tomorrow), record("plan", due_on=date(2026, 12, 1))
    moved = record("visit", state="planned", about=visit.id, due_on=date(2026, 9, 28))
    made = record("visit", state="made", about=visit.id)
    assert ("visit", tomorrow) in dues(visit)
    assert [one for one in dues(visit, moved) if one[0] == "visit"] == [("visit", date(2026, 9, 28))]
    assert [one for one in dues(visit, moved, made) if one[0] == "visit"] == []
    assert ("item", date(2026, 12, 1)) in dues(plan)


def test_a_case_goes_from_intake_to_closing_and_each_step_waits_for_the_one_before() -> None:
    written = [record("intake")]
    for kind, stage in (
        ("assessment", "assessed"),
        ("conference", "decided"),
        ("plan", "served"),
        ("aftercare", "aftercare"),
        ("closing", "closed"),
    ):
        for early in {"conference", "plan", "aftercare"} - set(ALLOWED[stage_of(written)]):
            with pytest.raises(CaseMoveRefused):
                check_begin(written, early)
        if kind == "closing":
            written.append(record("plan", state="done", about=counted(written, "plan")[0].id))
        check_begin(written, kind)
        written.append(record(kind))
        assert stage_of(written) == stage
    assert waiting(FRIDAY, written) == []
    for kind in KINDS:
        with pytest.raises(CaseMoveRefused):
            check_begin(written, kind)


@pytest.mark.parametrize("kind", ["visit", "referral", "support"])
def test_a_case_is_not_closed_over_what_is_still_open(kind: str) -> None:
    begun = record(kind)
    with pytest.raises(CaseMoveRefused) as refused:
        check_begin([begun], "closing")
    assert refused.value.fields["still_open"]
    check_begin([begun, record(kind, state="withdrawn", about=begun.id)], "closing")


def test_nothing_becomes_what_its_kind_does_not_know() -> None:
    visit = record("visit")
    last, move = check_move([visit], visit.id, "made")
    assert (last, move.to) == (visit, "made")
    made = record("visit", state="made", about=visit.id)
    for records, about, to in (
        ([visit], visit.id, "linked"),
        ([visit, made], visit.id, "missed"),
        ([], visit.id, "made"),
    ):
        with pytest.raises(CaseMoveRefused):
            check_move(records, about, to)


def test_a_plan_that_was_a_mistake_takes_no_clock_away() -> None:
    begun = [record("assessment"), record("conference", state="managed")]
    plan = record("plan", due_on=date(2026, 12, 1))
    mistake = [plan, record("plan", state="withdrawn", about=plan.id)]
    assert waiting(FRIDAY, [*begun, *mistake]) == waiting(FRIDAY, begun) != []
    checked = [*begun, record("plan"), record("aftercare", due_on=date(2026, 12, 1))]
    assert stage_of([*checked, *mistake]) == "aftercare"
    assert ("aftercare", date(2026, 12, 1)) in dues(*checked, *mistake)
    assert ("aftercare", date(2026, 12, 1)) in dues(*checked, record("plan"))  # one more item is no end of the check


def test_a_plan_is_due_from_the_conference_that_asked_for_one() -> None:
    assessed, watched = record("assessment"), record("conference", date(2026, 9, 22), state="watched")
    managed = record("conference", date(2026, 12, 21), state="managed")
    assert dues(assessed, watched) == []
    assert dues(assessed, watched, managed, record("conference", date(2026, 12, 28), state="managed")) == [
        ("plan", date(2027, 1, 12))
    ]


def test_a_mistake_is_not_counted() -> None:
    first, second = record("referral"), record("referral")
    assert len(counted([first, second, record("referral", state="withdrawn", about=first.id)], "referral")) == 1


def test_every_row_of_the_tables_fits_the_others() -> None:
    assert set(ALLOWED) == set(STAGES)
    assert {kind for stage in ALLOWED.values() for kind in stage} == set(KINDS) - {"intake"}
    for kind in KINDS.values():
        assert set(kind.moves) <= set(kind.states)
        assert {move.to for moves in kind.moves.values() for move in moves} <= set(kind.states)
        assert not kind.told_by or next(one for one in kind.fields if one.name == kind.told_by).choices == kind.states
    assert {"assessment", "conference", "plan", "report", "item", "visit", "escort", "referral", "aftercare"} == set(
        WAITING
    )


def test_what_is_typed_is_read_by_the_table() -> None:
    fields = KINDS["assessment"].fields
    typed = {"needs": ["income", "care"], "level": ["high"], "words": [" 밥을\r\n거른다 "], "other": ["x"]}
    assert read_content(fields, typed) == {"needs": ["income", "care"], "level": "high", "words": "밥을\n거른다"}
    for wrong in ({"level": ["worst"]}, {"level": []}, {"words": ["  "]}, {"words": ["가" * 4_001]}):
        with pytest.raises(InvalidInput):
            read_content(fields, typed | wrong)
    with pytest.raises(PersonalDataFound):
        read_content(fields, typed | {"words": ["번호는 900101-1234567"]})


def test_nothing_is_handed_on_without_a_consent_that_says_so_and_the_last_one_holds() -> None:
    yes = {"how": "spoken", "purposes": ["follow", "share"]}
    assert may_hand_on([yes])
    for no in ([], [{"how": "later", "purposes": ["share"]}], [yes, {"how": "refused"}], [{"how": "written"}]):
        assert not may_hand_on(no)


def test_figures_of_the_desks_add_up_and_every_row_counts() -> None:
    closed, served, late = (record("closing"),), (record("assessment"), record("conference", state="managed")), ()
    looked_after = (*served, record("plan"), record("aftercare"), record("note"), record("note"))
    cases = [
        CaseHistory(uuid4(), code, FRIDAY, records)
        for code, records in (("1", closed), ("1", looked_after), ("2", late), ("2", (record("support"),)))
    ]
    as_of = date(2026, 10, 7)

    def values(some: list[CaseHistory]) -> dict[str, int]:
        return {figure.key: len(figure.rows(some, as_of)) for figure in FIGURES}

    found = values(cases)
    assert found["desk.received"] == found["desk.closed"] + found["desk.aftercare"] + found["desk.open"] == 4
    assert (found["desk.late"], found["desk.sessions"], found["desk.unreported"]) == (2, 2, 1)
    assert conferences_by_month(cases) == {"2026-09": {"managed": 1}}
    parts = [values(part) for part in by_district(cases).values()]
    assert {key: sum(part[key] for part in parts) for key in found} == found
    for gone in cases:
        assert values([one for one in cases if one is not gone])["desk.received"] == 3
