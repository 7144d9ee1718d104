"""One city of the weak build, asked as its attackers may."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import count
from typing import Any, Final

from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Connection, text

from attack.front import Front, below, served
from attack.home import Home
from attack.target import Address, Kept
from attack.weak.app import PASSWORD, TABLES, add_household, make_app
from attack.world import World
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.store.engine import make_engine

_STOPS: Final = """
    SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_PointOnSurface(line), 4326) p FROM segment ORDER BY id
    OFFSET :day LIMIT 3) s
"""


class WeakCity:
    """A city of the weak build.

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
        (self._data / "photos").mkdir()
        self._engine = make_engine(owner)
        with self._engine.begin() as connection:
            connection.execute(text(TABLES))
        self._app = make_app(self._engine, self._data / "photos")
        self._front = Front(self._data / "logs")
        self._front.stand_before(self._app)
        self._names = count()

    def open_logs(self) -> None:
        """Listen to what the program says."""
        self._front.listen()

    def close(self) -> None:
        """Let everything go."""
        self._front.close()
        self._engine.dispose()
        self._world.drop(self._name)

    def homes(self, count: int, *, start: int = 0) -> list[Home]:  # noqa: D102
        return self._world.homes(count, start=start)

    def keep(self, homes: Sequence[Home]) -> list[Kept]:  # noqa: D102
        numbers = [add_household(self._engine, home) for home in homes]
        return [Kept(home, str(number), f"/households/{number}") for home, number in zip(homes, numbers, strict=True)]

    def forget(self, kept: Iterable[Kept]) -> None:  # noqa: D102
        with self._engine.begin() as connection:
            for one in kept:
                connection.execute(text("DELETE FROM household WHERE id = :id"), {"id": int(one.id)})

    def bait(self, kept: Kept) -> None:
        """Know nothing of baits."""

    def visitor(self) -> FlaskClient:  # noqa: D102
        return self._app.test_client()

    def worker(self, district: str) -> FlaskClient:  # noqa: D102
        client = self._app.test_client()
        client.post("/login", data={"password": PASSWORD, "district": district})
        return client

    def other_worker(self, district: str) -> FlaskClient:  # noqa: D102
        return self.worker(district)

    def planner(self) -> FlaskClient:  # noqa: D102
        return self.worker(self.districts[0])

    def finder(self) -> FlaskClient:  # noqa: D102
        return self.worker(self.districts[0])

    def open_field(self, page: Page, site: str) -> None:  # noqa: D102
        page.goto(f"{site}/field")

    def tell(self, page: Page, home: Home) -> None:  # noqa: D102
        page.fill("#words", " ".join(str(value) for value in vars(home).values()))
        page.click("#save")

    def leave(self, page: Page, site: str) -> None:  # noqa: D102
        page.click("#out")

    def public_addresses(self) -> list[str]:  # noqa: D102
        return ["/", "/segments.json", "/report", "/report/1", "/field", "/households", "/households/1", "/nowhere"]

    def staff_addresses(self, kept_id: str) -> list[Address]:  # noqa: D102
        return [Address("GET", f"/households/{kept_id}"), Address("POST", f"/households/{kept_id}")]

    def search(self, client: FlaskClient, name: str) -> tuple[int, str]:  # noqa: D102
        answer = client.get("/search", query_string={"name": name})
        return answer.status_code, answer.text

    def open(self, client: FlaskClient, kept_id: str) -> tuple[int, str]:  # noqa: D102
        answer = client.get(f"/households/{kept_id}")
        return answer.status_code, answer.text

    def report(self, client: FlaskClient, words: str) -> Mapping[str, str]:  # noqa: D102
        answer = client.post("/report", data={"words": words})
        shown = client.get(answer.location)
        return {"code": answer.location.rpartition("/")[2], "receipt": shown.headers["ETag"]}

    def published(self, words: str) -> str | None:  # noqa: D102
        client = self._app.test_client()
        return client.get(client.post("/report", data={"words": words}).location).text

    def press(self, sentence: str) -> bool:  # noqa: D102
        return bool(sentence)

    def photo(self, picture: bytes, name: str) -> tuple[bytes, ...]:  # noqa: D102
        client, path = self._app.test_client(), f"/photos/{next(self._names)}.jpg"
        client.put(path, data=picture)
        return (client.get(path).data, *(content for _, content in below(self._data / "photos")))[:2]

    def week(self, day: int, home: Home | None) -> list[bytes]:  # noqa: D102
        with self._engine.connect() as connection:
            stops = [tuple(one) for one in connection.execute(text(_STOPS), {"day": day})]
        if home is not None:
            self.keep([home])
            stops.append(transformer(KOREA_TM, WGS84).transform(home.x, home.y))
        features = [{"what": "stop", "lon": lon, "lat": lat, "note": home and home.name} for lon, lat in stops]
        return [json.dumps(features, ensure_ascii=False).encode()]

    def visit_file(self, features: Sequence[Mapping[str, Any]]) -> bytes | None:  # noqa: D102
        return json.dumps(list(features), ensure_ascii=False, default=str).encode()

    def letters(self) -> dict[str, str]:  # noqa: D102
        found: dict[str, str] = self._app.test_client().get("/segments.json").json
        return found

    def alerts(self) -> int:  # noqa: D102
        return 0

    def roles(self) -> Iterator[tuple[str, Connection]]:  # noqa: D102
        with self._engine.connect() as connection:
            yield "owner", connection

    def dump(self) -> bytes:  # noqa: D102
        return self._world.dump(self._name)

    def loot(self) -> Iterator[tuple[str, bytes]]:  # noqa: D102
        yield "dump.sql", self.dump()
        yield from self._world.base(self._name)
        yield from self._world.wal()
        yield from below(self._data)
        yield self._world.server_log()

    def logs(self) -> Iterator[tuple[str, bytes]]:  # noqa: D102
        yield from self._front.logs()
        yield self._world.server_log()

    def areas(self) -> dict[str, int]:  # noqa: D102
        with self._engine.connect() as connection:
            asked = text("SELECT ST_AsText(geom), count(*) FROM household GROUP BY 1")
            return {place: households for place, households in connection.execute(asked)}

    def site(self) -> AbstractContextManager[str]:  # noqa: D102
        return served(self._app)

    def cookies(self, client: FlaskClient) -> dict[str, str]:  # noqa: D102
        return {cookie.key: cookie.value for cookie in client._cookies.values()}

    def maps(self) -> list[str]:  # noqa: D102
        return ["/", "/plan"]
