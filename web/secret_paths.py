"""Keep tokens that stand in addresses out of what is logged: whoever reads a log must not send in somebody's name."""

from __future__ import annotations

import logging
import re
from typing import Final

from flask import Flask

from web.auth import KEY_IN_PATH

_KEY: Final = re.compile(r"(/key/)[^/\s?\"'\]]+")
_TOLD: Final = rf"\1<{KEY_IN_PATH}>"
_SERVER: Final = ("waitress", "waitress.queue")


def init_secret_paths(app: Flask) -> None:
    """Leave tokens out of what the application and its server log of a request that failed.

    Parameters
    ----------
    app : Flask
        Whose log it is.
    """
    for logger in (app.logger, *map(logging.getLogger, _SERVER)):
        logger.addFilter(_without_keys)


def _without_keys(record: logging.LogRecord) -> bool:
    """Rewrite a line that holds a token; it is logged all the same."""
    said = record.getMessage()
    if "/key/" in said:
        record.msg, record.args = _KEY.sub(_TOLD, said), None
    return True
