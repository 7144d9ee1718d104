"""What the pages of the staff would send, by the route that takes it, as somebody fills it in who means it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Form = tuple[tuple[str, str], ...]
"""Fields and what is in them; `SOMEBODY` stands for the id of a case worker of the district."""

SOMEBODY: Final = "somebody"
_RECORD: Final = "00000000-0000-4000-8000-0000000000aa"
_WHY: Final = ("words", "지어낸 까닭을 적음")
_REVIEW: Final = ("reason", "review")
_FOLLOWED: Final = tuple((("act", act), ("user", SOMEBODY), _WHY) for act in ("assign", "release", "recuse"))
_NOTE: Final = (("record", _RECORD), ("spoken", "phone"), _WHY)

FORMS: Final[Mapping[str, tuple[Form, ...]]] = {
    "assigning.change": _FOLLOWED,
    "assigning.take_over": ((("user", SOMEBODY), _WHY),),
    "approvals.decide": ((("granted", "yes"),),),
    "case_desk.move": (_NOTE,),
    "case_desk.write": (_NOTE,),
    "case_followers.change": _FOLLOWED,
    "case_keeping.change": ((("act", "shelter"), _WHY), (("act", "destroy"), ("sure", "1"), _WHY)),
    "case_stories.decide": ((("act", "tell"),), (("act", "decline"),)),
    "case_stories.write": ((("title", "지어낸 이야기"), _WHY, ("confirmed", "yes")),),
    "mail_rounds.settle": ((("outcome", "known"),),),
    "oversight.see_alert": ((_WHY,),),
    "overseeing.show": ((_REVIEW,),),
    "recusals.end": ((_WHY,),),
    "tips.settle": ((("outcome", "known"),),),
}
"""Of every other route a reason alone."""
REASON: Final[tuple[Form, ...]] = ((("reason", "visit"),),)
