"""The noise of what goes out: its law, and that it hides a household as well as it says."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import exp
from random import Random

import pytest

from mapper.domain.discrete_laplace import draw

DRAWS = 40_000


@pytest.mark.parametrize("epsilon", [Fraction(1, 2), Fraction(1), Fraction(3, 2)])
def test_each_number_comes_as_often_as_its_law_says(epsilon: Fraction) -> None:
    below = Random(20261122).randrange
    seen = Counter(draw(epsilon, below) for _ in range(DRAWS))
    scale = exp(-epsilon)
    law = {k: (1 - scale) / (1 + scale) * scale ** abs(k) for k in range(-60, 61)}
    tested = [k for k in law if DRAWS * law[k] >= 10]
    surprise = sum((seen[k] - DRAWS * law[k]) ** 2 / (DRAWS * law[k]) for k in tested)
    assert surprise < len(tested) + 4 * (2 * len(tested)) ** 0.5
    assert abs(sum(k * times for k, times in seen.items())) / DRAWS < 0.1


def test_whoever_knows_everybody_else_hardly_learns_of_one() -> None:
    """AT-08 and AT-13 at epsilon 1/2: advantage 0.25 at most, odds 1.65 at most."""
    below = Random(7).randrange
    without = Counter(10 + draw(Fraction(1, 2), below) for _ in range(DRAWS))
    with_one = Counter(11 + draw(Fraction(1, 2), below) for _ in range(DRAWS))
    advantage = sum(max(0, with_one[k] - without[k]) for k in with_one) / DRAWS
    assert advantage <= 0.25 + 0.012
    often = [k for k in with_one if min(with_one[k], without[k]) > 1000]
    assert len(often) >= 8
    assert max(with_one[k] / without[k] for k in often) <= exp(0.5) * 1.12
