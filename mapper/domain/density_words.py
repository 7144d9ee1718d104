"""What a release of density says of itself: whom it counts, and what it cannot tell."""

from __future__ import annotations

from typing import Final

from mapper.domain.density_rule import BANDS, FEWEST, FEWEST_HOMES
from mapper.domain.label import Label
from mapper.domain.population import Population

NOTHING_SHOWN: Final = Label(
    f"{FEWEST}가구 미만이거나 몇 건물에 몰려 있어 보이지 않습니다",
    f"Fewer than {FEWEST}, or too close together: nothing is shown",
)
"""Said in one sentence, so that nobody learns which of the two it is."""

LIMITS: Final = (
    Label(
        "띠(10–14, 15–19 …)만 있고 정확한 수는 어디에도 없습니다. 더하거나 빼서 수를 얻을 수 없습니다.",
        "There are bands (10–14, 15–19 …) and no numbers anywhere; none can be had by adding or subtracting.",
    ),
    Label(
        f"가구가 없는 곳과 {FEWEST}가구 미만인 곳을 가리지 않습니다. 작은 구역은 이웃과 합쳐 보입니다.",
        f"Where nobody is and where fewer than {FEWEST} are looks the same: small areas are joined with their neighbours.",
    ),
    Label(
        f"한 구역은 {FEWEST_HOMES}개 건물 이상에 흩어져 있을 때만 보입니다. 어느 골목, 어느 건물인지는 알 수 없습니다.",
        f"An area is shown only where homes are spread over {FEWEST_HOMES} buildings or more; no alley and no building is told.",
    ),
    Label(
        "주거지를 숨겨야 하는 가구는 처음부터 세지 않습니다.",
        "Households that must hide where they live are not counted at all.",
    ),
    Label(
        "새로 찾은 가구만 센 반기 자료는 구역이 커서 동네 차이를 거의 보여 주지 못합니다. 동네를 견줄 때는 연말 자료를 쓰십시오.",
        "A half-year counts only who was newly found: its areas are large and hardly show neighbourhoods. "
        "Use the stock of a year to compare them.",
    ),
    Label(
        "공표한 뒤에는 고치지 않습니다. 늦게 들어온 가구는 다음 기간에 셉니다.",
        "What was released is never changed; who came late counts in the next period.",
    ),
)
"""What a release cannot tell."""


def band_text(least: int) -> str:
    """Write a band.

    Parameters
    ----------
    least : int
        Of one of `BANDS`.

    Returns
    -------
    str
        Such as ``10–14``, ``100+``.
    """
    most = dict(BANDS)[least]
    return f"{least}+" if most is None else f"{least}–{most}"


def counted_label(population: Population) -> Label:
    """Say who is counted.

    Parameters
    ----------
    population : Population
        Of a release.

    Returns
    -------
    Label
        In both languages.
    """
    year = population.year
    if not population.half:
        return Label(f"{year}년 말에 돌보던 가구", f"Households followed at the end of {year}")
    half = "상반기" if population.half == "H1" else "하반기"
    which = "first" if population.half == "H1" else "second"
    return Label(f"{year}년 {half}에 접수한 가구", f"Households received in the {which} half of {year}")
