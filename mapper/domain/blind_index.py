"""Blind index: what is asked for exactly is found by a keyed hash that is cut so short that it tells nobody anything.

A bucket holds everybody whose hash begins alike. Whoever has the database without the key sees buckets in which nobody
has any one name or number with odds above one in `LEAST`, and cannot try telephone numbers against them; whoever searches opens the few rows of one bucket and
compares. Korean surnames are few and telephones many, so what is hashed is a full name, a whole number, or the last
four digits together with the year of birth (trust §3, "Storage").
"""

from __future__ import annotations

import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from mapper.domain.household import Household

LEAST: Final = 4
"""Rows in any bucket that is not empty, for each row of its most frequent term: the commonest names stand out by number."""
_MEAN: Final = 16
"""Rows to a bucket on average, below which fewer than `LEAST` in one of them would be no surprise."""
_MOST_BITS: Final = 16
_LAST_DIGITS: Final = 4
_LEAST_DIGITS: Final = 7
_LEAST_ABROAD: Final = 10
"""Digits of a number with the code of Korea before it."""

PHONE: Final = "phone"
NAME: Final = "name"
PHONE_AND_YEAR: Final = "phone_year"
KINDS: Final = (PHONE, NAME, PHONE_AND_YEAR)


@dataclass(frozen=True)
class Term:
    """Something by which a household can be found.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    value : str
        In the one form in which it is compared.
    """

    kind: str
    value: str = field(repr=False)


def phone_digits(typed: str) -> str:
    """Return a telephone number as it is compared.

    Parameters
    ----------
    typed : str
        By a person.

    Returns
    -------
    str
        Its digits, as dialled within Korea; empty when they are too few to be one.
    """
    digits = _digits(typed)
    if digits.startswith("82") and len(digits) >= _LEAST_ABROAD:  # shorter ones are of an exchange of Seoul
        digits = "0" + digits[2:].removeprefix("0")
    return digits if len(digits) >= _LEAST_DIGITS else ""


def plain_name(typed: str) -> str:
    """Return a name as it is compared.

    Parameters
    ----------
    typed : str
        By a person.

    Returns
    -------
    str
        Composed, letters only, in small ones.
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed).casefold() if letter.isalnum())


def phone_term(phone: str, birth_year: int | None = None) -> Term | None:
    """Return what to look for by telephone.

    Parameters
    ----------
    phone : str
        The whole number; with a year of birth its last four digits will do.
    birth_year : int or None
        Of the person.

    Returns
    -------
    Term or None
        None when there is too little of it.
    """
    if birth_year is None:
        digits = phone_digits(phone)
        return Term(PHONE, digits) if digits else None
    digits = _digits(phone)[-_LAST_DIGITS:]
    return Term(PHONE_AND_YEAR, f"{digits}/{birth_year}") if len(digits) == _LAST_DIGITS else None


def terms_of(household: Household) -> frozenset[Term]:
    """Return everything by which a household is found.

    Parameters
    ----------
    household : Household
        Opened.

    Returns
    -------
    frozenset of Term
        Empty when nobody of it is known.
    """
    found: set[Term | None] = set()
    for person in household.people:
        found.add(phone_term(person.phone))
        if person.birth_year is not None:
            found.add(phone_term(person.phone, person.birth_year))
        if name := plain_name(person.name):
            found.add(Term(NAME, name))
    return frozenset(term for term in found if term is not None)


def bucket(key: bytes, term: Term, bits: int) -> int:
    """Return the bucket of a term.

    Parameters
    ----------
    key : bytes
        Of the index alone.
    term : Term
        What is looked for.
    bits : int
        How many of the hash are kept, 0 to 16.

    Returns
    -------
    int
        The first bits of HMAC-SHA256; always 0 when none are kept.
    """
    digest = hmac.digest(key, f"{term.kind}\0{term.value}".encode(), "sha256")
    return int.from_bytes(digest[:4]) >> (32 - bits)


def bits_for(key: bytes, terms: Sequence[Term]) -> int:
    """Choose how many bits to keep, so that no row of any bucket is of one term with odds above one in `LEAST`.

    Parameters
    ----------
    key : bytes
        Of the index.
    terms : sequence of Term
        All of one kind, one for each row of the index.

    Returns
    -------
    int
        As many as leave `_MEAN` rows to a bucket on average and, counted, `LEAST` in each for every row of its most
        frequent term; 0 for a small index.
    """
    bits = min(max((len(terms) // _MEAN).bit_length() - 1, 0), _MOST_BITS)
    rows = Counter(terms)
    whole = [(bucket(key, term, bits), count) for term, count in rows.items()]
    while bits and not _is_mixed(whole):
        bits -= 1
        whole = [(found >> 1, count) for found, count in whole]
    return bits


def _is_mixed(terms: Sequence[tuple[int, int]]) -> bool:
    size: Counter[int] = Counter()
    most: dict[int, int] = {}
    for found, count in terms:
        size[found] += count
        most[found] = max(most.get(found, 0), count)
    return all(size[found] >= LEAST * count for found, count in most.items())


def _digits(typed: str) -> str:
    return "".join(str(unicodedata.digit(letter)) for letter in typed if letter.isdigit())


def fits(household: Household, wanted: Iterable[Term]) -> bool:
    """Tell whether a household of the right bucket is one that was looked for.

    Parameters
    ----------
    household : Household
        Opened.
    wanted : iterable of Term
        What was asked for.

    Returns
    -------
    bool
        Whether it has all of it.
    """
    return set(wanted) <= terms_of(household)
