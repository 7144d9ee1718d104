"""Measure the house: how long its modules and functions are, beside the limits it keeps.

Run ``python tools/house.py``. Tests are not measured, nor are migrations, which Alembic writes.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("mapper", "layers", "web", "gis_data", "tools")
LIMITS = {"modules": (150, 500), "functions": (10, 80)}
"""The longest median and the longest of all that are allowed [lines]."""


def measure(root: Path) -> dict[str, dict[str, int]]:
    """Count the lines of every module and every function, a function's without its docstring.

    Parameters
    ----------
    root : Path
        Of a checkout.

    Returns
    -------
    dict
        ``modules`` and ``functions``: where each stands, and its lines.
    """
    modules: dict[str, int] = {}
    functions: dict[str, int] = {}
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py")):
        if path.parent.name == "versions":
            continue
        text, name = path.read_text("utf-8"), path.relative_to(root).as_posix()
        modules[name] = len(text.splitlines())
        functions |= {f"{name}:{node.lineno} {node.name}": _lines(node) for node in _functions(ast.parse(text))}
    return {"modules": modules, "functions": functions}


def say(what: str, lengths: Mapping[str, int]) -> str:
    """Put the figures into a sentence.

    Parameters
    ----------
    what : str
        ``modules`` or ``functions``.
    lengths : mapping of str to int
        Where each stands, and its lines.

    Returns
    -------
    str
        Number, median, 95 % quantile and longest, with the limits.
    """
    lines, longest = sorted(lengths.values()), max(lengths, key=lengths.__getitem__)
    most_median, most = LIMITS[what]
    return (
        f"{len(lines)} {what}: median {median(lines):g} lines (at most {most_median}), "
        f"95 % within {lines[int(0.95 * len(lines))]}, longest {lengths[longest]} (at most {most}): {longest}"
    )


def is_within(what: str, lengths: Mapping[str, int]) -> bool:
    """Say whether the limits are kept.

    Parameters
    ----------
    what : str
        ``modules`` or ``functions``.
    lengths : mapping of str to int
        Where each stands, and its lines.

    Returns
    -------
    bool
        For the median and for the longest.
    """
    most_median, most = LIMITS[what]
    return median(lengths.values()) <= most_median and max(lengths.values()) <= most


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    return _span(node) - (_span(first) if ast.get_docstring(node, clean=False) is not None else 0)


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


if __name__ == "__main__":
    found = measure(ROOT)
    print(*(say(what, lengths) for what, lengths in found.items()), sep="\n")
    sys.exit(not all(is_within(what, lengths) for what, lengths in found.items()))
