"""How charts look: the Government Analysis Function's guidance, as one Vega-Lite configuration.

The palette's order is fixed: each colour has a contrast of 3:1 against white and against its
neighbours, and each goes with a dash of its own, so that no chart speaks by colour alone. The
theme is written into each chart; nothing global is registered.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

DARK_BLUE, TURQUOISE, DARK_PINK = "#12436D", "#28A197", "#801650"
ORANGE, DARK_GREY, LIGHT_PURPLE = "#F46A25", "#3D3D3D", "#A285D1"

PALETTE = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE)
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (8, 3), (3, 3), (10, 3, 2, 3), (14, 4), (2, 2))
DUO = (DARK_BLUE, ORANGE)

INK = "#0B0C0C"
PALE_INK = "#FFFFFF"
FILLS: tuple[tuple[str, str], ...] = (
    (DARK_BLUE, PALE_INK),
    (TURQUOISE, INK),
    (DARK_PINK, PALE_INK),
    (ORANGE, INK),
    (DARK_GREY, PALE_INK),
    (LIGHT_PURPLE, INK),
    ("#00553A", PALE_INK),
    ("#FFFFFF", INK),
)
"""Fills for the parts of a bar, each with the ink for the letter that stands in it."""
GRID = "#D9D9D9"
BACKGROUND = "#FFFFFF"

PAGE_WIDTH = 900
MOST_LINES = 4  # more lines than this in one panel cannot be told apart

_FONT = "Arial, Helvetica, sans-serif"


def panel_width(columns: int) -> int:
    """Return the width of one of so many panels side by side, room left for its axis."""
    return PAGE_WIDTH // columns - 56


_LEGEND = {
    "aria": False,
    "orient": "top",
    "direction": "horizontal",
    "title": None,
    "offset": 12,
    "columns": 2,
    "labelLimit": 380,
    "symbolSize": 200,
    "symbolStrokeWidth": 3,
    "columnPadding": 24,
}


def _config() -> dict[str, Any]:
    text = {"labelFontSize": 14, "titleFontSize": 14, "labelColor": INK, "titleColor": INK}
    return {
        "background": BACKGROUND,
        "font": _FONT,
        "padding": 6,
        "mark": {"aria": False},
        "view": {"stroke": None},
        "range": {"category": list(PALETTE)},
        "axis": {
            **text,
            "aria": False,
            "titleFontWeight": "normal",
            "gridColor": GRID,
            "domainColor": INK,
            "tickColor": INK,
            "labelAngle": 0,
            "labelLimit": 300,
            "labelFlush": False,
            "titleLimit": 600,
        },
        "axisX": {"grid": False, "tickCount": 6, "titleAnchor": "start"},
        "axisY": {
            "tickCount": 5,
            "domain": False,
            "ticks": False,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleBaseline": "bottom",
            "titleX": 0,
            "titleY": -10,
        },
        "legend": {**text, **_LEGEND},
        "title": {
            "aria": False,
            "anchor": "start",
            "frame": "group",
            "fontSize": 15,
            "subtitleFontSize": 14,
            "color": INK,
            "subtitleColor": INK,
            "offset": 8,
        },
        "header": {"labelFontSize": 14, "labelColor": INK, "title": None, "labelAnchor": "start"},
        "line": {"strokeWidth": 2.5},
        "bar": {"color": DARK_BLUE},
        "rule": {"color": INK},
        "text": {"fontSize": 14, "color": INK},
        "concat": {"spacing": 24},
    }


CONFIG: Mapping[str, Any] = MappingProxyType(_config())


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 -- the standard's own numbers
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
