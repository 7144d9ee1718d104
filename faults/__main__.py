"""``python -m faults``: let every fault happen, print one table, write ``faults/out/faults.json``."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import click
from playwright.sync_api import sync_playwright
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from faults.fault import Outcome, suffered
from faults.faults import FAULTS
from faults.ground import open_ground

OUT: Final = Path(__file__).resolve().parent / "out" / "faults.json"
COLOUR: Final = {"pass": "green", "fail": "bold red", "cannot": "yellow"}


@click.command()
@click.option("--only", multiple=True, type=click.Choice([fault.id for fault in FAULTS]), help="One; may be repeated.")
@click.option(
    "--rounds", default=20, show_default=True, type=click.IntRange(1), help="Of what happens at a random moment."
)
def main(only: tuple[str, ...], rounds: int) -> None:
    """Break the database and the program in every way we know, and see that they come back."""
    signal.signal(signal.SIGTERM, _end)
    console = Console(highlight=False)
    outcomes: list[Outcome] = []
    with sync_playwright() as playwright, open_ground(rounds, playwright.chromium) as ground:
        for fault in FAULTS:
            if only and fault.id not in only:
                continue
            start = time.monotonic()
            with console.status(f"{fault.id}: {fault.done}"):
                outcome = suffered(fault, ground)
            outcomes.append(outcome)
            colour = COLOUR[outcome.result]
            took = f"({time.monotonic() - start:.0f} s)"
            console.print(f"[{colour}]{outcome.result:<6}[/] {fault.id:<20}", escape(str(outcome.figure)), took)
    console.print(_table(outcomes))
    _write(outcomes, amend=bool(only))
    console.print(f"Written to {OUT}.")
    sys.exit(any(outcome.result == "fail" for outcome in outcomes))


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End by way of everything that clears up."""
    raise SystemExit(128 + signal.SIGTERM)


def _write(outcomes: list[Outcome], *, amend: bool) -> None:
    """Write what came of every fault; of those that did not happen now, what the file said if it is amended."""
    OUT.parent.mkdir(exist_ok=True)
    said = json.loads(OUT.read_text("utf-8")) if amend and OUT.exists() else []
    entries = {entry["id"]: entry for entry in (*said, *(outcome.entry() for outcome in outcomes))}
    listed = [entries[fault.id] for fault in FAULTS if fault.id in entries]
    OUT.write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for heading in ("fault", "row"):
        table.add_column(heading, no_wrap=True)
    for heading in ("what is done", "what must hold", "result", "figure"):
        table.add_column(heading)
    for outcome in outcomes:
        fault = outcome.fault
        table.add_row(
            fault.id,
            fault.row or "",
            fault.done,
            fault.bar,
            f"[{COLOUR[outcome.result]}]{outcome.result}",
            escape(str(outcome.figure)),
        )
    return table


if __name__ == "__main__":
    main()
