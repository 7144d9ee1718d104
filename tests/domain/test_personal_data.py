"""AT-24: what tells of a person is found in residents' words; all of it is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from mapper.domain.personal_data import KINDS, pieces, redacted, scan

BEFORE = ("", "세탁소 앞이요. ", "밤마다 시끄러워요 ", "연락은 ", "문의: ", "어제도 말했는데 ", "(", "작성자 ")
AFTER = ("", " 입니다", "으로 전화 주세요.", "에 사는데요", " 이 그랬어요", ")", " 확인 바랍니다", ", 빨리요!")
GIVEN = ("가온", "나루", "다솜", "라온", "마루", "바름", "솔", "아라", "하늘", "도담", "새봄", "한결", "철수", "영희")
SURNAMES = ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "남궁", "황보", "추", "마")
TITLES = (
    "씨",
    "님",
    " 씨",
    " 할머니",
    "할아버지",
    " 어르신",
    " 사장님",
    "선생님",
    " 아저씨",
    " 통장님",
    "이모",
    " 반장님",
)
DIGIT_WORDS = "공일이삼사오육칠팔구"


def digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def phone(random: Random) -> str:
    head = random.choice(("010", "011", "016", "019", "02", "031", "032", "051", "064", "070"))
    middle, last = digits(random, random.choice((3, 4)) if len(head) == 2 else 4), digits(random, 4)
    gap = random.choice(("-", "", " ", ".", " - ", "~", "·"))
    plain = gap.join((head, middle, last))
    return random.choice(
        (plain, plain, f"+82 {head[1:]}{gap}{middle}{gap}{last}", f"({head}){middle}-{last}", _spoken(plain))
    )


def _spoken(number: str) -> str:
    return "".join(DIGIT_WORDS[int(letter)] if letter.isdigit() else letter for letter in number)


def resident_number(random: Random) -> str:
    day = f"{random.randrange(30, 100):02}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    gap = random.choice(("-", "", " ", " - "))
    rest = random.choice((digits(random, 6), "******"))
    return f"{day}{gap}{random.randrange(1, 5)}{rest}"


def unit(random: Random) -> str:
    number = f"{random.randrange(1, 20)}{random.randrange(1, 13):02}"
    building = random.randrange(1, 130)
    return random.choice(
        (
            f"{building}동 {number}호", f"{number}호", f"가온빌라 {number} 호", f"{building}동{number}호", f"B{number[-2:]}호",
            f"지하 {number[-2:]}호", f"가동 {number}호", f"{building}동 {random.randrange(1, 20)}층", "반지하 방", "옥탑방",
        )
    )  # fmt: skip


def name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(TITLES)


def email(random: Random) -> str:
    return (
        random.choice(("made.up", "madeup99", "gaon_kim"))
        + random.choice(("@", " @ ", "(at)", "골뱅이"))
        + "example.com"
    )


def plate(random: Random) -> str:
    head, letter = (
        random.choice((digits(random, 2), digits(random, 3), f"서울 {digits(random, 2)}")),
        random.choice("가나다라마거너허하"),
    )
    return random.choice((f"{head}{letter}{digits(random, 4)}", f"{head}{letter} {digits(random, 4)}"))


MAKERS: dict[str, Callable[[Random], str]] = {
    "phone": phone, "resident_number": resident_number, "unit": unit, "name": name, "email": email, "plate": plate,
}  # fmt: skip
LEAST_RECALL = {"phone": 1.0, "resident_number": 1.0, "unit": 0.98, "name": 0.98, "email": 0.98, "plate": 0.98}


def texts(kind: str) -> Iterator[tuple[str, str]]:
    random = Random(f"AT-24 {kind}")
    for _ in range(500):
        secret = MAKERS[kind](random)
        yield random.choice(BEFORE) + secret + random.choice(AFTER), secret


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
