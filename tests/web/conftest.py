from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Connection, text
from sqlalchemy.orm import sessionmaker

from mapper.domain.access import Scope
from mapper.domain.reader import BOUND_ROLES, Reader, Role
from mapper.domain.user import User
from mapper.operations import boards
from mapper.operations.database import Sessions
from mapper.operations.people import keys, passwords, second_factor, users
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.blueprints.board import init_board
from web.clock import now

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(city="의정부시", data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def app(settings: Settings, demo_sessions: Sessions) -> Flask:
    return create_app(settings, demo_sessions)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def own_city(attachment: Attachment, demo_template: str) -> Iterator[Sessions]:
    """A demo city of the test's own, for real commits and several connections."""
    name = f"city_{uuid4().hex[:12]}"
    create_database(attachment, name, template=demo_template)
    engine = make_engine(attachment.url("owner", name))
    yield make_sessions(engine)
    engine.dispose()
    drop_database(attachment, name)


@dataclass(frozen=True)
class Office:
    """The demo city with people in it; all that is done to them is undone after the test."""

    app: Flask
    sessions: Sessions
    connection: Connection

    @staticmethod
    def csrf(page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, "the page has no form"
        return found[1]

    def add(self, name: str, role: Role, *codes: str) -> User:
        every = role is Role.FIELD and not codes
        with self.sessions.begin() as session:
            return users.add_user(session, name, role, codes, every=every, by=OPERATOR, now=now())

    def token(self, user: User, *scopes: Scope, days: int = 30) -> str:
        with self.sessions.begin() as session:
            wanted = scopes or tuple(Scope)
            return keys.add_token(session, user, label="", scopes=wanted, by=OPERATOR, now=now(), days=days)[0]

    def link(self, user: User, *, loopback_only: bool = False) -> str:
        with self.sessions.begin() as session:
            return keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=loopback_only)

    def browser(self, user: User) -> FlaskClient:
        """A browser in which somebody is logged in, as the demo's users are."""
        client = self.app.test_client()
        path = f"/login/link/{self.link(user, loopback_only=True)}"
        assert client.post(path, data={"csrf_token": self.csrf(client.get(path).text)}).status_code == 302
        return client

    def post(self, client: FlaskClient, path: str, page: str = "/me", **form: Any) -> Any:
        """Send a form with the token of the page it stands on."""
        return client.post(path, data={"csrf_token": self.csrf(client.get(page).text), **form})

    def set_password(self, user: User, password: str) -> None:
        with self.sessions.begin() as session:
            passwords.set_password(session, user, password, city="의정부시", by=OPERATOR, now=now())

    def set_second_factor(self, user: User) -> pyotp.TOTP:
        """Set one up with the code before last, so that the next one is still good."""
        totp = pyotp.TOTP(second_factor.new_secret())
        early = now() - timedelta(seconds=60)
        seal = self.app.extensions["golmok_seal"]
        with self.sessions.begin() as session:
            second_factor.set_up(session, seal, user, totp.secret, totp.at(early), by=OPERATOR, now=early)
        return totp

    def do(self, verb: Any, *arguments: Any) -> Any:
        """Do one of the verbs of `mapper.operations`, as somebody at the machine."""
        with self.sessions.begin() as session:
            return verb(session, *arguments, by=OPERATOR, now=now())

    def sql(self, statement: str, **values: Any) -> Any:
        return self.connection.execute(text(statement), values)

    def districts(self) -> list[str]:
        found = self.sql(
            "SELECT d.code FROM segment s JOIN district d ON d.id = s.district_id JOIN grade g ON g.segment_id = s.id"
            " GROUP BY d.code ORDER BY count(*) DESC, d.code"
        )
        return list(found.scalars())

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo what is done inside, before the next thing is tried."""
        savepoint = self.connection.begin_nested()
        yield
        savepoint.rollback()

    def staff(self, *codes: str) -> dict[Role, User]:
        roles = [role for role in Role if role is not Role.PUBLIC]
        return {role: self.add(f"made-{role}", role, *(codes if role in BOUND_ROLES else ())) for role in roles}


@pytest.fixture(scope="session")
def office_app(settings: Settings, demo_sessions: Sessions) -> Flask:
    return create_app(settings, demo_sessions)


@pytest.fixture
def office(office_app: Flask, demo_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    # The same hash at less cost: dozens of logins would take a minute; its own cost is tested with the operations.
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)
    monkeypatch.setattr(passwords, "_NOBODYS", quick.hash("nobody's"))
    engine = make_engine(demo_url)
    with engine.connect() as connection:
        outer = connection.begin()
        connection.execute(text("DELETE FROM login"))  # forms that other tests opened and never sent
        sessions = sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        office_app.extensions["golmok_sessions"] = sessions
        # What a board remembers is of this test alone, and nothing is read aside on the one connection that there is.
        init_board(office_app)
        monkeypatch.setattr(boards, "FRESH", boards.LONGEST)
        yield Office(office_app, sessions, connection)
        outer.rollback()
    engine.dispose()


def _fields(page: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser sends them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@pytest.fixture(scope="session")
def fields() -> Callable[..., Any]:
    return _fields


def _report(client: FlaskClient, **typed: Any) -> Any:
    hidden = _fields(client.get("/report").text)
    return client.post("/report", data={**hidden, "category": "litter", "place": "가온로 3", **typed})


@pytest.fixture(scope="session")
def report() -> Callable[..., Any]:
    return _report


def _csrf(browser: FlaskClient) -> dict[str, str]:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/work").text)
    assert found
    return {"X-CSRFToken": found[1]}


@pytest.fixture(scope="session")
def csrf() -> Callable[..., Any]:
    return _csrf


def _code_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    found = re.match(r"/report/(\w{10})\?proof=[\w-]{16}&sent=1$", answer.location)
    assert found, answer.location
    return found[1]


@pytest.fixture(scope="session")
def code_of() -> Callable[..., Any]:
    return _code_of


def _picture(colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    drawn = BytesIO()
    image = Image.new("RGB", (400, 300), colour)
    exif = Image.Exif()
    exif[0x010E] = "made up, of no place"
    image.save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    return _picture


_DISTRICT = (
    "INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (:id, :code, :name,"
    " ST_GeomFromText('MULTIPOLYGON(((950000 1970000, 951000 1970000, 951000 1971000, 950000 1970000)))', 5179), now())"
)


class StaffPart:
    """A server with households over the real roles, one without, and people in them."""

    here, there = "1111051500", "1111053000"

    def __init__(self, urls: Any, data_dir: Path) -> None:
        self.engines = [make_engine(url) for url in (urls.owner, urls.app, urls.staff)]
        self.owner = make_sessions(self.engines[0])
        with self.owner.begin() as session:
            for code, name in ((self.here, "가상동"), (self.there, "저편동")):
                session.execute(text(_DISTRICT), {"id": uuid4(), "code": code, "name": name})
        settings = Settings(city="의정부시", data_dir=data_dir)
        self.app = create_app(settings, make_sessions(self.engines[1]), make_staff_sessions(self.engines[2]))
        self.public = create_app(settings, make_sessions(self.engines[1]))

    def add(self, role: Role = Role.WELFARE, *codes: str) -> User:
        """Somebody new."""
        districts = codes or ((self.here,) if role in BOUND_ROLES else ())
        name = f"사람-{uuid4().hex[:6]}"
        with self.owner.begin() as session:
            return users.add_user(session, name, role, districts, every=False, by=OPERATOR, now=now())

    def log_in(self, user: User, app: Flask | None = None) -> FlaskClient:
        """A browser in which somebody is logged in."""
        with self.owner.begin() as session:
            link = keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=True)
        client = (app or self.app).test_client()
        path = f"/login/link/{link}"
        assert client.post(path, data={"csrf_token": Office.csrf(client.get(path).text)}).status_code == 302
        return client

    def browser(self, role: Role = Role.WELFARE, *codes: str, app: Flask | None = None) -> FlaskClient:
        """A browser in which somebody new is logged in."""
        return self.log_in(self.add(role, *codes), app)

    def second_factor(self, user: User) -> pyotp.TOTP:
        """Set one up with the code before last, so that the next one is still good."""
        totp, early = pyotp.TOTP(second_factor.new_secret()), now() - timedelta(seconds=60)
        seal = self.app.extensions["golmok_seal"]
        with self.owner.begin() as session:
            second_factor.set_up(session, seal, user, totp.secret, totp.at(early), by=OPERATOR, now=early)
        return totp

    def log(self) -> list[Any]:
        """What stands in the access log, the earliest first."""
        asked = text("SELECT action, reason, subjects FROM crisis.access ORDER BY recorded_at, number")
        with self.owner() as session:
            session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
            return list(session.execute(asked))


@pytest.fixture(scope="module")
def staff(role_urls: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffPart]:
    held = StaffPart(role_urls, tmp_path_factory.mktemp("staff"))
    yield held
    for engine in held.engines:
        engine.dispose()
