"""The product's releases of density as they are read: from its own servers over its own roles, as pages, files and pictures.

Households are taken in and counted as in service; what is asked is asked by HTTP, by the command line, or by a browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
import shapely
from click.testing import CliRunner
from flask.testing import FlaskClient
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text

from attack.density_picture import pictures, views
from attack.density_target import Dweller, Land, Picture, Told
from attack.density_walked import Features, Probe, in_degrees, is_as_released, probe_of
from attack.density_worlds import code_of, districts_of
from attack.front import served
from attack.product.crowd import take_in_many
from attack.product.people import People
from attack.world import OPERATOR, World
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access_reason import Reason
from mapper.domain.density_rule import BANDS
from mapper.domain.density_words import band_text
from mapper.domain.household import Household, Tier
from mapper.domain.population import HALVES, read_population
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations.crisis import keeping
from mapper.operations.crisis.casework import Intake, take_in_case
from mapper.operations.crisis.entering import Look
from mapper.operations.density import releasing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.written import PLANNER
from mapper.settings import Settings
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.cli import golmok
from web.clock import now

_WHY: Final = Reason("visit")
_ASKED: Final = {
    "channel": ["visit"], "needs": ["care"], "words": ["지어낸 사정"], "how": ["written"], "purposes": ["follow"],
}  # fmt: skip
"""What a desk asks, but for the risk groups."""
_DISTRICT: Final = """
    INSERT INTO district (id, code, name, boundary, recorded_at)
    VALUES (gen_random_uuid(), :code, :name, ST_Multi(ST_GeomFromText(:shape, 5179)), :now)
