"""Real pairs of address and point, where the folder stands beside the checkout: what of them the gazetteer finds, and where.

A gazetteer made of the pairs themselves only shows that nothing is lost on the way. What it is worth for addresses that no
file told of is shown by leaving some out: buildings, so that others of their road are known, or whole roads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.gazetteer import Certainty, Located
from mapper.operations import addresses
from tests.address_files import file_of, take_in
from tests.address_pairs import DATA, Pair, by_the_rule, official, police_boxes, rows_of, safety_zones

FOLDS = 5


def learn(session: Session, folder: Path, pairs: Sequence[Pair]) -> None:
    """Make a gazetteer of pairs."""
    entrances, lots = official(pairs)
    for name, lines in {"RNENTDATA_2601.txt": entrances, "rnaddrkor_202601.txt": lots}.items():
        if lines:
            path = folder / name
            path.write_bytes(file_of(*lines))
            take_in(session, "addresses", path)


@dataclass(frozen=True)
class Outcome:
    """What became of addresses that were asked for: shares of all of them, or of those that were found."""

    asked: int
    found: float
    within_50_m: float
    within_500_m: float
    right_town: float
    as_far_as_said: float
    surely: int
    in_wrong_city: int
    by_reason: Counter[str]

    @classmethod
    def of(cls, asked: Sequence[Pair], answers: Sequence[Located]) -> Outcome:
        known = [(pair, one, one.known) for pair, one in zip(asked, answers, strict=True) if one.known]
        far = np.array([np.hypot(place.x - pair.x, place.y - pair.y) for pair, _, place in known])
        said = np.array([one.within_m for _, one, _ in known])
        return cls(
            asked=len(asked),
            found=len(known) / len(asked),
            within_50_m=float(np.mean(far <= 50)) if known else 0.0,
            within_500_m=float(np.mean(far <= 500)) if known else 0.0,
            right_town=float(np.mean([place.town == pair.town for pair, _, place in known])) if known else 0.0,
            as_far_as_said=float(np.mean(far <= said)) if known else 0.0,
            surely=sum(one.certainty is Certainty.SURE for one in answers),
            in_wrong_city=sum(place.city_code != pair.code[:5] for pair, _, place in known),
            by_reason=Counter(
                next((r.code for r in one.reasons if r.code in ("between", "sub_missing")), one.reasons[-1].code)
                for one in answers
            ),
        )


def held_out(session: Session, folder: Path, pairs: Sequence[Pair], parts: Sequence[Hashable]) -> Outcome:
    """Ask for each fifth of the parts of a gazetteer that is made of the other four."""
    chance = np.random.default_rng(20_261_123)
    fold_of = dict(zip(dict.fromkeys(parts), chance.permutation(len(set(parts))) % FOLDS, strict=True))
    asked: list[Pair] = []
    answers: list[Located] = []
    for fold in range(FOLDS):
        kept = session.begin_nested()
        out = [pair for pair, part in zip(pairs, parts, strict=True) if fold_of[part] == fold]
        learn(session, folder, [pair for pair, part in zip(pairs, parts, strict=True) if fold_of[part] != fold])
        answers += [one.located for one in addresses.find_many(session, [pair.road_address for pair in out])]
        asked += out
        kept.rollback()
    return Outcome.of(asked, answers)


if DATA.is_dir():

    def test_pairs_of_the_files_themselves_are_found_where_they_are(session: Session, tmp_path: Path) -> None:
        pairs = police_boxes()
        assert len(pairs) >= 330
        learn(session, tmp_path, pairs)
        for written in ([one.road_address for one in pairs], [one.lot_address or "" for one in pairs]):
            asked = [words.replace("경기도", "경기") + " 1층 앞" for words in written]
            outcome = Outcome.of(pairs, [one.located for one in addresses.find_many(session, asked)])
            assert outcome.found >= 0.99
            assert outcome.within_50_m >= 0.99
            assert outcome.right_town >= 0.99
            assert outcome.in_wrong_city == 0

    def test_buildings_that_no_file_told_of_are_reckoned_or_refused_and_never_sure(
        session: Session, tmp_path: Path
    ) -> None:
        """A thin gazetteer, of one address in some thousands: most roads of it have no other."""
        pairs = [*police_boxes(), *safety_zones()]
        outcome = held_out(session, tmp_path, pairs, [(one.road, one.building) for one in pairs])
        assert outcome.asked == len(pairs) >= 1000
        assert (outcome.surely, outcome.in_wrong_city) == (0, 0)
        assert outcome.found >= 0.17, outcome
        assert outcome.within_50_m >= 0.25, outcome
        assert outcome.within_500_m >= 0.9, outcome
        assert outcome.right_town >= 0.93, outcome
        assert outcome.by_reason["between"] >= 15, outcome

    def test_roads_that_no_file_told_of_are_refused(session: Session, tmp_path: Path) -> None:
        pairs = [*police_boxes(), *safety_zones()]
        outcome = held_out(session, tmp_path, pairs, [one.road for one in pairs])
        assert outcome.found == 0.0, outcome
        assert set(outcome.by_reason) <= {"unknown_road", "elsewhere"}, outcome

    def test_numbers_by_the_rule_along_real_roads_are_reckoned_where_they_are(session: Session, tmp_path: Path) -> None:
        pairs = by_the_rule()
        outcome = held_out(session, tmp_path, pairs, list(range(len(pairs))))
        assert outcome.asked >= 300
        assert (outcome.surely, outcome.in_wrong_city) == (0, 0)
        assert outcome.found >= 0.98, outcome
        assert outcome.within_50_m >= 0.95, outcome
        assert outcome.as_far_as_said >= 0.95, outcome

    def test_what_the_gazetteer_does_not_have_is_never_surely_found(session: Session, tmp_path: Path) -> None:
        learn(session, tmp_path, police_boxes())
        zones = [one for one in rows_of("danger-zones.csv") if one["정제WGS84위도"]]
        found = addresses.find_many(session, [one["사고위치(지번)"] for one in zones])
        far = []
        for zone, one in zip(zones, found, strict=True):
            if one.located.certainty is Certainty.SURE and one.located.known:
                x, y = transformer(WGS84, KOREA_TM).transform(
                    float(zone["정제WGS84경도"]), float(zone["정제WGS84위도"])
                )
                far.append(np.hypot(one.located.known.x - x, one.located.known.y - y))
        assert all(one <= 500 for one in far), "what is surely found is where the source says"
        assert len(far) < len(zones) / 10, "the gazetteer has police boxes, and hardly any of these places"
