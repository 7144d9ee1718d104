"""AT-24: what tells of a person is found in residents' words; all of it is made up."""

from __future__ import annotations

import pytest

from attack.told_texts import LEAST_RECALL, MAKERS, texts
from mapper.domain.personal_data import KINDS, pieces, redacted, scan


@pytest.mark.parametrize("kind", MAKERS)
def test_what_tells_of_a_person_is_found(kind: str) -> None:
    """Found is a secret of which nothing is left to read: any kind of finding may cover it."""
    missed = [text for text, secret in texts(kind) if not covers(text, secret)]
    assert 1 - len(missed) / 500 >= LEAST_RECALL[kind], missed[:10]


def covers(text: str, secret: str) -> bool:
    start = text.index(secret)
    found = [(one.start, one.end) for one in scan(text)]
    letters = [i for i in range(start, start + len(secret)) if text[i].isalnum()]
    return all(any(begin <= i < end for begin, end in found) for i in letters)


@pytest.mark.parametrize(
    "text",
    [
        "가로등이 3일째 꺼져 있어요.", "쓰레기봉투 10개가 쌓였습니다", "폭이 1.2 m밖에 안 됩니다", "2024년 7월 4일부터 그랬어요",
        "계단 난간이 흔들려요", "어르신들이 넘어질까 걱정입니다", "밤 11시 30분쯤 지나다니기 무서워요", "주민님들이 모두 불편해합니다",
        "가온로12번길 입구입니다", "빗물받이 2곳이 막혔습니다", "조경수가 쓰러지고 전기선이 늘어졌어요", "조명은 밝고 정성은 고맙습니다",
        "고양이가 정지선 앞에 있어요", "오수관과 상수도, 안전성이 걱정입니다",
    ],
)  # fmt: skip
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("text", ["김철수가 버렸어요", "작성자 박지영", "이웃 정민수, 최영희 모두 봤어요"])
def test_a_name_of_usual_letters_needs_no_title(text: str) -> None:
    assert "●●●" in redacted(text)
    assert not any(given in redacted(text) for given in ("철수", "지영", "민수", "영희"))


def test_a_redacted_text_keeps_the_rest_and_says_nothing_of_what_was_there() -> None:
    assert redacted("김가온 씨 010-0000-1234, 101동 203호 앞") == "●●● ●●●, ●●● 앞"


def test_pieces_are_the_text_again() -> None:
    text = "김가온 씨가 made.up@example.com 으로"
    cut = pieces(text, scan(text))
    assert "".join(part for part, _ in cut) == text
    assert {finding.kind for _, finding in cut if finding} <= set(KINDS)
