"""The account of an import, as a person reads it or as a machine does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from mapper.domain.calendar import KST
from mapper.operations.imports.report import ImportReport
from web.cli.opening import console, say_json

LONGEST_LIST: Final = 200


def say_report(report: ImportReport, *, as_json: bool) -> None:
    """Print what an import found and did.

    Parameters
    ----------
    report : ImportReport
        Of a check or an import.
    as_json : bool
        Whether a machine reads it.
    """
    if as_json:
        say_json(report.record())
        return
    console.print(
        f"{report.file} as {report.kind}: {report.rows_usable} of {report.rows_in} rows usable, {_outcome(report)}",
        markup=False,
    )
    for note in report.notes:
        console.print(f"  {note['sentence']}", markup=False)
    for name, value in report.effects.items():
        console.print(f"  {name:<30} {_short(value)}", markup=False)
    _say_sentences([repair["sentence"] for repair in report.repairs], style="yellow")
    _say_sentences([one["sentence"] for one in (*report.faults, *report.refused)], style="red")
    if report.repairable:
        rows = {row for fault in report.faults if fault["repair"] for row in fault["rows"]}
        asking = " ".join(f"--repair {code}" for code in report.repairable)
        console.print(f"These {len(rows)} rows can be repaired: {asking}", markup=False)
    if report.refused_file is not None:
        console.print(f"The {report.rows_bad} rows left out were written to {report.refused_file}.", markup=False)


def _outcome(report: ImportReport) -> str:
    if report.already is not None:
        return f"already imported on {datetime.fromisoformat(report.already).astimezone(KST):%Y-%m-%d}, nothing changed"
    return "stored" if report.stored else "not stored"


def _say_sentences(sentences: list[str], *, style: str) -> None:
    for sentence in sentences[:LONGEST_LIST]:
        console.print(f"  {sentence}", style=style, markup=False)
    if len(sentences) > LONGEST_LIST:
        console.print(f"  and {len(sentences) - LONGEST_LIST} more; --json lists them all", style=style)


def _short(value: Any) -> str:
    if not isinstance(value, list):
        return _words(value)
    if not value:
        return "none"
    shown = "; ".join(_words(one) for one in value[:5])
    return f"{len(value)}: {shown}" + (" …" if len(value) > 5 else "")


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(one)}" for key, one in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)
