"""Addresses, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.plain_text import ONE_LINE


class AddressQuery(BaseModel):
    """What was typed."""

    q: str = Field(
        min_length=1,
        max_length=200,
        pattern=ONE_LINE,
        description="A road-name or lot address as people write it, or the first consonants of a road and a number.",
    )


class PointQuery(BaseModel):
    """A point whose address is wanted."""

    lon: Annotated[float, Field(ge=KOREA_LON[0], le=KOREA_LON[1], description="Degrees.")]
    lat: Annotated[float, Field(ge=KOREA_LAT[0], le=KOREA_LAT[1], description="Degrees.")]
    limit: Annotated[int, Field(ge=1, le=20)] = 1


class AddressReason(BaseModel):
    """Why an address is as sure as it is, and no surer."""

    code: str
    value: str
    words: str = Field(description="In the language of the request.")


class KnownAddress(BaseModel):
    """An address of the gazetteer."""

    address: str = Field(description="As it is officially written.")
    road: str
    number: str
    city_code: str = Field(description="Of the 시군구: five digits.")
    province: str
    city: str = Field(description="Empty in 세종.")
    town: str | None = Field(description="법정 읍면동.")
    village: str | None = Field(description="법정리.")
    district: str | None = Field(description="행정동.")
    postcode: str | None
    building: str | None
    lot: str | None = Field(description="By which it was found, when it was.")
    lon: float | None
    lat: float | None


class FoundAddress(BaseModel):
    """What an address means."""

    certainty: Literal["sure", "unsure", "none"]
    confidence: float = Field(description="From 0 to 1: a product of rules, not a measured probability.")
    within_m: float = Field(description="How far off the point may be [m].")
    reasons: list[AddressReason]
    found: KnownAddress | None


class AddressAnswer(BaseModel):
    """What was found: one for an address, several for the beginning of a road."""

    items: list[FoundAddress]


class NearAddress(KnownAddress):
    """An address near a point."""

    far_m: float = Field(description="In a straight line [m].")


class NearAnswer(BaseModel):
    """The nearest first; none where no address is within 500 m."""

    items: list[NearAddress]
