"""The code on a receipt: unguessable, readable, and wrong when it is mistyped."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.receipt_code import ALPHABET, digest_of_code, new_code, read_code, spelled

codes = st.integers(0, 2**32).map(lambda seed: new_code(Random(seed).randrange))


@given(codes)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    typed = code.lower().replace("0", "o").replace("1", "l")
    for one in (code, spelled(code), f" {typed[:3]} {typed[3:]}\n", spelled(code).replace("1", "I"), _wide(code)):
        assert read_code(one) == code


@given(codes, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(code: str, place: int, letter: str) -> None:
    typed = code[:place] + letter + code[place + 1 :]
    assert read_code(typed) == (code if typed == code else None)


@given(codes)
def test_two_letters_that_changed_places_are_noticed(code: str) -> None:
    for i, j in combinations(range(10), 2):
        letters = list(code)
        letters[i], letters[j] = letters[j], letters[i]
        assert read_code("".join(letters)) == (code if code[i] == code[j] else None)


@given(st.text(max_size=30))
def test_anything_else_is_no_code(typed: str) -> None:
    found = read_code(typed)
    assert found is None or read_code(found) == found


def test_codes_use_every_letter_evenly_and_are_stored_as_a_digest() -> None:
    random = Random(7)
    made = [new_code(random.randrange) for _ in range(3200)]
    assert len(set(made)) == len(made)
    counts = [sum(code.count(letter) for code in made) for letter in ALPHABET]
    assert min(counts) > 800
    assert max(counts) < 1200
    assert len({digest_of_code(code) for code in made}) == len(made)
    assert {len(digest_of_code(code)) for code in made} == {32}


def _wide(code: str) -> str:
    """As a Korean keyboard may type it: full width."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in code)
