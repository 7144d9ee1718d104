"""Who of the staff has no part in a household, and whether any answer tells it from one that nobody has."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from flask.testing import FlaskClient

from attack.public import RANDOM
from attack.target import Address, City, Kept
from attack.traces import Hit, Traces

REFUSALS: Final = 20
"""After so many somebody is told."""
_PAIRS: Final = REFUSALS // 4
"""How many pairs of addresses one stranger asks for: two refusals each, at most."""
_ID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+\b")
_UNEQUAL: Final = frozenset({"Content-Length", "Date", "Set-Cookie"})
"""Headers that say when, or to which browser; how long a page is shows in the page."""


def elsewhere(city: City, kept: Kept) -> str:
    """Return another district than that of a household."""
    return next(code for code in city.districts if code != kept.home.district)


def nobody(known: str) -> str:
    """Return an id of the same kind that nobody has."""
    return str(10**8) if known.isdigit() else str(uuid4())


def _of_one_that_hides(city: City, kept: Kept) -> FlaskClient:
    city.hide(kept)
    return city.overseer(kept.home.district)


STRANGERS: Final[Mapping[str, Callable[[City, Kept], FlaskClient]]] = {
    "a worker of another district": lambda city, kept: city.other_worker(elsewhere(city, kept)),
    "a worker next door": lambda city, kept: city.other_worker(kept.home.district),
    "a worker from whom it is kept": lambda city, kept: city.kept_from(kept),
    "an overseer from whom it is kept": lambda city, kept: city.overseer_kept_from(kept),
    "an overseer of one that hides": _of_one_that_hides,
}
"""By what they are, in an order in which a household that was hidden stays so."""
TIMED: Final = ("a worker of another district", "an overseer from whom it is kept")
"""Of those, who asks by the clock: one whom the database tells nothing, and one whom it tells that there is something."""


@dataclass
class Walk:
    """What came of walking addresses.

    Attributes
    ----------
    traces : Traces
        By which a household is known when it is shown.
    shown : set of Hit
        What was shown of homes.
    differing : set of str
        Kinds of answers that tell a household from nobody, and to whom.
    asked : int
        How many pairs of addresses.
    """

    traces: Traces
    shown: set[Hit] = field(default_factory=set)
    differing: set[str] = field(default_factory=set)
    asked: int = 0


def walk(city: City, kept: Kept, kinds: Iterable[str], into: Walk) -> None:
    """Walk every address of a household, and the same ones of nobody, as somebody who has no part in it."""
    for kind in kinds:
        for number, address in enumerate(city.staff_addresses(kept.id)):
            if number % _PAIRS == 0:  # each is held after so many refusals, and has to see every answer
                client = STRANGERS[kind](city, kept)
                token = _token(client)
            other = address.of(nobody(kept.id))
            answer, of_nobody = (_answer(client, one, token) for one in (address, other))
            into.shown |= into.traces.found(answer[-1])
            into.asked += 1
            if answer != of_nobody:
                fields = " ".join(value for name, value in address.form if name == "act")
                into.differing.add(" ".join(filter(None, (f"{kind}:", address.method, address.of("ID").path, fields))))
        name = kept.home.name
        into.shown |= into.traces.found(city.search(STRANGERS[kind](city, kept), name)[1].encode())


def by_turns(city: City, kept: Sequence[Kept], kind: str, pairs: int) -> tuple[list[float], list[float]]:
    """Ask by turns for a household and for nobody; return how long each took [s]."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        if number % (REFUSALS // 2 - 1) == 0:
            one = kept[number % len(kept)]
            client, address = STRANGERS[kind](city, one), _act(city, one, kind)
            token = _token(client)
        both = (address, address.of(nobody(one.id)))
        for which in (0, 1) if number % 2 else (1, 0):
            form = _fields(both[which], token)
            start = time.perf_counter()
            client.open(both[which].path, method=address.method, data=form)
            took[which].append(time.perf_counter() - start)
    return took


def _act(city: City, kept: Kept, kind: str) -> Address:
    """Return what an overseer would do about a household, where there is such a thing; else its page."""
    acts = [one for one in city.staff_addresses(kept.id) if ("act", "release") in one.form]
    return acts[-1] if acts and "overseer" in kind else Address("GET", kept.page, (kept.id,))


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/me").text)
    return found[1] if found else ""


def _answer(client: FlaskClient, address: Address, token: str) -> tuple[int, bytes, bytes]:
    answer = client.open(address.path, method=address.method, data=_fields(address, token))
    head = "\n".join(f"{name}: {said}" for name, said in sorted(answer.headers) if name not in _UNEQUAL)
    return answer.status_code, _without_ids(head.encode(), address), _without_ids(answer.data, address)


def _fields(address: Address, token: str) -> dict[str, str] | None:
    return {"csrf_token": token, **dict(address.form)} if address.method == "POST" else None


def _without_ids(said: bytes, address: Address) -> bytes:
    said = RANDOM.sub(rb"\1", said)
    for asked in address.ids:  # whole, or as short as pages say it
        echoed = re.compile(re.escape(asked[:4].encode()) + rb"[0-9a-f\xe2\x80\x93-]*", re.IGNORECASE)
        said = echoed.sub(b"ID", said)
    return _ID.sub(b"ID", said)
