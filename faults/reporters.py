"""People who report issues over HTTP, all at once, and keep their receipts."""

from __future__ import annotations

import json
import threading
import time
from http import HTTPStatus
from typing import Final, Self
from uuid import uuid4

from faults.program import Site
from web.schemas.issue import EXAMPLE

THREADS: Final = 4
REPORT: Final = json.dumps(EXAMPLE).encode()
STORED: Final = {HTTPStatus.OK, HTTPStatus.CREATED}
SENT_LATER: Final = {0, HTTPStatus.SERVICE_UNAVAILABLE}
"""Nobody answered, or asks to try again: a report is sent until there is a receipt."""


class Reporters:
    """Threads that send one report after the other, each again and again until it is received.

    Parameters
    ----------
    site : Site
        Whom they tell.
    bearer : dict of str to str
        The headers by which they are known.

    Attributes
    ----------
    received : set of str
        The ids with a receipt.
    refused : set of int
        What they were answered that is neither a receipt nor a reason to try again.
    """

    def __init__(self, site: Site, bearer: dict[str, str]) -> None:
        self.received: set[str] = set()
        self.refused: set[int] = set()
        self._site = site
        self._headers = {"Content-Type": "application/json", **bearer}
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._report) for _ in range(THREADS)]

    def _report(self) -> None:
        key = str(uuid4())
        while not self._ended.is_set():
            status, _ = self._site.ask("PUT", f"/api/v1/issues/{key}", REPORT, self._headers)
            if status in SENT_LATER:
                time.sleep(0.05)
                continue
            if status in STORED:
                self.received.add(key)
            else:
                self.refused.add(status)
            key = str(uuid4())

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
