"""Why a file was read as it was can be said in Korean, whatever the reason."""

from __future__ import annotations

import re
from pathlib import Path

import mapper.importers
from mapper.importers.reason import SENTENCES
from web.blueprints.admin.reason_words import REASONS, SOURCES, reasons_said


def test_every_reason_has_a_korean_sentence_with_the_same_values() -> None:
    def named(sentence: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", sentence))

    assert {code: named(REASONS[code]) for code in SENTENCES} == {code: named(SENTENCES[code]) for code in SENTENCES}
    assert set(REASONS) == set(SENTENCES)


def test_everything_that_says_something_has_a_korean_name() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in Path(mapper.importers.__file__).parent.rglob("*.py"))
    spoken = set(re.findall(r'said_by="([^"]+)"', sources))
    for claim in re.findall(r"CrsClaim\(([^\n]*)\)", sources):
        spoken |= {name for name in re.findall(r'"([^"]*)"', claim) if " " in name}
    assert len(spoken) >= 8
    assert spoken <= set(SOURCES), spoken - set(SOURCES)


def test_reasons_are_said_one_after_the_other() -> None:
    why = [
        {"code": "parameters", "values": {"said_by": "its .prj", "name": "Bessel TM"}},
        {"code": "literally_off", "values": {"datum": "D_Bessel_1841", "metres": 361.7}},
    ]
    assert reasons_said(why) == (
        "함께 온 .prj 파일 내용(Bessel TM)의 투영 변수가 이 좌표계와 같습니다."
        " 적힌 그대로(기준면 D_Bessel_1841) 읽으면 362 m 어긋납니다."
    )
