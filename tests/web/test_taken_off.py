"""What is taken off the public map is gone at once, by every door; nothing comes that no official run knew of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import mapbox_vector_tile
import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.disclosure import NAMED_CATEGORIES, UNNAMED, public_point_labels
from mapper.domain.reader import Role
from mapper.domain.tile import TileAddress
from mapper.operations.map_layers import current_scene, public_frames
from mapper.operations.public_tiles import PublicTiles, prepare
from mapper.store import tile_cache, tiles
from mapper.store.visit_issues import open_at
from web.clock import now

AT = "2026-07-01T09:30:00+09:00"
ZOOMS = (12, 15, 17)
"""Tiles that are read as a whole and kept, looked up and kept, and looked up."""

NAMES, COUNTS = list(public_point_labels()), list(public_point_labels().values())
SHOWN = """
    SELECT issue_id, issue_state.category, segment_id, label, ST_X(web), ST_Y(web), md5(ST_AsText(public_point) || label)::uuid,
        count(*) OVER (PARTITION BY public_point, label) AS together
    FROM issue_state JOIN segment ON segment.id = segment_id CROSS JOIN LATERAL ST_Transform(public_point, 3857) AS web
    JOIN unnest(CAST(:names AS text[]), CAST(:labels AS text[])) AS words(category, label)
        ON words.category = issue_state.category
    WHERE resolved_at IS NULL AND verification = 'unverified' AND NOT merged AND public_point IS NOT NULL
    ORDER BY issue_id
