from __future__ import annotations

import pytest

from mapper.domain.household import Household, Person, Tier, check
from mapper.errors import InvalidInput, PersonalDataFound
from mapper.operations.crisis.opening import Wanted

HERE = {"x": 958_010.0, "y": 1_971_010.0}


@pytest.mark.parametrize(
    ("household", "field"),
    [
        (Household(x=1.0), "x"),
        (Household(x=float("nan"), y=1_971_010.0), "x"),
        (Household(x=float("inf"), y=1_971_010.0), "x"),
        (Household(x=126.97, y=37.56), "x"),
        (Household(address="가" * 301), "address"),
        (Household(address="\ud800"), "address"),
        (Household(notes="a\0b"), "notes"),
        (Household(people=(Person("\udfff"),)), "name"),
        (Household(people=(Person(birth_year=10**12),)), "birth_year"),
        (Household(people=(Person(birth_year=-1),)), "birth_year"),
        (Household(people=(Person(),) * 31), "people"),
    ],
)
def test_what_cannot_be_kept_is_refused_without_being_quoted(household: Household, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(household, Tier.CASE)
    assert refused.value.fields["field"] == field
    assert "가가" not in str(refused.value)


@pytest.mark.parametrize("field", ["address", "notes", "name", "phone"])
def test_no_resident_number_is_kept_not_even_sealed(field: str) -> None:
    typed = {field: "900101-1234567"}
    inside = field in {"name", "phone"}
    home = Household(people=(Person(**typed),)) if inside else Household(**typed)  # type: ignore[arg-type] # all are texts
    with pytest.raises(PersonalDataFound) as refused:
        check(home, Tier.SEALED)
    assert refused.value.fields["field"] == field
    assert "900101" not in str(refused.value)


def test_what_is_kept_comes_back_the_same() -> None:
    home = Household(address="가상시 없는로 12", people=(Person("가나다", 1950, "010-0000-1234"),), notes="밤", **HERE)
    check(home, Tier.CASE)
    assert Household.from_bytes(home.to_bytes()) == home


def test_nothing_of_a_household_shows_in_a_log() -> None:
    home = Household(address="가상시 없는로 12", people=(Person("가나다", 1950, "010-0000-1234"),), notes="밤", **HERE)
    shown = f"{home!r} {home.people[0]!r} {Wanted('010-0000-1234', '가나다', 1950)!r} {Wanted(name='가나다').terms()!r}"
    for secret in ("가나다", "없는로", "1950", "1234", "958010", "밤"):
        assert secret not in shown
