"""What the page of findings says: what each asks, how it comes about, what it does not say, and what to call its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from mapper.domain.category import category_by_id
from mapper.domain.contradiction import CONTRADICTIONS
from mapper.domain.coverage import SURVEY_STATES
from mapper.domain.grading import GRADES
from mapper.domain.hotspot import HOTSPOTS
from mapper.domain.label import Label
from mapper.domain.local_moran import QUADRANTS
from mapper.domain.recurrence import HORIZONS
from mapper.domain.rubric import RUBRIC


@dataclass(frozen=True)
class Words:
    """What is said of a finding.

    Attributes
    ----------
    title : Label
        On its tab.
    question : Label
        That it answers.
    definition : Label
        How it comes about, so that somebody else can do it again.
    limits : Label
        What it does not say, in one sentence.
    """

    title: Label
    question: Label
    definition: Label
    limits: Label


FINDINGS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "hotspots": Words(
            Label("군집", "Clusters"),
            Label("나쁜 골목은 어디에 모여 있습니까?", "Where do bad alleys lie together?"),
            Label(
                "끝점을 함께 쓰는 구간끼리 이웃으로 보고, 100 − 종합 점수로 Gi*(자기 포함, 이진 가중)와 국지 모란(LISA)을 "
                "구합니다. p는 조건부 순열 999~99,999회(양측)이고, 거짓 발견율(FDR, Benjamini–Hochberg)이 10·5·1 % 이하이면 "
                "90·95·99 %로 적습니다. 미조사 구간은 0점이 아니라 빠집니다.",
                "Segments that share an end are neighbours. Of 100 minus the overall score we take Gi* (itself included, "
                "binary weights) and local Moran (LISA). p comes from 999 to 99,999 conditional permutations, two-sided; a "
                "false discovery rate (Benjamini–Hochberg) up to 10, 5 or 1 % is written as 90, 95 or 99 %. Segments without "
                "a grade are left out, not counted as 0.",
            ),
            Label(
                "얼마나 확실히 모였는지를 말할 뿐 얼마나 나쁜지는 말하지 않으며, 엄격한 조사자 한 사람이 돌아본 곳도 핫스팟이 됩니다.",
                "It says how surely they cluster, not how bad they are, and where one strict surveyor went is a hot spot, too.",
            ),
        ),
        "blind-spots": Words(
            Label("사각지대", "Blind spots"),
            Label("등급과 민원은 어디에서 어긋납니까?", "Where do grades and complaints part?"),
            Label(
                "민원 반복: A·B 구간에 마지막 조사 뒤 30일 안에 세 건 이상. 민원 없음: 신뢰도가 낮지 않은 D·E 구간에 365일 동안 "
                "한 건도 없음. 둘 다 그 등급·길이·동의 신고 성향에서 우연히 나올 확률을 음이항 분포로 구해, 방향마다 거짓 발견이 "
                "2.5 %를 넘지 않게 고릅니다. 민원 없는 D·E 구간 가운데 기대 민원이 적어 우연과 가릴 수 없는 것과 신뢰도가 낮은 "
                "것은 따로 세므로, 이 셋을 더하면 민원 없는 D·E 구간 모두입니다. 사실이 아님으로 확인된 불편사항의 민원은 세지 않습니다.",
                "Repeated complaints: on an A or B segment three or more within 30 days since its last survey. No complaint: on a "
                "D or E segment whose confidence is not low, none in 365 days. Both only where chance does not explain it, by a "
                "negative binomial distribution given grade, length and how readily the district reports, so that at most 2.5 % of "
                "the finds of each direction are false. D and E segments without a complaint of which too few were to be expected to "
                "tell silence from chance, and those whose confidence is low, are counted by themselves: the three together are all "
                "D and E segments without a complaint. Complaints about issues found untrue do not count.",
            ),
            Label(
                "누가 옳은지는 말하지 않고 가서 볼 곳만 말하며, 민원이 드문 곳에서는 D·E에 민원이 없어도 우연과 가릴 수 없고, 민원인을 "
                "알 수 없어 한 사람이 여러 번 낸 민원도 따로 셉니다.",
                "It says where to look, not who is right; where complaints are rare, none about a D or E segment cannot be told from "
                "chance; and as nobody knows who complained, one person who does so often counts each time.",
            ),
        ),
        "reporting": Words(
            Label("신고율과 점검 순서", "Reporting and audits"),
            Label(
                "어느 동이 늦게 신고하고, 어디를 먼저 조사하면 많이 찾습니까?",
                "Which districts report late, and where would a survey find most?",
            ),
            Label(
                "한 구간·한 유형의 첫 민원 뒤 처리될 때까지(길어도 30일) 다시 들어온 민원 수를 그 날수로 나눈 것이 신고율 λ이고"
                "(Liu·Bhandaram·Garg 2023), (시 λ × 30 + 민원) ÷ (30 + 날수)로 시 평균 쪽으로 당깁니다. 1/λ이 신고가 늦어지는 "
                "날수입니다. 점검 순서는 마지막 조사 뒤 생겼으나 아직 신고되지 않았을 불편사항의 기댓값이 큰 차례입니다. 최근 365일.",
                "The rate λ is how many complaints follow the first one about a segment and category until it is resolved (30 days "
                "at most), by day (Liu, Bhandaram and Garg 2023), drawn towards the city's as (city λ × 30 + complaints) / (30 + days). "
                "1/λ is the delay of reports in days. The order of audits goes by how many issues are expected to have arisen since "
                "the last survey and not been reported yet. Of the last 365 days.",
            ),
            Label(
                "등급은 이것으로 고치지 않으며, 주민이 신고를 아예 그만둔 곳에서는 실제보다 적게 어림합니다.",
                "No grade is corrected with it, and where people have given up reporting it expects too little.",
            ),
        ),
        "recurrence": Words(
            Label("재발", "Recurrence"),
            Label("고친 것이 어디에서 되돌아옵니까?", "What comes back after it was resolved?"),
            Label(
                "처리 완료된 불편사항 가운데 같은 구간에 같은 유형이 90일, 180일 안에 다시 신고된 비율입니다. 그 기간이 아직 다 "
                "지나지 않은 것은 어느 쪽으로도 세지 않고, 다시 열린 것은 처리된 것으로 보지 않습니다.",
                "Of the issues resolved, the share after which the same category was reported on the same segment within 90 or 180 "
                "days. Those whose time has not passed yet count neither way, and what was reopened was not resolved.",
            ),
            Label(
                "신고된 것만 보므로, 신고를 그만둔 곳에서는 되돌아오지 않은 것처럼 보입니다.",
                "It sees what is reported: where people stop reporting, things seem to stay away.",
            ),
        ),
        "coverage": Words(
            Label("조사율", "Coverage"),
            Label("어디를 아직 조사하지 않았습니까?", "What is not surveyed yet?"),
            Label(
                "조사율은 2년이 지나지 않은 현장조사가 있는 구간의 비율(개수, 길이)입니다. 목록에는 등급이 없는 구간이 동, "
                "까닭, 긴 것 먼저의 차례로 있습니다.",
                "Coverage is the share of segments, and of their length, with a survey that is not older than two years. The list "
                "has the segments without a grade by district, by reason, the longest first.",
            ),
            Label(
                "조사했다는 것만 세고 꼼꼼했는지는 세지 않습니다. 그것은 조사자 일치에서 봅니다.",
                "A survey counts whether it was careful or not: see agreement of surveyors for that.",
            ),
        ),
        "raters": Words(
            Label("조사자 일치", "Agreement"),
            Label("두 사람이 조사하면 같은 결과가 나옵니까?", "Do two surveyors find the same?"),
            Label(
                "한 구간을 다른 사람이 14일 안에 다시 조사한 짝으로, 축마다 ICC(2,1)과 95 % 구간, 항목마다 이차 가중 카파와 "
                "크리펜도르프 알파(순서), 조사자 효과(구간·조사자 임의 효과)를 구합니다. 점수는 그 조사 하나로만 매깁니다. "
                "관대함은 모두의 평균보다 얼마나 높게 매기는지이며, 적게 알수록 0 쪽으로 당깁니다.",
                "From pairs of surveys of one segment by two people within 14 days: ICC(2,1) with its 95 % interval for each axis, "
                "quadratic weighted kappa and Krippendorff's ordinal alpha for each item, and the effect of surveyors (segments and "
                "surveyors random). Scores are those of one survey alone. Leniency is how much higher than all of them somebody "
                "scores, drawn towards 0 by how little is known.",
            ),
            Label(
                "두 번째 사람이 첫 결과를 보지 않았고 구간이 우연히 뽑혔을 때에만 시 전체를 대표하며, 누가 옳은지는 말하지 않습니다.",
                "It stands for the city only if the second did not see the first result and segments were drawn by chance, and never says who is right.",
            ),
        ),
        "weights": Words(
            Label("가중치 민감도", "Weights"),
            Label("가중치가 조금 달랐다면 등급이 바뀌었습니까?", "Would other weights have changed the grade?"),
            Label(
                "항목 가중치를 저마다 ±25 % 안에서 고르게 뽑아 축마다 합이 100이 되게 한 1,000벌로 다시 매겨, 종합 등급이 그대로인 "
                "비율을 구간마다 냅니다. 관찰 단계, 불편사항 감점, 상한은 그대로입니다.",
                "Every segment is graded again with 1,000 sets of weights, each weight drawn evenly within ±25 % and each axis summing "
                "to 100: the share of them that keeps its overall grade. Levels, points of issues and caps are as they are.",
            ),
            Label(
                "가중치만 흔들어 본 것이므로, 조사가 틀렸을 가능성은 여기에 없습니다.",
                "It varies the weights alone: that a survey may be wrong is not in it.",
            ),
        ),
    }
)
"""By key of ``mapper.operations.findings.kept.FINDERS``."""

_SCOPES: Final = {
    "overall": Label("종합", "Overall"),
    "R": Label("주거환경", "Residential"),
    "W": Label("보행환경", "Walking"),
}
_ITEMS: Final = {item.id: Label(item.label_ko, item.label_en) for item in RUBRIC.items}

FACETS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "district": Label("행정동", "District"),
        "hotspot": Label("Gi* 군집", "Gi* clusters"),
        "lisa": Label("국지 모란 (FDR 5 %)", "Local Moran (FDR 5 %)"),
        "contradiction": Label("어긋남", "Contradiction"),
        "overall": Label("종합 등급", "Overall grade"),
        "filed": Label("1년 민원 수", "Complaints of a year"),
        "audit": Label("점검 순서", "Order of audits"),
        "delay": Label("동의 신고 지연", "Delay of reports in the district"),
        "walked": Label("마지막 현장조사", "Last survey"),
        "category": Label("유형", "Category"),
        "within_90": Label("90일 안", "Within 90 days"),
        "within_180": Label("180일 안", "Within 180 days"),
        "times": Label("180일 안 재발 횟수", "Returns within 180 days"),
        "state": Label("조사 상태", "State of the survey"),
        "apart": Label("두 점수의 차", "Difference of the scores"),
        "incidents": Label("일 (첫 민원)의 수", "How many incidents"),
        "item": Label("두 단계 이상 다른 항목", "Items that differ by two levels"),
        "both": Label("둘 다 관찰한 항목", "Items that both observed"),
        "rater": Label("조사자", "Surveyor"),
        "first": Label("첫 조사자", "First surveyor"),
        "second": Label("둘째 조사자", "Second surveyor"),
        "scope": Label("축", "Axis"),
        "kept": Label("등급이 남는 비율", "Share that keeps the grade"),
    }
)
"""What rows are narrowed by."""

_OUTCOMES: Final = {
    "recurred": Label("재발", "Came back"),
    "stayed": Label("재발 없음", "Stayed away"),
    "too_recent": Label("아직 모름", "Not known yet"),
}
_FILED: Final = {
    "none_filed": Label("없음", "None"),
    "some": Label("1~2건", "1 or 2"),
    "several": Label("3~5건", "3 to 5"),
    "many": Label("6건 이상", "6 or more"),
}
_OPTIONS: Final[Mapping[str, Mapping[str, Label]]] = {
    "hotspot": HOTSPOTS,
    "lisa": {**QUADRANTS, "none": Label("뚜렷하지 않음", "Not significant")},
    "contradiction": CONTRADICTIONS,
    "overall": {letter: Label(letter, letter) for letter in GRADES},
    "filed": _FILED,
    "incidents": _FILED,
    "audit": {
        "first_1": Label("먼저 1 % (상대)", "First 1 % (relative)"),
        "first_5": Label("5 %까지", "Up to 5 %"),
        "first_10": Label("10 %까지", "Up to 10 %"),
        "first_25": Label("25 %까지", "Up to 25 %"),
        "rest": Label("나머지", "The rest"),
    },
    "delay": {
        "week": Label("7일까지", "Up to 7 days"),
        "fortnight": Label("14일까지", "Up to 14 days"),
        "month": Label("30일까지", "Up to 30 days"),
        "quarter": Label("90일까지", "Up to 90 days"),
        "longer": Label("90일 넘음", "Over 90 days"),
    },
    "walked": {
        "year": Label("1년 안", "Within a year"),
        "older": Label("1년 넘음", "Over a year ago"),
        "never": Label("조사한 적 없음", "Never"),
    },
    **{f"within_{days}": _OUTCOMES for days in HORIZONS},
    "times": {
        "once": Label("한 번", "Once"),
        "twice": Label("두 번", "Twice"),
        "more": Label("세 번 이상", "Three times or more"),
    },
    "state": SURVEY_STATES,
    "apart": {
        "under_5": Label("5점까지", "Up to 5 points"),
        "under_15": Label("15점까지", "Up to 15 points"),
        "over_15": Label("15점(한 등급) 넘음", "Over 15 points (a grade)"),
    },
    "item": _ITEMS,
    "both": _ITEMS,
    "scope": _SCOPES,
    "kept": {
        "firm": Label("95 % 이상", "95 % or more"),
        "mostly": Label("80~95 %", "80 to 95 %"),
        "shaky": Label("50~80 %", "50 to 80 %"),
        "open": Label("50 % 미만", "Under 50 %"),
    },
}
_WORDS: Final[Mapping[str, Callable[[str], Any]]] = {
    **{key: words.__getitem__ for key, words in _OPTIONS.items()},
    "category": category_by_id,
}


def option_word(facet: str, option: str) -> Any:
    """Return what an option of a facet is called.

    Parameters
    ----------
    facet : str
        One with a vocabulary.
    option : str
        Of its options.

    Returns
    -------
    Label or Category
        In both languages.
    """
    return _WORDS[facet](option)


def letters(place: int) -> str:
    """Return what somebody goes by who is not named.

    Parameters
    ----------
    place : int
        From 0.

    Returns
    -------
    str
        ``A`` to ``Z``, then ``AA``.
    """
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)
