"""``python -m attack``: try everything on the product and on the weak build, write ``attack/out/attacks.json``."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

import click
from playwright.sync_api import sync_playwright
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from attack.attack import Attack, Outcome, Verdict, tried
from attack.attacks import ATTACKS
from attack.targets import product, weak
from attack.world import open_worlds

OUT: Final = Path(__file__).resolve().parent / "out" / "attacks.json"
FEWEST_BITTEN: Final = 20
"""A weak build fails so many at least, or the attacks are blunt."""


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice([attack.id for attack in ATTACKS]), help="One; may be repeated."
)
@click.option("--rest", is_flag=True, help="Those that an interrupted run did not come to.")
@click.option("--sample", is_flag=True, help="A few of many, as the tests do.")
def main(only: tuple[str, ...], *, rest: bool, sample: bool) -> None:
    """Try what somebody would who looks for a household, on the product and on a weak build.

    What came of an attack is written before the next one begins.
    """
    signal.signal(signal.SIGTERM, _end)
    console = Console(highlight=False)
    if not only and not rest:
        OUT.unlink(missing_ok=True)
    wanted = [attack for attack in ATTACKS if not (only and attack.id not in only) and not (rest and _is_known(attack))]
    verdicts: list[Verdict] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        with open_worlds(browser, sampling=sample) as worlds:
            sides = product(worlds[0]), weak(worlds[1])
            for attack in wanted:
                start = time.monotonic()
                with console.status(f"{attack.id}: {attack.title}"):
                    verdict = tried(attack, *sides)
                took = time.monotonic() - start
                verdicts.append(verdict)
                write(verdict.entry() | {"whole": not sample, "seconds": round(took)})
                for name, outcome in (("product", verdict.product), ("weak", verdict.weak)):
                    console.print(f"{attack.id} {name:<7}", _said(outcome), escape(outcome.figure))
                console.print(f"        ({took:.0f} s)")
        browser.close()
    console.print(_table(verdicts))
    entries = [entry for entry in written() if not only or entry["id"] in only]
    bitten = sum(entry["weak"] == "fail" for entry in entries)
    console.print(f"The weak build failed {bitten} of {len(entries)}. Written to {OUT}.")
    sys.exit(not holds(entries))


def written() -> list[dict[str, Any]]:
    """Return what is written of each attack."""
    found: list[dict[str, Any]] = json.loads(OUT.read_text("utf-8")) if OUT.exists() else []
    return found


def write(entry: dict[str, Any]) -> None:
    """Write what came of an attack beside what is known of the others."""
    entries = {known["id"]: known for known in written()} | {entry["id"]: entry}
    listed = [entries[attack.id] for attack in ATTACKS if attack.id in entries]
    OUT.parent.mkdir(exist_ok=True)
    part = OUT.with_suffix(".part")
    part.write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", "utf-8")
    part.replace(OUT)  # whoever is ended while they write loses nothing either


def holds(entries: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the product held wherever it was tried, and all attacks together are known to bite."""
    bitten = sum(entry["weak"] == "fail" for entry in entries)
    blunt = len(entries) == len(ATTACKS) and bitten < FEWEST_BITTEN
    return not blunt and all(entry["product"] == "pass" for entry in entries)


def _is_known(attack: Attack) -> bool:
    """Tell whether an attack was tried in full."""
    return any(entry["id"] == attack.id and entry.get("whole") for entry in written())


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End by way of everything that clears up."""
    raise SystemExit(128 + signal.SIGTERM)


def _said(outcome: Outcome) -> str:
    return f"[{'green' if outcome.passed else 'bold red'}]{outcome.result}[/]"


def _table(verdicts: list[Verdict]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("attack", no_wrap=True)
    for heading in ("what is done", "what must hold", "product", "weak"):
        table.add_column(heading)
    for one in verdicts:
        table.add_row(one.attack.id, one.attack.title, one.attack.bar, _said(one.product), _said(one.weak))
    return table


if __name__ == "__main__":
    main()
