"""The files of a visit for maps, phones and desks: GeoJSON, GPX 1.1, KML 2.2, and a sheet of its stops.

All of them say what `mapper.domain.visit_file` allows, in other letters.
"""

from __future__ import annotations

import json
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from mapper.domain.visit_file import FileStop, VisitFile, collection, rounded
from mapper.exporters.sheets import Sheet
from mapper.exporters.xml_text import for_xml

_NAMELESS: Final = "이름 없는 골목"
HEADER: Final = (
    "차례",
    "골목",
    "동",
    "등급",
    "열린 불편사항",
    "출발 뒤(분)",
    "머무는 시간(분)",
    "경도",
    "위도",
    "적을 것",
    "내보내기 번호",
    "쓸 수 있는 마지막 날",
)
ABOUT: Final = ("항목", "값")


def geojson(file: VisitFile) -> bytes:
    """Write GeoJSON (RFC 7946).

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    bytes
        UTF-8.
    """
    return (json.dumps(collection(file), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def gpx(file: VisitFile) -> bytes:
    """Write GPX 1.1: a waypoint for every stop, and the way as a track.

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    bytes
        UTF-8, without any time.
    """
    stops = "".join(
        f'<wpt lat="{lat:.5f}" lon="{lon:.5f}"><name>{_name(stop)}</name><desc>{_told(stop)}</desc></wpt>\n'
        for stop, (lon, lat) in _placed(file)
    )
    points = "".join(f'<trkpt lat="{lat:.5f}" lon="{lon:.5f}"/>\n' for lon, lat in map(rounded, file.line))
    track = f"<trk><name>{_text(_title(file))}</name><trkseg>\n{points}</trkseg></trk>\n" if points else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Golmok" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{_text(_title(file))}</name><desc>{_text(_about(file))}</desc></metadata>\n"
        f"{stops}{track}</gpx>\n"
    ).encode()


def kml(file: VisitFile) -> bytes:
    """Write KML 2.2: a placemark for every stop, and one for the way.

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    bytes
        UTF-8.
    """
    marks = "".join(
        f"<Placemark><name>{_name(stop)}</name><description>{_told(stop)}</description>"
        f"<Point><coordinates>{lon:.5f},{lat:.5f}</coordinates></Point></Placemark>\n"
        for stop, (lon, lat) in _placed(file)
    )
    line = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat in map(rounded, file.line))
    way = (
        f"<Placemark><name>{_text(_title(file))}</name><styleUrl>#way</styleUrl>"
        f"<LineString><tessellate>1</tessellate><coordinates>{line}</coordinates></LineString></Placemark>\n"
        if line
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
        f"<Document><name>{_text(_title(file))}</name><description>{_text(_about(file))}</description>\n"
        f"<Style id={quoteattr('way')}><LineStyle><color>ffd0500b</color><width>5</width></LineStyle></Style>\n"
        f"{marks}{way}</Document>\n</kml>\n"
    ).encode()


def stop_sheet(file: VisitFile) -> Sheet:
    """Return the stops as a table, with a column to write into.

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    Sheet
        For CSV and XLSX.
    """
    return Sheet("방문 순서", HEADER, [_row(file, stop) for stop in file.stops])


def about_sheet(file: VisitFile) -> Sheet:
    """Return what a workbook says of itself.

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    Sheet
        Its number, its day, and until when it is good.
    """
    rows: list[tuple[str | float | None, ...]] = [
        ("방문한 날", file.day.isoformat()),
        ("걷는 거리(m)", file.metres),
        ("모두(분)", file.minutes),
        ("내보내기 번호", str(file.export)),
        ("쓸 수 있는 마지막 날", file.expires.isoformat()),
    ]
    return Sheet("이 파일", ABOUT, rows)


def _row(file: VisitFile, stop: FileStop) -> tuple[str | float | None, ...]:
    lon, lat = (None, None) if stop.place is None else rounded(stop.place)
    told = (stop.order, stop.alley or _NAMELESS, stop.district, stop.grade or "미조사", stop.open_issues)
    return (*told, stop.after_min, stop.stay_min, lon, lat, None, str(file.export), file.expires.isoformat())


def _placed(file: VisitFile) -> list[tuple[FileStop, tuple[float, float]]]:
    return [(stop, rounded(stop.place)) for stop in file.stops if stop.place is not None]


def _title(file: VisitFile) -> str:
    return f"현장방문 {file.day.isoformat()}"


def _about(file: VisitFile) -> str:
    return f"내보내기 번호 {file.export}, {file.expires.isoformat()}까지"


def _name(stop: FileStop) -> str:
    return _text(f"{stop.order}. {stop.alley or _NAMELESS}")


def _told(stop: FileStop) -> str:
    grade = f"등급 {stop.grade}" if stop.grade else "미조사"
    return _text(f"{grade}, 열린 불편사항 {stop.open_issues}, 출발 뒤 {stop.after_min}분, {stop.stay_min}분 머묾")


def _text(value: str) -> str:
    return escape(for_xml(value))
