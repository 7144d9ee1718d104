"""A welfare office over the real staff role."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import pytest
from sqlalchemy import text

from mapper.domain.access_log import Access
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis import keeping, opening
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.opening import Wanted
from mapper.operations.vault.envelopes import Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.crisis import access_log
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Sessions, make_engine, make_sessions
from mapper.store.tables import UserDistrictRow, UserRow

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HERE, THERE = "1111051500", "1111053000"
VISIT = Reason("visit")
AT_THE_MACHINE = Reader(None, "operator", Role.ADMIN, None, "cli")
HOME = Household(
    address="가상시 없는로 12, 3층",
    x=958_010.0,
    y=1_971_010.0,
    people=(Person("가나다", 1950, "010-0000-1234"), Person("라마바", 2015, "")),
    notes="밤에 전화하지 말 것",
)


class Urls(Protocol):
    owner: str
    staff: str


@dataclass(frozen=True)
class Office:
    """A welfare office: its vault, its database, and who works there."""

    sessions: Sessions
    owner: Sessions
    vault: Vault
    person: Callable[..., Reader]
    now = NOW
    here, there = HERE, THERE
    visit, home, operator = VISIT, HOME, AT_THE_MACHINE

    def stored(self, household_id: uuid.UUID) -> dict[str, object]:
        with self.owner() as session:
            asked = text("SELECT * FROM crisis.household WHERE id = :id")
            return dict(session.execute(asked, {"id": household_id}).mappings().one())

    def look(self, by: Reader, **changed: object) -> Look:
        return replace(Look(by, VISIT, NOW), **changed)  # type: ignore[arg-type] # parts of a Look

    def take_in(self, by: Reader, household: Household = HOME, tier: Tier = Tier.CASE) -> keeping.TakenIn:
        district = min(by.districts or {HERE})
        with self.sessions.begin() as session:
            return keeping.take_in(session, self.vault, household, self.look(by), district_code=district, tier=tier)

    def read(self, by: Reader, household_id: uuid.UUID, **changed: object) -> opening.Opened:
        with self.sessions.begin() as session:
            return opening.read(session, self.vault, household_id, self.look(by, **changed))

    def search(self, by: Reader, wanted: Wanted) -> set[uuid.UUID]:
        with self.sessions.begin() as session:
            return {one.id for one in opening.search(session, self.vault, wanted, self.look(by))}

    def log(self, district: str = HERE) -> list[Access]:
        with self.sessions() as session:
            reach(session, None)
            return [entry for entry, _ in access_log.entries(session, district)]


@pytest.fixture(scope="module")
def office(role_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    owner, staff = make_engine(role_urls.owner), make_engine(role_urls.staff)
    owners = make_sessions(owner)

    def person(*districts: str, role: Role = Role.WELFARE) -> Reader:
        row = UserRow(id=uuid.uuid4(), role=role.value, all_districts=not districts, recorded_at=NOW)
        row.name = f"복지사-{row.id.hex[:6]}"
        with owners.begin() as session:
            session.add(row)
            session.flush()
            session.add_all(UserDistrictRow(user_id=row.id, district_code=code) for code in districts)
        return Reader(row.id, row.name, role, frozenset(districts) or None, "192.0.2.7", uuid.uuid4())

    vault = Vault(KeyFile(tmp_path_factory.mktemp("vault") / "vault-keys.json"))
    yield Office(make_staff_sessions(staff), owners, vault, person)
    owner.dispose()
    staff.dispose()
