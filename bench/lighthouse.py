"""``lighthouse*``: how well Lighthouse says that the public map is built for a desktop, and how open pages are to everybody."""

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
from bench.comparison import Comparison, Sides
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


def _lost(address: str) -> float:
    """Return how far the map is from 100 in performance; a point at least, as no ratio is above nothing."""
    return max(WHOLE - judged(address)["performance"], 1.0)


@contextmanager
def _performance(city: City) -> Iterator[Sides]:
    with serving_app(city.app) as ours:
        yield Sides(
            ours=lambda: _lost(ours),
            peer=lambda: WHOLE - LEAST_PERFORMANCE,
            check=lambda: _lost(ours),  # the server reads the city once
        )


@contextmanager
def _accessibility(city: City) -> Iterator[Sides]:
    """Judge every page once: what is marked does not depend on how fast a machine is."""
    marks: dict[str, float] = {}

    def check() -> None:
        marks.update({page or "the map": judged(ours + page)["accessibility"] for page in MAIN_PAGES})
        print("lighthouse-accessibility:", ", ".join(f"{page} {mark:.0f}" for page, mark in marks.items()))

    with serving_app(city.app) as ours:
        yield Sides(ours=lambda: 1.0 + WHOLE - min(marks.values()), peer=lambda: 1.0, check=check)


_WHERE: Final = "of this city, headless Chromium without a graphics card, an empty cache each time"
COMPARISONS: Final = (
    Comparison(
        name="lighthouse",
        unit="points lost",
        peer="the goal: 90 of 100 in performance, by Lighthouse 13.5.0 on its desktop preset",
        equal=f"the public map {_WHERE}; the median of the runs counts, as Lighthouse itself advises",
        unequal=(
            "the goal is a number and no program; what we lose is told as one point at least, so that the best ratio is 10; "
            "Lighthouse works out a slower line than loopback has, from what it saw on this machine"
        ),
        sides=_performance,
        bar=1.0,
    ),
    Comparison(
        name="lighthouse-accessibility",
        unit="points lost, and one",
        peer="the goal: 100 of 100 in accessibility, by Lighthouse 13.5.0 on its desktop preset",
        equal=f"the worst of {len(MAIN_PAGES)} pages that are open to everybody, the public map first, {_WHERE}; each is judged once",
        unequal=(
            "the goal is a number and no program; one is added on both sides, as no ratio is above nothing: a single point that "
            "is lost halves it"
        ),
        sides=_accessibility,
        bar=1.0,
    ),
)
