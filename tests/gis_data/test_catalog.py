"""The catalogue names what gis_data holds and where it comes from."""

from __future__ import annotations

import pytest

import gis_data
from mapper.errors import UnknownKind


def test_every_entry_exists_and_says_where_it_comes_from() -> None:
    entries = gis_data.catalog()
    assert "demo" in entries
    for name, entry in entries.items():
        assert gis_data.path(name) == entry.path
        assert entry.path.is_file()
        assert entry.source
        assert entry.licence
        assert all(fact.source for fact in entry.facts)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownKind, match=r"no 'seoul'; available: demo"):
        gis_data.path("seoul")
