"""What residents write that tells of a person; all of it is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

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
    """Draw digits."""
    return "".join(str(random.randrange(10)) for _ in range(count))


def phone(random: Random) -> str:
    """Make up a telephone number, as people write them."""
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
    """Make up a resident registration number."""
    day = f"{random.randrange(30, 100):02}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    gap = random.choice(("-", "", " ", " - "))
    rest = random.choice((digits(random, 6), "******"))
    return f"{day}{gap}{random.randrange(1, 5)}{rest}"


def unit(random: Random) -> str:
    """Make up a flat."""
    number = f"{random.randrange(1, 20)}{random.randrange(1, 13):02}"
    building = random.randrange(1, 130)
    return random.choice(
        (
            f"{building}동 {number}호", f"{number}호", f"가온빌라 {number} 호", f"{building}동{number}호", f"B{number[-2:]}호",
            f"지하 {number[-2:]}호", f"가동 {number}호", f"{building}동 {random.randrange(1, 20)}층", "반지하 방", "옥탑방",
        )
    )  # fmt: skip


def name(random: Random) -> str:
    """Make up somebody with a title."""
    return random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(TITLES)


def email(random: Random) -> str:
    """Make up an address."""
    return (
        random.choice(("made.up", "madeup99", "gaon_kim"))
        + random.choice(("@", " @ ", "(at)", "골뱅이"))
        + "example.com"
    )


def plate(random: Random) -> str:
    """Make up a number plate."""
    head, letter = (
        random.choice((digits(random, 2), digits(random, 3), f"서울 {digits(random, 2)}")),
        random.choice("가나다라마거너허하"),
    )
    return random.choice((f"{head}{letter}{digits(random, 4)}", f"{head}{letter} {digits(random, 4)}"))


MAKERS: dict[str, Callable[[Random], str]] = {
    "phone": phone, "resident_number": resident_number, "unit": unit, "name": name, "email": email, "plate": plate,
}  # fmt: skip
LEAST_RECALL = {"phone": 1.0, "resident_number": 1.0, "unit": 0.98, "name": 0.98, "email": 0.98, "plate": 0.98}


def texts(kind: str, count: int = 500) -> Iterator[tuple[str, str]]:
    """Write sentences with a secret each, as residents do; the same ones each time."""
    random = Random(f"AT-24 {kind}")
    for _ in range(count):
        secret = MAKERS[kind](random)
        yield random.choice(BEFORE) + secret + random.choice(AFTER), secret
