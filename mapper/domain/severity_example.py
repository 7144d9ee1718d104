"""What each severity of a category looks like, so that people choose by what they see and not by a number.

A table: a new category gets a row here, four examples from severity 1 to 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mapper.domain.category import SEVERITIES
from mapper.domain.label import Label


def _four(*pairs: tuple[str, str]) -> tuple[Label, ...]:
    return tuple(Label(ko, en) for ko, en in pairs)


SEVERITY_EXAMPLES: Final[Mapping[str, tuple[Label, ...]]] = MappingProxyType({
    "illegal_dumping": _four(
        ("봉투 1개", "one bag"),
        ("봉투 2~3개", "two or three bags"),
        ("길을 좁히는 더미·가구", "a pile or furniture that narrows the way"),
        ("길을 막거나 불·유해물 위험", "blocks the way, or may burn or harm"),
    ),
    "litter": _four(
        ("작은 조각 몇 개", "a few small pieces"),
        ("눈에 띄게 흩어짐", "scattered, plain to see"),
        ("깨진 유리 등 피해 걸음", "broken glass and the like, to be walked round"),
        ("주사기·날붙이", "needles or blades"),
    ),
    "abandoned_house": _four(
        ("잠겨 있으나 지저분", "locked but untidy"),
        ("창·문 깨짐, 잡초", "broken windows or doors, weeds"),
        ("누구나 들어갈 수 있음", "anyone can get in"),
        ("지붕·벽이 무너지고 있음", "roof or wall is coming down"),
    ),
    "dangerous_wall": _four(
        ("실금·칠 벗겨짐", "hairline cracks, peeling paint"),
        ("뚜렷한 균열·조각 떨어짐", "clear cracks, pieces come off"),
        ("배부름·손가락 폭 틈", "bulging, gaps a finger wide"),
        ("길 쪽으로 기울어짐", "leans over the way"),
    ),
    "graffiti": _four(
        ("작은 낙서 1~2점", "one or two small marks"),
        ("벽 일부", "part of a wall"),
        ("벽 한 면 또는 안내판을 가림", "a whole wall, or covers a sign"),
        ("혐오·위협 표현", "hateful or threatening words"),
    ),
    "illegal_ads": _four(
        ("전단 1~2장", "one or two posters"),
        ("전단 여러 장·현수막 1장", "several posters or a banner"),
        ("시야나 통행을 가림", "in the way of sight or of walking"),
        ("떨어지거나 넘어질 간판", "a sign about to fall"),
    ),
    "blocked_drain": _four(
        ("낙엽 조금", "a few leaves"),
        ("절반 막힘", "half blocked"),
        ("물이 고여 피해 걸음", "standing water to be walked round"),
        ("넘쳐 집·길이 잠김", "overflows into houses or the way"),
    ),
    "odour": _four(
        ("가까이 가면 남", "noticed close by"),
        ("지날 때 남", "noticed when passing"),
        ("참고 지나야 함", "hard to bear when passing"),
        ("가스·화학 냄새", "gas or chemicals"),
    ),
    "weeds": _four(
        ("발목 높이", "ankle high"),
        ("무릎 높이", "knee high"),
        ("길을 좁힘", "narrows the way"),
        ("길을 막거나 해충·불 위험", "blocks the way, vermin or fire"),
    ),
    "abandoned_vehicle": _four(
        ("통행에 지장 없음", "not in the way"),
        ("주차면을 차지", "takes up a parking space"),
        ("길을 좁힘", "narrows the way"),
        ("길을 막거나 기름이 샘", "blocks the way or leaks"),
    ),
    "blind_spot": _four(
        ("한 곳이 가려짐", "one place out of sight"),
        ("절반이 안 보임", "half of the way out of sight"),
        ("숨을 곳이 있음", "places to hide"),
        ("사고가 있었던 곳", "something has happened here"),
    ),
    "fire_access": _four(
        ("잠깐 세운 차", "a car stopped for a moment"),
        ("겨우 지나감", "just room to pass"),
        ("소방차가 못 지나감", "no fire engine can pass"),
        ("소화전을 막음·고정 장애물", "hydrant blocked or a fixed obstacle"),
    ),
    "pothole": _four(
        ("실금·들뜬 블록 1장", "hairline cracks, one loose block"),
        ("발이 걸리는 파임", "a dip that trips"),
        ("피해 걸어야 하는 구멍", "a hole to be walked round"),
        ("5cm 넘는 구멍·열린 맨홀·꺼짐", "a hole over 5 cm, an open manhole, the ground gives way"),
    ),
    "narrow_passage": _four(
        ("둘이 비켜 지나감", "two people just pass"),
        ("한 사람씩 지나감", "one at a time"),
        ("휠체어·유모차 못 지나감", "no wheelchair or pram can pass"),
        ("차도로 나가야 함", "one must step into traffic"),
    ),
    "obstruction": _four(
        ("작은 물건", "a small thing"),
        ("비켜 지나감", "to be walked round"),
        ("휠체어·유모차 못 지나감", "no wheelchair or pram can pass"),
        ("길이 막히거나 넘어질 물건", "the way is blocked, or it may fall"),
    ),
    "illegal_parking": _four(
        ("잠깐 세움", "stopped for a moment"),
        ("비켜 지나감", "to be walked round"),
        ("보행로를 막음", "blocks the footway"),
        ("횡단보도·소화전을 막음", "blocks a crosswalk or a hydrant"),
    ),
    "streetlight_out": _four(
        ("낮에 켜져 있음·흐림", "on by day, or dim"),
        ("1등이 꺼짐", "one lamp is out"),
        ("이어진 2등 이상 꺼짐", "two or more in a row are out"),
        ("전선이 드러남·기둥이 기움", "bare wires or a leaning pole"),
    ),
    "speeding": _four(
        ("가끔 빠른 차", "a fast car now and then"),
        ("자주 빠른 차", "fast cars often"),
        ("피해 서야 함", "one must stand aside"),
        ("어린이 통학로에서 아찔함", "near misses where children walk"),
    ),
    "faded_crosswalk": _four(
        ("조금 닳음", "a little worn"),
        ("절반 닳음", "half worn"),
        ("거의 안 보임", "hardly visible"),
        ("사고 위험이 큰 곳에서 지워짐", "gone where cars are fast"),
    ),
    "broken_mirror": _four(
        ("때가 낌", "dirty"),
        ("방향이 틀어짐", "points the wrong way"),
        ("깨져서 안 보임", "broken, shows nothing"),
        ("떨어지려 함", "about to fall"),
    ),
    "broken_steps": _four(
        ("모서리 닳음", "worn edges"),
        ("한 칸 깨짐·손잡이 흔들림", "one step broken, loose handrail"),
        ("여러 칸 깨짐·손잡이 없음", "several steps broken, no handrail"),
        ("무너질 듯함", "about to give way"),
    ),
    "icy_slope": _four(
        ("조금 미끄러움", "a little slippery"),
        ("조심해야 걸음", "walk with care"),
        ("피해 걸어야 함", "to be walked round"),
        ("넘어진 사람이 있음", "somebody fell here"),
    ),
    "broken_bollard": _four(
        ("긁힘·때", "scratched, dirty"),
        ("휘거나 흔들림", "bent or loose"),
        ("뽑혀서 피해 걸음", "torn out, to be walked round"),
        ("밑동 철물이 솟음·차가 보도로 들어옴", "stump of metal stands up, cars drive onto the footway"),
    ),
    "broken_railing": _four(
        ("녹·칠 벗겨짐", "rust, peeling paint"),
        ("흔들림", "loose"),
        ("일부 없음", "a part is missing"),
        ("떨어질 곳에 난간 없음", "none where one may fall"),
    ),
    "damaged_tactile": _four(
        ("때·닳음", "dirty, worn"),
        ("한두 장 깨짐", "one or two broken"),
        ("끊기거나 막힘", "interrupted or blocked"),
        ("위험한 곳으로 이끎", "leads into danger"),
    ),
})  # fmt: skip
"""By category: examples of severity 1 to 4."""


def severity_choice(category: str, severity: int) -> Label:
    """Return what somebody chooses who says how bad an issue is: the name of the severity, with what it looks like.

    Parameters
    ----------
    category : str
        Id of the category.
    severity : int
        1 to 4.

    Returns
    -------
    Label
        Such as ``보통: 봉투 2~3개``.
    """
    name, example = SEVERITIES[severity - 1], SEVERITY_EXAMPLES[category][severity - 1]
    return Label(f"{name.ko.split(' - ')[0]}: {example.ko}", f"{name.en.split(' - ')[0]}: {example.en}")
