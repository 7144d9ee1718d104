"""The register of another system: into envelopes whole or not at all, known again, told nowhere in clear."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import event, text

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person
from mapper.domain.reader import Reader, Role
from mapper.errors import BadRows, MissingColumns, NotAllowed, UnreadableFile
from mapper.operations.crisis import bringing, opening
from mapper.operations.crisis.bringing import Brought
from mapper.operations.crisis.case_desk import case_desk
from mapper.operations.crisis.entering import NOWHERE
from mapper.operations.crisis.opening import Wanted

HEADER = (
    "사례번호,행정동,담당자,성명,출생연도,전화번호,주소,경도,위도,비고,발굴경로,욕구,위험군,상황,동의,동의범위,따로보호"
)
ROWS = """A-1,가상동,{worker},홍가상,1950,010-0000-1234,가상시 없는로 77,127.05,37.74,밤에 전화 금지,동 상담창구,생계·돌봄,1인가구,가상의 사정,서면 동의,사례관리,
A-1,가상동,{worker},홍거짓,2015,,가상시 없는로 77,127.05,37.74,,동 상담창구,생계,,,서면 동의,,
B-2,{code},{worker},김가상,,010-0000-5678,가상시 없는로 78,,,,복지등기,주거,,,구두 동의,사례관리,예
"""
SECRETS = ("홍가상", "홍거짓", "김가상", "010-0000-1234", "없는로 77", "밤에 전화", "가상의 사정")


@pytest.fixture
def worker(office: Any) -> Reader:
    with office.owner.begin() as session:
        session.execute(
            text(
                "INSERT INTO district (id, code, name, boundary, recorded_at) SELECT gen_random_uuid(), :code, '가상동',"
                " ST_Multi(ST_MakeEnvelope(950000, 1950000, 950900, 1950900, 5179)), now()"
                " WHERE NOT EXISTS (SELECT FROM district WHERE code = :code)"
            ),
            {"code": office.here},
        )
    reader: Reader = office.person(office.here)
    return reader


@pytest.fixture
def boss(office: Any) -> Reader:
    reader: Reader = office.person(office.here, role=Role.SUPERVISOR)
    return reader


@pytest.fixture
def bring(office: Any, tmp_path: Path) -> Callable[..., Brought]:
    def done(content: str | None, by: Reader, *, path: Path | None = None, **more: Any) -> Brought:
        at = path or tmp_path / "register.csv"
        if content is not None:
            at.write_text(content, "utf-8")
        look = office.look(by, reason=Reason("other", "이전 대장을 옮김"))
        with office.sessions.begin() as session:
            return bringing.bring_cases(session, office.vault, at, look, **more)

    return done


def register(worker: Reader, office: Any, rows: str = ROWS) -> str:
    return f"{HEADER}\n{rows.format(worker=worker.name, code=office.here)}"


def opened(office: Any, worker: Reader) -> list[opening.Opened]:
    with office.sessions.begin() as session:
        return opening.caseload(session, office.vault, office.look(worker))


def test_a_register_becomes_sealed_cases_that_its_workers_follow(
    office: Any, worker: Reader, boss: Reader, bring: Any
) -> None:
    brought = bring(register(worker, office), boss)
    assert (brought.rows_in, brought.new, brought.known, brought.stored) == (3, 2, 0, True)
    [found] = opened(office, worker)
    assert found.household == Household(
        address="가상시 없는로 77",
        x=found.household.x,
        y=found.household.y,
        people=(Person("홍가상", 1950, "010-0000-1234"), Person("홍거짓", 2015, "")),
        notes="밤에 전화 금지",
    )
    assert found.household.x == pytest.approx(960_000, abs=20_000)
    assert office.search(worker, Wanted(phone="010-0000-1234")) == {found.id}
    entry = next(one for one in reversed(office.log()) if one.action == "case.bring")
    assert (len(entry.subjects), entry.name, entry.words) == (2, boss.name, "이전 대장을 옮김")
    with office.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        asked = text("SELECT tier, cell_id IS NULL FROM crisis.household WHERE id = ANY (:ids) ORDER BY tier")
        assert session.execute(asked, {"ids": list(entry.subjects)}).all()[1] == ("sealed", True)
        case = text("SELECT id FROM crisis.case WHERE household_id = :id")
        case_id = session.execute(case, {"id": found.id}).scalar_one()
    with office.sessions.begin() as session:
        desk = case_desk(session, office.vault, case_id, office.look(worker))
    said = {one.record.kind: one.content for one in desk.records}
    assert said["intake"]["needs"] == ["income", "care"]
    assert said["consent"] == {"how": "written", "purposes": ["follow"]}


def test_the_same_register_again_takes_nobody_in_twice(office: Any, worker: Reader, boss: Reader, bring: Any) -> None:
    rows = ROWS.replace("A-1", "A-11").replace("B-2", "B-12")
    assert bring(register(worker, office, rows), boss).new == 2
    again = bring(register(worker, office, rows + rows.splitlines()[0].replace("A-11", "A-13") + "\n"), boss)
    assert (again.new, again.known) == (1, 2)


def test_a_register_that_is_stopped_in_the_middle_leaves_nothing(
    office: Any, worker: Reader, boss: Reader, bring: Any
) -> None:
    content = many(worker, "S", 600)
    told: list[tuple[str, int]] = []

    def stop(step: str, done: int, _of: int) -> None:
        told.append((step, done))
        if done == 500:
            raise KeyboardInterrupt

    before = stored(office)
    with pytest.raises(KeyboardInterrupt):
        bring(content, boss, progress=stop)
    assert told == [("storing", 0), ("storing", 250), ("storing", 500)]
    assert stored(office) == before
    # The second part has its households and its cases by then.
    with heard(office, stop_at=("crisis.case_record", 2)), pytest.raises(KeyboardInterrupt):
        bring(content, boss)
    assert stored(office) == before
    assert bring(content, boss).new == 600
    grown = [after - was for after, was in zip(stored(office), before, strict=True)]
    assert grown == [600, 600, 600, 1200, 1200, 1]


def test_many_are_as_many_statements_as_one(office: Any, worker: Reader, boss: Reader, bring: Any) -> None:
    counts = []
    for letter, number in (("M", 1), ("N", 250), ("O", 251)):
        with heard(office) as asked:
            assert bring(many(worker, letter, number), boss).new == number
        counts.append(sum("INSERT INTO crisis." in one for one in asked.statements))
    assert counts == [8, 8, 13], "household, blind_term, case, case_assignment, case_record; key version and log once"


class Heard:
    """What is asked of the server; it is stopped before the statement into a table that comes for the so manieth time."""

    def __init__(self, stop_at: tuple[str, int]) -> None:
        self.statements: list[str] = []
        self.table, self.time = stop_at

    def __call__(self, *call: Any) -> None:
        self.statements.append(call[2])
        so_far = sum(f"INSERT INTO {self.table} " in one for one in self.statements)
        if so_far == self.time and f"INSERT INTO {self.table} " in call[2]:
            raise KeyboardInterrupt


@contextmanager
def heard(office: Any, stop_at: tuple[str, int] = ("nothing", 1)) -> Iterator[Heard]:
    engine, ear = office.sessions.kw["bind"], Heard(stop_at)
    event.listen(engine, "before_cursor_execute", ear)
    try:
        yield ear
    finally:
        event.remove(engine, "before_cursor_execute", ear)


def many(worker: Reader, letter: str, number: int) -> str:
    """A register of so many households, each found by two words."""
    row = "{0}-{1},가상동,{2},홍가상,,010-0000-{1:04},가상시 없는로 {1},,,,동 상담창구,생계,,,서면 동의,,\n"
    return f"{HEADER}\n" + "".join(row.format(letter, one, worker.name) for one in range(number))


def test_cells_and_the_cut_of_the_index_are_read_once_for_a_whole_register(
    office: Any, worker: Reader, boss: Reader, bring: Any
) -> None:
    """Each household lies in the cell, and is found by the words, that it would have been taken in with by itself."""
    year = office.now.year
    west, east = uuid.uuid4(), uuid.uuid4()
    with office.owner.begin() as session:
        for cell_id, edges in ((west, "955000, 1960000, 960000, 1980000"), (east, "960000, 1960000, 965000, 1980000")):
            session.execute(
                text(
                    "INSERT INTO cell (id, year, district_code, households, buildings, boundary, recorded_at) VALUES"
                    f" (:id, :year, :code, 512, 40, ST_Multi(ST_MakeEnvelope({edges}, 5179)), now())"
                ),
                {"id": cell_id, "year": year, "code": office.here},
            )
    row = "L-{0},가상동,{1},홍{0}가상,1950,010-0000-77{0:02},가상시 없는로 {0},127.0{0:02},37.74,,동 상담창구,생계,,,서면 동의,,\n"
    content = f"{HEADER}\n" + "".join(row.format(number, worker.name) for number in range(30, 70, 4))
    with heard(office) as asked:
        assert bring(content, boss).new == 10
    read = [sum(f"FROM {table}" in one for one in asked.statements) for table in ("cell", "crisis.blind_index")]
    assert read == [1, 1]
    lain = set()
    for found in opened(office, worker):
        home, phone = found.household, found.household.people[0].phone
        alone = office.take_in(worker, home).household_id
        kept = office.stored(found.id)["cell_id"]
        lain.add(kept)
        assert kept == office.stored(alone)["cell_id"] == (west if home.x < 960_000 else east)
        assert office.search(worker, Wanted(phone=phone)) == {found.id, alone}
    assert lain == {west, east}


def stored(office: Any) -> list[int]:
    """How many rows of everything there are that a register brings."""
    tables = ("household", "case", "case_assignment", "case_record", "blind_term", "access")
    with office.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        return [session.execute(text(f'SELECT count(*) FROM crisis."{one}"')).scalar_one() for one in tables]


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("동 상담창구,생계·돌봄", "우주에서 온 말,생계·돌봄", "발굴경로"),
        ("생계·돌봄", "홍가상의 사정", "욕구"),
        ("가상동,{worker},홍가상", "없는동,{worker},홍가상", "행정동"),
        ("{worker},홍가상", "홍길동,홍가상", "담당자"),
        ("홍가상,1950", "홍가상,500101", "출생연도"),
        ("밤에 전화 금지", "500101-1234567", "비고"),
        ("127.05,37.74,밤", "37.74,127.05,밤", "경도"),
        ("127.05,37.74,밤", "127.05,,밤", "경도"),
        ("서면 동의,사례관리,\n", "어쩌면,사례관리,\n", "동의"),
        ("서면 동의,사례관리,\n", "서면 동의,사례관리,아마\n", "따로보호"),
        ("A-1,가상동,{worker},홍거짓", "A-1,,{worker},홍거짓", "행정동"),
    ],
)
def test_a_bad_row_comes_back_by_number_and_column_alone(
    office: Any, worker: Reader, boss: Reader, bring: Any, before: str, after: str, column: str
) -> None:
    assert before in ROWS
    rows = ROWS.replace(before, after, 1).replace("A-1", f"C-{column}")
    with pytest.raises(BadRows) as caught:
        bring(register(worker, office, rows), boss)
    brought: Any = caught.value.fields["brought"]
    told = "\n".join((caught.value.message, *brought.faults, repr(brought)))
    assert column in told
    assert re.search(r"(line|row) [23]", told), told
    assert not [one for one in (*SECRETS, "500101", "우주", "홍길동", "37.74", "없는동") if one in told]
    assert not brought.stored
    assert opened(office, worker) == []


def test_only_a_check_stores_nothing_and_no_table_holds_a_word_in_clear(
    office: Any, worker: Reader, boss: Reader, bring: Any
) -> None:
    rows = ROWS.replace("A-1", "D-1").replace("B-2", "D-2")
    assert not bring(register(worker, office, rows), boss, keep=False).stored
    assert (office.log()[-1].action, office.log()[-1].subjects) == ("case.compare", ())
    assert opened(office, worker) == []
    bring(register(worker, office, rows), boss)
    brought = next(one for one in reversed(office.log()) if one.action == "case.bring")
    assert bring(register(worker, office, rows), boss, keep=False).known == 2
    compared = [office.log()[-1]]
    assert bring(register(worker, office, rows), boss).new == 0
    compared.append(office.log()[-1])
    with pytest.raises(BadRows) as refused:
        bring(register(worker, office, rows + rows.splitlines()[0].replace("D-1,가상동", "D-9,없는동") + "\n"), boss)
    assert refused.value.fields["brought"].known == 2  # type: ignore[attr-defined] # of this error
    compared.append(office.log()[-1])
    assert {(one.action, one.subjects, one.name) for one in compared} == {
        ("case.compare", brought.subjects, boss.name)
    }, "whoever is told that somebody is here already is in the log, though nothing is stored"
    with office.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        tables = session.execute(
            text(
                "SELECT schemaname || '.\"' || tablename || '\"' FROM pg_tables WHERE schemaname IN ('public', 'crisis', 'queue')"
            )
        ).scalars()
        for table in list(tables):
            kept = session.execute(
                text(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} AS t")
            ).scalar_one()
            assert not [one for one in SECRETS if one in kept or one.encode().hex() in kept], table
        assert session.execute(text("SELECT count(*) FROM import")).scalar_one() == 0


def test_only_who_oversees_the_district_brings_cases(office: Any, worker: Reader, bring: Any) -> None:
    content = register(worker, office, ROWS.replace("A-1", "E-1").replace("B-2", "E-2"))
    for role, code in ((Role.WELFARE, office.here), (Role.PLANNER, None), (Role.SUPERVISOR, office.there)):
        with pytest.raises(NotAllowed):
            bring(content, office.person(*filter(None, [code]), role=role))
        assert office.log(code or NOWHERE)[-1].action == "case.bring.refused"
    assert bring(content, office.person(role=Role.ADMIN)).new == 2


def test_a_workbook_and_columns_with_other_names(
    office: Any, worker: Reader, boss: Reader, bring: Any, tmp_path: Path
) -> None:
    book = Workbook()
    lines = register(worker, office, ROWS.replace("A-1", "F-1").replace("B-2", "F-2")).replace("담당자", "누가", 1)
    for line in lines.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr] # a new workbook has a sheet
    path = tmp_path / "register.xlsx"
    book.save(path)
    with pytest.raises(MissingColumns) as caught:
        bring(None, boss, path=path)
    assert "홍가상" not in caught.value.message
    assert bring(None, boss, path=path, mapping={"worker": "누가"}).new == 2


def test_a_file_without_headings_or_of_another_format_says_nothing_of_anybody(
    office: Any, worker: Reader, boss: Reader, bring: Any, tmp_path: Path
) -> None:
    with pytest.raises(MissingColumns) as caught:
        bring(register(worker, office).partition("\n")[2], boss)
    assert not [one for one in SECRETS if one in caught.value.message or one in repr(caught.value.fields)]
    with pytest.raises(UnreadableFile):
        bring("{}", boss, path=tmp_path / "register.geojson")
