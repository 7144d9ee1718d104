"""What people hand in without thinking: photos that tell where they were taken, and words that tell of a person."""

from __future__ import annotations

from typing import Final

from attack.attack import Attack, Outcome
from attack.photo_corpus import TRACES, corpus_of, is_upright
from attack.target import Target
from attack.told_texts import texts

MUST_FIND: Final = {"phone": 1.0, "resident_number": 1.0, "unit": 0.98, "name": 0.98}
"""Of each kind, how many of those in residents' words nobody may read afterwards."""


def _photos(target: Target) -> Outcome:
    """AT-23: hand in photos that tell where they were taken in every way, and look at each copy that is kept."""
    photos = corpus_of(target.many(300, sampled=300))
    some = dict(list(photos.items())[:: 1 if target.many(1, sampled=0) else 16])
    kept = told = crooked = 0
    with target.city() as city:
        for body in some.values():
            copies = city.photo(body)
            kept += bool(copies)
            told += any(trace in copy for trace in TRACES.values() for copy in copies)
            crooked += bool(copies) and not is_upright(copies[0])
    figure = f"{len(some)} photos, {kept} kept: {told} tell where, {crooked} do not stand upright"
    return Outcome(kept > 0 and not told and not crooked, figure)


def _words(target: Target) -> Outcome:
    """AT-24: report what tells of a person, and read what everybody reads of it."""
    each = target.many(500, sampled=6)
    found: dict[str, float] = {}
    with target.city() as city:
        for kind in MUST_FIND:
            written = list(texts(kind, each))
            shown = ((city.published(words), secret) for words, secret in written)
            found[kind] = sum(public is None or secret not in public for public, secret in shown) / each
    figure = ", ".join(f"{kind} {share:.1%}" for kind, share in found.items())
    return Outcome(
        all(found[kind] >= least for kind, least in MUST_FIND.items()), f"{each} of each held or hidden: {figure}"
    )


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-23",
        "hand in 300 photos that tell where they were taken",
        "no copy tells; all stand upright",
        _photos,
    ),
    Attack(
        "AT-24",
        "report 500 telephone numbers, as many resident numbers, flats and names",
        "numbers 100 %, others 98 % held or hidden",
        _words,
    ),
)
