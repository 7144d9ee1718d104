"""One city of the product, asked as its attackers may."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Connection, text

from attack.front import below, served
from attack.home import Home
from attack.premises import Premises
from attack.product.addresses import public_addresses
from attack.product.crowd import take_in_many
from attack.product.forms import FORMS, REASON, SOMEBODY
from attack.product.people import People, send, visitor
from attack.target import Address, Kept
from attack.world import OPERATOR, World
from mapper.domain.access import Scope
from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Role
from mapper.domain.visit_file import checked
from mapper.errors import ExportRefused
from mapper.operations.backup import dump
from mapper.operations.crisis import following, keeping, refusals
from mapper.operations.crisis.casework import Intake, take_in_case
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.press_lines import check_line
from mapper.operations.grading import regrade_city
from mapper.operations.people import keys as tokens
from mapper.operations.people.teams import district_names
from mapper.settings import Settings
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now, today
from web.staff_routes import STAFF_ROUTES

_VISIT: Final = Reason("visit")
_LETTERS: Final = "SELECT segment_id, to_jsonb(g) - 'run_id' FROM grade g WHERE run_id = :run"


@dataclass(frozen=True)
class _Known:
    household_id: UUID
    district: str


class ProductCity(Premises):
    """A city of the product.

    Parameters
    ----------
    world : World
        Its cluster.
    """

    keys = ("vault-keys.json", "key")

    def __init__(self, world: World) -> None:
        super().__init__(world)
        url = world.attachment.url
        self._engines = [
            make_engine(self.owner_url),
            make_engine(url("app", self.name)),
            make_engine(url("staff", self.name)),
        ]
        self._owner = make_sessions(self._engines[0])
        self._settings = Settings(city="가상시", data_dir=self.data)
        self._households = make_staff_sessions(self._engines[2])
        self._app = create_app(self._settings, make_sessions(self._engines[1]), self._households)
        self.front.stand_before(self._app)
        self._people = People(self._owner, self._app)
        self._known: dict[str, _Known] = {}
        self._bearer: dict[str, str] = {}
        self._hiding: set[str] = set()

    @cached_property
    def _public(self) -> Flask:
        """The part that has no way to households."""
        app = create_app(self._settings, make_sessions(self._engines[1]))
        self.front.stand_before(app)
        return app

    def close(self) -> None:
        """Let everything go."""
        for engine in self._engines:
            engine.dispose()
        super().close()

    def audit(self) -> None:
        super().audit()
        for engine in self._engines:  # who is connected already is not heard
            engine.dispose()

    def keep(self, homes: Sequence[Home]) -> list[Kept]:
        with self._households.begin() as session:
            return [self._take_in(session, home) for home in homes]

    def _take_in(self, session: Any, home: Home) -> Kept:
        vault = self._app.extensions["golmok_staff"][1]
        look = Look(self._worker(home.district).reader("192.0.2.7"), _VISIT, now())
        taken = keeping.take_in(session, vault, _household(home), look, district_code=home.district)
        case_id = str(taken.case_id)
        self._known[case_id] = _Known(taken.household_id, home.district)
        return Kept(home, case_id, f"/cases/{case_id}")

    def crowd(self, homes: Sequence[Home]) -> None:
        vault, at = self._app.extensions["golmok_staff"][1], now()
        by_district = {code: [_household(home) for home in homes if home.district == code] for code in self.districts}
        looks = {code: Look(self._worker(code).reader("192.0.2.7"), _VISIT, at) for code in by_district}
        with self._households.begin() as session:
            take_in_many(session, vault, by_district, looks)

    def _worker(self, district: str) -> Any:
        return self._people.user(Role.WELFARE, district)

    def forget(self, kept: Iterable[Kept]) -> None:
        with self._households.begin() as session:
            for one in kept:
                known = self._known[one.id]
                at = now()
                look = Look(self._worker(known.district).reader("192.0.2.7"), _VISIT, at, proved_at=at)
                keeping.destroy(session, self._app.extensions["golmok_staff"][1], known.household_id, look)

    def hide(self, kept: Kept) -> None:
        known, at = self._known[kept.id], now()
        look = Look(self._worker(known.district).reader("192.0.2.7"), _VISIT, at, proved_at=at)
        with self._households.begin() as session:
            keeping.shelter(session, self._app.extensions["golmok_staff"][1], known.household_id, look)
        self._hiding.add(kept.id)

    def bait(self, kept: Kept) -> None:
        with self._households.begin() as session:
            refusals.set_bait(session, self._known[kept.id].household_id, by=OPERATOR, now=now())

    def backup(self) -> Iterator[tuple[str, bytes]]:
        """Return what `golmok db dump` writes: the dump, packed and as text, its account, and the photos."""
        folder, settings = self.world.empty(), self._settings.model_copy(update={"database_url": self.owner_url})
        dump(settings, folder / "golmok.dump", now=now(), notice=lambda _told: None)
        for name, content in below(folder):
            yield f"backup/{name}", content
        yield "backup/golmok.dump as text", self.world.opened(folder / "golmok.dump")

    def visitor(self) -> FlaskClient:
        return visitor(self._public)

    def worker(self, district: str) -> FlaskClient:
        return self._people.browser(self._worker(district))

    def other_worker(self, district: str) -> FlaskClient:
        return self._people.browser(self._people.another(Role.WELFARE, district))

    def kept_from(self, kept: Kept) -> FlaskClient:
        return self._kept_from(kept, Role.WELFARE, following.assign, following.recuse)

    def overseer_kept_from(self, kept: Kept) -> FlaskClient:
        return self._kept_from(kept, Role.SUPERVISOR, following.recuse)

    def _kept_from(self, kept: Kept, role: Role, *steps: Callable[..., None]) -> FlaskClient:
        user, at = self._people.another(role, kept.home.district), now()
        look = Look(self._worker(kept.home.district).reader("192.0.2.7"), _VISIT, at, proved_at=at)
        with self._households.begin() as session:
            for step in steps:
                step(session, UUID(kept.id), user.id, look)
        return self._proved(user)

    def overseer(self, district: str) -> FlaskClient:
        return self._proved(self._people.another(Role.SUPERVISOR, district))

    def _proved(self, user: Any) -> FlaskClient:
        browser = self._people.browser(user)
        self._people.prove(browser)
        return browser

    def planner(self) -> FlaskClient:
        return self._people.browser(self._people.user(Role.PLANNER))

    def finder(self) -> FlaskClient:
        return self._people.browser(self._people.user(Role.HONORARY, self.districts[0]))

    def open_field(self, page: Page, site: str) -> None:
        page.goto(f"{site}/tell")
        page.wait_for_function("() => document.documentElement.dataset.ready && !document.getElementById('tip').hidden")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    def type_in(self, page: Page, home: Home) -> None:
        page.check("[name=channel][value=honorary]")
        for field, typed in (("where", home.address), ("who", home.name), ("words", f"{home.notes} {home.phone}")):
            page.fill(f"[name={field}]", typed)

    def tell(self, page: Page, home: Home) -> None:
        self.type_in(page, home)
        waiting = page.text_content("#waiting")
        page.click("#tip .action")
        page.wait_for_function("before => document.getElementById('waiting').textContent !== before", arg=waiting)

    def leave(self, page: Page) -> None:
        page.context.clear_cookies()
        page.reload()

    def public_addresses(self) -> list[str]:
        with self._owner() as session:
            return public_addresses(session, self._app)

    def staff_addresses(self, kept_id: str) -> list[Address]:
        known = self._known[kept_id]
        ids = (kept_id, str(known.household_id))
        values = {"household_id": ids[1], "kind": "note", "to": "withdrawn", "month": "2026-11", "district": "-"}
        somebody = str(self._people.user(Role.WELFARE, *self.districts).id)
        found = set()
        for route in STAFF_ROUTES:
            for rule in self._app.url_map.iter_rules(route.endpoint):
                if rule.arguments:  # whatever else is asked for by an id is asked for by that of the case
                    asked = {name: values.get(name, kept_id) for name in rule.arguments}
                    path = self._app.url_map.bind("localhost").build(route.endpoint, asked)
                    found |= set(_sent_to(route.endpoint, path, ids, rule.methods or set(), somebody))
        return sorted(found, key=lambda one: (one.path, one.method, one.form))

    def search(self, client: FlaskClient, name: str) -> tuple[int, str]:
        answer = send(client, "/cases/search", "/cases", name=name, reason="visit")
        return answer.status_code, answer.text

    def open(self, client: FlaskClient, kept_id: str) -> tuple[int, str]:
        path = f"/cases/{kept_id}"
        if kept_id in self._hiding:
            self._people.prove(client)
        send(client, path, "/cases", reason="visit")
        answer = client.get(path)
        return answer.status_code, answer.text

    def take_out(self, client: FlaskClient, kept: Kept) -> tuple[int, str]:
        self._people.prove(client)
        answer = send(client, "/cases/file", district=kept.home.district, reason="conference")
        return answer.status_code, answer.text

    def supervise(self, kept: Kept) -> tuple[int, str]:
        boss = self._people.browser(self._people.user(Role.SUPERVISOR, *self.districts))
        self._people.prove(boss)
        path = f"/oversight/households/{self._known[kept.id].household_id}"
        answer = send(boss, path, reason="review")
        return answer.status_code, answer.text

    def report(self, client: FlaskClient, words: str) -> Mapping[str, str]:
        page = client.get("/report")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
        answer = client.post("/report", data={**hidden, "category": "litter", "place": "가온로 3", "text": words})
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
        code = re.match(r"/report/(\w{10})\?", answer.location)
        shown = client.get(answer.location)
        assert code is not None
        tags = {"page": page.headers.get("ETag", ""), "receipt": shown.headers.get("ETag", "")}
        return {"code": code[1], **hidden, **tags, **{f"map {n}": v for n, v in client.get("/api/v1/map").headers}}

    def published(self, words: str) -> str | None:
        self.report(visitor(self._public), words)
        asked = text("SELECT issue_id FROM complaint WHERE text = :words ORDER BY recorded_at DESC LIMIT 1")
        with self._owner() as session:
            issue = session.execute(asked, {"words": words}).scalar_one()
        answer = self._app.test_client().post(
            f"/api/v1/moderations/words/{issue}",
            json={"decision": "published", "words": words, "confirmed": False, "replaces": None},
            headers=self._as_script(),
        )
        return words if answer.status_code == HTTPStatus.OK else None

    def names(self) -> dict[str, str]:
        with self._owner() as session:
            return {code: name for code, name in district_names(session).items() if code in self.districts}

    def receive(self, homes: Sequence[Home], kind: str, days_ago: int) -> None:
        vault, at = self._app.extensions["golmok_staff"][1], now() - timedelta(days=days_ago)
        typed = {"channel": ["visit"], "needs": ["care"], "risks": [kind], "words": ["지어낸 사정"]}
        typed |= {"how": ["written"], "purposes": ["follow"]}
        with self._households.begin() as session:
            for home in homes:
                intake = Intake(_household(home), home.district, Tier.CASE, typed)
                take_in_case(session, vault, intake, Look(self._worker(home.district).reader("192.0.2.7"), _VISIT, at))

    def press(self, sentence: str) -> bool:
        look, vault = Look(OPERATOR, _VISIT, now()), self._app.extensions["golmok_staff"][1]
        with self._owner() as city, self._households.begin() as session:
            return check_line(session, city, vault, sentence, look).may_go_out

    def _as_script(self) -> dict[str, str]:
        if not self._bearer:
            user = self._people.user(Role.PLANNER)
            token, _ = self._people.do(
                tokens.add_token, user, label="", scopes=tuple(Scope), by=OPERATOR, now=now(), days=2
            )
            self._bearer = {"Authorization": f"Bearer {token}"}
        return self._bearer

    def photo(self, picture: bytes) -> tuple[bytes, ...]:
        digest = sha256(picture).hexdigest()
        before = dict(below(self.data / "photos"))
        size = {"Upload-Offset": "0", "Upload-Length": str(len(picture))}
        path, client = f"/api/v1/photos/{digest}", self._app.test_client()
        answer = client.put(path, data=picture, headers=self._as_script() | size)
        if answer.status_code != HTTPStatus.OK:
            return ()
        self._use(digest)
        served_ones = [client.get(where, headers=self._as_script()) for where in (path, f"{path}/thumb")]
        assert all(one.status_code == HTTPStatus.OK for one in served_ones), [one.text for one in served_ones]
        stored = [content for place, content in below(self.data / "photos") if place not in before]
        return (*(one.data for one in served_ones), *stored)

    def _use(self, digest: str) -> None:
        with self._owner.begin() as session:
            statement = text(
                "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at) SELECT gen_random_uuid(),"
                " decode(:digest, 'hex'), issue_id, 'before', 0, now() FROM issue_state s WHERE NOT EXISTS"
                " (SELECT FROM photo_use u WHERE u.issue_id = s.issue_id) ORDER BY issue_id LIMIT 1"
            )
            session.execute(statement, {"digest": digest})

    def week(self, day: int, home: Home | None) -> list[bytes]:
        mayor = self._people.browser(self._people.user(Role.MAYOR))
        files = self._walk(mayor, day)
        if home is not None:  # whoever looks after it takes the mayor along; nobody can plan or export that as a stop
            self.keep([home])
            form = self._asked(day) | {"kind": "care", "source": "map"}
            refused = send(mayor, "/visits/new", **form)
            if refused.status_code == HTTPStatus.SEE_OTHER:
                files += self._files(mayor, str(refused.location))
        return files

    def _walk(self, mayor: FlaskClient, day: int) -> list[bytes]:
        district = self.districts[day % 2]
        where = self._plan(mayor, day, kind="field_office", source="worst", district=district, count=2 + day % 4)
        return self._files(mayor, where)

    def _plan(self, mayor: FlaskClient, day: int, **typed: Any) -> str:
        answer = send(mayor, "/visits/new", **self._asked(day) | typed)
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
        return str(answer.location)

    @staticmethod
    def _asked(day: int) -> dict[str, Any]:
        begins = (now() + timedelta(days=2 + day)).astimezone(KST)
        return {"theme": "걷는 날", "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 120, "limit_m": 5000}

    def _files(self, mayor: FlaskClient, visit: str) -> list[bytes]:
        taken = (
            send(mayor, f"{visit}/files", visit, form=form, reason="현장에 가져감")
            for form in ("geojson", "gpx", "csv")
        )
        return [one.data for one in taken if one.status_code == HTTPStatus.OK]

    def visit_file(self, features: Sequence[Mapping[str, Any]]) -> bytes | None:
        try:
            return json.dumps([checked(one) for one in features], ensure_ascii=False).encode()
        except ExportRefused:
            return None

    def letters(self) -> dict[str, str]:
        with self._owner() as session:
            run = regrade_city(session, as_of=today(), official=False, new_id=uuid4, known_at=now())
            rows = session.execute(text(_LETTERS), {"run": run.id})
            return {str(segment): json.dumps(grade, sort_keys=True) for segment, grade in rows}

    def alerts(self) -> int:
        page = self._people.browser(self._people.user(Role.SUPERVISOR, *self.districts)).get("/oversight")
        assert page.status_code == HTTPStatus.OK, page.text
        return page.text.count('<article class="alert"')

    def roles(self) -> Iterator[tuple[str, Connection]]:
        for name, engine in zip(("golmok_app", "golmok_staff"), self._engines[1:], strict=True):
            with engine.connect() as connection:
                yield name, connection

    def areas(self) -> dict[str, int]:
        asked = text(
            "SELECT c.id::text AS id, c.households FROM cell c WHERE c.id IN (SELECT cell_id FROM crisis.household)"
        )
        with self._owner() as session:
            session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
            return {row.id: row.households for row in session.execute(asked)}

    def site(self) -> AbstractContextManager[str]:
        return served(self._app)

    def maps(self) -> list[str]:
        return ["/", "/plan", "/plan/density"]


def _sent_to(endpoint: str, path: str, ids: tuple[str, ...], methods: set[str], somebody: str) -> Iterator[Address]:
    for method in methods & {"GET", "POST", "PUT"}:
        for form in FORMS.get(endpoint, REASON) if method == "POST" else ((),):
            filled = tuple((name, somebody if said == SOMEBODY else said) for name, said in form)
            yield Address(method, path, ids, filled)


def _household(home: Home) -> Household:
    person = Person(home.name, home.birth_year, home.phone)
    return Household(home.address, home.x, home.y, (person,), home.notes)
