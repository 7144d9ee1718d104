"""The press line: an article that tells a 행정동, a kind of household and a day tells who it was."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product
from typing import Final

from attack.attack import Attack, Outcome
from attack.target import City, Target
from mapper.domain.density_rule import FEWEST
from web.clock import today

MOST_FALSE: Final = 0.05
"""How many of the sentences that ten households fit may be held all the same."""

_WORDS: Final = {
    "alone": ("홀로 사는 주민", "1인가구"),
    "old": ("어르신 가구", "노인 가정"),
    "disabled": ("장애가 있는 이웃", "장애인 가구"),
    "grandparents": ("손녀와 사는 가정", "조손 가구"),
    "single_parent": ("한부모 가정", "한부모 세대"),
    "jobless": ("실직한 가장의 가구", "폐업한 이웃"),
}
_TEMPLATES: Final = (
    "시장은 {day} {dong}의 {kind}를 찾아 이불을 전했다.",
    "{day}, {dong} {kind}에 쌀이 전달됐다.",
    "{dong} 복지팀은 {day} {kind}를 방문해 안부를 살폈다고 밝혔다.",
    "“{kind}가 {dong}에 있다는 말을 {day}에 듣고 바로 갔다”고 동장은 말했다.",
)
_SEED: Final = 20_261_122
_DAYS: Final = (12, 45)
"""How many days ago households were taken in."""


def _article(target: Target) -> Outcome:
    """AT-14: offer sentences of which it is known how many households fit them, and of days, or two days, that none fits."""
    drawn = random.Random(_SEED)
    with target.city() as city:
        counts = _taken_in(
            city, target.many(FEWEST + 2, sampled=FEWEST), len(_WORDS) if target.many(1, sampled=0) else 2
        )
        names = city.names()
        asked = [
            (sentence, count)
            for (code, kind, days_ago), count in counts.items()
            for sentence in _sentences(names[code], kind, days_ago)
        ]
        asked += [
            (f"{_said(days_ago + 5)}에 처음 알려진 일이다. {sentence}", 0)
            for (code, kind, days_ago), count in counts.items()
            if count
            for sentence in _sentences(names[code], kind, days_ago)[:1]
        ]
        asked = drawn.sample(asked, min(target.many(200, sampled=48), len(asked)))
        went_out = [(count, city.press(sentence)) for sentence, count in asked]
    few = [out for count, out in went_out if count < FEWEST]
    many = [out for count, out in went_out if count >= FEWEST]
    wrong = many.count(False) / len(many) if many else 1.0
    figure = f"{len(few)} sentences about fewer than {FEWEST}: {few.count(True)} let out; {len(many)} about more: {wrong:.0%} held"
    return Outcome(bool(few) and not any(few) and wrong <= MOST_FALSE, figure)


def _taken_in(city: City, many: int, kinds: int) -> dict[tuple[str, str, int], int]:
    """Take households in, enough of some kinds and too few of others, and say how many there are of each; also where none."""
    counts: dict[tuple[str, str, int], int] = {}
    start = 0
    for number, (code, kind, days_ago) in enumerate(product(city.districts, list(_WORDS)[:kinds], _DAYS)):
        counts[code, kind, days_ago] = count = many if number % 2 == number // 4 % 2 else number % FEWEST
        homes = [home for home in city.homes(2 * count, start=start) if home.district == code][:count]
        start += 2 * count
        city.receive(homes, kind, days_ago)
        counts[code, kind, days_ago + 5] = 0
    return counts


def _sentences(dong: str, kind: str, days_ago: int) -> list[str]:
    day = today() - timedelta(days=days_ago)
    days = (_said(days_ago), f"{day.year}년 {day.month}월 {day.day}일")
    return [
        template.format(day=said, dong=dong, kind=word)
        for template, said, word in product(_TEMPLATES, days, _WORDS[kind])
    ]


def _said(days_ago: int) -> str:
    day = today() - timedelta(days=days_ago)
    return f"{day.month}월 {day.day}일"


ATTACKS: Final[tuple[Attack, ...]] = (
    Attack(
        "AT-14",
        "offer 200 sentences for the press that tell a 행정동, a kind of household and a day",
        f"all about fewer than {FEWEST} households held; {MOST_FALSE:.0%} of the others at most",
        _article,
    ),
)
