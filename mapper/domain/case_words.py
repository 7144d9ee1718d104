"""What is chosen from in the records of a case: channels, needs, risk groups, consent, agencies, decisions, ends."""

from __future__ import annotations

from typing import Final

from mapper.domain.label import Label

CHANNELS: Final = {
    "desk": Label("동 상담창구", "District desk"),
    "visit": Label("찾아가는 방문", "Outreach visit"),
    "self": Label("본인·가족", "Themselves or family"),
    "neighbour": Label("이웃", "Neighbour"),
    "head": Label("이웃돌봄반 반장", "Head of a block"),
    "patrol": Label("복지순찰대", "Welfare patrol"),
    "search": Label("발굴지원단", "Search team"),
    "honorary": Label("명예사회복지공무원", "Honorary worker"),
    "post": Label("복지등기", "Registered mail round"),
    "shop": Label("복지상점", "Welfare shop"),
    "agency": Label("다른 기관", "Another agency"),
    "data": Label("위기정보 알림", "Risk notice of another system"),
}
"""발굴 경로: how a household became known."""

NEEDS: Final = {
    "income": Label("생계", "Income"),
    "housing": Label("주거", "Housing"),
    "health": Label("신체 건강", "Health"),
    "mind": Label("정신 건강", "Mental health"),
    "care": Label("돌봄", "Care"),
    "work": Label("일자리", "Work"),
    "school": Label("교육", "Education"),
    "safety": Label("안전", "Safety"),
    "ties": Label("관계", "Ties to others"),
    "law": Label("법률·채무", "Law and debt"),
}
"""What is lacking."""

RISKS: Final = {
    "working_poor": Label("근로빈곤", "Working poor"),
    "alone": Label("1인가구", "Living alone"),
    "withdrawn": Label("고립·은둔", "Isolated or withdrawn"),
    "old": Label("노인", "Old age"),
    "disabled": Label("장애", "Disability"),
    "single_parent": Label("한부모", "Single parent"),
    "grandparents": Label("조손", "Grandparents raising children"),
    "young_carer": Label("가족돌봄청년", "Young carer"),
    "jobless": Label("실직·폐업", "Job or business lost"),
    "self_harm": Label("자살 위험", "Risk of suicide"),
    "violence": Label("폭력 피해", "Victim of violence"),
    "other": Label("기타", "Other"),
}
"""위험군: risk groups."""
UNCOUNTED_RISKS: Final = frozenset({"self_harm", "violence"})
"""Groups that figures count into ``other``: a number of them, however large, would say that there is somebody here."""

CONSENTS: Final = {
    "written": Label("서면 동의", "In writing"),
    "spoken": Label("구두 동의", "By word of mouth"),
    "later": Label("긴급하여 나중에 받음", "Urgent, to be asked for later"),
    "refused": Label("동의하지 않음", "Refused"),
}
"""How somebody consented."""
CONSENTED: Final = frozenset({"written", "spoken"})

PURPOSES: Final = {
    "follow": Label("사례관리", "Case management"),
    "share": Label("다른 기관에 제공", "Handing on to other agencies"),
    "story": Label("익명 사례 공유", "Anonymous story"),
    "mayor": Label("시장 방문", "A visit of the mayor"),
}
"""For what somebody's data may be used."""

AGENCIES: Final = {
    "city": Label("시·구청", "City hall"),
    "district": Label("행정복지센터", "District office"),
    "welfare": Label("복지관", "Welfare centre"),
    "health": Label("보건소", "Public health centre"),
    "mind": Label("정신건강복지센터", "Mental health centre"),
    "hospital": Label("병·의원", "Hospital or clinic"),
    "police": Label("경찰", "Police"),
    "fire": Label("소방", "Fire brigade"),
    "school": Label("학교·교육청", "School"),
    "work": Label("고용·자활센터", "Job centre"),
    "law": Label("법률·금융 상담", "Legal or debt advice"),
    "civic": Label("민간단체", "Civic group"),
}
"""Kinds of agencies that sit at a conference or see to something."""

DECISIONS: Final = {
    "managed": Label("통합사례관리", "Case management"),
    "linked": Label("서비스 연계", "Linking to services"),
    "watched": Label("지켜보기", "Keep watching"),
    "declined": Label("선정하지 않음", "Not taken on"),
}
"""What a conference decides of a case."""
PLANNED: Final = frozenset({"managed", "linked"})
"""Decisions after which a plan is due."""

RISK_LEVELS: Final = {
    "high": Label("높음", "High"),
    "middle": Label("보통", "Middle"),
    "low": Label("낮음", "Low"),
}
"""위기도: how bad it is."""

SECTORS: Final = {"public": Label("공적", "Public"), "private": Label("민간", "Private")}
"""Who gives a service."""

ENDS: Final = {
    "reached": Label("목표 달성", "Goals reached"),
    "moved": Label("이사", "Moved away"),
    "handed_on": Label("다른 기관이 맡음", "Taken over by another agency"),
    "refused": Label("본인 거절", "Refused by the person"),
    "died": Label("사망", "Died"),
    "declined": Label("선정하지 않음", "Not taken on"),
}
"""Why a case is closed."""

SPOKEN: Final = {
    "office": Label("창구", "At the desk"),
    "phone": Label("전화", "By telephone"),
    "home": Label("방문", "At home"),
    "message": Label("문자", "By message"),
}
"""How somebody was spoken to."""
