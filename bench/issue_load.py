"""Serves an application as a city would, sends issues to it at 32 connections, and tells the rate and the tail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time_ns
from typing import Any, Final
from urllib.request import Request, urlopen
from uuid import uuid4

from sqlalchemy import text

from bench.city import City
from bench.comparison import Unequal
from bench.issue_apps import PROCESSES
from bench.served import served
from mapper.domain.access import Scope
from mapper.domain.reader import Reader, Role
from mapper.errors import DataMissing
from mapper.operations.live_grades import regrade_segments
from mapper.operations.people import keys, users
from web.clock import now
from web.schemas.issue import EXAMPLE
from web.serving import THREADS

CONNECTIONS: Final = 32
SECONDS: Final = 6
SERVER: Final = (
    f"the server of `golmok run` with {PROCESSES} processes of {THREADS} threads, wrk at {CONNECTIONS} connections"
    f" for {SECONDS} s a run"
)
_ROOT: Final = Path(__file__).resolve().parent.parent
_OPERATOR: Final = Reader(None, "bench", Role.ADMIN, None, "bench")
_SAME: Final = ("decision", "segment_id", "probability", "offer")
_CHECKED: Final = 12
_APPS: Final = (sys.executable, "-m", "bench.issue_apps")


@dataclass(frozen=True)
class Load:
    """Where to send what, and as whom.

    Attributes
    ----------
    city : City
        Into whose database.
    folder : Path
        For what the clients read.
    token : str
        Of a planner.
    ports : dict of str to int
        Of each application.
    """

    city: City
    folder: Path
    token: str
    ports: dict[str, int]

    @cached_property
    def bodies(self) -> list[str]:
        """Reports on segments all over the city, by phones that are sure to 4 m."""
        with self.city.sessions() as session:
            places = session.execute(
                text(
                    "SELECT ST_X(p), ST_Y(p) FROM segment, ST_Transform(ST_LineInterpolatePoint(line, 0.4), 4326) AS p"
                    " WHERE graded AND superseded_at IS NULL ORDER BY id LIMIT 4000"
                )
            ).all()
        return [json.dumps(EXAMPLE | {"lon": lon, "lat": lat, "accuracy_m": 4.0}) for lon, lat in places]

    def send(self, name: str) -> dict[str, float]:
        """Send for a while and return ``cost_ms`` a request and ``p99_ms``."""
        points = self.folder / "bodies"
        points.write_text("\n".join(self.bodies), "utf-8")
        address = f"http://127.0.0.1:{self.ports[name]}"
        script = str(_ROOT / "bench" / "issue_in.lua")
        options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s", "-s", script, address, "--"]
        seed = str(time_ns() // 1000 % 2**31)
        said = subprocess.run(
            ["wrk", *options, str(points), self.token, seed],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        result = json.loads(said.rpartition("RESULT ")[2])
        if result["failed"] or not result["requests"]:
            message = f"{name} failed {result['failed']} of {result['requests']} requests"
            raise Unequal(message)
        return {"cost_ms": result["seconds"] / result["requests"] * 1000, "p99_ms": result["p99_ms"]}

    def put(self, name: str, body: str) -> Any:
        """Send one issue and return the answer."""
        request = Request(
            f"http://127.0.0.1:{self.ports[name]}/api/v1/issues/{uuid4()}",
            data=body.encode(),
            method="PUT",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urlopen(request) as answer:
            return json.load(answer)

    def check(self) -> None:
        """See that both place alike, offer the same doubles, and leave the live grade that a run would give."""
        for body in self.bodies[:: max(len(self.bodies) // _CHECKED, 1)]:
            ours, peer = self.put("ours", body), self.put("orm", body)
            offered = {one["id"] for one in peer["doubles"]} - {ours["id"]}
            theirs = self._grade(ours["segment_id"])
            again = self._grade(ours["segment_id"], anew=True)
            alike = all(ours[name] == peer[name] for name in _SAME) and theirs == again
            if not alike or not offered <= {one["id"] for one in ours["doubles"]}:
                message = (
                    f"the peer answers {peer} where ours answers {ours}, or grades {theirs} where ours grades {again}"
                )
                raise Unequal(message)

    def _grade(self, segment: str | None, *, anew: bool = False) -> Any:
        with self.city.sessions() as session:
            if anew and segment is not None:
                regrade_segments(session, [segment])  # type: ignore[list-item] # PostgreSQL reads the text
            return session.execute(
                text(
                    "SELECT overall_score, walking_grade, residential_grade, lines FROM live_grade WHERE segment_id = :id"
                ),
                {"id": segment},
            ).one_or_none()


@contextmanager
def serving(city: City, *names: str) -> Iterator[Load]:
    """Start applications of `bench.issue_apps`, and stop them in the end."""
    if shutil.which("wrk") is None:
        message = "wrk is not installed, and sends the load; apt-get install wrk."
        raise DataMissing(message)
    _walk_again(city)
    address = city.sessions.kw["bind"].url.render_as_string(hide_password=False)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        environment = os.environ | {"BENCH_DATABASE": address, "BENCH_DATA": folder}
        servers = {name: served([*_APPS, name, "{port}"], environment, alive="/healthz") for name in names}
        ports = {name: stack.enter_context(server).port for name, server in servers.items()}
        load = Load(city, Path(folder), _token(city), ports)
        for name in names:
            load.put(name, load.bodies[0])
        yield load


def _walk_again(city: City) -> None:
    """Survey every segment as it was surveyed last: the city ends years ago, and nothing would have a grade today."""
    with city.sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)"
                " SELECT DISTINCT ON (segment_id) gen_random_uuid(), 'again:' || segment_id, segment_id, method, surveyor,"
                " rubric, levels, now() - interval '1 day', now() FROM survey"
                " WHERE segment_id IS NOT NULL ORDER BY segment_id, walked_at DESC ON CONFLICT (source_key) DO NOTHING"
            )
        )


def _token(city: City) -> str:
    with city.sessions.begin() as session:
        user = users.add_user(
            session, f"bench-{uuid4().hex[:8]}", Role.PLANNER, (), every=False, by=_OPERATOR, now=now()
        )
        return keys.add_token(session, user, label="", scopes=tuple(Scope), by=_OPERATOR, now=now())[0]
