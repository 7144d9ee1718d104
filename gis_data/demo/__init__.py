"""The demo city: a made valley town under the name of 의정부, and what happened in it.

Names and codes of its 행정동 and two published figures are facts; everything else is drawn from a seed.
"""

from gis_data.demo.city import City, build_city
from gis_data.demo.facts import Facts, build_facts, build_issues_told
from gis_data.demo.volume import volume_of

__all__ = ["City", "Facts", "build_city", "build_facts", "build_issues_told", "volume_of"]
