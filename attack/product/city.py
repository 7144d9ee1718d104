"""One city of the product, asked as its attackers may."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Connection, text

from attack.front import Front, below, served
from attack.home import Home
from attack.product.people import People, send, visitor
from attack.product.addresses import public_addresses
from attack.target import Address, Kept
from attack.world import OPERATOR, World
from mapper.domain.access import Scope
from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.household import Household, Person
from mapper.domain.reader import Role
from mapper.domain.visit_file import checked
from mapper.errors import ExportRefused
from mapper.operations.crisis import keeping, refusals
from mapper.operations.crisis.entering import Look
from mapper.operations.grading import regrade_city
from mapper.operations.people import keys
from mapper.settings import Settings
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now, today
from web.staff_routes import STAFF_ROUTES

KEYS: Final = ("vault-keys.json", "key")
"""Files that a thief of everything else does not have."""

_VISIT: Final = Reason("visit")
_LETTERS: Final = "SELECT segment_id, to_jsonb(g) - 'run_id' FROM grade g WHERE run_id = :run"


@dataclass(frozen=True)
class _Known:
    household_id: UUID
    district: str


class ProductCity:
    """A city of the product.

    Parameters
    ----------
    world : World
        Its cluster.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.districts = world.districts
        self._name, owner = world.database()
        self._data = world.empty()
        url = world.attachment.url
        self._engines = [make_engine(owner), make_engine(url("app", self._name)), make_engine(url("staff", self._name))]
        self._owner = make_sessions(self._engines[0])
        self._settings = Settings(city="가상시", data_dir=self._data)
        self._households = make_staff_sessions(self._engines[2])
        self._app = create_app(self._settings, make_sessions(self._engines[1]), self._households)
        self._public = create_app(self._settings, make_sessions(self._engines[1]))
        self._front = Front(self._data / "logs")
        self._front.stand_before(self._app)
        self._front.stand_before(self._public)
        self._people = People(self._owner, self._app)
        self._known: dict[str, _Known] = {}
        self._bearer: dict[str, str] = {}

    def open_logs(self) -> None:
        """Listen to what the program says."""
        self._front.listen()

    def close(self) -> None:
        """Let everything go."""
        self._front.close()
        for engine in self._engines:
            engine.dispose()
        self._world.drop(self._name)

    def homes(self, count: int, *, start: int = 0) -> list[Home]:  # noqa: D102
        return self._world.homes(count, start=start)

    def keep(self, homes: Sequence[Home]) -> list[Kept]:  # noqa: D102
        with self._households.begin() as session:
            return [self._take_in(session, home) for home in homes]

    def _take_in(self, session: Any, home: Home) -> Kept:
        vault = self._app.extensions["golmok_staff"][1]
        person = Person(home.name, home.birth_year, home.phone)
        household = Household(home.address, home.x, home.y, (person,), home.notes)
        look = Look(self._worker(home.district).reader("192.0.2.7"), _VISIT, now())
        taken = keeping.take_in(session, vault, household, look, district_code=home.district)
        case_id = str(taken.case_id)
        self._known[case_id] = _Known(taken.household_id, home.district)
        return Kept(home, case_id, f"/cases/{case_id}")

    def _worker(self, district: str) -> Any:
        return self._people.user(Role.WELFARE, district)

    def forget(self, kept: Iterable[Kept]) -> None:  # noqa: D102
        with self._households.begin() as session:
            for one in kept:
                known = self._known[one.id]
                at = now()
                look = Look(self._worker(known.district).reader("192.0.2.7"), _VISIT, at, proved_at=at)
                keeping.destroy(session, known.household_id, look)

    def bait(self, kept: Kept) -> None:  # noqa: D102
        with self._households.begin() as session:
            refusals.set_bait(session, self._known[kept.id].household_id, by=OPERATOR, now=now())

    def visitor(self) -> FlaskClient:  # noqa: D102
        return visitor(self._public)

    def worker(self, district: str) -> FlaskClient:  # noqa: D102
        return self._people.browser(self._worker(district))

    def other_worker(self, district: str) -> FlaskClient:  # noqa: D102
        return self._people.browser(self._people.another(Role.WELFARE, district))

    def planner(self) -> FlaskClient:  # noqa: D102
        return self._people.browser(self._people.user(Role.PLANNER))

    def finder(self) -> FlaskClient:  # noqa: D102
        return self._people.browser(self._people.user(Role.HONORARY, self.districts[0]))

    def open_field(self, page: Page, site: str) -> None:  # noqa: D102
        page.goto(f"{site}/tell")
        page.wait_for_function("() => document.documentElement.dataset.ready && !document.getElementById('tip').hidden")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    def tell(self, page: Page, home: Home) -> None:  # noqa: D102
        page.check("[name=channel][value=honorary]")
        for field, typed in (("where", home.address), ("who", home.name), ("words", f"{home.notes} {home.phone}")):
            page.fill(f"[name={field}]", typed)
        waiting = page.text_content("#waiting")
        page.click("#tip .action")
        page.wait_for_function("before => document.getElementById('waiting').textContent !== before", arg=waiting)

    def leave(self, page: Page, site: str) -> None:  # noqa: D102
        page.context.clear_cookies()
        page.reload()

    def public_addresses(self) -> list[str]:  # noqa: D102
        with self._owner() as session:
            return public_addresses(session, self._app)

    def staff_addresses(self, kept_id: str) -> list[Address]:  # noqa: D102
        found, nobody = [], str(uuid4())
        ids = {"case_id": kept_id, "household_id": str(self._known[kept_id].household_id)} if kept_id in self._known else {}
        values = {"case_id": kept_id, "household_id": kept_id, **ids, "about": nobody, "kind": "note", "to": "withdrawn"}
        for route in STAFF_ROUTES:
            for rule in self._app.url_map.iter_rules(route.endpoint):
                if rule.arguments & {"case_id", "household_id"} and rule.arguments <= values.keys():
                    asked = {name: values[name] for name in rule.arguments}
                    path = self._app.url_map.bind("localhost").build(route.endpoint, asked)
                    found += [Address(method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
        return sorted(set(found), key=lambda one: (one.path, one.method))

    def search(self, client: FlaskClient, name: str) -> tuple[int, str]:  # noqa: D102
        answer = send(client, "/cases/search", "/cases", name=name, reason="visit")
        return answer.status_code, answer.text

    def open(self, client: FlaskClient, kept_id: str) -> tuple[int, str]:  # noqa: D102
        path = f"/cases/{kept_id}"
        send(client, path, "/cases", reason="visit")
        answer = client.get(path)
        return answer.status_code, answer.text

    def report(self, client: FlaskClient, words: str) -> Mapping[str, str]:  # noqa: D102
        page = client.get("/report")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
        answer = client.post("/report", data={**hidden, "category": "litter", "place": "가온로 3", "text": words})
        assert answer.status_code == 303, answer.text
        code = re.match(r"/report/(\w{10})\?", answer.location)
        shown = client.get(answer.location)
        assert code is not None
        tags = {"page": page.headers.get("ETag", ""), "receipt": shown.headers.get("ETag", "")}
        return {"code": code[1], **hidden, **tags, **{f"map {n}": v for n, v in client.get("/api/v1/map").headers}}

    def published(self, words: str) -> str | None:  # noqa: D102
        self.report(visitor(self._public), words)
        asked = text("SELECT issue_id FROM complaint WHERE text = :words ORDER BY recorded_at DESC LIMIT 1")
        with self._owner() as session:
            issue = session.execute(asked, {"words": words}).scalar_one()
        answer = self._app.test_client().post(
            f"/api/v1/moderations/words/{issue}",
            json={"decision": "published", "words": words, "confirmed": False, "replaces": None},
            headers=self._as_script(),
        )
        return words if answer.status_code == 200 else None

    def press(self, sentence: str) -> bool:  # noqa: D102
        raise NotImplementedError(sentence)

    def _as_script(self) -> dict[str, str]:
        if not self._bearer:
            user = self._people.user(Role.PLANNER)
            token, _ = self._people.do(
                keys.add_token, user, label="", scopes=tuple(Scope), by=OPERATOR, now=now(), days=2
            )
            self._bearer = {"Authorization": f"Bearer {token}"}
        return self._bearer

    def photo(self, picture: bytes, name: str) -> tuple[bytes, ...]:  # noqa: D102
        digest = sha256(picture).hexdigest()
        before = dict(below(self._data / "photos"))
        size = {"Upload-Offset": "0", "Upload-Length": str(len(picture))}
        path, client = f"/api/v1/photos/{digest}", self._app.test_client()
        answer = client.put(path, data=picture, headers=self._as_script() | size)
        if answer.status_code >= 300:
            return ()
        self._use(digest)
        served_ones = [client.get(where, headers=self._as_script()) for where in (path, f"{path}/thumb")]
        assert all(one.status_code == 200 for one in served_ones), [one.text for one in served_ones]
        stored = [content for place, content in below(self._data / "photos") if place not in before]
        return (*(one.data for one in served_ones), *stored)

    def _use(self, digest: str) -> None:
        with self._owner.begin() as session:
            statement = text(
                "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at) SELECT gen_random_uuid(),"
                " decode(:digest, 'hex'), issue_id, 'before', 0, now() FROM issue_state s WHERE NOT EXISTS"
                " (SELECT FROM photo_use u WHERE u.issue_id = s.issue_id) ORDER BY issue_id LIMIT 1"
            )
            session.execute(statement, {"digest": digest})

    def week(self, day: int, home: Home | None) -> list[bytes]:  # noqa: D102
        mayor = self._people.browser(self._people.user(Role.MAYOR))
        files = self._walk(mayor, day)
        if home is not None:  # a household is visited as what it is, and its escort knows where
            self.keep([home])
            files += self._files(mayor, self._plan(mayor, day, kind="care", source="map"))
        return files

    def _walk(self, mayor: FlaskClient, day: int) -> list[bytes]:
        district = self.districts[day % 2]
        where = self._plan(mayor, day, kind="field_office", source="worst", district=district, count=2 + day % 4)
        return self._files(mayor, where)

    def _plan(self, mayor: FlaskClient, day: int, **typed: Any) -> str:
        begins = (now() + timedelta(days=2 + day)).astimezone(KST)
        form = {"theme": "걷는 날", "starts_at": f"{begins:%Y-%m-%dT14:00}", "minutes": 120, "limit_m": 5000}
        answer = send(mayor, "/visits/new", **form | typed)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def _files(self, mayor: FlaskClient, visit: str) -> list[bytes]:
        taken = (send(mayor, f"{visit}/files", visit, form=form, reason="현장에 가져감") for form in ("geojson", "gpx", "csv"))
        return [one.data for one in taken if one.status_code == 200]

    def visit_file(self, features: Sequence[Mapping[str, Any]]) -> bytes | None:  # noqa: D102
        try:
            return json.dumps([checked(one) for one in features], ensure_ascii=False).encode()
        except ExportRefused:
            return None

    def letters(self) -> dict[str, str]:  # noqa: D102
        with self._owner() as session:
            run = regrade_city(session, as_of=today(), official=False, new_id=uuid4, known_at=now())
            rows = session.execute(text(_LETTERS), {"run": run.id})
            return {str(segment): json.dumps(grade, sort_keys=True) for segment, grade in rows}

    def alerts(self) -> int:  # noqa: D102
        page = self._people.browser(self._people.user(Role.SUPERVISOR, *self.districts)).get("/oversight")
        assert page.status_code == 200, page.text
        return page.text.count('<article class="alert"')

    def roles(self) -> Iterator[tuple[str, Connection]]:  # noqa: D102
        for name, engine in zip(("golmok_app", "golmok_staff"), self._engines[1:], strict=True):
            with engine.connect() as connection:
                yield name, connection

    def dump(self) -> bytes:  # noqa: D102
        return self._world.dump(self._name)

    def loot(self) -> Iterator[tuple[str, bytes]]:  # noqa: D102
        yield "dump.sql", self.dump()
        yield from self._world.base(self._name)
        yield from self._world.wal()
        yield from below(self._data, without=KEYS)
        yield self._world.server_log()

    def logs(self) -> Iterator[tuple[str, bytes]]:  # noqa: D102
        yield from self._front.logs()
        yield self._world.server_log()

    def areas(self) -> dict[str, int]:  # noqa: D102
        asked = text(
            "SELECT c.id::text, c.households FROM cell c WHERE c.id IN (SELECT cell_id FROM crisis.household)"
        )
        with self._owner() as session:
            session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
            return {name: households for name, households in session.execute(asked)}

    def site(self) -> AbstractContextManager[str]:  # noqa: D102
        return served(self._app)

    def cookies(self, client: FlaskClient) -> dict[str, str]:  # noqa: D102
        return {cookie.key: cookie.value for cookie in client._cookies.values()}

    def maps(self) -> list[str]:  # noqa: D102
        return ["/", "/plan", "/density"]
