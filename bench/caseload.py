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

from sqlalchemy import insert

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.access_reason import Reason
from mapper.domain.blind_index import KINDS, bits_for, bucket, terms_of
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis import opening
from mapper.operations.crisis.entering import Look, place_of, ready_to_seal
from mapper.operations.vault.envelopes import Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.cluster.configuration import STAFF_ROLE
from mapper.store.crisis import blind_terms
from mapper.store.crisis.households import Sealed
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Session, make_engine
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

    session: Session
    vault: Vault
    some: Look
    every: Look

    def open_at_once(self) -> dict[UUID, Household]:
        """Open the caseload as the list of names does: one entry of the log."""
        return {one.id: one.household for one in opening.caseload(self.session, self.vault, self.some)}

    def search(self, number: int) -> list[Household]:
        """Look for somebody by the blind index among everybody."""
        return [one.household for one in opening.search(self.session, self.vault, _wanted(number), self.every)]


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
def _office(city: City) -> Iterator[Office]:
    with city.sessions() as asked:
        url = asked.connection().engine.url.set(username=STAFF_ROLE)
    engine = make_engine(url.render_as_string(hide_password=False))
    with TemporaryDirectory(prefix="golmok-bench-") as folder, make_staff_sessions(engine)() as session:
        vault = Vault(KeyFile(Path(folder) / "vault-keys.json"))
        vault.keys.begin(vault.cipher, now=NOW)
        vault.keys.add(vault.cipher, now=NOW)  # the first number is that of the demo's own households
        some, every = (
            Look(
                Reader(uuid4(), "bench", Role.WELFARE, frozenset({DISTRICT}), "", uuid4()), Reason("caseload"), NOW, NOW
            )
            for _ in range(2)
        )
        reach(session, frozenset({DISTRICT}))
        _fill(session, vault, some, every)
        yield Office(session, vault, some, every)
        session.rollback()  # nothing of it is kept
    engine.dispose()


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
def _opening(city: City) -> Iterator[Sides]:
    with _office(city) as office:
        made = [_home(number) for number in range(CASELOAD)]
        yield Sides(
            ours=lambda: milliseconds(office.open_at_once),
            peer=lambda: LIMIT_MS,
            check=lambda: _see_equal(sorted(office.open_at_once().values(), key=_address), sorted(made, key=_address)),
        )


@contextmanager
def _searching(city: City) -> Iterator[Sides]:
    with _office(city) as office:
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
        equal=f"{_SAME}; {CASELOAD} are opened, decrypted and logged, and are compared with what was sealed",
        unequal="the limit is a number; the rows are not committed, so the server plans without statistics of them",
        sides=_opening,
        bar=1.0,
    ),
    Comparison(
        name="case-search",
        unit="ms",
        peer=_LIMIT,
        equal=f"{_SAME}; whoever looks follows all of them; whole telephone numbers; what is found is compared",
        unequal=f"the limit is a number, and ours the 95th percentile of {SEARCHES} searches; the server plans without statistics",
        sides=_searching,
        bar=1.0,
    ),
)
