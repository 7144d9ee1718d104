"""The machine's clock is wrong for a while, for the program and, by libfaketime, for the server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from faults.fault import Cannot, Fault, require
from faults.ground import Ground

LIBRARIES: Final = "/usr/lib/*/faketime/libfaketimeMT.so.1"
DAY: Final = 86_400
STEPS: Final = {"+1d": DAY, "-1d": -DAY, "+1y": 365 * DAY, "-1y": -365 * DAY}


def _stepped(ground: Ground, folder: Path, seconds: int) -> dict[str, str]:
    """Return the settings under which a server has another clock."""
    library = next(iter(Path("/").glob(LIBRARIES.lstrip("/"))), None)
    if library is None:
        raise Cannot("there is no libfaketime (Debian: faketime)")
    clock = {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{seconds:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return {"GOLMOK_PG_BINDIR": str(_bindir(ground, folder / "bin", clock))}


def _bindir(ground: Ground, bindir: Path, clock: Mapping[str, str]) -> Path:
    """Make a folder of PostgreSQL's programs under the other clock: the cluster hands no setting of ours on to them.

    ``pg_ctl`` has it too, and hands it on to the server: it waits, for as long as it may, for a start that is no older
    than itself.
    """
    real = ground.binaries.bindir
    bindir.mkdir()
    shutil.copy(real / "pg_ctl", bindir / "real_pg_ctl")  # it looks for the server beside itself
    for name in ("initdb", "postgres"):
        (bindir / name).symlink_to(real / name)
    settings = " ".join(f"{name}={value}" for name, value in clock.items())
    scripts = {"pg_ctl": f"env {settings} {bindir}/real_pg_ctl", "pg_config": shutil.which("pg_config") or "false"}
    for name, command in scripts.items():
        (bindir / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
        (bindir / name).chmod(0o755)
    return bindir


@dataclass(frozen=True)
class Machine:
    """A machine with a clock.

    Attributes
    ----------
    step : int
        How far it is ahead [s].
    environ : mapping
        Settings under which the server has that clock too.
    """

    step: int
    environ: Mapping[str, str]

    @property
    def golmok(self) -> tuple[str, ...]:
        """The command, as arguments of the interpreter."""
        return ("-m", "faults.stepped", str(self.step))


def _grade(ground: Ground, data: Path, machine: Machine) -> dict[str, Any]:
    command = (*machine.golmok, "grade", "run", "--official", "--json")
    run: dict[str, Any] = json.loads(ground.python(data, *command, **machine.environ).finished())
    return run


def _statuses(ground: Ground, data: Path, bearer: dict[str, str], machine: Machine) -> tuple[int, ...]:
    site = ground.site(data, machine.environ, golmok=machine.golmok)
    statuses = (site.get("/")[0], site.get("/login")[0], site.get("/api/v1/map", **bearer)[0])
    site.end()
    return statuses


def _step(ground: Ground, name: str) -> str:
    data = ground.city()
    right = Machine(0, {})
    wrong = Machine(STEPS[name], _stepped(ground, data, STEPS[name]))
    bearer = ground.bearer(data)
    runs = [_grade(ground, data, right)]
    before = ground.contents(data)
    during = _statuses(ground, data, bearer, wrong)
    runs.append(_grade(ground, data, wrong))
    shift = _shift(runs)
    require(abs(shift - STEPS[name]) < DAY / 2 or STEPS[name] < 0, f"the clock moved by {shift:.0f} s only")
    afterwards = _statuses(ground, data, bearer, right)
    runs.append(_grade(ground, data, right))
    known = [run["known_at"] for run in runs]
    require(known == sorted(set(known)), f"runs are known at {known}")
    for run in runs:
        ground.golmok(data, "grade", "verify", str(run["id"])).finished()
    lost = {table for table, content in ground.contents(data).items() if content.rows < before[table].rows}
    require(lost <= {"login", "login_link"}, f"rows are gone from {sorted(lost)}")
    token = 401 if STEPS[name] > 300 * DAY else 200
    require(during == (200, 200, token), f"meanwhile the map, the login and a token answer {during}")
    require(afterwards == (200, 200, 200), f"afterwards the map, the login and a token answer {afterwards}")
    return f"3 runs in order, verified; token {during[2]} meanwhile, {afterwards[2]} afterwards; 0 rows lost"


def _shift(runs: list[dict[str, Any]]) -> float:
    first, second = (datetime.fromisoformat(run["known_at"]) for run in runs[-2:])
    return (second - first).total_seconds()


FAULTS: Final = tuple(
    Fault(
        f"clock{name}",
        f"the clock of program and server steps by {name} and back; the city is graded before, meanwhile and after",
        "the order of the runs is the order in which they were made, each recomputes to the last bit; nothing is lost; "
        "a token works within its time",
        partial(_step, name=name),
        row="RF-16",
    )
    for name in STEPS
)
