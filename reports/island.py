"""The only door by which data reaches a script or a file: Vega-Lite specs and CSV, made harmless.

Text of a scenario is only ever data. It cannot close a tag, name a field, become an expression,
fetch an address, or be taken for a formula by a spreadsheet; and the same figure always gives the
same bytes.
"""

import json
from typing import Any
from urllib.parse import quote

import altair as alt
import polars as pl
from polars import selectors as cs

from reports.figure import Drawing
from reports.theme import CONFIG

REFUSED = frozenset(
    {
        "expr",
        "signal",
        "href",
        "url",
        "loader",
        "usermeta",
        "calculate",
        "filter",
        "lookup",
        "params",
        "transform",
        "labelExpr",
        "format_type",
        "formatType",
        "test",
        "image",
    }
)

_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_FULL_WIDTH = (
    "\uff1d\uff0b\uff0d\uff20"  # the same four characters, as East Asian keyboards type them
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", *_FULL_WIDTH)


class UnsafeChart(ValueError):
    """A chart tried to use what no chart of ours needs."""


def inline(frame: pl.DataFrame) -> alt.InlineData:
    """Return rows for a chart, floats cut to six figures, which no eye can see past.

    They travel as one text: Altair copies and checks row by row whatever is a list.
    """
    kept = frame.with_columns(cs.float().round_sig_figs(6))
    rows = [
        {key: value for key, value in row.items() if value is not None} for row in kept.to_dicts()
    ]
    text = json.dumps(rows, ensure_ascii=False, allow_nan=False)
    return alt.InlineData(values=text, format=alt.JsonDataFormat(type="json"))


def spec_of(drawing: Drawing, *, checked: bool = True) -> dict[str, Any]:
    """Return the Vega-Lite spec of a drawing, our theme in it and no address.

    Checked against the schema of Vega-Lite if asked: tests ask, a page of thirty charts does not,
    for the check takes longer than all the rest of it and our charts are the same every time.
    """
    spec: dict[str, Any] = drawing.to_dict(validate=checked)
    spec.pop("$schema", None)
    spec["datasets"] = {
        name: json.loads(rows) if isinstance(rows, str) else rows
        for name, rows in spec.get("datasets", {}).items()
    }
    spec["config"] = dict(CONFIG)
    refuse_unsafe(spec)
    return spec


def refuse_unsafe(spec: dict[str, Any]) -> None:
    """Refuse any expression, address or transformation, wherever in the spec it hides."""

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            for key, child in node.items():
                if key in REFUSED:
                    raise UnsafeChart(f"{path}.{key}: charts may not use {key!r}", path)
                walk(child, f"{path}.{key}")
        elif isinstance(node, list):
            for place, child in enumerate(node):
                walk(child, f"{path}[{place}]")

    walk({key: part for key, part in spec.items() if key != "datasets"}, "$")


def packed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec whose datasets are columns, each text written once; the page unpacks them.

    >>> packed({"datasets": {"d": [{"a": "x", "b": 1}, {"a": "x"}]}})["datasets"]["d"]
    {'a': {'words': ['x'], 'at': [0, 0]}, 'b': [1, None]}
    """
    return {
        **spec,
        "datasets": {name: _columns(rows) for name, rows in spec.get("datasets", {}).items()},
    }


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(key for row in rows for key in row):
        values = [row.get(name) for row in rows]
        if all(isinstance(value, str) for value in values):
            words = list(dict.fromkeys(values))
            place = {word: at for at, word in enumerate(words)}
            columns[name] = {"words": words, "at": [place[value] for value in values]}
        else:
            columns[name] = values
    return columns


def json_island(data: Any) -> str:
    """Return JSON that no HTML parser can mistake for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_ESCAPES.get(character, character) for character in text)


def csv_safe(text: str) -> str:
    """Return text that a spreadsheet takes for text.

    >>> csv_safe("=HYPERLINK(1)"), csv_safe(" +1"), csv_safe("Horizon")
    ("'=HYPERLINK(1)", "' +1", 'Horizon')
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def csv_of(frame: pl.DataFrame) -> str:
    """Return a frame as CSV: numbers as numbers, text made safe."""
    safe = frame.with_columns(
        cs.float().round_sig_figs(5),
        cs.string().map_elements(csv_safe, return_dtype=pl.String),
    )
    return safe.write_csv()


def csv_link(frame: pl.DataFrame) -> str:
    """Return a frame as a `data:` address that a reader can save; the mark is for spreadsheets."""
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + csv_of(frame), safe=",.- :;()/'")
