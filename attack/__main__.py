"""``python -m attack``: try everything on the product and on the weak build, write ``attack/out/attacks.json``."""

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

from attack.attack import Outcome, Verdict, tried
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
@click.option("--sample", is_flag=True, help="A few of many, as the tests do.")
def main(only: tuple[str, ...], *, sample: bool) -> None:
    """Try what somebody would who looks for a household, on the product and on a weak build."""
    signal.signal(signal.SIGTERM, _end)
    console = Console(highlight=False)
    verdicts: list[Verdict] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        with open_worlds(browser, sampling=sample) as worlds:
            sides = product(worlds[0]), weak(worlds[1])
            for attack in ATTACKS:
                if only and attack.id not in only:
                    continue
                start = time.monotonic()
                with console.status(f"{attack.id}: {attack.title}"):
                    verdict = tried(attack, *sides)
                verdicts.append(verdict)
                _write(verdicts, amend=bool(only))  # what is known already stays when somebody stops it
                for name, outcome in (("product", verdict.product), ("weak", verdict.weak)):
                    console.print(f"{attack.id} {name:<7}", _said(outcome), escape(outcome.figure))
                console.print(f"        ({time.monotonic() - start:.0f} s)")
        browser.close()
    console.print(_table(verdicts))
    bitten = sum(not verdict.weak.passed for verdict in verdicts)
    console.print(f"The weak build failed {bitten} of {len(verdicts)}. Written to {OUT}.")
    blunt = not only and bitten < FEWEST_BITTEN
    sys.exit(blunt or any(not verdict.product.passed for verdict in verdicts))


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End by way of everything that clears up."""
    raise SystemExit(128 + signal.SIGTERM)


def _said(outcome: Outcome) -> str:
    return f"[{'green' if outcome.passed else 'bold red'}]{outcome.result}[/]"


def _write(verdicts: list[Verdict], *, amend: bool) -> None:
    """Write what came of every attack; of those that were not tried now, what the file said if it is amended."""
    OUT.parent.mkdir(exist_ok=True)
    said = json.loads(OUT.read_text("utf-8")) if amend and OUT.exists() else []
    entries = {entry["id"]: entry for entry in (*said, *(verdict.entry() for verdict in verdicts))}
    listed = [entries[attack.id] for attack in ATTACKS if attack.id in entries]
    OUT.write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", "utf-8")


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
