"""The canonical form of JSON: the examples of RFC 8785 itself, and what has no canonical form."""

from __future__ import annotations

import json
import struct
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.canonical_json import canonical, digest_of
from mapper.errors import InvalidInput

# RFC 8785, appendix B: the bits of a double, and how it is written.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "written"), NUMBERS.items())
def test_numbers_are_written_as_in_the_standard(bits: str, written: str) -> None:
    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]) == written


def test_the_worked_example_of_the_standard() -> None:
    document = rb"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    written = (
        r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )
    assert digest_of(document) == sha256(written.encode()).digest()


def test_names_are_sorted_by_utf_16_as_in_the_standard() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical(dict.fromkeys(names)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(value: float) -> None:
    assert float(canonical(value)) == value


@pytest.mark.parametrize("same", [b'{"a":1,"b":"x"}', b' {"b": "\\u0078", "a": 1.0}\n', b'{"a":10e-1,"b":"x"}'])
def test_the_layout_changes_no_hash(same: bytes) -> None:
    assert digest_of(same) == sha256(b'{"a":1,"b":"x"}').digest()


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"[NaN]", b"[1e999]", b'{"a":1,"a":1}', b'["\\ud800"]', b"\xff", b"[" * 100_000],
    ids=["nothing", "cut", "NaN", "huge", "twice", "half-a-pair", "latin", "deep"],
)
def test_what_two_programs_may_read_differently_has_no_hash(document: bytes) -> None:
    with pytest.raises(InvalidInput, match="one meaning"):
        digest_of(document)
