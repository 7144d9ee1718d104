"""Households through the real staff role: taken in, opened, looked for, handed on, destroyed; each look in the log."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.errors import (
    HouseholdChanged,
    HouseholdNotFound,
    InvalidInput,
    KeyUnusable,
    NotAllowed,
    ProofNeeded,
)
from mapper.operations.crisis import following, keeping, opening, upkeep
from mapper.operations.crisis.opening import Wanted
from mapper.operations.vault.envelopes import Vault, WrappedKey
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.crisis import cells
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine
from mapper.store.tables import CellRow


def test_what_was_taken_in_is_read_by_whoever_follows_it_and_both_are_in_the_log(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    opened = office.read(worker, taken.household_id)
    assert (opened.household, opened.version, opened.tier) == (office.home, 1, Tier.CASE)
    wrote, looked = office.log()[-2:]
    assert (wrote.action, looked.action) == ("household.take_in", "household.read")
    assert looked.subjects == (taken.household_id,)
    assert (looked.user_id, looked.login_id, looked.reason) == (worker.user_id, worker.login_id, "visit")
    assert looked.previous == wrote.digest()


def test_nothing_of_a_home_stands_in_the_database(office: Any) -> None:
    worker = office.person(office.here)
    office.take_in(worker)
    with office.owner() as session:
        tables = session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'crisis'")).scalars().all()
        written = "".join(
            row
            for table in tables
            for row in session.execute(text(f'SELECT t::text FROM crisis."{table}" t')).scalars()
        )
    for secret in (
        "없는로",
        "가나다",
        "010-0000",
        "0100000",
        "958010",
        "밤에",
        "가나다".encode().hex(),
        "없는로".encode().hex(),
    ):
        assert secret not in written
    assert str(worker.user_id) in written


def test_a_household_is_not_there_for_anybody_else(office: Any) -> None:
    taken = office.take_in(office.person(office.here))
    said = set()
    for other in (office.person(office.here), office.person(office.there), office.person(office.here, office.there)):
        for asked in (taken.household_id, uuid.uuid4()):
            with pytest.raises(HouseholdNotFound) as refused:
                office.read(other, asked)
            said.add(refused.value.message.replace(str(asked), ""))
    assert len(said) == 1, "one sentence, whether it is there or not"
    for role in (Role.ADMIN, Role.PLANNER, Role.MAYOR, Role.FIELD):
        with pytest.raises(NotAllowed):
            office.read(office.person(role=role), taken.household_id)


def test_without_a_log_there_is_no_look(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    opened = []
    monkeypatch.setattr(Vault, "open", lambda *_: opened.append(1))
    with office.owner.begin() as session:
        session.execute(text("REVOKE INSERT ON crisis.access FROM golmok_staff"))
    try:
        with pytest.raises(DBAPIError, match="permission denied for table access"):
            office.read(worker, taken.household_id)
    finally:
        with office.owner.begin() as session:
            session.execute(text("GRANT INSERT ON crisis.access TO golmok_staff"))
    assert opened == []


def test_a_caseload_is_one_entry_and_leaves_the_sealed_tier_out(office: Any) -> None:
    worker = office.person(office.here)
    taken = {office.take_in(worker).household_id for _ in range(3)}
    sealed = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    before = len(office.log())
    with office.sessions.begin() as session:
        found = opening.caseload(session, office.vault, office.look(worker))
    assert {one.id for one in found} == taken
    (entry,) = office.log()[before:]
    assert (entry.action, set(entry.subjects)) == ("household.caseload", taken)
    assert sealed.household_id not in office.search(worker, Wanted(phone="010-0000-1234"))


def test_the_sealed_tier_has_no_place_and_asks_for_proof(office: Any) -> None:
    worker = office.person(office.here)
    with pytest.raises(InvalidInput, match="position"):
        office.take_in(worker, office.home, Tier.SEALED)
    taken = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    for proved in (None, office.now - timedelta(minutes=6), office.now + timedelta(minutes=1)):
        with pytest.raises(ProofNeeded):
            office.read(worker, taken.household_id, proved_at=proved)
    assert office.read(worker, taken.household_id, proved_at=office.now - timedelta(minutes=1)).household.address
    with office.owner() as session, pytest.raises(DBAPIError, match="sealed_has_no_place"):
        session.execute(text("UPDATE crisis.household SET cell_id = gen_random_uuid() WHERE tier = 'sealed'"))


def test_a_row_that_was_moved_or_loosened_by_hand_does_not_open(office: Any) -> None:
    worker = office.person(office.here, office.there)
    with office.sessions.begin() as session:
        hidden = replace(office.home, x=None, y=None)
        taken = keeping.take_in(
            session, office.vault, hidden, office.look(worker), district_code=office.here, tier=Tier.SEALED
        )
    for change in ("tier = 'case'", f"district_code = '{office.there}'", "version = 2"):
        with office.owner() as session:
            session.execute(text(f"UPDATE crisis.household SET {change} WHERE id = '{taken.household_id}'"))
            session.commit()
        with pytest.raises(KeyUnusable, match="changed or moved"):
            office.read(worker, taken.household_id, proved_at=office.now)
        with office.owner.begin() as session:
            session.execute(
                text(
                    f"UPDATE crisis.household SET tier = 'sealed', district_code = '{office.here}', version = 1"
                    f" WHERE id = '{taken.household_id}'"
                )
            )
    assert office.read(worker, taken.household_id, proved_at=office.now).household == hidden


def test_somebody_is_found_by_what_is_known_of_them_and_what_was_asked_is_not_kept(office: Any) -> None:
    worker = office.person(office.here)
    other = replace(office.home, people=(Person("사아자", 1960, "010-0000-5678"),))
    first, second = office.take_in(worker).household_id, office.take_in(worker, other).household_id
    before = len(office.log())
    assert office.search(worker, Wanted(phone="+82 10-0000-1234")) == {first}
    assert office.search(worker, Wanted(phone="5678", birth_year=1960)) == {second}
    assert office.search(worker, Wanted(name="라마 바")) == {first}
    assert office.search(worker, Wanted(name="가나다", phone="010-0000-5678")) == set()
    assert office.search(office.person(office.here), Wanted(name="가나다")) == set()
    entries = office.log()[before:]
    assert [entry.action for entry in entries] == ["household.search"] * 5
    assert all("1234" not in str(entry) for entry in entries)
    assert entries[-1].subjects == (), "looking for somebody who is not theirs is in the log too"
    with pytest.raises(InvalidInput, match="Nothing to look for"):
        office.search(worker, Wanted(phone="12"))


def test_what_is_known_is_written_anew_over_the_version_that_was_read(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    before = office.stored(taken.household_id)
    moved = replace(office.home, people=(Person("차카타", 1970, "010-0000-9999"),))
    with office.sessions.begin() as session:
        assert keeping.amend(session, office.vault, taken.household_id, moved, office.look(worker), over=1) == 2
    with office.sessions.begin() as session, pytest.raises(HouseholdChanged):
        keeping.amend(session, office.vault, taken.household_id, office.home, office.look(worker), over=1)
    assert office.read(worker, taken.household_id).household == moved
    assert office.search(worker, Wanted(name="가나다")) == set()
    assert office.search(worker, Wanted(name="차카타")) == {taken.household_id}
    after = office.stored(taken.household_id)
    assert (after["period"], after["received_on"]) == (before["period"], before["received_on"])
    with office.owner.begin() as session:
        session.execute(
            text("UPDATE crisis.household SET envelope = :envelope WHERE id = :id"),
            {"envelope": before["envelope"], "id": taken.household_id},
        )
    with pytest.raises(KeyUnusable):
        office.read(worker, taken.household_id)
    with office.sessions.begin() as session:
        keeping.destroy(
            session, office.vault, taken.household_id, office.look(worker, proved_at=office.now)
        )  # needs no opening


def test_cases_are_handed_on_by_who_follows_them_or_administers_and_never_taken(office: Any) -> None:
    worker, colleague, stranger = office.person(office.here), office.person(office.here), office.person(office.there)
    boss = office.person(role=Role.ADMIN)
    taken = office.take_in(worker)

    def assign(user: Reader, by: Reader) -> None:
        assert user.user_id is not None
        with office.sessions.begin() as session:
            following.assign(session, taken.case_id, user.user_id, office.look(by, proved_at=office.now))

    with pytest.raises(HouseholdNotFound):
        assign(colleague, colleague)
    with pytest.raises(InvalidInput, match="no case worker of district"):
        assign(stranger, worker)
    assign(colleague, boss)
    assert office.read(colleague, taken.household_id).household == office.home
    assert colleague.user_id is not None
    with office.sessions.begin() as session:
        following.release(session, taken.case_id, colleague.user_id, office.look(worker))
    with pytest.raises(HouseholdNotFound):
        office.read(colleague, taken.household_id)
    assign(colleague, worker)
    with office.sessions.begin() as session:
        following.recuse(session, taken.case_id, colleague.user_id, office.look(boss, proved_at=office.now))
    with pytest.raises(HouseholdNotFound):
        office.read(colleague, taken.household_id)
    assert office.search(colleague, Wanted(name="가나다")) == set()


def test_what_was_destroyed_is_gone_but_for_its_period(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    with office.sessions.begin() as session:
        keeping.destroy(session, office.vault, taken.household_id, office.look(worker, proved_at=office.now))
    with pytest.raises(HouseholdNotFound):
        office.read(worker, taken.household_id)
    left = office.stored(taken.household_id)
    assert (left["envelope"], left["wrapped_key"], left["key_number"]) == (None, None, None)
    assert (left["period"], str(left["destroyed_on"])) == ("2026H2", "2026-11-22")
    with office.owner() as session:
        terms = text("SELECT count(*) FROM crisis.blind_term WHERE household_id = :id")
        assert session.execute(terms, {"id": taken.household_id}).scalar_one() == 0
    assert [entry.action for entry in office.log()[-2:]] == ["household.destroy", "household.read.refused"]


def test_the_place_of_a_household_is_its_cell(office: Any) -> None:
    corners = "958000 1971000,958500 1971000,958500 1971500,958000 1971500,958000 1971000"
    cell_id = uuid.uuid4()
    with office.owner.begin() as session:
        session.add(
            CellRow(
                id=cell_id,
                year=2026,
                district_code=office.here,
                households=512,
                buildings=40,
                boundary=f"SRID=5179;MULTIPOLYGON((({corners})))",
                recorded_at=office.now,
            )
        )
    worker = office.person(office.here)
    assert office.stored(office.take_in(worker).household_id)["cell_id"] == cell_id
    outside = replace(office.home, x=958_600.0)
    assert office.stored(office.take_in(worker, outside).household_id)["cell_id"] is None
    with office.owner() as session:
        assert cells.of_district(session, office.there, 2026) == []
        with pytest.raises(DBAPIError, match="large_enough"):
            session.execute(text("UPDATE cell SET households = 499"))


def test_keys_are_rotated_while_readers_read_and_the_old_version_opens_nothing_afterwards(
    office: Any, tmp_path: Path
) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    old, file = office.stored(taken.household_id), office.vault.keys.path
    copy_of_old_keys = tmp_path / "vault-keys.json"
    copy_of_old_keys.write_bytes(file.read_bytes())
    copy_of_old_keys.chmod(0o600)
    with office.sessions.begin() as session:
        number = upkeep.begin_version(
            session, Vault(office.vault.keys, "aria-256-gcm"), by=office.operator, now=office.now
        ).number
    assert office.read(worker, taken.household_id).household == office.home
    while True:
        with office.sessions.begin() as session:
            if not upkeep.rewrap_some(session, office.vault):
                break
        assert office.read(worker, taken.household_id).household == office.home
    with office.sessions.begin() as session:
        assert number - 1 in upkeep.retire_older(session, office.vault, by=office.operator, now=office.now)
    assert [version.number for version in office.vault.keys.ring().versions] == [number]
    assert office.read(worker, taken.household_id).household == office.home
    assert office.read(worker, office.take_in(worker).household_id).household == office.home, (
        "sealed with ARIA from now on"
    )
    # The row of an older dump: with a copy of the old keys it opens, with today's it does not.
    assert isinstance(old["key_number"], int)
    assert isinstance(old["wrapped_key"], bytes)
    then = WrappedKey(old["key_number"], old["wrapped_key"])
    with pytest.raises(KeyUnusable, match="no key of version"):
        office.vault.unwrap(then, taken.household_id)
    assert Vault(KeyFile(copy_of_old_keys)).unwrap(then, taken.household_id)


def test_no_reader_and_no_writer_fails_under_rotations(office: Any) -> None:
    worker = office.person(office.here)
    taken, over = office.take_in(worker), Event()

    def work(number: int) -> int:
        done = 0
        while not over.is_set():
            assert office.read(worker, taken.household_id).household == office.home
            if number == 0:
                office.take_in(worker)
            done += 1
        return done

    with ThreadPoolExecutor(3) as pool:
        working = [pool.submit(work, number) for number in range(3)]
        try:
            for _ in range(3):
                with office.sessions.begin() as session:
                    upkeep.begin_version(session, office.vault, by=office.operator, now=office.now)
                wrapped = 1
                while wrapped:
                    with office.sessions.begin() as session:
                        wrapped = upkeep.rewrap_some(session, office.vault)
                with office.sessions.begin() as session:
                    upkeep.retire_older(session, office.vault, by=office.operator, now=office.now)
        finally:
            over.set()
    assert all(future.result() for future in working)
    assert len(office.vault.keys.ring().versions) == 1


def test_a_slow_reader_holds_up_a_rotation_and_nobody_else(office: Any, role_urls: Any) -> None:
    slow, quick = office.person(office.here), office.person(office.there)
    taken = office.take_in(slow)
    engine = make_engine(role_urls.staff, in_haste=True)  # gives up after three seconds, as requests do
    in_haste = make_staff_sessions(engine)

    def rotate() -> None:
        with office.sessions.begin() as session:
            upkeep.begin_version(session, office.vault, by=office.operator, now=office.now)

    with ThreadPoolExecutor(1) as pool, office.sessions.begin() as reading:
        opening.read(reading, office.vault, taken.household_id, office.look(slow))
        rotating = pool.submit(rotate)
        for _ in range(2):
            sleep(0.3)
            with in_haste.begin() as session:
                assert opening.caseload(session, office.vault, office.look(quick)) == []
        assert not rotating.done()
        reading.rollback()
        rotating.result()
    engine.dispose()
    assert office.read(slow, taken.household_id).household == office.home


def test_a_key_file_of_another_database_seals_nothing(office: Any, tmp_path: Path) -> None:
    worker = office.person(office.here)
    office.take_in(worker)
    lost = replace(office, vault=Vault(KeyFile(tmp_path / "vault-keys.json")))
    with pytest.raises(KeyUnusable, match="not there"):
        lost.take_in(worker)
    lost.vault.keys.begin("aes-256-gcm", now=office.now)
    while lost.vault.keys.ring().newest.number < office.vault.keys.ring().newest.number:
        lost.vault.keys.add("aes-256-gcm", now=office.now)
    with pytest.raises(KeyUnusable, match="another key of version"):
        lost.take_in(worker)


def test_the_index_is_cut_to_the_number_of_households(office: Any) -> None:
    worker = office.person(office.there)
    people = [Person(f"가상{number}", 1950, f"010-0000-{number:04d}") for number in range(300)]
    homes = [Household(people=tuple(people[first : first + 30])) for first in range(0, len(people), 30)]
    with office.sessions.begin() as session:
        ids = [
            keeping.take_in(session, office.vault, one, office.look(worker), district_code=office.there).household_id
            for one in homes
        ]
    with office.sessions.begin() as session:
        kept = upkeep.cut_index(session, office.vault, by=office.operator, now=office.now)
        state = upkeep.state(session, office.vault)
    assert kept["phone"] >= 1
    assert state.bits == kept
    assert min(state.smallest.values()) >= 4
    assert not state.missing
    with office.owner() as session:
        told = text("SELECT subject || details::text FROM write_log WHERE action = 'vault.reindex'")
        assert set(session.execute(told)) == {("index{}",)}, "the public role reads it, and bits would tell how many"
    assert office.search(worker, Wanted(name="가상7")) == {ids[0]}
    again = office.take_in(worker, Household(people=(Person("가상7"),))).household_id
    assert office.search(worker, Wanted(name="가상7")) == {ids[0], again}
