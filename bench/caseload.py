"""``caseload`` and ``case-search``: 300 households opened and logged, and one found by the blind index among 14,500.

Each stands beside its limit of 200 ms, as a page that takes longer is felt as slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from bench.welfare_office import open_office
from mapper.domain.access_reason import Reason
from mapper.domain.blind_index import KINDS, bits_for, bucket, terms_of
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis import opening
from mapper.operations.crisis.entering import Look, place_of, ready_to_seal
from mapper.operations.vault.envelopes import Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.crisis import blind_terms
from mapper.store.crisis.households import Sealed
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session, Sessions
from mapper.store.tables import CaseAssignmentRow, CaseRow, HouseholdRow

HOUSEHOLDS: Final = 14_500
CASELOAD: Final = 300
LIMIT_MS: Final = 200.0
SEARCHES: Final = 40
DISTRICT: Final = "bench-cases"
NOW: Final = datetime(2026, 11, 20, 3, tzinfo=UTC)
_SURNAMES: Final = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN: Final = "민서지현준영수은미경성재승철희혜유진태종"


@dataclass(frozen=True)
class Office:
    """A vault with households, whoever follows some of them, and whoever follows all."""

    sessions: Sessions
    vault: Vault
    some: Look
    every: Look

    def open_at_once(self) -> dict[UUID, Household]:
        """Open the caseload as the list of names does: one entry of the log, committed before anything is shown."""
        with self.sessions.begin() as session:
            found = opening.caseload(session, self.vault, self.some)
        return {one.id: one.household for one in found}

    def search(self, number: int) -> list[Household]:
        """Look for somebody by the blind index among everybody, which is logged and committed too."""
        with self.sessions.begin() as session:
            found = opening.search(session, self.vault, _wanted(number), self.every)
        return [one.household for one in found]


def _home(number: int) -> Household:
    name = _SURNAMES[number % 20] + _GIVEN[number // 20 % 20] + _GIVEN[number // 400 % 20]
    return Household(
        address=f"가상시 없는로 {number}",
        x=950_000.0 + number % 9000,
        y=1_950_000.0 + number % 7000,
        people=(Person(name, 1930 + number % 80, f"010-{number // 10_000:04d}-{number % 10_000:04d}"),),
        notes="가상의 메모" * 8,
    )


def _wanted(number: int) -> opening.Wanted:
    return opening.Wanted(phone=_home(number).people[0].phone)


@contextmanager
def _office() -> Iterator[Office]:
    with TemporaryDirectory(prefix="golmok-bench-") as folder, open_office() as (sessions, owner):
        vault = Vault(KeyFile(Path(folder) / "vault-keys.json"))
        some, every = (
            Look(
                Reader(uuid4(), "bench", Role.WELFARE, frozenset({DISTRICT}), "", uuid4()), Reason("caseload"), NOW, NOW
            )
            for _ in range(2)
        )
        with sessions.begin() as session:
            reach(session, frozenset({DISTRICT}))
            _fill(session, vault, some, every)
        with owner.begin() as connection:
            connection.execute(text("ANALYZE"))  # as the server does by itself within a minute
        yield Office(sessions, vault, some, every)


def _fill(session: Session, vault: Vault, some: Look, every: Look) -> None:
    """Store the households at once, sealed as they are when one is taken in; one reader follows some, another all."""
    ready_to_seal(session, vault, NOW)
    households, opened, followed = [], [], []
    for number in range(HOUSEHOLDS):
        household_id, case_id = uuid4(), uuid4()
        key, wrapped = vault.new_key(household_id)
        envelope = vault.seal(key, _home(number).to_bytes(), place_of(household_id, Tier.CASE.value, DISTRICT, 1))
        kept = Sealed(
            household_id,
            DISTRICT,
            None,
            Tier.CASE.value,
            "2026H2",
            NOW.date(),
            1,
            envelope,
            wrapped.sealed,
            wrapped.version,
        )
        households.append(asdict(kept))
        opened.append({"id": case_id, "household_id": household_id, "district_code": DISTRICT, "opened_on": NOW.date()})
        looks = (some, every) if number < CASELOAD else (every,)
        followed += [
            {"id": uuid4(), "case_id": case_id, "district_code": DISTRICT, "user_id": look.by.user_id, "began_at": NOW}
            for look in looks
        ]
    for row, values in ((HouseholdRow, households), (CaseRow, opened), (CaseAssignmentRow, followed)):
        session.execute(insert(row), values)
    _index(session, vault, [one["id"] for one in households])


def _index(session: Session, vault: Vault, ids: list[UUID]) -> None:
    """Cut the index as `upkeep.cut_index` does, for these households alone."""
    of = {household_id: terms_of(_home(number)) for number, household_id in enumerate(ids)}
    every = [term for terms in of.values() for term in terms]
    key = vault.index_key
    bits = {kind: bits_for(key, [term for term in every if term.kind == kind]) for kind in KINDS}
    blind_terms.set_bits(session, bits)
    rows = [
        (one, DISTRICT, term.kind, bucket(key, term, bits[term.kind])) for one, terms in of.items() for term in terms
    ]
    blind_terms.add(session, rows)


def _p95(search: Callable[[int], object]) -> float:
    step = HOUSEHOLDS // SEARCHES
    costs = sorted(milliseconds(partial(search, number * step)) for number in range(SEARCHES))
    return costs[int(0.95 * SEARCHES)]


def _see_equal(found: object, made: object) -> None:
    if found != made:
        message = "What was opened is not what was sealed."
        raise Unequal(message)


@contextmanager
def _opening(_city: City) -> Iterator[Sides]:
    with _office() as office:
        made = [_home(number) for number in range(CASELOAD)]
        yield Sides(
            ours=lambda: milliseconds(office.open_at_once),
            peer=lambda: LIMIT_MS,
            check=lambda: _see_equal(sorted(office.open_at_once().values(), key=_address), sorted(made, key=_address)),
        )


@contextmanager
def _searching(_city: City) -> Iterator[Sides]:
    with _office() as office:
        yield Sides(
            ours=lambda: _p95(office.search),
            peer=lambda: LIMIT_MS,
            check=lambda: _see_equal([one.address for one in office.search(7)], [_home(7).address]),
        )


def _address(home: Household) -> str:
    return home.address


_SAME: Final = (
    f"{HOUSEHOLDS:,} made households in one district, sealed by the vault, over a connection of the staff role"
)
_LIMIT: Final = f"{LIMIT_MS:g} ms, the limit that is set"
COMPARISONS: Final = (
    Comparison(
        name="caseload",
        unit="ms",
        peer=_LIMIT,
        equal=f"{_SAME}; {CASELOAD} are opened, decrypted and logged, the entry committed to the disk, and are compared with what was sealed",
        unequal="the limit is a number; the page that shows the list of names is not part of ours",
        sides=_opening,
        bar=1.0,
    ),
    Comparison(
        name="case-search",
        unit="ms",
        peer=_LIMIT,
        equal=f"{_SAME}; whoever looks follows all of them; whole telephone numbers; what is found is compared",
        unequal=f"the limit is a number, and ours the 95th percentile of {SEARCHES} searches, each with its entry of the log committed",
        sides=_searching,
        bar=1.0,
    ),
)
