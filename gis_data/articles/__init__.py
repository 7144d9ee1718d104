"""Five made cities that come to the figures of five published articles: 의정부, 마포, 종로, 익산, 서대문.

Names, most codes and the published figures are facts (`figures.toml`, `cities.toml`); everything else is made.
"""

from gis_data.articles.caseloads import build_caseloads
from gis_data.articles.cities import ArticleCity, build_all_cities, read_cities, survey_every_alley
from gis_data.articles.held import build_meetings, build_programmes, build_visits
from gis_data.articles.published import read_published

__all__ = [
    "ArticleCity",
    "build_all_cities",
    "build_caseloads",
    "build_meetings",
    "build_programmes",
    "build_visits",
    "read_cities",
    "read_published",
    "survey_every_alley",
]
