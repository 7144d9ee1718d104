"""Text that XML can hold."""

from __future__ import annotations

import re
from typing import Final

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """Replace what XML 1.0 has no character for.

    Parameters
    ----------
    text : str
        Not escaped, neither before nor after.

    Returns
    -------
    str
        With U+FFFD in the place of control characters.
    """
    return _NOT_XML.sub("\ufffd", text)
