from __future__ import annotations

from collections import Counter

import pytest

from mapper.domain.blind_index import (
    KINDS,
    LEAST,
    NAME,
    PHONE,
    PHONE_AND_YEAR,
    Term,
    bits_for,
    bucket,
    phone_digits,
    phone_term,
    plain_name,
    terms_of,
)
from mapper.domain.household import Household, Person

KEY = b"k" * 32


@pytest.mark.parametrize(
    "typed", ["010-0000-1234", "+82 10 0000 1234", "82-010-0000-1234", "010 0000 1234", "０１０00001234"]
)
def test_one_number_has_one_form(typed: str) -> None:
    assert phone_digits(typed) == "01000001234"


def test_what_is_too_short_finds_nobody() -> None:
    assert phone_term("1234") is None
    assert phone_term("1234", 1950) == Term(PHONE_AND_YEAR, "1234/1950")
    assert phone_term("010-0000-1234", 1950) == Term(PHONE_AND_YEAR, "1234/1950")
    assert phone_term("12", 1950) is None
    assert plain_name(" 가 나-다 ") == "가나다"


def test_a_household_is_found_by_each_of_its_people() -> None:
    people = (Person("가나다", 1950, "010-0000-1234"), Person("라마", None, ""))
    assert terms_of(Household(people=people)) == {
        Term(PHONE, "01000001234"),
        Term(PHONE_AND_YEAR, "1234/1950"),
        Term(NAME, "가나다"),
        Term(NAME, "라마"),
    }


def terms(count: int, names: int) -> list[Term]:
    return [Term(NAME, f"가상{number % names}") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "names"), [(1, 1), (31, 31), (400, 400), (14_500, 14_500), (14_500, 900), (5_000, 30)]
)
def test_no_bucket_has_fewer_rows_than_the_rule_says(count: int, names: int) -> None:
    every = terms(count, names)
    bits = bits_for(KEY, every)
    sizes = Counter(bucket(KEY, term, bits) for term in every)
    assert min(sizes.values()) >= min(LEAST, count)
    assert bits == 0 or count / 2**bits >= 16


def test_a_large_index_is_cut_into_many_buckets() -> None:
    assert bits_for(KEY, terms(14_500, 14_500)) == 9
    assert bits_for(KEY, []) == 0


def test_the_commonest_names_do_not_stand_out_in_their_buckets() -> None:
    """Of 14,500 names 1 in 100 is the same: alone with its like in a bucket it would be known without the key."""
    every = [*terms(14_350, 14_350), *[Term("name", "김순자")] * 150]
    bits = bits_for(KEY, every)
    assert bits >= 1
    sizes = Counter(bucket(KEY, term, bits) for term in every)
    assert sizes[bucket(KEY, Term("name", "김순자"), bits)] >= 4 * 150
    assert min(sizes.values()) >= 4


def test_numbers_as_they_are_typed_are_found() -> None:
    assert phone_digits("823-4567") == "8234567", "an exchange of Seoul, not Korea from abroad"
    assert phone_digits("+82-2-823-4567") == "028234567"
    assert phone_term("５６７８", 1950) == phone_term("010-1234-5678", 1950)


def test_buckets_depend_on_the_key_and_the_kind() -> None:
    value = [Term(kind, "01000001234") for kind in KINDS]
    assert len({bucket(KEY, term, 16) for term in value}) == len(KINDS)
    assert bucket(b"j" * 32, value[0], 16) != bucket(KEY, value[0], 16)
    assert {bucket(KEY, term, 0) for term in value} == {0}
