"""The last few of what is costly to make: what is kept is handed out at once, one thing is made at a time, few may wait."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from mapper.errors import ServerBusy
from mapper.operations.last_few import LastFew


class Slow:
    """Makes a word once it is let go."""

    def __init__(self) -> None:
        self.begun, self.goes_on, self.made = Event(), Event(), 0

    def __call__(self) -> str:
        self.made += 1
        self.begun.set()
        assert self.goes_on.wait(20)
        return "made"


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_what_is_kept_waits_for_nobody(threads: ThreadPoolExecutor) -> None:
    few, slow = LastFew[str](2), Slow()
    assert few.get("one", lambda: "first") == "first"
    under = threads.submit(few.get, "two", slow)
    assert slow.begun.wait(20)
    assert few.get("one", lambda: "never") == "first"
    slow.goes_on.set()
    assert under.result(20) == "made"


def test_the_same_thing_is_made_once(threads: ThreadPoolExecutor) -> None:
    few, slow = LastFew[str](2), Slow()
    under = [threads.submit(few.get, "two", slow) for _ in range(5)]
    assert slow.begun.wait(20)
    slow.goes_on.set()
    assert {one.result(20) for one in under} == {"made"}
    assert slow.made == 1


def test_who_comes_when_too_many_are_on_their_way_is_told_so(threads: ThreadPoolExecutor) -> None:
    few, slow, next_one = LastFew[str](2, most_under=2), Slow(), Slow()
    under = [threads.submit(few.get, "one", slow)]
    assert slow.begun.wait(20)
    under.append(threads.submit(few.get, "two", next_one))
    while len(few._under) < 2:
        assert not next_one.begun.wait(0.01)  # one at a time
    with pytest.raises(ServerBusy):
        few.get("three", lambda: "never")
    slow.goes_on.set()
    next_one.goes_on.set()
    assert [one.result(20) for one in under] == ["made", "made"]
    assert few.get("three", lambda: "now") == "now"


def test_a_fault_is_told_to_all_and_kept_for_nobody() -> None:
    few = LastFew[str](2)
    with pytest.raises(ZeroDivisionError):
        few.get("one", lambda: str(1 / 0))
    assert few.get("one", lambda: "made") == "made"


def test_the_one_that_was_not_asked_for_longest_goes() -> None:
    few = LastFew[str](2)
    for key in ("one", "two", "one", "three"):
        few.get(key, lambda: "first")
    assert [few.get(key, lambda: "again") for key in ("one", "three")] == ["first", "first"]
    assert few.get("two", lambda: "again") == "again"
