"""Alley lines into segments: the unit of survey and grade.

Lines are noded where they meet on one level, split at junctions, and cut into equal parts where a
stretch is over 150 m. A segment belongs to one source line and no vertex of that line is moved.
"""

from mapper.spatial.segmenting.cutting import STUB_M, Cut, cut_alleys
from mapper.spatial.segmenting.parts import MAX_SEGMENT_M
from mapper.spatial.segmenting.report import CutReport, Double

__all__ = ["MAX_SEGMENT_M", "STUB_M", "Cut", "CutReport", "Double", "cut_alleys"]
