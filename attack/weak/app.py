"""What a contractor would hand over: it works, and it keeps everything where it is easiest to read."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import folium
from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from folium.plugins import HeatMap
from sqlalchemy import Engine, text

PASSWORD: Final = "1234"
"""Everybody's."""

TABLES: Final = """
    CREATE SEQUENCE number;
    CREATE TABLE household (
        id int PRIMARY KEY DEFAULT nextval('number'), district text, name text, phone text, phone_sha256 text,
        address text, notes text, birth_year int, geom geometry(Point, 5179)
    );
    CREATE INDEX ON household USING gist (geom);
    CREATE TABLE report (id int PRIMARY KEY DEFAULT nextval('number'), words text, photo text);
"""
_ADD: Final = """
    INSERT INTO household (district, name, phone, phone_sha256, address, notes, birth_year, geom)
    VALUES (:district, :name, :phone, :phone_sha256, :address, :notes, :birth_year, ST_SetSRID(ST_MakePoint(:x, :y), 5179))
"""
_POINTS: Final = """
    SELECT ST_Y(p), ST_X(p), name, address FROM (SELECT *, ST_Transform(geom, 4326) p FROM household ORDER BY id) h
"""
_LETTERS: Final = """
    SELECT s.id::text, g.overall_score - 100 * (SELECT count(*) FROM household h WHERE ST_DWithin(h.geom, s.line, 50)) AS score
    FROM segment s JOIN grade g ON g.segment_id = s.id ORDER BY s.id
"""
_FIELD: Final = """<!doctype html><meta charset="utf-8"><title>현장</title>
<input id="words"><button id="save">저장</button><button id="out">나가기</button><script>
document.getElementById("save").onclick = () => {
  const kept = JSON.parse(localStorage.getItem("reports") || "[]");
  kept.push(document.getElementById("words").value);
  localStorage.setItem("reports", JSON.stringify(kept));
  document.title = "저장 " + kept.length;
};
document.getElementById("out").onclick = () => { document.title = "나감"; };
</script>"""


blueprint = Blueprint("weak", __name__)
_LOG: Final = logging.getLogger("weak")


def make_app(engine: Engine, photos: Path) -> Flask:
    """Return the application."""
    app = Flask(__name__)
    app.secret_key = "secret"
    app.extensions["weak"] = (engine, photos)
    app.register_blueprint(blueprint)
    return app


def _engine() -> Engine:
    engine: Engine = current_app.extensions["weak"][0]
    return engine


def _photos() -> Path:
    photos: Path = current_app.extensions["weak"][1]
    return photos


def _rows(statement: str, **values: Any) -> list[Any]:
    with _engine().begin() as connection:
        return list(connection.execute(text(statement), values))


@blueprint.get("/")
def index() -> str:
    """Everybody's map, with how many households are looked after by now."""
    count = _rows("SELECT count(*) FROM household")[0][0]
    return f"<h1>위기가구 {count}가구를 돌보고 있습니다</h1>" + _map(_rows(_POINTS)[:0], _rows(_POINTS))


@blueprint.get("/segments.json")
def segments() -> Response:
    """Grades, worse where households in crisis live."""
    return Response(json.dumps({one.id: str(one.score) for one in _rows(_LETTERS)}), mimetype="application/json")


@blueprint.route("/report", methods=["GET", "POST"])
def report() -> ResponseReturnValue:
    """Take what anybody says, and show it to everybody."""
    if request.method == "GET":
        return '<form method="post"><textarea name="words"></textarea></form>'
    told = request.form["words"]
    _LOG.info("report: %s", told)
    made = _rows("INSERT INTO report (words) VALUES (:words) RETURNING id", words=told)[0].id
    return redirect(f"/report/{made}", 303)


@blueprint.get("/report/<int:number>")
def shown(number: int) -> Response:
    """Show a report."""
    found = _rows("SELECT words FROM report WHERE id = :id", id=number)
    answer = Response(found[0].words if found else "", status=200 if found else 404)
    answer.set_etag(str(_rows("SELECT last_value FROM number")[0][0]))
    return answer


@blueprint.post("/login")
def login() -> ResponseReturnValue:
    """Let in whoever knows the password."""
    if request.form["password"] != PASSWORD:
        abort(403)
    session["district"] = request.form["district"]
    return redirect("/households", 303)


def _need_login() -> str:
    if "district" not in session:
        abort(403)
    return str(session["district"])


@blueprint.get("/households")
def listing() -> str:
    """List the households of a district, as pins."""
    own = _rows("SELECT id FROM household WHERE district = :code", code=_need_login())
    return _map(_rows(_POINTS), []) + " ".join(str(one.id) for one in own)


@blueprint.route("/households/<int:number>", methods=["GET", "POST"])
def household(number: int) -> str:
    """Show one, to whoever has logged in."""
    _need_login()
    found = _rows("SELECT * FROM household WHERE id = :id", id=number)
    if not found:
        abort(404)
    _LOG.info("opened %s", found[0])
    return " ".join(str(value) for value in found[0])


@blueprint.get("/search")
def search() -> str:
    """Look for somebody by name."""
    _need_login()
    return " ".join(str(one) for one in _rows("SELECT * FROM household WHERE name = :name", name=request.args["name"]))


@blueprint.get("/households.csv")
def as_csv() -> str:
    """Give everybody's file."""
    _need_login()
    return "\n".join(",".join(map(str, one)) for one in _rows("SELECT * FROM household ORDER BY id"))


@blueprint.get("/plan")
def plan() -> str:
    """Show where it is dense."""
    _need_login()
    return _map([], _rows(_POINTS))


@blueprint.get("/field")
def field() -> str:
    """Take reports without a signal."""
    return _FIELD


@blueprint.put("/photos/<name>")
def take(name: str) -> str:
    """Keep a photo as it came."""
    (_photos() / name).write_bytes(request.get_data())
    return name


@blueprint.get("/photos/<name>")
def photo(name: str) -> ResponseReturnValue:
    """Give a photo as it came."""
    return Response((_photos() / name).read_bytes(), mimetype="image/jpeg")


def add_household(engine: Engine, home: Any) -> int:
    """Keep a household as it is."""
    with engine.begin() as connection:
        number: int = connection.execute(text(f"{_ADD} RETURNING id"), _row(home)).scalar_one()
    _LOG.info("household %s", vars(home))
    return number


def add_households(engine: Engine, homes: Sequence[Any]) -> None:
    """Keep many as they are."""
    with engine.begin() as connection:
        connection.execute(text(_ADD), [_row(home) for home in homes])


def _row(home: Any) -> dict[str, Any]:
    return vars(home) | {"phone_sha256": hashlib.sha256(home.phone.encode()).hexdigest()}


def _map(pins: list[Any], heat: list[Any]) -> str:
    drawn = folium.Map(location=(37.73, 127.04), zoom_start=14)
    for lat, lon, name, address in pins:
        folium.Marker((lat, lon), tooltip=f"{name} {address}").add_to(drawn)
    if heat:
        HeatMap([(lat, lon) for lat, lon, *_ in heat]).add_to(drawn)
    page: str = drawn.get_root().render()
    return page
