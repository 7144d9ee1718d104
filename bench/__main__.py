"""``python -m bench``: measure, print one table, write ``bench/out/latest.json``."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Final

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.bars import METROPOLIS, is_failed, mark, short, told
from bench.city import City, open_city
from bench.comparison import Comparison, Measured, Unequal, measure
from bench.comparisons import COMPARISONS
from bench.sf311 import sf311_table
from mapper.errors import GolmokError

LATEST: Final = Path(__file__).resolve().parent / "out" / "latest.json"
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
NAMES: Final = [comparison.name for comparison in COMPARISONS]


@click.command()
@click.option(
    "--segments", default=METROPOLIS, show_default=True, type=click.IntRange(300, 200_000), help="About how many."
)
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=5), help="Of each side.")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="One comparison; may be given again.")
@click.option("--city-in", type=click.Path(path_type=Path), help="Keep the city here, or take the one that is there.")
@click.option("--sf311", type=_FILE, help="Cases of San Francisco 311, as CSV: tell what the rules of doubles suggest.")
def main(segments: int, runs: int, only: tuple[str, ...], city_in: Path | None, sf311: Path | None) -> None:
    """Measure Golmok beside its peers on the demo city; ends with 1 where a bar is missed in a city it is set for."""
    console = Console(highlight=False)
    wanted = [comparison for comparison in COMPARISONS if not only or comparison.name in only]
    try:
        with open_city(segments, city_in) as city:
            size = len(city.segments), city.complaints
            console.print(f"{size[0]:,} graded segments, {size[1]:,} complaints, {runs} runs of each side in turns")
            if lacking := short(segments, *size):
                if city_in is None:  # one that was kept is as it was made then
                    raise click.ClickException(lacking)
                console.print(lacking)
            measured, faults = _measure_all(wanted, city, runs, console)
            graded = len(city.graded)
    except GolmokError as fault:
        raise click.ClickException(str(fault)) from fault
    console.print(_table(measured))
    for one in measured:
        console.print(_note(one), markup=False)
    for line in sf311_table(sf311) if sf311 else ():
        console.print(line, markup=False)
    console.print(f"Written to {LATEST}.")
    console.print(told(measured, graded), markup=False)
    if faults:
        raise click.ClickException("\n".join(faults))
    if is_failed(measured, graded):
        raise click.exceptions.Exit(1)


def _measure_all(wanted: list[Comparison], city: City, runs: int, console: Console) -> tuple[list[Measured], list[str]]:
    """Measure one after another and write each down at once, so that an hour of them is not lost with the last."""
    measured: list[Measured] = []
    faults: list[str] = []
    LATEST.parent.mkdir(exist_ok=True)
    for comparison in wanted:
        begun = monotonic()
        try:
            with console.status(comparison.name):
                measured.append(measure(comparison, city, runs))
        except Unequal as fault:
            faults.append(f"{comparison.name}: {fault}")
            continue
        LATEST.write_text(json.dumps([one.entry() for one in measured], indent=2) + "\n", "utf-8")
        console.print(f"{comparison.name}: {measured[-1].ratio:.2f}x, {monotonic() - begun:.0f} s", markup=False)
    return measured, faults


def _table(measured: list[Measured]) -> Table:
    table = Table(title="Median (least–most); a ratio above 1 means that ours is better", box=SIMPLE_HEAD)
    table.add_column("comparison", no_wrap=True)
    for heading in ("ours", "peer", "ratio", "bar", "noise"):
        table.add_column(heading, justify="right")
    for one in measured:
        comparison = one.comparison
        ours, peer = (_spread(values, comparison.unit) for values in (one.ours, one.peer))
        table.add_row(comparison.name, ours, peer, f"{one.ratio:.2f}×", mark(one), f"{one.noise:.0%}")
    return table


def _spread(values: tuple[float, ...], unit: str) -> str:
    middle = median(values)
    digits = 0 if middle >= 100 else 2
    return f"{middle:,.{digits}f} {unit}\n({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def _note(one: Measured) -> str:
    comparison = one.comparison
    return (
        f"{comparison.name} beside {comparison.peer}\n  Equal: {comparison.equal}.\n  Not equal: {comparison.unequal}."
    )


if __name__ == "__main__":
    main()
