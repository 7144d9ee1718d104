"""Check a published grade: cases in a file, graded by the same rule as the city."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from mapper.domain.grading import recompute
from mapper.errors import UnreadableFile

LARGEST_FILE: Final = 256_000_000
"""Bytes; about 100,000 cases."""


def recompute_file(path: Path) -> dict[str, Any]:
    """Grade the cases of a file.

    Parameters
    ----------
    path : Path
        JSON: a list of ``{"id", "input"}``.

    Returns
    -------
    dict
        ``{"cases": [{"id", "result"}]}``.

    Raises
    ------
    UnreadableFile
        When it cannot be read, or is not JSON.
    InvalidInput
        When a value in it cannot be used; every fault is named.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFile(f"{path}: larger than {LARGEST_FILE} bytes; split it.", path=str(path))
        cases = json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}; give the path of a readable file.", path=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            f"{path}: not JSON ({error}); give a list of cases with id and input.", path=str(path)
        ) from error
    return {"cases": recompute(cases)}


def _refuse_constant(token: str) -> NoReturn:
    message = f"{token} is not a JSON number"
    raise ValueError(message)
