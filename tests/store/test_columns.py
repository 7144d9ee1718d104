"""Ids are found in a list of any order, also where their first halves are the same."""

from __future__ import annotations

import random
from uuid import UUID

import numpy as np
import pytest

from mapper.store.columns import ID, positions


@pytest.mark.parametrize("heads", [2**64, 3], ids=["random", "few"])
def test_ids_stand_where_they_stand(heads: int) -> None:
    draw = random.Random(heads)
    ids = [UUID(int=(draw.randrange(heads) << 64) + number) for number in draw.sample(range(1000), 300)]
    wanted = [*draw.choices(ids, k=500), *(UUID(int=(draw.randrange(heads) << 64) + 1000 + n) for n in range(50))]
    found = positions(*(np.array([one.bytes for one in some], ID) for some in (ids, wanted)))
    assert found.tolist() == [ids.index(one) if one in ids else -1 for one in wanted]


def test_in_an_empty_list_nothing_is_found() -> None:
    assert positions(np.empty(0, ID), np.array([b"1" * 16], ID)).tolist() == [-1]
