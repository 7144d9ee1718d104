"""Free text as everyone may read it: without characters that nobody sees, of which some turn around what stands beside them.

Whoever pastes a text does not know of them, so forms leave them out; a program knows, so the interface refuses them.
"""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = r"\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069"
LINES: Final = rf"^[^{_UNSEEN}]*$"
"""Pattern of text in lines: PostgreSQL cannot hold NUL, and what sets a direction reaches beyond its own text."""

ONE_LINE: Final = rf"^[^{_UNSEEN}\x09\x0a]*$"
"""Pattern of text in one line."""

_COMPILED: Final = re.compile(f"[{_UNSEEN}]")


def is_plain(text: str) -> bool:
    """Tell whether a text holds nothing that nobody sees.

    Parameters
    ----------
    text : str
        Any, in lines.

    Returns
    -------
    bool
        Whether it matches `LINES`.
    """
    return _COMPILED.search(text) is None


def plain_text(text: str) -> str:
    """Return what is seen of a text.

    Parameters
    ----------
    text : str
        As it was typed or pasted.

    Returns
    -------
    str
        Without what nobody sees; its lines end as ours do.
    """
    return _COMPILED.sub("", text)
