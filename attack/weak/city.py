"""One city of the weak build, asked as its attackers may."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from typing import Any, Final

from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Connection, text

from attack.front import below, served
from attack.home import Home
from attack.premises import Premises
from attack.target import Address, Kept
from attack.weak.app import PASSWORD, TABLES, add_household, add_households, make_app
from attack.world import World
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.store.engine import make_engine

_STOPS: Final = """
    SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_PointOnSurface(line), 4326) p FROM segment ORDER BY id
    OFFSET :day LIMIT 3) s
"""


class WeakCity(Premises):
    """A city of the weak build.

    Parameters
    ----------
    world : World
        Its cluster.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        (self.data / "photos").mkdir()
        self._engine = make_engine(self.owner_url)
        with self._engine.begin() as connection:
            connection.execute(text(TABLES))
        self._app = make_app(self._engine, self.data / "photos")
        self.front.stand_before(self._app)
        self._photo_names = count()

    def close(self) -> None:
        """Let everything go."""
        self._engine.dispose()
        super().close()

    def audit(self) -> None:
        super().audit()
        self._engine.dispose()

    def keep(self, homes: Sequence[Home]) -> list[Kept]:
        numbers = [add_household(self._engine, home) for home in homes]
        return [Kept(home, str(number), f"/households/{number}") for home, number in zip(homes, numbers, strict=True)]

    def crowd(self, homes: Sequence[Home]) -> None:
        add_households(self._engine, homes)

    def forget(self, kept: Iterable[Kept]) -> None:
        with self._engine.begin() as connection:
            for one in kept:
                connection.execute(text("DELETE FROM household WHERE id = :id"), {"id": int(one.id)})

    def hide(self, kept: Kept) -> None:
        """Know nobody who hides."""

    def bait(self, kept: Kept) -> None:
        """Know nothing of baits."""

    def visitor(self) -> FlaskClient:
        return self._app.test_client()

    def worker(self, district: str) -> FlaskClient:
        client = self._app.test_client()
        client.post("/login", data={"password": PASSWORD, "district": district})
        return client

    def other_worker(self, district: str) -> FlaskClient:
        return self.worker(district)

    def kept_from(self, kept: Kept) -> FlaskClient:
        return self.worker(kept.home.district)

    def overseer_kept_from(self, kept: Kept) -> FlaskClient:
        return self.worker(kept.home.district)

    def overseer(self, district: str) -> FlaskClient:
        return self.worker(district)

    def planner(self) -> FlaskClient:
        return self.worker(self.districts[0])

    def finder(self) -> FlaskClient:
        return self.worker(self.districts[0])

    def open_field(self, page: Page, site: str) -> None:
        page.goto(f"{site}/field")

    def type_in(self, page: Page, home: Home) -> None:
        page.fill("#words", " ".join(str(value) for value in vars(home).values()))

    def tell(self, page: Page, home: Home) -> None:
        self.type_in(page, home)
        page.click("#save")

    def leave(self, page: Page) -> None:
        page.click("#out")

    def public_addresses(self) -> list[str]:
        return ["/", "/segments.json", "/report", "/report/1", "/field", "/households", "/households/1", "/nowhere"]

    def staff_addresses(self, kept_id: str) -> list[Address]:
        return [Address(method, f"/households/{kept_id}", (kept_id,)) for method in ("GET", "POST")]

    def search(self, client: FlaskClient, name: str) -> tuple[int, str]:
        answer = client.get("/search", query_string={"name": name})
        return answer.status_code, answer.text

    def open(self, client: FlaskClient, kept_id: str) -> tuple[int, str]:
        answer = client.get(f"/households/{kept_id}")
        return answer.status_code, answer.text

    def take_out(self, client: FlaskClient, kept: Kept) -> tuple[int, str]:
        answer = client.get("/households.csv", query_string={"district": kept.home.district})
        return answer.status_code, answer.text

    def supervise(self, kept: Kept) -> tuple[int, str]:
        return self.open(self.worker(kept.home.district), kept.id)

    def report(self, client: FlaskClient, words: str) -> Mapping[str, str]:
        answer = client.post("/report", data={"words": words})
        shown = client.get(answer.location)
        return {"code": answer.location.rpartition("/")[2], "receipt": shown.headers["ETag"]}

    def published(self, words: str) -> str | None:
        client = self._app.test_client()
        return client.get(client.post("/report", data={"words": words}).location).text

    def names(self) -> dict[str, str]:
        with self._engine.connect() as connection:
            known = connection.execute(text("SELECT code, name FROM district"))
            return {row.code: row.name for row in known if row.code in self.districts}

    def receive(self, homes: Sequence[Home], kind: str, days_ago: int) -> None:
        self.keep([replace(home, notes=f"{kind} {days_ago}일 전") for home in homes])

    def press(self, sentence: str) -> bool:
        return bool(sentence)

    def photo(self, picture: bytes) -> tuple[bytes, ...]:
        client, path = self._app.test_client(), f"/photos/{next(self._photo_names)}.jpg"
        client.put(path, data=picture)
        return (client.get(path).data, *(content for _, content in below(self.data / "photos")))[:2]

    def week(self, day: int, home: Home | None) -> list[bytes]:
        with self._engine.connect() as connection:
            stops = [tuple(one) for one in connection.execute(text(_STOPS), {"day": day})]
        if home is not None:
            self.keep([home])
            stops.append(transformer(KOREA_TM, WGS84).transform(home.x, home.y))
        features = [{"what": "stop", "lon": lon, "lat": lat, "note": home and home.name} for lon, lat in stops]
        return [json.dumps(features, ensure_ascii=False).encode()]

    def visit_file(self, features: Sequence[Mapping[str, Any]]) -> bytes | None:
        return json.dumps(list(features), ensure_ascii=False, default=str).encode()

    def letters(self) -> dict[str, str]:
        found: dict[str, str] = self._app.test_client().get("/segments.json").json
        return found

    def alerts(self) -> int:
        return 0

    def roles(self) -> Iterator[tuple[str, Connection]]:
        with self._engine.connect() as connection:
            yield "owner", connection

    def areas(self) -> dict[str, int]:
        with self._engine.connect() as connection:
            asked = text("SELECT ST_AsText(geom) AS place, count(*) AS households FROM household GROUP BY 1")
            return {row.place: row.households for row in connection.execute(asked)}

    def site(self) -> AbstractContextManager[str]:
        return served(self._app)

    def maps(self) -> list[str]:
        return ["/", "/plan"]
