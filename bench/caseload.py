"""``caseload`` and ``case-search``: 300 households opened and logged, and one found by the blind index among 14,500.

Both also stand beside their limit of 200 ms (``-limit``), as a page that takes longer is felt as slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis import keeping, opening, upkeep
from mapper.operations.crisis.entering import Look
from mapper.operations.vault.envelopes import Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.cluster.configuration import STAFF_ROLE
from mapper.store.crisis import cases
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Session, make_engine

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

    def open_one_by_one(self, ids: list[UUID]) -> dict[UUID, Household]:
        """Open each as if somebody went through them: an entry each."""
        opened = (opening.read(self.session, self.vault, one, self.some) for one in ids)
        return {one.id: one.household for one in opened}

    def search(self, number: int) -> set[UUID]:
        """Look for somebody by the blind index among everybody."""
        return {one.id for one in opening.search(self.session, self.vault, _wanted(number), self.every)}

    def open_all(self, number: int) -> set[UUID]:
        """Open everybody and compare."""
        wanted = _wanted(number)
        found = opening.caseload(self.session, self.vault, self.every)
        return {one.id for one in found if any(person.phone == wanted.phone for person in one.household.people)}


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
        for number in range(HOUSEHOLDS):
            follows = some if number < CASELOAD else every
            taken = keeping.take_in(session, vault, _home(number), follows, district_code=DISTRICT)
            if follows is some:
                cases.assign(session, taken.case_id, DISTRICT, every.by.user_id or uuid4(), by=None, now=NOW)
        upkeep.cut_index(session, vault, by=replace(some.by, user_id=None), now=NOW)
        reach(session, frozenset({DISTRICT}))
        yield Office(session, vault, some, every)
        session.rollback()  # nothing of it is kept
    engine.dispose()


def _p95(search: Callable[[int], object]) -> float:
    step = HOUSEHOLDS // SEARCHES
    costs = sorted(milliseconds(partial(search, number * step)) for number in range(SEARCHES))
    return costs[int(0.95 * SEARCHES)]


def _see_equal(ours: object, theirs: object) -> None:
    if ours != theirs or not ours:
        message = "The two ways do not find the same households."
        raise Unequal(message)


@contextmanager
def _opening(city: City) -> Iterator[Sides]:
    with _office(city) as office:
        ids = list(office.open_at_once())
        yield Sides(
            ours=lambda: milliseconds(office.open_at_once),
            peer=lambda: milliseconds(lambda: office.open_one_by_one(ids)),
            check=lambda: _see_equal(office.open_at_once(), office.open_one_by_one(ids)),
        )


@contextmanager
def _searching(city: City) -> Iterator[Sides]:
    with _office(city) as office:
        yield Sides(
            ours=lambda: _p95(office.search),
            peer=lambda: milliseconds(lambda: office.open_all(7)),
            check=lambda: _see_equal(office.search(7), office.open_all(7)),
        )


def _beside_limit(
    sides: Callable[[City], AbstractContextManager[Sides]],
) -> Callable[[City], AbstractContextManager[Sides]]:
    @contextmanager
    def limited(city: City) -> Iterator[Sides]:
        with sides(city) as both:
            yield replace(both, peer=lambda: LIMIT_MS)

    return limited


_SAME: Final = (
    f"{HOUSEHOLDS:,} made households in one district, sealed by the vault, over a connection of the staff role"
)
_OPEN: Final = Comparison(
    name="caseload",
    unit="ms",
    peer="the same operations, household by household",
    equal=f"{_SAME}; the same {CASELOAD} are opened, decrypted and logged, and what was opened is compared",
    unequal="ours writes one entry that names them all, the peer one for each",
    sides=_opening,
)
_SEARCH: Final = Comparison(
    name="case-search",
    unit="ms",
    peer="opens everybody whom the reader follows and compares",
    equal=f"{_SAME}; whoever looks follows all of them; a whole telephone number; the same households are found",
    unequal=f"of ours it is the 95th percentile of {SEARCHES} searches, of the peer one",
    sides=_searching,
)
_LIMIT: Final = f"{LIMIT_MS:g} ms, the limit that is set"
COMPARISONS: Final = (
    _OPEN,
    replace(
        _OPEN,
        name="caseload-limit",
        peer=_LIMIT,
        unequal="the limit is a number",
        sides=_beside_limit(_opening),
        bar=1.0,
    ),
    _SEARCH,
    replace(
        _SEARCH,
        name="case-search-limit",
        peer=_LIMIT,
        unequal="the limit is a number",
        sides=_beside_limit(_searching),
        bar=1.0,
    ),
)