"""


@dataclass(frozen=True)
class Shown:
    """An issue that the run shows to everybody."""

    id: UUID
    category: str
    segment: UUID
    label: str
    x: float
    y: float
    feature: UUID
    together: int


@dataclass
class City:
    """The demo city, a planner in it, and everybody at its doors."""

    office: Any
    client: FlaskClient
    planner: dict[str, str]
    since: str = ""
    copy: dict[str, int] = field(default_factory=dict)

    def shown(self) -> list[Shown]:
        return [Shown(*row) for row in self.office.sql(SHOWN, names=NAMES, labels=COUNTS)]

    def json(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.get_json(force=True)

    def features(self, path: str) -> Counter[str]:
        return Counter({one["id"]: one["properties"]["건수"] for one in self.json(path)["features"]})

    def tile(self, path: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for one in mapbox_vector_tile.decode(self.client.get(path).data).get("issues", {"features": []})["features"]:
            found[one["properties"]["label"]] += one["properties"]["count"]
        return found

    def fed(self) -> dict[str, int]:
        """Read the feed to its end, as a system that keeps a copy does."""
        while True:
            page = self.json(f"/api/v1/changes?limit=1000{self.since}")
            for one in page["items"]:
                if one["layer"] == "issues" and one["change"] == "gone":
                    self.copy.pop(one["id"])
                elif one["layer"] == "issues":
                    self.copy[one["id"]] = one["feature"]["properties"]["건수"]
            self.since = f"&since={page['next']}"
            if not page["more"]:
                return self.copy

    def doors(self, one: Shown) -> dict[str, Counter[str]]:
        """How many there are by feature or by words, at every door where the issue is shown."""
        self.office.app.extensions["golmok_tiles"].forget()  # as a second later
        found = {
            "file": self.features("/export/issues.geojson?names=ko"),
            "page": self.features("/ogc/collections/issues/items?limit=10000"),
            "feed": Counter(self.fed()),
            "feed from the beginning": Counter(
                {
                    item["id"]: item["feature"]["properties"]["건수"]
                    for item in self.json("/api/v1/changes?limit=1000")["items"]
                    if item["layer"] == "issues" and item["change"] == "set"
                }
            ),
            "view": Counter(dict(self.office.sql('SELECT "지점번호", "건수" FROM gis.issues').all())),
        }
        for z in ZOOMS:
            x, y = tile_of(one, z)
            found[f"tile {z}"] = self.tile(f"/tiles/issues/{z}/{x}/{y}.mvt")
            found[f"tile of the standard {z}"] = self.tile(f"/ogc/collections/issues/tiles/WebMercatorQuad/{z}/{y}/{x}")
        with self.office.sessions() as session:
            scene = current_scene(session, now=now())
            frame = public_frames(session, now=now())["issues"]
            near = open_at(session, [one.segment], scene.view, scene.public)[one.segment]
        found["frame"] = Counter()
        for label, count in zip(frame["label"], frame["count"], strict=True):
            found["frame"][label] += int(count)
        found["stop"] = Counter(dict(near))
        return found

    def act(self, **decided: Any) -> str:
        answer = self.client.post("/api/v1/works", json={**decided, "expected": 1}, headers=self.planner)
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def edit(self, one: Shown, name: str, value: Any, *bases: str) -> str:
        sent = {"issue_id": str(one.id), "edited_at": AT, "values": {name: {"value": value, "replaces": list(bases)}}}
        if name == "withdrawn":
            sent["reason"] = "가상 까닭"
        edit = str(uuid4())
        answer = self.client.put(f"/api/v1/edits/{edit}", json=sent, headers=self.planner)
        assert answer.status_code == 201, answer.text
        return edit


def tile_of(one: Shown, z: int) -> tuple[int, int]:
    width = tiles.WORLD_M / 2**z
    return int((one.x + tiles.WORLD_M / 2) // width), int((tiles.WORLD_M / 2 - one.y) // width)


@pytest.fixture
def city(office: Any) -> City:
    token = office.token(office.add("made-planner", Role.PLANNER), Scope.READ, Scope.WRITE)
    return City(office, office.app.test_client(), {"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("place", ["alone", "with others"])
@pytest.mark.parametrize("way", ["rejected", "merged", "withdrawn", "never a point", "without a name"])
def test_it_is_gone_at_every_door_and_back_when_it_is_undone(city: City, way: str, place: str) -> None:
    every = [one for one in city.shown() if one.label != UNNAMED]
    one = next(one for one in every if (one.together == 1) is (place == "alone"))
    before = city.doors(one)
    by_id, by_words = Counter({str(one.feature): 1}), Counter({one.label: 1})
    taken = {door: by_id if str(one.feature) in there else by_words for door, there in before.items()}
    assert all(there[next(iter(taken[door]))] > 0 for door, there in before.items())
    undo = take_off(city, one, way, into=next(other for other in every if other.id != one.id))
    after = city.doors(one)
    assert after == {door: there - taken[door] for door, there in before.items()}
    status = city.client.get(f"/ogc/collections/issues/items/{one.feature}").status_code
    assert status == (404 if place == "alone" else 200)
    undo()
    assert city.doors(one) == before


def take_off(city: City, one: Shown, way: str, *, into: Shown) -> Any:
    if way in {"rejected", "merged"}:
        more = {"reason": "가상 까닭"} if way == "rejected" else {"into": str(into.id)}
        act = city.act(act="move", move=way, issues=[str(one.id)], **more)
        return lambda: city.client.post(f"/api/v1/works/{act}/undo", headers=city.planner)
    name = "withdrawn" if way == "withdrawn" else "category"
    value = {"withdrawn": True, "never a point": "abandoned_house", "without a name": "streetlight_out"}[way]
    edit = city.edit(one, name, value)
    return lambda: city.edit(one, name, False if name == "withdrawn" else one.category, edit)


def test_nothing_else_is_live(city: City) -> None:
    """Another name, and that something was repaired, wait for the next official run."""
    one, other, *_ = (one for one in city.shown() if one.category in NAMED_CATEGORIES and one.together == 1)
    before = city.doors(one)
    city.edit(one, "category", next(name for name in sorted(NAMED_CATEGORIES) if name != one.category))
    city.act(act="move", move="fixed", issues=[str(other.id)], reason="가상 까닭")
    assert city.doors(one) == before


def test_what_has_no_name_and_gets_one_stays_without_it(city: City) -> None:
    one = next(one for one in city.shown() if one.label == UNNAMED)
    before = city.doors(one)
    city.edit(one, "category", "litter")
    assert city.doors(one) == before


def test_only_tiles_that_showed_it_are_made_anew(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    public = city.office.app.extensions["golmok_tiles"]
    one = city.shown()[0]
    with city.office.sessions() as session:
        squares = np.column_stack(tile_cache.touched(tile_cache.city_boxes(session), 15)).tolist()
    every = [TileAddress(*square) for square in squares]

    def all_tiles() -> dict[TileAddress, str]:
        public.forget()
        return {at: public.get("issues", at).etag for at in every}

    before, made = all_tiles(), list[TileAddress]()
    make = tiles.public_issues

    def noted(session: Any, at: TileAddress, *more: Any) -> bytes:
        made.append(at)
        return make(session, at, *more)

    monkeypatch.setattr(tiles, "public_issues", noted)
    assert all_tiles() == before
    assert made == []
    city.act(act="move", move="rejected", issues=[str(one.id)], reason="가상 까닭")
    after = all_tiles()
    assert {at for at in every if at.shows(one.x, one.y)} == set(made)
    assert len(made) == len(set(made)) < len(every)
    assert {at for at in every if after[at] != before[at]} <= set(made)
    assert {at.z for at in every if after[at] != before[at]} >= {13, 14, 15}


def test_a_tile_that_was_made_while_something_was_taken_off_is_not_shown_when_that_is_undone(city: City) -> None:
    one, other, *_ = (one for one in city.shown() if one.label != UNNAMED)
    moment, squares = now(), [TileAddress(z, *tile_of(one, z)) for z in ZOOMS]
    public = PublicTiles(city.office.sessions, lambda: moment)
    with city.office.sessions.begin() as session:
        session.execute(text("DELETE FROM tile"))
        scene = current_scene(session, now=moment)
        shown = [tile_cache.finish(tiles.public_issues(session, at, scene.view, scene.public)).etag for at in squares]
    with city.office.sessions() as session:
        preparing = prepare(session, now=moment)
        next(preparing)  # both have looked at what there is
        public.get("districts", squares[0])
        undo = take_off(city, one, "rejected", into=other)
        assert all(public.get("issues", at).etag != etag for at, etag in zip(squares, shown, strict=True))
        *_, (done, every) = preparing
        session.commit()
    assert done == every
    undo()
    public.forget()
    assert [public.get("issues", at).etag for at in squares] == shown
