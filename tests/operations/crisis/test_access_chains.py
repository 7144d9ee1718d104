"""The log of looks at households: a chain a district, whole, and every refusal in it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text

from mapper.domain.access_log import NOWHERE
from mapper.domain.household import Tier
from mapper.domain.reader import Role
from mapper.errors import (
    HouseholdNotFound,
    NotAllowed,
    ProofNeeded,
    UnreadableFile,
)
from mapper.operations.crisis import chains, following, keeping, opening
from mapper.operations.people.sealing import Seal


def test_chains_are_whole_and_what_was_done_to_them_is_named(office: Any) -> None:
    worker, seal = office.person(office.there), Seal(b"k" * 32)
    office.take_in(worker)

    def verdict(anchors: chains.Anchors | None = None) -> list[tuple[str, int]]:
        with office.sessions() as session:
            return [(found.district_code, found.number) for found in chains.verify(session, anchors or {}).breaks]

    def by_hand(statement: str) -> None:
        with office.owner.begin() as session:
            session.execute(text("ALTER TABLE crisis.access DISABLE TRIGGER append_only"))
            session.execute(text(statement))
            session.execute(text("ALTER TABLE crisis.access ENABLE TRIGGER append_only"))

    assert verdict() == []
    with office.sessions.begin() as session:
        written = chains.anchor(session, seal, by=office.operator, now=office.now).encode()
    anchors = chains.read_anchors(written, seal)
    last = max(anchors[office.there])
    with pytest.raises(UnreadableFile):
        chains.read_anchors(written.replace(b'"number": %d' % last, b'"number": 0'), seal)
    for odd in (
        b'"number": Infinity',
        b'"number": NaN',
        b'"other": NaN',
        b'"other": "\\ud800"',
        b'"other": ' + b"[" * 10**5,
    ):
        with pytest.raises(UnreadableFile):
            chains.read_anchors(written.replace(b'"number": %d' % last, odd, 1), seal)
        with pytest.raises(UnreadableFile):
            chains.read_anchors(written.replace(b'"made_at"', odd + b', "made_at"', 1), seal)
    by_hand(f"UPDATE crisis.access SET words = '거짓' WHERE district_code = '{office.there}' AND number = {last}")
    assert verdict() == [(office.there, last)]
    by_hand(f"UPDATE crisis.access SET words = '' WHERE district_code = '{office.there}' AND number = {last}")
    assert verdict() == []
    by_hand(f"DELETE FROM crisis.access WHERE district_code = '{office.there}'")
    assert verdict() == [(office.there, 1)]
    by_hand(f"DELETE FROM crisis.access_head WHERE district_code = '{office.there}'")
    by_hand("ALTER TABLE crisis.anchor DISABLE TRIGGER append_only")
    by_hand("DELETE FROM crisis.anchor")
    assert verdict() == [], "whoever writes everything takes a chain away unseen"
    assert verdict(anchors) == [(office.there, 1)], "but not from an anchor that is kept elsewhere"


def test_whoever_verifies_while_others_append_sees_no_break(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    waiting = [taken.household_id]

    def append(*asked: object) -> None:
        if "access_head" in str(asked[2]) and waiting:
            office.read(worker, waiting.pop())

    with office.sessions() as session:
        engine = session.get_bind()
        event.listen(engine, "after_cursor_execute", append)
        try:
            broken = [found for found in chains.verify(session, {}).breaks if found.district_code == office.here]
        finally:
            event.remove(engine, "after_cursor_execute", append)
    assert (waiting, broken) == ([], [])


def test_every_refusal_is_in_the_log_and_says_nothing_of_what_was_refused(office: Any) -> None:
    worker, other = office.person(office.here), office.person(office.there)
    taken, nobody = office.take_in(worker), uuid.uuid4()
    hidden = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    before = len(office.log(office.there))
    for asked in (taken.household_id, nobody):
        with pytest.raises(HouseholdNotFound):
            office.read(other, asked)
        with office.sessions.begin() as session, pytest.raises(HouseholdNotFound):
            keeping.destroy(session, office.vault, asked, office.look(other))
        with office.sessions.begin() as session, pytest.raises(HouseholdNotFound):
            keeping.amend(session, office.vault, asked, office.home, office.look(other), over=1)
    for case in (taken.case_id, nobody):
        for change in (following.assign, following.release, following.recuse):
            with office.sessions.begin() as session, pytest.raises(HouseholdNotFound):
                change(session, case, uuid.uuid4(), office.look(other))
    entries = office.log(office.there)[before:]
    of = ["household.read", "household.destroy", "household.amend"]
    cases = ["case.assign", "case.release", "household.recuse"]
    assert [entry.action for entry in entries] == [f"{action}.refused" for action in of * 2 + cases * 2]
    assert [entry.subjects for entry in entries[:6]] == [(taken.household_id,)] * 3 + [(nobody,)] * 3
    assert {entry.user_id for entry in entries} == {other.user_id}
    with pytest.raises(ProofNeeded):
        office.read(worker, hidden.household_id)
    assert (office.log()[-1].action, office.log()[-1].subjects) == ("household.read.unproved", (hidden.household_id,))
    with office.sessions.begin() as session, pytest.raises(NotAllowed):
        keeping.take_in(session, office.vault, office.home, office.look(worker), district_code=office.there)
    assert office.log()[-1].action == "household.take_in.refused"
    with pytest.raises(NotAllowed):
        office.read(office.person(role=Role.PLANNER), nobody)
    assert office.log(NOWHERE)[-1].role == "planner"


def test_a_refusal_after_a_look_waits_for_nothing_and_outlives_it(office: Any) -> None:
    worker = office.person(office.here)
    taken, nobody = office.take_in(worker), uuid.uuid4()
    before = len(office.log())

    def both() -> None:
        with office.sessions.begin() as session:
            opening.read(session, office.vault, taken.household_id, office.look(worker))
            opening.read(session, office.vault, nobody, office.look(worker))

    with pytest.raises(HouseholdNotFound):
        both()
    assert [entry.subjects for entry in office.log()[before:]] == [(nobody,)]


def test_entries_of_one_chain_are_numbered_without_gap_however_many_append_at_once(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    before = len(office.log())
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: office.read(worker, taken.household_id), range(30)))
    assert [entry.number for entry in office.log()[before:]] == list(range(before + 1, before + 31))
    with office.sessions() as session:
        assert [found for found in chains.verify(session, {}).breaks if found.district_code == office.here] == []
