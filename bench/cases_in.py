"""``cases-in`` and ``cases-in-limit``: a register of households brought into envelopes.

Beside one household at a time, as it was done before; and beside sealing them alone, below which nothing can come that
stores them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from bench.welfare_office import open_office
from mapper.domain.access_reason import Reason
from mapper.domain.brought_case import BroughtCase, Desks
from mapper.domain.case_kinds import WRITTEN
from mapper.domain.case_record import Record
from mapper.domain.reader import Reader, Role
from mapper.importers.case_file import read_cases
from mapper.operations.crisis.bringing import bring_cases
from mapper.operations.crisis.case_envelopes import append_records
from mapper.operations.crisis.entering import Look, enter, log, open_envelope, place_of, ready_to_seal
from mapper.operations.crisis.keeping import seal_new
from mapper.operations.crisis.layout import Layout
from mapper.operations.vault.envelopes import Place, Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.crisis import blind_terms
from mapper.store.crisis import cases as case_rows
from mapper.store.crisis import households as rows
from mapper.store.crisis.case_records import Case
from mapper.store.engine import Engine, Session, Sessions
from mapper.store.tables import (
    AccessRow,
    BlindTermRow,
    CaseAssignmentRow,
    CaseRecordRow,
    CaseRow,
    HouseholdRow,
    UserDistrictRow,
    UserRow,
)

HOUSEHOLDS: Final = 1_000
DISTRICT: Final = "1111051500"
WORKER: Final = "bench-worker"
NOW: Final = datetime(2026, 11, 20, 3, tzinfo=UTC)
_BRING: Final = "case.bring"
_TABLES: Final = (HouseholdRow, CaseRow, CaseAssignmentRow, CaseRecordRow, BlindTermRow, AccessRow)
_HEADER: Final = (
    "사례번호,행정동,담당자,성명,출생연도,전화번호,주소,경도,위도,비고,발굴경로,욕구,위험군,상황,동의,동의범위\n"
)
_ROW: Final = (
    "B-{0},{1},{2},홍가상,{3},010-{0:04}-{4:04},가상시 없는로 {0},127.0{4:04},37.7{4:04},가상의 메모 {0},동 상담창구,"
    "생계·돌봄,1인가구,가상의 사정이 있어 도움을 청함,서면 동의,사례관리\n"
)


@dataclass(frozen=True)
class Office:
    """A welfare office with nobody in it, and a register of another system."""

    sessions: Sessions
    vault: Vault
    register: Path
    desks: Desks
    look: Look

    def cost(self, job: Callable[[Session], None]) -> float:
        """Time a job whose transaction is undone [ms]."""
        with self.sessions() as session:
            return milliseconds(lambda: job(session))

    def kept(self, job: Callable[[Session], None]) -> tuple[list[int], list[bytes]]:
        """Return how many rows each table holds after a job, and who is in the envelopes; all of it is undone."""
        with self.sessions() as session:
            job(session)
            counts = [session.execute(select(func.count()).select_from(one)).scalar_one() for one in _TABLES]
            return counts, sorted(open_envelope(self.vault, one).to_bytes() for one in rows.every(session))

    def at_once(self, session: Session) -> None:
        """Bring the register as the product does."""
        bring_cases(session, self.vault, self.register, self.look)

    def one_by_one(self, session: Session) -> None:
        """Bring it with five statements for every household."""
        enter(session, self.look, _BRING, _BRING)
        ready_to_seal(session, self.vault, NOW)
        cases = self.read()
        ids = [uuid4() for _ in cases]
        log(session, self.look, _BRING, [(household_id, DISTRICT) for household_id in ids])
        layout = Layout(session)
        for household_id, one in zip(ids, cases, strict=True):
            self._take_in(session, household_id, one, layout)

    def _take_in(self, session: Session, household_id: UUID, one: BroughtCase, layout: Layout) -> None:
        new = seal_new(
            self.vault,
            one.household,
            self.look,
            layout,
            household_id=household_id,
            district_code=DISTRICT,
            tier=one.tier,
        )
        session.add(HouseholdRow(**asdict(new.sealed)))
        session.flush()
        blind_terms.add(session, new.buckets)
        on = new.sealed.received_on
        case_id = case_rows.open_case(session, household_id, DISTRICT, on=on)
        case_rows.assign(session, case_id, DISTRICT, one.follower, by=self.look.by.user_id, now=NOW)
        written = [
            (number, Record(uuid4(), kind, None, WRITTEN, on, None), content, self.look)
            for number, (kind, content) in enumerate(one.contents.items(), 1)
        ]
        case = Case(case_id, household_id, DISTRICT, one.tier, on, None)
        append_records(session, self.vault, (case, new.sealed), written)

    def read(self) -> tuple[BroughtCase, ...]:
        """Read the register."""
        return read_cases(self.register, desks=self.desks).cases

    def seal(self, cases: tuple[BroughtCase, ...]) -> None:
        """Only seal: a key for each household, its wrap, its envelope and those of its records."""
        for one in cases:
            household_id = uuid4()
            key, _ = self.vault.new_key(household_id)
            self.vault.seal(key, one.household.to_bytes(), place_of(household_id, one.tier, DISTRICT, 1))
            for number, content in enumerate(one.contents.values(), 1):
                self.vault.seal(key, json.dumps(content).encode(), Place("case_record", household_id, number))


@contextmanager
def _office() -> Iterator[Office]:
    with TemporaryDirectory(prefix="golmok-bench-") as folder, open_office() as (sessions, owner):
        register = Path(folder) / "register.csv"
        register.write_text(_HEADER + "".join(map(_row, range(HOUSEHOLDS))), "utf-8")
        by = Reader(uuid4(), "bench", Role.SUPERVISOR, frozenset({DISTRICT}), "", uuid4())
        desks = Desks({DISTRICT: DISTRICT}, {(DISTRICT, WORKER): _open_desk(owner)})
        vault = Vault(KeyFile(Path(folder) / "vault-keys.json"))
        vault.keys.begin(vault.cipher, now=NOW)
        yield Office(sessions, vault, register, desks, Look(by, Reason("other", "bench"), NOW, NOW))


def _row(number: int) -> str:
    return _ROW.format(number, DISTRICT, WORKER, 1930 + number % 80, number % 10_000)


def _open_desk(owner: Engine) -> UUID:
    """Make a district and its case worker."""
    user_id = uuid4()
    with Session(owner) as session, session.begin():
        session.execute(
            text(
                "INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (gen_random_uuid(), :code, '가상동',"
                " ST_Multi(ST_MakeEnvelope(950000, 1950000, 950900, 1950900, 5179)), now())"
            ),
            {"code": DISTRICT},
        )
        session.add(UserRow(id=user_id, name=WORKER, role="welfare", all_districts=False, recorded_at=NOW))
        session.flush()
        session.add(UserDistrictRow(user_id=user_id, district_code=DISTRICT))
    return user_id


def _see_equal(office: Office) -> None:
    ours, theirs = office.kept(office.at_once), office.kept(office.one_by_one)
    if ours != theirs or len(ours[1]) != HOUSEHOLDS:
        message = f"{ours[0]} rows are stored at once, and {theirs[0]} one by one, or of others"
        raise Unequal(message)


@contextmanager
def _beside_one_by_one(_city: City) -> Iterator[Sides]:
    with _office() as office:
        yield Sides(
            ours=lambda: office.cost(office.at_once),
            peer=lambda: office.cost(office.one_by_one),
            check=lambda: _see_equal(office),
        )


@contextmanager
def _beside_sealing(_city: City) -> Iterator[Sides]:
    with _office() as office:
        cases = office.read()
        yield Sides(
            ours=lambda: office.cost(office.at_once),
            peer=lambda: milliseconds(lambda: office.seal(cases)),
            check=lambda: _see_equal(office),
        )


_SAME: Final = f"the same register of {HOUSEHOLDS:,} made households, one each row, and the same vault"
COMPARISONS: Final = (
    Comparison(
        name="cases-in",
        unit="ms",
        peer="one household at a time with SQLAlchemy: five statements for each",
        equal=(
            f"{_SAME}; both read and judge the file, seal, log and store over a connection of the staff role in a transaction "
            "that is undone; rows of every table are counted, and what is in the envelopes is compared"
        ),
        unequal="the peer does not look up who was brought before, and knows the districts and workers of the file already",
        sides=_beside_one_by_one,
        bar=3.0,
    ),
    Comparison(
        name="cases-in-limit",
        unit="ms",
        peer="sealing alone, in memory: the limit for any way of storing them",
        equal=f"{_SAME}; a key, its wrap and three envelopes for each household",
        unequal="ours also reads and judges the file, cuts the blind index, logs and stores; so at best the ratio is 1",
        sides=_beside_sealing,
    ),
)
