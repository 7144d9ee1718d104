"""``lighthouse``: how well Lighthouse says that the public map is built for a desktop, and how open it is to everybody."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.pages import chromium, serving_app
from mapper.errors import MachineFault

MAIN_PAGES: Final = ("", "report", "promises", "figures/published", "method", "login")
"""What everybody may open; the first is the map."""

LEAST_PERFORMANCE: Final = 90.0
WHOLE: Final = 100.0
_FOLDER: Final = Path(__file__).resolve().parent / "lighthouse_peer"
_PROGRAM: Final = _FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_NODE: Final = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "node"
_CHROME: Final = "--headless=new --no-sandbox --disable-gpu"
_PATIENCE_S: Final = 300
_TRIES: Final = 3


def judged(address: str) -> dict[str, float]:
    """Return what Lighthouse gives a page on a desktop, by category, of 100."""
    if not _PROGRAM.is_file():
        message = f"Lighthouse was not found at {_PROGRAM}; `make bench` installs it."
        raise MachineFault(message)
    with TemporaryDirectory() as folder:
        told = Path(folder) / "report.json"
        command = [
            str(_NODE), str(_PROGRAM), address, "--preset=desktop", "--only-categories=performance,accessibility", "--output=json",
            f"--output-path={told}", "--quiet", f"--chrome-flags={_CHROME}",
        ]  # fmt: skip
        environment = os.environ | {"CHROME_PATH": chromium()}
        for _ in range(_TRIES):  # on a busy machine it loses the trace of a page, and says to run it again
            said = subprocess.run(
                command, env=environment, check=False, timeout=_PATIENCE_S, capture_output=True, text=True
            )
            if said.returncode == 0:
                break
        else:
            message = f"Lighthouse could not judge {address}: {said.stderr.strip()[-200:]}"
            raise MachineFault(message)
        report = json.loads(told.read_text("utf-8"))
    if (fault := report.get("runtimeError")) is not None:
        message = f"Lighthouse could not judge {address}: {fault}"
        raise MachineFault(message)
    return {name: 100.0 * one["score"] for name, one in report["categories"].items()}


def _check(address: str) -> None:
    """See that every main page is wholly open to everybody."""
    marks = {page or "the map": judged(address + page)["accessibility"] for page in MAIN_PAGES}
    print("lighthouse, accessibility:", ", ".join(f"{page} {mark:.0f}" for page, mark in marks.items()))
    if worse := {page: mark for page, mark in marks.items() if mark < WHOLE}:
        raise Unequal(f"accessibility is to be {WHOLE:.0f} on every page, but is {worse}")


def _lost(address: str) -> float:
    """Return how far the map is from 100 in performance."""
    marks = judged(address)
    if marks["accessibility"] < WHOLE or marks["performance"] < LEAST_PERFORMANCE:
        raise Unequal(
            f"the map is to have {LEAST_PERFORMANCE:.0f} in performance and {WHOLE:.0f} in accessibility: {marks}"
        )
    return WHOLE - marks["performance"]


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    with serving_app(city.app) as ours:
        judged(ours)  # the server reads the city once
        yield Sides(
            ours=lambda: max(_lost(ours), 1.0), peer=lambda: WHOLE - LEAST_PERFORMANCE, check=lambda: _check(ours)
        )


COMPARISON: Final = Comparison(
    name="lighthouse",
    unit="points lost",
    peer="the goal: 90 of 100 in performance, by Lighthouse 13.5.0 on its desktop preset",
    equal=(
        "the public map of this city, headless Chromium without a graphics card, an empty cache each time; accessibility is "
        "100 on the map each time, and once on every page that is open to everybody, or nothing is measured"
    ),
    unequal=(
        "the goal is a number and no program; what we lose is told as one point at least, so that the best ratio is 10; "
        "Lighthouse works out a slower line than loopback has, from what it saw on this machine"
    ),
    sides=_sides,
    bar=1,
)