"""
_COUNT: Final = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    VALUES (gen_random_uuid(), :key, ST_Multi(ST_MakeEnvelope(:west, :south, :east, :north, 5179)), :households, :buildings, :now)
"""
_HALF_M: Final = 50.0
_BLOCK: Final = re.compile(r'<script type="application/json" id="golmok_density[^"]*_data">(.*?)</script>', re.DOTALL)
_ROW: Final = re.compile(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(\d)</td></tr>')
_BY_TEXT: Final = {band_text(least): (least, most) for least, most in BANDS}
_BY_COMMAND: Final = 40
"""Every so many readings, one is by the command line, which opens the database anew."""
_DOORS: Final = 4
_PAGE, _WALKED, _WITH_RIGHTS = range(3)
"""Of whom a place is asked, by turns; the last one is anybody."""
_RESTART: Final = 200
"""After so many readings the server is started anew."""
_FILES: Final = (
    "/export/density.geojson", "/export/density.csv", "/export/density.gpkg", "/export/density.kml",
    "/export/density.parquet", "/api/v1/density", "/plan/density.geojson",
    "/tiles/cells/{tile}.mvt", "/tiles/density/{tile}.mvt", "/tiles/households/{tile}.mvt",
)  # fmt: skip
"""Where it would be, were it given out in another way; of each there must be nothing."""


@dataclass
class _Known:
    household_id: UUID
    code: str
    version: int = 1


class ServedDensity:
    """A made city in a database of its own, and the servers over it.

    Parameters
    ----------
    world : World
        Its cluster.
    land : Land
        Its districts and public counts.
    """

    def __init__(self, world: World, land: Land) -> None:
        self._land, self._browser = land, world.browser
        self._name, self._owner_url = world.bare()
        url = world.attachment.url
        self._urls = (self._owner_url, url("app", self._name), url("staff", self._name))
        self._engines = [make_engine(one) for one in self._urls]
        self._owner, self._app_sessions = map(make_sessions, self._engines[:2])
        self._households = make_staff_sessions(self._engines[2])
        self._settings = Settings(city="가상시", data_dir=world.empty())
        self._found()
        self._start()
        self._people = People(self._owner, self._app)
        self._planners = [self._people.another(Role.PLANNER) for _ in range(2)]
        self._readers = [*self._planners, *(self._people.another(role) for role in (Role.MAYOR, Role.ADMIN))]
        self._known: dict[Dweller, _Known] = {}
        self._whole: dict[str, str] = {}
        self._released: Features = {}
        self._reads, self._probes = count(1), count()

    def close(self) -> None:
        """Let everything go."""
        for engine in self._engines:
            engine.dispose()

    def _start(self) -> None:
        self._app = create_app(self._settings, self._app_sessions, self._households)

    def _found(self) -> None:
        """Let there be districts, and public counts of their households in squares of 100 m."""
        land, at = self._land, now()
        districts = [
            {"code": code_of(number), "name": f"없는{number + 1}동", "shape": shape.wkt, "now": at}
            for number, shape in enumerate(land.shapes)
        ]
        counts = [
            {"key": f"made:{number}", "west": x - _HALF_M, "south": y - _HALF_M, "east": x + _HALF_M,
             "north": y + _HALF_M, "households": int(households), "buildings": -(-int(households) // 6), "now": at}
            for number, ((x, y), households) in enumerate(zip(land.at.tolist(), land.households, strict=True))
        ]  # fmt: skip
        with self._owner.begin() as session:
            session.execute(text(_DISTRICT), districts)
            session.execute(text(_COUNT), counts)

    @property
    def _vault(self) -> Any:
        return self._app.extensions["golmok_staff"][1]

    def _look(self, code: str, at: datetime) -> Look:
        return Look(self._people.user(Role.WELFARE, code).reader("192.0.2.7"), _WHY, at, proved_at=at)

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        population = read_population(period)
        if population.half:
            self._take_in(who, _within(period))
        else:  # a stock is released after its half-years, in which everybody came
            self.publish(f"{period}{HALVES[0]}", who[::2])
            self.publish(f"{period}{HALVES[1]}", who[1::2])
        for planner in self._planners:
            asked = Asked(population, PLANNER, planner.reader("192.0.2.7"), now())
            with self._households.begin() as session:
                releasing.publish(session, self._vault, asked, operator=OPERATOR)

    def _take_in(self, who: Sequence[Dweller], at: datetime) -> None:
        by_code: dict[str, list[Dweller]] = {}
        asked: list[tuple[str, Dweller]] = []
        for number, one in zip(districts_of(self._land, who), who, strict=True):
            if one.kind:
                asked.append((code_of(number), one))
            else:
                by_code.setdefault(code_of(number), []).append(one)
        homes = {code: [_household(one) for one in some] for code, some in by_code.items()}
        looks = {code: self._look(code, at) for code in by_code}
        with self._households.begin() as session:
            taken = take_in_many(session, self._vault, homes, looks)
            for code, one in asked:
                intake = Intake(_household(one), code, Tier.CASE, _ASKED | {"risks": [one.kind]})
                take_in_case(session, self._vault, intake, self._look(code, at))
        for code, some in by_code.items():
            self._known |= {one: _Known(known, code) for one, known in zip(some, taken[code], strict=True)}

    def meanwhile(self, period: str, who: Sequence[Dweller]) -> None:
        """Let go of those who are gone, take others in as if they had come in time, and let the first one move."""
        wanted = set(who)
        gone = [one for one in self._known if one not in wanted]
        with self._households.begin() as session:
            for one in gone:
                known = self._known.pop(one)
                keeping.destroy(session, self._vault, known.household_id, self._look(known.code, now()))
        self._take_in([one for one in who if one not in self._known], _within(period))
        moved = self._known[who[0]]
        home = _household(Dweller(who[-1].x, who[-1].y, who[-1].building))
        with self._households.begin() as session:
            look = self._look(moved.code, now())
            moved.version = keeping.amend(session, self._vault, moved.household_id, home, look, over=moved.version)

    def read(self, period: str) -> Sequence[Told]:
        number = next(self._reads)
        if number % _RESTART == 0:
            self._start()
            self._people = self._people.served_by(self._app)
        reader = self._readers[number % len(self._readers)]
        page = self._page(period, self._people.browser(reader))
        told = _told(page)
        assert _by_table(page) == [(one.least, one.most) for one in told], "the table says what the map does not"
        assert self._by_ogc(period, reader) == _by_path(page), "programs are told what the page does not say"
        if number % _BY_COMMAND == 0:
            assert self._by_command(period) == _by_path(page), "the command says what the page does not"
        return told

    def _page(self, period: str, browser: FlaskClient, **more: str) -> str:
        """Return the page with its areas in it, which the browser asks for by the address that stands there."""
        answer = browser.get("/plan/density", query_string={"release": f"{period}-{PLANNER}", **more})
        assert answer.status_code == HTTPStatus.OK, answer.text
        if (block := _BLOCK.search(answer.text)) is None:
            return answer.text
        areas = browser.get("&".join([json.loads(block[1])["href"], *([urlencode(more)] if more else [])]))
        assert areas.status_code == HTTPStatus.OK, areas.text
        return answer.text.replace(block[1], areas.text)

    def _by_command(self, period: str) -> dict[str, str]:
        names = ("DATABASE_URL", "APP_DATABASE_URL", "STAFF_DATABASE_URL")
        given = {f"GOLMOK_{name}": url for name, url in zip(names, self._urls, strict=True)}
        given["GOLMOK_DATA_DIR"] = str(self._settings.data_dir)
        answer = CliRunner().invoke(golmok, ["density", "show", period, "--json"], env=given)
        assert answer.exit_code == 0, answer.output
        return {area["path"]: area["band"] for area in json.loads(answer.stdout)["areas"]}

    def _walked(self, reader: User, probe: Probe) -> dict[str, Any]:
        """Return what programs read that walk through areas; nothing where they are refused, as they must be."""
        answer = self._people.browser(reader).get(probe.path, query_string=probe.query)
        assert answer.status_code == probe.status, (probe, answer.text[:300])
        return dict(json.loads(answer.data)) if answer.status_code == HTTPStatus.OK else {}

    def _by_ogc(self, period: str, reader: User) -> dict[str, str]:
        of_period = f"{period}-{PLANNER}-"
        features = self._walked(reader, Probe())["features"]
        told = {str(one["id"]): _band_in(one["properties"]) for one in features}
        return {_path_in(one, of_period): band for one, band in told.items() if one.startswith(of_period)}

    def _probe(self, shape: BaseGeometry, number: int) -> Told | None:
        """Ask as a program does, for places and for properties; every answer is what was released, or a refusal."""
        planner = self._planners[0]
        if not self._released:
            self._released = {str(one["id"]): one for one in self._walked(planner, Probe())["features"]}
        probe = probe_of(shape, number, self._released)
        answer = self._walked(planner, probe)
        return None if not answer or is_as_released(probe, answer, self._released) else Told(shape, 0, 0)

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        """Ask the page, the programs' door, and where a file would be; as a planner, and as anybody."""
        number, browser = next(self._probes), self._people.browser(self._planners[0])
        asked, (turn, who) = _asked_of(shape, number // _DOORS), divmod(number, _DOORS)
        if period not in self._whole:
            self._whole[period] = self._page(period, browser)
        whole = self._whole[period]
        if who == _PAGE:
            return _other(_told(self._page(period, browser, **asked)), _told(whole), shape)
        if who == _WALKED:
            return self._probe(shape, turn)
        client = browser if who == _WITH_RIGHTS else self._app.test_client()
        answer = client.get(_FILES[turn % len(_FILES)].format(tile=_tile(shape, turn % 20)), query_string=asked)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text[:300]
        given = answer.status_code < HTTPStatus.MULTIPLE_CHOICES and bool(answer.data)
        return Told(shape, 0, 0) if given else None

    def written(self, period: str) -> bytes:
        page = self._page(period, self._people.browser(self._planners[1]))
        block = _BLOCK.search(page)
        asked = "SELECT body FROM density_release WHERE period = :period AND audience = :audience"
        with self._owner() as session:
            body: bytes = session.execute(text(asked), {"period": period, "audience": PLANNER}).scalar_one()
        assert block is not None
        assert sha256(body).hexdigest()[:16] in page, "the page says the hash of another release"
        return body + block[1].encode()

    def words(self, period: str) -> str:
        planner = self._planners[0]
        walked, files = json.dumps(self._walked(planner, Probe()), ensure_ascii=False), self.written(period).decode()
        return "\n".join((self._page(period, self._people.browser(planner)), walked, files))

    def pictures(self, period: str) -> Iterator[tuple[str, Picture]]:
        with served(self._app) as site:
            yield from pictures(self._browser, site, *self._at_home(period))

    def views(self, period: str, zooms: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        with served(self._app) as site:
            yield from views(self._browser, site, *self._at_home(period), zooms)

    def _at_home(self, period: str) -> tuple[str, dict[str, str]]:
        """Return the page of a release, and what lets a planner in."""
        known = self._people.browser(self._planners[0])._cookies or {}  # noqa: SLF001 - all there are, by no name
        return f"/plan/density?release={period}-{PLANNER}", {one.key: one.value for one in known.values()}


@contextmanager
def serving(world: World, land: Land) -> Iterator[ServedDensity]:
    """Serve a made city, for as long as somebody reads it."""
    town = ServedDensity(world, land)
    try:
        yield town
    finally:
        town.close()


def _within(period: str) -> datetime:
    """Return a moment of a half-year, or of a year."""
    last = read_population(period).last_day
    return datetime.combine(last - timedelta(days=60), now().timetz())


def _household(one: Dweller) -> Household:
    return Household(f"없는로 {one.building}" if one.building >= 0 else f"없는탑 {-one.building}", one.x, one.y)


def _other(told: Sequence[Told], whole: Sequence[Told], shape: BaseGeometry) -> Told | None:
    """Return what an answer says that the release does not, if it does."""
    known = {(one.shape.wkt, one.least, one.most) for one in whole}
    if new := [one for one in told if (one.shape.wkt, one.least, one.most) not in known]:
        return new[0]
    return None if len(told) == len(whole) else Told(shape, len(told), len(told))  # it says which places are met


def _told(page: str) -> list[Told]:
    block = _BLOCK.search(page)
    assert block is not None, "the page draws no release"
    into_metres = transformer(WGS84, KOREA_TM).transform
    return [
        Told(shapely.transform(shapely.geometry.shape(one["geometry"]), lambda xy: _moved(into_metres, xy)),
             *_BY_TEXT[one["properties"]["band"]])
        for one in json.loads(block[1])["features"]
    ]  # fmt: skip


def _moved(into_metres: Callable[..., Any], xy: Any) -> Any:
    return np.column_stack(into_metres(xy[:, 0], xy[:, 1]))


def _path_in(feature_id: str, before: str) -> str:
    path = feature_id.removeprefix(before)
    return "" if path == "city" else path


def _band_in(properties: Mapping[str, Any]) -> str:
    """Return the band of an area, whatever the property is called."""
    return next(value for value in properties.values() if value in _BY_TEXT)


def _by_table(page: str) -> list[tuple[int, int | None]]:
    return [_BY_TEXT[band] for _, band, _ in _ROW.findall(page)]


def _by_path(page: str) -> dict[str, str]:
    block = _BLOCK.search(page)
    assert block is not None
    return {one["properties"]["path"]: one["properties"]["band"] for one in json.loads(block[1])["features"]}


def _asked_of(shape: BaseGeometry, number: int) -> Mapping[str, str]:
    """Ask for a place in one of the ways in which maps and services are asked."""
    lonlat = in_degrees(shape)
    west, south, east, north = (f"{value:.6f}" for value in lonlat.bounds)
    box, middle = f"{west},{south},{east},{north}", lonlat.centroid
    return (
        {"bbox": box},
        {"lon": f"{middle.x:.6f}", "lat": f"{middle.y:.6f}", "radius": "50"},
        {"polygon": lonlat.wkt},
        {"filter": f"S_INTERSECTS(geometry,{lonlat.wkt})", "filter-lang": "cql2-text"},
        {"intersects": json.dumps(shapely.geometry.mapping(lonlat))},
        {"district": code_of(number % 6), "z": str(number % 20), "limit": "1"},
    )[number % 6]


def _tile(shape: BaseGeometry, zoom: int) -> str:
    lon, lat = transformer(KOREA_TM, WGS84).transform(shape.centroid.x, shape.centroid.y)
    column = int((lon + 180) / 360 * 2**zoom)
    row = int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**zoom)
    return f"{zoom}/{column}/{row}"
