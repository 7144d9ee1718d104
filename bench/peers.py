"""Which versions of our peers the bench installs; the tests know of them without having them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

LOCK: Final = Path(__file__).resolve().parent.parent / "requirements" / "bench.txt"


def pinned(package: str) -> str:
    """Return the version of a package in the lock of the bench."""
    found = re.search(rf"^{re.escape(package)}==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE)
    if found is None:
        message = f"{package} is not in {LOCK}"
        raise LookupError(message)
    return found[1]
