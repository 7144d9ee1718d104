"""What anybody can see must not depend on who is in crisis: compared between twins that differ in nothing else."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import NDArray

from attack.attack import Attack, Outcome
from attack.home import Home
from attack.measure import auc, auc_of_many, surely
from attack.target import City, Kept, Target

SEED: Final = 20_261_122
RANDOM: Final = re.compile(
    rb'(name="(?:csrf_token|draft|record|proof)" value="|"csrf-token" content="|^Set-Cookie: \w+=)[^";]{16,}',
    re.IGNORECASE,
)
"""What is drawn anew for every answer, whoever is in the database."""
_EPOCH: Final = re.compile(rb"\b[0-9a-f]{32}(?=[.-]\d)")
"""Of a feed of changes: drawn once for each database, so that nobody reads on in a copy."""
_WITHOUT: Final = frozenset({"Date"})
_TRIES: Final = 3
"""What turns with the clock, or by chance, is asked for again; what tells of a household tells it each time."""
FAINT: Final = 0.01
"""How much of the counts a token may explain."""
MOST_AUC: Final = 0.55
MOST_PATHS: Final = 20
_AT_ONCE: Final = 4
"""How often each of them is asked for by one visitor."""

Numbers = NDArray[np.float64]


def _twins(target: Target) -> Outcome:
    """AT-01: take in, and let go of, other households on both sides, and compare what everybody gets."""
    pairs, each = target.many(1000, sampled=8), target.many(6, sampled=40)
    numbers = np.random.default_rng(SEED)
    with target.twins() as (one, other):
        addresses = one.public_addresses()
        grown = [_Growing(one, 0), _Growing(other, 1_000_000)]
        differing: set[str] = set()
        compared = 0
        order: list[str] = []
        for _ in range(pairs):
            for city in grown:
                city.change(numbers)
            if len(order) < each:
                order += [str(path) for path in numbers.permutation(addresses)]
            for path in order[:each]:
                differing |= {path} if _differ(one, other, path) else set()
            compared += min(each, len(order))
            del order[:each]
        differing |= {path for path in addresses if _differ(one, other, path)}  # and all of them at the end
        compared += len(addresses)
        graded = one.letters() == other.letters()
        figure = (
            f"{pairs} pairs of sets of households, {len(addresses)} addresses, {compared} comparisons: {len(differing)} differ"
            f"{' (' + ', '.join(sorted(differing)[:5]) + ')' if differing else ''}; grades {'equal' if graded else 'differ'}"
        )
        return Outcome(graded and not differing, figure)


class _Growing:
    """One of twins, whose households come and go."""

    def __init__(self, city: City, start: int) -> None:
        self._city, self._start, self._made = city, start, 0
        self._kept: list[Kept] = []

    def change(self, numbers: np.random.Generator) -> None:
        """Take in some, and let go of some."""
        more = int(numbers.integers(0, 4))
        self._kept += self._city.keep(self._homes(more))
        if len(self._kept) > 6 and numbers.random() < 0.3:
            self._city.forget([self._kept.pop()])

    def _homes(self, count: int) -> list[Home]:
        self._made += count
        return self._city.homes(count, start=self._start + self._made - count)


def _differ(one: City, other: City, path: str) -> bool:
    return all(_answer(one.visitor(), path) != _answer(other.visitor(), path) for _ in range(_TRIES))


def _answer(client: FlaskClient, path: str) -> tuple[Any, ...]:
    answer = client.get(path)
    headers = sorted((name, value) for name, value in answer.headers if name not in _WITHOUT)
    told = [_without_chance(f"{name}: {value}".encode()) for name, value in headers]
    return answer.status_code, told, _without_chance(answer.data)


def _without_chance(told: bytes) -> bytes:
    return _EPOCH.sub(b"", RANDOM.sub(rb"\1", told))


def _gaps(target: Target) -> Outcome:
    """AT-03: guess from what a reporter gets back how many households were taken in since their last report."""
    posts, most = target.many(160, sampled=24), target.many(50, sampled=12)
    numbers = np.random.default_rng(SEED)
    best: list[tuple[float, str]] = []
    with target.city() as city:
        made = 0
        for _ in range(_TRIES):
            counts = [int(count) for count in numbers.integers(0, most + 1, posts)]
            seen = [_tokens(city, 0)]
            for count in counts:
                city.keep(city.homes(count, start=made))
                made += count
                seen.append(_tokens(city, made))
            best.append(_best(seen, counts))
            if best[-1][0] <= FAINT:
                break
    told, name = min(best)
    return Outcome(told <= FAINT, f"{posts} reports, {len(seen[0])} numbers: R² {told:.3f} ({name})")


def _best(seen: list[dict[str, float]], counts: list[int]) -> tuple[float, str]:
    """Choose by one half of the reports which number tells most, and return how much it tells of the other half."""
    names = set.intersection(*(set(one) for one in seen))
    steps = {name: np.array([after[name] - before[name] for before, after in pairwise(seen)]) for name in sorted(names)}
    half, y = len(counts) // 2, np.array(counts, dtype=float)
    name = max(steps, key=lambda one: _explained(steps[one][:half], y[:half], steps[one][:half], y[:half]))
    return _explained(steps[name][:half], y[:half], steps[name][half:], y[half:]), name


def _tokens(city: City, number: int) -> dict[str, float]:
    """Read every token that came back as a number, as somebody who looks for a counter would."""
    tokens = city.report(city.visitor(), f"쓰레기가 쌓였습니다 {number}")
    found: dict[str, float] = {}
    for name, value in tokens.items():
        digits = "".join(re.findall(r"\d", value))
        found[f"{name} digits"] = float(int(digits[:15] or 0))
        found[f"{name} letters"] = float(int.from_bytes(value.encode()[:8], "big"))
    return found


def _explained(x: Numbers, y: Numbers, later_x: Numbers, later_y: Numbers) -> float:
    """Return how much of later counts a line explains that was fitted to earlier ones."""
    if not np.ptp(x):
        return 0.0
    middle, scale = x.mean(), x.std()
    slope, level = np.polyfit((x - middle) / scale, y, 1)
    wrong = later_y - slope * (later_x - middle) / scale - level
    return max(0.0, 1 - float((wrong**2).sum() / ((later_y - y.mean()) ** 2).sum()))


def _letters(target: Target) -> Outcome:
    """AT-27: grade a city without households, with them, and after the last one was let go."""
    count = target.many(500, sampled=40)
    with target.city() as city:
        before = city.letters()
        kept = city.keep(city.homes(count))
        during = city.letters()
        city.forget(kept)
        after = city.letters()
    changed = sum(before[one] != during.get(one) or before[one] != after.get(one) for one in before)
    return Outcome(
        bool(before) and not changed, f"{len(before)} segments, {count} households: {changed} grades changed"
    )


def _clock(target: Target) -> Outcome:
    """AT-02: tell by the clock alone which of twins keeps 15,000 households and which none; asked by turns."""
    households, requests = target.many(15_000, sampled=200), target.many(2_000, sampled=80)
    with target.twins() as (full, empty):
        full.crowd(full.homes(households))
        for city in (full, empty):
            city.rest()
        took = _Clock((full, empty), full.public_addresses())
        while took.each < requests and not took.is_sure:  # what tells beyond doubt needs no more
            took.go_on()
    alone = {path: surely(auc(*pair), len(pair[0]), len(pair[1])) for path, pair in took.by_path().items()}
    loud = sorted(path for path, least in alone.items() if least > MOST_AUC)
    figure = (
        f"{households:,} households against none, {took.each:,} requests each by turns over {len(alone)} addresses: "
        f"AUC {took.told:.3f}, {len(loud)} addresses tell alone{' (' + ', '.join(loud[:3]) + ')' if loud else ''}"
    )
    return Outcome(took.told <= MOST_AUC and not loud, figure)


class _Clock:
    """How long twins take, asked for the same by turns.

    Parameters
    ----------
    cities : tuple of City
        Both.
    addresses : list of str
        What there is to ask for; some are chosen of all, as those that are refused may tell as well.
    """

    def __init__(self, cities: tuple[City, City], addresses: list[str]) -> None:
        self._cities = cities
        self.each = 0
        sides = self._sides = tuple(city.visitor() for city in cities)
        mixed = [str(path) for path in np.random.default_rng(SEED).permutation(addresses)]
        steady = (path for path in mixed if _is_steady(sides, path))
        self._took: dict[str, tuple[list[float], list[float]]] = {path: ([], []) for path in islice(steady, MOST_PATHS)}

    def go_on(self) -> None:
        """Ask for every address a few times more, each time in the other order; by other people, as one is held in time."""
        self._sides = tuple(city.visitor() for city in self._cities)
        for number in range(_AT_ONCE):
            for path, pair in self._took.items():
                for which in (0, 1) if number % 2 else (1, 0):
                    start = time.perf_counter()
                    status = self._sides[which].get(path).status_code
                    pair[which].append(time.perf_counter() - start)
                    assert status < HTTPStatus.TOO_MANY_REQUESTS, (path, status)
        self.each += _AT_ONCE * len(self._took)

    def by_path(self) -> dict[str, tuple[Numbers, Numbers]]:
        """Return the times of both for each address [s]."""
        return {path: (np.array(one), np.array(other)) for path, (one, other) in self._took.items()}

    @property
    def told(self) -> float:
        """How well they can be told apart."""
        return auc_of_many(list(self.by_path().values()))

    @property
    def is_sure(self) -> bool:
        """Whether they can be told apart, and that is no chance."""
        return self.each > 0 and surely(self.told, self.each, self.each) > MOST_AUC


def _is_steady(sides: tuple[FlaskClient, ...], path: str) -> bool:
    """Tell whether both answer an address alike; asked twice, as the first answer of an application is slow."""
    said = {client.get(path).status_code for _ in range(2) for client in sides}
    return len(said) == 1 and max(said) < HTTPStatus.TOO_MANY_REQUESTS


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-01",
        "compare every public address of twins that differ in households alone",
        "no byte differs over 1,000 pairs, but for Date; every grade is equal",
        _twins,
    ),
    Attack(
        "AT-02",
        "tell by the clock alone which of twins keeps 15,000 households",
        f"AUC ≤ {MOST_AUC} over all addresses, and no address above it alone",
        _clock,
        sampled=False,
    ),
    Attack(
        "AT-03",
        "guess from ids and tags between two reports how many households came",
        "R² ≤ 0.01",
        _gaps,
    ),
    Attack("AT-27", "add and delete all households and grade again", "every grade unchanged", _letters),
)
