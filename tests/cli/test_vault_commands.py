"""The commands about households, over a real database: keys rotated, chains verified against anchors, parts kept apart."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from sqlalchemy import text

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person
from mapper.domain.reader import Reader, Role
from mapper.errors import HouseholdNotFound, NotFound, VaultUnsafe
from mapper.operations.crisis import keeping, opening
from mapper.operations.crisis.entering import Look
from mapper.operations.database import opened
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from mapper.store.crisis import access_log
from mapper.store.crisis.identity import make_staff_sessions, reach
from mapper.store.engine import Sessions, make_engine, make_sessions
from mapper.store.tables import UserDistrictRow, UserRow
from web.staff import init_staff, staff_session, vault

Golmok = Callable[..., Any]
HERE = "1111051500"
HOME = Household(address="가상시 없는로 12", people=(Person("가나다", 1950, "010-0000-1234"),))


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of the file's database are."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def worker(role_urls: Urls) -> Reader:
    engine = make_engine(role_urls.owner)
    row = UserRow(id=uuid.uuid4(), role=Role.WELFARE.value, all_districts=False, recorded_at=datetime.now(UTC))
    row.name = row.id.hex
    with make_sessions(engine).begin() as session:
        session.add(row)
        session.flush()
        session.add(UserDistrictRow(user_id=row.id, district_code=HERE))
    engine.dispose()
    return Reader(row.id, row.name, Role.WELFARE, frozenset({HERE}), "192.0.2.7")


@pytest.fixture
def staff(role_urls: Urls) -> Iterator[Sessions]:
    engine = make_engine(role_urls.staff)
    yield make_staff_sessions(engine)
    engine.dispose()


@pytest.fixture
def command(golmok: Golmok, role_urls: Urls, data_dir: Path) -> Golmok:
    return lambda *arguments: golmok(
        *arguments,
        GOLMOK_DATABASE_URL=role_urls.owner,
        GOLMOK_APP_DATABASE_URL=role_urls.app,
        GOLMOK_STAFF_DATABASE_URL=role_urls.staff,
        GOLMOK_DATA_DIR=str(data_dir),
    )


def test_keys_are_rotated_and_chains_are_held_against_anchors(
    command: Golmok, worker: Reader, staff: Sessions, role_urls: Urls, data_dir: Path
) -> None:
    held, look = open_vault(Settings(data_dir=data_dir)), Look(worker, Reason("visit"), datetime.now(UTC))
    with staff.begin() as session:
        taken = keeping.take_in(session, held, HOME, look, district_code=HERE)
    result = command("vault", "rotate")
    assert "Version 2 (aes-256-gcm) wraps the keys of 1 households." in result.stdout, result.stderr
    state = json.loads(command("vault", "status", "--json").stdout)
    assert [(number, count) for number, _, _, count in state["versions"]] == [(2, 1)]
    assert command("vault", "reindex").returncode == 0
    with staff.begin() as session:
        assert opening.read(session, held, taken.household_id, look).household == HOME
    seen = json.loads(
        command("audit", "exposed", "--account", worker.name, "--why", "전화를 잃어버림", "--json").stdout
    )
    assert [(one["household_id"], one["times"]) for one in seen["households"]] == [(str(taken.household_id), 2)]
    assert command("audit", "exposed", "--why", "전화를 잃어버림").returncode == 2, "nothing to go by"
    assert command("audit", "bait", str(taken.household_id)).returncode == 0
    anchors = data_dir / "anchors.json"
    assert command("audit", "anchor", "-o", str(anchors)).returncode == 0
    assert (
        "3 entries of 2 chains are whole. The walls stand."
        in command("audit", "verify", "--anchors", str(anchors)).stdout
    )
    engine = make_engine(role_urls.owner)
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW crisis.leaky AS SELECT * FROM crisis.household"))
    result = command("audit", "verify")
    assert (result.returncode, "crisis.leaky is a view with the rights of its owner" in result.stderr) == (1, True)
    with engine.begin() as connection:
        connection.execute(text("DROP VIEW crisis.leaky"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE crisis.access DISABLE TRIGGER append_only"))
        connection.execute(text("UPDATE crisis.access SET name = '다른이' WHERE number = 2"))
        connection.execute(text("ALTER TABLE crisis.access ENABLE TRIGGER append_only"))
    engine.dispose()
    result = command("audit", "verify", "--json", "--anchors", str(anchors))
    assert (result.returncode, json.loads(result.stdout)["breaks"]) == (
        1,
        [{"district_code": HERE, "number": 2, "what": "was changed"}],
    )
    assert f"district {HERE}, entry 2 was changed" in result.stderr
    assert "010-0000" not in result.stdout + result.stderr
    assert command("audit", "anchor", "-o", str(anchors)).returncode == 2, "older anchors are not lost"


def test_a_line_for_the_press_is_read_with_every_time_and_held_when_few_fit(command: Golmok) -> None:
    result = command("audit", "press", "2026년 3월 5일에 만난 조손 가구를 6월 12~14일에 찾았다", "--json")
    assert result.returncode == 1, result.stderr
    told = json.loads(result.stdout)
    assert (told["may_go_out"], told["is_about"], told["kinds"]) == (False, True, ["grandparents"])
    assert told["days"][0] == ["2026-03-05", "2026-03-05"]
    assert [day[5:] for day in told["days"][1]] == ["06-12", "06-14"]
    result = command("audit", "press", "가로등 20곳을 고쳤다", "--json")
    assert (result.returncode, json.loads(result.stdout)["days"]) == (0, [])


def test_the_public_part_has_no_way_to_households(role_urls: Urls, tmp_path: Path) -> None:
    settings = Settings(
        database_url=role_urls.owner,
        app_database_url=role_urls.app,
        staff_database_url=role_urls.staff,
        data_dir=tmp_path,
    )
    who = text("SELECT current_user, has_schema_privilege(current_user, 'crisis', 'USAGE')")
    with opened(settings, print, with_households=False) as database:
        assert (database.households, database.household_requests) == (None, None)
        for sessions in (database.sessions, database.requests):
            with sessions() as session:
                assert tuple(session.execute(who).one()) == ("golmok_app", False)
    with (
        opened(settings, print) as database,
        database.staff()() as session,
        pytest.raises(VaultUnsafe, match="who asks"),
    ):
        session.execute(who)
    with Flask("public").test_request_context(), pytest.raises(NotFound):
        staff_session()


def test_a_request_of_the_staff_part_keeps_its_look_before_it_answers(
    staff: Sessions, worker: Reader, data_dir: Path
) -> None:
    app, held = Flask("staff"), open_vault(Settings(data_dir=data_dir))
    init_staff(app, staff, held)
    look = Look(worker, Reason("visit"), datetime.now(UTC))

    @app.post("/<int:status>")
    def take_in(status: int) -> tuple[str, int]:
        taken = keeping.take_in(staff_session(), vault(), HOME, look, district_code=HERE)
        return str(taken.household_id), status

    @app.post("/unknown/<uuid:household_id>")
    def read(household_id: uuid.UUID) -> tuple[str, int]:
        with pytest.raises(HouseholdNotFound):
            opening.read(staff_session(), vault(), household_id, look)
        return "", 404

    asked = uuid.uuid4()
    assert app.test_client().post(f"/unknown/{asked}").status_code == 404
    with staff.begin() as session:
        reach(session, frozenset({HERE}))
        *_, (last, _) = access_log.entries(session, HERE)
        assert (last.action, last.subjects) == ("household.read.refused", (asked,))
    kept = app.test_client().post("/200").text
    lost = app.test_client().post("/409").text
    with staff.begin() as session:
        assert opening.read(session, held, uuid.UUID(kept), look).household == HOME
        with pytest.raises(HouseholdNotFound):
            opening.read(session, held, uuid.UUID(lost), look)
