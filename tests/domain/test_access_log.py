from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mapper.domain.access_log import BEGINNING, Access, first_break
from mapper.domain.access_reason import read_reason
from mapper.errors import InvalidInput, PersonalDataFound

DISTRICT = "1111051500"
Chain = list[tuple[Access, bytes]]


def chain(length: int = 5) -> Chain:
    made: Chain = []
    for number in range(1, length + 1):
        entry = Access(
            district_code=DISTRICT,
            number=number,
            recorded_at=datetime(2026, 11, 22, tzinfo=UTC) + timedelta(microseconds=number),
            user_id=uuid.UUID(int=number),
            login_id=None,
            name="복지사",
            role="welfare",
            origin="192.0.2.7",
            action="household.read",
            reason="visit",
            words="",
            subjects=(uuid.UUID(int=number * 10),),
            previous=made[-1][1] if made else BEGINNING,
        )
        made.append((entry, entry.digest()))
    return made


def broken_at(entries: Chain, head: tuple[int, bytes], anchors: dict[int, set[bytes]] | None = None) -> int | None:
    found = first_break(DISTRICT, entries, head=head, anchors=anchors or {})
    return found and found.number


def head_of(entries: Chain) -> tuple[int, bytes]:
    return entries[-1][0].number, entries[-1][1]


def rewritten(entries: Chain, number: int) -> Chain:
    """Change an entry and make everything after it fit again, as only whoever may write everything can."""
    made = entries[: number - 1]
    for entry, _ in entries[number - 1 :]:
        name = "다른이" if entry.number == number else entry.name
        changed = replace(entry, name=name, previous=made[-1][1] if made else BEGINNING)
        made.append((changed, changed.digest()))
    return made


def test_a_chain_that_nobody_touched_is_whole() -> None:
    entries = chain()
    assert broken_at(entries, head_of(entries)) is None
    assert broken_at([], (0, BEGINNING)) is None


@pytest.mark.parametrize("field", ["name", "reason", "action", "origin", "words", "role"])
def test_a_changed_entry_is_the_one_that_is_named(field: str) -> None:
    entries = chain()
    entries[2] = (replace(entries[2][0], **{field: "else"}), entries[2][1])
    assert broken_at(entries, head_of(entries)) == 3


def test_subjects_and_time_are_of_the_hash() -> None:
    for change in (
        {"subjects": ()},
        {"recorded_at": datetime(2026, 11, 23, tzinfo=UTC)},
        {"login_id": uuid.UUID(int=1)},
    ):
        entries = chain()
        entries[0] = (replace(entries[0][0], **change), entries[0][1])  # type: ignore[arg-type] # one of three types
        assert broken_at(entries, head_of(entries)) == 1


def test_a_missing_entry_is_named_wherever_it_was() -> None:
    for gone in range(5):
        entries = chain()
        head = head_of(entries)
        del entries[gone]
        assert broken_at(entries, head) == gone + 1


def test_an_entry_that_was_put_in_is_found() -> None:
    entries = chain()
    head = head_of(entries)
    extra = replace(entries[-1][0], number=6, previous=entries[-1][1])
    assert broken_at([*entries, (extra, extra.digest())], head) == 6


def test_a_chain_that_was_written_anew_is_found_by_an_anchor_alone() -> None:
    entries = chain()
    forged = rewritten(entries, 2)
    assert broken_at(forged, head_of(forged)) is None
    assert broken_at(forged, head_of(forged), {4: {entries[3][1]}}) == 4
    assert broken_at(entries, head_of(entries), {4: {entries[3][1]}, 1: {entries[0][1]}}) is None


def test_a_chain_that_was_cut_off_behind_an_anchor_is_found() -> None:
    entries = chain()
    short = entries[:3]
    assert broken_at(short, head_of(short), {5: {entries[4][1]}}) == 4
    assert broken_at([], (0, BEGINNING), {5: {entries[4][1]}}) == 1


def test_a_reason_is_one_of_the_list_and_names_nobody() -> None:
    assert read_reason("visit", "  오후   방문 ").words == "오후 방문"
    for code, words in (("", ""), ("curious", ""), ("other", ""), ("other", "왜"), ("visit", "가" * 201)):
        with pytest.raises(InvalidInput):
            read_reason(code, words)
    for words in ("010-0000-1234 통화", "김철수씨 요청", "101동 202호 방문"):
        with pytest.raises(PersonalDataFound):
            read_reason("visit", words)
