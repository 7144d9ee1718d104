"""``python -m faults.stepped SECONDS COMMAND…``: golmok, whose one look at the clock is off by so much.

libfaketime under the interpreter breaks its sleeping or its waiting (Python 3.11 sleeps until an absolute monotonic
time); under the server, whose clock orders facts and runs, it works and is used.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Final

from mapper.domain.calendar import KST
from web import clock

OFFSET: Final = timedelta(seconds=int(sys.argv.pop(1)))


def _now() -> datetime:
    return datetime.now(UTC) + OFFSET


def _today() -> date:
    return _now().astimezone(KST).date()


if __name__ == "__main__":
    clock.now, clock.today = _now, _today
    from web.cli import main

    main()
